"""A telephone number, written as one dials it as soon as it is left."""

from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.domain.phones import parse_phone


class PhoneField(TextField):
    """Spells a number that is understood in the usual groups; any other stays as typed."""

    def read(self, text: str) -> str:
        found = parse_phone(text, "CN") if text.strip() else None
        return found.shown() if found is not None else text.strip()
