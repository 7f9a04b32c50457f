"""Which field a project belongs to, in the taxonomies that applications ask for.

Keywords only: the field with the most and longest of its words in name, sector and content is taken, and None where
nothing or two fields alike were found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policymatch.model import Project
from policymatch.text.finder import WordFinder
from policymatch.text.numerals import half_width

BOND_FIELDS = "专项债领域"
PUBLIC_FIELDS = "政府投资公共领域"

_BOND = {
    "交通基础设施": (
        "公路 高速公路 国道 省道 县道 乡道 农村公路 通村 通组 四好农村路 资源路 旅游路 产业路 铁路 机场 通用机场 "
        "航道 码头 港口 客运站 综合客运枢纽 公交 桥梁 大桥 危桥 隧道 交通 收费站 航运 轨道 停机坪 公交场站"
    ),
    "能源": (
        "光伏 风电 风力发电 发电 电站 水电站 抽水蓄能 储能 电网 变电站 输变电 天然气 煤层气 储气 煤矿 煤炭 充电桩 "
        "充换电 新能源 生物质 地热 氢能 配电网 农网 采暖 页岩气"
    ),
    "农林水利": (
        "农业 种植 养殖 高标准农田 农田 灌区 灌溉 水库 水利 河道治理 防洪 堤防 饮水 农村供水 人饮 山洪 中小河流 "
        "林业 国家储备林 油茶 茶园 茶叶 果园 畜牧 生猪 肉牛 渔业 水产 农产品加工 种业 良种 粮食 农机 设施农业 蔬菜 "
        "食用菌 中药材 烤烟 农村产业 乡村振兴 和美乡村 水系连通 引水 提水 泵站 水闸 病险水库 抗旱 高效节水 小流域 "
        "粮油 林下 苗圃 冷水鱼 产业强镇 烘干"
    ),
    "生态环保": (
        "污水处理厂 污水处理 污水管网 污水 垃圾 固废 危废 生态修复 生态保护 矿山修复 矿山生态 石漠化 水土流失 "
        "环境整治 黑臭水体 水环境 流域治理 水源地保护 土壤污染 重金属 湿地 退耕还林 造林 森林 天然林 自然保护 环保 "
        "循环经济 再生资源 资源化利用 中水回用 大气 餐厨 人居环境 土壤修复 填埋场 焚烧 尾矿 水土保持"
    ),
    "社会事业": (
        "学校 小学 中学 高中 职校 职业教育 职业学校 幼儿园 教育 教学楼 校舍 宿舍 实训基地 医院 卫生院 医疗 中医院 "
        "疾控 妇幼 卫生 养老 敬老院 福利院 托育 托幼 殡葬 公墓 殡仪馆 文化馆 图书馆 博物馆 文化 文物 旅游 景区 "
        "体育 体育馆 体育公园 健身 全民健身 残疾人 社会福利 康复 医养 护理院 非遗 科技馆 校园 乡镇卫生院 儿童福利 "
        "公共卫生"
    ),
    "城乡冷链等物流基础设施": (
        "冷链 冷库 物流 物流园 仓储 物流枢纽 冷藏 保鲜 配送中心 分拣中心 快递 农产品批发市场 农贸市场 粮库 "
        "粮食仓储 应急物资储备 集散中心"
    ),
    "市政和产业园区基础设施": (
        "产业园 工业园 园区 开发区 标准厂房 厂房 市政 供水 自来水 供水管网 给水 排水 排水管网 雨污分流 供热 "
        "燃气管道 燃气 地下管网 管廊 市政道路 城市道路 停车场 路网 孵化 园区基础设施 内涝 排水防涝 供水厂 水厂 "
        "城区道路 公园"
    ),
    "国家重大战略项目": (
        "京津冀 长江经济带 粤港澳 长三角一体化 雄安 黄河流域生态保护和高质量发展 西部陆海新通道 成渝双城"
    ),
    "城市更新": (
        "城市更新 老旧小区 城中村 老旧厂区 老旧街区 背街小巷 老旧管网 加装电梯 完整社区 危旧房 老城区 历史街区"
    ),
    "保障性安居工程": (
        "保障性住房 保障性租赁住房 保障性安居 公租房 公共租赁住房 棚户区 棚改 安置房 安置点 廉租房 农村危房 保租房 "
        "易地搬迁 人才公寓 周转房"
    ),
    "新型基础设施": (
        "大数据 数据中心 算力 智慧 智慧城市 5g 物联网 人工智能 云平台 工业互联网 信息化 数字 数字化 信息平台 智算 "
        "北斗 数字乡村 政务云"
    ),
    "前沿/战略性新兴产业基础设施": (
        "新材料 生物制造 生物医药 低空经济 低空 量子 商业航天 集成电路 半导体 生命科学 战略性新兴产业 新兴产业 "
        "高端装备 储氢 无人机"
    ),
}
_PUBLIC = {
    "社会公益服务": (
        "学校 小学 中学 高中 幼儿园 教育 教学楼 校舍 职业学校 实训基地 医院 卫生院 医疗 疾控 妇幼 卫生 养老 敬老院 "
        "福利院 托育 殡葬 殡仪馆 公墓 文化 文化馆 图书馆 博物馆 文物 体育 健身 残疾人 社会福利 保障性住房 公租房 "
        "棚户区 安置房 旅游 景区 康复 老旧小区 危房"
    ),
    "公共基础设施": (
        "公路 农村公路 道路 铁路 机场 港口 码头 航道 桥梁 客运站 交通 市政 供水 自来水 排水 管网 供热 燃气 停车场 "
        "管廊 电网 变电站 物流 冷链 仓储 园区 产业园 开发区 厂房 路网 充电桩 城市更新 大数据 数据中心 算力 云平台 "
        "信息化 智慧 公园 光伏 发电 储能 城中村"
    ),
    "农业农村": (
        "农业 农村 农田 高标准农田 灌区 灌溉 水库 水利 饮水 农村供水 河道治理 防洪 堤防 种植 养殖 畜牧 渔业 林业 "
        "油茶 茶园 乡村 种业 良种 粮食 农机 设施农业 蔬菜 中药材 农产品 产业强镇 以工代赈 村庄 和美乡村 山洪 抗旱 "
        "水闸 泵站"
    ),
    "生态环境保护": (
        "污水处理 污水 垃圾 固废 生态 生态修复 矿山修复 石漠化 水土流失 环境整治 黑臭水体 水环境 流域治理 "
        "水源地保护 土壤污染 湿地 造林 森林 退耕还林 循环经济 节能 降碳 再生资源 大气 资源化利用 水土保持 自然保护 "
        "国家储备林"
    ),
    "重大科技进步": "科技创新 实验室 重点实验室 科研 科学装置 技术研发 中试 创新中心 科学中心 研发平台 科技基础设施",
    "社会管理": (
        "应急 应急指挥 消防 社会治理 综治 政法 公安 派出所 司法 法院 检察 监所 看守所 社区服务 便民服务 政务服务 "
        "雪亮工程 防灾减灾 地质灾害 气象 信访 禁毒 档案馆 应急物资"
    ),
    "国家安全": "国防 人防 人民防空 边防 边境 战备 国家安全 武装 民兵 军事 反恐",
}

TAXONOMIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    taxonomy: {field: tuple(sorted(words.split(), key=len, reverse=True)) for field, words in fields.items()}
    for taxonomy, fields in ((BOND_FIELDS, _BOND), (PUBLIC_FIELDS, _PUBLIC))
}
"""Fields and their words: twelve of local government special bonds, seven of the third article of 政府投资条例."""

_WEIGHTS = (("name", 3.0), ("sector", 2.0), ("category", 1.0), ("content", 1.0))


class _Taxonomy(NamedTuple):
    """A taxonomy ready to be looked for: whose field each word is a sign of."""

    finder: WordFinder
    fields: Mapping[str, tuple[str, ...]]


def _taxonomy(fields: Mapping[str, tuple[str, ...]]) -> _Taxonomy:
    of: dict[str, list[str]] = {}
    for field, words in fields.items():
        for word in words:
            of.setdefault(word, []).append(field)
    return _Taxonomy(WordFinder(of), {word: tuple(names) for word, names in of.items()})


_WORDS = {name: _taxonomy(fields) for name, fields in TAXONOMIES.items()}


def sectors(project: Project) -> dict[str, str | None]:
    """Give a project's field in each of TAXONOMIES, None where nothing or nothing certain was found."""
    texts = [(half_width(getattr(project, name) or "").lower()[:2000], weight) for name, weight in _WEIGHTS]
    return {name: _stated(project, fields) or _field(texts, name) for name, fields in TAXONOMIES.items()}


def _stated(project: Project, fields: Mapping[str, tuple[str, ...]]) -> str | None:
    """The field that the table itself names in its column for it."""
    said = re.sub(r"\s+", "", half_width(project.sector or ""))
    return next((field for field in fields if said == field), None)


def _field(texts: Sequence[tuple[str, float]], taxonomy: str) -> str | None:
    scores = dict.fromkeys(TAXONOMIES[taxonomy], 0.0)
    for text, weight in texts:
        for word in _words(text, _WORDS[taxonomy].finder):
            for field in _WORDS[taxonomy].fields[word]:
                scores[field] += weight * len(word)
    first, second = sorted(scores.values(), reverse=True)[:2]
    return max(scores, key=scores.__getitem__) if first > second else None


def _words(text: str, finder: WordFinder) -> set[str]:
    """The words found in a text that stand there at least once and not only inside a longer one."""
    found = sorted(
        (match.start(), -match.end(), word)
        for word in finder.words_in(text)
        for match in re.finditer(re.escape(word), text)
    )
    words = set()
    farthest = 0
    # What begins earlier, or at the same place and is longer, came before: what does not reach beyond it lies inside.
    for _, end, word in found:
        if -end > farthest:
            words.add(word)
            farthest = -end
    return words
