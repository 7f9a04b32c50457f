"""成熟度: how ready a project is, from permits, stage, land, funds and the state's project library.

What the table does not say counts as not done, and the explanation says that it was not said: readiness that cannot
be shown does not win money. Every value names its inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policymatch.matching.profile import Profile, Weight
from policymatch.model import Permit, PermitState, Project, Score, ScorePart
from policymatch.programmes.figures import figure, percent
from policymatch.projects.sources import ASKED_FOR, named_sources
from policymatch.projects.stages import is_finished, is_started

APPROVAL_PERMITS: dict[str, tuple[str, ...]] = {
    "审批": ("可研批复", "初步设计批复", "用地预审与选址意见书", "环评批复", "施工许可"),
    "核准": ("核准", "用地预审与选址意见书", "建设用地规划许可", "环评批复", "施工许可"),
    "备案": ("备案", "建设用地规划许可", "环评批复", "施工许可"),
}
"""The steps every project of an approval type goes through (政府投资条例第九条、第二十条; 国务院令第673号第三条、第十三条).

Further steps (节能审查, 林地使用 ...) count where the table names them.
"""

_VALUE = {PermitState.DONE: 1.0, PermitState.NOT_NEEDED: 1.0, PermitState.OPEN: 0.5, PermitState.MISSING: 0.0}
_STAGES = {"谋划": 10.0, "前期": 55.0, "已开工": 100.0}
_LAND = ("建设用地规划许可", "用地预审与选址意见书", "用地批复")


def maturity(project: Project, profile: Profile) -> Score:
    """The readiness of a project with the parts that the profile counts."""
    return weigh({key: _PARTS[key](project) for key in profile.maturity}, profile.maturity)


def weigh(parts: Mapping[str, tuple[float, str]], weights: Mapping[str, Weight]) -> Score:
    """The weighted mean of named parts, each given as its value (0 to 100) and the words behind it."""
    made = tuple(
        # max() with 0 first: what is no number (a sum divided by an endless one) counts as nothing.
        ScorePart(weights[key].name, round(min(100.0, max(0.0, value)), 1), weights[key].share, because)
        for key, (value, because) in parts.items()
    )
    return Score(round(sum(part.value * part.weight for part in made), 1), made)


def required_permits(project: Project) -> tuple[str, ...]:
    """The steps that count for this project: those of its approval type and those its table names.

    One that takes no land (用地不涉及) needs no step about land that its table does not name.
    """
    usual = APPROVAL_PERMITS.get(project.approval or "审批", APPROVAL_PERMITS["审批"])
    land = project.permits.get("用地批复")
    if land is not None and land.state is PermitState.NOT_NEEDED:
        usual = tuple(name for name in usual if name in project.permits or name not in _LAND)
    return (*usual, *(name for name in project.permits if name not in usual and name != "项目建议书批复"))


def steps_undone(project: Project, may_be_open: frozenset[str] | None) -> tuple[str, ...]:
    """The steps that the table says are still before a project, but for those that may be; none where ``may_be_open`` is None.

    What the table does not mention is no such step: it lowers maturity, and is asked for among what is missing.
    """
    if may_be_open is None:
        return ()
    undone = (PermitState.OPEN, PermitState.MISSING)
    states = {name: permit.state for name, permit in project.permits.items()}
    return tuple(name for name in required_permits(project) if states.get(name) in undone and name not in may_be_open)


def _permits(project: Project) -> tuple[float, str]:
    names = required_permits(project)
    by_state: dict[str, list[str]] = {}
    total = 0.0
    for name in names:
        permit: Permit | None = project.permits.get(name)
        by_state.setdefault(permit.state.value if permit else "表中未写", []).append(name)
        total += _VALUE[permit.state] if permit else 0.0
    because = "；".join(f"{state}：{'、'.join(each)}" for state, each in by_state.items())
    if project.approval is None:
        because += "；项目类型未写，按审批类计"
    return 100 * total / len(names), f"{len(names)} 项要件，{because}"


def _stage(project: Project) -> tuple[float, str]:
    if is_finished(project):
        return 0.0, "已完工，不再需要申报"
    if is_started(project):
        shown = f"，形象进度 {percent(project.progress)}" if project.progress is not None else ""
        return _STAGES["已开工"], f"已开工{shown}"
    if project.stage in _STAGES:
        return _STAGES[project.stage], f"处于{project.stage}阶段"
    return 0.0, "表中未写推进阶段，按最低计"


def _land(project: Project) -> tuple[float, str]:
    known = [project.permits[name] for name in _LAND if name in project.permits]
    if not known:
        return 0.0, "表中未写用地手续，按未落实计"
    best = max(known, key=lambda permit: _VALUE[permit.state])
    return 100 * _VALUE[best.state], f"{best.name}{best.state.value}"


def _funds(project: Project) -> tuple[float, str]:
    """The share of the total investment that has a named source, the requested sum included."""
    if not project.investment_wan:
        return 0.0, "表中没有总投资，无法核对资金来源"
    sources = named_sources(project)
    named = sum(sources.values())
    if [label for label, wan in sources.items() if wan] == [ASKED_FOR]:
        words = f"只写了拟申请 {figure(named)} 万元"
    elif named:
        words = "、".join(f"{name} {figure(value)}" for name, value in sources.items() if value)
    else:
        return 0.0, "表中未写资金来源"
    share = min(1.0, named / project.investment_wan)
    return 100 * share, f"{words}，占总投资 {figure(project.investment_wan)} 万元的 {percent(share)}"


def _library(project: Project) -> tuple[float, str]:
    """Whether it stands in the library (国家重大建设项目库) from which plans and bonds are drawn."""
    if project.in_library is None:
        return 0.0, "表中未写是否入库，按未入库计"
    return (100.0, "已入库") if project.in_library else (0.0, "未入库")


_PARTS: Mapping[str, Callable[[Project], tuple[float, str]]] = {
    "permits": _permits,
    "stage": _stage,
    "land": _land,
    "funds": _funds,
    "library": _library,
}
