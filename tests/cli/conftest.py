"""One store with the shipped corpus for all tests of the command line in a process, and two ways to call it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result
from match_tools import seed_store

from policymatch.cli import main
from policymatch.cli.app import app


class Ended(NamedTuple):
    """How a call ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that tests only read."""
    return seed_store(tmp_path_factory.mktemp("cli") / "store")


@pytest.fixture
def invoke(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the commands through click's runner; the seeded store unless --store is given."""
    monkeypatch.setenv("POLICYMATCH_STORE", str(seeded))

    def run(*words: object) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def in_json(invoke: Callable[..., Result]) -> Callable[..., Any]:
    """Call a command that succeeds, with --format json; the document it prints."""

    def run(*words: object, code: int = 0) -> Any:
        result = invoke(*words, "--format", "json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    return run


@pytest.fixture
def call(seeded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Call the whole program as the shell does: exit code, stdout and stderr."""
    monkeypatch.setenv("POLICYMATCH_STORE", str(seeded))

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["policymatch", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main()
        found = capsys.readouterr()
        return Ended(int(caught.value.code or 0), found.out, found.err)

    return run
