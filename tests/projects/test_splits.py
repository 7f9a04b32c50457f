from __future__ import annotations

import time

from policymatch.model import Place, Project
from policymatch.projects.splits import Split, find_splits, with_split_doubts

CODE = "2403-520123-04-01-123456"
FIELDS = "土地平整、灌溉与排水、田间道路和农田输配电工程"


def rows(*projects: Project) -> list[tuple[int, ...]]:
    return [split.rows for split in find_splits(projects)]


def one(name: str, investment: float | None = None, owner: str = "县农业农村局", content: str = "") -> Project:
    return Project(name, owner=owner, investment_wan=investment, content=content)


def test_phases_lots_and_segments() -> None:
    assert rows(one("污水处理厂一期"), one("高中"), one("清岭县污水处理厂（二期）")) == [(0, 2)]
    assert rows(one("环城公路第一标段"), one("环城公路第二标段")) == [(0, 1)]
    assert rows(one("枫河治理工程（大坪至石门段）"), one("枫河治理工程（石门至云坪段）")) == [(0, 1)]
    assert rows(one("环城公路K0+000-K5+200段"), one("环城公路K5+200-K9+000段")) == [(0, 1)]
    assert rows(one("园区标准厂房A区"), one("园区标准厂房B区"), one("园区标准厂房C区")) == [(0, 1, 2)]


def test_one_code_for_several_rows() -> None:
    found = find_splits([Project("污水管网一期", code=CODE), Project("截污干管二期", code=CODE)])
    assert found == (Split((0, 1), "项目代码相同"),)


def test_a_whole_and_its_parts() -> None:
    whole, road, pipes = (
        one("经开区基础设施建设项目", 10_000),
        one("经开区基础设施道路工程", 6_000),
        one("经开区基础设施管网", 4_000),
    )
    assert rows(road, whole, pipes) == [(0, 1, 2)]
    assert rows(whole, road, one("经开区基础设施管网", 3_000)) == []
    assert rows(whole, road, one("经开区基础设施管网", 4_000, owner="县水务局")) == []
    assert rows(whole, one("经开区基础设施道路工程", 10_000)) == []


def test_one_project_a_township() -> None:
    towns = ("石门", "云坪", "大坪", "枫坪")
    fields = [one(f"{town}镇高标准农田建设项目", content=f"建设{n}00亩，{FIELDS}") for n, town in enumerate(towns, 2)]
    assert rows(*fields) == [(0, 1, 2, 3)]
    assert rows(*fields[:2]) == []
    own = [one(f"{town}镇高标准农田建设项目", content=FIELDS, owner=f"{town}镇人民政府") for town in towns]
    assert rows(*own) == []
    others = (
        "新建茶叶加工厂房和晾晒棚",
        "土地平整、灌溉与排水、田间道路",
        "硬化晒坝，购置烘干机二十台",
        "修建育秧大棚和仓库",
    )
    assert rows(*(one(f"{t}镇产业发展", content=c) for t, c in zip(towns, others, strict=True))) == []


def test_a_plant_in_each_township_is_a_plant_each() -> None:
    towns = ("石门", "云坪", "大坪", "枫坪")
    assert rows(*(one(f"{town}镇污水处理厂及配套管网工程", content=FIELDS) for town in towns)) == []
    assert rows(*(one(f"{town}镇中心小学建设项目", content=FIELDS) for town in towns)) == []


def test_near_misses() -> None:
    assert rows(one("清岭县第二小学"), one("清岭县第三小学")) == []
    assert rows(one("二小教学楼"), one("三小教学楼")) == []
    assert rows(one("2025年高标准农田一期"), one("2026年高标准农田二期")) == []
    assert rows(one("2025年第一批老旧小区改造"), one("2025年第二批老旧小区改造")) == []
    assert rows(one("环城公路一期"), one("环城公路二期", owner="县水务局")) == []
    here, there = (
        Project("污水处理厂" + phase, place=Place("贵州省", None, county))
        for phase, county in (("一期", "甲县"), ("二期", "乙县"))
    )
    assert rows(here, there) == []
    assert rows(one("云坪100兆瓦光伏电站"), one("云坪200兆瓦光伏电站")) == []


def test_a_repeat_is_no_part() -> None:
    assert rows(one("污水处理厂一期"), one("清岭县污水处理厂一期")) == []


def test_a_doubt_names_the_other_rows_and_changes_nothing_else() -> None:
    projects = [
        Project("污水处理厂一期", row=4, doubts=("甲。",)),
        Project("小学", row=5),
        Project("污水处理厂二期", row=9, sheet="环保"),
    ]
    first, second, third = with_split_doubts(projects)
    assert first.doubts == (
        "甲。",
        "与环保!第 9 行“污水处理厂二期”像是同一个项目拆成的几部分（名称只差“一期、二期”），请核对是否应当合并申报。",
    )
    assert second is projects[1]
    assert "第 4 行“污水处理厂一期”" in third.doubts[0]
    assert with_split_doubts([]) == ()


def test_many_rows_take_seconds() -> None:
    projects = [
        one(
            f"清岭县第{n % 3000}村产业路硬化工程{'一期' if n % 7 == 0 else ''}", 500.0, content=f"硬化{n}公里，{FIELDS}"
        )
        for n in range(10_000)
    ]
    began = time.process_time()
    find_splits(projects, {})
    assert time.process_time() - began < 8
