from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from policymatch.paths import corpus_folder

Run = Callable[..., Result]
Json = Callable[..., Any]


def test_counts_of_the_shipped_lexicon(in_json: Json, invoke: Run) -> None:
    shipped = in_json("lexicon")["lexicons"][0]
    assert shipped["terms"] >= 800
    assert shipped["two_way_groups"] + shipped["one_way_groups"] >= 250
    assert shipped["bridges"] >= 700
    assert shipped["intents"] >= 15
    assert str(shipped["terms"]) in invoke("lexicon").output
    assert invoke("lexicon", "--format", "csv").output.count("\n") >= 2


def test_a_word_its_parts_and_synonyms_with_their_place(in_json: Json, invoke: Run) -> None:
    found = in_json("lexicon", "超长期特别国债")
    assert found["cut"] == ["超长期特别国债"]
    assert "特别国债" in found["parts"]
    (row,) = in_json("lexicon", "辞退")["synonyms"]
    name, _, line = row["place"].removeprefix("自带 ").partition(":")
    lines = (corpus_folder() / "lexicon" / name).read_text(encoding="utf-8").split("\n")
    assert "辞退" in lines[int(line) - 1]
    assert "辞退 → 解除劳动合同（桥，自带 bridges-law.yaml:" in invoke("lexicon", "辞退").output
    assert "补几成 → 支持标准（问法，" in invoke("lexicon", "粮库补几成").output
    assert "没有同义词" in invoke("lexicon", "\x1b[31m甲").output
    assert "\x1b" not in invoke("lexicon", "\x1b[31m甲").output
    assert "虚词" in invoke("lexicon", "怎么办").output


def test_check_says_where_and_ends_with_one(in_json: Json, invoke: Run, tmp_path: Path) -> None:
    assert invoke("lexicon", "check").exit_code == 0
    assert in_json("lexicon", "check")["sound"]
    (tmp_path / "terms.txt").write_text("甲乙丙丁戊\n水\n", encoding="utf-8")
    result = invoke("lexicon", "check", tmp_path)
    assert (result.exit_code, f"{tmp_path / 'terms.txt'}:2: " in result.output) == (1, True)
    (problem,) = in_json("lexicon", "check", tmp_path, code=1)["problems"]
    assert (problem["line"], problem["note"]) == (2, False)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [(["check", "nowhere"], 1, "没有词表文件夹"), (["辞退", "nowhere"], 2, "多了一个参数")],
)
def test_a_wrong_call_is_explained(call: Callable[..., Any], words: list[str], code: int, said: str) -> None:
    ended = call("lexicon", *words)
    assert ended.code == code
    assert said in ended.err


def test_a_users_own_lexicon_is_counted_checked_and_named(
    in_json: Json, invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "synonyms-own.yaml").write_text(
        "- from: [村里那口井]\n  to: [水厂]\n- same: [-辞退]\n", encoding="utf-8"
    )
    monkeypatch.setenv("POLICYMATCH_LEXICON", str(tmp_path))
    assert [each["one_way_groups"] for each in in_json("lexicon")["lexicons"]][1] == 1
    assert invoke("lexicon", "check").exit_code == 0


def test_a_users_broken_lexicon_stops_with_a_sentence(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "synonyms.yaml").write_text("- same: [甲乙, 丙丁\n", encoding="utf-8")
    monkeypatch.setenv("POLICYMATCH_LEXICON", str(tmp_path))
    ended = call("lexicon")
    assert ended.code == 1
    assert "synonyms.yaml:2" in ended.err
    assert "Traceback" not in ended.err
    ended = call("lexicon", "check")
    assert ended.code == 1
    assert "不合 YAML 格式" in ended.out
