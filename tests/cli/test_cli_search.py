"""policymatch search: what each option shows, in each format."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_tools import records

from policymatch.store.fields import NAMES
from policymatch.store.grammar import is_expression, parse_expression
from policymatch.store.syntax import Field

Call = Callable[..., Any]


def test_a_snippet_is_a_part_of_the_clause_with_its_matches(in_json: Call) -> None:
    for hit in in_json("search", "政府投资项目的审批", "--limit", 20)["hits"]:
        found = hit["snippet"]
        assert 0 < len(found["text"]) <= 160
        assert found["text"].strip("…") in hit["clause"]["text"].replace("\n", " ").replace("　", " ")
        marked = {hit["clause"]["text"][start:end] for start, end in hit["highlights"]}
        assert {found["text"][start:end] for start, end in found["highlights"]} <= marked


def test_every_answer_can_be_cited(call: Call, in_json: Call, invoke: Call) -> None:
    cited = "《政府投资条例》（国务院令第712号）第九条（摘编）"
    assert in_json("search", "政府投资条例第九条", "--limit", 1)["hits"][0]["citation"] == cited
    assert f"引用：{cited}" in call("search", "政府投资条例第九条", "--limit", 1).out
    assert f"引用：{cited}" in call("show", "sc-712#8").out
    assert in_json("show", "sc-712#8")["clauses"][0]["citation"] == cited
    (row,) = csv.DictReader(
        io.StringIO(invoke("search", "政府投资条例第九条", "--limit", 1, "--format", "csv").stdout[1:])
    )
    assert row["引用"] == cited
    assert row["摘录"].startswith("第九条")


def test_a_wrong_expression_is_pointed_at_and_answered(call: Call, in_json: Call) -> None:
    query = "tilte:条例 AND 资金"
    found = call("search", query)
    assert found.code == 0
    assert "tilte:条例 AND 资金\n^^^^^^\n" in found.err
    assert "没有“tilte”这个字段" in found.err
    assert "title（标题）" in found.err
    assert "按普通问题回答" in found.err
    assert "1. 《" in found.out
    fault = in_json("search", query)["fault"]
    assert (fault["start"], fault["end"]) == (0, 6)
    assert query[fault["start"] : fault["end"]] == "tilte:"
    assert in_json("search", "title:条例 AND 资金")["fault"] is None
    assert call("search", query, "--quiet").err == ""


def test_neighbours_of_answers(call: Call, in_json: Call) -> None:
    (hit,) = in_json("search", "政府投资条例第九条", "--limit", 1, "--context", 2)["hits"]
    assert hit["id"] == "sc-712#8"
    assert [each["id"] for each in hit["context"]["before"]] == ["sc-712#6", "sc-712#7"]
    assert [each["id"] for each in hit["context"]["after"]] == ["sc-712#9", "sc-712#10"]
    out = call("search", "政府投资条例第九条", "--limit", 1, "--context", 1).out
    assert out.index("┆ 第二章") < out.index("第九条 政府以") < out.index("┆ 第十条") < out.index("引用：")


def test_neighbours_of_a_clause(call: Call, in_json: Call, invoke: Call) -> None:
    found = in_json("show", "sc-712#8", "--context", 1)
    assert [each["id"] for each in found["clauses"]] == ["sc-712#8"]
    assert [each["id"] for side in ("before", "after") for each in found["context"][side]] == ["sc-712#7", "sc-712#9"]
    assert "context" not in in_json("show", "sc-712#8")
    assert in_json("show", "sc-712#1", "--context", 3)["context"]["before"] == []
    out = call("show", "sc-712#8", "--context", 1).out
    assert out.index("第二章 政府投资决策") < out.index("第九条") < out.index("第十条") < out.index("引用：")
    rows = list(csv.reader(io.StringIO(invoke("show", "sc-712#8", "--context", 1, "--format", "csv").stdout)))
    assert [row[0] for row in rows[1:]] == ["sc-712#7", "sc-712#8", "sc-712#9"]


def test_facets_in_every_format(call: Call, in_json: Call, invoke: Call) -> None:
    found = in_json("search", "冷链物流补助", "--facets")["facets"]
    assert [facet["name"] for facet in found["facets"]] == ["发文机关", "年份", "级别", "资金类型", "状态"]
    rows = list(csv.reader(io.StringIO(invoke("search", "冷链物流补助", "--facets", "--format", "csv").stdout[1:])))
    assert rows[0] == ["分类", "值", "条数", "检索式"]
    assert [row[:3] for row in rows[1:]] == [
        [facet["name"], value["value"], str(value["count"])] for facet in found["facets"] for value in facet["values"]
    ]
    out = call("search", "冷链物流补助", "--facets").out
    first = next(value for value in found["facets"][0]["values"] if value["expression"])
    assert re.search(rf"发文机关（issuer:）   .*{first['value']} {first['count']}", out)
    narrowed = in_json("search", first["expression"])
    assert narrowed["fault"] is None
    assert all(first["value"] in hit["policy"]["issuer"] for hit in narrowed["hits"])
    assert f'policymatch search "{first["expression"]}"' in out
    assert "分类统计" not in call("search", "zzzz", "--facets").out


def test_pages(call: Call, in_json: Call) -> None:
    whole = [hit["id"] for hit in in_json("search", "冷链物流", "--limit", 30)["hits"]]
    paged = [
        hit["id"] for page in range(1, 7) for hit in in_json("search", "冷链物流", "--limit", 5, "--page", page)["hits"]
    ]
    assert paged == whole
    out = call("search", "冷链物流", "--limit", 5, "--page", 2).out
    assert out.startswith("6. 《")
    assert "显示第 6 至 10 条（第 2 页，共 " in out
    assert "下一页加 --page 3" in out
    total = in_json("search", "冷链物流")["total"]
    past = call("search", "冷链物流", "--page", 900)
    assert past.code == 0
    assert f"没有第 900 页：共 {total} 条" in past.out


def test_by_date(call: Call, in_json: Call) -> None:
    found = in_json("search", "title:办法 AND 资金", "--order", "date", "--limit", 50)["hits"]
    days = [hit["policy"]["issued_on"] or "" for hit in found]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 2
    assert "按日期从新到旧" in call("search", "资金", "--order", "date").out


def test_did_you_mean(call: Call, in_json: Call) -> None:
    out = call("search", "一般公共预筹").out
    assert out.startswith("您是不是要找：一般公共预算（常见别字）\n")
    (meant, *_) = in_json("search", "一般公共预筹")["suggestions"]
    assert meant["text"] == "一般公共预算"
    assert meant["changes"] == [{"start": 4, "end": 6, "text": "预算", "how": "常见别字"}]
    assert in_json("search", "预筹")["suggestions"][0]["text"] == "预算"
    assert "您是不是要找：预算" in call("search", "预筹").out
    assert in_json("search", "一般公共预算")["suggestions"] == []
    assert "您是不是" not in call("search", "一般公共预筹", "--page", 2).out


def test_similar_clauses(call: Call, in_json: Call) -> None:
    found = in_json("search", "--like", "sc-712#8", "--limit", 5)
    assert (found["query"], found["like"]) == ("", "sc-712#8")
    assert found["hits"]
    assert "sc-712#8" not in {hit["id"] for hit in found["hits"]}
    own = call("search", "--like", "sc-712#10", "--limit", 20).out
    assert "［同一政策］" in own
    assert "相似度 0." in own
    assert "得分" not in own
    missing = call("search", "--like", "sc-712#999")
    assert missing.code == 1
    assert "没有条款“sc-712#999”" in missing.err
    for more in (["冷链"], ["--explain"], ["--order", "date"]):
        assert call("search", "--like", "sc-712#8", *more).code == 2


def test_copies_are_named(call: Call, in_json: Call, tmp_path: Path) -> None:
    records(tmp_path, *({"id": at, "title": f"办法{at}", "text": "第一条 给予冷链补助。"} for at in range(1, 9)))
    out = call("search", "--like", "1#1", "--store", tmp_path).out
    assert "没有与 1#1 相似的条款" in out
    assert "与 1#1 文字相同的还有 7 条：2#1、3#1、4#1、5#1、6#1、7#1 等" in out
    found = in_json("search", "--like", "1#1", "--store", tmp_path)
    assert (found["total"], found["copies"]) == (0, [f"{at}#1" for at in range(2, 9)])


@pytest.mark.parametrize("words", [["政府投资项目的审批"], ["title:条例 AND 资金"]])
def test_explanations_add_up(call: Call, in_json: Call, words: list[str]) -> None:
    hits = in_json("search", *words, "--explain")["hits"]
    assert [("explain" in hit) for hit in hits] == [at < 5 for at in range(len(hits))]
    for hit in hits[:5]:
        given = hit["explain"]
        points = sum(each["points"] for each in given["words"])
        points += given["fame"] + given["work"] + given["expression"] + given["vectors"]
        assert points == pytest.approx(hit["score"], abs=1e-5)
    every = in_json("search", *words, "--explain", "--limit", 6)["hits"]
    assert all("explain" in hit for hit in every)
    out = call("search", *words, "--explain", "--limit", 1).out
    assert "   得分 1.000 = " in out or "   得分 0." in out
    assert "罕见度" in out


def test_a_reference_has_no_explanation(call: Call) -> None:
    out = call("search", "政府投资条例第九条", "--explain", "--limit", 1).out
    assert "按名称直接找到" in out
    assert "罕见度" not in out


EVERYTHING = ["--facets", "--explain", "--context", "1"]


@pytest.mark.parametrize(
    "words",
    [["政府投资项目的审批"], ["title:条例 AND 资金"], ["国办发〔2024〕52号"], ["zzzz"], ["tilte:冷链"], ["--like", "sc-712#8"], ["预筹"]],
)  # fmt: skip
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_everything_at_once(call: Call, words: list[str], form: str) -> None:
    options = [each for each in EVERYTHING if each != "--explain" or "--like" not in words]
    found = call("search", *words, *options, "--format", form)
    assert found.code == 0
    assert ("检索式有误" in found.err) == (words == ["tilte:冷链"])
    assert "None" not in found.out
    assert "nan" not in found.out.lower().replace("finance", "")


def test_a_text_with_signs_of_a_terminal_is_printed_harmlessly(call: Call, tmp_path: Path) -> None:
    records(
        tmp_path, {"id": 1, "title": "办法[bold]", "text": "第一条 [red]冷链[/red]补助 [/] \\[x]。", "issuer": "[b]厅"}
    )
    out = call("search", "冷链", "--facets", "--context", 1, "--store", tmp_path).out
    assert "[red]冷链[/red]补助 [/] \\[x]。" in out
    assert "[b]厅" in out


def test_every_expression_of_the_help_is_understood(call: Call) -> None:
    help_text = call("search", "-h").out
    lines = help_text.split("检索式（")[1].split("字段也可写中文：")[0].splitlines()[1:]
    examples = [each for line in lines for each in re.split(r"\s{2,}", line.strip()) if each]
    expressions = [each for each in examples if is_expression(each)]
    for each in expressions:
        parse_expression(each)
    assert len(expressions) >= 20
    said = " ".join(expressions)
    assert all(f"{field}:" in said for field in Field)
    names = help_text.split("字段也可写中文：")[1].split("\n")[0].split("、")
    assert {NAMES[name.strip().rstrip(":")] for name in names} == set(Field)


def test_an_id_may_hold_a_hash(in_json: Call, tmp_path: Path) -> None:
    records(tmp_path, {"id": "甲#乙", "title": "冷链办法", "text": "第一条 补助冷库。\n第二条 检查冷库。"})
    assert len(in_json("show", "甲#乙", "--store", tmp_path)["clauses"]) == 2
    shown = in_json("show", "甲#乙#2", "--context", 1, "--store", tmp_path)
    assert [each["id"] for each in shown["clauses"]] == ["甲#乙#2"]
    assert [each["id"] for each in shown["context"]["before"]] == ["甲#乙#1"]


def test_neighbours_are_of_the_same_policy_where_a_number_and_a_text_are_one_id(in_json: Call, tmp_path: Path) -> None:
    records(
        tmp_path,
        {"id": 7, "title": "甲县办法", "text": "第一条 补助冷库。\n第二条 甲县另定。"},
        {"id": "7", "title": "乙县办法", "text": "第一条 补助冷库。\n第二条 乙县另定。"},
    )
    for hit in in_json("search", "text:补助冷库", "--context", 1, "--store", tmp_path)["hits"]:
        (after,) = hit["context"]["after"]
        assert hit["policy"]["title"][:2] in after["text"]
