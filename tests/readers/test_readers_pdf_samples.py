"""Tables as a browser and an office suite print them (tests/data/pdf, texts of our own), cell by cell."""

from __future__ import annotations

from pathlib import Path

from policymatch.model import Block
from policymatch.readers import read_file

DATA = Path(__file__).resolve().parents[1] / "data" / "pdf"


def read(name: str) -> tuple[list[tuple[str, int, bool]], list[int | None]]:
    blocks: tuple[Block, ...] = read_file(DATA / name).blocks
    return [(block.text, block.table, block.head) for block in blocks], [block.page for block in blocks]


def test_a_browser_prints_merged_cells_and_a_head_on_each_of_three_pages() -> None:
    rows, pages = read("browser_tables.pdf")
    assert rows == [
        ("表1\u2003补助标准", 0, False),
        ("标准 | 补助标准 |", 1, True),
        ("| 资金 | 补助", 1, True),
        ("万元 | 30% | 20%", 1, False),
        ("| 35% | 25% 15%", 1, False),
        ("表2\u2003资金标准", 0, False),
        ("资金 | 补助标准", 2, True),
        *((f"{n} | 补助资金{n}万元，补助{n}万元，补助资金补助标准补助资金", 2, False) for n in range(1, 31)),
        ("资金补助。", 0, False),
    ]
    assert pages == sorted(page for page in pages if page)
    assert set(pages) == {1, 2, 3}


def test_an_office_suite_breaks_rows_over_pages_and_turns_a_landscape_annex() -> None:
    rows, pages = read("office_tables.pdf")
    text = "经验收后一次拨付，补助资金由县乡两级拨付到位，建设资金由县乡两级拨付"
    assert rows == [
        ("表1　补助标准", 0, False),
        ("单位：万元", 0, False),
        ("序 | 建设 | 补助标准", 1, True),
        *(
            (f"{n} | 冷库建设 | 补助{n}万元，{text}" if n % 2 else f"{n} |  | 补助{n}万元，{text}", 1, False)
            for n in range(1, 31)
        ),
        ("表2　资金标准", 0, False),
        ("县乡 | 甲县 | 乙县 | 补助", 2, True),
        ("冷库 | 30% | 20% | 25%", 2, False),
        ("资金 | 3万元 | 2万元 | 1万元", 2, False),
    ]
    assert pages == sorted(page for page in pages if page)
    assert pages[-1] == 5
