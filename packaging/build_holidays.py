"""Make resources/data/holidays_cn.tsv from a folder with one file a year (2007.json, 2008.json, ...).

Source: github.com/NateScarlet/holiday-cn (MIT), which follows the notices of the State Council. One line a
day: the day, `off` (a holiday, or a day moved to it) or `work` (a weekend day that is worked for it), and
which holiday it is, as the catalogue of words calls it. A line `year` stands in front for each year whose
notice is out: of another year nothing is known.

Usage: python packaging/build_holidays.py FOLDER
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "resources" / "data" / "holidays_cn.tsv"
NAMES = {
    "元旦": "new_year",
    "春节": "spring",
    "清明节": "qingming",
    "劳动节": "labour",
    "“五一”": "labour",
    "“五一”国际劳动节": "labour",
    "端午节": "dragon_boat",
    "中秋节": "mid_autumn",
    "国庆节": "national",
    "“十一”": "national",
    "中秋节、国庆节": "both_autumn",
    "国庆节、中秋节": "both_autumn",
    "抗日战争暨世界反法西斯战争胜利70周年纪念日": "victory",
}


def lines(folder: Path) -> list[str]:
    """Return the lines of all years whose notice is out."""
    found: dict[str, str] = {}
    years: set[str] = set()
    for path in sorted(folder.glob("20*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["papers"] or table["days"]:
            years.add(str(table["year"]))
        for day in table["days"]:
            kind = "off" if day["isOffDay"] else "work"
            found[day["date"]] = f"{day['date']}\t{kind}\t{NAMES[day['name']]}"
    return [*(f"year\t{year}" for year in sorted(years)), *(found[day] for day in sorted(found))]


if __name__ == "__main__":
    OUT.write_text("\n".join(lines(Path(sys.argv[1]))) + "\n", encoding="utf-8", newline="\n")
