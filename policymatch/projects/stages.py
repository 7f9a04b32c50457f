"""How far a project is: its stage, the share of works done, and whether it has begun or ended.

What the table does not say is None; a plan to begin is no beginning.
"""

from __future__ import annotations

import math
import re

from policymatch.model import Project
from policymatch.projects.grid import Percent
from policymatch.text.money import read_money
from policymatch.text.numerals import chinese_number, half_width

STAGES = ("谋划", "前期", "已开工", "已完工")

_MAX_TEXT = 500
_END = r"(?:竣工|完工|建成|投产|投用|投入使用|投入运营|交付使用|交付|验收|试运行|试运营)"
_FINISHED = re.compile(
    r"(?:已|全部|全面|已经|通过|正在(?=试运)|进入(?=试运)|开始(?=试运))[^,;。、]{0,8}?"
    + _END
    + rf"|^{_END}(?:验收|投产|使用)?$|竣工验收(?:合格|完成|备案)?$"
)
_PART = re.compile(r"主体|基础|土建|部分|一期|标段|单体|结构|封顶|路基|桥梁|管网|其中|阶段性|首批|分部|分项|子项")
_NOT_YET = re.compile(
    rf"(?:未|没有|尚未|暂未|预计|计划|力争|争取|将|即将|拟|待|确保|年底前?|月底?前)[^,;。]{{0,12}}?{_END}|{_END}(?:时间|日期|[:：]|前)"
)
_NOT_STARTED = re.compile(
    r"(?:未|没有|待|拟|不具备|未能)\s*(?:正式)?(?:开工|动工|启动|实施|建设|进场|开建)|拟建|(?:计划|预计|准备|即将|争取|力争|将|拟)[^,;。]{0,12}?(?:开工|动工)"
)
_STARTED = re.compile(
    r"在建|续建|已[^,;。]{0,6}?(?:开工|动工|进场)|正在(?:施工|建设|装修|安装|浇筑|铺设|进行[^,;。]{0,12}施工)|施工中|建设中|开工建设|施工阶段|建设实施|实施阶段|"
    r"^(?:开工|动工|建设|施工|实施)$|主体(?:工程)?已?(?:经)?(?:封顶|完工)|主体(?:结构|工程)?施工|施工至|(?:工程|路基|管道)完成[0-9]|完成(?:工程量|路基|管网|土建|主体|总?工程)[^,;。%]{0,6}[0-9]{1,3}(?:\.[0-9]{1,2})?%|形象进度[^,;。0-9]{0,4}[1-9]|"
    r"(?:土建|基础|路基|路面|桥梁|管网|装修|附属)(?:工程)?施工|设备安装|安装调试|基本完工|即将完工|收尾|扫尾|^停工|已停工"
)
_EARLY = re.compile(
    r"前期|可研|立项|初设|初步设计|报批|审批|招标|招投标|施工图|用地|开工准备|拟建|待开工|未开工|尚未开工|开展前期|征地|拆迁|项目建议书|规划选址|选址|施工合同|勘察|"
    r"^(?:已批复|已审批|已核准|已备案)$|具备开工"
)
_IDEA = re.compile(r"谋划|策划|储备(?!库|粮|林|仓)|意向|规划(?:阶段|项目|储备)|^规划$|包装|设想|概念(?:性)?方案")
_NOT_ACCEPTED = re.compile(r"(?<![未将])(?<!基本)(?<!主体)完工[,、]?(?:尚?未|待|暂未|还未)(?:竣工)?验收")
_PERCENT = re.compile(
    r"(?<![0-9.])([0-9]{1,3}(?:\.[0-9]{1,4})?)\s*%(?:\s*(?:-|~|～|—|至)\s*[0-9]{1,3}(?:\.[0-9]{1,4})?\s*%)?"
)
_RANGE_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%?\s*(?:-|~|～|—|至)\s*[0-9]{1,3}(?:\.[0-9]{1,4})?\s*%")
_NOT_WORKS = re.compile(r"(?:到位|支付|拨付|资本金|征地|拆迁|前期|手续|设计|招标)[^,;。%]{0,8}$")
_WHOLE = re.compile(r"(?:总体|整体|总|综合|全部|工程|项目|形象)(?:形象)?(?:进度|工程|完成)?[^,;。%]{0,6}$")
_IN_WORDS = re.compile(r"百分之([零〇一二三四五六七八九十百]{1,5})|([一二三四五六七八九])成(?!立|为|功|品|果|套)")
_DONE_MONEY = re.compile(r"完成(?:固定资产)?投资(?:额)?\s*(?:约|为|:)?\s*([0-9][0-9,.]{0,15}\s*(?:亿|万)?元?)")


def stage_of(text: str | None) -> str | None:
    """Give one of STAGES for what a table says of a project's stage, None when it does not say."""
    plain = re.sub(r"\s+", "", half_width((text or "")[:_MAX_TEXT]))
    if not plain:
        return None
    if plain in STAGES:
        return plain
    if _says_finished(plain) or (_NOT_ACCEPTED.search(plain) and not _PART.search(plain)):
        return "已完工"
    if _NOT_STARTED.search(plain):
        return "前期"
    if _STARTED.search(plain):
        return "已开工"
    if _IDEA.search(plain) and not re.search("前期", plain):
        return "谋划"
    return "前期" if _EARLY.search(plain) else None


def parse_progress(value: object, investment_wan: float | None = None, *, in_percent: bool = False) -> float | None:
    """Read the share of works done (0 to 1) from a cell of 形象进度; None when it does not say.

    A number between 0 and 1 is a share, one above 1 a percentage; a plain 1 could be either and is None unless
    ``in_percent`` (the heading carries a %). "完成投资3000万元" is a share of ``investment_wan`` (万元) where that
    is known.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _share(value, in_percent=in_percent)
    plain = re.sub(r"\s+", "", half_width(str(value)[:_MAX_TEXT]))
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,6})?", plain):
        return _share(float(plain), in_percent=in_percent)
    return _progress_in_words(plain, investment_wan)


def is_finished(project: Project) -> bool | None:
    """Say whether the project is finished; None when the table does not say, or contradicts itself."""
    done = project.progress is not None and project.progress >= 1
    if project.stage == "已完工":
        return None if project.progress is not None and not done else True
    if project.stage in STAGES:
        return None if done else False
    if project.progress is None:
        return None
    return done


def is_started(project: Project) -> bool | None:
    """Say whether building has begun; None when the table does not say, or contradicts itself."""
    under_way = project.progress is not None and project.progress > 0
    if project.stage in ("已开工", "已完工"):
        return True
    if project.stage in ("谋划", "前期"):
        return None if under_way or project.nature == "续建" else False
    return True if under_way or project.nature == "续建" else None


def _says_finished(plain: str) -> bool:
    if _NOT_YET.search(plain):
        return False
    clauses = (re.split(r"[,;。、]", plain[: found.end()])[-1] for found in _FINISHED.finditer(plain))
    return any(not _PART.search(clause) for clause in clauses)


def _share(number: float, *, in_percent: bool) -> float | None:
    if not math.isfinite(number) or number < 0:
        return None
    if isinstance(number, Percent):
        return float(number) if number <= 1 else None
    if in_percent:
        # A column headed with % that holds 0.6 was filled by somebody who meant 60%.
        return number / 100 if 1 <= number <= 100 else (float(number) if number < 1 else None)
    if number < 1:
        return float(number)
    return number / 100 if 1 < number <= 100 else None


def _progress_in_words(plain: str, investment_wan: float | None) -> float | None:
    # Of a range the lower bound is what is certain.
    plain = _RANGE_PERCENT.sub(r"\1%", plain)
    shares = [(found, float(found.group(1)) / 100) for found in _PERCENT.finditer(plain)]
    shares = [(found, share) for found, share in shares if share <= 1 and not _NOT_WORKS.search(plain[: found.start()])]
    if len(shares) > 1:
        whole = [share for found, share in shares if _WHOLE.search(plain[: found.start()])]
        return whole[0] if len(whole) == 1 else None
    if shares:
        return shares[0][1]
    words = _IN_WORDS.search(plain)
    if words and "%" not in plain:
        number = chinese_number(words.group(1) or words.group(2))
        share = None if number is None else number / (100 if words.group(1) else 10)
        return share if share is not None and share <= 1 else None
    if _says_finished(plain):
        return 1.0
    if re.search(r"(?:未|没有)(?:正式)?(?:开工|动工)", plain):
        return 0.0
    money = _DONE_MONEY.search(plain)
    done = read_money(money.group(1))[0] if money else None
    return share_of_investment(done.wan if done else None, investment_wan)


def share_of_investment(done_wan: float | None, investment_wan: float | None) -> float | None:
    """Give the share of the investment that is done (both in 万元); None when one is unknown.

    It is None too where all of it is done, or more: money spent in full does not say that the works are.
    """
    if done_wan is None or not investment_wan or done_wan >= investment_wan:
        return None
    return done_wan / investment_wan
