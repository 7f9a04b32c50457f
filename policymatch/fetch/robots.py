"""robots.txt as RFC 9309 has it.

The standard library's parser follows that RFC only in its newest releases: before, the first rule that fits wins over
the longest, and * and $ mean nothing, so that ``Disallow: /*.pdf$`` would not be obeyed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

MAX_ROBOTS = 512 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5, asks for at least 500 KiB)."""

_MAX_RULES = 20_000
_TOKEN = re.compile(r"[A-Za-z_-]{0,100}")
_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{0,6})?")
_RULES = ("allow", "disallow")


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to one program: ``rules`` as (pattern, allowed), the delay in seconds between requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allows(self, target: str) -> bool:
        """Whether a path with its query may be asked for: the longest pattern decides, Allow where two are equal."""
        if target == "/robots.txt":
            return True
        path = _uniform(target)
        best, allowed = -1, True
        for pattern, permission in self.rules:
            longer = len(pattern) > best or (len(pattern) == best and permission)
            if longer and _fits(pattern, path):
                best, allowed = len(pattern), permission
        return allowed


def parse_robots(text: str, token: str) -> Robots:
    """Read a robots.txt for the program whose product token is given; groups for it hide those for ``*``."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    in_rules = False
    for key, value in _lines(text):
        if key == "user-agent":
            if in_rules:
                agents, in_rules = [], False
            agents.append(value if value == "*" else _token(value))
            groups.setdefault(agents[-1], [])
        elif agents and key in (*_RULES, "crawl-delay"):
            in_rules = True
            for agent in agents:
                groups[agent].append((key, value))
    return _robots(groups.get(token.lower(), groups.get("*", [])))


def _lines(text: str) -> list[tuple[str, str]]:
    pairs = []
    for line in text.removeprefix("\ufeff").splitlines()[:_MAX_RULES]:
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            pairs.append((key.strip().lower(), value.strip()))
    return pairs


def _token(value: str) -> str:
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules = tuple((_uniform(value), key == "allow") for key, value in lines if key in _RULES and value)
    delays = [float(value) for key, value in lines if key == "crawl-delay" and _SECONDS.fullmatch(value)]
    return Robots(rules, max(delays, default=None))


def _uniform(path: str) -> str:
    """Return a path in which the same characters are escaped in the same way, * and $ of a pattern left alone."""
    return "/".join(quote(unquote_to_bytes(part), safe="!$&'()*+,;=:@?") for part in path.split("/"))


def _fits(pattern: str, path: str) -> bool:
    """Match piece after piece, each as far left as it goes, so that no pattern can make it slow."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return path == first if anchored else True
    place = len(first)
    last = rest.pop()
    for piece in rest:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return path.endswith(last) and len(path) - len(last) >= place if anchored else path.find(last, place) >= 0
