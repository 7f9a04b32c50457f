from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.errors import CatalogueError
from policymatch.text.wordfiles import MOST_BYTES, WordFiles, read_folder


def test_every_word_knows_its_line(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_bytes("\ufeff# 头\r\n专项债 # 尾\r\n-冷库\r\n".encode())
    (tmp_path / "synonyms-own.yaml").write_text(
        "# 头\n- same: [粮库, -粮仓]\n\n- from:\n  - 浅圆仓\n  to: [粮库]\n", encoding="utf-8"
    )
    files = read_folder(tmp_path)
    assert [(word.text, word.line, word.away) for word in files.terms] == [("专项债", 2, False), ("冷库", 3, True)]
    assert [group.line for group in files.groups] == [2, 4]
    assert [(word.text, word.line, word.away) for word in files.groups[0].same] == [
        ("粮库", 2, False),
        ("粮仓", 2, True),
    ]
    assert [word.line for word in files.groups[1].words] == [5, 6]


BROKEN = [
    ("synonyms.yaml", b"- same: [a\xe7\x94\xb2, b\n- same: [c, d]\n", 1, "空格"),
    ("synonyms.yaml", "甲: 乙\n".encode(), 1, "这里应是"),
    ("synonyms.yaml", "甲\n".encode(), 1, "这里应是"),
    ("synonyms.yaml", "- 甲\n".encode(), 1, "这里应是"),
    ("synonyms.yaml", "- same: 甲\n".encode(), 1, "方括号"),
    ("synonyms.yaml", "- same: [甲乙, [丙丁]]\n".encode(), 1, "只能写词"),
    ("synonyms.yaml", "- same: &x [甲乙, 丙丁]\n- same: *x\n".encode(), 1, "方括号"),
    ("synonyms.yaml", "- same: [&x 甲乙, *x]\n".encode(), 1, "只能写词"),
    ("synonyms.yaml", "- tsame: [甲乙, 丙丁]\n".encode(), 1, "只认"),
    ("synonyms.yaml", "- ? [甲, 乙]\n  : 丙\n".encode(), 1, "只认"),
    ("synonyms.yaml", "\n- from: [甲乙]\n".encode(), 2, "缺 to"),
    ("synonyms.yaml", "- to: [甲乙]\n".encode(), 1, "要么"),
    ("synonyms.yaml", "- same: [甲乙, 丙丁]\n  to: [戊己]\n".encode(), 1, "要么"),
    ("synonyms.yaml", "- same: [甲乙, 丙丁]\n  same: [戊己]\n".encode(), 2, "两个 same"),
    ("synonyms.yaml", "- same: [甲乙, 丙丁]\n---\n- same: [戊己, 庚辛]\n".encode(), 2, "这里应是"),
    ("synonyms.yaml", "- same: [甲乙, '']\n".encode(), 1, "空的词"),
    ("synonyms.yaml", '- same: [甲乙, "丙\\e[31m"]\n'.encode(), 1, "控制字符"),
    ("synonyms.yaml", "- same: [甲乙, 丙丁]\n- same: [甲\x07, 乙]\n".encode(), 2, "控制字符"),
    ("synonyms.yaml", "- same: [甲乙, !!python/object:os.system 丙]\n- x".encode(), 2, "这里应是"),
    ("synonyms.yaml", b"[" * 50_000, 1, "这里应是"),
    ("synonyms.yaml", b"- same: " + b"[" * 50_000, 1, "只能写词"),
    ("terms.txt", "专项债\n冷\x1b[2J库\n".encode(), 2, "控制字符"),
    ("terms.txt", "专项\u202e债\n".encode(), 1, "看不见"),
    ("terms.txt", "专项债 冷库\n".encode(), 1, "空格"),
    ("terms.txt", "专项债\n-\n".encode(), 2, "减号"),
    ("terms.txt", ("很长" * 20).encode(), 1, "长于"),
    ("terms.txt", "专项债\n冷库\n".encode("gb18030"), 1, "UTF-8"),
    ("question_words.txt", "怎么\n".encode("utf-16"), 1, "UTF-8"),
    ("question_words.txt", b"a" * (MOST_BYTES + 1), 1, "大于"),
]


@pytest.mark.parametrize(("name", "data", "line", "said"), BROKEN)
def test_what_is_broken_is_named_with_its_line(tmp_path: Path, name: str, data: bytes, line: int, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CatalogueError, match=said) as caught:
        read_folder(tmp_path)
    assert (caught.value.path, caught.value.line) == (tmp_path / name, line)
    assert caught.value.hint
    found: list[str] = []
    read_folder(tmp_path, lambda message, path, line: found.append(message))
    assert said in "".join(found)


def test_a_collector_hears_of_everything_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text("甲 乙\n专项债\n丙 丁\n", encoding="utf-8")
    heard: list[int] = []
    files = read_folder(tmp_path, lambda message, path, line: heard.append(line))
    assert heard == [1, 3]
    assert [word.text for word in files.terms] == ["专项债"]


def test_nothing_there_is_nothing_said(tmp_path: Path) -> None:
    assert read_folder(tmp_path) == WordFiles() == read_folder(tmp_path / "nowhere")
    (tmp_path / "synonyms.yaml").write_text("# 只有注释\n", encoding="utf-8")
    (tmp_path / "terms.txt").mkdir()
    assert read_folder(tmp_path) == WordFiles()


@given(
    st.text(st.sampled_from("-?:[]{},&*!|>'\"%@`# \n\tsamefroto甲乙\x00\x1b\ufeff…\u2028"), max_size=60), st.booleans()
)
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str, prefixed: bool) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "synonyms.yaml").write_text(("- same: [" if prefixed else "") + text, encoding="utf-8")
    (folder / "terms.txt").write_text(text, encoding="utf-8")
    heard: list[str] = []
    files = read_folder(folder, lambda message, path, line: heard.append(message))
    words = [*files.terms, *(word for group in files.groups for word in group.words)]
    assert all(word.text.isprintable() and word.text for word in words)


def test_large_files_take_little_time(tmp_path: Path) -> None:
    (tmp_path / "synonyms.yaml").write_text("- same: [" + "甲乙," * 200_000 + "]", encoding="utf-8")
    (tmp_path / "terms.txt").write_text("甲\n" * 240_000, encoding="utf-8")
    heard: list[str] = []
    started = time.process_time()
    read_folder(tmp_path, lambda message, path, line: heard.append(message))
    assert heard
    assert time.process_time() - started < 10
