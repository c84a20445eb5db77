"""Where the table begins in a sheet or text file, and what its columns are called.

Above the header may stand a title, remarks or blank rows; there may be a header of two rows, the same header
twice, or none at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from salesdesk.integrations.looks import column_look, is_blank, is_firm, look, shown
from salesdesk.integrations.table_file import Cell, Column, Content, Row

SAMPLE_ROWS: Final = 200
_SEARCHED: Final = 40  # rows in which the header is looked for
_SIGN: Final = 2  # characters of a column called # or #1
_PAIR: Final = 2
_SAMPLES: Final = 5
_HEADER_GAP: Final = 4  # rows, for cells merged downwards
_HEADER_BODY: Final = 20  # rows below in which a continued header looks for values
_HEADER_CELL: Final = 250  # characters; a longer cell is a remark
_VALUES: Final = frozenset(Content) - {Content.TEXT, Content.EMPTY, Content.YES_NO}  # "y" may be a name


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table lies: the rows of its header, counted from 1. Data begins behind `last`.

    `first` is 0 where there is no header; `last` is then the last of the remarks above.
    """

    first: int
    last: int
    names: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def header_row(self) -> int:
        """The row in which the column names stand, the last of several; 0 for none."""
        return self.last if self.first else 0


def layout_of(rows: Sequence[Row], header_row: int | None = None, *, positioned: bool = False) -> Layout:
    """Find the header in the first rows. `header_row` is a person's decision; 0 means that there is none.

    `positioned` cells stand in their column, as in a workbook, so that the widest row counts.
    """
    rows = [row for row in rows if not is_blank(row.cells)]
    if not rows:
        return Layout(0, 0, ())
    if header_row is None:
        return _found(rows, positioned=positioned)
    chosen = next((row for row in rows if row.number == header_row), None)
    if chosen is None:
        return Layout(0, 0, _numbered(max(_filled_width(row) for row in rows)))
    return _headed(rows, rows.index(chosen), alone=True)


def columns_of(layout: Layout, rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns with their looks and first values, from the rows below the header."""
    body = [row.cells for row in rows if row.number > layout.last and not row.problem]
    columns = []
    for place, name in enumerate(layout.names):
        cells = [cells[place] for cells in body if place < len(cells)]
        samples = dict.fromkeys(shown(cell).strip()[:80] for cell in cells if look(cell) is not Content.EMPTY)
        columns.append(Column(name, column_look(cells), tuple(samples)[:_SAMPLES]))
    return tuple(columns)


def _found(rows: Sequence[Row], *, positioned: bool) -> Layout:
    width = _usual_width(rows)
    for place, row in enumerate(rows[:_SEARCHED]):
        if _is_remark(row, width):
            continue
        if _is_header(rows, place):
            return _headed(rows, place)
        return _headless(rows, place, max(width, _filled_width(row)), positioned=positioned)
    return Layout(0, 0, _numbered(width))


def _headless(rows: Sequence[Row], place: int, width: int, *, positioned: bool) -> Layout:
    """Return the layout of a table without names: above it are titles, but no rows with empty cells."""
    titles = [row for row in rows[:place] if is_comment(row.cells) or len(set(_texts(row))) == 1]
    first = next((at for at, row in enumerate(rows) if row not in titles), place)
    widest = max(_filled_width(other) for other in rows[first:]) if positioned else width
    return Layout(0, titles[-1].number if titles else 0, _numbered(max(width, widest)))


def _usual_width(rows: Sequence[Row]) -> int:
    """The width most rows share; of two that are nearly as common, the greater."""
    widths = Counter(_filled_width(row) for row in rows)
    most = max(widths.values())
    return max(width for width, count in widths.items() if count * 3 >= most)


def _filled_width(row: Row) -> int:
    return max((place + 1 for place, cell in enumerate(row.cells) if shown(cell).strip()), default=0)


def _texts(row: Row) -> list[str]:
    return [text for cell in row.cells if (text := shown(cell).strip())]


def _is_remark(row: Row, width: int) -> bool:
    """A comment, a title over the whole table, or a row with far fewer cells than the table has."""
    texts = _texts(row)
    if is_comment(row.cells) and (width > 1 or len(texts[0]) > _SIGN):
        return True
    if width == 1:
        return False
    return (
        len(set(texts)) == 1
        or len(texts) * 2 < width
        or (len(texts) == _PAIR < width - 1 and texts[0][-1] in ":：")
    )


def is_comment(cells: Sequence[Cell]) -> bool:
    """Say whether a row is but one remark: a line that begins with a hash and is not parted into cells."""
    texts = [text for cell in cells if (text := shown(cell).strip())]
    if len(texts) != 1 or not texts[0].startswith("#"):
        return False
    return len(cells) == 1 or texts[0].startswith(("# ", "##"))


def _is_header(rows: Sequence[Row], place: int) -> bool:
    """Names, not values: and the columns below hold values, or at least other texts than the names."""
    texts = _texts(rows[place])
    below = [row for row in rows[_last_header(rows, place) + 1 :][:SAMPLE_ROWS] if _texts(row) != texts]
    if any(len(text) > _HEADER_CELL for text in texts):
        return False
    values = [text for text in texts if look(text) in _VALUES]
    if values and _is_series(values) and len(values) < len(texts):
        return True
    if len(values) * 4 > len(texts):
        return False
    if not below:
        return not values
    return _contrast(rows[place], below) >= 0


def _is_series(values: Sequence[str]) -> bool:
    """Years or months in a row may well be column names: 2021 2022 2023."""
    if len(values) == 1 or not all(text.isdecimal() and text.isascii() for text in values):
        return False
    first = int(values[0]) if values else 0
    return [int(text) for text in values] == list(range(first, first + len(values)))


def _contrast(head: Row, below: Sequence[Row]) -> int:
    """Count the columns that speak for (above 0) or against a header."""
    votes = 0
    for place, cell in enumerate(head.cells):
        name = shown(cell).strip()
        if not name:
            continue
        cells = [row.cells[place] for row in below if place < len(row.cells)]
        kind = column_look(cells)
        if kind in _VALUES:
            votes += 2 if look(name) not in _VALUES else -2
        elif is_firm(name) and sum(is_firm(shown(other)) for other in cells) * 2 >= len(cells) > 0:
            votes -= 2  # the "name" is a company like those below
        elif sum(shown(other).strip() == name for other in cells) > 1 and len(below) > _PAIR:
            votes -= 1  # the "name" comes back as a value
    return votes


def _headed(rows: Sequence[Row], place: int, *, alone: bool = False) -> Layout:
    """Return the layout with a header at this place, and the header rows that follow unless it is alone."""
    end = place if alone else _last_header(rows, place)
    names = [shown(cell).strip() for cell in rows[place].cells]
    for row in rows[place + 1 : end + 1]:
        second = [shown(cell).strip() for cell in row.cells]
        names = [
            _joined(name, more)
            for name, more in zip_longest(_spread(names, len(second)), second, fillvalue="")
        ]
    width = max((at + 1 for at, name in enumerate(names) if name), default=0)
    width = max(width, _body_width(rows[end + 1 :], width))
    names = [*names, *[""] * (width - len(names))][:width]
    return Layout(rows[place].number, rows[end].number, _distinct(names))


def _last_header(rows: Sequence[Row], place: int) -> int:
    """Return the place of the last row that still belongs to the header which begins at `place`."""
    end = place
    for after in range(place + 1, min(place + 1 + _HEADER_GAP, len(rows))):
        below = rows[after + 1 : after + 1 + _HEADER_BODY]
        if rows[after].number - rows[end].number > _HEADER_GAP:
            break
        if not _goes_on(rows[place], rows[after], below):
            break
        end = after
    return end


def _body_width(below: Sequence[Row], width: int) -> int:
    """Data may be wider than the header by columns without a name, if most rows are."""
    wider = Counter(_filled_width(row) for row in below if _filled_width(row) > width)
    return max((size for size, count in wider.items() if count * 2 > len(below)), default=width)


def _goes_on(first: Row, row: Row, below: Sequence[Row]) -> bool:
    """Say whether a row continues the header: the same names again, or names that part a wider one.

    An empty cell beside a name shows a wide one only where the rows below hold values: a last column without
    a name is common, and rows of mere text below it are no header.
    """
    texts = [shown(cell).strip() for cell in row.cells]
    heads = [shown(cell).strip() for cell in first.cells]
    heads += [""] * (len(texts) - len(heads))
    parting = {place: text for place, text in enumerate(texts) if text and text != heads[place]}
    if any(look(text) in _VALUES for text in parting.values()):
        return False
    same = any(text and text == heads[place] for place, text in enumerate(texts))
    if same or not any(texts) or not all(_is_wide(heads, place) for place in parting):
        return same
    repeated = all(_is_repeated(heads, place) for place in parting)
    return repeated or (any(not heads[place] for place in parting) and _contrast(row, below) > 0)


def _is_repeated(heads: Sequence[str], place: int) -> bool:
    """Say whether the header cell here is said again beside it, as merged cells are."""
    beside = [*heads[max(place - 1, 0) : place], *heads[place + 1 : place + 2]]
    return bool(heads[place]) and heads[place] in beside


def _is_wide(heads: Sequence[str], place: int) -> bool:
    """Say whether the header cell here spans more than one column: repeated, or empty beside it."""
    before = heads[place - 1] if place else ""
    after = heads[place + 1] if place + 1 < len(heads) else "-"
    return before != "" if not heads[place] else heads[place] in {before, after} or after == ""


def _spread(names: Sequence[str], width: int) -> list[str]:
    """A wide header cell speaks for the empty ones to its right."""
    spread: list[str] = []
    for place in range(max(width, len(names))):
        name = names[place] if place < len(names) else ""
        spread.append(name or (spread[-1] if spread else ""))
    return spread


def _joined(name: str, more: str) -> str:
    if not more or name.endswith(more):
        return name
    return f"{name} {more}" if name else more


def _numbered(width: int) -> tuple[str, ...]:
    return _distinct([""] * width)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Name the nameless by their letter, as a spreadsheet does, and number those that come twice."""
    seen: Counter[str] = Counter()
    distinct = []
    for place, name in enumerate(names):
        plain = " ".join(name.replace("\ufeff", "").split()) or letter(place)
        seen[plain] += 1
        distinct.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return tuple(distinct)


def letter(place: int) -> str:
    """Return the spreadsheet letters of a column that counts from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
