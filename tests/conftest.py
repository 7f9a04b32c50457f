"""What all tests share: the path to helper modules beside this file, and no store of the user's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# How fast examples are made says something of the machine, nothing of the code.
settings.register_profile("policymatch", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("policymatch")


@pytest.fixture(scope="session")
def _no_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("no-lexicon")


@pytest.fixture(autouse=True)
def _no_user_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, _no_lexicon: Path) -> None:
    """No test reads or writes the store of whoever runs it, or reads a lexicon of theirs."""
    monkeypatch.setenv("POLICYMATCH_STORE", str(tmp_path / "user-store"))
    monkeypatch.setenv("POLICYMATCH_LEXICON", str(_no_lexicon))
