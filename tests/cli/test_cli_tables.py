"""The options that the commands over project tables share: --map, --template, --save-template, and ``columns``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Call = Callable[..., Any]
HEADER = ["事项", "盘子", "主体", "备注1"]
ROWS = [
    ["清岭县石门镇敬老院", 0.24, "县民政局", "2403-522799-04-01-123456"],
    ["清岭县云坪乡水厂", 0.52, "县水务局", "2404-522799-04-01-234567"],
]
MAPS = ("--map", "事项=项目名称", "--map", "B=总投资（亿元）", "--map", "主体=建设单位")


def book(path: Path, header: list[str] = HEADER) -> Path:
    workbook = openpyxl.Workbook()
    for row in [header, *ROWS]:
        workbook.active.append(row)
    workbook.save(path)
    return path


def fields(found: dict[str, Any]) -> dict[str, Any]:
    return {column["column"]: column["field"] for column in found["columns"]}


def columns(call: Call, table: Path, store: Path, *words: object) -> dict[str, Any]:
    ended = call("columns", table, "--store", store, "--format", "json", *words)
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_a_map_says_what_a_column_is(call: Call, tmp_path: Path) -> None:
    table = book(tmp_path / "a.xlsx")
    refused = call("columns", table, "--store", tmp_path / "s")
    assert refused.code == 1
    assert "表头" in refused.err
    found = columns(call, table, tmp_path / "s", *MAPS)
    assert fields(found) == {"A": "项目名称", "B": "总投资", "C": "建设单位", "D": "项目代码"}
    assert [column["unit"] for column in found["columns"]] == [None, "亿元", None, None]
    assert [column["because"] for column in found["columns"][:3]] == ["按 --map 的指定"] * 3
    left = columns(call, table, tmp_path / "s", *MAPS, "--map", "备注1=不读")
    assert fields(left)["D"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "事项"), "请写成“列=字段”"),
        (("--map", "事项=魔法"), "没有“魔法”这个字段"),
        (("--map", "事项=魔法"), "建设内容及规模"),
        (("--map", "没有的列=项目代码"), "没有找到"),
        (("--map", "没有的列=项目代码"), "B 盘子"),
        (("--map", "ZZ=项目代码"), "没有找到"),
        (("--map", "农业!B=项目代码"), "工作表“农业”没有读到"),
        (("--map", "备注1=项目代码（万元）"), "这个字段"),
    ],
)
@pytest.mark.parametrize("command", ["columns", "rank"])
def test_a_wrong_map_is_explained(call: Call, tmp_path: Path, command: str, words: tuple[str, ...], said: str) -> None:
    ended = call(command, book(tmp_path / "a.xlsx"), "--store", tmp_path / "s", *MAPS, *words)
    assert ended.code == 2
    assert said in ended.err
    assert ended.out == ""


def test_a_template_is_saved_and_applies_by_itself(call: Call, tmp_path: Path) -> None:
    store = tmp_path / "s"
    saved = call("columns", book(tmp_path / "a.xlsx"), "--store", store, *MAPS, "--save-template", "民政口储备表")
    assert saved.code == 0
    assert "民政口储备表" in saved.err
    assert (store / "templates" / "民政口储备表.yaml").is_file()
    again = call("columns", book(tmp_path / "b.xlsx"), "--store", store, "--format", "json")
    assert again.code == 0
    assert "按模板识别列" in again.err
    assert "--template none" in again.err
    found = json.loads(again.out)
    assert found["templates"] == ["民政口储备表"]
    assert fields(found) == {"A": "项目名称", "B": "总投资", "C": "建设单位", "D": "项目代码"}
    assert found["columns"][1]["unit"] == "亿元"
    assert call("columns", tmp_path / "b.xlsx", "--store", store, "--template", "none").code == 1
    # --map goes before the template
    assert fields(columns(call, tmp_path / "b.xlsx", store, "--map", "D=不读"))["D"] is None


def test_a_template_waits_for_its_own_header(call: Call, tmp_path: Path) -> None:
    store = tmp_path / "s"
    call("columns", book(tmp_path / "a.xlsx"), "--store", store, *MAPS, "--save-template", "甲")
    other = book(tmp_path / "b.xlsx", ["盘子", "事项", "主体", "备注1"])
    assert call("columns", other, "--store", store).code == 1
    # Asked for by name it applies to what has the same heading.
    found = columns(call, book(tmp_path / "c.xlsx", ["事项", "盘子", "牵头", "备注1"]), store, "--template", "甲")
    assert (fields(found)["A"], fields(found)["B"]) == ("项目名称", "总投资")


def test_what_does_not_look_like_what_was_said_is_doubted(call: Call, tmp_path: Path) -> None:
    found = columns(call, book(tmp_path / "a.xlsx"), tmp_path / "s", *MAPS, "--map", "主体=项目代码")
    assert fields(found)["C"] == "项目代码"
    assert found["columns"][2]["sure"] < 0.8
    assert any("“主体”（C 列）按 --map 的指定读作项目代码，但多数内容不像" in warning for warning in found["warnings"])


def test_years_in_headings_make_no_other_table(call: Call, tmp_path: Path) -> None:
    store = tmp_path / "s"
    header = ["项目名称", "总投资（万元）", "建设单位", "2025年盘子"]
    maps = ("--map", "2025年盘子=拟申请资金（万元）", "--save-template", "年度")
    workbook = openpyxl.Workbook()
    for row in [header, ["甲项目", 5000, "县水务局", 800], ["乙项目", 6000, "县水务局", 900]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")
    assert call("columns", tmp_path / "a.xlsx", "--store", store, *maps).code == 0
    workbook.active["D1"] = "2026年盘子"
    workbook.save(tmp_path / "b.xlsx")
    assert fields(columns(call, tmp_path / "b.xlsx", store))["D"] == "拟申请资金"


@pytest.mark.parametrize("name", ["../x", "a/b", "none", "", "x" * 90, ".x"])
def test_names_that_are_no_names(call: Call, tmp_path: Path, name: str) -> None:
    ended = call("columns", book(tmp_path / "a.xlsx"), "--store", tmp_path / "s", *MAPS, "--save-template", name)
    if name:
        assert ended.code == 1
        assert "不能作模板名" in ended.err
    assert not (tmp_path / "s" / "templates").exists()
    assert not (tmp_path / "x.yaml").exists()


@pytest.mark.parametrize(
    "text",
    ["{", "[1]", "sheets: []", "sheets: [{header: [a]}]", "sheets: [{header: [a], columns: {A: 魔法}}]",
     "sheets: [{header: [a], columns: {C: 项目名称}}]", "sheets: [{header: [a], columns: {1: 项目名称}}]"],
)  # fmt: skip
def test_a_template_that_is_wrong_names_its_file(call: Call, tmp_path: Path, text: str) -> None:
    (tmp_path / "s" / "templates").mkdir(parents=True)
    (tmp_path / "s" / "templates" / "坏.yaml").write_text(text, encoding="utf-8")
    ended = call("columns", book(tmp_path / "a.xlsx"), "--store", tmp_path / "s", *MAPS)
    assert ended.code == 1
    assert "坏.yaml" in ended.err
    assert "--template none" in ended.err
    assert call("columns", tmp_path / "a.xlsx", "--store", tmp_path / "s", *MAPS, "--template", "none").code == 0


def test_a_template_that_is_not_there(call: Call, tmp_path: Path) -> None:
    ended = call("columns", book(tmp_path / "a.xlsx"), "--store", tmp_path / "s", "--template", "乙")
    assert ended.code == 1
    assert "没有名为“乙”的模板" in ended.err


def test_columns_as_a_table_and_as_csv(call: Call, tmp_path: Path) -> None:
    table = book(tmp_path / "a.xlsx", ["项目名称", "总投资（亿元）", "建设单位", "备注1"])
    shown = call("columns", table, "--store", tmp_path / "s")
    assert shown.code == 0
    for words in ("总投资", "亿元", "100%", "按内容", "第 1 行是表头，读到 2 个项目"):
        assert words in shown.out
    rows = list(csv.reader(io.StringIO(call("columns", table, "--store", tmp_path / "s", "--format", "csv").out)))
    assert rows[0][1:] == ["列", "表头", "读作", "单位", "把握", "依据"]
    assert rows[2][1:6] == ["B", "总投资（亿元）", "总投资", "亿元", "100%"]
    # Nothing is made of the store's folder by merely looking.
    assert not (tmp_path / "s").exists()


def test_rows_without_a_name_end_with_code_1(call: Call, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in [["项目名称", "总投资（万元）"], ["甲项目", 5], [None, 7]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")
    ended = call("columns", tmp_path / "a.xlsx", "--store", tmp_path / "s")
    assert ended.code == 1
    assert "第 3 行" in ended.out
