from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_texts import FORMATS, LAWS, POLICIES, articles, bare, bare_body
from shared_data import needs_shared

from policymatch.model import Block, ClauseRef, Document, Policy
from policymatch.policies import parse_policy
from policymatch.policies.parse import find_clauses, is_heading
from policymatch.readers import read_file, record_document


def document(*lines: str, name: str = "某办法", **metadata: object) -> Document:
    return Document(name, "text", tuple(Block(line) for line in lines), metadata)


def articles_of(policy: Policy) -> list[tuple[str, str]]:
    return [
        (clause.label, clause.path)
        for clause in policy.clauses
        if clause.label.endswith("条") or "条之" in clause.label
    ]


@needs_shared
def test_the_counter_sees_the_laws() -> None:
    assert len(LAWS) == 164
    assert sum(len(articles(law)) for law in LAWS) > 7000


@needs_shared
@pytest.mark.parametrize("initial", sorted({law.name[0] for law in LAWS}))
def test_every_article_of_every_law(initial: str) -> None:
    for law in (law for law in LAWS if law.name[0] == initial):
        policy = parse_policy(read_file(law))
        assert articles_of(policy) == articles(law), law.name
        assert bare("".join(clause.text for clause in policy.clauses)) == bare_body(law), law.name
        assert [clause.id for clause in policy.clauses] == [
            f"{policy.summary.id}#{number}" for number in range(1, len(policy.clauses) + 1)
        ]


@needs_shared
def test_two_versions_of_a_law_are_two_policies() -> None:
    old, new = (parse_policy(read_file(POLICIES / f"会计法({day}).md")) for day in ("2017-11-04", "2024-06-28"))
    assert old.summary.id != new.summary.id
    assert (str(old.summary.issued_on), str(new.summary.issued_on)) == ("2017-11-04", "2024-06-28")
    assert len({parse_policy(read_file(law)).summary.id for law in LAWS}) == len(LAWS)


@needs_shared
@pytest.mark.parametrize(
    "path", sorted(path for path in FORMATS.glob("*") if path.suffix in {".docx", ".txt"}), ids=lambda path: path.name
)
def test_other_formats_give_the_policy_of_the_markdown(path: Path) -> None:
    name = path.name.removesuffix(".docx").removesuffix(".gb18030.txt")
    law = POLICIES / f"{name}.md"
    policy, truth = parse_policy(read_file(path)), parse_policy(read_file(law))
    assert articles_of(policy) == articles(law)
    assert policy.summary.id == truth.summary.id
    assert policy.summary.doc_number == truth.summary.doc_number


@needs_shared
@pytest.mark.parametrize(
    "path", [path for path in sorted(FORMATS.glob("*.pdf")) if "scanned" not in path.name], ids=lambda path: path.name
)
def test_a_pdf_gives_the_same_articles_with_their_pages(path: Path) -> None:
    law = POLICIES / f"{path.stem}.md"
    read = read_file(path)
    policy = parse_policy(read)
    assert articles_of(policy) == articles(law)
    assert policy.summary.id == parse_policy(read_file(law)).summary.id
    pages = [clause.page for clause in policy.clauses if clause.label.endswith("条")]
    assert pages == sorted(page for page in pages if page is not None)
    assert read.pages is not None
    assert 1 <= pages[0] <= pages[-1] <= read.pages
    assert pages[-1] > 1


def test_an_id_comes_back_as_given() -> None:
    for given_id in (0, 7, "7", "sc-712"):
        policy = parse_policy(record_document({"id": given_id, "title": "甲", "text": "乙"}))
        assert policy.summary.id == given_id
        assert type(policy.summary.id) is type(given_id)
    assert parse_policy(document("乙", id=True)).summary.id not in (True, 1)


def test_an_id_of_our_own_follows_title_number_and_date() -> None:
    one = parse_policy(document("甲", title="某办法", doc_number="国发〔2024〕1号"))
    same = parse_policy(document("乙", "丙", name="别的名字", title="中华人民共和国某办法", doc_number="国发[2024]1号"))
    other = parse_policy(document("甲", title="某办法", doc_number="国发〔2024〕2号"))
    assert one.summary.id == same.summary.id != other.summary.id
    assert parse_policy(document("甲", title="某")).summary.id != parse_policy(document("乙", title="某")).summary.id


def test_references_find_their_clauses() -> None:
    digest = parse_policy(document("一、支持什么", "（一）甲", "（二）乙", "二、面向谁", "（一）丙", title="某"))
    assert [clause.text for clause in find_clauses(digest, ClauseRef("x", "一、"))] == [
        "一、支持什么",
        "（一）甲",
        "（二）乙",
    ]
    assert [clause.text for clause in find_clauses(digest, ClauseRef("x", "一、（二）"))] == ["（二）乙"]
    assert find_clauses(digest, ClauseRef("x", "三、")) == []
    law = parse_policy(document("第一章 总则", "第一条 甲。", "第十条 乙。", title="某"))
    assert [clause.text for clause in find_clauses(law, ClauseRef("x", "第十条"))] == ["第十条 乙。"]


def test_references_into_annexes() -> None:
    notice = parse_policy(
        document(
            "一、甲", "二、乙", "附件1", "某县补助办法", "第一条 丙。", "第三条 丁。", "附件2：某县评审细则", "第一条 戊。", "第二条 己。", "（一）庚",
            title="某通知",
        )
    )  # fmt: skip

    def found(label: str) -> list[str]:
        return [clause.text for clause in find_clauses(notice, ClauseRef("x", label))]

    assert found("附件2/第一条") == ["第一条 戊。"]
    assert found("附件 1/第三条") == ["第三条 丁。"]
    assert found("附件2/第三条") == []
    assert found("第二条") == ["第二条 己。\n（一）庚"]
    assert found("第一条") == ["第一条 丙。", "第一条 戊。"]
    assert found("附件2") == ["附件2：某县评审细则", "第一条 戊。", "第二条 己。\n（一）庚"]
    assert found("二、") == ["二、乙"]
    law = parse_policy(document("第一条 甲。", "附件1：细则", "第一条 乙。", title="某"))
    assert [clause.text for clause in find_clauses(law, ClauseRef("x", "第一条"))] == ["第一条 甲。"]


def test_references_to_the_numbers_inside_a_long_item() -> None:
    long = "甲" * 800 + "。"
    notice = parse_policy(document("一、标准", "（一）乙", f"1.{long}", f"２．{long}", "二、其他", title="某"))
    assert [clause.label for clause in find_clauses(notice, ClauseRef("x", "一、（一）"))] == ["（一）", "1.", "2."]
    assert [clause.label for clause in find_clauses(notice, ClauseRef("x", "一、（一）2."))] == ["2."]


def test_what_frames_a_text_answers_nothing() -> None:
    notice = parse_policy(
        document(
            "目录", "一、甲 1", "二、乙 2", "一、甲", "丙。", "二、乙", "丁。", "附件：申报表", "某局", "2024年5月6日", "（联系电话：12345）", "附件", "申报表", "戊。",
            "抄送：己。", title="某",
        )
    )  # fmt: skip
    assert [(clause.path, is_heading(clause)) for clause in notice.clauses] == [
        ("目录", True),
        ("一、甲", False),
        ("二、乙", False),
        ("附件说明", False),
        ("落款", False),
        ("附件 申报表", False),
        ("附件 申报表/版记", True),
    ]
    law = parse_policy(
        document("第一章", "总则", "第一条 甲。", "附件", "申报表", "第二章 乙", "第三章 丙", title="某")
    )
    assert [is_heading(clause) for clause in law.clauses] == [True, False, True, True, True]


def test_headings_alone_answer_nothing() -> None:
    law = parse_policy(document("前言在这里。", "第一章 总则", "第一条 甲。", "第二条 乙", title="某"))
    assert [is_heading(clause) for clause in law.clauses] == [False, True, False, False]


@given(
    st.lists(st.text(max_size=30) | st.sampled_from(["第一条 甲", "一、乙", "某办法", "国发〔2024〕1号"]), max_size=12),
    st.text(max_size=12),
)
def test_parsing_never_fails_and_loses_nothing(lines: list[str], title: str) -> None:
    policy = parse_policy(document(*lines, name=title))
    assert policy.summary.title
    kept = "\n".join(clause.text for clause in policy.clauses)
    assert "\n".join(lines).endswith(kept)
    assert bare("".join(lines)) in (bare(kept), policy.summary.title + bare(kept))
