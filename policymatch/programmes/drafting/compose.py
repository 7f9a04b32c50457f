"""A draft as the YAML of a programme: rows of awards with the directions they are for, doubts as notes and comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from policymatch.programmes.drafting.conditions import Requirement
from policymatch.programmes.drafting.draft import Draft
from policymatch.programmes.drafting.figures import REST, Figure
from policymatch.programmes.drafting.keywords import keywords_of
from policymatch.programmes.drafting.listings import Item
from policymatch.programmes.figures import percent

_MOST_DOUBTS = 80
"""A planner reads no more; a text that gives more is no funding rule."""
NO_BASIS = "待核（文件没有写明基数）"
_COMMON = re.compile(
    r"项目|建设|改造|设施|工程|中心|服务|更新|新建|扩建|提升|能力|类|县级|省级|市级|农村|城市|重点|支持|机构|公共|单位|其他|及|和|与|、|，"
)
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True, slots=True)
class Written:
    """A draft ready to be stored: ``id`` is its file's name, ``text`` the file."""

    id: str
    text: str
    data: dict[str, Any]


def draft_id(policy_id: object) -> str:
    """draft-<policy id>, in signs that an id may have."""
    return "draft-" + (re.sub(r"[^A-Za-z0-9_-]+", "-", str(policy_id)).strip("-") or "policy")


def compose(draft: Draft, today: date, terms: frozenset[str] = frozenset()) -> Written:
    """Write a draft down. A draft without directions gets one for all that the policy's title names."""
    summary = draft.policy.summary
    source = summary.source if summary.source and summary.source.startswith(("http://", "https://")) else None
    doubts = list(dict.fromkeys(draft.doubts))
    items = draft.directions or [_whole(draft)]
    directions = _directions(items, str(summary.id), terms)
    awards = _awards(draft.figures, items, directions, str(summary.id), source, today, doubts)
    data: dict[str, Any] = {
        "id": draft_id(summary.id),
        "title": _programme_title(summary.title),
        "channel": draft.channel,
        "audience": draft.audience,
        "department": draft.department,
        "policy": str(summary.id),
        "doc_number": summary.doc_number,
        "status": "待核",
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "source": source,
        "checked_on": today,
        "confidence": "reported",
        "directions": directions,
        "awards": awards,
        "conditions": _requirements(
            (each for each in draft.requirements if each.kind != "exclusion"), "c", str(summary.id)
        ),
        "exclusions": _requirements(
            (each for each in draft.requirements if each.kind == "exclusion"), "x", str(summary.id)
        ),
        "documents": list(draft.documents),
        "deadlines": [
            {"what": what, "date": date.fromisoformat(day) if day else None} for what, day in draft.deadlines
        ],
        "replaces": list(draft.replaces),
        "notes": "草案：由程序从文件中读出，未经核对。",
        "doubts": doubts,
    }
    return Written(str(data["id"]), _text(data, doubts), data)


def _whole(draft: Draft) -> Item:
    title = _programme_title(draft.policy.summary.title)
    first = next((clause for clause in draft.policy.clauses if clause.label), None)
    ref = draft.figures[0].ref if draft.figures else (first.label if first else "正文")
    return Item(title[:40], title, ref, "文件没有列举支持方向，按标题立一个方向")


def _programme_title(title: str) -> str:
    bare = re.sub(r"^关于(?:印发|组织|开展|做好|修改|申报)+", "", title).strip()
    inner = re.search(r"《([^《》]{4,80})》", bare)
    bare = inner[1] if inner else bare
    return (
        re.sub(
            r"(?:（[^（）]{1,12}）)?(?:的通知|的决定|的公告|的意见)$|(?:管理)?(?:暂行)?(?:办法|规定|细则)(?:（[^（）]{1,12}）)?$",
            "",
            bare,
        )
        or title
    )


def _directions(items: Sequence[Item], policy: str, terms: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"d{number}",
            "title": item.title,
            "text": item.text or item.title,
            "keywords": keywords_of(item.title, item.text, terms),
            "clause": f"{policy} {item.ref}",
        }
        for number, item in enumerate(items, 1)
    ]


def _awards(
    figures: Sequence[Figure],
    items: Sequence[Item],
    directions: Sequence[dict[str, Any]],
    policy: str,
    source: str | None,
    today: date,
    doubts: list[str],
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    keys: list[tuple[object, ...]] = []
    used: list[tuple[Figure, list[int]]] = []
    for figure in figures:
        applies, notes = _applies(figure, items, used)
        used.append((figure, applies))
        ids = [directions[number]["id"] for number in applies]
        key = (tuple(ids), figure.region, figure.ref, figure.subject)
        row = rows[-1] if rows and keys[-1] == key and _may_join(rows[-1], figure) else None
        if row is None:
            row = _row(figure, ids, policy, source, today)
            rows.append(row)
            keys.append(key)
        _fill(row, figure)
        if any("要核对" in note or note.startswith(("只对", "比例的基数")) for note in notes):
            row["confidence"] = "unverified"
        row["note"] = "；".join(dict.fromkeys([part for part in row["note"].split("；") if part] + notes))
        doubts += [f"{note}：{figure.sentence[:80]}" for note in notes]
    doubts[:] = list(dict.fromkeys(doubts))[:_MOST_DOUBTS]
    return rows


def _applies(
    figure: Figure, items: Sequence[Item], used: Sequence[tuple[Figure, list[int]]]
) -> tuple[list[int], list[str]]:
    """The places of the directions a figure is for (none means all), and what has to be said about it."""
    notes = list(figure.doubts)
    applies, likeness = directions_for(figure.subject, items)
    matched = not figure.subject or likeness > 0
    wider, wider_likeness = directions_for(figure.within, items) if figure.within else ([], 0.0)
    groups = {
        tuple(own)
        for other, own in used
        if (other.ref, other.kind) == (figure.ref, figure.kind) and own and other.subject != REST
    }
    if figure.subject == REST and len(groups) > 1:
        named = {number for own in groups for number in own}
        applies, matched = [number for number in range(len(items)) if number not in named], True
    elif wider_likeness and (likeness <= 1 or figure.subject == REST) and wider != applies and figure.subject:
        # 山区县 below 修缮工程, 改造的 behind 乡镇商贸中心: of that direction, but not of all of it.
        applies, matched = wider, True
        notes.append(f"只对“{figure.subject[:40]}”")
    elif likeness == 1 and len(applies) > 1 and not re.search("[、和及与]", figure.subject):
        notes.append(f"文件说的是“{figure.subject[:40]}”，像是几个支持方向里的一个，要核对")
    if figure.subject and not matched:
        ask = "，对应哪个支持方向要核对" if len(items) > 1 else ""
        notes.append(f"文件说的是“{figure.subject[:40]}”{ask}")
    if figure.low is not None and figure.kind == "ratio":
        notes.append(f"文件写的是 {percent(figure.low)} 至 {percent(figure.value)}，按上限写")
    return applies, notes


def _row(figure: Figure, ids: list[str], policy: str, source: str | None, today: date) -> dict[str, Any]:
    return {
        "applies_to": ids,
        "tier": figure.region.tier if figure.region else None,
        "places": list(figure.region.places) if figure.region else [],
        "ratio": None,
        "basis": None,
        "cap_wan": None,
        "amount": None,
        "amount_unit": None,
        "valid_from": None,
        "valid_to": None,
        "source": source,
        "checked_on": today,
        "confidence": "reported",
        "clause": f"{policy} {figure.ref}",
        "note": "",
    }


def _fill(row: dict[str, Any], figure: Figure) -> None:
    if figure.kind == "ratio":
        row["ratio"], row["basis"] = figure.value, figure.basis or NO_BASIS
    elif figure.kind == "cap":
        row["cap_wan"] = _tidy(figure.value)
    else:
        row["amount"], row["amount_unit"] = _tidy(figure.value), figure.unit


def _may_join(row: dict[str, Any], figure: Figure) -> bool:
    """A cap behind its ratio is one row with it."""
    return figure.kind == "cap" and row["ratio"] is not None and row["cap_wan"] is None


def _tidy(value: float) -> float | int:
    return int(value) if value == int(value) else value


def directions_for(subject: str, items: Sequence[Item]) -> tuple[list[int], float]:
    """The places of the directions that a figure's words name, and how much they share with them; none means all."""
    if not subject:
        return [], 0.0
    bare = _ASIDE.sub("", subject)
    best = max((_likeness(bare, item.title) for item in items), default=0.0)
    if best < 1.0:
        # 敬老院改造 stands in the text of 特困人员供养机构改造 and in no title.
        held = [number for number, item in enumerate(items) if _stands_in(bare, item.text)]
        return (held, 1.0) if len(held) == 1 else ([], 0.0)
    # 供水、燃气、供热管网更新 names three, each by a word of its own.
    chosen: set[int] = set()
    for part in [part for part in re.split("[、，,和及与]", bare) if len(part) >= 2] or [bare]:
        own = [_likeness(part, item.title) for item in items]
        top = max(own, default=0.0)
        if top >= 1.0:
            chosen |= {number for number, score in enumerate(own) if score == top}
    if not chosen:
        chosen = {number for number, item in enumerate(items) if _likeness(bare, item.title) == best}
    return (sorted(chosen) if len(chosen) < len(items) or len(items) == 1 else []), best


def _stands_in(words: str, text: str) -> bool:
    """Whether a text holds three characters on end of some words, common words apart."""
    bare = _COMMON.sub(" ", words)
    threes = (bare[at : at + 3] for at in range(len(bare) - 2))
    return any(re.fullmatch("[一-鿿]{3}", three) and three in text for three in threes)


def _likeness(words: str, title: str) -> float:
    """How many pairs of characters both share, common words and figures apart."""
    one, other = _pairs(words), _pairs(title)
    return float(len(one & other))


def _pairs(text: str) -> set[str]:
    bare = _COMMON.sub(" ", text)
    return {pair for at in range(len(bare) - 1) if re.fullmatch("[一-鿿]{2}", pair := bare[at : at + 2])}


def _requirements(found: Iterable[Requirement], prefix: str, policy: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{prefix}{number}",
            **({"kind": each.kind} if each.kind != "exclusion" else {}),
            "text": each.text,
            "rule": each.rule,
            "effect": "gate",
            "clause": f"{policy} {each.ref}",
        }
        for number, each in enumerate(found, 1)
    ]


class _Dumper(yaml.SafeDumper):
    """Mappings in the order given; no anchors, for a planner edits the file."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(data: dict[str, Any], doubts: Sequence[str]) -> str:
    head = [
        "# 草案：由 policymatch 从文件中读出，未经核对。改好后用 policymatch programmes draft 编号 --accept 收入目录。"
    ]
    if doubts:
        head += ["# 拿不准的地方：", *(f"#   - {_line(doubt)}" for doubt in doubts)]
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return "\n".join(head) + "\n" + body


def _line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+", " ", text)
