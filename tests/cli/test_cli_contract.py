"""The JSON of every command has the fields that scripts rely on, with the types they rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from match_tools import DAY, SAMPLE

Json = Callable[..., Any]
NUMBER = (int, float)
TEXT_OR_NULL = (str, type(None))
NUMBER_OR_NULL = (int, float, type(None))

POLICY = {
    "id": str, "title": str, "doc_number": TEXT_OR_NULL, "issuer": TEXT_OR_NULL, "issued_on": TEXT_OR_NULL,
    "effective_on": TEXT_OR_NULL, "valid_until": TEXT_OR_NULL, "status": str, "source": TEXT_OR_NULL,
    "level": TEXT_OR_NULL, "region": TEXT_OR_NULL, "ends_on": TEXT_OR_NULL,
}  # fmt: skip
CLAUSE = {"label": str, "path": str, "page": (int, type(None)), "text": str, "repeated": int}
HIT = {
    "id": str, "score": NUMBER, "policy": POLICY, "clause": CLAUSE, "highlights": [[int]], "citation": str,
    "snippet": {"text": str, "highlights": [[int]]},
}  # fmt: skip
PROGRAMME_ROW = {
    "id": str, "title": str, "channel": str, "doc_number": TEXT_OR_NULL, "status": str, "confidence": str,
    "audience": str, "standing": (dict, type(None)),
}  # fmt: skip
AWARD_ROW = {
    "applies_to": [str], "tier": TEXT_OR_NULL, "ratio": NUMBER_OR_NULL, "basis": TEXT_OR_NULL,
    "ratio_from": NUMBER_OR_NULL, "base": TEXT_OR_NULL, "share_of_total": NUMBER_OR_NULL, "amount_from": NUMBER_OR_NULL,
    "counted": [str], "instalments": list, "scope_caps": dict, "investment_from_wan": NUMBER_OR_NULL,
    "investment_below_wan": NUMBER_OR_NULL, "cap_wan": NUMBER_OR_NULL, "amount": (dict, type(None)), "valid_from": TEXT_OR_NULL, "valid_to": TEXT_OR_NULL,
    "source": TEXT_OR_NULL, "checked_on": str, "confidence": str, "clause": str,
}  # fmt: skip
RULE = {"text": str, "clause": str}
REASON = {
    "id": str, "rule": str, "answer": str, "because": str, "clause": TEXT_OR_NULL, "kind": str, "effect": str,
    "missing": [str],
}  # fmt: skip
TRACE = {"rule": str, "answer": str, "because": str, "cell": TEXT_OR_NULL}
PROGRAMME = PROGRAMME_ROW | {
    "checked_on": str,
    "directions": [{"title": str, "text": str, "clause": str}],
    "awards": [AWARD_ROW],
    "conditions": [RULE],
    "exclusions": [RULE],
    "documents": [str],
    "deadlines": [{"what": str, "date": TEXT_OR_NULL}],
    "replaces": [str],
    "former": [{"policy": str, "doc_number": TEXT_OR_NULL, "valid_from": TEXT_OR_NULL, "valid_to": TEXT_OR_NULL}],
    "as_of": str,
}
MATCH = {
    "programme": {"id": str, "title": str, "channel": str, "doc_number": TEXT_OR_NULL},
    "direction": str,
    "verdict": str,
    "fit": NUMBER,
    "award": {
        "amount_wan": NUMBER_OR_NULL, "ratio": NUMBER_OR_NULL, "basis": TEXT_OR_NULL, "cap_wan": NUMBER_OR_NULL,
        "confidence": TEXT_OR_NULL, "base": TEXT_OR_NULL, "ratio_from": NUMBER_OR_NULL, "request_wan": NUMBER_OR_NULL,
        "local_wan": NUMBER_OR_NULL,
        "conflicts": [{"words": str, "source": TEXT_OR_NULL, "confidence": str, "clause": TEXT_OR_NULL, "checked_on": str}],
    },
    "reasons": [REASON],
    "missing": [str],
    "evidence": [{"policy": str, "doc_number": TEXT_OR_NULL, "clause": str, "text": str, "score": NUMBER}],
}  # fmt: skip
COMBINATION = {
    "programme": str, "central_wan": NUMBER_OR_NULL, "local_wan": NUMBER_OR_NULL, "local_share": NUMBER_OR_NULL,
    "capital_ratio": NUMBER_OR_NULL, "capital_wan": NUMBER_OR_NULL, "trace": [str],
    "beside": [{
        "programme": str, "channel": str, "how": str, "words": str, "clause": TEXT_OR_NULL, "confidence": str,
        "limit_wan": NUMBER_OR_NULL,
    }],
}  # fmt: skip
LABEL = {"taxonomy": str, "field": str, "score": NUMBER, "because": [str], "stated": bool}
MEASURE = {"kind": str, "value": NUMBER, "unit": str, "text": str, "about": bool, "total": bool, "part": bool}
SCORE_PART = {"name": str, "value": NUMBER, "weight": NUMBER, "because": str}
RANKED = {
    "rank": int, "row": int, "name": str, "tier": str, "score": NUMBER, "fit": NUMBER, "maturity": NUMBER,
    "competitiveness": NUMBER, "sector": dict, "labels": [LABEL], "measures": [MEASURE], "earning": (dict, type(None)), "matches": [MATCH],
    "gaps": [str],
    "parts": {"fit": [SCORE_PART], "maturity": [SCORE_PART], "competitiveness": [SCORE_PART]},
}  # fmt: skip
SURENESS = {
    "first": int, "in_first": NUMBER, "best": int, "worst": int, "usual": NUMBER, "hangs_on": TEXT_OR_NULL,
    "tied": [int], "because": str,
}  # fmt: skip
ORDER = {"weightings": int, "seed": int, "method": str, "words": str}
METHOD = {
    "name": str, "words": str,
    "weights": [{
        "group": str, "name": str, "profile": NUMBER, "used": NUMBER, "best": NUMBER, "worst": NUMBER, "because": str,
    }],
}  # fmt: skip
METHOD_SCORE = {
    "value": NUMBER, "to_best": NUMBER_OR_NULL, "to_worst": NUMBER_OR_NULL, "because": str,
    "parts": [{"name": str, "value": NUMBER, "weight": NUMBER, "adds": NUMBER}],
}  # fmt: skip
THEME = {"name": str, "words": [str], "because": str}
PROFILE = {
    "name": str, "file": str, "about": str, "bases": [str], "digest": str, "notes": [str],
    "weights": [{"score": str, "name": str, "weight": NUMBER, "of_total": NUMBER, "because": str}],
    "tiers": [{"tier": str, "name": str, "score": NUMBER, "maturity": NUMBER, "because": str}],
    "channels": dict, "strategies": [THEME], "advantages": [THEME], "offices": dict, "coverage": [NUMBER],
    "scale_wan": [NUMBER], "debt_room_wan": NUMBER_OR_NULL,
}  # fmt: skip


def shaped(data: Any, shape: Any, where: str = "") -> None:
    """Assert that data has at least the fields of a shape, each of its type; a list's items all have its one shape."""
    if isinstance(shape, dict):
        assert isinstance(data, dict), where
        assert set(shape) <= set(data), f"{where}: {sorted(set(shape) - set(data))}"
        for key, inner in shape.items():
            shaped(data[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(data, list), where
        for number, item in enumerate(data):
            shaped(item, shape[0], f"{where}[{number}]")
    else:
        assert isinstance(data, shape), f"{where}: {data!r}"
        assert shape is bool or not isinstance(data, bool), where


def is_day(text: str | None) -> bool:
    return text is None or date.fromisoformat(text).isoformat() == text


def test_search(in_json: Json) -> None:
    found = in_json("search", "乡镇污水处理厂能申请什么补助", "--limit", 3)
    assert set(found) == {"query", "total", "out_of_force", "fault", "missing", "suggestions", "hits"}
    assert found["query"] == "乡镇污水处理厂能申请什么补助"
    assert found["total"] >= len(found["hits"]) == 3
    shaped(found["hits"], [HIT])
    for hit in found["hits"]:
        assert set(hit) == set(HIT)
        assert set(hit["clause"]) == set(CLAUSE)
        assert hit["policy"]["status"] in ("现行", "已被取代", "已废止", "未知")
        assert all(is_day(hit["policy"][key]) for key in ("issued_on", "effective_on", "valid_until"))
        assert all(0 <= start < end <= len(hit["clause"]["text"]) for start, end in hit["highlights"])
    assert [hit["score"] for hit in found["hits"]] == sorted((hit["score"] for hit in found["hits"]), reverse=True)


def test_search_with_nothing_found(in_json: Json) -> None:
    nothing = {"total": 0, "out_of_force": 0, "fault": None, "missing": None, "suggestions": [], "hits": []}
    assert in_json("search", "zzzzqqq") == {"query": "zzzzqqq", **nothing}


def test_policies(in_json: Json) -> None:
    found = in_json("policies")
    assert set(found) == {"policies"}
    shaped(found["policies"], [POLICY | {"clauses": int}])
    assert len(found["policies"]) >= 30


@pytest.mark.parametrize("words", ["go-2024-52", "国办发〔2024〕52号", "国办发[2024]52号", "国办发（2024）52号"])
def test_show_a_policy_by_id_or_number(in_json: Json, words: str) -> None:
    found = in_json("show", words)
    shaped(found, {"policy": POLICY, "clauses": [CLAUSE | {"id": str}]})
    assert found["policy"]["id"] == "go-2024-52"
    assert [clause["id"] for clause in found["clauses"]] == [
        f"go-2024-52#{n}" for n in range(1, len(found["clauses"]) + 1)
    ]
    assert "负面清单" in "".join(clause["text"] for clause in found["clauses"])


def test_show_one_clause(in_json: Json) -> None:
    whole = in_json("show", "sc-712")["clauses"]
    one = in_json("show", whole[4]["id"])
    assert one["clauses"] == [whole[4]]
    assert one["policy"]["doc_number"] == "国务院令第712号"


def test_programmes(in_json: Json) -> None:
    found = in_json("programmes")
    assert set(found) == {"programmes"}
    shaped(found["programmes"], [PROGRAMME_ROW])
    assert len(found["programmes"]) >= 30
    channel = in_json("programmes", "--channel", "超长期特别国债")["programmes"]
    assert {each["channel"] for each in channel} == {"超长期特别国债"}


def test_a_programme(in_json: Json) -> None:
    for listed in in_json("programmes")["programmes"]:
        found = in_json("programmes", listed["id"])
        shaped(found, PROGRAMME, listed["id"])
        assert {key: found[key] for key in listed} == listed
        assert is_day(found["checked_on"])
        for award in found["awards"]:
            assert award["tier"] in ("东部", "中部", "西部", "东北", "特殊", None)
            assert award["ratio"] is None or 0 < award["ratio"] <= 1
            assert all(is_day(award[key]) for key in ("valid_from", "valid_to", "checked_on"))
            assert award["amount"] is None or set(award["amount"]) == {"value", "unit"}
        assert all(is_day(each["date"]) for each in found["deadlines"])


def test_figures_of_a_programme(in_json: Json) -> None:
    award = in_json("programmes", "ndrc-cold-chain-logistics")["awards"][0]
    assert (award["ratio"], award["cap_wan"], award["basis"]) == (0.3, 5000, "核定投资")
    charging = in_json("programmes", "mof-county-charging")["awards"][0]
    assert charging["amount"] == {"value": 4500, "unit": "万元/县"}


def test_figures_that_contradict_each_other_are_both_there(in_json: Json) -> None:
    awards = in_json("programmes", "mof-agri-park")["awards"]
    assert [award["conflicting"] for award in awards] == [True, True]
    assert {award["amount_from"] for award in awards} == {None, 7000}
    cold = in_json("programmes", "ndrc-cold-chain-logistics")["awards"]
    assert [award["conflicting"] for award in cold] == [False]


REPEALING = """发改经贸规〔2026〕55号

# 城乡冷链物流设施中央预算内投资专项管理办法

国家发展改革委

2026年5月10日

第一条　为了规范资金管理，制定本办法。

第二条　本办法自印发之日起施行。《城乡冷链和国家物流枢纽建设中央预算内投资专项管理办法》（发改经贸规〔2021〕817号）同时废止。
"""


def test_a_programme_whose_basis_a_policy_in_the_store_repeals(in_json: Json, tmp_path: Path) -> None:
    path, store = tmp_path / "新办法.md", tmp_path / "store"
    path.write_text(REPEALING, encoding="utf-8")
    in_json("index", path, "--store", store)
    listed = {each["id"]: each for each in in_json("programmes", "--store", store, "--as-of", DAY)["programmes"]}
    standing = listed["ndrc-cold-chain-logistics"]["standing"]
    assert standing["state"] == "已废止"
    assert standing["since"] == "2026-05-10"
    assert "发改经贸规〔2026〕55号" in standing["words"]
    before = in_json("programmes", "ndrc-cold-chain-logistics", "--store", store, "--as-of", "2026-05-09")
    assert before["standing"]["state"] != "已废止"
    words = (
        "--name",
        "某县公共冷库建设项目",
        "--content",
        "新建公共冷库",
        "--region",
        "贵州省三都县",
        "--investment",
        1200,
    )
    found = in_json("match", *words, "--store", store, "--as-of", DAY)
    cold = next(each for each in found["matches"] if each["programme"]["id"] == "ndrc-cold-chain-logistics")
    assert cold["verdict"] == "待核"
    assert cold["programme"]["standing"] == standing
    assert any(standing["words"] == reason["because"] for reason in cold["reasons"])


def test_a_programme_on_a_day_of_the_past(in_json: Json) -> None:
    now = in_json("programmes", "ndrc-energy-saving", "--as-of", DAY)
    then = in_json("programmes", "ndrc-energy-saving", "--as-of", "2024-06-01")
    assert (now["doc_number"], then["doc_number"]) == ("发改环资规〔2025〕1228号", "发改环资规〔2024〕338号")
    assert {award["clause"].split()[0] for award in now["awards"]} == {"ndrc-2025-1228"}
    assert {award["clause"].split()[0] for award in then["awards"]} == {"ndrc-2024-338"}
    assert then["as_of"] == "2024-06-01"
    statuses = {each["id"]: each for each in in_json("programmes", "--as-of", "2024-06-01")["programmes"]}
    assert statuses["ndrc-zero-carbon-park"]["status"] == "尚未执行"
    assert statuses["ndrc-zero-carbon-park"]["standing"]["state"] == "尚未执行"


def test_check(in_json: Json) -> None:
    found = in_json("programmes", "check")
    shaped(found, {"faults": list, "policies": int, "programmes": int, "directions": int})
    assert found["sound"] is True
    assert found["faults"] == []


def test_match(in_json: Json) -> None:
    found = in_json(
        "match", "--name", "清岭县仓储保鲜冷链物流中心建设项目", "--content", "新建公共冷库3.2万立方米", "--region",
        "贵州省三都水族自治县", "--investment", 12000, "--requested", 3000, "--approval", "审批", "--nature", "新建",
        "--stage", "可研已批，用地预审办理中", "--code", "2504-522799-04-01-661380", "--no-received-central",
        "--as-of", DAY,
    )  # fmt: skip
    shaped(
        found,
        {"project": dict, "sector": dict, "labels": [LABEL], "measures": [MEASURE], "matches": [MATCH], "gaps": [str]},
    )
    assert set(found) == {
        "project",
        "sector",
        "labels",
        "measures",
        "earning",
        "matches",
        "gaps",
        "barred",
        "combination",
    }
    assert set(found["sector"]) == {"专项债领域", "政府投资公共领域", "战略性新兴产业"}
    shaped(found["earning"], {"kind": str, "because": str})
    assert [(each["kind"], each["value"], each["unit"]) for each in found["measures"]] == [("体积", 32000.0, "立方米")]
    assert {each["taxonomy"] for each in found["labels"]} <= set(found["sector"])
    assert found["barred"] is None
    shaped(found["combination"], COMBINATION)
    assert {each["how"] for each in found["combination"]["beside"]} <= {"allowed", "local", "capital", "no", "ask"}
    project = found["project"]
    assert (project["investment_wan"], project["requested_wan"]) == (12000, 3000)
    assert (project["province"], project["county"]) == ("贵州省", "三都水族自治县")
    assert project["permits"]["可研批复"] == "已办"
    assert {match["verdict"] for match in found["matches"]} <= {"符合", "不符合", "待核"}
    cold = next(each for each in found["matches"] if each["programme"]["id"] == "ndrc-cold-chain-logistics")
    assert (cold["award"]["amount_wan"], cold["award"]["ratio"], cold["award"]["cap_wan"]) == (3600, 0.3, 5000)
    assert all(0 <= match["fit"] <= 100 for match in found["matches"])
    assert all(
        reason["answer"] in ("符合", "不符合", "待核") for match in found["matches"] for reason in match["reasons"]
    )
    reasons = [reason for match in found["matches"] for reason in match["reasons"]]
    assert {reason["general"] for reason in reasons} == {True, False}
    traces = [reason["trace"] for reason in reasons if reason["trace"]]
    assert len(traces) > len(reasons) / 2
    while traces:
        trace = traces.pop()
        shaped(trace, TRACE)
        traces += trace["parts"]
    assert project["capital_share"] is None


def test_match_with_what_general_law_asks(in_json: Json) -> None:
    found = in_json(
        "match", "--name", "清岭县城乡供水一体化工程", "--sector", "水利", "--investment", 12000, "--capital", 1200, "--estimate", 10000,
        "--budget", 11100, "--approval", "核准", "--approved-on", "2023-03-01", "--method", "投资补助", "--use", "设备购置",
        "--industry-class", "限制类", "--nature", "新建", "--coverage-ratio", 1.3, "--has-revenue",
        "--contractor-advance", "--stage", "已核准，尚未开工", "--as-of", DAY,
    )  # fmt: skip
    project = found["project"]
    assert (project["capital_wan"], project["estimate_wan"], project["budget_wan"]) == (1200, 10000, 11100)
    assert (project["approved_on"], project["method"], project["uses"]) == ("2023-03-01", "投资补助", ["设备购置"])
    bond = next(match for match in found["matches"] if match["programme"]["id"] == "special-bond")
    answers = {reason["id"]: reason["answer"] for reason in bond["reasons"]}
    assert bond["verdict"] == "不符合"
    wrong = ("own-capital", "budget-over-estimate", "approval-lapsed", "restricted-industry", "contractor-advance")
    assert {answers[rule] for rule in wrong} == {"不符合"}


def test_a_verdict_is_shown_rule_by_rule(invoke: Callable[..., Result]) -> None:
    words = ("match", "--name", "清岭县城乡供水一体化工程", "--progress", "81%", "--as-of", DAY)
    shown = re.sub(r"\s", "", invoke(*words).stdout)
    assert "×不符合：在建进度超过80%的不再投｜形象进度：81%" in shown
    assert "通用规定" in shown
    assert "形象进度超过80%" not in shown
    assert "√形象进度超过80%" in re.sub(r"\s", "", invoke(*words, "--trace").stdout)


def test_match_of_a_file_and_options_over_it(in_json: Json, tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_text("name: 清岭县石门镇敬老院\nregion: 贵州省三都县\ninvestment: 1.2亿元\n", encoding="utf-8")
    found = in_json("match", "--project", path)
    assert found["project"]["investment_wan"] == 12000
    assert found["matches"][0]["programme"]["id"] == "ndrc-ageing-childcare"
    assert in_json("match", "--project", path, "--investment", 800)["project"]["investment_wan"] == 800


def test_match_with_nothing_to_offer(in_json: Json) -> None:
    found = in_json("match", "--name", "某某")
    assert found["matches"] == []
    assert found["barred"] is None


def test_match_with_nothing_to_offer_says_what_law_has_against_it(in_json: Json) -> None:
    found = in_json("match", "--name", "清岭县云顶会所项目", "--industry-class", "淘汰类")
    assert found["matches"] == []
    shaped(found["barred"], REASON)
    assert found["barred"]["id"] == "eliminated-industry"


COLUMN = {
    "sheet": TEXT_OR_NULL, "column": str, "title": str, "field": TEXT_OR_NULL, "unit": TEXT_OR_NULL, "sure": NUMBER, "because": str,
}  # fmt: skip


def test_columns(in_json: Json) -> None:
    found = in_json("columns", SAMPLE)
    sheet = {"name": str, "header": [int], "unit": TEXT_OR_NULL, "projects": int, "others": dict, "hidden_rows": list}
    shaped(
        found, {"table": str, "title": str, "projects": int, "templates": list, "sheets": [sheet], "columns": [COLUMN]}
    )
    shaped(found, {"skipped": list, "warnings": [str], "doubts": [{"row": int, "project": str, "words": str}]})
    assert (found["projects"], found["skipped"]) == (45, [])
    assert [column["field"] for column in found["columns"] if column["column"] in ("B", "J")] == ["项目名称", "总投资"]
    assert sum(len(rows) for rows in found["sheets"][0]["others"].values()) == 16


def test_rank(in_json: Json, tmp_path: Path) -> None:
    target = tmp_path / "报告.json"
    found = in_json("rank", SAMPLE, "--as-of", DAY, "-o", target)
    shaped(found, {"projects": [RANKED], "skipped": [{"row": int, "reason": str}], "columns": [COLUMN]})
    assert len(found["projects"]) == 45
    assert {each["tier"] for each in found["projects"]} == {"A", "B", "C", "D"}
    assert [each["rank"] for each in found["projects"]] == list(range(1, 46))
    assert found["skipped"] == []
    shaped(found, {"order": ORDER, "method": METHOD, "projects": [{"sureness": SURENESS}], "context": dict})
    assert (found["order"]["weightings"], found["method"]["name"]) == (5000, "加权求和")
    assert {each["method_score"] for each in found["projects"]} == {None}
    assert all(type(each["sureness"]["rises"]) is bool for each in found["projects"])
    assert json.loads(target.read_text(encoding="utf-8")) == found
    assert "\\u" not in target.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [target]


def test_rank_by_another_method_and_profile(in_json: Json) -> None:
    found = in_json(
        "rank", SAMPLE, "--as-of", DAY, "--method", "TOPSIS", "--profile", "储备谋划", "--weightings", 200, "--first", 3,
        "--any-weights",
    )  # fmt: skip
    shaped(
        found, {"order": ORDER, "method": METHOD, "projects": [{"sureness": SURENESS, "method_score": METHOD_SCORE}]}
    )
    assert (found["order"]["weightings"], found["method"]["name"]) == (200, "TOPSIS")
    assert "任意权重" in found["order"]["method"]
    assert {each["sureness"]["first"] for each in found["projects"]} == {3}
    assert found["context"]["权重文件"] == "reserve.yaml"


def test_rank_without_other_weightings(in_json: Json) -> None:
    found = in_json("rank", SAMPLE, "--as-of", DAY, "--weightings", 0)
    assert found["order"] is None
    assert {each["sureness"] for each in found["projects"]} == {None}
    shaped(found["method"], METHOD)


def test_profiles(in_json: Json) -> None:
    listed = in_json("profiles")
    shaped(listed, {"profiles": [{"name": str, "file": str, "about": str}]})
    assert [each["name"] for each in listed["profiles"]] == ["默认", "中央预算内", "储备谋划", "专项债"]
    for each in listed["profiles"]:
        found = in_json("profiles", each["name"])
        shaped(found, PROFILE)
        assert {key: found[key] for key in each} == each
    shaped(in_json("profiles", "--industries"), {"industries": [THEME]})


def test_index(in_json: Json, tmp_path: Path) -> None:
    good, bad = tmp_path / "通知.md", tmp_path / "坏.pdf"
    text = "清发改〔2026〕5号\n\n# 关于做好项目储备的通知\n\n一、总体要求\n\n做好储备。\n\n二、工作任务\n\n抓紧办理。\n"
    good.write_text(text, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 broken")
    store = tmp_path / "store"
    found = in_json("index", good, bad, "--no-corpus", "--store", store, code=1)
    expected = {
        "policies", "clauses", "added", "updated", "unchanged", "removed", "renamed", "missing", "failed", "seconds", "dry_run",
        "programmes",
    }  # fmt: skip
    assert set(found) == expected
    shaped(found, dict.fromkeys(("policies", "clauses", "added", "updated", "unchanged"), int) | {"seconds": NUMBER})
    assert (found["policies"], found["added"], found["updated"], found["unchanged"]) == (1, 1, 0, 0)
    (failed,) = found["failed"]
    assert failed["path"].endswith("坏.pdf")
    assert failed["reason"]
    again = in_json("index", good, "--store", store)
    assert (again["added"], again["unchanged"], again["failed"]) == (0, 1, [])
    good.write_text(text.replace("抓紧", "尽快"), encoding="utf-8")
    assert in_json("index", good, "--store", store)["updated"] == 1


def test_programmes_draft(in_json: Json, tmp_path: Path) -> None:
    text = (
        "# 冷库补助资金管理办法\n\n第一条　补助资金用于下列项目：\n\n（一）产地冷库；\n\n（二）冷链车间。\n\n"
        "第二条　补助比例不超过总投资的30%。\n\n第三条　申报项目应当符合下列条件：\n\n（一）用地落实；\n\n（二）已备案。\n"
    )
    (tmp_path / "办法.md").write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    (named,) = in_json("index", tmp_path / "办法.md", "--store", store)["programmes"]
    shaped(named, {"id": str, "title": str})
    found = in_json("programmes", "draft", named["id"], "--store", store)
    extra = {"path": str, "doubts": [str]}
    shaped(found, PROGRAMME | extra)
    assert (found["status"], found["accepted"], found["edited"]) == ("草案", False, False)
    assert found["directions"]
    assert found["awards"]


def test_doctor(in_json: Json) -> None:
    found = in_json("doctor")
    shaped(found, {"checks": [{"name": str, "words": str, "hint": str}]})
    assert found["sound"] is True
    assert all(check["sound"] is True for check in found["checks"])


CHANGE = {"row": int, "project": str, "kind": str, "programme": str, "title": str, "before": str, "after": str}


def test_programmes_diff(in_json: Json) -> None:
    found = in_json("programmes", "diff", "2025-09-18", "2025-09-20")
    shaped(found, {"changes": [{"programme": str, "title": str, "what": str, "words": str, "clause": TEXT_OR_NULL}]})
    assert any("换成 发改环资规〔2025〕1228号" in change["words"] for change in found["changes"])


def test_programmes_test(in_json: Json) -> None:
    assert in_json("programmes", "test")["failed"] == 0


def test_rank_since(in_json: Json) -> None:
    found = in_json("rank", str(SAMPLE), "--since", "2025-09-01", "--as-of", DAY)
    shaped(found, {"since": str, "as_of": str, "changes": [CHANGE]})
    energy = [change for change in found["changes"] if change["programme"] == "ndrc-energy-saving"]
    assert [(change["kind"], change["before"][:7], "最多 1040 万元" in change["after"]) for change in energy] == [
        ("有变化", "待核，金额待核", True)
    ]
    # Of the renewals only new lifts in old estates are new in 2026; all others were paid for before.
    opened = [change for change in found["changes"] if change["kind"] == "新增可报"]
    assert [("加装电梯" in change["project"], "加装电梯" in change["after"]) for change in opened] == [(True, True)]
    again = in_json("rank", str(SAMPLE), "--since", DAY, "--as-of", DAY)
    assert again["changes"] == []


def test_impact(in_json: Json) -> None:
    found = in_json("impact", "发改环资规〔2025〕1228号", str(SAMPLE), "--as-of", DAY)
    shaped(found, {"policy": str, "title": str, "as_of": str, "changes": [CHANGE]})
    assert found["draft"] is False
    assert {change["programme"] for change in found["changes"]} == {"ndrc-energy-saving"}


WHO = {"rank": int, "row": int, "name": str}
BACKING = {"award_wan": NUMBER_OR_NULL, "unknown": int, "investment_wan": NUMBER_OR_NULL, "investment_unknown": int}
WORKLISTS = {
    "as_of": str,
    "context": dict,
    "applications": [{
        "project": WHO, "programme": {"id": str, "title": str, "channel": str}, "direction": str,
        "amount_wan": NUMBER_OR_NULL, "deadline": TEXT_OR_NULL, "deadline_words": str, "documents": [str],
    }],
    "errands": [{
        "office": str, "step": str, "states": dict, "unlocks": [WHO], "unlocks_money": BACKING, "to_check": int,
        "waiting": [WHO], "waiting_money": BACKING,
    }],
    "shortages": [{"project": WHO, "kind": str, "problem": str, "office": str, "wan": NUMBER_OR_NULL, "source": str}],
}  # fmt: skip


def test_worklists(in_json: Json, invoke: Callable[..., Result], tmp_path: Path) -> None:
    found = in_json("worklists", SAMPLE, "--as-of", DAY)
    shaped(found, WORKLISTS)
    assert set(found) == set(WORKLISTS)
    ranked = in_json("rank", SAMPLE, "--as-of", DAY)["projects"]
    assert len(found["applications"]) == sum(each["tier"] == "A" for each in ranked) > 0
    assert all(is_day(each["deadline"]) for each in found["applications"])
    assert {each["kind"] for each in found["shortages"]} <= {"用地", "用能", "资金"}
    assert all(isinstance(each["unsure"], bool) for each in found["shortages"])
    works = next(each for each in found["errands"] if each["step"] == "施工许可")
    assert works["office"] == "住房和城乡建设局"
    assert 0 < works["unlocks_money"]["unknown"] <= len(works["unlocks"])
    assert json.dumps(found, ensure_ascii=False) == json.dumps(
        in_json("worklists", SAMPLE, "--as-of", DAY), ensure_ascii=False
    )
    shown = invoke("worklists", SAMPLE, "--as-of", DAY).stdout
    assert [
        words in shown
        for words in (f"申报清单：{len(found['applications'])} 个", "前期手续缺项清单：", "要素保障问题清单：用地")
    ] == [True] * 3
    rows = invoke("worklists", SAMPLE, "--as-of", DAY, "--format", "csv").stdout.splitlines()
    assert {row.split(",")[0].lstrip("\ufeff") for row in rows} == {
        "清单",
        "申报清单",
        "前期手续缺项清单",
        "要素保障问题清单",
    }
    assert invoke("worklists", SAMPLE, "-o", tmp_path / "报告.doc").exit_code == 2
    invoke("worklists", SAMPLE, "--as-of", DAY, "-o", tmp_path / "报告.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["报告.xlsx"]
    invoke("rank", SAMPLE, "--as-of", DAY, "-o", tmp_path / "排名.xlsx")
    assert (tmp_path / "排名.xlsx").read_bytes() == (tmp_path / "报告.xlsx").read_bytes()


LIMITS = SAMPLE.with_name("limits.yaml")
CHOICE = {
    "rank": int, "row": int, "project": str, "tier": str,
    "programme": {"id": str, "title": str, "channel": str, "doc_number": TEXT_OR_NULL}, "direction": str, "verdict": str,
    "year": int, "asked_wan": NUMBER_OR_NULL, "chance": NUMBER, "expected_wan": NUMBER_OR_NULL,
    "local_wan": (dict, type(None)), "debt_wan": NUMBER_OR_NULL, "because": str,
}  # fmt: skip
LEFT_OUT = {
    "rank": int,
    "row": int,
    "project": str,
    "tier": str,
    "year": (int, type(None)),
    "because": str,
    "gaps": [str],
}
PLAN = {
    "expected_wan": NUMBER, "bound_wan": NUMBER, "gap": NUMBER, "choices": [CHOICE], "left_out": [LEFT_OUT],
    "years": [{
        "year": int, "title": str, "expected_wan": NUMBER, "bound_wan": NUMBER, "gap": NUMBER, "choices": [CHOICE],
        "prepare": [LEFT_OUT],
    }],
    "limits": [{
        "kind": str, "name": str, "year": int, "unit": str, "used": NUMBER, "allowed": NUMBER, "one_more": NUMBER,
        "gain_wan": NUMBER_OR_NULL, "words": str,
    }],
    "fallouts": [{"project": str, "loss_wan": NUMBER_OR_NULL, "instead": [str], "dropped": [str], "words": str}],
    "assumptions": [str], "warnings": [str], "context": dict,
}  # fmt: skip


def test_plan(in_json: Json, tmp_path: Path) -> None:
    target = tmp_path / "计划.json"
    found = in_json("plan", SAMPLE, "--limits", LIMITS, "--as-of", DAY, "-o", target)
    assert set(found) == set(PLAN)
    shaped(found, PLAN)
    assert json.loads(target.read_text(encoding="utf-8")) == found
    assert list(tmp_path.iterdir()) == [target]
    assert found["gap"] == 0
    assert found["expected_wan"] == found["bound_wan"]
    known = sum(each["expected_wan"] or 0 for each in found["choices"])
    assert round(known, 2) == found["expected_wan"]
    for each in found["choices"]:
        assert {type(each[key]) for key in ("must", "asked_is_bound", "asked_is_own")} == {bool}
        assert (each["asked_wan"] is None) == (each["expected_wan"] is None)
        assert each["debt_wan"] is not None or each["asked_wan"] is None
        assert all(re.fullmatch("20[0-9]{2}", year) for year in each["local_wan"] or {})
    assert found["years"][0]["choices"] == found["choices"]
    planned = {each["row"] for year in found["years"] for each in year["choices"]}
    left = {each["row"] for each in found["left_out"]}
    assert not planned & left
    assert len(planned | left) == 45
    assert {"表格", "判断日期", "权重文件", "政策库", "程序", "限制文件", "计划年度"} <= set(found["context"])


def test_plan_without_limits_and_from_another_year(in_json: Json) -> None:
    found = in_json("plan", SAMPLE, "--year", 2027, "--as-of", DAY, "--brief")
    assert found["years"][0]["year"] == 2027
    assert found["fallouts"] == []
    assert all(limit["gain_wan"] is None for limit in found["limits"])
    assert any("没有给限制文件" in each for each in found["assumptions"])


def test_plan_as_rows(invoke: Callable[..., Result], tmp_path: Path) -> None:
    target = tmp_path / "计划.csv"
    shown = invoke("plan", SAMPLE, "--limits", LIMITS, "--as-of", DAY, "--format", "csv", "-o", target, "--quiet")
    assert shown.exit_code == 0
    assert target.read_text(encoding="utf-8") == shown.stdout.replace("\r\n", "\n")
    head, *rows = shown.stdout.lstrip("\ufeff").splitlines()
    assert head.startswith("年度,安排,名次,行,项目名称,梯次,资金渠道")
    assert sum("不安排" in row for row in rows) == 5
    assert any(",待核," in row for row in rows)


def test_plan_at_a_terminal(invoke: Callable[..., Result]) -> None:
    shown = re.sub(r"\s", "", invoke("plan", SAMPLE, "--limits", LIMITS, "--as-of", DAY, "--quiet").stdout)
    for words in (
        "2026年申报",
        "已证明是限制下最高的",
        "（必上）",
        "（自填）",
        "把握是建议口径，没有统计依据",
        "这一年要为2027年备好",
        "没有安排的项目",
    ):
        assert words in shown


def test_plan_with_limits_that_contradict_each_other(call: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "限制.yaml"
    path.write_text(
        "配套资金: {2026: 100}\n必上:\n- {项目: 清岭县石门镇敬老院改扩建项目, 渠道: ndrc-ageing-childcare}\n",
        encoding="utf-8",
    )
    ended = call("plan", SAMPLE, "--limits", path, "--as-of", DAY, "--quiet")
    assert (ended.code, ended.out) == (1, "")
    assert "限制互相矛盾" in ended.err
    assert "至少需要 2026 年的县级配套资金 340 万元，而 2026 年只有 100 万元" in ended.err
    path.write_text("必上:\n- {项目: 清岭县石门镇敬老院}\n", encoding="utf-8")
    wrong = call("plan", SAMPLE, "--limits", path, "--as-of", DAY, "--quiet")
    assert wrong.code == 1
    assert "限制.yaml:2: 表里没有叫“清岭县石门镇敬老院”的项目" in wrong.err
    assert call("plan", SAMPLE, "-o", tmp_path / "计划.pdf").code == 2
    assert call("plan", SAMPLE, "--brief", "--thorough").code == 2
