"""The corpus as it is shipped: complete, dated, sourced, and its figures those of the sources it names."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from match_tools import CORPUS, DAY, catalogue

from policymatch.model import AwardRule, ClauseRef, Policy
from policymatch.policies.parse import find_clauses, parse_policy
from policymatch.programmes.awards import award_rows, in_force
from policymatch.programmes.catalogue import NOT_PROGRAMMES, Catalogue
from policymatch.programmes.check import check_corpus
from policymatch.programmes.entry import CONFIDENCES
from policymatch.programmes.figures import figure, percent
from policymatch.readers import read_file

PROGRAMMES = sorted(path for path in (CORPUS / "programmes").glob("*.yaml") if path.name not in NOT_PROGRAMMES)
DIGESTS = sorted((CORPUS / "policies").glob("*.md"))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue()


@pytest.fixture(scope="module")
def digests() -> dict[str, Policy]:
    return {path.stem: parse_policy(read_file(path)) for path in DIGESTS}


def test_the_check_finds_nothing() -> None:
    report = check_corpus(CORPUS)
    assert [fault.message for fault in report.faults] == []
    assert report.policies == len(DIGESTS) >= 30
    assert report.programmes == len(PROGRAMMES) >= 30
    assert sum(report.programmes_by_channel.values()) == report.programmes


def test_all_five_channels_are_there(shipped: Catalogue) -> None:
    counts = Counter(programme.channel for programme in shipped.programmes)
    wanted = {"中央预算内投资", "超长期特别国债", "地方政府专项债券", "中央财政转移支付", "新型政策性金融工具"}
    assert wanted <= set(counts)
    assert counts["中央预算内投资"] >= 15
    assert counts["中央财政转移支付"] >= 10


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_a_digest_says_that_it_is_one(path: Path, digests: dict[str, Policy]) -> None:
    policy = digests[path.stem]
    text = path.read_text(encoding="utf-8")
    assert policy.summary.digest
    assert "（摘编）" in text
    assert "不是原文" in text
    assert policy.summary.checked_on is not None
    assert policy.summary.confidence in CONFIDENCES
    assert "摘编" not in policy.summary.title
    assert sum(bool(clause.label) for clause in policy.clauses) >= 5


def test_every_award_is_dated_and_sourced_or_says_that_it_has_no_source() -> None:
    for path in PROGRAMMES:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        for award in found["awards"]:
            where = f"{path.name}: {award}"
            assert "source" in award, where
            assert award["source"] is None or award["source"].startswith(("https://", "http://")), where
            assert isinstance(award["checked_on"], date), where
            assert award["confidence"] in CONFIDENCES, where
            bases = [found["policy"], *(each["policy"] for each in found.get("former", ()))]
            assert award["clause"].split()[0] in bases, where


def test_special_bonds_have_every_field_and_each_in_parts(shipped: Catalogue) -> None:
    """The twelve fields of 国办发〔2024〕52号 as county forms list them, and 土地储备, which its list of what is barred excepts."""
    titles = [direction.title for direction in shipped.get("special-bond").directions]
    fields = (
        "交通基础设施", "能源", "农林水利", "生态环保", "社会事业", "城乡冷链等物流", "市政", "产业园区", "国家重大战略项目", "城市更新",
        "保障性安居工程", "新型基础设施", "前沿和新兴产业",
    )  # fmt: skip
    parts = {field: sum(title.startswith(f"{field}：") for title in titles) for field in fields}
    assert min(parts.values()) >= 2, parts
    assert sum(parts.values()) == len(titles) - 1


def test_the_capital_of_bonds_names_what_came_in_2024_alone(shipped: Catalogue) -> None:
    capital = shipped.get("special-bond-capital")
    assert str(capital.valid_from) == "2024-12-25"
    assert capital.awards == ()  # 30% is a province's, no project's
    assert {str(direction.clause.label) for direction in capital.directions if direction.clause} == {"一、（三）"}
    own, bond = (
        {each.id: each.rule for each in shipped.get(name).exclusions}
        for name in ("special-bond-capital", "special-bond")
    )
    assert own == bond


def test_directions_can_be_found_and_told_apart(shipped: Catalogue) -> None:
    for programme in shipped.programmes:
        for direction in programme.directions:
            assert len(set(direction.keywords)) == len(direction.keywords) >= 6, direction
            # What is built, for whom, and what such projects are called; what is for residents is no project.
            assert len(direction.text) >= 35, direction
            assert "常见" in direction.text or programme.audience == "consumer", direction
            assert not set(direction.keywords) & set(direction.not_for), direction


# --- figures: (programme, direction, tier, special sets, ratio, cap in 万元, lump sum) --------------------------------

TIERS = ("东部", "中部", "西部", "东北")


def _by_tier(
    programme: str, direction: str, ratios: tuple[float | None, ...], cap: float | None = None
) -> list[object]:
    return [
        (programme, direction, tier, (), ratio, cap, None) for tier, ratio in zip(TIERS, ratios, strict=True) if ratio
    ]


FIGURES = [
    # 节能降碳: four kinds 20% everywhere, basic capacity up to 80% outside the east
    *_by_tier("ndrc-energy-saving", "industry", (0.2, 0.2, 0.2, 0.2)),
    *_by_tier("ndrc-energy-saving", "circular", (0.2, 0.2, 0.2, 0.2)),
    *_by_tier("ndrc-energy-saving", "capacity", (None, 0.8, 0.8, 0.8)),
    # 城乡冷链: 30%, 5000万
    *_by_tier("ndrc-cold-chain-logistics", "public-cold-storage", (0.3, 0.3, 0.3, 0.3), 5000),
    # 燃气管道: 30/45/60/60, 四省涉藏、南疆 80, 西藏 100
    *_by_tier("ndrc-gas-pipes-housing", "gas-heat", (0.3, 0.45, 0.6, 0.6)),
    ("ndrc-gas-pipes-housing", "gas-heat", "西部", ("四省涉藏州县",), 0.8, None, None),
    ("ndrc-gas-pipes-housing", "gas-heat", "西部", ("南疆四地州", "新疆"), 0.8, None, None),
    ("ndrc-gas-pipes-housing", "gas-heat", "西部", ("西藏",), 1.0, None, None),
    # 公共实训基地: 40/60/80/80, 县级 3000万
    *_by_tier("ndrc-training-bases", "training-base", (0.4, 0.6, 0.8, 0.8), 3000),
    ("ndrc-training-bases", "training-base", "西部", ("西藏",), 1.0, 3000, None),
    # 粮食仓储: 其他 30%/1亿, 中央储备 50%/2.5亿, 涉藏全额, 新疆 50%
    *_by_tier("ndrc-grain-storage", "local-grain", (0.3, 0.3, 0.3, 0.3), 10000),
    *_by_tier("ndrc-grain-storage", "central-reserve", (0.5, 0.5, 0.5, 0.5), 25000),
    ("ndrc-grain-storage", "local-grain", "西部", ("西藏",), 1.0, None, None),
    ("ndrc-grain-storage", "local-grain", "西部", ("新疆",), 0.5, None, None),
    ("ndrc-grain-storage", "other-products", "西部", ("四省涉藏州县",), 0.5, None, None),
    # 铁路: 干线 30/40/50/50, 城际 10/15/20/20, 西藏、南疆 90, 四省涉藏和新疆其他 70
    *_by_tier("ndrc-railway", "trunk", (0.3, 0.4, 0.5, 0.5)),
    *_by_tier("ndrc-railway", "intercity", (0.1, 0.15, 0.2, 0.2)),
    ("ndrc-railway", "trunk", "西部", ("西藏",), 0.9, None, None),
    ("ndrc-railway", "trunk", "西部", ("南疆四地州", "新疆"), 0.9, None, None),
    ("ndrc-railway", "trunk", "西部", ("新疆",), 0.7, None, None),
    ("ndrc-railway", "trunk", "西部", ("四省涉藏州县",), 0.7, None, None),
    # the rest: one figure each
    *_by_tier("ndrc-grain-county-services", "county-hospital", (0.8, 0.8, 0.8, 0.8)),
    *_by_tier("ndrc-rural-grid", "", (0.2, None, None, None)),
    *_by_tier("mof-farm-cold-storage", "cold-storage", (0.3, 0.3, 0.3, 0.3)),
    *_by_tier("policy-finance-instrument", "", (0.5, 0.5, 0.5, 0.5)),
    ("mof-county-charging", "charging", "西部", (), None, None, 4500),
    ("mof-agri-park", "park", "西部", (), None, None, 10000),
    ("mof-agri-cluster", "", "西部", (), None, None, 20000),
    ("mof-agri-town", "", "西部", (), None, None, 1000),
    ("mof-urban-renewal", "", "东部", (), None, None, 80000),
    ("mof-urban-renewal", "", "中部", (), None, None, 100000),
    ("mof-urban-renewal", "", "西部", (), None, None, 120000),
    ("mof-urban-renewal", "", "东部", ("直辖市",), None, None, 120000),
]


@pytest.mark.parametrize(("programme_id", "direction_id", "tier", "sets", "ratio", "cap", "amount"), FIGURES)
def test_figures(
    shipped: Catalogue,
    programme_id: str,
    direction_id: str,
    tier: str,
    sets: tuple[str, ...],
    ratio: float | None,
    cap: float | None,
    amount: float | None,
) -> None:
    programme = shipped.get(programme_id)
    directions = [each for each in programme.directions if direction_id in ("", each.id)]
    assert directions
    for direction in directions:
        rows = award_rows(programme, direction, tier, frozenset(sets), DAY)
        # Sources that differ in the lower end of a range alone have one upper end.
        assert {(row.ratio, row.cap_wan, row.amount) for row in rows} == {(ratio, cap, amount)}, direction.id


@pytest.mark.parametrize(
    ("programme_id", "direction_id", "tier"),
    [
        ("ndrc-energy-saving", "capacity", "东部"),
        ("ndrc-gas-pipes-housing", "drainage", "西部"),
        ("ndrc-gas-pipes-housing", "old-housing", "西部"),
        ("ndrc-rural-grid", "", "西部"),
        ("ltsb-equipment", "medical", "西部"),
    ],
)
def test_a_figure_nobody_saw_is_not_there(shipped: Catalogue, programme_id: str, direction_id: str, tier: str) -> None:
    programme = shipped.get(programme_id)
    for direction in programme.directions:
        if direction_id in ("", direction.id):
            assert award_rows(programme, direction, tier, frozenset(), DAY) == []


@pytest.mark.parametrize(
    "programme_id",
    [
        "ndrc-pollution-control", "ndrc-health", "ndrc-education", "ndrc-ageing-childcare", "ndrc-culture",
        "ndrc-fitness", "ndrc-underground-pipes", "ndrc-urban-renewal", "ndrc-water", "ndrc-ecology",
        "ndrc-waterway", "ndrc-meteorology", "special-bond", "ltsb-two-majors", "mof-vehicle-tax", "mof-farmland",
    ],
)  # fmt: skip
def test_programmes_whose_figures_no_source_gives_have_none(shipped: Catalogue, programme_id: str) -> None:
    programme = shipped.get(programme_id)
    assert [row for row in programme.awards if in_force(row, programme, DAY)] == []


def _forms(row: AwardRule) -> list[set[str]]:
    """For each figure of a row the forms it may have in the text: a percentage, or a sum in 万元 or 亿元."""
    forms = [{percent(row.ratio)} | ({"全额"} if row.ratio == 1 else set())] if row.ratio is not None else []
    sums = [each for each in (row.cap_wan, row.amount) if each is not None]
    per_piece = {f"{figure(row.amount)}{row.amount_unit}"} if row.amount is not None else set()
    return forms + [{f"{figure(each)}万", f"{figure(each / 10_000)}亿"} | per_piece for each in sums]


def test_the_digest_that_an_award_cites_states_its_figures(shipped: Catalogue, digests: dict[str, Policy]) -> None:
    """A figure in the catalogue and the section on money (三、) of the digest it rests on must not drift apart."""
    for programme in shipped.programmes:
        for row in programme.awards:
            assert row.clause is not None
            assert row.clause.label.startswith("三、"), f"{programme.id}: {row}"
            policy = digests[row.clause.policy]
            section = find_clauses(policy, ClauseRef(row.clause.policy, "三、"))
            text = re.sub(r"\s", "", "".join(clause.text for clause in section))
            for forms in _forms(row):
                assert any(form in text for form in forms), f"{programme.id}: {row} — {text}"


def test_a_replaced_rule_is_not_in_force_any_more(shipped: Catalogue, digests: dict[str, Policy]) -> None:
    """No programme that is 现行 rests on a digest of something replaced or repealed."""
    gone = {name for name, policy in digests.items() if policy.summary.status.value in ("已被取代", "已废止")}
    assert "ndrc-2024-338" in gone
    for programme in shipped.programmes:
        assert programme.status == "历史" or programme.policy not in gone, programme.id


@pytest.mark.parametrize(
    ("digest", "number"),
    [
        ("sc-712", "国务院令第712号"),
        ("sc-673", "国务院令第673号"),
        ("go-2024-52", "国办发〔2024〕52号"),
        ("ndrc-2025-1228", "发改环资规〔2025〕1228号"),
        ("ndrc-2025-1516", "发改基础规〔2025〕1516号"),
        ("ndrc-2025-1728", "发改投资规〔2025〕1728号"),
        ("ndrc-2026-713", "发改农经〔2026〕713号"),
        ("ndrc-2025-1745", "发改环资〔2025〕1745号"),
        ("ndrc-decree-57", "国家发展改革委令第57号"),
        ("mof-2024-57", "财建〔2024〕57号"),
    ],
)
def test_document_numbers(digests: dict[str, Policy], digest: str, number: str) -> None:
    assert digests[digest].summary.doc_number == number
