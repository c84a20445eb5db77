import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from salesdesk import words
from salesdesk.domain.birthdays import without_year
from salesdesk.domain.errors import BadInput, Cancelled
from salesdesk.integrations.reader import read_table
from salesdesk.services import contacts, custom_fields, customers, exports, products
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.imports import Outcome, carry_out, inspect, plan
from salesdesk.services.products import ProductFilter


@pytest.fixture(params=["zh", "en"])
def language(request):
    before = words.language()
    words.use(request.param)
    yield request.param
    words.use(before)


@pytest.fixture
def trade(make_customer, make_contact, make_product, make_quote):
    company = make_customer(
        "深圳市鑫源机械有限公司",
        external_id="0012",
        grade="A",
        tags=["展会", "老客户"],
        phone="+86 755 12345678",
        next_follow_up=date(2026, 12, 1),
        note="=1+1",
        lifecycle="interested",
        country="CN",
    )
    phones = [{"label": "mobile", "number": "13800138000"}]
    make_contact(company, "王芳", phones=phones, wechat="wf01", birthday=without_year(4, 12))
    make_customer("Müller & Söhne", city="München")
    make_product("球阀", code="0001", unit_price=Decimal("12.345678"))
    make_quote(company)


def _csv(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_what_is_seen_goes_out_in_its_columns_and_order(database, trade, tmp_path):
    path = tmp_path / "out.csv"
    columns = ["customer.city", "customer.name"]
    assert exports.export(database, "customers", path, CustomerFilter(descending=True), columns=columns) == 2
    assert _csv(path)[1:] == [["München", "Müller & Söhne"], ["", "深圳市鑫源机械有限公司"]]
    assert exports.export(database, "customers", path, CustomerFilter(text="鑫源"), columns=columns) == 1
    with pytest.raises(BadInput, match="field-unknown"):
        exports.export(database, "customers", path, columns=["customer.password"])


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
@pytest.mark.parametrize("kind", ["customers", "contacts", "products"])
@pytest.mark.usefixtures("language", "trade")
def test_an_export_that_comes_back_changes_nothing(database, tmp_path, kind, name):
    path = tmp_path / name
    assert exports.export(database, kind, path) > 0
    found = plan(database, inspect(path, database=database))
    counts = {outcome: n for outcome, n in found.outcomes.counts().items() if n}
    assert set(counts) == {Outcome.UNCHANGED}, found.refused


@pytest.mark.usefixtures("trade")
def test_people_come_back_from_their_cards(database, tmp_path):
    path = tmp_path / "people.vcf"
    assert exports.export(database, "customers", path) == 2
    found = plan(database, inspect(path, database=database))
    assert found.outcomes.counts()[Outcome.UNCHANGED] == 2  # one is a customer without people
    row = next(row for row in read_table(path).rows() if "王芳" in row.cells)
    assert "深圳市鑫源机械有限公司" in row.cells
    assert b"\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\r" in path.read_bytes()
    (owner,) = customers.listing(database, CustomerFilter(text="鑫源")).page(0, 2)
    (person,) = contacts.contacts_of(database, owner.id)
    contacts.edit_contact(database, person.id, {"birthday": date(1986, 4, 12)})
    again = plan(database, inspect(path, database=database))  # a card that knows less takes no year away
    assert again.outcomes.counts()[Outcome.UNCHANGED] == 2


@pytest.mark.usefixtures("trade")
def test_numbers_stay_numbers_and_codes_stay_text(database, tmp_path):
    path = tmp_path / "out.xlsx"
    exports.export(database, "products", path, columns=["product.code", "product.unit_price"])
    assert [row.cells for row in read_table(path).rows()] == [("0001", Decimal("12.345678"))]
    exports.export(
        database,
        "customers",
        path,
        CustomerFilter(text="鑫源"),
        columns=["customer.external_id", "customer.phone", "customer.note", "customer.next_follow_up"],
    )
    assert [row.cells for row in read_table(path).rows()] == [
        ("0012", "+86 755 12345678", "=1+1", date(2026, 12, 1))
    ]


@pytest.mark.usefixtures("trade")
def test_quotes_and_their_lines_in_the_money_of_the_quote(database, tmp_path):
    path = tmp_path / "out.csv"
    assert (
        exports.export(database, "quotes", path, columns=["quote.customer", "quote.net", "quote.gross"]) == 1
    )
    assert _csv(path)[1] == ["深圳市鑫源机械有限公司", "100.00", "113.00"]
    columns = ["quote.customer", "quote_line.name", "quote_line.gross"]
    assert exports.export(database, "quote_lines", path, columns=columns) == 1
    assert _csv(path)[1] == ["深圳市鑫源机械有限公司", "球阀 DN50", "113.00"]


def test_cancel_leaves_no_file(database, trade, tmp_path):
    def progress(_done, _total):
        raise Cancelled

    for name in ("out.csv", "out.xlsx", "out.vcf"):
        with pytest.raises(Cancelled):
            exports.export(database, "customers", tmp_path / name, progress=progress)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_removed_records_stay_at_home(database, make_customer, make_product, tmp_path):
    customers.remove_customers(database, [make_customer("旧客户")])
    products.remove_products(database, [make_product("旧产品")])
    path = tmp_path / "out.csv"
    assert exports.export(database, "customers", path, CustomerFilter()) == 0
    assert exports.export(database, "products", path, ProductFilter()) == 0


@pytest.mark.usefixtures("language")
def test_every_column_has_words(database, tmp_path):
    for kind, columns in exports.COLUMNS.items():
        assert exports.export(database, kind, tmp_path / "out.csv") == 0
        assert not [head for head in _csv(tmp_path / "out.csv")[0] if head.startswith("field.")]
        assert len(_csv(tmp_path / "out.csv")[0]) == len(columns)


def test_a_list_of_thousands_goes_out_in_parts(database, tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("公司名称\n" + "".join(f"公司{n}\n" for n in range(1_200)), encoding="utf-8")
    carry_out(database, plan(database, inspect(path, database=database)))
    told = []
    assert (
        exports.export(database, "customers", tmp_path / "out.xlsx", progress=lambda *at: told.append(at))
        == 1_200
    )
    assert told == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]


@pytest.mark.usefixtures("language", "trade")
def test_own_fields_go_out_under_their_names_as_what_they_are(database, tmp_path, language):
    given = {"label": "压力", "label_en": "Pressure", "kind": "number"}
    pressure = custom_fields.add_field(database, given)
    wanted = custom_fields.add_field(database, {"label": "验厂", "kind": "yes"})
    (customer,) = [row.id for row in customers.listing(database, CustomerFilter(text="鑫源")).page(0, 10)]
    custom_fields.set_value(database, [customer], pressure, Decimal("1.6"))
    custom_fields.set_value(database, [customer], wanted, True)
    path = tmp_path / "out.csv"
    exports.export(database, "customers", path)
    head, *rows = _csv(path)
    assert head[-2:] == (["压力", "验厂"] if language == "zh" else ["Pressure", "验厂"])
    assert {tuple(row[-2:]) for row in rows} == {("1.6", words.say("export.yes")), ("", "")}
    exports.export(database, "customers", path, columns=["own.pressure", "customer.name"], ids=[customer])
    assert _csv(path)[1:] == [["1.6", "深圳市鑫源机械有限公司"]]


@pytest.mark.usefixtures("language", "trade")
@pytest.mark.parametrize("kind", ["customers", "contacts", "products", "quotes", "quote_lines"])
def test_a_list_goes_out_on_paper(database, tmp_path, kind):
    path = tmp_path / "out.pdf"
    assert exports.export(database, kind, path) > 0
    assert path.read_bytes().startswith(b"%PDF")
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".pdf"] == ["out.pdf"]
