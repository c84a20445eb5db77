import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.services.imports import Kind, chosen, fields_of, in_order, inspect, plan
from salesdesk.services.imports.values import DateOrder, Decimals


@pytest.mark.parametrize(
    ("header", "row", "kind", "mapping"),
    [
        (
            "公司名称,统一社会信用代码,所属行业,地址",
            "鑫源,91440300MA5DA1XX0X,机械,南山路1号",
            Kind.CUSTOMERS,
            ["customer.name", "customer.tax_id", "customer.industry", "customer.street"],
        ),
        (
            "客户编号,客户名称,联系人,手机,邮箱",
            "C1,鑫源,王芳,13800138000,a@b.example",
            Kind.CUSTOMERS,
            ["customer.external_id", "customer.name", "contact.name", "contact.mobile", "customer.email"],
        ),
        (
            "customerID,companyName,contactName,phone",
            "ALF,Alfreds,Maria Anders,030-0074321",
            Kind.CUSTOMERS,
            ["customer.external_id", "customer.name", "contact.name", "customer.phone"],
        ),
        (
            "First Name,Last Name,E-mail,Organization",
            "Ann,Lee,a@b.example,",
            Kind.CONTACTS,
            ["contact.given_name", "contact.family_name", "contact.email", "customer.name"],
        ),
        (
            "姓名,职务,手机号码,微信",
            "王芳,经理,13800138000,wf01",
            Kind.CONTACTS,
            ["contact.name", "contact.job_title", "contact.mobile", "contact.wechat"],
        ),
        (
            "产品编码,产品名称,规格型号,单位,销售单价,税率",
            "P1,球阀,DN50,台,100.5,13%",
            Kind.PRODUCTS,
            [
                "product.code",
                "product.name",
                "product.spec",
                "product.unit",
                "product.unit_price",
                "product.tax_rate",
            ],
        ),
        (
            "SKU,Product name,List price,Unit",
            "P1,Valve,10.5,pcs",
            Kind.PRODUCTS,
            ["product.code", "product.name", "product.unit_price", "product.unit"],
        ),
    ],
)
def test_what_columns_mean_is_told_by_their_names_and_values(write, header, row, kind, mapping):
    found = inspect(write(f"{header}\n{row}\n"))
    assert (found.kind, [found.mapping.get(place) for place in range(len(mapping))]) == (kind, mapping)


def test_a_company_that_comes_again_and_again_makes_a_list_of_people(write):
    rows = "".join(f"鑫源机械,员工{n},1380013800{n}\n" for n in range(6))
    assert inspect(write(f"公司名称,联系人,手机\n{rows}")).kind is Kind.CONTACTS
    rows = "".join(f"公司{n},员工{n},1380013800{n}\n" for n in range(6))
    assert inspect(write(f"公司名称,联系人,手机\n{rows}")).kind is Kind.CUSTOMERS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Name,Job title,Mobile,E-mail\nAnn Lee,Buyer,13800138000,a@b.example\n", Kind.CONTACTS),
        ("Name,Website,Industry\nAlpha,www.alpha.example,Steel\n", Kind.CUSTOMERS),
        ("name\nAlpha\n", Kind.CUSTOMERS),
        ("lastName,firstName,address,city,region\nLee,Ann,Road 1,Rome,RM\n", Kind.CONTACTS),
    ],
)
def test_a_plain_name_is_whose_the_other_columns_are(write, text, kind):
    assert inspect(write(text)).kind is kind


def test_a_name_alone_does_not_make_a_country(write):
    found = inspect(write("公司,国家\n鑫源,华南大区\n宏达,华东大区\n"))
    assert "customer.country" not in found.mapping.values()


def test_decimal_mark_and_order_of_dates_are_told_by_the_figures(write):
    german = inspect(write("Produkt;Preis\nA;1.234,56\nB;99,90\n"), kind=Kind.PRODUCTS)
    assert german.decimal is Decimals.COMMA
    american = inspect(write("company,next contact\nA,11/30/2026\nB,1/2/2026\n"))
    assert american.date_order is DateOrder.MONTH_FIRST


def test_where_the_first_days_and_figures_leave_it_open_the_others_are_asked(write):
    rows = "".join(f"A{n},{n}/2/2026\n" for n in range(1, 13))
    assert inspect(write(f"company,next contact\n{rows}B,1/30/2026\n")).date_order is DateOrder.MONTH_FIRST
    assert inspect(write(f"company,next contact\n{rows}B,30/1/2026\n")).date_order is DateOrder.DAY_FIRST
    rows = "".join(f"A{n};{n}.000\n" for n in range(1, 13))
    german = inspect(write(f"Produkt;Preis\n{rows}B;99,90\n"), kind=Kind.PRODUCTS)
    assert german.decimal is Decimals.COMMA


def test_days_that_are_written_in_several_ways_are_still_days(write):
    found = inspect(write("公司名称,下次跟进\n鑫源,2026-12-01\n宏达,46357\n蓝天,2026.12.3\n长江,31.2.2026\n"))
    assert found.mapping[1] == "customer.next_follow_up"


def test_a_file_of_the_same_columns_is_taken_as_last_time(database, write, bring):
    text = "Firma,Stadt,Kürzel\nAlpha,Rom,A\n"
    first = inspect(write(text), database=database)
    assert not first.remembered
    bring(text, mapping={0: "customer.name", 1: "customer.city", 2: "customer.short_name"}, key="name")
    again = inspect(write("Firma,Stadt,Kürzel\nBeta,Bern,B\n", "next.csv"), database=database)
    assert again.remembered
    assert dict(again.mapping) == {0: "customer.name", 1: "customer.city", 2: "customer.short_name"}
    assert inspect(write("Firma,Stadt\nBeta,Bern\n", "other.csv"), database=database).remembered is False


def test_keys_are_those_a_column_gives(write):
    found = inspect(write("客户编号,公司名称\nC1,鑫源\n"))
    assert (found.key, found.keys) == ("customer.external_id", ("customer.external_id", "customer.name"))
    assert chosen(found, key="name").key == "customer.name"
    with pytest.raises(BadInput, match="import-key-unusable"):
        chosen(found, key="tax_id")


def test_another_kind_proposes_another_mapping(write):
    found = chosen(inspect(write("编号,名称,备注\n1,球阀,x\n")), kind=Kind.PRODUCTS)
    assert set(found.mapping.values()) == {"product.code", "product.name", "product.description"}


def test_without_a_name_nothing_can_be_planned(database, write):
    with pytest.raises(BadInput, match="import-without-name"):
        plan(database, inspect(write("城市,邮编\n深圳,518000\n")))


def test_related_files_come_in_the_order_they_need(write):
    people = inspect(write("姓名,手机\n王芳,13800138000\n", "a.csv"))
    companies = inspect(write("公司名称,行业\n鑫源,机械\n", "b.csv"))
    assert [one.kind for one in in_order([people, companies])] == [Kind.CUSTOMERS, Kind.CONTACTS]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_has_words_of_its_own(kind):
    for field in fields_of(kind):
        assert field.words[0]
        assert not field.words[0].startswith("field")
