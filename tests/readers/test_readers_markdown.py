from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.readers import read_file


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def test_front_matter_headings_comments_and_tables(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "---\nid: sc-712\nTitle: 政府投资条例\nissued_on: 2019-04-14\ndigest: true\ntopics: [投资, 预算]\n---\n"
        "# 政府投资条例\n\n<!-- INFO END -->\n\n## 第一章 总则 ##\n第一条 甲<!-- 注\n两行 -->乙。\n\n---\n"
        "| 项目 | 比例 |\n| :-- | --: |\n| 甲\\|乙 | 30% |\n#第五条 不是标题\n###### C#\n",
    )
    assert document.metadata == {
        "id": "sc-712",
        "title": "政府投资条例",
        "issued_on": date(2019, 4, 14),
        "digest": True,
        "topics": ["投资", "预算"],
    }
    assert document.blocks == (
        Block("政府投资条例", level=1),
        Block("第一章 总则", level=2),
        Block("第一条 甲乙。"),
        Block("项目 | 比例", table=1, head=True),
        Block("甲|乙 | 30%", table=1),
        Block("#第五条 不是标题"),
        Block("C#", level=6),
    )


def test_tables_their_heads_and_rows_of_hyphens(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "| 地区 | 比例 |\n|---|:-:|\n| 甲 |  |\n| - | - |\n\n| 无 | 头 |\n| 乙 | 1 |\n\n|---|---|\n| 丙 | 2 |\n\n"
        "```\n| 不是 | 表 |\n```\n",
    )
    assert [(block.text, block.table, block.head) for block in document.blocks] == [
        ("地区 | 比例", 1, True),
        ("甲 |", 1, False),
        ("- | -", 1, False),
        ("无 | 头", 2, False),
        ("乙 | 1", 2, False),
        ("丙 | 2", 3, False),
        ("| 不是 | 表 |", 0, False),
    ]


@pytest.mark.parametrize(
    "head",
    ["id: [1, 2", "date: 2025-13-45", "a: &a [x]\nb: *a", "a: " + "[" * 3000, "a: !!python/object/apply:os.system [x]"],
)
def test_bad_front_matter_is_named(tmp_path: Path, head: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, f"---\n{head}\n---\n正文。\n")
    assert caught.value.kind == "元数据有误"


def test_the_line_of_the_fault_counts_from_the_top_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="第 3 行"):
        read(tmp_path, "---\na: 1\nb: c: d\n---\n正文。\n")


@pytest.mark.parametrize("text", ["---\n正文。\n", "---\n只是一句话\n---\n正文。\n"])
def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert document.metadata == {}
    assert document.blocks[-1].text == "正文。"


def test_an_open_comment_hides_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "甲\n<!-- 乙\n丙").blocks[-1].text == "丙"


def test_hostile_lines_are_quick(tmp_path: Path) -> None:
    read(tmp_path, "# " * 200_000 + "\n" + "<!--" * 100_000 + "\n" + "|" * 200_000 + "\n字")
