"""Metadata of real texts: the laws, the pages of a municipal site, the same laws in other formats."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from law_texts import FORMATS, LAWS, POLICIES
from notices import facts
from shared_data import SHARED, needs_shared

from policymatch.model import PolicySummary
from policymatch.policies import parse_policy
from policymatch.readers import read_file

HTML = SHARED / "data" / "html"


def summary_of(path: Path) -> PolicySummary:
    return parse_policy(read_file(path)).summary


@needs_shared
@pytest.mark.parametrize("initial", sorted({law.name[0] for law in LAWS}))
def test_every_laws_title_and_day(initial: str) -> None:
    for law in (law for law in LAWS if law.name[0] == initial):
        summary = summary_of(law)
        title, _, day = law.stem.removesuffix(")").rpartition("(")
        assert summary.title.removeprefix("中华人民共和国") == title
        assert summary.issued_on is not None
        # Six of the files are named for the eve of the day that the 题注 gives.
        assert summary.issued_on - date.fromisoformat(day) in (timedelta(0), timedelta(1)), law.name
        assert summary.region is None
        assert summary.level == ("国家" if summary.issuer or summary.title.startswith("中华人民共和国") else None)
        assert summary.valid_until is None, law.name
        assert "drafts" not in summary.metadata


@needs_shared
def test_no_version_of_a_law_begins_before_it_was_made() -> None:
    known = 0
    for law in LAWS:
        summary = summary_of(law)
        if summary.effective_on is None or "外商投资企业和外国企业" in summary.title:
            continue  # the notice of 1994-02-22 holds from 1994-01-01, as it says itself
        known += 1
        assert summary.issued_on is not None
        assert summary.effective_on >= summary.issued_on, law.name
    assert known >= 155


@needs_shared
@pytest.mark.parametrize(
    ("law", "number", "issuer", "effective", "first"),
    [
        ("政府投资条例(2019-04-14)", "国务院令第712号", "国务院", "2019-07-01", None),
        ("会计法(2017-11-04)", None, "全国人民代表大会常务委员会", "2017-11-04", "2000-07-01"),
        ("会计法(2024-06-28)", None, "全国人民代表大会常务委员会", "2024-06-28", "2000-07-01"),
        ("畜牧法(2015-04-24)", None, "全国人民代表大会常务委员会", "2015-04-24", "2006-07-01"),
        ("畜牧法(2022-10-30)", None, "全国人民代表大会常务委员会", "2023-03-01", None),
        ("统计法(2009-06-27)", None, "全国人民代表大会常务委员会", "2010-01-01", None),
        ("统计法(2024-09-13)", None, "全国人民代表大会常务委员会", "2024-09-13", "2010-01-01"),
        ("矿产资源法(2009-08-27)", None, "全国人民代表大会常务委员会", "2009-08-27", "1986-10-01"),
        ("矿产资源法(2024-11-08)", None, "全国人民代表大会常务委员会", "2025-07-01", None),
        ("预算法(2018-12-29)", None, "全国人民代表大会", "2018-12-29", "1995-01-01"),
        ("保障中小企业款项支付条例(2025-03-17)", "国务院令第802号", "国务院", "2025-06-01", None),
        ("医疗器械监督管理条例(2021-02-09)", None, "国务院", "2021-06-01", None),
        ("军用饮食供应站供水站管理办法(2019-03-02)", "民政部、总后勤部令第1号", "民政部、总后勤部", "2019-03-02", "1989-11-17"),
        ("残疾人专用品免征进口税收暂行规定(1997-04-10)", "海关总署令第61号", "海关总署", "1997-04-10", None),
        ("全民所有制工业企业厂长工作条例(2011-01-08)", None, "中共中央、国务院", "2011-01-08", "1986-10-01"),
        ("国务院关于外商投资企业和外国企业适用增值税、消费税、营业税等税收暂行条例有关问题的通知(1994-02-22)", None, "国务院", "1994-01-01", None),
    ],
)  # fmt: skip
def test_numbers_issuers_and_first_days_of_laws(
    law: str, number: str | None, issuer: str, effective: str, first: str | None
) -> None:
    summary = summary_of(POLICIES / f"{law}.md")
    assert (summary.doc_number, summary.issuer) == (number, issuer)
    assert summary.effective_on == date.fromisoformat(effective)
    assert summary.metadata.get("first_effective_on") == first


@needs_shared
@pytest.mark.parametrize(
    "path", [path for path in sorted(FORMATS.glob("*")) if "scanned" not in path.name], ids=lambda path: path.name
)
def test_other_formats_say_the_same(path: Path) -> None:
    name = path.name
    for ending in (".gb18030.txt", ".pdf", ".docx"):
        name = name.removesuffix(ending)
    summary, truth = summary_of(path), summary_of(POLICIES / f"{name}.md")
    assert facts(summary) == facts(truth)
    assert (summary.level, summary.region) == (truth.level, truth.region)


PAGES: dict[str, tuple[tuple[str | None, ...], tuple[str | None, str | None]]] = {
    "05_幼儿园招生方案_2026": (
        ("2026年广州市天河区幼儿园招生工作方案", None, "广州市天河区教育局", "2026-04-20", None, None),
        ("县", "广东省广州市天河区"),
    ),
    "08_家庭医生实施方案_穗卫函2023-1930号": (
        ("关于推进广州市家庭医生签约服务高质量发展实施方案", "穗卫函〔2023〕1930号",
         "广州市卫生健康委员会、广州市财政局、广州市人力资源和社会保障局、广州市医疗保障局", "2023-10-19", None, None),
        ("市", "广东省广州市"),
    ),
    "11_公共租赁住房保障办法_穗府办规2024-13号": (
        ("广州市公共租赁住房管理办法", "穗府办规〔2024〕13号", "广州市人民政府办公厅", "2024-07-26", "2024-07-29", "2029-07-28"),
        ("市", "广东省广州市"),
    ),
    "11b_2025年第一批户籍家庭公租房常态分配房源通告": (
        ("关于推出供应广州市2025年第一批户籍家庭公共租赁住房常态分配房源的通告", None, "广州市住房保障办公室", "2025-03-19", None, None),
        ("市", "广东省广州市"),
    ),
    "17_天河港澳青年办法_穗天科工信规字2023-1号": (
        ("广州市天河区深化支持港澳青年创新创业高质量发展实施办法", "穗天科工信规字〔2023〕1号",
         "广州市天河区科技工业和信息化局、广州市天河区人力资源和社会保障局、中共广州市天河区委统战部", "2023-08-09", "2023-09-08", "2026-09-07"),
        ("县", "广东省广州市天河区"),
    ),
    "18b_广东高校毕业生就业创业扶持政策清单_2026": (
        ("广东省高校毕业生就业创业扶持政策清单", None, None, None, None, None), ("省", "广东省"),
    ),
    "22_怎么申领广州市社会保障卡_2026": (("怎么申领广州市社会保障卡？", None, None, None, None, None), (None, None)),
    "23_企业职工基本养老金申领详解_2025": (("2025年，广州市企业职工基本养老金申领详解", None, None, None, None, None), (None, None)),
    "24_养老保险待遇资格认证通告_2025": (
        ("广州市社会保险基金管理中心关于开展2025年企业职工和城乡居民养老保险待遇领取资格认证的通告", None,
         "广州市社会保险基金管理中心", "2025-03-27", None, None),
        ("市", "广东省广州市"),
    ),
    "35b_学历型人才引进入户申报指南_2026": (("学历型人才引进入户申报指南", None, None, None, None, None), (None, None)),
    # The page holds the measure of 2020 and says so; the file's name names another document.
    "35c_引进人才入户管理办法实施细则_穗人社规字2022-2号": (
        ("广州市引进人才入户管理办法", "穗府办规〔2020〕10号", "广州市人民政府办公厅", "2020-06-29", "2020-07-09", "2025-07-04"),
        ("市", "广东省广州市"),
    ),
    "36_积分制入户2025年度热点13问": (("2025年度积分制入户工作热点13问", None, None, None, None, None), (None, None)),
    "37_市场主体登记管理条例_国务院令746号": (
        ("中华人民共和国市场主体登记管理条例", "国务院令第746号", "国务院", "2021-07-27", "2022-03-01", None), ("国家", None),
    ),
}  # fmt: skip


@needs_shared
@pytest.mark.parametrize("page", PAGES)
def test_pages(page: str) -> None:
    summary = summary_of(HTML / f"{page}.html")
    expected, place = PAGES[page]
    assert facts(summary) == expected
    assert (summary.level, summary.region) == place


@needs_shared
def test_a_list_of_links_claims_nothing() -> None:
    summary = summary_of(HTML / "20b_广州劳动仲裁服务指南_目录.html")
    assert facts(summary)[1:] == (None,) * 5
    assert summary.level is summary.region is None


@needs_shared
def test_what_a_page_says_beside() -> None:
    summary = summary_of(HTML / "11_公共租赁住房保障办法_穗府办规2024-13号.html")
    assert summary.metadata["index_number"] == "11440106718120458W/2024-00008"
    assert summary.metadata["printed_on"] == "2024-07-29"
    assert summary.metadata["term"] == "有效期5年"
    assert summary.metadata["wrapper_title"] == "广州市人民政府办公厅关于印发广州市公共租赁住房管理办法的通知"
    assert summary.found["effective_on"] == "正文第五十四条：自印发之日起施行"
    # The street office that put the page there issued nothing.
    assert summary.issuer != "广州市天河区人民政府天园街道办事处"
