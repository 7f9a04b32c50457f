"""Arrays come back as they were written, and damaged files are told from them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.store.arrays import map_array, save_array

TYPES = (np.int64, np.uint64, np.uint16, np.int32, np.uint32, np.float32, np.float64)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("length", [0, 1, 65_537])
def test_what_was_written_comes_back(tmp_path: Path, kind: type[np.generic], length: int) -> None:
    array = np.arange(length).astype(kind)
    save_array(tmp_path, "a", array)
    mapped = map_array(tmp_path, "a")
    assert mapped.dtype == array.dtype
    assert np.array_equal(mapped, array)
    assert np.array_equal(mapped, np.load(tmp_path / "a.npy"))
    with pytest.raises(ValueError, match="read-only"):
        mapped[:1] = 0


@given(st.integers(0, 200), st.binary(max_size=20))
def test_a_damaged_file_is_no_array_or_has_its_length(
    tmp_path_factory: pytest.TempPathFactory, cut: int, end: bytes
) -> None:
    folder = tmp_path_factory.mktemp("arrays")
    save_array(folder, "a", np.arange(20, dtype=np.int64))
    path = folder / "a.npy"
    path.write_bytes(path.read_bytes()[:cut] + end)
    with contextlib.suppress(ValueError):
        assert len(map_array(folder, "a")) == 20


@pytest.mark.parametrize("data", [b"", b"PK", b"\x93NUMPY\x01\x00", b"\x93NUMPY\x02\x00v\x00{'descr': '<i8'}"])
def test_other_files_are_no_arrays(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.npy").write_bytes(data)
    with pytest.raises(ValueError, match=r"array|map"):
        map_array(tmp_path, "a")
    with pytest.raises(FileNotFoundError):
        map_array(tmp_path, "b")


def test_a_table_is_no_array_of_one_dimension(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((2, 3)))
    with pytest.raises(ValueError, match="no array"):
        map_array(tmp_path, "a")
