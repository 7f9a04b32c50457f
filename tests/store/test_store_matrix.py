"""The matrix held against BM25 written out with dictionaries, and against another library's."""

from __future__ import annotations

import copy
import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from law_texts import LAWS, bigrams
from shared_data import needs_shared

from policymatch.model import Clause, PolicySummary
from policymatch.policies import parse_policy
from policymatch.policies.identity import without_article
from policymatch.readers import read_file
from policymatch.store.matrix import (
    BRIDGE_WEIGHT,
    CONTEXT_WEIGHT,
    INTENT_WEIGHT,
    PAIR_WEIGHT,
    POOL,
    SUBWORD_WEIGHT,
    SYNONYM_WEIGHT,
    Fame,
    Matrix,
    Query,
    make_query,
    top,
)
from policymatch.store.postings import K1, B
from policymatch.store.segment import (
    Segment,
    SegmentBuilder,
    context_of,
    context_term,
    pair_term,
    word_term,
)
from policymatch.store.truth import Source
from policymatch.store.works import work_hash, work_title
from policymatch.text.analysis import default_analyzer
from policymatch.text.normalize import fold

FIELDS = {"words": 1.0, "pairs": PAIR_WEIGHT, "context": CONTEXT_WEIGHT}

QUESTIONS = (
    "政府投资项目 哪些 审批",
    "会计人员造假怎么处罚",
    "乡镇污水处理厂能申请什么补助",
    "冷库、粮库能不能用专项债",
    "国务院令第712号",
    "中小企业款项支付期限30日",
    "abc 没有的词",
)

Weights = Mapping[str, float]


def load(count: int, seed: int) -> list[Source]:
    clauses: list[tuple[PolicySummary, Clause]] = []
    for law in random.Random(seed).sample(LAWS, 20):
        policy = parse_policy(read_file(law))
        clauses += [(policy.summary, clause) for clause in policy.clauses]
    chosen = random.Random(seed).sample(clauses, count)
    return [
        Source(100 + at, 1, clause.id, policy.title, "", clause.path, clause.text)
        for at, (policy, clause) in enumerate(chosen)
    ]


def terms_of(field: str, source: Source) -> Counter[str]:
    if field == "words":
        return Counter(default_analyzer().words(source.text))
    return Counter(
        bigrams(
            fold(
                source.text
                if field == "pairs"
                else context_of(without_article(source.title), source.title, source.path)
            )
        )
    )


def asked(field: str, question: str) -> Weights:
    """Each term of a question with its weight."""
    taken = default_analyzer().question(question)
    led = [(taken.meant, BRIDGE_WEIGHT), (taken.alike, SYNONYM_WEIGHT)] + [(taken.asked, INTENT_WEIGHT)] * (
        field != "context"
    )
    if field == "words":
        weights = {word: weight for words, weight in reversed(led) for word in words}
        parts = {word for word in taken.words for other in taken.words if word in other and word != other}
        return weights | {word: SUBWORD_WEIGHT if word in parts else 1.0 for word in taken.words}
    weights = {pair: weight for words, weight in reversed(led) for word in words for pair in bigrams(word)}
    weights |= {pair: 1.0 for run in taken.runs for pair in bigrams(run)}
    return {pair: weight * FIELDS[field] for pair, weight in weights.items()}


def bm25(field: str, groups: Sequence[Sequence[Source]], dead: set[int], weights: Weights) -> list[float]:
    """Robertson & Zaragoza, k1 = 1.2 and b = 0.75; a group has its own mean length, the store one idf."""
    counted = [[terms_of(field, source) for source in group] for group in groups]
    live = [
        terms for group, counts in zip(groups, counted, strict=True) for source, terms in zip(group, counts, strict=True) if source.key not in dead
    ]  # fmt: skip
    frequency = Counter(term for terms in live for term in terms)
    scores = []
    for group, counts in zip(groups, counted, strict=True):
        mean = sum(terms.total() for terms in counts) / len(counts)
        for source, terms in zip(group, counts, strict=True):
            score = 0.0
            for term, weight in weights.items():
                if terms[term] and source.key not in dead:
                    idf = math.log(1 + (len(live) - frequency[term] + 0.5) / (frequency[term] + 0.5))
                    norm = 1.2 * (1 - 0.75 + 0.75 * terms.total() / mean)
                    score += weight * idf * terms[term] * 2.2 / (terms[term] + norm)
            scores.append(score)
    return scores


def expected(groups: Sequence[Sequence[Source]], dead: set[int], question: str) -> list[float]:
    fields = [bm25(field, groups, dead, asked(field, question)) for field in FIELDS]
    return [sum(scores) for scores in zip(*fields, strict=True)]


def open_segments(folder: Path, groups: Sequence[Sequence[Source]]) -> list[Segment]:
    for at, group in enumerate(groups):
        builder = SegmentBuilder(default_analyzer())
        builder.add(group)
        builder.write(folder / str(at))
    return [Segment(folder / str(at)) for at in range(len(groups))]


@needs_shared
def test_scores_are_bm25_over_all_fields(tmp_path: Path) -> None:
    groups = [load(300, 1)]
    matrix = Matrix(open_segments(tmp_path, groups))
    for question in QUESTIONS:
        scores = matrix.scores(make_query(question, default_analyzer()))
        assert scores == pytest.approx(expected(groups, set(), question), abs=1e-4), question
    assert max(expected(groups, set(), QUESTIONS[0])) > 5


@needs_shared
@pytest.mark.parametrize("field", ["words", "pairs"])
def test_ranking_equals_bm25s_where_both_are_set_alike(tmp_path: Path, field: str) -> None:
    """bm25s (Lù 2024) with Lucene's variant leaves out the factor k1 + 1, which changes no order."""
    import bm25s

    sources = load(400, 5)
    corpus = [list(terms_of(field, source).elements()) for source in sources]
    other = bm25s.BM25(method="lucene", k1=K1, b=B)
    other.index(corpus, show_progress=False)
    matrix = Matrix(open_segments(tmp_path, [sources]))
    for question in QUESTIONS:
        words = [word for word in asked(field, question) if word in other.vocab_dict]
        if not words:
            continue
        terms = np.array([word_term(word) if field == "words" else pair_term(*word) for word in words], np.int64)
        ours = matrix.scores(Query(terms, np.ones(len(terms)), tuple(words)))
        theirs = other.get_scores(words) * (K1 + 1)
        assert ours == pytest.approx(theirs, abs=1e-4), question
        best = sorted(np.round(theirs[theirs > 0], 4).tolist(), reverse=True)[:20]
        assert np.round(theirs[top(ours, 20)], 4).tolist() == pytest.approx(best, abs=2e-4)


def _of_many(matrix: Matrix) -> Matrix:
    """The same matrix, made ready for many questions."""
    other = copy.copy(matrix)
    other.expect_many()
    return other


@needs_shared
def test_scores_over_segments_with_dead_clauses(tmp_path: Path) -> None:
    sources = load(150, 2)
    groups = [sources[:80], sources[80:140], sources[140:]]
    segments = open_segments(tmp_path, groups)
    everything = Matrix(segments).scores(make_query(QUESTIONS[0], default_analyzer()))
    # The best answers are among the dead, so that they would be found if they were still counted.
    dead = {sources[int(at)].key for at in np.argsort(-everything)[:5]} | {source.key for source in sources[::7]}
    matrix = Matrix(segments, np.array([*dead, 999_999]))
    assert matrix.live == 150 - len(dead)
    for question in QUESTIONS:
        scores = matrix.scores(make_query(question, default_analyzer()))
        assert scores == pytest.approx(expected(groups, dead, question), abs=1e-4), question
        places, _ = matrix.ranked(scores, 1000)
        assert not dead & set(matrix.keys(places).tolist())
        assert _of_many(matrix).scores(make_query(question, default_analyzer())).tolist() == scores.tolist()
    assert set(matrix.places_of(np.array(sorted(dead))).tolist()) == {-1}
    terms = np.concatenate([*(segment.terms for segment in segments), np.array([1, 2, 3])])
    assert _of_many(matrix).frequencies(terms).tolist() == matrix.frequencies(terms).tolist()
    assert not matrix.of_policies(np.array([1]))[[source.key in dead for source in sources]].any()


@needs_shared
def test_top_is_a_full_sort_with_ties_in_order_of_storing(tmp_path: Path) -> None:
    sources = load(60, 3)
    twins = [source._replace(key=source.key + 1000) for source in sources]
    matrix = Matrix(open_segments(tmp_path, [sources, twins]))
    scores = matrix.scores(make_query(QUESTIONS[0], default_analyzer()))
    full = sorted((-float(score), at) for at, score in enumerate(scores) if score > 0)
    for limit in (0, 1, 2, 7, 50, 1000):
        assert top(scores, limit).tolist() == [at for _, at in full][:limit]
    keys = matrix.keys(np.arange(120))
    assert keys.tolist() == [source.key for source in (*sources, *twins)]
    assert matrix.places_of(keys).tolist() == list(range(120))
    assert matrix.ids_of(keys) == [source.id for source in (*sources, *twins)]


def article(key: int, title: str, text: str) -> Source:
    return Source(key, key, f"{key}#1", title, "", "", text)


def named(segments: Sequence[Segment], works: Sequence[str]) -> dict[str, int]:
    counts = dict.fromkeys(works, 0)
    for segment in segments:
        hashes, found = segment.named()
        for hashed, count in zip(hashes.tolist(), found.tolist(), strict=True):
            for work in works:
                counts[work] += count * (hashed == work_hash(work))
    return counts


def test_works_are_counted_where_others_name_them(tmp_path: Path) -> None:
    groups = [
        [
            article(1, "土地管理法第二条", "依照土地管理法的规定办理，按照《中华人民共和国民法典》第三条执行。"),
            article(2, "甲办法", "违反土地管理法和民事诉讼法的，依照刑法追究责任；本地管理法不算。"),
        ],
        [article(3, "乙条例", "土地管理法、《刑法》，刑法另有规定的除外。")],
    ]
    counted = named(open_segments(tmp_path, groups), ["土地管理法", "民法典", "民事诉讼法", "刑法", "诉讼法", "管理法"])
    assert counted == {"土地管理法": 2, "民法典": 1, "民事诉讼法": 1, "刑法": 3, "诉讼法": 0, "管理法": 0}


def test_a_work_that_others_name_comes_first(tmp_path: Path) -> None:
    sources = [
        article(at, title, "建设项目应当办理审批手续。") for at, title in enumerate(("甲办法", "乙条例", "丙规定"))
    ]
    segments = open_segments(tmp_path, [sources])
    times = {work_hash("甲办法"): 0, work_hash("乙条例"): 20, work_hash("丙规定"): 0}
    fame = Fame(np.array(sorted(times), np.uint64), np.array([times[work] for work in sorted(times)]))
    matrix = Matrix(segments, None, fame)
    scores = matrix.relevance(make_query("建设项目审批", default_analyzer()))
    assert matrix.ranked(scores, 3)[0].tolist() == [1, 0, 2]
    assert scores[1] == pytest.approx(scores[0] * (1 + 0.1 * math.log1p(20)))


def test_a_work_with_more_answers_comes_first(tmp_path: Path) -> None:
    texts = ["冷链物流的补助。", "冷链物流的补助。", "冷链物流项目的条件。", "冷链物流项目的材料。", "无关。"]
    titles = ["甲办法第一条", "乙办法第一条", "乙办法第二条", "乙办法第三条", "丙办法"]
    matrix = Matrix(
        open_segments(tmp_path, [[article(at, *both) for at, both in enumerate(zip(titles, texts, strict=True))]])
    )
    scores = matrix.relevance(make_query("冷链物流补助", default_analyzer()))
    assert scores[0] == pytest.approx(scores[1])
    places, shares = matrix.ranked(scores, 5)
    assert places.tolist()[0] == 1
    assert 4 not in places
    assert 1 >= shares[0] >= shares[-1] > 0


def test_the_order_does_not_depend_on_the_limit(tmp_path: Path) -> None:
    chosen = random.Random(8)
    words = ("冷链", "物流", "补助", "申报", "条件", "材料", "县级", "项目")
    sources = [
        article(at, f"第{chosen.randrange(40)}办法", "、".join(chosen.choices(words, k=chosen.randrange(1, 9))) + "。")
        for at in range(POOL * 2)
    ]
    matrix = Matrix(open_segments(tmp_path, [sources]))
    scores = matrix.relevance(make_query("冷链物流补助条件", default_analyzer()))
    everything, values = matrix.ranked(scores, 5000)
    assert len(everything) > POOL
    assert len(set(everything.tolist())) == len(everything)
    assert (np.diff(values) <= 1e-12).all()
    for limit in (1, 10, POOL - 1, POOL, POOL + 1, POOL + 100):
        assert matrix.ranked(scores, limit)[0].tolist() == everything[:limit].tolist()


@pytest.mark.parametrize("texts", [[], [""], ["。"], ["甲"], ["甲", ""], ["abc 12"]], ids=repr)
def test_next_to_nothing(tmp_path: Path, texts: list[str]) -> None:
    sources = [Source(at, at, "x", "", "", "", text) for at, text in enumerate(texts)]
    matrix = Matrix(open_segments(tmp_path, [sources]))
    for question in ("甲", "政府投资", "abc", ""):
        scores = matrix.scores(make_query(question, default_analyzer()))
        assert len(scores) == len(texts)
        assert np.isfinite(scores).all()


def test_words_and_bigrams_of_odd_characters(tmp_path: Path) -> None:
    sources = [article(1, "", "㐀㐁鿿投资\n𠮷资 ＡＢＣ投\u200b资"), article(2, "", "政府")]
    matrix = Matrix(open_segments(tmp_path, [sources]))
    for question in ("㐀㐁", "投资", "abc"):
        assert matrix.scores(make_query(question, default_analyzer()))[0] > 0, question
    assert re.search("abc", "".join(default_analyzer().words("ＡＢＣ")))


def test_single_characters_are_found_wherever_they_stand(tmp_path: Path) -> None:
    texts = ["粮食", "打粮。", "粮", "储粮库", "食品"]
    matrix = Matrix(open_segments(tmp_path, [[article(at, "", text) for at, text in enumerate(texts)]]))
    assert matrix.clauses_with_character("粮").tolist() == [0, 1, 2, 3]
    assert matrix.clauses_with(context_term("粮", "食")).tolist() == []
    assert work_title("中华人民共和国粮食法第一条") == "粮食法"
