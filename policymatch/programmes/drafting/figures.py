"""Ratios, caps and sums in running text: which figures of a sentence are an award, and for whom.

A figure counts only where its own part of the sentence speaks of the award and of nothing else a percentage may be of
(progress, wages, own capital, targets). What may be one and is not sure to be comes back as a doubt with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from policymatch.programmes.drafting.numbers import FULL, Number, numbers_in
from policymatch.programmes.drafting.subjects import Region, places_in, regions_in, subject_words
from policymatch.programmes.drafting.words import plain, sentences, trimmed, without_asides

REST = "其余"
"""What a figure is for that holds for all that was not named before it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as found: ``kind`` ratio (0.3), cap (万元) or amount (in ``unit``); ``subject`` are the text's words for what it is for."""

    kind: str
    value: float
    ref: str
    sentence: str
    region: Region | None = None
    subject: str = ""
    basis: str | None = None
    low: float | None = None
    unit: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class Setting:
    """What a sentence inherits: the clause it is cited by, whether it stands among standards, what its heading is for."""

    ref: str
    standard: bool
    lead: str = ""
    subject: str = ""
    basis: str | None = None
    regions: tuple[Region, ...] = ()


@dataclass(slots=True)
class Found:
    """Figures and doubts."""

    figures: list[Figure] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


_PAY = re.compile(
    r"补助|支持(?!企业自)|资助|奖补|奖励|补贴|贴息|投资补助|中央预算内投资|中央投资|中央资金|省级资金|中央财政|财政资金|专项资金|给予|申请(?:额|资金|补助)|安排|资本金注入|本专项|资金支持"
)
_STRONG = re.compile(
    r"(?:补助|支持|资助|奖补|奖励|补贴|贴息|投资|安排)(?:的)?(?:比例|标准|额度|限额|上限|总额|强度)|(?:给予|予以)[^，。；]{0,20}(?:补助|支持|资助|奖补|奖励|补贴|贴息)"
    r"|(?:补助|奖补|资助|补贴|奖励|支持)[^，。；]{0,12}(?:不(?:得|能)?(?:超过|高于|突破)|最高|至多|按)|定额(?:补助|奖补)|按(?:照)?每[^，。；]{1,20}(?:补助|奖补|补贴|奖励|资助)|元的标准|(?:单个|每个|单项|每)[^，。；]{0,24}(?:最高|不(?:得)?(?:超过|高于|突破))"
)
_SHARE_NOT = re.compile(
    r"自有|自筹|进度|完成投资|支付(?!的?利息|的?价款)|拨付|预拨|劳务|报酬|占比|比重|国产|[一-鿿]率|权重|绩效|抽查|违约|罚|得分|下调|上调|浮动|增长|降低|减少|扣减|核减|下浮(?!至|到)|上浮(?!至|到)|提取|管理费|预留|质保|结余|留存"
    r"|股权|股份|持股|营业收入|销售|研发|脱贫(?!县|地区|村)|贫困人口|务工|涨价|超出|超概|误差|折扣|税|LPR|抵押|去年|上年|往年|配套(?!设施|建设|工程)|群众|就业|返还|人数|面积|床位占|收益|还款|完成量|工程量"
    r"|资本金按|资本金(?:比例)?(?:应|须|不|最低|需|达)|概算(?:调整|调增|超)|计入总投资|不可预见|履约|合同价|公示|验收|实际平均|因素|人均|价格|地方[^，。；]{0,6}(?:投入|比例|承担|负担|资金)|市县|出资|担保|流动|利润|毛利|复购|满意|面积的|余额|提前下达"
)
_SHARE_NOT_AFTER = re.compile(
    r"^(?:以上)?的?(?:比例)?(?:组织|提取|收取|预留|扣|核减|抽|管理|以上的|股|土地|面积|进度|工程|时|后|且|用地)|^以上|^左右的?(?:土地|面积)|^的(?:企业|项目|县|单位|地区|城市|省份|资金|农户|市|机构)|^比例组织"
)
_LEAST = re.compile(
    r"(?:不低于|不少于|不得低于|不得少于|不小于|不能低于|低于|少于|不足|大于|至少|未达到?|达不到|(?<!不)(?<!不得)(?<!不能)(?<!得)超过|(?<!不)(?<!不得)(?<!不能)高于|仅占|占比为?|由\d{1,3}%?(?:提高|提升)(?:到|至)|增加|提高|上浮|下浮)\s?$"
)
_REACH = re.compile(r"(?<!可)(?<!可以)(?<!比例)(?<!最高)(?<!标准)(?:达到|达)\s?$")
_OF_MONEY = re.compile(
    r"(?:补助|专项|奖补|下达|扶持|补贴|衔接|中央|财政|投资计划)(?:资金|投资|经费)(?:总额|总量|规模|额度|额|比例)?的?\s?(?:按)?$|(?:资金|资金总额|资金总量|年度规模|全省规模)的?$|占补助资金[一-鿿]{0,8}$"
)
_CAP = re.compile(
    r"不(?:得|能|应|予|宜|可)?(?:超过|高于|突破|超|大于)|最高|上限|封顶|至多|最多|限额|限(?=\d)|为限|放宽|可达|提高(?:到|至)|增加(?:到|至)|以内|之内|控制在"
)
_CAP_AFTER = re.compile(r"^(?:以内|之内|为限|封顶|为上限|为最高限额|的?(?:上限|限额)|（含）以内)")
_MONEY_NOT = re.compile(
    r"(?<!中央)(?<!预算内)(?<!超过)(?<!补助)(?<!按)(?<!核定)(?:总投资|投资额|投资规模|投资总额|固定资产投资|设备投资)(?!的?(?:\d|补助|百分))[^，。；]{0,12}$|营业收入|注册资[本金]|产值|销售|(?<!公益性)收入|(?<!政策性)贷款(?!贴息)|融资|罚款|资产|税|利润|合同|采购|保证金|打捆"
    r"|指导价|参考价|单价|造价|单位投资|测算价|并非补助|收费|工资|报酬|借款|发债|发行|债券|股|担保|征收|租金|预算(?!内)|概算|估算|缴|押金|投保|保费|已(?:安排|下达|累计)|去年|上年|规模(?:为|达|约|共)|共(?:安排|下达)|总规模|门槛|不低于|不少于|不得低于|不得少于|不足|低于|少于|不得小于|(?<!不)(?<!不得)(?<!不能)超过$|万以上|以上$|经费|水价|电价|房价|价格"
)
_MONEY_NOT_AFTER = re.compile(
    r"^以下(?!的?补|的?支|的?奖)|^(?:（[^（）]{0,8}）|\([^()]{0,8}\))?(?:以上|以下的|以下[（(]|（不含|以内的项目|以内的，|及以上|的项目|以下项目|以上项目|的企业)|^以下(?:的|项目|且|，)"
)
_PHYSICAL = re.compile(
    r"(?P<mean>亩|户|床|台|公里)均|每(?:新增|新建|改造|建成|改建|一|张|个|套)?[一-鿿]{0,5}?(?P<unit>亩|公顷|公里|千米|平方米|立方米|平米|米|床位|床|张|托位|户|人|千瓦时|千瓦|吨|头|只|辆|台|套|眼|间|株|桩|枪|学位|车位|泊位|蓄水|处|棵|把)(?![一-鿿]{0,1}级|民|员|均)"
)
_PHYSICAL_UNITS = frozenset(
    ["亩", "公顷", "公里", "千米", "平方米", "立方米", "米", "床位", "床", "张", "托位", "户", "人", "千瓦", "千瓦时", "吨", "头", "只", "辆", "台", "套", "眼", "间", "株", "桩", "枪", "学位", "车位", "泊位", "处", "km", "㎡"]
)
_EACH = re.compile(
    r"(?:每|单)(?:一)?(?P<unit>个[一-鿿]{0,6}|项目|县|市|村|镇|乡|站|库|座|家|企业|单位|园区|基地|校|院|体)|单个"
)
_LUMP = re.compile(r"定额|一次性|给予|奖励|补助|奖补|补贴|资助|标准|包干|按")
_BASIS = re.compile(
    r"(?P<basis>[一-鿿、（）()]{0,18}?(?:投资额|总投资|投资|资本金|工程费用|工程费|费用|购置费|购置款|费|造价|利息|价款|价格|金额|支出|概算|决算价|决算|合同额|投入|成本|总额|贷款额|审定额|审计额|审定价))(?:总额|额)?(?:（[^（）]{0,30}）)?(?:的)?\s?(?:的比例)?$"
)
_BASIS_HEAD = re.compile(
    r".*(?:不得超过|不超过|不高于|不得高于|不突破|控制在|最高|最高可达|按照|按|占|为|于|由|以|给予|可达|达到|超过|达|其|原则上|比例|项目(?=总|核|固|实|建安|工程)|经|同一|单个|依据)照?"
)
_BASE_SENTENCE = re.compile(
    r"(?:依据|按照?|以)(?:经)?(?P<basis>[^，。；]{0,16}?(?:投资额?|资本金|工程费用|费用|造价|利息|概算|支出|决算额?|审定额))(?:（[^（）]{0,40}）)?(?:为(?:计算)?(?:基数|基准|依据)|测算|计算|核定补助|作为(?:计算)?基数)"
    r"|(?:补助|计算|测算)?基数(?:为|是|按)(?P<other>[^，。；]{2,16}?(?:投资额?|资本金|费用|造价|利息|概算))"
)
_SAME_AS = re.compile(
    r"(东部|中部|西部|东北)(?:地区|三省|省份)?[^，。；\d]{0,6}?(?:按照?|执行|比照|参照|适用)[^，。；\d]{0,6}?(东部|中部|西部|东北)(?:地区|三省|省份)?[^，。；]{0,6}?(?:标准|政策|比例|档次|执行)"
)
_FORMER = re.compile(r"原(?:规定|标准|办法|比例|政策|有)[^，。；]{0,20}$|不再适用|旧(?:标准|办法)|去年|上年度?实际")
_OVERHEAD = re.compile(r"管理费|工作经费|手续费|前期费")
_RISE = re.compile(
    r"(?:由|从|原)(?:原来的?)?[^，。；]{0,3}?\d[\d.,]{0,12}(?:%|[亿万]?元)(?:/[一-鿿])?(?=(?:，)?(?:统一)?(?:提高|调整|增加|提升|上调|降低|下调|改|降|放宽)(?:到|至|为|成))"
)
"""由1200元提高为1800元: only the new figure holds."""
_LOCAL = re.compile(r"(?:承担|分担|负担|配套|自筹|匹配)(?:比例)?(?:为)?\s?$")
_EXTRA = re.compile(
    r"(?:上浮|下浮|提高|增加|降低|下调|上调|再加)(?!到|至|为)[^，。；]{0,6}?\d[\d.]{0,7}(?:%|个百分点|[万亿]?元)|基础上[^，。；]{0,16}\d"
)
_ON_TOP = re.compile(r"基础上|(?:提高|增加|上浮|追加|加发|加奖)\s?$")
_JOIN = re.compile(r"^[、，,和及与或\s/]{0,4}(?:以及)?$")
_STEP_BACK = re.compile("[，：:,]")


def read_text(text: str, setting: Setting, found: Found) -> None:
    """Add the figures of a paragraph to ``found``."""
    carried = ""
    before: list[Figure] = []
    bare = _RISE.sub("", plain(text))
    for sentence in sentences(bare):
        if not re.search(r"\d|[%％]|百分之|成|全额|全部由|元|一半|分之", sentence):
            same_tier(sentence, found)
            carried = "" if len(sentence) > 12 else carried
            continue
        # What follows a figure of an award in the same paragraph is read as one too: 农村水利项目可放宽到600万元.
        inner = replace(setting, standard=True) if before and not setting.standard else setting
        reader = _Sentence(without_asides(sentence), sentence, inner, carried, before)
        reader.read(found)
        before = reader.made or before
        carried = reader.subject_at_end if reader.made else carried
        same_tier(sentence, found)
        if setting.standard and _EXTRA.search(sentence):
            found.doubts.append(f"在标准上再加减的没有换算，要人工核对：{sentence[:90]}")


def same_tier(sentence: str, found: Found) -> None:
    """东北地区执行中部地区标准: the rows of the one tier hold for the other."""
    match = _SAME_AS.search(sentence)
    if match is None or match[1] == match[2]:
        return
    known = {(each.kind, each.subject) for each in found.figures if each.region and each.region.tier == match[1]}
    found.figures += [
        replace(each, region=Region(match[1]), doubts=(*each.doubts, f"按“{trimmed(sentence)[:60]}”推出"))
        for each in list(found.figures)
        if each.region and each.region.tier == match[2] and (each.kind, each.subject) not in known
    ]


def basis_in(text: str) -> str | None:
    """The base that a sentence gives for shares elsewhere (以批复的总投资为基数); None where it gives none."""
    match = _BASE_SENTENCE.search(plain(without_asides(text)))
    return _clean_basis(match["basis"] or match["other"]) if match else None


def _clean_basis(text: str) -> str:
    head = _BASIS_HEAD.match(text)
    bare = (text[head.end() :] if head else text).strip("的，、：:（）() ")
    bare = re.sub(r"^(?:项目|经|审批部门|其|该|同一|单个|本)+", "", bare) or bare
    return bare[-16:]


class _Sentence:
    """One sentence between semicolons."""

    def __init__(self, text: str, shown: str, setting: Setting, carried: str, before: Sequence[Figure]) -> None:
        self.text = text
        self.shown = shown
        self.setting = setting
        self.numbers = numbers_in(text)
        self.made: list[Figure] = []
        self.subject_at_end = carried
        self._before = before
        self._mode = ""
        self._basis: str | None = None

    def read(self, found: Found) -> None:
        at = 0
        while at < len(self.numbers):
            run = self._run(at)
            self._read_run(run, at, found)
            at += len(run)
        found.figures += self.made

    def _run(self, at: int) -> list[Number]:
        """Figures that follow each other with nothing but commas between them: 30%、45%、60%."""
        run = [self.numbers[at]]
        for number in self.numbers[at + 1 :]:
            same = (number.share is None) == (run[-1].share is None)
            if not same or not _JOIN.match(self.text[run[-1].end : number.start]):
                break
            run.append(number)
        return run

    def _read_run(self, run: list[Number], at: int, found: Found) -> None:
        first, last = run[0], run[-1]
        start = self.numbers[at - 1].end if at else 0
        before = self.text[start : first.start]
        after = self.text[last.end : last.end + 24]
        kind = (
            self._share_kind(first, before, after)
            if first.share is not None
            else self._money_kind(first, before, after)
        )
        if kind in ("no", ""):
            if kind == "" and first.share is not None and self.setting.standard:
                found.doubts.append(
                    f"“{self.shown[:90]}”中的 {self.text[first.start : last.end]} 是不是补助比例看不准，没有写进草案"
                )
            return
        subjects = self._subjects(before, len(run))
        if subjects is None:
            found.doubts.append(f"“{self.shown[:90]}”里几个数各归哪一类地区或项目看不准，没有写进草案")
            return
        for number, (regions, subject) in zip(run, subjects, strict=True):
            for region in regions or [None]:
                self.made.append(self._figure(kind, number, region, subject, before))

    # which figures are an award

    def _part(self, before: str) -> str:
        """The part of the sentence a figure stands in: back to the last comma."""
        return _STEP_BACK.split(before)[-1]

    def _share_kind(self, number: Number, before: str, after: str) -> str:
        part = self._part(before)
        if _FORMER.search(part) or _OVERHEAD.search(self.text[: number.start]):
            return "no"
        if re.search(r"利息(?:总额|支出|额)?的?\s?$", before) and re.search("贴息|补助|补贴", self.text):
            self._mode = "ratio"
            return "ratio"
        if _ON_TOP.search(part) or (_LOCAL.search(before) and not re.search("中央|省级|省财政|自治区", part)):
            return "no"
        if self._mode == "other" and not _PAY.search(part):
            return "no"
        if re.search(r"资本金按", part):
            self._mode = "other"
        if (
            _LEAST.search(before)
            or _OF_MONEY.search(before)
            or _SHARE_NOT.search(part)
            or _SHARE_NOT_AFTER.match(after)
        ):
            return "no"
        if _REACH.search(before) and not re.search("补助|支持|安排", part):
            return "no"
        clause = _STEP_BACK.split(after)[0]
        if re.search(r"提取|管理费|抽查|扣减|核减|劳务|工资|配套|分担|自筹", clause):
            return "no"
        own_money = _PAY.search(part) or _PAY.search(clause)
        if re.search("占", part) and not own_money:
            return "no"
        if FULL.fullmatch(self.text, number.start, number.end):
            return "ratio" if _PAY.search(self.text) else "no"
        if self._mode == "ratio" and not self._says_other(part):
            return "ratio"
        if own_money or _STRONG.search(self.text[: number.start]) or _STRONG.search(self.setting.lead):
            if self.setting.standard or _STRONG.search(self.text) or _CAP.search(part) or re.search("按", part):
                self._mode = "ratio"
                return "ratio"
        if self.setting.standard and (
            _CAP.search(part) or regions_in(before) or re.search(r"按|比例|标准|可达", part) or not part.strip()
        ):
            self._mode = "ratio"
            return "ratio"
        return "" if self.setting.standard else "no"

    @staticmethod
    def _says_other(part: str) -> bool:
        return bool(re.search("占|率|比重|以上", part))

    def _money_kind(self, number: Number, before: str, after: str) -> str:
        part = self._part(before)
        if _FORMER.search(part) or _OVERHEAD.search(self.text[: number.start]):
            return "no"
        if _ON_TOP.search(part):
            return "no"
        if (
            _MONEY_NOT_AFTER.match(after)
            or _MONEY_NOT.search(part)
            or re.search(r"指导价|并非补助|资金规模|总规模", self.text)
        ):
            return "no"
        physical = self._per(number, before)
        capped = _CAP.search(part) or _CAP_AFTER.match(after)
        paid = (
            _PAY.search(part)
            or _PAY.search(_STEP_BACK.split(after)[0])
            or _STRONG.search(self.text)
            or _STRONG.search(self.setting.lead)
            or (capped and (self.made or _EACH.search(part)))
        )
        if not paid and not self.setting.standard:
            return "no"
        if not self.setting.standard and not (
            _STRONG.search(self.text) or _STRONG.search(self.setting.lead) or self.made
        ):
            return "no"
        if physical:
            return "amount"
        if capped:
            self._mode = "cap"
            return "cap"
        if self._mode == "cap" and not re.search("定额|一次性|给予", part):
            return "cap"
        if _LUMP.search(part) or self._mode == "amount":
            self._mode = "amount"
            return "amount"
        if re.search("上限|限额|不超过|最高", self.setting.lead) or re.search(
            "上限|限额|最高|不超过", self.text[: number.start]
        ):
            self._mode = "cap"
            return "cap"
        return "amount" if self.setting.standard and not number.start else "no"

    def _per(self, number: Number, before: str) -> str:
        """What one sum is paid for where that is counted or measured: 亩, 床位."""
        if number.per:
            per = number.per.lstrip("每个")
            return per if per in _PHYSICAL_UNITS else ""
        match = None
        for match in _PHYSICAL.finditer(self._part(before)[-30:]):
            pass
        if match is None:
            return ""
        unit = match["unit"] or match["mean"]
        # 每户最高10万元 is a cap where a 户 is a firm.
        return "" if unit == "户" and "企业" in self.text and _CAP.search(self._part(before)) else unit

    # for whom

    def _subjects(self, before: str, count: int) -> list[tuple[list[Region], str]] | None:
        """For each figure of a run its regions and words; None where they cannot be told apart."""
        shared = re.split("分别", before)[0] if "分别" in before else before
        regions = regions_in(shared)
        subject = self._subject(before)
        if count == 1:
            return [(regions or self._inherited(before), subject)]
        if len(regions) == count:
            return [([region], subject) for region in regions]
        if not regions:
            listed = self._listed(shared)
            if len(listed) == count:
                return [(self._inherited(before), each) for each in listed]
            inherited = list(self.setting.regions)
            if len(inherited) == count:
                return [([region], subject) for region in inherited]
        tiers = [region for region in regions if region.tier != "特殊"]
        return [([region], subject) for region in tiers] if len(tiers) == count else None

    def _listed(self, text: str) -> list[str]:
        """农村公路、桥梁和站场 before 分别: the kinds a run of figures is for, in order."""
        parts = [part for part in _STEP_BACK.split(text) if part.strip()]
        for part in reversed(parts):
            bare = re.sub(
                r"(?:单个项目|项目|补助|奖补|支持|资金|比例|标准|上限|限额|最高|按照|按|的|原则上|均|为|给予|不超过|不得超过|可)+$",
                "",
                part.strip(),
            )
            items = [item for item in re.split("、|和|及|与|以及", bare) if item.strip()]
            if len(items) > 1:
                return [trimmed(item) for item in items]
        return []

    def _inherited(self, before: str) -> list[Region]:
        if self.setting.regions and not self._subject(before):
            return list(self.setting.regions)
        if self.made and self.made[-1].region and not re.search("[，：:]", before):
            return [self.made[-1].region]
        # 西部地区不超过80%，单个项目不超过3000万元: the cap is for all unless it says for whom.
        return list(self.setting.regions)

    def _subject(self, before: str) -> str:
        if self.setting.subject and re.match(r"(?:单个|每个|单项)(?:项目|工程)", self.text):
            self.subject_at_end = ""  # a sentence of its own speaks of all that its heading names
        words = [subject_words(part) for part in _STEP_BACK.split(before)]
        kept = "，".join(word for word in words if word)[-60:]
        if not kept and re.search(r"(?:^|，|、)(?:其余|其他|其它)", before):
            kept = REST
        if kept:
            self.subject_at_end = kept
            return kept
        return self.subject_at_end or self.setting.subject

    def _figure(self, kind: str, number: Number, region: Region | None, subject: str, before: str) -> Figure:
        doubts: list[str] = []
        basis = None
        if kind == "ratio":
            basis = self._find_basis(before)
            if basis is None:
                basis = self._basis or self.setting.basis
            if basis is None:
                doubts.append("比例的基数没有写明")
            self._basis = basis
        unit = None
        value = number.share if kind == "ratio" else number.wan
        if kind == "amount":
            each = _EACH.search(self._part(before))
            per = self._per(number, before) or number.per or (each["unit"] if each and each["unit"] else "个")
            unit = f"{number.unit}/{per.removeprefix('个') or '个'}"
            value = number.amount
        elif kind == "cap" and number.per:
            doubts.append(f"按每{number.per}计")
        assert value is not None
        low = number.low if kind != "amount" else None
        return Figure(kind, value, self.setting.ref, self.shown, region, subject, basis, low, unit, tuple(doubts))

    def _find_basis(self, before: str) -> str | None:
        bare = re.sub(r"(?:不得超过|不超过|不高于|不得高于|最高|按照|按|的|给予|为|可达|达到|至多)+$", "", before)
        for text in (before, bare):
            match = _BASIS.search(text)
            if match:
                basis = _clean_basis(match["basis"])
                return basis if basis and not re.search("补助|预算内", basis) else None
        return None


def special_places(text: str) -> tuple[str, ...]:
    """The special places a stretch names."""
    return places_in(text)
