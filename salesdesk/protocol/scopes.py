"""Scopes: who may hold a row. Each is one stream of changes with a counter of its own."""

from typing import Final
from uuid import UUID

COMPANY: Final = "company"
POOL: Final = "pool"
STOCK: Final = "stock"
_OWNER: Final = "owner:"
_PRIVATE: Final = "private:"
SHARED: Final = (
    *("users", "company_settings", "tax_rates", "products", "product_prices"),
    *("custom_fields", "trade_shows", "mail_templates", "shared_views"),
)
"""Kinds of rows of the whole company, parents first."""
STOCKED: Final = ("warehouses", "stock_levels", "stock_movements", "allotments")
"""Kinds of rows that say what there is of what we sell."""
PERSONAL: Final = ("saved_views", "import_mappings", "import_batches", "stars", "reminders")
"""Kinds of rows that are their author's alone."""
PARENTS: Final = {
    "contacts": ("customers", "customer_id"),
    "activities": ("customers", "customer_id"),
    "comments": ("customers", "customer_id"),
    "attachments": ("customers", "customer_id"),
    "thumbnails": ("attachments", "attachment_id"),
    "custom_values": ("customers", "customer_id"),
    "captures": ("customers", "customer_id"),
    "customer_merges": ("customers", "customer_id"),
    "quotes": ("customers", "customer_id"),
    "quote_lines": ("quotes", "quote_id"),
    "issued_papers": ("quotes", "quote_id"),
    "stock_reservations": ("quotes", "quote_id"),
    "product_prices": ("products", "product_id"),
}
"""What each kind of row lies beneath, and the field that says so. A row lies in its parent's scope."""
AGGREGATE: Final = (
    "customers",
    "contacts",
    "quotes",
    "quote_lines",
    "issued_papers",
    "stock_reservations",
    "activities",
    "comments",
    "attachments",
    "thumbnails",
    "custom_values",
    "captures",
    "customer_merges",
)
"""A customer and everything beneath, parents first: it changes hands as one."""


def owned_by(user: UUID | None) -> str:
    """Return the scope of a person's customers; of nobody's, the pool."""
    return POOL if user is None else f"{_OWNER}{user}"


def private_to(user: UUID) -> str:
    """Return the scope of what is a person's own affair."""
    return f"{_PRIVATE}{user}"


def owner_of(scope: str) -> UUID | None:
    """Return whose customers a scope holds, or None if it is not a person's."""
    return UUID(scope.removeprefix(_OWNER)) if scope.startswith(_OWNER) else None


def kind_of(scope: str) -> str:
    """Return "owner", "private" or the shared scope's own name."""
    return scope.partition(":")[0]
