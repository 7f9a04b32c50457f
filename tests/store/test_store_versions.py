"""What ends a policy, and what search answers from on which day."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from law_texts import POLICIES
from shared_data import needs_shared
from store_tools import faults, fill, records

import policymatch
from policymatch.model import Status
from policymatch.reports.policies import marks
from policymatch.store.rows import first_day, status_on
from policymatch.store.snapshot import Store

PAIRS = {
    "会计法": ("2017-11-04", "2024-06-28"),
    "保障中小企业款项支付条例": ("2020-07-05", "2025-03-17"),
    "畜牧法": ("2015-04-24", "2022-10-30"),
    "矿产资源法": ("2009-08-27", "2024-11-08"),
    "统计法": ("2009-06-27", "2024-09-13"),
}
OLD = """# 某县冷链物流补助管理办法

某政发〔2021〕1728号

2021年3月1日发布

第一条 冷链物流每吨补助十元。

第二条 本办法自2021年4月1日起施行。
"""
NEW = """# 某县冷链物流项目资金管理办法

某政规〔2025〕1728号

2025年5月6日发布

第一条 冷链物流每吨补助二十元。

第二条 本办法自2025年7月1日起施行。《某县冷链物流补助管理办法》（某政发〔2021〕1728号）同时废止。
"""
TERM = """# 某县粮库补助管理办法

某政发〔2020〕3号

2020年1月10日发布

第一条 粮库每仓补助三十元。

第二条 本办法自2020年2月1日起施行，有效期至2024年1月31日。
"""


def write(folder: Path, **texts: str) -> list[Path]:
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return [folder / f"{name}.md" for name in texts]


def statuses(store: Path) -> dict[str, str]:
    with policymatch.open_store(store) as opened:
        return {summary.title: summary.status.value for summary, _ in opened.policies()}


def asked(store: Path, question: str, **options: object) -> list[str]:
    with policymatch.open_store(store) as opened:
        return [hit.policy.title for hit in opened.search(question, **options)]  # type: ignore[arg-type]


@needs_shared
def test_the_real_pairs_and_no_others(laws: Store) -> None:
    ended = {(s.title.removeprefix("中华人民共和国"), s.issued_on) for s, _ in laws.policies() if s.ends_on is not None}
    assert {title for title, _ in ended} == set(PAIRS)
    assert len(ended) == len(PAIRS)
    for summary, _ in laws.policies():
        title = summary.title.removeprefix("中华人民共和国")
        if title in PAIRS and summary.ends_on is not None:
            successor = laws.policy(summary.ended_by).summary  # type: ignore[arg-type]
            assert summary.status is Status.SUPERSEDED
            assert summary.issued_on is not None
            assert successor.issued_on is not None
            assert summary.issued_on < successor.issued_on
            assert summary.ends_on == first_day(successor.issued_on, successor.effective_on)


@needs_shared
def test_search_answers_from_the_version_in_force(laws: Store) -> None:
    question = "采矿权人 矿产资源 勘查 开采"
    today = {hit.policy.issued_on for hit in laws.search(question, 50) if hit.policy.title.endswith("矿产资源法")}
    assert today == {date(2024, 11, 8)}
    # The new version was issued on 8 November 2024 and is in force from 1 July 2025 on.
    for day, version in (
        (date(2025, 6, 30), date(2009, 8, 27)),
        (date(2025, 7, 1), date(2024, 11, 8)),
        (date(2015, 1, 1), date(2009, 8, 27)),
    ):
        hits = [hit for hit in laws.search(question, 50, as_of=day) if hit.policy.title.endswith("矿产资源法")]
        assert {hit.policy.issued_on for hit in hits} == {version}, day
    both = {
        hit.policy.issued_on
        for hit in laws.search(question, 80, all_versions=True)
        if hit.policy.title.endswith("矿产资源法")
    }
    assert both == {date(2009, 8, 27), date(2024, 11, 8)}


@needs_shared
def test_expressions_answer_from_what_is_in_force_too(laws: Store) -> None:
    def dates(expression: str, **options: object) -> set[date | None]:
        return {hit.policy.issued_on for hit in laws.search(expression, 500, **options)}  # type: ignore[arg-type]

    assert dates("title:会计法 AND 会计资料") == {date(2024, 6, 28)}
    assert dates("title:会计法 AND 会计资料", as_of=date(2020, 1, 1)) == {date(2017, 11, 4)}
    assert dates("title:会计法 AND status:已被取代", all_versions=True) == {date(2017, 11, 4)}
    assert dates("title:会计法 AND 会计资料 NOT status:已被取代", all_versions=True) == {date(2024, 6, 28)}
    assert dates("status:已被取代") == set()
    hits = laws.search("title:会计法 AND 会计资料", 500)
    every = laws.search("title:会计法 AND 会计资料", 500, all_versions=True)
    assert hits.total + hits.out_of_force == every.total
    assert every.out_of_force == 0


def test_repeal_names_its_document_by_full_number(tmp_path: Path) -> None:
    store = tmp_path / "store"
    same_serial = OLD.replace("某政发〔2021〕1728号", "某农规〔2021〕1728号").replace("冷链物流补助", "农产品补助")
    fill(store, *write(tmp_path, old=OLD, other=same_serial))
    assert set(statuses(store).values()) == {"未知"}
    fill(store, *write(tmp_path, new=NEW))
    assert statuses(store) == {
        "某县冷链物流补助管理办法": "已废止", "某县农产品补助管理办法": "未知", "某县冷链物流项目资金管理办法": "未知",
    }  # fmt: skip
    assert "某县冷链物流项目资金管理办法" in asked(store, "冷链物流每吨补助")
    assert "某县冷链物流补助管理办法" not in asked(store, "冷链物流每吨补助")
    assert "某县冷链物流补助管理办法" in asked(store, "冷链物流每吨补助", as_of=date(2025, 6, 30))
    assert "某县冷链物流补助管理办法" not in asked(store, "冷链物流每吨补助", as_of=date(2025, 7, 1))
    assert "某县冷链物流补助管理办法" in asked(store, "冷链物流每吨补助", all_versions=True)
    # Its number alone still finds it, and it says what became of it.
    with policymatch.open_store(store) as opened:
        first = opened.search("某政发〔2021〕1728号")[0].policy
        assert (first.title, first.status) == ("某县冷链物流补助管理办法", Status.REPEALED)
        assert first.ends_on == date(2025, 7, 1)
        assert opened.policy(first.ended_by).summary.doc_number == "某政规〔2025〕1728号"  # type: ignore[arg-type]
    assert faults(store) == []


def test_what_ended_a_policy_may_go_again(tmp_path: Path) -> None:
    store = tmp_path / "store"
    old, new = write(tmp_path, old=OLD, new=NEW)
    fill(store, new, old)
    assert statuses(store)["某县冷链物流补助管理办法"] == "已废止"
    new.write_text(NEW.split("《")[0], encoding="utf-8")
    fill(store, new)
    assert statuses(store)["某县冷链物流补助管理办法"] == "未知"


def test_a_term_that_has_run_out(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, *write(tmp_path, term=TERM))
    assert statuses(store) == {"某县粮库补助管理办法": "已失效"}
    assert asked(store, "粮库补助") == []
    with policymatch.open_store(store) as opened:
        assert opened.search("粮库补助").out_of_force >= 2
        (hit, *_) = opened.search("粮库补助", as_of=date(2024, 1, 31))
        assert hit.policy.status is Status.IN_FORCE
        assert opened.search("粮库补助", as_of=date(2024, 2, 1)) == []
        assert opened.search("粮库补助", as_of=date(2019, 12, 31)) == []


@pytest.mark.parametrize(
    ("day", "stated", "begins", "ends", "how", "until", "expected"),
    [
        ("2025-01-01", Status.UNKNOWN, None, None, None, None, Status.UNKNOWN),
        ("2025-01-01", Status.UNKNOWN, "2020-01-01", None, None, None, Status.UNKNOWN),
        ("2025-01-01", Status.IN_FORCE, None, None, None, None, Status.IN_FORCE),
        ("2025-01-01", Status.UNKNOWN, None, None, None, "2030-01-01", Status.IN_FORCE),
        ("2025-01-01", Status.IN_FORCE, "2025-01-02", None, None, None, Status.NOT_YET),
        ("2025-01-01", Status.IN_FORCE, "2020-01-01", "2025-01-01", "已被取代", None, Status.SUPERSEDED),
        ("2024-12-31", Status.IN_FORCE, "2020-01-01", "2025-01-01", "已被取代", None, Status.IN_FORCE),
        ("2025-01-01", Status.REPEALED, None, "0001-01-01", "已废止", None, Status.REPEALED),
    ],
)
def test_status_on_a_day(
    day: str, stated: Status, begins: str | None, ends: str | None, how: str | None, until: str | None, expected: Status
) -> None:
    def parsed(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    assert status_on(date.fromisoformat(day), stated, parsed(begins), parsed(ends), how, parsed(until)) is expected


@needs_shared
def test_the_same_law_in_two_files_is_one_policy_with_two_sources(tmp_path: Path) -> None:
    """A copy without the head that names its day, under another name: the text tells."""
    store, source = tmp_path / "store", POLICIES / "残疾人就业条例(2007-02-25).md"
    text = source.read_text("utf-8")
    bare = tmp_path / "副本.txt"
    bare.write_text(
        text.split("<!-- INFO END -->")[0].split("\n")[0].lstrip("# ") + text.split("<!-- INFO END -->")[1],
        encoding="utf-8",
    )
    report = fill(store, source, bare)
    assert (report.added, report.failed) == (1, [])
    with policymatch.open_store(store) as opened:
        ((summary, _),) = opened.policies()
        assert len(opened.sources(summary.id)) == 2
        assert summary.issued_on == date(2007, 2, 25)


def law(store: Path, *given: dict[str, object]) -> dict[object, object]:
    records(store, *({"text": "第一条 冷链。"} | record for record in given))
    with policymatch.open_store(store) as opened:
        return {summary.id: (summary.status.value, summary.ends_on) for summary, _ in opened.policies()}


def test_what_ended_before_its_term_is_not_in_force(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: 某办法\nstatus: 已废止\nvalid_until: 2999-12-31\n---\n第一条 冷链。\n", encoding="utf-8"
    )
    fill(tmp_path / "store", path)
    assert statuses(tmp_path / "store") == {"某办法": "已废止"}
    assert asked(tmp_path / "store", "冷链") == []


def test_a_province_ends_nothing_of_another(tmp_path: Path) -> None:
    text = "第一条 新。\n第二条 《农业科技园区管理办法》同时废止。"
    found = law(
        tmp_path / "store",
        {"id": "zj", "title": "农业科技园区管理办法", "issuer": "浙江省人民政府", "issued_on": "2019-01-01"},
        {
            "id": "gd",
            "title": "科技计划项目管理办法",
            "issuer": "广东省人民政府",
            "issued_on": "2021-01-01",
            "text": text,
        },
    )
    assert found["zj"] == ("未知", None)


def test_the_first_newer_version_in_force_ends_the_older_ones(tmp_path: Path) -> None:
    title = "冷链物流管理办法"
    found = law(
        tmp_path / "store",
        {"id": 1, "title": title, "issuer": "财政部", "issued_on": "2015-01-01"},
        {
            "id": 2,
            "title": title,
            "issuer": "财政部",
            "issued_on": "2020-01-01",
            "text": "第一条 本办法自2030年1月1日起施行。",
        },
        {"id": 3, "title": title, "issuer": "财政部", "issued_on": "2021-02-01"},
    )
    assert found[1] == ("已被取代", date(2021, 2, 1))


def test_a_text_from_nowhere_supersedes_none_of_a_ministry(tmp_path: Path) -> None:
    found = law(
        tmp_path / "store",
        {"id": 1, "title": "冷库安全管理办法", "issuer": "应急管理部", "issued_on": "2018-01-01"},
        {"id": 2, "title": "冷库安全管理办法", "issued_on": "2022-01-01"},
    )
    assert found[1] == ("未知", None)


def test_a_store_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    store, path = tmp_path / "store", write(tmp_path, old=OLD)[0]
    fill(store, path)
    connection = sqlite3.connect(store / "policies.sqlite", isolation_level=None)
    connection.executescript(
        """
        PRAGMA foreign_keys = OFF; DROP TABLE relations; DROP INDEX clauses_of_policy;
        CREATE TABLE kept (key INTEGER PRIMARY KEY AUTOINCREMENT, policy INTEGER NOT NULL, number INTEGER NOT NULL,
            label TEXT NOT NULL, path TEXT NOT NULL, page INTEGER, text TEXT NOT NULL, searchable INTEGER NOT NULL);
        INSERT INTO kept SELECT key, policy, number, label, path, page, text, searchable FROM clauses;
        DROP TABLE clauses; ALTER TABLE kept RENAME TO clauses;
        DROP INDEX policies_by_title; DROP INDEX policies_by_beginning; DROP INDEX policies_by_end;
        DROP INDEX policies_by_successor; DROP INDEX files_by_content;
        ALTER TABLE policies DROP COLUMN level; ALTER TABLE policies DROP COLUMN region;
        ALTER TABLE policies DROP COLUMN found; ALTER TABLE policies DROP COLUMN title_key;
        ALTER TABLE policies DROP COLUMN print; ALTER TABLE policies DROP COLUMN read_from;
        ALTER TABLE policies DROP COLUMN begins_on; ALTER TABLE policies DROP COLUMN ends_on;
        ALTER TABLE policies DROP COLUMN ended_how;
        ALTER TABLE files DROP COLUMN stamp; ALTER TABLE files DROP COLUMN failures;
        PRAGMA user_version = 1;
        """
    )
    if sqlite3.sqlite_version_info >= (3, 35):
        # A column that refers to another table cannot be dropped; the first format did not have it.
        names = "key, id, title, doc_number, issuer, issued_on, effective_on, valid_until, status, source, digest, checked_on, confidence, metadata"
        connection.executescript(
            f"CREATE TABLE p2 AS SELECT {names} FROM policies; DROP TABLE policies;"
            "CREATE TABLE policies (key INTEGER PRIMARY KEY AUTOINCREMENT, id NOT NULL UNIQUE, title TEXT NOT NULL, doc_number TEXT,"
            " issuer TEXT, issued_on TEXT, effective_on TEXT, valid_until TEXT, status TEXT NOT NULL, source TEXT, digest INTEGER NOT NULL,"
            f" checked_on TEXT, confidence TEXT, metadata TEXT NOT NULL); INSERT INTO policies SELECT {names} FROM p2; DROP TABLE p2;"
        )
    connection.close()
    path.write_text(OLD.replace("十元", "九元"), encoding="utf-8")
    fill(store, path)
    with policymatch.open_store(store) as opened:
        (hit, *_) = opened.search("冷链物流每吨补助九元")
        assert "九元" in hit.clause.text
        assert hit.clause.repeated == 0
    assert faults(store) == []


@needs_shared
def test_an_end_whose_day_is_inferred_says_so(laws: Store) -> None:
    """会计法 of 2024 does not say from when it holds, 矿产资源法 of 2024 does."""
    ended = {s.title.removeprefix("中华人民共和国"): s for s, _ in laws.policies() if s.ends_on is not None}
    assert "推定" in ended["会计法"].found["ends_on"]
    assert "ends_on" not in ended["矿产资源法"].found
    assert "（推定）" in marks(ended["会计法"])
    assert "推定" not in marks(ended["矿产资源法"])
