"""Views for everybody, on several laptops: what one shares all may use, and nobody else changes."""

import pytest

from salesdesk.services import inbox, shared_views, views
from salesdesk.storage.tables.company import SharedViewRow
from salesdesk.storage.undo import Step
from tests.sync.office import same_rows


@pytest.fixture
def han(laptop):
    return laptop("han")


@pytest.fixture
def wang(laptop):
    return laptop("wang")


@pytest.fixture
def shared(li):
    kept = views.add_view(li.database, "customers", "华南区", {"region": "广东"})
    made = shared_views.share(li.database, kept)
    li.sync()
    return made


def _everyone(office, *desks):
    for desk in (*desks, *desks):
        assert desk.sync(consented=True).outcome == "done"
    for desk in desks:
        assert same_rows(office, desk) == []


def _force(desk, view, **fields):
    """Change a view as a program that knows no rule would."""
    with desk.database.write(Step.of_machine("x")) as session:
        for name, value in fields.items():
            setattr(session.get(SharedViewRow, view), name, value)


def test_colleagues_see_who_shares_and_each_pins_it_for_themselves(office, li, han, wang, shared):
    _everyone(office, li, han, wang)
    (found,) = shared_views.shared_views(han.database)
    assert (found.id, found.name, found.by) == (shared, "华南区", "li")
    shared_views.pin_shared(han.database, shared, on=True)
    shared_views.edit_shared(li.database, shared, definition={"region": "福建"})
    _everyone(office, li, han, wang)
    (found,) = shared_views.shared_views(han.database)
    assert (found.definition, found.is_pinned) == ({"region": "福建"}, True)
    assert not shared_views.shared_views(wang.database)[0].is_pinned


@pytest.mark.parametrize("fields", [{"name": "mine"}, {"owner_id": None}, {"definition": {"region": ""}}])
def test_the_server_refuses_what_is_another_ones_and_says_why(office, li, han, shared, fields, clock):
    _everyone(office, li, han)
    _force(han, shared, **fields)
    assert han.sync().tally.problems == 1
    (problem,) = inbox.problems(han.database)
    assert (problem.code, problem.values, problem.title) == ("view-of-another", {"by": "li"}, "华南区")
    _force(han, shared, deleted_at=clock.now)
    han.sync()
    _everyone(office, li, han)
    (found,) = shared_views.shared_views(han.database)
    assert (found.name, found.by, found.definition) == ("华南区", "li", {"region": "广东"})


def test_a_manager_takes_a_view_away_and_nobody_shares_in_another_ones_name(office, li, wang, shared):
    _everyone(office, li, wang)
    shared_views.remove_shared(wang.database, shared)
    with wang.database.write(Step.of_machine("x")) as session:
        session.add(SharedViewRow(page="customers", name="假", definition={}, owner_id=li.database.me))
    _everyone(office, wang, li)
    (found,) = shared_views.shared_views(li.database)
    assert (found.name, found.by) == ("假", "wang")
