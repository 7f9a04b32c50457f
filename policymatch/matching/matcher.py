"""项目找政策: a project against every direction of every programme."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from policymatch.errors import NotFoundError
from policymatch.matching.eligibility import guessed, judge, missing, verdict
from policymatch.matching.facts import project_facts
from policymatch.matching.fit import LEAST_FIT, Fit, FitIndex
from policymatch.matching.profile import Profile
from policymatch.matching.wishes import ONLY_KIND, wish_of
from policymatch.model import Answer, ClauseRef, Direction, Evidence, Match, Policy, Programme, Project
from policymatch.policies.parse import find_clauses
from policymatch.programmes.awards import make_award
from policymatch.programmes.catalogue import Catalogue
from policymatch.programmes.facts import Facts
from policymatch.programmes.history import as_of
from policymatch.programmes.standing import stand
from policymatch.programmes.wording import ref_words
from policymatch.projects.regions import Regions, load_regions
from policymatch.store.snapshot import Store
from policymatch.text.analysis import default_analyzer

if TYPE_CHECKING:
    from policymatch.store.shares_ahead import ScoresAhead

MOST_MATCHES = 8
"""How many directions are kept for a project."""

_KNOWN = 3.0
"""What each known thing is worth in the order of near ones, in points of fit."""

_BLOCK = 250
"""Projects that are held against the directions in one go."""

_WIDE = 10.0
"""How far a programme that takes up nearly everything stands behind a special of the same fit, in points of fit."""

_UNNAMED = 6.0
"""How far a programme for firms stands back where nobody has said that the owner is one."""

_APART = 20.0
"""How far a programme for a group stands behind others where the project does not say that it is of it, in points of fit."""

_GROUP = 10.0
"""What it is worth that a project says it is of the group that a programme is meant for, in points of fit."""

_OWN_NAME = 2.0
"""What it is worth that a programme's title itself speaks of what the project is, in points of fit."""

_NEAR = 12.0
"""Within this distance of the best fit the kind of money decides what is recommended first."""


class Matcher:
    """Holds projects against the catalogue; evidence comes from the store."""

    def __init__(
        self, catalogue: Catalogue, store: Store, profile: Profile, day: date, regions: Regions | None = None
    ) -> None:
        self._undated = catalogue
        self.profile = profile
        self.regions = regions or load_regions()
        self.store = store
        self._policies: dict[str, Policy | None] = {}
        self._citations: dict[ClauseRef, str] = {}
        self._clauses: dict[tuple[ClauseRef, ...], list[tuple[str, Evidence]]] = {}
        self._set_day(day)

    def _set_day(self, day: date) -> None:
        """Take the catalogue of a day, with what the store says of the basis of each programme."""
        self.day = day
        self._take(stand(as_of(self._undated, day), self.store, day))

    def _take(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._open = {(each.id, direction.id) for each in self.catalogue.programmes for direction in each.directions}

    @property
    def undated(self) -> Catalogue:
        """The catalogue with what holds on other days as well."""
        return self._undated

    def on(self, day: date) -> Matcher:
        """The same matcher as of another day; what was made ready once serves both."""
        _ = self._index
        other = copy.copy(self)
        other._set_day(day)
        return other

    def against(self, catalogue: Catalogue) -> Matcher:
        """A matcher of another catalogue, which is taken as it stands."""
        held = {(programme.id, direction.id) for programme, direction in self._index.pairs}
        other = copy.copy(self)
        other._take(catalogue)
        if any((each.id, direction.id) not in held for each in _offered(catalogue) for direction in each.directions):
            other._undated = catalogue
            del other._index  # a draft brings directions that it does not hold
        return other

    @cached_property
    def _index(self) -> FitIndex:
        return FitIndex(_offered(self._undated), default_analyzer())

    def matches(self, project: Project) -> tuple[Match, ...]:
        """The directions a project is the kind of thing for, recommended first; one direction a programme.

        Programmes that are not for a county's project (consumers, big cities, arranged by the province, firms where
        the owner is none) are not offered.
        """
        return self._with_evidence(project, self.every(project)[:MOST_MATCHES])

    def matches_of(self, projects: Sequence[Project]) -> Iterator[tuple[Match, ...]]:
        """``matches`` of many projects, in turn."""
        with self.evidence_of(projects) as evidence:
            yield from self.matches_with(projects, evidence)

    def evidence_of(self, projects: Sequence[Project], processes: int | None = None) -> ScoresAhead:
        """How well the clauses that matches rest on answer each project, for ``matches_with``; to be entered as a context.

        Of many projects a second process works it out from then on, unless ``processes`` is 1; both give the same.
        """
        return self.store.scores_ahead([_question(each) for each in projects], self._evidence_ids(), processes)

    def matches_with(self, projects: Sequence[Project], evidence: ScoresAhead) -> Iterator[tuple[Match, ...]]:
        """``matches_of``, with the evidence of these projects."""
        columns = evidence.columns
        for found, shares in zip(self.every_of(projects), evidence, strict=True):
            matches = found[:MOST_MATCHES]
            wanted = [clause_id for match in matches for clause_id, _ in self._evidence_clauses(match)]
            scores = {each: shares[columns[each]].item() for each in wanted if each in columns}
            yield self._with_scores(matches, scores)

    def every(self, project: Project) -> list[Match]:
        """All that ``matches`` chooses from, in its order and without evidence."""
        (fits,) = self._index.best_fits([project], LEAST_FIT)
        return self._judged(project, fits)

    def every_of(self, projects: Sequence[Project]) -> Iterator[list[Match]]:
        """``every`` of many projects, which are held against the directions together, some hundred at a time."""
        for start in range(0, len(projects), _BLOCK):
            block = projects[start : start + _BLOCK]
            for project, fits in zip(block, self._index.best_fits(block, LEAST_FIT), strict=True):
                yield self._judged(project, fits)

    def _judged(self, project: Project, fits: Mapping[int, Fit]) -> list[Match]:
        facts = self.facts(project)
        best: dict[str, tuple[Fit, Direction]] = {}
        for number, fit in fits.items():
            programme, direction = self._index.pairs[number]
            if (programme.id, direction.id) not in self._open:
                continue
            known = best.get(programme.id)
            if known is None or fit.value > known[0].value:
                best[programme.id] = (fit, direction)
        found = [
            self._match(project, facts, self.catalogue.get(programme_id), direction, fit)
            for programme_id, (fit, direction) in best.items()
            if _is_for(self.catalogue.get(programme_id), project)
        ]
        return self._order(project, found)

    def facts(self, project: Project) -> Facts:
        """What rules may ask of a project on the matcher's day."""
        return project_facts(project, self.day, self.regions)

    def _match(self, project: Project, facts: Facts, programme: Programme, direction: Direction, fit: Fit) -> Match:
        reasons = judge(programme, self.catalogue, facts, self.cite, self.day)
        if fit.akin:
            reasons = guessed(programme, direction, (word for word, _ in fit.terms), reasons)
        tier = facts.values["tier"]
        sets = facts.values["places"]
        return Match(
            programme=programme,
            direction=direction,
            verdict=verdict(reasons),
            fit=fit.value,
            award=make_award(
                programme,
                direction,
                tier if isinstance(tier, str) else None,
                sets if isinstance(sets, frozenset) else frozenset(),
                project,
                self.day,
            ),
            reasons=reasons,
            missing=missing(reasons),
            evidence=(),
            fit_terms=fit.terms,
        )

    def _order(self, project: Project, found: Iterable[Match]) -> list[Match]:
        """What may be applied for before what may not; then by fit.

        Among those near the best fit the profile's preference for a kind of money counts and the money that the table
        names, and a programme that is known to be in force, whose conditions are known to hold or whose sum is known comes
        before one of which that has still to be found out; one of wide scope comes after specials unless the table asks for
        its money alone, one for firms after others where nobody has said who the owner is, and one for a group of counties
        first or last, as the project says that it is of it or not. Of equal ones the one with less to be found out comes first.
        """
        matches = list(found)
        firm = project.owner_kind is not None
        said = "\n".join(filter(None, (project.name, project.content, project.basis)))
        wishes = {match.programme.id: wish_of(match.programme, project) for match in matches}
        counted = {
            match.programme.id: match.fit - self._behind(match.programme, firm, said, wishes[match.programme.id])
            for match in matches
        }
        highest = max((counted[match.programme.id] for match in matches if match.verdict is not Answer.NO), default=0.0)

        def place(match: Match) -> tuple[bool, bool, float, int, str]:
            fit = counted[match.programme.id]
            near = fit >= highest - _NEAR
            known = (match.programme.status == "现行", match.verdict is Answer.YES, match.award.amount_wan is not None)
            value = fit
            if near:
                value += self.profile.channels.get(match.programme.channel, 0.0) + _KNOWN * sum(known)
                value += wishes[match.programme.id] + _GROUP * _says(match.programme.group, said)
                value += _OWN_NAME * _share_in(match.fit_terms[0][0], match.programme.title) if match.fit_terms else 0.0
            return (match.verdict is Answer.NO, not near, -value, len(match.missing), match.programme.id)

        return sorted(matches, key=place)

    @staticmethod
    def _behind(programme: Programme, firm: bool, said: str, wish: float) -> float:
        wide = programme.wide and wish < ONLY_KIND
        apart = bool(programme.group) and not _says(programme.group, said)
        return max(_WIDE * wide, _APART * apart) + _UNNAMED * (programme.audience == "enterprise" and not firm)

    def _with_evidence(self, project: Project, matches: list[Match]) -> tuple[Match, ...]:
        ids = [clause_id for match in matches for clause_id, _ in self._evidence_clauses(match)]
        return self._with_scores(matches, self.store.scores(_question(project), ids) if ids else {})

    def _with_scores(self, matches: list[Match], scores: Mapping[str, float]) -> tuple[Match, ...]:
        return tuple(
            replace(
                match,
                evidence=tuple(
                    replace(evidence, score=round(scores.get(clause_id, 0.0), 4))
                    for clause_id, evidence in self._evidence_clauses(match)
                ),
            )
            for match in matches
        )

    def _evidence_ids(self) -> list[str]:
        """The clauses that evidence of any project may be."""
        refs: dict[ClauseRef, None] = {}
        for programme in self.catalogue.programmes:
            refs.update((each.clause, None) for each in programme.directions if each.clause)
            named = (ref_words(each.clause) for each in programme.awards)
            refs.update((_award_ref(words), None) for words in named if words)
        return list(dict.fromkeys(clause_id for clause_id, _ in self._find_clauses(refs)))

    def _evidence_clauses(self, match: Match) -> list[tuple[str, Evidence]]:
        """The direction's clause, then the award's, as they stand in the store."""
        refs = [match.direction.clause] if match.direction.clause else []
        if match.award.clause:
            refs.append(_award_ref(match.award.clause))
        key = tuple(refs)
        if key not in self._clauses:
            self._clauses[key] = self._find_clauses(key)
        return self._clauses[key]

    def _find_clauses(self, refs: Iterable[ClauseRef]) -> list[tuple[str, Evidence]]:
        found: dict[str, Evidence] = {}
        for ref in refs:
            policy_found = self._policy(ref.policy)
            for clause in find_clauses(policy_found, ref)[:1] if policy_found else []:
                assert policy_found is not None
                found[clause.id] = Evidence(policy_found.summary, clause, 0.0)
        return list(found.items())

    def cite(self, ref: ClauseRef | None) -> str | None:
        """A clause as people cite it: 《政府投资条例》（国务院令第712号）第九条."""
        if ref is None:
            return None
        if ref not in self._citations:
            self._citations[ref] = self._cite(ref)
        return self._citations[ref]

    def _cite(self, ref: ClauseRef) -> str:
        policy = self._policy(ref.policy)
        if policy is None:
            return f"{ref.policy} {ref.label}"
        number = f"（{policy.summary.doc_number}）" if policy.summary.doc_number else ""
        digest = "摘编" if policy.summary.digest else ""
        return f"《{policy.summary.title}》{number}{digest}{ref.label}"

    def _policy(self, policy_id: str) -> Policy | None:
        if policy_id not in self._policies:
            try:
                self._policies[policy_id] = self.store.policy(policy_id)
            except NotFoundError:
                self._policies[policy_id] = None
        return self._policies[policy_id]


def _says(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


@lru_cache(maxsize=20_000)
def _share_in(term: str, title: str) -> float:
    """The share of a term's pairs of neighbouring characters that stand in a title."""
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    return sum(pair in title for pair in pairs) / len(pairs) if pairs else 0.0


def _award_ref(words: str) -> ClauseRef:
    """The clause that an award names."""
    policy, _, label = words.partition(" ")
    return ClauseRef(policy, label)


def _question(project: Project) -> str:
    """What the clauses of a project's evidence are held against."""
    return f"{project.name}。{project.content[:300]}"


def _is_for(programme: Programme, project: Project) -> bool:
    """Whether a county's project may apply at all. A firm's may be that of an owner whose kind nobody has said."""
    if programme.audience == "county":
        return True
    return programme.audience == "enterprise" and project.owner_kind in ("国有企业", "民营企业", None)


def _offered(catalogue: Catalogue) -> list[Programme]:
    """The programmes that projects are held against: what is for residents is no project."""
    return [programme for programme in catalogue.programmes if programme.audience != "consumer"]
