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
        "国办发〔 2024 〕 第 52 号",
        "国办发 〔2024〕\u300052号",
        "国办发〔2024年〕52号",
        "国办发〖2024〗52号",
        "国办发〈2024〉0052号",
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
        ("中华人民共和国国务院令 第 746 号", "国务院令第746号"),
        ("中华人民共和国国务院令\n第712号", "国务院令第712号"),
        ("中华人民共和国主席令第五十八号", "主席令第58号"),
        ("海关总署第61号令", "海关总署令第61号"),
        ("国家发展和改革委员会令 2023年第1号", "国家发展和改革委员会令2023年第1号"),
        ("国家发展改革委 财政部 住房城乡建设部令第3号", "国家发展改革委、财政部、住房城乡建设部令第3号"),
        ("民政部、总后勤部令第1号", "民政部、总后勤部令第1号"),
        ("广东省人民政府令第181号", "广东省人民政府令第181号"),
        ("财政部 税务总局公告2024年第5号", "财政部、税务总局公告2024年第5号"),
        ("农业农村部公告第194号", "农业农村部公告第194号"),
        ("市场监管总局通告2024年第 2 号", "市场监管总局通告2024年第2号"),
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
        ("招标公告第3号、司令3号、财政部公告5号", []),
        ("中国人民银行公告〔2024〕第5号", ["中国人民银行公告〔2024〕5号"]),
        ("依照预算法、财政部令第3号", ["财政部令第3号"]),
        ("发改投资〔2024〕5号 财建〔2024〕7号", ["发改投资〔2024〕5号", "财建〔2024〕7号"]),
    ],
)
def test_numbers_in_a_sentence(text: str, numbers: list[str]) -> None:
    assert [number.text for number in find_doc_numbers(text)] == numbers


def test_same_number_of_two_series_is_two_numbers() -> None:
    assert canonical("发改农经规〔2021〕1728号") != canonical("发改投资规〔2025〕1728号")
    assert canonical("黔财建〔2024〕57号") != canonical("财建〔2024〕57号")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "号",
        "国办发",
        "按照国办发〔2024〕52号执行",
        "国办发〔2024〕52号、53号",
        "的令第3号",
        "按照国办发〔2024〕52号",
        "甲文件国办发〔2024〕52号",
        "发改投资〔2024〕5号 财建〔2024〕7号",
        "国" * 301,
    ],
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
    st.lists(st.sampled_from(["", " ", "\u3000", "\n"]), min_size=4, max_size=4),
    st.sampled_from(["", "第", "0", "第00"]),
)
def test_round_trip(code: str, brackets: str, year: int, number: int, wide: bool, gaps: list[str], mark: str) -> None:
    written = f"{code}{gaps[0]}{brackets[0]}{gaps[1]}{year}{brackets[1]}{gaps[2]}{mark}{number}{gaps[3]}号"
    if wide:
        written = written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert canonical(written) == f"{code}〔{year}〕{number}号"
    assert [found.text for found in find_doc_numbers(f"，{written}。")] == [f"{code}〔{year}〕{number}号"]


@given(
    st.lists(
        st.sampled_from(["国务院", "财政部", "国家发展改革委", "税务总局", "云岭县人民政府"]),
        min_size=1,
        max_size=4,
        unique=True,
    ),
    st.sampled_from(["令", "公告", "通告"]),
    st.none() | st.integers(1950, 2099),
    st.integers(1, 9999),
    st.sampled_from(["、", " ", "\u3000"]),
)
def test_decrees_and_announcements_settle(
    organs: list[str], kind: str, year: int | None, number: int, between: str
) -> None:
    series = f"{kind}{year}年" if year else kind
    wanted = f"{'、'.join(organs)}{series}第{number}号"
    assert canonical(f"{between.join(organs)}{series} 第 {number} 号") == wanted
    assert canonical(wanted) == wanted


def test_hostile_text_costs_little() -> None:
    started = time.perf_counter()
    for text in (
        "国" * 100_000,
        "国务院令" * 30_000,
        "〔2024〕" * 30_000,
        "财政部 " * 30_000,
        "公告第" * 30_000,
        "第1号令" * 20_000,
        "国办发〔2024〕" * 15_000,
        " " * 100_000,
    ):
        list(find_doc_numbers(text))
    assert time.perf_counter() - started < 5
