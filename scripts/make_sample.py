"""Write corpus/samples/pipeline.xlsx: 45 invented projects of the invented 清岭县, laid out as counties really do it.

Everything in the table is made up: the county, the projects, the owners, the document numbers, the codes and the
sums. The habits are real ones: a merged title, the unit in row 2, a header over rows 3 and 4 with merged cells,
heading and subtotal rows, a broken 序号, a blank row, money as text in mixed units, dates in many spellings, permits
partly in columns and partly in one cell of prose, and a note under the table.

``CATEGORIES`` holds the truth (money in 万元) and ``SampleRow.shown`` what a cell says instead where the table is
untidy, so that tests can hold what a reader makes of the file against what was meant.

    python scripts/make_sample.py [FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

TITLE = "贵州省清岭县2026年政府投资项目储备表（虚构样例）"
REPORTED_BY = "填报单位：清岭县发展和改革局（虚构）"
UNIT = "单位：万元"
SHEET = "项目储备表"
NOTE = (
    "注：1.本表为虚构样例，清岭县并不存在，表内项目、单位、文号、代码、金额和进度全部为虚构，仅供试用和测试；"
    "2.拟申请资金为中央预算内、专项债券、特别国债三项之和；3.空格表示未填报。"
)

# (group, column, width). An empty group is a header of its own over both header rows.
COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("", "序号", 6),
    ("", "项目名称", 34),
    ("", "项目代码", 27),
    ("", "建设单位", 24),
    ("", "建设地点", 18),
    ("", "建设性质", 9),
    ("", "项目类型", 9),
    ("", "所属行业", 13),
    ("", "建设内容及规模", 58),
    ("投资（万元）", "总投资", 12),
    ("投资（万元）", "拟申请资金", 12),
    ("资金来源（万元）", "中央预算内", 11),
    ("资金来源（万元）", "专项债券", 11),
    ("资金来源（万元）", "特别国债", 11),
    ("资金来源（万元）", "地方配套", 11),
    ("资金来源（万元）", "自筹", 11),
    ("", "开工时间", 12),
    ("", "竣工时间", 12),
    ("", "形象进度", 12),
    ("前期手续", "可研批复", 15),
    ("前期手续", "初设批复", 15),
    ("前期手续", "用地预审", 15),
    ("前期手续", "规划许可", 12),
    ("前期手续", "环评批复", 12),
    ("前期手续", "施工许可", 12),
    ("", "前期工作进展", 44),
    ("", "是否已获中央资金", 12),
    ("收益情况", "预期收益", 22),
    ("收益情况", "本息覆盖倍数", 10),
    ("", "行业主管部门", 16),
)
FUNDS = ("中央预算内", "专项债券", "特别国债", "地方配套", "自筹")
REQUESTED = FUNDS[:3]
PERMITS = ("可研批复", "初设批复", "用地预审", "规划许可", "环评批复", "施工许可")

TITLE_ROW, UNIT_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 5
BLANK_AFTER = "生态环保"
"""The blank row stands after this category's subtotal."""

Cell = str | int | float | date | None

_COUNTY = "贵州省黔南布依族苗族自治州清岭县"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A project as it was meant; money in 万元.

    ``funds`` maps FUNDS to sums that add up to ``investment``, empty where the table gives none. ``permits`` holds the
    cells under PERMITS in their order. ``shown`` maps a column to what its cell says instead of the plain value.
    ``topics`` are the fields of public investment it stands for; ``special`` says what is odd about it: hotel, office,
    square, finished or duplicate (then ``duplicate_of`` is the other's name).
    """

    number: Cell
    name: str
    code: str | None
    owner: str
    place: str
    nature: str
    approval: str
    sector: str
    content: str
    investment: int
    funds: Mapping[str, int]
    department: str
    topics: tuple[str, ...]
    start: Cell = None
    end: Cell = None
    progress: Cell = None
    permits: tuple[str | None, ...] = (None,) * len(PERMITS)
    status: str | None = None
    received: str | None = None
    revenue: str | None = None
    coverage: Cell = None
    shown: Mapping[str, Cell] = field(default_factory=dict)
    special: str = ""
    duplicate_of: str | None = None

    @property
    def requested(self) -> int | None:
        """What is asked of above, 万元; None where the table gives no sources of money."""
        return sum(self.funds.get(kind, 0) for kind in REQUESTED) if self.funds else None

    def cells(self) -> dict[str, Cell]:
        """Column name to what stands in the cell."""
        plain: dict[str, Cell] = {
            "序号": self.number,
            "项目名称": self.name,
            "项目代码": self.code,
            "建设单位": self.owner,
            "建设地点": self.place,
            "建设性质": self.nature,
            "项目类型": self.approval,
            "所属行业": self.sector,
            "建设内容及规模": self.content,
            "总投资": self.investment,
            "拟申请资金": self.requested or None,
            **{kind: self.funds.get(kind) for kind in FUNDS},
            "开工时间": self.start,
            "竣工时间": self.end,
            "形象进度": self.progress,
            **dict(zip(PERMITS, self.permits, strict=True)),
            "前期工作进展": self.status,
            "是否已获中央资金": self.received,
            "预期收益": self.revenue,
            "本息覆盖倍数": self.coverage,
            "行业主管部门": self.department,
        }
        return {**plain, **self.shown}


class Category(NamedTuple):
    """A heading of the table and the projects under it."""

    numeral: str
    title: str
    rows: tuple[SampleRow, ...]

    @property
    def heading(self) -> str:
        return f"{self.numeral}、{self.title}类（{len(self.rows)}个）"


class Line(NamedTuple):
    """A line under the header: heading, project, subtotal, blank, total or note; ``row`` as Excel counts."""

    row: int
    kind: str
    category: Category | None = None
    project: SampleRow | None = None


def _money(central: int = 0, bond: int = 0, treasury: int = 0, local: int = 0, own: int = 0) -> dict[str, int]:
    amounts = dict(zip(FUNDS, (central, bond, treasury, local, own), strict=True))
    return {kind: amount for kind, amount in amounts.items() if amount}


_AGRICULTURE = (
    SampleRow(
        number=1,
        name="清岭县石门镇高标准农田建设项目（一期）",
        code="2503-522799-04-01-318264",
        owner="清岭县农业农村局",
        place=f"{_COUNTY}石门镇",
        nature="新建",
        approval="审批",
        sector="农业",
        content="建设高标准农田1.2万亩，实施田块整治3200亩、土壤改良6800亩，新建机耕道28公里、灌排沟渠36公里，"
        "配套高位蓄水池12座和高效节水灌溉设施。",
        investment=3480,
        funds=_money(treasury=2784, local=696),
        department="县农业农村局",
        topics=("高标准农田",),
        start="2026年12月",
        end="2027年10月",
        progress="未开工",
        permits=("√", "√", "不需办理", "不需办理", "已备案", "不需办理"),
        status="初步设计已批复（清农复〔2026〕12号），施工招标已完成，具备开工条件",
        received="否",
    ),
    SampleRow(
        number=2,
        name="清岭县刺梨现代农业产业园建设项目",
        code="2511-522799-04-01-540917",
        owner="清岭县农业投资开发有限公司",
        place="青山镇、沙坝镇",
        nature="新建",
        approval="审批",
        sector="农业",
        content="建设刺梨标准化种植基地2600亩、良种繁育圃120亩，新建刺梨初加工车间4200平方米、农产品质量安全检测室1处，"
        "配套水肥一体化设施和产业道路9公里。",
        investment=3500,
        funds=_money(central=1500, local=600, own=1400),
        department="县农业农村局",
        topics=("现代农业",),
        start=2027.3,
        end="2028.12",
        progress="前期工作",
        permits=("编制中", None, "否", None, "否", None),
        status="项目建议书已批复，可研编制中，拟用地块正在开展用地预审",
        received="否",
        shown={"总投资": "约3500万元"},
    ),
    SampleRow(
        number=3,
        name="清岭县石门镇大坪村农产品产地冷藏保鲜设施建设项目",
        code="2602-522799-04-01-207735",
        owner="石门镇大坪村股份经济合作社",
        place="石门镇大坪村",
        nature="新建",
        approval="备案",
        sector="农业",
        content="新建气调保鲜库1800立方米、预冷间2间300立方米，购置分拣包装设备1套、移动冷库2台，用于高山蔬菜产地预冷和保鲜。",
        investment=620,
        funds=_money(central=180, own=440),
        department="县农业农村局",
        topics=("冷链", "现代农业"),
        start="2026.5",
        end="2026年底",
        progress="40%",
        permits=("/", "/", "√", "/", "√", "/"),
        status="已备案，设施农业用地已备案，库体钢结构安装中",
        received="否",
        revenue="冷库租赁收入",
    ),
    SampleRow(
        number=4,
        name="清岭县仓储保鲜冷链物流中心建设项目",
        code="2504-522799-04-01-661380",
        owner="清岭县交通物流投资有限公司",
        place="清岭县经济开发区",
        nature="新建",
        approval="审批",
        sector="物流业",
        content="用地65亩，新建公共冷库3.2万立方米、低温分拣加工车间8600平方米、冷链集配中心1座，购置冷藏车15辆，建设冷链信息平台。",
        investment=12000,
        funds=_money(central=3000, bond=5000, local=1000, own=3000),
        department="县发展和改革局",
        topics=("冷链",),
        start="2026年12月",
        end="2028年6月",
        progress="0%",
        permits=("√", "√", "522799202500017", "√", "√", "办理中"),
        status="可研已批（清发改投资〔2025〕58号），初设已批，用地已供，施工许可办理中",
        received="否",
        revenue="冷库租赁、分拣加工和配送服务收入",
        coverage=1.32,
        shown={"总投资": "1.2亿元"},
    ),
    SampleRow(
        number=6,
        name="清岭县水稻育秧中心及粮食烘干中心建设项目",
        code="2601-522799-04-01-115203",
        owner="清岭县农业农村局",
        place="沙坝镇",
        nature="新建",
        approval="审批",
        sector="农业",
        content="新建连栋育秧大棚1.5万平方米、浸种催芽车间800平方米，建设粮食烘干中心2处，购置30吨循环式烘干机10台，"
        "日烘干能力300吨。",
        investment=1850,
        funds=_money(central=900, local=450, own=500),
        department="县农业农村局",
        topics=("现代农业",),
        start="2027年2月",
        end="2027年12月",
        permits=("是", "否", "是", "否", "是", "否"),
        status="可研已批复，初步设计编制中，环评登记表已备案",
        received="否",
        shown={"拟申请资金": "约900万元"},
    ),
    SampleRow(
        number=7,
        name="清岭县云坪乡2026年以工代赈示范项目",
        code="2512-522799-04-01-830446",
        owner="清岭县云坪乡人民政府",
        place="云坪乡桐木村、新寨村",
        nature="新建",
        approval="审批",
        sector="农村基础设施",
        content="硬化通村产业路6.2公里（路面宽4.5米），新建生产便道11公里、排水沟4.8公里、小型提灌站1座。"
        "带动当地务工群众160人，发放劳务报酬130万元，占申请资金的34%。",
        investment=396,
        funds=_money(central=380, local=16),
        department="县发展和改革局",
        topics=("以工代赈", "道路"),
        start="2026.12",
        end="2027.8",
        progress="未开工",
        permits=("√", "√", "不需办理", "不需办理", "已备案", "不需办理"),
        status="可研和实施方案已批（清发改以工〔2026〕4号），务工群众已登记造册",
        received="否",
    ),
    SampleRow(
        number=None,
        name="清岭县岩头乡和美乡村人居环境整治项目",
        code=None,
        owner="清岭县岩头乡人民政府",
        place="岩头乡",
        nature="新建",
        approval="审批",
        sector="农村基础设施",
        content="拟对8个行政村实施农村户厕改造420户、村内道路硬化12公里、村庄公共照明和垃圾收集点建设。",
        investment=2200,
        funds={},
        department="县农业农村局",
        topics=("现代农业",),
        start="2027-2028",
        progress="谋划",
        status="谋划阶段，未开展前期工作",
    ),
)

_WATER = (
    SampleRow(
        number=8,
        name="清岭县龙洞中型灌区续建配套与节水改造项目",
        code="2309-522799-04-01-774518",
        owner="清岭县水务局",
        place="石门镇、沙坝镇",
        nature="续建",
        approval="审批",
        sector="水利",
        content="改造干渠42公里、支渠67公里，加固渡槽9座，新建量测水设施86处，改善灌溉面积5.3万亩，配套灌区信息化系统。",
        investment=18600,
        funds=_money(central=11000, local=7600),
        department="县水务局",
        topics=("水利",),
        start=2024.9,
        end="2027.12",
        progress="46%",
        permits=("√", "√", "√", "/", "√", "√"),
        status="初设已由州水务局批复，水土保持方案已批，主体工程在建",
        received="是",
    ),
    SampleRow(
        number=9,
        name="清岭县城乡供水一体化建设项目（二期）",
        code="2402-522799-04-01-390652",
        owner="清岭县水务投资有限责任公司",
        place="双河街道、文峰街道、青山镇",
        nature="续建",
        approval="审批",
        sector="供水",
        content="扩建青山水厂至2万吨/日，新建输水管道18公里、配水管网54公里、加压泵站3座，安装智能水表1.6万只，受益人口7.8万人。",
        investment=8600,
        funds=_money(bond=5000, local=1600, own=2000),
        department="县水务局",
        topics=("供水", "管网"),
        start="2024年11月",
        end="2026年12月",
        progress="85%",
        permits=("√", "√", "√", "√", "√", "√"),
        status="手续齐全，管网收尾、设备安装阶段",
        received="否",
        revenue="水费收入",
        coverage="1.25倍",
        shown={"总投资": "8,600"},
    ),
    SampleRow(
        number=10,
        name="清岭县岩头乡农村供水保障工程",
        code="2508-522799-04-01-482019",
        owner="清岭县水务局",
        place="岩头乡",
        nature="新建",
        approval="审批",
        sector="供水",
        content="新建取水口2处、1200吨/日净水厂1座、高位水池6座，铺设供水管道38公里，解决5个村9600人农村饮水问题。",
        investment=1280,
        funds=_money(central=1000, local=280),
        department="县水务局",
        topics=("供水",),
        start="2027年1月",
        end="2027年12月",
        progress="前期",
        permits=("√", "办理中", "办理中", "办理中", "已备案", "否"),
        status="可研已批（清发改投资〔2025〕31号），用地预审办理中，环评登记表已备案，取水许可办理中",
        received="否",
    ),
    SampleRow(
        number=11,
        name="清水河清岭县石门段防洪治理工程",
        code="2505-522799-04-01-903371",
        owner="清岭县水务局",
        place="石门镇",
        nature="新建",
        approval="审批",
        sector="水利",
        content="治理河长9.4公里，新建防洪堤7.2公里、护岸5.6公里，清淤疏浚3.8公里，新建排涝涵闸4座，保护人口1.3万人、耕地4200亩。",
        investment=4650,
        funds=_money(central=2800, local=1850),
        department="县水务局",
        topics=("水利",),
        start=date(2027, 2, 1),
        end="2028年12月",
        permits=("√", "√", "√", "/", "√", "否"),
        status="初步设计已批，水土保持方案已批，洪水影响评价不需办理，正在编制招标文件",
        received="否",
    ),
    SampleRow(
        number=12,
        name="清岭县白岩乡老寨滑坡地质灾害治理工程",
        code="2603-522799-04-01-256690",
        owner="清岭县自然资源局",
        place="白岩乡老寨村",
        nature="新建",
        approval="审批",
        sector="地质灾害防治",
        content="治理滑坡体约18万立方米，布设抗滑桩46根、锚索格构3200平方米、截排水沟1.1公里，安装监测预警设备12套，"
        "保护群众63户278人。",
        investment=980,
        funds=_money(central=900, local=80),
        department="县自然资源局",
        topics=("地质灾害",),
        start="2026.12",
        end="2027.9",
        permits=("√", "办理中", "不需办理", "不需办理", "√", None),
        status="可研已批，勘查报告已通过评审，初步设计待批",
        received="否",
    ),
    SampleRow(
        number=13,
        name="清岭县鱼塘等3座小型病险水库除险加固工程",
        code="2306-522799-04-01-618807",
        owner="清岭县水务局",
        place="青山镇、云坪乡",
        nature="改建",
        approval="审批",
        sector="水利",
        content="对鱼塘、杉树、桐梓坡3座小型水库实施大坝防渗、溢洪道改造、放水设施更换和雨水情测报设施建设。",
        investment=1560,
        funds=_money(central=1200, local=360),
        department="县水务局",
        topics=("水利",),
        start="2023年10月",
        end="2025年6月",
        progress="100%，已竣工验收",
        permits=("√", "√", "√", "/", "√", "√"),
        status="2025年6月完工，已通过竣工验收",
        received="是",
        special="finished",
    ),
)

_ECOLOGY = (
    SampleRow(
        number=15,
        name="清岭县石门镇污水处理厂及配套管网工程",
        code="2410-522799-04-01-145926",
        owner="清岭县水务投资有限责任公司",
        place="石门镇",
        nature="新建",
        approval="审批",
        sector="污水处理",
        content="新建1500吨/日污水处理厂1座，出水执行一级A标准，配套污水管网14.6公里、污水提升泵站2座，服务人口1.1万人。",
        investment=3860,
        funds=_money(central=2300, local=960, own=600),
        department="县住房和城乡建设局",
        topics=("污水", "管网"),
        start="2026年12月",
        end="2028年3月",
        progress="0",
        permits=("√", "√", "√", "√", "√", "√"),
        status="可研、初设、概算均已批复，用地已落实，施工许可证已取得，具备开工条件",
        received="否",
        revenue="污水处理费",
    ),
    SampleRow(
        number=16,
        name="清岭县县城污水处理厂提标改造及再生水利用项目",
        code="2506-522799-04-01-722148",
        owner="清岭县水务投资有限责任公司",
        place="双河街道",
        nature="改建",
        approval="审批",
        sector="污水处理",
        content="将县城污水处理厂1.5万吨/日处理工艺提标改造，新增深度处理单元，新建再生水泵站1座、再生水管道7.3公里，"
        "用于园区生产和绿化。",
        investment=6900,
        funds=_money(central=3000, bond=2500, local=1400),
        department="县住房和城乡建设局",
        topics=("污水",),
        start="2027年3月",
        end="2028年12月",
        permits=("√", "编制中", "不需办理", "否", "办理中", "否"),
        status="可研已批（清发改投资〔2026〕7号），环评报告表待批，节能审查已完成",
        received="否",
        revenue="污水处理费、再生水销售收入",
        coverage=1.18,
    ),
    SampleRow(
        number=17,
        name="清岭县青山镇等5个乡镇生活污水处理设施建设项目",
        code="2604-522799-04-01-508833",
        owner="清岭县住房和城乡建设局",
        place="青山镇、沙坝镇、云坪乡、岩头乡、白岩乡",
        nature="新建",
        approval="审批",
        sector="污水处理",
        content="新建一体化污水处理设施9套，总规模1800吨/日，敷设污水收集管网31公里，建设人工湿地2处，接户2600户。",
        investment=2750,
        funds=_money(central=1600, local=1150),
        department="县住房和城乡建设局",
        topics=("污水", "管网"),
        start="2027.6",
        end="2028.12",
        permits=("否", "否", "否", "否", "否", "否"),
        status="项目建议书已批，可研编制中",
        received="否",
        shown={"总投资": "2750", "中央预算内": "1600"},
    ),
    SampleRow(
        number=18,
        name="清岭县生活垃圾收转运体系建设项目",
        code="2507-522799-04-01-369417",
        owner="清岭县综合行政执法局",
        place="清岭县",
        nature="新建",
        approval="审批",
        sector="环境卫生",
        content="新建乡镇垃圾转运站4座、改造2座，转运能力160吨/日，购置垃圾压缩转运车12辆、分类收集车28辆，配置分类投放点320处。",
        investment=1980,
        funds=_money(central=1100, local=880),
        department="县综合行政执法局",
        topics=("垃圾",),
        start="2026年底",
        end="2027年底",
        permits=("√", "√", "√", "√", "√", "×"),
        status="初步设计已批复，正在办理施工许可",
        received="否",
    ),
    SampleRow(
        number=19,
        name="清岭县石漠化综合治理及退化林修复项目",
        code="2605-522799-04-01-417752",
        owner="清岭县林业局",
        place="白岩乡、岩头乡",
        nature="新建",
        approval="审批",
        sector="林业",
        content="实施退化林修复1.6万亩、人工造林3800亩、封山育林2.2万亩，建设防火道路22公里，配套小型水保设施。",
        investment=3120,
        funds=_money(central=2500, local=620),
        department="县林业局",
        topics=("生态",),
        start="2027年",
        end="2029年",
        permits=("√", None, "不需办理", "不需办理", "不需办理", "不需办理"),
        status="可研已批复，作业设计编制中，已纳入州级林草规划",
        received="否",
    ),
    SampleRow(
        number=20,
        name="清岭恒岩新型建材有限公司烧结砖窑炉节能降碳改造项目",
        code="2509-522799-04-01-684025",
        owner="清岭恒岩新型建材有限公司",
        place="清岭县经济开发区",
        nature="技术改造",
        approval="备案",
        sector="建材",
        content="改造隧道窑2条，更换高效燃烧系统和变频风机，建设余热回收利用装置1套，年节能约4200吨标准煤。",
        investment=5200,
        funds=_money(central=1000, own=4200),
        department="县工业和信息化局",
        topics=("节能",),
        start="2026年6月",
        end="2027年6月",
        progress="30%",
        permits=("/", "/", "/", "/", "√", "/"),
        status="已备案，节能审查已批，1号窑改造施工中",
        received="否",
        revenue="节约能源费用",
    ),
)

_RENEWAL_NAME = "清岭县城北片区老旧小区改造项目"
_RENEWAL_CONTENT = (
    "改造城北片区老旧小区12个、86栋、2340户，改造建筑面积21.5万平方米，更新小区供排水管网16公里，"
    "整治屋面防水和外立面，增设停车位420个、社区服务用房1处。"
)
_RENEWAL_FUNDS = _money(central=3500, local=1860, own=500)

_MUNICIPAL = (
    SampleRow(
        number=21,
        name="清岭县县城排水防涝能力提升工程",
        code="2411-522799-04-01-853160",
        owner="清岭县住房和城乡建设局",
        place="双河街道、文峰街道",
        nature="改建",
        approval="审批",
        sector="市政",
        content="整治易涝点11处，新建及改造雨水管网23公里、雨污分流改造9公里，新建排涝泵站2座、雨水调蓄池1座，建设内涝监测系统。",
        investment=9800,
        funds=_money(treasury=6800, local=3000),
        department="县住房和城乡建设局",
        topics=("管网",),
        start=46054,
        end="2027年12月",
        progress="15%",
        permits=("清发改投资〔2025〕22号", "√", "√", "√", "√", "√"),
        status="手续齐全，一标段已进场施工",
        received="否",
    ),
    SampleRow(
        number=22,
        name="清岭县县城燃气管道老化更新改造项目",
        code="2510-522799-04-01-237408",
        owner="清岭县城市燃气有限公司",
        place="双河街道",
        nature="改建",
        approval="审批",
        sector="市政",
        content="更新市政燃气管道13公里、庭院燃气管道26公里、立管7200户，改造调压设施18处，加装燃气泄漏监测装置。",
        investment=4300,
        funds=_money(central=1900, local=900, own=1500),
        department="县住房和城乡建设局",
        topics=("管网",),
        start="2027年3月",
        end="2028年6月",
        permits=("√", "√", "不需办理", "不需办理", "已备案", "办理中"),
        status="可研已批（清发改投资〔2026〕15号），初设已批，正在招标",
        received="否",
    ),
    SampleRow(
        number=23,
        name="清岭县县城供水管网漏损治理工程",
        code="2606-522799-04-01-591274",
        owner="清岭县水务投资有限责任公司",
        place="双河街道、文峰街道",
        nature="改建",
        approval="审批",
        sector="供水",
        content="更新老旧供水管网29公里，建设分区计量系统46处，改造二次供水泵房15座，降低管网漏损率。",
        investment=3600,
        funds=_money(treasury=2000, local=600, own=1000),
        department="县住房和城乡建设局",
        topics=("供水", "管网"),
        start="2027-2028",
        permits=("√", "否", "不需办理", "否", "√", "否"),
        status="可研已批，初设招标中",
        received="否",
    ),
    SampleRow(
        number=24,
        name=_RENEWAL_NAME,
        code="2512-522799-04-01-766093",
        owner="清岭县住房和城乡建设局",
        place="清岭县文峰街道",
        nature="改建",
        approval="审批",
        sector="城市更新",
        content=_RENEWAL_CONTENT,
        investment=5860,
        funds=_RENEWAL_FUNDS,
        department="县住房和城乡建设局",
        topics=("老旧小区",),
        start="2026年12月",
        end="2027年12月",
        progress="0%",
        permits=("√", "√", "不需办理", "√", "已备案", "办理中"),
        status="已纳入年度改造计划，初设及概算已批（清发改投资〔2026〕19号），施工许可办理中",
        received="否",
    ),
    SampleRow(
        number=25,
        name="清岭县2026年城北片区城镇老旧小区改造工程",
        code=None,
        owner="清岭县城市建设投资有限公司",
        place="文峰街道",
        nature="改建",
        approval="审批",
        sector="市政",
        content=_RENEWAL_CONTENT,
        investment=5860,
        funds=_RENEWAL_FUNDS,
        department="县住房和城乡建设局",
        topics=("老旧小区",),
        start="2026.12",
        end="2027.12",
        permits=("√", "√", None, None, None, None),
        status="可研、初设已批",
        shown={"总投资": "5,860.00"},
        special="duplicate",
        duplicate_of=_RENEWAL_NAME,
    ),
    SampleRow(
        number=26,
        name="清岭县公共充电桩建设项目",
        code="2601-522799-04-01-934581",
        owner="清岭县城市建设投资有限公司",
        place="清岭县",
        nature="新建",
        approval="备案",
        sector="新型基础设施",
        content="在县城公共停车场、乡镇客运站和旅游景区建设充电站21座、直流快充桩186个、交流充电桩120个，配套变压器和监控平台。",
        investment=2400,
        funds=_money(bond=1200, local=300, own=900),
        department="县发展和改革局",
        topics=("充电桩",),
        start="2026年12月",
        end="2027年10月",
        permits=("/", "/", "√", "/", "/", "/"),
        status="已备案，电网接入方案已批复，场地租用协议已签",
        received="否",
        revenue="充电服务费、停车收入",
        coverage=1.41,
    ),
    SampleRow(
        number=28,
        name="清岭县党政机关综合办公楼建设项目",
        code=None,
        owner="清岭县机关事务服务中心",
        place="双河街道",
        nature="新建",
        approval="审批",
        sector="社会管理",
        content="新建机关综合办公楼1栋1.6万平方米，含会议中心、机关食堂和地下停车场，配套室外工程。",
        investment=6800,
        funds=_money(central=3000, local=3800),
        department="县机关事务服务中心",
        topics=("办公楼",),
        start="2027",
        end="2029",
        progress="谋划",
        permits=("否", "否", "否", "否", "否", "否"),
        status="谋划阶段，拟编制项目建议书",
        received="否",
        special="office",
    ),
    SampleRow(
        number=29,
        name="清岭县欢乐城市广场及音乐喷泉项目",
        code="2607-522799-04-01-120569",
        owner="清岭县城市建设投资有限公司",
        place="双河街道",
        nature="新建",
        approval="审批",
        sector="市政",
        content="新建市民娱乐广场5.2万平方米，建设大型音乐喷泉1组、景观雕塑3座、灯光秀系统1套及商业摊位80个。",
        investment=4500,
        funds=_money(bond=3000, local=1500),
        department="县住房和城乡建设局",
        topics=("广场",),
        start="2027年5月",
        end="2028年5月",
        permits=("编制中", "否", "办理中", "否", "否", "否"),
        status="可研编制中，用地预审办理中",
        received="否",
        revenue="摊位租金",
        coverage=0.62,
        shown={"总投资": "4500万"},
        special="square",
    ),
    SampleRow(
        number=30,
        name="清岭县既有住宅加装电梯项目",
        code="2608-522799-04-01-443876",
        owner="清岭县住房和城乡建设局",
        place="双河街道、文峰街道",
        nature="改建",
        approval="备案",
        sector="城市更新",
        content="为县城老旧小区既有住宅加装电梯24台，更新超过使用年限的老旧电梯18台，同步改造供电和井道基础。",
        investment=1680,
        funds=_money(treasury=720, local=360, own=600),
        department="县住房和城乡建设局",
        topics=("老旧小区",),
        start="2027.1",
        end="2027.12",
        permits=("/", "/", "不需办理", "√", "不需办理", "办理中"),
        status="居民意愿征求已完成，方案已公示",
        received="否",
    ),
)

_TRANSPORT = (
    SampleRow(
        number=31,
        name="清岭县石门至云坪县道改扩建工程",
        code="2308-522799-04-01-205347",
        owner="清岭县交通运输局",
        place="石门镇、云坪乡",
        nature="扩建",
        approval="审批",
        sector="交通",
        content="按三级公路标准改扩建县道24.6公里，路基宽8.5米，沥青混凝土路面，新建中桥2座、涵洞68道，完善安防设施。",
        investment=15800,
        funds=_money(central=5600, local=10200),
        department="县交通运输局",
        topics=("道路", "桥梁"),
        start="2024年8月",
        end="2027年6月",
        progress="60%",
        permits=("√", "√", "√", "/", "√", "√"),
        status="手续齐全，路基工程完成80%，路面工程启动",
        received="是，2024年已到位2800万元",
        shown={"总投资": "1.58亿元"},
    ),
    SampleRow(
        number=32,
        name="清岭县2026年农村公路通组硬化路工程",
        code="2601-522799-04-01-678911",
        owner="清岭县交通运输局",
        place="岩头乡、白岩乡、云坪乡",
        nature="新建",
        approval="审批",
        sector="交通",
        content="硬化30户以上自然村寨通组公路52公里，路面宽4.5米，水泥混凝土路面，配套错车道和波形护栏。",
        investment=2680,
        funds=_money(central=1800, local=880),
        department="县交通运输局",
        topics=("道路",),
        start="2026.12",
        end="2027.11",
        permits=("√", "√", "√", "/", "已备案", "办理中"),
        status="施工图设计已批复，正在办理林地使用手续",
        received="否",
    ),
    SampleRow(
        number=33,
        name="清岭县沙坝大桥新建工程",
        code="2512-522799-04-01-097264",
        owner="清岭县交通运输局",
        place="沙坝镇",
        nature="新建",
        approval="审批",
        sector="交通",
        content="新建预应力混凝土连续梁桥1座，全长286米、宽12米，连接线1.9公里，替换现有危桥。",
        investment=5400,
        funds=_money(central=2600, local=2800),
        department="县交通运输局",
        topics=("桥梁",),
        start="2027年10月",
        end="2029年10月",
        permits=("√", "否", "√", "否", "办理中", "否"),
        status="可研已批（清发改投资〔2026〕26号），用地预审与选址意见书已取得，防洪评价编制中",
        received="否",
    ),
    SampleRow(
        number=34,
        name="清岭县城东新区纵二路道路工程",
        code="2603-522799-04-01-355029",
        owner="清岭县城市建设投资有限公司",
        place="双河街道城东新区",
        nature="新建",
        approval="审批",
        sector="市政",
        content="新建城市次干路2.3公里，红线宽28米，同步建设雨水、污水、给水管道及路灯、绿化。",
        investment=7600,
        funds=_money(bond=4000, local=3600),
        department="县住房和城乡建设局",
        topics=("道路",),
        start="2027年",
        permits=("√", "否", "办理中", "否", "否", "否"),
        status="可研已批，土地征收未完成",
        received="否",
        revenue="停车位收入",
        coverage="0.85",
    ),
    SampleRow(
        number=35,
        name="清岭县乡镇客货邮综合服务站建设项目",
        code="2606-522799-04-01-812690",
        owner="清岭县交通运输局",
        place="青山镇、白岩乡",
        nature="改建",
        approval="审批",
        sector="物流业",
        content="改造乡镇客运站6座为客货邮综合服务站，建设分拣场地3600平方米，购置分拣设备6套，改造村级寄递服务点48个。",
        investment=860,
        funds=_money(central=300, local=260, own=300),
        department="县交通运输局",
        topics=("物流",),
        start="2027.4",
        end="2027.12",
        permits=("√", "√", "不需办理", "不需办理", "√", "否"),
        status="实施方案已批复",
        received="否",
    ),
)

_SOCIAL = (
    SampleRow(
        number=36,
        name="清岭县第三小学建设项目",
        code="2409-522799-04-01-560132",
        owner="清岭县教育局",
        place="双河街道城东新区",
        nature="新建",
        approval="审批",
        sector="教育",
        content="新建36个班小学1所，建筑面积1.9万平方米，含教学楼、综合楼、学生食堂、运动场，新增学位1620个。",
        investment=8900,
        funds=_money(central=5000, local=3900),
        department="县教育局",
        topics=("学校",),
        start="2026年12月",
        end="2028年8月",
        permits=("√", "√", "522799202500031", "√", "√", "办理中"),
        status="初设及概算已批，建设工程规划许可证已取得，施工许可办理中",
        received="否",
    ),
    SampleRow(
        number=37,
        name="清岭县中等职业学校公共实训基地建设项目",
        code="2602-522799-04-01-748305",
        owner="清岭县中等职业学校",
        place="文峰街道",
        nature="扩建",
        approval="审批",
        sector="教育",
        content="新建公共实训楼9200平方米，建设刺梨加工、新能源运维、康养护理3个实训中心，购置实训设备460台（套）。",
        investment=3900,
        funds=_money(central=2800, local=1100),
        department="县人力资源和社会保障局",
        topics=("学校",),
        start="2027年5月",
        end="2028年10月",
        permits=("√", "否", "不需办理", "办理中", "已备案", "否"),
        status="可研已批（清发改投资〔2026〕33号），在校内用地建设，初设编制中",
        received="否",
    ),
    SampleRow(
        number=38,
        name="清岭县人民医院门诊综合楼及感染病区建设项目",
        code="2312-522799-04-01-481957",
        owner="清岭县人民医院",
        place="双河街道",
        nature="扩建",
        approval="审批",
        sector="卫生健康",
        content="新建门诊综合楼2.4万平方米、感染病区3800平方米，新增床位220张，购置医疗设备132台（套），配套污水处理站。",
        investment=16500,
        funds=_money(central=6000, bond=7000, local=3500),
        department="县卫生健康局",
        topics=("医院",),
        start="2026年3月",
        end="2028年9月",
        progress=0.2,
        permits=("√", "√", "√", "√", "√", "√"),
        status="手续齐全，主体结构施工至三层",
        received="否",
        revenue="医疗服务收入",
        coverage=1.36,
    ),
    SampleRow(
        number=39,
        name="清岭县石门镇敬老院改扩建项目",
        code="2503-522799-04-01-269843",
        owner="清岭县民政局",
        place="石门镇",
        nature="扩建",
        approval="审批",
        sector="民政",
        content="改造敬老院用房2100平方米，新建养护楼3600平方米，设护理型床位120张，建设老年食堂、康复室，配套消防和无障碍设施。",
        investment=2380,
        funds=_money(central=1700, local=680),
        department="县民政局",
        topics=("养老",),
        start="2026年12月",
        end="2027年12月",
        progress="未开工",
        permits=("√", "√", "√", "√", "√", "√"),
        status="可研、初设均已批复，施工许可证已取得，施工单位已确定",
        received="否",
        revenue="养老服务收费",
    ),
    SampleRow(
        number="40",
        name="清岭县托育综合服务中心建设项目",
        code="2604-522799-04-01-130784",
        owner="清岭县卫生健康局",
        place="文峰街道",
        nature="新建",
        approval="审批",
        sector="卫生健康",
        content="新建托育综合服务中心5600平方米，设托位150个，配套婴幼儿照护实训室、家庭养育指导室和户外活动场地。",
        investment=3200,
        funds=_money(central=2000, local=1200),
        department="县卫生健康局",
        topics=("托育",),
        start="2027年4月",
        end="2028年8月",
        permits=("√", "办理中", "√", "否", "√", "否"),
        status="可研已批，用地预审与选址意见书已取得，初步设计待批",
        received="否",
    ),
    SampleRow(
        number=42,
        name="清岭县文化馆图书馆综合楼迁建项目",
        code="2609-522799-04-01-394416",
        owner="清岭县文体广电旅游局",
        place="双河街道",
        nature="迁建",
        approval="审批",
        sector="文化",
        content="迁建县文化馆、图书馆，建筑面积7800平方米，设非遗展示厅、数字阅览室、小剧场，配套停车场。",
        investment=4800,
        funds=_money(central=2400, local=2400),
        department="县文体广电旅游局",
        topics=("文化",),
        start="2027年底",
        end="2029年底",
        permits=("否", "否", "否", "否", "否", "否"),
        status="项目建议书已批复，正在比选地块",
        received="否",
    ),
    SampleRow(
        number=43,
        name="清岭县体育公园建设项目",
        code="2605-522799-04-01-927350",
        owner="清岭县文体广电旅游局",
        place="文峰街道",
        nature="新建",
        approval="审批",
        sector="体育",
        content="建设体育公园110亩，含社会足球场1块、篮球场6片、健身步道4.2公里、儿童活动区及管理用房，绿化面积不低于总面积的七成。",
        investment=2600,
        funds=_money(central=1300, local=1300),
        department="县文体广电旅游局",
        topics=("体育",),
        start="2027.3",
        end="2027.12",
        permits=("√", "√", "√", "办理中", "已备案", "否"),
        status="初步设计已批复，建设工程规划许可办理中",
        received="否",
    ),
)

_INDUSTRY = (
    SampleRow(
        number=44,
        name="清岭县云坪100兆瓦农业光伏电站项目",
        code="2507-522799-04-01-636172",
        owner="黔岭新能源（清岭）有限公司",
        place="云坪乡",
        nature="新建",
        approval="备案",
        sector="能源",
        content="建设农光互补光伏电站100兆瓦，安装光伏组件18万块，新建110千伏升压站1座、送出线路12公里，板下种植中药材1600亩。",
        investment=42000,
        funds=_money(own=42000),
        department="县能源局",
        topics=("光伏风电",),
        start="2026年9月",
        end="2027年9月",
        progress="10%",
        permits=("/", "/", "√", "√", "√", "√"),
        status="已备案，接入系统批复已取得，光伏区用地已流转",
        received="否",
        revenue="售电收入",
        shown={"总投资": "4.2亿元", "自筹": "4.2亿元"},
    ),
    SampleRow(
        number=45,
        name="清岭县白岩山50兆瓦风电场项目",
        code="2604-522799-04-01-871543",
        owner="黔岭新能源（清岭）有限公司",
        place="白岩乡",
        nature="新建",
        approval="核准",
        sector="能源",
        content="安装5兆瓦风电机组10台，新建110千伏升压站1座、集电线路32公里、进场道路18公里，配套储能10兆瓦/20兆瓦时。",
        investment=33000,
        funds=_money(own=33000),
        department="县能源局",
        topics=("光伏风电",),
        start="2027年6月",
        end="2028年12月",
        permits=("/", "/", "办理中", "否", "办理中", "否"),
        status="项目核准已取得，用地预审办理中，使用林地手续办理中，接入系统方案编制中",
        received="否",
        revenue="售电收入",
    ),
    SampleRow(
        number=46,
        name="清岭县经济开发区产业园区标准厂房及配套设施项目",
        code="2404-522799-04-01-518036",
        owner="清岭县开发区建设投资有限公司",
        place="清岭县经济开发区",
        nature="新建",
        approval="审批",
        sector="园区基础设施",
        content="新建产业园区标准厂房6.8万平方米、仓储用房9000平方米，建设园区道路1.7公里、污水管网3.2公里及10千伏配电设施。",
        investment=13500,
        funds=_money(bond=8000, local=2000, own=3500),
        department="县工业和信息化局",
        topics=("产业园",),
        start="2025.10",
        end="2027.6",
        progress=0.35,
        permits=("√", "√", "√", "√", "√", "√"),
        status="手续齐全，1至4号厂房主体封顶",
        received="否",
        revenue="厂房租金、物业管理收入",
        coverage=1.28,
    ),
    SampleRow(
        number=47,
        name="清岭县云顶温泉度假酒店项目",
        code="2608-522799-04-01-705218",
        owner="贵州清岭云顶温泉旅游开发有限公司",
        place="青山镇",
        nature="新建",
        approval="备案",
        sector="旅游",
        content="新建五星级标准温泉度假酒店3.6万平方米，客房260间，配套温泉泡池、宴会厅、会议中心和商业街。",
        investment=26000,
        funds=_money(central=5000, own=21000),
        department="县文体广电旅游局",
        topics=("酒店",),
        start="2027年",
        end="2029年",
        permits=("/", "/", "办理中", "否", "否", "否"),
        status="已备案，用地办理中",
        received="否",
        revenue="住宿、餐饮、温泉门票收入",
        shown={"总投资": "2.6亿"},
        special="hotel",
    ),
    SampleRow(
        number=48,
        name="清岭县数字乡村和县域智慧治理平台建设项目",
        code=None,
        owner="清岭县大数据发展服务中心",
        place="清岭县",
        nature="新建",
        approval="审批",
        sector="新型基础设施",
        content="建设县级一网统管平台、数字乡村服务平台和农业产业大数据应用，接入视频和物联感知点位3600个，改造政务云机房。",
        investment=3300,
        funds={},
        department="县大数据发展服务中心",
        topics=("数字化",),
        start="2027-2029",
        progress="谋划",
        status="谋划阶段，正在编制建设方案",
    ),
)

CATEGORIES: tuple[Category, ...] = (
    Category("一", "农业农村", _AGRICULTURE),
    Category("二", "水利和防灾", _WATER),
    Category("三", "生态环保", _ECOLOGY),
    Category("四", "市政和城市更新", _MUNICIPAL),
    Category("五", "交通", _TRANSPORT),
    Category("六", "社会事业", _SOCIAL),
    Category("七", "产业和能源", _INDUSTRY),
)
PROJECTS: tuple[SampleRow, ...] = tuple(project for category in CATEGORIES for project in category.rows)


def lines() -> Iterator[Line]:
    """Every line under the header, in order, with its row in the file."""
    row = FIRST_ROW
    for category in CATEGORIES:
        yield Line(row, "heading", category)
        for project in category.rows:
            row += 1
            yield Line(row, "project", category, project)
        row += 1
        yield Line(row, "subtotal", category)
        row += 1
        if category.title == BLANK_AFTER:
            yield Line(row, "blank")
            row += 1
    yield Line(row, "total")
    yield Line(row + 1, "note")


def sums(projects: tuple[SampleRow, ...]) -> dict[str, int]:
    """The money columns added up, 万元, as a subtotal row states them."""
    return {
        "总投资": sum(project.investment for project in projects),
        "拟申请资金": sum(project.requested or 0 for project in projects),
        **{kind: sum(project.funds.get(kind, 0) for project in projects) for kind in FUNDS},
    }


def _check() -> None:
    """The table must be consistent in itself before it is written."""
    for project in PROJECTS:
        if project.funds and sum(project.funds.values()) != project.investment:
            raise ValueError(f"{project.name}: the sources of money do not add up to the investment")
        if unknown := set(project.shown) - {name for _, name, _ in COLUMNS}:
            raise ValueError(f"{project.name}: no such columns {unknown}")
    for what in ("name", "code"):
        values = [value for project in PROJECTS if (value := getattr(project, what))]
        if len(set(values)) != len(values):
            raise ValueError(f"a {what} stands twice")


def build() -> Any:
    """The workbook, an ``openpyxl.Workbook``."""
    from openpyxl import Workbook

    _check()
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _write_head(sheet)
    for line in lines():
        _write_line(sheet, line)
    _dress(sheet)
    return book


def _write_head(sheet: Any) -> None:
    last = len(COLUMNS)
    sheet.cell(TITLE_ROW, 1, TITLE)
    sheet.merge_cells(start_row=TITLE_ROW, end_row=TITLE_ROW, start_column=1, end_column=last)
    sheet.cell(UNIT_ROW, 1, REPORTED_BY)
    sheet.merge_cells(start_row=UNIT_ROW, end_row=UNIT_ROW, start_column=1, end_column=5)
    sheet.cell(UNIT_ROW, last - 1, UNIT)
    sheet.merge_cells(start_row=UNIT_ROW, end_row=UNIT_ROW, start_column=last - 1, end_column=last)
    for column, (group, name, _) in enumerate(COLUMNS, 1):
        if not group:
            sheet.cell(HEADER_ROW, column, name)
            sheet.merge_cells(start_row=HEADER_ROW, end_row=HEADER_ROW + 1, start_column=column, end_column=column)
            continue
        sheet.cell(HEADER_ROW + 1, column, name)
        if group != COLUMNS[column - 2][0]:
            width = sum(other == group for other, _, _ in COLUMNS)
            sheet.cell(HEADER_ROW, column, group)
            sheet.merge_cells(
                start_row=HEADER_ROW, end_row=HEADER_ROW, start_column=column, end_column=column + width - 1
            )


def _write_line(sheet: Any, line: Line) -> None:
    names = [name for _, name, _ in COLUMNS]
    row = line.row
    if line.project:
        cells = line.project.cells()
    elif line.kind == "subtotal" and line.category:
        cells = {"项目名称": "小计", **sums(line.category.rows)}
    elif line.kind == "total":
        cells = {"序号": "合计", **sums(PROJECTS)}
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    elif line.kind in ("heading", "note"):
        cells = {"序号": line.category.heading if line.category else NOTE}
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
    else:
        cells = {}
    for name, value in cells.items():
        if value is not None:
            sheet.cell(row, names.index(name) + 1, value)


def _dress(sheet: Any) -> None:
    """Fonts, borders and widths as a county office sets them; the data does not depend on it."""
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin")
    kinds = {line.row: line.kind for line in lines()}
    left = {column for column, (_, _, width) in enumerate(COLUMNS, 1) if width >= 30}
    for row in range(HEADER_ROW, max(kinds) + 1):
        kind = kinds.get(row, "header")
        bold = kind not in ("project", "note")
        for column in range(1, len(COLUMNS) + 1):
            cell = sheet.cell(row, column)
            start = (column in left and kind == "project") or kind in ("heading", "note")
            cell.alignment = Alignment(horizontal="left" if start else "center", vertical="center", wrap_text=True)
            cell.font = Font(name="宋体", size=10, bold=bold)
            if kind != "note":
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if isinstance(cell.value, date):
                cell.number_format = "yyyy/m/d"
            elif kind == "project" and COLUMNS[column - 1][1] == "形象进度" and isinstance(cell.value, float):
                cell.number_format = "0%"
    sheet.cell(TITLE_ROW, 1).font = Font(name="黑体", size=18)
    sheet.cell(TITLE_ROW, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.cell(UNIT_ROW, len(COLUMNS) - 1).alignment = Alignment(horizontal="right")
    sheet.row_dimensions[TITLE_ROW].height = 32
    for column, (_, _, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{TITLE_ROW}:{HEADER_ROW + 1}"


def main(arguments: list[str]) -> None:
    """Write the table to the first argument, or to its place in the corpus."""
    default = Path(__file__).resolve().parent.parent / "corpus" / "samples" / "pipeline.xlsx"
    target = Path(arguments[0]) if arguments else default
    target.parent.mkdir(parents=True, exist_ok=True)
    build().save(target)
    print(f"{target}: {len(PROJECTS)} projects")


if __name__ == "__main__":
    main(sys.argv[1:])
