"""Which of many words a text holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.finder import WordFinder

pieces = st.text("污水处理厂县中a1𠮷", max_size=6)


@given(st.lists(pieces, max_size=12), st.text("污水处理厂县中a1𠮷", max_size=30))
def test_it_finds_what_looking_for_each_word_finds(words: list[str], text: str) -> None:
    found = WordFinder(words).words_in(text)
    assert sorted(found) == sorted({word for word in words if word and word in text})


def test_a_text_of_one_sign_and_words_of_one_sign() -> None:
    assert WordFinder(["路", "公路"]).words_in("路") == ["路"]
    assert WordFinder(["公路"]).words_in("") == []
