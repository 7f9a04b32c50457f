"""The folder of originals stays consistent whatever happens, and loses nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policymatch.errors import FetchError
from policymatch.fetch import archive as module
from policymatch.fetch.archive import FORMER, RECORDS, Archive, Record
from policymatch.fetch.names import key_of

URL = "https://x.gov.cn/a.htm"


def put(archive: Archive, body: bytes, ending: str = ".html", day: int = 20, url: str = URL) -> tuple[Record, bool]:
    moment = f"2026-11-{day}T08:00:00+00:00"
    record = Record(
        url=url, title="通知", page=None, final_url=url, status=200, fetched_at=moment, checked_at=moment,
        sha256=hashlib.sha256(body).hexdigest(), bytes=len(body), etag='"1"', last_modified=None,
        content_type="text/html", kind="html", file="",
    )  # fmt: skip
    with archive.part(url) as file:
        file.write(body)
        return archive.keep(record, ending, file)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(RECORDS)
    }


NAME = f"通知-{key_of(URL)}.html"


def test_a_file_is_kept_with_its_record(tmp_path: Path) -> None:
    with Archive(tmp_path / "新" / "originals") as archive:
        record, changed = put(archive, b"one")
        assert changed
        assert archive.record(URL) == record
        assert archive.record("https://x.gov.cn/") is None
    assert files(archive.folder) == {NAME: b"one"}
    with Archive(archive.folder) as again:
        assert again.records() == [record]


def test_the_same_bytes_stay(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        put(archive, b"one", day=20)
        record, changed = put(archive, b"one", day=22)
        assert not changed
        assert (record.fetched_at[:10], record.checked_at[:10]) == ("2026-11-20", "2026-11-22")
    assert files(tmp_path) == {NAME: b"one"}


def test_former_versions_are_kept_with_their_day(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for day, body in ((20, b"one"), (21, b"two"), (21, b"three"), (22, b"one")):
            put(archive, body, day=day)
        kept = files(tmp_path)
        assert kept.pop(NAME) == b"one"
        assert sorted(kept.values()) == [b"one", b"three", b"two"]
        assert all(name.startswith(f"{FORMER}/通知-{key_of(URL)}-2026-11-2") for name in kept)
        former = archive.former(URL)
        assert {file: hashlib.sha256(kept[file]).hexdigest() for _, _, file in former} == {
            file: sha256 for sha256, _, file in former
        }


def test_a_page_that_becomes_a_pdf_leaves_no_second_file(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        put(archive, b"one")
        put(archive, b"%PDF", ending=".pdf")
    kept = files(tmp_path)
    assert [name for name in kept if "/" not in name] == [NAME.replace(".html", ".pdf")]
    assert sorted(kept.values()) == [b"%PDF", b"one"]


def test_a_file_that_is_gone_or_was_changed_is_not_taken_for_what_was_fetched(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        record, _ = put(archive, b"one")
        (tmp_path / record.file).write_bytes(b"edited by hand")
        assert archive.record(URL) is None
        assert put(archive, b"one")[1]
        assert b"edited by hand" in files(tmp_path).values()
        (tmp_path / record.file).unlink()
        assert archive.record(URL) is None
        assert put(archive, b"one")[1]
        assert archive.record(URL) == put(archive, b"one")[0]


def test_files_whose_records_are_lost_are_not_overwritten(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        put(archive, b"one")
    (tmp_path / RECORDS).unlink()
    with Archive(tmp_path) as archive:
        put(archive, b"two")
    assert sorted(files(tmp_path).values()) == [b"one", b"two"]


class Killed(BaseException):
    """The moment at which the power goes."""


@pytest.mark.parametrize("where", ["copyfile", "former", "fsync", "before commit", "after commit", "unlink", "replace"])
@pytest.mark.parametrize("ending", [".html", ".pdf"])
def test_a_run_that_is_killed_leaves_the_old_state_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, ending: str
) -> None:
    with Archive(tmp_path) as archive:
        old, _ = put(archive, b"one")
    archive = Archive(tmp_path)
    with monkeypatch.context() as patched:
        _kill(patched, where)
        # Nothing that would tidy up runs when the power goes.
        patched.setattr(Archive, "part", _open_part)
        if where == "unlink" and ending == ".html":
            put(archive, b"two", ending, day=21)
        else:
            with pytest.raises(Killed):
                put(archive, b"two", ending, day=21)
    archive._database.close()
    with Archive(tmp_path) as archive:
        kept = files(tmp_path)
        (record,) = archive.records()
        assert archive.record(URL) == record
        current = {name: body for name, body in kept.items() if "/" not in name}
        assert current == ({old.file: b"one"} if record.sha256 == old.sha256 else {record.file: b"two"})
        assert b"one" in kept.values()
        assert not [name for name in kept if name.endswith(".part")]
        assert put(archive, b"two", ending, day=22)[1] is (record.sha256 == old.sha256)
        assert [body for name, body in files(tmp_path).items() if "/" not in name] == [b"two"]


def _kill(patched: pytest.MonkeyPatch, where: str) -> None:
    def now(*_: Any, **__: Any) -> None:
        raise Killed

    def after(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*words: Any, **more: Any) -> None:
            function(*words, **more)
            raise Killed

        return run

    match where:
        case "copyfile":
            patched.setattr(module.shutil, "copyfile", after(module.shutil.copyfile))
        case "former":
            patched.setattr(Archive, "_save_former", after(Archive._save_former))
        case "fsync":
            patched.setattr(module.os, "fsync", now)
        case "before commit":
            patched.setattr(Archive, "_commit", now)
        case "after commit":
            patched.setattr(Archive, "_commit", after(Archive._commit))
        case "unlink":
            patched.setattr(Path, "unlink", now)
        case "replace":
            patched.setattr(Archive, "_settle", now)


def _open_part(self: Archive, url: str) -> Any:
    return self._part(url).open("w+b")


def test_parts_that_nobody_knows_go(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        put(archive, b"one")
    (tmp_path / f"{key_of(URL)}.part").write_bytes(b"half of a new ver")
    (tmp_path / "0123456789.part").write_bytes(b"of an address no longer wanted")
    (tmp_path / "我的笔记.txt").write_bytes(b"mine")
    with Archive(tmp_path) as archive:
        assert archive.record(URL) is not None
    assert files(tmp_path) == {NAME: b"one", "我的笔记.txt": b"mine"}


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        with pytest.raises(FetchError) as caught:
            Archive(tmp_path)
        assert caught.value.kind == "正在使用"
        put(archive, b"one")
    with Archive(tmp_path) as archive:
        assert len(archive.records()) == 1


@pytest.mark.parametrize("content", [b"this is no database" * 100, None])
def test_records_that_cannot_be_used(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / RECORDS
    if content is None:
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    else:
        path.write_bytes(content)
    with pytest.raises(FetchError) as caught:
        Archive(tmp_path)
    assert caught.value.kind == "登记有误"
    assert caught.value.hint


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FetchError) as caught:
        Archive(tmp_path / "file" / "originals")
    assert caught.value.kind == "无法写入"


def test_what_is_confirmed_is_noted(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        record, _ = put(archive, b"one")
        archive.confirm(replace(record, checked_at="2026-12-01T00:00:00+00:00"))
        found = archive.record(URL)
        assert found is not None
        assert (found.checked_at[:10], found.fetched_at) == ("2026-12-01", record.fetched_at)
