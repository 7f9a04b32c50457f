"""Results as plain data, in the shape of the command-line contract: dates ISO, money in 万元, unknown null."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policymatch.programmes.wording import conflicting
from policymatch.projects.earning import earning_of
from policymatch.projects.measures import measures
from policymatch.reports.citations import cite
from policymatch.reports.order_data import method_data, method_score_data, order_data, sureness_data

if TYPE_CHECKING:
    from policymatch.model import (
        AwardRule,
        Clause,
        ClauseRef,
        ColumnReading,
        Combination,
        Condition,
        Hit,
        Match,
        Measure,
        Policy,
        PolicySummary,
        Programme,
        Project,
        RankedProject,
        Ranking,
        Reason,
        Score,
        SectorLabel,
        SkippedRow,
        Standing,
        Trace,
    )
    from policymatch.projects.earning import Earning


def policy_data(policy: PolicySummary) -> dict[str, Any]:
    """A policy's metadata."""
    data: dict[str, Any] = {
        "id": policy.id,
        "title": policy.title,
        "doc_number": policy.doc_number,
        "issuer": policy.issuer,
        "issued_on": _iso(policy.issued_on),
        "effective_on": _iso(policy.effective_on),
        "valid_until": _iso(policy.valid_until),
        "status": policy.status.value,
        "source": policy.source,
        "level": policy.level,
        "region": policy.region,
        "ends_on": _iso(policy.ends_on),
        "ended_by": policy.ended_by,
        "ends_on_inferred": "ends_on" in policy.found,
        "ocr": bool(policy.metadata.get("ocr_pages")),
    }
    if policy.digest:
        data |= {"digest": True, "checked_on": _iso(policy.checked_on), "confidence": policy.confidence}
        data["doc_number_confidence"] = policy.metadata.get("doc_number_confidence")
    return data


def clause_data(clause: Clause, *, with_id: bool = False) -> dict[str, Any]:
    """A clause."""
    data = {
        "label": clause.label,
        "path": clause.path,
        "page": clause.page,
        "text": clause.text,
        "repeated": clause.repeated,
    }
    return {"id": clause.id} | data if with_id else data


def hit_data(hit: Hit) -> dict[str, Any]:
    """A clause that was found."""
    return {
        "id": hit.id,
        "score": hit.score,
        "policy": policy_data(hit.policy),
        "clause": clause_data(hit.clause),
        "highlights": [list(span) for span in hit.highlights],
        "citation": cite(hit.policy, hit.clause),
    }


def show_data(policy: Policy) -> dict[str, Any]:
    """A policy with its clauses in reading order, how its metadata were found, and what it says of other policies."""
    return {
        "policy": policy_data(policy.summary)
        | {"found": dict(policy.summary.found), "metadata": dict(policy.summary.metadata)},
        "clauses": [
            clause_data(clause, with_id=True) | {"citation": cite(policy.summary, clause)} for clause in policy.clauses
        ],
        "relations": [
            {
                "effect": relation.effect.value,
                "title": relation.title,
                "doc_number": relation.doc_number,
                "issued_on": _iso(relation.issued_on),
                "clause": relation.clause,
                "on": _iso(relation.on),
            }
            for relation in policy.relations
        ],
    }


def programme_row(programme: Programme, standing: Standing | None = None) -> dict[str, Any]:
    """A programme as a row of the list; ``standing`` is what speaks against its being in force on the day asked for."""
    return {
        "id": programme.id,
        "title": programme.title,
        "channel": programme.channel,
        "doc_number": programme.doc_number,
        "status": programme.status,
        "confidence": programme.confidence,
        "audience": programme.audience,
        "standing": _standing(standing),
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "state": standing.state,
        "words": standing.words,
        "by": standing.by,
        "since": _iso(standing.since),
    }


def programme_data(programme: Programme, standing: Standing | None = None) -> dict[str, Any]:
    """A programme whole."""
    return programme_row(programme, standing) | {
        "department": programme.department,
        "valid_from": _iso(programme.valid_from),
        "valid_to": _iso(programme.valid_to),
        "checked_on": _iso(programme.checked_on),
        "source": programme.source,
        "policy": programme.policy,
        "directions": [
            {"id": each.id, "title": each.title, "text": each.text, "clause": _ref(each.clause)}
            for each in programme.directions
        ],
        "awards": [
            _award_rule(rule) | {"conflicting": mark}
            for rule, mark in zip(programme.awards, conflicting(programme.awards), strict=True)
        ],
        "conditions": [_condition(each) for each in programme.conditions],
        "exclusions": [_condition(each) for each in programme.exclusions],
        "documents": list(programme.documents),
        "deadlines": [{"what": what, "date": day} for what, day in programme.deadlines],
        "replaces": list(programme.replaces),
        "notes": programme.notes,
        "former": [
            {
                "policy": each.policy,
                "doc_number": each.doc_number,
                "valid_from": _iso(each.valid_from),
                "valid_to": _iso(each.valid_to),
            }
            for each in programme.former
        ],
    }


def _award_rule(rule: AwardRule) -> dict[str, Any]:
    amount = None if rule.amount is None else {"value": rule.amount, "unit": rule.amount_unit}
    return {
        "applies_to": list(rule.applies_to),
        "tier": rule.tier,
        "places": list(rule.places),
        "ratio": rule.ratio,
        "ratio_from": rule.ratio_from,
        "basis": rule.basis,
        "base": rule.base,
        "share_of_total": rule.share_of_total,
        "cap_wan": rule.cap_wan,
        "scope_caps": dict(rule.scope_caps),
        "amount": amount,
        "amount_from": rule.amount_from,
        "counted": list(rule.counted),
        "instalments": list(rule.instalments),
        "investment_from_wan": rule.investment_from_wan,
        "investment_below_wan": rule.investment_below_wan,
        "valid_from": _iso(rule.valid_from),
        "valid_to": _iso(rule.valid_to),
        "source": rule.source,
        "checked_on": _iso(rule.checked_on),
        "confidence": rule.confidence,
        "clause": _ref(rule.clause),
        "note": rule.note,
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "text": condition.text,
        "clause": _ref(condition.clause),
        "kind": condition.kind,
        "effect": condition.effect,
        "valid_from": _iso(condition.valid_from),
        "valid_to": _iso(condition.valid_to),
    }


def project_data(project: Project) -> dict[str, Any]:
    """A project as it was understood."""
    return {
        "name": project.name,
        "row": project.row,
        "code": project.code,
        "owner": project.owner,
        "owner_kind": project.owner_kind,
        "province": project.place.province,
        "prefecture": project.place.prefecture,
        "county": project.place.county,
        "nature": project.nature,
        "approval": project.approval,
        "sector": project.sector,
        "content": project.content,
        "investment_wan": project.investment_wan,
        "requested_wan": project.requested_wan,
        "progress": project.progress,
        "stage": project.stage,
        "capital_wan": project.capital_wan,
        "capital_share": project.capital_share,
        "estimate_wan": project.estimate_wan,
        "budget_wan": project.budget_wan,
        "approved_on": _iso(project.approved_on),
        "method": project.method,
        "industry_class": project.industry_class,
        "uses": None if project.uses is None else sorted(project.uses),
        "received_central": project.received_central,
        "received_kinds": None if project.received_kinds is None else sorted(project.received_kinds),
        "operating": project.operating,
        "contractor_advance": project.contractor_advance,
        "permits": {name: permit.state.value for name, permit in project.permits.items()},
        "doubts": list(project.doubts),
    }


def match_data(match: Match) -> dict[str, Any]:
    """MATCH of the contract."""
    award = match.award
    return {
        "programme": {
            "id": match.programme.id,
            "title": match.programme.title,
            "channel": match.programme.channel,
            "doc_number": match.programme.doc_number,
            "status": match.programme.status,
            "confidence": match.programme.confidence,
            "standing": _standing(match.programme.standing),
        },
        "direction": match.direction.title,
        "verdict": match.verdict.value,
        "fit": match.fit,
        "fit_terms": [{"word": word, "weight": weight} for word, weight in match.fit_terms],
        "award": {
            "amount_wan": award.amount_wan,
            "ratio": award.ratio,
            "basis": award.basis,
            "cap_wan": award.cap_wan,
            "confidence": award.confidence,
            "tier": award.tier,
            "explanation": award.explanation,
            "clause": award.clause,
            "source": award.source,
            "base": award.base,
            "ratio_from": award.ratio_from,
            "bound": award.bound,
            "request_wan": award.request_wan,
            "local_wan": award.local_wan,
            "undated": award.undated,
            "conflicts": [
                {
                    "words": figure.words,
                    "source": figure.source,
                    "confidence": figure.confidence,
                    "clause": figure.clause,
                    "checked_on": _iso(figure.checked_on),
                }
                for figure in award.conflicts
            ],
        },
        "reasons": [reason_data(reason) for reason in match.reasons],
        "missing": list(match.missing),
        "evidence": [
            {
                "policy": evidence.policy.title,
                "doc_number": evidence.policy.doc_number,
                "clause": evidence.clause.path or evidence.clause.label,
                "text": evidence.clause.text,
                "score": evidence.score,
                "page": evidence.clause.page,
                "digest": evidence.policy.digest,
                "source": evidence.policy.source,
            }
            for evidence in match.evidence
        ],
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """A rule with its answer and how that came about."""
    return {
        "id": reason.rule_id,
        "rule": reason.rule,
        "answer": reason.answer.value,
        "because": reason.because,
        "clause": reason.clause,
        "kind": reason.kind,
        "effect": reason.effect,
        "general": reason.general,
        "missing": list(reason.missing),
        "trace": _trace(reason.trace) if reason.trace else None,
    }


def _trace(trace: Trace) -> dict[str, Any]:
    """A predicate and those it is made of, which a reader can follow down to the cells."""
    return {
        "rule": trace.rule,
        "answer": trace.answer.value,
        "because": trace.because,
        "cell": trace.cell,
        "parts": [_trace(part) for part in trace.parts],
    }


def combination_data(combination: Combination | None) -> dict[str, Any] | None:
    """How a project's money can be put together."""
    if combination is None:
        return None
    return {
        "programme": combination.programme,
        "central_wan": combination.central_wan,
        "local_wan": combination.local_wan,
        "local_share": combination.local_share,
        "capital_ratio": combination.capital_ratio,
        "capital_wan": combination.capital_wan,
        "beside": [
            {
                "programme": each.programme,
                "channel": each.channel,
                "how": each.how,
                "words": each.words,
                "clause": each.clause,
                "confidence": each.confidence,
                "limit_wan": each.limit_wan,
            }
            for each in combination.beside
        ],
        "trace": list(combination.trace),
    }


def label_data(label: SectorLabel) -> dict[str, Any]:
    """A field that a project belongs to."""
    return {
        "taxonomy": label.taxonomy,
        "field": label.field,
        "score": label.score,
        "because": list(label.because),
        "stated": label.stated,
    }


def measure_data(measure: Measure) -> dict[str, Any]:
    """A figure of what a project builds."""
    return {
        "kind": measure.kind,
        "value": measure.value,
        "unit": measure.unit,
        "text": measure.text,
        "about": measure.about,
        "total": measure.total,
        "part": measure.part,
    }


def earning_data(earning: Earning | None) -> dict[str, Any] | None:
    """Whether a project earns."""
    return {"kind": earning.kind, "because": earning.because} if earning else None


def ranked_data(item: RankedProject) -> dict[str, Any]:
    """A project in its place."""
    return {
        "rank": item.rank,
        "row": item.project.row,
        "name": item.project.name,
        "tier": item.tier,
        "tier_because": item.tier_because,
        "score": item.score,
        "fit": item.fit.value,
        "maturity": item.maturity.value,
        "competitiveness": item.competitiveness.value,
        "parts": {
            "fit": _parts(item.fit),
            "maturity": _parts(item.maturity),
            "competitiveness": _parts(item.competitiveness),
        },
        "sector": dict(item.sector),
        "labels": [label_data(label) for label in item.labels],
        "measures": [measure_data(measure) for measure in measures(item.project)],
        "earning": earning_data(earning_of(item.project)),
        "matches": [match_data(match) for match in item.matches],
        "gaps": list(item.gaps),
        "combination": combination_data(item.combination),
        "doubts": list(item.project.doubts),
        "method_score": method_score_data(item.by_method),
        "sureness": sureness_data(item.sureness),
    }


def ranking_data(ranking: Ranking) -> dict[str, Any]:
    """A whole ranking."""
    return {
        "projects": [ranked_data(item) for item in ranking.projects],
        "skipped": skipped_data(ranking.skipped),
        "warnings": list(ranking.warnings),
        "context": dict(ranking.context),
        "method": method_data(ranking.method),
        "order": order_data(ranking.order),
        "columns": columns_data(ranking.columns),
    }


def skipped_data(rows: Sequence[SkippedRow]) -> list[dict[str, Any]]:
    """The rows of a table that are left out, and why."""
    return [{"row": row.row, "reason": row.reason} | ({"sheet": row.sheet} if row.sheet else {}) for row in rows]


def columns_data(columns: Sequence[ColumnReading]) -> list[dict[str, Any]]:
    """How the columns of a table were understood."""
    return [
        {
            "sheet": each.sheet,
            "column": each.column,
            "title": each.title,
            "field": each.field,
            "unit": each.unit,
            "sure": each.sure,
            "because": each.because,
        }
        for each in columns
    ]


def _parts(score: Score) -> list[dict[str, Any]]:
    return [
        {"name": part.name, "value": part.value, "weight": part.weight, "because": part.because} for part in score.parts
    ]


def _ref(ref: ClauseRef | None) -> str | None:
    return f"{ref.policy} {ref.label}" if ref else None


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
