"""By what method a ranking was put in order, and how sure the order is: what other weightings would make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Sureness:
    """Where one project stands under many other weightings (SMAA).

    ``first`` is the number of places that is asked about (10), ``in_first`` the share of weightings, 0 to 1, in which the
    project is among them; ``best`` and ``worst`` are its best and worst place, ``usual`` its mean place. ``hangs_on`` names
    the weight that moves it most, None where none does, ``rises`` whether it comes forward as that weight grows.
    ``tied`` are the places, in this ranking, of projects that cannot be told from it (equal scores, or each before the
    other in nearly as many weightings).
    """

    first: int
    in_first: float
    best: int
    worst: int
    usual: float
    hangs_on: str | None
    rises: bool
    tied: tuple[int, ...]
    because: str


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """How the sureness of a whole ranking was reckoned: how many weightings, drawn how, with which seed."""

    weightings: int
    seed: int
    method: str
    words: str


@dataclass(frozen=True, slots=True)
class UsedWeight:
    """The weight of one part of the scores in the whole: ``profile`` as the profile has it, ``used`` as the method does.

    ``group`` is the score it belongs to (契合度, 成熟度, 竞争力). ``best`` and ``worst`` are the highest and the lowest value, 0 to 100,
    that a project of the table has in it.
    """

    group: str
    name: str
    profile: float
    used: float
    best: float
    worst: float
    because: str


@dataclass(frozen=True, slots=True)
class OrderMethod:
    """How the order within a tier was made: the method's name, what it does in a sentence or two, the weights it used."""

    name: str
    words: str
    weights: tuple[UsedWeight, ...]


class MethodPart(NamedTuple):
    """One part of what a method gives: its value 0 to 100, its weight in the whole, and what it adds.

    ``adds`` are points of a sum, or the part's share, 0 to 1, of the squared distance from the best (TOPSIS).
    """

    name: str
    value: float
    weight: float
    adds: float


@dataclass(frozen=True, slots=True)
class MethodScore:
    """What a method other than the weighted sum gives a project, 0 to 100, and what it is made from.

    ``to_best`` and ``to_worst`` are the distances, 0 to 100, from the best and the worst value of every part (TOPSIS), None
    where the method knows none.
    """

    value: float
    to_best: float | None
    to_worst: float | None
    parts: tuple[MethodPart, ...]
    because: str
