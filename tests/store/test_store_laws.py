"""The 164 laws and the eight of them in other formats, held against an independent reading of the Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from law_texts import LAWS, POLICIES, articles, bare, bare_body
from store_tools import faults

from policymatch.model import Policy
from policymatch.readers import ocr
from policymatch.store.snapshot import Store


def by_file(store: Store) -> dict[str, Policy]:
    found = {}
    for summary, _ in store.policies():
        for location in store.sources(summary.id):
            found[Path(location).name] = store.policy(summary.id)
    return found


def articles_of(policy: Policy) -> list[tuple[str, str]]:
    return [(clause.label, clause.path) for clause in policy.clauses if re.match("第.+条", clause.label)]


def test_all_laws_are_kept_whole(laws: Store, laws_folder: Path) -> None:
    policies = by_file(laws)
    assert sorted(policies) == [law.name for law in LAWS]
    for law in LAWS:
        policy = policies[law.name]
        assert articles_of(policy) == articles(law), law.name
        assert bare("".join(clause.text for clause in policy.clauses)) == bare_body(law), law.name
    assert laws.count() == (164, sum(len(policy.clauses) for policy in policies.values()))
    assert faults(laws_folder) == []


def test_every_clause_is_found_under_its_id(laws: Store) -> None:
    for summary, count in list(laws.policies())[::20]:
        policy = laws.policy(summary.id)
        assert len(policy.clauses) == count
        for clause in policy.clauses[:3] + policy.clauses[-1:]:
            assert laws.clause(clause.id) == (policy.summary, clause)


@pytest.mark.parametrize("which", ["laws", "both"])
def test_article_nine_answers_which_government_projects_are_approved(
    which: str, request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(which)
    hits = store.search("政府投资项目 哪些 审批", limit=3)
    assert ("政府投资条例", "第九条") in [(hit.policy.title, hit.clause.label) for hit in hits if not hit.policy.digest]


def test_all_formats_of_a_law_are_one_policy(formats: Store, formats_folder: Path) -> None:
    """The scan too, of three pages, is a source of the law, whose text is the printed one."""
    failed = (formats_folder.parent / "failed.txt").read_text(encoding="utf-8")
    assert "扫描件" in failed if ocr.trouble() else failed == ""
    assert formats.count()[0] == 8
    for summary, _ in formats.policies():
        assert len(formats.sources(summary.id)) == (3 if not ocr.trouble() and summary.title == "政府投资条例" else 2)
        assert "ocr_pages" not in summary.metadata


def test_articles_of_pdfs_have_pages(formats: Store) -> None:
    policies = by_file(formats)
    pdfs = [name for name in policies if name.endswith(".pdf") and ".scanned." not in name]
    assert len(pdfs) == 8
    for name in pdfs:
        law = POLICIES / f"{name.removesuffix('.pdf')}.md"
        policy = policies[name]
        assert articles_of(policy) == articles(law), name
        pages = [clause.page for clause in policy.clauses if clause.label.endswith("条")]
        assert None not in pages, name
        assert pages == sorted(pages)  # type: ignore[type-var]
        assert pages[0] in (1, 2)
        assert len(set(pages)) > 1


def test_a_hit_names_its_page(formats: Store) -> None:
    hit = formats.search("政府投资项目 哪些 审批", limit=1)[0]
    assert hit.policy.title == "政府投资条例"
    assert hit.clause.page
