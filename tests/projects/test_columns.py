from __future__ import annotations

from pathlib import Path

import pytest
from project_sheets import book

from policymatch.errors import TableError
from policymatch.projects.columns import Layout, find_layout
from policymatch.projects.headings import read_heading
from policymatch.projects.rows import read_projects
from policymatch.projects.table import read_grid


def layout_of(tmp_path: Path, rows: list[list[object]], merges: list[str] | None = None) -> Layout:
    (sheet,) = read_grid(book(tmp_path, rows, merges or []))
    layout = find_layout(sheet)
    assert layout is not None
    return layout


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        # 名称 to 依据: every heading that counties use for a field we read.
        *((text, "name") for text in ("项目名称", "项目", "名称", "项目（工程）名称", "*项目名称", "2、项目名称")),
        *((text, "code") for text in ("项目代码", "审批监管平台代码", "国家编码")),
        *((text, "owner") for text in ("建设单位", "项目单位", "项目法人", "责任单位", "申报单位")),
        *((text, "place") for text in ("建设地点", "所在地", "所属乡镇", "项目所在地区", "县（市、区）")),
        ("建设性质", "nature"),
        *((text, "approval") for text in ("项目类型", "审批类型", "审批/核准/备案")),
        *((text, "sector") for text in ("所属行业", "国标行业", "行业类别", "项目类别")),
        *((text, "content") for text in ("建设内容及规模", "主要建设内容", "建设规模")),
        *((text, "investment") for text in ("总投资(万元)", "总投资（亿元）", "投资估算", "估算总投资", "总 投 资")),
        *((text, "funds") for text in ("中央预算内", "专项债券", "特别国债", "地方配套", "自筹", "银行贷款")),
        *((text, "requested") for text in ("拟申请资金", "申请中央资金", "2026拟申请", "拟申请专项债券资金（万元）")),
        ("形象进度", "progress"),
        *((text, "done") for text in ("完成投资", "累计完成投资")),
        *((text, "start") for text in ("开工时间", "拟开工年月")),
        ("竣工时间", "end"),
        *((text, "period") for text in ("建设年限", "建设起止年限")),
        ("所处阶段", "stage"),
        *((text, "procedures") for text in ("前期工作进展", "前期手续", "项目成熟度")),
        *(
            (text, "permit")
            for text in (
                "可研批复",
                "初步设计批复",
                "用地预审与选址意见书",
                "建设用地规划许可",
                "环评批复",
                "节能审查",
                "社会稳定风险评估",
            )
        ),
        *((text, "permit") for text in ("施工许可", "水土保持", "林地使用", "备案证", "可研批复文号", "规划许可")),
        *((text, "revenue") for text in ("还款来源", "预期收益")),
        ("本息覆盖倍数", "coverage"),
        *((text, "basis") for text in ("文号", "专项名称", "符合规划", "符合产业政策", "入库依据")),
        ("是否已获中央资金", "received"),
        ("是否纳入国家重大建设项目库", "library"),
        ("单位性质", "owner_kind"),
        ("资金来源", "funds_text"),
        ("序号", "seq"),
    ],
)
def test_headings_of_counties(heading: str, field: str) -> None:
    assert read_heading((heading,)).field == field


@pytest.mark.parametrize(
    "heading",
    [
        "联系人",
        "总投资完成率",
        "项目总投资完成情况",
        "总投资增减（万元）",
        "累计完成投资占总投资比例",
        "联系电话",
        "电话",
        "包联县级领导",
        "行业主管部门",
        "对口科室",
        "备注",
        "2026年计划投资",
        "年度完成投资",
        "已支付资金",
        "投资回收期",
    ],
)
def test_people_telephones_and_plans_are_known_and_not_read(heading: str) -> None:
    found = read_heading((heading,))
    assert found.field == ""
    assert found.known


@pytest.mark.parametrize(
    ("levels", "field", "label"),
    [
        (("资金来源", "其他"), "funds", "其他"),
        (("资金来源（万元）", "其中：自筹"), "funds", "自筹"),
        (("资金来源", "合计"), "", ""),
        (("总投资", "2026年"), "", ""),
        (("资金来源", "2026年中央预算内投资"), "funds", "2026年中央预算内投资"),
        (("总投资", "合计"), "investment", ""),
        (("总投资（万元）", "中央预算内"), "funds", "中央预算内"),
        (("投资（万元）", "拟申请资金"), "requested", ""),
        (("建设起止年限", "起"), "start", ""),
        (("建设起止年限", "止"), "end", ""),
        (("可研批复", "文号"), "permit", "可研批复"),
        (("前期手续", "环评批复"), "permit", "环评批复"),
        (("前期手续", "可研及初设批复"), "permit", "可研批复、初步设计批复"),
        (("初步设计概算（万元）",), "budget", ""),
        (("前期工作", "用地"), "permit", "用地预审与选址意见书"),
        (("审批手续", "规划"), "permit", "建设用地规划许可、建设工程规划许可"),
        (("用地",), "", ""),
        (("投资情况", "其中：申请上级"), "requested", ""),
        (("投资情况", "拟争取"), "requested", ""),
        (("资金来源", "申请中央"), "funds", "申请中央"),
    ],
)
def test_headings_of_two_levels(levels: tuple[str, ...], field: str, label: str) -> None:
    found = read_heading(levels)
    assert (found.field, found.label) == (field, label)


def test_a_header_in_rows_three_and_four_under_title_and_unit(tmp_path: Path) -> None:
    layout = layout_of(
        tmp_path,
        [
            ["清岭县2026年项目表"] + [None] * 5,
            ["填报单位：清岭县发改局", None, None, None, None, "单位：亿元"],
            ["序号", "项目名称", "资金来源", None, None, "总投资"],
            [None, None, "中央预算内", "专项债", "自筹", None],
            [1, "供水工程", 1, 2, 3, 6],
        ],
        ["A1:F1", "A3:A4", "B3:B4", "C3:E3", "F3:F4"],
    )
    assert (layout.first_row, layout.last_row, layout.unit, layout.title) == (3, 4, "亿元", "清岭县2026年项目表")
    assert [column.heading.label for column in layout.of("funds")] == ["中央预算内", "专项债", "自筹"]
    assert layout.of("funds")[0].title == "资金来源/中央预算内"
    assert layout.of("investment")[0].index == 5


def test_a_producer_that_lists_no_merges(tmp_path: Path) -> None:
    layout = layout_of(
        tmp_path,
        [["项目名称", "资金来源", None, "总投资"], [None, "中央预算内", "其他", None], ["供水工程", 1, 2, 3]],
    )
    assert layout.last_row == 2
    assert [(column.index, column.heading.label) for column in layout.of("funds")] == [(1, "中央预算内"), (2, "其他")]


def test_groups_above_the_names_row(tmp_path: Path) -> None:
    layout = layout_of(
        tmp_path,
        [
            ["2026年项目表"],
            ["基本情况", None, "总投资（亿元）", None],
            ["项目名称", "建设单位", "合计", "自筹"],
            ["供水工程", "水务局", 3, 1],
        ],
        ["A1:D1", "A2:B2", "C2:D2"],
    )
    assert (layout.first_row, layout.last_row) == (2, 3)
    assert [(c.index, c.heading.unit) for c in layout.of("investment")] == [(2, "亿元")]
    assert [c.heading.label for c in layout.of("funds")] == ["自筹"]


def test_a_category_merged_across_is_no_part_of_the_header(tmp_path: Path) -> None:
    layout = layout_of(
        tmp_path,
        [["项目名称", "建设单位", "总投资"], ["一、农业类（1个）", None, None], ["供水工程", "水务局", 3]],
        ["A2:C2"],
    )
    assert layout.last_row == 1


def test_a_missing_name_column_is_said_with_what_was_seen(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [["标题"], ["序号", "工作任务", "建设单位", "建设内容", "总投资（万元）"], [1, "供水", "水务局", "5公里", 3]],
    )
    with pytest.raises(TableError, match="第 2 行") as caught:
        read_projects(path)
    assert "工作任务" in caught.value.message
    assert "建设单位" in caught.value.message
    assert "“项目名称”" in caught.value.hint


def test_no_header_at_all(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="没有找到项目表的表头") as caught:
        read_projects(book(tmp_path, [["日期", "天气"], ["1日", "晴"]]))
    assert "天气" in caught.value.message
    with pytest.raises(TableError, match="没有内容"):
        read_projects(book(tmp_path, []))


def test_of_two_columns_for_one_field_the_better_is_read_and_said(tmp_path: Path) -> None:
    path = book(
        tmp_path, [["项目名称", "责任单位", "建设单位", "总投资（万元）"], ["供水工程", "县政府办", "水务局", 3]]
    )
    table = read_projects(path)
    assert table.projects[0].owner == "水务局"
    assert any("责任单位" in warning and "只读了“建设单位”" in warning for warning in table.warnings)


def test_headings_nobody_understands_are_listed(tmp_path: Path) -> None:
    path = book(tmp_path, [["项目名称", "总投资（万元）", "幸运颜色", "备注"], ["供水工程", 3, "红", "x"]])
    (warning,) = read_projects(path).warnings
    assert "幸运颜色" in warning
    assert "备注" not in warning
