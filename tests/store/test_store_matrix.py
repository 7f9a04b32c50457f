"""The matrix held against BM25 written out with dictionaries."""

from __future__ import annotations

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
from policymatch.readers import read_file
from policymatch.store.matrix import FIELDS, SYNONYM_WEIGHT, Matrix, Query, Segment, Source, make_query, write_segment
from policymatch.text.analysis import default_analyzer
from policymatch.text.normalize import fold

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
        Source(100 + at, clause.text, f"{policy.title}\n{clause.path}") for at, (policy, clause) in enumerate(chosen)
    ]


def terms_of(field: str, source: Source) -> Counter[str]:
    if field == "words":
        return Counter(default_analyzer().words(source.text))
    return Counter(bigrams(fold(source.text if field == "bigrams" else source.context)))


def asked(field: str, question: str) -> Weights:
    """Each term of a question with its weight."""
    analyzer = default_analyzer()
    if field != "words":
        return {pair: 1.0 for run in analyzer.question_runs(question) for pair in bigrams(run)}
    said = analyzer.question_words(question)
    meant = {other for word in said for other in analyzer.lexicon.synonyms.get(word, ())} - set(said)
    return {**dict.fromkeys(said, 1.0), **dict.fromkeys(meant, SYNONYM_WEIGHT)}


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


def expected(groups: Sequence[Sequence[Source]], dead: set[int], question: str, only: str | None = None) -> list[float]:
    total = [0.0] * sum(map(len, groups))
    for field in FIELDS:
        scores = bm25(field.name, groups, dead, asked(field.name, question))
        highest = max(scores, default=0.0)
        if highest and only in (None, field.name):
            total = [sum_ + field.weight * score / highest for sum_, score in zip(total, scores, strict=True)]
    return total


def open_segments(folder: Path, groups: Sequence[Sequence[Source]]) -> list[Segment]:
    for at, group in enumerate(groups):
        write_segment(folder / str(at), group, default_analyzer())
    return [Segment(folder / str(at)) for at in range(len(groups))]


@needs_shared
def test_scores_are_bm25_field_by_field(tmp_path: Path) -> None:
    groups = [load(300, 1)]
    matrix = Matrix(open_segments(tmp_path, groups))
    for question in QUESTIONS:
        query = make_query(question, default_analyzer())
        for field in FIELDS:
            alone = Query({other.name: query.terms[other.name] if other is field else {} for other in FIELDS})
            assert matrix.scores(alone) == pytest.approx(expected(groups, set(), question, field.name), abs=1e-4), (
                question,
                field.name,
            )
        assert matrix.scores(query) == pytest.approx(expected(groups, set(), question), abs=1e-4), question
    assert max(expected(groups, set(), QUESTIONS[0])) > 1.5


@needs_shared
def test_scores_over_segments_with_dead_clauses(tmp_path: Path) -> None:
    sources = load(150, 2)
    groups = [sources[:80], sources[80:140], sources[140:]]
    segments = open_segments(tmp_path, groups)
    everything = Matrix(segments).scores(make_query(QUESTIONS[0], default_analyzer()))
    # The best answers are among the dead, so that they would set the maximum if they were still counted.
    dead = {sources[int(at)].key for at in np.argsort(-everything)[:5]} | {source.key for source in sources[::7]}
    matrix = Matrix(segments, [*dead, 999_999])
    assert matrix.live == 150 - len(dead)
    for question in QUESTIONS:
        scores = matrix.scores(make_query(question, default_analyzer()))
        assert scores == pytest.approx(expected(groups, dead, question), abs=1e-4), question
        assert not dead & {key for key, _ in matrix.best(scores, 1000)}


@needs_shared
def test_best_is_a_full_sort_with_ties_in_order_of_storing(tmp_path: Path) -> None:
    sources = load(60, 3)
    twins = [source._replace(key=source.key + 1000) for source in sources]
    matrix = Matrix(open_segments(tmp_path, [sources, twins]))
    scores = matrix.scores(make_query(QUESTIONS[0], default_analyzer()))
    full = sorted((-float(score), at) for at, score in enumerate(scores) if score > 0)
    for limit in (0, 1, 2, 7, 50, 1000):
        assert matrix.best(scores, limit) == [(matrix.key_at(at), -score) for score, at in full][:limit]
    positions = matrix.positions()
    assert all(positions[matrix.key_at(at)] == at for at in range(120))


@pytest.mark.parametrize("texts", [[], [""], ["。"], ["甲"], ["甲", ""], ["abc 12"]], ids=repr)
def test_next_to_nothing(tmp_path: Path, texts: list[str]) -> None:
    sources = [Source(at, text, "") for at, text in enumerate(texts)]
    matrix = Matrix(open_segments(tmp_path, [sources]))
    for question in ("甲", "政府投资", "abc", ""):
        scores = matrix.scores(make_query(question, default_analyzer()))
        assert len(scores) == len(texts)
        assert np.isfinite(scores).all()


def test_words_and_bigrams_of_odd_characters(tmp_path: Path) -> None:
    sources = [Source(1, "㐀㐁鿿投资\n𠮷资 ＡＢＣ投\u200b资", ""), Source(2, "政府", "")]
    matrix = Matrix(open_segments(tmp_path, [sources]))
    for question in ("㐀㐁", "投资", "abc"):
        assert matrix.scores(make_query(question, default_analyzer()))[0] > 0, question
    assert re.search("abc", "".join(default_analyzer().words("ＡＢＣ")))
