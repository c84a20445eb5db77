from salesdesk.domain.addresses import (
    Address,
    chinese_lines,
    english_lines,
    in_chinese,
    in_english,
    is_chinese,
)

SHENZHEN = Address(
    province="广东省",
    city="深圳市",
    district="南山区",
    street="科技路1号",
    postcode="518000",
    recipient="王明",
    phone="138 0013 8000",
)


def test_chinese_runs_from_large_to_small_with_the_recipient_last():
    assert in_chinese(SHENZHEN) == "广东省深圳市南山区科技路1号"
    assert chinese_lines(SHENZHEN) == ["广东省深圳市南山区", "科技路1号", "518000", "王明 138 0013 8000"]


def test_english_runs_from_small_to_large():
    english = Address(
        province="广东省", city="深圳市", district="南山区", street="1 Keji Road", postcode="518000"
    )
    assert in_english(english) == "1 Keji Road, Nanshan District, Shenzhen, Guangdong 518000"
    assert english_lines(SHENZHEN, country="China")[0] == "王明 138 0013 8000"
    assert english_lines(SHENZHEN, country="China")[-1] == "China"


def test_a_municipality_is_named_once_and_its_hidden_row_never():
    for city in ("北京市", "市辖区", ""):
        beijing = Address(province="北京市", city=city, district="朝阳区", street="建国路8号")
        assert in_chinese(beijing) == "北京市朝阳区建国路8号"
        assert "市辖区" not in in_english(beijing)


def test_cities_without_districts():
    dongguan = Address(province="广东省", city="东莞市", street="长安镇1号")
    assert in_chinese(dongguan) == "广东省东莞市长安镇1号"
    assert in_english(dongguan) == "长安镇1号, Dongguan, Guangdong"


def test_places_the_list_does_not_know_stand_as_typed():
    berlin = Address(city="Berlin", street="Unter den Linden 1", postcode="10117", country="DE")
    assert in_english(berlin, country="Germany") == "Unter den Linden 1, Berlin 10117, Germany"


def test_the_script_tells_the_order():
    assert is_chinese("科技路 1")
    assert not is_chinese("1 Keji Road, Zürich")
