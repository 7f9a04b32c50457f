from __future__ import annotations

from pathlib import Path

from policymatch.text.lexicon import Lexicon, load_lexicon


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_reads_terms_synonyms_and_question_words(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        terms__txt="# 注释\n专项债  # 行末注释\n\n水\n",
        synonyms__yaml="- same: [粮库, 粮仓]\n- from: [浅圆仓]\n  to: [粮库]\n",
        question_words__txt="怎么\n是否\n",
    )
    lexicon = load_lexicon(folder)
    assert set(lexicon.terms) == {"专项债", "粮库", "粮仓", "浅圆仓"}
    assert lexicon.question_words == {"怎么", "是否"}
    assert lexicon.expand(["浅圆仓"]) == ["粮库"]
    assert lexicon.expand(["粮库"]) == ["粮仓"]
    assert lexicon.expand(["粮库", "粮仓"]) == []


def test_missing_and_empty_files_are_an_empty_lexicon(tmp_path: Path) -> None:
    assert load_lexicon(tmp_path) == Lexicon()
    assert load_lexicon(write(tmp_path, terms__txt="", synonyms__yaml="", question_words__txt="")) == Lexicon()


def test_the_stamp_follows_the_words_that_decide_how_text_is_cut(tmp_path: Path) -> None:
    stamps = [load_lexicon(tmp_path).stamp]
    for files in ({"terms__txt": "甲乙"}, {"terms__txt": "甲丙"}, {"synonyms__yaml": "- same: [甲乙, 丙丁]"}):
        stamps.append(load_lexicon(write(tmp_path, **files)).stamp)
    assert len(set(stamps)) == 4
    write(tmp_path, question_words__txt="怎么", synonyms__yaml="- from: [甲乙]\n  to: [丙丁, 甲丙]")
    assert load_lexicon(tmp_path).stamp == stamps[-1]
