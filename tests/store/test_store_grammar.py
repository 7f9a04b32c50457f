"""The language of expressions: what is one, what it means, and what is said of one that cannot be read."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_texts import LAWS
from shared_data import SHARED, needs_shared

from policymatch.errors import QueryError
from policymatch.store.asking import is_expression
from policymatch.store.fields import NAMES
from policymatch.store.grammar import DEEPEST, MOST_SIGNS, parse_expression
from policymatch.store.syntax import (
    And,
    DateRange,
    ExpressionError,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    mark,
    write,
)


def w(text: str, field: str | None = None) -> Word:
    return Word(text, Field(field) if field else None)


def p(text: str, field: str | None = None) -> Phrase:
    return Phrase(text, Field(field) if field else None)


# What is an expression


QUESTIONS = [
    "餐饮店说“谢绝自带酒水”合法吗", "“复利”“利滚利”的约定合法吗？", '"航班"真实、"旅程"虚假，是否"虚构保险标的"，以此要求航空公司赔偿是否构成保险诈骗罪？', "能否申请（含配套）", "某某：乡镇污水处理厂能申请什么补助", "C++?",
    "3:00 以后还能提交吗", "比例是 1:1 还是 3:7", "贷款与担保", "非营利组织能申请吗", "贷款与担保的区别", "北京 或 上海 可以申请吗", "", " ", "?", "的", "and or not", "R&D 投入强度",
    "http://www.gov.cn/zhengce", "https://www.gov.cn", "ANDROID 系统", "NOTE", "个人（自然人）或（法人）", "中央预算内投资 -2024", "GB/T 9704-2012", "投资额 5 -10 万元",
    "关 于 甲 与 乙 的 通 知", "政府投资条例", "《政府投资条例》", "注意：不含设备购置", "日期：什么时候开始施行？", "标题：怎么写吗", "本标题：通知", "A股 B股", "国办发〔2024〕52号",
    "冷链物流补助，与农业有关的，或 仓储", "高标准农田 建设 -- 补助", "你好！", "\ud800", "\x00", "12:30:00", "问：资金怎么用？", "Excel: 怎么导入", "TO", "AND/OR", "“十四五”规划期间农村公路建设的补助标准",
]  # fmt: skip

EXPRESSIONS = [
    '"冷链物流"', "“冷链物流”", "「冷链物流」", "『冷链物流』", "＂冷链物流＂", "“贷款”与“担保”", "title:条例", "TITLE：条例", "ｔｉｔｌｅ：条例", "标题:条例", "标题：条例", "发文字号：国办发〔2024〕52号",
    "资金 AND 条例", "资金 OR 条例", "NOT 条例", "(资金)AND(条例)", "资金&&条例", "资金 || 条例", "资金 与 条例", "资金 或 条例", "资金 非 条例", "冷链 -农药", "冷链 －农药", "date:2024",
    "日期:2024年3月至2025年", "level:省级", "地区：广东省", "资金类型：专项债", "施行:2024", "tilte:条例", "isuer:国务院", "staus:现行", "title:什么?", "NOT", "资金 AND （", "text:条例",
]  # fmt: skip


@pytest.mark.parametrize("query", QUESTIONS)
def test_plain_questions(query: str) -> None:
    assert not is_expression(query)


@pytest.mark.parametrize("query", EXPRESSIONS)
def test_expressions(query: str) -> None:
    assert is_expression(query)


@needs_shared
def test_what_people_asked_and_what_laws_are_called_are_plain_questions() -> None:
    data = SHARED / "data" / "retrieval"
    asked = [json.loads(line)["text"] for line in (data / "queries.dev.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(asked) > 300
    assert [query for query in asked if is_expression(query)] == []
    named = {re.sub(r"\(.*", "", law.stem) for law in LAWS} | {law.stem for law in LAWS}
    sentences = set()
    with gzip.open(data / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            named.add(article["title"])
            if len(sentences) < 20_000:
                sentences.update(re.findall(r"[^。\n]+。", article["text"])[:2])
    assert len(named) > 59_000
    assert [title for title in named if is_expression(title)] == []
    assert len(sentences) > 19_000
    assert [sentence for sentence in sentences if is_expression(sentence)] == []


# What expressions mean

MEANING: list[tuple[str, Node]] = [
    ("冷链", w("冷链")),
    ("冷链 物流", And((w("冷链"), w("物流")))),
    ("甲 AND 乙 OR 丙", Or((And((w("甲"), w("乙"))), w("丙")))),
    ("甲 OR 乙 AND 丙", Or((w("甲"), And((w("乙"), w("丙")))))),
    ("甲 OR 乙 丙 OR 丁", Or((w("甲"), And((w("乙"), w("丙"))), w("丁")))),
    ("(甲 OR 乙) AND 丙", And((Or((w("甲"), w("乙"))), w("丙")))),
    ("（甲 或 乙） 与 丙", And((Or((w("甲"), w("乙"))), w("丙")))),
    ("甲 NOT 乙", And((w("甲"), Not(w("乙"))))),
    ("甲 AND NOT 乙 OR 丙", Or((And((w("甲"), Not(w("乙")))), w("丙")))),
    ("甲 NOT (乙 OR 丙)", And((w("甲"), Not(Or((w("乙"), w("丙"))))))),
    ("甲 -乙", And((w("甲"), Not(w("乙"))))),
    ("甲 !乙", And((w("甲"), Not(w("乙"))))),
    ("甲 ！“乙”", And((w("甲"), Not(p("乙"))))),
    ("甲&&乙||丙", Or((And((w("甲"), w("乙"))), w("丙")))),
    ("甲 AND ((乙 AND 丙))", And((w("甲"), w("乙"), w("丙")))),
    ("贷款与担保 AND 非营利", And((w("贷款与担保"), w("非营利")))),
    ("“贷款”与“担保”", And((p("贷款"), p("担保")))),
    ("“贷款”或(担保)", Or((p("贷款"), w("担保")))),
    ("资金 非（农药）", And((w("资金"), Not(w("农药"))))),
    ("甲 与国办发[2024]52号", And((w("甲"), p("国办发〔2024〕52号")))),
    ("2024-05 AND 甲-乙 AND -5", And((w("2024-05"), w("甲-乙"), w("-5")))),
    ("甲 ， AND 。 乙 ！", And((w("甲"), w("乙")))),
    ("and AND or", And((w("and"), w("or")))),
    ('"AND" AND 甲', And((p("AND"), w("甲")))),
    ("title:甲 乙", And((w("甲", "title"), w("乙")))),
    ("title:(甲 乙)", And((w("甲", "title"), w("乙", "title")))),
    ("title:(甲 OR issuer:乙 OR 丙)", Or((w("甲", "title"), w("乙", "issuer"), w("丙", "title")))),
    ("标题：“甲　乙”", p("甲 乙", "title")),
    ("title: 条例", w("条例", "title")),
    ("TiTlE：条例", w("条例", "title")),
    ("title:管理办法（试行） AND 资金", And((w("管理办法（试行）", "title"), w("资金")))),
    ("管理办法(试行) 2024", And((w("管理办法(试行)"), w("2024")))),
    ("冷链(物流 OR 仓储)", And((w("冷链"), Or((w("物流"), w("仓储")))))),
    ("issuer:国家发展改革委、财政部", w("国家发展改革委、财政部", "issuer")),
    ("《政府投资条例》 AND 资金", And((p("政府投资条例"), w("资金")))),
    ("title:《关于印发《甲办法》的通知》", p("关于印发《甲办法》的通知", "title")),
    ("“甲" + '"', p("甲")),
    ("「甲“乙”丙」", p("甲“乙”丙")),
    ("国办发[2024]52号 AND 冷链", And((p("国办发〔2024〕52号"), w("冷链")))),
    ("国办发（２０２４）52号 冷链", And((p("国办发〔2024〕52号"), w("冷链")))),
    ("“国办发【2024】第52号” 冷链", And((p("国办发〔2024〕52号"), w("冷链")))),
    ("文号：国办发(2024)52号", p("国办发〔2024〕52号", "doc_number")),
    ("text:国务院令第712号", p("国务院令第712号", "text")),
    ("doc_number:国办发", w("国办发", "doc_number")),
    ("title:政府*条例", Wildcard("政府*条例", Field.TITLE)),
    ("标题：政府＊？条例", Wildcard("政府*?条例", Field.TITLE)),
    ("title:**条例**", Wildcard("*条例*", Field.TITLE)),
    ("issuer:国家*委", Wildcard("国家*委", Field.ISSUER)),
    ("doc_number:国办发[2024]*号", Wildcard("国办发〔2024〕*号", Field.DOC_NUMBER)),
    ("doc_number:*（202?）*", Wildcard("*〔202?〕*", Field.DOC_NUMBER)),
    ("冷链 AND 能否申请？", And((w("冷链"), w("能否申请")))),
    ("level:省级 级别:中央 level:县", And((w("省", "level"), w("国家", "level"), w("县", "level")))),
    ("status:有效 OR 状态：“废止”", Or((w("现行", "status"), w("已废止", "status")))),
    ("NOT status:已废止", Not(w("已废止", "status"))),
    ("region:广东省 channel:超长期特别国债", And((w("广东省", "region"), w("超长期特别国债", "channel")))),
    ("甲\u200b AND\ufeff 乙", And((w("甲"), w("乙")))),
    ("甲 ! 乙", And((w("甲"), Not(w("乙"))))),
    ("甲 AND国办发[2024]52号", And((w("甲"), p("国办发〔2024〕52号")))),
    ("“甲”-乙 -- 丙", And((p("甲"), w("乙"), w("丙")))),
    ("甲 AND 3:00", And((w("甲"), w("3:00")))),
    ("甲 AND http://a.cn/x", And((w("甲"), w("http://a.cn/x")))),
]  # fmt: skip


@pytest.mark.parametrize(("query", "tree"), MEANING, ids=[query for query, _ in MEANING])
def test_meaning(query: str, tree: Node) -> None:
    assert parse_expression(query) == tree


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("colon", [":", "："])
def test_every_name_of_a_field(name: str, colon: str) -> None:
    field = NAMES[name]
    value = {Field.LEVEL: "省", Field.STATUS: "现行", Field.DATE: "2024", Field.EFFECTIVE: "2024"}.get(field, "甲")
    for written in (name, name.upper()):
        assert is_expression(f"{written}{colon}{value}")
        node = parse_expression(f"{written}{colon}{value}")
        assert isinstance(node, Word | DateRange)
        assert node.field is field


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"), ("2024年", "2024-01-01", "2024-12-31"), ("2024-05", "2024-05-01", "2024-05-31"), ("2024.2", "2024-02-01", "2024-02-29"),
        ("202305", "2023-05-01", "2023-05-31"), ("20230509", "2023-05-09", "2023-05-09"), ("2023年2月", "2023-02-01", "2023-02-28"), ("2023年2月份", "2023-02-01", "2023-02-28"),
        ("2024年3月1日", "2024-03-01", "2024-03-01"), ("２０２４－０３－０１", "2024-03-01", "2024-03-01"), ("二〇二四年十一月三十日", "2024-11-30", "2024-11-30"),
        ("[2024-01-01 TO 2024-12-31]", "2024-01-01", "2024-12-31"), ("[2024 TO *]", "2024-01-01", None), ("[* TO 2024]", None, "2024-12-31"), ("[TO 2024]", None, "2024-12-31"),
        ("{2024-01-01 TO 2024-03-01}", "2024-01-02", "2024-02-29"), ("[2024 TO 2025}", "2024-01-01", "2024-12-31"), ("［2024 TO 2025］", "2024-01-01", "2025-12-31"),
        ("2024..2025", "2024-01-01", "2025-12-31"), ("2024-2025", "2024-01-01", "2025-12-31"), ("2024-01-01..2024-06-30", "2024-01-01", "2024-06-30"), ("2024…2025", "2024-01-01", "2025-12-31"),
        ("2024.05..2025", "2024-05-01", "2025-12-31"), ("2024~2025", "2024-01-01", "2025-12-31"), ("2024年3月至2025年", "2024-03-01", "2025-12-31"), ("2024年3月 到 2025年2月", "2024-03-01", "2025-02-28"),
        ("2024 TO 2025", "2024-01-01", "2025-12-31"), (">=2024-03-01", "2024-03-01", None), (">= 2024-03-01", "2024-03-01", None), ("≥2024年3月", "2024-03-01", None), (">2024", "2025-01-01", None),
        ("<2025", None, "2024-12-31"), ("＜＝2025", None, "2025-12-31"), ("≤2024-02", None, "2024-02-29"), ("=2024", "2024-01-01", "2024-12-31"), ("2024..", "2024-01-01", None), ("..2024", None, "2024-12-31"),
        ("2024年以来", "2024-01-01", None), ("2024年起", "2024-01-01", None), ("2024年至今", "2024-01-01", None), ('"2024-05"', "2024-05-01", "2024-05-31"),
    ],
)  # fmt: skip
def test_periods(written: str, first: str | None, last: str | None) -> None:
    for name, field in (("date:", Field.DATE), ("施行：", Field.EFFECTIVE)):
        period = DateRange(field, day(first), day(last))
        assert parse_expression(name + written) == period
        assert parse_expression(f"甲 AND ({name}{written}) 乙") == And((w("甲"), period, w("乙")))
        assert parse_expression(f"{name} {written} AND 丙") == And((period, w("丙")))


def test_periods_in_a_group() -> None:
    years = [DateRange(Field.DATE, date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2025)]
    assert parse_expression("date:(2023 OR 2025)") == Or(tuple(years))


# What is wrong with an expression: what is marked, a word of the message, a word of the hint

WRONG = [
    ("政府 AND (", "(", "左括号没有配对", "补上右括号"), ("(政府 OR (资金 AND 甲)", "(", "左括号没有配对", "补上右括号"), ("政府 AND 资金)", ")", "右括号没有配对", "删去"), (") AND 政府", ")", "右括号没有配对", "删去"),
    ("“冷链物流 AND 甲", "“", "引号没有配对", "补上 ”"), ("甲 AND 「冷链", "「", "引号没有配对", "」"), ("甲 AND 冷链」", "」", "没有配对", "「"), ("甲 《乙", "《", "引号没有配对", "》"), ('甲 "乙" "', '"', "引号没有配对", '"'),
    ("AND 甲", "AND", "AND 前面少了", "补上词"), ("甲 OR", "OR", "OR 后面少了", "补上词"), ("甲 与", "与", "与 后面少了", "补上词"), ("或 甲", "或", "或 前面少了", "补上词"), ("NOT", "NOT", "NOT 后面少了", "补上词"),
    ("甲 AND OR 乙", "AND OR", "两个运算符", "只留一个"), ("甲 AND  AND 乙", "AND  AND", "两个运算符", "只留一个"), ("甲 NOT NOT 乙", "NOT NOT", "两个运算符", "引号"), ("甲 或&&乙", "或&&", "两个运算符", "只留"), ("甲 && || 乙", "&& ||", "两个运算符", "只留"),
    ("甲 AND (OR 乙)", "OR", "OR 前面少了", "补上词"), ("甲 AND (乙 OR)", "OR", "OR 后面少了", "补上词"), ("甲 AND ()", "()", "括号里没有词", "写上"), ("title:（ ）", "（ ）", "括号里没有词", "写上"),
    ("甲 AND “”", "“”", "引号里没有字", "写上"), ("甲 AND “ 　”", "“ 　”", "引号里没有字", "写上"), ("甲 AND “，”", "“，”", "没有可以查找的字", "写上"),
    ("tilte:条例", "tilte:", "没有“tilte”这个字段", "title（标题）"), ("甲 AND isuer：国务院", "isuer：", "没有“isuer”", "issuer（发文机关）"), ("甲 AND 标提:乙", "标提:", "没有“标提”", "title（标题）"), ("甲 AND 主送:乙", "主送:", "没有“主送”", "可用的字段"),
    ("title:", "title:", "后面没有要找的词", "title:条例"), ("甲 (标题：)", "标题：", "后面没有要找的词", "title:条例"), ("title: AND 甲", "title:", "后面没有", "直接写词"), ("title:-甲", "title:", "后面没有", "NOT title:"), ("title::甲", "title:", "后面没有", "直接写词"),
    ("title:issuer:甲", "title:issuer:", "两个字段", "AND"), ("date:", "date:", "后面没有", "date:2024"), ("text:政*", "政*", "不能用通配符", "title:*政*"), ("政府* AND 甲", "政府*", "不能用通配符", "title:*政府*"), ("text:政?策", "政?策", "不能用通配符", "title:"),
    ("甲 AND *", "*", "不能用通配符", "title:"), ("title:*", "*", "单独的 *", "至少写一个字"), ("title:？*", "？*", "单独的", "至少写一个字"), ('title:"政府*条例"', '"政府*条例"', "引号里的 *", "title:政府*条例"), ("region:广*", "广*", "不能用通配符", "title:"),
    ("title:" + "甲*" * 9, "甲*" * 9, "超过 8 个", "只留"), ("NOT 政府", "NOT 政府", "没有说要找什么", "冷链 NOT"), ("NOT 甲 AND NOT 乙", "NOT 甲 AND NOT 乙", "没有说要找什么", "前面加上"), ("", "", "没有可以查找的词", "title:条例"), ("？！", "？！", "没有可以查找的词", "title:条例"),
    ("date:2024-02-30", "2024-02-30", "2 月只有 29 天", "写法例"), ("date:2023-02-29 AND 甲", "2023-02-29", "2 月只有 28 天", "写法例"), ("日期：2024年13月", "2024年13月", "没有 13 月", "写法例"), ("date:20241301", "20241301", "没有 13 月", "写法例"),
    ("date:0024", "0024", "年份不在", "写法例"), ("date:昨天 AND 甲", "昨天", "不是日期", "date:2024"), ("date:24", "24", "不是日期", "date:2024"), ("甲 AND date:2025..2024", "2025..2024", "晚于终点", "早的日期写在前面"), ("date:[2025 TO 2024]", "[2025 TO 2024]", "晚于终点", "写在前面"),
    ("date:[2025 TO", "[", "没有配对", "[2024-01-01 TO"), ("date:[* TO *]", "[* TO *]", "两头都没有", "至少写一头"), ("date:[甲 TO 乙]", "[甲 TO 乙]", "不是日期", "写法例"), ("date:2024-", "2024-", "不是日期", "写法例"),
    ("level:村级", "村级", "没有“村级”", "国家级、省级、市级、县级"), ("甲 AND status:好的", "好的", "没有“好的”", "现行、"), ("text:[甲 TO 乙] OR 丙", "[甲 TO 乙]", "不能用范围", "date:"), ('甲 AND "乙 丙"~5', "~5", "不支持", "删去"), ("甲^2 AND 乙", "甲^2", "不支持", "删去"),
    ("甲 AND " + "(" * 51 + "乙" + ")" * 51, "(", "50 层", "多余"), ("甲 " * 1001, "甲 ", "超过 2000 个字", "缩短"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "marked", "message", "hint"), WRONG, ids=[query[:30] for query, *_ in WRONG])
def test_what_is_wrong_is_said_and_marked(query: str, marked: str, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_expression(query)
    error = caught.value
    assert isinstance(error, ExpressionError)
    assert query[error.start : error.end] == marked
    assert message in error.message
    assert hint in error.hint
    assert len(error.message) < 60
    assert len(error.hint) < 150


def test_the_place_is_that_of_the_last_of_two() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression('"甲" AND "乙" AND "丙')
    assert (caught.value.start, caught.value.end) == (16, 17)


@pytest.mark.parametrize(
    ("query", "place", "shown"),
    [
        ("title:条例 AND OR 资金", (9, 15), "title:条例 AND OR 资金\n           ^^^^^^"), ("政府 AND （", (7, 8), "政府 AND （\n         ^^"), ("甲乙丙", (1, 2), "甲乙丙\n  ^^"), ("甲\n乙\tAND", (4, 7), "甲 乙 AND\n      ^^^"),
        ("", (0, 0), "\n^"), ("甲", (1, 1), "甲\n  ^"), ("a\u200bb", (2, 3), "a\u200bb\n ^"), ("\ud800a", (1, 2), "\ufffda\n ^"), ("😀a", (1, 2), "😀a\n  ^"), ("é甲", (1, 2), "é甲\n ^^"), ("甲", (7, 9), "甲\n  ^"),
    ],
)  # fmt: skip
def test_marking(query: str, place: tuple[int, int], shown: str) -> None:
    assert mark(query, *place) == shown


def columns(text: str) -> int:
    return sum(2 if "\u2e80" <= sign <= "\uffef" else 1 for sign in text)


@pytest.mark.parametrize("at", [0, 5, 300, 990, 999])
def test_a_long_query_is_marked_around_the_place(at: int) -> None:
    query = "资金a" * at + "坏" + "b款项" * (600 if at < 990 else 0)
    line, carets = mark(query, at * 3, at * 3 + 1).split("\n")
    assert columns(line) <= 80
    assert "坏" in line
    assert len(carets) - 2 == columns(line[: line.index("坏")])
    assert carets.endswith("^^")


# Whatever is typed

PIECES = ['"', "“", "”", "「", "」", "《", "》", "(", ")", "（", "）", "[", "]", "{", "}", " TO ", " AND ", " OR ", " NOT ", " 与 ", "或", "非", "-", "!", "&&", "||", "&", "|", "~", "^", "*", "?", "？", ":", "：", "key:", "status:",
          "title:", "标题：", "date:", "施行:", "level:", "doc_number:", "2024", "2024-02", "..", "至", ">=", "年", "政府", "投资", "的", "a", "1", "省级", "现行", "国办发[2024]52号", "国务院令第7号", "国办发", "财政部 ", " ", "　", "\x00", "\ud800", "\u200b", "😀", "，", "\\"]  # fmt: skip
queries = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)


def leaves(node: Node) -> list[Word | Phrase | Wildcard | DateRange]:
    if isinstance(node, And | Or):
        return [leaf for part in node.parts for leaf in leaves(part)]
    return leaves(node.part) if isinstance(node, Not) else [node]


@settings(max_examples=1500, deadline=None)
@given(queries)
def test_anything_gives_a_tree_or_an_error_with_its_place(query: str) -> None:
    assert is_expression(query) in (True, False)
    node = read(query)
    if isinstance(node, ExpressionError):
        assert 0 <= node.start <= node.end <= len(query)
        assert node.start < node.end or not query
        assert node.message
        assert node.hint
        assert mark(query, node.start, node.end).count("\n") == 1
        return
    found = leaves(node)
    assert found
    for leaf, following in zip(found, [*found[1:], None], strict=True):
        assert 0 <= leaf.start < leaf.end <= len(query)
        assert following is None or leaf.end <= following.start
    assert parse_expression(write(node)) == node


def read(query: str) -> Node | ExpressionError:
    try:
        return parse_expression(query)
    except ExpressionError as error:
        return error


TEXTS = st.sampled_from(["甲", "政府投资", "办法（试行）", "3:00", "甲-乙", "与会", "and", "R&D", "-5", "[甲"])
FIELDED = st.sampled_from([None, Field.TITLE, Field.TEXT, Field.ISSUER, Field.REGION])
DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))
TREES = st.recursive(
    st.builds(Word, TEXTS, FIELDED)
    | st.builds(Phrase, st.sampled_from(["甲 乙", "AND", "“甲”", "甲“乙", "国办发〔2024〕52号", "(甲"]), FIELDED)
    | st.builds(Wildcard, st.sampled_from(["甲*", "*甲?乙"]), st.just(Field.TITLE))
    | st.builds(lambda a, b: DateRange(Field.DATE, min(a, b), max(a, b)), DAYS, DAYS)
    | st.builds(DateRange, st.just(Field.EFFECTIVE), DAYS, st.none()),
    lambda inner: (
        st.builds(Not, inner.filter(lambda node: not isinstance(node, Not)))
        | st.lists(inner.filter(lambda node: not isinstance(node, And)), min_size=2, max_size=4).map(
            lambda parts: And(tuple(parts))
        )
        | st.lists(inner.filter(lambda node: not isinstance(node, Or)), min_size=2, max_size=4).map(
            lambda parts: Or(tuple(parts))
        )
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_a_tree_that_is_written_is_read_as_the_same(tree: Node) -> None:
    # A positive part, so that the whole does not only exclude.
    whole = And((w("资金"), *(tree.parts if isinstance(tree, And) else (tree,))))
    assert parse_expression(write(whole)) == whole


HUGE = [
    "(" * MOST_SIGNS, "(" * DEEPEST + "甲" + ")" * DEEPEST, "(甲 " * 500, "甲(乙" * 600, "《" * MOST_SIGNS, "“甲”" * 600, "NOT " * 400 + "甲", "-甲 " * 600, "title:" * 300, "date:" + "2024-" * 380, "与 " * 900, "财政部、" * 480 + "令第3号",
    "国办发[2024]52号 " * 140, "甲&" * 900, "* " * 900, "title:" + "*?" * 900, "甲 OR " * 400 + "乙", "[" * MOST_SIGNS, "，" * MOST_SIGNS, "a:" * 900, "政府投资" * 10_000, "(甲) " * 400 + "(", "date:[" + " " * 1900 + "TO", "甲(" + "乙" * 1900,
]  # fmt: skip


@pytest.mark.parametrize("query", HUGE, ids=range(len(HUGE)))
def test_nothing_takes_long(query: str) -> None:
    started = time.process_time()
    is_expression(query)
    try:
        parse_expression(query)
    except ExpressionError as error:
        mark(query, error.start, error.end)
    assert time.process_time() - started < 0.5


def test_the_language_loads_neither_numpy_nor_whoosh() -> None:
    code = (
        "import sys, policymatch.store.grammar, policymatch.store.asking, policymatch.store.references;"
        "print([m for m in ('numpy', 'whoosh', 'yaml', 'jieba', 'difflib', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
