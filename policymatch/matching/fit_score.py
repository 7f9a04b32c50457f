"""契合度 of a project: how well it fits the direction that it is advised to apply for first.

Match.fit says how far a project is the kind of thing a direction pays for; that is the first and heaviest part here. The
others say how much of the conditions is known to hold, and whether the channel is known to be in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from policymatch.matching.eligibility import first_open
from policymatch.matching.maturity import weigh
from policymatch.matching.profile import Profile
from policymatch.model import Answer, Match, Score

_UNSURE = 50.0
"""What a channel scores of which it has still to be checked whether it is in force."""

_NOTHING = "没有可以申报的支持方向"


def fit_score(matches: Sequence[Match], profile: Profile) -> Score:
    """The fit of the recommended direction with the parts that the profile counts; 0 where there is none."""
    best = first_open(matches)
    parts = {key: _PARTS[key](best) if best is not None else (0.0, _NOTHING) for key in profile.fit}
    return weigh(parts, profile.fit)


def _direction(match: Match) -> tuple[float, str]:
    """How far the project is the kind of thing that the direction pays for."""
    words = "、".join(word for word, _ in match.fit_terms[:4])
    return match.fit, f"{match.programme.title}——{match.direction.title}：项目写有{words or '相近内容'}"


def _conditions(match: Match) -> tuple[float, str]:
    """The share of the rules that decide which are known to hold; what is 待核 or not yet done counts as not held."""
    found = dict.fromkeys(Answer, 0)
    for reason in match.reasons:
        if reason.effect == "gate":
            found[reason.answer] += 1
    asked = sum(found.values())
    if not asked:
        return 0.0, "目录里没有这个渠道的申报条件，须核对原文"
    words = [f"符合 {found[Answer.YES]} 项"]
    words += [f"待核 {found[Answer.UNKNOWN]} 项"] if found[Answer.UNKNOWN] else []
    words += [f"尚未做到 {found[Answer.NO]} 项"] if found[Answer.NO] else []
    return 100 * found[Answer.YES] / asked, f"首选渠道的 {asked} 项条件：{'、'.join(words)}"


def _standing(match: Match) -> tuple[float, str]:
    """Whether the channel is known to be in force."""
    programme = match.programme
    number = f"（{programme.doc_number}）" if programme.doc_number else "（文号待核）"
    if programme.standing is not None:
        return _UNSURE, f"{programme.title}{number}：{programme.standing.words}"
    if programme.status == "现行":
        return 100.0, f"{programme.title}{number}现行有效"
    return _UNSURE, f"{programme.title}{number}的状态是“{programme.status}”，申报前须核对"


_PARTS: Mapping[str, Callable[[Match], tuple[float, str]]] = {
    "direction": _direction,
    "conditions": _conditions,
    "standing": _standing,
}
