from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_sheets import HEADER, book, project_row

from policymatch.errors import TableError
from policymatch.projects import table
from policymatch.projects.grid import Percent, cell_name, column_name
from policymatch.projects.rows import read_projects
from policymatch.projects.table import read_grid
from policymatch.readers import workbook

CSV = "序号,项目名称,总投资（万元）\n1,清岭县供水工程,3500\n"


def test_merged_cells_are_known_in_every_cell_they_cover(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [["资金来源", None, None, "名称"], ["中央", "省级", "自筹", None], [1, 2, 3, "甲"]],
        ["A1:C1", "D1:D2"],
    )
    (sheet,) = read_grid(path)
    assert sheet.rows[0].values == ("资金来源", "资金来源", "资金来源", "名称")
    assert sheet.rows[1].values == ("中央", "省级", "自筹", "名称")
    assert sheet.covered[1, 2] == (1, 0)
    assert sheet.covered[2, 3] == (1, 3)
    assert (1, 0) not in sheet.covered


def test_row_numbers_are_the_users_and_hidden_rows_stay(tmp_path: Path) -> None:
    path = book(tmp_path, [["a"], [None], ["b"]])
    opened = openpyxl.load_workbook(path)
    opened.active.row_dimensions[3].hidden = True
    opened.save(path)
    (sheet,) = read_grid(path)
    assert [(row.number, row.text(0)) for row in sheet.rows] == [(1, "a"), (3, "b")]


def test_percentages_and_dates_keep_their_kind(tmp_path: Path) -> None:
    path = book(tmp_path, [[0.6, datetime(2025, 3, 1), 0.6]], formats={"A1": "0%"})
    (sheet,) = read_grid(path)
    assert isinstance(sheet.rows[0].value(0), Percent)
    assert sheet.rows[0].value(1) == datetime(2025, 3, 1)
    assert not isinstance(sheet.rows[0].value(2), Percent)


def test_an_inflated_row_count_is_survived(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, project_row(1, "清岭县供水工程", 3500)])
    opened = openpyxl.load_workbook(path)
    opened.active.cell(1_048_576, 5).number_format = "0.00"
    opened.active.row_dimensions[1_000_000].height = 30
    opened.save(path)
    (sheet,) = read_grid(path)
    assert len(sheet.rows) == 2


def _with_part(path: Path, part: str, change: bytes, into: bytes) -> Path:
    """Rewrite one part of a workbook, as other programs would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert change in parts[part]
    parts[part] = parts[part].replace(change, into)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_formats_brushed_over_many_empty_rows_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_SLIM_FROM", 100)
    monkeypatch.setattr(workbook, "MAX_CELLS", 200)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(10, 3000))
    path = book(tmp_path, [HEADER, project_row(1, "清岭县供水工程", 3500)])
    _with_part(path, SHEET, b"</sheetData>", empty + b"</sheetData>")
    assert [project.name for project in read_projects(path).projects] == ["清岭县供水工程"]


def test_a_merge_over_whole_columns_is_refused_at_once(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER])
    merge = b'<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    _with_part(path, SHEET, b"</sheetData>", b"</sheetData>" + merge)
    with pytest.raises(TableError, match="合并区域太多") as caught:
        read_grid(path)
    assert "复制" in caught.value.hint


def test_formulas_without_a_result_are_named(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, project_row(1, "清岭县供水工程", "=1+1")])
    warnings = read_projects(path).warnings
    assert any("E2" in warning and "公式" in warning for warning in warnings)


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xls", OLE, "旧版格式"),
        ("a.et", OLE, "旧版格式"),
        ("a.xlsx", OLE, "旧版格式"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.xlsx", b"", "空文件"),
        ("a.xlsx", b"hello", "有效的工作簿"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("a.csv", b"%PDF-1.7 ...", "不是表格"),
        ("a.zip", _zip(readme_dot_txt=b"x"), "不是工作簿"),
        ("a.docx", _zip(word__document_dot_xml=b"<x/>"), "Word"),
        ("a.xlsb", _zip(xl__workbook_dot_bin=b"x"), "xlsb"),
        ("a.xlsx", _zip(xl__workbook_dot_xml=b"<x/>"), "损坏"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "损坏"),
        ("~$a.xlsx", b"\x05user", "临时文件"),
        ("a.csv", b"\x81\x20\xff\xff\xfe", "编码"),
        ("a.csv", b"a,b\n\0\0\0\0\0\0\0\0", "编码"),
        ("a.csv", '项目名称,总投资\n"清岭县,1\n'.encode(), "引号"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, said: str
) -> None:
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TableError, match=said) as caught:
        read_grid(tmp_path / name)
    assert caught.value.hint


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="找不到"):
        read_grid(tmp_path / "无.xlsx")
    with pytest.raises(TableError, match="文件夹"):
        read_grid(tmp_path)


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, project_row(1, "清岭县供水工程", 3500)])
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(TableError, match="损坏"):
        read_grid(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as part:
        for _ in range(workbook.MAX_UNPACKED // 2**20 + 1):
            part.write(b"\0" * 2**20)
    assert path.stat().st_size < 2**20
    with pytest.raises(TableError, match="解压后超过"):
        read_grid(path)


def test_a_size_that_lies_is_damage(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 5)
    path.write_bytes(bytes(data))
    with pytest.raises(TableError):
        read_grid(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER])
    _with_part(path, SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    with pytest.raises(TableError, match="损坏"):
        read_grid(path)


def test_limits_of_bytes_rows_and_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, [["a"]] * 30)
    monkeypatch.setattr(table, "MAX_ROWS", 20)
    with pytest.raises(TableError, match="20 行"):
        read_grid(path)
    monkeypatch.undo()
    wide = book(tmp_path, [[None] * 300 + ["x"]])
    with pytest.raises(TableError, match="KO1"):
        read_grid(wide)
    monkeypatch.setattr(table, "MAX_BYTES", 100)
    with pytest.raises(TableError, match="不再读取"):
        read_grid(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_in_the_encodings_of_offices(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV.replace("\n", newline).encode(encoding))
    (project,) = read_projects(path).projects
    assert (project.name, project.investment_wan, project.row) == ("清岭县供水工程", 3500, 2)


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_csv_with_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV.replace(",", delimiter), encoding="utf-8")
    assert read_projects(path).projects[0].investment_wan == 3500


def test_csv_cells_with_line_ends_commas_and_inches(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '项目名称,建设内容,总投资（万元）\n"供水\n工程","管道5公里,泵站1座","3,500"\n\n排水工程,5"管道,="20"\n',
        encoding="utf-8",
    )
    first, second = read_projects(path).projects
    assert (first.name, first.content, first.investment_wan) == ("供水工程", "管道5公里,泵站1座", 3500)
    # The file's own rows, as Excel shows them: the quoted line end makes no row.
    assert (second.row, second.investment_wan, second.content) == (4, 20, '5"管道')


def hint_of(path: Path) -> str:
    """Read a file that may be broken; anything but a grid or a TableError fails the test."""
    try:
        read_grid(path)
    except TableError as error:
        return error.hint
    return "read"


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".et"]), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_grid_or_a_table_error(tmp_path: Path, data: bytes, suffix: str, zipped: bool) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes((b"PK\x03\x04" if zipped else b"") + data)
    assert hint_of(path)


def test_flipped_bytes_of_a_workbook(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, project_row(1, "清岭县供水工程", 3500)])
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert hint_of(path)


def test_cell_names() -> None:
    assert [column_name(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert cell_name(12, 7) == "H12"


def test_commas_of_sentences_are_no_delimiter(tmp_path: Path) -> None:
    long = "新建水厂，铺设管网，改造泵站，安装设备，修复路面，配套电气，绿化场地，完善道路"
    rows = "".join(f"{n},清岭县第{n}水厂,{long},{n}000\n" for n in range(1, 9))
    (tmp_path / "a.csv").write_text("清岭县项目表\n序号,项目名称,建设内容,总投资（万元）\n" + rows, encoding="utf-8")
    found = read_projects(tmp_path / "a.csv").projects
    assert [project.investment_wan for project in found] == [1000.0 * n for n in range(1, 9)]
    assert found[0].content == long


def test_the_line_by_which_excel_names_the_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\n项目名称;总投资（万元）\n甲,乙工程;3500\n", encoding="utf-8")
    (project,) = read_projects(tmp_path / "a.csv").projects
    assert (project.name, project.row, project.investment_wan) == ("甲,乙工程", 3, 3500)


def test_a_code_in_scientific_notation_has_lost_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("项目名称,项目代码,总投资（万元）\n甲,2.40352E+23,'3500\n", encoding="utf-8")
    (project,) = read_projects(tmp_path / "a.csv").projects
    assert (project.code, project.investment_wan) == (None, 3500)
    assert "B2" in project.doubts[0]


def test_a_text_table_that_only_calls_itself_a_workbook(tmp_path: Path) -> None:
    for name, delimiter in (("a.xls", "\t"), ("b.xlsx", ","), ("c.et", "\t")):
        path = tmp_path / name
        text = "序号,项目名称,总投资（万元）\n1,清岭县供水工程,3500\n"
        path.write_bytes(text.replace(",", delimiter).encode("gb18030"))
        found = read_projects(path)
        assert found.projects[0].investment_wan == 3500
        assert "按 CSV 读取" in found.warnings[0]
