"""What travels: each kind of row, its fields, and how each field may change.

A guarded field changes by command only, so that the server can run the rule again. An append-only row is
never edited: a correction is another row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SCHEMA: Final = 4
"""Version of these definitions; acts carry it."""


class Kind(StrEnum):
    """The type of a field's value."""

    TEXT = "text"
    WHOLE = "whole"
    FIGURE = "figure"  # Decimal
    YES = "yes"
    DAY = "day"
    MOMENT = "moment"
    ID = "id"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Guard:
    """The command that changes a guarded field, and the fields it sets along with it."""

    command: str
    carries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of row.

    `derived` fields are worked out anew on each side and never travel. `computed` ones travel, but follow
    from other rows, so that nobody "changed" them. The id of a `keyed` row follows from what it is about: two
    devices may make the same one, and the second one's is a change of the first one's.
    """

    name: str
    fields: Mapping[str, Kind]
    guarded: Mapping[str, Guard]
    derived: frozenset[str]
    computed: frozenset[str]
    append_only: bool
    keyed: bool

    def guard_of(self, field: str) -> tuple[str, Guard] | None:
        """Return the guarded field and its command if `field` changes by command only."""
        for name, guard in self.guarded.items():
            if field == name or field in guard.carries:
                return name, guard
        return None


def _entity(
    name: str,
    *,
    guarded: Mapping[str, Guard] | None = None,
    derived: str = "",
    computed: str = "",
    append_only: bool = False,
    keyed: bool = False,
    **fields: str,
) -> Entity:
    kinds = {"deleted_at": Kind.MOMENT, "scope_id": Kind.TEXT, "created_at": Kind.MOMENT}
    kinds |= {field: Kind(kind) for kind, names in fields.items() for field in names.split()}
    follow = frozenset(derived.split()), frozenset(computed.split())
    return Entity(name, kinds, guarded or {}, *follow, append_only, keyed)


_ALL: Final = (
    _entity(
        "users",
        text="name role email phone",
        id="manager_id",
        yes="is_active",
        guarded={"role": Guard("user.promote", ("manager_id", "is_active"))},
    ),
    _entity(
        "customers",
        text="name name_en short_name kind lifecycle grade source industry website phone email country"
        " province city district street postcode tax_id invoice_title bank_name bank_account invoice_address"
        " invoice_phone note currency external_id",
        id="referrer_id owner_id",
        json="tags",
        day="next_follow_up protected_until",
        moment="last_contact_at claimed_at released_at",
        derived="sort_key core_name",
        guarded={
            "owner_id": Guard("customer.reassign", ("scope_id", "claimed_at", "released_at")),
            "protected_until": Guard("customer.protect"),
        },
    ),
    _entity(
        "contacts",
        text="name job_title department role wechat note external_id",
        id="customer_id",
        json="phones emails",
        day="birthday",
        yes="is_primary",
        derived="sort_key",
    ),
    _entity(
        "activities",
        text="kind subject body zone outcome place repeats",
        id="customer_id contact_id quote_id owner_id series_id",
        moment="happens_at done_at",
        day="all_day_on",
        whole="minutes remind_before",
    ),
    _entity("comments", text="body", id="customer_id author_id", json="mentions"),
    _entity(
        "attachments",
        text="name mime sha256 note",
        whole="size",
        id="customer_id activity_id",
    ),
    _entity("thumbnails", text="sha256", whole="size", id="attachment_id"),
    _entity(
        "custom_fields",
        text="entity key kind label label_en",
        json="choices",
        whole="position",
        yes="is_active",
    ),
    _entity("custom_values", text="words", figure="number", day="day", id="customer_id field_id", keyed=True),
    _entity(
        "trade_shows",
        text="name place city",
        day="starts_on ends_on",
        json="questions interests fields usual",
        yes="is_active",
    ),
    _entity(
        "captures",
        text="grade state raw note",
        json="answers interests",
        moment="captured_at",
        id="customer_id contact_id show_id owner_id attachment_id",
    ),
    _entity("mail_templates", text="name language purpose subject body", whole="position"),
    _entity(
        "customer_merges",
        json="before moved",
        moment="merged_at undone_at",
        id="customer_id loser_id merged_by",
        computed="before moved merged_at undone_at merged_by",
    ),
    _entity(
        "products",
        text="code barcode name name_en category unit spec description currency external_id",
        figure="unit_price tax_rate",
        yes="tax_included is_active",
        derived="sort_key",
    ),
    _entity(
        "product_prices",
        text="currency",
        id="product_id",
        figure="unit_price min_quantity",
        yes="tax_included",
        day="valid_from valid_until",
    ),
    _entity("tax_rates", text="code name", figure="rate", day="valid_from valid_until"),
    _entity(
        "quotes",
        text="number title status currency language rounding rounding_mode payment_terms delivery_terms terms"
        " note base_rate_source reason",
        whole="revision discount_amount net tax gross",
        id="root_id customer_id contact_id owner_id",
        yes="is_current",
        day="issued_on valid_until base_rate_on",
        figure="discount_percent base_rate",
        json="buyer seller",
        moment="sent_at decided_at",
        computed="net tax gross",
        guarded={"status": Guard("quote.move", ("sent_at", "decided_at", "reason"))},
    ),
    _entity(
        "quote_lines",
        text="code name spec unit section note",
        whole="position discount_amount net tax gross",
        id="quote_id product_id",
        figure="quantity unit_price discount_percent tax_rate",
        yes="tax_included optional",
        json="price_chain",
        computed="net tax gross",
    ),
    _entity(
        "issued_papers",
        text="language sha256 file_id",
        whole="revision size pages",
        id="quote_id",
        moment="made_at",
        append_only=True,
    ),
    _entity("warehouses", text="code name", yes="is_active"),
    _entity(
        "stock_levels",
        id="warehouse_id product_id",
        figure="on_hand reserved allotted",
        computed="on_hand reserved allotted",
    ),
    _entity(
        "stock_movements",
        text="kind reason reference",
        id="warehouse_id product_id transfer_id",
        figure="quantity",
        append_only=True,
    ),
    _entity(
        "allotments",
        text="occasion",
        id="warehouse_id product_id holder_id device_id",
        figure="quantity remaining",
        day="until",
        guarded={"remaining": Guard("stock.take")},
        append_only=True,
    ),
    _entity(
        "stock_reservations",
        text="state",
        id="quote_id warehouse_id product_id owner_id allotment_id",
        figure="quantity",
        computed="state",
        guarded={"state": Guard("stock.release")},
        append_only=True,
    ),
    _entity("company_settings", text="key", json="value", keyed=True),
    _entity("saved_views", text="page name", json="definition", whole="position", yes="is_pinned"),
    _entity("shared_views", text="page name", json="definition", id="owner_id"),
    _entity("import_batches", text="file_name kind", json="counts", moment="made_at", id="group_id"),
    _entity("import_mappings", text="fingerprint", json="mapping"),
    _entity("stars", text="entity", id="row_id", keyed=True),
    _entity("reminders", id="activity_id", moment="due_at until dismissed_at", keyed=True),
    _entity(
        "held_acts",
        text="entity kind command state reason",
        id="row_id author_id group_id decided_by",
        json="base patch args",
        moment="made_at decided_at",
        guarded={"state": Guard("held.decide", ("decided_by", "decided_at"))},
    ),
)
ENTITIES: Final[Mapping[str, Entity]] = {entity.name: entity for entity in _ALL}
