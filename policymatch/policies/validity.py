"""When a document takes effect (施行) and until when it is in force (有效期), as its own text says.

Only what is said of the document itself counts: 本办法自…起施行, 本通知有效期…. A permit's or a contract's 有效期 is not
the document's.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from policymatch.model import Block
from policymatch.policies.structure import article_label
from policymatch.text.dates import find_dates
from policymatch.text.numerals import chinese_number

_KIND = r"(?:法|条例|规定|办法|细则|通知|意见|方案|规划|政策|措施|规则|公告|通告|决定|标准|指南|文件|规程|规范|准则|制度|令|要点|清单|批复|函|目录)"
_SELF = rf"(?:本|此|该)[一-鿿]{{0,8}}?{_KIND}(?:（[^（）]{{1,10}}）)?"
_DAY = r"[0-9０-９一二三四五六七八九十〇零○OoＯ]{4}\s{0,2}年\s{0,2}[0-9０-９一二三四五六七八九十]{1,3}\s{0,2}月\s{0,2}[0-9０-９一二三四五六七八九十]{1,3}\s{0,2}日"
_NUMERAL = r"[0-9０-９一二两三四五六七八九十]{1,3}"
_FORCE = (
    r"(?:正式|开始|全面)?(?:施行|实施|执行|生效|实行|试行|起效)(?!以来|之?后|之?前|的|之日|期间|情况|方案|意见|细则)"
)
_SINCE = (
    rf"(?:自|从|于)\s?(?:{_DAY}|[^，。；、]{{0,16}}?(?:公布|发布|颁布|印发|下发|签发|通过|发文|成文)(?:之日|当日|后|的?次日|日期)"
    rf"(?:起)?(?:满|[，,])?(?:{_NUMERAL}\s?(?:个)?(?:日|天|月|个月|年)(?:之?后)?)?|(?:公布|发布|印发)(?:之日)?[的]?次月\s?1\s?日)"
)
_EFFECT = re.compile(rf"({_SINCE})\s?(?:起|开始|算起)?(?:至{_DAY}止?)?[，,]?\s?{_FORCE}")
_TO = re.compile(
    rf"日起?(?:正式)?(?:施行|实施|执行)[，,]?\s?(?:有效期)?(?:截)?[至到]\s?(?P<value>{_DAY})"
    rf"|日起[至到]\s?(?P<until>{_DAY})(?:止)?(?:期间)?(?:施行|实施|执行|有效)"
)
_LABEL = re.compile(r"^第[一二三四五六七八九十百零〇0-9]{1,7}条[\s　]{0,4}")
_BARE = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇0-9]{1,7}条[\s　]{0,4})?(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)])?$"
)
_SUBJECT = re.compile(
    rf"(?:{_SELF}|以上(?:规定|政策|措施)|上述(?:规定|政策|措施)|现予(?:以)?(?:公布|发布|印发)|(?:现)?印发给你们|现(?:将.{{0,60}})?印发)[^。；]{{0,24}}$"
)
_OTHERS = re.compile(r"第[一二三四五六七八九十百零〇0-9]{1,7}[条款项章]|《[^》]{2,60}》[^。；]{0,12}$")
_TERM = re.compile(
    rf"(?:^|[，,。；;（(、.．]|{_SELF}(?:的)?)\s?(?:其|并|且|同时)?(?:{_SELF}(?:的)?)?(?:文件|政策|试行|施行|执行|实施|规定)?"
    rf"(?:有效期限|有效期|有效时间|执行期限|执行期|执行时间|实施期限|实施期|试行期限|试行期|施行期限|施行期|政策期限|试行)"
    rf"(?:限)?(?:暂定|原则上)?(?:为|是|：|:)?(?P<value>[^。；;]{{1,60}})"
)
_UNTIL = re.compile(
    rf"(?:执行|实施|施行|延续|有效|延长|试行)(?:期限)?(?:延长)?(?:至|到)(?P<value>(?:{_DAY}|\d{{4}}\s?年[^，。；;]{{0,10}}))"
)
_YEARS = re.compile(rf"({_NUMERAL})\s?(个月|年半|年|月|周年)")
_SPAN = re.compile(r"((?:19|20)\d\d)\s?年?\s?(?:—|－|-|–|～|~|至|到){1,2}\s?((?:19|20)\d\d)\s?年(?!\s?\d{1,2}\s?月)")
_MONTH = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月(?:底|末)?(?!\s?\d)")
_YEAR_END = re.compile(r"(?:至|到|截至|截止到?)\s?((?:19|20)\d\d)\s?年(?:底|末|年底)")
_TERM_OF_OTHERS = re.compile(
    r"(?:证|证书|许可|合同|协议|资质|标志|资格|执照|批准文件|批文|备案|名单|认定|报告|承诺|签约|登记|卡|券|编码|租赁|监测|公示|申请|保函|标识|质量|产品|检验|评价)"
    r"[^，。；]{0,6}$"
)
# Words for the time a policy runs, which no permit or contract has.
_OF_POLICY = re.compile(
    r"(?:[（(]?[一二三四五六七八九十0-9]{1,3}[、）).．]\s?)?(?:政策)?(?:执行期限|执行期|执行时间|实施期限|政策有效期|政策期限)"
)
_EFFECT_WORDS = re.compile(r"施行|实施|执行|生效|实行|试行|起效")
_TERM_WORDS = re.compile(
    r"(?:有效|执行|实施|试行|施行|政策)(?:期|时间)|试行|(?:执行|实施|施行|延续|有效|延长)(?:期限)?(?:延长)?[至到]"
    r"|日起?[至到正施实执]"
)
_ENDS = 14
_FIRST = 20
_LONGEST = 3000


class Effect(NamedTuple):
    """``day`` the first day in force (None where it hangs on a day that is not known), ``number`` its block."""

    day: date | None
    relative: bool
    text: str
    number: int
    found: str


class Term(NamedTuple):
    """``until`` the last day in force; None where the start is not known. ``text`` are the words as written."""

    until: date | None
    text: str
    found: str


def find_effect(
    blocks: Sequence[Block], issued_on: date | None, printed_on: date | None, inner_at: int | None = None
) -> Effect | None:
    """Find 自…起施行; in a notice with an attached text the attached text's own clause comes first."""
    first: Effect | None = None
    for effect in _effects(blocks, issued_on, printed_on):
        if inner_at is None or effect.number >= inner_at:
            return effect
        first = first or effect
    return first


def _effects(blocks: Sequence[Block], issued_on: date | None, printed_on: date | None) -> Iterator[Effect]:
    for number, block in enumerate(blocks):
        if not may_state_effect(block.text) or block.table or len(block.text) > _LONGEST:
            continue
        for match in _EFFECT.finditer(block.text):
            before = re.split(r"[。；]", block.text[max(0, match.start() - 80) : match.start()])[-1]
            if not (_BARE.match(before.strip()) or _SUBJECT.search(before)) or _others(before):
                continue
            day, relative = _start(match[1], issued_on, printed_on)
            yield Effect(day, relative, match[0], number, _where(blocks, number))
            break


def may_state_effect(text: str) -> bool:
    """Whether a text holds what 自…日起施行 is made of; most hold none of it."""
    begins = "自" in text or "从" in text or "于" in text
    return begins and ("日" in text or "后" in text or "月" in text) and _EFFECT_WORDS.search(text) is not None


def has_effect_clause(text: str) -> bool:
    """Whether 自…起施行 stands in a text, whatever it is said of."""
    return may_state_effect(text) and _EFFECT.search(text) is not None


def _others(before: str) -> bool:
    """Whether the clause speaks of another text or of one article (本办法第十条自…起施行)."""
    behind_label = _LABEL.sub("", before.strip())
    own = re.search(rf"{_SELF}[，,]?$", behind_label)
    return not own and _OTHERS.search(behind_label) is not None and "印发" not in behind_label[-40:]


def _where(blocks: Sequence[Block], number: int) -> str:
    """The article in which a block stands, if it begins with the block or at most twelve before it."""
    for block in reversed(blocks[max(0, number - 12) : number + 1]):
        if label := article_label(block.text):
            return f"正文{label}"
    return "正文末尾" if number >= len(blocks) - _ENDS else "正文"


def _start(words: str, issued_on: date | None, printed_on: date | None) -> tuple[date | None, bool]:
    """The day that 自2024年5月1日 or 自发布之日起30日后 means, and whether it hangs on the day of issue."""
    given = next(find_dates(words), None)
    if given or re.search(_DAY, words):
        return given.day if given else None, False
    try:
        return _counted_from_issue(words, issued_on, printed_on), True
    except (OverflowError, ValueError):  # beyond the year 9999
        return None, True


def _counted_from_issue(words: str, issued_on: date | None, printed_on: date | None) -> date | None:
    # 印发之日 is the day of printing where the 版记 tells it; it may be days after the 成文日期.
    base = (printed_on or issued_on) if "印发" in words else issued_on
    if base is None:
        return None
    if "次月" in words:
        return _months_later(base.replace(day=1), 1)
    if "次日" in words:
        return base + timedelta(days=1)
    later = re.search(rf"({_NUMERAL})\s?(?:个)?(日|天|月|年)", words.partition("日")[2])
    if not later:
        return base
    count = chinese_number(later[1])
    if not count:
        return None
    if later[2] in "日天":
        return base + timedelta(days=count)
    return _months_later(base, count * (12 if later[2] == "年" else 1))


def find_term(blocks: Sequence[Block], effect: Effect | None, starts_on: date | None) -> Term | None:
    """Find the 有效期 that the document states of itself, by its 施行 clause, in the last paragraphs or at the start."""
    near = range(effect.number - 2, effect.number + 3) if effect else range(0)
    first_article: int | None = None
    for number, block in enumerate(blocks):
        if not may_state_term(block.text) or block.table or len(block.text) > _LONGEST:
            continue
        own_place = number in near or number < _FIRST or number >= len(blocks) - _ENDS
        if not own_place:
            if first_article is None:
                first_article = _first_article(blocks)
            if number < first_article or not re.search(_SELF, block.text):
                continue
        found = _term_of(block.text, starts_on, is_near=number in near, is_last=number >= len(blocks) - _ENDS)
        if found:
            return Term(found[0], found[1], _where(blocks, number))
    return None


def may_state_term(text: str) -> bool:
    """Whether a text holds a word for the time it runs, 至 or 到 a day; few do."""
    runs = "期" in text or "至" in text or "到" in text or "试行" in text
    return runs and _TERM_WORDS.search(text) is not None


def states_term(text: str) -> bool:
    """Whether a line of a short text without an effect clause may state how long the text itself is in force."""
    return may_state_term(text) and any(
        may_state_term(line) and _term_of(line, None, is_near=False, is_last=True) is not None
        for line in text.split("\n")
    )


def _first_article(blocks: Sequence[Block]) -> int:
    """The first block that begins an article; the number of blocks where none does."""
    return next((number for number, block in enumerate(blocks) if article_label(block.text)), len(blocks))


def _term_of(text: str, starts_on: date | None, *, is_near: bool, is_last: bool) -> tuple[date | None, str] | None:
    own = False
    for sentence in re.split(r"(?<=[。；;])", text):
        own = (
            (is_last and _OF_POLICY.match(sentence.strip()) is not None)
            or (own and is_near)
            or re.search(_SELF, sentence) is not None
            or _EFFECT.search(sentence) is not None
        )
        if not own and not (is_near and sentence.strip().startswith(("有效期", "试行期", "执行期"))):
            continue
        own = True
        for match in (*_TERM.finditer(sentence), *_UNTIL.finditer(sentence), *_TO.finditer(sentence)):
            group = "value" if match["value"] else "until"
            value = match[group]
            before = _LABEL.sub("", sentence[: match.start(group)].strip())
            before = re.sub(r"(?:有效期限?|有效时间|[执施试]行期限?|实施期限?)[^，。；]{0,6}$", "", before)
            if _TERM_OF_OTHERS.search(before) or _OTHERS.search(before.rpartition("，")[2]) or "届满" in value[:4]:
                continue
            until, known = _until(value, starts_on, match[0])
            if known:
                return until, match[0].strip("，,。；;、.． （(")
    return None


def _until(value: str, starts_on: date | None, words: str) -> tuple[date | None, bool]:
    """The last day in force, and whether the words state a term at all."""
    days = [found.day for found in find_dates(value)]
    span = _SPAN.search(value[:30])
    years = _YEARS.match(value.lstrip("自从 ").removeprefix("限为").removeprefix("为"))
    if years and not re.match(r"\d{4}", value):
        return _after(years, starts_on), True
    if days and (re.search(r"至|到|截", words[: words.find(value) + len(value)]) or "有效期" in words):
        counted = _YEARS.search(value[value.rfind("日") :])
        if len(days) == 1 and counted and re.search(r"自|从", value[:2]):
            return _after(counted, days[0]), True
        if len(days) == 1 and re.match(r"\s?(?:自|从)", value) and not re.search(r"至|到|截", value):
            return None, False
        return days[-1], True
    if span:
        return date(int(span[2]), 12, 31), True
    end = _YEAR_END.search(words)
    if end:
        return date(int(end[1]), 12, 31), True
    month = _MONTH.search(value)
    if month and re.search(r"至|到|截", words) and 1 <= int(month[2]) <= 12:
        year, number = int(month[1]), int(month[2])
        return date(year, number, calendar.monthrange(year, number)[1]), True
    return None, False


def _after(years: re.Match[str], starts_on: date | None) -> date | None:
    """The last day of a term that begins on a day: 5 years from 2025-09-19 end with 2030-09-18."""
    count = chinese_number(years[1])
    if starts_on is None or not count or count > 100:
        return None
    months = count if "月" in years[2] else count * 12 + (6 if "半" in years[2] else 0)
    try:
        return _months_later(starts_on, months) - timedelta(days=1)
    except ValueError:  # beyond the year 9999
        return None


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; the first of the following month where that month has no such day."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    if day.day > calendar.monthrange(year, month)[1]:
        return _months_later(date(year, month, 1), 1)
    return date(year, month, day.day)
