"""Tables of PDFs: cells by their ruling lines, heads, merged cells, tables over several pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_maker import Drawn, Span, make_pdf, set_lines, set_table

from policymatch.model import Block
from policymatch.readers import read_file

PROSE = "本条例所称政府投资是指在中国境内使用预算安排的资金"


def blocks(
    tmp_path: Path, *pages: Sequence[Drawn], turned: Mapping[int, int] | None = None, form: str = ""
) -> tuple[Block, ...]:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(pages, turned=turned, form=form))
    return read_file(path).blocks


AWARDS = [["地区", "新建", "改造"], ["东部", "30%", "20%"], ["西部", "40%", "30%"]]
READ = (
    Block("地区 | 新建 | 改造", 1, 0, 1, True),
    Block("东部 | 30% | 20%", 1, 0, 1),
    Block("西部 | 40% | 30%", 1, 0, 1),
)


@pytest.mark.parametrize("pen", ["stroke", "area"])
@pytest.mark.parametrize("open_sides", [False, True])
def test_rows_between_the_lines_before_and_after(tmp_path: Path, pen: str, open_sides: bool) -> None:
    page = [
        *set_lines(["　　表1　补助标准表", "　　单位：万元"]),
        *set_table(AWARDS, top=660, pen=pen, open_sides=open_sides),
        *set_lines(["　　第二条　应当评估。"], top=520),
    ]
    read = blocks(tmp_path, page)
    assert read == (Block("表1　补助标准表", 1), Block("单位：万元", 1), *READ, Block("第二条　应当评估。", 1))


def test_cells_of_one_row_drawn_in_one_go(tmp_path: Path) -> None:
    ruling = [part for part in set_table(AWARDS) if isinstance(part, str)]
    shown = " ".join(
        f"1 0 0 1 90 {686 - 30 * row} Tm "
        + " 100 0 Td ".join(f"<{text.encode('utf-16-be').hex()}> Tj" for text in cells)
        for row, cells in enumerate(AWARDS)
    )
    assert blocks(tmp_path, [*ruling, f"BT /F 12 Tf {shown} ET"]) == READ


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_landscape_annex_turned_on_a_portrait_sheet(tmp_path: Path, angle: int) -> None:
    table = set_table(AWARDS, left=60, top=500, widths=[200, 200, 200])
    page = [(300, 540, 16, "附表"), *table]
    assert blocks(tmp_path, set_lines(["　　第一条　内容。"]), page, turned={2: angle}) == (
        Block("第一条　内容。", 1),
        Block("附表", 2),
        *(Block(block.text, 2, 0, 1, block.head) for block in READ),
    )


@pytest.mark.parametrize("form", ["1 0 0 1 0 0", "0.5 0 0 0.5 20 300", "0 1 -1 0 595 0"])
def test_a_page_drawn_in_a_form(tmp_path: Path, form: str) -> None:
    assert blocks(tmp_path, set_table(AWARDS), form=form) == READ


def test_merged_cells_appear_once_and_columns_stay(tmp_path: Path) -> None:
    rows = [
        ["地区", "补助比例", "", "备注"],
        ["", "新建", "改造", ""],
        ["东部", "30%", "20%", "含设备"],
        ["", "35%", "25%", "脱贫县"],
        ["合计", "", "", "另行通知"],
    ]
    merged: list[Span] = [(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1), (2, 0, 2, 1), (4, 0, 1, 3)]
    read = blocks(tmp_path, set_table(rows, merged=merged))
    assert [block.text for block in read] == [
        "地区 | 补助比例 |  | 备注",
        "| 新建 | 改造 |",
        "东部 | 30% | 20% | 含设备",
        "| 35% | 25% | 脱贫县",
        "合计 |  |  | 另行通知",
    ]
    assert [block.head for block in read] == [True, True, False, False, False]
    assert {block.table for block in read} == {1}


@st.composite
def drawn_tables(draw: st.DrawFn) -> tuple[list[list[str]], list[Span]]:
    """Rows of different texts and merged cells among them that do not overlap."""
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    rows = [[f"甲{row}乙{column}" for column in range(width)] for row in range(height)]
    taken: set[tuple[int, int]] = set()
    merged: list[Span] = []
    for _ in range(draw(st.integers(0, 4))):
        row, column = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        down, across = draw(st.integers(1, height - row)), draw(st.integers(1, width - column))
        places = {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
        # An edge that no cell has is no column: nobody could see it.
        if not places & taken and down < height and across < width:
            taken |= places
            merged.append((row, column, down, across))
            for r, c in places - {(row, column)}:
                rows[r][c] = ""
    return rows, merged


def seen(rows: list[list[str]], merged: list[Span]) -> list[str]:
    """Return the rows as they should be read, without the rows and columns in which no cell begins."""
    height, width = len(rows), len(rows[0])
    own = {(row, column) for row in range(height) for column in range(width) if rows[row][column]}
    columns = [column for column in range(width) if any((row, column) in own for row in range(height))]
    return [" | ".join(row[column] for column in columns).strip() for row in rows if any(row)]


@settings(max_examples=40, deadline=None)
@given(drawn_tables(), st.sampled_from(["stroke", "area"]))
def test_any_table_comes_back_as_it_was_drawn(table: tuple[list[list[str]], list[Span]], pen: str) -> None:
    rows, merged = table
    with TemporaryDirectory() as folder:
        read = blocks(Path(folder), set_table(rows, merged=merged, widths=[80] * len(rows[0]), pen=pen))
    assert [block.text for block in read] == seen(rows, merged)


def test_lines_of_a_cell_are_joined_without_making_figures_of_two(tmp_path: Path) -> None:
    rows = [
        ["项目", "标准"],
        ["冷链物流设施\n建设补助", "30%\n20%"],
        ["高标准\n农田", "500万元\n300万元"],
        ["第二\n批", "12\n50"],
        ["单价", "1,234,567,890,123,456\n,789"],
    ]
    read = blocks(tmp_path, set_table(rows, height=40, widths=[90, 145]))
    assert [block.text for block in read][1:] == [
        "冷链物流设施建设补助 | 30% 20%",
        "高标准农田 | 500万元 300万元",
        "第二批 | 12 50",
        "单价 | 1,234,567,890,123,456,789",
    ]


def long_table(first: int, last: int, *, head: bool, top: float = 760) -> list[Drawn]:
    rows = [[str(number), f"项目{number}", f"{number + 10}%"] for number in range(first, last)]
    return set_table([["序号", "名称", "比例"], *rows] if head else rows, top=top, widths=[60, 200, 100])


@pytest.mark.parametrize("again", [True, False])
def test_a_table_over_three_pages_is_one(tmp_path: Path, again: bool) -> None:
    foot = [(280.0, 40.0, 14.0, f"— {page} —") for page in (1, 2, 3)]
    running = (400.0, 800.0, 10.0, "某县文件汇编")
    pages = [
        [running, *set_lines(["　　附表　项目表"]), *long_table(1, 10, head=True, top=700), foot[0]],
        [running, *long_table(10, 20, head=again), foot[1]],
        [running, *long_table(20, 22, head=again), *set_lines(["　　第二条　应当评估。"], top=500), foot[2]],
    ]
    read = blocks(tmp_path, *pages)
    assert [block.text for block in read] == [
        "附表　项目表",
        "序号 | 名称 | 比例",
        *(f"{number} | 项目{number} | {number + 10}%" for number in range(1, 22)),
        "第二条　应当评估。",
    ]
    assert [block.table for block in read] == [0, *[1] * 22, 0]
    assert [block.head for block in read] == [False, True, *[False] * 22]
    assert [block.page for block in read] == [*[1] * 11, *[2] * 10, 3, 3, 3]


def test_what_stands_again_above_the_rest_of_a_table(tmp_path: Path) -> None:
    pages = [
        [*set_lines(["　　附表　项目表", "单位：万元"]), *long_table(1, 10, head=True, top=690)],
        [(85.0, 790.0, 16.0, "续表"), (400.0, 770.0, 12.0, "单位：万元"), *long_table(10, 12, head=True)],
    ]
    read = blocks(tmp_path, *pages)
    assert [block.text for block in read][:3] == ["附表　项目表", "单位：万元", "序号 | 名称 | 比例"]
    assert [block.text for block in read][3:] == [f"{n} | 项目{n} | {n + 10}%" for n in range(1, 12)]


def test_the_next_page_has_another_table(tmp_path: Path) -> None:
    other = set_table([["乡镇", "金额"], ["甲乡", "5"]], widths=[200, 200])
    titled = [(85.0, 790.0, 16.0, "表2　另一表"), *long_table(1, 3, head=True)]
    read = blocks(tmp_path, long_table(1, 3, head=True), other, titled)
    assert [(block.text, block.table, block.head) for block in read] == [
        ("序号 | 名称 | 比例", 1, True),
        ("1 | 项目1 | 11%", 1, False),
        ("2 | 项目2 | 12%", 1, False),
        ("乡镇 | 金额", 2, True),
        ("甲乡 | 5", 2, False),
        ("表2　另一表", 0, False),
        ("序号 | 名称 | 比例", 3, True),
        ("1 | 项目1 | 11%", 3, False),
        ("2 | 项目2 | 12%", 3, False),
    ]


def test_a_row_that_is_broken_over_the_page(tmp_path: Path) -> None:
    widths = [60, 170, 100]
    first = set_table([["1", "对新建冷库按照核定投资额\n给予补助，单个主体最高不", "30%"]], widths=widths, height=60)
    head = set_table([["序号", "标准", "比例"]], widths=widths, top=730)
    rest = set_table([["", "超过500万元。", ""], ["2", "改造", "20%"]], widths=widths)
    read = blocks(tmp_path, [*head, *first], rest)
    assert [(block.text, block.page) for block in read] == [
        ("序号 | 标准 | 比例", 1),
        ("1 | 对新建冷库按照核定投资额给予补助，单个主体最高不超过500万元。 | 30%", 1),
        ("2 | 改造 | 20%", 2),
    ]


def test_the_cells_below_a_merged_one_are_no_rest_of_a_row(tmp_path: Path) -> None:
    rest = set_table([["", "养殖", "20%"], ["林业", "造林", "10%"]])
    read = blocks(tmp_path, set_table([["类别", "项目", "比例"], ["农业", "种植", "30%"]]), rest)
    assert [block.text for block in read][1:] == ["农业 | 种植 | 30%", "| 养殖 | 20%", "林业 | 造林 | 10%"]


def test_two_tables_side_by_side_and_one_below_the_other(tmp_path: Path) -> None:
    pages = [
        [
            *set_table([["左", "1"], ["甲", "2"]], left=60),
            *set_table([["右", "3"], ["乙", "4"]], left=320),
            *set_table([["下", "五", "六"], ["丙", "7", "8"]], top=600),
        ]
    ]
    read = blocks(tmp_path, *pages)
    assert [(block.text, block.table) for block in read] == [
        ("左 | 1", 1),
        ("甲 | 2", 1),
        ("右 | 3", 2),
        ("乙 | 4", 2),
        ("下 | 五 | 六", 3),
        ("丙 | 7 | 8", 3),
    ]


def test_titles_and_units_above_tables_at_one_height_are_no_running_heads(tmp_path: Path) -> None:
    pages = [
        [
            *set_lines([f"　　表{number}　补助标准表", "　　单位：万元"]),
            *set_table([[name, "标准"], ["甲", str(number)]], top=660),
            *set_lines(["　　注：略。"], top=500),
        ]
        for number, name in ((1, "农业"), (2, "林业"), (3, "水利"))
    ]
    read = [block.text for block in blocks(tmp_path, *pages)]
    assert [text for text in read if "补助" in text] == ["表1　补助标准表", "表2　补助标准表", "表3　补助标准表"]
    assert read.count("单位：万元") == 3


def test_title_and_note_inside_the_table_and_a_heading_between_rows(tmp_path: Path) -> None:
    rows = [["补助标准表", "", ""], *AWARDS[:2], ["二、林业", "", ""], AWARDS[2], ["注：以发票为准。", "", ""]]
    read = blocks(tmp_path, set_table(rows, merged=[(0, 0, 1, 3), (3, 0, 1, 3), (5, 0, 1, 3)]))
    assert read == (
        Block("补助标准表", 1),
        *READ[:2],
        Block("二、林业 |  |", 1, 0, 1),
        READ[2],
        Block("注：以发票为准。", 1),
    )


def frame(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left} {bottom} {right - left} {top - bottom} re S"


def test_a_frame_around_prose_is_no_table(tmp_path: Path) -> None:
    lines = [f"　　第一条　{PROSE[:18]}", PROSE, "投向公共领域。", f"　　第二条　{PROSE[:18]}", "内。"]
    whole = [frame(70, 600, 510, 780), *set_lines(lines)]
    beside = [frame(70, 600, 510, 780), "40 600 m 40 780 l 70 780 l S 40 600 m 70 600 l S", *set_lines(lines)]
    for page in (whole, beside):
        read = blocks(tmp_path, page)
        assert read == (Block(f"第一条　{PROSE[:18]}{PROSE}投向公共领域。", 1), Block(f"第二条　{PROSE[:18]}内。", 1))


def test_a_table_and_a_page_number_in_a_frame_around_the_page(tmp_path: Path) -> None:
    pages = [
        [frame(50, 30, 545, 800), *set_lines(["　　附表"]), *set_table(AWARDS), (280.0, 40.0, 14.0, f"- {number} -")]
        for number in (1, 2)
    ]
    read = blocks(tmp_path, *pages)
    assert [block.text for block in read] == ["附表", *(block.text for block in READ)] * 2


def test_a_page_number_in_the_last_row(tmp_path: Path) -> None:
    rows = [*AWARDS, ["— 3 —", "", ""]]
    assert blocks(tmp_path, set_table(rows, merged=[(3, 0, 1, 3)])) == READ


def test_rules_underlines_and_charts_are_no_tables(tmp_path: Path) -> None:
    lines = [
        f"　　第一条　{PROSE[:18]}",
        PROSE,
        "投向公共领域。",
        "　　姓名：　　　　　　电话：",
        "　　盖章：　　　　　　日期：",
    ]
    rules = ["60 770 m 530 770 l S", "60 60 m 530 60 l S"]
    blanks = [f"{x} {y} m {x + 90} {y} l S" for x in (170, 350) for y in (652, 624)]
    axes = [f"100 {y} m 400 {y} l S" for y in range(100, 300, 40)] + [f"{x} 100 m {x} 260 l S" for x in (100, 200, 300)]
    label = [(70.0, 100.0, 10.0, "0"), (70.0, 140.0, 10.0, "5")]
    read = blocks(tmp_path, [*rules, *blanks, *axes, *label, *set_lines(lines)])
    assert all(block.table == 0 for block in read)
    assert read[2].text == f"第一条　{PROSE[:18]}{PROSE}投向公共领域。"


def test_boxes_of_a_flow_chart_are_read_as_lines(tmp_path: Path) -> None:
    boxes = [frame(200, y, 400, y + 40) for y in (300, 400, 500)]
    arrows = [f"300 {y} m 300 {y + 60} l S" for y in (340, 440)]
    side = [frame(420, 400, 520, 440), "400 420 m 420 420 l S"]
    words: list[Drawn] = [
        (210.0, y + 15, 12.0, text) for y, text in ((500.0, "受理"), (400.0, "审核"), (300.0, "公示"))
    ]
    read = blocks(tmp_path, [*boxes, *arrows, *side, *words, (430.0, 415.0, 12.0, "退回")])
    assert all(block.table == 0 for block in read)
    assert {"受理", "公示"} <= {block.text for block in read}


def test_a_newspaper_with_a_line_between_its_columns(tmp_path: Path) -> None:
    ruling = [frame(40, 100, 560, 780), "300 100 m 300 780 l S"]
    left = set_lines([f"　　第一条　{PROSE[:7]}", *[PROSE[:15]] * 9, "完。"], left=50)
    right = set_lines([f"　　第二条　{PROSE[:7]}", *[PROSE[:15]] * 9, "完。"], left=310)
    read = blocks(tmp_path, [*ruling, *left, *right])
    assert [block.table for block in read] == [0] * len(read)
    assert "".join(block.text for block in read).count("第一条　") == 1


def test_a_watermark_across_the_table_is_no_text(tmp_path: Path) -> None:
    mark = f"q 0.7 0.7 -0.7 0.7 150 600 cm BT /F 40 Tf <{'内部资料'.encode('utf-16-be').hex()}> Tj ET Q"
    assert blocks(tmp_path, [*set_table(AWARDS), mark]) == READ
    assert blocks(tmp_path, [mark, *set_table(AWARDS)]) == READ


def test_letters_drawn_one_by_one(tmp_path: Path) -> None:
    page: list[Drawn] = [
        (run[0] + place * run[2] * (0.5 if letter < "\u0250" else 1), run[1], run[2], letter)
        for run in set_table(AWARDS)
        if not isinstance(run, str)
        for place, letter in enumerate(run[3])
    ]
    ruling = [part for part in set_table(AWARDS) if isinstance(part, str)]
    assert blocks(tmp_path, [*ruling, *page]) == READ


def test_thousands_of_strokes_are_a_drawing_and_quick(tmp_path: Path) -> None:
    strokes = "\n".join(f"{n % 500} {n % 700} m {n % 500 + 30} {n % 700} l S" for n in range(25_000))
    assert blocks(tmp_path, [strokes, *set_lines(["　　第一条　内容。"])]) == (Block("第一条　内容。", 1),)


@pytest.mark.parametrize(
    "broken", ["m l S", "1 m 2 l S", "(a) (b) m (c) (d) l S", "1e39 1e39 m 2e39 1e39 l S", "1 2 re f"]
)
def test_operators_without_their_numbers(tmp_path: Path, broken: str) -> None:
    assert blocks(tmp_path, [broken, *set_table(AWARDS)]) == READ


def flat_ruled(
    rows: Sequence[Sequence[str]], *, rules: Sequence[int], top: float = 660, step: float = 24, left: float = 85
) -> list[Drawn]:
    """Set rows of one line each in columns of 150 points, with lines above the rows of those numbers."""
    drawn: list[Drawn] = [f"{left} {top - step * row} m {left + 440} {top - step * row} l S" for row in rules]
    for row, cells in enumerate(rows):
        drawn.extend((left + 5 + 150 * n, top - step * row - 16, 12, text) for n, text in enumerate(cells) if text)
    return drawn


def test_a_table_of_three_lines(tmp_path: Path) -> None:
    page = [
        *set_lines(["　　表1　补助标准表", f"　　{PROSE[:20]}"], top=730),
        *flat_ruled(AWARDS, rules=[0, 1, 3]),
        *set_lines(["　　第二条　应当评估。"], top=520),
    ]
    assert blocks(tmp_path, page)[2:] == (*READ, Block("第二条　应当评估。", 1))


def test_flat_lines_between_all_rows_and_a_sum_below(tmp_path: Path) -> None:
    for rules in ([0, 1, 2, 3], [0, 1, 2, 3, 3], [0, 1, 3]):
        assert blocks(tmp_path, flat_ruled(AWARDS, rules=rules)) == READ
    summed = [*AWARDS, ["合计", "70%", "50%"]]
    read = blocks(tmp_path, flat_ruled(summed, rules=[0, 1, 3, 4]))
    assert [block.text for block in read] == [" | ".join(row) for row in summed]


def test_two_tables_of_three_lines_on_a_page(tmp_path: Path) -> None:
    pages = [
        [*flat_ruled(AWARDS, rules=[0, 1, 3]), (150, 550, 12, "表2"), *flat_ruled(AWARDS, rules=[0, 1, 3], top=530)]
    ]
    read = blocks(tmp_path, *pages)
    assert [block.table for block in read] == [1, 1, 1, 0, 2, 2, 2]


@pytest.mark.parametrize(
    "rows",
    [
        # The second line is the first one's rest, or a row of the cell above: nobody can tell.
        [["地区", "标准", "比例"], ["东部", "按照核定的投资额给予", "30%"], ["", "补助", ""], ["西部", "改造", "20%"]],
        # A name in the middle of its row's lines.
        [["地区", "标准", "比例"], ["", "按照核定的投资额给予", ""], ["东部", "补助", "30%"]],
        [["地区", "标准", "比例"], ["东部", "按照核定的投资额定额给予", "30%"], ["沿海", "定额补助", "20%"]],
    ],
)
def test_rows_that_cannot_be_told_apart_stay_text(tmp_path: Path, rows: list[list[str]]) -> None:
    read = blocks(tmp_path, flat_ruled(rows, rules=[0, 1, len(rows)]))
    assert [block.table for block in read] == [0] * len(read)


def test_prose_between_flat_lines_is_no_table(tmp_path: Path) -> None:
    rules = [f"85 {y} m 525 {y} l S" for y in (765, 720, 690, 80)]
    titled = [*rules, *set_lines(["某县人民政府公报", "2024年第1期"], top=740, step=40)]
    columns = [
        *set_lines([PROSE[:12]] * 10, left=85, top=660),
        *set_lines([PROSE[:12]] * 10, left=310, top=660),
    ]
    for body in (columns, set_lines([PROSE] * 9, top=660)):
        assert {block.table for block in blocks(tmp_path, [*titled, *body])} == {0}


def test_forms_with_blanks_below_each_other_are_no_table(tmp_path: Path) -> None:
    rules = [f"150 {y} m 400 {y} l S" for y in (700, 670, 640, 610)]
    words: list[Drawn] = [
        (85.0, y + 3.0, 12.0, text) for y, text in ((700.0, "姓名："), (670.0, "电话："), (640.0, "地址："))
    ]
    filled: list[Drawn] = [(160.0, y + 3.0, 12.0, "某某") for y in (700.0, 670.0, 640.0)]
    for page in ([*rules, *words], [*rules, *words, *filled]):
        assert {block.table for block in blocks(tmp_path, page)} == {0}
