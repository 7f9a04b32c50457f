"""What to hand in, by when: documents (申报材料) and deadlines."""

from __future__ import annotations

import re

from policymatch.programmes.drafting.passages import Passage
from policymatch.programmes.drafting.topics import Topic, Topics
from policymatch.programmes.drafting.words import plain, sentences, trimmed
from policymatch.text.dates import parse_date

_LIST = re.compile(
    r"(?:(?:材料|资料|文件)(?:清单|目录)?(?:应当|应|主要|须)?(?:包括|包含|为|有|(?=[：:]))(?:以下|下列)?(?:内容|材料)?|(?:提交|提供|报送|上报)(?:下列|以下|如下)?(?:材料|资料|文件)?|应?附(?:具|送|上)?(?:下列|以下)?(?:材料|文件)?)[：:]?(?P<list>[^。]{4,400})"
)
_HANDED = re.compile(r"将(?P<list>[^。，；]{4,60}?)(?:（[^（）]{0,12}）)?(?:报送|上报|报至|提交)")
_PAPER = re.compile(
    r"(?:报告|方案|文件|批复|证明|承诺书?|承诺函|协议|表|证|函|意见|材料|书|清单|凭证|发票|复印件|图|说明|合同|情况|手续|审批|备案|台账|计划|意向书|报表|记录|执照|附图|数据|信息|名单|凭据|决议|纪要|照片|预算|文本|附件|（[^（）]{0,12}）)$"
)
_ENDS = re.compile(
    r"(?:，|、)?(?:于|在)?(?:每年)?(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底|末|上旬|中旬|下旬)?(?:之?前|以前).*$|报(?:省|市|县|国家|所在)[^、，]{0,20}$|[，,]?(?:向|送)[^、，；]{2,20}$"
)
_WHEN = re.compile(
    r"(?:\d{4}年)?(?:每年)?(?:当年|次年|上一?年)?\d{1,2}月(?:\d{1,2}日|底|末|上旬|中旬|下旬)?(?:\d{1,2}时)?(?:（[^（）]{0,12}）)?(?:下班)?(?:之?前|以前|止|截止|内)|(?:截至|截止(?:时间|日期)?(?:为|：)?|之前).{0,4}\d{4}年\d{1,2}月\d{1,2}日|每(?:月|季度?)\d{0,2}日?前"
)
_DUE = re.compile(
    r"报送|上报|申报|提交|报(?:省|市|国家|至|我|备|送|财)|初审|汇总|推送|录入|更新|填报|提出|审核|验收|备案|反馈|推荐|入库|受理|截止|审查"
)


def find_documents(root: Passage, topics: Topics) -> list[str]:
    """The papers an application needs, as the text calls them."""
    found: dict[str, None] = {}
    for passage in root.below():
        if passage.rows:
            continue
        if (
            Topic.DOCUMENTS in topics.of(passage)
            and passage.label
            and not passage.children
            and Topic.DOCUMENTS not in topics.own(passage)
        ):
            if not re.search(r"^(?:请|各地|逾期|报送|材料)", passage.text):
                found[_paper(re.split("[。；：]", passage.text)[0])] = None
            continue
        if Topic.DOCUMENTS in topics.own(passage) and not passage.children and passage.title and not passage.heading:
            listed = passage.text.partition(passage.title)[2].strip("。：: ").split("。")[0]
            good = [paper for part in re.split("[、，；]", listed) if 2 < len(paper := _paper(part)) <= 40]
            if len(good) >= 2 and sum(bool(_PAPER.search(paper)) for paper in good) * 2 >= len(good):
                found.update(dict.fromkeys(good))
                continue
        for handed in _HANDED.finditer(passage.text[:4000]):
            papers = _joined([_paper(part) for part in re.split("[、和及]", handed["list"])])
            if (
                papers
                and "附件" not in handed["list"]
                and all(2 < len(paper) <= 30 and _PAPER.search(paper) for paper in papers)
            ):
                found.update(dict.fromkeys(papers))
        for match in _LIST.finditer(
            re.sub(r"[\d一二三四五六七八九十]{1,2}[.．、]\s?(?=[一-鿿])", "；", passage.text[:4000])
        ):
            papers = [_paper(part) for part in re.split(r"[、，；;](?![^（]{0,12}）)", match["list"])]
            papers = _joined(papers)
            good = [
                paper
                for paper in papers
                if 2 < len(paper) <= 40 and _PAPER.search(paper) and not re.search("以下|下列|如下", paper)
            ]
            least = (
                2
                if topics.of(passage) & (Topic.DOCUMENTS | Topic.PROCEDURE | Topic.CONDITION) or "材料" in passage.text
                else 3
            )
            if len(good) >= least and len(good) * 2 >= len([paper for paper in papers if paper]):
                found.update(dict.fromkeys(good))
    return [paper for paper in found if 1 < len(paper) <= 60][:40]


def _joined(papers: list[str]) -> list[str]:
    """规划、用地、环评手续复印件 is one paper: what names no paper belongs to the next."""
    done: list[str] = []
    held: list[str] = []
    for paper in papers:
        if paper and not _PAPER.search(paper) and len(paper) <= 6:
            held.append(paper)
            continue
        done.append("、".join([*held, paper]))
        held = []
    return done + held


def _paper(text: str) -> str:
    return trimmed(
        re.sub(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）).、．]|附|以及|和|及)", "", _ENDS.sub("", text.strip()))
    )


def find_deadlines(root: Passage) -> list[tuple[str, str | None]]:
    """What is due when; the date is one only where the text gives a full one."""
    found: dict[str, str | None] = {}
    for passage in root.below():
        if passage.rows:
            continue
        year, month = "", 0
        for sentence in sentences(plain(passage.text)):
            if not _WHEN.search(sentence):
                continue
            for part in re.split("，", sentence):
                when = _WHEN.search(part)
                stated = re.search(r"(\d{4})年(?=[^，]{0,3}\d{1,2}月)", part)
                named = re.search(r"(\d{1,2})月", when[0]) if when else None
                # 12月15日 after 2025年12月5日 is of that year; an earlier month or 每年 is not known to be.
                year = stated[1] if stated else "" if "每年" in part or (named and int(named[1]) < month) else year
                month = int(named[1]) if named else month
                # The act may stand in the next part: 请于3月1日前，将材料报送我委.
                act = part if _DUE.search(part) else sentence
                if when is None or not _DUE.search(act) or re.search(r"开工|投产|施行|实施期|建成", part):
                    continue
                text = when[0] if re.search(r"\d{4}年", when[0]) or not year else f"{year}年{when[0]}"
                day = parse_date(text if re.search(r"\d{4}年", text) else "")
                found[trimmed(act if act is part else sentence)[:120]] = day.isoformat() if day else None
    return list(found.items())[:30]
