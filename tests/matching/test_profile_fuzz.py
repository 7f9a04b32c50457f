"""Profiles that a hand slipped in: a fault with file and line, or a profile that can be ranked with; nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from match_tools import CORPUS

from policymatch.errors import CatalogueError
from policymatch.matching.competitiveness import competitiveness
from policymatch.matching.criteria import criteria
from policymatch.matching.fit_score import fit_score
from policymatch.matching.maturity import maturity
from policymatch.matching.profile import Profile, load_profile
from policymatch.model import Project

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((CORPUS / "profiles").glob("*.yaml"))]
PROJECT = Project("清岭县茶园", investment_wan=100.0, requested_wan=1e9, coverage_ratio=1.21, capital_share=-1.0)
VALUES = [
    "",
    "null",
    "3",
    "-1",
    "1e400",
    ".nan",
    "[]",
    "[1, a]",
    "{}",
    "{a: b}",
    "文字",
    "!!python/object:os.system {}",
    "&a [*a]",
    "2026-01-01",
    "true",
]

# A line cut out, doubled, moved in, or its value put in place of another.
edits = st.lists(
    st.tuples(st.sampled_from(["cut", "double", "indent", "value"]), st.integers(0, 400), st.sampled_from(VALUES)),
    min_size=1,
    max_size=4,
)


def edited(text: str, changes: list[tuple[str, int, str]]) -> str:
    lines = text.splitlines()
    for kind, at, value in changes:
        number = at % len(lines)
        line = lines[number]
        if kind == "cut":
            del lines[number : number + 1]
        elif kind == "double":
            lines.insert(number, line)
        elif kind == "indent":
            lines[number] = f"  {line}"
        else:
            lines[number] = f"{line.partition(':')[0]}: {value}"
        if not lines:
            return ""
    return "\n".join(lines)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TEXTS), edits, st.booleans())
def test_a_slip_gives_a_fault_or_a_profile(
    tmp_path: Path, text: str, changes: list[tuple[str, int, str]], based: bool
) -> None:
    path = tmp_path / "本县.yaml"
    found = edited(text, changes)
    path.write_text(f"base: 默认\n{found.replace('base: 默认', '')}" if based else found, encoding="utf-8")
    profile: Profile | None = None
    fault: CatalogueError | None = None
    try:
        profile = load_profile(path)
    except CatalogueError as error:
        fault = error
    if profile is None:
        assert fault is not None
        assert fault.line >= 1
        assert fault.path.suffix == ".yaml"
        return
    assert sum(part.share for part in criteria(profile)) == pytest.approx(1, abs=1e-4)
    for score in (fit_score((), profile), maturity(PROJECT, profile), competitiveness(PROJECT, profile)):
        assert 0 <= score.value <= 100
        assert all(0 <= part.value <= 100 and part.because for part in score.parts)
    assert len(profile.digest) == 12


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_fault(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "本县.yaml"
    path.write_bytes(data)
    with pytest.raises(CatalogueError):
        load_profile(path)
