from __future__ import annotations

import os
from pathlib import Path

import pytest

from policymatch.errors import ReadError
from policymatch.readers import find_files, read_file


def names(top: Path) -> list[str]:
    return [path.relative_to(top).as_posix() for path in find_files([top])]


def test_folders_in_order_without_what_is_not_ours(tmp_path: Path) -> None:
    for name in (
        "b/2.PDF",
        "b/1.md",
        "a.txt",
        "~$a.docx",
        ".hidden.md",
        ".git/x.md",
        "c.jpg",
        "d.jsonl.gz",
        "旧.doc",
        "e.xlsx",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("文", encoding="utf-8")
    assert names(tmp_path) == ["a.txt", "b/1.md", "b/2.PDF", "d.jsonl.gz", "e.xlsx", "旧.doc"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_loops_dead_links_and_pipes(tmp_path: Path) -> None:
    folder = tmp_path / "top" / "in"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("文", encoding="utf-8")
    (folder / "loop").symlink_to(tmp_path / "top", target_is_directory=True)
    (folder / "self").symlink_to("self")
    (folder / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    os.mkfifo(folder / "pipe.txt")
    assert names(tmp_path / "top") == ["in/a.md", "in/gone.pdf"]
    with pytest.raises(ReadError) as caught:
        read_file(folder / "pipe.txt")
    assert caught.value.kind == "不是文件"


def test_what_was_named_is_yielded_whatever_it_is(tmp_path: Path) -> None:
    given = [tmp_path / "没有.pdf", tmp_path / "a.exe"]
    given[1].write_bytes(b"MZ")
    assert list(find_files(given)) == given
    kinds = []
    for path in (*given, tmp_path):
        with pytest.raises(ReadError) as caught:
            read_file(path)
        kinds.append(caught.value.kind)
    assert kinds == ["找不到文件", "不支持的格式", "不是文件"]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.csv", b"a,b", "不支持的格式"),
        ("a.txt", b"PK\x03\x04 broken", "文件损坏"),
        ("a.pdf", b"Not Found", "文件损坏"),
        ("a.pdf", b"", "空文件"),
        ("a.md", b" \n\n", "没有文字"),
        ("a.jsonl", b"{}", "不支持的格式"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.kind == kind
    assert caught.value.hint


def test_content_is_believed_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "下载.pdf"
    path.write_text("<!doctype html><html><body><p>政策</p></body></html>", encoding="utf-8")
    assert read_file(path).format == "html"
