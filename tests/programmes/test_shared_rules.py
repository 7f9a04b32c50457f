"""Rules that programmes take over from general law."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from match_tools import CORPUS

from policymatch.errors import CatalogueError
from policymatch.programmes.catalogue import load_catalogue, read_programmes
from policymatch.programmes.entry import Faults
from policymatch.programmes.rules import rule_faults
from policymatch.programmes.shared_rules import taken_over, with_general

CATALOGUE = load_catalogue(CORPUS)
LAW = {rule.condition.id: rule.condition for rule in CATALOGUE.general}


@pytest.mark.parametrize("programme", ["special-bond", "special-bond-capital"])
def test_bonds_exclude_what_general_law_does_in_their_own_words(programme: str) -> None:
    own = {each.id: each for each in CATALOGUE.get(programme).exclusions}
    for shared in ("office-building", "vanity", "real-estate"):
        assert own[shared].rule == LAW[shared].rule
        assert own[shared].text != LAW[shared].text
    rule = own["competitive-industry"].rule
    assert rule is not None
    assert rule["any"][0] == LAW["competitive-industry"].rule  # type: ignore[index]


def test_no_reference_is_left_in_the_catalogue() -> None:
    for programme in CATALOGUE.programmes:
        for each in (*programme.conditions, *programme.exclusions):
            assert not list(taken_over([each.rule, each.when]))


def test_a_rule_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    own = tmp_path / "programmes"
    own.mkdir()
    text = (CORPUS / "programmes" / "special-bond.yaml").read_text(encoding="utf-8")
    (own / "special-bond.yaml").write_text(text, encoding="utf-8")
    assert load_catalogue(CORPUS, tmp_path).get("special-bond").exclusions == CATALOGUE.get("special-bond").exclusions
    (own / "special-bond.yaml").write_text(text.replace("general: vanity", "general: vanty"), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(CORPUS, tmp_path)
    assert ("vanty" in caught.value.reason, caught.value.path) == (True, own / "special-bond.yaml")


def test_a_file_that_is_compared_takes_over_the_same(tmp_path: Path) -> None:
    path = CORPUS / "programmes" / "special-bond.yaml"
    whole = CATALOGUE.get("special-bond").exclusions
    assert read_programmes(path, CATALOGUE.general)[0].exclusions == whole
    found = {each.id: each for each in read_programmes(CORPUS)}
    assert found["special-bond"].exclusions == whole
    with pytest.raises(CatalogueError, match="office-building"):
        read_programmes(path)


def test_general_law_takes_over_nothing(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    copytree(CORPUS / "programmes", corpus / "programmes")
    path = corpus / "programmes" / "general.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "  - {id: again, channels: [], kind: exclusion, text: 同上, rule: {not: {general: vanity}}, clause: sc-712 第三条, office: null}\n",
        encoding="utf-8",
    )
    with pytest.raises(CatalogueError, match="不能再引用"):
        load_catalogue(corpus)


def test_a_rule_that_only_people_can_judge_cannot_be_taken_over() -> None:
    faults = Faults()
    open_rule = next(each for each in CATALOGUE.general if each.condition.rule is None)
    bond = CATALOGUE.get("special-bond")
    asking = replace(bond.exclusions[0], rule={"general": open_rule.condition.id})
    changed = replace(bond, exclusions=(asking,))
    with_general([changed], [open_rule.condition], Path("programmes"), faults)
    assert [fault.path.name for fault in faults] == ["special-bond.yaml"]


@pytest.mark.parametrize("rule", [{"general": 3}, {"general": ""}, {"general": "vanity", "in": "name"}])
def test_a_slip_in_a_reference(rule: object) -> None:
    assert rule_faults(rule)
