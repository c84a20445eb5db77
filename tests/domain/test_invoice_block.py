import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.invoice_block import read_invoice_block

XINYUAN = {
    "invoice_title": "深圳市鑫源精密机械股份有限公司",
    "tax_id": "91440305100000008T",
    "invoice_address": "广东省深圳市南山区新华路82号",
    "invoice_phone": "0755-55500000",
    "bank_name": "中国银行深圳分行",
    "bank_account": "6217000010000123456",
}
FORMS = {
    "two facts a line": """开票信息
        名称：深圳市鑫源精密机械股份有限公司
        纳税人识别号：91440305100000008T
        地址、电话：广东省深圳市南山区新华路82号 0755-55500000
        开户行及账号：中国银行深圳分行 6217000010000123456""",
    "a fact a line, other labels": """公司名称: 深圳市鑫源精密机械股份有限公司
        税号: 91440305100000008t
        注册地址: 广东省深圳市南山区新华路82号
        电话: 0755-55500000
        开户银行: 中国银行深圳分行
        银行帐号: 6217000010000123456""",
    "all on one line": "单位名称：深圳市鑫源精密机械股份有限公司，税号：91440305100000008T，"
    "单位地址：广东省深圳市南山区新华路82号，电话：0755-55500000，"
    "开户行：中国银行深圳分行，账号：6217000010000123456",
    "label above, numbered": "1、名称\n深圳市鑫源精密机械股份有限公司\n2、税号\n91440305100000008T\n"
    "3、地址\n广东省深圳市南山区新华路82号\n"
    "4、电话\n0755-55500000\n5、开户行\n中国银行深圳分行\n6、账号\n6217000010000123456",
    "full width": "名称：深圳市鑫源精密机械股份有限公司\n税号：９１４４０３０５１０００００００８Ｔ\n"
    "地址电话：广东省深圳市南山区新华路82号０７５５－５５５０００００\n开户行、账号：中国银行深圳分行6217000010000123456",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_usual_form_gives_the_same_facts(form):
    assert read_invoice_block(FORMS[form]) == XINYUAN


def test_name_and_code_need_no_label():
    text = "深圳市鑫源精密机械股份有限公司\n91440305100000008T"
    assert read_invoice_block(text) == {name: XINYUAN[name] for name in ("invoice_title", "tax_id")}


def test_english_labels():
    text = (
        "Company name: Acme Pumps Ltd\nVAT no.: GB123456789\nAddress: 1 High St, Leeds\nTel: +44 113 496 0000"
    )
    assert read_invoice_block(text) == {
        "invoice_title": "Acme Pumps Ltd",
        "tax_id": "GB123456789",
        "invoice_address": "1 High St, Leeds",
        "invoice_phone": "+44 113 496 0000",
    }


def test_groups_of_an_account_stay_readable():
    assert read_invoice_block("账号：6217  0000 1000 0123")["bank_account"] == "6217 0000 1000 0123"


def test_the_mobile_behind_the_address_is_the_phone():
    found = read_invoice_block("地址电话：杭州市文三路9号13800000000")
    assert (found["invoice_address"], found["invoice_phone"]) == ("杭州市文三路9号", "13800000000")


def test_chat_is_not_a_block():
    assert read_invoice_block("你好，发票的事情下周再说，电话联系吧") == {}


@given(st.text(max_size=400))
def test_no_text_is_too_strange(text):
    found = read_invoice_block(text)
    assert all(value.strip() for value in found.values())
