from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_tools import content, faults, records

import policymatch
from policymatch.errors import NotFoundError, ReadError
from policymatch.model import Status


def test_three_hundred_records_come_back(tmp_path: Path) -> None:
    given_records: list[dict[str, object]] = [
        {
            "id": number if number % 2 else f"r-{number}",
            "title": f"第{number}号办法",
            "text": f"第一条 内容{number}。\n第二条 其他。",
            "doc_number": f"测发[2024]{number + 1}号",
            "issuer": "某机关",
            "issued_on": "2024-05-01",
            "source": f"https://example.invalid/{number}",
            "status": "现行",
            "Unknown_Key": {"深": [number, None, True, 1.5]},
        }
        for number in range(300)
    ]
    records(tmp_path / "store", *given_records)
    with policymatch.open_store(tmp_path / "store") as store:
        assert store.count() == (300, 600)
        for number, record in enumerate(given_records):
            policy = store.policy(record["id"])  # type: ignore[arg-type]
            summary = policy.summary
            assert summary.id == record["id"]
            assert type(summary.id) is type(record["id"])
            assert summary.title == record["title"]
            assert summary.doc_number == f"测发〔2024〕{number + 1}号"
            assert summary.issuer == "某机关"
            assert summary.issued_on == date(2024, 5, 1)
            assert summary.source == record["source"]
            assert summary.status is Status.IN_FORCE
            assert summary.metadata == {"unknown_key": {"深": [number, None, True, 1.5]}}
            assert "\n".join(clause.text for clause in policy.clauses) == record["text"]
        hits = store.search("内容 第7号", 600)
        assert {type(hit.policy.id) for hit in hits} == {int, str}
        assert all(hit.id == f"{hit.policy.id}#1" for hit in hits[:1])


def test_text_and_number_are_two_ids(tmp_path: Path) -> None:
    one: dict[str, object] = {"title": "甲", "text": "数"}
    records(
        tmp_path / "store",
        {**one, "id": 1},
        {**one, "id": "1", "text": "字"},
        {**one, "id": "01", "text": "零"},
        {**one, "id": 0},
    )
    with policymatch.open_store(tmp_path / "store") as store:
        assert store.count()[0] == 4
        assert store.policy(1).clauses[0].text == "数"
        assert store.policy("1").clauses[0].text == "字"
        assert store.policy("01").clauses[0].text == "零"
        assert store.policy("0").summary.id == 0
        assert store.clause("0#1")[0].id == 0
        with pytest.raises(NotFoundError):
            store.policy("00")


def test_the_same_id_again_replaces(tmp_path: Path) -> None:
    records(tmp_path / "store", {"id": 7, "title": "甲", "text": "旧"}, {"id": 7, "title": "甲", "text": "新"})
    records(tmp_path / "store", {"id": 7, "title": "乙", "text": "更新"})
    with policymatch.open_store(tmp_path / "store") as store:
        assert store.count() == (1, 1)
        assert store.policy(7).summary.title == "乙"
        assert store.policy(7).clauses[0].text == "更新"
        assert store.search("新") == store.search("旧") == [] or store.search("更新")


def test_a_record_without_id_gets_one_and_keeps_it(tmp_path: Path) -> None:
    record: dict[str, object] = {"title": "甲", "text": "乙"}
    records(tmp_path / "store", record)
    first = content(tmp_path / "store")
    records(tmp_path / "store", record)
    assert content(tmp_path / "store") == first
    assert len(first) == 1


@pytest.mark.parametrize(
    "bad",
    [{}, {"title": "甲"}, {"title": "", "text": "乙"}, {"title": "甲", "text": " "}, {"id": True, "title": "甲", "text": "乙"}, {"id": "", "title": "甲", "text": "乙"},
     {"id": 2**63, "title": "甲", "text": "乙"}, {"id": -(2**70), "title": "甲", "text": "乙"}, {"id": "\ud800", "title": "甲", "text": "乙"}, {"id": 1.5, "title": "甲", "text": "乙"}],
    ids=repr,
)  # fmt: skip
def test_a_bad_record_is_refused_and_nothing_is_kept(tmp_path: Path, bad: dict[str, object]) -> None:
    records(tmp_path / "store", {"id": 1, "title": "甲", "text": "乙"})
    before = content(tmp_path / "store")
    with pytest.raises(ReadError):
        records(tmp_path / "store", {"id": 2, "title": "丙", "text": "丁"}, bad)
    assert content(tmp_path / "store") == before
    assert faults(tmp_path / "store") == []


def test_the_largest_ids(tmp_path: Path) -> None:
    ids = [2**63 - 1, -(2**63), "x" * 1000, "编 号#1", "#", "a/b", "%_", "'"]
    records(
        tmp_path / "store", *({"id": given_id, "title": "甲", "text": f"乙{at}"} for at, given_id in enumerate(ids))
    )
    with policymatch.open_store(tmp_path / "store") as store:
        for at, given_id in enumerate(ids):
            assert store.policy(given_id).clauses[0].text == f"乙{at}"
            assert store.clause(f"{given_id}#1")[0].id == given_id


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
                "title": st.text(st.sampled_from("甲乙（）\ud800 A"), max_size=6).map(lambda text: "题" + text),
                "text": st.text(max_size=60).map(lambda text: "文" + text),
                "extra": VALUES,
            }
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda record: record["id"],
    )
)
def test_whatever_records_hold(
    tmp_path_factory: pytest.TempPathFactory, given_records: list[dict[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("records")
    records(folder, *given_records)
    with policymatch.open_store(folder) as store:
        assert store.count()[0] == len(given_records)
        for record in given_records:
            summary = store.policy(record["id"]).summary  # type: ignore[arg-type]
            assert (summary.id, type(summary.id)) == (record["id"], type(record["id"]))
            assert summary.metadata == {"extra": record["extra"]}
        store.search("文 题 甲")
        store.search('"文" OR title:题')
