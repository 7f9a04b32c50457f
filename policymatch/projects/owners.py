"""Who owns a project, as far as a name can tell."""

from __future__ import annotations

import re

from policymatch.text.numerals import half_width

OWNER_KINDS = ("政府部门", "事业单位", "国有企业", "民营企业", "村集体", "其他")

_STATED = (
    ("国有企业", r"国有|国企|央企|国资|国有控股|平台公司"),
    ("民营企业", r"民营|民企|私营|私有|个体|民间|社会资本"),
    ("事业单位", r"事业"),
    ("政府部门", r"机关|政府|行政"),
    ("村集体", r"村集体|集体"),
    ("其他", r"其他|外资|港澳台|合资|社会团体|社会组织"),
)
_COMPANY = re.compile(r"公司|集团|企业|厂$")
_STATE_COMPANY = re.compile(
    r"国有|国资|城投|交投|水投|农投|文旅投|旅投|建投|产投|工投|投资集团|城建投|城市建设投资|交通投资|水务投资|农业投资|"
    r"国家电网|国网|南方电网|中国石油|中国石化|中国移动|中国电信|中国联通|中国铁塔|中国邮政|烟草公司"
)
_INSTITUTION = (
    r"(?:学校|小学|中学|[一二三四五六]中|高中|初中|大学|学院|医院|卫生院|卫生室|幼儿园|中心|林场|福利院|敬老院|养老院|"
    r"图书馆|文化馆|博物馆|体育馆|档案馆|纪念馆|管理处|研究院|保健院|党校|职校|技校|电视台|站|所)$"
)
_BY_NAME = (
    ("村集体", r"村(?:民委员会|委会?)$|股份经济(?:合作)?联?合?社|[村组]级?集体经济|经济联合社|^[^公司]{0,20}村$"),
    ("其他", r"居民委员会|居委会|社区$|合作社|家庭农场|协会|商会|基金会|慈善会|供销社"),
    ("政府部门", r"(?:局|委|办|政府|厅|部|署|街道|办事处|办公室|管委会|委员会|指挥部|大队|支队|法院|检察院|乡|镇)$"),
    ("事业单位", _INSTITUTION),
)
_PRIVATE = re.compile(r"民办|民营|私立")


def owner_kind(name: str | None, stated: str | None = None) -> str | None:
    """Give one of OWNER_KINDS from what the table states (单位性质), else from the owner's name; None when unknown.

    Whose company it is cannot be read off most names, so a company is None unless its name says that the state
    owns it.
    """
    if stated:
        plain = half_width(stated).strip()
        kinds = [kind for kind, pattern in _STATED if re.search(pattern, plain)]
        if re.search(r"非国有|非公", plain):
            return "民营企业" if "企" in plain or "非公" in plain else None
        if kinds:
            return kinds[0] if len(kinds) == 1 or kinds[0] == "国有企业" else None
    if not name:
        return None
    # Of several owners (县住建局、县城投公司) the first is the one that applies.
    first = re.split(r"[、,;/\n]|(?<=局)和", half_width(name).strip())[0]
    first = re.sub(r"\s+|\([^()]{0,40}\)", "", first)
    if _COMPANY.search(first):
        return "国有企业" if _STATE_COMPANY.search(first) else None
    if _PRIVATE.search(first):
        return None
    return next((kind for kind, pattern in _BY_NAME if re.search(pattern, first)), None)
