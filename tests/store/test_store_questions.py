"""Planner's questions over the shipped corpus: how many are answered, and what each part of the lexicon gains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from planner_questions import HELD_OUT, Question, answering_ids, load_digests, load_questions

import policymatch
from policymatch.paths import corpus_folder
from policymatch.store import searching
from policymatch.store.snapshot import Store
from policymatch.text import analysis
from policymatch.text.analysis import Analyzer, default_analyzer
from policymatch.text.lexicon import Lexicon

Right = dict[str, bool]
"""Whether a right clause is among the first five, by the question's id."""


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return load_questions()


@pytest.fixture(scope="module")
def answers(questions: tuple[Question, ...]) -> dict[str, frozenset[str]]:
    digests = load_digests()
    return {question.id: answering_ids(question, digests) for question in questions}


def build(folder: Path) -> None:
    with policymatch.write_store(folder) as writer:
        writer.add_corpus(corpus_folder() / "policies")
    assert writer.report.failed == []


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of the shipped digests and nothing else."""
    folder = tmp_path_factory.mktemp("questions") / "store"
    build(folder)
    with policymatch.open_store(folder) as store:
        yield store


def ask(store: Store, questions: tuple[Question, ...], answers: dict[str, frozenset[str]]) -> Right:
    return {
        question.id: not answers[question.id].isdisjoint(id_ for id_, _ in store.rank(question.ask, 5))
        for question in questions
    }


def test_questions_nobody_has_looked_at(digests: Store) -> None:
    """How far the words of the lexicon carry beyond the questions that showed what was missing; 81 of 128 when written."""
    held_out, policies = load_questions(HELD_OUT), load_digests()
    assert len(held_out) == 128
    assert not {question.ask for question in held_out} & {question.ask for question in load_questions()}
    right = ask(digests, held_out, {question.id: answering_ids(question, policies) for question in held_out})
    assert sum(right.values()) >= 76


@pytest.fixture(scope="module")
def right(digests: Store, questions: tuple[Question, ...], answers: dict[str, frozenset[str]]) -> Right:
    return ask(digests, questions, answers)


@pytest.mark.parametrize(("way", "least"), [("all", 0.92), ("same", 0.92), ("rephrased", 0.90)])
def test_the_right_clause_is_among_the_first_five(
    questions: tuple[Question, ...], right: Right, way: str, least: float
) -> None:
    """The aim is nine of ten, and a third at least of the questions without the clause's own words."""
    assert 3 * sum(question.way == "rephrased" for question in questions) >= len(questions) >= 200
    found = {question.id: right[question.id] for question in questions if way in ("all", question.way)}
    assert sum(found.values()) / len(found) >= least, [id_ for id_, is_right in found.items() if not is_right]


Variant = Callable[[Lexicon], Lexicon]

PARTS: dict[str, tuple[Variant, Variant, int]] = {
    "bridges": (lambda whole: whole, lambda whole: replace(whole, bridges={}), 40),
    "intents": (lambda whole: whole, lambda whole: replace(whole, intents={}), 1),
    # What bridges lead to, synonyms need not lead to again.
    "synonyms": (
        lambda whole: replace(whole, bridges={}, intents={}),
        lambda whole: replace(whole, bridges={}, intents={}, synonyms={}),
        1,
    ),
    # They gain where many texts are about anything; a question to 70 digests is as well answered with 怎么 in it.
    "question words": (lambda whole: whole, lambda whole: replace(whole, question_words=frozenset()), 0),
}
"""The lexicon with and without each part that acts in questions alone, and how many questions the part gains at least."""


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_lexicon_gains_questions(
    digests: Store,
    questions: tuple[Question, ...],
    answers: dict[str, frozenset[str]],
    monkeypatch: pytest.MonkeyPatch,
    part: str,
) -> None:
    shipped = default_analyzer()
    *variants, gain = PARTS[part]
    answered = []
    for variant in variants:
        analyzer = Analyzer(variant(shipped.lexicon), shipped.segmenter)
        monkeypatch.setattr(searching, "default_analyzer", lambda analyzer=analyzer: analyzer)
        answered.append(sum(ask(digests, questions, answers).values()))
    assert answered[0] - answered[1] >= gain


def test_terms_gain_questions(
    questions: tuple[Question, ...],
    answers: dict[str, frozenset[str]],
    right: Right,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Texts are cut anew without them, by a user's lexicon that takes back every one."""
    own = tmp_path / "own"
    own.mkdir()
    terms = default_analyzer().lexicon.terms
    (own / "terms.txt").write_text("\n".join(f"-{term}" for term in terms), encoding="utf-8")
    monkeypatch.setenv("POLICYMATCH_LEXICON", str(own))
    monkeypatch.setattr(analysis, "cache_folder", lambda: tmp_path / "cache")
    _forget()
    try:
        assert default_analyzer().lexicon.terms == ()
        build(tmp_path / "store")
        with policymatch.open_store(tmp_path / "store") as store:
            assert sum(right.values()) - sum(ask(store, questions, answers).values()) >= 1
    finally:
        _forget()


def _forget() -> None:
    analysis.default_analyzer.cache_clear()
    analysis._lexicon.cache_clear()
