from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import PERMITS
from policymatch.projects.choices import ChoiceError, Choices, Template, parse_choice, template_key
from policymatch.projects.fieldnames import FIELD_NAMES, field_name, heading_named
from policymatch.projects.headings import read_heading

TITLES = ("序号", "项目名称", "资金来源/中央预算内", "资金来源/其他", "备注", "备注1", "金额", "金额")


def read(*texts: str) -> dict[int, str | None]:
    choices = Choices(tuple(map(parse_choice, texts)))
    found = choices.of("表", TITLES)
    choices.check()
    return {index: field_name(heading) for index, (heading, _) in found.items()}


@pytest.mark.parametrize(
    ("text", "index", "name"),
    [
        ("F=项目代码", 5, "项目代码"),
        ("f=项目代码", 5, "项目代码"),
        ("Ｆ＝项目代码", 5, "项目代码"),
        ("备注1=项目代码", 5, "项目代码"),
        ("备注=不读", 4, None),
        ("资金来源/其他=资金来源：企业自筹", 3, "资金来源：企业自筹"),
        ("其他=银行贷款", 3, "资金来源：银行贷款"),
        (" 序号 = 项目代码 ", 0, "项目代码"),
        ("表!E=可研批复", 4, "可研批复"),
        ("表！备注=形象进度", 4, "形象进度"),
        ("G=总投资（亿元）", 6, "总投资"),
        ("E=可研批复、初步设计批复", 4, "可研批复、初步设计批复"),
    ],
)
def test_a_column_by_letters_or_heading(text: str, index: int, name: str | None) -> None:
    assert read(text) == {index: name}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=项目代码", "列=字段"),
        ("F=", "列=字段"),
        ("F", "列=字段"),
        ("F=没有这个", "没有“没有这个”这个字段"),
        ("金额=总投资", "有 2 列（G、H）"),
        ("ZZ=总投资", "没有找到"),
        ("没有=总投资", "没有找到"),
        ("别的表!F=总投资", "工作表“别的表”没有读到"),
        ("F=项目代码（万元）", "这个字段"),
    ],
)
def test_what_names_nothing_is_explained(text: str, said: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        read(text)
    assert said in caught.value.message + caught.value.hint
    assert caught.value.hint


def test_every_name_that_is_shown_can_be_said() -> None:
    for field, name in FIELD_NAMES.items():
        heading = heading_named(name)
        assert heading is not None
        assert heading.field == field
        assert read_heading((name,)).field == field
    for permit in PERMITS:
        heading = heading_named(permit)
        assert heading is not None
        assert (heading.field, heading.label) == ("permit", permit)


def test_a_template_is_known_by_its_header() -> None:
    template = Template("甲", ("序号", "项目 名称", "2025年投资", ""), ("序号", "项目名称", "不读", ""))
    assert template.key() == template_key(("序号", "项目名称", "2027年投资"))
    assert template.key() != template_key(("序号", "项目名称", "投资"))


def column_or_hint(text: str) -> str:
    try:
        return parse_choice(text).column
    except ChoiceError as error:
        return error.hint


@given(st.text(max_size=80))
def test_any_words_are_a_choice_or_explained(text: str) -> None:
    assert column_or_hint(text)
