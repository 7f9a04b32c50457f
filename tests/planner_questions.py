"""The planner's questions of data/questions.yaml, and the clauses of the shipped digests that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from policymatch.model import Clause, ClauseRef, Policy
from policymatch.paths import corpus_folder
from policymatch.policies.parse import find_clauses, parse_policy
from policymatch.readers import read_file

QUESTIONS = Path(__file__).parent / "data" / "questions.yaml"
HELD_OUT = QUESTIONS.with_name("questions_held_out.yaml")
"""Questions that whoever chooses words does not read."""

Way = Literal["same", "rephrased"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A clause that gives the answer; ``says`` are its words that are the answer, where that is a figure."""

    ref: ClauseRef
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """``way`` is same where the question has the clause's own words, rephrased where it has none of them."""

    id: str
    ask: str
    way: Way
    answers: tuple[Answer, ...]


def load_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """The questions in the file's order; an entry with a field too many or too few raises TypeError."""
    entries: list[dict[str, object]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_question(**entry) for entry in entries)  # type: ignore[arg-type]


def _question(*, id: str, ask: str, way: Way, answers: list[dict[str, str]]) -> Question:  # noqa: A002
    return Question(id, ask, way, tuple(_answer(**answer) for answer in answers))


def _answer(*, policy: str, clause: str, says: str | None = None) -> Answer:
    return Answer(ClauseRef(policy, clause), says)


def load_digests() -> dict[str, Policy]:
    """The shipped digests by id."""
    return {path.stem: parse_policy(read_file(path)) for path in sorted((corpus_folder() / "policies").glob("*.md"))}


def answering_clause(answer: Answer, digests: Mapping[str, Policy]) -> Clause:
    """The one clause an answer names. Raises ValueError where there is none or the name leads to several."""
    policy = digests.get(answer.ref.policy)
    found = find_clauses(policy, answer.ref) if policy else []
    if len(found) != 1:
        raise ValueError(f"{answer.ref} names {len(found)} clauses")
    return found[0]


def answering_ids(question: Question, digests: Mapping[str, Policy]) -> frozenset[str]:
    """The ids that the answering clauses have in every store with the corpus in it."""
    return frozenset(answering_clause(answer, digests).id for answer in question.answers)
