"""Figures as they stand in a sentence that a planner checks: no exponent, no idle zeros, nothing rounded away."""

from __future__ import annotations


def figure(value: float) -> str:
    """A number to two places: 1000000, 3600.5 (``:g`` would write 1e+06)."""
    return _plain(f"{value:.2f}")


def percent(share: float) -> str:
    """A share as a percentage to two places: 0.125 is 12.5%."""
    return f"{_plain(f'{share * 100:.2f}')}%"


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".")
