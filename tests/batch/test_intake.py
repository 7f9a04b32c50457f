"""Files that are new, known, copied, moved, gone, failing; runs that are cut short and go on."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from store_tools import content, faults

import policymatch
from policymatch.batch import intake, pool
from policymatch.batch.journal import FILE as JOURNAL
from policymatch.readers import find_files
from policymatch.store.writer import Report, StoreWriter

LAW = "# 某县{name}办法\n\n某政发〔2024〕{number}号\n\n第一条 {name}补助。\n\n第二条 其他。\n"


def law(folder: Path, number: int, name: str | None = None) -> Path:
    path = folder / f"{name or number}.md"
    path.write_text(LAW.format(name=name or f"第{number}号", number=number), encoding="utf-8")
    return path


def take(store: Path, *folders: Path, **options: Any) -> Report:
    with StoreWriter(store, dry_run=options.pop("dry_run", False)) as writer:
        writer.add_files(find_files(folders), folders=[f for f in folders if f.is_dir()], **options)
    return writer.report


def kept_files(store: Path) -> list[Path]:
    """All files of a store but those that SQLite makes while it is open."""
    return [path for path in sorted(store.rglob("*")) if not path.name.endswith(("-wal", "-shm"))]


def counts(report: Report) -> tuple[int, ...]:
    return report.added, report.updated, report.unchanged, report.removed, report.renamed, len(report.failed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "in"
    inside.mkdir()
    for number in range(1, 5):
        law(inside, number)
    return inside


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that readers are given."""
    given: list[str] = []
    original = pool.Batch.submit

    def submit(self: pool.Batch, path: Path) -> pool.Reading:
        given.append(path.name)
        return original(self, path)

    monkeypatch.setattr(pool.Batch, "submit", submit)
    return given


def test_only_what_is_new_or_changed_is_read(folder: Path, read: list[str], tmp_path: Path) -> None:
    assert counts(take(tmp_path / "store", folder)) == (4, 0, 0, 0, 0, 0)
    law(folder, 5)
    path = law(folder, 2)
    path.write_text(path.read_text("utf-8").replace("其他", "另外"), encoding="utf-8")
    os.utime(folder / "3.md", (1, 1))
    read.clear()
    assert counts(take(tmp_path / "store", folder)) == (1, 1, 3, 0, 0, 0)
    assert sorted(read) == ["2.md", "5.md"]


def test_a_removed_file_takes_its_policy_with_it(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    take(store, folder)
    (folder / "3.md").unlink()
    assert counts(take(store, folder)) == (0, 0, 3, 1, 0, 0)
    with policymatch.open_store(store) as opened:
        assert opened.count()[0] == 3
        assert opened.search("第3号补助")[0].policy.title != "某县第3号办法"
    assert faults(store) == []


def test_files_outside_the_folder_stay(folder: Path, tmp_path: Path) -> None:
    store, other = tmp_path / "store", law(tmp_path, 9)
    neighbour = tmp_path / "in%"  # a name in which a pattern would see the folder's
    neighbour.mkdir()
    law(neighbour, 8)
    take(store, folder, other, neighbour)
    assert counts(take(store, folder)) == (0, 0, 4, 0, 0, 0)
    other.unlink()
    assert counts(take(store, folder)) == (0, 0, 4, 0, 0, 0)
    assert counts(take(store, folder / "1.md")) == (0, 0, 1, 0, 0, 0)


def test_a_policy_with_another_source_stays(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(folder / "1.md", copy / "副本.md")
    take(store, folder, copy)
    (folder / "1.md").unlink()
    assert counts(take(store, folder)) == (0, 0, 3, 0, 0, 0)
    with policymatch.open_store(store) as opened:
        (policy,) = [summary for summary, _ in opened.policies() if summary.title == "某县第1号办法"]
        assert policy.source == str((copy / "副本.md").resolve())
    (copy / "副本.md").write_text(LAW.format(name="第1号", number=1).replace("其他", "新的"), encoding="utf-8")
    assert counts(take(store, copy)) == (0, 1, 0, 0, 0, 0)


def test_what_is_left_when_the_better_known_copy_goes_is_read(folder: Path, tmp_path: Path) -> None:
    """The text that is kept is always one that a file holds."""
    store, copy = tmp_path / "store", tmp_path / "copy"
    copy.mkdir()
    shutil.copy(folder / "1.md", copy / "副本.md")
    take(store, folder, copy)
    (folder / "1.md").write_text(LAW.format(name="第1号", number=1).replace("其他", "新的"), encoding="utf-8")
    assert counts(take(store, folder, copy)) == (0, 1, 4, 0, 0, 0)
    (folder / "1.md").unlink()
    take(store, folder, copy)
    take(store, folder, copy)
    texts = {clause.text for policy, _ in content(store) for clause in policy.clauses}  # type: ignore[misc]
    assert "第二条 新的。" not in texts
    assert faults(store) == []


def test_a_renamed_file_is_not_read_again(folder: Path, read: list[str], tmp_path: Path) -> None:
    store = tmp_path / "store"
    take(store, folder)
    before = content(store)
    inner = folder / "2024"
    inner.mkdir()
    (folder / "1.md").rename(inner / "改名.md")
    read.clear()
    assert counts(take(store, folder)) == (0, 0, 3, 0, 1, 0)
    assert read == []
    after = content(store)
    assert len(after) == len(before)
    names = sorted(Path(name).name for _, sources in after for name in sources)  # type: ignore[misc]
    assert names == ["2.md", "3.md", "4.md", "改名.md"]
    assert counts(take(store, folder)) == (0, 0, 4, 0, 0, 0)


def test_a_name_that_told_the_title_is_read_again(folder: Path, read: list[str], tmp_path: Path) -> None:
    store, path = tmp_path / "store", folder / "冷链补助办法.txt"
    path.write_text("冷链物流每吨补助十元。\n", encoding="utf-8")
    take(store, folder)
    path.rename(folder / "粮库补助办法.txt")
    read.clear()
    report = take(store, folder)
    assert read == ["粮库补助办法.txt"]
    assert report.removed == 1
    with policymatch.open_store(store) as opened:
        assert "粮库补助办法" in {summary.title for summary, _ in opened.policies()}


def test_an_unplugged_drive_removes_nothing(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for number in range(5, 30):
        law(folder, number)
    take(store, folder)
    for number in range(1, 25):
        (folder / f"{number}.md").unlink()
    report = take(store, folder)
    assert (report.removed, len(report.missing)) == (0, 24)
    shutil.move(folder, tmp_path / "away")
    report = take(store, folder)
    assert report.removed == 0
    shutil.move(tmp_path / "away", folder)
    assert take(store, folder, prune=True).removed == 24
    with policymatch.open_store(store) as opened:
        assert opened.count()[0] == 5


def test_a_copy_is_a_source_without_being_read(folder: Path, read: list[str], tmp_path: Path) -> None:
    store = tmp_path / "store"
    take(store, folder)
    (tmp_path / "more").mkdir()
    shutil.copy(folder / "1.md", tmp_path / "more" / "1.md")
    read.clear()
    assert counts(take(store, tmp_path / "more")) == (0, 0, 1, 0, 0, 0)
    assert read == []
    with policymatch.open_store(store) as opened:
        (policy,) = [summary for summary, _ in opened.policies() if summary.title == "某县第1号办法"]
        assert len(opened.sources(policy.id)) == 2


def test_a_file_that_fails_is_named_every_time_but_read_once(
    folder: Path, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    first = take(store, folder)
    assert [failure.kind for failure in first.failed] == ["文件损坏"]
    read.clear()
    assert take(store, folder).failed == first.failed
    assert read == []
    assert take(store, folder, reread=True).failed == first.failed
    read.clear()
    # What another installation may be able to read is tried again; what was read well is not.
    monkeypatch.setattr(intake, "read_stamp", lambda: f"{intake.READ_VERSION}/ocr")
    assert take(store, folder).failed == first.failed
    assert read == ["坏.pdf"]
    read.clear()
    monkeypatch.setattr(intake, "read_stamp", lambda: "next/")
    assert counts(take(store, folder)) == (0, 0, 4, 0, 0, 1)
    assert len(read) == 5


def test_a_dry_run_writes_nothing(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert counts(take(store, folder, dry_run=True)) == (4, 0, 0, 0, 0, 0)
    assert not store.exists()
    take(store, folder)
    before, files = content(store), kept_files(store)
    law(folder, 7)
    (folder / "1.md").unlink()
    assert counts(take(store, folder, dry_run=True)) == (1, 0, 3, 1, 0, 0)
    assert content(store) == before
    assert kept_files(store) == files


def test_a_run_cut_short_goes_on_where_it_was(folder: Path, read: list[str], tmp_path: Path) -> None:
    store = tmp_path / "store"

    def stop(path: Path) -> None:
        if path.name == "3.md":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(store, folder, progress=stop)
    assert (store / JOURNAL).exists()
    read.clear()
    assert counts(take(store, folder)) == (4, 0, 0, 0, 0, 0)
    assert read == ["4.md"]
    assert not (store / JOURNAL).exists()
    whole = tmp_path / "whole"
    take(whole, folder)
    assert content(store) == content(whole)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_number_of_workers_changes_nothing(workers: int, folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    shutil.copy(folder / "1.md", folder / "9.md")
    take(one, folder, workers=1)
    take(other, folder, workers=workers)
    assert content(one) == content(other)


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="needs rights that can be taken away")
def test_a_folder_that_is_closed_hides_files_but_removes_none(folder: Path, tmp_path: Path) -> None:
    store, inner = tmp_path / "store", folder / "inner"
    inner.mkdir()
    law(inner, 8)
    take(store, folder)
    inner.chmod(0)
    try:
        report = take(store, folder)
    finally:
        inner.chmod(0o755)
    assert report.removed == 0
    assert len(report.failed) == 1


def test_sources_name_the_origin(folder: Path, tmp_path: Path) -> None:
    url = "https://www.example.gov.cn/a.html"
    take(tmp_path / "store", folder, sources={folder / "1.md": url})
    with policymatch.open_store(tmp_path / "store") as opened:
        by_title = {summary.title: summary.source for summary, _ in opened.policies()}
    assert by_title["某县第1号办法"] == url
    assert by_title["某县第2号办法"] == str((folder / "2.md").resolve())


def test_a_file_too_large_is_not_even_hashed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[Path] = []
    original = intake.hash_file

    def count(path: Path) -> tuple[str, int]:
        hashed.append(path)
        return original(path)

    monkeypatch.setattr(intake, "hash_file", count)
    with (folder / "大.txt").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    report = take(tmp_path / "store", folder)
    assert [failure.kind for failure in report.failed] == ["超出上限"]
    assert len(hashed) == 4


def test_a_file_moved_over_another_takes_its_place(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    take(store, folder)
    (folder / "1.md").replace(folder / "2.md")
    report = take(store, folder)
    assert (report.renamed, report.removed) == (1, 1)
    assert sorted(policy.summary.title for policy, _ in content(store)) == [  # type: ignore[misc]
        "某县第1号办法", "某县第3号办法", "某县第4号办法",
    ]  # fmt: skip


def test_two_calls_of_one_title_and_day_are_two_policies(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    for name, place, words in (
        ("a", "广州市", "冷库补助五十万元，面向农产品。"),
        ("b", "深圳市", "奖励上限二百万元，面向跨境电商。"),
    ):
        text = f"关于组织申报项目的通知\n\n各有关单位：\n\n{words * 3}\n\n{place}商务局\n\n2024年3月1日\n"
        (inside / f"{name}.txt").write_text(text, encoding="utf-8")
    assert counts(take(tmp_path / "store", inside)) == (2, 0, 0, 0, 0, 0)
    texts = "".join(clause.text for policy, _ in content(tmp_path / "store") for clause in policy.clauses)  # type: ignore[misc]
    assert "五十万元" in texts
    assert "二百万元" in texts


def test_records_that_break_off_keep_what_was_not_reached(tmp_path: Path) -> None:
    inside, store = tmp_path / "in", tmp_path / "store"
    inside.mkdir()
    lines = [
        json.dumps({"id": n, "title": f"办法{n}", "text": f"第一条 冷链{n}。"}, ensure_ascii=False) for n in range(300)
    ]
    whole = gzip.compress("\n".join(lines).encode())
    (inside / "a.jsonl.gz").write_bytes(whole)
    assert take(store, inside).added == 300
    (inside / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    report = take(store, inside)
    assert report.removed == 0
    assert [failure.kind for failure in report.failed] == ["文件损坏"]
    assert len(content(store)) == 300


def test_a_record_that_stands_twice_does_not_stop_the_run(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": 1, "title": "甲", "text": "旧"}\n{"id": 1, "title": "甲", "text": "新"}\n', encoding="utf-8"
    )
    take(tmp_path / "store", path)
    ((policy, sources),) = content(tmp_path / "store")  # type: ignore[misc]
    assert (policy.clauses[0].text, len(sources)) == ("新", 1)


def test_a_correction_is_not_filled_from_what_it_corrects(folder: Path, tmp_path: Path) -> None:
    store, term = tmp_path / "store", "第三条 本办法有效期至2023年12月31日。\n"
    original = (folder / "1.md").read_text("utf-8")
    (folder / "1.md").write_text(original + "\n" + term, encoding="utf-8")
    (folder / "9.md").write_text(original, encoding="utf-8")
    take(store, folder)
    (folder / "1.md").write_text(original, encoding="utf-8")
    take(store, folder)
    untils = {policy.summary.valid_until for policy, _ in content(store)}  # type: ignore[misc]
    assert untils == {None}
