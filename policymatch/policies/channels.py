"""Which kinds of money (资金类型) a policy is about, from its title and its opening.

The kinds are those of the catalogue of programmes. A policy is often about several; a law is about none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

CHANNEL_WORDS = {
    "中央预算内投资": r"中央预算内",
    "超长期特别国债": r"超长期特别国债|“?两重”?建设|“?两新”?(?:工作|政策)",
    "地方政府专项债券": r"专项债券|专项债(?!权)",
    "中央财政转移支付": r"转移支付|中央财政[一-鿿]{0,12}(?:资金|补助|奖补|支持)|中央(?:补助|奖补|专项)资金|(?:补助|奖补|衔接)[一-鿿]{0,6}资金",
    "新型政策性金融工具": r"政策性金融工具|政策性开发性金融",
}
"""How each kind is named; kinds that only the catalogue knows (其他) have no words of their own."""

_MAY_BE_NAMED = re.compile(r"中央|国债|专项债|转移支付|政策性|两重|两新|补助|奖补|衔接")
"""A sign that every name holds: most texts hold none, and five patterns are dear."""
_PATTERNS = {channel: re.compile(words) for channel, words in CHANNEL_WORDS.items()}
_OPENING = 600
"""Characters of the body in which a policy says what money it is about."""


def channels_of(title: str, body: Iterable[str]) -> tuple[str, ...]:
    """The kinds of money in a policy's title (without the number of an article) or, where that names none, in the first 600 characters of its texts."""
    named = _named_in_title(title)
    if named:
        return named
    opening, room = [], _OPENING
    for text in body:
        opening.append(text[:room])
        room -= len(text)
        if room <= 0:
            break
    return _named("\n".join(opening))


@lru_cache(maxsize=1_000)
def _named_in_title(title: str) -> tuple[str, ...]:
    return _named(title)


def _named(text: str) -> tuple[str, ...]:
    if not _MAY_BE_NAMED.search(text):
        return ()
    return tuple(channel for channel, pattern in _PATTERNS.items() if pattern.search(text))
