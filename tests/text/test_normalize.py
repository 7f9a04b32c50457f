from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.normalize import fold, mend


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("中华⼈⺠共和国", "中华人民共和国"),
        ("主管部⻔负责⻓期⻛险", "主管部门负责长期风险"),
        ("个体⼯商⼾", "个体工商户"),
        ("⻘年、⻚码、⻬全、⻣⼲、⻋⻅", "青年、页码、齐全、骨干、车见"),
        ("国\u200b务\ufeff院\u00ad", "国务院"),
        ("一\u00a0二", "一 二"),
        ("一\x00二\x07三\x0b四\x0c五", "一二三\n四\n五"),
        ("〈会计法\u232a", "〈会计法〉"),
        ("坏\ud800字", "坏\ufffd字"),
    ],
)
def test_mend_repairs(broken: str, whole: str) -> None:
    assert mend(broken) == whole


def test_mend_leaves_the_rest() -> None:
    text = "（一）国办发〔2024〕１２号，３０％\u3000～ ①ⅣＡ“引号”—\t第\n二"
    assert mend(text) == text


def test_every_radical_becomes_an_ordinary_character() -> None:
    assigned = [chr(code) for code in range(0x2E80, 0x2FE0) if unicodedata.name(chr(code), None)]
    assert len(assigned) == 115 + 214
    left = [radical for radical in assigned if not 0x3400 <= ord(mend(radical)) <= 0x9FFF]
    assert [(radical, mend(radical)) for radical in left] == [("\u2e80", "々")]


def test_radicals_agree_with_unicode_where_it_has_an_opinion() -> None:
    forms = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)}
    differing = {radical for radical, form in forms.items() if form != radical and mend(radical) != form}
    assert differing == {"⼾", "⾭"}  # 户 and 青, as simplified Chinese writes them


@given(st.text())
def test_mending_twice_changes_nothing_more(text: str) -> None:
    assert mend(mend(text)) == mend(text)


@given(st.text(st.characters(codec="utf-8")))
def test_fold_can_be_written_and_is_settled(text: str) -> None:
    folded = fold(text)
    folded.encode("utf-8")
    assert not any(0x2E81 <= ord(char) <= 0x2FDF and unicodedata.name(char, "") for char in folded)


def test_fold_for_matching() -> None:
    assert fold("⼈⺠ＰＰＰ３０％（Ａ）") == "人民ppp30%(a)"
    assert fold("国办发〔２０２４〕１号") == "国办发〔2024〕1号"


@given(st.text(st.one_of(st.sampled_from("，；：（）！？％　。《》甲a\u0301⼈ﬁ㎡"), st.characters())))
def test_fold_is_what_unicode_makes_of_the_mended_text(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKC", mend(text)).lower()
