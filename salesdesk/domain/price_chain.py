"""A line's price as a visible list of steps, from the list price to the tax, for a person to follow."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from salesdesk.domain.money import EXACT, RoundingMode, to_minor
from salesdesk.domain.price_rules import PriceStep, StepKind
from salesdesk.domain.pricing import LinePrice, LineTotals


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step: what it takes off or adds (`change`) and what the line comes to after it, in minor units."""

    kind: StepKind
    name: str
    percent: Decimal | None
    change: int
    amount: int


def price_chain(
    line: LinePrice,
    totals: LineTotals,
    *,
    currency: str,
    mode: RoundingMode = RoundingMode.HALF_UP,
    given: tuple[PriceStep, ...] = (),
) -> list[ChainStep]:
    """Return the steps of a line. `given` is how its unit price came about; the last amount is net, or gross.

    Steps that change nothing are left out, but for the list price. The document discount of a line priced
    with tax among lines that are not is its part before tax.
    """
    steps: list[ChainStep] = []
    amount = 0
    for step in given or (PriceStep(StepKind.LIST_PRICE, "", None, line.unit_price),):
        with localcontext(EXACT):
            after = to_minor(line.quantity * step.unit_price, currency, mode)
        steps.append(ChainStep(step.kind, step.name, step.percent, after - amount, after))
        amount = after
    with localcontext(EXACT):
        kept = line.quantity * line.unit_price * (100 - line.discount_percent) / 100
    off = to_minor(kept, currency, mode)
    more = [
        (StepKind.MANUAL_PERCENT, line.discount_percent, off - amount),
        (StepKind.MANUAL_AMOUNT, None, totals.amount - off),
        (StepKind.DOCUMENT_DISCOUNT, None, -totals.shared),
        (StepKind.TAX, line.tax_rate, totals.tax if not line.tax_included else -totals.tax),
    ]
    for kind, percent, change in more:
        if change:
            amount += change
            steps.append(ChainStep(kind, "", percent, change, amount))
    return steps
