"""What kinds of money may stand beside each other in one project, as dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policymatch.model import CombinationRule, Party
from policymatch.programmes.entry import CONFIDENCES, Entry, clause_of, source_of

HOW = {
    "allowed": "可以搭配",
    "local": "可作地方配套",
    "capital": "可作资本金",
    "no": "不得搭配",
    "ask": "能否搭配待核",
}
"""What a combination may be, in words."""


@dataclass(frozen=True, slots=True)
class Combinations:
    """The rules of combination in the order of the file: of several that fit the first holds."""

    rules: tuple[CombinationRule, ...] = ()

    def on(self, day: date) -> Combinations:
        """Those that hold on a day."""
        return Combinations(tuple(each for each in self.rules if each.holds_on(day)))

    def before(self, others: Combinations) -> Combinations:
        """These and then others, so that these hold where both speak of the same."""
        return Combinations((*self.rules, *others.rules))


NO_COMBINATIONS = Combinations()


def read_combinations(entry: Entry, channels: tuple[str, ...]) -> Combinations:
    """Read ``combinations.yaml``; ``channels`` are the kinds of money there are. Faults are noted in the entry."""
    rules = tuple(_rule(item, channels) for item in entry.entries("combinations"))
    entry.done()
    ids = [rule.id for rule in rules]
    for twice in sorted({item for item in ids if ids.count(item) > 1}):
        entry.fault(f"编号“{twice}”用了两次", "combinations")
    return Combinations(rules)


def _rule(entry: Entry, channels: tuple[str, ...]) -> CombinationRule:
    rule = CombinationRule(
        id=entry.need("id"),
        one=_party(entry, "one", channels),
        other=_party(entry, "other", channels),
        how=entry.choice("how", tuple(HOW)) or "ask",
        text=entry.need("text"),
        limit=entry.number("limit", 0, 1),
        limit_of=entry.text("limit_of"),
        clause=clause_of(entry),
        source=source_of(entry),
        checked_on=entry.need_day("checked_on"),
        confidence=entry.choice("confidence", CONFIDENCES) or "",
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
    )
    if (rule.limit is None) != (rule.limit_of is None):
        entry.fault("“limit”与“limit_of”要么都写，要么都是 null", "limit")
    if rule.clause is None and rule.confidence != "unverified":
        entry.fault("没有依据条款的只能是 confidence: unverified", "clause")
    entry.done()
    return rule


def _party(entry: Entry, key: str, channels: tuple[str, ...]) -> Party:
    side = entry.entry(key)
    if side is None:
        return Party()
    party = Party(side.texts("channels"), side.texts("programmes"), side.texts("but"))
    for channel in sorted(set(party.channels) - set(channels)):
        side.fault(f"不认识的资金类型“{channel}”", "channels")
    if not party.channels and not party.programmes:
        side.fault("至少要写一类资金“channels”或一个资金渠道“programmes”")
    side.done()
    return party
