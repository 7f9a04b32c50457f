"""Which profiles there are: those that came with the package, by name, and any file by its path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policymatch.errors import PolicyMatchError
from policymatch.paths import corpus_folder
from policymatch.programmes.entry import Faults, load_entry

DEFAULT = "default.yaml"
INDUSTRIES = "industries.yaml"
"""The library of advantage industries, which stands beside the profiles and is none."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A profile that came with the package."""

    name: str
    about: str
    path: Path


def profiles_folder() -> Path:
    """The folder of the shipped profiles."""
    return corpus_folder() / "profiles"


def shipped_profiles() -> tuple[Shipped, ...]:
    """The shipped profiles, the default first. Raises the first CatalogueError."""
    faults = Faults()
    found = []
    paths = [path for path in sorted(profiles_folder().glob("*.yaml")) if path.name != INDUSTRIES]
    for path in sorted(paths, key=lambda path: path.name != DEFAULT):
        entry = load_entry(path, faults)
        if entry is not None:
            found.append(Shipped(entry.need("name"), entry.need("about"), path))
    if faults:
        raise faults[0]
    return tuple(found)


def find_profile(words: str | None, beside: Path | None = None) -> Path:
    """The file of a profile by its name (专项债), the name of its file (special-bond) or its path; the default for None.

    A shipped name goes before a file of that name; a relative path is looked for in ``beside`` where that is given.
    Whether the file is there is not looked at. Raises PolicyMatchError for a name that nothing has.
    """
    if words is None:
        return profiles_folder() / DEFAULT
    shipped = shipped_profiles()
    for each in shipped:
        if words in (each.name, each.path.stem, each.path.name) and not (
            words == each.path.name and _is_there(Path(words))
        ):
            return each.path
    path = (beside or Path()) / words
    there = _is_there(path)
    if not there and _is_there(named := Path(f"{path}.yaml")):
        return named
    if path.suffix.lower() in (".yaml", ".yml") or there or len(Path(words).parts) > 1:
        return path
    raise PolicyMatchError(
        f"没有名为“{words}”的权重方案，也没有这个文件",
        f"自带的方案有：{'、'.join(each.name for each in shipped)}；也可以写自己的 .yaml 文件",
    )


def _is_there(path: Path) -> bool:
    """Whether there is something of that name; one that no file can have names nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
