"""The Word document: a page for leaders, a page a project, bounded, official to look at, equal bytes for equal input."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from pypdf import PdfReader
from rankings import (
    CONTEXT,
    DAY,
    HOSTILE,
    NO_LISTS,
    UNKNOWN_AWARD,
    award,
    county,
    match,
    plan,
    poisoned,
    ranked,
    ranking,
    worklists,
)

from policymatch.model import Answer, Figure, Gap, RankedProject, Ranking, Worklists
from policymatch.reports.output import money
from policymatch.reports.payload import ranked_data
from policymatch.reports.word import PAGES, ROWS, write_word
from policymatch.reports.word_project import write_project
from policymatch.reports.word_ruler import PAGE, Ruler, count_lines


def word(tmp_path: Path, table: Ranking, lists: Worklists = NO_LISTS, **rest: Any) -> Any:
    path = tmp_path / ".report.docx.part"
    write_word(table, path, lists, **rest)
    return Document(io.BytesIO(path.read_bytes()))


def headings(book: Any, level: int) -> list[str]:
    return [paragraph.text for paragraph in book.paragraphs if paragraph.style.name == f"Heading {level}"]


def blocks(book: Any) -> list[tuple[str, str]]:
    """Style and text of everything in the body, in its order; of a table the cells of each row with | between them."""
    styles = {style.style_id: style.name for style in book.styles}
    found = []
    for node in book.element.body:
        if node.tag == qn("w:p"):
            style = node.find(f".//{qn('w:pStyle')}")
            text = "".join(each.text or "" for each in node.iter(qn("w:t")))
            found.append((styles[style.get(qn("w:val"))] if style is not None else "Normal", text))
        elif node.tag == qn("w:tbl"):
            for row in node.iter(qn("w:tr")):
                cells = ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
                found.append(("row", "|".join(cells)))
    return found


def page_of(book: Any, name: str) -> str:
    """All text from a project's heading to the next heading."""
    lines, inside = [], False
    for style, text in blocks(book):
        if style.startswith("Heading"):
            inside = style == "Heading 2" and name in text
        if inside:
            lines.append(text)
    return "\n".join(lines)


def pieces(table: Ranking) -> dict[str, Any]:
    return {"lists": worklists(table), "plan": plan(table)}


def test_its_sections_are_headings(tmp_path: Path) -> None:
    table = county()
    assert headings(word(tmp_path, table), 1) == [
        "一、现在能申报什么", "二、最要紧的几件事", "三、缺得最多的是什么", "四、不宜申报的项目",
        "五、申报清单", "六、分项目建议", "七、其余项目", "八、前期手续缺项清单", "九、要素保障问题清单", "十、说明",
    ]  # fmt: skip
    book = word(tmp_path, table, **pieces(table))
    assert headings(book, 1)[4:] == [
        "五、申报方案", "六、申报清单", "七、分项目建议", "八、其余项目", "九、前期手续缺项清单", "十、要素保障问题清单", "十一、说明",
    ]  # fmt: skip
    assert headings(book, 2) == [
        *(f"{rank}. 清岭县第{rank}粮仓项目" for rank in range(1, 5)), "C 类（储备）项目：2 个", "D 类（不宜申报）项目：2 个",
    ]  # fmt: skip
    assert book.paragraphs[0].style.name == "Title"
    assert book.paragraphs[0].text == "清岭县项目储备表申报建议"


def test_the_page_for_leaders(tmp_path: Path) -> None:
    table = county()
    lines = blocks(word(tmp_path, table, worklists(table)))
    first = lines[: next(at for at, (_, text) in enumerate(lines) if text.startswith("五、"))]
    text = "\n".join(each for _, each in first)
    assert "全表共 8 个项目：A 类（可申报）2 个，B 类（抓紧完善）2 个，C 类（储备）2 个，D 类（不宜申报）2 个。" in text
    assert "A 类最多可争取 1,234.5 万元，另有 1 个项目金额待核，未计入；表中拟申请合计 3,000 万元。" in text
    assert "中央预算内投资|2|1,234.5|1|—|—|—" in text
    assert "地方政府专项债券|—|—|—|2|待核|2" in text
    assert "合计|2|1,234.5|1|2|待核|2" in text
    assert "按项目数：用地预审与选址意见书 2 个（自然资源局）；施工许可 2 个（住房和城乡建设局）。" in text
    assert "楼堂馆所不支持：“清岭县办公楼项目”" in text
    assert "与表中其他项目重复：“清岭县第1粮仓工程”" in text


def test_every_figure_is_the_one_of_the_ranking(tmp_path: Path) -> None:
    table = county()
    book = word(tmp_path, table)
    for item in table.projects[:4]:
        check_page(page_of(book, item.project.name), item)
    rows = {text.split("|")[0]: text.split("|") for style, text in blocks(book) if style == "row"}
    for item in table.projects[4:]:
        row = rows[str(item.rank)]
        assert float(row[2]) == item.score
        if item.tier == "C" and item.matches:
            assert row[4] == "待核"


def check_page(text: str, item: RankedProject) -> None:
    data = ranked_data(item)
    assert f"得分：总分 {data['score']:g}" in text
    first = data["matches"][0]
    amount = first["award"]["amount_wan"]
    assert f"最多可争取：{money(amount)} 万元" in text if amount is not None else "最多可争取：待核" in text
    assert first["award"]["explanation"] in text
    assert f"契合度 {first['fit']:g}" in text
    assert f"|{money(item.project.investment_wan)}|{money(item.project.requested_wan)}|" in text
    for name, title in (("fit", "契合度"), ("maturity", "成熟度"), ("competitiveness", "竞争力")):
        assert f"{title} {data[name]:g}|" in text
        for part in data["parts"][name]:
            assert f"|{part['name']}|{part['value']:g}|{part['weight'] * 100:g}%|{part['because']}" in text
    for gap in data["gaps"]:
        assert gap.partition("（")[0].removeprefix("请补填：") in text
    assert "施工许可|在办|住房和城乡建设局" in text or "施工许可（在办）→ 住房和城乡建设局" not in data["gaps"]


def test_a_page_gives_its_grounds(tmp_path: Path) -> None:
    text = page_of(word(tmp_path, county()), "第1粮仓项目")
    assert "渠道：粮食仓储设施中央预算内投资专项（发改投资规〔2025〕1728号），中央预算内投资；方向：高标准粮仓" in text
    assert "依据：《中央预算内投资计划管理办法》（发改投资规〔2025〕1728号）第三条：“第三条 新建高标准粮仓的" in text
    assert (
        "可信度：转载件，申报前须核对原文；依据：《中央预算内投资计划管理办法》（发改投资规〔2025〕1728号）第三条"
        in text
    )
    assert "可作地方配套：special-bond：专项债券可作地方配套（《意见》三，未核实）" in text
    assert "位次的把握：5000 种权重下进前 10 名的占 82%；最好第 1 名，最差第 14 名" in text
    assert "表格存疑：H6 的总投资请核对。" in text
    near = page_of(word(tmp_path, county()), "第3粮仓项目")
    assert "3 条决定性规则中符合 1 条，待核 1 条，尚未做到或不符合 1 条；另有 1 条提示要自己核对" in near
    assert "尚未做到：用地预审要已批复（用地预审：在办（V6 格）；《政府投资条例》第九条）" in near


def test_figures_that_contradict_each_other_are_both_there(tmp_path: Path) -> None:
    figures = tuple(Figure(f"不超过 {n} 万元", "https://e.cn/x", "unverified", None, DAY) for n in (3000, 5000))
    item = ranked(matches=(match(award=award(conflicts=figures, bound=True)),))
    text = page_of(word(tmp_path, ranking(item)), "粮仓建设项目")
    assert "来源不一：不超过 3000 万元（依据待核；https://e.cn/x；未核实）" in text
    assert "不超过 5000 万元" in text
    assert "按总投资推算的上限" in text


def test_what_is_not_known_is_never_a_nought(tmp_path: Path) -> None:
    poor = replace(ranked(), matches=(match(award=UNKNOWN_AWARD),), combination=None)
    poor = replace(poor, project=replace(poor.project, investment_wan=None, requested_wan=None, owner=None))
    book = word(tmp_path, ranking(poor))
    text = "\n".join(each for _, each in blocks(book))
    assert "A 类 1 个项目能争取多少都还待核。" in text
    assert "中央预算内投资|1|待核|1|" in text
    assert "|待核|待核|待核|" in text
    assert not re.search(r"(?<![\d.,])0(?:\.0+)? ?万元", text)
    share = page_of(word(tmp_path, ranking(ranked(matches=(match(award=award(None)),)))), "粮仓")
    assert "最多可争取：待核（≤30%）" in share


def test_the_plan_and_the_lists(tmp_path: Path) -> None:
    table = county()
    text = "\n".join(each for _, each in blocks(word(tmp_path, table, **pieces(table))))
    assert "确定 2027 年申报方案：2 项，申请 2,034.5 万元，期望 1,220.7 万元" in text
    assert "最紧的限制是“中央预算内名额”：多一个名额值 321.5 万元。" in text
    assert "2026-12-15 前报“粮食仓储设施中央预算内投资专项”，对应“清岭县第1粮仓项目”。" in text
    assert "清岭县第1粮仓项目（必上）|粮食仓储设施|1,234.5|60%|740.7|2027 年 100；2028 年 50.5|分数最高" in text
    assert "中央预算内名额|2 个|2 个|多一个名额值 321.5 万元" in text
    assert "其余 1 项限额没有用满。" in text
    assert "自然资源局|用地预审与选址意见书|1 个（1 个还要核实）“清岭县第3粮仓项目”|1 个|1 个待核" in text
    assert "|资金|配套没有来源|财政局|2,880.5" in text
    assert "|用地|没有指标（待核实）|自然资源局|—" in text
    assert "方案·限额文件|limits.yaml" in text
    assert "0.123" not in text


def test_an_application_without_a_sum_is_no_nought(tmp_path: Path) -> None:
    """The plan keeps 0 where nobody knows the sum; a report says 待核."""
    table = county()
    made = plan(table)
    blank = replace(made.choices[0], unknown=True, asked_wan=0.0, expected_wan=0.0, local_unknown=True, local_wan={})
    estimate = replace(made.choices[1], own=True, bound=True)
    for choices, words in (
        (
            (blank, estimate),
            "首年申报 2 项，申请 800 万元，另有 1 项金额待核，没有计入；期望 1,220.7 万元，已证明是限制下最高的。",
        ),
        ((blank,), "首年申报 1 项，1 项金额待核，没有计入。"),
    ):
        years = (replace(made.years[0], choices=choices),)
        text = "\n".join(
            each
            for _, each in blocks(
                word(
                    tmp_path,
                    table,
                    plan=replace(
                        made, choices=choices, years=years, fallouts=(replace(made.fallouts[0], loss_wan=0.0),)
                    ),
                )
            )
        )
        assert words in text
        assert "（必上）|粮食仓储设施|待核|60%|待核|待核|" in text
        assert "清岭县第1粮仓项目：期望少（万元）待核。" in text
        assert ("|800（上限）（自填）|" in text) == (len(choices) == 2)
        assert not re.search(r"(?<![\d.,])0(?:\.0+)? ?万元", text)


def test_a_day_that_is_past_is_no_deadline(tmp_path: Path) -> None:
    table = county()
    late = replace(worklists(table).applications[0], deadline=datetime(2026, 11, 21).date())
    text = "\n".join(each for _, each in blocks(word(tmp_path, table, replace(worklists(table), applications=(late,)))))
    assert "2026-11-21 前报" not in text
    assert "目录里没有今后的申报截止日期（待核）" in text


def test_it_says_what_it_rests_on(tmp_path: Path) -> None:
    text = "\n".join(each for _, each in blocks(word(tmp_path, county())))
    for name, value in CONTEXT.items():
        assert f"{name}|{value}" in text
    assert "换用 5000 组权重各排一次。" in text
    assert "未排序：工作表“表一”第 40 行：合计行" in text
    assert "第 3 列单位不明" in text


def test_it_looks_official(tmp_path: Path) -> None:
    book = word(tmp_path, county())
    section = book.sections[0]
    assert [round(each.mm) for each in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [37, 35, 28, 26]  # fmt: skip
    fonts = {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体", "Body Text": "仿宋", "List": "仿宋"}
    for name, font in fonts.items():
        found = book.styles[name].element.rPr.rFonts
        assert found.get(qn("w:eastAsia")) == font
        assert not [key for key in found.keys() if key.endswith("Theme")]  # noqa: SIM118
    assert book.styles["Title"].font.size.pt == 22
    assert book.styles["Heading 1"].font.size.pt == 16
    table = next(part for part in book.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    names = etree.fromstring(table.blob)
    assert {font.get(qn("w:name")) for font in names} >= set(fonts.values())
    assert all(font.find(qn("w:altName")) is not None for font in names)
    for name in ("Heading 1", "Heading 2", "Caption"):
        assert book.styles[name].paragraph_format.keep_with_next
    for footer in (section.footer, section.even_page_footer):
        assert "".join(each.text for each in footer._element.iter(qn("w:instrText"))).strip() == "PAGE"
        assert footer.paragraphs[0].text == "— 1 —"
    for table in book.element.body.iter(qn("w:tbl")):
        first, *rest = table.iter(qn("w:tr"))
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in (first, *rest))


def test_equal_rankings_are_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        table = county()
        write_word(table, tmp_path / name, **pieces(table))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with zipfile.ZipFile(tmp_path / "a") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = Document(str(tmp_path / "a")).core_properties
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.date() == DAY
    assert (about.author, about.title) == ("PolicyMatch", "清岭县项目储备表申报建议")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_read_is_text(tmp_path: Path, text: str) -> None:
    table = county()
    bad = poisoned(table, text)
    book = word(tmp_path, bad, poisoned(worklists(table), text), plan=poisoned(plan(table), text))
    shown = "\n".join(each for _, each in blocks(book))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\uffff]", shown)
    if text and len(text) < 60 and text.isascii():
        assert text in shown
    with zipfile.ZipFile(tmp_path / ".report.docx.part") as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                assert b'TargetMode="External"' not in archive.read(name)
                etree.fromstring(archive.read(name))
    kinds = {node.tag for node in book.element.body.iter() if isinstance(node.tag, str)}
    assert not [kind for kind in kinds if kind.endswith(("}hyperlink", "}instrText", "}object", "}drawing"))]


def many(count: int, *tiers: str) -> Ranking:
    items = [ranked(tier=tier) for tier in tiers for _ in range(count)]
    return ranking(*(replace(item, rank=rank) for rank, item in enumerate(items, 1)))


def test_a_large_table_gives_a_bounded_document(tmp_path: Path) -> None:
    book = word(tmp_path, many(400, "A", "B", "C", "D"))
    pages = [text for text in headings(book, 2) if re.match(r"\d+\. ", text)]
    assert len(pages) == PAGES
    text = "\n".join(each for _, each in blocks(book))
    assert f"每个项目一页，只写前 {PAGES} 个；其余 {800 - PAGES} 个 A、B 类项目见后面的表。" in text
    assert f"其余 A、B 类项目：{800 - PAGES} 个" in text
    assert f"只列前 {ROWS} 个，还有 {800 - PAGES - ROWS} 个" in text
    assert text.count(f"只列前 {ROWS} 个，还有 {400 - ROWS} 个") == 2
    assert len(blocks(book)) < 6000


@pytest.mark.parametrize("tiers", ["", "A", "D"])
def test_tables_of_one_kind(tmp_path: Path, tiers: str) -> None:
    book = word(tmp_path, many(1, *tiers))
    text = "\n".join(each for _, each in blocks(book))
    assert ("目前没有可以直接申报的项目" in text) == (tiers != "A")
    assert headings(book, 1)[-1].endswith("、说明")


class Filled(Ruler):
    """Keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def item(self, text: str, label: str = "") -> None:
        super().item(text, label)
        self.text += f"{label}{text}\n"


def test_a_full_page_says_how_much_is_left_out() -> None:
    wordy = "这一条说得很长" * 30
    reasons = tuple(replace(match().reasons[0], answer=Answer.UNKNOWN, rule=wordy, because=wordy) for _ in range(12))
    item = ranked(
        matches=(match(Answer.UNKNOWN, reasons=reasons),),
        steps=tuple(Gap("手续", f"{wordy}{n}", "未办", "某局", "") for n in range(20)),
    )
    page = Filled()
    write_project(page, item)
    assert page.height <= PAGE
    shown = page.text.count("待核：这一条")
    assert f"（还有 {12 - shown} 条，见网页或 Excel 报告）" in page.text
    assert re.search(r"（还有 \d+ 项，见网页或 Excel 报告）", page.text)


def test_lines_are_counted_by_width() -> None:
    assert count_lines("", 10) == 1
    assert count_lines("一二三四五六七八九十", 10) == 1
    assert count_lines("一二三四五六七八九十一", 10) == 2
    assert count_lines("a" * 18, 10) == 1


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_leaders_get_one_page_and_every_project_one(tmp_path: Path) -> None:
    """The fullest case: long names everywhere, all sections, more gaps and rules than fit."""
    long = "清岭县石门镇等十二个乡镇农村生活污水处理设施及配套管网提升改造工程（二期）项目"
    reasons = tuple(
        replace(match().reasons[0], answer=Answer.UNKNOWN, rule=f"{long}{n}", because=long) for n in range(9)
    )
    channels = ("中央预算内投资", "超长期特别国债", "地方政府专项债券", "中央财政转移支付", "新型政策性金融工具")
    items: list[RankedProject] = []
    for rank in range(1, 26):
        tier = "AB"[rank % 2] if rank < 21 else "D"
        first = match(
            Answer.YES if tier == "A" else Answer.UNKNOWN,
            long,
            reasons=reasons,
            award=award(12345.67 if rank % 3 else None),
        )
        first = replace(first, programme=replace(first.programme, channel=channels[rank % 5]))
        gaps = tuple(
            Gap("手续", f"{long[:18]}{n}", "表中未写，请核实", f"住房和城乡建设局{n}", "") for n in range(rank % 12 + 1)
        )
        items.append(
            ranked(
                rank, tier, f"{long}{rank}", matches=(first, *[match(title=f"{long}{n}") for n in range(4)]), steps=gaps
            )
            if tier != "D"
            else ranked(rank, tier, f"{long}{rank}", tier_because=f"第{rank}条理由{long}不支持：{long}")
        )
    table = ranking(*items, context={**CONTEXT, "标题": long})
    path = tmp_path / "report.docx"
    write_word(table, path, **pieces(table))
    texts = pdf_pages(path)
    assert "四、不宜申报的项目" in texts[0]
    assert "五、申报方案" in texts[1]
    starts = [at for at, text in enumerate(texts) if re.search(r"建设单位", text)]
    assert len(starts) == 20
    assert starts == list(range(starts[0], starts[0] + 20))
    assert "其余项目" in texts[starts[-1] + 1]
    assert all(text.strip() for text in texts)


def pdf_pages(path: Path) -> Sequence[str]:
    done = subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={(path.parent / 'office').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(path.parent), str(path)],
        capture_output=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(path.with_suffix(".pdf")).pages]
