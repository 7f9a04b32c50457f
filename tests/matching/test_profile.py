"""The profile of a ranking: every weight with its reason, and slips named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from match_tools import CORPUS, profile

from policymatch.errors import CatalogueError
from policymatch.matching.profile import load_profile
from policymatch.model import PERMITS
from policymatch.programmes.catalogue import CHANNELS

DEFAULT = CORPUS / "profiles" / "default.yaml"


def changed(tmp_path: Path, old: str, new: str) -> tuple[Path, int]:
    text = DEFAULT.read_text(encoding="utf-8")
    start = text.index(old)
    path = tmp_path / "本县.yaml"
    path.write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
    return path, text.count("\n", 0, start) + 1


def test_the_shipped_profile() -> None:
    found = profile()
    for group in (found.score, found.fit, found.maturity, found.competitiveness):
        assert sum(weight.share for weight in group.values()) == pytest.approx(1)
        assert all(len(weight.because) > 10 for weight in group.values())
    assert set(found.score) == {"fit", "maturity", "competitiveness"}
    assert found.score["fit"].share == max(weight.share for weight in found.score.values())
    assert set(found.channels) == set(CHANNELS)
    assert set(found.offices) == set(PERMITS)
    assert found.tiers["a"].score > found.tiers["b"].score > found.tiers["c"].score
    assert all(theme.words and theme.because for theme in (*found.strategies, *found.advantages))


@pytest.mark.parametrize(
    ("old", "new", "words", "shift"),
    [
        ("    weight: 0.4\n", "    weight: 0.5\n", "权重之和应为 1", -3),
        ("    weight: 0.4\n", "    weight: 4\n", "0 与 1 之间", 0),
        ("    weight: 0.4\n", "    weight: 四成\n", "应当是数字", 0),
        ("    weight: 0.4\n", "    waight: 0.4\n", "waight", 0),
        ("    score: 70\n", "    score: 170\n", "0 与 100 之间", 0),
        ("  中央预算内投资: 8\n", "  中央预算内投资: 高\n", "“名称: 数字”", -1),
        ("\nindustries: [", "\nindustry: [", "industry", 1),
        ("\nindustries: [现代农业,", "\nindustries: [量子农业,", "产业库里没有“量子农业”", 1),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, old: str, new: str, words: str, shift: int) -> None:
    path, line = changed(tmp_path, old, new)
    with pytest.raises(CatalogueError) as caught:
        load_profile(path)
    assert (caught.value.path, caught.value.line) == (path, line + shift)
    assert words in caught.value.reason


def test_a_group_that_is_missing(tmp_path: Path) -> None:
    path, _ = changed(tmp_path, "score:\n", "scores:\n")
    with pytest.raises(CatalogueError, match="缺少“score”"):
        load_profile(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有这个文件"):
        load_profile(tmp_path / "no.yaml")
