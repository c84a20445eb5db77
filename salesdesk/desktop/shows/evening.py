"""The evening: A and B leads without a letter, a letter for each, written as drafts for the mail program."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.shows.lead_list import LeadList
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.errors import BadInput
from salesdesk.services import show_letters
from salesdesk.services.show_letters import MailDraft, MailTemplate
from salesdesk.services.shows import Capture, Show
from salesdesk.storage.database import Database
from salesdesk.words import language, say


@dataclass(frozen=True, slots=True)
class _Evening:
    leads: list[Capture]
    templates: list[MailTemplate]


class EveningPanel(QWidget):
    """Up and Down go through the leads; what is changed in a letter stays with its lead."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._show_now: Show | None = None
        self._leads: list[Capture] = []
        self._templates: list[MailTemplate] = []
        self._edited: dict[UUID, tuple[str, str]] = {}
        self._at: UUID | None = None
        self._in_template = False
        self._shown = ("", "")
        self.list = LeadList("shows.evening.list")
        self.template = ChoiceField("shows.letter", literal=True)
        self.subject = TextField("shows.letter.subject")
        self.body = LongTextField("shows.letter.body", lines=6, fills=True)
        self.to, self.summary = PlainLabel(role="muted", elide=True), PlainLabel(role="muted", wrap=True)
        self.write = Button(key="shows.letters.write", kind="primary", icon="mail", run=self.choose_folder)
        self.keep = Button(key="shows.letter.edit", icon="square-pen", run=self.edit_template)
        self._build()
        self.setFocusProxy(self.list)
        self._listen()

    def show_show(self, show: Show) -> None:
        """Read who is without a letter."""
        self._show_now = show
        work = partial(_read, self._desk.database, show.id)
        self._desk.background.ask(work, owner=self, then=self._show)

    def choose_folder(self) -> None:
        """Ask for a folder, and write all letters that have an address into it."""
        folder = QFileDialog.getExistingDirectory(self, say("shows.letters.folder"))
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path) -> None:
        """Write the letters into a folder, and open it; those leads are off the list then."""
        self._remember()
        show, template, database = self._show_now, self.template.value(), self._desk.database
        leads = [lead for lead in self._leads if lead.email]
        if template is None or not leads:
            return
        edited, today = dict(self._edited), self._desk.today()

        def work() -> int:
            made = [
                (one, show_letters.letter(database, template, one, show=show, today=today)) for one in leads
            ]
            own = [(one, _changed(draft, edited.get(one.id))) for one, draft in made]
            return len(show_letters.write_letters(database, folder, own))

        do(self._desk, work, owner=self, say="shows.letters.written", then=partial(self._written, folder))

    def edit_template(self) -> None:
        """Show the letter itself with its blanks, to be changed for everybody; once more keeps it."""
        template: MailTemplate | None = self.template.value()
        if template is None:
            return
        if not self._in_template:
            self._remember()
            self._set_mode(in_template=True)
            self._put(template.subject, template.body)
            self.subject.setFocus()
            return
        given = dict(zip(("subject", "body"), self._typed(), strict=True))
        work = partial(_keep, self._desk.database, template, given)
        do(self._desk, work, owner=self, say="shows.letter.kept", then=self._kept, failed=self._refused)

    def _build(self) -> None:
        left, right, row = panel("sheet"), panel("sheet"), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        list_column, letter = QVBoxLayout(left), QVBoxLayout(right)
        edge = look().px(16)
        for column in (list_column, letter):
            column.setContentsMargins(edge, look().px(12), edge, edge)
            column.setSpacing(8)
        list_column.addWidget(PlainLabel(key="shows.evening.list", role="h3"))
        list_column.addWidget(self.summary)
        list_column.addWidget(self.list, 1)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.to, 1)
        head.addWidget(self.template, 1)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(self.write)
        letter.addLayout(head)
        letter.addWidget(self.subject)
        letter.addWidget(self.body, 1)
        letter.addWidget(PlainLabel(key="shows.letter.hint", role="small", wrap=True))
        letter.addLayout(foot)
        row.addWidget(left, 2)
        row.addWidget(right, 3)

    def _listen(self) -> None:
        self.list.selectionModel().currentChanged.connect(lambda *_: self._go())
        self.template.committed.connect(lambda _template: self._choose_template())

    def _show(self, evening: _Evening) -> None:
        self._leads, self._templates = evening.leads, evening.templates
        spoken = sorted(self._templates, key=lambda one: (one.language != language(), one.id is None))
        chosen = self.template.value()
        self.template.show_options(
            [(one, f"{one.name} · {say(f'shows.letter.{one.language}')}") for one in spoken]
        )
        if chosen not in spoken:
            self.template.show_value(spoken[0] if spoken else None)
        self._at = None
        self.list.show_lines([_line(lead) for lead in self._leads])
        without = sum(not lead.email for lead in self._leads)
        self.summary.setText(say("shows.evening.summary", n=len(self._leads), without=without))
        self.write.setEnabled(len(self._leads) > without)
        self._go()

    def _lead(self) -> Capture | None:
        return next((lead for lead in self._leads if lead.id == self._at), None)

    def _go(self) -> None:
        self._remember()
        line = self.list.current()
        self._at = line.value if line is not None else None
        if not self._in_template:
            self._fill()

    def _choose_template(self) -> None:
        self._edited.pop(self._at, None) if self._at else None
        self._fill()

    def _fill(self) -> None:
        """Show the letter to the lead under the cursor."""
        lead, template = self._lead(), self.template.value()
        self.to.setText(f"{lead.name} <{lead.email or say('shows.evening.no_address')}>" if lead else "")
        if lead is None or template is None:
            self._put("", "")
            return
        show, today, database = self._show_now, self._desk.today(), self._desk.database
        work = partial(show_letters.letter, database, template, lead, show=show, today=today)
        self._desk.background.ask(work, owner=self, then=partial(self._filled, lead.id))

    def _filled(self, lead_id: UUID, draft: MailDraft) -> None:
        if lead_id == self._at:
            own = _changed(draft, self._edited.get(lead_id))
            self._put(own.subject, own.body)

    def _put(self, subject: str, body: str) -> None:
        self.subject.line.setModified(False)
        self.subject.show_value(subject)
        self.body.text.setPlainText(body)
        self._shown = self._typed()

    def _remember(self) -> None:
        """Keep what was changed in the letter to this lead alone."""
        if self._in_template:
            return
        if self._at is not None and self._typed() != self._shown:
            self._edited[self._at] = self._typed()

    def _typed(self) -> tuple[str, str]:
        return self.subject.line.text(), self.body.text.toPlainText()

    def _set_mode(self, *, in_template: bool) -> None:
        self._in_template = in_template
        key = "shows.letter.keep" if in_template else "shows.letter.edit"
        bind(self.keep, self.keep.setText, key)
        self.write.setVisible(not in_template)
        self.template.setEnabled(not in_template)

    def _kept(self, _nothing: None) -> None:
        self._set_mode(in_template=False)
        if self._show_now is not None:
            self.show_show(self._show_now)

    def _refused(self, error: Exception) -> None:
        field = self.subject if isinstance(error, BadInput) and error.field == "subject" else self.body
        field.refuse(error)

    def _written(self, folder: Path, _count: int) -> None:
        self._edited.clear()
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        if self._show_now is not None:
            self.show_show(self._show_now)


def _line(lead: Capture) -> Suggestion:
    title = "  ".join(filter(None, (lead.grade, lead.company, lead.name)))
    return Suggestion(title, lead.id, lead.email or say("shows.evening.no_address"), "mail")


def _changed(draft: MailDraft, own: tuple[str, str] | None) -> MailDraft:
    return draft if own is None else replace(draft, subject=own[0], body=own[1])


def _read(database: Database, show_id: UUID) -> _Evening:
    return _Evening(show_letters.without_letter(database, show_id), show_letters.templates(database))


def _keep(database: Database, template: MailTemplate, given: Mapping[str, object]) -> None:
    """Keep a letter; one that comes with the program stays, and the company gets one of its own."""
    if template.id is not None:
        show_letters.edit_template(database, template.id, given)
    else:
        show_letters.add_template(database, {"name": template.name, "language": template.language, **given})
