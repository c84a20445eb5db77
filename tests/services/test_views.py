from uuid import uuid4

import pytest

from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.services import drafts, undo, views


def test_views_are_kept_in_their_order(database):
    first = views.add_view(database, "customers", "华南区", {"province": "广东"})
    second = views.add_view(database, "customers", "A 类", {"grade": "A"}, is_pinned=True)
    views.add_view(database, "quotes", "已发出", {})
    views.order_views(database, [second, first])
    found = views.saved_views(database, "customers")
    assert [(view.name, view.is_pinned) for view in found] == [("A 类", True), ("华南区", False)]
    assert len(views.saved_views(database)) == 3


def test_a_view_changes_only_what_is_given(database):
    view = views.add_view(database, "customers", "华南区", {"province": "广东"})
    views.edit_view(database, view, definition={"province": "福建"})
    (found,) = views.saved_views(database, "customers")
    assert (found.name, found.definition) == ("华南区", {"province": "福建"})
    with pytest.raises(BadInput):
        views.edit_view(database, view, name=" ")


def test_a_removed_view_comes_back_by_undo(database):
    view = views.add_view(database, "customers", "华南区", {})
    views.remove_view(database, view)
    assert views.saved_views(database) == []
    with pytest.raises(NotFound, match="view-gone"):
        views.remove_view(database, view)
    undo.undo(database)
    assert [found.id for found in views.saved_views(database)] == [view]


def test_a_draft_survives_a_restart_and_tells_nobody(database, told, reopen):
    row = uuid4()
    drafts.keep_draft(database, "customer", row, {"name": "鑫"})
    drafts.keep_draft(database, "customer", row, {"name": "鑫源"})
    assert (told, undo.next_undo(database)) == ([], None)
    again = reopen()
    assert drafts.draft(again, "customer", row).body == {"name": "鑫源"}
    assert len(drafts.drafts(again)) == 1
    drafts.drop_draft(again, "customer", row)
    drafts.drop_draft(again, "customer", row)
    assert drafts.draft(again, "customer", row) is None
