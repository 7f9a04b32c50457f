"""Citations to paste into an application: 《政府投资条例》（国务院令第712号）第九条."""

from __future__ import annotations

import re

from policymatch.model import Clause, PolicySummary, Status
from policymatch.policies.identity import without_article

_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,9}条(?:之[一二三四五六七八九十]{1,3})?")
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,4}[）)]")
_LABEL = re.compile(
    r"(?:附件\s?[一二三四五六七八九十\d]{0,3}"
    r"|第[一二三四五六七八九十百千零〇\d]{1,9}(?:分编|部分|[编篇章节条款项])(?:之[一二三四五六七八九十]{1,3})?"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,3}[.．、])"
)
_ANNEX = "附件"


def cite(policy: PolicySummary, clause: Clause | None = None) -> str:
    """A policy, or a clause of one, as it is cited; a digest (摘编) says that it is one.

    One of a policy that is not in force says that too. Of an article the number is enough, 项 of one follow as 第（三）项; elsewhere the numbers of all levels stand in turn.
    Headings of a digest are ours and no places of the original, so they stand inside the brackets that say 摘编.
    """
    number = f"（{policy.doc_number}）" if policy.doc_number else ""
    article = _ARTICLE.search(policy.title, len(without_article(policy.title)))
    head = f"《{_inside(without_article(policy.title))}》{number}"
    ended = "" if policy.status in (Status.IN_FORCE, Status.UNKNOWN) else f"（{policy.status.value}）"
    if clause is None:
        return f"{head}{'（摘编）' if policy.digest else ''}{ended}"
    place = article[0] if article else _place(clause)
    if not policy.digest:
        page = f"（第{clause.page}页）" if clause.page and not place else ""
        return f"{head}{place}{page}{ended}"
    if _ARTICLE.match(place):
        return f"{head}{place}（摘编）{ended}"
    return f"{head}（摘编{f'：{clause.path}' if clause.path else ''}）{ended}"


def _inside(title: str) -> str:
    """A title between 《》: its own become 〈〉, those inside these 《》 again (GB/T 15834-2011, 4.15)."""
    signs, depth = [], 1
    for sign in title:
        if sign in "《〈":
            depth += 1
            sign = "《" if depth % 2 else "〈"
        elif sign in "》〉":
            sign = "》" if depth % 2 else "〉"
            depth = max(depth - 1, 1)
        signs.append(sign)
    return "".join(signs)


def _place(clause: Clause) -> str:
    """Where in its policy a clause stands, by numbers alone."""
    steps = [step.strip() for step in clause.path.split("/")]
    labels = [match[0] for step in steps if (match := _LABEL.match(step))]
    annex = [label for label in labels if label.startswith(_ANNEX)][:1]
    at = next((at for at, label in enumerate(labels) if _ARTICLE.fullmatch(label)), None)
    if at is None:
        return "".join([*annex, *(label for label in labels if not label.startswith(_ANNEX))])
    below = [f"第{label}项" if _ITEM.fullmatch(label) else label for label in labels[at + 1 :]]
    return "".join([*annex, labels[at], *below])
