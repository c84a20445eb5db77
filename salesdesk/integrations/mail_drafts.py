"""Letters as files a mail program opens for writing: `.eml`, UTF-8, marked as not sent (X-Unsent)."""

import re
from dataclasses import dataclass
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr
from typing import Final

from salesdesk.domain.fields import line, mail_address

_STRANGE: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDraft:
    """One letter, ready to be looked over and sent; `title` names its file."""

    title: str
    to_name: str
    to_address: str
    subject: str
    body: str


def eml(draft: MailDraft) -> bytes:
    """Return the file. Raise BadInput (`email-unreadable`) for an address no mail can go to."""
    message = MIMEText(draft.body, "plain", "utf-8")
    message["Subject"] = Header(_one_line(draft.subject), "utf-8", header_name="Subject").encode()
    address = mail_address(draft.to_address)
    if address:
        message["To"] = formataddr((_one_line(draft.to_name), address), "utf-8")
    message["X-Unsent"] = "1"
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _one_line(text: str) -> str:
    return line(text, "mail")


def file_name(title: str, taken: set[str]) -> str:
    """Return a name for a draft that every system takes, and that is not taken yet; it is taken then."""
    stem = _STRANGE.sub(" ", title).strip(" .")[:_LONGEST].strip(" .") or "mail"
    stem = f"_{stem}" if _DEVICES.match(stem) else stem
    name, number = f"{stem}.eml", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} {number}.eml"
    taken.add(name.casefold())
    return name
