"""Make resources/data/regions.json from a folder with `pca-code.json` and `HK-MO-TW.json`.

Source: github.com/modood/Administrative-divisions-of-China (WTFPL). The result is
one list of [code, name, English name, children]; rows that stand for no place (市辖区 and the like) are kept
with an empty English name, so that codes stay those of the standard. English names are pinyin but where
custom has another.

Usage: python packaging/build_regions.py FOLDER
"""

import json
import sys
from itertools import count
from pathlib import Path

from pypinyin import Style, lazy_pinyin

OUT = Path(__file__).parents[1] / "resources" / "data" / "regions.json"
NO_PLACE = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
CUSTOM = {
    "内蒙古自治区": "Inner Mongolia",
    "广西壮族自治区": "Guangxi",
    "西藏自治区": "Xizang",
    "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang",
    "陕西省": "Shaanxi",
    "香港特别行政区": "Hong Kong",
    "澳门特别行政区": "Macao",
    "台湾省": "Taiwan",
    "呼和浩特市": "Hohhot",
    "包头市": "Baotou",
    "鄂尔多斯市": "Ordos",
    "呼伦贝尔市": "Hulunbuir",
    "巴彦淖尔市": "Bayannur",
    "乌兰察布市": "Ulanqab",
    "乌海市": "Wuhai",
    "哈尔滨市": "Harbin",
    "齐齐哈尔市": "Qiqihar",
    "拉萨市": "Lhasa",
    "日喀则市": "Xigaze",
    "乌鲁木齐市": "Urumqi",
    "克拉玛依市": "Karamay",
    "吐鲁番市": "Turpan",
    "哈密市": "Hami",
    "台北市": "Taipei",
    "高雄市": "Kaohsiung",
    "台中市": "Taichung",
    "台南市": "Tainan",
    "新北市": "New Taipei",
    "桃园市": "Taoyuan",
    "锡林郭勒盟": "Xilingol League",
    "阿拉善盟": "Alxa League",
    "大兴安岭地区": "Da Hinggan Ling Prefecture",
    "昌都市": "Qamdo",
    "林芝市": "Nyingchi",
    "那曲市": "Nagqu",
    "阿里地区": "Ngari Prefecture",
    "阿坝藏族羌族自治州": "Ngawa Prefecture",
    "甘孜藏族自治州": "Garze Prefecture",
    "果洛藏族自治州": "Golog Prefecture",
    "博尔塔拉蒙古自治州": "Bortala Prefecture",
    "巴音郭楞蒙古自治州": "Bayingolin Prefecture",
    "阿克苏地区": "Aksu Prefecture",
    "克孜勒苏柯尔克孜自治州": "Kizilsu Prefecture",
    "喀什地区": "Kashgar Prefecture",
    "和田地区": "Hotan Prefecture",
    "伊犁哈萨克自治州": "Ili Prefecture",
    "阿勒泰地区": "Altay Prefecture",
    "二连浩特市": "Erenhot",
    "清新区": "Qingxin District",
    "基隆市": "Keelung",
    "新竹市": "Hsinchu",
    "嘉义市": "Chiayi",
    "新竹县": "Hsinchu County",
    "苗栗县": "Miaoli County",
    "彰化县": "Changhua County",
    "南投县": "Nantou County",
    "云林县": "Yunlin County",
    "嘉义县": "Chiayi County",
    "屏东县": "Pingtung County",
    "宜兰县": "Yilan County",
    "花莲县": "Hualien County",
    "台东县": "Taitung County",
    "澎湖县": "Penghu County",
    "澳门半岛": "Macao Peninsula",
    "澳门外岛": "Taipa and Coloane",
    "香港岛": "Hong Kong Island",
    "九龙": "Kowloon",
    "新界": "New Territories",
}
READINGS = {
    "重庆": "chong qing",
    "长沙": "chang sha",
    "长春": "chang chun",
    "六安": "lu an",
    "蚌埠": "beng bu",
    "厦门": "xia men",
    "台州": "tai zhou",
    "亳州": "bo zhou",
    "丽水": "li shui",
    "朝阳": "chao yang",
    "乐山": "le shan",
    "乐清": "yue qing",
    "东阿": "dong e",
    "番禺": "pan yu",
    "浚县": "xun xian",
    "铅山": "yan shan",
    "婺源": "wu yuan",
    "解州": "hai zhou",
    "单县": "shan xian",
    "大厂": "da chang",
    "宿州": "su zhou",
    "宿迁": "su qian",
    "泌阳": "bi yang",
    "渑池": "mian chi",
    "中牟": "zhong mu",
    "柏乡": "bai xiang",
    "乐亭": "lao ting",
    "井陉": "jing xing",
    "尉犁": "yu li",
    "枞阳": "zong yang",
    "歙县": "she xian",
    "黟县": "yi xian",
    "珲春": "hun chun",
    "莘县": "shen xian",
    "莒县": "ju xian",
    "盱眙": "xu yi",
    "邗江": "han jiang",
    "睢宁": "sui ning",
    "邳州": "pi zhou",
    "郫都": "pi du",
    "犍为": "qian wei",
    "筠连": "jun lian",
    "荥经": "ying jing",
    "荥阳": "xing yang",
    "儋州": "dan zhou",
    "涪陵": "fu ling",
    "长寿": "chang shou",
    "綦江": "qi jiang",
    "大足": "da zu",
    "长宁": "chang ning",
    "长安": "chang an",
    "长丰": "chang feng",
    "长治": "chang zhi",
    "长子": "zhang zi",
    "长垣": "chang yuan",
    "长乐": "chang le",
    "长汀": "chang ting",
    "长泰": "chang tai",
    "长清": "chang qing",
    "长岛": "chang dao",
    "长葛": "chang ge",
    "长阳": "chang yang",
    "什邡": "shi fang",
    "阿城": "a cheng",
    "会稽": "kuai ji",
    "石家庄": "shi jia zhuang",
}
IN_PLACES = {"长": "chang", "都": "du", "尾": "wei", "什": "shi", "漯": "luo", "弄": "nong"}
LONGEST_STEM = 6  # what is longer is a development zone, whose English name is its own affair
ENDINGS = (
    ("特别行政区", ""),
    ("自治区", ""),
    ("自治州", " Prefecture"),
    ("自治县", " County"),
    ("自治旗", " Banner"),
    ("地区", " Prefecture"),
    ("新区", " New Area"),
    ("林区", " District"),
    ("矿区", " District"),
    ("省", ""),
    ("市", ""),
    ("盟", " League"),
    ("旗", " Banner"),
    ("县", " County"),
    ("区", " District"),
    ("街道", " Subdistrict"),
    ("镇", " Town"),
    ("乡", " Township"),
)
PEOPLES = [
    "壮族",
    "回族",
    "维吾尔",
    "藏族",
    "羌族",
    "彝族",
    "苗族",
    "土家族",
    "侗族",
    "布依族",
    "傣族",
    "景颇族",
    "傈僳族",
    "白族",
    "哈尼族",
    "朝鲜族",
    "蒙古族",
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "满族",
    "瑶族",
    "黎族",
    "畲族",
    "土族",
    "撒拉族",
    "保安族",
    "东乡族",
    "裕固族",
    "仡佬族",
    "水族",
    "拉祜族",
    "佤族",
    "布朗族",
    "纳西族",
    "普米族",
    "独龙族",
    "怒族",
    "德昂族",
    "阿昌族",
    "基诺族",
    "鄂温克族",
    "鄂伦春",
    "达斡尔族",
    "达斡尔",
    "锡伯",
    "塔吉克",
    "仫佬族",
    "毛南族",
    "京族",
    "各族",
    "族",
]


def english(name: str) -> str:
    """Return the English name: Nanshan District, Xi'an, Huzhou."""
    if name in CUSTOM or name in NO_PLACE:
        return CUSTOM.get(name, "")
    for ending, word in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + (ending in {"矿区", "林区"}):
            stem = name.removesuffix(ending)
            stem = without_peoples(stem) if ending.startswith("自治") or stem.endswith("族") else stem
            return romanised(stem) + word if len(stem) <= LONGEST_STEM else ""
    return ""


def without_peoples(stem: str) -> str:
    """Take the names of peoples off the end: 大理白族自治州 is Dali Prefecture."""
    for people in PEOPLES:
        if stem.endswith(people) and stem != people:
            return without_peoples(stem.removesuffix(people))
    return stem


def romanised(stem: str) -> str:
    """Return pinyin as one word, with an apostrophe before a vowel (Xi'an)."""
    read = zip(stem, lazy_pinyin(stem, style=Style.NORMAL), strict=True)
    usual = [IN_PLACES.get(sign, syllable) for sign, syllable in read]
    syllables = READINGS[stem].split() if stem in READINGS else usual
    if len(stem) == 1:
        return syllables[0].capitalize()
    word = "".join(("'" if place and part[0] in "aoe" else "") + part for place, part in enumerate(syllables))
    return word.replace("lv", "lü").replace("nv", "nü").capitalize()


def rows(entries: list) -> list:
    """Shape the nested entries of pca-code.json."""
    return [
        [entry["code"], entry["name"], english(entry["name"]), rows(entry.get("children", []))]
        for entry in entries
    ]


def beyond(folder: Path) -> list:
    """Shape HK-MO-TW.json: the standard has codes for provinces only, what is below is numbered."""
    codes = {"香港特别行政区": "81", "澳门特别行政区": "82", "台湾省": "71"}
    found = []
    for name, cities in json.loads((folder / "HK-MO-TW.json").read_text(encoding="utf-8")).items():
        province = codes[name]
        children = []
        for city, number in zip(cities, count(1)):
            code = f"{province}{number:02}"
            districts = [
                [f"{code}{place:02}", district, "", []] for place, district in enumerate(cities[city], 1)
            ]
            children.append([code, city, english(city), districts])
        found.append([province, name, english(name), children])
    return found


def main() -> None:
    """Write the file and say how much is in it."""
    folder = Path(sys.argv[1])
    mainland = json.loads((folder / "pca-code.json").read_text(encoding="utf-8"))
    table = sorted(rows(mainland) + beyond(folder))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    cities = [city for province in table for city in province[3]]
    print(len(table), len(cities), sum(len(city[3]) for city in cities), OUT.stat().st_size)


if __name__ == "__main__":
    main()
