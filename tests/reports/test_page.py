"""The web page: nothing is fetched, nothing that was read is obeyed, every figure is the one of the ranking."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from rankings import (
    CONTEXT,
    HOSTILE,
    NO_LISTS,
    UNKNOWN_AWARD,
    county,
    match,
    plan,
    poisoned,
    ranked,
    ranking,
    worklists,
)

from policymatch.model import Evidence, RankedProject, Ranking, Worklists
from policymatch.reports.output import money
from policymatch.reports.page import CHARTED, DETAILS, write_page
from policymatch.reports.page_charts import shares_of
from policymatch.reports.payload import ranked_data

FETCHING = (
    "img",
    "link",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "source",
    "form",
    "base",
    "frame",
    "image",
    "use",
)


def page(tmp_path: Path, table: Ranking, lists: Worklists = NO_LISTS, **rest: Any) -> Any:
    path = tmp_path / ".page.html.part"
    write_page(table, path, lists, **rest)
    return html.document_fromstring(path.read_bytes().decode("utf-8"))


def text_of(node: Any) -> str:
    return " ".join(node.text_content().split())


def rows_of(node: Any) -> list[list[str]]:
    return [[text_of(cell) for cell in row.xpath("./td|./th")] for row in node.xpath(".//tbody/tr")]


def table_after(document: Any, title: str) -> Any:
    (head,) = [head for head in document.iter("h2", "h3", "h4") if title in text_of(head)][:1]
    return head.xpath("following::table[1]")[0]


def pieces(table: Ranking) -> dict[str, Any]:
    return {"lists": worklists(table), "plan": plan(table)}


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    table = county()
    document = page(tmp_path, table, **pieces(table))
    assert [tag for tag in FETCHING if document.xpath(f"//*[local-name()='{tag}']")] == []
    assert document.xpath("//@src|//@srcset|//@style|//@action|//@background|//@poster") == []
    assert [name for node in document.iter() for name in node.attrib if name.startswith("on")] == []
    for link in document.xpath("//a"):
        if not link.get("href").startswith("#"):
            assert re.match(r"https?://[^\s]+$", link.get("href"))
            assert "noopener" in link.get("rel")
            assert link.get("target") == "_blank"
    assert document.xpath("//a[starts-with(@href,'http')]")
    inside = {link[1:] for link in document.xpath("//a/@href") if link.startswith("#")}
    assert inside <= set(document.xpath("//@id"))
    assert "url(" not in document.xpath("string(//style)")
    assert "@import" not in document.xpath("string(//style)")


def test_only_its_own_style_and_script_are_let_in(tmp_path: Path) -> None:
    document = page(tmp_path, county())
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (node,) = document.xpath(f"//{tag}")
        digest = base64.b64encode(hashlib.sha256(node.text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_read_is_text(tmp_path: Path, text: str) -> None:
    table = county()
    bad = poisoned(table, text)
    document = page(tmp_path, bad, poisoned(worklists(table), text), plan=poisoned(plan(table), text))
    assert len(document.xpath("//script")) == 1
    assert [tag for tag in FETCHING if document.xpath(f"//*[local-name()='{tag}']")] == []
    assert [name for node in document.iter() for name in node.attrib if name.startswith("on")] == []
    assert [link for link in document.xpath("//a/@href") if not re.match(r"#|https?://", link)] == []
    raw = (tmp_path / ".page.html.part").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", raw)
    assert len(raw) < 3_000_000
    if text and len(text) < 100 and text.isascii():
        assert text in text_of(document.xpath("//section[@id='projects']")[0])


def test_a_source_that_is_no_web_address_is_no_link(tmp_path: Path) -> None:
    sources = (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "政策文件/某人/办法.pdf",
        "http://",
        "https://[",
    )
    evidence = tuple(
        Evidence(replace(match().evidence[0].policy, source=source), match().evidence[0].clause, 1.0)
        for source in sources
    )
    document = page(tmp_path, ranking(ranked(matches=(match(evidence=evidence, award=UNKNOWN_AWARD),))))
    assert document.xpath("//a[not(starts-with(@href,'#'))]") == []
    quoted = [text_of(node) for node in document.xpath("//blockquote")]
    assert any(quote.endswith("办法.pdf") for quote in quoted)
    assert not any("某人" in quote for quote in quoted)


def test_every_figure_is_the_one_of_the_ranking(tmp_path: Path) -> None:
    table = county(30)
    document = page(tmp_path, table)
    rows = rows_of(document.get_element_by_id("all"))
    assert len(rows) == len(table.projects)
    for item, row in zip(table.projects, rows, strict=True):
        data = ranked_data(item)
        assert row[0] == str(data["rank"])
        assert row[1] == data["tier"]
        assert row[2].startswith(data["name"])
        assert row[3] == money(item.project.investment_wan)
        assert [float(cell) for cell in row[4:8]] == [
            data["score"], data["fit"], data["maturity"], data["competitiveness"],
        ]  # fmt: skip
        first = data["matches"][0] if data["matches"] and data["tier"] != "D" else None
        assert row[10] == (first["verdict"] if first else "—")
        assert row[11].partition("（")[0] == (money(first["award"]["amount_wan"]) if first else "—")
    for item in table.projects:
        check_details(document.get_element_by_id(f"p{item.rank}"), item)


def check_details(details: Any, item: RankedProject) -> None:
    data = ranked_data(item)
    parts = [part for name in ("fit", "maturity", "competitiveness") for part in data["parts"][name]]
    shown = [row[-4:] for row in rows_of(details.xpath(".//table")[0])]
    assert [(row[0], float(row[1]), row[3]) for row in shown] == [
        (part["name"], part["value"], part["because"]) for part in parts
    ]
    assert [float(row[2].rstrip("%")) / 100 for row in shown] == pytest.approx([part["weight"] for part in parts])
    text = text_of(details)
    for each in data["matches"]:
        assert each["award"]["explanation"] in text
        assert each["programme"]["title"] in text
    for gap in data["gaps"]:
        assert gap.partition("（")[0].removeprefix("请补填：") in text


def test_what_is_not_known_is_never_a_nought(tmp_path: Path) -> None:
    poor = replace(ranked(), matches=(match(award=UNKNOWN_AWARD),), combination=None)
    poor = replace(poor, project=replace(poor.project, investment_wan=None, requested_wan=None))
    document = page(tmp_path, ranking(poor))
    (row,) = rows_of(document.get_element_by_id("all"))
    assert (row[3], row[11]) == ("待核", "待核")
    (sums,) = rows_of(table_after(document, "各类资金最多可争取多少"))
    assert sums[2:] == ["1", "待核", "1", "待核", "1"]
    (chart,) = [node for node in document.xpath("//figure") if "最多可争取" in text_of(node)]
    assert chart.xpath(".//rect[not(@class='track')][@x]") == []
    assert "待核（1 个）" in text_of(chart)
    assert not re.search(r"(?<![\d.,])0(?:\.0+)? ?万元", text_of(document))


def test_sums_by_channel_add_up(tmp_path: Path) -> None:
    table = county()
    rows = rows_of(table_after(page(tmp_path, table), "各类资金最多可争取多少"))
    data = [ranked_data(item) for item in table.projects]
    for channel, tier, count, most, unknown, asked, _ in rows:
        own = [d["matches"][0] for d in data if d["tier"] == tier[0] and d["matches"]]
        own = [each for each in own if each["programme"]["channel"] == channel]
        known = [each["award"]["amount_wan"] for each in own if each["award"]["amount_wan"] is not None]
        assert int(count) == len(own)
        assert most == (money(sum(known)) if known else "待核")
        assert unknown == (str(len(own) - len(known)) if len(own) > len(known) else "—")
        assert asked == money(1500.0 * len(own))
    assert {(row[0], row[1][0]) for row in rows} == {("中央预算内投资", "A"), ("地方政府专项债券", "B")}


def test_equal_rankings_are_equal_pages(tmp_path: Path) -> None:
    for name in ("a", "b"):
        table = county()
        write_page(table, tmp_path / name, **pieces(table))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert "0.123" not in (tmp_path / "a").read_text(encoding="utf-8")  # how long the solver took


def test_the_page_says_what_it_rests_on(tmp_path: Path) -> None:
    table = county()
    document = page(tmp_path, table, **pieces(table))
    about = text_of(document.get_element_by_id("about"))
    for name, value in {**CONTEXT, "方案·限额文件": "limits.yaml"}.items():
        assert f"{name}{value}" in about
    assert "5000 组权重，随机数种子 7" in about
    assert "未排序1 行" in about
    doubts = text_of(document.get_element_by_id("doubts"))
    assert "第 3 列单位不明" in doubts
    assert "合计行" in doubts
    assert "H6 的总投资请核对" in doubts


def test_the_plan_and_the_lists(tmp_path: Path) -> None:
    table = county()
    document = page(tmp_path, table, **pieces(table))
    planned = text_of(document.get_element_by_id("plan"))
    assert "首年申报 2 项，申请 2,034.5 万元；期望 1,220.7 万元，已证明是限制下最高的。" in planned
    assert "多一个名额值 321.5 万元" in planned
    assert "施工许可（在办）" in planned
    assert "（必上）" in planned
    assert "2027 年 100" in planned
    assert "2028 年 50.5" in planned
    listed = text_of(document.get_element_by_id("lists"))
    assert "2026-12-15" in listed
    assert "1 个（1 个还要核实）" in listed
    assert "1,234.5 万元（另有 1 个待核）" in listed
    shortages = rows_of(table_after(document, "要素保障问题清单"))
    assert [row[4] for row in shortages] == ["2,880.5", "—"]
    alone = page(tmp_path, table)
    assert alone.xpath("//*[@id='plan']") == []
    assert "没有可以申报的项目。" in text_of(alone.get_element_by_id("lists"))


def many(count: int) -> Ranking:
    first = ranked()
    return ranking(*(replace(first, rank=rank) for rank in range(1, count + 1)))


def test_a_large_table_stays_usable(tmp_path: Path) -> None:
    document = page(tmp_path, many(DETAILS + 1800))
    assert len(rows_of(document.get_element_by_id("all"))) == DETAILS + 1800
    assert len(document.xpath("//section[@id='projects']/details")) == DETAILS
    assert f"只写排在前面的 {DETAILS} 个，其余 1800 个" in text_of(document.get_element_by_id("projects"))
    assert len(document.get_element_by_id("all").xpath(".//a")) == DETAILS
    assert (tmp_path / ".page.html.part").stat().st_size < 5_000_000


def test_an_empty_table_is_a_page(tmp_path: Path) -> None:
    document = page(tmp_path, ranking(context={}, order=None))
    assert "表里没有项目" in text_of(document)


def charted(document: Any, title: str) -> Iterator[tuple[Any, str]]:
    (figure,) = [node for node in document.xpath("//figure") if title in text_of(node.find("figcaption"))]
    for row in figure.xpath(".//ol/li"):
        yield row, text_of(row)


def test_charts_say_in_words_what_they_draw(tmp_path: Path) -> None:
    document = page(tmp_path, county(30))
    bars = list(charted(document, "得分构成"))
    assert len(bars) == CHARTED
    for (row, text), item in zip(bars, county(30).projects, strict=False):
        widths = [float(width) for width in row.xpath(".//rect[not(@class='track')]/@width")]
        assert sum(widths) == pytest.approx(item.score, abs=0.2)
        assert text.endswith(f"{item.score:g}")
    for drawn in document.xpath("//svg[@class='bar']"):
        assert drawn.get("role") == "img"
        assert drawn.get("aria-label")
        assert drawn.find("title") is not None
        assert drawn.find("desc") is not None
    counts = [row.xpath("string(./span[@class='value'])") for row, _ in charted(document, "各梯次")]
    assert counts == ["2 个", "2 个", "24 个", "2 个"]


def test_scores_are_only_stacked_where_they_add_up() -> None:
    table = county()
    assert shares_of(table, table.projects) == (0.4, 0.35, 0.25)
    assert shares_of(table, [replace(table.projects[0], score=12.0)]) is None
    assert shares_of(replace(table, shares={}), table.projects) is None
    assert shares_of(replace(table, shares={"契合度": 0.4}), table.projects) is None
    assert shares_of(table, [replace(table.projects[0], score=float("nan"))]) is None


def test_without_weights_the_chart_says_so(tmp_path: Path) -> None:
    document = page(tmp_path, ranking(ranked(), shares={}))
    (figure,) = [node for node in document.xpath("//figure") if "得分构成" in text_of(node)]
    assert "总分按报告所写的方法另算" in text_of(figure)


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no browser to run the page's script")
def test_the_browser_lets_the_script_run(tmp_path: Path) -> None:
    assert CHROMIUM is not None
    path = tmp_path / "page.html"
    write_page(county(), path, NO_LISTS)
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, encoding="utf-8", timeout=100, check=False,
    )  # fmt: skip
    document = html.document_fromstring(done.stdout)
    assert document.get_element_by_id("filter").get("hidden") is None
    assert text_of(document.get_element_by_id("filter-count")) == "显示 8 个，共 8 个"
    assert len(document.xpath("//table[@id='all']/thead//span[@role='button']")) == 13
