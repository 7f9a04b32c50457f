"""The three answers a rule can give."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """符合, 不符合 or 待核: not knowing is an answer of its own and never turns into no."""

    YES = "符合"
    NO = "不符合"
    UNKNOWN = "待核"

    @classmethod
    def of(cls, value: bool | None) -> Answer:
        """Turn True, False or None (not known) into an answer."""
        if value is None:
            return cls.UNKNOWN
        return cls.YES if value else cls.NO

    @classmethod
    def every(cls, answers: Iterable[Answer]) -> Answer:
        """All must hold (Kleene's strong conjunction): one no decides, then one unknown does."""
        seen = set(answers)
        if cls.NO in seen:
            return cls.NO
        return cls.UNKNOWN if cls.UNKNOWN in seen else cls.YES

    @classmethod
    def some(cls, answers: Iterable[Answer]) -> Answer:
        """One must hold (Kleene's strong disjunction): one yes decides, then one unknown does."""
        seen = set(answers)
        if cls.YES in seen:
            return cls.YES
        return cls.UNKNOWN if cls.UNKNOWN in seen else cls.NO

    def negate(self) -> Answer:
        """Turn yes into no and no into yes; what is unknown stays unknown."""
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(self, self)
