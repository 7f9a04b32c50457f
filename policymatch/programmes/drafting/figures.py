"""Ratios, caps and sums in running text: which figures of a sentence are an award, and for whom.

A figure counts only where its own part of the sentence speaks of the award and of nothing else a percentage may be of
(progress, wages, own capital, targets). What may be one and is not sure to be comes back as a doubt with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from policymatch.programmes.drafting import cues
from policymatch.programmes.drafting.numbers import FULL, Number, numbers_in
from policymatch.programmes.drafting.subjects import Region, regions_in, subject_words
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
    within: str = ""
    """What the heading above is for."""


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


def read_text(text: str, setting: Setting, found: Found) -> None:
    """Add the figures of a paragraph to ``found``."""
    carried = ""
    before: list[Figure] = []
    bare = cues.RISE.sub("", plain(text))
    for sentence in sentences(bare):
        if not re.search(r"\d|[%％]|百分之|成|全额|全部由|元|一半|分之", sentence):
            same_tier(sentence, found)
            carried = "" if len(sentence) > 12 else carried
            continue
        # What follows a figure of an award in the same paragraph is read as one too: 农村水利项目可放宽到600万元.
        inner = replace(setting, standard=True) if before and not setting.standard else setting
        reader = _Sentence(without_asides(sentence), sentence, inner, carried, before)
        if _is_aside(sentence):
            reader.read(Found())
            if reader.made:
                found.doubts.append(f"像是举例、旧标准或已经发生的数，没有当作标准，要核对：{sentence[:90]}")
            continue
        reader.read(found)
        before = reader.made or before
        carried = reader.subject_at_end if reader.made else carried
        same_tier(sentence, found)
        if setting.standard and cues.EXTRA.search(sentence):
            found.doubts.append(f"在标准上再加减的没有换算，要人工核对：{sentence[:90]}")


def _is_aside(sentence: str) -> bool:
    """Whether a sentence gives its figures as an example, a report or an old rule."""
    ended = cues.ENDED.search(sentence) and not cues.AMENDED_TO.search(sentence)
    return bool(ended or cues.ASIDE.search(sentence))


def same_tier(sentence: str, found: Found) -> None:
    """东北地区执行中部地区标准: the rows of the one tier hold for the other."""
    match = cues.SAME_AS.search(cues.NORTH_EAST.sub("东北", sentence))
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
    match = cues.BASE_SENTENCE.search(plain(without_asides(text)))
    return _clean_basis(match["basis"] or match["other"]) if match else None


def _clean_basis(text: str) -> str:
    head = cues.BASIS_HEAD.match(text)
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
        self._first = ""
        self._taken = 0
        """Behind the last figure that was an award."""

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
            if not same or not cues.JOIN.match(self.text[run[-1].end : number.start]):
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
        # A band stands before its share: 投资额500万元至2000万元的，奖补8%.
        subjects = self._subjects(self.text[self._taken : first.start], len(run), cues.STEP_BACK.split(after)[0])
        self._taken = last.end
        if subjects is None:
            found.doubts.append(f"“{self.shown[:90]}”里几个数各归哪一类地区或项目看不准，没有写进草案")
            return
        for number, (regions, subject) in zip(run, subjects, strict=True):
            for region in regions or (None,):
                self.made.append(self._figure(kind, number, region, subject, before))

    # which figures are an award

    def _part(self, before: str) -> str:
        """The part of the sentence a figure stands in: back to the last comma."""
        return cues.STEP_BACK.split(before)[-1]

    def _share_kind(self, number: Number, before: str, after: str) -> str:
        """ratio where a share is an award, no where it is none, empty where that is unsure."""
        part, behind = self._part(before), cues.STEP_BACK.split(after)[0]
        if cues.FORMER.search(part) or cues.OVERHEAD.search(self.text[: number.start]):
            return "no"
        if cues.OF_INTEREST.search(before) and cues.INTEREST.search(self.text):
            self._mode = "ratio"
            return "ratio"
        if self._is_no_award(before, after, part, behind):
            return "no"
        if FULL.fullmatch(self.text, number.start, number.end):
            return "ratio" if cues.PAY.search(self.text) else "no"
        if (self._mode == "ratio" and not self._says_other(part)) or self._is_award(number, before, part, behind):
            self._mode = "ratio"
            return "ratio"
        return "" if self.setting.standard else "no"

    def _is_no_award(self, before: str, after: str, part: str, behind: str) -> bool:
        """Whether the words around a share say that it is of something else: a minimum, progress, wages, a part of the money."""
        if cues.OWN_CAPITAL.search(before):
            self._mode = "other"
        if (
            cues.ON_TOP.search(part)
            or cues.SHARED.search(before)
            or (cues.LOCAL.search(before) and not cues.HIGHER.search(part))
        ):
            return True
        paid = cues.PAY.search(part)
        if self._mode == "other" and not paid:
            return True
        if cues.OF_CAPITAL.search(part):
            self._mode = "other"
        if cues.LEAST.search(before) or cues.OF_MONEY.search(before):
            return True
        if cues.SHARE_NOT.search(part) and not self._goes_on_about_share(part):
            return True
        if cues.SHARE_NOT_AFTER.match(after) or cues.NO_AWARD_BEHIND.search(behind):
            return True
        if cues.REACH.search(before) and not cues.PAID_AT_ALL.search(part):
            return True
        return "占" in part and not paid and not cues.PAY.search(behind) and not self._goes_on_about_share(part)

    def _goes_on_about_share(self, part: str) -> bool:
        """Whether 占比不超过25% stands behind 中央资金占总投资的比例不超过50%."""
        held = [*self._before, *self.made]
        return "占比" in part and any(each.kind == "ratio" and cues.SHARE_OF.search(each.sentence) for each in held)

    def _is_award(self, number: Number, before: str, part: str, behind: str) -> bool:
        said = bool(
            cues.PAY.search(part) or cues.PAY.search(behind) or self._speaks_of_award(self.text[: number.start])
        )
        if not said and cues.CAP.search(part) and regions_in(part):
            # 中央预算内投资，除另有规定外，东、中、西部地区分别不超过总投资的20%、40%、60%: what is paid was named before.
            said = cues.PAY.search(self.text[: number.start]) is not None
        if said and (self.setting.standard or cues.STRONG.search(self.text) or cues.CAP.search(part) or "按" in part):
            return True
        return self.setting.standard and bool(
            cues.CAP.search(part) or regions_in(before) or cues.MEASURED.search(part) or not part.strip()
        )

    def _speaks_of_award(self, text: str) -> bool:
        return bool(cues.STRONG.search(text) or cues.STRONG.search(self.setting.lead))

    @staticmethod
    def _says_other(part: str) -> bool:
        return bool(re.search("占|率|比重|以上", part))

    def _money_kind(self, number: Number, before: str, after: str) -> str:
        part = self._part(before)
        if cues.FORMER.search(part) or cues.OVERHEAD.search(self.text[: number.start]):
            return "no"
        if cues.ON_TOP.search(part):
            return "no"
        if (
            cues.MONEY_NOT_AFTER.match(after)
            or cues.MONEY_NOT.search(part)
            or re.search(r"指导价|并非补助|资金规模|总规模", self.text)
        ):
            return "no"
        physical = self._per(number, before)
        capped = cues.CAP.search(part) or cues.CAP_AFTER.match(after)
        paid = (
            cues.PAY.search(part)
            or cues.PAY.search(cues.STEP_BACK.split(after)[0])
            or cues.STRONG_SUM.search(self.text)
            or cues.STRONG_SUM.search(self.setting.lead)
            or (capped and (self.made or cues.EACH.search(part)))
        )
        if not paid and not self.setting.standard:
            return "no"
        if not self.setting.standard and not (
            cues.STRONG_SUM.search(self.text) or cues.STRONG_SUM.search(self.setting.lead) or self.made
        ):
            return "no"
        if physical and not (capped and physical == "处"):
            return "amount"
        if capped:
            self._mode = "cap"
            return "cap"
        if self._mode == "cap" and not re.search("定额|一次性|给予", part):
            return "cap"
        if (
            cues.LUMP.search(part)
            or ("定额" in self.text[: number.start] and cues.EACH.search(self.text))
            or self._mode == "amount"
        ):
            self._mode = "amount"
            return "amount"
        if re.search("上限|限额|不超过|最高", self.setting.lead) or re.search(
            "上限|限额|最高|不超过", self.text[: number.start]
        ):
            self._mode = "cap"
            return "cap"
        return "amount" if self.setting.standard and (not number.start or cues.ONE_EACH.search(part)) else "no"

    def _per(self, number: Number, before: str) -> str:
        """What one sum is paid for where that is counted or measured: 亩, 床位."""
        if number.per:
            per = number.per.lstrip("每个")
            return per if per in cues.PHYSICAL_UNITS else ""
        matches = list(cues.PHYSICAL.finditer(self._part(before)[-30:]))
        if not matches:
            return ""
        match = matches[-1]
        unit = match["unit"] or match["mean"]
        # 每户最高10万元 is a cap where a 户 is a firm.
        of_firms = unit == "户" and re.search("企业|经营主体|合作社|商户", self.text)
        return "" if of_firms and cues.CAP.search(self._part(before)) else unit

    # for whom

    def _subjects(self, before: str, count: int, behind: str) -> list[tuple[list[Region], str]] | None:
        """For each figure of a run its regions and words; None where they cannot be told apart."""
        shared = re.split("分别", before)[0] if "分别" in before else before
        regions = regions_in(shared)
        subject = self._subject(before)
        if count == 1:
            return [(regions or self._inherited(before), subject)]
        if len(regions) == count:
            return [([region], subject) for region in regions]
        # 按40%、50%、60%分别补助东部、中部、西部县 names them behind.
        if not regions and "分别" in behind and len(named := regions_in(behind)) == count:
            return [([region], subject) for region in named]
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
        parts = [part for part in cues.STEP_BACK.split(text) if part.strip()]
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
        regions = [each.region for each in self.made if each.region]
        if regions and len({each.value for each in self.made}) == 1 and set(regions_in(self.text)) == set(regions):
            # 对西藏项目可提高至60%，最高不超过8000万元: a sentence about one place is about it to its end.
            return list(dict.fromkeys(regions))
        return list(self.setting.regions)

    def _subject(self, before: str) -> str:
        if re.match(r"(?:单个|每个|单项)(?:项目|工程)", self.text):
            self.subject_at_end = ""  # a sentence of its own speaks of all that its heading names
        # A part with a figure of its own names the thing only where it is a band: 投资额500万元至2000万元的.
        parts = [
            part for part in cues.STEP_BACK.split(before) if cues.BAND.search(part) or not cues.AMOUNT_IN.search(part)
        ]
        words = [subject_words(part) for part in parts]
        kept = "，".join(word for word in words if word)[-60:]
        if not kept and re.search(r"(?:^|，|、)(?:其余|其他|其它)", before):
            kept = REST
        if not kept and self.subject_at_end == REST and regions_in(before):
            return self.setting.subject  # 西藏 is no part of 其他项目
        self._first = self._first or (kept if kept != REST else "")
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
                basis = (
                    self._basis
                    or next((each.basis for each in reversed(self._before) if each.basis), None)
                    or self.setting.basis
                )
            if basis is None:
                doubts.append("比例的基数没有写明")
            self._basis = basis
        unit = None
        value = number.share if kind == "ratio" else number.wan
        if kind == "amount":
            each = cues.EACH.search(self._part(before))
            per = self._per(number, before) or number.per or (each["unit"] if each and each["unit"] else "个")
            per = cues.PAY_WORD.sub("", per.removeprefix("个"))
            unit = f"{number.unit}/{per or '个'}"
            value = number.amount
        elif kind == "cap" and number.per:
            doubts.append(f"按每{number.per}计")
        assert value is not None
        low = number.low if kind != "amount" else None
        return Figure(
            kind,
            value,
            self.setting.ref,
            self.shown,
            region,
            subject,
            basis,
            low,
            unit,
            tuple(doubts),
            self._within(subject),
        )

    def _within(self, subject: str) -> str:
        """What the heading names, else what the sentence began with: 乡镇商贸中心，新建的…，改造的…."""
        wider = self.setting.subject or self._first
        return wider if wider != subject else ""

    def _find_basis(self, before: str) -> str | None:
        shared = cues.SHARE_OF.search(self.text)
        bare = re.sub(r"(?:不得超过|不超过|不高于|不得高于|最高|按照|按|的|给予|为|可达|达到|至多)+$", "", before)
        for text in (before, bare):
            match = cues.BASIS.search(text)
            if match:
                basis = _clean_basis(match["basis"])
                return basis if basis and not re.search("补助|预算内", basis) else None
        return _clean_basis(shared["basis"]) if shared else None
