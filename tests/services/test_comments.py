from datetime import timedelta
from functools import partial

import pytest

from salesdesk.domain.errors import BadInput, NotFound, RuleBroken
from salesdesk.services import comments, customers, stars, undo
from salesdesk.storage.tables.comments import CommentRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step


@pytest.fixture
def li(database):
    with database.write(Step.of_machine("someone")) as session:
        row = UserRow(name="李华")
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def says(database, clock):
    """A colleague says something, as it comes from the server."""

    def say(who, customer, body, *called):
        clock.forward(minutes=1)
        with database.write(Step.of_machine("someone")) as session:
            mentions = [str(one) for one in called]
            row = CommentRow(author_id=who, customer_id=customer, body=body, mentions=mentions)
            session.add(row)
            session.flush()
            return row.id

    return say


def test_a_comment_stands_in_the_story_of_its_customer(database, make_customer, li):
    customer = make_customer()
    comments.add_comment(database, customer, "@李华 请看报价\n第二行")
    newest = customers.timeline(database, customer)[0]
    assert (newest.kind, newest.title, newest.text) == ("comment", "@李华 请看报价", "@李华 请看报价\n第二行")
    (row,) = database.ask(lambda session: session.query(CommentRow).all())
    assert row.mentions == [str(li)]
    undo.undo(database)
    assert [entry.kind for entry in customers.timeline(database, customer)] == ["customer_added"]


def test_i_am_told_where_i_am_called_until_i_answer(database, make_customer, clock, li, says):
    customer, other = make_customer(), make_customer("华东泵业")
    says(li, customer, "@我 看一下", database.me)
    says(li, other, "大家好")
    (mention,) = comments.mentions_of_me(database)
    assert (mention.customer_id, mention.by, mention.body) == (customer, "李华", "@我 看一下")
    clock.forward(minutes=1)
    comments.add_comment(database, customer, "好的")
    assert comments.mentions_of_me(database) == []
    says(li, customer, "@我 还有", database.me)
    assert len(comments.mentions_of_me(database)) == 1
    clock.now += timedelta(days=31)
    assert comments.mentions_of_me(database) == []


def test_only_the_author_changes_a_comment(database, make_customer, li, says):
    customer = make_customer()
    mine, theirs = comments.add_comment(database, customer, "我的"), says(li, customer, "他的")
    comments.edit_comment(database, mine, "我的，改过")
    acts = (partial(comments.edit_comment, body="x"), comments.remove_comment)
    for act in acts:
        with pytest.raises(RuleBroken, match="comment-of-another"):
            act(database, theirs)
    comments.remove_comment(database, mine)
    with pytest.raises(NotFound):
        comments.edit_comment(database, mine, "x")
    with pytest.raises(BadInput, match="comment-empty"):
        comments.add_comment(database, customer, "  ")


def test_what_is_starred_is_at_hand_and_lets_go_again(database, make_customer, make_product):
    customer, product = make_customer("鑫源"), make_product("球阀")
    stars.set_star(database, "customers", customer, on=True)
    stars.set_star(database, "products", product, on=True)
    found = {(one.entity, one.name) for one in stars.starred(database)}
    assert found == {("customers", "鑫源"), ("products", "球阀")}
    stars.set_star(database, "customers", customer, on=False)
    assert not stars.is_starred(database, "customers", customer)
    undo.undo(database)
    assert stars.is_starred(database, "customers", customer)
    customers.remove_customers(database, [customer])
    assert [one.name for one in stars.starred(database)] == ["球阀"]
