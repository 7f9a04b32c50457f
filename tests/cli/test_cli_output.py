"""What the commands print and write: tables that fit, CSV that Excel reads safely, reports, tables that are broken."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from match_tools import DAY, SAMPLE

Call = Callable[..., Any]
HEADER = ["序号", "项目名称", "建设内容及规模", "总投资（万元）"]


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def book(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def dangerous(tmp_path: Path) -> Path:
    """A table whose names a spreadsheet would take for formulas."""
    path = tmp_path / "项目表.csv"
    path.write_text(
        "项目名称,建设内容及规模,总投资（万元）\n"
        '"=HYPERLINK(""http://x.example"",""敬老院"")",改扩建敬老院,1000\n'
        "+敬老院,改扩建敬老院,1000.5\n"
        "-2+3+cmd|' /C calc'!A0冷库,公共冷库,300\n"
        "@SUM(1+1)卫生院,乡镇卫生院,200\n",
        encoding="utf-8",
    )
    return path


# --- tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["rank", SAMPLE, "--details", "8", "--as-of", DAY],
        ["match", "--name", "清岭县石门镇敬老院改扩建项目", "--region", "贵州省三都县", "--investment", "2380"],
        ["search", "冷链物流"],
        ["show", "ndrc-2025-1228"],
        ["policies"],
        ["programmes"],
        ["programmes", "ndrc-railway"],
        ["programmes", "special-bond"],
        ["lexicon"],
        ["lexicon", "高标准农田"],
    ],
)
def test_a_table_fits_100_columns(call: Call, words: list[object]) -> None:
    found = call(*words)
    assert (found.code, found.err) == (0, "")
    assert len(found.out.splitlines()) > 1
    wide = [line for line in found.out.splitlines() if width(line.rstrip()) > 100]
    assert wide == []
    assert "\x1b" not in found.out


def test_the_ranking_as_a_table(call: Call) -> None:
    out = call("rank", SAMPLE, "--details", "2", "--as-of", DAY).out
    assert "名次" in out
    assert "共 45 个项目" in out
    assert "D 不宜申报 5 个" in out
    assert "待核" in out
    assert "首选渠道" in out
    assert "None" not in out
    assert "nan" not in out


def test_a_digest_says_that_it_is_one(call: Call) -> None:
    assert "摘编，不是原文" in call("show", "ndrc-2025-1228").out
    assert "［摘编］" in call("search", "节能降碳").out


def test_an_unverified_document_number_is_marked(call: Call, in_json: Call) -> None:
    unsure = [
        each["id"] for each in in_json("policies")["policies"] if each.get("doc_number_confidence") == "unverified"
    ]
    assert unsure
    assert "发文字号未核实" in call("show", unsure[0]).out


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "column"),
    [
        (["search", "冷链"], "正文"),
        (["show", "sc-712"], "正文"),
        (["policies"], "发文字号"),
        (["programmes"], "资金类型"),
        (["programmes", "ndrc-water"], "支持方向"),
        (["programmes", "check"], "问题"),
        (["lexicon"], "词条"),
        (["lexicon", "辞退"], "同义词"),
        (["lexicon", "check"], "问题"),
        (["match", "--name", "清岭县敬老院"], "资金渠道"),
        (["doctor"], "说明"),
        (["index"], "原因"),
    ],
)
def test_csv_has_a_mark_a_heading_and_even_rows(invoke: Call, words: list[str], column: str) -> None:
    result = invoke(*words, "--format", "csv")
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert result.stdout_bytes.count(b"\xef\xbb\xbf") == 1
    heading, *rows = rows_of(result.stdout)
    assert column in heading
    assert {len(row) for row in rows} <= {len(heading)}


def test_csv_of_the_ranking(invoke: Call) -> None:
    heading, *rows = rows_of(invoke("rank", SAMPLE, "--as-of", DAY, "--format", "csv").stdout)
    assert len(rows) == 45
    items = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [int(item["名次"]) for item in items] == list(range(1, 46))
    advised_against = [item for item in items if item["梯次"] == "D"]
    assert {item["首选资金渠道"] for item in advised_against} == {""}
    assert all(item["首选资金渠道"] for item in items if item["梯次"] in "AB")


def _is_formula(cell: str) -> bool:
    return cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_cell_that_begins_like_a_formula_leaves_as_text(invoke: Call, dangerous: Path, tmp_path: Path) -> None:
    target = tmp_path / "报告.csv"
    result = invoke("rank", dangerous, "--format", "csv", "-o", target)
    for text in (result.stdout, target.read_bytes().decode("utf-8-sig")):
        heading, *rows = rows_of(text)
        assert sorted(row[heading.index("项目名称")][:2] for row in rows) == ["'+", "'-", "'=", "'@"]
        assert [cell for row in rows for cell in row if _is_formula(cell)] == []
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_formula_in_a_policy_leaves_as_text(invoke: Call, tmp_path: Path) -> None:
    path = tmp_path / "notice.md"
    path.write_text('# =HYPERLINK("http://x.example")关于冷链的通知\n\n一、@SUM(1)冷链项目。\n', encoding="utf-8")
    store = tmp_path / "store"
    assert invoke("index", path, "--no-corpus", "--store", store).exit_code == 0
    for words in (["policies"], ["search", "冷链"]):
        rows = rows_of(invoke(*words, "--store", store, "--format", "csv").stdout)
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if _is_formula(cell)] == []


# --- reports ----------------------------------------------------------------------------------------------------------


def test_reports_of_each_kind(call: Call, dangerous: Path, tmp_path: Path) -> None:
    for ending in ("xlsx", "docx", "html", "json", "csv"):
        target = tmp_path / f"报告.{ending}"
        found = call("rank", dangerous, "-o", target)
        assert found.code == 0
        assert str(target) in found.err
        assert target.stat().st_size > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *(f"报告.{ending}" for ending in ("csv", "docx", "html", "json", "xlsx")), "项目表.csv",
    ]  # fmt: skip
    data = json.loads((tmp_path / "报告.json").read_text(encoding="utf-8"))
    assert len(data["projects"]) == 4
    workbook = openpyxl.load_workbook(tmp_path / "报告.xlsx")
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("HYPERLINK" in cell.value for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f" and "HYPERLINK" in cell.value] == []


@pytest.mark.parametrize("ending", ["docx", "html", "json"])
def test_equal_input_gives_equal_reports(call: Call, dangerous: Path, tmp_path: Path, ending: str) -> None:
    made = []
    for number in range(2):
        target = tmp_path / f"报告{number}.{ending}"
        assert call("rank", dangerous, "--as-of", DAY, "-o", target).code == 0
        made.append(target.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html", "json", "csv"])
def test_a_report_that_cannot_be_written_leaves_nothing(
    call: Call, dangerous: Path, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / "没有的文件夹" / f"报告.{ending}"
    found = call("rank", dangerous, "-o", target)
    assert found.code == 1
    assert "无法写入" in found.err
    assert "提示：" in found.err
    assert not re.search("[A-Z][a-z]+ [a-z]+ ", found.err.replace(str(tmp_path), ""))
    assert not target.parent.exists()
    assert list(tmp_path.iterdir()) == [dangerous]


def test_a_report_replaces_the_one_before_only_when_it_is_whole(
    call: Call, dangerous: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "报告.xlsx"
    target.write_bytes(b"yesterday's")

    def fails(_: object, path: Path, *rest: object) -> None:
        path.write_bytes(b"half of today's")
        raise OSError(28, "磁盘已满")

    monkeypatch.setattr("policymatch.reports.excel.write_workbook", fails)
    found = call("rank", dangerous, "-o", target)
    assert found.code == 1
    assert "磁盘已满" in found.err
    assert target.read_bytes() == b"yesterday's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报告.xlsx", "项目表.csv"]


# --- broken tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "said", "to_do"),
    [
        ([["甲", "乙"], ["丙", 1]], "没有找到项目表的表头", "项目名称"),
        ([["序号", "建设内容及规模", "总投资（万元）"], [1, "修路", 100]], "第 1 行", "项目名称"),
        ([], "没有内容", "确认"),
    ],
)
def test_a_table_that_is_none(call: Call, tmp_path: Path, rows: list[list[object]], said: str, to_do: str) -> None:
    found = call("rank", book(tmp_path / "表.xlsx", rows))
    assert (found.code, found.out) == (1, "")
    error, hint = found.err.splitlines()
    assert error.startswith("错误：")
    assert said in error
    assert hint.startswith("提示：")
    assert to_do in hint


@pytest.mark.parametrize(
    "content", [b"hello", b"PK\x03\x04 broken", b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_file_that_is_no_workbook(call: Call, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    found = call("rank", path)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("错误：表.xlsx")
    assert "提示：" in found.err


def test_a_broken_row_is_named_and_the_others_are_ranked(call: Call, in_json: Call, tmp_path: Path) -> None:
    path = book(
        tmp_path / "表.xlsx",
        [
            HEADER,
            [1, "清岭县石门镇污水处理厂", "新建污水处理厂", 1000],
            [2, None, "新建学校一所", 500],
            [3, 12345, "不知道是什么", 5],
            [4, "清岭县敬老院改扩建", "床位80张", "约八百多吧"],
        ],
    )
    data = in_json("rank", path, code=1)
    assert {each["row"] for each in data["projects"]} == {2, 5}
    assert [each["row"] for each in data["skipped"]] == [3, 4]
    assert "B3" in data["skipped"][0]["reason"]
    assert "补上名称" in data["skipped"][0]["reason"]
    assert "B4" in data["skipped"][1]["reason"]
    home = next(each for each in data["projects"] if each["row"] == 5)
    assert any("D5" in doubt for doubt in home["doubts"])
    found = call("rank", path)
    assert found.code == 1
    assert "共 2 个项目" in found.out
    for words in ("B3", "B4", "D5"):
        assert words in found.out


def test_places_of_the_title_of_the_option_and_of_the_row(in_json: Call, tmp_path: Path) -> None:
    header = [*HEADER, "建设地点"]
    training = "清岭县公共实训基地"
    path = book(
        tmp_path / "表.xlsx",
        [
            ["江苏省宿迁市沭阳县2026年项目储备表"],
            header,
            [1, training, "公共实训基地", 3000, "某某街道"],
            [2, training + "二期", "公共实训基地", 3000, "贵州省三都县"],
        ],
    )

    def ratios(*words: str) -> dict[int, float]:
        projects = in_json("rank", path, *words)["projects"]
        return {
            each["row"]: match["award"]["ratio"]
            for each in projects
            for match in each["matches"]
            if match["programme"]["id"] == "ndrc-training-bases"
        }

    assert ratios() == {3: 0.4, 4: 0.8}
    assert ratios("--region", "湖北省恩施州利川市") == {3: 0.6, 4: 0.8}
