"""What can be written into a file: for whoever offers it, long before any of it is loaded that writes."""

from enum import StrEnum


class ExportKind(StrEnum):
    """What can be written."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    PRODUCTS = "products"
    QUOTES = "quotes"
    QUOTE_LINES = "quote_lines"
