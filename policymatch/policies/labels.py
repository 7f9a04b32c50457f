"""What a page or a cover says of a document under labels: 索引号, 发文机关, 成文日期, 发文字号 and their kin.

The labels are those of the index tables (信息公开目录) of government sites; copies of such a table stand in the head
of text files and PDFs too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from policymatch.model import Block, Document
from policymatch.text.normalize import mend

_KEYS = {
    "index_number": ("索引号", "信息索引号"),
    "doc_number": ("发文字号", "文号", "发文文号", "文件编号"),
    "issuer": ("发文机关", "制定机关", "发文单位", "印发机关", "制发机关"),
    "published_by": ("发布机构", "发布机关", "公开机构", "信息来源", "发布单位"),
    "issued_on": ("成文日期", "发文日期", "制发日期", "生成日期"),
    "published_on": ("发布日期", "发布时间", "公开日期", "公布日期"),
    "effective_on": ("实施日期", "施行日期", "生效日期", "实施时间", "执行日期"),
    "valid_until": ("失效日期", "废止日期", "失效时间", "有效期至", "截止有效期"),
    "title": ("标题", "名称", "信息名称", "文件名称"),
    "topic_class": ("主题分类", "分类", "信息分类", "体裁分类"),
    "topic_words": ("主题词", "关键词"),
}
_BY_LABEL = {label: key for key, labels in _KEYS.items() for label in labels}
_SPREAD = "|".join(r"[\s　]{0,4}".join(label) for label in sorted(_BY_LABEL, key=len, reverse=True))
_LINE = re.compile(rf"[\[【]?({_SPREAD})[\]】]?[\s　]{{0,4}}[:：]\s{{0,4}}(.*)", re.DOTALL)
_NEXT = re.compile(rf"[\s　|]{{1,8}}(?=(?:{_SPREAD})[\s　]{{0,4}}[:：])")
_ENDS = "".join({label[-1] for label in _BY_LABEL})
_LABEL_ENDS = re.compile(rf"[{_ENDS}][\]】]?[\s　]{{0,4}}[:：]")
_HEAD = 40


class Label(tuple[str, str]):
    """A value and, in Chinese, where it stands."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """The value as written."""
        return self[0]

    @property
    def found(self) -> str:
        """Where it was found: 网页标签“文号”, 文件头“主题词”."""
        return self[1]


def find_labels(document: Document, head: Sequence[Block]) -> Mapping[str, Label]:
    """What is labelled in the metadata of a page or in the lines and table rows of the head, by our own keys."""
    found: dict[str, Label] = {}
    for key, value in document.metadata.items():
        if key in _BY_LABEL and isinstance(value, str) and value.strip():
            found.setdefault(_BY_LABEL[key], Label((mend(value).strip(), f"网页标签“{key}”")))
    for block in head[:_HEAD]:
        if not may_be_labelled(block.text):
            continue
        for label, value in _labelled(block):
            if value and len(value) <= 300:
                found.setdefault(_BY_LABEL[label], Label((value, f"文件头“{label}”")))
    return found


def may_be_labelled(text: str) -> bool:
    """Whether a text holds the bar of a table, or a colon behind a sign that ends a label; few do."""
    return "|" in text or (("：" in text or ":" in text) and _LABEL_ENDS.search(text) is not None)


def is_label(key: str) -> bool:
    """Whether a key of a document's metadata is one of the labels."""
    return key in _BY_LABEL


def is_labelled(text: str) -> bool:
    """Whether a line is an entry of an index table: 索 引 号：…, 发布日期：…, 主题词：…."""
    return len(text) <= 400 and _LINE.match(text.strip()) is not None


def _labelled(block: Block) -> Iterator[tuple[str, str]]:
    if len(block.text) > 600:
        return
    if block.table or " | " in block.text:
        cells = [cell.strip() for cell in block.text.split(" | ")]
        for cell, value in itertools.pairwise(cells):
            label = re.sub(r"[\s　]", "", cell).rstrip("：:")
            if label in _BY_LABEL and re.sub(r"[\s　]", "", value).rstrip("：:") not in _BY_LABEL:
                yield label, value
        return
    for part in _NEXT.split(block.text.strip()):
        match = _LINE.match(part)
        if match:
            yield re.sub(r"[\s　]", "", match[1]), match[2].strip()


def topic_class(value: str) -> list[str]:
    r"""城乡建设、环境保护\城市规划 has two levels; 、 belongs to a level's name."""
    return [part.strip() for part in re.split(r"[\\;；/>]", value) if part.strip()]


def topic_words(value: str) -> list[str]:
    """主题词 stand side by side with blanks or punctuation between them."""
    return [word for word in re.split(r"[\s　、，,;；]+", value.rstrip("。")) if word][:30]
