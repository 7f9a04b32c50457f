"""From a new file to a programme: index says so, draft proposes, match marks it, accept takes it in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

Invoke = Callable[..., Result]

TEXT = """# 清河省山地食用菌冷库建设补助资金管理办法

清农规〔2026〕9号

第一条　为规范补助资金管理，制定本办法。

第二条　补助资金用于下列项目：

（一）食用菌产地冷库。新建食用菌预冷库、气调库；

（二）菌棒加工车间。

第三条　补助比例不超过总投资的40%，单个项目不超过300万元。

第四条　申报项目应当符合下列条件：

（一）可行性研究报告已批复；

（二）村集体同意建设。

第五条　已经完工的项目不予支持。

第六条　本办法自2026年1月1日起施行，有效期至2030年12月31日。
"""
NUMBER = "清农规〔2026〕9号"


@pytest.fixture
def own(invoke: Invoke, tmp_path: Path) -> tuple[Path, Result]:
    """A store of its own with the text above indexed into it, and what index said."""
    source = tmp_path / "mushrooms.md"
    source.write_text(TEXT, encoding="utf-8")
    store = tmp_path / "store"
    return store, invoke("index", source, "--store", store)


def draft(invoke: Invoke, store: Path, *words: object) -> dict[str, Any]:
    result = invoke("programmes", "draft", *words, "--store", store, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_index_names_what_looks_like_a_programme(invoke: Invoke, own: tuple[Path, Result], tmp_path: Path) -> None:
    store, said = own
    assert "1 部像是资金管理办法或申报通知：《清河省山地食用菌冷库建设补助资金管理办法》" in said.stderr
    assert "programmes draft" in said.stderr
    source = tmp_path / "mushrooms.md"
    again = invoke("index", source, "--store", store, "--format", "json")
    assert json.loads(again.stdout)["programmes"] == []  # nothing new
    other = tmp_path / "law.md"
    other.write_text("# 道路管理条例\n\n第一条　道路应当养护。\n", encoding="utf-8")
    quiet = invoke("index", other, source, "--reread", "--store", store, "--quiet")
    assert quiet.stderr == ""


def test_a_draft_is_proposed_with_clauses(invoke: Invoke, own: tuple[Path, Result], tmp_path: Path) -> None:
    store, _ = own
    found = draft(invoke, store, NUMBER, "-o", tmp_path / "copy.yaml")
    assert found["status"] == "草案"
    assert [each["title"] for each in found["directions"]] == ["食用菌产地冷库", "菌棒加工车间"]
    assert [(each["ratio"], each["cap_wan"]) for each in found["awards"]] == [(0.4, 300)]
    assert {each["text"] for each in found["exclusions"]} == {"已经完工的项目不予支持"}
    assert all(each["clause"] for each in found["directions"] + found["awards"] + found["conditions"])
    path = Path(found["path"])
    assert path == store / "catalogue" / "drafts" / f"{found['id']}.yaml"
    assert (tmp_path / "copy.yaml").read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["doubts"] == found["doubts"] != []
    table = invoke("programmes", "draft", "清河省山地食用菌冷库建设补助资金管理办法", "--store", store)
    assert "食用菌产地冷库" in table.stdout
    assert "拿不准" in table.stdout
    assert list(path.parent.iterdir()) == [path]


def test_a_draft_matches_at_once_under_its_mark(invoke: Invoke, own: tuple[Path, Result]) -> None:
    store, _ = own
    project = (
        "--name",
        "三岔村食用菌产地冷库建设项目",
        "--region",
        "贵州省三都水族自治县",
        "--investment",
        "500",
        "--store",
        store,
    )

    def match() -> dict[str, Any]:
        found = json.loads(invoke("match", *project, "--format", "json").stdout)["matches"]
        return next(each for each in found if "食用菌" in each["programme"]["title"])

    draft(invoke, store, NUMBER)
    drafted = match()
    assert drafted["programme"]["title"].startswith("（草案）")
    assert drafted["verdict"] == "待核"
    assert any("草案，未经核对" in reason["because"] for reason in drafted["reasons"])
    assert (
        "《清河省山地食用菌冷库建设补助资金管理办法》"
        in drafted["reasons"][0]["clause"] + drafted["reasons"][1]["clause"]
    )
    assert drafted["award"]["amount_wan"] == 200
    accepted = draft(invoke, store, NUMBER, "--accept")
    assert accepted["accepted"]
    taken = match()
    assert not taken["programme"]["title"].startswith("（草案）")
    assert not any("草案，未经核对" in reason["because"] for reason in taken["reasons"])


def test_what_a_planner_changed_is_kept(invoke: Invoke, own: tuple[Path, Result]) -> None:
    store, _ = own
    path = Path(draft(invoke, store, NUMBER)["path"])
    changed = path.read_text(encoding="utf-8").replace("食用菌产地冷库", "食用菌保鲜库", 1)
    path.write_text(changed, encoding="utf-8")
    again = invoke("programmes", "draft", NUMBER, "--store", store)
    assert "改过，没有重新起草" in again.stderr
    assert path.read_text(encoding="utf-8") == changed
    forced = draft(invoke, store, NUMBER, "--force")
    assert forced["directions"][0]["title"] == "食用菌产地冷库"


def test_accepting_checks_and_overwrites_nothing(invoke: Invoke, own: tuple[Path, Result]) -> None:
    store, _ = own
    path = Path(draft(invoke, store, NUMBER)["path"])
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("ratio: 0.4", "ratio: 40"), encoding="utf-8")
    broken = invoke_failing(invoke, store, "--accept")
    assert path.name in broken
    path.write_text(good, encoding="utf-8")
    first = draft(invoke, store, NUMBER, "--accept")
    target = Path(first["path"])
    assert target.parent == store / "catalogue" / "programmes"
    assert not path.exists()
    assert "status: 现行" in target.read_text(encoding="utf-8")
    target.write_text(target.read_text(encoding="utf-8") + "# 我的批注\n", encoding="utf-8")
    assert "没有覆盖" in invoke_failing(invoke, store, "--accept")
    assert "我的批注" in target.read_text(encoding="utf-8")
    draft(invoke, store, NUMBER, "--accept", "--force")
    assert "我的批注" not in target.read_text(encoding="utf-8")


def invoke_failing(invoke: Invoke, store: Path, *words: object) -> str:
    from policymatch.errors import PolicyMatchError

    with pytest.raises(PolicyMatchError) as raised:
        invoke("programmes", "draft", NUMBER, *words, "--store", store)
    return str(raised.value)


def test_a_policy_that_is_not_there(invoke: Invoke, own: tuple[Path, Result]) -> None:
    from policymatch.errors import NotFoundError

    with pytest.raises(NotFoundError, match="没有"):
        invoke("programmes", "draft", "没有这部办法", "--store", own[0])
