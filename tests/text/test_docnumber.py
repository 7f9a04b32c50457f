from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.docnumber import canonical, find_doc_numbers

ODD = st.text(
    st.sampled_from("国务院办发改投资规令第号的和见文件〔〕[](（）【﹝﹞］［20２０245９1٢0 \n\u3000"), max_size=60
)


@pytest.mark.parametrize(
    "written",
    [
        "国办发〔2024〕52号",
        "国办发[2024]52号",
        "国办发（2024）52号",
        "国办发(2024)52号",
        "国办发【2024】52号",
        "国办发﹝2024﹞52号",
        "国办发［2024］52号",
        "国办发〔２０２４〕５２号",
        "国办发〔2024〕第52号",
        "国办发〔2024〕052号",
        " 国办发〔2024〕 52 号 ",
        "国办发〔2024〕\n52号",
    ],
)
def test_one_number_in_many_dresses(written: str) -> None:
    assert canonical(written) == "国办发〔2024〕52号"
    assert [number.text for number in find_doc_numbers(f"，{written}。")] == ["国办发〔2024〕52号"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("中华人民共和国国务院令第712号", "国务院令第712号"),
        ("国务院令712号", "国务院令第712号"),
        ("中华人民共和国国家发展和改革委员会令第57号", "国家发展和改革委员会令第57号"),
        ("住房和城乡建设部令第5号", "住房和城乡建设部令第5号"),
        ("工业和信息化部令第３号", "工业和信息化部令第3号"),
        ("人力资源和社会保障部令第3号", "人力资源和社会保障部令第3号"),
    ],
)
def test_decrees(written: str, number: str) -> None:
    assert canonical(written) == number
    assert [found.text for found in find_doc_numbers(f"依据{written}，")] == [number]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("按照国办发[2024]52号和国务院令第712号执行", ["国办发〔2024〕52号", "国务院令第712号"]),
        ("不要与发改投资规〔2025〕1728号混淆", ["发改投资规〔2025〕1728号"]),
        (
            "后续有发改办投资〔2025〕782号；现行比例看发改环资规〔2025〕1228号",
            ["发改办投资〔2025〕782号", "发改环资规〔2025〕1228号"],
        ),
        ("贵州省发展和改革委员会文件黔发改投资〔2024〕5号", ["黔发改投资〔2024〕5号"]),
        ("财建〔2024〕148号、财建〔2024〕57号", ["财建〔2024〕148号", "财建〔2024〕57号"]),
        ("〔2024〕52号", []),
        ("国办发〔1824〕52号", []),
        ("国办发〔2024〕号，国办发2024年52号", []),
        ("命令第3号", []),
    ],
)
def test_numbers_in_a_sentence(text: str, numbers: list[str]) -> None:
    assert [number.text for number in find_doc_numbers(text)] == numbers


def test_same_number_of_two_series_is_two_numbers() -> None:
    assert canonical("发改农经规〔2021〕1728号") != canonical("发改投资规〔2025〕1728号")
    assert canonical("黔财建〔2024〕57号") != canonical("财建〔2024〕57号")


@pytest.mark.parametrize(
    "text", ["", "号", "国办发", "按照国办发〔2024〕52号执行", "国办发〔2024〕52号、53号", "的令第3号"]
)
def test_what_is_not_one_number_has_no_canonical_form(text: str) -> None:
    assert canonical(text) is None


@given(ODD)
def test_finding_never_fails_and_settles(text: str) -> None:
    for number in find_doc_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
        assert canonical(number.text) == number.text
        assert [again.text for again in find_doc_numbers(number.text)] == [number.text]


@given(ODD | st.text())
def test_canonical_is_settled(text: str) -> None:
    number = canonical(text)
    assert number is None or canonical(number) == number


@given(
    st.sampled_from(["国办发", "发改投资规", "财建", "黔府发", "工信部联规", "穗府办规"]),
    st.sampled_from(["〔〕", "[]", "（）", "()", "【】", "﹝﹞", "［］"]),
    st.integers(1949, 2099),
    st.integers(1, 99999),
    st.booleans(),
)
def test_round_trip(code: str, brackets: str, year: int, number: int, wide: bool) -> None:
    written = f"{code}{brackets[0]}{year}{brackets[1]}{number}号"
    if wide:
        written = written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert canonical(written) == f"{code}〔{year}〕{number}号"


def test_hostile_text_costs_little() -> None:
    started = time.perf_counter()
    for text in ("国" * 100_000, "国务院令" * 30_000, "〔2024〕" * 30_000, "国办发〔2024〕" * 15_000, " " * 100_000):
        list(find_doc_numbers(text))
    assert time.perf_counter() - started < 5
