import pytest

from salesdesk.domain.regions import (
    by_code,
    cities,
    columns,
    districts,
    find,
    is_called,
    provinces,
    split_address,
    suggest,
)


def named(regions):
    return [region.name for region in regions]


def test_there_are_34_provinces_and_each_has_an_english_name():
    assert len(provinces()) == 34
    assert all(province.english for province in provinces())
    assert {province.english for province in provinces()} >= {
        "Shanxi",
        "Shaanxi",
        "Inner Mongolia",
        "Hong Kong",
    }


def test_a_municipality_shows_its_districts_at_once():
    beijing = provinces()[0]
    assert named(cities(beijing))[:2] == ["东城区", "西城区"]
    chongqing = find("重庆")[0]
    assert {"万州区", "云阳县"} <= set(named(cities(chongqing)))


def test_rows_that_stand_for_no_place_are_hidden():
    shown = [city.name for province in provinces() for city in cities(province)]
    assert "市辖区" not in shown
    assert not any(name.endswith("直辖县级行政区划") for name in shown)
    assert "济源市" in named(cities(find("河南省")[0]))


@pytest.mark.parametrize("city", ["东莞市", "中山市"])
def test_cities_without_a_county_level_have_no_districts(city):
    assert districts(find("广东省", city)[-1]) == ()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("440305", ["广东省", "深圳市", "南山区"]),
        ("110105", ["北京市", "朝阳区"]),
        ("441900", ["广东省", "东莞市"]),
        ("440000", ["广东省"]),
        ("990000", []),
    ],
)
def test_codes(code, names):
    assert named(by_code(code)) == names


@pytest.mark.parametrize(
    ("city", "english"),
    [
        ("西安市", "Xi'an"),
        ("厦门市", "Xiamen"),
        ("乌鲁木齐市", "Urumqi"),
        ("漯河市", "Luohe"),
        ("六安市", "Lu'an"),
    ],
)
def test_cities_in_english(city, english):
    found = [place for province in provinces() for place in cities(province) if place.name == city]
    assert [place.english for place in found] == [english]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("广东省深圳市南山区科技路1号", ("广东省", "深圳市", "南山区", "科技路1号")),
        ("深圳市南山区东滨路86号", ("广东省", "深圳市", "南山区", "东滨路86号")),
        ("北京市海淀区北四环", ("北京市", "北京市", "海淀区", "北四环")),
        ("北京市北京市朝阳区建国路", ("北京市", "北京市", "朝阳区", "建国路")),
        ("上海浦东新区张江", ("上海市", "上海市", "浦东新区", "张江")),
        ("广东省东莞市长安镇", ("广东省", "东莞市", "", "长安镇")),
        ("河南省济源市东环路", ("河南省", "济源市", "", "东环路")),
        ("10 Downing Street", ("", "", "", "10 Downing Street")),
    ],
)
def test_typed_addresses_are_split(text, parts):
    assert split_address(text) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("深圳南山", ("广东省", "深圳市", "南山区")),
        ("广东深圳市", ("广东省", "深圳市", "")),
        ("sz ns", ("广东省", "深圳市", "南山区")),
        ("shenzhen", ("广东省", "深圳市", "")),
        ("Chaoyang District", ("北京市", "北京市", "朝阳区")),
        ("上海", ("上海市", "上海市", "")),
        ("济源", ("河南省", "济源市", "")),
        ("东莞", ("广东省", "东莞市", "")),
        ("cq", ("重庆市", "重庆市", "")),
    ],
)
def test_a_place_is_found_as_it_is_typed(typed, meant):
    assert columns(suggest(typed)[0]) == meant


def test_places_where_one_sells_come_first():
    often = {"上海市", "广东省"}
    assert columns(suggest("pd", often=often)[0]) == ("上海市", "上海市", "浦东新区")
    assert [columns(path)[1] for path in suggest("南山")] == ["鹤岗市", "深圳市"]
    assert columns(suggest("南山", often={"深圳市"})[0])[1] == "深圳市"


def test_what_is_called_exactly_so_is_told_from_what_only_begins_so():
    assert is_called(suggest("Nanshan")[0], "Nanshan")
    assert is_called(suggest("深圳南山")[0], "深圳南山")
    assert not is_called(suggest("Linz")[0], "Linz")
    assert not is_called(suggest("szns")[0], "szns")


def test_nothing_is_meant_by_nothing_or_nonsense():
    assert suggest(" ") == []
    assert suggest("不存在的地方") == []


def test_every_suggestion_is_found_again_by_its_columns():
    for path in suggest("南") + suggest("xi"):
        assert find(*columns(path))[-1].name == path[-1].name
