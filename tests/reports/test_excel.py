from __future__ import annotations

import re
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from rankings import NO_LISTS
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook

from policymatch.model import (
    Answer,
    Application,
    Award,
    Backing,
    Choice,
    Clause,
    ColumnReading,
    Direction,
    Errand,
    Evidence,
    Fallout,
    Figure,
    Gap,
    LeftOut,
    LimitUse,
    Match,
    OrderCheck,
    Place,
    Plan,
    PlanYear,
    PolicySummary,
    Programme,
    Project,
    RankedProject,
    Ranking,
    Reason,
    Score,
    ScorePart,
    Shortage,
    SkippedRow,
    Sureness,
    Worklists,
)
from policymatch.reports.excel import write_workbook
from policymatch.reports.excel_cells import clean

SHEETS = [
    "概览", "前列项目", "排名", "申报清单", "前期手续缺项清单", "要素保障问题清单", "资金匹配", "分数构成", "规则判定", "逐项缺项",
    "存疑与未排序", "说明",
]  # fmt: skip
DRAWN = SHEETS[:2]
"""Sheets that are drawn, not filled row by row."""

POLICY = PolicySummary(
    id="fund",
    title="粮食仓储专项管理办法",
    doc_number="财建〔2025〕1号",
    source="https://example.org/fund.html",
    digest=True,
    metadata={"doc_number_confidence": "unverified"},
)
CLAUSE = Clause("fund#3", "（一）", "一、支持什么/（一）仓储", "（一）粮食仓储：新建高标准粮仓。", 7)
GATE = Reason("项目要有代码", Answer.YES, "项目代码：是（C6 格）", "《政府投资条例》第十条", "code", "readiness")
NOTE = Reason("不得垫资", Answer.UNKNOWN, "需人工核对", "《政府投资条例》第二十二条", "debt", "exclusion", "note")
BAR = Reason("楼堂馆所不支持", Answer.NO, "名称写有“办公楼”", "国办发〔2024〕52号", "office", "exclusion")


STEPS = (
    Gap("手续", "施工许可", "在办", "住房和城乡建设局", "施工许可（在办）→ 住房和城乡建设局"),
    Gap("补填", "单位性质", "表中未写", None, "请补填：单位性质"),
    Gap("未做到", "要有代码", "尚未做到", "发展改革局", "尚未做到：要有代码"),
    Gap("核对", "请人工核对“列入规划”", "待核", None, "请人工核对“列入规划”"),
)


def programme(title: str = "粮食仓储设施专项", doc_number: str | None = "财建〔2025〕1号") -> Programme:
    return Programme(
        id=title,
        title=title,
        channel="中央预算内投资",
        audience="county",
        department="发展改革部门",
        doc_number=doc_number,
        status="现行",
        policy="fund",
        valid_from=None,
        valid_to=None,
        checked_on=date(2026, 11, 1),
        confidence="reported",
        source=None,
        directions=(),
        awards=(),
        conditions=(),
        exclusions=(),
    )


def award(amount: float | None = 1234.5, ratio: float | None = 0.3, cap: float | None = 5000.0) -> Award:
    return Award(amount, ratio, "总投资", cap, "reported", "西部", "4115 × 30% = 1234.5，不超过 5000")


def match(verdict: Answer = Answer.YES, title: str = "粮食仓储设施专项", **changes: Any) -> Match:
    made = Match(
        programme=programme(title),
        direction=Direction("d", "高标准粮仓", "", (), None),
        verdict=verdict,
        fit=91.25,
        award=award(),
        reasons=(GATE, NOTE),
        missing=("请补填：单位性质",),
        evidence=(Evidence(POLICY, CLAUSE, 0.5),),
        fit_terms=(("粮仓", 0.75), ("仓储", 0.3)),
    )
    return replace(made, **changes)


def score(value: float, *names: str) -> Score:
    return Score(value, tuple(ScorePart(name, value, 1 / len(names), f"{name}的来由") for name in names))


def ranked(tier: str = "A", name: str = "清岭县粮仓建设项目", **changes: Any) -> RankedProject:
    place = Place("贵州省", "黔南布依族苗族自治州", "清岭县", "贵州省黔南布依族苗族自治州清岭县石门镇")
    made = RankedProject(
        rank=1,
        project=Project(name, row=6, place=place, investment_wan=4115.0, doubts=("H6 的总投资“A4 纸”请核对。",)),
        tier=tier,
        tier_because="方向对口",
        score=80.5,
        fit=score(91.2, "方向吻合"),
        maturity=score(70.0, "前期手续", "推进阶段"),
        competitiveness=score(60.0, "国家战略"),
        sector={},
        matches=(match(), match(Answer.NO, "历史专项", reasons=(BAR,))),
        gaps=(),
        steps=STEPS,
    )
    made = replace(made, **changes)
    return replace(made, gaps=tuple(gap.words for gap in made.steps))


def written(tmp_path: Path, *items: RankedProject, **rest: Any) -> Any:
    path = tmp_path / ".report.xlsx.part"
    rest.setdefault("context", {"表格": "表.xlsx", "判断日期": "2026-11-23", "政策库": "第 3 代"})
    lists, plan = rest.pop("lists", NO_LISTS), rest.pop("plan", None)
    numbered = tuple(replace(item, rank=place) for place, item in enumerate(items, 1))
    write_workbook(Ranking(numbered, rest.pop("skipped", ()), **rest), path, lists, plan)
    # openpyxl reads only names that end in .xlsx
    return load_workbook(path.rename(tmp_path / "report.xlsx"))


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    head, *body = book[sheet].iter_rows(values_only=True)
    names = [name.replace("\n", "") for name in head]
    return [dict(zip(names, row, strict=True)) for row in body]


def column(book: Any, sheet: str, title: str) -> list[Any]:
    page = book[sheet]
    number = next(cell.column for cell in page[1] if cell.value.replace("\n", "") == title)
    return [page.cell(row, number) for row in range(2, page.max_row + 1)]


def sureness(**changes: Any) -> Sureness:
    made = Sureness(10, 0.83, 1, 14, 5.2, "成熟度", True, (2, 3), "")
    return replace(made, **changes)


def a_plan(item: RankedProject, words: str = "理由", **changes: Any) -> Plan:
    found = item.matches[0]
    choice = Choice(item, found, 2027, 800.0, 0.6, 480.0, {2027: 100.0, 2028: 50.0}, 0.0, True, words)
    left = LeftOut(item, words, None)
    later = LeftOut(item, words, 2028)
    made = Plan(
        (choice,), (left,), (PlanYear(2027, words, (choice,), (later,)),), (LimitUse(words, "项", 2, 2, 1, 120.5, words),),
        (Fallout(words, 480.0, (words,), (words,), words),), 480.0, 480.0, 0.0, 0.1, (words,), (words,), {},
    )  # fmt: skip
    return replace(made, **changes)


def test_first_sheet_says_what_to_do(tmp_path: Path) -> None:
    book = written(tmp_path, ranked())
    assert book.sheetnames == SHEETS
    [row] = rows(book, "排名")
    assert row["名次"] == 1
    assert row["梯次"] == "A 可申报"
    assert row["表中行"] == 6
    assert row["建设地点"] == "清岭县石门镇"
    assert row["总投资（万元）"] == 4115
    assert (row["总分"], row["契合度"], row["成熟度"], row["竞争力"]) == (80.5, 91.2, 70, 60)
    assert row["首选资金渠道"] == "粮食仓储设施专项"
    assert row["是否符合"] == "符合"
    assert row["最多可争取（万元）"] == 1234.5
    assert row["主要缺项"].split("\n")[0] == "施工许可（在办）→ 住房和城乡建设局"
    assert row["主要缺项"].endswith("还有 1 项，见“逐项缺项”")
    assert row["梯次理由"] == "方向对口"


def test_tier_d_is_advised_nothing(tmp_path: Path) -> None:
    book = written(tmp_path, ranked("D", steps=()))
    [row] = rows(book, "排名")
    assert row["首选资金渠道"] == row["最多可争取（万元）"] == row["主要缺项"] == "—"
    assert {each["推荐"] for each in rows(book, "资金匹配")} == {"—"}


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf")])
def test_unknown_money_is_text(tmp_path: Path, unknown: float | None) -> None:
    item = ranked(matches=(match(award=award(unknown, unknown, unknown)),))
    item = replace(item, project=replace(item.project, investment_wan=unknown))
    book = written(tmp_path, item)
    [first], [second] = rows(book, "排名"), rows(book, "资金匹配")
    assert first["总投资（万元）"] == first["最多可争取（万元）"] == "待核"
    assert second["补助比例"] == second["单项上限（万元）"] == second["最多可争取（万元）"] == "待核"


def test_share_without_a_sum(tmp_path: Path) -> None:
    book = written(tmp_path, ranked(matches=(match(award=award(None, 0.3)),)))
    [cell] = column(book, "排名", "最多可争取（万元）")
    assert (cell.data_type, cell.value) == ("s", "待核（≤30%）")


def test_contradicting_figures_and_what_remains(tmp_path: Path) -> None:
    figures = (
        Figure("不超过总投资的 20%", "https://b.cn", "reported", None, date(2026, 11, 1)),
        Figure("不超过总投资的 30%", None, "official", "fund 三、", date(2026, 11, 1)),
    )
    given = replace(award(), conflicts=figures, local_wan=2880.5)
    first = rows(written(tmp_path, ranked(matches=(match(award=given),))), "资金匹配")[0]
    assert first["其余配套（万元）"] == 2880.5
    assert first["来源不一的数"] == "① 不超过总投资的 20%（https://b.cn）\n② 不超过总投资的 30%（fund 三、）"
    plain = rows(written(tmp_path, ranked(matches=(match(),))), "资金匹配")[0]
    assert (plain["其余配套（万元）"], plain["来源不一的数"]) == ("待核", "—")


@pytest.mark.parametrize("verdict", list(Answer))
def test_programme_whose_conditions_nobody_has_seen(tmp_path: Path, verdict: Answer) -> None:
    [row] = rows(written(tmp_path, ranked(matches=(match(verdict, missing=()),))), "资金匹配")
    assert ("未见原文" in row["待补事项"]) == (verdict is Answer.YES)


@pytest.mark.parametrize(("amount", "shown"), [(1234567.0, "#,##0"), (0.0, "#,##0"), (1234.5, "#,##0.00")])
def test_known_money_is_a_number(tmp_path: Path, amount: float, shown: str) -> None:
    [cell] = column(written(tmp_path, ranked(matches=(match(award=award(amount)),))), "资金匹配", "最多可争取（万元）")
    assert (cell.data_type, cell.value, cell.number_format) == ("n", amount, shown)


def test_match_gives_its_grounds(tmp_path: Path) -> None:
    first, second = rows(written(tmp_path, ranked()), "资金匹配")
    assert (first["推荐"], second["推荐"]) == ("首选", "—")
    assert (first["是否符合"], second["是否符合"]) == ("符合", "不符合")
    assert first["发文字号"] == "财建〔2025〕1号（文号未核实）"
    assert first["对口词"] == "粮仓、仓储"
    assert first["补助比例"] == 0.3
    assert first["补助标准可信度"] == "转载件，申报前须核对原文"
    assert first["待补事项"].startswith("请补填：单位性质\n本渠道自己的申报条件未见原文")
    assert second["待补事项"] == "请补填：单位性质"
    assert first["依据条文"] == "【摘编】“（一）粮食仓储：新建高标准粮仓。”"
    assert first["条文出处"] == "《粮食仓储专项管理办法》财建〔2025〕1号（文号未核实）一、支持什么/（一）仓储，第 7 页"
    assert first["来源"] == "https://example.org/fund.html"


def test_original_of_a_file_without_number(tmp_path: Path) -> None:
    policy = replace(POLICY, doc_number=None, digest=False, source=r"C:\某科室\张三\办法.pdf")
    clause = replace(CLAUSE, text="长" * 2000, page=None)
    found = match(evidence=(Evidence(policy, clause, 0.1),) * 2, programme=programme(doc_number=None))
    [row] = rows(written(tmp_path, ranked(matches=(found,))), "资金匹配")
    assert row["发文字号"] == "待核"
    assert row["来源"] == "办法.pdf"
    assert "摘编" not in row["依据条文"]
    assert re.fullmatch("① “长{400}……”\n② “长{400}……”", row["依据条文"])
    assert row["条文出处"].startswith("① 《粮食仓储专项管理办法》一、支持什么")


def test_no_figure_is_cut_short(tmp_path: Path) -> None:
    clause = replace(CLAUSE, text="长" * 395 + "不超过 5000 万元")
    [row] = rows(written(tmp_path, ranked(matches=(match(evidence=(Evidence(POLICY, clause, 0.1),)),))), "资金匹配")
    assert row["依据条文"] == f"【摘编】“{'长' * 395}不超过……”"


def test_rules_of_the_recommended_match(tmp_path: Path) -> None:
    item = ranked("B", matches=(match(Answer.UNKNOWN), match(Answer.YES, "另一专项"), match(Answer.NO, reasons=(BAR,))))
    found = rows(written(tmp_path, item), "规则判定")
    assert [(row["规则"], row["判定"], row["作用"]) for row in found] == [
        ("项目要有代码", "符合", "决定"),
        ("不得垫资", "待核", "仅提示"),
    ]
    assert {row["资金渠道"] for row in found} == {"粮食仓储设施专项"}
    assert found[0]["判定根据"] == "项目代码：是（C6 格）"
    assert found[0]["依据条款"] == "《政府投资条例》第十条"
    assert found[1]["规则类别"].startswith("禁止情形")


def test_rules_that_bar(tmp_path: Path) -> None:
    undone = replace(GATE, answer=Answer.NO)
    weak = replace(BAR, effect="note", rule="只是提示")
    each = match(Answer.NO, reasons=(BAR, undone, NOTE, weak))
    item = ranked("D", matches=(each, replace(each, programme=programme("另一专项"))))
    found = rows(written(tmp_path, item), "规则判定")
    assert [(row["资金渠道"], row["规则"]) for row in found] == [
        ("粮食仓储设施专项", "楼堂馆所不支持"),
        ("另一专项", "楼堂馆所不支持"),
    ]


@pytest.mark.parametrize("matches", [(), (match(),)])
def test_what_no_programme_bars_is_said_all_the_same(tmp_path: Path, matches: tuple[Match, ...]) -> None:
    item = ranked("D", matches=matches, tier_because="与第 4 行“粮仓”重复")
    [row] = rows(written(tmp_path, item), "规则判定")
    assert (row["判定"], row["判定根据"]) == ("不符合", "与第 4 行“粮仓”重复")


def test_scores_with_their_parts(tmp_path: Path) -> None:
    book = written(tmp_path, ranked(), shares={"契合度": 0.4, "成熟度": 0.35, "竞争力": 0.25})
    [row] = rows(book, "分数构成")
    assert list(row)[3:] == [
        "总分", "契合度40%", "成熟度35%", "前期手续50%", "推进阶段50%", "竞争力25%", "契合度怎么得来", "成熟度怎么得来", "竞争力怎么得来",
    ]  # fmt: skip
    assert list(row.values())[3:9] == [80.5, 91.2, 70, 70, 70, 60]
    assert row["契合度怎么得来"] == "方向吻合的来由"
    assert row["成熟度怎么得来"] == "前期手续 70 × 50% = 35：前期手续的来由\n推进阶段 70 × 50% = 35：推进阶段的来由"
    notes = {row["项目"]: row["内容"] for row in rows(book, "说明")}
    assert notes["成熟度的权重"] == "前期手续 0.5，推进阶段 0.5"
    assert notes["政策库"] == "第 3 代"
    assert notes["判断日期"] == "2026-11-23"
    assert "A 可申报 1 个" in notes["结果"]
    assert "不能当成零" in notes["待核"]
    assert "不是原文" in notes["摘编"]


def test_parts_that_projects_do_not_share(tmp_path: Path) -> None:
    other = Score(50.0, (ScorePart("前期手续", 50.0, 0.25, "一"), ScorePart("别的", 50.0, 0.75, "二")))
    first, second = rows(written(tmp_path, ranked(), ranked(maturity=other)), "分数构成")
    assert (first["前期手续"], first["推进阶段50%"], first["别的75%"]) == (70, 70, "—")
    assert (second["前期手续"], second["推进阶段50%"], second["别的75%"]) == (50, "—", 50)
    assert second["成熟度怎么得来"].startswith("前期手续 50 × 25% = 12.5：一")


def test_gaps_one_by_one(tmp_path: Path) -> None:
    found = rows(written(tmp_path, ranked()), "逐项缺项")
    assert [tuple(row.values())[3:] for row in found] == [
        ("手续", "施工许可", "在办", "住房和城乡建设局"),
        ("补填", "单位性质", "表中未写", "项目单位（补填项目表）"),
        ("未做到", "要有代码", "尚未做到", "发展改革局"),
        ("核对", "请人工核对“列入规划”", "待核", "人工核对"),
    ]
    assert {row["梯次"] for row in found} == {"A 可申报"}


def test_doubts_and_what_is_left_out(tmp_path: Path) -> None:
    skipped = (SkippedRow(9, "没有项目名称", "二期"),)
    found = rows(written(tmp_path, ranked(), skipped=skipped, warnings=("有一列没有看懂",)), "存疑与未排序")
    assert [tuple(row.values()) for row in found] == [
        ("全表", None, None, None, None, "有一列没有看懂"),
        ("存疑", None, 6, "H6", "清岭县粮仓建设项目", "H6 的总投资“A4 纸”请核对。"),
        ("未排序", "二期", 9, None, None, "没有项目名称"),
    ]


def as_read(text: str) -> str:
    """A cleaned text as openpyxl gives it back, which leaves Excel's escape of its own escapes as it is."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", clean(text))


HOSTILE = [
    "<r><t>富文本</t></r>",
    "<r>=1+1</r>",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://example.org","点我")',
    "+1+1",
    "-2",
    "@SUM(A1:A9)",
    " =1+1",
    "\t=1+1",
    "\r\n=1",
    "=",
    "#N/A",
    "#REF!",
    "TRUE",
    "2026-01-01",
    "12",
    "项目\x00\x01\x0b\x1f\x7f名",
    "坏\ud800字\ufffe\uffff",
    "表\u202exslx.exe",
    "<f>1</f>&amp;]]><!--",
    '&C&"宋体"&99页眉',
    "_x003D_1+1_x0041_",
    "长" * 40_000,
    "行\n" * 500,
    "🏗\ufe0f粮仓",
    " 两头有空格 ",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, name: str) -> None:
    found = match(
        missing=(name,),
        fit_terms=((name, 1.0),),
        evidence=(Evidence(replace(POLICY, title=name, source=name), replace(CLAUSE, text=name, path=name), 0.1),),
        programme=programme(name, name),
    )
    gap = Gap("手续", name, name, name, name)
    item = ranked(name=name, matches=(found,), steps=(gap,), tier_because=name, sureness=sureness(hangs_on=name))
    item = replace(item, project=replace(item.project, doubts=(name,), sheet=name, place=Place(text=name)))
    skipped = (SkippedRow(3, name, name),)
    reading = ColumnReading(name, name, name, name, name, 0.5, name)
    lists = Worklists(
        (Application(item, found, None, name, (name, name)),),
        (Errand(name, name, (item,), (item,), Backing(None, 1, None, 1), Backing(1.0, 1, 2.0, 0), 1, {name: 2}),),
        (Shortage(item, "用地", name, name, None, True, name),),
    )
    context = {"标题": name, name: name}
    book = written(
        tmp_path, item, skipped=skipped, warnings=(name,), context=context, columns=(reading,), lists=lists,
        plan=a_plan(item, name), order=OrderCheck(100, 7, name, name),
    )  # fmt: skip
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (page.title, cell.coordinate)
                assert cell.data_type == "s" or cell.value is None or isinstance(cell.value, int | float)
                assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\u202e]", str(cell.value))
    [cell] = column(book, "排名", "项目名称")
    assert (cell.value or "") == as_read(name)
    assert cell.quotePrefix == name.strip().startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        parts = [archive.read(part).decode() for part in archive.namelist() if part.startswith("xl/worksheets/")]
    assert not any("<f>" in part or "<f " in part or "<hyperlink" in part for part in parts)


def test_header_takes_no_codes(tmp_path: Path) -> None:
    book = written(tmp_path, ranked(), context={"标题": '&C&"宋体"&99 农业&农村\n' + "长" * 300})
    text = book["排名"].oddHeader.left.text
    assert "&" not in text
    assert "\n" not in text
    assert len(text) <= 80


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=20))
def test_any_name_can_be_written(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    items = [ranked(name=name) for name in names]
    book = written(tmp_path_factory.mktemp("names"), *items)
    assert [cell.value or "" for cell in column(book, "排名", "项目名称")] == [as_read(name) for name in names]


def test_pages_are_ready_to_read_and_print(tmp_path: Path) -> None:
    items = (ranked(), ranked("B"), ranked("C"), ranked("D"))
    book = written(tmp_path, *items, skipped=(SkippedRow(9, "空"),), lists=lists_of(items[0]))
    for page in book:
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.paperSize in (8, 9)
        assert page.page_setup.fitToWidth in ((2,) if page.title == "资金匹配" else (None, 1))  # None means 1
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in page.oddFooter.center.text
        if page.title in DRAWN:
            assert page.page_setup.fitToHeight in (None, 1)
            continue
        assert page.page_setup.fitToHeight == 0
        assert page.freeze_panes is not None
        assert page.freeze_panes.endswith("2")
        assert page.print_title_rows == "$1:$1"
        assert page.print_title_cols == ("$A:$C" if page.title == "资金匹配" else None)
        assert all(page.column_dimensions[cell.column_letter].width >= 5 for cell in page[1])
        if page.title != "说明":
            assert page.auto_filter.ref == page.dimensions
    bars = {str(each.sqref): each.rules[0].type for each in book["排名"].conditional_formatting}
    assert bars == {f"{letter}2:{letter}5": "dataBar" for letter in "GHIJ"}
    fills = [cell.fill.fgColor.rgb for cell in column(book, "排名", "梯次")]
    assert len(set(fills)) == 4
    assert all(cell.alignment.wrap_text for cell in column(book, "排名", "梯次理由"))
    assert not any(cell.alignment.wrap_text for cell in column(book, "排名", "总分"))


def test_rows_are_as_tall_as_their_text(tmp_path: Path) -> None:
    long = ["短", "三十二个字以内的理由写得再长一些，要占两行甚至三行，才看得出高度" * 2, "长" * 9000]
    book = written(tmp_path, *(ranked(steps=(), tier_because=text) for text in long))
    heights = [book["排名"].row_dimensions[number].height for number in (2, 3, 4)]
    assert heights[0] < heights[1] < heights[2] <= 409


def test_rows_of_several_sheets_are_told_apart(tmp_path: Path) -> None:
    item = ranked()
    one, two = replace(item.project, sheet="农业"), replace(item.project, row=None, place=Place())
    book = written(tmp_path, replace(item, project=one), replace(item, project=two))
    found = rows(book, "排名")
    assert [row["表中行"] for row in found] == ["农业\n第 6 行", "—"]
    assert [row["建设地点"] for row in found] == ["清岭县石门镇", "待核"]


def test_same_ranking_same_content(tmp_path: Path) -> None:
    ranking = Ranking(
        (ranked(), ranked("D")), (SkippedRow(9, "空"),), ("提示",), {"标题": "表", "判断日期": "2026-11-23"}
    )
    contents = []
    for name in ("a", "b.part"):
        write_workbook(ranking, tmp_path / name, NO_LISTS)
        with zipfile.ZipFile(tmp_path / name) as archive:
            contents.append({part: archive.read(part) for part in archive.namelist()})
    assert contents[0] == contents[1]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b.part").read_bytes()
    assert b"2026-11-23T00:00:00Z" in contents[0]["docProps/core.xml"]


def test_nothing_to_rank(tmp_path: Path) -> None:
    book = written(tmp_path, context={})
    assert book.sheetnames == SHEETS
    assert book["排名"].max_column == 16
    assert [book[name]["A2"].value for name in ("排名", "资金匹配", "存疑与未排序")] == [
        "没有可以排序的项目", "没有对口的资金渠道", "没有存疑的单元格，也没有没排序的行",
    ]  # fmt: skip
    assert book["概览"]._charts == book["前列项目"]._charts == []


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        write_workbook(Ranking((ranked(),), ()), tmp_path / "missing" / "a.xlsx", NO_LISTS)


def _texts(page: Any) -> list[str]:
    return [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_first_page_counts_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    unknown = replace(ranked("B"), matches=(match(award=award(None, None, None)),))
    barred = ranked("D")
    nothing = replace(ranked("C"), matches=(), project=replace(ranked().project, investment_wan=None))
    book = written(tmp_path, ranked(), unknown, nothing, barred, shares={"契合度": 0.4, "成熟度": 0.35, "竞争力": 0.25})
    page = book["概览"]
    table = {row[0]: row[2:7] for row in page.iter_rows(values_only=True) if row[0]}
    assert table["A 可申报"] == (1, 4115, 0, 1234.5, 0)
    assert table["B 抓紧完善"] == (1, 4115, 0, "待核", 1)
    assert table["C 储备"] == (1, "待核", 1, "待核", 1)
    assert table["D 不宜申报"] == (1, 4115, 0, "—", "—")
    assert table["合计"] == (4, 12345, 1, 1234.5, 2)
    assert table["中央预算内投资"][:1] == (2,)
    assert table["没有首选渠道"][:1] == (1,)
    texts = _texts(page)
    assert "表.xlsx——资金匹配与排序报告" in texts
    assert any(text.startswith("判断日期：2026-11-23") and "第 3 代" in text for text in texts)
    assert any("1 个项目的首选渠道能给多少还没有查到" in text for text in texts)
    assert any("4 处单元格存疑" in text for text in texts)


def test_first_projects_with_what_their_totals_are_made_of(tmp_path: Path) -> None:
    shares = {"契合度": 0.4, "成熟度": 0.35, "竞争力": 0.25}
    book = written(tmp_path, *(ranked(name=f"项目{n}") for n in range(25)), shares=shares)
    page = book["前列项目"]
    lines = [row for row in page.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[0] for row in lines] == list(range(1, 21))
    assert lines[0][1:9] == ("项目0", "A 可申报", 80.5, 36.48, 24.5, 15, "粮食仓储设施专项", 1234.5)
    [chart] = page._charts
    assert [series.val.numRef.f for series in chart.series] == [f"前列项目!${c}$3:${c}$22" for c in "EFG"]
    assert chart.grouping == "stacked"
    assert len(book["概览"]._charts) == 2


def test_total_that_is_no_weighted_sum_is_shown_whole(tmp_path: Path) -> None:
    page = written(tmp_path, ranked())["前列项目"]
    assert page["E3"].value == 91.2
    [chart] = page._charts
    assert [series.val.numRef.f for series in chart.series] == ["前列项目!$D$3"]


def test_charts_carry_their_data(tmp_path: Path) -> None:
    written(tmp_path, ranked(), ranked("B"))
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    assert all("<c:numCache>" in each and "<c:strCache>" in each and "<c:title>" in each for each in charts)


def test_how_sure_the_order_is(tmp_path: Path) -> None:
    sure = [sureness(), sureness(best=3, worst=3, hangs_on=None, tied=(), in_first=1.0), sureness(in_first=0.2), None]
    items = [ranked(name=f"项目{n}", sureness=each) for n, each in enumerate(sure)]
    book = written(tmp_path, *items, order=OrderCheck(2000, 7, "SMAA", "换了两千组权重"))
    found = rows(book, "排名")
    assert [row["进前 10 名的占比"] for row in found] == [0.83, 1, 0.2, "—"]
    assert [row["名次区间"] for row in found] == ["1—14", "3", "1—14", "—"]
    assert [row["最取决于"] for row in found[:2]] == ["成熟度（加重则靠前）\n与第 2、3 名难分先后", "—"]
    notes = {row["项目"]: row["内容"] for row in rows(book, "说明")}
    assert notes["名次有多稳"] == "换了两千组权重（SMAA，2000 组权重，随机种子 7）"
    texts = _texts(book["概览"])
    assert any("前 10 名里有 1 个在多数权重下排不进去" in text and "项目2" in text for text in texts)
    assert any("难分先后" in text for text in texts)
    assert "进前 10 名的占比" not in rows(written(tmp_path, ranked()), "排名")[0]


def lists_of(item: RankedProject) -> Worklists:
    found = item.matches[0]
    return Worklists(
        (Application(item, found, date(2026, 12, 31), "申报截止", ("实施方案", "可研批复")), Application(item, found, None, "未定", ())),
        (Errand("某局", "施工许可", (item,) * 3, (item,) * 50, Backing(1234.5, 2, 4115.0, 0), Backing(None, 50, None, 50), 1,
                {"在办": 3, "未办": 50}),),
        (Shortage(item, "用地", "用地预审未办", "自然资源局", None, True, "原话"), Shortage(item, "资金", "缺口", "财政局", 300.1)),
    )  # fmt: skip


def test_worklists_have_sheets(tmp_path: Path) -> None:
    item = ranked()
    book = written(tmp_path, item, lists=lists_of(item))
    assert book.sheetnames[2:6] == ["排名", "申报清单", "前期手续缺项清单", "要素保障问题清单"]
    first, second = rows(book, "申报清单")
    assert (first["申报截止"], first["要交的材料"], first["最多可争取（万元）"]) == (
        "2026-12-31",
        "实施方案\n可研批复",
        1234.5,
    )
    assert (second["申报截止"], second["要交的材料"], second["时间说明"]) == ("待核", "待核（目录没有列出）", "未定")
    [errand] = rows(book, "前期手续缺项清单")
    assert (errand["涉及项目"], errand["办成即手续齐全"], errand["还缺其他手续"]) == (53, 3, 50)
    assert errand["办到哪一步"] == "在办 3 个\n未办 50 个"
    assert errand["最多可争取（万元）"] == "1,234.5 万元（另有 2 个待核）"
    assert errand["其最多可争取（万元）"] == "50 个待核"
    assert errand["还缺其他手续的项目"].endswith("……还有 38 个，见“逐项缺项”")
    land, money = rows(book, "要素保障问题清单")
    assert (land["要素"], land["金额（万元）"], land["要先核实"], land["表中原话"]) == ("用地", None, "是", "原话")
    assert (money["金额（万元）"], money["要先核实"], money["找哪个部门"]) == (300.1, "—", "财政局")
    texts = _texts(book["概览"])
    assert any("最近的申报截止：2026-12-31" in text for text in texts)
    assert any("某局办好“施工许可”，3 个项目手续就齐全" in text for text in texts)
    assert any("用地 1 个项目，资金 1 个项目" in text for text in texts)


def test_empty_worklists_say_so(tmp_path: Path) -> None:
    book = written(tmp_path, ranked(), lists=NO_LISTS)
    assert "没有梯次 A 的项目" in book["申报清单"]["A2"].value


def test_plan_has_sheets(tmp_path: Path) -> None:
    item = ranked()
    book = written(tmp_path, item, plan=a_plan(item))
    assert book.sheetnames[6:9] == ["申报方案", "年度安排", "约束与影响"]
    [row] = rows(book, "申报方案")
    assert (row["申请额（万元）"], row["把握"], row["期望金额（万元）"], row["必上"]) == (800, 0.6, 480, "是")
    assert (row["2027 年县级配套（万元）"], row["2028 年县级配套（万元）"]) == (100, 50)
    assert [(each["年度"], each["安排"]) for each in rows(book, "年度安排")] == [
        (2027, "申报"),
        (2027, "准备"),
        ("—", "不安排"),
    ]
    effects = rows(book, "约束与影响")
    assert [row["类别"] for row in effects] == ["方案", "约束", "退出影响", "前提", "提示"]
    assert effects[0]["说明"] == "已证明是限制下最高的"
    assert (effects[1]["占用"], effects[1]["期望金额变化（万元）"]) == ("100%", 120.5)
    assert effects[2]["期望金额变化（万元）"] == -480
    assert any(
        "首年申报 1 项，申请 800 万元；期望 480 万元，已证明是限制下最高的。" in text for text in _texts(book["概览"])
    )
    unproved = a_plan(item, gap=0.013, limits=(LimitUse("额度", "万元", 0, 0, 100, None, ""),))
    effects = rows(written(tmp_path, item, plan=unproved), "约束与影响")
    assert effects[0]["说明"] == "没有证明是最高的，最多还可能到 480 万元（差距不超过 1.3%）"
    assert (effects[1]["占用"], effects[1]["期望金额变化（万元）"]) == ("—", None)


def test_how_columns_were_read(tmp_path: Path) -> None:
    readings = (
        ColumnReading(None, "H", "总投资（亿元）", "总投资", "亿元", 0.95, "表头写法"),
        ColumnReading("二期", "J", "备注", None, None, 0.0, "不认识"),
    )
    book = written(tmp_path, ranked(), columns=readings)
    first, second = rows(book, "列的识别")
    assert tuple(first.values()) == (None, "H", "总投资（亿元）", "总投资", "亿元", 0.95, "表头写法")
    assert (second["读作"], second["单位"]) == ("没有读", "—")
    assert any("有 1 列没有读" in text for text in _texts(book["概览"]))


def test_long_tables_are_cut_where_nobody_reads_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("excel_matches", "excel_sheets"):
        monkeypatch.setattr(f"policymatch.reports.{module}.MATCHES_FOR", 2)
        monkeypatch.setattr(f"policymatch.reports.{module}.RULES_FOR", 1)
    for module in ("excel_lists", "excel_sheets"):
        monkeypatch.setattr(f"policymatch.reports.{module}.GAPS_FOR", 1)
    book = written(tmp_path, ranked(), ranked(), ranked("B"), ranked("D"), ranked("D"))
    assert [row["名次"] for row in rows(book, "资金匹配")] == [1, 1, 2, 2, 3]
    assert list(dict.fromkeys(row["名次"] for row in rows(book, "规则判定"))) == [1, 4]
    assert {row["名次"] for row in rows(book, "逐项缺项")} == {1}
    assert len(rows(book, "分数构成")) == len(rows(book, "排名")) == 5
    notes = [row["项目"] for row in rows(book, "说明")]
    assert notes[-3:] == ["资金匹配", "规则判定", "逐项缺项"]


@pytest.mark.parametrize("names", [[], ["只有一个"], ["长" * 300] * 25])
def test_cover_of_any_table_is_drawn(tmp_path: Path, names: list[str]) -> None:
    book = written(tmp_path, *(ranked(name=name) for name in names), context={"标题": "长" * 500})
    assert len(book["概览"]["A1"].value) < 100
    anchors = [chart.anchor for name in DRAWN for chart in book[name]._charts]
    assert len(anchors) == (3 if names else 0)
    spans = [(each._from.row, each.to.row) for each in anchors[:2]]
    assert not names or spans[0][1] <= spans[1][0] + 1


@pytest.mark.parametrize("fault", [FileCreateError("No space left on device"), OSError(28, "No space left on device")])
def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def full(self: Any) -> None:
        raise fault

    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(Workbook, "_store_workbook", full)
    with pytest.raises(OSError, match="No space left"):
        write_workbook(Ranking((ranked(),), ()), tmp_path / "a.xlsx", NO_LISTS)
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_report_is_an_oserror() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_workbook(Ranking((ranked(),), ()), Path("/dev/full"), NO_LISTS)
