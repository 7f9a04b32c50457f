"""Whether a project earns: 经营性 (it lives by the market), 准公益性 (it charges for a public service) or 公益性 (it does not).

Told from words that are clear only: an income the content names, a product or trade of a company, or a public service that
nobody pays for. What the table states wins; where nothing is clear, or signs contradict each other, there is no answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from policymatch.model import Project
from policymatch.text.numerals import half_width

TRADING, CHARGING, FREE = "经营性", "准公益性", "公益性"
_MAX_LENGTH = 4_000


class Earning(NamedTuple):
    """One of 经营性, 准公益性 and 公益性, with the Chinese reason."""

    kind: str
    because: str


_INCOME = re.compile(
    r"(?:门票|停车费?|租金|出租|租赁|水费|供水|电费|售电|发电|上网电量|充电服务费|服务费|污水处理费|垃圾处理费|通行费|物业|床位费|供热|仓储|摊位|广告|运营|经营)"
    r"[^,，。;；、\n]{0,6}(?:收入|收益|收费)|收取[^,，。;；\n]{1,12}费|年(?:均)?(?:收入|收益|营业收入)|使用者付费|投资回收期"
)
_PAYS_BACK = re.compile(
    r"(?:收入|收益|租金|费)[^,，。;；\n]{0,6}(?:还本付息|偿还本息|还款|覆盖(?:融资)?本息)|(?<![没未无])有(?:稳定|持续|一定)的?(?:经营|现金流)?(?:收入|收益)|收益(?:可|能)?(?:反哺|覆盖)"
)
_NO_INCOME = re.compile(r"(?:无|没有|不产生|不收取)[^,，。;；、\n]{0,8}(?:收入|收益|收费|费)|免费(?:开放|提供|向)")
_TRADE = re.compile(
    r"年产[0-9一二三四五六七八九十.]|生产线|商业综合体|购物中心|酒店(?!装修)|商品房|房地产|商铺|写字楼|4s店|加工厂|制造(?!业)|酿造|冶炼|商品混凝土|搅拌站|会所|高尔夫|采选|采矿"
)
_CHARGES = re.compile(
    r"供水(?!保障)|自来水|水厂|供热|供气|燃气管网|污水处理厂|垃圾(?:焚烧|处理厂)|停车(?:场|楼|库)|充电(?:桩|站)|标准厂房|产业园|物流园|冷链|冷库|农贸市场|批发市场|"
    r"保障性租赁|公租房|养老(?:服务)?中心|托育|幼儿园|医院|殡仪馆|公墓|景区|体育馆|游泳馆|高速公路|光伏|风电|储能|算力中心|数据中心"
)
_GIVEN = re.compile(
    r"农村公路|通组|产业路|村道|县道|乡道|危桥|安防工程|安全生命防护|防洪|堤防|河道治理|中小河流|山洪|除险加固|水土流失|石漠化|造林|生态修复|湿地|矿山(?:生态)?修复|"
    r"高标准农田|人居环境|厕所革命|小学|中学|校舍|消防|派出所|法庭|档案馆|图书馆|文化馆|博物馆|地质灾害|避难场所|应急物资|黑臭水体|路灯|公园|绿道|市政道路|城市道路|"
    r"疾控|卫生室|雨污分流|排水防涝|内涝|以工代赈|人防|民兵|烈士"
)
_STATED = (
    # 公益林, 公益性岗位, 集体经营性建设用地 and 经营性收入 are kinds of other things.
    (FREE, r"非经营性?(?!资产|用地|收入)|(?<![准非])(?<!收益的)公益(?!林|金|广告|诉讼|(?:性)?(?:岗位|公墓|墓地))"),
    (CHARGING, r"准公益|准经营|收益的公益"),
    (TRADING, r"(?<![非准])经营性(?!(?:建设)?用地|资产|用房|岗位|收入|收益|现金流|净现金|服务|支出|车辆|道路)"),
)


def earning_of(project: Project) -> Earning | None:
    """What kind of project it is and why; None where it is not clear. What ``operating`` says wins over the words."""
    told = _told(project)
    if project.operating is None or (told and told.kind == (TRADING if project.operating else FREE)):
        return told
    return Earning(TRADING, "表中写明是经营性项目") if project.operating else Earning(FREE, "表中写明不是经营性项目")


def income_in(content: str) -> str | None:
    """The words of a content that say that the project earns; None where it says none, or that it does not."""
    text = half_width(content[:_MAX_LENGTH]).lower()
    found = None if _NO_INCOME.search(text) else _INCOME.search(text) or _PAYS_BACK.search(text)
    return found[0] if found else None


def _told(project: Project) -> Earning | None:
    """What the words tell, and whether the table states an income."""
    name, content = half_width(project.name).lower(), half_width(project.content[:_MAX_LENGTH]).lower()
    stated = [kind for kind, pattern in _STATED if re.search(pattern, name + "\n" + content)]
    if stated:
        return Earning(stated[0], f"文中写明{stated[0]}") if len(stated) == 1 else None
    none, income = _NO_INCOME.search(content), _INCOME.search(_NO_INCOME.sub("", content))
    trade = _TRADE.search(name) or (_TRADE.search(content) if project.owner_kind == "民营企业" else None)
    charges, given = _CHARGES.search(name), _GIVEN.search(name)
    if trade and not given and not none and project.owner_kind not in ("政府部门", "事业单位"):
        return Earning(TRADING, f"写有“{trade[0]}”，是面向市场的生产经营")
    if none and not income:
        return Earning(FREE, f"写有“{none[0]}”")
    if income and not none:
        return Earning(CHARGING if given or project.owner_kind != "民营企业" else TRADING, f"写有“{income[0]}”")
    if project.has_revenue is True:
        return Earning(CHARGING, "表中写有收益")
    if given and not charges and not income and project.owner_kind != "民营企业":
        return Earning(FREE, f"“{given[0]}”一般不收费，文中也没有写收入")
    if charges and not given and not none:
        return Earning(CHARGING, f"“{charges[0]}”一般向使用者收费")
    return None
