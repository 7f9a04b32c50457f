"""Headings as offices write them, and near ones that say something else."""

from __future__ import annotations

import pytest

from policymatch.programmes.drafting.topics import Topic, title_topic


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("支持范围", Topic.SCOPE), ("项目种类", Topic.SCOPE), ("补什么", Topic.SCOPE), ("扶持加工升级", Topic.SCOPE), ("支持的三类项目", Topic.SCOPE),
        ("工程内容", Topic.SCOPE), ("资金用在哪里", Topic.SCOPE), ("经费安排", Topic.STANDARD), ("上限金额", Topic.STANDARD), ("补多少", Topic.STANDARD),
        ("前提条件", Topic.CONDITION), ("申领要求", Topic.CONDITION), ("谁可以得到", Topic.CONDITION), ("各类项目共同要求", Topic.CONDITION),
        ("避险搬迁类另需满足", Topic.CONDITION), ("不予扶持", Topic.EXCLUSION), ("不补的情况", Topic.EXCLUSION), ("不得申请", Topic.EXCLUSION),
        ("负面事项", Topic.EXCLUSION), ("哪些项目不受理", Topic.EXCLUSION),
    ],
)  # fmt: skip
def test_a_heading_tells_what_stands_under_it(title: str, topic: Topic) -> None:
    assert topic in title_topic(title)


@pytest.mark.parametrize(
    "title",
    [
        "监督检查",
        "附则",
        "工作目标",
        "资金拨付",
        "组织实施",
        "鼓励社会资本参与",
        "促进就业创业",
        "推动信息公开",
        "奖励先进单位",
        "支持保障措施",
        "支持方式",
    ],
)
def test_other_headings_open_no_scope(title: str) -> None:
    assert Topic.SCOPE not in title_topic(title)
