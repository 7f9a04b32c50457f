"""Where drafts lie: written in one step, never over what somebody changed by hand, accepted into the own catalogue."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from policymatch.errors import CatalogueError, NotFoundError, PolicyMatchError
from policymatch.model import ClauseRef, Policy, Programme
from policymatch.policies.parse import find_clauses
from policymatch.programmes.catalogue import OWN, read_programme
from policymatch.programmes.drafting.compose import Written
from policymatch.programmes.entry import Faults, entry_of_text

_SEAL = "# 校验："
"""Opens the line that tells whether a draft is still as it was written."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft on disk; ``edited`` where it was left as somebody had changed it."""

    path: Path
    programme: Programme
    edited: bool = False


def drafts_folder(store: Path) -> Path:
    """The folder of a store's drafts."""
    return store / OWN / "drafts"


def keep_draft(store: Path, written: Written, policy: Policy, *, force: bool = False) -> Kept:
    """Write a draft, unless one is there that was changed by hand (then that one is read). Raises CatalogueError."""
    path = drafts_folder(store) / f"{written.id}.yaml"
    text = _sealed(written.text)
    if path.exists() and not force:
        held = path.read_text(encoding="utf-8", errors="replace")
        if not _is_untouched(held):
            return Kept(path, check_draft(held, path, policy), edited=True)
    programme = check_draft(text, path, policy)
    write_whole(path, text)
    return Kept(path, programme)


def accept_draft(store: Path, draft: Path, policy: Policy, *, force: bool = False) -> Kept:
    """Move a draft into the store's own programmes with the status 现行.

    Raises NotFoundError where there is no draft, CatalogueError where it has faults, and PolicyMatchError where a
    programme of that id is there already, unless ``force``.
    """
    if not draft.exists():
        raise NotFoundError(f"没有草案“{draft.name}”", "先运行 policymatch programmes draft 政策编号")
    text = draft.read_text(encoding="utf-8")
    check_draft(text, draft, policy)
    target = store / OWN / "programmes" / f"{draft.stem.removeprefix('draft-')}.yaml"
    if target.exists() and not force:
        raise PolicyMatchError(f"目录里已有“{target}”，可能改过，没有覆盖", "确实要用草案替换的，加 --force 再运行一次")
    final = _accepted(text, target.stem)
    programme = check_draft(final, target, policy)
    write_whole(target, final)
    draft.unlink(missing_ok=True)
    return Kept(target, programme)


def check_draft(text: str, path: Path, policy: Policy) -> Programme:
    """The programme of a file as ``programmes check`` would take it. Raises the first CatalogueError."""
    faults = Faults()
    entry = entry_of_text(text, path, faults)
    programme = read_programme(entry) if entry is not None else None
    if programme is not None and not faults:
        for ref in _refs(programme):
            if ref.policy == str(policy.summary.id) and not find_clauses(policy, ref):
                line = next(
                    (at for at, each in enumerate(text.splitlines(), 1) if f"{ref.policy} {ref.label}" in each), 1
                )
                faults.append(CatalogueError(f"所引条款“{ref.policy} {ref.label}”：文件里没有这一条", path, line))
    if faults:
        raise faults[0]
    assert programme is not None
    return programme


def _refs(programme: Programme) -> list[ClauseRef]:
    clauses = [
        *(each.clause for each in programme.directions),
        *(each.clause for each in programme.awards),
        *(each.clause for each in (*programme.conditions, *programme.exclusions)),
    ]
    return [clause for clause in clauses if clause is not None]


def _accepted(text: str, programme_id: str) -> str:
    """The draft's text as a programme: its id and status, without the head that says it is a draft."""
    kept = [line for line in text.split("\n") if not line.startswith(("# 草案", _SEAL))]
    body = "\n".join(kept)
    body = re.sub(r"(?m)^id:.*$", f"id: {programme_id}", body, count=1)
    body = re.sub(r"(?m)^status:.*$", "status: 现行", body, count=1)
    return re.sub(
        r"(?m)^notes: (['\"]?)草案：由程序从文件中读出，未经核对。", r"notes: \1由草案核对后收入。", body, count=1
    )


def _sealed(text: str) -> str:
    return f"{_SEAL}{hashlib.sha256(text.encode()).hexdigest()[:16]}（改过的草案不会被覆盖，这一行不用管）\n{text}"


def _is_untouched(held: str) -> bool:
    first, _, rest = held.partition("\n")
    return first.startswith(_SEAL) and hashlib.sha256(rest.encode()).hexdigest()[:16] in first


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all. Raises PolicyMatchError where the disk does not allow it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PolicyMatchError(f"写不了“{path}”：{error.strerror or error}", "检查磁盘空间和文件夹的写权限") from error
