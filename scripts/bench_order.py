"""Time and memory of trying an order with thousands of other weightings (SMAA), and of loading pymcdm.

    .venv/bin/python scripts/bench_order.py [--projects 45 1000 10000] [--weightings 5000] [--topsis]

Values are drawn with a fixed seed; times are those of one processor. What it printed when it was last looked at stands in
docs/measurements.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

import numpy as np
from measuring import peak

from policymatch.matching.criteria import criteria
from policymatch.matching.profile import load_profile
from policymatch.matching.profile_names import find_profile
from policymatch.matching.smaa import count_places, draw_weightings

LOADING = (
    "import numpy, time; started = time.process_time(); from policymatch.matching.methods import check_method;"
    "check_method('TOPSIS'); print(f'{time.process_time() - started:.2f}')"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", nargs="*", type=int, default=[45, 1000, 10_000])
    parser.add_argument("--weightings", type=int, default=5000)
    parser.add_argument("--topsis", action="store_true")
    arguments = parser.parse_args()
    loading = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True).stdout.strip()
    print(f"loading pymcdm: {loading} s of processor")
    shares = np.array([part.share for part in criteria(load_profile(find_profile(None)))])
    weightings = draw_weightings(shares, arguments.weightings, 1)
    print(f"{'projects':>10}{'weightings':>12}{'seconds':>10}{'peak MB':>10}")
    for count in arguments.projects:
        random = np.random.default_rng(1)
        table = random.integers(0, 1001, (count, len(shares)))
        tiers = np.sort(random.integers(0, 4, count))
        ideal = (table.max(axis=0), table.min(axis=0)) if arguments.topsis else None
        started = time.process_time()
        count_places(table, tiers, weightings, 10, ideal)
        seconds = time.process_time() - started
        print(f"{count:10}{arguments.weightings:12}{seconds:10.2f}{peak():10.0f}", flush=True)


if __name__ == "__main__":
    main()
