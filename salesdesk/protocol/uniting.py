"""The two orders about customers that are one, as both sides call them."""

from typing import Final

UNITE: Final = "customer.merge"
"""On the customer that is kept: merge_id, loser_id, sides, seen, values (see `server.merging.Choice`)."""
PART: Final = "customer.unmerge"
"""On the row of the merge."""
ORDERS: Final = frozenset({UNITE, PART})
PART_OF: Final = "part_of"
"""The argument of an act that only belongs to an order: the merge's id."""
