"""What a policy says about others: which ones it ends (同时废止), and which give way to it (以本办法为准).

Read from the verb back to the documents it governs, over 、和 and the phrases that say who issued them when, and no
further: 根据《A》，《B》同时废止 ends B alone. What ends on a condition, in part, or in general ends nothing here; a
policy wrongly taken for ended is hidden from the person who needs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from policymatch.model import Clause, Effect, PolicySummary, Relation
from policymatch.policies.endings import read_sentences
from policymatch.policies.identity import is_draft, is_generic, title_key
from policymatch.policies.mentions import Mention, find_pattern
from policymatch.policies.repeal_lists import RepealList
from policymatch.text.docnumber import canonical

_WORTH_READING = re.compile(
    "废[止除]|作废|(?:停止|不再|终止)[执施实适使有]|失效|失去效力|一致|抵触|冲突|矛盾|不符|不同|出入|简称|统称"
)
_MAY_OPEN_LIST = re.compile("以下|下列|如下|附件|目录|清单|一览表|名单")
_PAPER = re.compile(
    r"(?:证|证书|执照|合同|协议书?|批准书|证明书?|凭证|发票|[登申审]\w{0,6}表|通知书|决定书|意见书|报告书|承诺书)$"
)
"""What is issued to somebody: 《采矿许可证》自行废止."""


def find_relations(clauses: Sequence[Clause], own: PolicySummary) -> tuple[Relation, ...]:
    """The policies that a text ends or overrides, in reading order, each once.

    A draft (征求意见稿) is not in force and ends nothing. Where only articles of a policy end, it is left out; where only
    what differs ends (与本办法相抵触的，停止执行), this policy prevails.
    """
    worth_reading = [may_end_others(clause.text) for clause in clauses]
    if not any(worth_reading) or is_draft(own.title):
        return ()
    found: dict[tuple[object, ...], Relation] = {}
    aliases: dict[str, Mention] = {}
    repealed = RepealList()
    for clause, is_worth in zip(clauses, worth_reading, strict=True):
        if not (repealed.is_open or is_worth):
            continue
        for line in clause.text[clause.repeated :].splitlines():
            if not (repealed.is_open or may_end_others(line)):
                continue
            pattern = find_pattern(line)
            for mention in pattern.mentions:
                if mention.alias:
                    aliases.setdefault(title_key(mention.alias), mention)
            for effect, mention, on, former in [*repealed.read(line, pattern), *read_sentences(pattern)]:
                named = _in_full(mention, aliases)
                if named is None or _is_own(named, own, former):
                    continue
                on = None if on == own.effective_on else on
                relation = Relation(effect, named.title, named.doc_number, named.issued_on, clause.label, on)
                key = (effect, named.doc_number or (title_key(named.title or ""), named.issued_on))
                found.setdefault(key, relation)
    return tuple(found.values())


def may_end_others(text: str) -> bool:
    """Whether a text has a word for ending or differing, and names a document or may open a list of them."""
    names = "《" in text or "号" in text
    ends = "废" in text or "止" in text or "不再" in text or "失" in text
    if not names and not (ends and _MAY_OPEN_LIST.search(text)):
        return False
    # 《本办法》 is read without its brackets, so they may part no word.
    return _WORTH_READING.search(text.replace("《", "").replace("》", "")) is not None


def stated_relations(summary: PolicySummary) -> tuple[Relation, ...]:
    """What the front matter of a digest says it replaces: a list of document numbers."""
    stated = summary.metadata.get("replaces")
    if not stated:
        return ()
    values = stated if isinstance(stated, list | tuple) else [stated]
    numbers = [canonical(value) or value.strip() for value in values if isinstance(value, str) and value.strip()]
    return tuple(
        Relation(Effect.REPEALS, doc_number=number) for number in dict.fromkeys(numbers) if number != summary.doc_number
    )


def _in_full(mention: Mention, aliases: Mapping[str, Mention]) -> Mention | None:
    """A mention with its full name for a short one; None if it names no policy, or not the whole of one."""
    if mention.doc_number is None and mention.title is not None:
        mention = aliases.get(title_key(mention.title), mention)
        title = mention.title
        if mention.doc_number is None and (title is None or is_generic(title) or _PAPER.search(title)):
            return None
    return None if mention.partly or (mention.title is None and mention.doc_number is None) else mention


def _is_own(mention: Mention, own: PolicySummary, former: bool) -> bool:
    """Whether a text names itself; its own title with another number, another day or 原 is an older version's."""
    if mention.doc_number and own.doc_number and mention.doc_number == own.doc_number:
        return mention.issued_on is None or own.issued_on is None or mention.issued_on == own.issued_on
    if mention.title is None or title_key(mention.title) != title_key(own.title):
        return False
    if mention.issued_on:
        return mention.issued_on == own.issued_on
    return mention.doc_number is None and not former
