"""Conditions, readiness and exclusions: the items of such lists, and sentences that say as much outside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policymatch.policies.outline import Kind
from policymatch.programmes.drafting.passages import AMENDED, Passage
from policymatch.programmes.drafting.predicates import Rule, rule_of
from policymatch.programmes.drafting.topics import Topic, Topics, title_topic
from policymatch.programmes.drafting.words import sentences, trimmed

EXCLUDES = re.compile(
    r"不得[^，。；]{1,30}重复(?:申报|申请|享受|安排)"
    r"|不(?:予以?|得|再|能|可以?|宜)(?:单独|重复|再次|再|同时|另行)?(?:支持|补助|受理|奖补|资助|扶持|立项|申报|申请|推荐|享受|奖励|补贴|贴息|参评|参加评审|考虑|安排(?!用于)|纳入|列入)"
    r"|不(?:单独|重复|再次)?(?:支持|受理|纳入|列入|安排)(?!资金|条件)|(?<!重点)(?<!予)不支持|不(?:再)?作为[^，。；]{0,8}(?:对象|范围|项目)"
    r"|不(?:属于|在)[^，。；]{0,12}(?:范围|之列|对象|申报)|不适用(?:本|这)"
    r"|(?:暂停|暂缓|停止|暂不)(?:其)?(?:申报|受理|安排|支持|申请|参评|推荐)|一律不(?:报|予|得)|取消[^，。；]{0,4}(?:申报|申请|参评)资格"
)
_PROCEDURAL = re.compile(
    r"^不符合[^，。]{0,8}(?:条件|要求)|^(?:逾期|过期|未按|超过(?:时间|期限)|错过|不符合要求|材料不全)|逾期|[一二三四五六七八九十\d]年内(?:不得|不再|取消|不予|暂停)|附件|得分低于|视为|核减|概算|投资增加|超支|超概|增加投资|调整投资"
)
_USE = re.compile(r"不得(?:将|用于|挪|挤|以|截|擅)|严禁|不得(?:新增|借|变相|从中)|不能用于|不准")
_MUST = re.compile(
    r"应当|应(?!急|用|对|收|付|力|答)|须|必须|需(?!求)|不低于|不少于|不得低于|不超过|不得超过|已(?!有)|未被|没有|限(?!额|期|定)|无(?!偿|障碍|害|人|线)|具备|符合|具有|满足|承诺|落实|依法|取得|列入|纳入|近[一二三两\d]年"
)
_WHO = re.compile(
    r"(?:项目|单位|主体|企业|合作社|农场|县|市、区|地区|城市|申请人|申报者|法人|机构|基地|园区|学校|医院|水库|牵头|实施方|业主|主体工程|产业|灌区|养殖场|村|用地|资金|方案|建设内容|面积)"
)
_ABOUT_WORK = re.compile(
    r"提交|报送|上报|初审|汇总|评审|(?<!已)公示(?!年报)|下达|拨付|填报|提出申请|组织(?:开展|审核|评审|申报|集中)|审核|受理|推送|会同|验收|专账|核算|按月|按季|监督|检查|审计|绩效|培训|负责|公开|施工合同|及时|跟踪|档案|调度|竣工|分解|(?<!已)(?<!已经)编制|招标|结余|印发|抽查|通过所在地|联合行文|按程序|每年\d|\d{1,2}月\d{1,2}日|指导|优先(?:支持|安排)|逐级|变更|建成后|管护|整改|协助|抄送|材料|附件|回避|专家|说明原因|平均|取消[^，。]{0,8}资格|承诺不实|核实"
)
_READY = re.compile(
    r"批复|批准|备案|手续|审批|用地|土地|项目库|入库|资金[^，。；]{0,10}(?:落实|到位|来源|筹措)|开工条件|可研|初步设计|代码|规划许可|环评|已(?:办理|取得|完成|落实|录入)|落实文件|预算安排"
)
_AWARD = re.compile(
    r"(?:补助|奖补|支持|资助|奖励|补贴)(?:资金|比例|标准|金额|额度)?[^，。；占]{0,10}(?:不(?:得)?(?:超过|高于)|全额|最高|按)|单个项目|不超过\s?\d[^，]{0,8}元|有效期|施行|材料"
)
_STATE = r"(?:同时|依法|已经?|均|全部){0,2}(?:为|是|具备|具有|符合|满足|依法|已|列入|纳入|取得|配备|承诺|落实|完成|有|在|达到|未|属于|建有|拥有|持有)"
_SURE = re.compile(
    rf"(?:申报|补助|支持|奖补|扶持|资助|申请|实施|贴息|奖励)[一-鿿]{{0,12}}?的?(?:对象|单位|主体|项目|企业|县|地区|城市|基地|设施|学校|村|者)?(?:的，)?[^，。；：]{{0,12}}(?:应当|应|须|必须|需){_STATE}"
    r"|(?:申报|申请)[^，。；：]{2,20}的，[^。；：]{0,30}(?:不低于|不少于|具有|拥有|具备)|方可(?:申报|申请|纳入|列入|安排|支持|享受)"
    rf"|^(?:单个|每个|拟建|申报的?)?项目(?:单位|法人|业主|总投资|资本金)?(?:应当|应|须|必须|需){_STATE}|资本金[^，。；：]{{0,14}}(?:不得低于|不低于|不少于)|^(?:单个|每个)[^，。；：]{{0,6}}(?:总|设备|固定资产)?投资(?:额|规模)?(?:一般|原则上)?(?:不低于|不少于|不得低于|应当?达到)"
)
"""A sentence that says of itself that it is a condition, wherever it stands."""
_AWARD_SHARE = re.compile(
    r"^[^，。；]{0,10}(?:补助|奖补|支持|资助)(?:资金|金额|额)?[^，。；占]{0,6}不(?:得)?(?:超过|高于)[^，。；]{0,24}(?:%|[万亿]元)[^，。；]{0,6}$"
)
_PAPERS = re.compile(r"(?:证明|复印件|申请表|承诺[书函]|批复|批文)$|应附")
_NOT_ONE = re.compile("待核|由.{0,12}(?:负责|解释)|附件")
_ONLY_TITLE = 12


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition as found; ``kind`` is condition, readiness or exclusion."""

    kind: str
    text: str
    ref: str
    rule: Rule | None = None
    doubt: str = ""


def find_conditions(root: Passage, topics: Topics) -> list[Requirement]:
    """All conditions and exclusions in reading order, each once."""
    found: dict[tuple[bool, str], Requirement] = {}
    for passage in root.below():
        if passage.rows or passage is root:
            continue
        for each in _of_passage(passage, topics):
            if len(re.findall("[一-鿿]", each.text)) > 1:
                found.setdefault((each.kind == "exclusion", each.text), each)
    return list(found.values())[:120]


def _of_passage(passage: Passage, topics: Topics) -> Iterator[Requirement]:
    topic = topics.of(passage)
    if Topic.EXCLUSION in topic:
        yield from _excluded(passage, topics)
    elif Topic.CONDITION in topic:
        yield from _required(passage, topics)
    elif not topic & (Topic.DOCUMENTS | Topic.SUPERVISION) or topic & (Topic.SCOPE | Topic.STANDARD):
        yield from _elsewhere(passage)
    elif Topic.SUPERVISION in topic:
        yield from _said_outright(passage)


def _excluded(passage: Passage, topics: Topics) -> Iterator[Requirement]:
    own = topics.own(passage)
    if passage.children and (passage.lead or Topic.EXCLUSION in own):
        before_lead = re.sub(r"[^。；]*[：:]$", "", passage.text)
        if passage.lead and len(before_lead) > 8:
            yield from _sentences(before_lead, passage.ref)
    elif _is_heading(passage, own) or (len(passage.text) <= 24 and any(child.label for child in passage.children)):
        return
    elif not passage.label and _under_exclusion(passage, topics):
        # 五、不支持什么, and below it sentences that need not say 不予支持 once more.
        for part in sentences(passage.text):
            if not _NOT_ONE.search(part) and len(trimmed(part)) > 4:
                yield _make("exclusion", part, passage.ref)
    elif Topic.EXCLUSION in own and (rest := _behind_title(passage)):
        # （四）不予补助情形。甲；乙；丙。
        for part in sentences(rest):
            if not _NOT_ONE.search(part):
                yield _make("exclusion", part, passage.ref)
    elif passage.kind is Kind.ARTICLE or not passage.label:
        yield from _excluded_in_text(passage, topics)
    else:
        yield _make("exclusion", passage.text, passage.ref)


def _behind_title(passage: Passage) -> str:
    """What follows a title in its own line; empty where the line has no title or nothing else."""
    title = passage.title
    if not title or title_topic(title) is Topic.NONE:
        return ""
    return passage.text if passage.heading else passage.text.partition(title)[2].lstrip("。：: ")


def _is_heading(passage: Passage, own: Topic) -> bool:
    """Whether a line only names what follows."""
    text = passage.text
    if passage.title == text.strip("。：: ") and Topic.EXCLUSION in own:
        return bool(passage.children) or not (text.endswith("。") and EXCLUDES.search(text))
    return not passage.label and len(text) <= 40 and not text.endswith(("。", "；")) and bool(title_topic(text))


def _under_exclusion(passage: Passage, topics: Topics) -> bool:
    above = passage.parent
    return above is not None and bool(above.label) and Topic.EXCLUSION in topics.own(above) and not above.lead


def _excluded_in_text(passage: Passage, topics: Topics) -> Iterator[Requirement]:
    lead, colon, rest = passage.text.partition("：")
    if colon and rest and EXCLUDES.search(lead):
        for part in sentences(rest):
            yield _make("exclusion", part, passage.ref)
        return
    for part in sentences(passage.text):
        if (EXCLUDES.search(part) or _USE.search(part)) and not _PROCEDURAL.search(part):
            yield _make("exclusion", part, passage.ref)
        elif Topic.CONDITION in topics.of(passage) and _is_requirement(part, strict=True):
            yield from _split("", part, passage.ref)


def _required(passage: Passage, topics: Topics) -> Iterator[Requirement]:
    own = topics.own(passage)
    text = passage.text.strip()
    listed = (
        bool(passage.label) and passage.kind is not Kind.ARTICLE and passage.kind not in (Kind.CHAPTER, Kind.SECTION)
    )
    if passage.kind in (Kind.CHAPTER, Kind.SECTION, Kind.ANNEX, Kind.ENCLOSED):
        return
    if (
        passage.children
        and any(child.label or not child.rows for child in passage.children)
        and (passage.lead or (len(text) <= 24 and not text.endswith("。")))
    ):
        return
    if len(text) <= _ONLY_TITLE and not text.endswith(("。", "；", ";")) and Topic.CONDITION in own:
        return
    parent = passage.parent
    # A paragraph behind the last item of a list goes on about something else as often as not.
    trailing = not passage.label and parent is not None and bool(parent.label) and topics.own(parent) is Topic.NONE
    strict = trailing or not _is_list_of_conditions(passage, topics)
    lead, colon, rest = text.partition("：")
    if colon and rest and len(lead) <= 60 and re.search(r"满足|具备|符合|条件|要求", lead) and not passage.children:
        for part in sentences(rest):
            yield from _split("", part, passage.ref)
        return
    if listed and not strict and parent is not None:
        yield from _item(passage)
        return
    headed = _behind_title(passage) if Topic.CONDITION in own else ""
    for part in sentences(headed or text):
        if EXCLUDES.search(part):
            if not _PROCEDURAL.search(part):
                yield _make("exclusion", part, passage.ref)
        elif (
            headed and not _ABOUT_WORK.search(part) and not _AWARD_SHARE.search(part) and len(part) >= 4
        ) or _is_requirement(part, strict=strict):
            yield from _split("", part, passage.ref)


def _is_requirement(part: str, *, strict: bool) -> bool:
    """Whether a sentence says what must be so; a ``strict`` one must say of whom, for procedure stands beside it."""
    if _PAPERS.search(part) and not re.search("须|已|不", part):
        return False
    if _ABOUT_WORK.search(part) or _AWARD_SHARE.search(part) or _USE.search(part) or not _MUST.search(part):
        return False
    return not strict or _WHO.search(part) is not None


def _is_list_of_conditions(passage: Passage, topics: Topics) -> bool:
    """Whether it stands below a sentence or heading that is about conditions alone, not 申报条件和程序."""
    for above in passage.above():
        own = topics.own(above)
        if own:
            return (
                Topic.CONDITION in own
                and (not own & (Topic.PROCEDURE | Topic.DOCUMENTS) or bool(above.lead))
                and above.kind not in (Kind.CHAPTER, Kind.SECTION)
            )
    return False


def _item(passage: Passage) -> Iterator[Requirement]:
    """A numbered item is one condition; sentences in it that exclude stand by themselves."""
    parts = sentences(passage.text)
    excluded = [part for part in parts if EXCLUDES.search(part) and not _PROCEDURAL.search(part) and len(part) > 10]
    rest = [part for part in parts if part not in excluded]
    text = "。".join(rest)
    if text and not _AWARD_SHARE.search(text) and not (excluded and len(text) <= _ONLY_TITLE):
        yield from _split("", text, passage.ref)
    for part in excluded:
        yield _make("exclusion", part, passage.ref)


def _split(kind: str, text: str, ref: str) -> Iterator[Requirement]:
    """A part that the machine can judge stands by itself; the rest stays together."""
    parts = [part for part in re.split(r"[，。；]", text) if part.strip()]
    judged = [(part, found) for part in parts if (found := rule_of(part, exclusion=False)) is not None]
    if not judged:
        yield _make(kind or _kind(text), text, ref)
        return
    for part, (rule, ready) in judged:
        yield _make("readiness" if ready else "condition", re.sub(r"^[并且已]*(?=取得|录入)", "", part), ref, rule)
    held = {part for part, _ in judged}
    left = "，".join(part for part in parts if part not in held)
    if len(left) >= 6:
        yield _make(_kind(left), left, ref)


def _kind(text: str) -> str:
    return "readiness" if _READY.search(text) else "condition"


def _make(kind: str, text: str, ref: str, rule: Rule | None = None) -> Requirement:
    bare = trimmed(re.sub(r"\s+", " ", text))[:300]
    if kind == "exclusion" and rule is None:
        found = rule_of(re.sub(EXCLUDES, "", bare), exclusion=True)
        rule = found[0] if found else None
    return Requirement(kind, bare, ref, rule)


def _elsewhere(passage: Passage) -> Iterator[Requirement]:
    """Conditions and exclusions outside their own section: 单个项目总投资不足1500万元的不单独受理."""
    if passage.label == AMENDED:
        for part in sentences(passage.text):
            if _MUST.search(part) and not (EXCLUDES.search(part) or _ABOUT_WORK.search(part) or _AWARD.search(part)):
                yield from _split("", part, passage.ref)
    else:
        yield from _said_outright(passage)
    if passage.parent is not None and passage.parent.label == AMENDED and passage.text.rstrip("。；”").endswith("的"):
        # 增加一项：（四）以改建为名修建景观大道的；: an item that only names a case is one of those that are refused.
        yield _make("exclusion", passage.text, passage.ref)
    elif EXCLUDES.search(passage.text) and not (passage.lead and passage.children):
        yield from _sentences(passage.text, passage.ref)


def _said_outright(passage: Passage) -> Iterator[Requirement]:
    """Sentences that say of whom something must be so; what follows the first behind a semicolon goes on with it."""
    opened = False
    for sentence in re.findall(r"[^。\n]{1,4000}", passage.text):
        for number, part in enumerate(sentences(sentence)):
            sure = bool(_SURE.search(part))
            opened = sure or (opened and number > 0)
            fits = sure or (opened and (_MUST.search(part) or _READY.search(part)))
            if fits and not (
                _ABOUT_WORK.search(part) or EXCLUDES.search(part) or _USE.search(part) or _AWARD_SHARE.search(part)
            ):
                yield from _split("", part, passage.ref)


def _sentences(text: str, ref: str) -> Iterator[Requirement]:
    for part in sentences(text):
        if EXCLUDES.search(part) and not _PROCEDURAL.search(part) and len(trimmed(part)) > 8:
            yield _make("exclusion", part, ref)
