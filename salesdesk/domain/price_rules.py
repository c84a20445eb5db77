"""Which price rules apply to a line, and the unit price they lead to, step by visible step.

Selection: highest priority; then the most specific (product before category before all, customer before group
before all), then the newest, then the id. Rules stack only if all that match may be combined; else the
first applies alone. A fixed price replaces, and later percents leave it alone unless they say otherwise.
Percents multiply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import EXACT, rounded
from salesdesk.domain.pricing import PRICE_PLACES

_ALL: Final = Decimal(100)


class StepKind(StrEnum):
    """The steps of a price chain, in their fixed order."""

    LIST_PRICE = "list_price"
    QUANTITY_BREAK = "quantity_break"
    PROMOTION = "promotion"
    CUSTOMER_DISCOUNT = "customer_discount"
    MANUAL_PERCENT = "manual_percent"
    MANUAL_AMOUNT = "manual_amount"
    DOCUMENT_DISCOUNT = "document_discount"
    TAX = "tax"


_ORDER: Final = {kind: place for place, kind in enumerate(StepKind)}
_RULE_KINDS: Final = (StepKind.QUANTITY_BREAK, StepKind.PROMOTION, StepKind.CUSTOMER_DISCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """Either a `percent` off or a `fixed_price` in `currency`. An empty condition holds for all.

    `made_on` tells which of two rules is the newer; `valid_until` is the last day.
    """

    id: str
    kind: StepKind
    made_on: date
    name: str = ""
    percent: Decimal | None = None
    fixed_price: Decimal | None = None
    currency: str = ""
    priority: int = 0
    product: str = ""
    category: str = ""
    customer: str = ""
    group: str = ""
    min_quantity: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_until: date | None = None
    may_combine: bool = False
    on_fixed_price: bool = False

    def __post_init__(self) -> None:
        if self.kind not in _RULE_KINDS or (self.percent is None) == (self.fixed_price is None):
            raise BadInput("price-rule-form", field="percent")
        if self.percent is not None and not 0 <= self.percent <= _ALL:
            raise BadInput("discount-percent-out-of-range", field="percent", percent=self.percent)
        if self.fixed_price is not None and self.fixed_price < 0:
            raise BadInput("price-negative", field="fixed_price", price=self.fixed_price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a rule looks at: who buys how much of what, on which day, in which currency."""

    day: date
    currency: str
    quantity: Decimal
    product: str = ""
    category: str = ""
    customer: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One step and the unit price after it; `percent` is None where a price replaces another."""

    kind: StepKind
    name: str
    percent: Decimal | None
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class ChosenPrice:
    """The unit price to ask, to 6 decimals, and how it came about."""

    unit_price: Decimal
    steps: tuple[PriceStep, ...]


def choose_rules(rules: Sequence[PriceRule], sale: Sale) -> list[PriceRule]:
    """Return the rules that apply, in the order in which they are applied."""
    matching = sorted((rule for rule in rules if _matches(rule, sale)), key=_rank)
    if not all(rule.may_combine for rule in matching):
        matching = matching[:1]
    fixed = next((rule for rule in matching if rule.fixed_price is not None), None)
    if fixed is None:
        return sorted(matching, key=lambda rule: _ORDER[rule.kind])
    after = [rule for rule in matching if rule.percent is not None and rule.on_fixed_price]
    return [fixed, *sorted(after, key=lambda rule: _ORDER[rule.kind])]


def choose_price(list_price: Decimal, rules: Sequence[PriceRule], sale: Sale) -> ChosenPrice:
    """Work the unit price out of the list price. Only the last figure is rounded, to 6 decimals."""
    steps = [PriceStep(StepKind.LIST_PRICE, "", None, list_price)]
    price = list_price
    for rule in choose_rules(rules, sale):
        with localcontext(EXACT):
            if rule.fixed_price is not None:
                price = rule.fixed_price
            elif rule.percent is not None:
                price = price * (_ALL - rule.percent) / 100
        steps.append(PriceStep(rule.kind, rule.name, rule.percent, rounded(price, PRICE_PLACES)))
    return ChosenPrice(rounded(price, PRICE_PLACES), tuple(steps))


def _matches(rule: PriceRule, sale: Sale) -> bool:
    wanted = (
        (rule.product, sale.product),
        (rule.category, sale.category),
        (rule.customer, sale.customer),
        (rule.group, sale.group),
        (rule.currency if rule.fixed_price is not None else "", sale.currency),
    )
    begun = rule.valid_from is None or rule.valid_from <= sale.day
    running = rule.valid_until is None or sale.day <= rule.valid_until
    enough = abs(sale.quantity) >= rule.min_quantity
    return begun and running and enough and all(not want or want == have for want, have in wanted)


def _rank(rule: PriceRule) -> tuple[int, int, int, int, str]:
    thing = 2 if rule.product else int(bool(rule.category))
    buyer = 2 if rule.customer else int(bool(rule.group))
    return -rule.priority, -thing, -buyer, -rule.made_on.toordinal(), rule.id
