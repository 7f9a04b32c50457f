"""Policies as lines of JSON and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_texts import LAWS
from shared_data import needs_shared

from policymatch.batch.codec import decode_policy, encode_policy, from_line, to_line
from policymatch.model import Clause, Effect, Policy, PolicySummary, Relation, Status
from policymatch.policies import parse_policy
from policymatch.readers import read_file

days = st.none() | st.dates()
texts = st.none() | st.text()
ids = st.text(min_size=1) | st.integers()


@given(ids, st.text(), texts, days, days, st.sampled_from(Status), st.text(), st.none() | st.integers(1, 9999), days)
def test_round_trip(
    identity: str | int, title: str, number: str | None, issued: date | None, until: date | None, status: Status,
    text: str, page: int | None, on: date | None,
) -> None:  # fmt: skip
    policy = Policy(
        PolicySummary(
            identity, title, number, issued_on=issued, valid_until=until, status=status, metadata={"a": [1, "乙"]},
            level="省", region="贵州省", found={"title": text},
        ),
        (Clause(f"{identity}#1", "第一条", "第一章/第一条", text, page, 3), Clause(f"{identity}#2", "", "", title)),
        (Relation(Effect.REPEALS, title, number, issued, "第一条", on),),
    )  # fmt: skip
    line = to_line(encode_policy(policy))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_policy(from_line(line)) == policy


def test_half_of_a_surrogate_pair_gets_through() -> None:
    policy = Policy(PolicySummary("\ud800", "题"), (Clause("\ud800#1", "", "", "\udfff"),))
    assert decode_policy(from_line(to_line(encode_policy(policy)))) == policy


@pytest.mark.parametrize("line", [b"[]\n", b"\xff\n", b"{", b""])
def test_what_is_no_message(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        from_line(line)


@needs_shared
def test_all_laws() -> None:
    for law in LAWS[::20]:
        policy = parse_policy(read_file(law))
        assert decode_policy(from_line(to_line(encode_policy(policy)))) == policy
