"""Made-up customers in any number, Chinese and English, the same each time."""

import csv
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, imports
from salesdesk.services.accounts import Workspace
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now

PASSWORD = "four words make one password"
CHEAP = KdfCosts(KdfCost(64, 1, 1), KdfCost(64, 1, 1))
HEADS = [
    "客户编号",
    "公司名称",
    "联系人",
    "手机",
    "电话",
    "邮箱",
    "省",
    "市",
    "区",
    "地址",
    "邮编",
    "行业",
    "级别",
    "阶段",
    "备注",
]
CITIES = [
    "深圳市",
    "广州市",
    "苏州市",
    "杭州市",
    "上海市",
    "重庆市",
    "成都市",
    "武汉市",
    "青岛市",
    "西安市",
    "厦门市",
    "长沙市",
]
PROVINCES = [
    "广东省",
    "广东省",
    "江苏省",
    "浙江省",
    "上海市",
    "重庆市",
    "四川省",
    "湖北省",
    "山东省",
    "陕西省",
    "福建省",
    "湖南省",
]
SIGNS = (
    "鑫源长安宝泰华强海纳云帆恒立金穗瑞康腾飞新月鼎盛明远博雅星河东方天工佳禾启航安信鸿图汇川凌正泰昌达朗润"
)
TRADES = [
    "精密机械",
    "电子科技",
    "自动化设备",
    "食品",
    "包装材料",
    "冷链物流",
    "五金制品",
    "医疗器械",
    "新能源",
    "汽车零部件",
]
WORDS = [
    "North",
    "Blue",
    "River",
    "Nova",
    "Kestrel",
    "Harbor",
    "Lumen",
    "Orchard",
    "Vega",
    "Acme",
    "Summit",
    "Cedar",
    "Delta",
    "Union",
    "Prime",
]
NOUNS = [
    "Pumps",
    "Foods",
    "Marine",
    "Optics",
    "Robotics",
    "Health",
    "Logistics",
    "Steel",
    "Valves",
    "Systems",
    "Tools",
    "Energy",
]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "敏伟芳静强磊军洋勇艳杰涛明超霞平刚文"


def customers(count: int) -> Iterator[list[str]]:
    """Yield rows under HEADS."""
    dice = random.Random(11)
    for number in range(count):
        at = dice.randrange(len(CITIES))
        english = number % 10 < 3
        name = (
            f"{dice.choice(WORDS)} {dice.choice(WORDS)} {dice.choice(NOUNS)} {number % 997} Ltd"
            if english
            else f"{CITIES[at][:2]}{''.join(dice.choices(SIGNS, k=3))}{dice.choice(TRADES)}有限公司"
        )
        yield [
            f"K{number:06d}",
            name,
            dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2)),
            f"13{dice.randrange(10**9):09d}",
            f"0{dice.choice((755, 512, 571))}-{dice.randrange(10**7, 9 * 10**7)}",
            f"info@k{number}.example.com",
            PROVINCES[at],
            CITIES[at],
            "",
            f"工业大道{dice.randrange(1, 999)}号",
            f"{dice.randrange(100000, 699999)}",
            dice.choice(TRADES),
            dice.choice("ABC"),
            dice.choice(("潜在", "意向", "成交")),
            "",
        ]


def write_customers(path: Path, count: int) -> Path:
    """Write them as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(customers(count))
    return path


@contextmanager
def workspace(*, count: int = 0) -> Iterator[Workspace]:
    """Give an open workspace that holds so many customers, and remove it afterwards."""
    with TemporaryDirectory() as folder:
        opened = make(Path(folder) / "profile")
        if count:
            inspection = imports.inspect(write_customers(Path(folder) / "customers.csv", count))
            imports.carry_out(opened.database, imports.plan(opened.database, inspection))
        try:
            yield opened
        finally:
            opened.close()


def make(profile: Path) -> Workspace:
    """Make a workspace whose password costs nothing to try."""
    return accounts.create_workspace(
        Places(profile),
        password=PASSWORD,
        language="zh",
        name="Li Ming",
        company="Nova",
        now=utc_now(),
        keyring=accounts.no_keyring,
        costs=CHEAP,
    ).workspace
