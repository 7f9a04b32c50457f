"""Files that come, change, agree and go bad."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from law_texts import FORMATS, POLICIES, articles
from shared_data import needs_shared
from store_tools import answers, content, faults, fill

import policymatch

LAW = "# 某县冷链补助办法\n\n国办发〔2024〕{number}号\n\n第一条 {text}。\n\n第二条 其他。\n"


def law(path: Path, text: str = "冷链物流补助", number: int = 1) -> Path:
    path.write_text(LAW.format(text=text, number=number), encoding="utf-8")
    return path


def found(store: Path, query: str) -> list[str]:
    with policymatch.open_store(store) as opened:
        return [hit.clause.text for hit in opened.search(query)]


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, path = tmp_path / "store", law(tmp_path / "a.md")
    assert fill(store, path).added == 1
    os.utime(path, (1, 1))

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("policymatch.batch.pool.Batch.submit", refuse)
    report = fill(store, path)
    assert (report.added, report.updated, report.unchanged, report.failed) == (0, 0, 1, [])


def test_a_changed_file_replaces_its_text(tmp_path: Path) -> None:
    store, path = tmp_path / "store", law(tmp_path / "a.md")
    fill(store, path)
    law(path, "粮库补助")
    report = fill(store, path)
    assert (report.added, report.updated, report.unchanged) == (0, 1, 0)
    assert found(store, '"冷链物流"') == []
    assert found(store, '"粮库补助"') == ["第一条 粮库补助。"]
    assert [[Path(name).name for name in sources] for _, sources in content(store)] == [["a.md"]]  # type: ignore[misc]
    assert faults(store) == []


def test_a_file_with_another_policy_lets_go_of_the_first(tmp_path: Path) -> None:
    store, path = tmp_path / "store", law(tmp_path / "a.md")
    fill(store, path)
    law(path, "粮库补助", number=2)
    fill(store, path)
    assert len(content(store)) == 1
    assert found(store, 'text:"冷链物流"') == found(store, "国办发〔2024〕1号") == []
    assert "第一条 冷链物流补助。" not in found(store, "冷链物流补助")
    assert faults(store) == []


def test_a_file_that_becomes_a_copy_of_another_lets_go_of_its_own(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first, second = law(tmp_path / "a.md"), law(tmp_path / "b.md", "粮库补助", number=2)
    fill(store, first, second)
    shutil.copy(first, second)
    fill(store, first, second)
    assert len(content(store)) == 1
    assert found(store, '"粮库补助"') == []
    assert "第一条 粮库补助。" not in found(store, "粮库补助")
    assert faults(store) == []


def test_a_line_taken_out_of_a_record_file_is_gone(tmp_path: Path) -> None:
    store, path = tmp_path / "store", tmp_path / "a.jsonl"
    lines = [
        json.dumps({"id": number, "title": f"办法{number}", "text": f"第一条 冷链{number}。"}) for number in range(3)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert fill(store, path).added == 3
    path.write_text("\n".join(lines[1:]), encoding="utf-8")
    report = fill(store, path)
    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
    assert sorted(found(store, "冷链")) == ["第一条 冷链1。", "第一条 冷链2。"]
    assert sorted(found(store, "冷链 OR 办法")) == ["第一条 冷链1。", "第一条 冷链2。"]
    assert faults(store) == []


def test_two_copies_are_one_policy_with_two_sources(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first, second = law(tmp_path / "a.md"), law(tmp_path / "b.md")
    report = fill(store, first, second)
    assert (report.added, report.updated, report.unchanged) == (1, 0, 1)
    ((policy, sources),) = content(store)  # type: ignore[misc]
    assert sources == [str(first.resolve()), str(second.resolve())]
    assert policy.summary.source == str(first.resolve())
    law(second, "粮库补助", number=2)
    fill(store, second)
    assert [len(sources) for _, sources in content(store)] == [1, 1]  # type: ignore[misc]


def test_the_file_a_text_came_from_may_change_it_though_there_is_a_copy(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first, second = law(tmp_path / "a.md"), law(tmp_path / "b.md")
    fill(store, first, second)
    law(first, "粮库补助")
    assert fill(store, first, second).updated == 1
    assert found(store, '"粮库补助"') == ["第一条 粮库补助。"]
    assert fill(store, first, second).unchanged == 2
    ((_, sources),) = content(store)  # type: ignore[misc]
    assert len(sources) == 2


@needs_shared
@pytest.mark.parametrize("order", [1, -1])
def test_a_pdf_lends_its_pages_to_the_text(tmp_path: Path, order: int) -> None:
    name = "残疾人就业条例(2007-02-25)"
    paths = [POLICIES / f"{name}.md", FORMATS / f"{name}.pdf"][::order]
    fill(tmp_path / "store", *paths)
    ((policy, sources),) = content(tmp_path / "store")  # type: ignore[misc]
    assert len(sources) == 2
    pages = [clause.page for clause in policy.clauses if clause.label.endswith("条")]
    assert len(pages) == len(articles(POLICIES / f"{name}.md"))
    assert None not in pages
    assert pages[0] == 1


def test_files_that_cannot_be_read_are_named_and_the_rest_go_on(tmp_path: Path) -> None:
    store = tmp_path / "store"
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "some.jsonl").write_text(
        '{"id": 1, "title": "甲", "text": "乙"}\n{"id": 2}\n{"id": 1%s, "title": "甲", "text": "丙"}\n' % ("0" * 30), encoding="utf-8"
    )  # fmt: skip
    (tmp_path / "folder.md").mkdir()
    paths = [tmp_path / name for name in ("empty.md", "bad.pdf", "some.jsonl", "folder.md", "missing.md")]
    seen: list[Path] = []
    with policymatch.write_store(store) as writer:
        writer.add_files([*paths, law(tmp_path / "good.md")], seen.append)
    assert writer.report.added == 2
    assert sorted(Path(failure.path).name for failure in writer.report.failed) == sorted(
        ["empty.md", "bad.pdf", "some.jsonl", "some.jsonl", "folder.md", "missing.md"]
    )
    assert all(failure.reason and failure.kind for failure in writer.report.failed)
    assert seen == [*paths, tmp_path / "good.md"]


def test_a_file_that_went_bad_keeps_its_former_text(tmp_path: Path) -> None:
    store, path = tmp_path / "store", law(tmp_path / "a.md")
    fill(store, path)
    before = content(store)
    path.write_bytes(b"")
    assert len(fill(store, path).failed) == 1
    assert content(store) == before


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_a_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    store = tmp_path / "store"
    path = Path(os.fsdecode(os.fsencode(tmp_path) + "/办法".encode("gbk") + b".md"))
    path.write_text("第一条 冷链物流补助。\n", encoding="utf-8")
    missing = Path(os.fsdecode(os.fsencode(path) + b"x"))
    report = fill(store, path, missing)
    assert report.added == 1
    assert len(report.failed) == 1
    report.failed[0][0].encode("utf-8")
    assert fill(store, path).unchanged == 1
    assert len(answers(store, "冷链物流")[0]) == 1


def test_removing_everything(tmp_path: Path) -> None:
    store, path = tmp_path / "store", law(tmp_path / "a.md")
    fill(store, path)
    with policymatch.write_store(store) as writer:
        writer.remove_all()
        writer.add_files([path])
    assert writer.report.added == 1
    assert len(content(store)) == 1
    assert faults(store) == []
