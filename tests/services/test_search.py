import shutil
import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.services import activities, contacts, customers, products, quotes, undo
from salesdesk.services.search import note_opened, rebuild, recents, search
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

KEYSPEC = "1f" * 48
XINYUAN = "深圳市鑫源科技有限公司"
CHANGAN = "重庆长安汽车股份有限公司"
MULLER = "Müller Pumpen GmbH"
BANK = "农业银行南山支行"


@pytest.fixture(scope="module")
def world(template, tmp_path_factory):
    """A small world in which every query has one right answer; tests of this module only read it."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copyfile(template, path)
    database = Database(make_engine(path, KEYSPEC))
    xinyuan = {"name": XINYUAN, "phone": "0755-8866 2233", "city": "深圳", "tax_id": "91440300708461136T"}
    people = {
        "name": "曾乐",
        "phones": [{"label": "mobile", "number": "138 1234 5678"}],
        "emails": [{"label": "work", "address": "zeng.le@xinyuan.example"}],
    }
    home = customers.add_customer(database, xinyuan, contact=people)
    customers.add_customer(database, {"name": CHANGAN, "name_en": "Changan Automobile"})
    mails = {"phone": "+49 30 4567890", "email": "info@mueller-pumpen.de"}
    customers.add_customer(database, {"name": MULLER, **mails})
    customers.add_customer(database, {"name": BANK})
    products.add_product(database, {"name": "球阀 DN50", "code": "BV-0050", "unit_price": Decimal(100)})
    activities.log_activity(database, home, {"kind": "call", "subject": "谈年度框架"})
    quotes.draft_quote(database, home, today=date(2026, 11, 23), fields={"title": "水泵采购"})
    yield database
    database.close()


def titles(database, text, kind=None):
    return [hit.title for hit in search(database, text) if kind is None or hit.kind == kind]


@pytest.mark.parametrize("typed", ["CP-5", "cp-50", "cp5", "CP-50-", "CP-50-S", "CP-50-SS", "cp 50"])
def test_a_code_is_found_while_it_is_typed(database, typed):
    for code in ("CP-50-SS", "CP-80-SS"):
        products.add_product(database, {"name": "离心泵", "code": code, "unit_price": Decimal(100)})
    assert [hit.subtitle for hit in search(database, typed)] == ["CP-50-SS"]


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("深", XINYUAN),
        ("鑫源", XINYUAN),
        ("深圳鑫源", XINYUAN),  # the name says 深圳市
        ("鑫源科技有限", XINYUAN),
        ("szxy", XINYUAN),
        ("szsxy", XINYUAN),
        ("xy", XINYUAN),
        ("xinyuan", XINYUAN),
        ("xinyuankej", XINYUAN),
        ("shenzhenxinyuan", XINYUAN),
        ("shenzhenshixinyuankeji", XINYUAN),
        ("深圳xy", XINYUAN),
        ("鑫源 科技", XINYUAN),
        ("ＸＹ", XINYUAN),
        ("88662233", XINYUAN),
        ("075588662233", XINYUAN),
        ("+86 755 8866-2233", XINYUAN),
        ("8662", XINYUAN),
        ("708461136t", XINYUAN),
        ("91440300", XINYUAN),
        ("長安", CHANGAN),
        ("cqca", CHANGAN),
        ("chongqingchang", CHANGAN),
        ("changan", CHANGAN),
        ("automob", CHANGAN),
        ("muller", MULLER),
        ("Müll", MULLER),
        ("mueller", MULLER),
        ("pum", MULLER),
        ("muller p", MULLER),  # the second word is but begun
        ("深圳鑫源 k", XINYUAN),
        ("info@mueller-pumpen.de", MULLER),
        ("304567", MULLER),
        ("yinhang", BANK),
        ("nyyh", BANK),
    ],
)
def test_a_customer_is_found_as_it_is_typed(world, text, customer):
    assert titles(world, text, "customers") == [customer]


@pytest.mark.parametrize(
    "text", ["", "  ", "&", "鑫长", "xinyaun", "源鑫", "138999", '"', "鑫源 长安", "yxgs"]
)
def test_what_is_not_there_is_not_found(world, text):
    assert titles(world, text, "customers") == []


@pytest.mark.parametrize(
    "text", ["曾", "zengle", "zl", "le", "5678", "13812345678", "zeng.le@xinyuan.example", "鑫源 曾"]
)
def test_people_are_found_with_their_customer(world, text):
    (hit,) = [hit for hit in search(world, text) if hit.kind == "contacts"]
    assert hit.title == "曾乐"
    assert hit.customer_id is not None


def test_the_list_of_customers_finds_by_its_people(world):
    found = customers.listing(world, customers.CustomerFilter(text="曾乐 3456"))
    assert found.count() == 1
    assert [row.name for row in found.page(0, 10)] == [XINYUAN]


def test_hits_come_in_groups_with_what_belongs_to_a_customer(world):
    assert [hit.kind for hit in search(world, "鑫源")] == ["customers", "contacts", "quotes", "activities"]


@pytest.mark.parametrize("text", ["dn50", "bv-0050", "bv0050", "50", "球阀", "qiufa", "qf"])
def test_products_are_found(world, text):
    assert titles(world, text, "products") == ["球阀 DN50"]


def test_a_quote_is_found_by_parts_of_its_number_and_its_title(world):
    number = titles(world, "水泵", "quotes")[0]
    tail = "".join(char for char in number if char.isdigit())[-4:]
    assert titles(world, number, "quotes") == [number]
    assert titles(world, tail, "quotes") == [number]
    assert titles(world, "shuibeng", "quotes") == [number]


def test_what_was_asked_is_marked(world):
    def marked(text, kind):
        hit = next(hit for hit in search(world, text) if hit.kind == kind)
        return (
            [hit.title[start:end] for start, end in hit.title_ranges],
            [hit.subtitle[start:end] for start, end in hit.subtitle_ranges],
        )

    assert marked("keji", "customers")[0] == ["科技"]
    assert marked("深圳鑫源", "customers")[0] == ["深圳市鑫源"]
    assert marked("zl", "contacts")[0] == ["曾乐"]
    assert marked("3456", "contacts") == ([], ["34 56"])


def test_names_that_begin_so_come_first_then_the_freshest(database, make_customer):
    inside = make_customer("上海新鑫源贸易")
    for name in ("鑫源一", "鑫源二", "北京鑫源三"):
        make_customer(name)
    assert titles(database, "鑫源")[-1] == "上海新鑫源贸易"
    assert titles(database, "xinyuan")[:3] == ["北京鑫源三", "鑫源二", "鑫源一"]
    customers.edit_customer(database, inside, {"name": "鑫源"})
    assert titles(database, "鑫源")[0] == "鑫源"


def test_the_index_follows_every_change(database, make_customer, make_contact):
    customer = make_customer("鑫源")
    contact = make_contact(customer, "曾乐")
    customers.edit_customer(database, customer, {"name": "宏达"})
    assert titles(database, "鑫源") == []
    assert titles(database, "hongda") == ["宏达", "曾乐"]  # its people bear the new name at once
    undo.undo(database)
    assert titles(database, "xinyuan") == ["鑫源", "曾乐"]
    contacts.edit_contact(database, contact, {"name": "王芳"})
    assert customers.listing(database, customers.CustomerFilter(text="曾乐")).count() == 0
    customers.remove_customers(database, [customer])
    assert titles(database, "鑫源", "customers") == []
    undo.undo(database)
    assert titles(database, "鑫源", "customers") == ["鑫源"]


def test_an_index_made_anew_finds_the_same(world):
    texts = ["鑫源", "xy", "3456", "muller", "dn50", "水泵"]
    before = [search(world, text) for text in texts]
    told = []
    rebuild(world, lambda done, total: told.append((done, total)))
    assert [{hit.id for hit in search(world, text)} for text in texts] == [
        {hit.id for hit in hits} for hits in before
    ]
    assert told[-1][0] == told[-1][1] > 0


def test_recents_are_those_opened_last(database, make_customer):
    first, second = make_customer("甲公司"), make_customer("乙公司")
    for row_id in (first, second, first):
        note_opened(database, "customers", row_id)
    assert [hit.title for hit in recents(database)] == ["甲公司", "乙公司"]
    customers.remove_customers(database, [first])
    assert [hit.title for hit in recents(database)] == ["乙公司"]


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
SAME_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SAME_DATABASE
@given(name=HAN, data=st.data())
def test_any_part_of_a_chinese_name_finds_it(database, make_customer, name, data):
    made = make_customer(name)
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    found = customers.listing(database, customers.CustomerFilter(text=name[start:end]))
    assert made in found.ids()


@SAME_DATABASE
@given(digits=st.text(string.digits, min_size=7, max_size=11), data=st.data())
def test_any_three_figures_of_a_phone_number_find_it(database, make_customer, digits, data):
    made = make_customer("某某", phone=f"{digits[:3]}-{digits[3:]}")
    start = data.draw(st.integers(0, len(digits) - 3))
    end = data.draw(st.integers(start + 3, len(digits)))
    found = customers.listing(database, customers.CustomerFilter(text=digits[start:end]))
    assert made in found.ids()
