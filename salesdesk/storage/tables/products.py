"""What we sell, at which prices, and the tax rates of each day."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.storage.base import Fine, Rate, SyncedRow, list_index, living_index


class ProductRow(SyncedRow):
    """One product with its list price; `code` is unique among living products."""

    __tablename__ = "products"
    __table_args__ = (
        living_index("ix_products_code", "code", unique=True, also="code != ''"),
        list_index("ix_products_name", "sort_key", "id"),
        list_index("ix_products_by_code", "code", "id"),
        list_index("ix_products_category", "category", "sort_key", "id"),
        list_index("ix_products_price", "unit_price", "id"),
        living_index("ix_products_barcode", "barcode", "id", also="barcode != ''"),
        living_index("ix_products_external", "external_id", "id", also="external_id != ''"),
    )

    code: Mapped[str] = mapped_column(default="")
    barcode: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    spec: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="CNY")
    unit_price: Mapped[Fine] = mapped_column(default=0)
    tax_included: Mapped[bool] = mapped_column(default=False)
    tax_rate: Mapped[Rate] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    external_id: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="")


class ProductPriceRow(SyncedRow):
    """A further price: for another currency, from a quantity on, or for some days (both ends included)."""

    __tablename__ = "product_prices"
    __table_args__ = (living_index("ix_product_prices_product", "product_id", "currency", "min_quantity"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    currency: Mapped[str]
    unit_price: Mapped[Fine]
    tax_included: Mapped[bool] = mapped_column(default=False)
    min_quantity: Mapped[Fine] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    product: Mapped[ProductRow] = relationship(lazy="raise")


class TaxRateRow(SyncedRow):
    """A tax rate in percent; rates are dated data, not code."""

    __tablename__ = "tax_rates"

    code: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    rate: Mapped[Rate]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
