"""Views for everybody, on one laptop: shared by one, used by all, changed by whose they are."""

from uuid import uuid4

import pytest

from salesdesk.domain.errors import BadInput, NotFound, RuleBroken
from salesdesk.services import shared_views, undo, views
from salesdesk.storage import meta
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.company import SharedViewRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step


@pytest.fixture
def mine(database):
    return views.add_view(database, "customers", "华南区", {"region": "广东"}, is_pinned=True)


@pytest.fixture
def wangs(database):
    """A view that Wang shares."""
    with database.write(Step.of_machine("x")) as session:
        wang = UserRow(id=uuid4(), name="王敏")
        session.add(wang)
        row = SharedViewRow(page="quotes", name="大单", definition={"worth": ">100000"}, owner_id=wang.id)
        session.add(row)
        session.flush()
        return row.id


def _names(database):
    return [one.name for one in views.saved_views(database, "customers")]


def test_a_view_is_shared_and_taken_back_with_its_pin(database, mine):
    shared = shared_views.share(database, mine)
    (found,) = shared_views.shared_views(database, "customers")
    assert (found.id, found.name, found.definition, found.owner_id, found.is_pinned) == (
        shared, "华南区", {"region": "广东"}, database.me, True
    )  # fmt: skip
    assert _names(database) == []
    undo.undo(database)
    assert (_names(database), shared_views.shared_views(database)) == (["华南区"], [])
    undo.redo(database)
    own = shared_views.unshare(database, shared)
    (kept,) = views.saved_views(database, "customers")
    assert (kept.id, kept.is_pinned) == (own, True)
    assert shared_views.shared_views(database) == []
    with pytest.raises(NotFound, match="view-gone"):
        shared_views.edit_shared(database, shared, name="x")


def test_whoever_shares_changes_it(database, mine):
    shared = shared_views.share(database, mine)
    shared_views.edit_shared(database, shared, name="两广", definition={"region": "广西"})
    (found,) = shared_views.shared_views(database)
    assert (found.name, found.definition) == ("两广", {"region": "广西"})
    with pytest.raises(BadInput):
        shared_views.edit_shared(database, shared, name=" ")


def test_another_ones_view_is_used_pinned_and_copied_but_not_changed(database, wangs, content):
    (found,) = shared_views.shared_views(database)
    assert (found.by, found.is_pinned, shared_views.may_remove(database, found)) == ("王敏", False, False)
    before = content()
    for change in (
        lambda: shared_views.edit_shared(database, wangs, definition={}),
        lambda: shared_views.unshare(database, wangs),
        lambda: shared_views.remove_shared(database, wangs),
    ):
        with pytest.raises(RuleBroken, match="view-of-another") as refused:
            change()
        assert refused.value.values == {"by": "王敏"}
    assert content() == before
    shared_views.pin_shared(database, wangs, on=True)
    assert shared_views.shared_views(database)[0].is_pinned
    shared_views.pin_shared(database, wangs, on=False)
    shared_views.pin_shared(database, wangs, on=True)
    undo.undo(database)
    assert not shared_views.shared_views(database)[0].is_pinned
    copy = shared_views.copy_shared(database, wangs)
    assert [(one.id, one.name) for one in views.saved_views(database, "quotes")] == [(copy, "大单")]


def test_whoever_manages_takes_a_view_away_and_changes_nothing_in_it(database, wangs):
    with database.write(Step.of_machine("x")) as session:
        meta.put(session, identity.ROLE, "manager")
    with pytest.raises(RuleBroken, match="view-of-another"):
        shared_views.edit_shared(database, wangs, name="mine now")
    assert shared_views.may_remove(database, shared_views.shared_views(database)[0])
    shared_views.remove_shared(database, wangs)
    assert shared_views.shared_views(database) == []
