"""Pages are filled in order, nothing is lost, and what belongs together stays together."""

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.documents.blocks import Block, paginate


def block(height, *, joined=False, in_table=False):
    return Block(height, lambda _sheet, _y: None, joined=joined, in_table=in_table)


HEADING = block(20)
blocks = st.lists(
    st.builds(block, st.floats(1, 80), joined=st.booleans(), in_table=st.booleans()), min_size=1, max_size=60
)


def laid(given_blocks):
    return paginate(given_blocks, HEADING, first=10, others=30, bottom=300)


@given(given_blocks=blocks)
def test_every_block_is_placed_once_in_order_and_inside_the_page(given_blocks):
    placed = [one for page in laid(given_blocks) for one in page if one.block is not HEADING]
    assert [one.block for one in placed] == given_blocks
    assert all(one.y + one.block.height <= 300.001 for one in placed)


@given(given_blocks=blocks)
def test_a_page_that_begins_inside_the_table_begins_with_its_heading(given_blocks):
    for page in laid(given_blocks)[1:]:
        first, *others = page
        assert first.block is HEADING or not first.block.in_table
        assert HEADING not in [one.block for one in others]


def test_joined_blocks_move_together():
    rows = [block(200), block(60, joined=True), block(60)]
    assert [len(page) for page in laid(rows)] == [1, 2]


def test_a_chain_higher_than_a_page_is_broken_rather_than_lost():
    chain = [block(50, joined=True) for _ in range(20)]
    assert sum(len(page) for page in laid(chain)) == 20
