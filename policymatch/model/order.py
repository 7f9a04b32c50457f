"""How sure the order of a ranking is: what other weightings of the same scores would make of it."""

from __future__ import annotations

from dataclasses import dataclass


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
