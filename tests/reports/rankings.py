"""Rankings, plans and worklists made by hand, for the tests of the documents."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from typing import Any

from policymatch.model import (
    Answer,
    Award,
    Beside,
    Clause,
    Combination,
    Direction,
    Evidence,
    Gap,
    Match,
    Permit,
    PermitState,
    Place,
    PolicySummary,
    Programme,
    Project,
    RankedProject,
    Ranking,
    Reason,
    Score,
    ScorePart,
    SkippedRow,
)
from policymatch.model.order import OrderCheck, Sureness
from policymatch.model.plan import Choice, Fallout, LeftOut, LimitUse, Plan, PlanYear
from policymatch.model.worklists import Application, Backing, Errand, Shortage, Worklists

DAY = date(2026, 11, 22)
CONTEXT = {
    "表格": "表.xlsx",
    "标题": "清岭县项目储备表",
    "判断日期": DAY.isoformat(),
    "权重文件": "default.yaml",
    "总分权重": "契合度 40%，成熟度 35%，竞争力 25%",
    "政策库": "第 3 代，84 部政策、1214 条条款",
    "程序": "policymatch 9.9",
}
POLICY = PolicySummary(
    id="plan-rules",
    title="中央预算内投资计划管理办法",
    doc_number="发改投资规〔2025〕1728号",
    source="https://example.gov.cn/rules?a=1&b=2",
)
CLAUSE = Clause("plan-rules#3", "第三条", "第三条", "第三条　新建高标准粮仓的，按总投资的百分之三十安排。", 7)


def programme(title: str = "粮食仓储设施中央预算内投资专项", **changes: Any) -> Programme:
    values: dict[str, Any] = {
        "id": title,
        "title": title,
        "channel": "中央预算内投资",
        "audience": "county",
        "department": "发展改革部门",
        "doc_number": "发改投资规〔2025〕1728号",
        "status": "现行",
        "policy": "plan-rules",
        "valid_from": None,
        "valid_to": None,
        "checked_on": date(2026, 11, 1),
        "confidence": "reported",
        "source": None,
        "directions": (),
        "awards": (),
        "conditions": (),
        "exclusions": (),
    }
    return Programme(**values | changes)


def award(amount: float | None = 1234.5, **changes: Any) -> Award:
    made = Award(
        amount,
        0.3,
        "总投资",
        5000.0,
        "reported",
        explanation="4115 × 30% = 1234.5 万元",
        clause="plan-rules 第三条",
        source="https://example.gov.cn/award",
        request_wan=amount,
        local_wan=None if amount is None else 2880.5,
    )
    return replace(made, **changes)


UNKNOWN_AWARD = Award(None, None, None, None, None, explanation="补助标准待核：未见原文的比例或上限")
YES = Reason(
    "项目要有代码", Answer.YES, "项目代码：是（C6 格）", "《政府投资条例》第十条", "code", "readiness", general=True
)
NOT_YET = Reason(
    "用地预审要已批复", Answer.NO, "用地预审：在办（V6 格）", "《政府投资条例》第九条", "land", "readiness"
)
OPEN = Reason("限于产粮大县", Answer.UNKNOWN, "表格里看不出来", "《管理办法》第三条", "grain")
NOTE = Reason("不得垫资", Answer.UNKNOWN, "表中未写", "《政府投资条例》第二十二条", "debt", "exclusion", "note")


def match(verdict: Answer = Answer.YES, title: str = "粮食仓储设施中央预算内投资专项", **changes: Any) -> Match:
    made = Match(
        programme=programme(title),
        direction=Direction("d", "高标准粮仓", "建高标准粮仓", (), None),
        verdict=verdict,
        fit=91.25,
        award=award(),
        reasons=(YES, NOTE),
        missing=(),
        evidence=(Evidence(POLICY, CLAUSE, 0.5),),
        fit_terms=(("粮仓", 0.75), ("仓储", 0.3)),
    )
    return replace(made, **changes)


def score(*parts: tuple[str, float, float]) -> Score:
    """A score of parts: name, value, weight."""
    made = tuple(ScorePart(name, value, weight, f"{name}的来由") for name, value, weight in parts)
    return Score(round(sum(part.value * part.weight for part in made), 1), made)


FIT = score(("方向吻合", 91.2, 1.0))
READY = score(("前期手续", 85.7, 0.45), ("推进阶段", 55, 0.2), ("用地落实", 100, 0.2), ("资金落实", 33.3, 0.15))
STRONG = score(("国家战略", 60, 0.35), ("县域优势产业", 0, 0.2), ("资金撬动", 100, 0.2), ("规模适度", 90.6, 0.25))
TOTAL = round(FIT.value * 0.4 + READY.value * 0.35 + STRONG.value * 0.25, 1)


WORKS = Gap("手续", "施工许可", "在办", "住房和城乡建设局", "施工许可（在办）→ 住房和城乡建设局")
BLANK = Gap("补填", "单位性质（填 D6 格）", "表中未写", None, "请补填：单位性质（填 D6 格）")


def with_gaps(item: RankedProject, *gaps: Gap) -> RankedProject:
    """A project that lacks these."""
    return replace(item, steps=gaps, gaps=tuple(gap.words for gap in gaps))


def ranked(rank: int = 1, tier: str = "A", name: str = "清岭县粮仓建设项目", **changes: Any) -> RankedProject:
    place = Place("贵州省", "黔南布依族苗族自治州", "清岭县", "贵州省黔南布依族苗族自治州清岭县石门镇")
    project = Project(
        name,
        row=5 + rank,
        owner="清岭县粮食局",
        place=place,
        content="新建粮仓 2 万吨。",
        investment_wan=4115.0,
        requested_wan=1500.0,
        permits={"施工许可": Permit("施工许可", PermitState.OPEN)},
        doubts=(f"H{5 + rank} 的总投资请核对。",),
        cells={"investment_wan": f"H{5 + rank}"},
    )
    made = RankedProject(
        rank=rank,
        project=project,
        tier=tier,
        tier_because="方向对口、主要手续已办（总分 80，成熟度 70）",
        score=TOTAL,
        fit=FIT,
        maturity=READY,
        competitiveness=STRONG,
        sector={"政府投资公共领域": "农业农村"},
        matches=() if tier == "D" else (match(),),
        gaps=() if tier == "D" else tuple(gap.words for gap in (WORKS, BLANK)),
        steps=() if tier == "D" else (WORKS, BLANK),
        combination=None
        if tier == "D"
        else Combination(
            "粮食仓储设施中央预算内投资专项",
            1234.5,
            2880.5,
            0.7,
            0.2,
            823.0,
            (Beside("special-bond", "地方政府专项债券", "local", "专项债券可作地方配套", "《意见》三", "unverified"),),
            ("中央最多给 1234.5 万元，其余 2880.5 万元（70%）由地方配套",),
        ),
        sureness=Sureness(
            10, 0.823, 1, 14, 3.25, "成熟度", True, (2, 3), "5000 种权重下进前 10 名的占 82%；最好第 1 名，最差第 14 名"
        ),
    )
    return replace(made, **changes)


def ranking(*items: RankedProject, **rest: Any) -> Ranking:
    rest.setdefault("context", CONTEXT)
    rest.setdefault("shares", {"契合度": 0.4, "成熟度": 0.35, "竞争力": 0.25})
    rest.setdefault("order", OrderCheck(5000, 7, "均匀抽取", "换用 5000 组权重各排一次。"))
    return Ranking(items, rest.pop("skipped", ()), **rest)


def county(count: int = 8) -> Ranking:
    """A ranking with all four tiers, sums that are known and sums that are not."""
    unknown = (match(award=UNKNOWN_AWARD),)
    bond = programme("地方政府专项债券", channel="地方政府专项债券")
    near = (match(Answer.UNKNOWN, programme=bond, award=award(None), reasons=(YES, NOT_YET, OPEN, NOTE)),)
    items = [
        ranked(1, "A", "清岭县第1粮仓项目"),
        ranked(2, "A", "清岭县第2粮仓项目", matches=unknown),
        ranked(3, "B", "清岭县第3粮仓项目", matches=near),
        with_gaps(ranked(4, "B", "清岭县第4粮仓项目", matches=near), BLANK),
        ranked(5, "C", "清岭县第5粮仓项目", matches=unknown),
        ranked(6, "D", "清岭县办公楼项目", tier_because="楼堂馆所不支持：党政机关办公楼（名称写有“办公楼”）"),
        ranked(7, "D", "清岭县第1粮仓工程", tier_because="与第 6 行“清岭县第1粮仓项目”重复，同一项目不得重复申报"),
    ]
    items += [ranked(rank, "C", f"清岭县第{rank}粮仓项目", matches=()) for rank in range(8, count + 1)]
    return ranking(*items, skipped=(SkippedRow(40, "合计行", "表一"),), warnings=("第 3 列单位不明",))


def plan(table: Ranking) -> Plan:
    """A plan of two applications over two years."""
    one, two, *rest = table.projects
    choices = tuple(
        Choice(item, item.matches[0], 2027, asked, 0.6, asked * 0.6, {2027: 100.0, 2028: 50.5}, 0.0, must, "分数最高")
        for item, asked, must in ((one, 1234.5, True), (two, 800.0, False))
    )
    left = tuple(LeftOut(item, "名额已满", 2028, item.gaps) for item in rest[:2])
    return Plan(
        choices=choices,
        left_out=(LeftOut(rest[-1], "不宜申报"),),
        years=(PlanYear(2027, "本年申报", choices, left), PlanYear(2028, "下一年", (), ())),
        limits=(LimitUse("中央预算内名额", "个", 2, 2, 1, 321.5, "多一个名额值 321.5 万元"),
                LimitUse("县级配套", "万元", 301, 500, 100, None, "没有用满")),
        fallouts=(Fallout(one.project.name, 740.7, ("清岭县第3粮仓项目",), (), "由第3粮仓补上"),),
        expected_wan=1220.7,
        bound_wan=1220.7,
        gap=0.0,
        seconds=0.123,
        assumptions=("获批可能按分数推算，不是统计",),
        warnings=("债务空间没有给出",),
        context={**CONTEXT, "限额文件": "limits.yaml"},
    )  # fmt: skip


NO_LISTS = Worklists((), (), ())


def worklists(table: Ranking) -> Worklists:
    """The three lists."""
    one, two, three, four, *_ = table.projects
    return Worklists(
        (
            Application(one, one.matches[0], date(2026, 12, 15), "2026-12-15", ("申请报告", "可研批复")),
            Application(two, two.matches[0], None, "待核", ()),
        ),
        (
            Errand(
                "自然资源局",
                "用地预审与选址意见书",
                (three,),
                (four,),
                Backing(None, 1, 4115.0, 0),
                Backing(None, 1, 4115.0, 0),
                1,
                {"在办": 2},
            ),
            Errand(
                "住房和城乡建设局",
                "施工许可",
                (),
                (one, two),
                Backing(None, 0, None, 0),
                Backing(1234.5, 1, 8230.0, 0),
                0,
                {"未办": 2},
            ),
        ),
        (
            Shortage(three, "资金", "配套没有来源", "财政局", 2880.5),
            Shortage(four, "用地", "没有指标", "自然资源局", unsure=True),
        ),
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "=HYPERLINK(\"http://x.example\",\"点\")",
    "\u202e倒过来\u202c\u2066\u200f",
    "坏\x00字\x07符\ud800\uffff",
    "&amp;&lt;]]></w:t>",
    "长" * 5000,
    "x" * 5000,
    "多行\r\n第二行\u2028第三行",
    "عربي mixed שלום",
    "",
)  # fmt: skip
_KEPT = {"tier", "how", "effect", "kind", "status"}


def poisoned(value: Any, text: str, name: str = "") -> Any:
    """The same thing with this text in every field that is text, keys of mappings included."""
    if isinstance(value, str) and type(value) is str:
        return value if name in _KEPT else text
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: poisoned(getattr(value, f.name), text, f.name) for f in dataclasses.fields(value)}
        )
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(poisoned(each, text, name) for each in value)
    if isinstance(value, dict):
        return {poisoned(key, text): poisoned(each, text) for key, each in value.items()}
    return value
