"""Which values survive when two customers become one, and what goes back when they part."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.custom_fields import value_id
from salesdesk.domain.merging import (
    AUTOMATIC,
    MERGED,
    Side,
    canonical,
    is_empty,
    parted,
    survivors,
    taken_over,
    to_choose,
)

_MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
_words = st.sampled_from(["", "深圳市", "广州", "A", "139 0000 0001"])
_SPECIAL = {
    "tags": st.lists(st.sampled_from(["重点", "VIP", "vip", "展会"]), max_size=3, unique_by=str.casefold),
    "lifecycle": st.sampled_from(["potential", "interested", "closed"]),
    "last_contact_at": st.none() | st.integers(0, 9).map(lambda n: _MOMENT + timedelta(days=n)),
    "next_follow_up": st.none() | st.integers(1, 9).map(lambda n: date(2026, 12, n)),
    "referrer_id": st.none() | st.integers(1, 3).map(lambda n: UUID(int=n)),
}
customers = st.fixed_dictionaries({name: _SPECIAL.get(name, _words) for name in MERGED})
ids = st.integers(1, 6).map(lambda n: UUID(int=n))


@given(customers, customers)
def test_empty_loses_to_filled(kept, loser):
    after = kept | survivors(kept, loser, {})
    for name in MERGED:
        assert is_empty(after[name]) <= (is_empty(kept[name]) and is_empty(loser[name])), name


@given(customers, customers)
def test_without_a_word_the_kept_customer_keeps_what_it_says(kept, loser):
    changed = survivors(kept, loser, {})
    assert all(is_empty(kept[name]) for name in changed.keys() - AUTOMATIC)


@given(customers, customers, st.data())
def test_a_chosen_value_stands(kept, loser, data):
    open_ = to_choose(kept, loser)
    chosen = {name: data.draw(st.sampled_from([kept[name], loser[name]])) for name in open_}
    after = kept | survivors(kept, loser, chosen)
    assert {name: after[name] for name in chosen} == chosen


@given(customers, customers)
def test_both_ways_round_the_same_fields_are_to_be_chosen(kept, loser):
    assert to_choose(kept, loser) == to_choose(loser, kept)


@given(customers, customers)
def test_what_nobody_need_choose_comes_out_the_same_both_ways_round(one, other):
    ahead, back = one | survivors(one, other, {}), other | survivors(other, one, {})
    for name in AUTOMATIC - {"tags"}:
        assert ahead[name] == back[name], name
    assert {tag.casefold() for tag in ahead["tags"]} == {tag.casefold() for tag in back["tags"]}


@given(customers, customers)
def test_no_tag_is_lost(kept, loser):
    after = kept | survivors(kept, loser, {})
    told = {tag.casefold() for tag in after["tags"]}
    assert told == {tag.casefold() for tag in (*kept["tags"], *loser["tags"])}


@given(customers, customers)
def test_parting_gives_back_what_was_before(kept, loser):
    became = survivors(kept, loser, {})
    after = kept | became
    assert after | parted(kept, became, after) == kept


@given(customers, customers, customers)
def test_parting_leaves_what_was_changed_since(kept, loser, now):
    became = survivors(kept, loser, {})
    back = parted(kept, became, now)
    assert back.keys() == {name for name in became if now[name] == became[name]}


@given(st.dictionaries(ids, ids), ids)
def test_however_they_were_merged_each_leads_to_an_end_once(into, customer):
    end = canonical(customer, into)
    if not _runs_in_a_circle(customer, into):
        assert end not in into
        assert canonical(end, into) == end


def _runs_in_a_circle(customer, into):
    met = set()
    while customer in into:
        if customer in met:
            return True
        met.add(customer)
        customer = into[customer]
    return False


def test_an_own_field_is_taken_over_where_there_is_none_or_somebody_chose_it():
    field, other = UUID(int=1), UUID(int=2)
    mine, theirs = ({"words": words, "number": None, "day": None} for words in ("A1", "B2"))
    assert taken_over({field: mine}, {field: theirs, other: theirs}, {}) == {other: theirs}
    assert taken_over({field: mine}, {field: theirs}, {field: Side.LOSER}) == {field: theirs}
    assert value_id(field, other) != value_id(other, field)
