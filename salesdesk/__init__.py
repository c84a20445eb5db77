"""SalesDesk: the sales desk for the field, offline first."""

__version__ = "0.1.0"
