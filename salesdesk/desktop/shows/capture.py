"""Taking leads at a stand: the whole screen, one form, and the next as soon as one is saved."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.capture_commands import capture_commands
from salesdesk.desktop.shows.capture_keys import CaptureKeys
from salesdesk.desktop.shows.intake import Intake
from salesdesk.desktop.shows.last_lead import LastLead
from salesdesk.desktop.shows.lead_draft import LeadDraft
from salesdesk.desktop.shows.lead_form import LeadForm
from salesdesk.desktop.shows.opening import CHOSEN, Opening, as_id, lead_of, take_lead
from salesdesk.desktop.shows.opening import read as read_opening
from salesdesk.desktop.shows.pictures import Seen
from salesdesk.desktop.shows.scanner import ScannerWatch, type_into
from salesdesk.desktop.shows.side import Beside
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.badges import Badge
from salesdesk.domain.shows import NextStep
from salesdesk.services import leads
from salesdesk.services.leads import Captured, Photo
from salesdesk.services.shows import Show
from salesdesk.words import say


class CapturePage(Page):
    """`Place("capture")` takes new leads; with the argument `type` it types the one of that id."""

    kind = "capture"
    title_key = "shows.capture"
    icon = "id-card"
    help_topic = "shows"
    full_screen = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.show_name = PlainLabel(role="muted")
        self.form = LeadForm(desk)
        self.beside = Beside(desk)
        self.known = self.beside.known
        self.draft = LeadDraft(desk, self.values, self)
        self.scanner = ScannerWatch(self._remember, self._take_back, self)
        self.intake = Intake(desk, self)
        self.keys = CaptureKeys(self.leave_form, self.intake.paste, self)
        self.show_now: Show | None = None
        self.photo: Photo | None = None
        self._raw = ""
        self.last = LastLead(desk, self)
        self._is_saving = False
        self._watched: set[QWidget] = set()
        self._build()
        self._listen()

    # what is shown

    def show_place(self, place: Place) -> None:
        typed = place.arg("type")
        self._type(as_id(typed))
        self._load()

    def commands(self) -> tuple[Command, ...]:
        return capture_commands(self)

    def leave(self) -> None:
        self.draft.leave()

    def values(self) -> dict[str, Any]:
        """Return all that belongs to the lead that is being typed, as plain values: a draft."""
        found = self.form.values()
        if self.form.is_untouched:
            found = {}
        if self._raw:
            found["raw"] = self._raw
        if self.photo is not None:
            photo = self.photo
            found["photo"] = [photo.sha256, photo.size, photo.small_sha256, photo.small_size]
        if self.known.customer is not None:
            found["known"] = [str(self.known.customer[0]), self.known.customer[1]]
        return found

    # what is done

    def save(self) -> None:
        """Take the lead, and open the next."""
        self.scanner.end()
        if self._is_saving:
            return
        self._is_saving = self.keys.holds = True
        self.draft.stop()
        values = self.values()
        lead = lead_of(values, self.photo)
        name = values.get("fields", {}).get("company") or values.get("fields", {}).get("name", "")
        work = partial(take_lead, self.desk, self.show_now, lead, self.draft.typing, self.draft.row)
        then = partial(self._saved, values)
        do(
            self.desk,
            work,
            owner=self,
            say="shows.taken" if name else "shows.taken_card",
            then=then,
            failed=self._refused,
            name=name,
        )

    def leave_form(self) -> None:
        """Go back to where one was; what is typed is kept."""
        self.back_requested.emit()

    def give_up(self) -> None:
        """Begin anew; undo is not needed, for nothing was saved."""
        self._begin_next()
        self.draft.keep()

    def choose_picture(self) -> None:
        """Ask for a file with a picture of a card or a code."""
        self.intake.choose()

    def take_code(self, text: str) -> None:
        """Fill the form with what a code says; what nobody understands is kept as it is."""
        badge = leads.read_code(text)
        self._take_badge(badge)
        self.form.scan.clear()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_watched"):
            self._load()

    # behind it

    def _build(self) -> None:
        self.header.add_views(self.show_name)
        self.header.add_action(Button(key="shows.capture.picture", icon="image", run=self.choose_picture))
        self.header.add_action(Button(key="shows.capture.leave", icon="x", kind="ghost", run=self.leave_form))
        row, foot = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.form, 3)
        row.addWidget(self.beside, 1)
        self.save_button = Button(key="shows.capture.save", kind="primary", run=self.save)
        foot.setContentsMargins(6, 2, 6, 2)
        foot.addWidget(PlainLabel(key="shows.capture.keys", role="small", wrap=True), 1)
        foot.addWidget(Button(key="shows.capture.give_up", kind="ghost", run=self.give_up))
        foot.addWidget(self.save_button)
        self.body.addLayout(row, 1)
        self.body.addLayout(foot)

    def _listen(self) -> None:
        self.form.changed.connect(self._changed)
        self.form.company_taken.connect(self._company_taken)
        self.form.scan.scanned.connect(self.take_code)
        self.form.scan.typed.connect(self.form.take_text)
        self.scanner.scanned.connect(self.take_code)
        self.last.taken_back.connect(self._show_again)
        self.scanner.doubtful.connect(self._take_doubtful)
        self.intake.coded.connect(self.take_code)
        self.intake.seen.connect(self._seen)
        self.known.taken.connect(lambda _customer: self._changed())
        self.beside.photo.removed.connect(self._remove_photo)
        self.desk.changes.listen(self, self._touched, "captures", "trade_shows")

    def _type(self, waiting: UUID | None) -> None:
        """Go from one lead that is typed to another: what stands in the form is the first one's draft."""
        if waiting != self.draft.typing:
            self.draft.leave()
            self._begin_next()
            self.draft.typing = waiting

    def _load(self) -> None:
        chosen = self.desk.choices.get(CHOSEN)
        draft = self.draft
        work = partial(read_opening, self.desk, self.beside.files, chosen, draft.typing, draft.row)
        self.desk.background.ask(work, owner=self, then=self._opened, failed=self._not_opened)

    def _not_opened(self, error: Exception) -> None:
        """What was to be typed is gone: a new lead is taken instead."""
        self.desk.notices.failed(error)
        if self.draft.typing is not None:
            self._type(None)
            self._load()

    def _opened(self, opening: Opening) -> None:
        self.show_now = opening.show
        self.show_name.setText(opening.show.name if opening.show else say("shows.none"))
        begins = not self.values()
        self.form.use(opening.show, opening.names)
        self._watch_all()
        self.beside.lately.show_lately(opening.lately)
        if begins:
            self._show(opening.values)
        if opening.image is not None:
            self.beside.show_to_type(opening.image)
        if self.isVisible():
            (self.form.scan if begins and not opening.values else self.form.first_gap()).setFocus()

    def _show(self, values: Mapping[str, Any]) -> None:
        """Show a draft, or a lead that was taken back."""
        if not values:
            self.form.clear()
        else:
            self.form.show_values(values)
        self._raw = str(values.get("raw", ""))
        self.photo = Photo(*values["photo"]) if values.get("photo") else None
        known = values.get("known")
        self.known.show_taken((UUID(known[0]), known[1]) if known else None)
        self.beside.show_photo(self.photo)
        self.beside.look_for(values.get("fields", {}))

    def _begin_next(self) -> None:
        self._raw, self.photo = "", None
        self.beside.clear()
        self.form.clear()

    def _watch_all(self) -> None:
        """Hear the keys of every place the cursor can be: a scanner types wherever it is."""
        stops = {one for one in self.findChildren(QWidget) if one.focusPolicy()}
        for widget in stops - self._watched:
            self.scanner.watch(widget)
            widget.installEventFilter(self.keys)
        self._watched = stops

    def _remember(self) -> tuple[dict[str, Any], QWidget | None]:
        return self.form.values(), self.focusWidget()

    def _take_back(self, before: tuple[dict[str, Any], QWidget | None]) -> None:
        values, focus = before
        self.form.show_values(values)
        if focus is not None:
            focus.setFocus()

    def _changed(self) -> None:
        if not self._is_saving:
            self.beside.look_for(self.form.values().get("fields", {}))
            self.draft.touch()

    def _company_taken(self, customer_id: UUID | None) -> None:
        if customer_id is not None:
            self.known.take((customer_id, self.form.values()["fields"]["company"]))

    def _seen(self, seen: Seen) -> None:
        if seen.photo is not None:
            self.photo = seen.photo
            self.beside.photo.show_picture(seen.image)
            self._changed()
        if seen.badge is not None:
            self._take_badge(seen.badge)

    def _take_doubtful(self, text: str) -> None:
        """Keys that came all at once, and are no code: they were typed, and go where the cursor is."""
        if leads.read_code(text).says_something or not type_into(self.focusWidget(), text):
            self.take_code(text)

    def _take_badge(self, badge: Badge) -> None:
        self._raw = "\n".join(filter(None, (self._raw, badge.raw)))
        self.form.fill(badge)
        self.form.first_gap().setFocus()
        if not badge.says_something:
            self.desk.notices.say("shows.scan.unknown", text=badge.raw[:60])

    def _remove_photo(self) -> None:
        self.photo = None
        self.beside.show_photo(None)
        self._changed()

    def _saved(self, values: Mapping[str, Any], captured: Captured) -> None:
        self._is_saving = False
        self.last.note(captured.id, values)
        self._begin_next()
        self.keys.release()
        if values.get("next_step") == NextStep.QUOTE:
            self.open_requested.emit(Place("quote", args=(("customer", str(captured.customer_id)),)))
        elif self.draft.typing is not None:
            self.open_requested.emit(Place("shows", args=(("tab", "typing"),)))

    def _refused(self, error: Exception) -> None:
        self._is_saving = False
        self._changed()
        if not self.form.refuse(error):
            self.desk.notices.failed(error)
        self.keys.release()

    def _touched(self, touched: Touched) -> None:
        if not self.isVisible():
            return
        if touched.touch("trade_shows"):
            self._load()
            return
        self.beside.show_lately(self.show_now)
        self.last.look(touched)

    def _show_again(self, values: Mapping[str, Any]) -> None:
        """A lead that was taken back stands in the form again, unless another is typed already."""
        if not self.values():
            self._show(values)
            self.form.first_gap().setFocus()
