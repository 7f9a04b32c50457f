"""The spelling of expressions: signs, the fields under all their names, the values of those that take only certain ones."""

from __future__ import annotations

from policymatch.model import Status
from policymatch.store.syntax import Field

_WIDE: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
PLAIN = _WIDE | dict.fromkeys(map(ord, "\t\n\r\u3000\u2002\u2003\u2009"), " ") | dict.fromkeys(map(ord, "“”"), '"')
"""Signs of the grammar in one spelling, one for one, so that places stay."""

FIELDS = {
    "title（标题）": Field.TITLE,
    "issuer（发文机关）": Field.ISSUER,
    "doc_number（文号）": Field.DOC_NUMBER,
    "level（级别）": Field.LEVEL,
    "region（地区）": Field.REGION,
    "channel（资金类型）": Field.CHANNEL,
    "status（状态）": Field.STATUS,
    "text（正文）": Field.TEXT,
    "date（日期）": Field.DATE,
    "effective（施行）": Field.EFFECTIVE,
}
"""As they are shown to the user."""

CHINESE_NAMES = {
    **dict.fromkeys(("标题", "题名", "名称", "文件名称"), Field.TITLE),
    **dict.fromkeys(("发文机关", "机关", "发文单位", "制定机关", "印发机关", "发布机关"), Field.ISSUER),
    **dict.fromkeys(("文号", "发文字号", "发文文号"), Field.DOC_NUMBER),
    **dict.fromkeys(("级别", "层级"), Field.LEVEL),
    **dict.fromkeys(("地区", "地域", "区域"), Field.REGION),
    **dict.fromkeys(("资金类型", "资金渠道", "渠道"), Field.CHANNEL),
    **dict.fromkeys(("状态", "时效", "时效性", "效力"), Field.STATUS),
    **dict.fromkeys(("正文", "内容", "全文"), Field.TEXT),
    **dict.fromkeys(("日期", "成文日期", "发文日期", "印发日期"), Field.DATE),
    **dict.fromkeys(("施行", "施行日期", "实施日期", "生效日期"), Field.EFFECTIVE),
}

NAMES = {**{str(field): field for field in Field}, **CHINESE_NAMES}
"""Every name of a field, in lower case."""

_LEVELS = {
    "国家": ("国家级", "中央", "全国"),
    "省": ("省级", "自治区", "直辖市", "省部级"),
    "市": ("市级", "地级", "地市级", "设区市"),
    "县": ("县级", "区县", "区县级", "县区"),
}
_LEVEL_OF = {name: level for level, names in _LEVELS.items() for name in (level, *names)}
_STATUS_OF = {
    **{status.value: status for status in Status},
    **dict.fromkeys(("有效", "现行有效", "在效"), Status.IN_FORCE),
    **dict.fromkeys(("被取代", "取代"), Status.SUPERSEDED),
    **dict.fromkeys(("废止", "被废止"), Status.REPEALED),
    **dict.fromkeys(("失效", "过期", "已过期"), Status.EXPIRED),
    **dict.fromkeys(("未施行", "未生效", "尚未生效", "未实施"), Status.NOT_YET),
}


def read_level(text: str) -> tuple[str | None, tuple[str, ...]]:
    """国家, 省, 市 or 县 as policies have it, None for another word; and what may be written."""
    return _LEVEL_OF.get("".join(text.split())), ("国家级", "省级", "市级", "县级")


def read_status(text: str) -> tuple[str | None, tuple[str, ...]]:
    """A status as ``model.Status`` has it, None for another word; and what may be written."""
    status = _STATUS_OF.get("".join(text.split()))
    return (status.value if status else None), tuple(status.value for status in Status)


def nearest(name: str) -> str | None:
    """The name of a field that someone may have meant, as it is shown."""
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), NAMES, 1, 0.5)
    return next((shown for shown, field in FIELDS.items() if field is NAMES[close[0]]), None) if close else None


def is_slip(name: str) -> bool:
    """Whether a Latin name is that of a field but for one letter too many, missing, wrong or out of place.

    >>> is_slip("tilte"), is_slip("http")
    (True, False)
    """
    name = name.lower()
    return any(_one_off(name, str(field)) for field in Field if len(name) >= 4 and name != field)


def _one_off(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (one, two) in enumerate(zip(a, b, strict=False)) if one != two), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
