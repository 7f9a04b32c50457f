"""The catalogue of programmes: YAML files in, ``Programme`` objects out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from policymatch.errors import NotFoundError
from policymatch.model import BASES, TIERS, AwardRule, Condition, Direction, FormerBasis, Programme
from policymatch.programmes.capital import CAPITAL, CapitalRow
from policymatch.programmes.combinations import NO_COMBINATIONS, Combinations, read_combinations
from policymatch.programmes.entry import CONFIDENCES, Entry, Faults, clause_of, load_entry, source_of
from policymatch.programmes.overlays import OVERLAYS, Overlay, read_overlays
from policymatch.programmes.rulebook import Cite, Rulebook
from policymatch.programmes.rules import rule_faults
from policymatch.programmes.shared_rules import taken_over, with_general

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

STATUSES = ("现行", "历史", "待核")
DRAFT = "草案"
"""The status of a programme that was drafted from a policy and that nobody has accepted yet."""

OWN = "catalogue"
"""The folder of a store that holds its user's own ``programmes``, ``drafts`` and changed thresholds (``overlays``)."""

GENERAL = "general.yaml"
COMBINATIONS = "combinations.yaml"
NOT_PROGRAMMES = (GENERAL, COMBINATIONS)
"""Files beside the programmes that are none."""

_RULEBOOKS = 8
"""How many days' rules are kept ready at once."""


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
    """All programmes, the general rules over them, the least shares of capital and what places have changed."""

    def __init__(
        self,
        programmes: Iterable[Programme],
        general: Iterable[GeneralRule],
        capital: Iterable[CapitalRow] = (),
        overlays: Iterable[Overlay] = (),
        combinations: Combinations = NO_COMBINATIONS,
    ) -> None:
        self.programmes = tuple(programmes)
        self.general = tuple(general)
        self.capital = tuple(capital)
        self.overlays = tuple(overlays)
        self.combinations = combinations
        self._rulebooks: dict[tuple[Cite, date], Rulebook] = {}

    def rulebook(self, cite: Cite, day: date) -> Rulebook:
        """All rules as they stand on that day, made once for each day and way of citing."""
        found = self._rulebooks.get((cite, day))
        if found is None:
            if len(self._rulebooks) >= _RULEBOOKS:
                self._rulebooks.clear()
            found = self._rulebooks[cite, day] = Rulebook(self, cite, day)
        return found

    def holding(
        self,
        programmes: Iterable[Programme],
        general: Iterable[GeneralRule] | None = None,
        combinations: Combinations | None = None,
    ) -> Catalogue:
        """A catalogue of other programmes and, where they are given, other rules; all else as here."""
        return Catalogue(
            programmes,
            self.general if general is None else general,
            self.capital,
            self.overlays,
            self.combinations if combinations is None else combinations,
        )

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

    An own programme takes the place of a shipped one of the same id; a draft has the status 草案; overlays change
    thresholds for projects of their place; own rules of combination go before the shipped ones. Raises the first
    CatalogueError.
    """
    faults = Faults()
    catalogue = read_catalogue(corpus, faults)
    if own is not None:
        law = [rule.condition for rule in catalogue.general]
        added = with_general(_programmes(own / "programmes", faults), law, own / "programmes", faults)
        added += with_general(_drafts(own / "drafts", faults), law, own / "drafts", faults)
        kept = {programme.id: programme for programme in (*catalogue.programmes, *added)}
        combinations = catalogue.combinations
        if (path := own / "programmes" / COMBINATIONS).exists():
            entry = load_entry(path, faults)
            combinations = combinations if entry is None else read_combinations(entry, CHANNELS).before(combinations)
        catalogue = catalogue.holding(kept.values(), combinations=combinations)
        catalogue.overlays = tuple(read_overlays(own / OVERLAYS, catalogue, CONFIDENCES, faults))
    if faults:
        raise faults[0]
    return catalogue


def read_programmes(path: Path, law: Iterable[GeneralRule] = ()) -> list[Programme]:
    """The programmes of a YAML file, or of a folder of them or one that holds ``programmes``. Raises CatalogueError.

    What they take over from general law is that of the folder where it has one, else of ``law``.
    """
    faults = Faults()
    folder = path.parent
    if path.is_dir():
        folder = path / "programmes" if (path / "programmes").is_dir() else path
        found = _programmes(folder, faults)
        law = _law(folder / GENERAL, faults) if (folder / GENERAL).exists() else law
    else:
        entry = load_entry(path, faults)
        found = [read_programme(entry)] if entry is not None else []
    found = with_general(found, [rule.condition for rule in law], folder, faults)
    if faults:
        raise faults[0]
    if not found:
        faults.note("这里没有资金渠道文件", path, 1)
        raise faults[0]
    return found


def _programmes(folder: Path, faults: Faults) -> list[Programme]:
    paths = (path for path in sorted(folder.glob("*.yaml")) if path.name not in NOT_PROGRAMMES)
    entries = (load_entry(path, faults) for path in paths)
    return [read_programme(entry) for entry in entries if entry is not None]


def _law(path: Path, faults: Faults) -> list[GeneralRule]:
    entry = load_entry(path, faults)
    if entry is None:
        return []
    rules = [_general(rule) for rule in entry.entries("rules")]
    entry.done()
    return rules


def _drafts(folder: Path, faults: Faults) -> list[Programme]:
    return [as_draft(programme) for programme in _programmes(folder, faults)]


def as_draft(programme: Programme) -> Programme:
    """A draft, marked in status and title, so that whatever prints it says that nobody has checked it."""
    return replace(programme, status=DRAFT, title=f"（{DRAFT}）{programme.title}")


def read_catalogue(corpus: Path, faults: Faults) -> Catalogue:
    """Read ``corpus/programmes`` as far as it can be read; what is wrong is noted in ``faults``."""
    programmes: list[Programme] = []
    general: list[GeneralRule] = []
    combinations = NO_COMBINATIONS
    for path in sorted((corpus / "programmes").glob("*.yaml")):
        if path.name == GENERAL:
            general += _law(path, faults)
            continue
        entry = load_entry(path, faults)
        if entry is None:
            continue
        if path.name == COMBINATIONS:
            combinations = read_combinations(entry, CHANNELS)
        else:
            programmes.append(read_programme(entry))
    if not programmes:
        faults.note("没有找到任何资金渠道文件", corpus / "programmes", 1)
    programmes = with_general(programmes, [rule.condition for rule in general], corpus / "programmes", faults)
    _known_parties(combinations, {programme.id for programme in programmes}, corpus, faults)
    return Catalogue(programmes, general, _capital_rows(corpus, faults), combinations=combinations)


def _known_parties(combinations: Combinations, known: set[str], corpus: Path, faults: Faults) -> None:
    for rule in combinations.rules:
        named = {*rule.one.programmes, *rule.one.but, *rule.other.programmes, *rule.other.but}
        for missing in sorted(named - known):
            path = corpus / "programmes" / COMBINATIONS
            faults.note(f"搭配规则“{rule.id}”指向不存在的资金渠道“{missing}”", path, 1)


def read_programme(entry: Entry) -> Programme:
    """A programme of one file; what is wrong is noted in the entry's faults."""
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
        source=source_of(entry),
        directions=tuple(_direction(item) for item in entry.entries("directions")),
        awards=tuple(_award(item) for item in entry.entries("awards")),
        conditions=tuple(_condition(item, "condition") for item in entry.entries("conditions")),
        exclusions=tuple(_condition(item, "exclusion") for item in entry.entries("exclusions")),
        documents=entry.texts("documents"),
        deadlines=tuple(_deadline(item) for item in entry.entries("deadlines")),
        replaces=entry.texts("replaces"),
        notes=entry.text("notes") or "",
        former=tuple(_former(item) for item in entry.entries("former")),
        wide=entry.value("wide") is True,
        group=entry.texts("group"),
    )
    if entry.value("wide") not in (None, True):
        entry.fault("“wide”只能写 true，或者不写", "wide")
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
    if programme.former and programme.valid_from is None:
        entry.fault("写了过去的依据“former”，就要写现在的依据从哪一天起（valid_from）", "former")
    for award, item in zip(programme.awards, entry.entries("awards"), strict=False):
        for direction in set(award.applies_to) - set(ids):
            item.fault(f"补助标准指向不存在的支持方向“{direction}”", "applies_to")


def _direction(entry: Entry) -> Direction:
    direction = Direction(
        id=entry.need("id"),
        title=entry.need("title"),
        text=entry.need("text"),
        keywords=entry.texts("keywords", least=3),
        clause=clause_of(entry),
        not_for=entry.texts("not_for"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
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
        source=source_of(entry),
        checked_on=entry.need_day("checked_on"),
        confidence=entry.choice("confidence", CONFIDENCES) or "",
        clause=clause_of(entry),
        note=entry.text("note") or "",
        base=entry.choice("base", BASES, optional=True),
        share_of_total=entry.number("share_of_total", 0, 1),
        ratio_from=entry.number("ratio_from", 0, 1),
        amount_from=entry.number("amount_from", 0),
        counted=entry.texts("counted"),
        instalments=entry.numbers("instalments", 0),
        scope_caps=entry.named_numbers("scope_caps", 0),
        investment_from_wan=entry.number("investment_from_wan", 0),
        investment_below_wan=entry.number("investment_below_wan", 0),
    )
    _award_faults(award, entry)
    entry.done()
    return award


def _award_faults(award: AwardRule, entry: Entry) -> None:
    """What must hold between the figures of one row."""
    if award.clause is None:
        entry.fault("补助标准缺少依据条款“clause”")
    if award.ratio is not None and award.basis is None:
        entry.fault("有比例就要写明基数“basis”（总投资、资本金……）", "ratio")
    if (award.amount is None) != (award.amount_unit is None):
        entry.fault("“amount”与“amount_unit”要么都写，要么都是 null", "amount")
    if (award.tier == "特殊") != bool(award.places):
        entry.fault("“特殊”档要用“places”写明是哪些地区集", "tier")
    if award.ratio is None and award.cap_wan is None and award.amount is None and not award.scope_caps:
        entry.fault("一行补助标准至少要有比例、上限或定额之一；都不知道就不要写这一行")
    _in_order("ratio_from", award.ratio_from, award.ratio, entry)
    _in_order("amount_from", award.amount_from, award.amount, entry)
    _in_order("investment_from_wan", award.investment_from_wan, award.investment_below_wan, entry, needed=False)
    if award.share_of_total is not None and award.base != "资本金":
        entry.fault("“share_of_total”只用于“base: 资本金”（文件规定按总投资的几成计资本金）", "share_of_total")
    if award.instalments and (award.amount is None or abs(sum(award.instalments) - award.amount) > 0.005):
        entry.fault("“instalments”各年之和应当等于“amount”", "instalments")
    if award.counted and award.amount is None:
        entry.fault("“counted”说明定额按什么计数，没有“amount”就不要写", "counted")
    of_pieces = award.base in ("面积", "长度", "数量")
    has_figure = award.ratio is not None or award.amount is not None
    if award.base is not None and has_figure and of_pieces != (award.ratio is None):
        entry.fault("有比例的“base”是一种投资，定额的“base”是 面积、长度或数量", "base")
    if award.valid_from and award.valid_to and award.valid_from > award.valid_to:
        entry.fault("“valid_from”晚于“valid_to”", "valid_from")


def _in_order(key: str, low: float | None, high: float | None, entry: Entry, *, needed: bool = True) -> None:
    """The lower end of a range has an upper one, and is below it."""
    if low is not None and ((high is None and needed) or (high is not None and low >= high)):
        entry.fault(f"“{key}”是区间的下端，要小于上端", key)


def _former(entry: Entry) -> FormerBasis:
    former = FormerBasis(
        policy=entry.need("policy"),
        doc_number=entry.text("doc_number"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
    )
    entry.done()
    return former


def _condition(entry: Entry, kind: str) -> Condition:
    condition = Condition(
        id=entry.need("id"),
        kind=entry.choice("kind", ("condition", "readiness", "exclusion"), optional=True) or kind,
        text=entry.need("text"),
        rule=_rule(entry, "rule"),
        clause=clause_of(entry),
        effect=entry.choice("effect", ("gate", "alert", "note"), optional=True) or "gate",
        when=_rule(entry, "when"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
    )
    if condition.clause is None:
        entry.fault("条件缺少依据条款“clause”")
    entry.done()
    return condition


def _rule(entry: Entry, key: str) -> dict[str, object] | None:
    rule = entry.value(key)
    if rule is None:
        return None
    for fault in rule_faults(rule):
        entry.fault(fault, key)
    return rule if isinstance(rule, dict) else None


def _general(entry: Entry) -> GeneralRule:
    channels = entry.texts("channels")
    for channel in channels:
        if channel not in CHANNELS:
            entry.fault(f"不认识的资金类型“{channel}”", "channels")
    office = entry.text("office")
    condition = _condition(entry, "condition")
    if any(taken_over((condition.rule, condition.when))):
        entry.fault("通用规则不能再引用通用规则“general”", "rule")
    return GeneralRule(condition, channels, office)


def read_capital(corpus: Path) -> tuple[CapitalRow, ...]:
    """The least shares of capital by industry; none where the corpus holds none. Raises the first CatalogueError."""
    faults = Faults()
    rows = _capital_rows(corpus, faults)
    if faults:
        raise faults[0]
    return rows


def _capital_rows(corpus: Path, faults: Faults) -> tuple[CapitalRow, ...]:
    entry = load_entry(corpus / CAPITAL, faults) if (corpus / CAPITAL).exists() else None
    if entry is None:
        return ()
    rows = tuple(_capital(row) for row in entry.entries("rows"))
    entry.done()
    return rows


def _capital(entry: Entry) -> CapitalRow:
    row = CapitalRow(
        industry=entry.need("industry"),
        words=entry.texts("words"),
        excepted=entry.texts("except"),
        share=entry.number("share", 0, 1),
        eased=entry.value("eased") is True,
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        source=source_of(entry),
        checked_on=entry.need_day("checked_on"),
        confidence=entry.choice("confidence", CONFIDENCES) or "",
        clause=clause_of(entry),
        note=entry.text("note") or "",
    )
    if row.clause is None:
        entry.fault("资本金比例缺少依据条款“clause”")
    entry.done()
    return row


def _deadline(entry: Entry) -> tuple[str, str | None]:
    day: date | None = entry.day("date")
    found = (entry.need("what"), day.isoformat() if day else None)
    entry.done()
    return found
