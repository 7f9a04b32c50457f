"""Whether a programme's basis still holds, as the policies in the store have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from match_tools import DAY, direction, matcher, programme

import policymatch
from policymatch.model import Answer, Programme, Project
from policymatch.programmes.catalogue import Catalogue
from policymatch.programmes.standing import IN_FORCE, basis_ended, in_force, stand
from policymatch.store.snapshot import Store

BASIS = """---
id: basis
title: 清水治理专项资金管理办法
doc_number: 清财规〔2021〕7号
issuer: 财政部
issued_on: 2021-03-01
{more}
digest: true
checked_on: 2026-11-22
confidence: reported
---
# 清水治理专项资金管理办法

## 三、支持标准

（一）补助不超过总投资的30%。
"""
REPEALING = """清财规〔2026〕3号

# 财政部关于印发《清水治理和修复专项资金管理办法》的通知

各省、自治区、直辖市财政厅：

现印发给你们，请遵照执行。

财政部

2026年5月10日

清水治理和修复专项资金管理办法

第一条　为了规范资金管理，制定本办法。

第二条　本办法自印发之日起施行。《清水治理专项资金管理办法》（清财规〔2021〕7号）同时废止。
"""

WATER = programme(
    policy="basis",
    doc_number="清财规〔2021〕7号",
    title="清水治理专项资金",
    directions=(direction(keywords=("清水治理", "河道清水", "清水工程")),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def filled(folder: Path, **texts: str) -> Store:
    files = []
    for name, text in texts.items():
        path = folder.parent / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        files.append(path)
    with policymatch.write_store(folder) as writer:
        writer.add_files(files)
    return policymatch.open_store(folder)


@pytest.fixture
def repealed(folder: Path) -> Iterator[Store]:
    with filled(folder, basis=BASIS.format(more="status: 现行"), repealing=REPEALING) as store:
        yield store


def test_a_policy_in_the_store_ends_the_basis(repealed: Store) -> None:
    found = basis_ended(WATER, repealed, DAY)
    assert found is not None
    assert found.state == "已废止"
    assert found.since == date(2026, 5, 10)
    assert "清财规〔2026〕3号" in found.words
    assert "废止" in found.words
    assert basis_ended(WATER, repealed, date(2026, 5, 9)) is None


def test_the_basis_is_known_by_its_number_alone(repealed: Store) -> None:
    by_number = programme(policy="not-in-the-store", doc_number="清财规〔2021〕7号")
    assert basis_ended(by_number, repealed, DAY) is not None
    other = programme(policy="not-in-the-store", doc_number="清财规〔2021〕8号")
    assert basis_ended(other, repealed, DAY) is None


def test_a_match_is_never_silently_fit(repealed: Store) -> None:
    project = Project("某县河道清水治理工程", investment_wan=1000.0)
    for day, expected in ((date(2026, 5, 9), Answer.YES), (DAY, Answer.UNKNOWN)):
        (match,) = matcher(repealed, day, Catalogue([WATER], ())).matches(project)
        assert match.verdict is expected
        reasons = [each for each in match.reasons if each.rule_id == IN_FORCE]
        assert ["已被《" in each.because for each in reasons] == ([True] if expected is Answer.UNKNOWN else [])
    assert match.programme.standing is not None
    assert any("主管部门核对" in each for each in match.missing)


def test_a_basis_whose_term_has_run_out(folder: Path) -> None:
    with filled(folder, basis=BASIS.format(more="valid_until: 2025-12-31\nstatus: 现行")) as store:
        found = basis_ended(WATER, store, DAY)
        assert found is not None
        assert "有效期已过" in found.words
        assert "2025-12-31" in found.words
        assert basis_ended(WATER, store, date(2025, 12, 31)) is None


def test_a_basis_that_says_itself_that_it_is_gone(folder: Path) -> None:
    with filled(folder, basis=BASIS.format(more="status: 已被取代")) as store:
        found = basis_ended(WATER, store, DAY)
        assert found is not None
        assert (found.state, found.by) == ("已被取代", None)


def test_in_an_empty_store_nothing_is_known(folder: Path) -> None:
    with filled(
        folder, other=REPEALING.replace("《清水治理专项资金管理办法》（清财规〔2021〕7号）同时废止。", "")
    ) as store:
        marked = stand(Catalogue([WATER], ()), store, DAY)
        assert marked.programmes[0].standing is None
        assert in_force(marked.programmes[0], DAY) is None


@pytest.mark.parametrize(
    ("of", "answer", "words"),
    [
        (programme(status="历史"), Answer.NO, "历史政策"),
        (programme(valid_from=date(2027, 1, 1)), Answer.NO, "尚未执行"),
        # In hindsight: the catalogue does not know what held before 国办发〔2024〕52号, and that bonds were issued all the same.
        (programme(valid_from=date(2026, 11, 24), checked_on=date(2026, 12, 1)), Answer.UNKNOWN, "当时执行什么办法"),
        # What it follows may have paid for it; nobody here knows on what terms.
        (programme(valid_from=date(2027, 1, 1), replaces=("旧〔2021〕1号",)), Answer.UNKNOWN, "旧〔2021〕1号"),
        (programme(valid_to=date(2025, 1, 1)), Answer.UNKNOWN, "有效期至 2025-01-01"),
        (programme(status="待核"), Answer.UNKNOWN, "没有查到现行办法"),
        (programme(status="已失效"), Answer.UNKNOWN, "新办法取代"),
    ],
)
def test_the_programme_s_own_days(of: Programme, answer: Answer, words: str) -> None:
    reason = in_force(of, DAY)
    assert reason is not None
    assert (reason.answer, reason.rule_id) == (answer, IN_FORCE)
    assert words in reason.because
