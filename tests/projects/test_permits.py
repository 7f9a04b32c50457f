from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import PERMITS
from policymatch.projects.permits import names_in, parse_permit_cell, parse_permits

ROOT = Path(__file__).resolve().parents[2]


def said(text: str) -> dict[str, str]:
    return {name: permit.state.value for name, permit in parse_permits(text).items()}


def test_the_names_are_those_of_the_corpus_format() -> None:
    text = (ROOT / "docs" / "corpus-format.md").read_text(encoding="utf-8")
    listed = re.search(r"^Permits: ([^.]+)\.", text, re.MULTILINE)
    assert listed
    assert tuple(listed.group(1).split()) == PERMITS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("可研已批（清发改投〔2025〕31号）", {"可研批复": "已办"}),
        ("用地预审办理中", {"用地预审与选址意见书": "在办"}),
        ("环评登记表已备案", {"环评批复": "已办"}),
        ("不涉及林地", {"林地使用": "不需办"}),
        ("初设待批", {"初步设计批复": "在办"}),
        (
            "已完成立项和用地预审，环评、能评正在办理",
            {"项目建议书批复": "已办", "用地预审与选址意见书": "已办", "环评批复": "在办", "节能审查": "在办"},
        ),
        ("可研已批环评未批", {"可研批复": "已办", "环评批复": "未办"}),
        (
            "已完成：可研、初设、环评；未完成：能评、稳评",
            {
                "可研批复": "已办",
                "初步设计批复": "已办",
                "环评批复": "已办",
                "节能审查": "未办",
                "社会稳定风险评估": "未办",
            },
        ),
        (
            "已完成可研批复，初设批复，用地预审",
            dict.fromkeys(["可研批复", "初步设计批复", "用地预审与选址意见书"], "已办"),
        ),
        ("可研、环评、能评，均已批复", {"可研批复": "已办", "环评批复": "已办", "节能审查": "已办"}),
        ("可研报告已编制完成，正在报批", {"可研批复": "在办"}),
        ("已完成可研编制", {"可研批复": "在办"}),
        ("可研已完成，待批复", {"可研批复": "在办"}),
        ("尚未取得可研批复", {"可研批复": "未办"}),
        ("可研暂未批复", {"可研批复": "未办"}),
        ("尚未办理施工许可", {"施工许可": "未办"}),
        ("预计2026年3月取得可研批复", {"可研批复": "未办"}),
        ("用地预审不需办理", {"用地预审与选址意见书": "不需办"}),
        ("不涉及林地、水保、洪评", dict.fromkeys(["林地使用", "水土保持方案", "洪水影响评价"], "不需办")),
        ("可研批复中", {"可研批复": "在办"}),
        ("可研于2024年3月批复", {"可研批复": "已办"}),
        ("1.可研已批 2.环评在办 3.无需办理林地手续", {"可研批复": "已办", "环评批复": "在办", "林地使用": "不需办"}),
        ("可研（已批）、环评（在办）", {"可研批复": "已办", "环评批复": "在办"}),
        ("前期手续已全部办结（可研、环评）", {"可研批复": "已办", "环评批复": "已办"}),
        ("可研批复：清发改〔2025〕3号；环评批复：清环评〔2025〕12号", {"可研批复": "已办", "环评批复": "已办"}),
        (
            "可研已批，施工许可证未办，初步设计及概算已批复",
            {"可研批复": "已办", "施工许可": "未办", "初步设计批复": "已办", "概算批复": "已办"},
        ),
        ("项目已备案", {"备案": "已办"}),
        ("正在核准", {"核准": "在办"}),
        ("已取得企业投资项目备案证", {"备案": "已办"}),
        ("一期可研已批，二期可研未批", {"可研批复": "未办"}),
        # A filing is made by itself, an approval is not; what is said of all is said of it too.
        ("可研已批，用地不涉及，环评登记表备案", {"可研批复": "已办", "用地批复": "不需办", "环评批复": "已办"}),
        ("环评登记表备案，施工许可办理中", {"环评批复": "已办", "施工许可": "在办"}),
        ("环评登记表备案，正在办理", {"环评批复": "在办"}),
        ("环评登记表备案、施工许可均未办理", {"环评批复": "未办", "施工许可": "未办"}),
        ("拟环评登记表备案", {"环评批复": "未办"}),
        # Not a word about the state of any step.
        ("可研批复", {}),
        ("前期手续齐全", {}),
        ("节能改造项目正在建设", {}),
        ("设施农业用地已备案", {}),
        ("造林地块已落实", {}),
        ("地灾治理项目施工中", {}),
        ("", {}),
    ],
)
def test_sentences(text: str, expected: dict[str, str]) -> None:
    assert said(text) == expected


def test_a_later_clause_about_building_does_not_touch_the_approvals() -> None:
    assert said("可研已批，正在推进施工") == {"可研批复": "已办"}
    assert said("已纳入规划，环评未批") == {"环评批复": "未办"}


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("是", "已办"),
        ("√", "已办"),
        ("清发改投〔2025〕31号", "已办"),
        ("黔环审[2025]7号", "已办"),
        ("522799202500017", "已办"),
        ("2025年3月", "已办"),
        ("2025-03-01", "已办"),
        (datetime(2025, 3, 1), "已办"),
        (45731, "已办"),
        (1.0, "已办"),
        (True, "已办"),
        ("可研已批", "已办"),
        ("否", "未办"),
        ("×", "未办"),
        ("X", "未办"),
        ("未批", "未办"),
        ("预计2025年6月", "未办"),
        (False, "未办"),
        ("办理中", "在办"),
        ("正在编制", "在办"),
        ("不需办理", "不需办"),
        ("不涉及", "不需办"),
        ("", None),
        (None, None),
        ("/", None),
        ("—", None),
        ("详见附件", None),
    ],
)
def test_cells_of_a_column_for_one_step(cell: object, state: str | None) -> None:
    permit = parse_permit_cell("可研批复", cell)
    assert (permit.state.value if permit else None) == state


def test_a_cell_that_speaks_of_another_step_too() -> None:
    permit = parse_permit_cell("初步设计批复", "可研已批，初设未批")
    assert permit is not None
    assert permit.state.value == "未办"


def test_a_name_that_is_no_step() -> None:
    with pytest.raises(ValueError, match="规划许可"):
        parse_permit_cell("规划许可", "是")


def test_names_in_headings() -> None:
    assert names_in("用地预审与选址意见书批复文号") == ["用地预审与选址意见书"]
    assert names_in("可研及初设批复") == ["可研批复", "初步设计批复"]
    assert names_in("建设内容及规模") == []


WORDS = [
    "可研",
    "环评",
    "林地",
    "已",
    "未",
    "批复",
    "、",
    "，",
    "；",
    "（",
    "）",
    "正在办理",
    "不涉及",
    "备案",
    "〔2025〕1号",
    "中",
    " ",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_whatever_is_said_gives_known_steps(text: str) -> None:
    found = parse_permits(text)
    assert set(found) <= set(PERMITS)
    assert all(name == permit.name and permit.text for name, permit in found.items())


def test_long_text_takes_no_time() -> None:
    pieces = (
        "许可证",
        "可研、",
        "正在",
        "未",
        "预计",
        "已经于",
        "（",
        "编制完成",
        "月前",
        "除",
        "待",
        "后",
        "完成1",
        "已于",
        "通过",
    )
    for piece in pieces:
        parse_permits(piece * 2000)
