"""Citations name policy, number and place as official texts do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policymatch.model import Clause, PolicySummary, Status
from policymatch.reports.citations import cite


def policy(title: str, number: str | None = None, *, digest: bool = False) -> PolicySummary:
    return PolicySummary("x", title, number, digest=digest)


@pytest.mark.parametrize(
    ("title", "number", "path", "cited"),
    [
        ("政府投资条例", "国务院令第712号", "第二章 政府投资决策/第九条", "《政府投资条例》（国务院令第712号）第九条"),
        ("办法", "发改投资规〔2025〕1728号", "第三条", "《办法》（发改投资规〔2025〕1728号）第三条"),
        ("中华人民共和国刑法", None, "第二编 分则/第一章/第一百二十条之一", "《中华人民共和国刑法》第一百二十条之一"),
        ("条例", None, "第一章 总则/第九条/（三）", "《条例》第九条第（三）项"),
        ("条例", None, "第九条/第二款/（三）", "《条例》第九条第二款第（三）项"),
        ("意见", "国办发〔2024〕52号", "一、总体要求/（二）基本原则", "《意见》（国办发〔2024〕52号）一、（二）"),
        ("意见", None, "一、支持什么/（一）能源/1.煤炭", "《意见》一、（一）1."),
        ("通知", None, "附件2 管理办法/第一章 总则/第三条", "《通知》附件2第三条"),
        ("条例", None, "第一章 总则", "《条例》第一章"),
        ("条例", None, "", "《条例》"),
        ("关于印发《资金管理办法》的通知", "财建〔2024〕1号", "", "《关于印发〈资金管理办法〉的通知》（财建〔2024〕1号）"),
        ("转发《关于贯彻〈条例〉的通知》的函", None, "", "《转发〈关于贯彻《条例》的通知〉的函》"),
        ("关于〈甲〉的通知", None, "", "《关于〈甲〉的通知》"),
        ("坏》的《题", None, "", "《坏》的〈题》"),
        ("中华人民共和国民法典第一千零四十条", None, "第一千零四十条", "《中华人民共和国民法典》第一千零四十条"),
    ],
)  # fmt: skip
def test_places(title: str, number: str | None, path: str, cited: str) -> None:
    label = path.rpartition("/")[2]
    assert cite(policy(title, number), Clause("x#1", label, path, "文")) == cited


def test_a_digest_says_that_it_is_one() -> None:
    given = policy("政府投资条例", "国务院令第712号", digest=True)
    assert (
        cite(given, Clause("x#1", "第九条", "第二章 决策/第九条", "文"))
        == "《政府投资条例》（国务院令第712号）第九条（摘编）"
    )
    # 一、支持什么 is a heading of ours: as a place of the original it would be false.
    own = Clause("x#2", "（一）", "一、支持什么/（一）能源", "文")
    assert cite(given, own) == "《政府投资条例》（国务院令第712号）（摘编：一、支持什么/（一）能源）"
    assert cite(given) == "《政府投资条例》（国务院令第712号）（摘编）"
    assert cite(given, Clause("x#3", "", "", "文")) == "《政府投资条例》（国务院令第712号）（摘编）"


def test_where_there_is_no_number_the_page_is_named() -> None:
    assert cite(policy("方案"), Clause("x#1", "", "", "文", 3)) == "《方案》（第3页）"
    assert cite(policy("方案")) == "《方案》"


@pytest.mark.parametrize("status", list(Status))
def test_what_is_not_in_force_is_not_cited_as_if_it_were(status: Status) -> None:
    given = replace(policy("条例"), status=status)
    cited = cite(given, Clause("x#1", "第三条", "第三条", "文"))
    assert cited == ("《条例》第三条" if status in ("现行", "未知") else f"《条例》第三条（{status}）")
