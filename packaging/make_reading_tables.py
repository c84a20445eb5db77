"""Make resources/data/han_*.tsv: how Han characters are read and ordered, and place names.

Run by hand when a source has a new release; the tables are kept in the repository, so that the program
itself needs neither the sources nor their loading time.

    QT_QPA_PLATFORM=offscreen python packaging/make_reading_tables.py OPENCC_TS_CHARACTERS REGIONS_PCA_JSON

Readings and phrases come from pypinyin, the order of characters that sound alike (by strokes) from the
CLDR collation in Qt's ICU, traditional forms from OpenCC, places from Administrative-divisions-of-China.
"""

import json
import re
import sys
from collections import defaultdict
from functools import cmp_to_key
from pathlib import Path
from typing import Any

from pypinyin.contrib.tone_convert import to_tone3
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict
from PySide6.QtCore import QCollator, QLocale

DATA = Path(__file__).parents[1] / "resources" / "data"
LONGEST = 4
LAST_COMMON = "\u9fff"

# The reading a character most often has in the names of companies and places, where that is not the
# reading a dictionary of the language puts first.
TRADE = {
    "长": "chang2",
    "曾": "zeng1",
    "晟": "sheng4",
    "都": "du1",
    "柏": "bai3",
    "泊": "bo2",
    "调": "tiao2",
    "翟": "zhai2",
    "厦": "xia4",
    "的": "de5",
    "地": "di4",
    "缪": "miao4",
    "覃": "qin2",
    "乾": "qian2",
    "莞": "guan3",
    "蕃": "fan1",
    "樘": "tang2",
    "仔": "zai3",
    "俞": "yu2",
    "甯": "ning4",
    "堡": "bao3",
    "轧": "zha2",
}
# Places and words the phrase table lacks or reads another way.
TRADE_PHRASES = {
    "朝阳": "chao2 yang2",
    "朝华": "zhao1 hua2",
    "单县": "shan4 xian4",
    "台州": "tai1 zhou1",
    "天台": "tian1 tai1",
    "太行": "tai4 hang2",
    "洪洞": "hong2 tong2",
    "涡阳": "guo1 yang2",
    "浚县": "xun4 xian4",
    "繁峙": "fan2 shi4",
    "监利": "jian4 li4",
    "长治": "chang2 zhi4",
    "长宁": "chang2 ning2",
    "长子": "zhang3 zi3",
    "大厦": "da4 sha4",
    "广厦": "guang3 sha4",
    "商厦": "shang1 sha4",
    "丽水": "li2 shui3",
    "瓦窑堡": "wa3 yao2 bu3",
    "中牟": "zhong1 mu4",
    "盱眙": "xu1 yi2",
    "银行": "yin2 hang2",
    "曾经": "ceng2 jing1",
    "未曾": "wei4 ceng2",
    "何曾": "he2 ceng2",
    "不曾": "bu4 ceng2",
    "成长": "cheng2 zhang3",
    "增长": "zeng1 zhang3",
    "生长": "sheng1 zhang3",
    "家长": "jia1 zhang3",
    "店长": "dian4 zhang3",
    "校长": "xiao4 zhang3",
    "会长": "hui4 zhang3",
    "董事长": "dong3 shi4 zhang3",
    "声调": "sheng1 diao4",
    "格调": "ge2 diao4",
    "情调": "qing2 diao4",
    "基调": "ji1 diao4",
    "调查": "diao4 cha2",
    "调度": "diao4 du4",
    "调研": "diao4 yan2",
    "湖泊": "hu2 po1",
    "梁山泊": "liang2 shan1 po1",
    "血泊": "xue4 po1",
    "黄柏": "huang2 bo4",
    "柏林": "bo2 lin2",
}


def tone3(reading: str) -> str:
    return to_tone3(reading, v_to_u=False, neutral_tone_with_five=True).replace("ü", "v")


def default_readings() -> dict[str, str]:
    """Return the reading of each character on its own; sounds that are no pinyin syllable are left out."""
    readings = {chr(code): tone3(text.split(",")[0]) for code, text in pinyin_dict.items()}
    return {
        char: reading for char, reading in (readings | TRADE).items() if re.fullmatch("[a-z]+[1-5]", reading)
    }


def read(text: str, readings: dict[str, str], phrases: dict[str, list[str]]) -> list[str]:
    """Read a text by the longest known phrase at each place, as the program does."""
    found: list[str] = []
    while len(found) < len(text):
        rest = text[len(found) :]
        sizes = (size for size in range(LONGEST, 1, -1) if rest[:size] in phrases)
        size = next(sizes, 0)
        found += phrases[rest[:size]] if size else [readings[rest[0]]]
    return found


def useful_phrases(readings: dict[str, str]) -> dict[str, list[str]]:
    """Keep a phrase only where it changes a syllable that its characters and shorter phrases would give."""
    phrases = {phrase: text.split() for phrase, text in TRADE_PHRASES.items()}
    for phrase, given in sorted(phrases_dict.items(), key=lambda item: (len(item[0]), item[0])):
        if not 1 < len(phrase) <= LONGEST or phrase in phrases or not all(c in readings for c in phrase):
            continue
        wanted = [tone3(syllable[0]) for syllable in given]
        now = read(phrase, readings, phrases)
        if [syllable[:-1] for syllable in wanted] != [syllable[:-1] for syllable in now]:
            phrases[phrase] = wanted
    return phrases


def by_strokes(chars: list[str]) -> str:
    collator = QCollator(QLocale("zh_CN"))
    by_code = sorted(chars, key=lambda char: (char > LAST_COMMON, char))
    return "".join(sorted(by_code, key=cmp_to_key(collator.compare)))


def places(provinces: list[dict[str, Any]]) -> list[str]:
    """Return provinces and cities by their short names, county-level cities with 市.

    Many a county-level city is also a word that companies like (东方, 合作, 永安); it counts only in full.
    """
    ending = re.compile("(特别行政区|(维吾尔|壮族|回族)?自治区|地区|[省市盟])$")
    names = {"内蒙古", "香港", "澳门", "台湾", "浦东"}
    for province in provinces:
        names.add(ending.sub("", province["name"]))
        for city in province["children"]:
            names.add(ending.sub("", city["name"]))
            names |= {county["name"] for county in city["children"] if county["name"].endswith("市")}
    return sorted(name for name in names if len(name) > 1 and "辖" not in name and "族自治" not in name)


def write(name: str, lines: list[str]) -> None:
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(traditional: Path, regions: Path) -> None:
    readings = default_readings()
    alike: dict[str, list[str]] = defaultdict(list)
    for char, reading in readings.items():
        alike[reading].append(char)
    write("han_readings.tsv", [f"{sound}\t{by_strokes(chars)}" for sound, chars in sorted(alike.items())])
    phrases = useful_phrases(readings)
    write("han_phrases.tsv", [f"{phrase}\t{' '.join(sounds)}" for phrase, sounds in sorted(phrases.items())])
    pairs = [line.split("\t") for line in traditional.read_text(encoding="utf-8").splitlines()]
    simple = [(old, new.split()[0]) for old, new in pairs if old not in new]  # 乾 is also itself: kept
    simple = [(old, new) for old, new in simple if len(old) == len(new) == 1]
    write("han_simplified.tsv", ["".join(old for old, _ in simple), "".join(new for _, new in simple)])
    write("places_cn.txt", places(json.loads(regions.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
