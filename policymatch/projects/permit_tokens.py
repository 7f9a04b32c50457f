"""A clause about approvals as tokens, steps and states, and which state belongs to which step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from policymatch.model import PermitState
from policymatch.projects.permit_words import FILING, LAPSED, STATES, STEPS, TOKEN

_ITEM = re.compile(r"[、/]|(?<!意见)[和及与](?!选址|规划选址)|以及|并(?=已|取得|完成)|但")
_PAPER = re.compile(r"(?:报告[书表]?|方案|评价)$")
_COMPLETE = re.compile(r"(?:均?已|已经|基本|全部)*完成")
_DOUBT = re.compile(
    r"[待拟未请尚将需]|预计|争取|准备|条件|[资材]料|前置|委托|招标|会议|上会|研究|论证|专家|重新|原(?!则)|撤|废|注销"
)
OTHER = "其他"
"""What is not a step of PERMITS but has a state of its own."""


@dataclass(frozen=True, slots=True)
class Token:
    """A permit's name or a state, with the item of the clause it stands in; ``lapsed`` where it holds no longer."""

    permit: str
    state: PermitState | None
    item: int
    text: str = ""
    start: int = 0
    lapsed: bool = False


def tokens_in(clause: str) -> list[Token]:
    """The steps and states of a clause, in reading order."""
    tokens: list[Token] = []
    item, at = 0, 0
    for match in TOKEN.finditer(clause):
        item += len(_ITEM.findall(clause[at : match.start()]))
        at = match.end()
        name = permit_of(match)
        state = None if name else STATES[str(match.lastgroup)]
        tokens.append(Token(name, state, item, match[0], match.start(), match.lastgroup == LAPSED))
    if tokens and not any(token.permit for token in tokens):
        return _filing(tokens, clause)
    return tokens


def _filing(tokens: list[Token], clause: str) -> list[Token]:
    """已备案 and 正在核准 name a step and its state in one word, where no other step is spoken of."""
    said = FILING.match(clause)
    return [Token(said.group(1), None, tokens[0].item), *tokens] if said else tokens


def permit_of(match: re.Match[str]) -> str:
    """The step that a match of TOKEN names, OTHER for something else with a state, empty for a state."""
    return OTHER if match.lastgroup == "other" else STEPS.get(str(match.lastgroup), "")


def resolve(
    tokens: list[Token], prefix: PermitState | None, clause: str
) -> tuple[list[tuple[Token, PermitState | None]], PermitState | None]:
    """Give every permit of a clause its state, and the state that runs on into the next clause (已完成A，B，C)."""
    resolved: list[tuple[Token, PermitState | None]] = []
    running: PermitState | None = None
    for position, token in enumerate(tokens):
        if not token.permit:
            continue
        state = _after(tokens, position) or _before(tokens, position)
        if state is PermitState.OPEN and _planned(tokens, position):
            state = PermitState.MISSING
        if state is PermitState.DONE and (_only_written(tokens, position) or _doubted(tokens, position, clause)):
            state = PermitState.OPEN
        if state is PermitState.DONE and _has_lapsed(tokens, position):
            state = PermitState.MISSING
        if state is None:
            state = running or _later(tokens, position) or _leading(tokens, position) or prefix
        elif _after(tokens, position) is None:
            running = state
        resolved.append((token, state))
    ends_on_its_verb = any(token.state for token in tokens) and not tokens[-1].permit
    return resolved, None if ends_on_its_verb else running or prefix


def _only_written(tokens: list[Token], position: int) -> bool:
    """Whether it is the paper that is complete (可研报告已完成), not its approval."""
    behind = next((token for token in tokens[position + 1 :] if token.state), None)
    return (
        bool(_PAPER.search(tokens[position].text))
        and behind is not None
        and _COMPLETE.fullmatch(behind.text) is not None
    )


def _has_lapsed(tokens: list[Token], position: int) -> bool:
    """Whether the step was done and is so no longer (可研已批复但已过期)."""
    behind = takewhile(lambda token: not token.permit, tokens[position + 1 :])
    return any(token.lapsed for token in behind)


def _doubted(tokens: list[Token], position: int, clause: str) -> bool:
    """Whether words that no state was made of stand before the step is done (报请县政府审定可研): then it may not be."""
    item = [token for token in tokens if token.item == tokens[position].item]
    last = max((token for token in item if token is tokens[position] or token.state is PermitState.DONE), key=_end)
    others = [token for token in tokens if token.item < tokens[position].item]
    at, left = (_end(others[-1]) if others else 0), []
    for token in item:
        left.append(clause[at : token.start])
        at = _end(token)
        if token is last:
            break
    return _DOUBT.search(" ".join(left)) is not None


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _planned(tokens: list[Token], position: int) -> bool:
    """Whether a plan stands right before the step and belongs to no other (拟于2026年开展可研编制)."""
    before = tokens[:position][-2:]
    return bool(
        before
        and before[-1].state is PermitState.MISSING
        and before[-1].item == tokens[position].item
        and not (len(before) > 1 and before[0].permit and before[0].item == before[-1].item)
    )


def _after(tokens: list[Token], position: int) -> PermitState | None:
    """The state said behind a permit in its own item, other permits of the item in between."""
    behind = (token.state for token in tokens[position + 1 :] if token.item == tokens[position].item)
    return next((state for state in behind if state), None)


def _before(tokens: list[Token], position: int) -> PermitState | None:
    item = tokens[position].item
    found = [token.state for token in tokens[:position] if token.state and token.item == item]
    return found[-1] if found else None


def _later(tokens: list[Token], position: int) -> PermitState | None:
    """The verb that an enumeration shares stands at its end: 环评、能评正在办理."""
    return next((token.state for token in tokens[position + 1 :] if token.state), None)


def _leading(tokens: list[Token], position: int) -> PermitState | None:
    """The verb before an enumeration that begins with something unknown: 完成项目选址及用地预审批复."""
    return tokens[0].state if position == 1 else None
