"""Which figures of a sentence are an award, how much, for whom; and which percentages are none."""

from __future__ import annotations

import pytest
from drafts import figures_in, found_in
from hypothesis import given
from hypothesis import strategies as st

EAST, MIDDLE, WEST, NORTH = "东部", "中部", "西部", "东北"


@pytest.mark.parametrize(
    "sentence",
    [
        "中央投资支持比例东、中、西部和东北地区分别不超过总投资的30%、45%、60%、60%。",
        "东部地区不超过总投资的30%，中部地区不超过45%，西部和东北地区不超过60%。",
        "对东部、中部、西部、东北地区，分别按不超过项目总投资的30%、45%、60%和60%给予补助。",
        "补助比例：东部30%，中部45%，西部60%，东北60%。",
        "东部地区按总投资的百分之三十补助，中部地区百分之四十五，西部地区百分之六十。东北地区执行西部地区标准。",
        "补助比例东部由20%提高到30%，中部由30%提高到45%，西部和东北由50%提高到60%。",
    ],
)
def test_ratios_by_tier(sentence: str) -> None:
    assert sorted(figures_in(sentence), key=str) == sorted(
        [("ratio", 0.3, EAST), ("ratio", 0.45, MIDDLE), ("ratio", 0.6, WEST), ("ratio", 0.6, NORTH)], key=str
    )


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("按照不超过总投资的三成给予补助。", [("ratio", 0.3, None)]),
        ("补助比例为核定投资的三分之一。", [("ratio", 0.333333, None)]),
        ("按实际投资的50%—70%给予补助。", [("ratio", 0.7, None)]),
        ("西藏自治区项目可以全额安排。", [("ratio", 1.0, "特殊")]),
        ("单个项目补助最高不超过1.5亿元。", [("cap", 15000.0, None)]),
        ("每个项目补助以500万元为限。", [("cap", 500.0, None)]),
        ("单个项目补助五百万元以内。", [("cap", 500.0, None)]),
        ("按每亩1500元给予补助。", [("amount", 1500.0, None)]),
        ("每张床位补助2万元。", [("amount", 2.0, None)]),
        ("补助标准为1200元/亩。", [("amount", 1200.0, None)]),
        ("按贷款利息的50%给予贴息，单户企业每年最高100万元。", [("ratio", 0.5, None), ("cap", 100.0, None)]),
    ],
)
def test_ways_of_writing_one_figure(sentence: str, figures: list[tuple[str, float, str | None]]) -> None:
    assert figures_in(sentence) == figures


@pytest.mark.parametrize(
    "sentence",
    [
        "项目完成投资30%以上的，拨付补助资金的50%。",
        "劳务报酬占补助资金的比例不低于30%。",
        "项目资本金比例不低于20%。",
        "自有资金不低于总投资的40%。",
        "可以按照不超过补助资金2%的比例提取项目管理费。",
        "按不低于20%的比例组织现场抽查。",
        "对投资完成率低于60%的县，扣减10%的补助规模。",
        "革命老区县补助比例提高10个百分点。",
        "国产设备占比应达到80%。",
        "违约的，按补助资金的5%支付违约金。",
        "总投资低于1000万元的项目应当打捆申报。",
        "总投资5000万元以上的项目优先支持。",
        "省级财政每年安排资金3亿元左右。",
        "去年该方向实际平均补助比例为38.6%。",
        "贷款利率不超过3.5%。",
        "县级财政配套比例为30%。",
    ],
)
def test_figures_that_are_no_award(sentence: str) -> None:
    assert figures_in(sentence) == []


def test_an_extra_on_top_is_a_doubt_and_no_figure() -> None:
    found = found_in("每亩补助2000元，边境县在此基础上每亩提高300元。")
    assert [each.value for each in found.figures] == [2000.0]
    assert any("提高300元" in doubt for doubt in found.doubts)


def test_figures_that_cannot_be_told_apart_are_a_doubt() -> None:
    found = found_in("道路、桥梁项目分别按总投资的30%、40%、50%给予补助。")
    assert found.figures == []
    assert any("看不准" in doubt for doubt in found.doubts)


def test_a_ratio_without_a_base_says_so() -> None:
    (figure,) = found_in("补助比例最高为30%。").figures
    assert figure.basis is None
    assert figure.doubts == ("比例的基数没有写明",)


def test_kinds_in_one_sentence() -> None:
    found = found_in("县道、乡道改造分别按每公里40万元、25万元补助。")
    assert [(each.subject, each.value, each.unit) for each in found.figures] == [
        ("县道", 40.0, "万元/公里"),
        ("乡道改造", 25.0, "万元/公里"),
    ]


def test_outside_standards_only_what_says_it_is_an_award() -> None:
    assert figures_in("项目按不超过总投资的30%给予补助。", standard=False) == [("ratio", 0.3, None)]
    assert figures_in("绿地面积按30%控制。", standard=False) == []


@given(
    st.text(
        alphabet="东中西部北地区分别不超过总投资的补助每亩元万亿%0123456789、，。；（）—至百分之三十成全额安排按给予单个项目最高",
        max_size=200,
    )
)
def test_any_text_is_read_and_every_ratio_is_a_share(text: str) -> None:
    for each in found_in(text).figures:
        assert each.value > 0
        assert each.kind != "ratio" or each.value <= 1


@pytest.mark.parametrize(
    "sentence",
    [
        "年度投资计划执行中，单个项目调出规模不超过该批次计划的10%。",
        "近三年全省共安排补助资金12亿元，污水收集率提高8个百分点。",
        "政府方出资比例不超过资本金的49%。",
        "扣减补助的10%至30%。",
        "考核优秀的县，按补助资金的5%予以奖励。",
        "因素权重：常住人口40%、绩效30%。",
        "县级财政承担30%。",
        "全省建成高标准农田112万亩，亩均实际投入1930元。",
    ],
)
def test_statistics_and_duties_are_no_award(sentence: str) -> None:
    assert figures_in(sentence) == []


def test_regions_may_stand_behind_their_shares() -> None:
    assert figures_in("按核定投资的40%、50%、60%分别补助东部、中部、西部县。") == [
        ("ratio", 0.4, EAST),
        ("ratio", 0.5, MIDDLE),
        ("ratio", 0.6, WEST),
    ]


def test_a_band_is_named_with_its_share() -> None:
    found = found_in("设备投资额500万元至2000万元的，奖补比例8%。")
    assert [(each.value, each.subject) for each in found.figures] == [(0.08, "设备投资额500万元至2000万元的")]


def test_a_cap_in_a_sentence_about_one_place_is_that_places() -> None:
    assert figures_in("不超过总投资的30%，且不超过5000万元；对西藏项目可提高至60%，最高不超过8000万元。") == [
        ("ratio", 0.3, None),
        ("cap", 5000.0, None),
        ("ratio", 0.6, "特殊"),
        ("cap", 8000.0, "特殊"),
    ]
