"""Words that reports share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rankings import POLICY, UNKNOWN_AWARD, award, match, ranked

from policymatch.model import Evidence
from policymatch.reports.phrases import (
    clause_words,
    cut,
    most_words,
    plain,
    points,
    source_words,
    steps_of,
    wan,
    web_address,
)


def test_the_parts_of_gaps() -> None:
    assert steps_of(ranked()) == (
        ("施工许可", "在办", "住房和城乡建设局"),
        ("单位性质（填 D6 格）", "表中未写", "—"),
    )
    assert steps_of(ranked(tier="D")) == ()


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_not_known(value: float | None) -> None:
    assert wan(value) == "待核"
    assert most_words(award(value, ratio=None)) == "待核"
    if value is not None:
        assert points(value) == "待核"


def test_the_most_in_words() -> None:
    assert most_words(award(0.0)) == "0 万元"
    assert most_words(award(12345.678)) == "12,345.68 万元"
    assert most_words(award(None, ratio=0.125)) == "待核（≤12.5%）"
    assert most_words(UNKNOWN_AWARD) == "待核"


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("总分 81.6，成熟度 76.8", 14, "总分 81.6，成熟度"),
        ("不超过 5000 万元", 9, "不超过"),
        ("占总投资的 44.12%", 11, "占总投资的"),
        ("一共五个字", 5, "一共五个字"),
        ("最多 3亿元", 5, "最多"),
    ],
)
def test_no_figure_is_cut(text: str, longest: int, shown: str) -> None:
    assert cut(text, longest) == shown


@given(st.text(max_size=200), st.integers(1, 50))
def test_plain_is_short_and_on_one_line(text: str, longest: int) -> None:
    found = plain(text, longest)
    assert len(found) <= longest
    assert found == " ".join(found.split())
    found.encode("utf-8")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://www.gov.cn/zhengce/content.htm?a=1&b=2", True),
        ("http://例子.cn/文件", True),
        ("javascript:alert(1)", False),
        (" https://x.cn", False),
        ("https://x.cn/\nb", False),
        ("data:text/html,x", False),
        ("//x.cn/a", False),
        ("https:///a", False),
        ("https://[", False),
        ("ftp://x.cn", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_followed(source: str | None, address: bool) -> None:
    assert (web_address(source) is not None) == address


def test_of_a_file_only_its_name_is_told() -> None:
    assert source_words("政策文件/清岭县/办法.pdf") == "办法.pdf"
    assert source_words("政策文件\\清岭县\\办法.pdf") == "办法.pdf"
    assert source_words(None) == "待核"


def test_a_clause_is_cited_where_its_policy_is_at_hand() -> None:
    cited = "《中央预算内投资计划管理办法》（发改投资规〔2025〕1728号）"
    assert clause_words(match(), "plan-rules 第三条") == f"{cited}第三条"
    assert clause_words(match(), "plan-rules 第九条") == f"{cited}第九条"
    assert clause_words(match(), "other 第九条") == "other 第九条"
    assert clause_words(match(), None) == "依据待核"
    unsure = Evidence(
        replace(POLICY, metadata={"doc_number_confidence": "unverified"}), match().evidence[0].clause, 1.0
    )
    assert clause_words(match(evidence=(unsure,)), "plan-rules 第三条").endswith("第三条（文号未核实）")
