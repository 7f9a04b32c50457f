"""Files of limits: what they say, what the defaults say, and how a fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from match_tools import CORPUS
from plan_tools import YEAR, item, limits, match, ranking

from policymatch.errors import CatalogueError
from policymatch.matching.plan import make_plan
from policymatch.matching.plan_limits import Demand, Limits, OwnSum, Quota
from policymatch.matching.plan_names import find_names
from policymatch.matching.plan_reading import load_limits


def read(tmp_path: Path, text: str) -> Limits:
    path = tmp_path / "限制.yaml"
    path.write_text(text, encoding="utf-8")
    return load_limits(path)


def fault(tmp_path: Path, text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, text)
    return f"{caught.value.line}: {caught.value.reason}"


def test_the_sample_file_says_all_kinds() -> None:
    found = load_limits(CORPUS / "samples" / "limits.yaml")
    assert (found.first_year, found.last_year, found.default_quota) == (2026, 2030, 3)
    assert found.local_wan[2026] == 6000
    assert found.debt_wan == {2026: 10000, 2027: 15000, 2028: 15000}
    shared = next(quota for quota in found.quotas if len(quota.names) == 2)
    assert (shared.in_year(2026), shared.in_year(2027)) == (2, 3)
    assert [demand.year for demand in found.must] == [None, 2026]
    assert found.never[0].programme == "special-bond"
    assert found.balance[1].most_share == 0.5
    assert [own.wan for own in found.own] == [8000, 5000]
    assert found.chance.base == {"A": 0.6, "B": 0.5, "C": 0.4}
    assert found.together == {"allowed", "local"}


def test_without_a_file_the_defaults_hold_and_are_marked_as_ours() -> None:
    found = load_limits()
    assert (found.path, found.quotas, found.local_wan, found.must) == (None, (), {}, ())
    assert found.default_quota == 3
    assert "建议口径" in (CORPUS / "planning" / "defaults.yaml").read_text("utf-8")


def test_what_a_file_does_not_say_comes_from_the_defaults(tmp_path: Path) -> None:
    found = read(tmp_path, "把握: {A: 0.9, B: 0.2, C: 0.1, 待核系数: 1, 说明: 本县近三年}\n配套分年: [0.4, 0.6]\n")
    assert found.chance.base["A"] == 0.9
    assert found.spread == (0.4, 0.6)
    assert found.starts.after == {"A": 0, "B": 1, "C": 2}
    assert read(tmp_path, "默认名额:\n起始年度: 2027\n").default_quota is None  # written, and left empty: no default


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("名额: 3\n", "1: 不认识的键“名额”"),
        ("默认名额: 三\n", "1: “默认名额”应当是数字"),
        ("默认名额: 2.5\n", "1: “默认名额”应当是整数"),
        ("默认名额: -1\n", "1: “默认名额”应在 0 与"),
        ("起始年度: 2028\n截至年度: 2026\n", "2: “截至年度”早于“起始年度”"),
        ("配套资金: {二六年: 3}\n", "1: “配套资金”应写成“年份: 数字”"),
        ("配套资金: {2026: .inf}\n", "1: “配套资金”应当是数字"),
        ("配套资金: {2026: -5}\n", "1: “配套资金”应在 0 与"),
        ("配套资金: [1, 2]\n", "1: “配套资金”应当是“名称: 数字”"),
        ("举债空间: {2026: 1" + "0" * 400 + "}\n", "1: “举债空间”的数字太大"),
        ("举债空间: {2026: 1" + "0" * 5000 + "}\n", "1: “举债空间”的值无法识别"),
        ("渠道名额:\n- {渠道: x}\n", "2: 要写“每年”或“分年”的名额"),
        ("渠道名额: 三个\n", "1: “渠道名额”应当是一列条目"),
        ("渠道名额:\n- 三个\n", "2: “渠道名额”里的每一项应当是“键: 值”的条目"),
        ("类型名额:\n- {类型: 中央投资, 每年: 1}\n", "2: 不认识的资金类型“中央投资”"),
        ("必上:\n- {渠道: x}\n", "2: 要写“项目”"),
        ("必上:\n- {项目: a, 行: 3}\n", "2: 要写“项目”"),
        ("必上:\n- {项目: a, 年度: 20260}\n", "2: “年度”应在"),
        ("领域均衡:\n- {领域: 能源}\n", "2: 要写“至少”"),
        ("领域均衡:\n- {领域: 能源, 至少占比: 30}\n", "2: “至少占比”应在 0 与 1 之间"),
        ("把握: {A: 0.6}\n", "1: 缺少“B”"),
        ("把握: 0.6\n", "1: 缺少“把握”"),
        ("配套分年: [0.5, 0.6]\n", "1: “配套分年”应写“逐年”"),
        ("允许搭配: [随便]\n", "1: “允许搭配”只能写"),
        ("自填金额:\n- {项目: a, 渠道: b, 说明: c}\n", "2: 缺少“万元”"),
        ("默认名额: 1\n默认名额: 2\n", "2: “默认名额”写了两次"),
        ("- 一列\n", "1: 文件的最外层应当是“键: 值”"),
        ("必上: [", "不是合格的 YAML"),
        ("", "1: 文件的最外层应当是“键: 值”"),
        ("必上: !!python/object:os.system [x]\n", "“必上”里的每一项应当是"),
        ("起始年度: !!python/object:os.system x\n", "“起始年度”的值无法识别"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert told in fault(tmp_path, text)


def test_bombs_are_refused_before_anything_is_built(tmp_path: Path) -> None:
    laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    assert fault(tmp_path, laughs + "默认名额: *j\n").startswith("1: 不支持 YAML 的别名")
    assert "不支持 YAML 的别名" in fault(tmp_path, "默认名额: " + "[" * 100_000)
    assert "不支持 YAML 的别名" in fault(tmp_path, "必上: &m\n- *m\n")
    assert "超过 1 MB" in fault(tmp_path, "#" * 1_000_001)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有这个文件"):
        load_limits(tmp_path / "无.yaml")
    (tmp_path / "国标.yaml").write_bytes("默认名额: 3 # 三个".encode("gb18030"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        load_limits(tmp_path / "国标.yaml")
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + "默认名额: 5\n".encode())
    assert load_limits(tmp_path / "bom.yaml").default_quota == 5


A_RANKING = ranking(
    item("甲 项目", match("p1", 10.0), row=7), item("乙项目", match("p2", 10.0), row=8),
    item("乙项目", match("p2", 10.0), row=9), item("乙项目", match("p2", 10.0), tier="D", row=10),
)  # fmt: skip


def test_names_are_found_by_name_row_title_and_id() -> None:
    must = (Demand("甲项目", None, "p1专项", None, 1), Demand(None, 9, "p2", None, 2))
    found = find_names(limits(must=must), A_RANKING.projects, ())
    assert [(wish.project, wish.programme) for wish in found.must] == [(0, "p1"), (2, "p2")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"must": (Demand("甲项日", None, None, None, 4),)}, "4: 表里没有叫“甲项日”的项目；相近的有 甲项目"),
        (
            {"must": (Demand("乙项目", None, None, None, 5),)},
            "5: 有 2 个项目叫“乙项目”（第 8 行、第 9 行），请改写“行”",
        ),
        ({"never": (Demand(None, 3, None, None, 6),)}, "6: 表里第 3 行没有项目"),
        ({"quotas": (Quota(("p1专顶",), False, 1, {}, 7),)}, "7: 没有叫“p1专顶”的资金渠道；相近的有 p1"),
        ({"own": (OwnSum("甲项目", None, "p9", 5.0, "x", 8),)}, "8: 没有叫“p9”的资金渠道"),
    ],
)
def test_a_name_that_nobody_bears_is_a_fault(changes: dict[str, object], told: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        make_plan(A_RANKING, limits(**changes), year=YEAR)
    assert told in str(caught.value)
