from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from policymatch.model import (
    Answer,
    Award,
    Clause,
    Direction,
    Evidence,
    Figure,
    Match,
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
from policymatch.reports.excel import clean, write_workbook

SHEETS = ["排名", "资金匹配", "规则判定", "分数构成", "前期缺项", "存疑与未排序", "说明"]

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
        gaps=(
            "施工许可（在办）→ 住房和城乡建设局",
            "请补填：单位性质",
            "尚未做到：要有代码",
            "总投资（表中未写）→ 项目单位",
        ),
    )
    return replace(made, **changes)


def written(tmp_path: Path, *items: RankedProject, **rest: Any) -> Any:
    path = tmp_path / ".report.xlsx.part"
    rest.setdefault("context", {"表格": "表.xlsx", "判断日期": "2026-11-23", "政策库": "第 3 代"})
    write_workbook(Ranking(items, rest.pop("skipped", ()), **rest), path)
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
    assert row["主要缺项"].endswith("还有 1 项，见“前期缺项”")
    assert row["梯次理由"] == "方向对口"


def test_tier_d_is_advised_nothing(tmp_path: Path) -> None:
    book = written(tmp_path, ranked("D", gaps=()))
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
    book = written(tmp_path, ranked())
    found = rows(book, "分数构成")
    assert [(row["分数"], row["组成部分"], row["权重"]) for row in found] == [
        ("契合度", "方向吻合", 1),
        ("成熟度", "前期手续", 0.5),
        ("成熟度", "推进阶段", 0.5),
        ("竞争力", "国家战略", 1),
    ]
    assert sum(row["加权得分"] for row in found if row["分数"] == "成熟度") == 70
    notes = {row["项目"]: row["内容"] for row in rows(book, "说明")}
    assert notes["成熟度的权重"] == "前期手续 0.5，推进阶段 0.5"
    assert notes["政策库"] == "第 3 代"
    assert notes["判断日期"] == "2026-11-23"
    assert "A 可申报 1 个" in notes["结果"]
    assert "不能当成零" in notes["待核"]
    assert "不是原文" in notes["摘编"]


@pytest.mark.parametrize(
    ("gap", "parts"),
    [
        ("可研批复（表中未写，请核实）→ 发展改革局", ("可研批复", "表中未写，请核实", "发展改革局")),
        ("总投资（表中未写）→ 项目单位", ("总投资", "表中未写", "项目单位")),
        ("用地（含林地）（在办）→ 局→ 科", ("用地（含林地）", "在办", "局→ 科")),
        ("请补填：是否已完工（列：形象进度）", ("是否已完工（列：形象进度）", "表中未写，请补填", "—")),
        ("尚未做到：新建项目要有施工许可（2025年口径）", ("新建项目要有施工许可（2025年口径）", "尚未做到", "—")),
        ("请人工核对“列入规划”", ("“列入规划”", "表中看不出，请人工核对", "—")),
        ("请向上级主管部门核对“某专项”", ("请向上级主管部门核对“某专项”", "待核", "—")),
        ("说不清的话", ("说不清的话", "—", "—")),
        ("）→", ("）→", "—", "—")),
    ],
)
def test_gap(tmp_path: Path, gap: str, parts: tuple[str, str, str]) -> None:
    [row] = rows(written(tmp_path, ranked(gaps=(gap,))), "前期缺项")
    assert (row["缺什么"], row["现在状态"], row["找哪个部门"]) == parts
    assert row["梯次"] == "A 可申报"


def test_doubts_and_what_is_left_out(tmp_path: Path) -> None:
    skipped = (SkippedRow(9, "没有项目名称", "二期"),)
    found = rows(written(tmp_path, ranked(), skipped=skipped, warnings=("有一列没有看懂",)), "存疑与未排序")
    assert [tuple(row.values()) for row in found] == [
        ("全表", None, None, None, None, "有一列没有看懂"),
        ("存疑", None, 6, "H6", "清岭县粮仓建设项目", "H6 的总投资“A4 纸”请核对。"),
        ("未排序", "二期", 9, None, None, "没有项目名称"),
    ]


HOSTILE = [
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
    item = ranked(name=name, matches=(found,), gaps=(name,), tier_because=name)
    item = replace(item, project=replace(item.project, doubts=(name,), sheet=name, place=Place(text=name)))
    skipped = (SkippedRow(3, name, name),)
    book = written(tmp_path, item, skipped=skipped, warnings=(name,), context={"标题": name, name: name})
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (page.title, cell.coordinate)
                assert cell.data_type == "s" or cell.value is None or isinstance(cell.value, int | float)
                assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\u202e]", str(cell.value))
    [cell] = column(book, "排名", "项目名称")
    assert (cell.value or "") == clean(name)
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
    assert [cell.value or "" for cell in column(book, "排名", "项目名称")] == [clean(name) for name in names]


def test_pages_are_ready_to_read_and_print(tmp_path: Path) -> None:
    book = written(tmp_path, ranked(), ranked("B"), ranked("C"), ranked("D"))
    for page in book:
        assert page.freeze_panes is not None
        assert page.freeze_panes.endswith("2")
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.fitToWidth == 1
        assert page.page_setup.fitToHeight == 0
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows == "$1:$1"
        assert "&P" in page.oddFooter.center.text
        assert all(page.column_dimensions[cell.column_letter].width >= 5 for cell in page[1])
        if page.title != "说明":
            assert page.auto_filter.ref == page.dimensions
    bars = {str(each.sqref): each.rules[0].type for each in book["排名"].conditional_formatting}
    assert bars == {f"{letter}2:{letter}5": "dataBar" for letter in "GHIJ"}
    fills = [cell.fill.fgColor.rgb for cell in column(book, "排名", "梯次")]
    assert len(set(fills)) == 4
    assert all(cell.alignment.wrap_text for cell in column(book, "排名", "梯次理由"))


def test_rows_are_as_tall_as_their_text(tmp_path: Path) -> None:
    long = ["短", "三十二个字以内的理由写得再长一些，要占两行甚至三行，才看得出高度" * 2, "长" * 9000]
    book = written(tmp_path, *(ranked(gaps=(), tier_because=text) for text in long))
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
    ranking = Ranking((ranked(), ranked("D")), (SkippedRow(9, "空"),), ("提示",), {"标题": "表"})
    contents = []
    for name in ("a", "b.part"):
        write_workbook(ranking, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as archive:
            contents.append({part: archive.read(part) for part in archive.namelist() if part != "docProps/core.xml"})
    assert contents[0] == contents[1]


def test_nothing_to_rank(tmp_path: Path) -> None:
    book = written(tmp_path, context={})
    assert book.sheetnames == SHEETS
    assert book["排名"].max_row == 1
    assert book["排名"].max_column == 16


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        write_workbook(Ranking((ranked(),), ()), tmp_path / "missing" / "a.xlsx")
