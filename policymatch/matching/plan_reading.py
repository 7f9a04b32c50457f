"""Reads a file of limits (限制文件): YAML with Chinese keys; every fault is named with its line.

What the file does not say is taken from ``corpus/planning/defaults.yaml``. The file is a stranger's: aliases and deep
nesting are refused before anything is built from it, since both can blow up a small file.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from policymatch.matching.plan_limits import TIERS, Balance, Chance, Demand, Limits, OwnSum, Quota, Starts
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import CHANNELS
from policymatch.programmes.combinations import HOW
from policymatch.programmes.entry import Entry, Faults, entry_of_text, unreadable

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_COUNT = 100_000
MAX_WAN = 1e9
FIRST_YEAR, LAST_YEAR = 2000, 2099
BY_BUILDING = "逐年"
"""The word for spreading matching funds over the years of building."""

_HOW = {words: how for how, words in HOW.items() if how in ("allowed", "local", "capital")}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_limits(path: Path | None = None) -> Limits:
    """Read a file of limits, or the defaults alone. Raises the first CatalogueError (file and line)."""
    faults = Faults()
    shipped = _entry(corpus_folder() / "planning" / "defaults.yaml", faults)
    given = _entry(path, faults) if path is not None else None
    limits = _limits(path, given, shipped, faults) if shipped is not None and not faults else None
    if faults or limits is None:
        raise faults[0]
    return limits


def _entry(path: Path, faults: Faults) -> Entry | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            faults.note(f"限制文件超过 {MAX_BYTES // 1_000_000} MB", path, 1)
            return None
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.note(unreadable(error), path, 1)
        return None
    line = _bomb(text)
    if line is not None:
        faults.note(f"不支持 YAML 的别名（&、*），也不要嵌套超过 {MAX_DEPTH} 层", path, line)
        return None
    return entry_of_text(text, path, faults)


def _bomb(text: str) -> int | None:
    """The line of the first alias, anchor or too deep nesting; None where there is none, or where YAML ends in a fault.

    Events come one by one, so nothing is built from what they say.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH or getattr(event, "anchor", None) is not None:
                return event.start_mark.line + 1 if event.start_mark is not None else 1
    except (yaml.YAMLError, RecursionError):
        return None
    return None


def _limits(path: Path | None, given: Entry | None, shipped: Entry, faults: Faults) -> Limits:
    def of(key: str) -> Entry:
        """The entry that says a key: the file, else the defaults."""
        return given if given is not None and key in given.names() else shipped

    file = given or shipped
    first, last = _year(file, "起始年度"), _year(file, "截至年度")
    if first is not None and last is not None and last < first:
        file.fault("“截至年度”早于“起始年度”", "截至年度")
    because = shipped.text("默认名额说明") or ""
    if given is not None and "默认名额" in given.names():
        because = given.text("默认名额说明") or "限制文件所定"
    limits = Limits(
        path=path,
        first_year=first,
        last_year=last,
        default_quota=_count(of("默认名额"), "默认名额"),
        default_quota_because=because,
        quotas=tuple(_quota(each, of_channels=False) for each in file.entries("渠道名额"))
        + tuple(_quota(each, of_channels=True) for each in file.entries("类型名额")),
        local_wan=_money_by_year(file, "配套资金"),
        debt_wan=_money_by_year(file, "举债空间"),
        must=tuple(_demand(each) for each in file.entries("必上")),
        never=tuple(_demand(each) for each in file.entries("不报")),
        balance=tuple(_balance(each) for each in file.entries("领域均衡")),
        own=tuple(_own(each) for each in file.entries("自填金额")),
        chance=_chance(of("把握"), "把握"),
        starts=_starts(of("起报"), "起报"),
        spread=_spread(of("配套分年"), "配套分年"),
        together=_together(of("允许搭配"), "允许搭配"),
    )
    file.done()
    return limits


def _year(entry: Entry, key: str) -> int | None:
    return _whole(entry, key, FIRST_YEAR, LAST_YEAR)


def _count(entry: Entry, key: str) -> int | None:
    return _whole(entry, key, 0, MAX_COUNT)


def _whole(entry: Entry, key: str, low: int, high: int) -> int | None:
    found = entry.number(key, low, high)
    if found is None:
        return None
    if not found.is_integer():
        entry.fault(f"“{key}”应当是整数，现在是 {found:g}", key)
        return None
    return int(found)


def _money_by_year(entry: Entry, key: str) -> dict[int, float]:
    return _by_year(entry, key, MAX_WAN)


def _by_year(entry: Entry, key: str, high: float) -> dict[int, float]:
    found: dict[int, float] = {}
    for name, number in entry.named_numbers(key, 0, high):
        if not name.isascii() or not name.isdigit() or not FIRST_YEAR <= int(name[:5]) <= LAST_YEAR:
            entry.fault(f"“{key}”应写成“年份: 数字”（如 2026: 5000），现在的年份是“{name[:20]}”", key)
            continue
        found[int(name)] = number
    return found


def _quota(entry: Entry, *, of_channels: bool) -> Quota:
    key = "类型" if of_channels else "渠道"
    found = entry.value(key)
    names = (found,) if isinstance(found, str) and found else entry.texts(key, least=1)
    if of_channels:
        for unknown in [name for name in names if name not in CHANNELS]:
            entry.fault(f"不认识的资金类型“{unknown}”，只能是 {'、'.join(CHANNELS)}", key)
    every, by_year = _count(entry, "每年"), _by_year(entry, "分年", MAX_COUNT)
    if any(not number.is_integer() for number in by_year.values()):
        entry.fault("“分年”的名额应当是整数", "分年")
    if every is None and not by_year:
        entry.fault("要写“每年”或“分年”的名额")
    entry.done()
    return Quota(names, of_channels, every, {year: int(number) for year, number in by_year.items()}, entry.line)


def _who(entry: Entry) -> tuple[str | None, int | None]:
    project, row = entry.text("项目"), _whole(entry, "行", 1, 10_000_000)
    if (project is None) == (row is None):
        entry.fault("要写“项目”（表里的项目名称）或“行”（表里的行号），写一个就够")
    return project, row


def _demand(entry: Entry) -> Demand:
    demand = Demand(*_who(entry), entry.text("渠道"), _year(entry, "年度"), entry.line)
    entry.text("说明")
    entry.done()
    return demand


def _own(entry: Entry) -> OwnSum:
    project, row = _who(entry)
    wan = entry.number("万元", 0, MAX_WAN)
    if wan is None:
        entry.fault("缺少“万元”")
    found = OwnSum(project, row, entry.need("渠道"), wan or 0.0, entry.need("说明"), entry.line)
    entry.done()
    return found


def _balance(entry: Entry) -> Balance:
    found = Balance(
        entry.text("体系"),
        entry.need("领域"),
        _count(entry, "至少"),
        _count(entry, "最多"),
        entry.number("至少占比", 0, 1),
        entry.number("最多占比", 0, 1),
        _year(entry, "年度"),
        entry.line,
    )
    if all(each is None for each in (found.least, found.most, found.least_share, found.most_share)):
        entry.fault("要写“至少”“最多”“至少占比”“最多占比”中的一个")
    entry.done()
    return found


def _chance(file: Entry, key: str) -> Chance:
    entry = file.entry(key)
    if entry is None:
        return Chance({}, 0.0, "")
    base = {tier: _needed(entry, tier, 0, 1) for tier in TIERS}
    found = Chance(base, _needed(entry, "待核系数", 0, 1), entry.need("说明"))
    entry.done()
    return found


def _starts(file: Entry, key: str) -> Starts:
    entry = file.entry(key)
    if entry is None:
        return Starts({}, "")
    after = {tier: _whole(entry, tier, 0, 20) for tier in TIERS}
    found = Starts({tier: years for tier, years in after.items() if years is not None}, entry.need("说明"))
    entry.done()
    return found


def _needed(entry: Entry, key: str, low: float, high: float) -> float:
    found = entry.number(key, low, high)
    if found is None:
        entry.fault(f"缺少“{key}”")
    return found or 0.0


def _spread(file: Entry, key: str) -> tuple[float, ...]:
    if file.value(key) == BY_BUILDING:
        return ()
    shares = file.numbers(key, 0, 1)
    if not shares or len(shares) > 20 or abs(sum(shares) - 1) > 1e-6:
        file.fault(f"“{key}”应写“{BY_BUILDING}”，或几个合计为 1 的比例（如 [0.4, 0.6]，最多 20 个）", key)
    return shares


def _together(file: Entry, key: str) -> frozenset[str]:
    words = file.texts(key)
    for unknown in [word for word in words if word not in _HOW]:
        file.fault(f"“{key}”只能写 {'、'.join(_HOW)}，现在有“{unknown}”", key)
    return frozenset(_HOW[word] for word in words if word in _HOW)
