from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.domain.taxes import Rounding
from salesdesk.services import company, undo


def test_what_nobody_has_set_is_the_default(database):
    assert company.profile(database) == company.CompanyProfile()


def test_what_is_set_is_read_back_and_can_be_undone(database):
    changes = {"name": "诺瓦", "rounding": "per_rate_group", "tax_rate": Decimal("5.5"), "validity_days": 15}
    company.edit_profile(database, changes)
    company.edit_profile(database, {"name": "诺瓦贸易"})
    found = company.profile(database)
    assert (found.name, found.rounding, found.tax_rate) == (
        "诺瓦贸易",
        Rounding.PER_RATE_GROUP,
        Decimal("5.5"),
    )
    undo.undo(database)
    assert company.profile(database).name == "诺瓦"


def test_a_setting_is_the_same_row_on_every_device(database, acts):
    company.edit_profile(database, {"name": "诺瓦"})
    first = acts()[-1].row_id
    undo.undo(database)
    assert company.profile(database).name == ""
    company.edit_profile(database, {"name": "诺瓦贸易"})
    assert acts()[-1].row_id == first == UUID("0d27388c-04dd-52f2-b28e-cea5fc46e388")
    assert company.profile(database).name == "诺瓦贸易"
    undo.undo(database)
    assert company.profile(database).name == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rounding": "sometimes"}, "rounding"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"validity_days": -1}, "validity_days"),
        ({"quote_language": "fr"}, "quote_language"),
        ({"number_series": "Q-1"}, "number_series"),
        ({"tax_rate": "13"}, "tax_rate"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_setting_is_named(database, changes, field):
    with pytest.raises(BadInput) as refused:
        company.edit_profile(database, changes)
    assert refused.value.field == field


def test_i_can_say_who_i_am(database):
    company.edit_me(database, {"name": "李销售", "phone": "13800138000"})
    assert (company.me(database).id, company.me(database).name) == (database.me, "李销售")
    assert [user.name for user in company.users(database)] == ["李销售"]


def test_today_is_the_companys_day(database, clock):
    clock.forward(hours=13)  # 01:00 of the next day in Shanghai
    assert company.company_today(database) == date(2026, 11, 24)
    company.edit_profile(database, {"time_zone": "America/New_York"})
    assert company.company_today(database) == date(2026, 11, 23)
