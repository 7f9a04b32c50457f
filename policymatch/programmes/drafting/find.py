"""The policy a planner means: by id, document number or title; and which new policies look like programmes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policymatch.errors import NotFoundError
from policymatch.model import Policy, PolicyId, PolicySummary
from policymatch.programmes.drafting.draft import draft_policy
from policymatch.store.snapshot import Store
from policymatch.text.docnumber import canonical

LOOKS_LIKE_ONE = 0.8
"""The likeness from which a policy is said to look like a programme: support scope, and figures or conditions with them."""
_MOST_LOOKED_AT = 500
_FEW = 50
_MOST_CLAUSES = 1500
_TITLE = re.compile(
    r"专项|资金|补助|奖补|申报|储备|贴息|奖励|扶持|补贴|支持|投资|以工代赈|指南|行动|工程|试点|示范|办法|细则|方案"
)
_NOT_TITLE = re.compile(r"(?<!办)法$|条例|修正案|决议|(?:结果|名单|公示|批复)(?:的(?:公告|公示|通知))?$")


def find_policy(store: Store, words: str) -> Policy:
    """Raises NotFoundError where none or several are meant, and names the nearest."""
    number = canonical(words)
    found = store.by_number(number) if number else []
    if found:
        return found[0]
    if store.has_policy(words):
        return store.policy(words)
    bare = _bare(words)
    exact: list[PolicySummary] = []
    holding: list[PolicySummary] = []
    for summary, _ in store.policies():
        title = _bare(summary.title)
        if title == bare:
            exact.append(summary)
        elif len(bare) >= 4 and bare in title:
            holding.append(summary)
    meant = exact or holding
    originals = [each for each in meant if not each.digest] or meant
    if len(originals) == 1 or exact:
        return store.policy(originals[0].id)
    if meant:
        names = "；".join(f"{each.id} {each.title}" for each in meant[:5])
        raise NotFoundError(f"标题里有“{words}”的政策有 {len(meant)} 部：{names}", "写编号、发文字号或完整的标题")
    raise NotFoundError(
        f"政策库里没有“{words}”这部政策", "先用 policymatch index 收入文件；用 policymatch policies 查看编号"
    )


def by_title(store: Store, title: str) -> Policy | None:
    """The policy of exactly that title, an original before a digest; None where there is none."""
    bare = _bare(title)
    found = [summary for summary, _ in store.policies() if _bare(summary.title) == bare]
    found.sort(key=lambda summary: summary.digest)
    return store.policy(found[0].id) if found else None


def programmes_among(store: Store, ids: Iterable[PolicyId]) -> list[PolicySummary]:
    """Those of some policies that look like programmes; at most 500 whose titles allow it are looked at."""
    wanted = set(ids)
    likely = [summary for summary in _summaries(store, wanted) if _may_be_one(summary)]
    policies = (store.policy(summary.id) for summary in likely[:_MOST_LOOKED_AT])
    return [
        policy.summary
        for policy in policies
        if len(policy.clauses) <= _MOST_CLAUSES and draft_policy(policy).likeness >= LOOKS_LIKE_ONE
    ]


def _summaries(store: Store, ids: set[PolicyId]) -> Iterator[PolicySummary]:
    """A few policies are read one by one; of many the heads alone, for their clauses would take longer than indexing."""
    if len(ids) <= _FEW:
        yield from (store.policy(policy_id).summary for policy_id in ids if store.has_policy(policy_id))
        return
    yield from (summary for summary, _ in store.policies() if summary.id in ids)


def _may_be_one(summary: PolicySummary) -> bool:
    return not summary.digest and bool(_TITLE.search(summary.title)) and not _NOT_TITLE.search(summary.title)


def _bare(title: str) -> str:
    return re.sub(r"[\s《》“”\"（）()〔〕]", "", title)
