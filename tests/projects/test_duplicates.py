from __future__ import annotations

import time

from policymatch.model import Place, Project
from policymatch.projects.duplicates import find_duplicates

CONTENT = "改造老旧小区12个、86栋、2340户，更新小区供排水管网16公里，整治屋面防水和外立面，增设停车位420个。"


def duplicates(*projects: Project) -> dict[int, int]:
    return find_duplicates(projects)


def test_the_same_code() -> None:
    code = "2403-520123-04-01-123456"
    assert duplicates(Project("甲", code=code), Project("乙"), Project("丙", code=code.replace("-", "—"))) == {2: 0}


def test_a_serial_number_is_no_code() -> None:
    assert duplicates(Project("甲工程", code="12"), Project("乙工程", code="12")) == {}


def test_names_without_county_phase_and_punctuation() -> None:
    assert duplicates(Project("清岭县污水处理厂（一期）"), Project("污水处理厂一期"), Project("清岭县 污水处理厂")) == {
        1: 0,
        2: 0,
    }


def test_phases_are_not_duplicates() -> None:
    assert duplicates(Project("污水处理厂一期"), Project("污水处理厂二期"), Project("污水处理厂（三期）")) == {}
    assert duplicates(Project("污水处理厂"), Project("污水处理厂二期")) == {}


def test_numbers_years_towns_counties_and_codes_tell_projects_apart() -> None:
    same = {"content": CONTENT, "investment_wan": 500.0}
    assert duplicates(Project("清岭县第一小学", **same), Project("清岭县第二小学", **same)) == {}
    assert duplicates(Project("2025年农村公路硬化", **same), Project("2026年农村公路硬化", **same)) == {}
    assert duplicates(Project("石门镇污水处理厂", **same), Project("云坪镇污水处理厂", **same)) == {}
    one, other = (Project("敬老院", place=Place("贵州省", None, county)) for county in ("甲县", "乙县"))
    assert duplicates(one, other) == {}
    assert (
        duplicates(
            Project("敬老院", code="2403-520123-04-01-123456"), Project("敬老院", code="2403-520123-04-01-999999")
        )
        == {}
    )


def test_almost_the_same_words_with_a_similar_investment() -> None:
    first = Project("清岭县城北片区老旧小区改造项目", content=CONTENT, investment_wan=5860.0)
    again = Project("清岭县2026年城北片区城镇老旧小区改造工程", content=CONTENT + "（已入库）", investment_wan=5800.0)
    dearer = Project("清岭县城北片区老旧小区整治改造工程", content=CONTENT, investment_wan=9000.0)
    unknown = Project("清岭县城北片区城镇老旧小区改造工程项目", content=CONTENT)
    assert duplicates(first, again, dearer) == {1: 0}
    assert duplicates(first, unknown) == {}


def test_a_copied_content_alone_is_no_duplicate() -> None:
    same = {"content": CONTENT, "investment_wan": 500.0}
    assert duplicates(Project("城北片区改造", **same), Project("体育公园", **same)) == {}


def test_a_third_copy_points_at_the_first() -> None:
    assert duplicates(Project("供水工程"), Project("供水工程"), Project("供水工程")) == {1: 0, 2: 0}


def test_a_large_table_takes_seconds() -> None:
    projects = [
        Project(
            f"清岭县第{n}村产业路硬化工程",
            content=f"硬化产业路{n}公里，宽4.5米，配套排水沟和错车道",
            investment_wan=500.0,
        )
        for n in range(4000)
    ]
    began = time.perf_counter()
    assert find_duplicates(projects) == {}
    assert time.perf_counter() - began < 20
