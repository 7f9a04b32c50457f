"""The READMEs say the same commands, and every command there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from policymatch.cli.app import COMMANDS, app
from policymatch.cli.programmes import COMMANDS as PROGRAMMES

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


def commands(name: str) -> list[str]:
    """The lines of a README's shell blocks, without what is said of them."""
    blocks = re.findall(r"```bash\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_both_readmes_carry_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")
    assert commands("README.md")[:2] == ["bash scripts/demo", "bash scripts/test"]


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_readme(name: str) -> None:
    used = {line.split()[1] for line in commands(name) if line.startswith("policymatch ")}
    assert used == set(COMMANDS)


@pytest.mark.parametrize("line", [line for line in commands("README.md") if line.startswith("policymatch ")])
def test_the_options_in_the_readme_exist(line: str) -> None:
    words = line.split()
    # What stands behind programmes is one of its commands, or goes to the one that shows.
    of = [
        words[1],
        *([words[2] if words[2:3] and words[2] in PROGRAMMES else "show"] if words[1] == "programmes" else []),
    ]
    shown = CliRunner().invoke(app, [*of, "-h"]).output
    assert all(word in shown for word in words if word.startswith("--"))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_in_chinese(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "-h"])
    assert shown.exit_code == 0
    assert "用法：" in shown.output
    assert re.search("[一-鿿]{6}", shown.output)
