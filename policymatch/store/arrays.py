"""Arrays on disk: written by numpy, memory-mapped without its ceremony.

A store of a million clauses has some hundred arrays, and numpy's own way of mapping one (a class of its own, a header that
is parsed as Python) takes four times as long as this: 0.05 of the 0.4 seconds in which a cold process answers.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"\x93NUMPY\x01\x00"
_LENGTH = 10
"""Where the header begins; the two bytes before it are its length (numpy's format, version 1.0)."""
_HEADER = re.compile(rb"\{'descr': '([<>|][iuf][1248])', 'fortran_order': False, 'shape': \((\d{1,15}),\), \} *\n")


def save_array(folder: Path, name: str, array: NDArray[np.generic]) -> None:
    """Write an array of one dimension."""
    np.save(folder / f"{name}.npy", array)


def map_array(folder: Path, name: str) -> NDArray[Any]:
    """An array of one dimension, memory-mapped and read-only.

    Raises OSError or ValueError where the file is missing or is not what ``save_array`` writes.
    """
    path = folder / f"{name}.npy"
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    end = _LENGTH + int.from_bytes(data[_LENGTH - 2 : _LENGTH], "little")
    header = _HEADER.fullmatch(data, _LENGTH, end) if data[: len(_MAGIC)] == _MAGIC else None
    if header is None:
        raise ValueError(f"{path.name} is no array")
    try:
        return np.ndarray((int(header[2]),), header[1].decode(), data, end)
    except TypeError as error:  # cut short
        raise ValueError(f"{path.name}: {error}") from error
