"""Blocks that are laid under one another, and how they are shared out over pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from salesdesk.documents.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Block:
    """Something drawn whole. `draw` is given the sheet and the upper edge; heights are points."""

    height: float
    draw: Callable[[Sheet, float], None]
    joined: bool = False  # stands on the same page as the block after it
    in_table: bool = False  # wants the table's heading above it where it begins a page


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the upper edge it was given."""

    block: Block
    y: float


def paginate(
    blocks: Sequence[Block], heading: Block, *, first: float, others: float, bottom: float
) -> list[list[Placed]]:
    """Fill pages from the top. `first` and `others` are where the first and later pages begin.

    Joined blocks move together; a group higher than a page is broken all the same.
    """
    pages: list[list[Placed]] = [[]]
    y = first
    for group in _groups(blocks, bottom - others - heading.height):
        height = sum(block.height for block in group)
        if y + height > bottom and pages[-1]:
            pages.append([])
            y = others
            if group[0].in_table:
                pages[-1].append(Placed(heading, y))
                y += heading.height
        for block in group:
            pages[-1].append(Placed(block, y))
            y += block.height
    return pages


def _groups(blocks: Sequence[Block], most: float) -> list[list[Block]]:
    """Gather blocks that stay together, none higher than a page."""
    groups: list[list[Block]] = []
    open_height = 0.0
    for block in blocks:
        if groups and groups[-1][-1].joined and open_height + block.height <= most:
            groups[-1].append(block)
        else:
            groups.append([block])
            open_height = 0.0
        open_height += block.height
    return groups


def space(height: float) -> Block:
    """Return white space."""
    return Block(height, lambda _sheet, _y: None)
