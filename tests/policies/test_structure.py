from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import Block
from policymatch.policies.outline import Kind, outline, printed
from policymatch.policies.structure import article_label, split_clauses

LINES = st.lists(
    st.builds(
        "".join,
        st.lists(
            st.sampled_from(
                [
                    "第一章",
                    "第二节",
                    "第三条",
                    "第三条之一",
                    "一、",
                    "（一）",
                    "(二)",
                    "附件",
                    "附件1：",
                    " ",
                    "　",
                    "的",
                    "总则",
                    "/",
                    "。",
                    "第",
                    "1.",
                ]
            )
            | st.text(max_size=4),
            max_size=4,
        ),
    ),
    max_size=25,
)


def cut(*lines: str) -> list[tuple[str, str, str]]:
    return [(piece.label, "/".join(piece.path), piece.text) for piece in split_clauses([Block(line) for line in lines])]


def test_articles_carry_all_their_paragraphs_and_the_chapters_above() -> None:
    assert cut(
        "本条例是为了什么。",
        "第一编 总则",
        "第一章 一般规定",
        "第一条 甲。",
        "（一）乙；",
        "丙。",
        "第一节　细目",
        "第二条　丁。",
        "第二章 其他",
        "第二条之一 戊。",
        "附件1：清单",
        "己",
    ) == [
        ("", "", "本条例是为了什么。"),
        ("第一编", "第一编 总则", "第一编 总则"),
        ("第一章", "第一编 总则/第一章 一般规定", "第一章 一般规定"),
        ("第一条", "第一编 总则/第一章 一般规定/第一条", "第一条 甲。\n（一）乙；\n丙。"),
        ("第一节", "第一编 总则/第一章 一般规定/第一节 细目", "第一节　细目"),
        ("第二条", "第一编 总则/第一章 一般规定/第一节 细目/第二条", "第二条　丁。"),
        ("第二章", "第一编 总则/第二章 其他", "第二章 其他"),
        ("第二条之一", "第一编 总则/第二章 其他/第二条之一", "第二条之一 戊。"),
        ("附件1", "附件1 清单", "附件1：清单\n己"),
    ]


def test_headings_and_items_are_pieces_and_lists_stay_inside() -> None:
    assert [(label, path) for label, path, _ in cut(
        "各市、县人民政府：", "一、总体要求", "1. 甲", "二、支持标准：按投资额的30%补助，全省统一执行，最高不超过五千万元", "（一）乙", "(二)丙：丁", "三、附则"
    )] == [
        ("", ""),
        ("一、", "一、总体要求"),
        ("二、", "二、支持标准"),
        ("（一）", "二、支持标准/（一）乙"),
        ("（二）", "二、支持标准/(二)丙：丁"),
        ("三、", "三、附则"),
    ]  # fmt: skip


LONG_ITEM = "甲" * 600 + "。"


def test_a_long_item_is_cut_at_its_numbers() -> None:
    text = [
        "一、甲",
        "（一）乙：",
        f"1.丙：{LONG_ITEM}",
        "续",
        f"2. {LONG_ITEM}",
        f"３、丁。{LONG_ITEM}",
        "（二）戊",
        "1.己",
        "2.庚",
        "二、辛",
    ]
    assert [(label, path, body.count("\n") + 1) for label, path, body in cut(*text)] == [
        ("一、", "一、甲", 1),
        ("（一）", "一、甲/（一）乙：", 1),
        ("1.", "一、甲/（一）乙：/1.丙", 2),
        ("2.", "一、甲/（一）乙：/2.", 1),
        ("3.", "一、甲/（一）乙：/３、", 1),
        ("（二）", "一、甲/（二）戊", 3),
        ("二、", "二、辛", 1),
    ]


def test_an_article_is_never_cut_at_its_items() -> None:
    pieces = cut("第一条 甲：", f"（一）{LONG_ITEM}", f"（二）{LONG_ITEM}", f"一、{LONG_ITEM}", "二、乙", "第二条 丙。")
    assert [label for label, _, _ in pieces] == ["第一条", "第二条"]


def test_chapters_without_articles_hold_numbered_items() -> None:
    assert [(label, path) for label, path, _ in cut("第一章 基础", "甲。", "第一节 成就", "一、乙", "（一）丙", "二、丁", "第二章 目标", "一、戊", "二、己")] == [
        ("第一章", "第一章 基础"),
        ("第一节", "第一章 基础/第一节 成就"),
        ("一、", "第一章 基础/第一节 成就/一、乙"),
        ("（一）", "第一章 基础/第一节 成就/一、乙/（一）丙"),
        ("二、", "第一章 基础/第一节 成就/二、丁"),
        ("第二章", "第二章 目标"),
        ("一、", "第二章 目标/一、戊"),
        ("二、", "第二章 目标/二、己"),
    ]  # fmt: skip


def test_annexes_are_cut_by_themselves() -> None:
    assert [(label, path) for label, path, _ in cut(
        "各县财政局：", "一、甲", "二、乙", "附件：1.补助办法", "2.补助标准", "某局", "2024年5月6日",
        "附件1", "补助办法", "第一章 总则", "第一条 丙。", "附件2", "补助标准", "一、丁", "二、戊", "抄送：己。",
    )] == [
        ("", ""),
        ("一、", "一、甲"),
        ("二、", "二、乙"),
        ("", "附件说明"),
        ("", "落款"),
        ("附件1", "附件1 补助办法"),
        ("第一章", "附件1 补助办法/第一章 总则"),
        ("第一条", "附件1 补助办法/第一章 总则/第一条"),
        ("附件2", "附件2 补助标准"),
        ("一、", "附件2 补助标准/一、丁"),
        ("二、", "附件2 补助标准/二、戊"),
        ("", "附件2 补助标准/版记"),
    ]  # fmt: skip


def test_what_a_numbered_notice_issues_goes_by_its_title() -> None:
    issued = ("某局", "2024年5月6日", "某县补助/奖励办法", "第一条 丙。", "第二条 丁。")
    assert [path for _, path, _ in cut("一、甲", "二、乙", *issued)][2:] == [
        "落款", "某县补助／奖励办法", "某县补助／奖励办法/第一条", "某县补助／奖励办法/第二条",
    ]  # fmt: skip
    assert [path for _, path, _ in cut("甲。", *issued)] == ["", "落款", "", "第一条", "第二条"]


def test_questions_numbered_from_one_are_clauses_where_the_text_is_long() -> None:
    lines = ["1.怎么申请？", LONG_ITEM, "2.何时申请？", LONG_ITEM, "3.向谁申请？", LONG_ITEM]
    assert [label for label, _, _ in cut(*lines)] == ["1.", "2.", "3."]
    assert [label for label, _, _ in cut(*lines[:3])] == [""]


def test_a_text_without_numbers_is_cut_at_paragraphs() -> None:
    pieces = cut(*["甲" * 700] * 5)
    assert [len(text) for _, _, text in pieces] == [1401, 1401, 700]
    assert {label for label, _, _ in pieces} == {""}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第九条 政府采取", "第九条"),
        ("第九条　政府采取", "第九条"),
        ("第一百零三条 县级", "第一百零三条"),
        ("第12条 县级", "第12条"),
        ("第十条之一 县级", "第十条之一"),
        ("第十条之十一 县级", "第十条之十一"),
        ("第十条", "第十条"),
        ("第十条的规定适用于", None),
        ("第十条之一的规定适用于", None),
        ("第十条之十一、第十一条", None),
        ("第三条第二款规定", None),
        ("第九条至第十一条", None),
        ("依照本法第十条的规定", None),
        ("第条", None),
        ("第一章 总则", None),
    ],
)
def test_a_reference_is_no_heading(text: str, label: str | None) -> None:
    assert article_label(text) == label


def test_a_slash_in_a_heading_does_not_break_the_path() -> None:
    assert cut("第一章 投资/融资", "第一条 甲")[1][1] == "第一章 投资／融资/第一条"


@given(LINES)
def test_every_line_stays_in_order(lines: list[str]) -> None:
    blocks = [Block(line, page) for page, line in enumerate(lines, 1)]
    pieces = split_clauses(blocks)
    assert [line for piece in pieces for line in piece.lines] == lines
    starts = [piece.page for piece in pieces]
    assert [lines[page - 1] for page in starts if page] == [piece.lines[0] for piece in pieces]
    assert all(piece.text == "\n".join(piece.lines) for piece in pieces)


def test_hostile_lines_cost_little() -> None:
    started = time.perf_counter()
    for line in (
        "第" * 50_000,
        "第" + "一" * 50_000,
        "一" * 50_000,
        "（" * 50_000,
        "附件" + " " * 50_000,
        "一、" + "：" * 50_000,
    ):
        split_clauses([Block(line), Block("第一条 甲"), Block(line)])
        split_clauses([Block("一、" + line), Block("二、" + line)])
    assert time.perf_counter() - started < 5


@given(LINES)
def test_a_text_that_is_one_article_is_the_one_clause_its_tree_has(lines: list[str]) -> None:
    blocks = [Block(line, table=line.count(" | ")) for line in lines if line.strip()]
    tree = outline(blocks, "甲条例第九条")
    assert [(node.kind, node.label) for node in tree.children] == [(Kind.ARTICLE, "第九条")][: len(blocks)]
    clauses = split_clauses(blocks, "甲条例第九条")
    assert {(clause.label, clause.path) for clause in clauses} <= {("第九条", ("第九条",))}
    assert [line for clause in clauses for line in clause.lines] == printed(tree)


@given(LINES, st.sampled_from(["政府投资条例第九条", "某办法第三条之一"]), st.booleans())
def test_an_article_without_a_table_is_cut_as_one_with_a_table_is(lines: list[str], title: str, long: bool) -> None:
    blocks = [Block(line.replace("|", "") * (400 if long else 1)) for line in lines]
    pieces = split_clauses(blocks, title)
    assert [piece.blocks for piece in pieces] == ([blocks] if blocks else [])
    row = Block("甲 | 乙", table=1)
    (piece,) = split_clauses([*blocks, row], title)
    assert piece.blocks == [*blocks, row]
    assert [(one.label, one.path, one.again) for one in pieces] == [(piece.label, piece.path, ())] * len(pieces)
