"""Reads the block of invoice data (开票信息) that a Chinese buyer sends by chat or mail.

Nobody has laid down its form: labels differ, two facts share a line, or all of it stands on one line.
"""

import re
import unicodedata
from typing import Final

_LABELS: Final = {
    "invoice_title": "发票抬头 单位名称 公司名称 企业名称 开票名称 购买方名称 购方名称 名称 抬头"
    " company_name company invoice_title title name",
    "tax_id": "统一社会信用代码/纳税人识别号 纳税人识别号/统一社会信用代码 统一社会信用代码 纳税人识别号"
    " 纳税人税号 纳税识别号 信用代码 公司税号 税务登记号 税号"
    " tax_id tax_no. tax_no tax_number vat_no. vat_no vat_id vat",
    "address_and_phone": "注册地址及电话 公司地址及电话 单位地址及电话 地址及电话 地址、电话 地址,电话"
    " 地址/电话 地址和电话 地址电话 address_and_phone address,_tel address/tel",
    "bank_and_account": "开户银行及账号 开户行及账号 开户银行、账号 开户行、账号 开户行,账号 开户行/账号"
    " 开户银行/账号 开户行和账号 开户行账号 开户银行账号 银行及账号 bank_and_account bank/account",
    "invoice_address": "公司注册地址 注册地址 单位地址 公司地址 开票地址 地址 registered_address address",
    "invoice_phone": "公司电话 单位电话 注册电话 开票电话 联系电话 电话号码 电话 telephone phone tel",
    "bank_name": "基本开户银行 开户银行名称 开户银行 开户行名称 开户行 银行名称 bank_name bank",
    "bank_account": "公司银行账号 对公账号 银行账号 银行账户 开户账号 账号 账户"
    " account_number account_no. account_no account a/c",
}
_FIELD_OF: Final = {
    label.replace("_", " "): field for field, labels in _LABELS.items() for label in labels.split()
}
_LONGEST_FIRST: Final = sorted(_FIELD_OF, key=len, reverse=True)
_LABEL: Final = re.compile(
    r"(?:(?<=[\s,;、])|^)(?:[(（]?\d{1,2}[).、]\s*)?("
    + "|".join(re.escape(label) for label in _LONGEST_FIRST)
    + r")(?:\s*:\s*|[ \t]+|[ \t]*\n\s*)",
    re.IGNORECASE | re.MULTILINE,
)
_PHONE: Final = re.compile(
    r"(?:\+?86[- ]?)?(?:\(?0\d{2,3}\)?[- ]?\d{7,8}|1[3-9]\d{9}|[48]00[- ]?\d{3}[- ]?\d{4})"
    r"(?:\s*[-转]\s*\d{1,6})?"
)
_ACCOUNT: Final = re.compile(r"\d(?:[- ]?\d){7,31}$")
_USCC: Final = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
_COMPANY: Final = re.compile(r"^\S{2,40}(?:公司|集团|厂|商行|中心|事务所|合作社|经营部)$", re.MULTILINE)


def read_invoice_block(text: str) -> dict[str, str]:
    """Return what the block says, by the fields of a customer; what it does not say is left out.

    Keys are among `invoice_title`, `tax_id`, `invoice_address`, `invoice_phone`, `bank_name` and
    `bank_account`. Letters of full width become plain ones; the tax number is not checked here.
    """
    plain = _plain(text)
    found = _labelled(plain)
    _split(found, "address_and_phone", _PHONE, "invoice_address", "invoice_phone")
    _split(found, "bank_and_account", _ACCOUNT, "bank_name", "bank_account")
    _add_what_needs_no_label(found, plain)
    if "tax_id" in found:
        found["tax_id"] = re.sub(r"[\s-]", "", found["tax_id"]).upper()
    if "bank_account" in found:
        found["bank_account"] = re.sub(r"\s+", " ", found["bank_account"])
    return {field: value for field, value in found.items() if value}


def _plain(text: str) -> str:
    """Fold full width letters; the account is written 账号 and 帐号 alike."""
    folded = unicodedata.normalize("NFKC", text).replace("帐", "账").replace("\r\n", "\n").replace("帳", "账")
    return "\n".join(line.strip() for line in folded.split("\n"))


def _labelled(plain: str) -> dict[str, str]:
    found: dict[str, str] = {}
    labels = list(_LABEL.finditer(plain))
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(plain)
        value = re.sub(r"\s*\n\s*", " ", plain[label.end() : end]).strip(" ,;、。\n\t")
        found.setdefault(_FIELD_OF[label.group(1).lower()], value)
    return found


def _split(found: dict[str, str], both: str, second: re.Pattern[str], first_field: str, field: str) -> None:
    text = found.pop(both, "")
    matches = list(second.finditer(text))
    if matches:
        found.setdefault(field, matches[-1].group())
        text = text[: matches[-1].start()]
    if text.strip():
        found.setdefault(first_field, text.strip(" ,;、/"))


def _add_what_needs_no_label(found: dict[str, str], plain: str) -> None:
    if "tax_id" not in found and (code := _USCC.search(plain.upper())):
        found["tax_id"] = code.group()
    if "invoice_title" not in found and (name := _COMPANY.search(plain)):
        found["invoice_title"] = name.group()
