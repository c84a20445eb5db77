"""Which characters of a shown text are the ones that were asked for."""

from collections.abc import Iterator, Sequence
from typing import Final

from salesdesk.domain import names, pinyin
from salesdesk.domain.search_terms import Asked, ways_of_writing

Range = tuple[int, int]
"""From a character on, up to but without another."""
_LEAST_DIGITS: Final = 3


def ranges(text: str, asked: Sequence[Asked], *, person: bool = False) -> tuple[Range, ...]:
    """Return the stretches of `text` that answer a query, in order and apart from each other."""
    folded, origin = _folded(text)
    found = [place for piece in asked for place in _places(folded, piece, person=person)]
    return _joined((origin[start], origin[end - 1] + 1) for start, end in found)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters the place it came from."""
    parts = [names.fold(char) for char in text]
    origin = [place for place, part in enumerate(parts) for _ in part]
    return "".join(parts), origin


def _places(folded: str, piece: Asked, *, person: bool) -> Iterator[Range]:
    if piece.is_han:
        yield from _first(folded, ways_of_writing(piece.text))
        return
    place = next(_word(folded, piece.text), None) or next(_spoken(folded, piece.text, person=person), None)
    if place is None and piece.is_number:
        place = _number(folded, piece.text)
    if place:
        yield place


def _first(folded: str, ways: Sequence[str]) -> Iterator[Range]:
    for way in ways:
        start = folded.find(way)
        if start >= 0:
            yield start, start + len(way)
            return


def _word(folded: str, asked: str) -> Iterator[Range]:
    """Give the beginnings of words that are what was asked."""
    start = folded.find(asked)
    while start >= 0:
        if start == 0 or not (folded[start - 1].isalnum() and folded[start - 1].isascii()):
            yield start, start + len(asked)
        start = folded.find(asked, start + 1)


def _spoken(folded: str, asked: str, *, person: bool) -> Iterator[Range]:
    """Give the characters whose initials, or whose pinyin from a syllable on, begin with what was asked."""
    if folded.isascii():
        return
    usual = pinyin.letters(folded, person=person)
    for said in filter(None, (usual, pinyin.other_letters(folded, usual))):
        signs = [sound or (char if char.isalnum() else "") for char, sound in zip(folded, said, strict=True)]
        for start in range(len(signs)):
            if not signs[start]:
                continue
            for parts in ([sign[:1] for sign in signs[start:]], signs[start:]):
                length = _letters_used(parts, asked)
                if length:
                    yield start, start + length


def _letters_used(parts: Sequence[str], asked: str) -> int:
    """Return how many parts it takes to say `asked`; 0 if they say something else."""
    rest = asked
    for count, part in enumerate(parts, 1):
        if rest.startswith(part):
            rest = rest[len(part) :]
        elif part.startswith(rest):
            rest = ""
        else:
            return 0
        if not rest:
            return count
    return 0


def _number(folded: str, asked: str) -> Range | None:
    """Return where figures stand in a row, whatever is written between them."""
    digits = [(place, char) for place, char in enumerate(folded) if char.isdecimal()]
    start = "".join(char for _, char in digits).find(asked)
    if start < 0 or len(asked) < _LEAST_DIGITS:
        return None
    return digits[start][0], digits[start + len(asked) - 1][0] + 1


def _joined(places: Iterator[Range]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
