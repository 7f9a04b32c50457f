"""Names of organs (发文机关) as they stand in a line: letter-spaced, in columns, several in a row."""

from __future__ import annotations

import re

_END = (
    r"(?:政府|办公厅|办公室|办事处|委员会|管委会|委|部|厅|局|署|总局|院|党组|党委|省委|市委|县委|区委|协会|学会|联合会|工会|商会|常委会|"
    r"人民代表大会|残联|妇联|文联|共青团中央|社|集团|公司|中心|领导小组|小组|指挥部|银行|中央|军委|支行|分行|总队|支队|"
    r"大学|学院|研究院|兵团|基金会|总行|大队|站|管理处|秘书处|工商联|监狱|法院|检察院|厅委)"
)
_ORGAN = re.compile(rf"[一-鿿（）()·]{{0,36}}{_END}(?:（[一-鿿]{{2,16}}）)?")
# A short sentence or a heading that ends like an organ.
_NO_ORGAN = re.compile(
    r"^(?:各|本|该|附|抄|送|由|向|请|及|和|与|将|对|在|是|为|第|其他|有关|关于|中央和|联系|来源|发布|主办|承办|责任|牵头|[一二三四五六七八九十]{1,3}、)"
    r"|^(?:全部|内部|外部|局部|干部|一部|东部|中部|西部|北部|南部|总部|法院|医院|学院|中心|社|院|部|局|站|委|省委|市委|县委|区委)$"
    r"|(?:医院|法学院|的|加强|推进|实施|审核|批准|负责|组织|报送|印发|转发|设立)(?:中心|部|院|局|站|委|社)?$"
)
_SIGNER = re.compile(
    r"(?:国家)?(?:主席|委员长|总理|主任|部长|署长|审计长|行长|局长|省长|市长|州长|县长|区长|自治区主席|院长|检察长|董事长)[\s　：:]{1,6}"
    r"[一-鿿·]{1,4}(?:[\s　]{1,4}[一-鿿·]{1,4})?"
)
_SPACE = re.compile(r"[\s　]+")
_OF_SENTENCE = re.compile(r"[。，；：:;,《》“”!！?？0-9|]")
"""Signs that no line of organs holds."""


def organs_of_line(text: str) -> list[str]:
    """The organs of a line that holds nothing else; empty for any other line.

    >>> organs_of_line("国家发展改革委　　财 政 部")
    ['国家发展改革委', '财政部']
    """
    if not text or len(text) > 200 or _OF_SENTENCE.search(text):
        return []
    words = _words(text.replace("、", " "))
    if words and all(is_organ(word) for word in words):
        return [_short(word) for word in words]
    whole = "".join(words)
    return [_short(whole)] if len(words) <= 3 and "、" not in text and is_organ(whole) else []


def _short(name: str) -> str:
    """国务院 for 中华人民共和国国务院, as every number and title writes it."""
    short = name.removeprefix("中华人民共和国")
    return short if is_organ(short) else name


def is_organ(name: str) -> bool:
    """Whether a name reads like an organ's: 财政部, 广州市卫生健康委员会, 中共××县委."""
    return 2 < len(name) <= 40 and _ORGAN.fullmatch(name) is not None and not _NO_ORGAN.search(name)


def is_signer(text: str) -> bool:
    """Whether a line is the signature of who signs a decree: 总理 ×××, 部长：×××."""
    return len(text) <= 30 and _SIGNER.fullmatch(text.strip()) is not None


def joined(text: str) -> str:
    """A line without the blanks that spread its letters; those between two organs stay, as one."""
    words = _words(text)
    if len(words) == 1:
        return words[0]
    return "".join(
        word + (" " if number < len(words) - 1 and is_organ(word) and len(word) > 2 else "")
        for number, word in enumerate(words)
    ).strip()


def _words(text: str) -> list[str]:
    """The words of a line; single characters in a row (财 政 部) are one word."""
    words: list[str] = []
    spread = False
    for part in _SPACE.split(text.strip()):
        if len(part) == 1 and spread:
            words[-1] += part
        else:
            words.append(part)
        spread = len(part) == 1
    return words
