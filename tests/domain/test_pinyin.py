import pytest

from salesdesk.domain import pinyin


def letters(text, *, person=False):
    return " ".join(pinyin.sounds(text, person=person))


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("曾国藩", "zeng1 guo2 fan1"),
        ("曾乐", "zeng1 le4"),  # the second character is no family name: never yuè
        ("单雄信", "shan4 xiong2 xin4"),
        ("仇英", "qiu2 ying1"),
        ("解缙", "xie4 jin4"),
        ("查良镛", "zha1 liang2 yong1"),
        ("区大伦", "ou1 da4 lun2"),
        ("朴树", "piao2 shu4"),
        ("任正", "ren2 zheng4"),
        ("盖叫天", "ge3 jiao4 tian1"),
        ("翟让", "zhai2 rang4"),
        ("缪荃孙", "miao4 quan2 sun1"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("万俟卨", "mo4 qi2 xie4"),
        ("长孙无忌", "zhang3 sun1 wu2 ji4"),
        ("令狐冲", "ling2 hu2 chong1"),
        ("欧阳修", "ou1 yang2 xiu1"),
        ("欧阳", "ou1 yang2"),
        ("万达", "wan4 da2"),
        ("重阳", "chong2 yang2"),
    ],
)
def test_a_family_name_is_read_as_one(name, sounds):
    assert letters(name, person=True) == sounds


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("重庆长安", "chong2 qing4 chang2 an1"),
        ("重工", "zhong4 gong1"),
        ("农业银行", "nong2 ye4 yin2 hang2"),
        ("行业", "hang2 ye4"),
        ("厦门大厦", "xia4 men2 da4 sha4"),
        ("番禺", "pan1 yu2"),
        ("六安", "lu4 an1"),
        ("台州", "tai1 zhou1"),
        ("蚌埠", "beng4 bu4"),
        ("乐清乐山", "yue4 qing1 le4 shan1"),
        ("成都", "cheng2 du1"),
        ("会计音乐", "kuai4 ji4 yin1 yue4"),
        ("西藏长城", "xi1 zang4 chang2 cheng2"),
        ("绿地", "lv4 di4"),
        ("单县", "shan4 xian4"),
        ("曾氏", "zeng1 shi4"),
    ],
)
def test_words_are_read_as_words(text, sounds):
    assert letters(text) == sounds


def test_what_is_not_han_has_no_sound():
    assert pinyin.sounds("A1 鑫é") == ["", "", "", "xin1", ""]


def test_rare_characters_of_names_are_known():
    assert pinyin.sounds("㛃䶮𠅤") == ["jie2", "yan3", "xi2"]


@pytest.mark.parametrize(
    ("name", "family"), [("欧阳修", "欧阳"), ("欧阳", "欧"), ("王安石", "王"), ("诸葛亮", "诸葛")]
)
def test_family_names_of_two_characters(name, family):
    assert pinyin.family_name(name) == family
