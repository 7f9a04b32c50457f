from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.matching.fit import FitIndex
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import load_catalogue
from policymatch.text.analysis import Analyzer, default_analyzer
from policymatch.text.lexicon import Lexicon, load_lexicon
from policymatch.text.lexicon_check import check_lexicon
from policymatch.text.normalize import fold
from policymatch.text.segment import make_segmenter
from policymatch.text.wordfiles import read_folder

SHIPPED = corpus_folder() / "lexicon"


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


def test_every_synonyms_file_counts_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, synonyms__yaml="- from: [老公]\n  to: [配偶]\n")
    (tmp_path / "synonyms-law.yaml").write_text("- from: [老公]\n  to: [夫妻]\n", encoding="utf-8")
    assert load_lexicon(tmp_path).expand(["老公"]) == ["夫妻", "配偶"]


def test_bridges_and_intents_act_in_questions_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        synonyms__yaml="- from: [浅圆仓]\n  to: [粮库]\n",
        intents__yaml="- from: [补几成]\n  to: [支持标准]\n",
    )
    (tmp_path / "bridges-own.yaml").write_text("- from: [浅圆仓, 装谷子的]\n  to: [粮仓甲]\n", encoding="utf-8")
    lexicon = load_lexicon(tmp_path)
    assert lexicon.terms == ("支持标准", "浅圆仓", "粮仓甲", "粮库")
    assert (lexicon.alike(["浅圆仓", "装谷子的"]), lexicon.expand(["装谷子的"])) == (["粮库"], ["粮仓甲"])
    assert lexicon.expand(["浅圆仓", "补几成"]) == ["粮库", "粮仓甲"]
    analyzer = Analyzer(lexicon, make_segmenter(lexicon.terms))
    question = analyzer.question("装谷子的那种补几成？")
    assert (question.phrases, question.meant, question.asked) == (["装谷子的", "补几成"], ["粮仓甲"], ["支持标准"])


def test_a_phrase_is_found_between_the_edges_of_words_and_an_intent_in_its_longest_form(tmp_path: Path) -> None:
    write(
        tmp_path,
        bridges__yaml="- from: [水电]\n  to: [粮食]\n- from: [土墙裂]\n  to: [危房]\n- from: [土墙]\n  to: [土坯]\n",
        intents__yaml="- from: [不能]\n  to: [不支持]\n- from: [能不能用于]\n  to: [可以]\n- from: [多少]\n  to: [标准]\n",
        question_words__txt="能不能\n多少\n",
    )
    lexicon = load_lexicon(tmp_path)
    analyzer = Analyzer(lexicon, make_segmenter(lexicon.terms))
    assert analyzer.question("放水电动车").meant == []
    assert analyzer.question("水电").meant == ["粮食"]
    assert analyzer.segmenter.cut("土墙裂开了") == ["土墙", "裂开", "了"]
    assert analyzer.question("土墙裂开了").meant == ["危房"]
    assert analyzer.question("能不能申请").asked == []
    assert analyzer.question("能不能用于厂房").asked == ["可以"]
    assert analyzer.question("不能").asked == ["不支持"]
    assert (analyzer.question("补多少").words, analyzer.question("补多少").asked) == (["补"], ["标准"])


def test_a_synonym_is_one_step_and_no_more(tmp_path: Path) -> None:
    groups = (
        "- from: [光伏电站]\n  to: [光伏发电]\n- same: [光伏发电, 太阳能发电]\n- from: [光伏发电]\n  to: [新能源]\n"
    )
    lexicon = load_lexicon(write(tmp_path, synonyms__yaml=groups))
    assert lexicon.expand(["光伏电站"]) == ["光伏发电"]
    assert lexicon.expand(["光伏发电"]) == ["太阳能发电", "新能源"]
    assert lexicon.expand(["太阳能发电"]) == ["光伏发电"]


def test_what_is_left_of_a_longer_word_means_nothing(tmp_path: Path) -> None:
    lexicon = load_lexicon(
        write(
            tmp_path, synonyms__yaml="- same: [水厂, 自来水厂]\n- same: [污水厂, 污水处理厂]\n", terms__txt="水厂改造\n"
        )
    )
    assert lexicon.expand(["污水", "水厂", "污水厂"]) == ["污水处理厂"]
    assert lexicon.expand(["水厂"]) == ["自来水厂"]
    assert lexicon.expand(["水厂", "改造", "水厂改造"]) == ["自来水厂"]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    return write(
        folder,
        terms__txt="专项债\n冷库\n",
        synonyms__yaml="- same: [粮库, 粮仓, 粮食仓库]\n- from: [浅圆仓, 平房仓]\n  to: [粮库, 仓储设施]\n- same: [甲词, 乙词]\n",
        question_words__txt="怎么\n是否\n",
    )


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def test_a_users_lexicon_adds(shipped: Path, own: Path) -> None:
    write(own, terms__txt="我县项目\n", question_words__txt="咱村\n", synonyms__yaml="- same: [粮库, 国库粮站]\n")
    lexicon = load_lexicon(shipped, own)
    assert {"专项债", "我县项目", "国库粮站"} <= set(lexicon.terms)
    assert lexicon.question_words == {"怎么", "是否", "咱村"}
    assert set(lexicon.expand(["国库粮站"])) == {"粮库", "粮仓", "粮食仓库"}


def test_a_users_lexicon_takes_away(shipped: Path, own: Path) -> None:
    write(
        own,
        terms__txt="-冷库\n",
        question_words__txt="-是否\n",
        synonyms__yaml="- same: [-粮仓, -甲词]\n- from: [-平房仓]\n- from: [浅圆仓]\n  to: [-仓储设施]\n",
    )
    lexicon = load_lexicon(shipped, own)
    assert set(lexicon.terms) == {"专项债", "粮库", "粮食仓库", "浅圆仓"}
    assert lexicon.question_words == {"怎么"}
    assert lexicon.synonyms == {"粮库": ("粮食仓库",), "粮食仓库": ("粮库",), "浅圆仓": ("粮库",)}


def test_synonyms_and_question_words_of_known_words_force_no_rebuild(shipped: Path, own: Path) -> None:
    before = load_lexicon(shipped).stamp
    write(own, synonyms__yaml="- from: [专项债]\n  to: [冷库]\n", question_words__txt="咱\n")
    assert load_lexicon(shipped, own).stamp == before
    write(own, terms__txt="新的词条\n")
    assert load_lexicon(shipped, own).stamp != before


def test_words_are_folded_like_the_texts_they_are_found_in(tmp_path: Path) -> None:
    lexicon = load_lexicon(
        write(tmp_path, terms__txt="ＥＯＤ模式\n", synonyms__yaml="- same: [公募REITs, 基础设施REITs]\n")
    )
    assert set(lexicon.terms) == {fold("EOD模式"), fold("公募REITs"), fold("基础设施REITs")}


def test_letters_alone_are_no_term_and_are_found_all_the_same(tmp_path: Path) -> None:
    write(tmp_path, terms__txt="eod\n", bridges__yaml="- from: [卖份额, 公募REITs]\n  to: [REITs]\n")
    lexicon = load_lexicon(tmp_path)
    assert lexicon.terms == ()
    analyzer = Analyzer(lexicon, make_segmenter(lexicon.terms))
    assert analyzer.question("公募REITS").words == ["公", "募", "reits"]
    assert analyzer.question("路上卖份额").meant == ["reits"]


# The shipped lexicon


def test_the_shipped_lexicon_is_large_and_sound() -> None:
    files = read_folder(SHIPPED)
    assert len(files.terms) >= 800
    assert len(files.groups) >= 550
    assert sum(bool(group.same) for group in files.groups) >= 200
    assert sum(group.kind == "synonyms" for group in files.groups) >= 250
    law = [group for group in files.groups if group.path.name == "bridges-law.yaml"]
    assert sum(bool(group.source) for group in law) >= 300
    assert all(1 <= len(group.target) <= 4 for group in law if group.source)
    assert [problem for problem in check_lexicon(SHIPPED) if not problem.note] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("老公", "配偶"), ("辞退", "解除劳动合同"), ("房东", "出租人"), ("酒驾", "饮酒后驾驶机动车"), ("老赖", "失信被执行人"),
        ("版权", "著作权"), ("狗咬人", "饲养的动物"), ("特别国债", "超长期特别国债"), ("经开区", "经济技术开发区"),
    ],
)  # fmt: skip
def test_everyday_words_lead_to_the_words_of_the_law(said: str, meant: str) -> None:
    lexicon = default_analyzer().lexicon
    assert meant in lexicon.expand([said])


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("超长期特别国债", "特别国债"),
        ("经济技术开发区", "经济开发区"),
        ("日间照料中心", "养老机构"),
        ("粮库", "项目储备库"),
    ],
)
def test_what_would_mislead_money_is_no_synonym(narrow: str, wide: str) -> None:
    assert wide not in default_analyzer().lexicon.expand([narrow])


def test_bridges_lead_searches_and_leave_the_matcher_alone() -> None:
    """An everyday word finds a clause; it must not carry a project to a programme."""
    analyzer = default_analyzer()
    keywords = {
        fold(word)
        for programme in load_catalogue(corpus_folder()).programmes
        for direction in programme.directions
        for word in direction.keywords
    }
    bridges = [group for group in read_folder(SHIPPED).groups if group.kind == "bridges"]
    reached = {word.text for group in bridges for word in group.source if keywords & {t.text for t in group.target}}
    only = [word for word in sorted(reached) if word not in analyzer.lexicon.synonyms]
    assert len(only) > 500
    assert all(analyzer.lexicon.expand([word]) for word in only)
    assert not analyzer.lexicon.alike(only)
    index = FitIndex(load_catalogue(corpus_folder()).programmes, analyzer)
    assert not keywords - {keyword.word for found in index._keywords._stands_for.values() for keyword in found}
    assert not {word for word in only if word not in keywords} & index._keywords._stands_for.keys()
