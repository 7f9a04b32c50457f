"""Reading a file in a process of its own, to see what it costs; the process may take no more memory than it is given."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading ended: ``kind`` is empty for a document; ``peak`` in MB is the whole process's, 30 of them Python's."""

    kind: str
    message: str
    hint: str
    chars: int
    seconds: float
    cpu: float
    peak: int
    disk: int


def read_apart(path: Path, *, seconds: float = 120, memory: int = 6000, timeout: float = 300) -> Outcome:
    """Read a file with that limit of seconds in a process that may hold ``memory`` MB."""
    command = [sys.executable, "-W", "ignore", __file__, str(path), str(seconds), str(memory)]
    done = subprocess.run(command, capture_output=True, timeout=timeout, text=True, check=False)
    try:
        told = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        told = {"kind": "CRASH", "message": f"{done.returncode} {done.stderr[-800:]}", "hint": "", "chars": 0}
        told |= {"seconds": 0.0, "cpu": 0.0, "peak": 0}
    return Outcome(**told, disk=path.stat().st_size)


def _peak() -> int:
    """The most this process has held, in MB; what its parent held before it began does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MB  # bytes on macOS


def _main(path: Path, seconds: float, memory: int) -> None:
    import resource
    import time

    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from policymatch.errors import ReadError
    from policymatch.readers import Limits, is_records, read_file, read_records

    resource.setrlimit(resource.RLIMIT_AS, (memory * _MB, memory * _MB))
    limits = Limits(max_seconds=seconds)
    told = {"kind": "", "message": "", "hint": "", "chars": 0}
    started, used = time.monotonic(), time.process_time()
    try:
        for one in read_records(path, limits) if is_records(path) else [read_file(path, limits)]:
            if isinstance(one, ReadError):
                told |= {"kind": one.kind, "message": one.message, "hint": one.hint}
            else:
                told["chars"] += sum(len(block.text) for block in one.blocks)
    except ReadError as error:
        told |= {"kind": error.kind, "message": error.message, "hint": error.hint}
    told |= {"seconds": round(time.monotonic() - started, 2), "cpu": round(time.process_time() - used, 2)}
    told |= {"peak": _peak()}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    _main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
