from __future__ import annotations

from policymatch.paths import corpus_folder
from policymatch.text.analysis import default_analyzer
from policymatch.text.terms import TermIndex, customary


def test_a_character_missing_inside_a_term() -> None:
    index = TermIndex(("可行性研究报告", "乡镇人民政府", "专项债"))
    assert index.lacking("可行研究报告") == ["可行性研究报告"]
    assert index.lacking("镇人民政府") == []
    assert index.lacking("专债") == []


def test_terms_by_sound_count_every_slip() -> None:
    index = TermIndex(("专项债券", "专项债"))
    ((term, cost),) = index.sounding("转相债圈")
    assert term == "专项债券"
    ((_, dearer),) = index.sounding("钻相债圈")
    assert dearer > cost
    assert list(index.sounding("专项债卷")) == [], "one character only: that is found without the index"


def test_customary_slips_are_words_of_the_dictionary_and_mean_another_word() -> None:
    has_word = default_analyzer().segmenter.has_word
    lines = (corpus_folder() / "lexicon" / "slips.txt").read_text(encoding="utf-8").splitlines()
    assert len(customary()) == sum(not line.startswith("#") for line in lines)
    for typed, meant in customary().items():
        assert has_word(typed), f"{typed}: what is no word is found without being listed"
        assert has_word(meant), meant
        assert meant not in customary()
