import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salesdesk.domain.matching import LIKELY, Party, Reason, likeness, match_keys

XINYUAN = Party(
    name="深圳市鑫源科技有限公司", phones=frozenset({"+8675588662233"}), tax_id="91440300708461136t"
)


def company(name, **fields):
    return Party(name=name, **fields)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (company("深圳市鑫源科技有限公司"), Reason.SAME_NAME),
        (company("深圳市 鑫源科技 有限公司"), Reason.SAME_NAME),
        (company("鑫源科技（集团）股份有限公司"), Reason.SAME_CORE),
        (company("广东省深圳市鑫源科技厂"), Reason.SAME_CORE),
        (company("深圳新源科技有限公司"), Reason.SAME_SOUND),  # typed by ear
        (company("宏达", tax_id="91440300708461136t"), Reason.SAME_TAX_ID),
        (company("宏达", phones=frozenset({"+8675588662233"})), Reason.SAME_PHONE),
        (company("Xinyuan", other_names=("鑫源科技",)), Reason.SAME_CORE),
    ],
)
def test_likely_with_its_reason(other, reason):
    found = likeness(XINYUAN, other)
    assert found.score >= LIKELY
    assert found.reasons[0] is reason


@pytest.mark.parametrize(
    "other",
    [
        company("深圳市宏达科技有限公司"),
        company("北京鑫源科技有限公司"),  # another city, and nothing else speaks for it
        company("鑫源科技有限公司", tax_id="91110000100000000a"),  # another number is another company
        company("深圳市鑫诚科技有限公司"),
        company(""),
    ],
)
def test_not_likely(other):
    assert likeness(XINYUAN, other).score < LIKELY


def test_reasons_add_up():
    mine = company("Müller Pumpen GmbH", address="berlinhauptstr1", mails=frozenset({"a@mueller.de"}))
    theirs = company("Mueller Pumpen", address="berlinhauptstr1", mails=frozenset({"b@mueller.de"}))
    found = likeness(mine, theirs)
    assert found.score >= LIKELY
    assert set(found.reasons) == {Reason.SIMILAR_NAME, Reason.SAME_DOMAIN, Reason.SAME_ADDRESS}


def test_mail_services_of_everybody_say_nothing():
    mine = company("甲", mails=frozenset({"a@qq.com"}))
    assert likeness(mine, company("乙", mails=frozenset({"b@qq.com"}))).reasons == ()


@pytest.mark.parametrize(
    ("fields", "likely"),
    [
        ({}, False),  # there are many 张伟
        ({"customer": "c1"}, True),
        ({"phones": frozenset({"+8613812345678"})}, True),
        ({"wechat": "zw1988"}, True),
    ],
)
def test_people_need_more_than_a_name(fields, likely):
    one = Party(name="张伟", person=True, **fields)
    other = Party(name="张伟", person=True, **fields)
    assert (likeness(one, other).score >= LIKELY) is likely


parties = st.builds(
    Party,
    name=st.sampled_from(
        ["深圳鑫源科技有限公司", "鑫源", "新源科技", "Müller GmbH", "Mueller", "张伟", "", "A"]
    ),
    other_names=st.lists(st.sampled_from(["鑫源", "Xinyuan Tech", "Muller"]), max_size=2).map(tuple),
    person=st.booleans(),
    tax_id=st.sampled_from(["", "t1", "t2"]),
    phones=st.frozensets(st.sampled_from(["+861", "+862"])),
    mails=st.frozensets(st.sampled_from(["a@x.cn", "b@x.cn", "a@qq.com"])),
    address=st.sampled_from(["", "here"]),
    customer=st.sampled_from(["", "c1"]),
)


@given(one=parties, other=parties)
def test_likeness_has_no_direction_and_stays_in_bounds(one, other):
    found = likeness(one, other)
    assert found.score == likeness(other, one).score
    assert 0 <= found.score <= 100
    assert bool(found.reasons) == (found.score > 0)


@example(one=Party(name="Mueller", address="here"), other=Party(name="Müller GmbH", address="here"))
@given(one=parties, other=parties)
def test_whoever_is_likely_shares_a_key(one, other):
    if one.person == other.person and one.customer == other.customer and likeness(one, other).score >= LIKELY:
        assert set(match_keys(one)) & set(match_keys(other))
