from datetime import date, timedelta

import pytest

from salesdesk.domain.reordering import rhythm_of

TODAY = date(2026, 11, 23)


def bought(*days_ago: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days_ago]


@pytest.mark.parametrize(
    ("days_ago", "every"),
    [
        ((150, 108, 60), 42),
        ((60, 150, 108), 42),  # in any order
        ((150, 108, 60, 60), 42),  # two papers of one day are one purchase
        ((150, 108), None),  # two are no rhythm
        ((400, 360, 320, 280, 60), 40),  # one long gap does not change it
        ((4, 3, 2, 1), None),  # one job in several papers
        ((*range(1000, 900, -10), *range(360, 0, -30)), 30),  # habits of years ago fade
    ],
)
def test_the_rhythm_is_the_median_of_the_days_between(days_ago, every):
    found = rhythm_of(bought(*days_ago))
    assert (found and found.every) == every


@pytest.mark.parametrize(("last", "due"), [(42, False), (43, True), (126, True), (127, False)])
def test_it_is_due_behind_the_rhythm_and_until_the_customer_is_lost(last, due):
    found = rhythm_of(bought(last, last + 42, last + 84))
    assert found.is_due(TODAY) is due
