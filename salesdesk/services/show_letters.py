"""The evening of a show: who is without a letter, and letters written as drafts for the mail program."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from salesdesk import formats
from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.errors import StorageError
from salesdesk.domain.mail_templates import check_template, filled
from salesdesk.integrations.mail_drafts import MailDraft, eml, file_name
from salesdesk.settings import RESOURCES, replace_whole
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company, customers
from salesdesk.storage.queries import shows as queries
from salesdesk.storage.queries.shows import Capture, MailTemplate, Show
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.shows import MailTemplateRow
from salesdesk.storage.undo import Step
from salesdesk.words import LANGUAGES

__all__ = [
    "MailDraft",
    "MailTemplate",
    "add_template",
    "edit_template",
    "letter",
    "remove_template",
    "templates",
    "without_letter",
    "write_letters",
]
GRADES: Final = ("A", "B")
_BUILT_IN: Final = ("thanks", "catalogue")


def without_letter(database: Database, show_id: UUID) -> list[Capture]:
    """Return the A and B leads of a show nobody has written to since, A first."""
    return database.ask(queries.without_letter, show_id, GRADES)


def templates(database: Database) -> list[MailTemplate]:
    """Return the letters to choose from: the company's own, then those that come with the program."""
    return [*database.ask(queries.templates), *_built_in()]


def _built_in() -> list[MailTemplate]:
    return [_read(RESOURCES / "templates" / language, name) for language in LANGUAGES for name in _BUILT_IN]


def _read(folder: Path, name: str) -> MailTemplate:
    """Read a letter: its name, its subject, an empty line, its body."""
    title, subject, body = (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n", 2)
    return MailTemplate(
        id=None,
        name=title,
        language=folder.name,
        purpose="show",
        subject=subject,
        body=body.strip(),
        position=0,
    )


def add_template(database: Database, fields: Mapping[str, object]) -> UUID:
    """Add a letter. Raise BadInput naming the field that is wrong: `blank-unknown` and others."""
    given = check_template({"purpose": "show", "language": "zh"} | dict(fields), new=True)
    with database.write(Step("template-add", name=given["name"])) as session:
        row = MailTemplateRow(**{"position": len(queries.templates(session))} | given)
        session.add(row)
        session.flush()
        return row.id


def edit_template(database: Database, template_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields of a letter. Raise NotFound, or BadInput naming the field that is wrong."""
    given = check_template(changes)
    name = database.ask(queries.template_row, template_id).name
    with database.write(Step("template-edit", name=given.get("name", name))) as session:
        row = queries.template_row(session, template_id)
        for field, value in given.items():
            setattr(row, field, value)


def remove_template(database: Database, template_id: UUID) -> None:
    """Remove a letter; those written by it stay."""
    name = database.ask(queries.template_row, template_id).name
    with database.write(Step("template-remove", name=name)) as session:
        outbox.hide_of(session, "mail_templates", "id", [template_id])


def letter(
    database: Database, template: MailTemplate, lead: Capture, *, show: Show | None, today: date
) -> MailDraft:
    """Return a letter to a lead with its blanks filled."""
    values = _values(database, template.language, lead, show, today)
    return MailDraft(
        title=f"{lead.grade} {lead.company}".strip(),
        to_name=lead.name,
        to_address=lead.email,
        subject=filled(template.subject, values),
        body=filled(template.body, values),
    )


def write_letters(
    database: Database,
    folder: Path,
    drafts: Sequence[tuple[Capture, MailDraft]],
) -> list[Path]:
    """Write drafts as `.eml` files, and note each with its customer as a letter; one step to undo.

    Raises:
        StorageError: `letters-not-saved` (folder); nothing is noted then.
        BadInput: `email-unreadable`, for an address no mail can go to.
    """
    contents = [eml(draft) for _, draft in drafts]
    paths = _write(folder, [draft.title for _, draft in drafts], contents)
    now = database.clock()
    with database.write(Step("letters-write", n=len(drafts))) as session:
        for lead, draft in drafts:
            customer = customers.one(session, lead.customer_id)
            row = ActivityRow(
                customer_id=customer.id,
                scope_id=customer.scope_id,
                contact_id=lead.contact_id,
                owner_id=database.me,
                kind=ActivityKind.MAIL,
                subject=draft.subject,
                body=draft.body,
                happens_at=now,
                done_at=now,
            )
            session.add(row)
            customer.last_contact_at = max(filter(None, (customer.last_contact_at, now)))
    return paths


def _write(folder: Path, titles: Sequence[str], contents: Sequence[bytes]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = {path.name.casefold() for path in folder.iterdir()}
        paths = [folder / file_name(title, taken) for title in titles]
        for path, content in zip(paths, contents, strict=True):
            replace_whole(path, content)
    except OSError as error:
        raise StorageError("letters-not-saved", folder=str(folder)) from error
    return paths


def _values(
    database: Database, language: str, lead: Capture, show: Show | None, today: date
) -> dict[str, str]:
    profile = database.ask(company.profile)
    me = next((user.name for user in database.ask(company.users) if user.id == database.me), "")
    ids = [UUID(str(one)) for one in lead.interests]
    names = database.ask(queries.product_names, ids)
    english = language == "en"
    wanted = [(names[one][1] or names[one][0]) if english else names[one][0] for one in ids if one in names]
    return {
        "name": lead.name or lead.company,
        "company": lead.company,
        "job_title": lead.job_title,
        "show": show.name if show else lead.show_name,
        "products": (", " if english else "、").join(wanted),
        "me": me,
        "our_company": (profile.name_en or profile.name) if english else profile.name,
        "day": formats.day(today, language),
    }
