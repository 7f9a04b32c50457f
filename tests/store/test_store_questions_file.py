"""The yardstick for search holds what it says: questions of both kinds, and answers that stand in the corpus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from planner_questions import Answer, Question, answering_clause, answering_ids, load_digests, load_questions

import policymatch
from policymatch.model import ClauseRef, Policy, Status
from policymatch.text.analysis import default_analyzer
from policymatch.text.normalize import fold


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return load_questions()


@pytest.fixture(scope="module")
def digests() -> dict[str, Policy]:
    return load_digests()


def content_words(question: Question) -> list[str]:
    """The question's words of two characters and more that say something of its subject."""
    return [word for word in default_analyzer().question_words(question.ask) if len(word) > 1]


def own_words(question: Question, digests: dict[str, Policy]) -> dict[str, list[str]]:
    """For each clause that answers, the content words of the question that stand in its text, label and heading too."""
    clauses = [answering_clause(answer, digests) for answer in question.answers]
    return {
        clause.id: [word for word in content_words(question) if word in fold(f"{clause.path}\n{clause.text}")]
        for clause in clauses
    }


def test_there_are_two_hundred_each_with_an_id_of_its_own(questions: tuple[Question, ...]) -> None:
    assert len(questions) >= 200
    assert all(re.fullmatch(r"q\d{3,}", question.id) for question in questions)
    assert len({question.id for question in questions}) == len(questions)
    assert len({fold(question.ask) for question in questions}) == len(questions)


def test_more_than_a_third_are_rephrased(questions: tuple[Question, ...]) -> None:
    assert {question.way for question in questions} == {"same", "rephrased"}
    assert sum(question.way == "rephrased" for question in questions) * 3 > len(questions)


def test_every_answer_is_one_clause_that_says_so(questions: tuple[Question, ...], digests: dict[str, Policy]) -> None:
    for question in questions:
        assert question.answers, question.id
        assert len(answering_ids(question, digests)) == len(question.answers), question.id
        for answer in question.answers:
            clause = answering_clause(answer, digests)
            assert clause.text.rstrip().endswith("。"), f"{question.id}: {clause.id} is a heading"
            assert answer.says is None or answer.says in clause.text, f"{question.id}: {answer.says} — {clause.text}"


@pytest.mark.parametrize("ref", [("sc-712", "第九百条"), ("no-such-digest", "三、"), ("mof-2024-57", "三、")])
def test_a_name_that_leads_to_no_clause_or_to_several_is_told(ref: tuple[str, str], digests: dict[str, Policy]) -> None:
    with pytest.raises(ValueError, match=r"names ([02-9]|\d\d+) clauses"):
        answering_clause(Answer(ClauseRef(*ref)), digests)


def test_a_rephrased_question_has_no_content_word_of_a_clause_that_answers_it(
    questions: tuple[Question, ...], digests: dict[str, Policy]
) -> None:
    """Not one, not even inside another word of the clause, whichever of the answers one takes."""
    for question in questions:
        if question.way == "rephrased":
            assert content_words(question), question
            assert not any(own_words(question, digests).values()), (question.ask, own_words(question, digests))


def test_a_question_in_the_same_words_has_some_of_every_answer(
    questions: tuple[Question, ...], digests: dict[str, Policy]
) -> None:
    """The title stands above the clause: 待核 answers 污染治理专项的补助比例 only under its title."""
    for question in questions:
        if question.way == "same":
            for answer in question.answers:
                clause = answering_clause(answer, digests)
                text = fold(f"{digests[answer.ref.policy].summary.title}\n{clause.text}")
                assert any(word in text for word in content_words(question)), (question.ask, clause.text)


def test_they_are_about_nearly_all_policies_that_can_be_found(
    questions: tuple[Question, ...], digests: dict[str, Policy]
) -> None:
    asked = {answer.ref.policy for question in questions for answer in question.answers}
    gone = {
        policy for policy, digest in digests.items() if digest.summary.status in (Status.SUPERSEDED, Status.REPEALED)
    }
    assert not asked & gone, "search does not show what has been replaced"
    assert len(asked) >= 50
    assert len(asked) >= 0.9 * len(digests.keys() - gone)


def test_the_answers_have_the_same_ids_in_a_store(
    both_folder: Path, questions: tuple[Question, ...], digests: dict[str, Policy]
) -> None:
    with policymatch.open_store(both_folder) as store:
        for question in questions:
            for answer in question.answers:
                clause = answering_clause(answer, digests)
                assert clause in store.policy(answer.ref.policy).clauses, question.id
