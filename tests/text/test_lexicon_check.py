from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from policymatch.text.lexicon_check import check_lexicon


def found(folder: Path, **files: str) -> list[tuple[str, int, str]]:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return [(each.path.name, each.line, each.reason) for each in check_lexicon(folder) if not each.note]


FAULTY = [
    ({"terms__txt": "专项债甲\n冷库乙\n专项债甲\n"}, "terms.txt", 3, "第 1 行已经有了"),
    ({"question_words__txt": "怎地\n怎地\n"}, "question_words.txt", 2, "第 1 行已经有了"),
    ({"terms__txt": "水\n"}, "terms.txt", 1, "只有一个字"),
    ({"synonyms__yaml": "- from: [取水井]\n  to: [水]\n"}, "synonyms.yaml", 2, "只有一个字"),
    ({"terms__txt": "有毒、有害食品\n"}, "terms.txt", 1, "不是一个词"),
    ({"synonyms__yaml": "- same: [粮仓甲]\n"}, "synonyms.yaml", 1, "至少要有两个"),
    ({"synonyms__yaml": "- same: [粮仓甲, 粮仓甲]\n"}, "synonyms.yaml", 1, "重复"),
    ({"synonyms__yaml": "- from: [粮仓甲]\n  to: [粮仓乙, 粮仓甲]\n"}, "synonyms.yaml", 1, "既在 from"),
    ({"synonyms__yaml": "- same: [粮仓甲, 粮仓乙]\n- same: [粮仓乙, 粮仓丙]\n"}, "synonyms.yaml", 2, "只能属于一个"),
    ({"synonyms__yaml": "- same: [粮仓甲, 粮仓乙]\n- from: [粮仓甲]\n  to: [粮仓乙]\n"}, "synonyms.yaml", 2, "双向同义"),
    ({"synonyms__yaml": "- from: [粮仓甲]\n  to: [粮仓乙]\n- from: [粮仓甲]\n  to: [粮仓乙]\n"}, "synonyms.yaml", 3, "已经有了"),
    (
        {"synonyms__yaml": "- from: [粮仓甲]\n  to: [粮仓乙]\n- from: [粮仓乙]\n  to: [粮仓丙]\n- from: [粮仓丙]\n  to: [粮仓甲]\n"},
        "synonyms.yaml", 5, "绕成一圈",
    ),
    (
        {"synonyms__yaml": "- same: [粮仓甲, 粮仓丙]\n- from: [粮仓甲]\n  to: [粮仓乙]\n- from: [粮仓乙]\n  to: [粮仓丙]\n"},
        "synonyms.yaml", 4, "绕成一圈",
    ),
    ({"terms__txt": "-没有的词\n"}, "terms.txt", 1, "没有可去掉的"),
    ({"question_words__txt": "-没有的词\n"}, "question_words.txt", 1, "没有可去掉的"),
    ({"synonyms__yaml": "- same: [-没有的词]\n"}, "synonyms.yaml", 1, "没有可去掉的"),
    ({"synonyms__yaml": "- same: [粮仓甲, 粮仓乙\n"}, "synonyms.yaml", 2, "YAML"),
    ({"terms__txt": "甲\x07乙\n"}, "terms.txt", 1, "控制字符"),
    ({"synonyms__yaml": "- same: [专项债, 专项债甲]\n"}, "synonyms.yaml", 1, "只能属于一个"),
    ({"bridges__yaml": "- from: [甲乙]\n  to: [粮仓乙]\n- from: [甲乙]\n  to: [粮仓乙]\n"}, "bridges.yaml", 3, "已经有了"),
    ({"bridges__yaml": "- from: [这个词你我他都说了又说不清]\n  to: [粮仓乙]\n"}, "bridges.yaml", 1, "长于 12 个字"),
    ({"intents__yaml": "- from: [你我他都说了又说不清楚了]\n  to: [粮仓乙]\n"}, "intents.yaml", 1, "多于 6 个词"),
    ({"intents__yaml": "- from: [-没有的词]\n"}, "intents.yaml", 1, "没有可去掉的"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "name", "line", "said"), FAULTY)
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, files: dict[str, str], name: str, line: int, said: str
) -> None:
    problems = found(tmp_path, **files)
    assert [problem for problem in problems if problem[:2] == (name, line) and said in problem[2]], problems


def test_a_sound_folder_has_no_faults(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path,
            terms__txt="我县重点项目甲\n-冷链\n",
            synonyms__yaml="- same: [粮仓甲, 粮仓乙]\n- from: [粮仓丙]\n  to: [粮仓甲]\n- same: [-粮仓]\n- from: [-辞退]\n",
            question_words__txt="晓得不\n-咋整\n",
            bridges__yaml="- from: [粮仓丙, 装谷子的房子]\n  to: [粮仓甲]\n- from: [-老公]\n",
            intents__yaml="- from: [给几文钱, 补助比例]\n  to: [补助标准, 补助比例]\n- from: [补助标准]\n  to: [补助比例]\n",
        )
        == []
    )


def test_a_term_of_jiebas_own_dictionary_is_only_a_note(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text("污水处理\n", encoding="utf-8")
    assert [(each.note, each.line) for each in check_lexicon(tmp_path)] == [(True, 1)]


def test_a_long_chain_is_walked_without_recursion(tmp_path: Path) -> None:
    words = [f"链子{chr(0x4E00 + at)}{chr(0x4E00 + at)}" for at in range(3000)]
    lines = "".join(f"- from: [{a}]\n  to: [{b}]\n" for a, b in itertools.pairwise(words))
    assert found(tmp_path, synonyms__yaml=lines) == []
    assert found(tmp_path, synonyms__yaml=f"{lines}- from: [{words[-1]}]\n  to: [{words[0]}]\n")
