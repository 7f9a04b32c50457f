"""The grammar of expressions: from what was typed to a tree, or to an error that says where and what to write instead.

    either   = both { (OR | 或 | ||) both }
    both     = single { [AND | 与 | &&] single }        neighbours without an operator are joined by AND
    single   = [NOT | 非 | ! | -] operand
    operand  = [field:] ( "(" either ")" | "phrase" | word | period | document number )

NOT binds closest, then AND, then OR. English operators are written in capitals; 与, 或, 非 are operators only where they
stand apart (between blanks, brackets, quotes), - and ! only right before what they exclude, as Baidu has it. Signs of
either width are the same. Brackets that touch a word and hold no blank belong to it: 管理办法（试行）.
"""

from __future__ import annotations

import re

from policymatch.store.asking import is_expression
from policymatch.store.fields import FIELDS, NAMES, PLAIN, nearest
from policymatch.store.leaves import read_leaf
from policymatch.store.periods import EXAMPLES, PERIOD
from policymatch.store.syntax import (
    And,
    DateRange,
    ExpressionError,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    mark,
    write,
)
from policymatch.text.docnumber import find_doc_numbers
from policymatch.text.normalize import mend

__all__ = [
    "And",
    "DateRange",
    "ExpressionError",
    "Field",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Wildcard",
    "Word",
    "is_expression",
    "mark",
    "parse_expression",
    "write",
]

MOST_SIGNS = 2000
DEEPEST = 50
"""Brackets inside brackets."""

EXAMPLE = '写法例：title:条例 AND "冷链物流" NOT 农药'

_CLOSING = {'"': '"', "「": "」", "『": "』", "《": "》"}
_BREAK = r'\s"「」『』《》()'
_SIGN = rf"(?:[^{_BREAK}&|]|&(?!&)|\|(?!\|))"
_WORD = re.compile(rf"{_SIGN}+(?:\({_SIGN}{{1,60}}\){_SIGN}*)*")
_APART = rf"(?=[{_BREAK}]|&&|\|\||\Z)"
_RANGE = re.compile(r"[\[{][^\[\]{}]{0,60}\bTO\b[^\[\]{}]{0,60}[\]}]?")
_OPERATOR = re.compile(rf"&&|\|\||(?:AND|OR|NOT|与|或|非){_APART}|!(?=\s{{0,99}}[^\s!=])|(?<![^\s(:])-(?=[^\s0-9-])")
_BEFORE_NUMBER = re.compile("AND|OR|NOT|与|或|非")
_DASH = re.compile(r"-(?![0-9])")
_KINDS = {
    "&&": "AND",
    "与": "AND",
    "AND": "AND",
    "||": "OR",
    "或": "OR",
    "OR": "OR",
    "NOT": "NOT",
    "非": "NOT",
    "!": "NOT",
    "-": "NOT",
}
_FIELD = re.compile(r"([A-Za-z_]{2,20}|[一-鿿]{2,6}):(?!//)")


def parse_expression(query: str) -> Node:
    """The tree of an expression. Raises ExpressionError."""
    if len(query) > MOST_SIGNS:
        raise ExpressionError(
            f"检索式超过 {MOST_SIGNS} 个字", "请缩短：分几次查，或只留最要紧的词", MOST_SIGNS, len(query)
        )
    return _Parser(query).whole()


class _Parser:
    """Reads an expression from left to right.

    ``text`` is the query in order, ``signs`` the same with the signs of the grammar in one spelling; ``places`` says
    where in the query each of them stands.
    """

    def __init__(self, query: str) -> None:
        kept = [(sign, place) for place, typed in enumerate(query) for sign in mend(typed)]
        self.text = "".join(sign for sign, _ in kept)
        self.places = [*(place for _, place in kept), len(query)]
        self.signs = self.text.translate(PLAIN)
        self.numbers = {number.start: number for number in find_doc_numbers(self.text)}
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        self._skip()
        if self._ended():
            raise ExpressionError("检索式里没有可以查找的词", EXAMPLE, 0, self.places[-1])
        node = self._either(None)
        if not self._ended():
            raise self._error(*_NO_OPENING, self.at, self.at + 1)
        if _only_excludes(node):
            hint = "前面加上要找的词，如：冷链 NOT 农药"
            raise ExpressionError("只说了不要什么（NOT），没有说要找什么", hint, 0, self.places[-1])
        return node

    def _either(self, within: Field | None) -> Node:
        parts = [self._both(within)]
        while (operator := self._operator()) and operator[0] == "OR":
            self._take(operator)
            parts.append(self._both(within))
        return _joined(Or, parts)

    def _both(self, within: Field | None) -> Node:
        parts = [self._single(within)]
        while not self._ended() and self.signs[self.at] != ")":
            operator = self._operator()
            if operator and operator[0] == "OR":
                break
            if operator and operator[0] == "AND":
                self._take(operator)
            parts.append(self._single(within))
        return _joined(And, parts)

    def _single(self, within: Field | None) -> Node:
        operator = self._operator()
        if operator is None:
            return self._operand(within)
        kind, end = operator
        if kind != "NOT":
            sign = self.text[self.at : end]
            raise self._error(f"{sign} 前面少了要找的词", f"在 {sign} 前面补上词，或删去它", self.at, end)
        self._take(operator)
        return Not(self._operand(within))

    def _operator(self) -> tuple[str, int] | None:
        """The operator that stands here, and its end."""
        match = _OPERATOR.match(self.signs, self.at) or _BEFORE_NUMBER.match(self.signs, self.at)
        if match and match.re is _BEFORE_NUMBER and match.end() not in self.numbers:
            return None
        return (_KINDS[match[0]], match.end()) if match else None

    def _take(self, operator: tuple[str, int]) -> None:
        """Go past an operator to what it needs behind it."""
        kind, end = operator
        start, sign = self.at, self.text[self.at : end]
        self.at = end
        self._skip()
        if self._ended() or self.signs[self.at] == ")":
            raise self._error(f"{sign} 后面少了要找的词", f"在 {sign} 后面补上词，或删去它", start, end)
        following = self._operator()
        if following and (kind == "NOT" or following[0] != "NOT"):
            other = self.text[self.at : following[1]]
            hint = f"只留一个；要查找“{other}”这个词本身，给它加上引号"
            raise self._error(f"两个运算符连在一起：{sign} {other}", hint, start, following[1])

    def _operand(self, within: Field | None) -> Node:
        sign = self.signs[self.at]
        if sign == "(":
            return self._group(within)
        if sign in _CLOSING:
            return self._phrase(within)
        if sign == ")":
            raise self._error(*_NO_OPENING, self.at, self.at + 1)
        if sign in "」』》":
            raise self._error(f"{sign} 没有配对", f"删去它，或在前面补上 {_OPENING[sign]}", self.at, self.at + 1)
        number = self.numbers.get(self.at)
        if number:
            self.at = number.end
            return self._leave(read_leaf(number.text, within, self._place(number.start, number.end), quoted=True))
        field = _FIELD.match(self.signs, self.at)
        if field:
            return self._field(field)
        if within and within.is_date:
            return self._period(within)
        return self._word(within)

    def _group(self, within: Field | None) -> Node:
        opened = self.at
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._error(f"括号套了 {DEEPEST} 层以上", "去掉多余的括号", opened, self.at)
        self._skip()
        if self._ended():
            raise self._error(*_NO_CLOSING, opened, opened + 1)
        if self.signs[self.at] == ")":
            raise self._error("括号里没有词", "在括号里写上要找的词，或删去括号", opened, self.at + 1)
        node = self._either(within)
        if self._ended():
            raise self._error(*_NO_CLOSING, opened, opened + 1)
        self.at += 1
        self.depth -= 1
        return self._leave(node)

    def _phrase(self, within: Field | None) -> Node:
        opened = self.at
        end = self._end_of_quotes()
        text = " ".join(self.text[opened + 1 : end - 1].split())
        if not text:
            raise self._error("引号里没有字", "在引号里写上要原样查找的词，或删去引号", opened, end)
        self.at = end
        return self._leave(read_leaf(text, within, self._place(opened, end), quoted=True))

    def _end_of_quotes(self) -> int:
        """The place behind the quotes that open here; 《》 may hold others of their kind."""
        opening, closing = self.signs[self.at], _CLOSING[self.signs[self.at]]
        open_ones = 0
        for at in range(self.at, len(self.signs)):
            if self.signs[at] == closing and (opening != closing or at > self.at):
                open_ones -= opening != closing
                if open_ones <= 0:
                    return at + 1
            elif self.signs[at] == opening == "《" or at == self.at:
                open_ones += opening != closing
        missing = "”" if self.text[self.at] in "“”" else closing
        raise self._error("引号没有配对", f"在短语末尾补上 {missing}，或删去引号", self.at, self.at + 1)

    def _field(self, match: re.Match[str]) -> Node:
        start, end = self.at, match.end()
        name = match[1]
        field = NAMES.get(name.lower())
        if field is None:
            known = nearest(name)
            hint = f"是不是要写 {known}？" if known else f"可用的字段：{'、'.join(FIELDS)}。"
            raise self._error(f"没有“{name}”这个字段", f"{hint}要查找这几个字本身，给它们加上引号", start, end)
        self.at = end
        while self.signs[self.at : self.at + 1].isspace():
            self.at += 1
        if self.signs[self.at : self.at + 1] in ("", ")", ":") or self._operator():
            example = EXAMPLES if field.is_date else f"{field}:{_SAMPLES[field]}；要排除，写 NOT {field}:…"
            raise self._error(f"{name}: 后面没有要找的词", f"冒号后面直接写词，如 {example}", start, end)
        if again := _FIELD.match(self.signs, self.at):
            raise self._error("两个字段连在一起", "一个词只能有一个字段；两个条件用 AND 连接", start, again.end())
        if not field.is_date and (words := _RANGE.match(self.signs, self.at)):
            hint = f"范围只用在 date: 和 effective: 里；要其中之一，写 {field}:(甲 OR 乙)"
            raise self._error(f"{name}: 里不能用范围", hint, self.at, words.end())
        return self._operand(field)

    def _period(self, within: Field) -> Node:
        start = self.at
        if self.signs[start] in "[{":
            ends = [end for end in (self.signs.find(sign, start, start + 60) for sign in "]}") if end > 0]
            if not ends:
                raise self._error("日期范围的括号没有配对", f"如 {within}:[2024-01-01 TO 2024-12-31]", start, start + 1)
            end = min(ends) + 1
        else:
            match = PERIOD.match(self.signs, start)
            end = match.end() if match else start
            if not match or not re.match(_APART, self.signs[end : end + 1]):
                word = _WORD.match(self.signs, start)
                end = word.end() if word else start + 1
        self.at = end
        return self._leave(read_leaf(self.text[start:end], within, self._place(start, end)))

    def _word(self, within: Field | None) -> Node:
        match = _WORD.match(self.signs, self.at)
        assert match is not None, "whatever is no sign of the grammar begins a word"
        start = self.at
        end = min([match.end(), *(place for place in self.numbers if start < place < match.end())])
        self.at = end
        return self._leave(read_leaf(self.text[start:end], within, self._place(start, end)))

    def _skip(self) -> None:
        """Go past blanks and punctuation that stands alone."""
        while not self._ended():
            if self.signs[self.at].isspace() or (_DASH.match(self.signs, self.at) and not self._operator()):
                self.at += 1
                continue
            word = None if self._operator() else _WORD.match(self.signs, self.at)
            if word is None or any(sign.isalnum() or sign == "*" for sign in word[0]):
                return
            if word.end() > min((at for at in self.numbers if at >= self.at), default=word.end()):
                return
            self.at = word.end()

    def _leave(self, node: Node) -> Node:
        self._skip()
        return node

    def _ended(self) -> bool:
        return self.at >= len(self.signs)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the query a stretch of the text stands."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]

    def _error(self, message: str, hint: str, start: int, end: int) -> ExpressionError:
        return ExpressionError(message, hint, *self._place(start, end))


_NO_OPENING = ("右括号没有配对", "删去它，或在前面补上左括号")
_NO_CLOSING = ("左括号没有配对", "在这一组的末尾补上右括号，或删去左括号")
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_SAMPLES = {
    Field.TITLE: "条例",
    Field.ISSUER: "国务院",
    Field.DOC_NUMBER: "国办发〔2024〕52号",
    Field.LEVEL: "省级",
    Field.REGION: "广东省",
    Field.CHANNEL: "中央预算内投资",
    Field.STATUS: "现行",
    Field.TEXT: "冷链",
}


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """The parts under one node; a bracket around the same kind changes nothing."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And | Or) and isinstance(part, kind) else (part,))
    return kind(tuple(flat))


def _only_excludes(node: Node) -> bool:
    match node:
        case Not(part):
            return not _is_filter(part)
        case And(parts) | Or(parts):
            return all(_only_excludes(part) for part in parts)
        case _:
            return False


def _is_filter(node: Node) -> bool:
    """Whether a part only says of which policies: NOT status:已废止 alone is a list one may ask for."""
    match node:
        case And(parts) | Or(parts):
            return all(_is_filter(part) for part in parts)
        case Not(part):
            return _is_filter(part)
        case DateRange():
            return True
        case Word() | Phrase() | Wildcard():
            return node.field in (Field.LEVEL, Field.REGION, Field.CHANNEL, Field.STATUS)
