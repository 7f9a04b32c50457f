from __future__ import annotations

import pytest

from policymatch.text.sounds import NEAR, SAME, blur, sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zhi", "zi"),
        ("chong", "cong"),
        ("shang", "san"),
        ("nan", "lan"),
        ("huang", "fang"),
        ("hui", "fei"),
        ("hu", "fu"),
        ("feng", "fen"),
        ("xing", "xin"),
        ("zheng", "zen"),
    ],
)
def test_syllables_that_are_mixed_up_have_one_form(one: str, other: str) -> None:
    assert blur(one) == blur(other)


@pytest.mark.parametrize(("one", "other"), [("zhi", "chi"), ("ban", "pan"), ("hua", "hu"), ("gu", "ku"), ("lv", "lu")])
def test_other_syllables_are_kept_apart(one: str, other: str) -> None:
    assert blur(one) != blur(other)


def test_readings_have_no_tones() -> None:
    assert sounds().syllables("准")[0] == "zhun"
    assert sounds().syllables("绿")[0] == "lv"
    assert sounds().syllables("略") == ("lve",)
    assert set(sounds().syllables("重")) >= {"zhong", "chong"}
    assert sounds().syllables("a") == sounds().syllables("〇")[:0] == ()


def test_characters_that_sound_alike() -> None:
    alike = sounds().alike("除")
    assert alike["处"] == SAME
    assert alike["粗"] == NEAR
    assert "除" not in alike
    assert "理" not in alike


def test_a_rare_reading_is_no_likeness() -> None:
    assert "液" not in sounds().alike("石") or sounds().alike("石")["液"] == NEAR
    assert sounds().has("chuang")
    assert not sounds().has("tx")
