"""The first minute: language, who you are and a password, the recovery key. Where one works comes last."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from salesdesk import words
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import Language, bind, rebind
from salesdesk.desktop.unlock.card import Field, Screen
from salesdesk.desktop.unlock.dots import Dots
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.desktop.unlock.password_field import PasswordEdit, focus
from salesdesk.desktop.unlock.recovery_card import RecoveryCard
from salesdesk.desktop.unlock.strength import StrengthTold
from salesdesk.desktop.unlock.tick import Tick
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.words import error_text, say


class Welcome(Screen):
    """The first step: which language."""

    asks_language = True

    done = Signal()
    demo_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__("sparkles", "unlock.welcome.title", "unlock.welcome.text")
        self._language = language
        self.lead_with(Dots(1))
        self.choices = {code: self._choice(code) for code in words.LANGUAGES}
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.choices.values():
            row.addWidget(button, 1)
        self.primary = Button(key="unlock.go_on", kind="primary", run=self.done.emit)
        self.demo = Button(key="unlock.welcome.demo", kind="link", run=self.demo_wanted.emit)
        self.column.addSpacing(12)
        self.column.addLayout(row)
        self.column.addSpacing(4)
        self.column.addWidget(self.primary)
        self.column.addWidget(self.demo)
        rebind(self, self._mark)

    def begin(self) -> None:
        """Put the focus on the language in use."""
        self.choices[words.language()].setFocus()

    def _choice(self, code: str) -> Button:
        name = words.words_of(code).say("unlock.language.name")
        button = Button(text=name, run=lambda: self._language.switch(code))
        button.setProperty("kind", "choice")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        return button

    def _mark(self) -> None:
        self.choices[words.language()].setChecked(True)


class You(Screen):
    """The second step: name, company, password. `made` carries the new workspace."""

    made = Signal(object)
    troubled = Signal(Exception)
    left = Signal()

    def __init__(self, opening: Opening, background: Background) -> None:
        super().__init__("user-round", "unlock.you.title", "unlock.you.text")
        self._opening, self._background, self._busy = opening, background, False
        self.lead_with(Dots(2))
        self.name, self.company = self._line("unlock.you.name"), self._line("unlock.you.company")
        self.edit = PasswordEdit("unlock.password")
        self.name_field = Field("unlock.you.name", self.name)
        self.company_field = Field("unlock.you.company", self.company)
        self.password_field = Field("unlock.password", self.edit)
        self.strength = StrengthTold(self.edit, lambda: (self.name.text(), self.company.text()))
        self.primary = Button(kind="primary", run=self.submit)
        self.back = Button(key="unlock.back", kind="link", run=self.left.emit)
        self.column.addSpacing(8)
        for widget in (self.name_field, self.company_field, self.password_field, self.strength):
            self.column.addWidget(widget)
        self.column.addSpacing(4)
        self.column.addWidget(self.primary)
        self.column.addWidget(self.back)
        self.name.textEdited.connect(lambda _text: self.name_field.refuse(""))
        self.edit.textEdited.connect(lambda _text: self.password_field.refuse(""))
        rebind(self, self._show)

    def begin(self) -> None:
        """Find out whether a keyring will help the password."""
        self._background.ask(
            self._opening.stands_alone, owner=self, then=self._know_keyring, failed=self._failed
        )
        focus(self.name)

    def submit(self) -> None:
        """Make the workspace, if name and password will do."""
        if not self.name.text().strip():
            self.name_field.refuse(say("unlock.you.name_missing"))
            focus(self.name)
        elif not self.strength.judgement.accepted:
            self.strength.tell()
            focus(self.edit)
        elif not self._busy:
            self._make()

    def _make(self) -> None:
        self._set_busy(True)
        password, name, company = self.edit.text(), self.name.text().strip(), self.company.text().strip()
        language = words.language()
        self._background.ask(
            lambda: self._opening.create(password=password, language=language, name=name, company=company),
            owner=self,
            then=self._made,
            failed=self._failed,
        )

    def _made(self, made: object) -> None:
        self._set_busy(False)
        self.edit.clear()
        self.made.emit(made)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if getattr(error, "field", "") == "password":
            self.password_field.refuse(error_text(error))
            focus(self.edit)
        else:
            self.troubled.emit(error)

    def _know_keyring(self, alone: bool) -> None:  # noqa: FBT001 - an answer is handed in
        self.strength.stand_alone(alone)
        if alone:
            self.text.say("unlock.you.text_alone")

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a state is handed in
        self._busy = busy
        for edit in (self.name, self.company, self.edit):
            edit.setReadOnly(busy)
        self._show()

    def _show(self) -> None:
        if self.primary is not None:
            self.primary.setText(say("unlock.you.making") if self._busy else say("unlock.go_on"))
            self.primary.setEnabled(not self._busy)
        if self.back is not None:
            self.back.setEnabled(not self._busy)

    def _line(self, key: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setMaxLength(200)
        bind(edit, edit.setAccessibleName, key)
        return edit


class KeepKey(Screen):
    """The third step: the recovery key is kept, and only then one goes on."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__("key-round", "unlock.key.title", "unlock.key.text")
        self.lead_with(Dots(3))
        self.card = RecoveryCard()
        self.kept = Tick()
        bind(self.kept, self.kept.setText, "unlock.key.kept")
        self.primary = Button(key="unlock.go_on", kind="primary", run=self.done.emit)
        self.primary.setEnabled(False)
        self.kept.toggled.connect(self.primary.setEnabled)
        self.column.addSpacing(8)
        for widget in (self.card, self.kept, self.primary):
            self.column.addWidget(widget)

    def begin(self) -> None:
        """Put the focus on printing."""
        self.card.begin()
