"""Gold drafts of policy texts that we wrote (data/drafts), and how a draft is scored against them.

Every text is a Markdown file, its gold draft the YAML file of the same name; data/drafts/README.md says what stands in one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from policymatch.model import ClauseRef, Condition, Programme
from policymatch.paths import corpus_folder

DRAFTS = Path(__file__).parent / "data" / "drafts"
HELD_OUT = DRAFTS / "held_out"
"""Texts that whoever works on the extractor does not read."""

KINDS = ("ratio", "cap", "amount")
TITLE_SHARE = 0.5
CONDITION_SHARE = 0.4

_STEP = re.compile(
    r"附件[0-9一二三四五六七八九十]*|第[^第条]{1,9}条|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,3}\."
)
_DIVISION = re.compile(r"第.{1,5}?[编章节](?!条)[^/第]*")
_YUAN = {"元": 1.0, "万元": 10_000.0, "亿元": 100_000_000.0}


@dataclass(frozen=True, slots=True)
class GoldDirection:
    """A direction (支持方向): a title in the text's words and the clause that names it."""

    title: str
    clause: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A figure of the award: a ratio (0.3), a cap in 万元, or an amount in ``unit``; ``low`` where it is a range.

    ``or_kind`` is another kind that a careful reader may as well give it. ``places`` are words of the text or names of sets
    of corpus/regions; ``applies_to`` says in words for what.
    """

    kind: str
    value: float
    clause: str
    low: float | None = None
    unit: str | None = None
    tier: str | None = None
    places: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    basis: str | None = None
    or_kind: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldCondition:
    """A condition, readiness or exclusion: its gist, its clause and, where a machine can judge it, a predicate."""

    kind: str
    text: str
    clause: str
    rule: Mapping[str, object] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """What a careful reader would draft from one text; ``layout`` is one of README.md's eight, or mixed."""

    name: str
    layout: str
    title: str
    channel: str
    doc_number: str | None
    directions: tuple[GoldDirection, ...]
    figures: tuple[GoldFigure, ...]
    conditions: tuple[GoldCondition, ...]
    documents: tuple[str, ...] = ()
    deadlines: tuple[tuple[str, str | None], ...] = ()
    valid_years: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    replaces: tuple[str, ...] = ()


@dataclass(slots=True)
class Score:
    """Counts of one kind of item; ``missed`` and ``wrong`` name them for people."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another text's items too."""
        self.found += other.found
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def precision(self) -> float:
        """Share of the draft's items that are right; 1 where it has none."""
        return self.found / (self.found + len(self.wrong)) if self.found or self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold's items that are found; 1 where it has none."""
        return self.found / (self.found + len(self.missed)) if self.found or self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        together = self.precision + self.recall
        return 2 * self.precision * self.recall / together if together else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} ({self.found} found, {len(self.missed)} missed, {len(self.wrong)} wrong)"


def text_of(gold: Path) -> Path:
    """The policy text beside a gold draft."""
    return gold.with_suffix(".md")


def gold_files(folder: Path = DRAFTS) -> list[Path]:
    """The gold drafts of a folder, without those of folders inside."""
    return sorted(folder.glob("*.yaml"))


def load_gold(path: Path) -> Gold:
    """Read a gold draft; a field too many or too few raises TypeError."""
    data: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Gold(
        name=path.stem,
        **{
            **data,
            "directions": tuple(GoldDirection(**item) for item in _items(data, "directions")),
            "figures": tuple(_figure(item) for item in _items(data, "figures")),
            "conditions": tuple(GoldCondition(**item) for item in _items(data, "conditions")),
            "documents": tuple(_items(data, "documents")),
            "deadlines": tuple((item["what"], _day(item["date"])) for item in _items(data, "deadlines")),
            "replaces": tuple(_items(data, "replaces")),
            "valid_from": _day(data.get("valid_from")),
            "valid_to": _day(data.get("valid_to")),
        },
    )  # type: ignore[arg-type]


def _items(data: Mapping[str, object], key: str) -> list:  # type: ignore[type-arg]
    found = data.get(key)
    return found if isinstance(found, list) else []


def _figure(item: Mapping[str, object]) -> GoldFigure:
    lists = {key: tuple(item[key]) for key in ("places", "applies_to") if key in item}  # type: ignore[arg-type]
    return GoldFigure(**{**item, **lists})  # type: ignore[arg-type]


def _day(value: object) -> str | None:
    return None if value is None else str(value)


def steps(label: str) -> tuple[str, ...]:
    """The steps of a label path: ("附件1", "一、", "（二）") of 附件1/一、（二）. Chapters are no steps."""
    bare = re.sub(r"\s", "", label).replace("(", "（").replace(")", "）").replace("．", ".")
    return tuple(_STEP.findall(_DIVISION.sub("", bare)))


def clauses_agree(one: str, other: str) -> bool:
    """Whether two label paths are one or one is the parent of the other; a path of no steps is only itself."""
    left, right = steps(one), steps(other)
    if not left or not right:
        return left == right
    shorter = min(len(left), len(right))
    return left[:shorter] == right[:shorter]


def share(one: str, other: str) -> float:
    """Share of the shorter text's pairs of characters (of letters, digits and signs) that the other has too."""
    left, right = _pairs(one), _pairs(other)
    fewer = min(len(left), len(right))
    return len(left & right) / fewer if fewer else 0.0


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"[\W_]+", "", text)
    return {bare[at : at + 2] for at in range(len(bare) - 1)} or ({bare} if bare else set())


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure as it is compared; ``places`` only those that are sets of ours, ``clause`` an article without its items."""

    kinds: frozenset[str]
    value: float
    tier: str | None
    places: frozenset[str]
    clause: str
    named: bool
    optional: bool = False

    def __str__(self) -> str:
        return f"{'/'.join(sorted(self.kinds))} {self.value:g} {self.tier or '全部'} {'、'.join(sorted(self.places))} {self.clause}"


def known_places() -> frozenset[str]:
    """The names of the sets of corpus/regions/special.yaml."""
    data = yaml.safe_load((corpus_folder() / "regions" / "special.yaml").read_text(encoding="utf-8"))
    return frozenset(each["name"] for each in data["sets"])


def _gold_figures(gold: Gold, known: frozenset[str]) -> list[_Figure]:
    found = (
        _Figure(
            frozenset({each.kind} | ({each.or_kind} if each.or_kind else set())),
            in_yuan(each.value, each.unit) if each.kind == "amount" else float(each.value),
            each.tier,
            frozenset(each.places) & known,
            _cited(each.clause),
            not set(each.places) - known,
            each.optional,
        )
        for each in gold.figures
    )
    return list(dict.fromkeys(found))


def _draft_figures(programme: Programme, known: frozenset[str]) -> list[_Figure]:
    found: list[_Figure] = []
    for award in programme.awards:
        rows = (
            ("ratio", award.ratio),
            ("cap", award.cap_wan),
            ("amount", None if award.amount is None else in_yuan(award.amount, award.amount_unit)),
        )
        found += [
            _Figure(
                frozenset({kind}),
                value,
                award.tier,
                frozenset(award.places) & known,
                _cited(_label(award.clause)),
                True,
            )
            for kind, value in rows
            if value is not None
        ]
    return list(dict.fromkeys(found))


def in_yuan(value: float, unit: str | None) -> float:
    """An amount in 元 whatever it is paid for: 2 万元/张 is 20000. A unit without money counts as 元."""
    money = re.match(r"亿元|万元|元", unit or "元")
    return float(value) * (_YUAN[money.group()] if money else 1.0)


def _cited(label: str) -> str:
    """The clause as policymatch cites it: an article with all its items is one."""
    path = steps(label)
    articles = [number for number, step in enumerate(path) if step.startswith("第")]
    return "/".join(path[: articles[0] + 1] if articles else path)


def _label(clause: ClauseRef | None) -> str:
    return clause.label if clause else ""


def _same_figure(gold: _Figure, draft: _Figure) -> bool:
    value, other = gold.value, draft.value
    if gold.kinds == {"amount", "cap"}:
        # A sum for one thing may stand as the cap (万元) or as the amount (元).
        value = value if "amount" in draft.kinds or value < 10_000 else value / 10_000
    return (
        bool(gold.kinds & draft.kinds)
        and abs(value - other) <= 1e-6 * max(1.0, abs(value))
        and gold.tier == draft.tier
        and (gold.places == draft.places or not gold.named)
        and clauses_agree(gold.clause, draft.clause)
    )


def score_figures(gold: Gold, programme: Programme, kinds: Iterable[str] = KINDS) -> Score:
    """Ratios, caps and amounts: kind, value, tier, places and clause must agree. Equal figures of a clause count once.

    A figure that may be read as either of two kinds and was drafted as the one that is not asked for counts for nothing.
    """
    known, wanted = known_places(), set(kinds)
    drafted = _draft_figures(programme, known)
    others = [each for each in drafted if not each.kinds & wanted]
    golds = [
        each
        for each in _gold_figures(gold, known)
        if each.kinds & wanted and (each.kinds <= wanted or not any(_same_figure(each, other) for other in others))
    ]
    drafts = [each for each in drafted if each.kinds & wanted]
    return _score(gold.name, golds, drafts, _same_figure)


def score_directions(gold: Gold, programme: Programme) -> Score:
    """Directions: the clause agrees and the titles share half of the shorter's pairs of characters."""
    return _score(
        gold.name,
        gold.directions,
        programme.directions,
        lambda one, other: (
            clauses_agree(one.clause, _label(other.clause)) and share(one.title, other.title) >= TITLE_SHARE
        ),
        lambda each: each.title,
    )


def score_conditions(gold: Gold, programme: Programme) -> Score:
    """Conditions and exclusions: condition and readiness are one kind, the clause agrees, the texts share 0.4 of the pairs.

    Where a draft splits a condition in two, the second half is neither right nor wrong.
    """
    return _score(
        gold.name,
        gold.conditions,
        (*programme.conditions, *programme.exclusions),
        _same_condition,
        lambda each: f"{each.kind} {each.text[:40]}",
        splits=True,
    )


def _same_condition(gold: GoldCondition, draft: Condition) -> bool:
    return (
        (gold.kind == "exclusion") == (draft.kind == "exclusion")
        and clauses_agree(gold.clause, _label(draft.clause))
        and share(gold.text, draft.text) >= CONDITION_SHARE
    )


def _score(
    name: str,
    golds: Sequence,  # type: ignore[type-arg]
    drafts: Sequence,  # type: ignore[type-arg]
    same: Callable[..., bool],
    shown: Callable[..., str] = str,
    *,
    splits: bool = False,
) -> Score:
    """Pair every gold item with one item of the draft at most, so that as many as possible are paired.

    An optional gold item that is missed is no fault, and what finds it is no find.
    """
    likely = [[at for at, draft in enumerate(drafts) if same(gold, draft)] for gold in golds]
    owner: dict[int, int] = {}

    def place(gold: int, tried: set[int]) -> bool:
        for draft in likely[gold]:
            if draft in tried:
                continue
            tried.add(draft)
            if draft not in owner or place(owner[draft], tried):
                owner[draft] = gold
                return True
        return False

    # What must be found is paired first.
    for number in sorted(range(len(golds)), key=lambda number: golds[number].optional):
        place(number, set())
    paired = set(owner.values())
    excused = {at for number, drafts_ in enumerate(likely) if splits or golds[number].optional for at in drafts_}
    return Score(
        sum(not golds[number].optional for number in paired),
        [f"{name}: {shown(gold)}" for at, gold in enumerate(golds) if at not in paired and not gold.optional],
        [f"{name}: {shown(draft)}" for at, draft in enumerate(drafts) if at not in owner and at not in excused],
    )


def score_all(pairs: Iterable[tuple[Gold, Programme]]) -> dict[str, Score]:
    """Scores over all texts together (micro): ``ratios and caps``, ``amounts``, ``directions``, ``conditions``."""
    parts: dict[str, Callable[[Gold, Programme], Score]] = {
        "ratios and caps": lambda gold, programme: score_figures(gold, programme, ("ratio", "cap")),
        "amounts": lambda gold, programme: score_figures(gold, programme, ("amount",)),
        "directions": score_directions,
        "conditions": score_conditions,
    }
    total = {part: Score() for part in parts}
    for gold, programme in pairs:
        for part, one in parts.items():
            total[part].add(one(gold, programme))
    return total
