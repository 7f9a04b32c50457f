"""Lists of documents that end: 下列文件自2025年1月1日起废止： with an item a line, or 废止的规范性文件目录 with a table."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from policymatch.model import Effect
from policymatch.policies.endings import ADVERBS, END, FROM, Named, day_of_issue
from policymatch.policies.mentions import DATE, DOCUMENT, Mention, Pattern, find_pattern, read_note
from policymatch.text.dates import find_dates
from policymatch.text.docnumber import find_doc_numbers

_WHAT = rf"(?:[^，。；;：:{DOCUMENT}]{{0,30}}(?:文件|法规|规章|规定|办法|政策|通知|条例|制度|决定|法律)[^，。；;：:{DOCUMENT}]{{0,12}}?)"
_SENTENCE = re.compile(
    rf"(?:以下|下列|如下|附件所列|附件中){_WHAT}[，,]?(?:{FROM})?{ADVERBS}{END}[：:。]?$"
    rf"|(?<!不得)(?<!以){END}(?:以下|下列|如下){_WHAT}[：:。]?$"
)
_HEADING = re.compile(
    rf"^[^，。]{{0,30}}{END}(?:[、和]?(?:宣布)?{END})?的?[^，。]{{0,24}}(?:目录|清单|一览表|名单)(?:[（(][^（）()]{{0,20}}[）)])?$"
)
_FROM_DAY = re.compile(rf"{DATE}(?:之日)?起")
_NOT_ENDING = re.compile(r"拟|修改|修订|保留|继续有效|建议|申请|征求|情形|条件|应当|可以|如果")
_OTHER_LIST = re.compile(
    r"^[^，。|]{0,30}(?:有效|保留|修改|修订|拟)[^，。|]{0,30}(?:文件|法规|规章|目录|清单|一览表|名单)[^，。|]{0,20}$"
)
_BULLET = r"\s{0,4}(?:[(（]?[一二三四五六七八九十百\d]{1,4}[)）、.．]|[●■◆·•-])?\s{0,4}"
_ITEM = re.compile(rf"[^，。；;：:{DOCUMENT}]{{0,100}}{DOCUMENT}(?:[、和及]?{DOCUMENT})*[；;。.，,、]?[和及]?\s*")
_BARE = re.compile(
    rf"{_BULLET}(?!违反|按照|根据|依照|不)(?P<title>[^，。；;：:|（()\d][^，。；;：:|（()]{{1,120}}?"
    r"(?:法|条例|规定|办法|细则|规则|通则|通知|意见|通告|公告|决定|决议|命令|方案|规划|标准|目录|指南|规程|规范|制度|章程|政策"
    r"|措施|批复|答复|复函|函|纪要|通报|报告|请示))\s?(?:[(（](?P<note>[^|]{0,200})[)）])?\s?(?P<number>[^，。；;|]{4,40}号)?\s?[；;。]?\s?"
)
_NAME = re.compile(r"(?:文件|法规|规章|政策|规范性文件)?(?:名称|标题|题名)|文件名")
_NUMBER = re.compile(r"文\s?号|发文字号|文件编号")
_DAY = re.compile(r"日期|时间")
_MISSES = 3
"""Lines of another kind (附件1, 单位：…) that may stand between a list's heading and its items."""


class RepealList:
    """Follows a text line by line and knows whether a list of ended documents is open."""

    def __init__(self) -> None:
        self.is_open = False
        """Whether the next line may be an item."""
        self._on: date | None = None
        self._misses = 0
        self._columns: tuple[int, int | None, int | None] | None = None

    def read(self, line: str, pattern: Pattern) -> list[Named]:
        """The documents that a line names as an item of an open list."""
        text = pattern.text.strip()
        last = text.rstrip("。").rpartition("。")[2]
        if " | " not in line and (_SENTENCE.search(last) or (len(text) <= 60 and _HEADING.match(text))):
            self.is_open = not _NOT_ENDING.search(last)
            sign = _FROM_DAY.search(pattern.text)
            self._on = pattern.days[sign.start()] if sign else None
            self._misses, self._columns = 0, None
            return []
        if not self.is_open or _OTHER_LIST.search(text):
            self.is_open = False
            return []
        mentions = self._row(line) if " | " in line else _item(line, pattern)
        if mentions:
            self._misses = 0
        elif " | " not in line:
            self._misses += 1
            self.is_open = (
                self._misses <= _MISSES and len(line) <= 60 and "。" not in line and not _NOT_ENDING.search(line)
            )
        return [Named(Effect.REPEALS, mention, self._on, former=True) for mention in mentions]

    def _row(self, line: str) -> list[Mention]:
        """The document of a table's row; only the columns of name, number and day are looked at."""
        cells = [cell.strip() for cell in line.split(" | ")]
        name = _column(_NAME, cells)
        if name is not None:
            self._columns = (name, _column(_NUMBER, cells), _column(_DAY, cells))
            return []
        name, number, day = self._columns or (None, None, None)
        if name is None:
            name = next((column for column, cell in enumerate(cells) if _of_cell(cell)), None)
        mention = _of_cell(cells[name]) if name is not None and name < len(cells) else None
        if mention is None or name is None:
            return []
        numbers = cells[number : number + 1] if number is not None else cells[name + 1 : name + 2]
        days = cells[day : day + 1] if day is not None else []
        found = [value.text for cell in numbers for value in find_doc_numbers(cell)]
        issued = [value.day for cell in days for value in find_dates(cell)]
        return [
            replace(
                mention,
                doc_number=mention.doc_number or (found[0] if found else None),
                issued_on=mention.issued_on or (issued[-1] if issued else None),
            )
        ]


def _column(sought: re.Pattern[str], cells: list[str]) -> int | None:
    return next((column for column, cell in enumerate(cells) if len(cell) <= 12 and sought.search(cell)), None)


def _of_cell(cell: str) -> Mention | None:
    """The document a cell names; its title may stand without brackets."""
    mentions = _item(cell, find_pattern(cell))
    return mentions[0] if mentions else None


def _item(line: str, pattern: Pattern) -> list[Mention]:
    """The documents of a line that is an item of a list and nothing else."""
    if any(mention.title for mention in pattern.mentions):
        if not _ITEM.fullmatch(pattern.text):
            return []
        return [
            replace(mention, issued_on=day_of_issue(pattern, number) or mention.issued_on)
            for number, mention in enumerate(pattern.mentions)
        ]
    bare = _BARE.fullmatch(line)
    if not bare:
        return []
    mention = read_note(Mention(re.sub(r"\s", "", bare["title"])), bare["note"] or "")
    return [read_note(mention, bare["number"] or "")]
