"""Measure "did you mean": how often the right query comes first, and how often a right query is called wrong.

    python scripts/measure_slips.py articles.jsonl.gz [--laws FOLDER] [--places pca.json]

The store is counted from the articles and the shipped digests, and once more from the digests alone. Slips are made
by a generator of its own: by sound with pypinyin's homophones and mixed-up syllables, by shape with the lists below:
the first was looked at while the corrector's table was made, the second was not.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from policymatch.paths import corpus_folder
from policymatch.text.analysis import Analyzer, default_analyzer
from policymatch.text.slips import suggest

PAIRS_SEEN = (
    "准淮 券卷 己已 未末 筹算 处外 贷货 项顷 复夏 拨拔 冶治 享亨 侯候 建健 偿尝 标际 规现 经径 批枇 审宙 农衣 田由 土士 环坏 境镜 保堡 "
    "贴帖 息思 预顶 核该 划刘 投没 支枝 防妨 林材 仓仑 管菅 线钱 栽载 检险 监临 态恋 耕耗 牧收 殖植 质贡 给洽 供洪 热熟 微徽 政改 申甲 "
    "报极 设没 理埋 术木 专传 县具 村材 水永 道遒 站沾 粮粒 油抽 气汽 电申 力刀 工土 园圆 区匹 厂广 开井 免兔 税悦 财材 基墓 收攻 "
)
PAIRS_UNSEEN = (
    "辩辨 辆俩 幅副 即既 拆折 折析 析拆 竞竟 暮幕 募幕 墓幕 蓝篮 买卖 鸟乌 令今 师帅 哀衰 崇祟 祝视 科料 利刊 判刺 刺剌 担坦 租祖 组祖 阻组 "
    "培陪 倍培 赔陪 部陪 抢枪 抱报 泡抱 饱抱 逮建 达送 远运 还坏 违围 迁迂 进近 延廷 庭廷 乘乖 束柬 练炼 拣练 孤狐 狠狼 狼浪 娘浪 朗郎 "
    "郊效 仿访 坊访 伟纬 讯汛 汛迅 详祥 洋详 样洋 佯样 扬场 场杨 汤场 惜借 错借 措借 腊蜡 猎借 渴喝 谒竭 揭竭 歇揭 慎填 镇填 滇慎 绩债 "
    "积织 织职 识织 炽织 概慨 溉概 慨溉 缓援 暖援 拔拨 跋拔 绿录 禄绿 碌录 剥录 挽晚 换唤 焕换 晓烧 浇晓 绕浇 饶绕 挠绕 滨宾 缤滨 摘滴 "
    "适敌 嫡摘 值植 直值 置值 具直 县直 真具 毁段 锻缎 煅锻 徒徙 陡徒 往住 驻往 注住 柱注 诱透 秀诱 绣锈 透绣 抵低 底抵 纸低 泯抵"
)
FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰建国晓华玉梅志红海燕春云龙文辉斌鹏飞宇浩凯"
HAN = re.compile(r"[㐀-鿿]{2,8}")


def count(texts: Iterable[str], analyzer: Analyzer) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found.update(set(analyzer.words(text)))
    return found


def homophones() -> tuple[dict[str, list[str]], Callable[[str], str]]:
    from pypinyin import Style, lazy_pinyin

    chars = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    table: defaultdict[str, list[str]] = defaultdict(list)

    def reading(char: str) -> str:
        return lazy_pinyin(char, style=Style.NORMAL)[0]

    for char in filter(None, chars):
        table[reading(char)].append(char)
    return table, reading


def by_sound(
    word: str, chance: random.Random, table: dict[str, list[str]], reading: Callable[[str], str]
) -> str | None:
    at = chance.randrange(len(word))
    others = [char for char in table.get(reading(word[at]), []) if char != word[at]]
    return word[:at] + chance.choice(others) + word[at + 1 :] if others else None


def by_mixing(
    word: str, chance: random.Random, table: dict[str, list[str]], reading: Callable[[str], str]
) -> str | None:
    at = chance.randrange(len(word))
    syllable = reading(word[at])
    mixed = set()
    for long, short in FUZZY:
        for one, two in ((long, short), (short, long)):
            if one.endswith("ng") or one in ("an", "en", "in"):
                if syllable.endswith(one):
                    mixed.add(syllable[: -len(one)] + two)
            elif syllable.startswith(one) and not (one in "zcs" and syllable[1:2] == "h"):
                mixed.add(two + syllable[len(one) :])
    others = [char for other in sorted(mixed) for char in table.get(other, [])]
    return word[:at] + chance.choice(others) + word[at + 1 :] if others else None


def by_shape(word: str, chance: random.Random, pairs: str) -> str | None:
    places = [(at, pair) for at, char in enumerate(word) for pair in pairs.split() if char in pair]
    if not places:
        return None
    at, pair = chance.choice(places)
    return word[:at] + pair.replace(word[at], "") + word[at + 1 :]


def by_swap(word: str, chance: random.Random) -> str | None:
    at = chance.randrange(len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return swapped if swapped != word else None


def by_doubling(word: str, chance: random.Random) -> str | None:
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


def by_dropping(word: str, chance: random.Random) -> str | None:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :] if len(word) > 3 else None


class Measure:
    def __init__(self, analyzer: Analyzer, store: Counter[str], show: int) -> None:
        self.analyzer, self.store, self.show = analyzer, store, show

    def ask(self, query: str) -> list[str]:
        return [one.text for one in suggest(query, self.analyzer, lambda word: self.store[word])]

    def accuracy(self, name: str, cases: list[tuple[str, str]]) -> None:
        words = self.analyzer.segmenter.has_word
        right = first = silent = real = 0
        wrong = []
        for typed, meant in cases:
            if words(typed):
                real += 1
                continue
            found = self.ask(typed)
            first += found[:1] == [meant]
            right += meant in found
            silent += not found
            if found[:1] != [meant]:
                wrong.append((typed, meant, found[:1]))
        asked = max(1, len(cases) - real)
        print(
            f"  {name:28}{asked:6} asked ({real} are words themselves)  first {first / asked:6.1%}  "
            f"among all {right / asked:6.1%}  silent {silent / asked:6.1%}  other {(asked - first - silent) / asked:6.1%}"
        )
        for one in random.Random(1).sample(wrong, min(self.show, len(wrong))):
            print("     ", *one)

    def alarms(self, name: str, queries: list[str]) -> None:
        begun = time.process_time()
        found = [(query, answers[0]) for query in queries if (answers := self.ask(query))]
        spent = (time.process_time() - begun) / max(1, len(queries))
        print(
            f"  {name:28}{len(queries):6} asked  false alarms {len(found):4} = {len(found) / max(1, len(queries)):6.2%}  {spent * 1e3:.2f} ms each"
        )
        for one in random.Random(1).sample(found, min(self.show, len(found))):
            print("     ", *one)


def right_queries(analyzer: Analyzer, laws: Path | None, places: Path | None) -> Iterator[tuple[str, list[str]]]:
    chance = random.Random(5)
    yield "terms of the lexicon", list(analyzer.lexicon.terms)
    pairs = [chance.choice(analyzer.lexicon.terms) + chance.choice(analyzer.lexicon.terms) for _ in range(1000)]
    yield "two terms", pairs
    ends = ("申报条件", "补助标准", "怎么申请", "资金管理办法", "项目", "由谁审批")
    yield "a term and more", [term + chance.choice(ends) for term in analyzer.lexicon.terms]
    names = [chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2)))) for _ in range(1000)]
    yield "names of persons", [name + chance.choice(("", "申请补贴", "的宅基地", "负责的项目")) for name in names]
    if places:
        tree = json.loads(places.read_text(encoding="utf-8"))
        counties = [county for cities in tree.values() for found in cities.values() for county in found]
        yield "counties", counties
        yield (
            "counties in a query",
            [county + chance.choice(("高标准农田建设", "污水处理项目", "专项债券", "补贴标准")) for county in counties],
        )
    if laws:
        titles = [path.stem.split("(")[0] for path in sorted(laws.glob("*.md"))]
        yield "titles of laws", titles
        lines = [line for path in sorted(laws.glob("*.md")) for line in path.read_text(encoding="utf-8").splitlines()]
        sentences = [part for line in lines for part in re.split(r"[，。；：、\s]+", line) if 6 <= len(part) <= 30]
        yield "sentences of laws", chance.sample(sentences, 4000)
    dictionary = [word for word in rare_words(chance) if analyzer.segmenter.has_word(word)]
    yield "words of the dictionary", dictionary
    yield "such a word and more", [word + chance.choice(("项目", "管理", "补助", "的规定")) for word in dictionary]


def rare_words(chance: random.Random) -> list[str]:
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split(" ")[0] for line in lines]
    return chance.sample([word for word in words if HAN.fullmatch(word)], 3000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--laws", type=Path)
    parser.add_argument("--places", type=Path)
    parser.add_argument("--show", type=int, default=0, help="how many misses of each kind to print")
    given = parser.parse_args()
    analyzer = default_analyzer()
    with gzip.open(given.articles, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    digests = [
        line
        for path in sorted((corpus_folder() / "policies").glob("*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    small = count(digests, analyzer)
    large = small + count((article["title"] + article["text"] for article in articles), analyzer)
    table, reading = homophones()
    chance = random.Random(7)
    frequent = sorted(word for word, seen in large.items() if seen >= 30 and HAN.fullmatch(word))
    groups = {
        "terms": [term for term in analyzer.lexicon.terms if HAN.fullmatch(term)],
        "words of laws": chance.sample(frequent, min(2000, len(frequent))),
    }
    kinds: dict[str, Callable[[str], str | None]] = {
        "sound": lambda word: by_sound(word, chance, table, reading),
        "near sound": lambda word: by_mixing(word, chance, table, reading),
        "shape": lambda word: by_shape(word, chance, PAIRS_SEEN),
        "shape, unseen pairs": lambda word: by_shape(word, chance, PAIRS_UNSEEN),
        "swap": lambda word: by_swap(word, chance),
        "doubled": lambda word: by_doubling(word, chance),
        "missing": lambda word: by_dropping(word, chance),
    }
    fragments = context_fragments(articles, chance)
    for label, store in (("59,266 articles", large), ("digests alone", small)):
        measure = Measure(analyzer, store, given.show)
        print(label)
        for name, queries in right_queries(analyzer, given.laws, given.places):
            measure.alarms(name, queries)
        for group, words in groups.items():
            words = [word for word in words if group == "terms" or store[word]]
            for kind, spoil in kinds.items():
                measure.accuracy(
                    f"{group}, {kind}", [(typed, word) for word in words if (typed := spoil(word)) and typed != word]
                )
        for kind in ("sound", "near sound", "shape", "shape, unseen pairs"):
            cases = []
            for fragment, word in fragments:
                if (
                    store[word]
                    and (typed := kinds[kind](word))
                    and typed != word
                    and not analyzer.segmenter.has_word(typed)
                ):
                    cases.append((fragment.replace(word, typed, 1), fragment))
            measure.accuracy(f"within a sentence, {kind}", cases)


def context_fragments(articles: list[dict[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    """Parts of sentences with a word of them; the word that will be spoilt."""
    cut = default_analyzer().segmenter.cut
    found = []
    for article in chance.sample(articles, min(3000, len(articles))):
        parts = [part for part in re.split(r"[，。；：、\s（）()“”《》]+", article["text"]) if 8 <= len(part) <= 20]
        if parts:
            part = chance.choice(parts)
            words = [word for word in cut(part) if HAN.fullmatch(word)]
            if words:
                found.append((part, chance.choice(words)))
    return found


if __name__ == "__main__":
    main()
