"""Tables of pages: rows and columns kept, merged cells once, heads told, layout not taken for data."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policymatch.model import Block
from policymatch.readers.html import read as read_html
from policymatch.readers.limits import DEFAULT_LIMITS, Deadline

LEAD = "现将二〇二四年度奖补标准公布如下，请各单位对照执行，按时申报，逾期不予受理，特此通知，请认真组织。"


def blocks(table: str) -> list[Block]:
    page = f"<body><div id=zoom><p>{LEAD}{LEAD}</p>{table}</div></body>"
    return list(read_html(page.encode(), "page", DEFAULT_LIMITS, Deadline(60)).blocks[1:])


def rows(table: str) -> list[tuple[str, bool]]:
    return [(block.text, block.head) for block in blocks(table) if block.table]


def test_merged_cells_stand_once_and_columns_stay_aligned() -> None:
    found = rows(
        "<table><tr><td>类别</td><td>项目</td><td>标准</td></tr>"
        "<tr><td rowspan=2>种植</td><td>大棚</td><td>每亩500元</td></tr><tr><td>育苗</td><td>每亩300元</td></tr>"
        "<tr><td colspan=2>合计</td><td>800元</td></tr></table>"
    )
    assert found == [
        ("类别 | 项目 | 标准", True),
        ("种植 | 大棚 | 每亩500元", False),
        ("| 育苗 | 每亩300元", False),
        ("合计 |  | 800元", False),
    ]


def test_a_head_of_two_rows_tied_by_merged_cells() -> None:
    found = rows(
        "<table><tr><td rowspan=2>项目</td><td colspan=2>奖补标准</td></tr><tr><td>省级</td><td>县级</td></tr>"
        "<tr><td>冷库</td><td>30%</td><td>10%</td></tr></table>"
    )
    assert found == [("项目 | 奖补标准 |", True), ("| 省级 | 县级", True), ("冷库 | 30% | 10%", False)]


def test_a_first_column_that_is_merged_is_no_head() -> None:
    found = rows(
        "<table><tr><td rowspan=2>种植业</td><td>大棚建设</td></tr><tr><td>育苗工厂</td></tr>"
        "<tr><td>养殖业</td><td>圈舍改造</td></tr></table>"
    )
    assert not any(head for _, head in found)


def test_a_first_row_with_figures_is_no_head_but_years_are_none() -> None:
    assert (
        rows("<table><tr><td>冷库</td><td>50万元</td></tr><tr><td>大棚</td><td>5万元</td></tr></table>")[0][1] is False
    )
    assert rows(
        "<table><tr><td></td><td>2024年</td><td>2023—2025年</td></tr><tr><td>大棚</td><td>1</td><td>2</td></tr></table>"
    )[0][1]


def test_marked_heads_and_the_foot_stand_in_their_places() -> None:
    found = rows(
        "<table><tfoot><tr><td>合计</td><td>3</td></tr></tfoot><thead><tr><th>1号表</th><th>数量</th></tr></thead>"
        "<tbody><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></tbody></table>"
    )
    assert found == [("1号表 | 数量", True), ("甲 | 1", False), ("乙 | 2", False), ("合计 | 3", False)]


def test_caption_title_and_unit_are_lines_before_the_table() -> None:
    found = blocks(
        "<table><caption>表一 奖补标准</caption><tr><td colspan=2><p>附件1</p><p>奖补标准表</p></td></tr>"
        "<tr><td></td><td>单位：万元</td></tr><tr><td>项目</td><td>标准</td></tr><tr><td>冷库</td><td>50</td></tr></table>"
    )
    assert found == [
        Block("表一 奖补标准"),
        Block("附件1"),
        Block("奖补标准表"),
        Block("单位：万元"),
        Block("项目 | 标准", table=1, head=True),
        Block("冷库 | 50", table=1),
    ]


def test_a_row_over_the_whole_width_is_one_text() -> None:
    found = rows(
        "<table><tr><th>项目</th><th>标准</th></tr><tr><td colspan=2>一、种植业</td></tr><tr><td>大棚</td><td>5</td></tr></table>"
    )
    assert found[1] == ("一、种植业", False)


def test_a_table_in_a_cell_follows_its_row() -> None:
    inner = "<table><tr><td>等级</td><td>金额</td></tr><tr><td>甲</td><td>9</td></tr></table>"
    found = blocks(
        f"<table><tr><td>项目</td><td>标准</td></tr><tr><td>冷库建设工程补助</td><td>按下表执行的奖励标准{inner}</td></tr>"
        "<tr><td>大棚建设工程补助</td><td>每亩五百元</td></tr></table>"
    )
    assert [(block.table, block.text) for block in found] == [
        (1, "项目 | 标准"),
        (1, "冷库建设工程补助 | 按下表执行的奖励标准"),
        (2, "等级 | 金额"),
        (2, "甲 | 9"),
        (1, "大棚建设工程补助 | 每亩五百元"),
    ]


def test_cells_outside_rows_hidden_rows_and_lists_in_cells() -> None:
    found = rows(
        "<table><td>甲<td>1<tr style='display:none'><td>藏<td>0</tr>"
        "<tr><td>条件<td><ol><li>已备案</li><li>已开工</li></ol></td></tr></table>"
    )
    assert found == [("甲 | 1", False), ("条件 | 1.已备案 2.已开工", False)]


def test_layout_is_transparent() -> None:
    paragraphs = "".join(f"<p>第{number}条　{LEAD}</p>" for number in range(1, 13))
    found = blocks(f"<table><tr><td width=10></td><td>{paragraphs}</td></tr></table>")
    assert len(found) == 12
    assert not any(block.table for block in found)
    beside = blocks(f"<table><tr><td>栏目</td><td>{paragraphs}</td></tr></table>")
    assert len(beside) == 13
    presented = blocks("<table role=presentation><tr><td>甲</td><td>乙</td></tr></table>")
    assert [block.text for block in presented] == ["甲", "乙"]


def test_hostile_spans_cost_nothing() -> None:
    cell = "<td rowspan=100000 colspan=1000>甲</td>"
    assert rows(f"<table><tr>{cell}<td>乙</td></tr><tr><td>丙</td></tr></table>")
    wide = rows(f"<table><tr>{'<td>甲</td>' * 3000}</tr><tr><td>乙</td><td>丙</td></tr></table>")
    assert wide[0][0].count("甲") == 3000
    assert wide[1][0] == "乙 | 丙"
    assert len(rows("<table>" + "<tr><td rowspan=65534>甲</td><td>乙</td></tr>" * 2000 + "</table>")) == 2000


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=5), min_size=2, max_size=6)
)
def test_whatever_the_spans_each_cell_stands_once_in_its_order(spans: list[list[tuple[int, int]]]) -> None:
    written: list[str] = []
    table = "<table>"
    for row in spans:
        table += "<tr>"
        for height, width in row:
            written.append(f"格{len(written)}号")
            table += f"<td rowspan={height} colspan={width}>{written[-1]}</td>"
        table += "</tr>"
    found = " | ".join(block.text for block in blocks(f"{table}</table>"))
    assert [cell.strip() for cell in found.split("|") if cell.strip()] == written
