"""Steps of approval (前期手续) out of what a table says of them, in columns or in a sentence.

A sentence is cut into clauses; in each, the permits it mentions take the state of the words around them. What
nobody said anything about is absent from the result: not known.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from policymatch.model import PERMITS, Permit, PermitState
from policymatch.projects.permit_tokens import OTHER, Token, permit_of, resolve, tokens_in
from policymatch.projects.permit_words import NO, PROOF, SILENT, TOKEN, YES
from policymatch.text.numerals import half_width

_SENTENCE = re.compile(r"[。\n\r!]+")
_CLAUSE = re.compile(r"[,\s]+|(?<![0-9])[0-9]{1,2}[.、](?![0-9])")
_EXCEPT = re.compile(r"除了?([^,;。]{2,60}?)(?:以外|之外|外)")
_AFTER = re.compile(
    r"([^待,]{0,10}待)?(.{1,20}?)(?:批复|审批|批准|办结|完成|取得|办理|通过|到位|立项)?后(?!续|期|评|勤)(.{2,40})$"
)
_HEAD = re.compile(r"[^:、]{1,16}(?:完成|办理|取得|办结|批复|未办|未完成|在办|办理中)(?:的?(?:手续|批复))?:")
"""How a list begins whose items semicolons part: 项目前期已完成：可研批复；初步设计批复."""
_FILED = re.compile(r"(?:环评|环境影响)[^,;、待拟未需]{0,4}登记表?(?:已|网上|在线)*备案(?:表|号|回执)?")
"""A filing is an act and no paper that waits for a decision: 环评登记表备案 says by itself that it was made."""
_ALL = re.compile(r"[均都皆]|全部")
_VERB_ONLY = 6
"""Characters of a clause that is nothing but a verb (正在办理) and so speaks of the step before it."""
_MAX_TEXT = 4_000

STATES_TOO = frozenset({"核准", "备案"})
"""Steps whose names also say how far another one is: 已备案 under 环评."""

_SEVERITY = (PermitState.NOT_NEEDED, PermitState.DONE, PermitState.OPEN, PermitState.MISSING)


def names_in(text: str) -> list[str]:
    """Give the permits a heading or sentence mentions, in order, each once."""
    found = (permit_of(match) for match in TOKEN.finditer(half_width(text[:_MAX_TEXT])))
    return list(dict.fromkeys(name for name in found if name and name != OTHER))


def parse_permits(text: str) -> dict[str, Permit]:
    """Read the state of each step that a free text (可研已批，用地预审办理中，不涉及林地) speaks of.

    Where two clauses disagree about a step, the one that is further behind holds. Permits without any word about
    their state are absent.
    """
    found: dict[str, Permit] = {}
    plain = _without_marks(half_width(text[:_MAX_TEXT]))
    for sentence in _SENTENCE.split(plain):
        carried: PermitState | None = None
        for stretch in sentence.split(";"):
            carried = _read_stretch(found, _without_conditions(found, _without_exceptions(found, stretch)), carried)
    return found


def _read_stretch(found: dict[str, Permit], stretch: str, carried: PermitState | None) -> PermitState | None:
    """Read what stands between semicolons; give the state that a list's head (已完成：) has for the next stretch."""
    waiting: list[tuple[str, str]] = []
    last: list[str] = []
    clauses = [part.strip() for part in _CLAUSE.split(stretch) if part.strip()]
    if any(token.state for clause in clauses for token in tokens_in(clause)):
        carried = None
    prefix = carried
    for clause in clauses:
        tokens = tokens_in(clause)
        states = [token for token in tokens if token.state]
        head = _HEAD.match(clause)
        if head and states and states[0].start < head.end():
            carried = states[0].state
        if states and not any(token.permit for token in tokens):
            _clause_without_permit(found, clause, states[0], waiting, last)
            waiting, prefix, last = [], states[0].state if clause.endswith((":", "包括")) else None, []
            continue
        if prefix is None and not states:
            waiting += [(token.permit, clause) for token in tokens]
            continue
        resolved, opened = resolve(tokens, prefix, clause)
        suffix = next((state for token, state in resolved if state), None)
        _settle(found, waiting, suffix, clause)
        waiting = []
        for token, state in resolved:
            _note(found, token.permit, state, clause)
        prefix, last = opened, [token.permit for token, _ in resolved]
    _settle(found, waiting, None, "")
    return carried


def _settle(found: dict[str, Permit], waiting: list[tuple[str, str]], state: PermitState | None, clause: str) -> None:
    """Give the steps of clauses without a verb the state of the next one; a filing has its own, but where all share one."""
    verb_only = 0 < len(clause) <= _VERB_ONLY and not names_in(clause)
    for name, where in waiting:
        if _FILED.fullmatch(where) and not verb_only and not _ALL.search(clause):
            _note(found, name, PermitState.DONE, where)
        else:
            _note(found, name, state, "，".join(filter(None, (where, clause))))


def _without_exceptions(found: dict[str, Permit], sentence: str) -> str:
    """Note the steps of 除环评外其他手续已办 as not done, or as the exception itself says (除施工许可正在办理外)."""

    def note(match: re.Match[str]) -> str:
        tokens = tokens_in(match[1])
        for token, state in resolve(tokens, None, match[1])[0]:
            _note(found, token.permit, state if state is PermitState.OPEN else PermitState.MISSING, match[0])
        return ","

    return _EXCEPT.sub(note, sentence)


def _without_conditions(found: dict[str, Permit], sentence: str) -> str:
    """Note the steps of 待可研批复后开展初步设计 as not done: the one waits for the other, and neither is there.

    Without 待 the first may be done or not (可研批复后启动初设), so nothing is said of it.
    """
    kept = []
    for clause in re.split(r"([,\s]+)", sentence):
        condition = _AFTER.match(clause)
        if condition is None or not (names := _names(condition[2]) + _names(condition[3])):
            kept.append(clause)
            continue
        if re.search("已|完成|取得", condition[3]):
            kept.append(condition[3])
            continue
        for name in names if condition[1] else _names(condition[3]):
            _note(found, name, PermitState.MISSING, clause)
    return "".join(kept)


def _names(text: str) -> list[str]:
    return [token.permit for token in tokens_in(text) if token.permit not in ("", OTHER)]


def parse_permit_cell(name: str, cell: object) -> Permit | None:
    """Read a cell of a column for one step: 是, √, 文号, a date, 办理中, 不需办理; None when it says nothing.

    Raises ValueError for a name that is not in PERMITS.
    """
    if name not in PERMITS:
        raise ValueError(f"not a step of approval: {name!r}")
    if isinstance(cell, (datetime, date)):
        return Permit(name, PermitState.DONE, cell.strftime("%Y-%m-%d"))
    if isinstance(cell, bool):
        return Permit(name, PermitState.DONE if cell else PermitState.MISSING, "是" if cell else "否")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    plain = re.sub(r"\s+", "", half_width(text[:_MAX_TEXT])).lower()
    if plain in SILENT:
        return None
    state = _state_of_cell(name, plain, text)
    return Permit(name, state, text[:200]) if state else None


def _state_of_cell(name: str, plain: str, text: str) -> PermitState | None:
    if plain.rstrip("。.") in YES:
        return PermitState.DONE
    if plain.rstrip("。.") in NO:
        return PermitState.MISSING
    said = parse_permits(text)
    if name in said:
        return said[name].state
    if said.keys() - STATES_TOO:  # 初设已批 under 可研批复 speaks of another step
        return None
    states = [token for token in tokens_in(_without_marks(plain)) if token.state]
    if states:
        return PermitState.MISSING if any(token.lapsed for token in states) else states[0].state
    if re.search("预计|计划|力争|争取|[拟将]|[年月日旬底末初度]前", plain):
        return PermitState.MISSING
    return PermitState.DONE if PROOF.search(plain) else None


def _without_marks(plain: str) -> str:
    """Open brackets that hold words (（可研、环评）), so that what they hold is read; document numbers keep theirs."""
    return re.sub(r"[()](?![12][0-9]{3}\))(?<!\([12][0-9]{3}\))", "", plain)


def _clause_without_permit(
    found: dict[str, Permit], clause: str, verb: Token, waiting: list[tuple[str, str]], last: list[str]
) -> None:
    _settle(found, waiting, verb.state, clause)
    if waiting or not last or verb.state is PermitState.DONE:
        return
    # 可研已完成，待批复: the second clause goes on about the permit of the first; 正在推进施工 does not.
    if re.match(
        r"[^,]{0,12}(?:重新(?:报批|办理|审批|编制)|过期|失效|作废|撤销)|(?:目前|现)?(?:待批|待审|正在报批|正报批|报批中|审批中|未批复|尚未批复|未获批)",
        clause,
    ):
        for name in last:
            _note(found, name, verb.state, clause)


def _note(found: dict[str, Permit], name: str, state: PermitState | None, text: str) -> None:
    if state is None or name == OTHER:
        return
    earlier = found.get(name)
    if earlier is None or _SEVERITY.index(state) > _SEVERITY.index(earlier.state):
        found[name] = Permit(name, state, text[:200])
