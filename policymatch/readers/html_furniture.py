"""Lines that a site prints beside a text, where no element tells them apart: 打印 关闭, 扫一扫, 发布时间 … 来源 …"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymatch.model import Block

_BUTTON = re.compile(
    r"打印(?:本页|页面|本文|此页|关闭)?|关闭(?:窗口|本页|页面)?|返回(?:顶部|首页|上页|上一页|列表|栏目)?|回到(?:顶部)?|顶部|TOP|分享(?:到|至)?|分享文章到"
    r"|收藏(?:本页)?|(?:我要|内容|网页)?纠错|下载文字版|下载图片版|字体|字体大小|字号|浏览字号|文字大小|[大中小]|A[+-]?[大中小]?|取消|相关(?:附件|新闻|链接|文件|解读|阅读|信息|报道)"
    r"|附件下载|政策解读|标签|微信(?:好友)?|微博|QQ空间|QQ好友|新浪微博|扫一扫.{0,20}|手机扫.{0,20}|扫码.{0,16}|.{0,6}二维码.{0,12}"
    r"|(?:浏览|访问|阅读|点击)(?:次数|量|数)?|[×x-]",
    re.I,
)
_BETWEEN = re.compile(r"[【】\[\]（）()|｜/：:\s　]+")
_NEIGHBOUR = re.compile(r"(?:上一篇|下一篇|上一条|下一条)\s?[:：].{0,120}")
# Each begins a line or follows a space, and ends with a colon: 资金来源： and 访问量 are words of policies too.
_INFO = re.compile(
    r"(?:^|\s)(?:(?:发布|发表|更新)(?:时间|日期)|(?:信息|稿件|文章)?来源|(?:浏览|访问|阅读|点击)(?:次数|量|数)"
    r"|【?字体(?:大小)?|字号|(?:您的?)?(?:当前)?(?:所在)?的?位置)\s?[:：]"
    r"|^(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?$"
)
_FIGURES = re.compile(r"-?\d{0,9}次?")
_LONG_BUTTONS = 80
_LONG_INFO = 160
_HEAD = 8


def without_furniture(blocks: Sequence[Block], *, head: bool) -> tuple[Block, ...]:
    """Return blocks without the buttons at their end; with ``head`` without the lines about the page at their start."""
    end = len(blocks)
    while end and _is_button(blocks[end - 1]):
        end -= 1
    first = [block for block in blocks[: min(_HEAD, end)] if not (head and (_is_info(block) or _is_button(block)))]
    return (*first, *blocks[min(_HEAD, end) : end])


def _is_button(block: Block) -> bool:
    if block.table or len(block.text) > _LONG_BUTTONS * 2:
        return False
    if _NEIGHBOUR.fullmatch(block.text):
        return True
    words = [word for word in _BETWEEN.split(block.text) if word]
    named = [word for word in words if not _FIGURES.fullmatch(word)]
    return len(block.text) <= _LONG_BUTTONS and all(_BUTTON.fullmatch(word) for word in named) and bool(named)


def _is_info(block: Block) -> bool:
    return not block.table and len(block.text) <= _LONG_INFO and _INFO.search(block.text) is not None
