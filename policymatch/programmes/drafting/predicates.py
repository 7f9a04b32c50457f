"""Sentences as predicates of the rule language, where a part of a sentence says exactly one of its facts.

Only a whole part is turned into a rule: 已备案且资金落实 is two parts, and the second stays for a person. A rule that
judged half of a sentence would call the whole fulfilled.
"""

from __future__ import annotations

import re

from policymatch.programmes.drafting.numbers import numbers_in
from policymatch.programmes.drafting.words import plain

Rule = dict[str, object]

_PERMITS = (
    ("初步设计批复", r"初步设计"),
    ("可研批复", r"可行性研究报告|可研"),
    ("项目建议书批复", r"项目建议书"),
    ("用地预审与选址意见书", r"用地预审|选址意见"),
    ("建设用地规划许可", r"建设用地规划许可"),
    ("建设工程规划许可", r"建设工程规划许可"),
    ("施工许可", r"施工许可"),
    ("环评批复", r"环境影响评价|环评|环境影响(?:报告|登记)"),
    ("节能审查", r"节能审查"),
    ("社会稳定风险评估", r"社会稳定风险评估"),
    ("水土保持方案", r"水土保持"),
    ("林地使用", r"(?:使用)?林地(?:使用|审核)"),
    ("洪水影响评价", r"洪水影响评价"),
    ("地质灾害危险性评估", r"地质灾害危险性评估"),
)
_RECORDED = re.compile(
    r"(?:并)?(?:企业)?(?:投资)?(?:项目)?(?:已经?|须|应|均|应当|必须)?(?:依法)?(?:在[^，]{2,20}平台)?(?:完成|办理|取得)?(?:了)?(?:项目)?(?:立项|投资)?备案(?:手续)?"
)
_DONE = re.compile(r"批复|批准|审批|完成|取得|具备|齐备|齐全|完备|通过|办理|获批|审查|备案|核准")
_RECEIVED = re.compile(
    r"(?:已|已经|曾)?(?:足额)?(?:获得|获|有|享受|安排|取得|下达|得到|列入)(?:过|了)?[^，；]{0,30}(?:中央|国债|预算内)[^，；]{0,40}|(?:中央|国债|预算内)[^，；]{0,16}(?:已|已经)[^，；]{0,4}(?:安排|支持|补助)"
)


def rule_of(part: str, *, exclusion: bool) -> tuple[Rule, bool] | None:
    """The predicate a part of a sentence states and whether it can still be brought about; None where there is none."""
    text = plain(part).strip()
    if len(text) > 90 or "的、" in text:
        return None
    if exclusion:
        return _of_exclusion(text)
    return _of_condition(text)


def _of_exclusion(text: str) -> tuple[Rule, bool] | None:
    progress = re.search(r"进度(?:已)?(?:超过|达到|在|高于)?\s?(\d{1,3})%\s?(以上)?", text)
    finished = re.search(
        r"(?:已|已经|建设内容|完全)?(?:建成投用|建成投产|建成投入|完工|竣工|建成(?!区|后|率|面积))", text
    )
    other = re.search(r"超过|不足|未|尚未|或者?主体|年", re.sub(r"进度.*", "", text))
    rules: list[Rule] = []
    if (
        finished
        and not re.search(r"未完工|未竣工|未建成|拟|尚未", text)
        and len(text) <= 40
        and not (other and not progress)
    ):
        rules.append({"fact": "finished", "is": True})
    if progress:
        test = "at_least" if progress[2] or "达到" in progress[0] else "more_than"
        rules.append({"fact": "progress", test: int(progress[1]) / 100})
    if rules:
        return (rules[0] if len(rules) == 1 else {"any": rules}), False
    if (
        re.search(r"(?:已|已经)(?:经)?(?:开工|动工)(?:建设)?(?:的|项目)*", text)
        and len(text) <= 24
        and not re.search("未|年", text)
    ):
        return {"fact": "started", "is": True}, False
    if (
        _RECEIVED.search(text)
        and re.search("已|曾|享受|获", text)
        and not re.search(r"地方政府|其他省级|省级财政|市级", re.sub("中央.*", "", text))
    ):
        if re.search(r"或者|省级|市级|地方", text):
            return None
        return {"fact": "received_central", "is": True}, False
    investment = _investment(text)
    return (investment, False) if investment else None


def _of_condition(text: str) -> tuple[Rule, bool] | None:
    if re.search(r"重大建设项目库", text) and not re.search(r"省级|市级", text) and len(text) <= 60:
        return {"fact": "in_library", "is": True}, True
    if re.search(r"(?:取得|获得|具有|有|赋)[^，]{0,12}项目(?:统一)?代码", text):
        return {"fact": "has_code", "is": True}, True
    if re.search(r"未完工|尚未完工", text) or re.search(
        r"(?:拟|计划)?(?:当年)?(?:新开工|未开工)(?:项目)?(?:和|或|或者|、|及)?(?:在建|续建)", text
    ):
        return {"fact": "finished", "is": False}, False
    if re.search(r"(?:尚未|没有|未)(?:开工|动工)", text) and len(text) <= 24:
        return {"fact": "started", "is": False}, False
    permits = [name for name, words in _PERMITS if re.search(words, text)]
    if permits and "或" in text:
        permits += [name for name, words in (("备案", r"(?<!登记表)备案"), ("核准", "核准")) if re.search(words, text)]
    if (
        permits
        and _DONE.search(text)
        and len(text) <= 48
        and not re.search(
            r"需|涉及|委托|不|等手续|规划选址|规划、|作业|土地|用地(?!预审)|等级|风险等级|实施方案|如", text
        )
    ):
        rules: list[Rule] = [{"permit": name} for name in permits]
        if len(rules) == 1:
            return rules[0], True
        return {"any" if re.search("或", text) else "all": rules}, True
    if _RECORDED.fullmatch(text):
        return {"permit": "备案"}, True
    investment = _investment(text)
    return (investment, False) if investment else None


def _investment(text: str) -> Rule | None:
    """总投资不低于1000万元."""
    if not re.search(r"总投资(?:额|规模)?(?!的)", text) or len(text) > 40:
        return None
    sums = [number for number in numbers_in(text) if number.wan is not None]
    if len(sums) != 1 or sums[0].wan is None or sums[0].low is not None:
        return None
    wan = sums[0].wan
    before, after = text[: sums[0].start], text[sums[0].end :]
    shown: float | int = int(wan) if wan == int(wan) else wan
    if re.search(r"(?:不低于|不少于|不小于|达到|达)\s?$", before) or re.match(r"(?:（含）)?(?:及)?以上", after):
        return {"fact": "investment_wan", "at_least": shown}
    if re.search(r"(?:不超过|不高于|不大于)\s?$", before):
        return {"fact": "investment_wan", "at_most": shown}
    if re.search(r"(?:不足|低于|少于|不到|小于)\s?$", before) or re.match(r"以下", after):
        return {"fact": "investment_wan", "less_than": shown}
    if re.search(r"(?:超过|高于|大于)\s?$", before):
        return {"fact": "investment_wan", "more_than": shown}
    return None
