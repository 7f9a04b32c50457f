"""Every part of a lexicon answers questions that go unanswered without it, on a corpus made for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.store.matrix import Matrix, make_query, top
from policymatch.store.segment import Segment, SegmentBuilder
from policymatch.store.truth import Source
from policymatch.text.analysis import Analyzer
from policymatch.text.lexicon import Lexicon, load_lexicon
from policymatch.text.segment import make_segmenter

CLAUSES = [
    "用人单位解除劳动合同的，应当向劳动者支付经济补偿。",
    "企业可以按照国家有关规定辞去职务；职工代表大会讨论通过。",
    "中央财政对粮食仓库建设给予补助。",
    "中央财政对大棚建设给予补助。",
    "申请时能否提供材料，能不能提供，怎样提供，由申请的单位如何提供材料决定；请问怎么提供，能不能补。",
    "宗祠修缮由文物部门给予补助。",
    "坝上水源工程优先安排。",
    "坝上、上水、水源，坝上、上水、水源。",
]


FILES = {
    "terms.txt": "坝上水源\n",
    "synonyms.yaml": "- same: [粮仓, 粮食仓库]\n- from: [炒鱿鱼]\n  to: [解除劳动合同]\n",
    "question_words.txt": "请问\n怎么\n能不能\n能否\n怎样\n如何\n",
}


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def first(folder: Path, lexicon: Lexicon, question: str) -> str:
    """The clause that answers best, texts and question cut with the same lexicon; nothing where none does."""
    analyzer = Analyzer(lexicon, make_segmenter(lexicon.terms))
    place = folder / f"segment{len(list(folder.iterdir()))}"
    builder = SegmentBuilder(analyzer)
    builder.add([Source(at, at, str(at), "", "", "", text) for at, text in enumerate(CLAUSES)])
    builder.write(place)
    matrix = Matrix([Segment(place)])
    found = top(matrix.scores(make_query(question, analyzer)), 1).tolist()
    return CLAUSES[found[0]] if found else ""


@pytest.mark.parametrize(
    ("part", "left_out", "question", "answer"),
    [
        ("terms.txt", FILES["terms.txt"], "坝上水源", CLAUSES[6]),
        ("synonyms.yaml", "- from: [炒鱿鱼]\n  to: [解除劳动合同]\n", "被炒鱿鱼", CLAUSES[0]),
        ("synonyms.yaml", "- same: [粮仓, 粮食仓库]\n", "粮仓", CLAUSES[2]),
        ("question_words.txt", FILES["question_words.txt"], "请问怎么能不能修缮", CLAUSES[5]),
    ],
)
def test_without_a_part_its_question_goes_unanswered(
    shipped: Path, tmp_path_factory: pytest.TempPathFactory, part: str, left_out: str, question: str, answer: str
) -> None:
    work = tmp_path_factory.mktemp("work")
    assert first(work, load_lexicon(shipped), question) == answer
    (shipped / part).write_text(FILES[part].replace(left_out, ""), encoding="utf-8")
    assert first(work, load_lexicon(shipped), question) != answer


def test_a_users_lexicon_answers_in_the_words_of_the_county(
    shipped: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("own")
    (own / "synonyms.yaml").write_text("- from: [暖棚子]\n  to: [大棚]\n", encoding="utf-8")
    work = tmp_path_factory.mktemp("work")
    assert first(work, load_lexicon(shipped), "暖棚子") != CLAUSES[3]
    assert first(work, load_lexicon(shipped, own), "暖棚子") == CLAUSES[3]
