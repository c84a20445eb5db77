"""One customer once, on a laptop alone: everything moves, and everything comes back."""

import pytest
from sqlalchemy import select

from salesdesk.domain.custom_fields import value_id
from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.merging import Side
from salesdesk.services import contacts, customers, merging, stars, undo
from salesdesk.services.duplicates import likely_duplicates
from salesdesk.storage.base import Base, new_id
from salesdesk.storage.tables.attachments import AttachmentRow
from salesdesk.storage.tables.comments import CommentRow
from salesdesk.storage.tables.custom_fields import CustomValueRow
from salesdesk.storage.tables.shows import CaptureRow
from salesdesk.storage.undo import Step
from salesdesk.storage.uniting import DIRECT
from tests.conftest import NOON


@pytest.fixture
def pair(make_customer, make_contact, make_activity, make_quote, database):
    """A customer twice; on the second hangs something of every kind."""
    kept = make_customer(grade="A")
    loser = make_customer("鑫源机械", phone="0755 2345 6789", tags=["展会"])
    make_contact(kept)
    make_contact(loser, "李强", role="decider")
    make_activity(loser)
    make_quote(loser)
    with database.write(Step.of_machine("x")) as session:
        session.add(CommentRow(customer_id=loser, author_id=database.me, body="要年底前交货", mentions=[]))
        session.add(AttachmentRow(customer_id=loser, name="图纸.pdf", sha256="0" * 64, size=9))
        field = new_id()
        session.add(CustomValueRow(id=value_id(loser, field), customer_id=loser, field_id=field, words="B2"))
        session.add(CaptureRow(customer_id=loser, show_id=new_id(), owner_id=database.me, captured_at=NOON))
    return kept, loser


def _of(database, entity, customer):
    table = Base.metadata.tables[entity]
    living = table.c.deleted_at.is_(None) & (table.c.customer_id == customer)
    return database.ask(lambda session: list(session.scalars(select(table.c.id).where(living))))


def test_something_of_every_kind_moves(database, pair):
    kept, loser = pair
    merging.merge(database, kept, [loser])
    for entity in (*DIRECT, "custom_values"):
        assert _of(database, entity, kept), entity
        assert not _of(database, entity, loser), entity
    assert (
        database.ask(lambda s: s.scalar(select(contacts.ContactRow.role).filter_by(name="李强"))) == "decider"
    )


def test_undo_is_the_way_back_and_redo_the_way_there_again(database, pair, content):
    kept, loser = pair
    before = content()
    merging.merge(database, kept, [loser])
    undo.undo(database)
    assert _customers(database) == {kept, loser}
    hidden = database.ask(lambda s: s.scalar(select(merging.CustomerMergeRow.undone_at)))
    assert hidden is not None
    assert _without_merges(database, content) == before
    undo.redo(database)
    assert _customers(database) == {kept}
    undo.undo(database)
    assert _without_merges(database, content) == before


def _without_merges(database, content):
    """What people see: a merge that is undone is only history."""
    table = merging.CustomerMergeRow.__table__
    with database.engine.execution_options(rw=True).begin() as connection:
        connection.execute(table.update().values(deleted_at=NOON))
    found = content()
    with database.engine.execution_options(rw=True).begin() as connection:
        connection.execute(table.update().values(deleted_at=None))
    return found


def _customers(database):
    table = Base.metadata.tables["customers"]
    asked = select(table.c.id).where(table.c.deleted_at.is_(None))
    return set(database.ask(lambda session: session.scalars(asked).all()))


def test_parting_is_a_step_that_undo_takes_back(database, pair):
    kept, loser = pair
    (merge,) = merging.merge(database, kept, [loser])
    merging.part(database, merge)
    assert _customers(database) == {kept, loser}
    undo.undo(database)
    assert _customers(database) == {kept}
    undo.redo(database)
    assert _customers(database) == {kept, loser}


def test_three_become_one_in_one_step(database, pair, make_customer):
    kept, loser = pair
    third = make_customer("深圳鑫源", website="xinyuan.cn")
    merging.merge(database, kept, [loser, third])
    assert _customers(database) == {kept}
    assert {one.name for one in merging.aliases(database, kept)} == {"鑫源机械", "深圳鑫源"}
    undo.undo(database)
    assert _customers(database) == {kept, loser, third}


def test_whose_value_stands_is_said_field_by_field(database, pair):
    kept, loser = pair
    merging.merge(database, kept, [loser], sides={loser: {"name": Side.LOSER}})
    found = customers.customer(database, kept)
    assert (found.name, found.grade, found.phone) == ("鑫源机械", "A", "0755 2345 6789")


def test_a_customer_that_is_merged_is_found_no_more(database, pair):
    kept, loser = pair
    merging.merge(database, kept, [loser])
    found = likely_duplicates(database, {"name": "鑫源机械", "phone": "0755 2345 6789"})
    assert {match.customer_id for match in found} == {kept}
    assert merging.canonical(database, loser) == customers.customer(database, loser).id == kept


def test_side_by_side(database, pair):
    kept, loser = pair
    found = merging.compare(database, [kept, loser, new_id()])
    assert found.names == ("深圳鑫源机械有限公司", "鑫源机械")
    assert found.fields["grade"] == ("A", "")
    assert found.differing == {"name"}
    assert (found.counts[0]["contacts"], found.counts[1]["quotes"]) == (1, 1)


def test_what_cannot_be_merged_changes_nothing(database, pair, content):
    kept, loser = pair
    before = content()
    with pytest.raises(RuleBroken, match="merge-with-itself"):
        merging.merge(database, kept, [kept])
    with pytest.raises(NotFound):
        merging.merge(database, kept, [loser, new_id()])
    with pytest.raises(NotFound, match="merge-gone"):
        merging.part(database, new_id())
    assert content() == before


def test_of_two_values_of_an_own_field_the_kept_ones_stays_and_the_other_comes_back(database, pair):
    kept, loser = pair
    field = database.ask(lambda s: s.scalar(select(CustomValueRow.field_id)))
    with database.write(Step.of_machine("x")) as session:
        session.add(CustomValueRow(id=value_id(kept, field), customer_id=kept, field_id=field, words="A1"))
    (merge,) = merging.merge(database, kept, [loser])
    assert _words(database) == [(kept, "A1")]
    merging.part(database, merge)
    assert sorted(_words(database), key=str) == sorted([(kept, "A1"), (loser, "B2")], key=str)


def _words(database):
    living = select(CustomValueRow.customer_id, CustomValueRow.words).where(
        CustomValueRow.deleted_at.is_(None)
    )
    return [tuple(row) for row in database.ask(lambda session: session.execute(living).all())]


def test_a_star_is_of_who_the_customer_is_by_now_and_of_one_alone_when_they_part(database, pair):
    kept, loser = pair
    stars.set_star(database, "customers", loser, on=True)
    (merge,) = merging.merge(database, kept, [loser])
    assert stars.is_starred(database, "customers", kept)
    assert [one.id for one in stars.starred(database)] == [kept]
    stars.set_star(database, "customers", kept, on=True)  # it has one already
    merging.part(database, merge)
    assert [one.id for one in stars.starred(database)] == [loser]
    assert not stars.is_starred(database, "customers", kept)


def test_of_two_stars_one_is_told_and_both_are_taken_away(database, pair):
    kept, loser = pair
    for one in pair:
        stars.set_star(database, "customers", one, on=True)
    merging.merge(database, kept, [loser])
    assert [one.id for one in stars.starred(database)] == [kept]
    stars.set_star(database, "customers", kept, on=False)
    assert stars.starred(database) == []
    undo.undo(database)
    assert stars.is_starred(database, "customers", kept)
