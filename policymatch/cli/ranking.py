"""Ranking a project table, for every command that begins with it, and writing what came of it into a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policymatch.cli.common import Common, opened_store, own_catalogue, own_regions, progress
from policymatch.errors import PolicyMatchError

if TYPE_CHECKING:
    from policymatch.cli.scoring import Scoring
    from policymatch.cli.tables import TableReading
    from policymatch.matching.profile import Profile
    from policymatch.model import Ranking, Worklists
    from policymatch.programmes.catalogue import Catalogue


class Ranked(NamedTuple):
    """A ranking with what it was made by; ``catalogue`` is that of the day."""

    ranking: Ranking
    profile: Profile
    catalogue: Catalogue
    day: date

    def worklists(self) -> Worklists:
        """The three worklists of the ranking."""
        from policymatch.matching.worklists import make_worklists

        return make_worklists(self.ranking, self.profile, self.day)


def load_rules(profile: Path | None) -> Profile:
    """The profile at a path, the default one without."""
    from policymatch.matching.profile import load_profile
    from policymatch.matching.profile_names import find_profile

    return load_profile(profile or find_profile(None))


def rank_table(common: Common, table: Path, reading: TableReading, scoring: Scoring, day: date) -> Ranked:
    """Read a table and rank its projects by the rules of a day, with a bar on a terminal."""
    from policymatch.matching.context import report_context
    from policymatch.matching.matcher import Matcher
    from policymatch.matching.methods import check_method
    from policymatch.matching.rank import rank_projects

    check_method(scoring.method)
    rules = load_rules(scoring.profile)
    found = reading.read(common, table)
    with opened_store(common) as store, progress(common, len(found.projects), "正在匹配") as advance:
        catalogue, regions = own_catalogue(common), own_regions(common)
        matcher = Matcher(catalogue, store, rules, day, regions)
        context = report_context(table.name, found.title, day, rules, store, catalogue, regions)
        ranking = rank_projects(
            found.projects,
            matcher,
            skipped=found.skipped,
            warnings=found.warnings,
            columns=found.columns,
            context=context | {"表中的行": found.account},
            progress=advance,
            method=scoring.method,
            trial=scoring.trial,
        )
    return Ranked(ranking, rules, matcher.catalogue, day)


def save_report(output: Path, write: Callable[[Path], object]) -> None:
    """Have a report written beside its final name first: a crash leaves no half file under it.

    Raises PolicyMatchError where it cannot be written.
    """
    part = output.with_name(f".{output.name}.part")
    try:
        write(part)
        part.replace(output)
    except OSError as error:
        known = {FileNotFoundError: "没有这个文件夹", PermissionError: "没有权限，或文件正被打开"}
        why = known.get(type(error)) or error.strerror or str(error)
        raise PolicyMatchError(
            f"无法写入“{output}”：{why}", "检查文件夹是否存在、文件是否正被 Excel、Word 打开"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def save_text(output: Path, text: Callable[[], str]) -> None:
    """Have a text written as ``save_report`` writes."""
    save_report(output, lambda part: part.write_text(text(), encoding="utf-8", newline=""))
