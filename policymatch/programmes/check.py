"""Validates the shipped corpus: digests, programmes, rules, and that every clause that is cited is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policymatch.errors import ReadError
from policymatch.model import ClauseRef, FormerBasis, Policy, Status
from policymatch.policies.parse import find_clauses, parse_policy
from policymatch.programmes.capital import CAPITAL
from policymatch.programmes.cases import case_files, read_cases
from policymatch.programmes.catalogue import CHANNELS, COMBINATIONS, Catalogue, read_catalogue
from policymatch.programmes.coverage import Coverage, cover
from policymatch.programmes.entry import CONFIDENCES, Entry, Faults, entry_of_text, unreadable
from policymatch.programmes.regions_check import REGIONS, check_regions
from policymatch.programmes.sectors_check import check_sectors
from policymatch.projects.sector_files import FOLDER
from policymatch.readers import read_file
from policymatch.text.docnumber import canonical


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: ``faults`` in file order, and what the catalogue covers."""

    faults: Faults
    policies: int
    programmes: int
    directions: int
    awards_by_confidence: Mapping[str, int]
    programmes_by_channel: Mapping[str, int]
    coverage: Coverage


def check_corpus(corpus: Path) -> Report:
    """Read everything under ``corpus`` and name every fault with its file and line."""
    faults = Faults()
    digests = _digests(corpus, faults)
    catalogue = read_catalogue(corpus, faults)
    _check_references(corpus, catalogue, digests, faults)
    if (corpus / REGIONS).is_dir():
        check_regions(corpus / REGIONS, faults)
    if (corpus / FOLDER).is_dir():
        check_sectors(corpus / FOLDER, faults)
    coverage = cover(catalogue, read_cases(case_files(corpus), faults))
    faults.sort(key=lambda fault: (str(fault.path), fault.line))
    return Report(
        faults=faults,
        policies=len(digests),
        programmes=len(catalogue.programmes),
        directions=sum(len(programme.directions) for programme in catalogue.programmes),
        awards_by_confidence=Counter(award.confidence for each in catalogue.programmes for award in each.awards),
        programmes_by_channel={
            channel: sum(programme.channel == channel for programme in catalogue.programmes) for channel in CHANNELS
        },
        coverage=coverage,
    )


def _digests(corpus: Path, faults: Faults) -> dict[str, Policy]:
    found = {}
    for path in sorted((corpus / "policies").glob("*.md")):
        _check_front_matter(path, faults)
        try:
            policy = parse_policy(read_file(path))
        except ReadError as error:
            faults.note(error.message, path, 1)
            continue
        if not policy.clauses or not any(clause.label for clause in policy.clauses):
            faults.note("正文没有分出任何条款", path, 1)
        found[str(policy.summary.id)] = policy
    return found


def _check_front_matter(path: Path, faults: Faults) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.note(unreadable(error), path, 1)
        return
    front, separator, _ = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not separator:
        faults.note("文件要以 --- 之间的说明开头", path, 1)
        return
    entry = entry_of_text(front, path, faults, first_line=2)
    if entry is None:
        return
    if entry.need("id") != path.stem:
        entry.fault(f"id 应与文件名“{path.stem}”相同", "id")
    entry.need("title")
    for key in ("issuer", "doc_number_confidence"):
        entry.text(key)
    for key in ("issued_on", "effective_on", "valid_until"):
        entry.day(key)
    entry.need_day("checked_on")
    entry.choice("confidence", CONFIDENCES)
    entry.choice("status", tuple(status.value for status in Status))
    _check_numbers(entry)
    source = entry.text("source")
    if source and not source.startswith(("https://", "http://")):
        entry.fault("来源应当是网址或 null", "source")
    if entry.value("digest") is not True:
        entry.fault("自带的政策都是摘编，要写 digest: true", "digest")
    entry.texts("topics")
    entry.done()


def _check_numbers(entry: Entry) -> None:
    numbers = [("doc_number", entry.text("doc_number")), *(("replaces", each) for each in entry.texts("replaces"))]
    for key, number in numbers:
        if number and canonical(number) != number:
            entry.fault(f"文号“{number}”应写成“{canonical(number) or '机关代字〔年份〕序号号'}”", key)
    if bool(entry.text("doc_number")) != bool(entry.text("doc_number_confidence")):
        entry.fault("有文号就要写 doc_number_confidence，没有就都是 null", "doc_number")


def _check_references(corpus: Path, catalogue: Catalogue, digests: Mapping[str, Policy], faults: Faults) -> None:
    for programme in catalogue.programmes:
        path = corpus / "programmes" / f"{programme.id}.yaml"
        digest = digests.get(programme.policy)
        if digest is None:
            faults.note(f"没有编号为“{programme.policy}”的政策摘编", path, _line(path, f"policy: {programme.policy}"))
        elif digest.summary.doc_number != programme.doc_number:
            message = f"文号“{programme.doc_number}”与摘编的“{digest.summary.doc_number}”不同"
            faults.note(message, path, _line(path, "doc_number:"))
        for former in programme.former:
            _check_former(path, former, digests, faults)
        refs = [direction.clause for direction in programme.directions]
        refs += [award.clause for award in programme.awards]
        refs += [condition.clause for condition in (*programme.conditions, *programme.exclusions)]
        _check_refs(path, refs, digests, faults)
    general = [rule.condition.clause for rule in catalogue.general]
    _check_refs(corpus / "programmes" / "general.yaml", general, digests, faults)
    _check_refs(corpus / CAPITAL, [row.clause for row in catalogue.capital], digests, faults)
    combined = [rule.clause for rule in catalogue.combinations.rules]
    _check_refs(corpus / "programmes" / COMBINATIONS, combined, digests, faults)


def _check_former(path: Path, former: FormerBasis, digests: Mapping[str, Policy], faults: Faults) -> None:
    digest = digests.get(former.policy)
    if digest is None or digest.summary.doc_number != former.doc_number:
        what = "没有这部政策摘编" if digest is None else f"文号与摘编的“{digest.summary.doc_number}”不同"
        faults.note(f"过去的依据“{former.policy}”：{what}", path, _line(path, f"policy: {former.policy}"))


def _check_refs(path: Path, refs: list[ClauseRef | None], digests: Mapping[str, Policy], faults: Faults) -> None:
    for ref in dict.fromkeys(filter(None, refs)):
        policy = digests.get(ref.policy)
        if policy is None or not find_clauses(policy, ref):
            what = "没有这部政策摘编" if policy is None else "摘编里没有这一条"
            faults.note(f"所引条款“{ref.policy} {ref.label}”：{what}", path, _line(path, f"{ref.policy} {ref.label}"))


def _line(path: Path, text: str) -> int:
    """The line on which a text first stands; 1 where it does not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 1
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
