"""Whether the installation and a store are sound."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from policymatch._version import __version__
from policymatch.errors import PolicyMatchError, StoreDamaged, StoreMissing
from policymatch.paths import corpus_folder
from policymatch.store.derived import broken_files, generation_folder, read_manifest, stamp
from policymatch.store.schema import FILE, connect
from policymatch.store.truth import Truth

LIBRARIES = (
    "whoosh3",
    "jieba",
    "rjieba",
    "numpy",
    "scikit-learn",
    "pypdf",
    "python-docx",
    "lxml",
    "openpyxl",
    "psutil",
    "urllib3",
    "rich",
)
REBUILD = "运行 policymatch doctor --rebuild"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    sound: bool
    words: str
    hint: str = ""


def examine(store: Path) -> list[Check]:
    """Look at the installation, the corpus and the store in a folder; nothing is changed."""
    return [*_installation(), *_store(store)]


def _installation() -> Iterator[Check]:
    yield Check("程序", True, f"policymatch {__version__}，Python {sys.version.split()[0]}")
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} 未安装")
    yield Check("依赖库", True, "、".join(found))
    yield Check("可选部件", True, "；".join(_optional()))
    corpus = corpus_folder()
    count = len(list((corpus / "policies").glob("*.md")))
    yield Check("自带目录", count > 0, f"{corpus}，{count} 部政策摘编", "重新安装 policymatch")


def _optional() -> Iterator[str]:
    from policymatch.readers import ocr, office

    # Not only whether it is there: a library that it needs of the system may be missing.
    trouble = ocr.trouble()
    yield f"文字识别（OCR）不可用：{trouble}" if trouble else "文字识别（OCR）可用"
    program = office.program()
    yield f"LibreOffice：{program}" if program else "没有找到 LibreOffice，读不了 .doc、.wps、.xls、.et、.rtf"


def _store(folder: Path) -> Iterator[Check]:
    try:
        connection = connect(folder, write=False)
    except StoreMissing as error:
        yield Check("政策库", True, f"{error.message}（首次查询时会自动建立）")
        return
    except PolicyMatchError as error:
        yield Check("政策库", False, error.message, error.hint)
        return
    try:
        yield from _contents(folder, Truth(connection))
    except (sqlite3.DatabaseError, StoreDamaged) as error:
        yield Check("政策库", False, f"{folder / FILE} 已损坏：{error}", "换一个 --store 文件夹重新收入政策文件")
    finally:
        connection.close()


def _contents(folder: Path, truth: Truth) -> Iterator[Check]:
    policies, clauses = truth.count()
    answer = truth.connection.execute("PRAGMA quick_check").fetchone()[0]
    words = f"{folder}，{policies} 部政策、{clauses} 条条款"
    yield Check(
        "政策库",
        answer == "ok",
        words if answer == "ok" else f"{words}；数据库自检：{answer}",
        "换一个 --store 重新收入",
    )
    number = truth.get_meta("generation")
    if number is None:
        yield Check("检索文件", False, "还没有检索文件", REBUILD)
        return
    generation = generation_folder(folder, int(number))
    try:
        manifest = read_manifest(generation)
    except PolicyMatchError as error:
        yield Check("检索文件", False, error.message, REBUILD)
        return
    broken = broken_files(generation, manifest)
    if broken:
        yield Check("检索文件", False, f"{len(broken)} 个文件缺失或损坏，如 {broken[0]}", REBUILD)
    elif manifest.stamp != stamp():
        yield Check("检索文件", False, "是用另一版词典或程序做的", REBUILD)
    elif manifest.clauses != sum(1 for _ in truth.searchable_keys()):
        yield Check("检索文件", False, f"收有 {manifest.clauses} 条，与政策库不一致", REBUILD)
    else:
        size = sum(known[0] for known in manifest.files.values()) / 1e6
        yield Check("检索文件", True, f"第 {number} 代，{manifest.clauses} 条，{size:.1f} MB")
