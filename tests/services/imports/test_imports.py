from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from salesdesk.domain.errors import Cancelled
from salesdesk.services import contacts, customers, products, undo
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.imports import (
    SKIP,
    Kind,
    Outcome,
    carry_out,
    chosen,
    inspect,
    plan,
    result_as_json,
    write_result,
)
from salesdesk.services.products import ProductFilter
from salesdesk.storage import outbox
from salesdesk.storage.tables.imports import ImportBatchRow

LIST = (
    "客户编号,公司名称,城市,级别,下次跟进,联系人,手机\n"
    "C1,深圳市鑫源机械有限公司,深圳,A,2026-12-01,王芳,13800138000\n"
    "C2,上海宏达贸易有限公司,上海,B,,李强,13912345678\n"
    "C3,成都蓝天食品厂,成都,,,,\n"
)


def _all(database, **narrowed):
    return customers.listing(database, CustomerFilter(**narrowed)).page(0, 100)


def _counts(result):
    return tuple(result.count(outcome) for outcome in Outcome)


def test_customers_come_in_with_their_people(database, bring):
    result = bring(LIST)
    assert _counts(result) == (3, 0, 0, 0, 0)
    first = customers.customer(database, _all(database, external_id="C1")[0].id)
    assert (first.name, first.city, first.grade, first.next_follow_up, first.owner_id) == (
        "深圳市鑫源机械有限公司",
        "深圳",
        "A",
        date(2026, 12, 1),
        database.me,
    )
    (person,) = contacts.contacts_of(database, first.id)
    assert (person.name, person.phones[0].e164, person.is_primary) == ("王芳", "+8613800138000", True)


def test_the_same_file_again_changes_nothing(database, bring):
    bring(LIST)
    waiting = database.ask(outbox.pending)
    assert _counts(bring(LIST)) == (0, 0, 3, 0, 0)
    assert database.ask(outbox.pending) == waiting


def test_a_later_file_updates_by_the_key_and_leaves_the_rest(database, bring):
    bring(LIST)
    result = bring(
        "客户编号,公司名称,城市\nC1,深圳市鑫源机械股份有限公司,\nC2,上海宏达贸易有限公司,苏州\nC9,武汉长江阀门厂,武汉\n",
        "next.csv",
    )
    assert _counts(result) == (1, 2, 0, 0, 0)
    first = customers.customer(database, _all(database, external_id="C1")[0].id)
    assert (first.name, first.city, first.grade) == (
        "深圳市鑫源机械股份有限公司",
        "深圳",
        "A",
    )  # an empty cell says nothing


def test_rows_without_a_key_are_known_by_their_name(database, bring):
    text = "客户编号,公司名称\nC1,鑫源机械\n,宏达贸易\n"
    bring(text)
    assert _counts(bring(text)) == (0, 0, 2, 0, 0)


def test_undo_takes_the_whole_import_back_and_redo_brings_it_again(database, bring, make_customer):
    kept = make_customer("原有客户")
    bring(LIST)
    step = undo.undo(database)
    assert (step.key, step.values) == ("import", {"name": "file.csv"})
    assert [one.id for one in _all(database)] == [kept]
    undo.redo(database)
    assert len(_all(database)) == 4


def test_undo_of_an_update_gives_the_old_values_back(database, bring):
    bring(LIST)
    bring("客户编号,公司名称,城市\nC1,新名字有限公司,广州\n", "next.csv")
    undo.undo(database)
    assert customers.customer(database, _all(database, external_id="C1")[0].id).city == "深圳"


@pytest.mark.parametrize("at", [1, 2])
def test_cancel_leaves_nothing(database, write, told, at):
    planned = plan(database, inspect(write(LIST), database=database))
    calls = []

    def progress(done, total):
        calls.append((done, total))
        if len(calls) == at:
            raise Cancelled

    with pytest.raises(Cancelled):
        carry_out(database, planned, progress=progress)
    assert (_all(database), told, undo.next_undo(database)) == ([], [], None)
    assert _counts(carry_out(database, planned)) == (
        3,
        0,
        0,
        0,
        0,
    )  # and the same plan may be carried out after all
    assert len(_all(database)) == 3


def test_the_dry_run_writes_nothing_and_tells_what_would_be(database, write, told):
    planned = plan(database, inspect(write(LIST), database=database))
    assert (planned.rows, planned.created, planned.updated, planned.unchanged, planned.skipped) == (
        3,
        3,
        0,
        0,
        0,
    )
    assert (_all(database), told) == ([], [])


def test_refused_rows_name_place_field_and_reason(database, bring):
    result = bring(
        "公司名称,下次跟进,邮箱,级别\n鑫源,2026-02-30,a@b.example,A\n,2026-01-01,,\n"
        "宏达,,not a mail,\n蓝天,,,Z\n长江,,,B\n"
    )
    assert _counts(result) == (1, 0, 0, 0, 4)
    told = [(one.row, one.field, one.code) for one in result.outcomes.refused()]
    assert told == [
        (2, "customer.next_follow_up", "date-unreadable"),
        (3, "customer.name", "field-required"),
        (4, "customer.email", "email-unreadable"),
        (5, "customer.grade", "choice-unknown"),
    ]
    assert all(one.message and not one.message.startswith("error.") for one in result.outcomes.refused())
    assert "明天" not in result.outcomes.refused()[0].message  # what is understood in the window alone


def test_a_customer_that_comes_again_brings_its_further_people(database, bring):
    rows = "鑫源机械,王芳,13800138001\n鑫源机械,李强,13800138002\n鑫源机械,王芳,13800138001\n宏达,张敏,1\n"
    result = bring(f"公司名称,联系人,手机\n{rows}", kind=Kind.CUSTOMERS)
    assert _counts(result) == (3, 0, 0, 1, 0)
    home = _all(database, text="鑫源")[0].id
    assert [one.name for one in contacts.contacts_of(database, home)] == ["王芳", "李强"]


def test_a_customer_that_comes_again_brings_what_the_first_row_left_empty(database, bring):
    text = "公司名称,电话,城市\n鑫源,,深圳\n鑫源,0755-1234567,广州\n鑫源,021-7654321,\n"
    result = bring(text, kind=Kind.CUSTOMERS)
    assert _counts(result) == (1, 1, 0, 1, 0)
    (found,) = _all(database)
    assert (found.phone, found.city) == ("0755-1234567", "深圳")
    assert _counts(bring(text, kind=Kind.CUSTOMERS)) == (0, 0, 1, 2, 0)


def test_what_a_customer_that_comes_again_says_otherwise_is_told(database, bring, write, tmp_path):
    text = (
        "公司名称,电话,城市,标签,联系人,手机,微信\n鑫源,0755-1234567,深圳,老客户,王芳,13800138001,wf\n"
        "鑫源,021-7654321,深圳,展会,王芳,13900139001,fang\n鑫源,,广州,,李强,13800138002,\n"
    )
    result = bring(text, kind=Kind.CUSTOMERS)
    told = [(one.row, one.field, one.kept, one.given) for one in result.outcomes.untaken]
    assert told == [
        (3, "customer.phone", "0755-1234567", "021-7654321"),
        (3, "contact.wechat", "wf", "fang"),
        (4, "customer.city", "深圳", "广州"),
    ]
    (found,) = _all(database)
    assert customers.customer(database, found.id).tags == ("老客户", "展会")
    wang, li = contacts.contacts_of(database, found.id)
    assert [phone.number for phone in wang.phones] == ["13800138001", "13900139001"]
    assert (li.name, _counts(result)) == ("李强", (2, 1, 0, 0, 0))
    assert write_result(result, tmp_path / "result.csv") == 3
    line = (tmp_path / "result.csv").read_text("utf-8-sig").splitlines()[2]
    assert "021-7654321" in line.split("updated")[-1]
    assert "0755-1234567" in line


def test_what_a_known_customer_is_given_by_a_second_row_is_taken_or_told(database, bring, make_customer):
    known = make_customer("鑫源", city="东莞")
    text = "公司名称,电话,城市\n鑫源,,深圳\n鑫源,0755-1234567,广州\n"
    result = bring(text, kind=Kind.CUSTOMERS)
    found = customers.customer(database, known)
    assert (found.city, found.phone) == ("深圳", "0755-1234567")
    assert [(one.row, one.kept, one.given) for one in result.outcomes.untaken] == [(3, "深圳", "广州")]
    undo.undo(database)
    assert customers.customer(database, known).city == "东莞"


def test_people_whose_company_is_told_otherwise(database, bring):
    text = "姓名,公司名称,城市,邮箱\n赵敏,鑫源,深圳,z@x.example\n钱进,鑫源,广州,q@x.example\n"
    result = bring(text, kind=Kind.CONTACTS)
    assert [(one.row, one.kept, one.given) for one in result.outcomes.untaken] == [(3, "深圳", "广州")]


def test_people_find_their_company_by_number_or_name_or_bring_it(database, bring):
    bring(LIST)
    people = (
        "姓名,客户编号,公司名称,邮箱\n赵敏,C2,,z@b.example\n钱进,,深圳市鑫源机械有限公司,\n"
        "孙立,,全新公司,\n周正,,,zhou@b.example\n吴用,C77,,\n"
    )
    result = bring(people, "people.csv", kind=Kind.CONTACTS)
    assert _counts(result) == (4, 0, 0, 0, 1)
    assert [(one.code, one.field) for one in result.outcomes.refused()] == [
        ("customer-not-found", "customer.external_id")
    ]
    names = {one.name for one in _all(database)}
    assert {"全新公司", "周正"} <= names
    assert len(names) == 5
    home = _all(database, external_id="C2")[0].id
    assert [one.name for one in contacts.contacts_of(database, home)] == ["李强", "赵敏"]
    assert _counts(bring(people, "people.csv", kind=Kind.CONTACTS)) == (0, 0, 4, 0, 1)


def test_numbers_are_added_to_a_person_never_taken_away(database, bring):
    bring("姓名,公司,手机\n王芳,鑫源,13800138000\n", kind=Kind.CONTACTS)
    result = bring("姓名,公司,手机,微信\n王芳,鑫源,13900139000,wf01\n", "next.csv", kind=Kind.CONTACTS)
    assert _counts(result) == (0, 1, 0, 0, 0)
    (person,) = contacts.contacts_of(database, _all(database)[0].id)
    assert ([phone.e164 for phone in person.phones], person.wechat) == (
        ["+8613800138000", "+8613900139000"],
        "wf01",
    )


def test_a_cell_with_several_numbers_is_several_numbers(database, bring):
    bring("姓名,公司,手机\n王芳,鑫源,13800138000/13900139000\n", kind=Kind.CONTACTS)
    (person,) = contacts.contacts_of(database, _all(database)[0].id)
    assert len(person.phones) == 2


def test_a_second_number_or_address_of_a_customer_is_not_lost(database, bring):
    text = (
        "公司名称,电话1,电话2,邮箱,联系人\n鑫源,0755-1111111,0755-2222222,a@x.example;b@x.example,王芳\n"
        "宏达,0755-3333333,,c@x.example; d@x.example,\n"
    )
    bring(text)
    assert _counts(bring(text)) == (0, 0, 2, 0, 0)
    homes = {one.name: one for one in _all(database)}
    (fang,) = contacts.contacts_of(database, homes["鑫源"].id)
    assert ([phone.number for phone in fang.phones], fang.emails[0].address) == (
        ["0755-2222222"],
        "b@x.example",
    )
    (somebody,) = contacts.contacts_of(database, homes["宏达"].id)
    assert (somebody.name, homes["宏达"].phone) == ("d@x.example", "0755-3333333")


def test_products_with_prices_of_any_writing(database, bring):
    bring(
        "Artikelnummer;Produkt;Preis;Steuersatz\nP-1;Ventil;1.234,56 €;19\nP-2;Dichtung;0,05;7\n",
        kind=Kind.PRODUCTS,
        mapping={0: "product.code", 1: "product.name", 2: "product.unit_price", 3: "product.tax_rate"},
    )
    found = {one.code: one for one in products.listing(database, ProductFilter()).page(0, 10)}
    assert (found["P-1"].unit_price, found["P-1"].currency, found["P-1"].tax_rate) == (
        Decimal("1234.56"),
        "EUR",
        19,
    )
    assert found["P-2"].unit_price == Decimal("0.05")


def test_a_code_belongs_to_one_product(database, bring, make_product):
    make_product("旧球阀", code="P-1")
    result = bring(
        "编码,产品名称,条码,单价\nP-1,新球阀,690001,10\nP-2,闸阀,690002,20\nP-2,蝶阀,690003,30\n",
        key="barcode",
    )
    assert [(one.row, one.code) for one in result.outcomes.refused()] == [
        (2, "product-code-taken"),
        (4, "product-code-taken"),
    ]


def test_products_without_codes_are_known_by_their_names(database, bring):
    text = "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\n"
    assert _counts(bring(text)) == (2, 0, 0, 0, 0)
    assert _counts(bring(text.replace("550", "560"))) == (0, 1, 1, 0, 0)


def test_likely_doubles_are_shown_side_by_side(database, write, make_customer):
    old = make_customer("深圳市鑫源机械有限公司", phone="0755-12345678")
    planned = plan(
        database,
        inspect(
            write("公司名称,公司电话\n鑫源机械(深圳)有限公司,0755-12345678\n完全不同的企业,\n"),
            database=database,
        ),
    )
    (double,) = planned.duplicates
    assert (double.row, double.other_id, double.other_row) == (2, old, 0)
    assert double.score >= 60
    assert "same_phone" in double.reasons
    assert (double.mine["name"], double.theirs["name"]) == (
        "鑫源机械(深圳)有限公司",
        "深圳市鑫源机械有限公司",
    )


def test_doubles_within_the_file_are_shown_too(database, write):
    text = "公司名称,公司电话\n深圳市鑫源机械有限公司,0755-12345678\n鑫源机械有限公司,0755-12345678\n"
    (double,) = plan(database, inspect(write(text), database=database)).duplicates
    assert (double.row, double.other_row) == (3, 2)


def test_a_double_may_be_skipped_merged_or_made(database, write, make_customer):
    old = make_customer("深圳市鑫源机械有限公司", phone="0755-12345678")
    rows = "鑫源机械(深圳)有限公司,0755-12345678,深圳,王芳\n鑫源机械有限公司,0755-12345678,广州,李强\n"
    planned = plan(
        database,
        inspect(write(f"公司名称,公司电话,城市,联系人\n{rows}"), database=database, kind=Kind.CUSTOMERS),
    )
    result = carry_out(database, planned, {2: old, 3: SKIP})
    assert _counts(result) == (0, 1, 0, 1, 0)
    (only,) = _all(database)
    assert (only.id, only.name, only.city) == (old, "深圳市鑫源机械有限公司", "深圳")
    assert [one.name for one in contacts.contacts_of(database, old)] == ["王芳"]


def test_a_plan_that_has_grown_old_is_made_again(database, write, make_customer):
    planned = plan(database, inspect(write(LIST), database=database))
    make_customer("深圳市鑫源机械有限公司", external_id="C1", city="东莞")
    result = carry_out(database, planned)
    assert _counts(result) == (2, 1, 0, 0, 0)
    assert len(_all(database, external_id="C1")) == 1


def test_one_group_of_acts_one_batch_one_piece_of_news(database, bring, told):
    bring(LIST)
    assert len(told) == 1 + 1  # and the columns remembered
    batch = database.ask(lambda session: session.scalars(select(ImportBatchRow)).one())
    assert (batch.file_name, batch.kind, batch.counts["created"]) == ("file.csv", "customers", 3)
    groups = {
        act.group_id for act in database.ask(outbox.oldest, 100) if act.entity in {"customers", "contacts"}
    }
    assert groups == {batch.group_id}


def test_an_address_card_loses_nobody_for_an_odd_detail(database, write):
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:王芳\nORG:鑫源\n"
        "EMAIL:not a mail\nADR:;;路1号;深圳;;;Nowhereland\nEND:VCARD\n"
    )
    result = carry_out(database, plan(database, inspect(write(text, "card.vcf"), database=database)))
    assert _counts(result) == (1, 0, 0, 0, 0)
    (person,) = contacts.contacts_of(database, _all(database)[0].id)
    assert "not a mail" in person.note
    assert "Nowhereland" in person.note


def test_formulas_come_in_as_text_and_defused_ones_lose_their_quote(database, bring):
    bring("公司名称,备注\n=1+1,'+49 151\n")
    detail = customers.customer(database, _all(database)[0].id)
    assert (detail.name, detail.note) == ("=1+1", "+49 151")


def test_the_result_file_can_be_put_right_and_imported(database, bring, tmp_path):
    result = bring("公司名称,下次跟进\n鑫源,2026-02-30\n宏达,2026-03-01\n")
    for name in ("result.xlsx", "result.csv"):
        assert write_result(result, tmp_path / name) == 2
        inspected = inspect(tmp_path / name, database=database)
        rows = [row.cells for row in inspected.table.rows()]
        assert (rows[0][0], rows[0][2], rows[1][3]) in {("鑫源", 2, "created"), ("鑫源", "2", "created")}
        assert "2026-02-30" in rows[0][4]
        assert set(inspected.mapping.values()) == {"customer.name", "customer.next_follow_up"}
    assert write_result(result, tmp_path / "refused.csv", only_refused=True) == 1


def test_the_answer_for_scripts(database, bring):
    answer = result_as_json(bring("公司名称,邮箱\n鑫源,a@b.example\n宏达,no mail at all\n"))
    assert answer["refused"] == [
        {
            "row": 3,
            "field": "customer.email",
            "code": "email-unreadable",
            "message": answer["refused"][0]["message"],
        }
    ]
    told = (
        "kind",
        "encoding",
        "delimiter",
        "header_row",
        "rows",
        "created",
        "updated",
        "unchanged",
        "skipped",
        "duplicates",
    )
    assert [answer[name] for name in told] == ["customers", "utf-8", ",", 1, 2, 1, 0, 0, 0, 0]
    assert answer["seconds"] >= 0


def test_a_thousand_rows_are_written_in_parts_and_told(database, write):
    rows = "".join(f"C{n},公司{n}有限公司,1380013{n:04}\n" for n in range(2_500))
    inspection = chosen(inspect(write(f"客户编号,公司名称,公司电话\n{rows}"), database=database))
    told = []
    result = carry_out(
        database,
        plan(database, inspection, progress=lambda *at: told.append(at)),
        progress=lambda *at: told.append(at),
    )
    assert result.count(Outcome.CREATED) == 2_500
    assert told[0] == (1_000, 2_500)
    assert told[-1] == (2_500, 2_500)
    count = database.ask(lambda session: session.scalar(select(func.count()).select_from(ImportBatchRow)))
    assert count == 1
