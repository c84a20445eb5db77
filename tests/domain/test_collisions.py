from salesdesk.domain.collisions import Clue, are_wanted, clues
from salesdesk.domain.matching import Party


def test_a_company_is_recognised_by_what_does_not_depend_on_how_it_is_written():
    one = Party(name="深圳市鑫源科技有限公司", other_names=("Xinyuan Technology Co., Ltd.",), tax_id="91x")
    other = Party(name="鑫源科技", phones=frozenset({"+8613800138000"}), mails=frozenset({"a@b.cn"}))
    assert clues(one).keys() & clues(other).keys() == {"name:鑫源科技"}
    assert set(clues(other).values()) == {Clue.NAME, Clue.PHONE, Clue.MAIL}
    assert clues(one)["tax:91x"] is Clue.TAX_ID


def test_what_only_sounds_alike_is_not_told():
    assert not clues(Party(name="鑫源机械")).keys() & clues(Party(name="新源机械")).keys()


def test_neither_a_persons_name_nor_a_name_that_many_bear_counts():
    assert clues(Party(name="王芳", person=True)) == {}
    assert clues(Party(name="AB Ltd", other_names=("X",))) == {}
    assert clues(Party(name="")) == {}


def test_hints_are_wanted_until_somebody_turns_them_off():
    assert [are_wanted(value) for value in (None, True, False)] == [True, True, False]
