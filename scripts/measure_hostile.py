"""What files made to stop a program cost: kind of refusal, message, seconds and memory, one row a file.

    .venv/bin/python scripts/measure_hostile.py [WORD]

The files are those of tests/readers/hostile_files.py, made in a temporary folder and removed after each; WORD picks those
whose name holds it. Each is read in a process of its own. What it printed when it was last looked at stands in
docs/measurements.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "readers"))

from hostile_files import CASES, write
from reading_apart import read_apart


def main(word: str = "") -> None:
    """Print the table."""
    print("| file | on disk | refused as | message | CPU s | peak MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for key in CASES:
        if word not in key:
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = read_apart(write(key, Path(folder)))
        size = f"{found.disk / 1e6:.1f} MB" if found.disk >= 1e5 else f"{found.disk / 1e3:.1f} KB"
        kind = found.kind or f"(read: {found.chars:,} characters)"
        print(f"| {key} | {size} | {kind} | {found.message} | {found.cpu:.1f} | {found.peak} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
