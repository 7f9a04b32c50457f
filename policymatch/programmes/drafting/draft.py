"""A programme proposed from a policy: everything that was found, each with its clause, and what was unsure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from policymatch.model import Effect, Policy
from policymatch.policies.channels import channels_of
from policymatch.policies.outline import Kind
from policymatch.programmes.drafting.amendments import Lookup, amended_title, apply_changes
from policymatch.programmes.drafting.conditions import Requirement, find_conditions
from policymatch.programmes.drafting.directions import find_directions
from policymatch.programmes.drafting.figures import Figure, Found, Setting, basis_in, read_text
from policymatch.programmes.drafting.inline import split_inline
from policymatch.programmes.drafting.listings import Item
from policymatch.programmes.drafting.papers import find_deadlines, find_documents
from policymatch.programmes.drafting.passages import Passage, passages_of
from policymatch.programmes.drafting.subjects import Region, regions_in, subject_words
from policymatch.programmes.drafting.tables import read_table
from policymatch.programmes.drafting.topics import Topic, Topics
from policymatch.programmes.drafting.words import plain, sentences
from policymatch.text.dates import find_dates
from policymatch.text.docnumber import find_doc_numbers


@dataclass(slots=True)
class Draft:
    """What a policy seems to say as a programme. ``likeness``, 0 to 1, is how much it looks like a funding rule at all."""

    policy: Policy
    channel: str
    audience: str
    department: str
    directions: list[Item] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    deadlines: list[tuple[str, str | None]] = field(default_factory=list)
    valid_from: date | None = None
    valid_to: date | None = None
    replaces: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    amends: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether neither directions nor figures were found; then it is hardly a programme."""
        return not (self.directions or self.figures)

    @property
    def likeness(self) -> float:
        """Support scope, figures and conditions each count; a law has at most one of them."""
        if not is_about_funding(self.policy):
            return 0.0
        named = bool(re.search(r"补助|奖补|专项|资金|投资|申报|支持|奖励|贴息", self.policy.summary.title))
        return 0.35 * bool(self.directions) + 0.35 * bool(self.figures) + 0.15 * bool(self.requirements) + 0.15 * named


_FUNDING = re.compile(
    r"补助|奖补|补贴|贴息|资助|专项资金|预算内投资|财政资金|资金支持|奖励资金|中央投资|投资支持|补助资金|给予支持|专项债|国债|支持比例"
)


def is_about_funding(policy: Policy) -> bool:
    """Whether a text speaks of funding at all: a fee per square metre is written like a standard of support."""
    count = 0
    for clause in policy.clauses[:2000]:
        count += len(_FUNDING.findall(clause.text))
        if count >= 3:
            return True
    return (
        count > 0 and re.search("资金|补助|奖补|专项|投资|贴息|补贴|申报|试点|储备", policy.summary.title) is not None
    )


def draft_policy(policy: Policy, lookup: Lookup = lambda title: None) -> Draft:
    """Propose the programme of a policy. ``lookup`` finds the policy that an amending text changes, by its title."""
    root = passages_of(policy)
    doubts: list[str] = []
    amends = amended_title(root)
    if amends:
        base = lookup(amends)
        if base is None:
            doubts.append(f"这是对《{amends}》的修改，被修改的原文不在政策库里，草案只写了修改后的内容")
        doubts += apply_changes(root, base)
    _expand(root)
    topics = Topics(root)
    text_of_channel = _channel(policy)
    draft = Draft(policy, text_of_channel, "county", _department(policy, root), amends=amends)
    draft.directions, unsure = find_directions(root, topics)
    found = _figures(root, topics) if is_about_funding(policy) else Found()
    draft.figures = _unique(found.figures)
    draft.requirements = find_conditions(root, topics)
    draft.documents = find_documents(root, topics)
    draft.deadlines = find_deadlines(root)
    draft.audience, audience_doubt = _audience(root)
    draft.valid_from, draft.valid_to = _validity(policy, root)
    draft.replaces = _replaced(policy, root)
    draft.doubts = [
        *doubts,
        *unsure,
        *found.doubts,
        *_general_doubts(draft),
        *([audience_doubt] if audience_doubt else []),
    ]
    return draft


def _expand(root: Passage) -> None:
    """Lists that stand within a line become items below it."""
    for passage in list(root.below()):
        if passage.rows or passage.children or len(passage.text) < 12:
            continue
        head, items = split_inline(passage.text)
        if len(items) < 2 or (not head.rstrip().endswith(("：", ":", "。", "；")) and head):
            continue
        if head and head.rstrip().endswith(("。", "；")) and min(map(len, items)) > 200:
            continue
        passage.text = head.strip() or passage.text[:0]
        passage.children = [
            Passage(item, f"（{number}）", passage.ref, Kind.ITEM, passage) for number, item in enumerate(items, 1)
        ]


def _figures(root: Passage, topics: Topics) -> Found:
    found = Found()
    basis = _common_basis(root, topics)
    for passage in root.below():
        topic = topics.of(passage)
        if passage is root or (topic & Topic.SUPERVISION and not topic & Topic.STANDARD):
            if topic & Topic.SUPERVISION and passage.kind in (Kind.FIRST, Kind.SECOND, Kind.ARTICLE, Kind.TEXT):
                read_text(passage.text, Setting(passage.ref, False, basis=basis), found)
            continue
        setting = _setting(passage, topics, basis)
        if passage.rows:
            read_table(passage.rows, setting, _table_title(passage), found)
        elif topic & (Topic.DOCUMENTS | Topic.EXCLUSION) and not topic & Topic.STANDARD:
            continue
        else:
            read_text(passage.text, setting, found)
    return found


def _common_basis(root: Passage, topics: Topics) -> str | None:
    """The base that one sentence gives for all shares; None where there is none or there are several."""
    found = {
        basis
        for each in root.below()
        if not each.rows
        and (topics.of(each) & Topic.STANDARD or topics.of(each) is Topic.NONE)
        and (basis := basis_in(each.text))
    }
    return next(iter(found)) if len(found) == 1 else None


def _setting(passage: Passage, topics: Topics, basis: str | None) -> Setting:
    topic = topics.of(passage)
    standard = bool(topic & Topic.STANDARD)
    lead = ""
    regions: list[Region] = []
    subject = ""
    for above in passage.above():
        if above.parent is None:
            break
        if above.lead and not lead:
            lead = above.lead
        if above.title and Topic.STANDARD in topics.own(above) and not lead:
            lead = above.title
        if not regions and len(above.text) <= 30:
            regions = regions_in(above.text)
        if standard and not subject and above.label and above.title and not topics.own(above):
            subject = subject_words(above.title)
    if passage.label and passage.title and passage.title != passage.text.strip("。；"):
        own = passage.title
        if len(own) <= 16 and not re.search("采取|按照|应当|实行|方式", own):
            subject = subject_words(own) or subject
        regions = regions_in(own) or regions
    return Setting(passage.ref, standard, lead, subject, basis, tuple(regions))


def _table_title(passage: Passage) -> str:
    parent = passage.parent
    if parent is None:
        return ""
    at = parent.children.index(passage)
    near = [each.text for each in parent.children[max(0, at - 2) : at] if not each.rows and len(each.text) <= 60]
    return " ".join([parent.text[-80:], *near])


def _unique(figures: list[Figure]) -> list[Figure]:
    kept: dict[tuple[object, ...], Figure] = {}
    for each in figures:
        kept.setdefault((each.kind, each.value, each.region, each.subject, each.ref, each.unit), each)
    return [replace(each) for each in list(kept.values())[:200]]


def _channel(policy: Policy) -> str:
    texts = [clause.text for clause in policy.clauses]
    named = channels_of(policy.summary.title, texts)
    whole = "".join(texts)[:60_000]
    if "中央财政转移支付" in named[:1] and not _central_money(whole):
        # 省级专项资金 is no central money.
        named = ("中央预算内投资",) if "中央预算内" in policy.summary.title else ()
    if not named and re.search(r"中央预算内投资支持|中央投资以外|中央预算内投资(?:安排|补助)", whole):
        return "中央预算内投资"
    return named[0] if named else "其他"


def _central_money(text: str) -> bool:
    """Whether a text speaks of central money as its own, not as what a project must not have had already."""
    return any(
        _CENTRAL.search(part) and not re.search("已|享受|获得|重复|曾", part) for part in re.split("[。；]", text)
    )


def _department(policy: Policy, root: Passage) -> str:
    text = "".join(each.text for each in list(root.below())[:120])
    counts = {
        name: len(re.findall(name, text))
        for name in (
            "发展改革",
            "财政",
            "农业农村",
            "住房城乡建设",
            "水利",
            "商务",
            "文化和旅游",
            "教育",
            "民政",
            "卫生健康",
            "工业和信息化",
            "林业和草原",
            "交通运输",
            "自然资源",
            "生态环境",
            "水行政主管",
            "乡村振兴",
            "科技",
        )
    }
    issuer = policy.summary.issuer or ""
    best = max(counts, key=lambda name: counts[name] + 3 * (name in issuer))
    return f"{best}部门" if counts[best] or best in issuer else "待核（文件没有写明申报部门）"


def _audience(root: Passage) -> tuple[str, str]:
    text = "".join(each.text for each in list(root.below())[:200])
    if re.search(r"县|乡镇|村", text):
        return "county", ""
    if re.search(r"(?:申报|申请)(?:单位|主体|对象)[^。]{0,30}企业", text):
        return "enterprise", "文件没有提到县，按面向企业处理，要核对"
    return "county", "文件没有写明县级能否申报，要核对"


_CENTRAL = re.compile(r"中央(?:和省级?)?(?:财政|补助|资金|专项|转移|奖补)")
_LAST = re.compile(
    r"(?:有效期|实施期|执行期|试行期|实施期限|执行期限|有效)[^。；]{0,16}?(?:至|到|为)\s?[^。；]{0,12}$|[，,]?(?:即|至)\s?$"
)
_SPAN = re.compile(
    r"(?:实施期限?|执行期限?|有效期限?)(?:为|是|：)?\s?(20\d\d)年?\s?(?:—|－|-|–|～|~|至|到){1,2}\s?(20\d\d)年"
)
_ENDED = re.compile(r"废止|停止执行|不再执行|失效|取代|替代")


def _validity(policy: Policy, root: Passage) -> tuple[date | None, date | None]:
    """First and last day: as the policy's own metadata has them, else as a sentence about the term says."""
    first = policy.summary.effective_on
    last = policy.summary.valid_until
    for passage in root.below():
        text = plain(passage.text)
        span = _SPAN.search(text)
        if span:
            first = first or date(int(span[1]), 1, 1)
            last = last or date(int(span[2]), 12, 31)
        if last is None and re.search("有效|到期|实施期|执行期|止", text):
            days = [found for found in find_dates(text) if _LAST.search(text[: found.start])]
            last = next((found.day for found in days if text[found.end : found.end + 1] != "起"), None)
    return first, last


def _replaced(policy: Policy, root: Passage) -> list[str]:
    """What it ends: as the store knows it, and the numbers in sentences that end something (不再执行)."""
    found = {
        name: None
        for each in policy.relations
        if each.effect is Effect.REPEALS
        if (name := each.doc_number or each.title)
    }
    for passage in root.below():
        if not passage.rows and _ENDED.search(passage.text):
            for sentence in sentences(passage.text):
                if _ENDED.search(sentence) and "条" not in sentence:
                    found.update(dict.fromkeys(number.text for number in find_doc_numbers(sentence)))
    found.pop(policy.summary.doc_number or "", None)
    return list(found)


def _general_doubts(draft: Draft) -> list[str]:
    doubts = []
    if draft.channel == "其他":
        doubts.append("资金类型看不出是中央哪一类，先写“其他”")
    if not draft.directions:
        doubts.append("没有找到支持方向的列举")
    if not draft.figures:
        doubts.append("没有找到可靠的补助比例、上限或定额")
    if draft.valid_to is None:
        doubts.append("没有写明有效期截止日")
    return doubts
