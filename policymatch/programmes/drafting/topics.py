"""Which passages speak of what: support scope, standards, conditions, exclusions, documents, supervision.

Titles and the sentences that open lists decide; what has neither takes after what it stands under. Titles are read at
their end (资金支持标准), because what stands before names the matter and not the kind of rule.
"""

from __future__ import annotations

import re
from enum import Flag, auto

from policymatch.policies.outline import Kind
from policymatch.programmes.drafting.passages import AMENDED, Passage


class Topic(Flag):
    """What a passage speaks of; one may speak of several (支持范围和标准)."""

    NONE = 0
    SCOPE = auto()
    STANDARD = auto()
    CONDITION = auto()
    EXCLUSION = auto()
    DOCUMENTS = auto()
    PROCEDURE = auto()
    SUPERVISION = auto()


_WHO = (
    "支持|补助|补贴|资助|奖补|奖励|扶持|投资|投入|安排|申报|申请|建设|使用|资金|重点|实施|主要|项目|专项|遴选|储备|适用"
)
_TITLES = (
    (Topic.EXCLUSION, re.compile(
        r"不(?:予|(?:得|能|可|宜|应)(?!低于|少于|超过|高于|大于|小于|突破|足)|再|准|让|支持|纳入|列入|属于|受理|安排|补|奖|报|给|行|享受|适用|作为|在)|禁止|严禁|负面|排除|否决|剔除|暂停|暂缓|除外|例外|报不了|限制(?:性)?条件")),
    (Topic.SCOPE, re.compile(
        rf"(?:{_WHO})(?:的)?(?:项目|资金|建设|对象|支持|投向)?(?:和|与|及|、)?(?:范围|方向|内容|领域|重点|任务|投向|类型|类别|用途|事项)(?:$|[和与及、])"
        r"|^投向$|^(?:钱|资金|经费)?(?:用|花|投)(?:在|到|于|向)?(?:哪|何|什么)[一-鿿]{0,4}$|(?:开支|列支|覆盖|工程|工作|改造|整治|治理|修复|保护|培育|创建|具体)(?:的)?(?:范围|方向|内容|领域|重点|任务|类型|类别|用途|事项)$|(?:支持|补助|扶持|奖补|资助)的?[一二三四五六七八九十两\d]{1,2}(?:类|个|项|大)[一-鿿]{0,6}$|^[一二三四五六七八九十]{1,2}(?:类|项|大|个)[一-鿿]{0,6}(?:项目|工程|任务|方向|内容|行动)$|(?:哪些|什么|哪类)[一-鿿]{0,6}(?:可以|能|能够)(?:申?报|申请|支持)|支持(?:哪些|什么)|(?:可以|能)(?:申?报|申请)(?:哪些|什么)|^(?:支持|补助|奖补)(?:什么|范围)|^(?:补|奖|扶持|资助|干|建)(?:些)?(?:什么|哪些)|(?:项目|建设|支持|申报|补助|工程)(?:的)?(?:种类|分类|类别|类型|门类|环节)$|^(?:支持|扶持|补助|奖补)(?:环节|措施|事项|政策)$|^(?:支持|扶持|资助)[一-鿿]{3,14}(?<!办法)(?<!标准)(?<!比例)(?<!条件)(?<!措施)(?<!保障)(?<!政策)(?<!机制)(?<!单位)(?<!参与)(?<!力度)(?<!程序)(?<!方式)$|^重点方向|任务清单$|^方向(?:和|与|及)?")),
    (Topic.STANDARD, re.compile(
        rf"(?:(?:{_WHO}|补助|最高|资金|分担|方式|贴息|分档|差异化|定额)[一-鿿]{{0,6}})?(?:标准|比例|限额|额度|上限|强度)(?:和|与|及|、|$)|补助$|(?:经费|资金)(?:安排|补助)$|(?:支持|补助|奖补|扶持)力度$|(?:上限|限额|最高)金额$|(?:能|可以|给|补|支持)(?:给|补|拿|支持|领)?多少(?:钱|资金)?$")),
    (Topic.CONDITION, re.compile(
        r"(?<!拨付)(?<!支付)(?<!兑付)(?<!验收)(?<!结算)(?:条件|资格|门槛)(?:$|[和与及、（])|^(?!(?:工作|有关|相关|监管|监督|管理|总体|组织|材料|报送|填报|编制|进度|质量|验收|目标|绩效|其他|其他有关|纪律|几点|实施|推进|保障|落实|时间|资金|资金管理|资金使用|评审|审核|申报工作|具体工作|下一步|工程|建设管理)要求$)[一-鿿、]{2,10}要求$"
        r"|(?:需|须|应|要|应当)(?:同时)?(?:满足|符合|具备|达到)[一-鿿]{0,8}$|^(?:项目)?申报(?:和审核|与审核|管理|与管理|审批|和审批)?$|(?:报|申报|申请)(?:之)?前[一-鿿]{0,8}|(?:什么|哪些)(?:条件|要求)|^谁(?:可以|能|有资格)|(?:哪些|什么)(?:单位|县|市|地方|企业|人|主体)(?:可以|能)|(?:^|申报|支持|补助|奖补|贴息|扶持|资助|申请)(?:主体|对象)$")),
    (Topic.DOCUMENTS, re.compile(r"(?:材料|资料)(?:清单|要求|目录|内容)?$|^(?:报送|申报|提交)文件$|(?:申报|申请)(?:文件|文本)(?:目录|清单)?$|(?:交|带|准备|提供)(?:什么|哪些)材料")),
    (Topic.PROCEDURE, re.compile(r"程序|流程|时间|时限|节点|报送|审核|评审|公示|怎么报|如何(?:申报|申请)|怎样(?:申报|申请)|兑现|申请与|方式$|组织|联系|数量|名额|步骤")),
    (Topic.SUPERVISION, re.compile(
        r"监督|监管|绩效|责任|拨付|下达|附则|总则|验收|保障|检查|罚|处理|评估|预算|职责|分工|其他|解释|目标|背景|原则|一般规定|总体要求|要求$|措施$|概述|定义|管理$|总量|调整|退出")),
)  # fmt: skip

_PENALTY = re.compile(
    r"追回|收回|责令|处分|处罚|核减|扣减|暂停(?!申报|受理|安排)|撤销|通报|终止|追究|取消(?![^：:]{0,6}资格)|约谈|调减|退回|调整投资|收缴|移送|不再受理其"
)
_LEADS = (
    # 补助内容限于下列五类，超出范围的不予受理： is about what is supported.
    (Topic.SCOPE, re.compile(
        r"^[^，。：]{0,12}(?:支持|补助|奖补|资助|扶持|贴息|奖励|投资|建设)的?(?:内容|范围|方向|领域|环节|事项|用途|类型)(?:主要|仅)?(?:限于|包括|包含|分为|为|是|有)")),
    (Topic.SUPERVISION, _PENALTY),
    (Topic.DOCUMENTS, re.compile(
        r"(?:提交|报送|提供|附|附具|包括|包含|上报|准备|出具|递交)[^：:。]{0,14}(?:材料|资料|文件|附件)|(?:材料|资料|申报文件)[^：:。]{0,10}(?:包括|包含|如下|有|为)")),
    (Topic.EXCLUSION, re.compile(
        r"不(?:予|(?:得|能|可以?|宜)(?!低于|少于|超过|高于|大于|小于|突破)|再|准|支持|纳入|列入|属于|受理|安排|单独|适用|作为|在[^：:]{0,8}(?:范围|之列))|禁止|严禁|暂停|暂缓|停止|取消[^：:]{0,6}资格")),
    (Topic.CONDITION, re.compile(
        r"(?:符合|具备|满足|达到|做到|落实|办妥|办好|完成|承诺)(?:了)?(?:以下|下列|如下|下述|有关|相应|本)|(?:应当|应|须|需|必须|要)(?:同时|全部|逐项|均)?(?:符合|具备|满足|做到|承诺)?[：:]$|(?:条件|要求)(?:如下|为|是|包括)?[：:]$|^申报(?:项目|单位|主体|企业|对象)[：:]$")),
    (Topic.SCOPE, re.compile(r"(?:支持|补助|扶持|奖补|资助|申报|建设)的?(?:项目|内容|事项|环节|工程|任务)(?:共|主要)?(?:分|分为|有|包括|为|是)[^：:。]{0,10}[：:]$|(?:范围|方向|领域|内容|投向|重点)(?:为|是|包括|主要包括|有|如下|主要有)?[：:]$")),
    (Topic.STANDARD, re.compile(r"标准|比例|限额|额度|上限|最高(?:不超过|补助)?|不(?:得)?(?:超过|高于)")),
    (Topic.SCOPE, re.compile(
        r"(?:用于|支持|投向|安排|投入|资助|补助|包括|面向|奖补)[^：:。]{0,20}(?:以下|下列|如下|下述|几个|几类|个方面|等方面)|(?:下列|以下|下述)(?![^：:。]{0,6}(?:单位|主体|企业|地区|城市|县|机构|人员))[^：:。]{0,24}(?:申请|申报|享受|获得|给予|予以|支持|补助|贴息)|^(?:下列|以下|下述)[^：:。]{0,16}(?:项目|工程|设施|内容|事项|环节|领域|建设)[^：:。]{0,20}[：:]$|(?:重点|主要)?(?:用于|支持|投向)[^：:。]{0,6}[：:]$")),
)  # fmt: skip
_RULE_FORM = re.compile("[，,。；;]")


def own_topic(passage: Passage) -> Topic:
    """What a passage's own title and lead say; NONE where they say nothing."""
    found = Topic.NONE
    lead = passage.lead
    if lead:
        found = next((topic for topic, words in _LEADS if words.search(_opening_part(lead, topic))), Topic.NONE)
    title = passage.title
    if title and not (found & ~Topic.STANDARD) and not _is_first_sentence(passage):
        found |= title_topic(title)
    return found


def _opening_part(lead: str, topic: Topic) -> str:
    """The part of a lead that says what its list is of.

    下列领域优先，其他暂缓申报： lists no exclusions, 有下列情形之一的，暂停申报： does.
    """
    parts = lead.split("，")
    named = next((part for part in parts if re.search("下列|以下|如下|下述", part)), None)
    if (
        topic is not Topic.EXCLUSION
        or named is None
        or re.search("情形|情况|行为|之一|的[县市区村单位项目企业]*$", named)
    ):
        return lead
    return named


def _is_first_sentence(passage: Passage) -> bool:
    """Whether what looks like a title is but the first sentence of a new wording or of a paragraph without a number."""
    if passage.label == AMENDED:
        return not passage.lead
    numbered = passage.label and passage.kind is not Kind.PARAGRAPH
    named = passage.text.strip("。：: ") == passage.title or passage.text[len(passage.title) :][:1] in "：:"
    return not numbered and not named


def title_topic(title: str) -> Topic:
    """What a title says its text is about; 支持范围和标准 says two things."""
    bare = re.sub(r"^(?:第[^章节]{1,4}[章节]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])[\s　]*", "", title)
    if _RULE_FORM.search(bare):
        return Topic.NONE
    found = Topic.NONE
    for topic, words in _TITLES:
        if words.search(bare) and not (found and topic in (Topic.PROCEDURE, Topic.SUPERVISION)):
            found |= topic
    if Topic.EXCLUSION in found:
        return found & (Topic.EXCLUSION | Topic.CONDITION)
    if re.search("不|适用范围|总体", bare):
        found &= ~Topic.SCOPE
    return found


_DIVISIONS = (Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.ANNEX, Kind.ENCLOSED)
_SURE_TITLE = re.compile(
    r"^[一-鿿]{0,6}(?:支持|补助|奖补|申报|资金|投资|项目|申请|报送|提交)?(?:范围|方向|标准|比例|限额|条件|材料|资料|情形|对象|程序|时间|方式|要求)$"
)


class Topics:
    """The topics of a tree of passages."""

    def __init__(self, root: Passage) -> None:
        self._known: dict[int, Topic] = {}
        self._own: dict[int, Topic] = {}
        for each in root.below():
            own = own_topic(each) if each is not root else Topic.NONE
            above = self._known.get(id(each.parent), Topic.NONE) if each.parent else Topic.NONE
            if (
                own
                and self._is_item(each, above)
                and not (_SURE_TITLE.search(each.title) and (Topic.SCOPE not in own or Topic.SCOPE in above))
            ):
                own = Topic.NONE
            self._own[id(each)] = own
            self._known[id(each)] = own or above

    @staticmethod
    def _is_item(each: Passage, above: Topic) -> bool:
        """An item of a list is what the list is of, although it may end like a heading (应急物资储备项目补助)."""
        listed = Topic.SCOPE | Topic.CONDITION | Topic.EXCLUSION | Topic.DOCUMENTS | Topic.STANDARD
        return bool(above & listed) and bool(each.label) and each.kind not in _DIVISIONS and not each.lead

    def of(self, passage: Passage) -> Topic:
        """What a passage is about."""
        return self._known.get(id(passage), Topic.NONE)

    def own(self, passage: Passage) -> Topic:
        """What it says of itself."""
        return self._own.get(id(passage), Topic.NONE)
