"""The short way of records that are one article each leads to the policy that the full way leads to."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared
from test_articles import NUMBERS, TITLES, WORDS

from policymatch.errors import ReadError
from policymatch.policies import parse_policy
from policymatch.policies.bare import bare_article
from policymatch.policies.identity import title_key
from policymatch.policies.parse import is_digest_notice, is_heading
from policymatch.readers import record_document

PLAIN = "有经营能力的公民，依照本条例的规定从事工商业经营的，为个体工商户，可以起名。"
texts = st.lists(st.sampled_from([*WORDS, PLAIN]), min_size=1, max_size=10).map("".join)
titles = st.tuples(
    st.lists(st.sampled_from(TITLES), min_size=1, max_size=2).map("".join), st.sampled_from(NUMBERS)
).map("".join)


def assert_same(record: dict[str, object]) -> bool:
    """Both ways lead to one policy; whether the short one was open."""
    article = bare_article(record)
    if article is None:
        return False
    policy = parse_policy(record_document(record))
    assert repr(article.policy()) == repr(policy)
    assert article.key == title_key(policy.summary.title)
    assert not any(is_heading(clause) or is_digest_notice(clause) for clause in policy.clauses)
    return True


@settings(max_examples=800)
@given(titles, texts, st.sampled_from([PLAIN, "", "\n" + PLAIN]), st.sampled_from([7, "a7", "", True, None, 2**64]))
@example("民法典第一条", "民法典第一条\n" + PLAIN, "", 1)
@example("民法典，第一条", "民法典，\n第一条。", "", 1)
@example("民法典第十第一条", PLAIN, "", 1)
@example("《某县补助办法》第一条", PLAIN, PLAIN, 1)
def test_both_ways_lead_to_one_policy(title: str, text: str, end: str, policy_id: object) -> None:
    try:
        assert_same({"id": policy_id, "title": title, "text": text + end})
    except ReadError:  # what the full way refuses the short one may not take
        assert bare_article({"id": policy_id, "title": title, "text": text + end}) is None


@settings(max_examples=300)
@given(titles, st.text(max_size=40), st.integers(0, 3))
def test_no_sign_in_a_text_makes_a_difference(title: str, odd: str, at: int) -> None:
    pieces = [PLAIN, PLAIN, PLAIN]
    pieces.insert(at, odd)
    try:
        assert_same({"id": 1, "title": title, "text": "".join(pieces)})
    except ReadError:
        pytest.fail("the short way took what the full way refuses")


@needs_shared
def test_both_ways_of_real_articles_lead_to_one_policy() -> None:
    with gzip.open(SHARED / "data" / "retrieval" / "articles.jsonl.gz") as lines:
        records = [json.loads(line) for number, line in enumerate(lines) if number % 10 == 0]
    short = sum(assert_same(record) for record in records)
    assert short > 0.9 * len(records)


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1, "title": "民法典第一条", "text": PLAIN, "issuer": "财政部"},
        {"ID": 1, "title": "民法典第一条", "text": PLAIN},
        {"id": 1.0, "title": "民法典第一条", "text": PLAIN},
        {"id": 1, "title": "民法典", "text": PLAIN},
        {"id": 1, "title": "民法典第一条", "text": "可以起名，"},
        {"id": 1, "title": "民法典第一条", "text": PLAIN + "《甲办法》同时废止。"},
        [("id", 1), ("title", "民法典第一条"), ("text", PLAIN)],
    ],
)
def test_anything_else_goes_the_full_way(record: object) -> None:
    assert bare_article({"id": 1, "title": "民法典第一条", "text": PLAIN}) is not None
    assert bare_article(record) is None


@pytest.mark.parametrize("mark", ["密级：秘密。", "机密★长期；", "秘密★1年，", "（秘密★5年）正文如下；", "秘　密；"])
@pytest.mark.parametrize("before", ["", f"{PLAIN}\n"])
def test_a_mark_of_secrecy_is_not_passed_over(mark: str, before: str) -> None:
    record: dict[str, object] = {"id": 1, "title": "民法典第一条", "text": f"{before}{mark}\n{PLAIN}"}
    assert bare_article(record) is None
    with pytest.raises(ReadError):
        record_document(record)


def test_what_only_speaks_of_secrecy_takes_the_short_way() -> None:
    assert assert_same({"id": 1, "title": "民法典第一条", "text": "国家秘密的密级分为绝密、机密、秘密三级。"})
