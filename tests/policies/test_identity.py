from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_texts import FORMATS, LAWS, POLICIES
from shared_data import needs_shared

from policymatch.model import Clause, Effect, Policy, PolicySummary, Relation
from policymatch.policies import parse_policy
from policymatch.policies.identity import (
    PRINT_VALUES,
    is_draft,
    is_generic,
    is_meant,
    is_newer_version,
    likeness,
    same_policy,
    text_print,
    title_key,
)
from policymatch.policies.relations import find_relations
from policymatch.readers import read_file
from policymatch.text.normalize import fold

PAIRS = {"会计法", "保障中小企业款项支付条例", "畜牧法", "矿产资源法", "统计法"}
"""The laws that stand in two versions among the real texts."""


@cache
def laws() -> tuple[Policy, ...]:
    return tuple(parse_policy(read_file(path)) for path in LAWS)


def law(name: str) -> Policy:
    return parse_policy(read_file(POLICIES / f"{name}.md"))


def policy(title: str, issued_on: str | None = None, **fields: object) -> PolicySummary:
    day = date.fromisoformat(issued_on) if issued_on else None
    return replace(PolicySummary(f"{title}{issued_on}{fields}", title, issued_on=day), **fields)


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("中华人民共和国会计法", "会计法"),
        ("《会计法》（2017年修正）", "会计法"),
        ("会计法（2024修正）", "会计法"),
        ("会计法(2017-11-04)", "会计法"),
        ("某 项目　管理办法（试行）", "某项目管理办法"),
        ("某目录(2019年本)", "某目录（2024年本）"),
        ("某清单（2024年版）", "某清单"),
        ("财政部 发展改革委关于印发《某资金管理办法》的通知", "某资金管理办法"),
        ("关于印发修订后的《某资金管理办法（试行）》的通知", "某资金管理办法"),
        ("关于修改〈某规定〉的决定", "关于修改《某规定》的决定"),
    ],
)
def test_titles_that_are_one(title: str, same: str) -> None:
    assert title_key(title) == title_key(same)


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("关于申报2024年项目的通知", "关于申报2025年项目的通知"),
        ("某目录（2024年）", "某目录（2025年）"),
        ("某目录（第一批）", "某目录（第二批）"),
        ("某规划（2021—2025年）", "某规划（2026—2030年）"),
        ("某管理办法（征求意见稿）", "某管理办法"),
        ("某条例（草案）", "某条例"),
        ("矿产资源法", "矿产资源法实施细则"),
        ("统计法", "统计法实施条例"),
        ("某管理暂行办法", "某管理办法"),
        ("关于转发《某管理办法》的通知", "某管理办法"),
        ("关于修改《某管理办法》的决定", "某管理办法"),
        ("关于执行《某管理办法》的通知", "某管理办法"),
    ],
)
def test_titles_that_are_two(title: str, other: str) -> None:
    assert title_key(title) != title_key(other)


@given(st.text(max_size=80))
def test_any_title_has_a_key_that_stays(title: str) -> None:
    key = title_key(title)
    assert (key == "") <= (not any(char.isalnum() for char in title))
    assert title_key(f" {title}") == key


def test_drafts_and_generic_titles() -> None:
    assert [
        is_draft(title)
        for title in ("某办法（征求意见稿）", "某条例（草案）", "关于公开征求意见的公告", "某办法（送审稿）")
    ] == [True] * 4
    assert [is_draft(title) for title in ("某办法（试行）", "草原法", "稿酬管理规定")] == [False] * 3
    assert [is_generic(title) for title in ("办法", "实施细则", "专项资金管理办法", "通知")] == [True] * 4
    assert [is_generic(title) for title in ("会计法", "水法", "引导资金管理办法")] == [False] * 3


@needs_shared
def test_prints_tell_laws_apart() -> None:
    prints = {f"{law.summary.title}({law.summary.issued_on})": text_print(law.clauses) for law in laws()}
    assert len(prints) == 164
    assert all(0 < len(value) <= 512 for value in prints.values())
    # The two regulations for investors from Taiwan and from Hong Kong are one text but for the names.
    near = {
        (title_key(a.partition("(")[0]), title_key(b.partition("(")[0])): value
        for a, b in combinations(sorted(prints), 2)
        if (value := likeness(prints[a], prints[b])) > 0.4
    }
    assert max(near.values()) < 0.85
    assert set(near) == {(name, name) for name in PAIRS - {"矿产资源法"}} | {
        ("国务院关于鼓励华侨和香港澳门同胞投资的规定", "国务院关于鼓励台湾同胞投资的规定")
    }


def test_a_print_is_the_same_on_every_machine() -> None:
    clauses = [Clause("a#1", "", "", "第一条 政府投资应当遵循科学决策、规范管理、注重绩效、公开透明的原则。")]
    # Worked out with whole numbers of Python alone.
    assert text_print(clauses)[:8].hex() == "b36d8f049637a60c"
    assert len(text_print(clauses)) == 4 * 28


def test_a_print_sees_words_only_and_no_repeated_table_head() -> None:
    one = [
        Clause("a#1", "", "", "序号 | 名称\n1 | 甲乙丙丁"),
        Clause("a#2", "", "", "序号 | 名称\n2 | 戊己庚辛", repeated=8),
    ]
    two = [Clause("b#1", "", "", "序号，名称：１　甲 乙丙丁\n2戊己庚辛。")]
    assert text_print(one) == text_print(two)
    assert text_print([]) == text_print([Clause("a#1", "", "", "。甲，乙")]) == b""
    assert likeness(b"", b"") == likeness(b"", text_print(one)) == 0


@given(st.text(max_size=3000), st.integers(0, 100))
def test_likeness_is_a_share(text: str, cut: int) -> None:
    whole, part = (text_print([Clause("a#1", "", "", value)]) for value in (text, text[cut:]))
    assert 0 <= likeness(whole, part) == likeness(part, whole) <= 1
    assert likeness(whole, whole) == (1 if whole else 0)


def test_likeness_is_near_the_true_share_of_long_texts() -> None:
    signs = random.Random(7)
    text = "".join(chr(signs.randrange(0x4E00, 0x9FA5)) for _ in range(40_000))
    for kept in (0.95, 0.5, 0.1):
        other = text[: int(len(text) * kept)] + "".join(chr(signs.randrange(0x4E00, 0x9FA5)) for _ in range(100))
        one, two = (text_print([Clause("a#1", "", "", value)]) for value in (text, other))
        assert likeness(one, two) == pytest.approx(kept, abs=0.15)


@needs_shared
@pytest.mark.parametrize("path", sorted(FORMATS.glob("*")) if FORMATS.exists() else [], ids=lambda path: path.name)
def test_a_law_in_another_format_is_the_same_policy(path: Path) -> None:
    if "scanned" in path.name:
        pytest.skip("only pictures")
    original, copy = law(path.name.partition(")")[0] + ")"), parse_policy(read_file(path))
    alike = likeness(text_print(original.clauses), text_print(copy.clauses))
    assert alike >= 0.9
    assert same_policy(original.summary, copy.summary, alike)
    assert same_policy(original.summary, replace(copy.summary, issued_on=None, doc_number=None), alike)
    assert not is_newer_version(original.summary, copy.summary)


@needs_shared
def test_versions_among_the_real_laws() -> None:
    summaries = [law.summary for law in laws()]
    newer = [(a, b) for a in summaries for b in summaries if is_newer_version(a, b)]
    assert {title_key(a.title) for a, _b in newer} == PAIRS
    assert len(newer) == len(PAIRS)
    assert all(str(a.issued_on) > "2019" > str(b.issued_on) or "款项" in a.title for a, b in newer)
    assert not any(same_policy(a, b, 0.8) for a, b in combinations(summaries, 2))


@pytest.mark.parametrize(
    ("a", "b", "alike", "same"),
    [
        # Full numbers decide.
        (policy("甲办法", doc_number="财建〔2021〕1号"), policy("甲办法", doc_number="财建〔2021〕1号"), 0.2, True),
        (policy("甲办法", "2021-03-01", doc_number="发改农经规〔2021〕1728号"), policy("甲办法", "2021-03-01", doc_number="发改投资规〔2021〕1728号"), 1, False),
        (policy("关于印发《甲办法》的通知", doc_number="财建〔2021〕1号"), policy("甲办法", doc_number="财建〔2021〕1号"), 0.6, True),
        (policy("甲办法", doc_number="财建〔2021〕1号"), policy("乙通知", doc_number="财建〔2021〕1号"), 0.1, False),
        (policy("甲办法", "2021-03-01", doc_number="财建〔2021〕1号"), policy("甲办法", "2021-03-09", doc_number="财建〔2021〕1号"), 0.97, True),
        # An amended regulation keeps the number of its decree.
        (policy("甲条例", "2017-03-01", doc_number="国务院令第613号"), policy("甲条例", "2019-03-02", doc_number="国务院令第613号"), 0.99, False),
        # Title and day, or title and text.
        (policy("甲办法", "2021-03-01", doc_number="财建〔2021〕1号"), policy("甲办法", "2021-03-01"), 0.3, True),
        (policy("甲办法", "2021-03-01"), policy("甲办法"), 0.95, True),
        (policy("甲办法", "2021-03-01"), policy("甲办法"), 0.7, False),
        (policy("甲办法", "2021-03-01"), policy("甲办法", "2023-03-01"), 1, False),
        (policy("关于组织申报项目的通知", "2021-03-01"), policy("关于组织申报项目的通知", "2021-03-01"), 0.1, False),
        (policy("关于组织申报项目的通知", "2021-03-01"), policy("关于组织申报项目的通知", "2021-03-01"), 0.9, True),
        # Issuer, place and edition must not contradict.
        (policy("甲办法", "2021-03-01", region="广东省广州市"), policy("甲办法", "2021-03-01", region="广东省深圳市"), 0.95, False),
        (policy("甲办法", "2021-03-01", issuer="甲市财政局"), policy("甲办法", "2021-03-01", issuer="乙市商务局"), 0.95, False),
        (policy("甲目录（2019年本）"), policy("甲目录（2024年本）"), 0.95, False),
        (policy("甲办法（试行）"), policy("甲办法"), 0.95, True),
        (policy("甲办法（征求意见稿）"), policy("甲办法"), 1, False),
        (policy("甲办法", doc_number="财建〔2021〕1号", digest=True), policy("甲办法", doc_number="财建〔2021〕1号"), 1, False),
    ],
)  # fmt: skip
def test_same_policy(a: PolicySummary, b: PolicySummary, alike: float, same: bool) -> None:
    assert same_policy(a, b, alike) is same
    assert same_policy(b, a, alike) is same


@pytest.mark.parametrize(
    ("a", "b", "newer"),
    [
        (policy("某项目管理办法", "2024-01-01"), policy("某项目管理办法（试行）", "2021-01-01"), True),
        (policy("某目录（2024年本）", "2023-12-27"), policy("某目录（2019年本）", "2019-10-30"), True),
        (policy("财政部关于印发《某项目管理办法》的通知", "2024-01-01"), policy("某项目管理办法", "2021-01-01"), True),
        (policy("某条例", "2019-03-02", doc_number="国务院令第613号"), policy("某条例", "2017-03-01", doc_number="国务院令第613号"), True),
        (policy("某项目管理办法", "2024-01-01", issuer="财政部、农业农村部"), policy("某项目管理办法", "2021-01-01", issuer="财政部"), True),
        (policy("某规定", "2024-01-01", issuer="国家发展和改革委员会"), policy("某规定", "2021-01-01", issuer="国家发展改革委"), True),
        # Nothing without both days, and never backwards.
        (policy("某项目管理办法", "2024-01-01"), policy("某项目管理办法"), False),
        (policy("某项目管理办法"), policy("某项目管理办法", "2021-01-01"), False),
        (policy("某项目管理办法", "2021-01-01"), policy("某项目管理办法", "2024-01-01"), False),
        # Another level, place or issuer.
        (policy("某实施细则规定", "2024-01-01", level="县", region="甲省乙市丙县"), policy("某实施细则规定", "2021-01-01", level="国家"), False),
        (policy("某补贴办法", "2024-01-01", level="县", region="甲省乙市丙县"), policy("某补贴办法", "2021-01-01"), False),
        (policy("某补贴办法", "2024-01-01", level="市", region="甲省乙市"), policy("某补贴办法", "2021-01-01", level="市", region="甲省丙市"), False),
        (policy("某补贴办法", "2024-01-01", doc_number="穗府办规〔2024〕1号"), policy("某补贴办法", "2021-01-01", doc_number="深府规〔2021〕1号"), False),
        (policy("甲市政府关于印发《积分入户办法》的通知", "2024-01-01"), policy("乙市政府关于印发《积分入户办法》的通知", "2021-01-01"), False),
        # Calls, rounds, plans of work and titles that say nothing come back without ending one another.
        (policy("关于组织申报项目的通知", "2024-01-01"), policy("关于组织申报项目的通知", "2023-01-01"), False),
        (policy("乡村建设项目申报指南", "2024-01-01"), policy("乡村建设项目申报指南", "2023-01-01"), False),
        (policy("关于印发《某工作方案》的通知", "2024-01-01"), policy("关于印发《某工作方案》的通知", "2023-01-01"), False),
        (policy("专项资金管理办法", "2024-01-01"), policy("专项资金管理办法", "2023-01-01"), False),
        (policy("2025年某项目管理办法", "2025-01-01"), policy("2024年某项目管理办法", "2024-01-01"), False),
        # Drafts, digests, one number with two days.
        (policy("某条例（征求意见稿）", "2024-01-01"), policy("某条例（征求意见稿）", "2023-01-01"), False),
        (policy("某项目管理办法", "2024-01-01", digest=True), policy("某项目管理办法", "2021-01-01"), False),
        (policy("某项目管理办法", "2024-01-09", doc_number="财建〔2024〕1号"), policy("某项目管理办法", "2024-01-01", doc_number="财建〔2024〕1号"), False),
    ],
)  # fmt: skip
def test_is_newer_version(a: PolicySummary, b: PolicySummary, newer: bool) -> None:
    assert is_newer_version(a, b) is newer
    assert not is_newer_version(b, a) or not newer


BY = policy("新项目管理办法", "2024-05-01", doc_number="财建〔2024〕5号")


@pytest.mark.parametrize(
    ("relation", "other", "meant"),
    [
        (Relation(Effect.REPEALS, "甲办法", "财建〔2016〕1号"), policy("甲办法", doc_number="财建〔2016〕1号"), True),
        (Relation(Effect.REPEALS, "甲办法", "财建〔2016〕1号"), policy("甲办法", doc_number="财农〔2016〕1号"), False),
        (Relation(Effect.REPEALS, None, "财建〔2016〕1号"), policy("甲规定", "2016-02-01"), False),
        (Relation(Effect.REPEALS, "甲管理规定", "财建〔2016〕1号"), policy("甲管理规定", "2016-02-01"), True),
        (Relation(Effect.REPEALS, "甲管理规定", "财建〔2016〕1号"), policy("甲管理规定", "2020-02-01"), False),
        (Relation(Effect.REPEALS, "甲管理规定"), policy("甲管理规定", "2016-02-01"), True),
        (Relation(Effect.REPEALS, "甲管理规定"), policy("甲管理规定", "2024-06-01"), False),
        (Relation(Effect.REPEALS, "甲管理规定"), policy("甲管理规定"), False),
        (Relation(Effect.REPEALS, "甲条例", issued_on=date(1987, 10, 13)), policy("甲条例", "2008-12-27"), True),
        (Relation(Effect.REPEALS, "甲条例", issued_on=date(1987, 10, 13)), policy("甲条例", "1980-12-27"), False),
        (Relation(Effect.REPEALS, "新项目管理办法"), policy("新项目管理办法", "2020-01-01"), False),
        (Relation(Effect.REPEALS, "新项目管理办法", issued_on=date(2020, 1, 1)), policy("新项目管理办法", "2020-01-01"), True),
        (Relation(Effect.REPEALS, "新项目管理办法", issued_on=date(2020, 1, 1)), policy("新项目管理办法", "2022-01-01"), False),
        (Relation(Effect.REPEALS, "新项目管理办法", "财建〔2024〕5号"), BY, False),
    ],
)  # fmt: skip
def test_the_policy_that_a_relation_means(relation: Relation, other: PolicySummary, meant: bool) -> None:
    assert is_meant(relation, BY, other) is meant


def test_no_county_ends_a_national_policy() -> None:
    relation = Relation(Effect.REPEALS, "甲管理规定", "财建〔2016〕1号")
    other = policy("甲管理规定", doc_number="财建〔2016〕1号", level="国家")
    assert not is_meant(relation, replace(BY, level="县"), other)
    assert is_meant(relation, replace(BY, level="国家"), other)


@needs_shared
def test_what_the_real_laws_end_among_themselves() -> None:
    page = next(POLICIES.parent.glob("html/37_*.html"))
    policies = [*laws(), parse_policy(read_file(page))]
    ended = {
        (title_key(by.summary.title), title_key(other.summary.title))
        for by in policies
        for relation in find_relations(by.clauses, by.summary)
        for other in policies
        if is_meant(relation, by.summary, other.summary)
    }
    assert ended == {
        ("市场主体登记管理条例", "企业法人登记管理条例"),
        ("市场主体登记管理条例", "合伙企业登记管理办法"),
    }


@given(st.text(st.one_of(st.sampled_from("甲乙丙丁，。（）《》 ａ１㎡Ⅳ_-e\u0301"), st.characters()), max_size=300))
def test_a_print_is_the_least_hash_values_of_the_letters_and_digits(text: str) -> None:
    letters = [ord(char) for char in fold(text) if char.isalnum()]
    values = set()
    for one, two, three in zip(letters, letters[1:], letters[2:], strict=False):
        value = (one * 0x110000 + two) * 0x110000 + three
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
        values.add((value ^ value >> 31) >> 32)
    expected = b"".join(value.to_bytes(4, "little") for value in sorted(values)[:PRINT_VALUES])
    assert text_print([Clause("a#1", "", "", text)]) == expected
