from hypothesis import given
from hypothesis import strategies as st

from salesdesk.protocol.merge import Clash, merge

NAMES = st.sampled_from(["name", "city", "grade", "note"])
VALUES = st.sampled_from(["", "a", "b", "c", None])
rows = st.fixed_dictionaries(dict.fromkeys(("name", "city", "grade", "note"), VALUES))
patches = st.dictionaries(NAMES, VALUES)


def _base(row, patch):
    return {name: row[name] for name in patch}


@given(before=rows, patch=patches, theirs=rows)
def test_no_change_of_mine_is_lost_silently(before, patch, theirs):
    merged = merge(base=_base(before, patch), patch=patch, theirs=theirs)
    clashed = {clash.field: clash for clash in merged.clashes}
    for name, mine in patch.items():
        if mine != before[name]:
            assert merged.fields[name] == mine or clashed[name].mine == mine


@given(before=rows, patch=patches, theirs=rows)
def test_no_change_of_theirs_is_lost(before, patch, theirs):
    merged = merge(base=_base(before, patch), patch=patch, theirs=theirs)
    for name, now in theirs.items():
        if name not in patch or now != before[name]:
            assert merged.fields[name] == now


@given(before=rows, patch=patches, theirs=rows)
def test_merging_again_changes_nothing_more(before, patch, theirs):
    once = merge(base=_base(before, patch), patch=patch, theirs=theirs)
    again = merge(base=_base(before, patch), patch=patch, theirs=once.fields)
    assert (again.fields, again.clashes) == (once.fields, once.clashes)


@given(before=rows, patch=patches)
def test_alone_my_change_simply_stands(before, patch):
    merged = merge(base=_base(before, patch), patch=patch, theirs=before)
    assert (merged.fields, merged.clashes) == (before | patch, ())


def test_both_sides_are_shown_side_by_side():
    merged = merge(base={"city": "上海"}, patch={"city": "苏州"}, theirs={"city": "杭州"})
    assert merged.fields == {"city": "杭州"}
    assert merged.clashes == (Clash("city", "上海", "杭州", "苏州"),)


def test_the_same_change_on_both_sides_is_no_clash():
    merged = merge(base={"city": "上海"}, patch={"city": "苏州"}, theirs={"city": "苏州"})
    assert (merged.fields, merged.clashes) == ({"city": "苏州"}, ())


def test_a_field_the_other_side_does_not_know_is_kept():
    merged = merge(base={"wechat": None}, patch={"wechat": "xinyuan"}, theirs={"name": "鑫源"})
    assert merged.fields == {"name": "鑫源", "wechat": "xinyuan"}
