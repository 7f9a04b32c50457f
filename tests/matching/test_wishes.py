"""The money a table names brings its channel forward."""

from __future__ import annotations

import pytest
from match_tools import programme

from policymatch.matching.wishes import NAMED, OF_ITS_KIND, ONLY_KIND, wish_of
from policymatch.model import Project


@pytest.mark.parametrize(
    ("title", "channel", "label", "points"),
    [
        ("中央财政衔接推进乡村振兴补助资金", "中央财政转移支付", "申请衔接资金", NAMED),
        ("水利发展资金", "中央财政转移支付", "中央水利发展资金", NAMED),
        ("大气污染防治资金", "中央财政转移支付", "水利发展资金", 0.0),
        ("中央预算内投资水利专项", "中央预算内投资", "中央预算内", ONLY_KIND),
        ("地方政府专项债券", "地方政府专项债券", "专项债", ONLY_KIND),
        ("大规模设备更新", "超长期特别国债", "超长期特别国债", ONLY_KIND),
        ("超长期特别国债“两重”项目", "超长期特别国债", "超长期特别国债", ONLY_KIND),
        ("超长期特别国债“两重”项目", "超长期特别国债", "超长期特别国债（两重", NAMED),
        # A project's own capital asks for nothing.
        ("专项债券用作项目资本金", "其他", "资本金", 0.0),
        ("超长期特别国债“两重”项目", "超长期特别国债", "县级配套", 0.0),
        # What says nothing particular names no programme.
        ("中央财政补助资金", "中央财政转移支付", "中央财政补助资金", 0.0),
    ],
)
def test_points(title: str, channel: str, label: str, points: float) -> None:
    assert wish_of(programme(title=title, channel=channel), Project("某项目", funds_wan={label: 900.0})) == points


def test_a_sum_of_nothing_and_a_column_of_grounds() -> None:
    water = programme(title="水利发展资金", channel="中央财政转移支付")
    assert wish_of(water, Project("某项目", funds_wan={"水利发展资金": 0.0})) == 0
    assert wish_of(water, Project("某项目", basis="水利发展资金")) == NAMED


def test_one_of_several_kinds_of_money_asked_for_is_worth_less_than_the_only_one() -> None:
    bond = programme(title="地方政府专项债券", channel="地方政府专项债券")
    assert wish_of(bond, Project("某项目", funds_wan={"专项债券": 900.0, "自筹": 100.0})) == ONLY_KIND
    assert wish_of(bond, Project("某项目", funds_wan={"专项债券": 900.0, "中央预算内": 100.0})) == OF_ITS_KIND
