"""Whether two files hold one policy, and whether one policy is a newer version of another.

Everything here errs on the side of "no": a policy wrongly taken for superseded is hidden from the person who needs it,
one too many only stands twice in a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from policymatch.model import Clause, PolicySummary, Relation
from policymatch.text.normalize import fold

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PRINT_VALUES = 128
"""Hash values in a print; four bytes each."""

NEARLY_SAME = 0.9
"""Likeness from which two texts are taken for copies of one; two readers of one text differ in some numbering."""

_ALIKE = 0.5
"""Likeness that a title says too little without (关于组织申报项目的通知)."""

_SHINGLE = 3
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,9}条(?:之[一二三四五六七八九十]{1,3})?$")
_COMMON_SIGNS = ",。、;:()《》“”"
_LETTERS = re.compile(r"[^\W_]+")
"""What str.isalnum says of a character, as a pattern."""
_DRAFT = re.compile(r"征求意见|\([^()]{0,8}(?:草案|稿)[^()]{0,4}\)$|(?:草案|送审稿|讨论稿)$")
_ISSUE = re.compile(
    r"(?P<issuer>.{0,80}?)(?:关于)?(?:印发|发布|公布|颁布|颁发|下发)(?:新?修订后?的)?(?P<inner>.{4,200})的(?:通知|公告|通告|函|令)"
)
_EDITION = r"(?:(?:19|20)\d{2}年?)?(?:第?[一二三四五六七八九十]{1,2}次)?(?:最新|新)?(?:修订|修正|修改)(?:版|本|稿)?"
_MARK = re.compile(
    rf"\((?:{_EDITION}|(?:19|20)\d{{2}}年?[版本]|(?:19|20)\d{{2}}-\d{{1,2}}-\d{{1,2}}|试行|暂行|试用)\)$"
)
_NO_PART_OF_TITLE = re.compile(r"[\s《》〈〉<>“”\"'‘’「」]")
_RULE = re.compile(r"(?:法|条例|规定|办法|细则|规则|目录|标准|规范|规程|导则|章程|指南|规划|负面清单)$")
_ROUND = re.compile(r"申报|征集|招生|招标|评选|遴选|第.{1,4}批")
"""Signs of a rule's title that names one round of something which comes back every year."""
_GENERIC = re.compile(
    r"(?:关于)?(?:暂行|试行|实施|管理|工作|若干|有关|补充|专项资金|资金|项目)*"
    r"(?:法律|办法|规定|细则|规则|条例|目录|标准|规范|规程|导则|章程|指南|规划|负面清单|通知|意见|方案|公告|决定|函)"
)
_LEVELS = ("国家", "省", "市", "县")


def title_key(title: str) -> str:
    """The form in which titles are compared: width, white space, quotation marks and 中华人民共和国 do not count.

    Marks of an edition at the end are left out, （2017年修正）, （2024年本）, (2019-04-14) and （试行）: a rule on trial and
    the final one are two versions of one rule. A year that belongs to the title stays, as do 暂行 inside it,
    （征求意见稿） and （草案）. The notice that issues a rule (关于印发《X办法》的通知) has the rule's key; one that passes
    it on (转发) has not.

    >>> title_key("财政部关于印发《中央财政补助资金管理办法（试行）》的通知")
    '中央财政补助资金管理办法'
    """
    key = _plain(title)
    issue = _ISSUE.fullmatch(key) if "发" in key or "布" in key else None
    return _without_marks(issue["inner"] if issue else key)


def without_article(title: str) -> str:
    """A title without the number of an article at its end: records often are single articles of a law.

    >>> without_article("民法典第一千零四十条")
    '民法典'
    """
    return _ARTICLE.sub("", title)


def is_generic(title: str) -> bool:
    """Whether a title names no policy by itself: 《办法》, 《实施细则》, 《专项资金管理办法》."""
    return _GENERIC.fullmatch(title_key(title)) is not None


def is_draft(title: str) -> bool:
    """Whether a title says that its text never came into force: 征求意见稿, 草案, 送审稿."""
    return _DRAFT.search(_plain(title)) is not None


def same_policy(a: PolicySummary, b: PolicySummary, likeness: float) -> bool:
    """Whether two documents hold one and the same policy; ``likeness`` is that of their texts, from 0 to 1.

    Full numbers decide where both are known, except that an amended decree keeps its number and gets a new date.
    Otherwise titles must agree and, with them, the day of issue or, where it is missing on a side, the text.
    """
    if a.digest != b.digest or is_draft(a.title) != is_draft(b.title):
        return False
    days_differ = a.issued_on is not None and b.issued_on is not None and a.issued_on != b.issued_on
    if a.doc_number and b.doc_number:
        if a.doc_number != b.doc_number or (days_differ and _is_decree(a.doc_number)):
            return False
        return likeness >= NEARLY_SAME or (not days_differ and _titles_overlap(a.title, b.title))
    if title_key(a.title) != title_key(b.title) or days_differ or not _same_place(a, b):
        return False
    if _edition(a.title) != _edition(b.title) and "" not in (_edition(a.title), _edition(b.title)):
        return False
    if a.issued_on and b.issued_on:
        return likeness >= _ALIKE or _is_rule(a.title)
    return likeness >= NEARLY_SAME


def is_newer_version(a: PolicySummary, b: PolicySummary) -> bool:
    """Whether ``a`` is a later version of ``b``, which it then supersedes from its own first day in force on.

    Only rules have versions (法, 条例, 规定, 办法, 细则, 目录, 标准 …): two notices of one title are two calls, each with
    its own deadline. Both must be dated originals, of one level, place and issuer as far as these are known.
    """
    if a.digest or b.digest or is_draft(a.title) or is_draft(b.title):
        return False
    if title_key(a.title) != title_key(b.title) or not _is_rule(a.title) or not _same_place(a, b):
        return False
    if a.doc_number and a.doc_number == b.doc_number and not _is_decree(a.doc_number):
        return False
    # A text of which nobody knows where it comes from ends none of which that is known.
    if (b.issuer or b.level) and not (a.issuer or a.level):
        return False
    return a.issued_on is not None and b.issued_on is not None and a.issued_on > b.issued_on


def is_meant(relation: Relation, by: PolicySummary, other: PolicySummary) -> bool:
    """Whether ``other`` is the policy that a relation stated by ``by`` names.

    Full numbers decide where both are known. A title alone means only what was issued before ``by``; of ``by``'s own
    title, only the version whose day of issue is stated. No policy ends one of a higher level.
    """
    if other.id == by.id or (by.level and other.level and _LEVELS.index(by.level) > _LEVELS.index(other.level)):
        return False
    if relation.doc_number and other.doc_number:
        return relation.doc_number == other.doc_number
    if relation.title is None or title_key(relation.title) != title_key(other.title) or is_draft(other.title):
        return False
    if by.region and other.region and not (by.region.startswith(other.region) or other.region.startswith(by.region)):
        return False
    # An amended law still says what its first version ended.
    first_day = _stated_first_day(by) or min((day for day in (by.issued_on, by.effective_on) if day), default=None)
    if other.issued_on is None or first_day is None or other.issued_on >= first_day or is_generic(other.title):
        return False
    year = re.search(r"〔(\d{4})〕", relation.doc_number or "")
    if year:
        return other.issued_on.year == int(year[1])
    # An ended law may stand in the store as it was last amended, so a later day than the stated one is right too;
    # but of the own title, that would be the version between the two.
    if relation.issued_on and title_key(other.title) != title_key(by.title):
        return other.issued_on >= relation.issued_on
    return other.issued_on == relation.issued_on or title_key(other.title) != title_key(by.title)


def _stated_first_day(policy: PolicySummary) -> date | None:
    first = policy.metadata.get("first_effective_on")
    try:
        return date.fromisoformat(str(first)) if first else None
    except ValueError:
        return None


def text_print(clauses: Sequence[Clause]) -> bytes:
    """A print of a body by which likeness is told: the least hash values of its runs of three characters.

    At most 512 bytes, the same on every machine. Only letters and digits count, so layout does not; an empty body
    gives no bytes.
    """
    import numpy as np

    text = _letters(fold("".join([clause.text[clause.repeated :] for clause in clauses])))
    if len(text) < _SHINGLE:
        return b""
    mixing = _mixing()
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), mixing.code).astype(mixing.wide)
    # Each run of three characters as one number: the first times 0x110000², the second times 0x110000, the third.
    values = _scatter(np.correlate(codes, mixing.places)).astype(mixing.code)
    values.sort()
    others = values[1:]
    least: bytes = values[:1].tobytes() + others[others != values[:-1]][: PRINT_VALUES - 1].tobytes()
    return least


def _letters(text: str) -> str:
    """The letters and digits of a folded text."""
    # A few signs are nearly all there are in a text of this kind, and a replacement takes far less than a pattern.
    for sign in _COMMON_SIGNS:
        text = text.replace(sign, "")
    return text if text.isalnum() else "".join(_LETTERS.findall(text))


def likeness(a: bytes, b: bytes) -> float:
    """The share of runs that two texts have in common (Jaccard), estimated from their prints; 0 if either is empty."""
    import numpy as np

    one, two = (np.frombuffer(value, dtype="<u4") for value in (a, b))
    if not len(one) or not len(two):
        return 0.0
    # A full print knows nothing of the values above its last one.
    limit = min((values[-1] for values in (one, two) if len(values) == PRINT_VALUES), default=0xFFFFFFFF)
    one, two = one[one <= limit], two[two <= limit]
    return len(np.intersect1d(one, two)) / len(np.union1d(one, two))


def _scatter(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The upper half of SplitMix64's finaliser (Steele, Lea, Flood 2014), which spreads near values evenly."""
    by = _mixing()
    values = (values ^ (values >> by.shifts[0])) * by.factors[0]
    values = (values ^ (values >> by.shifts[1])) * by.factors[1]
    return (values ^ (values >> by.shifts[2])) >> by.shifts[3]


class _Mixing(NamedTuple):
    """What hashing counts with, as arrays without dimension: numpy takes twice as long over its own scalars."""

    code: np.dtype[np.uint32]
    wide: np.dtype[np.uint64]
    places: npt.NDArray[np.uint64]
    shifts: tuple[npt.NDArray[np.uint64], ...]
    factors: tuple[npt.NDArray[np.uint64], ...]


@cache
def _mixing() -> _Mixing:
    import numpy as np

    def whole(*values: int) -> tuple[npt.NDArray[np.uint64], ...]:
        return tuple(np.array(value, dtype=np.uint64) for value in values)

    return _Mixing(
        np.dtype("<u4"),
        np.dtype(np.uint64),
        np.array([0x110000 ** (_SHINGLE - 1 - place) for place in range(_SHINGLE)], dtype=np.uint64),
        whole(30, 27, 31, 32),
        whole(0xBF58476D1CE4E5B9, 0x94D049BB133111EB),
    )


def _plain(title: str) -> str:
    """A title folded, without white space, quotation marks and the state's name."""
    key = _NO_PART_OF_TITLE.sub("", fold(title).replace("〔", "(").replace("〕", ")"))
    return key.replace("中华人民共和国", "") or key


def _without_marks(key: str) -> str:
    while key.endswith(")") and (match := _MARK.search(key)) and match.start():
        key = key[: match.start()]
    return key


def _edition(title: str) -> str:
    """The marks at the end of a title: (2024年本), (试行); a rule without any may be any edition."""
    key = _plain(title)
    issue = _ISSUE.fullmatch(key)
    inner = issue["inner"] if issue else key
    return inner[len(_without_marks(inner)) :]


def _is_rule(title: str) -> bool:
    key = title_key(title)
    return _RULE.search(key) is not None and not is_generic(title) and not _ROUND.search(key)


def _is_decree(doc_number: str) -> bool:
    return "令" in doc_number


def _titles_overlap(a: str, b: str) -> bool:
    """Of one number, titles may be cut short or carry the issuer; two others show that a number was misread."""
    one, two = sorted((title_key(a), title_key(b)), key=len)
    return one in two or _plain(a) in _plain(b) or _plain(b) in _plain(a)


def _same_place(a: PolicySummary, b: PolicySummary) -> bool:
    """Whether level, region and issuer agree; what is unknown on a side agrees with the nation only."""
    if (a.level or "国家") != (b.level or "国家") or (a.region or "") != (b.region or ""):
        return False
    issuers = [_issuers(policy) for policy in (a, b)]
    if all(issuers):
        return any(one in two or two in one for one in issuers[0] for two in issuers[1])
    codes = [policy.doc_number for policy in (a, b) if policy.doc_number]
    return len(codes) < 2 or codes[0][0] == codes[1][0]


def _issuers(policy: PolicySummary) -> list[str]:
    """The issuers of a policy in one spelling, the notice's title asked where nothing else says it."""
    issue = _ISSUE.fullmatch(_plain(policy.title))
    names = policy.issuer or (issue["issuer"] if issue else "")
    return [name.replace("发展和改革委员会", "发展改革委") for name in re.split(r"[、,，\s]+", fold(names)) if name]
