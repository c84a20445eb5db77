"""Trade shows: what one came to so far, the evening's letters, cards to type, the preset, ready or not."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.evening import EveningPanel
from salesdesk.desktop.shows.opening import CHOSEN, as_id
from salesdesk.desktop.shows.preset import PresetPanel
from salesdesk.desktop.shows.ready_list import ReadyPanel
from salesdesk.desktop.shows.so_far import SoFarPanel
from salesdesk.desktop.shows.to_type import ToTypePanel
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, Segments
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import shows
from salesdesk.services.shows import Show
from salesdesk.words import say

TABS: Final = ("so_far", "evening", "typing", "preset", "ready")
_OF_A_SHOW: Final = ("so_far", "evening", "preset")
_DAYS: Final = timedelta(days=2)


class ShowsPage(Page):
    """`Place("shows", args=(("tab", "ready"),))` shows one of the tabs."""

    kind = "shows"
    title_key = "shows.title"
    icon = "flag"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._shows: Sequence[Show] = ()
        self._show: Show | None = None
        self._wanted: UUID | None = None
        self._fresh = False  # a show just made: its name is typed next
        self.choice = ChoiceField("shows.choice", literal=True)
        self.tabs = Segments("shows.tabs", [(name, f"shows.tab.{name}") for name in TABS])
        self.so_far, self.evening, self.typing = SoFarPanel(desk), EveningPanel(desk), ToTypePanel(desk)
        self.preset, self.ready = PresetPanel(desk), ReadyPanel(desk)
        self._panels: dict[str, QWidget] = {
            "so_far": self.so_far,
            "evening": self.evening,
            "typing": self.typing,
            "preset": self.preset,
            "ready": self.ready,
        }
        self.stack = QStackedWidget()
        self._tab = "so_far"
        self._build()
        self._listen()

    def show_place(self, place: Place) -> None:
        tab = place.arg("tab", self._tab)
        self._wanted = place.id or self._wanted
        self.go_to(tab if tab in TABS else "so_far")
        self.load()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("shows.new", "shows.new", self.new_show, "N", "plus"),
            *(self._writing() if self._tab == "evening" else ()),
            *(
                Command(f"shows.{name}", f"shows.tab.{name}", partial(self.go_to, name), f"Ctrl+{at}", "flag")
                for at, name in enumerate(TABS, start=1)
            ),
        )

    def _writing(self) -> tuple[Command, ...]:
        run, keys = self.evening.choose_folder, "Ctrl+Return; Ctrl+Enter"
        return (Command("shows.write", "shows.letters.write", run, keys, "mail"),)

    def state(self) -> Mapping[str, Any]:
        return {"tab": self._tab}

    def restore(self, state: Mapping[str, Any]) -> None:
        tab = state.get("tab")
        self._tab = tab if isinstance(tab, str) and tab in TABS else "so_far"

    def load(self) -> None:
        """Read the shows."""
        self.desk.background.ask(partial(shows.shows, self.desk.database), owner=self, then=self._show_all)

    def go_to(self, tab: str) -> None:
        """Bring a tab to the front."""
        self._tab = tab
        self.tabs.show_value(tab)
        self.commands_changed.emit()
        self._panels[tab].setFocus()
        self._show_tab()

    def new_show(self) -> None:
        """Make a show that begins today, and go to its preset."""
        today = self.desk.today()
        fields = {"name": say("shows.new.name"), "starts_on": today, "ends_on": today + _DAYS}
        work = partial(shows.add_show, self.desk.database, fields)
        do(self.desk, work, owner=self, say="shows.new.done", then=self._made)

    def _build(self) -> None:
        self.choice.setMinimumWidth(look().px(220))
        self.header.add_views(self.choice)
        self.header.add_views(self.tabs)
        self.header.add_action(Button(key="shows.new", icon="plus", run=self.new_show))
        run = partial(self.open_requested.emit, Place("capture"))
        self.header.add_action(Button(key="shows.take", icon="id-card", kind="primary", run=run))
        new = Button(key="shows.new", kind="primary", icon="plus", run=self.new_show)
        self.empty = EmptyState("flag", "shows.empty", "shows.empty.text", new)
        for panel in (*self._panels.values(), self.empty):
            self.stack.addWidget(panel)
        self.body.addWidget(self.stack, 1)

    def _listen(self) -> None:
        self.tabs.chosen.connect(self.go_to)
        self.choice.committed.connect(self._choose)
        self.preset.chosen.connect(self._take_for)
        for panel in (self.so_far, self.typing, self.ready):
            panel.open_requested.connect(self.open_requested)
        names = ("trade_shows", "captures", "activities", "quotes", "mail_templates", "products")
        self.desk.changes.listen(self, self._touched, *names)

    def _touched(self, touched: Touched) -> None:
        if not self.isVisible():
            return
        if touched.touch("trade_shows"):
            self.load()
        else:
            self._show_tab()

    def _show_all(self, found: Sequence[Show]) -> None:
        self._shows = found
        chosen = self._wanted or as_id(self.desk.choices.get(CHOSEN))
        current = shows.current_of(found, chosen, self.desk.today()) or next(iter(found), None)
        self._show = next((show for show in found if show.id == chosen), current)
        self.choice.show_options([(show.id, _title(show)) for show in found])
        self.choice.show_value(self._show.id if self._show else None)
        self.choice.setVisible(bool(found))
        self._show_tab()

    def _show_tab(self) -> None:
        show, tab = self._show, self._tab
        self.stack.setCurrentWidget(self.empty if show is None and tab in _OF_A_SHOW else self._panels[tab])
        if tab == "typing":
            self.typing.load()
        elif tab == "ready":
            self.ready.check_again()
        elif show is not None:
            self._show_in(tab, show)

    def _show_in(self, tab: str, show: Show) -> None:
        if tab == "preset":
            self.preset.show_show(show)
            if self._fresh:
                self._fresh = False
                self.preset.form.fields["name"].setFocus()
        elif tab == "evening":
            self.evening.show_show(show)
        else:
            self.so_far.show_show(show)

    def _choose(self, show_id: UUID | None) -> None:
        self._wanted = show_id
        self._show_all(self._shows)

    def _take_for(self, show_id: UUID) -> None:
        self.desk.choices.set(CHOSEN, str(show_id))

    def _made(self, show_id: UUID) -> None:
        self._wanted, self._fresh = show_id, True
        self.go_to("preset")
        self.load()


def _title(show: Show) -> str:
    return show.name if show.is_active else say("shows.archived", name=show.name)
