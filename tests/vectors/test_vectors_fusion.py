"""One score of words and vectors."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from policymatch.vectors.fusion import fuse

NAN = float("nan")


def fused(words: list[float], vectors: list[float], **options: float) -> list[float]:
    found = fuse(np.array(words, np.float32), np.array(vectors, np.float32), **options)  # type: ignore[arg-type]
    assert found.dtype == np.float32
    return [round(float(score), 4) for score in found]


def test_both_count_by_where_they_stand_in_their_range() -> None:
    assert fused([4, 2, 0, 0], [0.2, 0.6, 0.4, 0.2]) == [0.5, 0.75, 0.25, 0.0]
    assert fused([4, 2, 0, 0], [0.2, 0.6, 0.4, 0.2], share=0.25) == [0.75, 0.625, 0.125, 0.0]


def test_without_vectors_the_words_decide() -> None:
    assert fused([4, 2, 0], [NAN, NAN, NAN]) == [1.0, 0.5, 0.0]


def test_a_clause_without_a_vector_is_judged_by_its_words() -> None:
    assert fused([4, 3, 0], [0.9, NAN, 0.1]) == [1.0, 0.75, 0.0]


def test_where_no_word_is_known_the_vectors_decide() -> None:
    assert fused([0, 0, 0], [0.1, 0.9, 0.5]) == [0.0, 0.5, 0.25]


def test_only_the_nearest_come_in_by_vectors_alone() -> None:
    assert fused([0, 1, 0, 0], [0.5, 0.1, 0.9, 0.5], depth=2) == [0.25, 0.5, 0.5, 0.0]
    assert fused([0, 1, 0, 0], [0.5, 0.1, 0.9, 0.5], depth=0) == [0.0, 0.5, 0.0, 0.0]


def test_what_must_not_be_found_is_not_brought_in() -> None:
    assert fused([0, 1], [NAN, 0.3]) == [0.0, 1.0]


def test_nothing_and_one_alike() -> None:
    assert fused([], []) == []
    assert fused([0, 0], [0.0, 0.0]) == [0.0, 0.0]
    assert fused([2], [0.4]) == [1.0]


FLOATS = st.floats(0, 50, width=32)


@given(st.integers(1, 40).flatmap(lambda size: st.tuples(
    arrays.arrays(np.float32, size, elements=FLOATS),
    arrays.arrays(np.float32, size, elements=st.one_of(st.floats(-1, 1, width=32), st.just(NAN))),
    st.integers(0, 50),
)))  # fmt: skip
def test_scores_stay_in_their_range_and_order(given_: tuple[NDArray[np.float32], NDArray[np.float32], int]) -> None:
    words, vectors, depth = given_
    before = words.copy(), vectors.copy()
    found = fuse(words, vectors, depth=depth)
    np.testing.assert_array_equal(words, before[0])
    np.testing.assert_array_equal(vectors, before[1])
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= 1 + 1e-6).all()
    # Whoever is at least as good by words and by nearness is at least as good altogether.
    for a in range(len(words)):
        for b in range(len(words)):
            if words[a] >= words[b] > 0 and vectors[a] >= vectors[b]:
                assert found[a] >= found[b] - 1e-6
    brought = (found > 0) & (words <= 0)
    assert np.count_nonzero(brought) <= depth
