"""robots.txt by RFC 9309: the longest rule wins, wildcards count, groups are merged, nothing makes it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.fetch.robots import Robots, parse_robots


@pytest.mark.parametrize(
    ("rules", "target", "allowed"),
    [
        ("Disallow:", "/a", True),
        ("Disallow: /", "/", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /a", "/abc", False),
        ("Disallow: /a/", "/a", True),
        ("Disallow: /A", "/a", True),
        ("Disallow: /\nAllow: /zcfb/", "/zcfb/t2025.html", True),  # the standard library of Python 3.11 says no
        ("Allow: /zcfb/\nDisallow: /", "/xwdt/", False),
        ("Allow: /a\nDisallow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/1.pdf", False),  # and here it says yes
        ("Disallow: /*.pdf$", "/x/1.pdf?a=1", True),
        ("Disallow: /*?", "/list?page=2", False),
        ("Disallow: /*?", "/list", True),
        ("Disallow: *", "/a", False),
        ("Disallow: /a*b*c", "/aXXcXXbXXc", False),
        ("Disallow: /a*b*c", "/aXXcXXb", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /*a$", "/ba", False),
        ("Disallow: /a*a$", "/a", True),
        ("Disallow: /通知/", "/%E9%80%9A%E7%9F%A5/1.htm", False),
        ("Disallow: /%e9%80%9a", "/%E9%80%9A%E7%9F%A5", False),
        ("Disallow: /%7Ea", "/~a", False),
        ("Disallow: /a # all of it", "/a", False),
        ("Disallow /a", "/a", True),
        ("Noindex: /a", "/a", True),
    ],
)
def test_which_rule_decides(rules: str, target: str, allowed: bool) -> None:
    assert parse_robots(f"User-agent: *\n{rules}\n", "PolicyMatch").allows(target) is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /\n\nUser-agent: policymatch\nAllow: /\n", True),
        ("User-agent: PolicyMatch/1.0\nDisallow: /\n\nUser-agent: *\nDisallow:\n", False),
        ("User-agent: PolicyMatchmaker\nDisallow: /\n", True),
        ("User-agent: Policy\nDisallow: /\n", True),
        ("User-agent: a\nUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\n\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /x\n\nUser-agent: b\nDisallow:\n\nUser-agent: *\nDisallow: /a\n", False),
        ("Disallow: /\n", True),
        ("\ufeffuser-AGENT:*\nDISALLOW:/\n", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("", True),
    ],
)
def test_which_group_speaks_to_us(text: str, allowed: bool) -> None:
    assert parse_robots(text, "PolicyMatch").allows("/a") is allowed


@pytest.mark.parametrize(
    ("value", "delay"),
    [("10", 10), ("0.5", 0.5), ("-1", None), ("nan", None), ("soon", None), ("9" * 400, None), ("", None)],
)
def test_the_delay(value: str, delay: float | None) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {value}\n", "PolicyMatch").delay == delay


def test_no_pattern_makes_it_slow() -> None:
    robots = Robots(tuple(("/" + "*a" * 500 + "b$", False) for _ in range(20)))
    started = time.monotonic()
    assert robots.allows("/" + "a" * 4000)
    assert time.monotonic() - started < 0.5


@given(st.text(), st.text(alphabet="abc/*$%?", max_size=30))
def test_anything_can_be_asked_of_anything(text: str, target: str) -> None:
    parse_robots(f"User-agent: *\n{text}", "PolicyMatch").allows(f"/{target}")


@given(st.text(alphabet="ab/*", max_size=12), st.text(alphabet="ab/", max_size=12), st.booleans())
def test_patterns_mean_what_regular_expressions_say(pattern: str, target: str, anchored: bool) -> None:
    import re

    written = f"/{pattern}{'$' if anchored else ''}"
    expected = re.match(re.escape(f"/{pattern}").replace(r"\*", ".*") + ("$" if anchored else ""), f"/{target}") is None
    assert parse_robots(f"User-agent: *\nDisallow: {written}\n", "PolicyMatch").allows(f"/{target}") is expected
