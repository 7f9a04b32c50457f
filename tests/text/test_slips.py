from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from policymatch.paths import corpus_folder
from policymatch.text import sounds
from policymatch.text.analysis import Analyzer, default_analyzer
from policymatch.text.slips import Suggestion, suggest
from policymatch.text.sounds import Sounds

LAWS = SHARED / "data" / "policies"
PLACES = SHARED / "data" / "regions" / "pca.json"
# Written down by hand, not taken from the table the corrector uses.
LOOK_ALIKE = (
    "准淮 券卷 己已 未末 处外 贷货 项顷 复夏 拨拔 冶治 侯候 建健 标际 规现 经径 审宙 农衣 田由 土士 环坏 境镜 预顶 核该 投没 防妨 林材 仓仑 "
    "管菅 线钱 检险 牧收 殖植 供洪 政改 设没 理埋 术木 专传 村材 水永 道遒 站沾 油抽 气汽 电申 园圆 区匹 厂广 税悦 财材 基墓 折析 微徽 职织"
)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉"
HAN = re.compile(r"[㐀-鿿]{2,8}")

Ask = Callable[[str], list[Suggestion]]


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return default_analyzer()


@pytest.fixture(scope="module")
def store(analyzer: Analyzer) -> Counter[str]:
    """The shipped digests as a store: in how many of their lines each word stands."""
    found: Counter[str] = Counter()
    for path in (corpus_folder() / "policies").glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            found.update(set(analyzer.words(line)))
    return found


@pytest.fixture(scope="module")
def ask(analyzer: Analyzer, store: Counter[str]) -> Ask:
    return lambda query: suggest(query, analyzer, lambda word: store[word], lambda: store)


def alarms(ask: Ask, queries: list[str]) -> list[tuple[str, str]]:
    return [(query, found[0].text) for query in queries if (found := ask(query))]


@pytest.mark.parametrize(
    ("typed", "meant", "how"),
    [
        ("预筹", "预算", "常见别字"),
        ("高标淮农田", "高标准农田", "形近"),
        ("专项债卷", "专项债券", "音形皆近"),
        ("污水除理", "污水处理", "音近"),
        ("可行姓研究", "可行性研究", "音形皆近"),
        ("算预", "预算", "字序颠倒"),
        ("政府府投资", "政府投资", "多字"),
        ("可行性研报告", "可行性研究报告", "漏字"),
        ("专像债券", "专项债券", "音近"),
        ("转相债圈", "专项债券", "音近"),
        ("gaobiaozhun nongtian", "高标准农田", "拼音"),
        ("zhuanxiangzhai", "专项债", "拼音"),
        ("zuanxiangzai", "专项债", "拼音"),
        ("zxz", "专项债", "拼音"),
        ("高标准nongtian", "高标准农田", "拼音"),
        ("title:yusuan", "title:预算", "拼音"),
        ("nongtian AND shuili", "农田 AND 水利", "拼音"),
    ],
)
def test_what_was_meant_comes_first(ask: Ask, typed: str, meant: str, how: str) -> None:
    found = ask(typed)
    assert found, typed
    assert found[0].text == meant
    assert found[0].changes[0].how == how
    assert 0.3 < found[0].confidence <= 1


def test_changes_say_where_the_query_was_wrong(ask: Ask) -> None:
    query = "2024年高标淮农田怎么申请专项债卷"
    found = ask(query)[0]
    assert found.text == "2024年高标准农田怎么申请专项债券"
    assert [(query[one.start : one.end], one.text) for one in found.changes] == [
        ("高标淮农田", "高标准农田"),
        ("专项债卷", "专项债券"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "的",
        "高标准农田",
        "财建〔2024〕57号",
        "国办发[2024]52号",
        "黔发改投资〔2023〕1号",
        "政府投资条例第九条",
        "1728",
        "30% 500万元",
        "PPP",
        "公募REITs",
        "epc",
        "EOD项目",
        "app",
        "python",
        "excel",
        "AND",
        "5G基站",
        "issuer:财政部",
        "评标标准",
        "镇人民政府",
        "王晓明申请补贴",
        "向邻居小李借道",
        "榆林市府谷县",
        "鄠邑区污水处理",
    ],
)
def test_a_right_query_is_left_alone(ask: Ask, query: str) -> None:
    assert ask(query) == []


def test_no_term_of_the_lexicon_is_called_wrong(ask: Ask, analyzer: Analyzer) -> None:
    terms = analyzer.lexicon.terms
    assert alarms(ask, [*terms, *(f"{term}申报条件" for term in terms)]) == []


def test_rare_words_of_the_dictionary_are_not_called_wrong(ask: Ask) -> None:
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if HAN.fullmatch(word := line.split(" ")[0])]
    assert len(alarms(ask, random.Random(3).sample(words, 2000))) <= 2


def test_names_of_persons_are_not_called_wrong(ask: Ask) -> None:
    chance = random.Random(3)
    names = [chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2)))) for _ in range(500)]
    assert len(alarms(ask, [f"{name}的宅基地" for name in names])) <= 4


@needs_shared
def test_counties_are_not_called_wrong(ask: Ask) -> None:
    tree = json.loads(PLACES.read_text(encoding="utf-8"))
    counties = [county for cities in tree.values() for found in cities.values() for county in found]
    assert len(alarms(ask, [f"{county}污水处理项目" for county in counties[::4]])) <= 4


@needs_shared
def test_titles_and_sentences_of_laws_are_not_called_wrong(ask: Ask) -> None:
    paths = sorted(LAWS.glob("*.md"))
    assert alarms(ask, [path.stem.split("(")[0] for path in paths]) == []
    lines = [line for path in paths[::4] for line in path.read_text(encoding="utf-8").splitlines()]
    sentences = [part for line in lines for part in re.split(r"[，。；：、\s]+", line) if 6 <= len(part) <= 30]
    chosen = random.Random(3).sample(sentences, 600)
    assert len(alarms(ask, chosen)) <= 5


def test_a_word_that_sounds_like_the_term_is_righted(ask: Ask, analyzer: Analyzer) -> None:
    from pypinyin import lazy_pinyin

    chance = random.Random(3)
    terms = [term for term in analyzer.lexicon.terms if HAN.fullmatch(term)]
    table: dict[str, list[str]] = {}
    for char in {char for term in analyzer.lexicon.terms for char in term}:
        table.setdefault(lazy_pinyin(char)[0], []).append(char)
    cases = []
    for term in chance.sample(terms, 500):
        at = chance.randrange(len(term))
        others = [char for char in sorted(table[lazy_pinyin(term[at])[0]]) if char != term[at]]
        if others:
            cases.append((term[:at] + chance.choice(others) + term[at + 1 :], term))
    right = sum(bool(found := ask(typed)) and found[0].text == term for typed, term in cases)
    assert len(cases) > 300
    assert right >= 0.92 * len(cases)


def test_a_word_that_looks_like_the_term_is_righted(ask: Ask, analyzer: Analyzer) -> None:
    chance = random.Random(3)
    cases = []
    for term in analyzer.lexicon.terms:
        places = [(at, pair) for at, char in enumerate(term) for pair in LOOK_ALIKE.split() if char in pair]
        if places:
            at, pair = chance.choice(places)
            cases.append((term[:at] + pair.replace(term[at], "") + term[at + 1 :], term))
    right = sum(bool(found := ask(typed)) and found[0].text == term for typed, term in cases)
    assert len(cases) > 300
    assert right >= 0.85 * len(cases)


def test_a_right_query_costs_neither_sounds_nor_shapes(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden() -> Sounds:
        raise AssertionError("a query without anything suspicious asked for sounds")

    monkeypatch.setattr(sounds, "sounds", forbidden)
    for query in ("高标准农田建设补助标准", "政府投资项目由谁审批", "农村生活污水处理项目怎么申请专项债券"):
        assert ask(query) == []


def test_a_store_that_writes_a_word_so_itself_is_believed(analyzer: Analyzer, store: Counter[str]) -> None:
    many = Counter(store) + Counter({"预筹": 40})
    assert suggest("预筹", analyzer, lambda word: many[word]) == []


def test_pairs_of_characters_show_what_the_store_writes(analyzer: Analyzer) -> None:
    clauses = {"的": 50_000, "职权": 900, "质": 30, "权": 300, "污水": 200, "处理": 4000, "除": 300, "理": 20}
    pairs = {"质权": 500, "除理": 5}

    def known(query: str) -> list[Suggestion]:
        return suggest(query, analyzer, lambda word: clauses.get(word, 0), None, lambda pair: pairs.get(pair, 0))

    assert known("质权") == []
    assert known("污水除理")[0].text == "污水处理"
    unaware = suggest("质权", analyzer, lambda word: clauses.get(word, 0))
    assert [one.text for one in unaware] == ["职权"]


def test_without_words_the_lexicon_alone_is_read_as_pinyin(analyzer: Analyzer, store: Counter[str]) -> None:
    assert suggest("gaobiaozhunnongtian", analyzer, lambda word: store[word])[0].text == "高标准农田"


@pytest.mark.parametrize(
    "query",
    [
        "shi" * 60,
        "a" * 200,
        "xian'" * 40,
        "淮卷" * 100,
        "高标淮农田" * 40,
        "府" * 200,
        "a" * 150 + ":",
        "ab " * 60 + ":",
        "ang'" * 49 + "x:",
        "e e e e e e e e e e e e e",
    ],
)
def test_hostile_queries_are_answered_in_time(ask: Ask, query: str) -> None:
    begun = time.process_time()
    ask(query)
    assert time.process_time() - begun < 3


@settings(max_examples=150, deadline=None)
@given(
    query=st.text(
        st.one_of(
            st.sampled_from("高标淮准农田专项债卷券污水除处理算预筹的县区王伟镇号〔〕第条 "),
            st.sampled_from("abcghinostuxyzü':AND "),
            st.characters(codec="utf-8"),
        ),
        max_size=24,
    )
)
def test_the_changes_make_the_suggested_text(query: str) -> None:
    analyzer = default_analyzer()
    for found in suggest(query, analyzer, lambda word: 50 * analyzer.lexicon.terms.count(word)):
        text, at = "", 0
        for change in found.changes:
            assert at <= change.start < change.end <= len(query)
            text += query[at : change.start] + change.text
            at = change.end
        assert text + query[at:] == found.text != query
