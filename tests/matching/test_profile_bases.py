"""Profiles that build on others, the shipped ones, and the library of advantage industries."""

from __future__ import annotations

from pathlib import Path

import pytest
from match_tools import CORPUS, profile

from policymatch.errors import CatalogueError, PolicyMatchError
from policymatch.matching.competitiveness import competitiveness
from policymatch.matching.fit_score import fit_score
from policymatch.matching.maturity import maturity
from policymatch.matching.profile import Profile, load_industries, load_profile
from policymatch.matching.profile_names import find_profile, shipped_profiles
from policymatch.model import PERMITS, Project, Score
from policymatch.programmes.catalogue import CHANNELS

NAMES = ["默认", "中央预算内", "储备谋划", "专项债"]


def county(folder: Path, text: str, name: str = "本县.yaml") -> Profile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_profile(path)


def fault(folder: Path, text: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        county(folder, text)
    return caught.value


def part(score: Score, name: str) -> tuple[float, str]:
    return next((each.value, each.because) for each in score.parts if each.name == name)


def test_the_shipped_profiles_the_default_first() -> None:
    assert [each.name for each in shipped_profiles()] == NAMES
    assert all(len(each.about) > 15 for each in shipped_profiles())


@pytest.mark.parametrize("name", NAMES)
def test_each_shipped_profile_defends_every_weight(name: str) -> None:
    found = load_profile(find_profile(name))
    for group in (found.score, found.fit, found.maturity, found.competitiveness):
        assert sum(weight.share for weight in group.values()) == pytest.approx(1)
        assert all(len(weight.because) > 10 and weight.name for weight in group.values())
        assert len({weight.because for weight in group.values()}) == len(group)
    assert set(found.channels) == set(CHANNELS)
    assert set(found.offices) == set(PERMITS)
    assert found.tiers["a"].score > found.tiers["b"].score > found.tiers["c"].score
    assert found.tiers["a"].maturity > found.tiers["b"].maturity
    assert found.strategies


def test_the_shipped_profiles_differ_in_what_they_are_for() -> None:
    found = {name: load_profile(find_profile(name)) for name in NAMES}
    assert len({each.digest for each in found.values()}) == 4
    bond = found["专项债"]
    assert max(bond.competitiveness.values(), key=lambda weight: weight.share).name == "收益覆盖"
    assert max(bond.channels, key=bond.channels.__getitem__) == "地方政府专项债券"
    assert "library" in found["中央预算内"].maturity
    assert max(found["中央预算内"].channels, key=found["中央预算内"].channels.__getitem__) == "中央预算内投资"
    reserve = found["储备谋划"].score
    assert reserve["maturity"].share < min(each.score["maturity"].share for n, each in found.items() if n != "储备谋划")
    assert reserve["competitiveness"].share == max(each.score["competitiveness"].share for each in found.values())


@pytest.mark.parametrize("words", ["专项债", "special-bond", "special-bond.yaml"])
def test_a_profile_by_its_name_or_that_of_its_file(words: str) -> None:
    assert find_profile(words) == CORPUS / "profiles" / "special-bond.yaml"


def test_no_words_are_the_default_and_a_path_is_a_path(tmp_path: Path) -> None:
    assert find_profile(None) == CORPUS / "profiles" / "default.yaml"
    assert find_profile("没有.yaml") == Path("没有.yaml")
    assert find_profile("x/y") == Path("x/y")
    (tmp_path / "权重").write_text("base: 默认\n", encoding="utf-8")
    assert find_profile("权重", tmp_path) == tmp_path / "权重"
    (tmp_path / "本县.yaml").write_text("base: 默认\n", encoding="utf-8")
    assert find_profile("本县", tmp_path) == tmp_path / "本县.yaml"


def test_a_file_of_a_shipped_name_that_is_there_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reserve.yaml").write_text("base: 默认\nname: 我县\n", encoding="utf-8")
    assert load_profile(find_profile("reserve.yaml")).name == "我县"
    assert load_profile(find_profile("reserve")).name == "储备谋划"


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(PolicyMatchError) as caught:
        find_profile("以工代赈")
    assert "以工代赈" in caught.value.message
    assert all(name in caught.value.hint for name in NAMES)
    for words in ("industries", "长" * 400, "\x00", "专项"):
        with pytest.raises(PolicyMatchError):
            find_profile(words)


def test_a_countys_own_file_holds_only_what_differs(tmp_path: Path) -> None:
    whole, base = (
        county(tmp_path, "base: 中央预算内\nchannels:\n  其他: -20\n"),
        load_profile(find_profile("中央预算内")),
    )
    assert whole.channels == base.channels | {"其他": -20.0}
    assert (whole.score, whole.maturity, whole.tiers) == (base.score, base.maturity, base.tiers)
    assert (whole.name, whole.bases) == ("本县", ("central-budget.yaml", "default.yaml"))
    assert whole.digest != base.digest


def test_a_weight_is_changed_and_the_others_stay(tmp_path: Path) -> None:
    text = "base: 默认\nfit:\n  direction:\n    weight: 0.9\n    because: 只看方向对不对口，别的以后再说。\n  conditions:\n    weight: 0\n"
    found = county(tmp_path, text)
    assert {key: weight.share for key, weight in found.fit.items()} == {"direction": 0.9, "standing": 0.1}
    assert found.fit["direction"].name == "方向吻合"
    assert found.fit["standing"].because == profile().fit["standing"].because
    assert [each.name for each in fit_score((), found).parts] == ["方向吻合", "渠道有效"]


def test_weights_that_no_longer_sum_up_are_named_in_the_own_file(tmp_path: Path) -> None:
    found = fault(tmp_path, "base: 默认\n\nmaturity:\n  permits:\n    weight: 0.6\n")
    assert (found.path.name, found.line) == ("本县.yaml", 3)
    assert "1.15" in found.reason


def test_a_part_of_another_profile_can_be_counted_too(tmp_path: Path) -> None:
    text = "base: 默认\nmaturity:\n  funds: {weight: 0.05}\n  library: {name: 项目入库, weight: 0.1, because: 本县要求先入库再申报。}\n"
    found = county(tmp_path, text)
    assert list(found.maturity) == ["permits", "stage", "land", "funds", "library"]
    assert part(maturity(Project("某", in_library=True), found), "项目入库") == (100.0, "已入库")
    assert part(maturity(Project("某"), found), "项目入库")[0] == 0
    assert "未写" in part(maturity(Project("某"), found), "项目入库")[1]


def test_slips_of_the_own_file_are_all_named(tmp_path: Path) -> None:
    found = fault(
        tmp_path, "base: 默认\nmaturity:\n  permit:\n    weight: 0.1\nchanels:\n  其他: 3\ntiers:\n  e: {score: 3}\n"
    )
    assert found.path.name == "本县.yaml"
    told = found.reason + found.hint
    assert all(word in told for word in ("permit", "chanels", "“e”"))


def test_a_base_that_is_not_there_or_comes_round_again(tmp_path: Path) -> None:
    assert "专项债" in fault(tmp_path, "base: 没有这个\n").reason
    assert "不存在" in fault(tmp_path, "base: 没有.yaml\n").reason
    assert "不存在" in fault(tmp_path, f"base: {'长' * 400}.yaml\n").reason
    assert "绕了一圈" in fault(tmp_path, "base: 本县.yaml\n").reason
    (tmp_path / "乙.yaml").write_text("base: 本县.yaml\n", encoding="utf-8")
    found = fault(tmp_path, "base: 乙.yaml\n")
    assert found.path.name == "乙.yaml"


def test_a_base_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "全市.yaml").write_text("base: 储备谋划\nindustries: [茶产业]\n", encoding="utf-8")
    found = county(tmp_path, "base: 全市.yaml\nname: 清岭县\n")
    assert (found.name, found.bases) == ("清岭县", ("全市.yaml", "reserve.yaml", "default.yaml"))
    assert [each.name for each in found.advantages] == ["茶产业"]


def test_a_damaged_base_is_named(tmp_path: Path) -> None:
    (tmp_path / "坏.yaml").write_text("score: [\n", encoding="utf-8")
    assert fault(tmp_path, "base: 坏.yaml\n").path.name == "坏.yaml"


def test_the_library_of_industries() -> None:
    found = load_industries()
    assert len(found) >= 15
    assert {"现代农业", "绿色能源", "大健康文旅"} <= set(found)
    for theme in found.values():
        assert len(theme.words) >= 5
        assert len(set(theme.words)) == len(theme.words)
        assert all(len(word) >= 2 for word in theme.words)
        assert len(theme.because) > 10
    # A word that any project may carry would make every project an advantage.
    assert not {"农业", "项目", "建设", "产业", "工程", "加工"} & {
        word for each in found.values() for word in each.words
    }


def test_a_county_chooses_industries_and_adds_its_own(tmp_path: Path) -> None:
    text = """base: 默认
industries: [茶产业]
advantages:
  - industry: 绿色能源
    words: [地热井]
  - name: 马尾绣
    words: [马尾绣]
    because: 本县的非遗工坊带动就业。
"""
    found = county(tmp_path, text)
    assert [each.name for each in found.advantages] == ["茶产业", "绿色能源", "马尾绣"]
    assert found.advantages[1].words[:2] == ("地热井", "光伏")

    def advantage(name: str) -> tuple[float, str]:
        return part(competitiveness(Project(name), found), "县域优势产业")

    assert advantage("清岭县茶园提升项目")[0] == 100
    assert advantage("清岭县地热井项目")[1].startswith("绿色能源")
    assert advantage("清岭县马尾绣工坊")[1] == "马尾绣：名称写有马尾绣"
    # The base's advantages are another county's.
    assert advantage("清岭县景区提升项目")[0] == 0


def test_an_industry_that_the_library_has_not(tmp_path: Path) -> None:
    found = fault(tmp_path, "base: 默认\nadvantages:\n  - industry: 航天\n    words: [火箭]\n")
    assert (found.line, "茶产业" in found.reason) == (3, True)
    assert "至少要 1 项" in fault(tmp_path, "base: 默认\nadvantages:\n  - {name: 航天, because: 无}\n").reason


@pytest.mark.parametrize(
    ("ratio", "revenue", "value", "words"),
    [
        (None, None, 0, "未写收益覆盖倍数"),
        (None, True, 0, "有收益，但表中未写"),
        (None, False, 0, "无收益"),
        (0.99, True, 0, "还不上本息"),
        (1.0, True, 0, "不到通常要求的 1.2"),
        (1.1, True, 30, "不到通常要求的 1.2"),
        (1.2, True, 60, "达到 1.2"),
        (1.35, True, 80, "达到 1.2"),
        (1.5, True, 100, "达到 1.2"),
        (9.0, True, 100, "达到 1.2"),
    ],
)
def test_cover_by_earnings(ratio: float | None, revenue: bool | None, value: float, words: str) -> None:
    bond = load_profile(find_profile("专项债"))
    project = Project("某", coverage_ratio=ratio, has_revenue=revenue)
    found = part(competitiveness(project, bond), "收益覆盖")
    assert found[0] == pytest.approx(value)
    assert words in found[1]


@pytest.mark.parametrize(
    ("share", "wan", "investment", "value"),
    [
        (0.2, None, None, 100),
        (0.1, None, None, 50),
        (None, 100.0, 1000.0, 50),
        (None, 100.0, None, 0),
        (None, None, 1.0, 0),
        (1.0, None, None, 100),
        (0.2, 100.0, 1000.0, 0),  # the table contradicts itself
    ],
)
def test_capital(share: float | None, wan: float | None, investment: float | None, value: float) -> None:
    project = Project("某", capital_share=share, capital_wan=wan, investment_wan=investment)
    assert part(competitiveness(project, load_profile(find_profile("专项债"))), "资本金")[0] == pytest.approx(value)


def test_capital_that_only_the_content_states() -> None:
    bond = load_profile(find_profile("专项债"))
    told = Project("某", content="总投资1000万元，其中资本金100万元", investment_wan=1000.0)
    assert part(competitiveness(told, bond), "资本金")[0] == pytest.approx(50)
    torn = Project("某", capital_share=0.2, capital_wan=100.0, investment_wan=1000.0)
    assert "对不上" in part(competitiveness(torn, bond), "资本金")[1]


def test_debt_room_counts_only_where_the_county_filled_it_in(tmp_path: Path) -> None:
    without = load_profile(find_profile("专项债"))
    assert "debt" not in without.competitiveness
    assert "debt_room_wan" in without.notes[0]
    assert sum(weight.share for weight in without.competitiveness.values()) == pytest.approx(1, abs=1e-9)
    found = county(tmp_path, "base: 专项债\ndebt_room_wan: 20000\n")
    assert found.notes == ()
    values = [
        part(competitiveness(Project("某", requested_wan=wan), found), "债务空间")
        for wan in (2_000.0, 11_000.0, 20_000.0, 50_000.0, None)
    ]
    assert [round(value) for value, _ in values] == [100, 50, 0, 0, 0]
    assert "20000 万元的 55%" in values[1][1]
    assert "超出额度" in values[3][1]


def test_scale_and_cover_have_to_be_in_order(tmp_path: Path) -> None:
    assert "从小到大" in fault(tmp_path, "base: 默认\nscale_wan: [100, 50, 20, 10]\n").reason
    assert "从小到大" in fault(tmp_path, "base: 默认\nscale_wan: [100, 200]\n").reason
    assert "enough" in fault(tmp_path, "base: 专项债\ncoverage: {enough: 1.5, full: 1.3}\n").reason
    found = county(tmp_path, "base: 默认\nscale_wan: [1, 2, 3, 4]\n")
    assert part(competitiveness(Project("某", investment_wan=2.5), found), "规模适度")[0] == 100
    assert part(competitiveness(Project("某", investment_wan=5000.0), found), "规模适度")[0] == 0


def test_parts_have_names_of_their_own_and_tiers_are_in_order(tmp_path: Path) -> None:
    assert "都叫“前期手续”" in fault(tmp_path, "base: 默认\nmaturity:\n  land: {name: 前期手续}\n").reason
    found = fault(tmp_path, "base: 默认\ntiers:\n  b:\n    score: 75\n")
    assert ("“可申报”的线不能低于“抓紧完善”的" in found.reason, found.line) == (True, 2)


def test_a_county_names_the_steps_that_may_be_open(tmp_path: Path) -> None:
    found = county(tmp_path, "base: 中央预算内\ntiers:\n  a:\n    open: [施工许可]\n")
    assert found.tiers["a"].still_open == {"施工许可"}
    assert (found.tiers["a"].maturity, found.tiers["b"].still_open) == (65, None)
    found = county(tmp_path, "base: 默认\ntiers:\n  a:\n    open: []\n")
    assert found.tiers["a"].still_open == frozenset()
    slip = fault(tmp_path, "base: 默认\ntiers:\n  a:\n    open: [盖章]\n")
    assert ("盖章" in slip.reason, slip.path.name, slip.line) == (True, "本县.yaml", 4)


def test_an_office_left_blank_is_the_bases(tmp_path: Path) -> None:
    found = county(tmp_path, "base: 默认\noffices:\n  可研批复:\n  用地批复: 行政审批局\n")
    assert found.offices == load_profile(find_profile(None)).offices | {"用地批复": "行政审批局"}
    slip = fault(tmp_path, "base: 默认\noffices:\n  可研批复: [甲局, 乙局]\n")
    assert ("应当是文字" in slip.reason, slip.line) == (True, 3)


def test_faults_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    keys = [f"键{number}" for number in range(8)]
    slip = fault(tmp_path, "base: 默认\n" + "".join(f"{key}: 1\n" for key in keys))
    told = [slip.reason, *slip.hint.split("；")]
    assert [key for key, words in zip(keys, told, strict=False) if key not in words] == []


@pytest.mark.parametrize(
    "text",
    [
        "channels:\n  其他: .nan\n",
        "fit:\n  direction: {weight: .inf}\n",
        "debt_room_wan: -1\n",
        "industries: 茶产业\n",
        "channels: [1]\n",
        "strategies: 3\n",
        "coverage: 3\n",
    ],
)
def test_values_that_are_none(tmp_path: Path, text: str) -> None:
    assert fault(tmp_path, f"base: 默认\n{text}").path.name == "本县.yaml"
