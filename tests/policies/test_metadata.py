from __future__ import annotations

from datetime import date

import pytest
from law_texts import POLICIES
from shared_data import needs_shared

from policymatch.model import Block, Document, PolicySummary, Status
from policymatch.paths import corpus_folder
from policymatch.policies import parse_policy
from policymatch.readers import read_file


def describe(*lines: str | Block, name: str = "文件", **stated: object) -> PolicySummary:
    blocks = tuple(line if isinstance(line, Block) else Block(line) for line in lines)
    return parse_policy(Document(name, "text", blocks, stated)).summary


@needs_shared
def test_a_decree() -> None:
    summary = parse_policy(read_file(POLICIES / "政府投资条例(2019-04-14).md")).summary
    assert summary.title == "政府投资条例"
    assert summary.doc_number == "国务院令第712号"
    assert summary.issuer == "国务院"
    assert summary.issued_on == date(2019, 4, 14)
    assert summary.effective_on == date(2019, 7, 1)
    assert summary.status is Status.UNKNOWN
    assert not summary.digest


@needs_shared
def test_the_date_of_a_version_is_that_of_its_last_amendment() -> None:
    summary = parse_policy(read_file(POLICIES / "中外合资经营企业法实施条例(2019-03-02).md")).summary
    assert summary.issued_on == date(2019, 3, 2)


def test_a_digest_says_everything_itself() -> None:
    summary = parse_policy(read_file(corpus_folder() / "policies" / "go-2024-52.md")).summary
    assert summary.id == "go-2024-52"
    assert summary.doc_number == "国办发〔2024〕52号"
    assert summary.issuer == "国务院办公厅"
    assert summary.issued_on == date(2024, 12, 25)
    assert summary.status is Status.IN_FORCE
    assert summary.digest
    assert summary.confidence == "reported"
    assert summary.checked_on is not None
    assert "topics" in summary.metadata
    assert not {"id", "title", "doc_number", "status"} & set(summary.metadata)


def test_a_notice_as_it_is_printed() -> None:
    summary = describe(
        "国家发展改革委关于印发",
        "《某专项管理办法》的通知",
        "发改投资规[2025]1728号",
        "各省、自治区、直辖市发展改革委：",
        "一、总则",
        "（一）甲。",
        "二、附则",
        "本办法自2025年10月1日起施行，有效期5年。",
        "国家发展改革委",
        name="某专项",
    )
    assert summary.doc_number == "发改投资规〔2025〕1728号"
    assert summary.issuer == "国家发展改革委"
    assert summary.effective_on == date(2025, 10, 1)


def test_a_number_that_is_only_mentioned_is_not_the_documents_own() -> None:
    summary = describe("某办法", "根据国办发〔2024〕52号，制定本办法。", "一、甲", "二、乙")
    assert summary.doc_number is None
    assert summary.issuer is None


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        ("国办发（2024）52号", "国办发〔2024〕52号"),
        ("无", "无"),
        ("", None),
        (None, None),
    ],
)
def test_a_stated_number(stated: str | None, number: str | None) -> None:
    assert describe("某办法", "财建〔2024〕1号", "一、甲", "二、乙", doc_number=stated).doc_number == (
        number if stated else None
    ) or (stated == "" and describe("甲", doc_number="").doc_number is None)


@pytest.mark.parametrize(
    ("lines", "name", "title"),
    [
        (["中华人民共和国会计法", "第一条 甲"], "会计法(2024-06-28)", "中华人民共和国会计法"),
        (["某县农业补助办法", "第一条 甲"], "scan001", "某县农业补助办法"),
        (["第一条 甲"], "会计法(2024-06-28)", "会计法"),
        ([Block("封面 标题", level=1), "第一条 甲"], "x", "封面标题"),
        (["甲" * 100], "", "（无标题）"),
    ],
)
def test_titles(lines: list[str | Block], name: str, title: str) -> None:
    assert describe(*lines, name=name).title == title


def test_odd_stated_values_are_not_believed() -> None:
    summary = describe(
        "甲", title=7, status="有效", issued_on="去年", effective_on=20240101, digest="yes", source=[], note={"a": [1]}
    )
    assert summary.title
    assert summary.status is Status.UNKNOWN
    assert summary.issued_on is None
    assert summary.effective_on is None
    assert not summary.digest
    assert summary.source is None
    assert summary.metadata == {"note": {"a": [1]}}


def test_broken_characters_are_mended() -> None:
    assert describe("甲", title="坏\ud800字").title == "坏\ufffd字"
    assert describe("甲", name="坏\udcff字").title == "坏\ufffd字"
