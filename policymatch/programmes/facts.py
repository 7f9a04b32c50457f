"""What a rule may ask of a project, and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policymatch.model import Permit, Reason, Trace
from policymatch.programmes.figures import figure, percent


class Fact(NamedTuple):
    """A fact: what a planner calls it, its kind, and the column that gives it where that has another name.

    ``kind`` is ``yes`` (true or false), ``number``, ``share`` (0 to 1, shown as a percentage), ``wan`` (万元), ``years``,
    ``choice`` (one of ``choices``), ``name`` (any name) or ``set`` (names, several at once; of ``choices`` if there are any).
    """

    label: str
    kind: str
    columns: str = ""
    choices: tuple[str, ...] = ()


NUMBERS = ("number", "share", "wan", "years")
"""Kinds that can be compared."""

FACTS: dict[str, Fact] = {
    "finished": Fact("是否已完工", "yes", "形象进度"),
    "started": Fact("是否已开工", "yes", "形象进度、开工时间"),
    "progress": Fact("形象进度", "share"),
    "received_central": Fact("是否已获中央资金", "yes"),
    "received_kinds": Fact(
        "已获哪些中央资金",
        "set",
        "已获中央资金名称",
        ("中央预算内投资", "超长期特别国债", "增发国债", "中央财政转移支付"),
    ),
    "has_revenue": Fact("是否有收益", "yes", "还款来源、预期收益"),
    "operating": Fact("是否经营性项目", "yes", "项目属性（经营性/公益性）"),
    "coverage_ratio": Fact("本息覆盖倍数", "number"),
    "in_library": Fact("是否已入国家重大建设项目库", "yes"),
    "has_code": Fact("项目代码", "yes"),
    "has_content": Fact("建设内容及规模", "yes"),
    "has_period": Fact("建设起止年限", "yes"),
    "has_funds": Fact("资金来源", "yes"),
    "investment_wan": Fact("总投资（万元）", "wan"),
    "requested_wan": Fact("拟申请资金（万元）", "wan"),
    "capital_wan": Fact("项目资本金（万元）", "wan"),
    "capital_share": Fact("资本金比例", "share", "项目资本金、总投资"),
    "estimate_wan": Fact("可研批复的投资估算（万元）", "wan", "可研估算"),
    "budget_wan": Fact("初步设计概算（万元）", "wan", "初设概算"),
    "budget_over": Fact("概算超出可研估算的幅度", "share", "可研估算、初设概算"),
    "approved_years": Fact("核准以来的年数", "years", "核准日期"),
    "extended": Fact("是否已批准延期开工", "yes"),
    "nature": Fact("建设性质", "choice", "", ("新建", "扩建", "改建", "技术改造", "续建", "迁建")),
    "approval": Fact("项目类型（审批/核准/备案）", "choice", "", ("审批", "核准", "备案")),
    "method": Fact("资金安排方式", "choice", "", ("直接投资", "资本金注入", "投资补助", "贷款贴息")),
    "industry_class": Fact("产业目录类别", "choice", "", ("鼓励类", "限制类", "淘汰类", "允许类")),
    "industry": Fact("资本金行业类别", "name", "所属行业"),
    "use": Fact(
        "资金用途", "set", "", ("工程建设", "设备购置", "项目资本金", "征地拆迁", "经常性支出", "偿还债务", "前期费用")
    ),
    "contractor_advance": Fact("是否由施工单位垫资", "yes"),
    "owner_kind": Fact("单位性质", "choice", "", ("政府部门", "事业单位", "国有企业", "民营企业", "村集体", "其他")),
    "tier": Fact("地区档次", "choice", "建设地点", ("东部", "中部", "西部", "东北")),
    "province": Fact("所在省份", "name", "建设地点"),
    "prefecture": Fact("所在市州", "name", "建设地点"),
    "county": Fact("所在县区", "name", "建设地点"),
    "places": Fact("特殊地区", "set", "建设地点"),
    "level": Fact("申报主体层级", "choice", "", ("county", "city")),
}
"""What a rule may ask of a project."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a project, as rules see it; a value of None is not known.

    ``values`` is keyed by FACTS, ``text`` is name, content and sector, ``works`` what is mainly
    built by the content, empty where it says none. ``cells`` says where a fact, or a step of
    approval ("permits.可研批复"), was read ("J12"), ``blanks`` which empty cell would say it.
    ``unsure`` holds, for a fact that is a set, what may or may not belong to it.
    ``traces`` and ``reasons`` remember what rules have answered: programmes share most of theirs.
    """

    name: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    permits: Mapping[str, Permit] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, frozenset[str]] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)
    traces: dict[object, Trace] = field(default_factory=dict, compare=False, repr=False)
    reasons: dict[object, Reason] = field(default_factory=dict, compare=False, repr=False)
    works: str = ""

    def ask(self, name: str) -> str:
        """What a planner has to fill in for a fact or a step of approval, with its cell where the table has the column."""
        fact = FACTS.get(name)
        label, columns = (fact.label, fact.columns) if fact else (name, "")
        cell = self.blanks.get(name if fact else f"permits.{name}")
        where = "，".join(filter(None, (f"列：{columns}" if columns else "", f"填 {cell} 格" if cell else "")))
        return f"{label}（{where}）" if where else label


def shown(name: str, value: object) -> str:
    """A fact's value in a planner's words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "无"
    kind = FACTS[name].kind
    if kind == "share" and isinstance(value, int | float):
        return percent(value)
    if kind == "years" and isinstance(value, int | float):
        return f"{int(value * 100) / 100:g}年"
    return figure(value) if isinstance(value, float) else str(value)
