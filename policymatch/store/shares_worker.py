"""The process that works out shares beside the one that asks: questions a line of JSON, answers as bytes of float64.

The first line names the store, its generation and the places of the clauses; each line after it holds questions and is
answered with as many rows. The process ends when its stdin does, so it cannot outlive the program it works for.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import BinaryIO

from policymatch.processes import take_stdout


def main() -> None:
    """Serve until stdin ends."""
    serve(sys.stdin.buffer, take_stdout())


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every request."""
    from policymatch.store.derived import generation_folder, open_matrix, read_manifest
    from policymatch.store.shares import Shares

    first = requests.readline()
    if not first:
        return
    asked = json.loads(first)
    folder = generation_folder(Path(asked["store"]), asked["generation"])
    # Raises where another version of the program or of the lexicon made the generation; the caller then goes on alone.
    shares = Shares(open_matrix(folder, read_manifest(folder)), asked["places"])
    for line in iter(requests.readline, b""):
        answers.write(shares.of_all(json.loads(line)).tobytes())
        answers.flush()
