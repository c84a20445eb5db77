import pytest

from salesdesk.protocol.messages import Limits, decode_act
from salesdesk.storage.replica import outgoing
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step


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


@pytest.mark.parametrize("limits", [Limits(acts=4), Limits(acts=100), Limits(acts=100, bytes=2_000)])
def test_a_group_that_no_request_could_carry_goes_in_pieces(database, make_customer, monkeypatch, limits):
    monkeypatch.setattr(outgoing, "WHOLE", 10)
    make_customer()
    with database.write(Step("import")) as session:
        session.add_all(CustomerRow(name=f"宁波远洋泵业{number}") for number in range(37))
    make_customer()
    found = batches(database, limits)
    pieces = [[decode_act(act) for act in group] for batch in found for group in batch.groups]
    assert [act.mseq for piece in pieces for act in piece] == list(range(1, found[-1].last + 1))
    of_import = [piece for piece in pieces if piece[0].group_id == pieces[-2][0].group_id]
    assert all(len({act.group_id for act in piece}) == 1 for piece in pieces)
    assert sum(map(len, of_import)) == 37
    assert max(map(len, pieces)) <= 10
    assert all(len(batch.groups) == 1 or size_of(batch) <= limits.bytes for batch in found)


def size_of(batch):
    return sum(len(act) for group in batch.groups for act in group)


def test_a_group_too_heavy_for_a_request_goes_in_pieces(database, monkeypatch):
    monkeypatch.setattr(outgoing, "HEAVIEST", 5_000)
    with database.write(Step("import")) as session:
        session.add_all(CustomerRow(name=f"宁波远洋泵业{n}", note="远" * 300) for n in range(12))
    found = batches(database, Limits(bytes=3_000))
    assert len(found) > 3
    assert all(size_of(batch) < 5_000 for batch in found)
