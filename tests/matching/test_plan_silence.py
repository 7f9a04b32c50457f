"""What a C library prints while a plan is searched reaches nobody."""

from __future__ import annotations

import ctypes
import sys

import pytest

from policymatch.matching.plan_silence import silence


@pytest.mark.skipif(sys.platform == "win32", reason="needs the C library by its usual name")
def test_lines_of_a_c_library_are_lost_and_ours_are_not(capfd: pytest.CaptureFixture[str]) -> None:
    library = ctypes.CDLL(None)
    sys.stdout.write("before\n")
    with silence():
        library.printf(b"noise that stays in a buffer\n")
    sys.stdout.write("after\n")
    sys.stdout.flush()
    library.fflush(None)
    assert capfd.readouterr().out == "before\nafter\n"
