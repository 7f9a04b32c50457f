from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notices import describe

from policymatch.policies import validity

ISSUED = "2024年3月11日"


def dates(*clauses: str, signed: str = ISSUED, printed: str | None = None) -> tuple[str | None, str | None]:
    """The first and the last day of a county's measure with these last articles."""
    lines = ["云岭县补贴办法", "第一条 甲。", *clauses, "云岭县人民政府", signed]
    lines += [f"云岭县人民政府办公室 {printed}印发"] if printed else []
    summary = describe(*lines)
    effective, until = (day.isoformat() if day else None for day in (summary.effective_on, summary.valid_until))
    return effective, until


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("第九条 本办法自2024年4月1日起施行。", "2024-04-01"),
        ("第九条 本办法自二〇二四年四月一日起施行。", "2024-04-01"),
        ("第九条 本办法自２０２４ 年 ４ 月 １ 日起实施。", "2024-04-01"),
        ("第九条 本办法于2024年4月1日起施行。", "2024-04-01"),
        ("第九条 本办法从2024年4月1日起实行。", "2024-04-01"),
        ("第九条 本办法自2024年4月1日施行。", "2024-04-01"),
        ("第九条 本实施细则（试行）自2024年4月1日起执行。", "2024-04-01"),
        ("第九条 本办法由县财政局负责解释，自2024年4月1日起施行。", "2024-04-01"),
        ("第九条 自2024年4月1日起施行。", "2024-04-01"),
        ("第九条 本办法自公布之日起施行。", "2024-03-11"),
        ("第九条 本办法自发布之日起施行。", "2024-03-11"),
        ("第九条 本办法从颁布之日起生效。", "2024-03-11"),
        ("第九条 本办法自发布之日起30日后施行。", "2024-04-10"),
        ("第九条 本办法自公布之日起三十日后施行。", "2024-04-10"),
        ("第九条 本办法自发布之日起三个月后施行。", "2024-06-11"),
        ("第九条 本办法自印发次日起施行。", "2024-03-12"),
        ("第九条 本办法自2024年1月1日起施行。", "2024-01-01"),
        ("第九条 《渡口办法》自2018年1月1日起施行以来成效明显。", None),
        ("第九条 本办法第三条自2025年1月1日起施行。", None),
        ("第九条 企业应当自2024年4月1日起执行新标准。", None),
        ("第九条 本办法自1985年度起施行。", None),
        ("第九条 本办法自2024年2月30日起施行。", None),
    ],
)
def test_the_first_day(clause: str, day: str | None) -> None:
    assert dates(clause)[0] == day


def test_a_notice_that_says_when_its_measure_begins() -> None:
    lines = ["关于印发云岭县渡口办法的通知", "各乡：", "现印发给你们，自2024年5月1日起施行。", "云岭县人民政府", ISSUED]
    assert describe(*lines).effective_on == date(2024, 5, 1)


def test_the_day_of_printing_is_not_the_day_of_signing() -> None:
    """A page of Guangzhou dates 自印发之日 days after the 成文日期; the 版记 says which day that is."""
    clause = "第九条 本办法自印发之日起施行，有效期5年。"
    assert dates(clause, printed="2024年3月15日") == ("2024-03-15", "2029-03-14")
    assert dates(clause) == ("2024-03-11", "2029-03-10")


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("第九条 本办法自2025年9月19日起施行，有效期5年。", "2030-09-18"),
        ("第九条 本办法自2025年9月19日起施行，有效期五年。", "2030-09-18"),
        ("第九条 本办法自2025年9月19日起施行。有效期为三年。", "2028-09-18"),
        ("第九条 本办法自2025年9月19日起施行，试行期两年。", "2027-09-18"),
        ("第九条 本办法自2025年9月19日起试行，试行期限为1年。", "2026-09-18"),
        ("第九条 本办法自2025年9月19日起施行，有效期暂定6个月。", "2026-03-18"),
        ("第九条 本办法自2024年2月29日起施行，有效期1年。", "2025-02-28"),
        ("第九条 本办法自2025年9月19日起施行，有效期至2030年12月31日。", "2030-12-31"),
        ("第九条 本办法自2025年9月19日起施行，有效期截至2030年12月31日。", "2030-12-31"),
        ("第九条 本办法自2025年9月19日起施行，至2030年12月31日止。", "2030-12-31"),
        ("第九条 本办法自2025年9月19日起至2027年12月31日执行。", "2027-12-31"),
        ("第九条 本办法施行前，2020年1月1日至2021年12月31日的项目不适用。", None),
        ("第九条 本办法所称申报期为自2025年1月1日起至2025年3月31日。", None),
        ("第九条 本办法自2025年9月19日起施行，有效期至2030年6月。", "2030-06-30"),
        ("第九条 本办法自2025年9月19日起施行，有效期至2030年底。", "2030-12-31"),
        ("第九条 本办法自2025年9月19日起执行，执行期限为2025—2027年。", "2027-12-31"),
        ("第九条 本办法有效期自2025年1月1日至2027年12月31日。", "2027-12-31"),
        ("第九条 本办法执行至2027年12月31日。", "2027-12-31"),
        ("第九条 本办法自2025年9月19日起施行，有效期自发布之日起计算。", None),
        ("第九条 本办法有效期5年。", None),
        ("第九条 本办法自2025年9月19日起施行。许可证有效期五年。", None),
        ("第九条 本办法规定的证书有效期3年。", None),
        ("第九条 依照本办法签订的合同有效期三年。", None),
        ("第九条 本办法自2025年9月19日起施行，依本办法取得的资质有效期为3年。", None),
        ("第九条 本办法自2025年9月19日起施行，有效期一百零一年。", None),
    ],
)
def test_the_last_day(clause: str, day: str | None) -> None:
    assert dates(clause)[1] == day


def test_a_term_that_follows_in_an_article_of_its_own() -> None:
    assert dates("第八条 本办法自2025年9月19日起施行。", "第九条 本办法有效期3年，期满自动失效。")[1] == "2028-09-18"


def test_a_permits_term_in_the_middle_is_nobodys() -> None:
    articles = [f"第{number}条 许可证的有效期为五年。" for number in "二三四五六七八九"]
    assert dates(*articles, "第十条 本办法自2025年9月19日起施行。") == ("2025-09-19", None)


def test_the_attached_measure_speaks_before_its_notice() -> None:
    summary = describe(
        "云岭县人民政府关于印发云岭县渡口办法的通知",
        "各乡：",
        "本通知自2024年4月1日起施行。",
        "云岭县人民政府",
        ISSUED,
        "云岭县渡口办法",
        "第一条 甲。",
        "第二条 本办法自2024年5月1日起施行，有效期2年。",
        "附件：渡口许可证（有效期3年）",
    )
    assert (summary.effective_on, summary.valid_until) == (date(2024, 5, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("note", "effective", "first"),
    [
        (
            "（2010年1月1日国务院令第1号公布 根据2020年6月1日《国务院关于修改部分条例的决定》修订）",
            "2020-06-01",
            "2010-05-01",
        ),
        ("（2010年1月1日国务院令第1号公布）", "2010-05-01", None),
        ("（2000年1月1日国务院令第1号公布 2010年1月1日国务院令第9号修订）", "2010-05-01", None),
    ],
)
def test_a_later_version_does_not_begin_before_its_amendment(note: str, effective: str, first: str | None) -> None:
    summary = describe("渡口条例", note, "第一条 甲。", "第二条 本条例自2010年5月1日起施行。")
    assert summary.effective_on == date.fromisoformat(effective)
    assert summary.metadata.get("first_effective_on") == first


@pytest.mark.parametrize(
    "clause",
    [
        "本办法自9999年12月31日起施行，有效期五年。",
        "本办法自发布之日起施行，有效期五年。",
        "本办法自发布之日起30日后施行。",
    ],
)
def test_the_end_of_time(clause: str) -> None:
    assert dates(f"第九条 {clause}", signed="9999年12月31日")[1] is None


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 30))
def test_a_term_is_over_on_the_eve_of_its_day(start: date, years: int) -> None:
    _, until = dates(f"第九条 本办法自{start.year}年{start.month}月{start.day}日起施行，有效期{years}年。")
    assert until is not None
    over = date.fromisoformat(until).toordinal() + 1
    assert date.fromordinal(over).year == start.year + years
    assert (date.fromordinal(over).month, date.fromordinal(over).day) in ((start.month, start.day), (3, 1))


@given(st.from_regex(validity._EFFECT))
def test_no_text_with_a_day_of_effect_is_passed_over(text: str) -> None:
    assert validity.may_state_effect(text)


@given(st.one_of(*(st.from_regex(pattern) for pattern in (validity._TERM, validity._UNTIL, validity._TO))))
def test_no_text_with_a_term_is_passed_over(text: str) -> None:
    assert validity._TERM_WORDS.search(text)


def test_an_article_is_named_only_for_what_stands_in_or_near_it() -> None:
    clause = "本办法自2024年4月1日起施行。"
    far = describe("云岭县补贴办法", "第一条 甲。", *["乙。"] * 13, clause)
    near = describe("云岭县补贴办法", "第一条 甲。", *["乙。"] * 11, clause)
    assert far.found["effective_on"].startswith("正文末尾：")
    assert near.found["effective_on"].startswith("正文第一条：")
