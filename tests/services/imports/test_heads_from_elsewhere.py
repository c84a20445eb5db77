"""Columns as other programs call them, and columns without a name."""

import pytest
from xlsxwriter import Workbook

from salesdesk.services.imports import Kind, inspect

CASES = {
    "google": (
        ("First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Label,E-mail 1 - Value,"
        "Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Street\n"
        "Wei,Wang,Beta,CTO,* Work,wei@beta.example,Mobile,13800138000,Work,1 Main St\n"),
        Kind.CONTACTS,
        {"E-mail 1 - Value": "contact.email", "Phone 1 - Value": "contact.phone",
         "Organization Title": "contact.job_title", "Address 1 - Street": "customer.street"},
        {"E-mail 1 - Label", "Phone 1 - Label", "Address 1 - Label"},
    ),
    "outlook": (
        ("Title,First Name,Last Name,Company,Job Title,Business Street,Business City,E-mail 2 Address\n"
        "Mr.,John,Smith,Acme,Director,1 Main,Springfield,j@acme.example\n"),
        Kind.CONTACTS,
        {"Company": "customer.name", "Job Title": "contact.job_title", "Business City": "customer.city"},
        {"Title"},
    ),
    "hubspot": (
        "Record ID,First Name,Last Name,Email,Associated Company\n1,John,Smith,j@acme.example,Acme\n",
        Kind.CONTACTS,
        {"Record ID": "contact.external_id", "Associated Company": "customer.name"},
        set(),
    ),
    "zoho": (
        "Account Name,Account Number,Billing City\nAcme,77,Boston\nBeta,78,Paris\n",
        Kind.CUSTOMERS,
        {"Account Number": "customer.external_id", "Billing City": "customer.city"},
        set(),
    ),
    "kingdee": (
        "编码,名称,税务登记号,移动电话\nC1,鑫源机械有限公司,91440300MA5EXAMPLE,13800138000\n",
        Kind.CUSTOMERS,
        {"编码": "customer.external_id", "名称": "customer.name", "税务登记号": "customer.tax_id"},
        set(),
    ),
    "shop": (
        "商品ID,商品标题,一口价,商家编码\n600123456789,夏季短袖,59.9,TX-01\n600123456790,夏季短裤,面议,TX-02\n3,帽子,9,TX-03\n",
        Kind.PRODUCTS,
        {"商品ID": "product.external_id", "商品标题": "product.name", "一口价": "product.unit_price"},
        set(),
    ),
    "taiwan": (
        "客戶編號,公司名稱,聯絡人,手機\nA1,台灣積體電路,林志明,0912-345-678\n",
        Kind.CUSTOMERS,
        {"客戶編號": "customer.external_id", "公司名稱": "customer.name", "聯絡人": "contact.name"},
        set(),
    ),
    "japan": (
        "顧客コード,会社名,担当者,電話番号,住所\n1,山田製作所,山田太郎,03-1234-5678,東京都港区\n",
        Kind.CUSTOMERS,
        {"会社名": "customer.name", "担当者": "contact.name", "電話番号": "customer.phone"},
        set(),
    ),
    "germany": (
        "Artikelnummer;Bezeichnung;Preis;MwSt\nA1;Pumpe;1.234,50 €;19%\n",
        Kind.PRODUCTS,
        {"Artikelnummer": "product.code", "Bezeichnung": "product.name", "MwSt": "product.tax_rate"},
        set(),
    ),
    "france": (
        ("Code client;Raison sociale;Contact;Téléphone;Code postal\n"
        "1;Lumière SA;Hélène Roux;01 42 68 53 00;06000\n"),
        Kind.CUSTOMERS,
        {"Raison sociale": "customer.name", "Code postal": "customer.postcode"},
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_columns_of_other_programs(write, case):
    text, kind, expected, free = CASES[case]
    found = inspect(write(text))
    taken = {found.columns[place].name: key for place, key in found.mapping.items()}
    assert found.kind is kind
    assert {name: taken.get(name) for name in expected} == expected
    assert free.isdisjoint(taken)


def test_columns_without_names_are_told_by_their_values(write):
    found = inspect(
        write(
            "C001,鑫源精密机械有限公司,王伟,13800138000,ww@xy.example,深圳市\n"
            "C002,宝泰电子科技有限公司,李娜,021-62345678,ln@bt.example,上海市\n"
        )
    )
    assert dict(found.mapping) == {
        1: "customer.name",
        2: "contact.name",
        3: "contact.phone",
        4: "contact.email",
    }


@pytest.mark.parametrize(
    "text", ["1,2,3\n4,5,6\n", "1,ganz geschlossen,2020-01-02\n2,halb offen,2020-01-03\n"]
)
def test_columns_that_show_nothing_are_taken_for_nothing(write, text):
    assert not inspect(write(text)).mapping


def test_a_header_without_rows_is_still_of_its_kind(write):
    assert inspect(write("客户编号,公司名称,联系人,手机\n")).kind is Kind.CUSTOMERS


def test_the_sheet_with_the_customers_is_found_behind_the_instructions(tmp_path):
    with Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("填写说明").write_column(0, 0, ["请按模板填写", "带星号的列必填", "不要改动表头"])
        sheet = book.add_worksheet("客户")
        for place, row in enumerate((["客户编号", "公司名称"], ["C1", "鑫源"], ["C2", "宝泰"])):
            sheet.write_row(place, 0, row)
    found = inspect(tmp_path / "a.xlsx")
    assert (found.table.sheet, found.kind, found.rows) == ("客户", Kind.CUSTOMERS, 2)


def test_a_number_that_lost_its_digits_is_refused(bring):
    result = bring("公司名称,税号,电话\n鑫源,1.3E+10,1\n宝泰,,1.38001E+10\n恒立,91440300MA5EXAMPLE,2\n")
    assert [(one.row, one.field, one.code) for one in result.outcomes.refused()] == [
        (2, "customer.tax_id", "digits-lost"),
        (3, "customer.phone", "digits-lost"),
    ]


def test_lines_of_a_text_are_no_list_of_names(write):
    assert not inspect(write("[tool]\nname = x\nlines of some text\nanother line\n", "a.txt")).mapping
    assert inspect(write("Partners\nAcme Ltd\nBeta GmbH\n", "b.txt")).mapping == {0: "customer.name"}
