from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from project_sheets import HEADER, fill, project_row, read

from policymatch.model import PermitState
from policymatch.projects.rows import read_projects


def names(table: object) -> list[str]:
    return [project.name for project in table.projects]  # type: ignore[attr-defined]


def test_categories_sums_blank_rows_and_notes_are_no_projects(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        [
            ["清岭县2026年储备项目表", None, None, None, None],
            HEADER,
            ["合计", None, None, None, 6500],
            ["一、农业类（2个）", None, None, None, None],
            project_row(1, "高标准农田", 3000),
            project_row(2, "冷库", 1000),
            ["小计", None, None, None, 4000],
            [None] * 5,
            ["二", "水利类（1个）", None, None, 2500],
            project_row(5, "供水工程", 2500),
            ["注：1.本表截至6月。", None, None, None, None],
            ["2.单位为万元。", None, None, None, None],
            ["填表人：张三", None, None, "联系电话：0854-0000000", None],
        ],
        ["A1:E1", "A4:E4", "A11:E11"],
    )
    assert names(table) == ["高标准农田", "冷库", "供水工程"]
    assert [project.category for project in table.projects] == ["农业类", "农业类", "水利类"]
    assert [project.row for project in table.projects] == [5, 6, 10]
    assert table.skipped == ()
    assert table.warnings == ()
    assert table.title == "清岭县2026年储备项目表"


def test_categories_within_categories(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        [
            HEADER,
            ["一、农业类（2个）", None, None, None, 300],
            ["（一）种植业", None, None, None, 100],
            project_row(1, "茶园", 100),
            ["（二）养殖业", None, None, None, 200],
            project_row(2, "牛场", 200),
            ["二、水利类", None, None, None, None],
            project_row(3, "供水工程", 400),
        ],
    )
    assert [project.category for project in table.projects] == ["农业类/种植业", "农业类/养殖业", "水利类"]
    assert table.warnings == ()


def test_sums_that_do_not_add_up_name_their_cells(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        [HEADER, project_row(1, "甲工程", 3000), project_row(2, "乙工程", 1000), ["合计", None, None, None, 4500]],
    )
    (warning,) = table.warnings
    assert "E4" in warning
    assert "4500" in warning
    assert "4000" in warning
    assert "E2 至 E3" in warning
    assert len(table.projects) == 2


def test_a_sum_over_a_cell_that_could_not_be_read_is_not_judged(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        [
            HEADER,
            project_row(1, "甲工程", "三千多吧"),
            project_row(2, "乙工程", 1000),
            ["合计", None, None, None, 4500],
        ],
    )
    assert table.warnings == ()


def test_a_count_that_is_off(tmp_path: Path) -> None:
    table = read(
        tmp_path, [HEADER, ["一、农业类（3个）", None, None, None, None], project_row(1, "茶园", 100)], ["A2:E2"]
    )
    (warning,) = table.warnings
    assert "3 个" in warning
    assert "1 个" in warning


def test_projects_numbered_in_chinese_are_projects(tmp_path: Path) -> None:
    rows = [["序号", "项目名称", "总投资（万元）"], ["一", "供水", 1], ["二", "排水", 2], ["三", "道路", 3]]
    assert names(read(tmp_path, rows)) == ["供水", "排水", "道路"]


def test_a_row_without_a_name_is_skipped_and_said(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        [
            HEADER,
            project_row(1, "甲工程", 3000),
            project_row(2, None, 1000),
            project_row(3, "—", 800),
            project_row(4, 20260101, 800),
            [5, None, None, None, None],
        ],
    )
    assert names(table) == ["甲工程"]
    assert [row.row for row in table.skipped] == [3, 4, 5]
    assert all(f"B{row.row}" in row.reason for row in table.skipped)
    assert "补上" in table.skipped[0].reason


def test_a_broken_amount_leaves_the_project_and_a_doubt(tmp_path: Path) -> None:
    table = read(tmp_path, [HEADER, project_row(1, "甲工程", "三千多吧"), project_row(2, "乙工程", -5)])
    first, second = table.projects
    assert first.investment_wan is None
    assert second.investment_wan is None
    (doubt,) = first.doubts
    assert "E2" in doubt
    assert "三千多吧" in doubt
    assert "3500（万元）" in doubt
    assert "负数" in second.doubts[0]


def test_units_from_heading_corner_and_cell(tmp_path: Path) -> None:
    head = ["项目名称", "建设单位", "总投资", "拟申请资金（万元）"]
    rows = [[None, None, None, "单位：亿元"], head, ["甲", "局", 1.2, 500], ["乙", "局", "约3500万元", "0.1亿"]]
    first, second = read(tmp_path, rows).projects
    assert (first.investment_wan, first.requested_wan) == (12_000, 500)
    assert (second.investment_wan, second.requested_wan) == (3500, 1000)


def test_without_any_unit_wan_is_taken_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, [["项目名称", "建设单位", "总投资"], ["甲", "局", 1200]])
    assert table.projects[0].investment_wan == 1200
    assert any("没有写明金额单位" in warning for warning in table.warnings)


def test_amounts_out_of_all_proportion_are_doubted(tmp_path: Path) -> None:
    rows = [HEADER, *(project_row(n, f"第{n}水厂", 3000 + n) for n in range(1, 6))]
    rows += [project_row(6, "丙工程", 35_000_000), project_row(7, "丁工程", 0.35)]
    doubts = [project.doubts for project in read(tmp_path, rows).projects]
    assert doubts[:5] == [()] * 5
    assert "E7" in doubts[5][0]
    assert "按元" in doubts[5][0]
    assert "E8" in doubts[6][0]
    assert "按亿元" in doubts[6][0]


def test_one_wrong_unit_of_four_is_doubted(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "总投资（亿元）", "建设单位"],
        ["甲", 2.35, "水务局"],
        ["乙", 0.86, "水务局"],
        ["丙", 0.42, "水务局"],
        ["丁", 1500, "水务局"],
    ]
    doubts = [project.doubts for project in read(tmp_path, rows).projects]
    assert doubts[:3] == [()] * 3
    assert "1744 倍" in doubts[3][0]


def test_an_amount_merged_over_several_projects_belongs_to_none(tmp_path: Path) -> None:
    rows = [HEADER, project_row(1, "甲工程", 9000), project_row(2, "乙工程", None), project_row(3, "丙工程", 5)]
    table = read(tmp_path, rows, ["E2:E3"])
    assert [project.investment_wan for project in table.projects] == [None, None, 5]
    assert all("合并" in project.doubts[0] for project in table.projects[:2])


def test_a_project_over_several_rows_is_one(tmp_path: Path) -> None:
    head = ["序号", "项目名称", "建设单位", "总投资（万元）", "中央预算内（万元）"]
    rows = [head, [1, "甲工程", "水务局", 900, 500], [None, None, None, None, 400], [2, "乙工程", "水务局", 5, 5]]
    table = read(tmp_path, rows, ["A2:A3", "B2:B3", "C2:C3", "D2:D3"])
    assert names(table) == ["甲工程", "乙工程"]
    assert table.projects[0].investment_wan == 900
    (warning,) = table.warnings
    assert "第 3 行与第 2 行是同一个项目" in warning
    assert "E3" in warning


def test_a_township_merged_down_holds_for_all_its_rows(tmp_path: Path) -> None:
    head = ["项目名称", "所属乡镇", "总投资（万元）"]
    rows = [head, ["甲工程", "石门镇", 1], ["乙工程", None, 2], ["丙工程", "云坪乡", 3]]
    table = read(tmp_path, rows, ["B2:B3"], region="贵州省黔南州清岭县")
    assert [project.place.text for project in table.projects] == ["石门镇", "石门镇", "云坪乡"]
    assert {project.place.county for project in table.projects} == {"清岭县"}
    assert {project.place.prefecture for project in table.projects} == {"黔南布依族苗族自治州"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (datetime(2025, 3, 1), 46054, ("2025-03", "2026-02")),
        ("2025.3", "2027年12月", ("2025-03", "2027-12")),
        ("2025年底", None, ("2025", None)),
        (2025, 2027, ("2025", "2027")),
    ],
)
def test_times(tmp_path: Path, start: object, end: object, expected: tuple[str | None, str | None]) -> None:
    rows = [["项目名称", "开工时间", "竣工时间", "总投资（万元）"], ["甲工程", start, end, 1]]
    (project,) = read(tmp_path, rows).projects
    assert (project.start, project.end) == expected
    assert project.cells["start"] == "B2"


def test_a_span_in_one_column_and_a_doubtful_date(tmp_path: Path) -> None:
    rows = [["项目名称", "建设年限", "总投资（万元）"], ["甲", "2025-2027", 1], ["乙", 2025.1, 1], ["丙", "2025.13", 1]]
    first, second, third = read(tmp_path, rows).projects
    assert (first.start, first.end) == ("2025", "2027")
    assert second.start == "2025"
    assert "B3" in second.doubts[0]
    assert third.start is None
    assert "B4" in third.doubts[0]


def test_a_column_of_steps_may_speak_of_others_too(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "立项/可研", "环评", "总投资（万元）"],
        ["甲", "可研已批，初设待批", "初设已批", 1],
        ["乙", "可研、初设均已批复", "已备案", 1],
    ]
    first, second = read(tmp_path, rows).projects
    assert {name: permit.state.value for name, permit in first.permits.items() if name != "项目建议书批复"} == {
        "可研批复": "已办",
        "初步设计批复": "在办",
    }
    assert len(first.doubts) == 1
    assert "初步设计批复" in first.doubts[0]
    assert {name: permit.state.value for name, permit in second.permits.items() if name != "项目建议书批复"} == {
        "可研批复": "已办",
        "初步设计批复": "已办",
        "环评批复": "已办",
    }


def test_permits_from_columns_and_from_a_sentence(tmp_path: Path) -> None:
    head = ["项目名称", "可研批复", "环评批复", "用地预审", "规划许可", "前期工作进展", "总投资（万元）"]
    rows = [
        head,
        ["甲", "清发改投〔2025〕31号", "否", None, "√", "环评正在编制，不涉及林地，用地预审办理中", 1],
        ["乙", "√", "已备案", "522799202500017", "/", "可研未批", 1],
    ]
    first, second = read(tmp_path, rows).projects
    states = {name: permit.state for name, permit in first.permits.items()}
    assert states == {
        "可研批复": PermitState.DONE,
        "环评批复": PermitState.OPEN,
        "用地预审与选址意见书": PermitState.OPEN,
        "林地使用": PermitState.NOT_NEEDED,
        "建设用地规划许可": PermitState.DONE,
        "建设工程规划许可": PermitState.DONE,
    }
    assert first.doubts == ()
    assert first.cells["permits.可研批复"] == "B2"
    assert {name: permit.state.value for name, permit in second.permits.items()} == {
        "可研批复": "已办",
        "环评批复": "已办",
        "用地预审与选址意见书": "已办",
    }
    assert "B3" in second.doubts[0]
    assert "F3" in second.doubts[0]


def test_progress_from_words_numbers_and_money(tmp_path: Path) -> None:
    head = ["项目名称", "形象进度", "累计完成投资", "总投资（万元）"]
    rows = [
        head,
        ["甲", 0.6, None, 100],
        ["乙", None, 25, 100],
        ["丙", "已竣工验收", None, 100],
        ["丁", None, 250, 100],
    ]
    table = read(tmp_path, rows, formats={"B2": "0%"})
    assert [project.progress for project in table.projects] == [0.6, 0.25, 1.0, None]
    assert table.projects[2].stage == "已完工"
    assert "C5" in table.projects[3].doubts[0]


def test_short_answers_and_kinds_of_money_in_one_cell(tmp_path: Path) -> None:
    head = [
        "项目名称",
        "资金来源",
        "是否已获中央资金",
        "还款来源",
        "本息覆盖倍数",
        "是否入库",
        "建设性质",
        "项目类型",
        "总投资（万元）",
    ]
    rows = [
        head,
        [
            "甲",
            "中央预算内3000万元、自筹0.05亿元",
            "是，2024年到位2800万元",
            "停车费收入",
            "1.25倍",
            "已入库",
            "改扩建",
            "备案",
            1,
        ],
        ["乙", "全部自筹", "否", "财政预算安排", "较高", "未纳入", "新建/续建", "产业类", 1],
    ]
    first, second = read(tmp_path, rows).projects
    assert first.funds_wan == {"中央预算内": 3000, "自筹": 500}
    assert (first.received_central, first.has_revenue, first.coverage_ratio, first.in_library) == (
        True,
        True,
        1.25,
        True,
    )
    assert (first.nature, first.approval) == ("扩建", "备案")
    assert second.funds_wan == {}
    assert (second.received_central, second.has_revenue, second.coverage_ratio, second.in_library) == (
        False,
        None,
        None,
        False,
    )
    assert (second.nature, second.approval, second.sector) == (None, None, "产业类")
    assert "E3" in second.doubts[0]


def test_empty_cells_are_not_known(tmp_path: Path) -> None:
    head = [
        "项目名称",
        "是否已获中央资金",
        "形象进度",
        "可研批复",
        "是否入库",
        "还款来源",
        "总投资（万元）",
        "开工时间",
    ]
    (project,) = read(tmp_path, [head, ["甲工程", None, "—", None, "/", None, "待定", None]]).projects
    assert project.received_central is None
    assert project.progress is None
    assert project.permits == {}
    assert project.in_library is None
    assert project.has_revenue is None
    assert project.investment_wan is None
    assert project.stage is None
    assert project.doubts == ()
    assert project.cells == {"name": "A2"}


@pytest.mark.parametrize(
    ("repaid", "said", "expected"),
    [(None, "无", False), (None, "有", True), ("门票收入", None, True), ("门票收入", "无", None), (None, None, None)],
)
def test_two_columns_of_revenue(tmp_path: Path, repaid: str | None, said: str | None, expected: bool | None) -> None:
    head = ["项目名称", "总投资（万元）", "还款来源", "是否有收益"]
    (project,) = read(tmp_path, [head, ["甲工程", 100, repaid, said]]).projects
    assert project.has_revenue is expected


def test_a_code_stored_as_a_number_has_lost_its_end(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "项目代码", "总投资（万元）"],
        ["甲", 2403520123040112345, 1],
        ["乙", "2403-520123-04-01-123456", 1],
    ]
    first, second = read(tmp_path, rows).projects
    assert first.code is None
    assert "B2" in first.doubts[0]
    assert second.code == "2403-520123-04-01-123456"


def test_headers_repeated_on_every_page_and_column_numbers(tmp_path: Path) -> None:
    rows = [HEADER, [1, 2, 3, 4, 5], project_row(1, "甲工程", 1), HEADER, project_row(2, "乙工程", 2)]
    assert names(read(tmp_path, rows)) == ["甲工程", "乙工程"]


def test_one_sheet_a_field(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    fill(workbook.active, [["填表说明"], ["请认真填写"]])
    fill(workbook.create_sheet("农业"), [HEADER, project_row(1, "茶园", "很多")])
    fill(workbook.create_sheet("水利"), [["标题"], HEADER, project_row(1, "水库", 5), project_row(2, None, 6)])
    fill(workbook.create_sheet("坏表"), [["工作任务", "建设单位", "建设内容", "总投资"], ["x", "y", "z", 1]])
    hidden = workbook.create_sheet("旧表")
    fill(hidden, [HEADER, project_row(1, "旧项目", 5)])
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "a.xlsx")
    table = read_projects(tmp_path / "a.xlsx")
    assert [(project.sheet, project.row, project.name) for project in table.projects] == [
        ("农业", 2, "茶园"),
        ("水利", 3, "水库"),
    ]
    assert "农业!E2" in table.projects[0].doubts[0]
    assert [(row.sheet, row.row) for row in table.skipped] == [("水利", 4)]
    assert any("坏表" in warning and "项目名称" in warning for warning in table.warnings)
    assert any("旧表" in warning and "隐藏" in warning for warning in table.warnings)


def test_a_header_without_projects_is_said(tmp_path: Path) -> None:
    table = read(tmp_path, [HEADER])
    assert table.projects == ()
    assert "没有读到项目" in table.warnings[0]


def test_telephones_do_not_come_along(tmp_path: Path) -> None:
    rows = [["项目名称", "总投资（万元）", "联系人", "联系电话"], ["甲工程", 1, "张三", "13800000000"]]
    assert "13800000000" not in repr(read(tmp_path, rows))


def test_four_thousand_rows(tmp_path: Path) -> None:
    table = read(tmp_path, [HEADER, *(project_row(n, f"第{n}村供水工程", n) for n in range(1, 4001))])
    assert len(table.projects) == 4000
