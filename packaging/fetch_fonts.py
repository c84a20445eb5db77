"""Rebuild resources/fonts and resources/icons from published packages: `python packaging/fetch_fonts.py`.

Needs npm and, for the rarest characters, apt-get and dpkg-deb (Debian). The files are kept in the repository;
this script says how they were made, and makes them again when a font or an icon is to change.

For the window: Inter in four weights and Noto Sans SC, regular whole, bold with the characters of GBK.
For paper only (`fonts/paper`): Inter whose figures are all of one width, since a PDF applies no font
features; `SalesDeskMore`, what the Hong Kong, Taiwan, Japanese and Korean cuts of Noto Sans have beyond Noto
Sans SC; `SalesDeskRare`, the rest of CJK extensions B to D from Hanazono Mincho.
"""

import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
FONTS: Final = RESOURCES / "fonts"
PAPER: Final = FONTS / "paper"
ICONS: Final = RESOURCES / "icons"

PACKAGES: Final = {
    "inter": "@expo-google-fonts/inter@0.4.2",
    "sc": "@expo-google-fonts/noto-sans-sc@0.4.3",
    "hk": "@expo-google-fonts/noto-sans-hk@0.4.3",
    "tc": "@expo-google-fonts/noto-sans-tc@0.4.3",
    "jp": "@expo-google-fonts/noto-sans-jp@0.4.3",
    "kr": "@expo-google-fonts/noto-sans-kr@0.4.3",
    "lucide": "lucide-static@1.62.0",
}
WEIGHTS: Final = {
    "Regular": "400Regular",
    "Medium": "500Medium",
    "SemiBold": "600SemiBold",
    "Bold": "700Bold",
}
FIGURE_WEIGHTS: Final = ("Regular", "SemiBold")
FIGURES: Final = tuple(range(ord("0"), ord("9") + 1))
RARE_PACKAGE: Final = "fonts-hanazono"
RARE_BLOCKS: Final = ((0x20000, 0x2A6DF), (0x2A700, 0x2B81F))  # CJK extensions B, C and D
HANGUL: Final = (*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xAC00, 0xD7A4))


def fetch(package: str, into: Path) -> Path:
    """Unpack one npm package and return its folder."""
    into.mkdir(parents=True)
    npm = shutil.which("npm") or "npm"
    subprocess.run([npm, "pack", package, "--silent"], cwd=into, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed names
    with tarfile.open(next(into.glob("*.tgz"))) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def fetch_debian(package: str, into: Path) -> Path:
    """Unpack one Debian package and return its folder."""
    into.mkdir(parents=True)
    subprocess.run(["apt-get", "download", "-qq", package], cwd=into, check=True)  # noqa: S603, S607 - fixed names
    subprocess.run(["dpkg-deb", "-x", next(into.glob("*.deb")), into], check=True)  # noqa: S603, S607 - fixed names
    return into


def face_of(package: Path, weight: str) -> Path:
    """Return the TrueType file of one weight."""
    return next((package / WEIGHTS[weight]).glob("*.ttf"))


def cut(source: Path, characters: set[int], to: Path) -> None:
    """Write a font with these characters alone, without hints and layout rules."""
    options = Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "meta", "STAT"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.save(to)


def rename(path: Path, family: str, weight: str) -> None:
    """Give a changed font a name of its own."""
    font = TTFont(path, recalcTimestamp=False)
    names = {1: family, 2: weight, 3: f"{family} {weight}", 4: f"{family} {weight}", 6: f"{family}-{weight}"}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    for number, text in names.items():
        table.setName(text.replace(" ", "") if number == 6 else text, number, 3, 1, 0x409)  # noqa: PLR2004 - PostScript name
    font.save(path)


def even_figures(source: Path, weight: str) -> None:
    """Write Inter with its tabular figures in place of the proportional ones."""
    to = PAPER / f"InterFigures-{weight}.ttf"
    font = TTFont(source, recalcTimestamp=False)
    lookups = font["GSUB"].table
    swaps: dict[str, str] = {}
    for record in lookups.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in lookups.LookupList.Lookup[index].SubTable:
                    swaps.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {code: swaps.get(table.cmap[code], table.cmap[code]) for code in FIGURES}
    font.save(to)
    cut(to, set(font.getBestCmap()), to)
    rename(to, "Inter Figures", weight)


def characters_of(path: Path) -> set[int]:
    """Return the code points a font draws."""
    return set(TTFont(path, lazy=True).getBestCmap())


def build_more(packages: dict[str, Path], have: set[int], scratch: Path) -> set[int]:
    """Join what the other cuts of Noto Sans have beyond `have`; return what is drawn now."""
    parts: list[str] = []
    have = set(have)
    for name in ("hk", "tc", "jp", "kr"):
        source = face_of(packages[name], "Regular")
        wanted = set(HANGUL) if name == "kr" else {c for c in characters_of(source) if is_ideograph(c)}
        wanted = (wanted & characters_of(source)) - have
        cut(source, wanted, scratch / f"{name}.ttf")
        parts.append(str(scratch / f"{name}.ttf"))
        have |= wanted
    to = PAPER / "SalesDeskMore-Regular.ttf"
    joined = Merger().merge(parts)
    joined.recalcTimestamp = False
    joined["head"].created = joined["head"].modified = TTFont(parts[0])["head"].modified
    joined.save(to)
    rename(to, "SalesDesk More", "Regular")
    return have


def is_ideograph(code: int) -> bool:
    """Say whether a code point is a Han character."""
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF  # noqa: PLR2004


def build_rare(have: set[int], folder: Path) -> None:
    """Write the rest of CJK extensions B to D."""
    source = next(folder.rglob("HanaMinB.ttf"))
    wanted = {code for first, last in RARE_BLOCKS for code in range(first, last + 1)} - have
    to = PAPER / "SalesDeskRare-Regular.ttf"
    cut(source, wanted & characters_of(source), to)
    rename(to, "SalesDesk Rare", "Regular")
    terms = next(folder.rglob("copyright")).read_text(encoding="utf-8")
    ours = terms.split("License: Hanazono-Font-License\n", 1)[1].split("\nLicense:", 1)[0]
    (PAPER / "SalesDeskRare-LICENSE.txt").write_text(re.sub(r"(?m)^ \.?", "", ours), encoding="utf-8")


def gbk() -> set[int]:
    """Return the characters of GBK, and Latin-1."""
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    return {ord(text) for pair in pairs if len(text := pair.decode("gbk", "ignore")) == 1} | set(
        range(0x20, 0x100)
    )


def build_fonts(packages: dict[str, Path], scratch: Path) -> None:
    """Write every font file and its licence."""
    PAPER.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        shutil.copyfile(face_of(packages["inter"], weight), FONTS / f"Inter-{weight}.ttf")
    for weight in FIGURE_WEIGHTS:
        even_figures(face_of(packages["inter"], weight), weight)
    regular = face_of(packages["sc"], "Regular")
    shutil.copyfile(regular, FONTS / "NotoSansSC-Regular.ttf")
    cut(face_of(packages["sc"], "Bold"), gbk(), FONTS / "NotoSansSC-Bold.ttf")
    have = build_more(packages, characters_of(regular), scratch)
    build_rare(have, fetch_debian(RARE_PACKAGE, scratch / "debian"))
    shutil.copyfile(packages["inter"] / "LICENSE_FONT", FONTS / "Inter-OFL.txt")
    shutil.copyfile(packages["sc"] / "LICENSE_FONT", FONTS / "NotoSansSC-OFL.txt")
    shutil.copyfile(packages["inter"] / "LICENSE_FONT", PAPER / "InterFigures-OFL.txt")
    shutil.copyfile(packages["hk"] / "LICENSE_FONT", PAPER / "SalesDeskMore-OFL.txt")


def build_icons(lucide: Path) -> None:
    """Copy the icons named in resources/icons/names.txt, without their class and comment."""
    for name in (ICONS / "names.txt").read_text(encoding="utf-8").split():
        text = (lucide / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        text = re.sub(r"<!--.*?-->\s*|\s*class=\"[^\"]*\"", "", text, flags=re.DOTALL)
        (ICONS / f"{name}.svg").write_text(re.sub(r"\s*\n\s*", " ", text).strip() + "\n", encoding="utf-8")
    shutil.copyfile(lucide / "LICENSE", ICONS / "LICENSE.txt")


def main() -> int:
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        packages = {name: fetch(package, scratch / name) for name, package in PACKAGES.items()}
        build_icons(packages["lucide"])
        build_fonts(packages, scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
