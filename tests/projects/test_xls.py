"""Old workbooks (.xls, .et) by hand, damaged, hostile, and against what LibreOffice makes of them."""

from __future__ import annotations

import subprocess
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from biff_maker import BiffSheet, make_xls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policymatch.errors import TableError
from policymatch.projects import table, xls
from policymatch.projects.grid import Percent, Sheet
from policymatch.projects.rows import read_projects
from policymatch.projects.table import read_grid
from policymatch.readers.office import program

needs_libreoffice = pytest.mark.skipif(program() is None, reason="LibreOffice is not installed")
ROWS = [
    ["清岭县2026年项目表", None, None, None],
    ["序号", "项目名称", "总投资（万元）", "形象进度"],
    [1, "供水工程", 3500, 0.6],
    [2, "道路工程", 1.25, "完成30%"],
    [3, "桥梁工程", 2600.5, datetime(2026, 3, 1)],
]
SHEET = BiffSheet("农业", ROWS, [(0, 0, 0, 3)], {(2, 3): "0%", (3, 2): '0.00"亿元"'}, [3], [1])


def write(path: Path, *sheets: BiffSheet, **options: Any) -> Path:
    path.write_bytes(make_xls(sheets or [SHEET], **options))
    return path


def refused(path: Path) -> TableError:
    with pytest.raises(TableError) as caught:
        read_grid(path)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx", "a"])
def test_values_formats_merges_and_what_is_hidden(tmp_path: Path, name: str) -> None:
    (sheet,) = read_grid(write(tmp_path / name))
    assert sheet.name == "农业"
    assert sheet.rows[0].values == ("清岭县2026年项目表",) * 4
    assert sheet.covered[1, 3] == (1, 0)
    assert [type(row.value(3)) for row in sheet.rows[2:]] == [Percent, str, datetime]
    assert sheet.rows[3].value(2) == "1.25亿元"
    assert sheet.rows[4].value(2) == 2600.5
    assert sheet.rows[2].value(2) == 3500
    assert isinstance(sheet.rows[2].value(2), int)
    assert sheet.rows[4].value(3) == datetime(2026, 3, 1)
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {1}


def test_formulas_that_were_never_calculated_are_named_and_no_nought(tmp_path: Path) -> None:
    waiting = BiffSheet("交通", ROWS[1:], waiting=[(1, 2), (3, 2)])
    found = read_projects(write(tmp_path / "a.xls", SHEET, waiting))
    assert any("（交通!C2、交通!C4）是公式但没有保存计算结果" in warning for warning in found.warnings)
    assert [project.investment_wan for project in found.projects] == [3500, 12500, 2600.5, None, 1.25, None]


def test_hidden_sheets_are_told(tmp_path: Path) -> None:
    sheets = read_grid(write(tmp_path / "a.xls", SHEET, SHEET._replace(name="旧", hidden=True)))
    assert [sheet.hidden for sheet in sheets] == [False, True]


def test_a_password(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "a.xls", encrypted=True))
    assert "有打开密码" in error.message
    assert "取消打开密码" in error.hint


LOCKED = Path(__file__).parent.parent / "data" / "tables"


@needs_libreoffice
def test_a_workbook_whose_structure_alone_is_locked() -> None:
    (project,) = read_projects(LOCKED / "structure-locked.xlsx").projects
    assert (project.name, project.investment_wan) == ("清岭县供水工程", 3500)


@pytest.mark.parametrize("name", ["structure-locked.xlsx", "password.xlsx"])
def test_locked_workbooks_without_libreoffice(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    assert "有打开密码" in refused(LOCKED / name).message


@needs_libreoffice
def test_a_password_that_nobody_knows() -> None:
    assert "有打开密码" in refused(LOCKED / "password.xlsx").message


def test_a_word_document_under_another_name(tmp_path: Path) -> None:
    from ole_maker import make_ole, word

    (tmp_path / "a.xls").write_bytes(make_ole({"WordDocument": word()}))
    assert "Word 文档" in refused(tmp_path / "a.xls").message


def test_too_many_cells_are_seen_before_they_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.xls")
    monkeypatch.setattr(xls, "MAX_CELLS", 10)
    assert "太多" in refused(path).message
    monkeypatch.undo()
    monkeypatch.setattr(xls, "MAX_MERGED_CELLS", 3)
    assert "太多" in refused(path).message
    monkeypatch.undo()
    monkeypatch.setattr(xls, "MAX_SHEETS", 0)
    assert "太多" in refused(path).message


def test_a_merge_over_the_whole_sheet(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xls", SHEET._replace(merges=[(2, 0, 65535, 255)]))
    start = time.monotonic()
    assert "合并区域太多" in refused(path).message
    assert time.monotonic() - start < 5


def test_the_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.xls")
    monkeypatch.setattr(table, "MAX_SECONDS", -1.0)
    error = refused(path)
    assert "已放弃" in error.message
    workbook = openpyxl.Workbook()
    workbook.active.append(["项目名称"])
    workbook.save(tmp_path / "a.xlsx")
    assert "已放弃" in refused(tmp_path / "a.xlsx").message


def kind_of(path: Path) -> list[Sheet] | str:
    """Read a file that may be broken; anything but sheets or a TableError with advice fails the test."""
    try:
        return read_grid(path)
    except TableError as error:
        return error.hint


def test_a_file_cut_off_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    whole = make_xls([SHEET])
    for size in range(8, len(whole), 97):
        (tmp_path / "a.xls").write_bytes(whole[:size])
        assert kind_of(tmp_path / "a.xls")


@given(st.lists(st.tuples(st.integers(0, 8000), st.binary(min_size=1, max_size=4)), max_size=8))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_changed_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: list[tuple[int, bytes]]
) -> None:
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    data = bytearray(make_xls([SHEET]))
    for at, piece in changes:
        at %= len(data)
        data[at : at + len(piece)] = piece
    (tmp_path / "a.xls").write_bytes(bytes(data))
    assert kind_of(tmp_path / "a.xls")


def test_what_is_damaged_says_so_without_libreoffice_and_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_xls([SHEET])
    (tmp_path / "a.xls").write_bytes(data[:1200])
    for folder in ("", str(tmp_path / "none")):
        monkeypatch.setenv("POLICYMATCH_SOFFICE", folder)
        assert "已损坏或没有复制完整" in refused(tmp_path / "a.xls").message


@pytest.mark.parametrize("suffix", [".ods", ".xlsb"])
def test_what_only_libreoffice_reads_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    import zipfile

    path = tmp_path / f"a{suffix}"
    with zipfile.ZipFile(path, "w") as archive:
        if suffix == ".ods":
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", "<x/>")
        else:
            archive.writestr("xl/workbook.bin", b"x")
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    error = refused(path)
    assert "需要 LibreOffice" in error.message
    assert "另存为 .xlsx" in error.hint


def convert(path: Path, kind: str) -> Path:
    subprocess.run(
        [str(program()), f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless", "--convert-to",
         kind, "--outdir", str(path.parent), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return path.with_suffix(f".{kind}")


def made_by_openpyxl(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet["D3"].number_format = "0%"
    sheet["C4"].number_format = '0.00"亿元"'
    sheet.row_dimensions[4].hidden = True
    sheet.append([4, "公式项目", "=1000+500", None])
    workbook.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_libreoffice_writes(tmp_path: Path, kind: str) -> None:
    path = convert(made_by_openpyxl(tmp_path), kind)
    (sheet,) = read_grid(path)
    assert sheet.rows[0].values == ("清岭县2026年项目表",) * 4
    assert sheet.hidden_rows == {4}
    found = read_projects(path)
    assert [project.investment_wan for project in found.projects] == [3500, 12500, 2600.5, 1500]
    assert found.projects[0].progress == pytest.approx(0.6)
    assert [warning[:8] for warning in found.warnings] == ["表中第 4 行是"]


@needs_libreoffice
def test_a_web_page_under_the_name_xls(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for row in (["项目名称", "总投资（万元）"], ["清岭县供水工程", 3500], ["清岭县道路工程", "1.2亿元"])
    )
    page = f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'
    (tmp_path / "导出.xls").write_text(page, encoding="utf-8")
    found = read_projects(tmp_path / "导出.xls")
    assert [(project.name, project.investment_wan) for project in found.projects] == [
        ("清岭县供水工程", 3500),
        ("清岭县道路工程", 12000),
    ]
    assert "其实是网页或 XML" in found.warnings[0]


@needs_libreoffice
def test_a_hand_made_file_is_one_that_libreoffice_reads(tmp_path: Path) -> None:
    write(tmp_path / "a.xls")
    (sheet,) = read_grid(convert(tmp_path / "a.xls", "xlsx"))
    assert [row.text(1) for row in sheet.rows] == ["清岭县2026年项目表", "项目名称", "供水工程", "道路工程", "桥梁工程"]
