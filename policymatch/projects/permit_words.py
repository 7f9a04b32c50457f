"""The words in which tables speak of approvals: what the steps are called, and what is said of their state.

Patterns only; `policymatch.projects.permits` puts what they find together.
"""

from __future__ import annotations

import re

from policymatch.model import PermitState

ALIASES = {
    "项目建议书批复": r"项目建议书|项建书|立项(?!备案)",
    "可研批复": r"可行性研究报告|可行性研究|可研报告|可研",
    "初步设计批复": r"初步设计|初设",
    "核准": r"(?:项目|企业投资|投资|立项)核准",
    "备案": r"(?:项目|企业投资|投资|立项)备案|备案证",
    "用地预审与选址意见书": r"(?:建设项目|项目)?用地预审(?:[与和及暨]?(?:规划)?选址意见书?)?|土地预审|"
    r"(?:规划)?选址意见书?|规划选址|预审",
    "建设用地规划许可": r"(?:建设)?用地规划许可",
    "建设工程规划许可": r"(?:建设)?工程规划许可",
    "施工许可": r"(?:建筑工程|建设工程)?施工许可|开工许可",
    "环评批复": r"环境影响(?:评价|报告[书表]|登记表)|环评",
    "节能审查": r"节能(?:审查|评估|报告|登记|承诺)|能评",
    "社会稳定风险评估": r"社会稳定性?风险(?:评估|评价)?|社会?稳定评估|社稳评估|社稳|稳评|维稳评估",
    "水土保持方案": r"水土保持(?:方案|报告|评价|(?!项目|工程|治理|重点|综合))|水保方案|水保(?!项目|工程)",
    "林地使用": r"(?:使用|占用)林地|林地(?:使用|审核|占用|征占用|报批)?(?<![造育森]林地)",
    "洪水影响评价": r"洪水影响评价|防洪(?:影响)?评价|防洪评估|洪评",
    "地质灾害危险性评估": r"地质灾害(?:危险性)?评估|地灾(?:危险性)?评估|地灾评价",
    "概算批复": r"概算(?!总?投资)",
}
"""What each step is called."""

_NOUNS = (
    r"(?:(?:报告[书表]?|登记表|意见书?|方案|文件|手续|许可|批复|批文|审批|审查|审核|备案|核准|登记|许可证|证书|证)"
    r"(?!中|完成编制))*"
)
_ADVERB = r"(?:基本|全部|均|都|经|于|由|按程序|依法|正式|顺利|陆续)*"
_DEED = (
    r"(?:完成|取得|获得|获批|获|办理|办结|办好|办|批复|批准|批|核准|备案|核发|出具|通过|审批|审查|评审|"
    r"开展|启动|编制|报批|上报|申报|落实|下达|具备|开始|申请|委托|做)"
)
_UNDER_WAY = (
    r"(?:批复|批准|审批|审查|审核|编制|办理|报批|评审|评估|公示|申报|申请|推进|修改|完善|进行|送审|受理)"
    r"(?:过程)?中(?!心)"
)
_SUBMITTED = r"(?:编制|评审|报批|上报|申报|受理|送审|报审|报送|提交|委托|启动|开展|公示|组卷)"

# One entry a way of speaking, tried in this order where several could begin at the same place.
_WAYS = (
    ("waiting", PermitState.OPEN, rf"待(?:批复?|审批?|核准|审查|评审|报批)|{_UNDER_WAY}"),
    (
        "not_needed",
        PermitState.NOT_NEEDED,
        r"不涉及|(?:不需要?|无需)(?:办理|编制|审批)?|无须(?:办理)?|不用(?:办理?)?|免于办理|豁免|免办|不必(?:办理)?|不适用",
    ),
    (
        "missing",
        PermitState.MISSING,
        (
            rf"(?:尚|暂|还|均|都|仍|目前)?(?:未|没有?)(?![来利涉]){_ADVERB}{_DEED}{{0,3}}|"
            r"待(?:办理?|开展|编制|取得|完善|启动|落实)|需(?:补办|办理|完善)|拟(?:办理?|开展|编制|报批|取得)|"
            rf"(?:计划|准备|争取|力争|预计|将|即将)(?:于|在)?[^,;。、]{{0,12}}?{_DEED}|不具备|缺少?|×|✗|✘"
        ),
    ),
    (
        "open",
        PermitState.OPEN,
        (
            rf"(?:正在?|正抓紧|抓紧|加快|同步){_ADVERB}{_DEED}{{0,2}}|在办|"
            rf"(?:已|已经)?{_ADVERB}(?:完成)?{_SUBMITTED}(?:已?(?:完成|完毕|结束))?|通过评审|已报(?!告)"
        ),
    ),
    (
        "done",
        PermitState.DONE,
        (
            rf"(?:已|已经|现已){_ADVERB}{_DEED}{{1,3}}(?:完成|完毕)?|获得?批复?|取得|通过|办结|办理(?:完成|完毕|完结)|"
            r"完成|批复|批准|齐全|齐备|完备|已有|具备|已(?=[,;。、)于0-9]|$)|√|✓|✔"
        ),
    ),
    ("number", PermitState.DONE, r"[〔\[【(][12][0-9]{3}[〕\]】)]\s*第?[0-9]{1,6}号"),
)
STATES = {way: state for way, state, _ in _WAYS}
"""A group of TOKEN to the state it speaks of."""

TOKEN = re.compile(
    "(?:"
    + "|".join(f"(?P<p{n}>{pattern})" for n, pattern in enumerate(ALIASES.values()))
    + f"){_NOUNS}|"
    + "|".join(f"(?P<{way}>{pattern})" for way, _, pattern in _WAYS)
)
"""A step's name (group p0, p1 ... in the order of ALIASES) or a word about a state (a group of STATES)."""

FILING = re.compile(
    r"^(?:该|本|此)?(?:项目|企业|投资|立项)*(?:已经?|正在?|尚?未|暂未|待|拟|经[^,]{1,10}局|在[^,]{1,10}局|于|完成|取得|办理|获得|"
    r"[0-9年月日.])*(备案|核准)"
)
"""已备案, 正在核准: a step and its state in one word. 用地已备案 speaks of something else."""

YES = frozenset(
    ["是", "√", "✓", "✔", "☑", "有", "已", "已办", "办结", "完成", "已完成", "y", "yes", "ok", "1", "对", "具备"]
) | frozenset(["齐全", "已批", "已批复", "已取得", "已办理", "通过"])
NO = frozenset(
    ["否", "×", "✗", "✘", "✕", "x", "无", "未", "未办", "没有", "n", "no", "0", "未办理", "未取得", "未批", "未完成"]
) | frozenset(["不具备", "缺"])
SILENT = frozenset(["", "-", "--", "—", "——", "/", "\\", "待核", "不详", "未知", "?", "待定"])

PROOF = re.compile(
    r"[0-9]{4}[年./-][0-9]{1,2}|[0-9]{4}[〕\])】]?[^0-9]{0,2}[0-9]+号|第[0-9a-z-]+号|[0-9]{9,}|"
    r"^20[0-9]{4}(?:[0-9]{2})?$|^4[0-9]{4}$"
)
"""A date (as text or as Excel's serial number), the number of a document or of a certificate."""
