"""Whatever a person can choose has a name in both languages."""

import pytest

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.contacts import ContactRole, MailLabel, PhoneLabel
from salesdesk.domain.customers import CustomerKind, Grade, Lifecycle, Source
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.periods import PeriodKind
from salesdesk.domain.phones import PhoneKind
from salesdesk.domain.price_rules import StepKind
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.domain.taxes import Rounding
from salesdesk.words import LANGUAGES, words_of

LABELS = {
    "activity": ActivityKind,
    "contact_role": ContactRole,
    "customer_kind": CustomerKind,
    "grade": Grade,
    "lifecycle": Lifecycle,
    "mail_label": MailLabel,
    "period": PeriodKind,
    "phone_kind": PhoneKind,
    "phone_label": PhoneLabel,
    "price_step": StepKind,
    "quote_status": QuoteStatus,
    "rounding": Rounding,
    "rounding_mode": RoundingMode,
    "source": Source,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", sorted(LABELS))
def test_every_choice_has_a_name(language, prefix):
    texts = words_of(language).texts
    assert [member for member in LABELS[prefix] if not texts.get(f"{prefix}.{member.value}")] == []
