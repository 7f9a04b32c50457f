"""Did you mean: offered where something speaks for a slip, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from store_tools import records

import policymatch
from policymatch.store import meant
from policymatch.store.snapshot import Store


@pytest.mark.parametrize(
    ("typed", "meant_text"),
    [
        ("预筹", "预算"),
        ("一般公共预筹", "一般公共预算"),
        ("高标淮农田", "高标准农田"),
        ("中央预筹内投资", "中央预算内投资"),
        ("gaobiaozhun nongtian", "高标准农田"),
    ],
)
def test_slips_over_the_corpus(both: Store, typed: str, meant_text: str) -> None:
    assert [each.text for each in both.search(typed, 5).suggestions][:1] == [meant_text]


@pytest.mark.parametrize(
    "query",
    ["乡镇污水处理厂能申请什么补助", "政府投资项目 审批", "预算", "高标准农田建设", "title:预筹 AND 资金", "政府投资条例第九条", "国办发〔2024〕52号"],
)  # fmt: skip
def test_nothing_is_offered_for_what_is_right(both: Store, query: str) -> None:
    assert list(both.search(query, 5).suggestions) == []


def test_the_query_is_not_rewritten(both: Store) -> None:
    assert all("预算" not in word for word in both.search("一般公共预筹", 5)._found.marked.split())


def test_what_is_not_suspicious_is_not_asked(both: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import policymatch.text.slips

    monkeypatch.setattr(policymatch.text.slips, "suggest", lambda *_: pytest.fail("asked"))
    for query in ("政府投资项目 审批", "乡镇污水处理厂能申请什么补助", "冷链物流项目怎么申请资金", "公路"):
        assert list(both.search(query, 5).suggestions) == []


def test_an_unsure_repair_needs_few_hits_or_a_stretch_that_nobody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import policymatch.text.slips as slips

    unsure = slips.Suggestion("公共预算", (slips.Change(2, 4, "预算", "常见别字"),), meant.UNSURE)
    monkeypatch.setattr(slips, "suggest", lambda *_: [unsure])
    records(tmp_path, *({"id": at, "title": "办法", "text": "第一条 编制公共预案。"} for at in range(meant.FEW + 1)))
    with policymatch.open_store(tmp_path) as store:
        assert list(store.search("公共预筹").suggestions) == [unsure]
    records(tmp_path, {"id": 100, "title": "预筹办法", "text": "第一条 预案 预 筹。"})
    records(tmp_path, *({"id": 200 + at, "title": "办法", "text": "第一条 公共 预 筹 预筹 "} for at in range(9)))
    with policymatch.open_store(tmp_path) as store:
        assert list(store.search("公共预筹").suggestions) == []


def test_looking_for_slips_loads_no_readings_where_none_is_suspected() -> None:
    code = (
        "import sys; from policymatch.store import meant\n"
        "print(any(name.startswith(('pypinyin', 'policymatch.text.slips')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize("query", ["\udcff", "预筹\udcff", "\ud800\udc00条例", "gong\udcfflu"])
def test_bytes_that_are_no_text_are_no_slip(both: Store, query: str) -> None:
    """What a terminal hands over that is not UTF-8 arrives as halves of surrogate pairs."""
    for suggestion in both.search(query, 5).suggestions:
        suggestion.text.encode()
