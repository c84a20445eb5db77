"""Writes the sample files of the demo workspace: fictional Chinese companies, their people, and a catalogue.

Every company, person and number is made up; the seed is fixed, so that the files come out the same each time.
Run from the project's folder: `.venv/bin/python packaging/make_sample.py`.
"""

import csv
import random
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "resources" / "sample"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

CITIES = """广东省|深圳市|南山区|440305|518057|0755|Shenzhen
广东省|广州市|白云区|440111|510080|020|Guangzhou
广东省|东莞市||441900|523000|0769|Dongguan
广东省|佛山市|顺德区|440606|528300|0757|Foshan
江苏省|苏州市|虎丘区|320505|215011|0512|Suzhou
江苏省|无锡市|新吴区|320214|214028|0510|Wuxi
江苏省|南京市|江宁区|320115|211100|025|Nanjing
浙江省|杭州市|滨江区|330108|310051|0571|Hangzhou
浙江省|宁波市|北仑区|330206|315800|0574|Ningbo
上海市|市辖区|浦东新区|310115|201203|021|Shanghai
上海市|市辖区|宝山区|310113|201900|021|Shanghai
北京市|市辖区|海淀区|110108|100080|010|Beijing
天津市|市辖区|滨海新区|120116|300450|022|Tianjin
重庆市|市辖区|渝北区|500112|401120|023|Chongqing
四川省|成都市|武侯区|510107|610041|028|Chengdu
湖北省|武汉市|洪山区|420111|430070|027|Wuhan
山东省|青岛市|黄岛区|370211|266500|0532|Qingdao
山东省|济南市|历下区|370102|250014|0531|Jinan
陕西省|西安市|雁塔区|610113|710061|029|Xi'an
辽宁省|大连市|甘井子区|210211|116033|0411|Dalian
福建省|厦门市|集美区|350211|361021|0592|Xiamen
湖南省|长沙市|岳麓区|430104|410006|0731|Changsha"""

BRANDS = """鑫源|Xinyuan 长安|Chang'an 宝泰|Baotai 华强|Huaqiang 海纳|Haina 云帆|Yunfan 恒立|Hengli
金穗|Jinsui 瑞康|Ruikang 腾飞|Tengfei 新月|Xinyue 鼎盛|Dingsheng 明远|Mingyuan 博雅|Boya
星河|Xinghe 东方|Dongfang 天工|Tiangong 佳禾|Jiahe 启航|Qihang 安信|Anxin 鸿图|Hongtu
汇川|Huichuan 凌云|Lingyun 正泰和|Zhengtaihe 永昌|Yongchang 信达|Xinda 朗润|Langrun
盛世|Shengshi 昆仑|Kunlun 龙腾|Longteng 润泽|Runze 中科创|Zhongkechuang 三江|Sanjiang
万通|Wantong 亿嘉|Yijia 光华|Guanghua 同创|Tongchuang"""

TRADES = """精密机械|Precision Machinery|机械制造 电子科技|Electronics|电子 自动化设备|Automation|自动化
食品|Foods|食品 包装材料|Packaging|包装 冷链物流|Cold Chain Logistics|物流
五金制品|Hardware|五金 医疗器械|Medical Devices|医疗 新能源科技|New Energy|新能源
汽车零部件|Auto Parts|汽车 环保设备|Environmental Equipment|环保 钢构工程|Steel Structures|建筑
光电|Optoelectronics|光电 船舶配套|Marine Supply|船舶 仪器仪表|Instruments|仪器"""

STREETS = [
    "科技路",
    "工业大道",
    "高新三路",
    "创业街",
    "滨河路",
    "迎宾大道",
    "兴业路",
    "新华路",
    "长江路",
    "人民路",
]
SURNAMES = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "胡",
    "朱",
    "高",
    "林",
    "何",
    "郭",
    "马",
    "罗",
    "曾",
    "单",
    "欧阳",
    "司马",
    "仇",
    "解",
    "查",
    "区",
]
GIVEN = [
    "敏",
    "伟",
    "芳",
    "秀英",
    "娜",
    "静",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "兰",
    "霞",
    "平",
    "刚",
    "桂英",
    "文",
    "建国",
    "志强",
    "雨桐",
    "子轩",
    "欣怡",
    "浩然",
]
TITLES = [
    "采购经理",
    "采购主管",
    "总经理",
    "副总经理",
    "设备部经理",
    "生产厂长",
    "技术总监",
    "财务主管",
    "项目经理",
]
SOURCES = ["展会", "展会", "老客户推荐", "网络搜索", "电话拜访", "广告", "合作伙伴"]
BANKS = ["中国工商银行", "招商银行", "中国建设银行", "中国银行", "交通银行", "中国农业银行"]

PRODUCTS = """CP-50|离心泵 50 型|Centrifugal pump 50|泵|台|流量 50 m³/h，扬程 32 m|8600
CP-80|离心泵 80 型|Centrifugal pump 80|泵|台|流量 80 m³/h，扬程 38 m|12800
CP-120|离心泵 120 型|Centrifugal pump 120|泵|台|流量 120 m³/h，扬程 45 m|18600
VP-20|真空泵 20 型|Vacuum pump 20|泵|台|抽速 20 m³/h|9600
DP-15|计量泵 15 型|Dosing pump 15|泵|台|15 L/h，PVDF 泵头|4380
HP-6|柱塞高压泵|High-pressure plunger pump|泵|台|60 MPa|32800
BV-25|不锈钢球阀 DN25|Stainless ball valve DN25|阀门|个|304，PN16|186.5
BV-50|不锈钢球阀 DN50|Stainless ball valve DN50|阀门|个|304，PN16|358
GV-80|闸阀 DN80|Gate valve DN80|阀门|个|铸钢，PN16|620
CV-50|止回阀 DN50|Check valve DN50|阀门|个|304，PN16|275
SV-15|电磁阀 DN15|Solenoid valve DN15|阀门|个|24 V DC|142
PV-32|气动调节阀 DN32|Pneumatic control valve DN32|阀门|台|4–20 mA 定位器|5680
MS-10|机械密封 10 型|Mechanical seal 10|备件|套|碳化硅/石墨|320
MS-16|机械密封 16 型|Mechanical seal 16|备件|套|碳化硅/石墨|460
IM-80|叶轮 CP-80|Impeller CP-80|备件|个|316 不锈钢|980
BR-6308|深沟球轴承 6308|Deep groove bearing 6308|备件|个|C3|78.5
OR-KIT|O 形圈套装|O-ring kit|备件|套|氟橡胶，382 件|168
FL-50|过滤芯 50 μm|Filter element 50 µm|备件|支|不锈钢烧结|96
GS-3|密封垫片|Gasket|备件|片|无石棉，DN50|3.6
PT-100|温度传感器 PT100|Temperature sensor PT100|仪表|支|A 级，4 线|128
PR-16|压力变送器 1.6 MPa|Pressure transmitter 1.6 MPa|仪表|台|4–20 mA，0.25 %|680
FM-50|电磁流量计 DN50|Magnetic flow meter DN50|仪表|台|0.5 %，RS485|4260
LV-20|超声波液位计|Ultrasonic level gauge|仪表|台|0–20 m|1860
PH-2|在线 pH 计|pH analyser|仪表|台|含电极|2380
VB-3|振动监测仪|Vibration monitor|仪表|台|三轴，4–20 mA|3150
VFD-7|变频器 7.5 kW|Frequency drive 7.5 kW|电控|台|380 V|2680
VFD-22|变频器 22 kW|Frequency drive 22 kW|电控|台|380 V|5980
PLC-24|可编程控制器 24 点|PLC, 24 I/O|电控|台|以太网|1980
HMI-10|触摸屏 10 寸|Touch panel 10"|电控|台|IP65|2260
MC-1|电控柜（单泵）|Control cabinet, one pump|电控|套|含变频|9800
MC-3|电控柜（三泵）|Control cabinet, three pumps|电控|套|一用两备|26800
CB-4|动力电缆 4×6|Power cable 4×6|电控|米|铜芯|38.6
PKG-A|二次供水成套设备|Booster set A|成套|套|两泵一罐|68000
PKG-B|冷却循环机组|Cooling skid B|成套|套|30 kW|126000
PKG-C|加药装置|Dosing skid C|成套|套|双罐双泵|54800
INS-1|安装调试|Installation and start-up|服务|天|工程师现场|1800
TRN-1|操作培训|Operator training|服务|天|最多 10 人|2400
SVC-1|年度维保|Annual service contract|服务|年|每季巡检|18000
SVC-2|紧急抢修|Emergency repair|服务|次|24 小时到场|3600
TRP-1|运输|Freight|运输|趟|省内|850"""


def uscc(region: str, number: int) -> str:
    """Return a made-up code with right check digits (GB 32100, GB 11714)."""
    body = "".join(ALPHABET[:10][int(digit)] for digit in f"{number:08d}")
    check = 11 - sum(int(d) * w for d, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    organisation = body + {10: "X", 11: "0"}.get(check, str(check))
    code = f"91{region}{organisation}"
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code))
    return code + ALPHABET[(31 - total) % 31]


def companies(dice: random.Random) -> list[dict[str, str]]:
    """Return one row a company, under Chinese headings."""
    cities = [line.split("|") for line in CITIES.splitlines()]
    brands = [pair.split("|") for pair in BRANDS.split()]
    trades = _trades()
    rows = []
    for number in range(160):
        province, city, district, code, postcode, area, english_city = cities[number % len(cities)]
        brand, english_brand = brands[(number * 7) % len(brands)]
        trade, english_trade, industry = trades[(number * 5 + number // 15) % len(trades)]
        place = (province if city == "市辖区" else city).removesuffix("市")
        name = f"{place}{brand}{trade}{'股份' if number % 11 == 0 else ''}有限公司"
        person = dice.choice(SURNAMES) + dice.choice(GIVEN)
        domain = english_brand.lower().replace("'", "") + english_city.lower().replace("'", "")
        rows.append(
            {
                "客户编号": f"C{number + 1:04d}",
                "公司名称": name,
                "英文名称": f"{english_city} {english_brand} {english_trade} Co., Ltd.",
                "省": province,
                "市": city,
                "区": district,
                "地址": f"{dice.choice(STREETS)}{dice.randint(1, 299)}号",
                "邮编": postcode,
                "联系人": person,
                "职务": dice.choice(TITLES),
                "手机": f"138{number:08d}",
                "电话": f"{area}-5550{number:04d}",
                "邮箱": f"info@{domain}.example.com",
                "微信": f"wx_{domain[:10]}{number}",
                "行业": industry,
                "级别": dice.choices("ABC", (2, 4, 4))[0],
                "阶段": dice.choices(("潜在", "意向", "成交"), (5, 3, 3))[0],
                "来源": dice.choice(SOURCES),
                "税号": uscc(code, 10_000_000 + number * 52_361),
                "开户行": f"{dice.choice(BANKS)}{place}分行",
                "备注": "",
            }
        )
    return rows


def _trades() -> list[list[str]]:
    """Return [Chinese, English, industry] for each trade."""
    words = TRADES.replace("\n", " ").split(" ")
    parts: list[list[str]] = []
    text = ""
    for word in words:
        text = f"{text} {word}".strip()
        if text.count("|") == 2:  # noqa: PLR2004 - a trade has three parts
            parts.append(text.split("|"))
            text = ""
    return parts


def main() -> None:
    """Write both files."""
    rows = companies(random.Random(20261123))  # noqa: S311 - the same sample each time
    with (SAMPLE / "customers_zh.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with (SAMPLE / "products_zh.csv").open("w", encoding="utf-8-sig", newline="") as file:
        products = csv.writer(file)
        products.writerow(
            ["产品编码", "产品名称", "英文名称", "类别", "单位", "规格", "单价", "币种", "税率"]
        )
        for line in PRODUCTS.splitlines():
            rate = "6%" if "|服务|" in line else "9%" if "|运输|" in line else "13%"
            products.writerow([*line.split("|"), "CNY", rate])


if __name__ == "__main__":
    main()
