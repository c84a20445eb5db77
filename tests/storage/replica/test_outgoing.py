import pytest

from salesdesk.protocol.messages import Limits, decode_act
from salesdesk.storage.replica import outgoing


def batches(database, limits):
    found, after = [], 0
    while batch := database.ask(outgoing.next_batch, after, limits):
        found.append(batch)
        after = batch.last
    return found


@pytest.mark.parametrize("limits", [Limits(acts=1), Limits(acts=5), Limits(bytes=2_000), Limits()])
def test_every_act_is_sent_once_in_order_and_groups_are_sent_whole(
    database, make_quote, make_customer, limits
):
    for _ in range(4):
        make_customer()
        make_quote()
    sent = [
        [[decode_act(act) for act in group] for group in batch.groups] for batch in batches(database, limits)
    ]
    numbers = [act.mseq for batch in sent for group in batch for act in group]
    assert numbers == list(range(1, len(numbers) + 1))
    whole = [{act.group_id for act in group} for batch in sent for group in batch]
    assert all(len(ids) == 1 for ids in whole)
    assert len(set.union(*whole)) == len(whole)


def test_a_request_is_no_larger_than_the_server_allows_unless_one_group_is(database, make_quote):
    for _ in range(6):
        make_quote()
    for batch in batches(database, Limits(acts=4)):
        assert len(batch.groups) == 1 or sum(map(len, batch.groups)) <= 4
    for batch in batches(database, Limits(bytes=3_000)):
        size = sum(len(act) for group in batch.groups for act in group)
        assert len(batch.groups) == 1 or size <= 3_000
