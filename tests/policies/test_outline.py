from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_texts import FORMATS, LAWS, POLICIES
from shared_data import SHARED, needs_shared

from policymatch.model import Block, Document
from policymatch.paths import corpus_folder
from policymatch.policies import parse_policy
from policymatch.policies.outline import Kind, Node, indented, outline, printed, tree_of
from policymatch.readers import read_file

PAGES = sorted((SHARED / "data" / "html").glob("*.html"))
OTHERS = [path for path in sorted(FORMATS.glob("*")) if "scanned" not in path.name]
DIGESTS = sorted((corpus_folder() / "policies").glob("*.md"))

PIECES = st.lists(
    st.sampled_from(
        [
            "第一章", "第二节", "第三条", "第四条之一", "第一部分", "总则", "目录", "一、", "二、", "三．", "（一）", "(二)", "㈢",
            "1.", "２．", "3、", "1.5亿元", "2024.", "（1）", "（２）", "1）", "①", "②", "A.", "b）", "一是", "第一，", "附件", "附件1：",
            "附件：1.甲", "附表2", "附录", "某局", "2024年1月2日", "某县补助办法", "抄送：甲", "印发", "（此件公开发布）", "的规定",
            "项", "、", " ", "　", "。", "| ", " | ", "单位：万元", "表1", "/", "甲" * 70,
        ]
    )
    | st.text(max_size=3),
    max_size=4,
)  # fmt: skip
SOUP = st.lists(st.builds("".join, PIECES), max_size=40)


@lru_cache(maxsize=1)
def pages() -> dict[str, Document]:
    return {path.name: read_file(path) for path in PAGES}


def tree(*lines: str, title: str = "") -> Node:
    return outline([Block(line) for line in lines], title)


def short(node: Node) -> list[str]:
    """Every line with what it belongs to and how deep: "  项 （一）甲"."""
    return [f"{'  ' * depth}{kind.value} {text}" for depth, kind, text in indented(node)]


def page_tree(part: str) -> Node:
    document = next(document for name, document in pages().items() if part in name)
    return tree_of(parse_policy(document))


def find(node: Node, label: str) -> list[Node]:
    return [
        found for child in node.children for found in ([child] if child.label == label else []) + find(child, label)
    ]


# Real texts.


def assert_round_trip(path: Path) -> None:
    document = read_file(path)
    blocks = document.blocks
    assert printed(outline(blocks, document.name)) == [block.text for block in blocks], path.name
    policy = parse_policy(document)
    body = "\n".join(clause.text[clause.repeated :] for clause in policy.clauses)
    assert "\n".join(block.text for block in blocks).endswith(body), path.name
    assert "\n".join(printed(tree_of(policy))) == body, path.name


@needs_shared
@pytest.mark.parametrize("initial", sorted({law.name[0] for law in LAWS}))
def test_every_law_can_be_printed_from_its_tree(initial: str) -> None:
    for law in (law for law in LAWS if law.name[0] == initial):
        assert_round_trip(law)


@needs_shared
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_every_other_format_can_be_printed_from_its_tree(path: Path) -> None:
    assert_round_trip(path)


@needs_shared
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_can_be_printed_from_its_tree(path: Path) -> None:
    assert_round_trip(path)


def test_every_digest_can_be_printed_from_its_tree() -> None:
    assert DIGESTS
    for path in DIGESTS:
        assert_round_trip(path)


@needs_shared
def test_the_paragraphs_and_items_of_an_article() -> None:
    law = tree_of(parse_policy(read_file(POLICIES / "政府投资条例(2019-04-14).md")))
    third = find(law, "第三条")[0]
    assert [(child.kind, child.label) for child in third.children] == [
        (Kind.PARAGRAPH, "第二款"),
        (Kind.PARAGRAPH, "第三款"),
    ]
    eleventh = find(law, "第十一条")[0]
    assert [child.label for child in eleventh.children] == ["（一）", "（二）", "（三）", "（四）", "第二款", "第三款"]
    assert {child.kind for child in eleventh.children[:4]} == {Kind.ITEM}
    assert [child.label for child in law.children if child.kind is Kind.CHAPTER] == [
        f"第{number}章" for number in "一二三四五六七"
    ]


@needs_shared
def test_items_inside_items() -> None:
    tax = tree_of(parse_policy(read_file(POLICIES / "企业所得税法实施条例(2019-04-23).md")))
    article = find(tax, "第八十六条")[0]
    first = article.children[0]
    assert (first.kind, first.label) == (Kind.ITEM, "（一）")
    assert [(child.kind, child.label) for child in first.children] == [(Kind.SUBITEM, f"{n}.") for n in range(1, 9)]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


@needs_shared
def test_every_item_of_every_law_is_one() -> None:
    count = 0
    for law in LAWS:
        items = {
            " ".join(node.text.split("\n")[0].split())
            for node in walk(tree_of(parse_policy(read_file(law))))
            if node.label
        }
        for line in law.read_text(encoding="utf-8").splitlines():
            if re.match(r"[（(][一二三四五六七八九十]+[)）]|\d+[.．、]", line):
                count += 1
                assert " ".join(line.split()) in items, f"{law.name}: {line}"
    assert count > 3600


@needs_shared
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_the_other_formats_give_the_same_articles_paragraphs_and_items(path: Path) -> None:
    law = POLICIES / f"{path.name.removesuffix('.gb18030.txt').removesuffix('.docx').removesuffix('.pdf')}.md"
    trees = [tree_of(parse_policy(read_file(file))) for file in (path, law)]
    found, truth = (
        [
            (node.kind, node.label)
            for node in walk(root)
            if node.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM)
        ]
        for root in trees
    )
    assert found == truth


@needs_shared
def test_the_stored_tree_is_the_tree_of_the_file() -> None:
    for law in LAWS[::8]:
        document = read_file(law)
        policy = parse_policy(document)
        body = document.blocks[len(document.blocks) - len(printed(tree_of(policy))) :]
        assert short(tree_of(policy)) == short(outline(body, policy.summary.title)), law.name


@needs_shared
def test_a_notice_that_issues_a_measure() -> None:
    root = page_tree("35c_")
    assert [child.kind for child in root.children] == [Kind.TEXT, Kind.SIGNATURE, Kind.ENCLOSED]
    measure = root.children[2]
    assert measure.text == "广州市引进人才入户管理办法"
    assert sum(child.kind is Kind.ARTICLE for child in measure.children) == 16
    assert [child.kind for child in measure.children[-2:]] == [Kind.ANNEX_LIST, Kind.RECORD]
    fifth = find(measure, "第五条")[0]
    assert len(fifth.children) == 10
    assert [child.label for child in fifth.children[4].children[2].children] == ["（1）", "（2）", "（3）"]


@needs_shared
def test_a_plan_with_annexes() -> None:
    root = page_tree("08_")
    assert [child.kind for child in root.children] == [
        Kind.TEXT, Kind.SIGNATURE, Kind.ENCLOSED, Kind.ANNEX, Kind.ANNEX,
    ]  # fmt: skip
    _, _, plan, first, second = root.children
    assert [child.label for child in plan.children if child.kind is Kind.FIRST] == ["一、", "二、", "三、"]
    assert plan.children[-1].kind is Kind.ANNEX_LIST
    assert (first.label, first.name) == ("附件1", "广州市家庭医生签约服务质量监测指标体系（2023年版）")
    assert (second.label, second.name) == ("附件2", "关于推进广州市家庭医生签约服务高质量发展工作的任务分工表")
    duties = find(plan, "二、")[0]
    assert [len(child.children) for child in duties.children] == [4, 8, 5, 4]


@needs_shared
def test_numbers_that_run_into_figures_are_told_by_their_count() -> None:
    questions = page_tree("36_")
    assert [child.label for child in questions.children] == [f"{n}." for n in range(1, 14)]
    houses = page_tree("11b_")
    assert [child.label for child in find(houses, "三、")[0].children[0].children] == ["1.", "2.", "3.", "4."]
    assert [child.kind for child in houses.children[-2:]] == [Kind.ANNEX_LIST, Kind.SIGNATURE]


@needs_shared
def test_articles_without_a_space_behind_their_number() -> None:
    root = page_tree("11_")
    measure = next(child for child in root.children if child.kind is Kind.ENCLOSED)
    assert len([node for chapter in measure.children for node in chapter.children if node.kind is Kind.ARTICLE]) == 54


@needs_shared
def test_two_lists_with_the_same_numbers() -> None:
    labels = [child.label for child in page_tree("18b_").children if child.kind is Kind.FIRST]
    assert labels == [f"{n}、" for n in "一二三四五六七"] + [
        f"{n}、" for n in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
    ]


@needs_shared
def test_the_annex_of_a_law() -> None:
    law = tree_of(parse_policy(read_file(POLICIES / "地质资料管理条例(2017-03-01).md")))
    annex = law.children[-1]
    assert (annex.kind, annex.label, annex.name) == (Kind.ANNEX, "附件", "地质资料汇交范围")
    assert len(annex.children) == 10
    law = tree_of(parse_policy(read_file(POLICIES / "矿产资源法实施细则(1994-03-26).md")))
    assert [child.kind for child in law.children[-2:]] == [Kind.ANNEX_LIST, Kind.ANNEX]


# What the real texts at hand do not show.


def test_all_levels_of_a_regulation() -> None:
    assert short(
        tree(
            "第一编 总则", "第一分编 甲", "第一章 乙", "第一节 丙", "第一条 丁：", "（一）戊：", "1.己：", "（1）庚", "（二）辛", "壬。", "（一）癸",
            "第二条 子。",
        )
    ) == [
        "编 第一编 总则",
        "  分编 第一分编 甲",
        "    章 第一章 乙",
        "      节 第一节 丙",
        "        条 第一条 丁：",
        "          项 （一）戊：",
        "            目 1.己：",
        "              四级 （1）庚",
        "          项 （二）辛",
        "          款 壬。",
        "            项 （一）癸",
        "        条 第二条 子。",
    ]  # fmt: skip


def test_all_levels_of_a_notice_and_their_other_spellings() -> None:
    assert short(
        tree("一、甲", "(一)乙", "１．丙", "（１）丁", "①戊", "②己", "2、庚", "㈡辛", "二.壬", "1．癸", "2．子", "一是丑。", "二是寅。", "A.卯", "B.辰")
    ) == [
        "一级 一、甲",
        "  二级 (一)乙",
        "    三级 １．丙",
        "      四级 （１）丁",
        "        五级 ①戊",
        "        五级 ②己",
        "    三级 2、庚",
        "  二级 ㈡辛",
        "一级 二.壬",
        "  三级 1．癸",
        "  三级 2．子",
        "    五级 一是丑。",
        "    五级 二是寅。",
        "    五级 A.卯",
        "    五级 B.辰",
    ]  # fmt: skip


def test_an_order_of_levels_of_ones_own() -> None:
    assert short(tree("1.总体要求", "（一）甲", "（二）乙", "2.任务", "（一）丙", "3.保障")) == [
        "三级 1.总体要求",
        "  二级 （一）甲",
        "  二级 （二）乙",
        "三级 2.任务",
        "  二级 （一）丙",
        "三级 3.保障",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1.5亿元以上的项目优先。",
        "2.5万吨以上的处理厂。",
        "2024.5.6前完成。",
        "2024．年底前完成。",
        "一、二、三级医院均可申报。",
        "一、二类水源地。",
        "（三）在这里单独出现。",
        "（一）项规定的情形除外。",
        "（一）、（二）项所列费用。",
        "（二）和第（三）项",
        "（一）至（三）",
        "依照本法第十条的规定",
        "第九条第二款、第十条的规定同样适用。",
        "第二章规定的情形除外。",
        "第一类医疗器械。",
        "第一、二、三批名单。",
        "附件2中的项目优先。",
        "附件1所列标准为最高标准",
        "附则另行制定",
        "E.coli 检测",
        "8. 单独的一个数",
    ],
)
def test_what_only_looks_like_a_number(line: str) -> None:
    root = tree("一、支持方向", "1. 污水", line, "2. 垃圾", "二、标准")
    assert [child.label for child in root.children] == ["一、", "二、"]
    assert [child.label for child in root.children[0].children] == ["1.", "2."]
    assert line in root.children[0].children[0].text


def test_a_slip_in_the_count_is_forgiven() -> None:
    for numbers in ("一二二三", "一三四", "三四五", "一二四"):
        lines = [f"（{number}）甲" for number in numbers]
        assert [child.label for child in tree("一、甲", *lines, "二、乙").children[0].children] == [
            f"（{number}）" for number in numbers
        ]


def test_articles_in_and_out_of_the_count() -> None:
    root = tree(
        "第一条 甲。", "第十条规定的情形另行处理。", "第二条所有单位应当执行。", "第三条规定的不算。", "第三条 乙。", "第八条 引用别的法。", "第四条 丙。",
        "第四条之一 丁。", "第五条 戊。",
    )  # fmt: skip
    assert [child.label for child in root.children] == [
        "第一条", "第二条", "第三条", "第四条", "第四条之一", "第五条",
    ]  # fmt: skip


def test_a_decision_quotes_articles_inside_its_items() -> None:
    root = tree(
        "一、将第十条修改为：",
        "第十条 甲。",
        "二、增加一章：",
        "第三章 监督",
        "第十一条 乙。",
        "三、本决定自公布之日起施行。",
    )
    assert [child.label for child in root.children] == ["一、", "二、", "三、"]


def test_chapters_over_two_lines_and_without_space() -> None:
    root = tree("第一章", "总　则", "第一条 甲。", "第二章附则", "第二条 乙。", "第三章", "第三条 丙。")
    assert [(child.label, child.text) for child in root.children] == [
        ("第一章", "第一章\n总　则"),
        ("第二章", "第二章附则"),
        ("第三章", "第三章"),
    ]


@pytest.mark.parametrize(
    "contents",
    [
        ("目　录", "第一章 总则…………1", "第二章 附则…………5"),
        ("目录", "第一章 总则", "第二章 附则"),
        ("目次", "第一章　总则 1", "第一节 甲 2", "第二章　附则 9"),
        ("第一章 总则", "第二章 附则"),
    ],
)
def test_a_table_of_contents_makes_no_chapters(contents: tuple[str, ...]) -> None:
    root = tree("2024年通过", *contents, "第一章 总则", "第一条 甲。", "第二章 附则", "第二条 乙。")
    assert [child.kind for child in root.children] == [Kind.TEXT, Kind.CONTENTS, Kind.CHAPTER, Kind.CHAPTER]
    assert printed(root.children[1]) == list(contents)


def test_a_preface_between_contents_and_text() -> None:
    preface = "甲" * 90 + "。"
    root = tree(
        "目录",
        "前言",
        "第一章 总则",
        "第二章 附则",
        "前言",
        preface,
        "第一章 总则",
        "第一条 乙。",
        "第二章 附则",
        "第二条 丙。",
    )
    assert [child.kind for child in root.children] == [Kind.CONTENTS, Kind.TEXT, Kind.CHAPTER, Kind.CHAPTER]
    assert printed(root.children[1]) == ["前言", preface]
    late = tree("目录", "第一章 总则", "第二章 附则", "前言", preface, "第一章 总则", "第一条 乙。")
    assert [child.kind for child in late.children] == [Kind.CONTENTS, Kind.TEXT, Kind.CHAPTER]


def test_the_contents_of_a_notice() -> None:
    root = tree("目录", "一、总体要求 1", "二、任务 3", "一、总体要求", "甲。", "二、任务", "乙。")
    assert [(child.kind, child.label) for child in root.children] == [
        (Kind.CONTENTS, ""),
        (Kind.FIRST, "一、"),
        (Kind.FIRST, "二、"),
    ]


def test_a_line_that_says_contents_but_lists_nothing() -> None:
    assert [child.kind for child in tree("目录", "本目录由某局发布，甲乙丙。", "一、甲", "二、乙").children] == [
        Kind.TEXT,
        Kind.FIRST,
        Kind.FIRST,
    ]


NOTICE = (
    "各市财政局：",
    "现印发给你们。",
)
SIGNED = ("某省财政厅", "某省农业农村厅", "2024年5月6日")


def test_two_annexes_that_both_begin_with_article_one() -> None:
    root = tree(
        *NOTICE, "附件：1.某省农业资金管理办法", "2.某省农业资金评审细则", *SIGNED, "附件1", "某省农业资金管理办法", "第一章 总则", "第一条 甲。", "第二条 乙。",
        "附件2", "某省农业资金评审细则", "第一条 丙。", "（一）丁", "抄送：省人大。", "某省财政厅办公室 2024年5月7日印发",
    )  # fmt: skip
    assert [(child.kind.value, child.label, child.name) for child in root.children] == [
        ("正文", "", ""),
        ("附件说明", "", ""),
        ("落款", "", ""),
        ("附件", "附件1", "某省农业资金管理办法"),
        ("附件", "附件2", "某省农业资金评审细则"),
    ]
    assert [len(find(annex, "第一条")) for annex in root.children[3:]] == [1, 1]
    assert root.children[4].children[-1].kind is Kind.RECORD
    assert len(root.children[4].children[-1].blocks) == 2


@pytest.mark.parametrize(
    ("listed", "heads"),
    [
        (("附件：某县补助办法",), ("附件", "某县补助办法")),
        (("附件：某县补助办法",), ("某县补助办法",)),
        (("附件1：某县补助办法", "附件2：某县申报表"), ("附件1：某县补助办法",)),
        (("附件：", "1. 某县补助办法", "2. 某县申报表"), ("附件一", "某县补助办法")),
        (("附件：1．某县补助办法", "2．某县申报表"), ("附件1．某县补助办法",)),
        (("附件：1．某县补助", "办法"), ("附件1", "某县补助", "办法")),
        (("附件：1.某县补助办法",), ("附 1：某县补助办法",)),
    ],
)
def test_a_list_of_annexes_is_no_annex(listed: tuple[str, ...], heads: tuple[str, ...]) -> None:
    root = tree("一、甲", "二、乙", *listed, *SIGNED, *heads, "一、丙", "（一）丁", "二、戊")
    annexes = [child for child in root.children if child.kind is Kind.ANNEX]
    assert len(annexes) == 1
    assert [block.text for block in annexes[0].blocks] == list(heads)
    assert annexes[0].name.startswith("某县补助")
    assert [child.label for child in annexes[0].children] == ["一、", "二、"]
    assert [child.label for child in root.children if child.kind is Kind.FIRST] == ["一、", "二、"]


def test_files_linked_at_the_end_are_a_list() -> None:
    root = tree("一、甲", "二、乙", "附件：", "附件1.docx", "附件2：申报表.xlsx")
    assert [child.kind for child in root.children] == [Kind.FIRST, Kind.FIRST, Kind.ANNEX_LIST]
    assert len(root.children[2].blocks) == 3


def test_a_measure_issued_by_a_notice_that_is_numbered_itself() -> None:
    root = tree(
        "一、甲",
        "二、乙",
        "某局",
        "二〇二四年五月六日",
        "（此件公开发布）",
        "某县补助资金管理办法（试行）",
        "第一条 丙。",
        "第二条 丁。",
        title="关于印发办法的通知",
    )
    assert [child.kind for child in root.children] == [Kind.FIRST, Kind.FIRST, Kind.SIGNATURE, Kind.ENCLOSED]
    assert [child.label for child in root.children[3].children] == ["第一条", "第二条"]


def test_a_text_that_is_one_article() -> None:
    root = tree("从业人员应当：", "一、甲", "二、乙", "附件1", "丙", title="某法第九条")
    assert [(child.kind, child.label) for child in root.children] == [(Kind.ARTICLE, "第九条")]
    assert [child.label for child in root.children[0].children] == ["一、", "二、", "第二款", "第三款"]


@given(SOUP, st.sampled_from(["", "某法第九条", "关于印发某县补助办法的通知"]))
def test_no_line_is_lost_or_moved(lines: list[str], title: str) -> None:
    blocks = [Block(line, number, table=number % 7 == 0) for number, line in enumerate(lines, 1)]
    root = outline(blocks, title)
    assert printed(root) == lines
    assert [text for _, _, text in indented(root)] == lines
    policy = parse_policy(Document("某办法", "text", tuple(blocks), {"title": title} if title else {}))
    assert "\n".join(printed(tree_of(policy))) == "\n".join(clause.text[clause.repeated :] for clause in policy.clauses)


@pytest.mark.parametrize(
    "lines",
    [
        ("（一）",), ("（一）", "（二）"), ("一、", "（一）", "1."), ("第一条",), ("第一条", "第二条所"), ("第一章",), ("目录",), ("附件",), ("附件1：甲", "乙。"),
        ("附件：",), ("附件1：甲",), ("附件：1.甲", "丙"), ("2024年1月2日",), ("某局", "2024年1月2日"), ("抄送：甲",), ("| 甲",), ("单位：万元",), ("1.5",),
        ("（1）", "①", "A."), ("附件1：甲", "附件2：乙", "2024年1月2日", "某办法"),
    ],
    ids="|".join,
)  # fmt: skip
def test_long_hostile_texts_cost_little(lines: tuple[str, ...]) -> None:
    blocks = [Block(line) for line in lines] * (30_000 // len(lines))
    started = time.process_time()
    root = outline(blocks)
    assert time.process_time() - started < 8
    assert len(printed(root)) == len(blocks)
