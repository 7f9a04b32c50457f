from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from policymatch.model import Block, Document, Policy
from policymatch.policies import parse_policy
from policymatch.policies.structure import Piece, split_clauses
from policymatch.policies.tables import LONG, find_tables, is_row
from policymatch.readers import read_file

HEAD = Block("乡镇 | 项目 | 补助标准", table=1, head=True)


def table(rows: int, *, number: int = 1, head: tuple[Block, ...] = (HEAD,), merged: int = 1) -> list[Block]:
    """A table of ``rows`` rows of 50 characters; the first cell is merged over ``merged`` of them."""
    body = [f"{f'乡{n:03}' if n % merged == 0 else ''} | {'渠' * 36} | {n:05}元".strip() for n in range(rows)]
    return [*head, *(Block(row, table=number) for row in body)]


def cut(*blocks: Block) -> list[Piece]:
    pieces = split_clauses(blocks)
    assert [line for piece in pieces for line in piece.lines] == [block.text for block in blocks]
    for piece in pieces:
        assert piece.text[piece.repeated :] == "\n".join(piece.lines)
    return pieces


def repeats(pieces: list[Piece]) -> list[str]:
    return [piece.text[: piece.repeated] for piece in pieces]


def body(policy: Policy) -> str:
    return "\n".join(clause.text[clause.repeated :] for clause in policy.clauses)


@needs_shared
def test_the_annexed_tables_of_a_plan_keep_title_and_head() -> None:
    path = next((SHARED / "data" / "html").glob("08_*"))
    policy = parse_policy(read_file(path))
    parts = [clause for clause in policy.clauses if clause.label == "附件2"]
    title = "附件2\n关于推进广州市家庭医生签约服务高质量发展工作的任务分工表\n"
    assert len(parts) > 3
    assert parts[0].repeated == 0
    assert parts[0].text.startswith(f"{title}序号 | 工作事项 | ")
    head = parts[0].text.split("\n")[2]
    for part in parts[1:]:
        assert part.text.startswith(f"{title}{head}\n")
        assert part.repeated == len(title) + len(head) + 1
        assert part.path == parts[0].path
    for mark in ("一、主要目标", "附件1"):
        assert sum(mark in clause.text[clause.repeated :] for clause in policy.clauses) >= 1


def test_a_short_table_is_never_torn() -> None:
    filler = [Block("甲" * 700 + "。")] * 2
    pieces = cut(*filler, Block("表1 补助标准"), Block("单位：万元"), *table(20), *filler)
    whole = [piece for piece in pieces if any("|" in line for line in piece.lines)]
    assert len(whole) == 1
    assert whole[0].lines[:3] == ["表1 补助标准", "单位：万元", HEAD.text]
    assert not any(piece.repeated for piece in pieces)


def test_a_long_table_repeats_title_unit_and_head() -> None:
    pieces = cut(
        Block("二、补助"), Block("二〇二四年补助标准（试行）"), Block("（单位：元/亩）"), *table(90), Block("注：甲。")
    )
    assert len(pieces) > 2
    again = f"二〇二四年补助标准（试行）\n（单位：元/亩）\n{HEAD.text}\n"
    assert repeats(pieces) == ["", *[again] * (len(pieces) - 1)]
    assert {(piece.label, piece.path) for piece in pieces} == {("", ())}
    assert all(len(piece.text) <= LONG for piece in pieces)
    assert pieces[-1].lines[-1] == "注：甲。"


def test_the_parts_of_a_table_belong_to_the_article_it_stands_in() -> None:
    pieces = cut(Block("第一条 甲。"), Block("第二条 标准如下："), *table(90), Block("第三条 乙。"))
    inner = pieces[1:-1]
    assert {(piece.label, piece.path) for piece in inner} == {("第二条", ("第二条",))}
    assert repeats(inner)[1:] == [f"第二条 标准如下：\n{HEAD.text}\n"] * (len(inner) - 1)


def test_an_annex_that_is_a_table_repeats_its_name() -> None:
    pieces = cut(Block("一、甲"), Block("二、乙"), Block("附件3"), Block("某县项目名单"), *table(60))
    annex = [piece for piece in pieces if piece.label == "附件3"]
    assert len(annex) == 3
    assert annex[1].path == ("附件3 某县项目名单",)
    assert annex[1].text.startswith(f"附件3\n某县项目名单\n{HEAD.text}\n乡")


def test_several_rows_of_head_and_their_pages() -> None:
    second = Block(" | 中央 | 省级", table=1, head=True)
    rows = [Block(row.text, page, table=1) for page, row in enumerate(table(70, head=()), 1)]
    pieces = cut(HEAD, second, *rows)
    assert repeats(pieces)[1:] == [f"{HEAD.text}\n{second.text}\n"] * (len(pieces) - 1)
    assert [piece.page for piece in pieces[1:]] == [piece.blocks[0].page for piece in pieces[1:]]


@pytest.mark.parametrize(("first", "again"), [("乡镇 | 项目 | 标准", True), ("甲乡 | 渠道 | 500元", False)])
def test_a_first_row_nobody_marked_is_head_when_it_holds_no_figures(first: str, again: bool) -> None:
    pieces = cut(Block(first, table=1), *table(60, head=()))
    assert len(pieces) > 1
    assert repeats(pieces)[1] == (f"{first}\n" if again else "")


def test_rows_under_a_merged_cell_stay_together() -> None:
    pieces = cut(*table(96, merged=8))
    assert len(pieces) > 3
    for piece in pieces[1:]:
        assert piece.lines[0].startswith("乡")
    # Even where they are too many for one clause nothing is lost.
    assert len(cut(*table(96, merged=96))) > 3


def test_a_head_of_endless_length_is_not_repeated() -> None:
    long = Block("列" * 900 + " | 乙", table=1, head=True)
    assert repeats(cut(long, *table(60, head=())))[-1] == ""
    every = [Block(row.text, table=1, head=True) for row in table(60)]
    assert set(repeats(cut(*every))) == {""}


def test_tables_that_follow_each_other_are_two() -> None:
    blocks = [*table(3), *table(4, number=2, head=())]
    assert [(span.start, span.rows, span.end) for span in find_tables(blocks)] == [(0, 0, 4), (4, 4, 8)]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["甲乙丙。", "表2"], 1),
        (["表2", "补助标准"], 2),
        (["甲。", "2024年项目清单", "单位：万元"], 2),
        (["甲。", "计量单位：公里"], 1),
        (["附件2：某某名单"], 1),
        (["乙丙", "附件2", "某某名单", "单位：亩"], 3),
        (["按下列要求办理，不得拖延。"], 0),
        (["各地上报的材料应当包括以下内容并且按照下面的格式填写完整后逐级上报"], 0),
        (["补助标准如下："], 1),
    ],
)
def test_which_lines_name_a_table(lines: list[str], named: int) -> None:
    blocks = [*(Block(line) for line in lines), *table(2)]
    span = find_tables(blocks)[0]
    assert span.rows - span.start == named


@pytest.mark.parametrize(
    ("block", "row"),
    [
        (Block("甲", table=2), True),
        (Block("甲 | 乙"), True),
        (Block("| 乙"), True),
        (Block("甲 |"), True),
        (Block("甲|乙"), False),
        (Block("甲"), False),
    ],
)
def test_what_a_row_is(block: Block, row: bool) -> None:
    assert is_row(block) is row


CELLS = st.sampled_from(["", "甲", "一、乙", "500元", "渠" * 60, "长" * 400])
ROWS = st.builds(
    lambda cells, table, head: Block(" | ".join(cells).strip(), table=table, head=head),
    st.lists(CELLS, min_size=1, max_size=4),
    st.integers(1, 3),
    st.booleans(),
)
TEXTS = st.sampled_from(
    [
        "第一条 甲",
        "第二条 乙",
        "一、丙",
        "二、丁",
        "（一）戊",
        "附件1",
        "附件1 标准",
        "表1 标准",
        "单位：元",
        "己。",
        "庚" * 500 + "。",
        "标准如下：",
    ]
).map(Block)


@given(st.lists(st.lists(ROWS, min_size=1, max_size=30) | TEXTS.map(lambda block: [block]), max_size=14))
def test_clauses_without_what_is_repeated_are_the_body(groups: list[list[Block]]) -> None:
    blocks = [block for group in groups for block in group]
    pieces = cut(*blocks)
    for piece in pieces:
        # What is repeated stands in the text before, in the same clause's beginning.
        if piece.again:
            assert all(block in blocks for block in piece.again)
            assert len(piece.blocks) > 0
            assert piece.repeated <= 700
    policy = parse_policy(Document("某办法", "text", tuple(blocks)))
    assert "\n".join(block.text for block in blocks).endswith(body(policy))
    for clause in policy.clauses:
        assert 0 <= clause.repeated < max(len(clause.text), 1)
        assert clause.repeated == 0 or clause.text[clause.repeated - 1] == "\n"


def test_a_huge_table_costs_little() -> None:
    started = time.process_time()
    for rows in (table(50_000), table(50_000, merged=50_000), [Block("|", table=1)] * 50_000):
        assert len(cut(Block("某某清单"), *rows)) > 10
    assert time.process_time() - started < 10
