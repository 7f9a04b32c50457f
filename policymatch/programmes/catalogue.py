"""The catalogue of programmes: YAML files in, ``Programme`` objects out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from policymatch.errors import NotFoundError
from policymatch.model import TIERS, AwardRule, ClauseRef, Condition, Direction, Programme
from policymatch.programmes.entry import Entry, Faults, load_entry
from policymatch.programmes.rules import rule_faults

CHANNELS = (
    "中央预算内投资",
    "超长期特别国债",
    "地方政府专项债券",
    "中央财政转移支付",
    "新型政策性金融工具",
    "其他",
)
"""Kinds of money (资金类型)."""

AUDIENCES = {
    "county": "县级可申报",
    "city": "限地级及以上城市",
    "enterprise": "面向企业",
    "consumer": "面向居民",
    "province": "由省级统筹",
}
"""Who a programme is for."""

CONFIDENCES = ("official", "reported", "unverified")
STATUSES = ("现行", "历史", "待核")
DRAFT = "草案"
"""The status of a programme that was drafted from a policy and that nobody has accepted yet."""

OWN = "catalogue"
"""The folder of a store that holds its user's own programmes (``programmes``) and drafts (``drafts``)."""

GENERAL = "general.yaml"

_CLAUSE = re.compile(r"([^\s#][^\s]*)\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class GeneralRule:
    """A rule of general law that applies to every programme of its channels (all, where none is named).

    ``office`` is the county office in charge of bringing a readiness condition about.
    """

    condition: Condition
    channels: tuple[str, ...]
    office: str | None

    def applies_to(self, programme: Programme) -> bool:
        """Whether the rule governs that programme."""
        return not self.channels or programme.channel in self.channels


class Catalogue:
    """All programmes and the general rules over them."""

    def __init__(self, programmes: Iterable[Programme], general: Iterable[GeneralRule]) -> None:
        self.programmes = tuple(programmes)
        self.general = tuple(general)

    @cached_property
    def _by_id(self) -> dict[str, Programme]:
        return {programme.id: programme for programme in self.programmes}

    def get(self, programme_id: str) -> Programme:
        """The programme of that id. Raises NotFoundError."""
        try:
            return self._by_id[programme_id]
        except KeyError:
            raise NotFoundError(
                f"目录里没有编号为“{programme_id}”的资金渠道", "用 policymatch programmes 查看全部编号"
            ) from None


def load_catalogue(corpus: Path, own: Path | None = None) -> Catalogue:
    """Read ``corpus/programmes`` and what its user added in ``own`` (a folder ``catalogue`` of a store).

    An own programme takes the place of a shipped one of the same id; a draft has the status 草案. Raises the first
    CatalogueError.
    """
    faults = Faults()
    catalogue = read_catalogue(corpus, faults)
    added = [] if own is None else [*_programmes(own / "programmes", faults), *_drafts(own / "drafts", faults)]
    if faults:
        raise faults[0]
    if not added:
        return catalogue
    kept = {programme.id: programme for programme in (*catalogue.programmes, *added)}
    return Catalogue(kept.values(), catalogue.general)


def _programmes(folder: Path, faults: Faults) -> list[Programme]:
    entries = (load_entry(path, faults) for path in sorted(folder.glob("*.yaml")))
    return [_programme(entry) for entry in entries if entry is not None]


def _drafts(folder: Path, faults: Faults) -> list[Programme]:
    """Drafts, marked in status and title, so that whatever prints a programme says that nobody has checked it."""
    return [
        replace(programme, status=DRAFT, title=f"（{DRAFT}）{programme.title}")
        for programme in _programmes(folder, faults)
    ]


def read_catalogue(corpus: Path, faults: Faults) -> Catalogue:
    """Read ``corpus/programmes`` as far as it can be read; what is wrong is noted in ``faults``."""
    programmes: list[Programme] = []
    general: list[GeneralRule] = []
    for path in sorted((corpus / "programmes").glob("*.yaml")):
        entry = load_entry(path, faults)
        if entry is None:
            continue
        if path.name == GENERAL:
            general.extend(_general(rule) for rule in entry.entries("rules"))
            entry.done()
        else:
            programmes.append(_programme(entry))
    if not programmes:
        faults.note("没有找到任何资金渠道文件", corpus / "programmes", 1)
    return Catalogue(programmes, general)


def read_programme(entry: Entry) -> Programme:
    """A programme of one file; what is wrong is noted in the entry's faults."""
    return _programme(entry)


def _programme(entry: Entry) -> Programme:
    programme = Programme(
        id=entry.need("id"),
        title=entry.need("title"),
        channel=entry.choice("channel", CHANNELS) or "",
        audience=entry.choice("audience", tuple(AUDIENCES)) or "",
        department=entry.need("department"),
        doc_number=entry.text("doc_number"),
        status=entry.choice("status", STATUSES) or "",
        policy=entry.need("policy"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        checked_on=entry.need_day("checked_on"),
        confidence=entry.choice("confidence", CONFIDENCES) or "",
        source=_source(entry),
        directions=tuple(_direction(item) for item in entry.entries("directions")),
        awards=tuple(_award(item) for item in entry.entries("awards")),
        conditions=tuple(_condition(item, "condition") for item in entry.entries("conditions")),
        exclusions=tuple(_condition(item, "exclusion") for item in entry.entries("exclusions")),
        documents=entry.texts("documents"),
        deadlines=tuple(_deadline(item) for item in entry.entries("deadlines")),
        replaces=entry.texts("replaces"),
        notes=entry.text("notes") or "",
    )
    entry.texts("doubts")  # what a draft was unsure of: for people
    entry.done()
    _consistent(programme, entry)
    return programme


def _consistent(programme: Programme, entry: Entry) -> None:
    """What must hold between the parts of one programme."""
    if programme.id != entry.path.stem:
        entry.fault(f"编号“{programme.id}”与文件名“{entry.path.stem}”不同", "id")
    if not programme.directions:
        entry.fault("至少要有一个支持方向", "directions")
    ids = [direction.id for direction in programme.directions]
    for twice in {item for item in ids if ids.count(item) > 1}:
        entry.fault(f"支持方向编号“{twice}”用了两次", "directions")
    for award, item in zip(programme.awards, entry.entries("awards"), strict=False):
        for direction in set(award.applies_to) - set(ids):
            item.fault(f"补助标准指向不存在的支持方向“{direction}”", "applies_to")


def _direction(entry: Entry) -> Direction:
    direction = Direction(
        id=entry.need("id"),
        title=entry.need("title"),
        text=entry.need("text"),
        keywords=entry.texts("keywords", least=3),
        clause=_clause(entry),
        not_for=entry.texts("not_for"),
    )
    if direction.clause is None:
        entry.fault("支持方向缺少依据条款“clause”")
    entry.done()
    return direction


def _award(entry: Entry) -> AwardRule:
    award = AwardRule(
        applies_to=entry.texts("applies_to"),
        tier=entry.choice("tier", TIERS, optional=True),
        places=entry.texts("places"),
        ratio=entry.number("ratio", 0, 1),
        basis=entry.text("basis"),
        cap_wan=entry.number("cap_wan", 0),
        amount=entry.number("amount", 0),
        amount_unit=entry.text("amount_unit"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        source=_source(entry),
        checked_on=entry.need_day("checked_on"),
        confidence=entry.choice("confidence", CONFIDENCES) or "",
        clause=_clause(entry),
        note=entry.text("note") or "",
    )
    if award.clause is None:
        entry.fault("补助标准缺少依据条款“clause”")
    if award.ratio is not None and award.basis is None:
        entry.fault("有比例就要写明基数“basis”（总投资、资本金……）", "ratio")
    if (award.amount is None) != (award.amount_unit is None):
        entry.fault("“amount”与“amount_unit”要么都写，要么都是 null", "amount")
    if (award.tier == "特殊") != bool(award.places):
        entry.fault("“特殊”档要用“places”写明是哪些地区集", "tier")
    if award.ratio is None and award.cap_wan is None and award.amount is None:
        entry.fault("一行补助标准至少要有比例、上限或定额之一；都不知道就不要写这一行")
    entry.done()
    return award


def _condition(entry: Entry, kind: str) -> Condition:
    rule = entry.value("rule")
    if rule is not None:
        for fault in rule_faults(rule):
            entry.fault(fault, "rule")
    condition = Condition(
        id=entry.need("id"),
        kind=entry.choice("kind", ("condition", "readiness", "exclusion"), optional=True) or kind,
        text=entry.need("text"),
        rule=rule if isinstance(rule, dict) else None,
        clause=_clause(entry),
        effect=entry.choice("effect", ("gate", "note"), optional=True) or "gate",
    )
    if condition.clause is None:
        entry.fault("条件缺少依据条款“clause”")
    entry.done()
    return condition


def _general(entry: Entry) -> GeneralRule:
    channels = entry.texts("channels")
    for channel in set(channels) - set(CHANNELS):
        entry.fault(f"不认识的资金类型“{channel}”", "channels")
    office = entry.text("office")
    return GeneralRule(_condition(entry, "condition"), channels, office)


def _deadline(entry: Entry) -> tuple[str, str | None]:
    day: date | None = entry.day("date")
    found = (entry.need("what"), day.isoformat() if day else None)
    entry.done()
    return found


def _clause(entry: Entry) -> ClauseRef | None:
    text = entry.text("clause")
    if text is None:
        return None
    match = _CLAUSE.fullmatch(text)
    if match is None:
        entry.fault(f"条款应写成“文件编号 空格 条款号”，现在是“{text}”", "clause")
        return None
    return ClauseRef(match[1], match[2])


def _source(entry: Entry) -> str | None:
    source = entry.text("source")
    if source is not None and not source.startswith(("https://", "http://")):
        entry.fault(f"来源应当是网址，现在是“{source}”", "source")
    return source
