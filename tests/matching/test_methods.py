"""TOPSIS and weights by entropy: known answers, what is made of tables that tell nothing, and a missing library."""

from __future__ import annotations

import builtins
import math
import os
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymatch.cli import scoring
from policymatch.errors import PolicyMatchError
from policymatch.matching.criteria import Criterion
from policymatch.matching.methods import (
    ENTROPY,
    ENTROPY_TOPSIS,
    METHODS,
    SUM,
    TOPSIS,
    Applied,
    apply_method,
    check_method,
)


def parts(*shares: float) -> list[Criterion]:
    return [Criterion("契合度", f"第{number}项", share) for number, share in enumerate(shares, 1)]


def applied(method: str, rows: list[list[float]], *shares: float, comparable: list[bool] | None = None) -> Applied:
    table = np.array([[round(10 * value) for value in row] for row in rows]).reshape(len(rows), len(shares))
    return apply_method(method, table, comparable or [True] * len(rows), parts(*shares))


def values(found: Applied) -> list[float]:
    assert found.scores is not None
    return [score.value for score in found.scores]


def test_the_plain_sum_needs_no_library_and_gives_no_other_score() -> None:
    found = applied(SUM, [[100, 0], [0, 100]], 0.7, 0.3)
    assert found.scores is None
    assert [weight.used for weight in found.method.weights] == [0.7, 0.3]
    assert "占总分的 70.0%" in found.method.weights[0].because


def test_topsis_by_hand() -> None:
    found = applied(TOPSIS, [[100, 20], [40, 60], [0, 100]], 0.6, 0.4)
    # Best (100, 100), worst (0, 20); weighted distances of the second: sqrt(36² + 16²) and sqrt(24² + 16²).
    near, far = math.hypot(36, 16), math.hypot(24, 16)
    second = found.scores[1] if found.scores else None
    assert second is not None
    assert second.value == pytest.approx(100 * far / (near + far), abs=0.005)
    assert (second.to_best, second.to_worst) == pytest.approx((near, far), abs=0.005)
    assert second.parts[0].adds == pytest.approx(36**2 / (36**2 + 16**2), abs=1e-4)
    assert "“第1项”占 84%" in second.because
    assert values(found)[0] == pytest.approx(100 * 60 / (60 + 32), abs=0.005)
    assert [(weight.best, weight.worst) for weight in found.method.weights] == [(100, 0), (100, 20)]
    assert "梯次仍按方案" in found.method.words


def test_entropy_by_hand() -> None:
    rows = [[100.0, 50.0, 80.0], [0.0, 50.0, 60.0], [0.0, 50.0, 70.0]]
    found = applied(ENTROPY, rows, 0.2, 0.3, 0.5)

    def entropy(column: list[float]) -> float:
        total = sum(value + 1 for value in column)
        return -sum((value + 1) / total * math.log((value + 1) / total) for value in column) / math.log(len(column))

    less = [1 - entropy([row[number] for row in rows]) for number in (0, 2)]
    used = [weight.used for weight in found.method.weights]
    assert used == pytest.approx([less[0] / sum(less), 0, less[1] / sum(less)], abs=1e-6)
    assert "各项目都是 50 分" in found.method.weights[1].because
    # Nearly all weight goes to the part in which only one project has anything: that must be pointed out.
    assert used[0] > 0.9
    assert "“第1项”一项就占了" in found.method.words
    assert values(found)[0] == pytest.approx(100 * used[0] + 80 * used[2], abs=0.01)
    scores = found.scores or ()
    assert sum(part.adds for part in scores[0].parts) == pytest.approx(scores[0].value, abs=0.01)


def test_both_together() -> None:
    rows = [[90.0, 10.0], [50.0, 60.0], [10.0, 70.0]]
    weights = [weight.used for weight in applied(ENTROPY, rows, 0.5, 0.5).method.weights]
    assert values(applied(ENTROPY_TOPSIS, rows, 0.9, 0.1)) == values(applied(TOPSIS, rows, *weights))


@pytest.mark.parametrize("method", METHODS[1:])
@pytest.mark.parametrize(
    "rows", [[[50.0, 50.0]], [[0.0, 0.0]], [[0.0, 0.0]] * 4, [[100.0, 100.0]] * 4, [[30.0, 0.0]] * 2], ids=str
)
def test_tables_that_tell_nothing_give_equal_values_and_no_nan(method: str, rows: list[list[float]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = applied(method, rows, 0.6, 0.4)
    assert len(set(values(found))) == 1
    assert 0 <= values(found)[0] <= 100
    assert [weight.used for weight in found.method.weights] == [0.6, 0.4]
    if method != TOPSIS:
        assert "仍用方案的权重" in found.method.words


def test_no_projects_at_all() -> None:
    for method in METHODS:
        found = apply_method(method, np.zeros((0, 2), dtype=int), [], parts(0.5, 0.5))
        assert not found.scores


def test_what_may_not_apply_sets_neither_best_nor_weights() -> None:
    rows = [[60.0, 40.0], [40.0, 60.0], [100.0, 0.0]]
    found = applied(TOPSIS, rows, 0.5, 0.5, comparable=[True, True, False])
    assert [(weight.best, weight.worst) for weight in found.method.weights] == [(60, 40), (60, 40)]
    assert values(found)[:2] == values(applied(TOPSIS, rows[:2], 0.5, 0.5))
    assert (found.scores or ())[2].parts[0].value == 100
    assert applied(ENTROPY, rows, 0.5, 0.5, comparable=[False] * 3).method.weights


def test_a_part_without_weight_stays_without() -> None:
    for method in METHODS:
        found = applied(method, [[100, 20, 5], [0, 30, 90], [10, 90, 40]], 0.5, 0.5, 0.0)
        assert found.method.weights[2].used == 0


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0.0, 0.1, 33.3, 50.0, 99.9, 100.0]), min_size=width, max_size=width),
            min_size=1,
            max_size=12,
        )
    ),
    st.sampled_from(METHODS[1:]),
)
def test_every_table_gives_numbers_from_0_to_100(rows: list[list[float]], method: str) -> None:
    share = 1 / len(rows[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = applied(method, rows, *[share] * len(rows[0]))
    assert sum(weight.used for weight in found.method.weights) == pytest.approx(1, abs=1e-4)
    assert all(0 <= value <= 100 for value in values(found))
    # Equal rows are equal, and one that is better in all is not worse.
    for one, first in zip(rows, values(found), strict=True):
        for other, second in zip(rows, values(found), strict=True):
            if one == other:
                assert first == second
            elif all(a >= b for a, b in zip(one, other, strict=True)):
                assert first >= second


@pytest.mark.parametrize("method", METHODS[1:])
def test_the_library_is_named_where_it_is_missing(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_pymcdm(name: str, *rest: Any, **named: Any) -> Any:
        if name.split(".")[0] == "pymcdm":
            raise ModuleNotFoundError("No module named 'pymcdm'")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", no_pymcdm)
    with pytest.raises(PolicyMatchError) as caught:
        check_method(method)
    assert "没有安装" in caught.value.message
    assert "pip install 'policymatch[mcdm]'" in caught.value.hint
    check_method(SUM)


def test_an_unknown_method_lists_what_there_is() -> None:
    with pytest.raises(PolicyMatchError) as caught:
        check_method("层次分析")
    assert all(method in caught.value.hint for method in METHODS)


def test_the_plain_sum_loads_no_heavy_library() -> None:
    code = (
        "import sys, numpy as np\n"
        "from policymatch.matching.methods import apply_method\n"
        "from policymatch.matching.criteria import Criterion\n"
        "apply_method('加权求和', np.array([[1]]), [True], [Criterion('契合度', '甲', 1.0)])\n"
        "print([name for name in ('pymcdm', 'pandas', 'matplotlib') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == "[]"


def test_the_command_line_offers_the_methods_there_are() -> None:
    assert scoring.METHODS == METHODS
