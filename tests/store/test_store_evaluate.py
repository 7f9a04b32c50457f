"""What expressions mean, held against looking at every clause."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from store_tools import records

import policymatch
from policymatch.model import Clause, PolicySummary
from policymatch.store import feed
from policymatch.store.heads import Heads, plain, terms_of
from policymatch.store.snapshot import Store
from policymatch.store.syntax import And, DateRange, Field, Node, Not, Or, Phrase, Wildcard, Word, write
from policymatch.text.normalize import fold

RECORDS: list[dict[str, object]] = [
    {"id": "law", "title": "政府投资条例", "doc_number": "国务院令第712号", "issuer": "国务院", "level": "国家", "issued_on": "2019-04-14",
     "effective_on": "2019-07-01", "text": "第一条 政府投资资金按项目安排。\n第二条 投资项目应当有资金来源，公路桥梁除外。"},
    {"id": "bond", "title": "关于做好地方政府专项债券项目申报的通知", "doc_number": "发改投资〔2024〕500号", "issuer": "国家发展改革委、财政部",
     "issued_on": "2024-05-20", "text": "一、冷链物流项目可以申报专项债券。\n二、公路桥项目不得申报，楼堂馆所不得申报。"},
    {"id": "budget", "title": "农业农村中央预算内投资专项管理办法", "doc_number": "发改农经规〔2021〕1728号", "issuer": "国家发展改革委",
     "issued_on": "2021-11-30", "text": "第一条 中央预算内投资支持高标准农田。\n第二条 冷链设施按总投资的30％补助，最高2,000万元。"},
    {"id": "county", "title": "贵州省县域冷链物流补助资金管理办法", "doc_number": "黔财农〔2024〕12号", "issuer": "贵州省财政厅", "level": "省",
     "region": "贵州省", "issued_on": "2024-03-01", "text": "第一条 补助冷链、物流设施。\n第二条 EPC总承包项目由县级申报。"},
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("expressions") / "store"
    records(folder, *RECORDS)
    return policymatch.open_store(folder)


def found(store: Store, query: str) -> set[str]:
    hits = store.search(query, 1000, all_versions=True)
    assert hits.fault is None, hits.fault
    assert hits.total == len(hits)
    return {hit.id for hit in hits}


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("title:条", {"law#1", "law#2"}),
        ("title:*法", {"budget#1", "budget#2", "county#1", "county#2"}),
        ("text:公路桥", {"law#2", "bond#2"}),  # inside 公路桥梁 too
        ('"公路桥项目"', {"bond#2"}),
        ("冷链 与 物流", {"bond#1", "county#1", "county#2"}),
        ("text:冷链 非 补助", {"bond#1"}),
        ("text:冷链 AND NOT text:补助", {"bond#1"}),
        ("text:高标准农田 或 text:楼堂馆所", {"budget#1", "bond#2"}),
        ("title:冷链物流", {"county#1", "county#2"}),
        ("标题:冷链 AND 申报", {"county#2"}),
        ("title:政府*条例", {"law#1", "law#2"}),
        ("title:*专项*办法", {"budget#1", "budget#2"}),
        ("title:政府投资条?", {"law#1", "law#2"}),
        ("issuer:财政部", {"bond#1", "bond#2"}),
        ("发文机关:发展改革委 NOT 专项债券", {"bond#2", "budget#1", "budget#2"} - {"bond#1", "bond#2"}),
        ("doc_number:发改农经规〔2021〕1728号", {"budget#1", "budget#2"}),
        ("文号:发改*2024*", {"bond#1", "bond#2"}),
        ("level:省", {"county#1", "county#2"}),
        ("级别:国家 AND 资金", {"law#1", "law#2"}),
        ("region:贵州", {"county#1", "county#2"}),
        ("channel:专项债", {"bond#1", "bond#2"}),
        ("资金类型:中央预算内投资", {"budget#1", "budget#2"}),
        ("date:2024", {"bond#1", "bond#2", "county#1", "county#2"}),
        ("date:2024-05", {"bond#1", "bond#2"}),
        ("date:[2021-01-01 TO 2024-04-30]", {"budget#1", "budget#2", "county#1", "county#2"}),
        ("date:<2020", {"law#1", "law#2"}),
        ("effective:2019", {"law#1", "law#2"}),
        ("text:30%", {"budget#2"}),
        ("text:2,000万元", {"budget#2"}),
        ("epc", {"county#2"}),
        ("text:款", set()),
        ("text:桥", {"law#2", "bond#2"}),
        ("(冷链 OR 农田) AND channel:中央预算内投资", {"budget#1", "budget#2"}),
        ("没有这个词 OR 楼堂馆所", {"bond#2"}),
    ],
)  # fmt: skip
def test_expressions(store: Store, query: str, clauses: set[str]) -> None:
    assert found(store, query if ":" in query or " " in query or '"' in query else f"text:{query}") == clauses


def naive(node: Node) -> Callable[[PolicySummary, Clause], bool]:
    """The same by looking at one clause."""
    match node:
        case And(parts):
            tests = [naive(part) for part in parts]
            return lambda policy, clause: all(test(policy, clause) for test in tests)
        case Or(parts):
            tests = [naive(part) for part in parts]
            return lambda policy, clause: any(test(policy, clause) for test in tests)
        case Not(part):
            test = naive(part)
            return lambda policy, clause: not test(policy, clause)
        case DateRange():
            first, last = node.first or date.min, node.last or date.max
            return lambda policy, clause: policy.issued_on is not None and first <= policy.issued_on <= last
        case Wildcard():
            pattern = "".join(part if part in "*?" else plain(part) for part in node.text)
            return lambda policy, clause: fnmatchcase(plain(str(getattr(policy, node.field))), pattern)
        case Word() | Phrase() if node.field is Field.TEXT:
            wanted = fold(node.text).replace(" ", "")
            return lambda policy, clause: wanted in fold(clause.text).replace(" ", "")
        case Word() | Phrase() if node.field is Field.TITLE:
            return lambda policy, clause: plain(node.text) in plain(policy.title)
        case Word() | Phrase() if node.field is Field.ISSUER:
            return lambda policy, clause: plain(node.text) in plain(policy.issuer or "")
    raise AssertionError(node)


WORDS = (
    "冷链",
    "冷链物流",
    "公路桥",
    "项目",
    "申报",
    "资金",
    "中央预算内投资",
    "农田",
    "补助",
    "桥",
    "应当有资金",
    "冷链、物流",
)


def tree(chosen: random.Random, depth: int = 3) -> Node:
    kind = chosen.randrange(8 if depth else 5)
    if kind < 3:
        return Phrase(chosen.choice(WORDS), chosen.choice((Field.TEXT, Field.TEXT, Field.TITLE)))
    if kind == 3:
        return chosen.choice(
            [
                Word("发展改革委", Field.ISSUER),
                Wildcard(chosen.choice(("*办法", "关于*通知", "政府??条例", "*")) + "*", Field.TITLE),
                DateRange(Field.DATE, date(2021, 1, 1), chosen.choice((None, date(2024, 4, 1)))),
            ]
        )
    if kind == 4:
        return Word(chosen.choice(WORDS[:6]), Field.TEXT)
    if kind == 5:
        return Not(tree(chosen, depth - 1))
    parts = tuple(tree(chosen, depth - 1) for _ in range(chosen.randrange(2, 4)))
    return And(parts) if kind == 6 else Or(parts)


@pytest.mark.parametrize("seed", range(150))
def test_trees_mean_what_looking_at_every_clause_finds(store: Store, seed: int) -> None:
    node = tree(random.Random(seed))
    from policymatch.store.evaluate import Evaluator
    from policymatch.text.analysis import default_analyzer

    matrix = store._matrix
    meant = Evaluator(matrix, store._truth, lambda: store._heads, default_analyzer()).places(node)
    ids = {
        clause
        for clause, flag in zip(matrix.ids_of(matrix.keys(meant.nonzero()[0])), iter(lambda: True, None), strict=False)
        if flag
    }
    holds = naive(node)
    everything = [
        (policy.summary, clause)
        for record in RECORDS
        for policy in [store.policy(str(record["id"]))]
        for clause in policy.clauses
    ]
    assert ids == {clause.id for policy, clause in everything if holds(policy, clause)}, write(node)


def test_an_expression_is_paged_and_sorted_by_date(store: Store) -> None:
    query = "channel:专项债 OR channel:中央预算内投资 OR level:省"
    everything = [hit.id for hit in store.search(query, 100, all_versions=True)]
    pages = [hit.id for page in range(4) for hit in store.search(query, 2, offset=2 * page, all_versions=True)]
    assert pages == everything
    days = [hit.policy.issued_on for hit in store.search(query, 100, order="date", all_versions=True)]
    assert days == sorted(days, key=lambda day: day or date.min, reverse=True)


# Heads


def test_heads_are_shared_by_the_articles_of_a_law_and_go_with_them(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    articles = [{"id": at, "title": f"粮食法第{at}条", "text": f"储备粮的第{at}种管理。"} for at in range(1, 6)]
    records(folder, *articles, {"id": 99, "title": "水法第一条", "text": "水资源。"})
    with policymatch.open_store(folder) as opened:
        assert sorted(head["title"] for _, head in opened._truth.heads()) == ["水法", "粮食法"]
        assert opened._heads.holding("title", ["粮食"]) != []
        assert len(opened.search("title:粮食法", 100)) == 5
        assert [hit.policy.id for hit in opened.search('title:"粮食法第3条"', 100)] == [3]
    with policymatch.write_store(folder) as writer:
        writer.remove_all()
        writer.add_records([{"id": 1, "title": "种子法第1条", "text": "种子。"}])
    with policymatch.open_store(folder) as opened:
        assert [head["title"] for _, head in opened._truth.heads()] == ["种子法"]
        assert len(opened.search("title:粮食法 OR title:种子法", 100)) == 1


def test_terms_of_heads() -> None:
    assert terms_of("政府《投资》") == ["政府", "府投", "投资"]
    assert terms_of("法") == []
    assert plain("中华人民共和国预算法（２０１８年修正）") == "预算法2018年修正"
    assert issubclass(Heads, object)


# The second process


def test_a_store_is_the_same_with_and_without_a_second_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(3)
    words = ("冷链", "物流", "补助", "污水", "处理厂", "公路", "条件")
    made = [
        {"id": at, "title": f"{chosen.choice(words)}办法第{at}条", "text": "、".join(chosen.choices(words, k=9)) + "。"}
        for at in range(300)
    ]
    alone, together = tmp_path / "alone", tmp_path / "together"
    records(alone, *made)
    monkeypatch.setattr(feed, "START", 50)
    monkeypatch.setattr(feed, "BATCH", 40)
    records(together, *made, made[0] | {"text": "改了。"})
    records(alone, made[0] | {"text": "改了。"})
    queries = ("冷链物流补助", "污水处理厂", "title:公路", "改了")
    for query in queries:
        with policymatch.open_store(alone) as one, policymatch.open_store(together) as other:
            # The clause that was replaced in the same run is still counted in the mean length.
            assert {hit.id for hit in one.search(query, 400)} == {hit.id for hit in other.search(query, 400)} != set()
            best = {hit.id: hit.score for hit in one.search(query, 20)}
            for hit in other.search(query, 5):
                assert best[hit.id] == pytest.approx(hit.score, abs=0.02)
    assert not list((together / "derived").glob("*.tmp"))


def test_a_second_process_that_cannot_be_started_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("no processes left")

    monkeypatch.setattr(feed, "START", 5)
    monkeypatch.setattr(feed, "start_python", fails)
    records(tmp_path / "store", *({"id": at, "title": "甲办法", "text": f"第{at}种补助。"} for at in range(30)))
    with policymatch.open_store(tmp_path / "store") as opened:
        assert len(opened.search("补助", 100)) == 30


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ('"5万元"', {"figures#2"}),
        ('"5%"', {"figures#2"}),
        ("text:5万元", {"figures#2"}),
        ('"000万元"', set()),
        ('"3.5万元"', {"figures#1"}),
        ('"1,000万元"', {"figures#2"}),
        ('"5G基站"', {"figures#1"}),
        ('"合计5万"', {"figures#2"}),
    ],
)
def test_a_figure_is_found_as_a_whole(tmp_path: Path, query: str, clauses: set[str]) -> None:
    """A clause that grants 3.5万元 does not hold 5万元."""
    text = (
        "第一条 补助3.5万元、5,000万元，25.5%，5G 基站，合计15万元。\n第二条 补助5 万元、1,000万元，５％，合计 5万元。"
    )
    records(tmp_path, {"id": "figures", "title": "办法", "text": text})
    with policymatch.open_store(tmp_path) as opened:
        assert found(opened, query) == clauses


@pytest.mark.parametrize(
    "query", ['"第七条 国家"', '"七条　国家对"', '"对 A1 类"', '"A 1类"', '"链 补"', '"时间 待核"']
)
def test_a_stretch_copied_with_its_blanks_is_found(tmp_path: Path, query: str) -> None:
    """Between the label of a clause and its text stands a blank, which people copy."""
    records(
        tmp_path,
        {"id": "a", "title": "办法", "text": "第七条 国家对A1类冷链补助。时间\n待核。"},
        {"id": "b", "title": "规定", "text": "第七条 补链国。家对类，核待间时。"},
    )
    with policymatch.open_store(tmp_path) as opened:
        assert found(opened, query) == {"a#1"}


def test_many_records_of_which_none_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [{"id": at, "title": f"甲法第{_han(at)}条", "text": f"第{at}种补助应当依法办理。"} for at in range(1, 60)]
    records(tmp_path / "store", *made)
    monkeypatch.setattr(feed, "START", 5)
    with policymatch.write_store(tmp_path / "store") as writer:
        writer.add_records(made)
        writer.mark_changed()
        assert (writer.report.added, writer.report.unchanged) == (0, 59)
    with policymatch.open_store(tmp_path / "store") as opened:
        assert len(opened.search("补助", 100)) == 59


def test_articles_stored_at_once_are_those_stored_one_by_one(tmp_path: Path) -> None:
    made = [{"id": at, "title": f"甲法第{_han(at)}条", "text": f"第{at}种补助应当依法办理。"} for at in range(1, 60)]
    records(tmp_path / "bulk", *made)
    records(tmp_path / "single", *({**each, "text": f"{each['text']}\n"} for each in made[:30]))
    for each in made[30:]:
        records(tmp_path / "single", each)
    with policymatch.open_store(tmp_path / "bulk") as one, policymatch.open_store(tmp_path / "single") as other:
        assert one.count() == other.count() == (59, 59)
        assert [one.policy(each["id"]) for each in made] == [other.policy(each["id"]) for each in made]


def _han(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"
