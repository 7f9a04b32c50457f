"""Keywords: what each says by its rarity and length, in pieces, and what of several is one observation."""

from __future__ import annotations

from collections.abc import Iterable

from match_tools import direction, programme

from policymatch.matching.fit import Fit, FitIndex
from policymatch.model import Project
from policymatch.text.analysis import default_analyzer


def index(*keywords: Iterable[str], also: int = 0) -> FitIndex:
    """One programme for each list of keywords, and some that carry only words of no interest."""
    words = [*map(tuple, keywords), *[("候鸟栖息地", "骨灰安放", "防波堤")] * also]
    return FitIndex(
        [
            programme(id=f"p{number}", directions=(direction(title="某", text="某。", keywords=found),))
            for number, found in enumerate(words)
        ],
        default_analyzer(),
    )


def carries_no_keyword(fit: Fit) -> bool:
    """It may still sound alike."""
    return fit.akin or fit.terms == ()


def fits(over: FitIndex, name: str, content: str = "") -> list[Fit]:
    return over.fits(Project(name, content=content))


def test_the_longer_keyword_says_more() -> None:
    short, long = fits(
        index(["供水管网", "丙丁戊", "己庚辛"], ["供水管网漏损治理", "丙丁戊", "己庚辛"]), "石门镇供水管网漏损治理"
    )
    assert short.terms[0][0] == "供水管网"
    assert long.terms[0][0] == "供水管网漏损治理"
    assert long.terms[0][1] > short.terms[0][1]


def test_what_few_programmes_carry_says_more_than_what_many_do() -> None:
    many = ["集中供热", "丙丁戊", "己庚辛"]
    rare = ["生物航煤", "丙丁戊", "己庚辛"]
    found = fits(index(rare, many, many, many, many, many), "生物航煤和集中供热项目")
    assert found[0].terms[0][1] > found[1].terms[0][1]


def test_a_word_that_stands_only_within_a_longer_keyword_of_another_says_less() -> None:
    wide, narrow = (["农业产业园", "丙丁戊", "己庚辛"], ["国家现代农业产业园", "丙丁戊", "己庚辛"])
    within = fits(index(wide, narrow), "清岭县国家现代农业产业园")[0].terms[0][1]
    alone = fits(index(wide, narrow), "清岭县农业产业园")[0].terms[0][1]
    # Once within and once by itself it is said as well.
    twice = fits(index(wide, narrow), "清岭县农业产业园和国家现代农业产业园")[0].terms[0][1]
    assert within < alone == twice


def test_a_keyword_may_stand_in_the_name_in_pieces() -> None:
    over = index(["消防车辆购置", "丙丁戊", "己庚辛"], also=8)
    whole = fits(over, "麻阳县消防车辆购置")[0].terms
    pieces = fits(over, "麻阳县消防车辆装备购置")[0].terms
    turned = fits(over, "购置消防用车辆一批")[0].terms
    assert [word for word, _ in (whole[0], pieces[0], turned[0])] == [
        "消防车辆购置",
        "消防…车辆…购置",
        "购置…消防…车辆",
    ]
    assert whole[0][1] > pieces[0][1] == turned[0][1] > 0.4
    assert carries_no_keyword(fits(over, "麻阳县消防装备购置")[0])
    # What is built on the side is not put together from words of several things.
    assert carries_no_keyword(fits(over, "某项目", "消防水池，车辆停放，设备购置")[0])


def test_pieces_that_many_programmes_have_are_no_special_word() -> None:
    common = [["城市更新", "公园更新", "道路更新", f"第{number}件"] for number in range(8)]
    assert carries_no_keyword(fits(index(*common), "城市公交车更新")[0])
    assert not carries_no_keyword(fits(index(common[0], also=8), "城市公交车更新")[0])


def test_a_short_piece_has_to_be_a_word() -> None:
    over = index(["中等教育改善", "丙丁戊", "己庚辛"], also=8)
    assert "中等" in over._keywords._pieces["中等教育改善"]
    assert carries_no_keyword(fits(over, "高中等级教育改善")[0])


def test_what_stands_beside_a_thing_is_not_the_thing() -> None:
    over = index(["敬老院", "丙丁戊", "己庚辛"])
    thing, beside = (fits(over, name)[0].terms[0][1] for name in ("清岭县敬老院", "清岭县敬老院门前道路"))
    assert beside < 0.5 * thing
    both = fits(over, "清岭县敬老院和敬老院门前道路")[0].terms[0][1]
    assert both == thing


def test_a_longer_word_in_the_content_does_not_take_the_place_of_one_in_the_name() -> None:
    over = index(["老旧街区", "老旧街区改造", "己庚辛"])
    name_only = fits(over, "老旧街区夜景亮化")[0]
    both = fits(over, "老旧街区夜景亮化", "老旧街区改造二十处")[0]
    assert dict(both.terms)["老旧街区"] == dict(name_only.terms)["老旧街区"]
    assert len(both.terms) == 1
    assert both.value >= name_only.value


def test_pieces_and_a_whole_word_of_the_same_text_are_one_observation() -> None:
    (found,) = fits(index(["危险废物", "危险废物处置", "己庚辛"]), "古田县危险废物综合处置中心")
    assert len(found.terms) == 1


def test_likeness_never_ends_so_that_few_are_equal() -> None:
    over = FitIndex(
        [
            programme(
                id=name, directions=(direction(title=title, text=text, keywords=("燃气管道", "丙丁戊", "己庚辛")),)
            )
            for name, title, text in (
                ("far", "城市地下管网", "供水、排水、燃气、供热管道和综合管廊。"),
                ("near", "燃气管道更新", "城市老化燃气管道和立管更新。"),
            )
        ],
        default_analyzer(),
    )
    far, near = fits(over, "清岭县民用燃气管道更新")
    assert near.value > far.value
