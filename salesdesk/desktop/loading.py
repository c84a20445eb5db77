"""Modules that are loaded before they are needed, so that nobody waits for them.

A worker loads the crafts (database, ciphers, services). What defines widgets is loaded on the UI thread, a
little each turn: PySide crashes now and then where a widget is made while another thread loads such a module.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any, Final

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer

from salesdesk.desktop.runtime.background import Background

KEY: Final = ("salesdesk.services.unlocking",)
"""What turns a password into the key. It comes first: Argon2id then works beside the loading of the rest."""
CRAFTS: Final = (
    *KEY,
    "salesdesk.services.workspace",
    "salesdesk.services.accounts",
    "salesdesk.services.activities",
    "salesdesk.services.agenda",
    "salesdesk.services.customers",
    "salesdesk.services.custom_fields",
    "salesdesk.services.search",
    "salesdesk.services.connection",
    "salesdesk.services.inbox",
    "salesdesk.services.undo",
    "salesdesk.services.views",
    "salesdesk.services.shared_views",
    "salesdesk.sync.status",
    "salesdesk.security.crash",
    "logging.handlers",
)
PAGE_CRAFTS: Final = (
    "salesdesk.domain.days",
    "salesdesk.domain.invoice_block",
    "salesdesk.domain.quick_line",
    "salesdesk.domain.price_chain",
    "salesdesk.domain.tax_ids",
    "salesdesk.services.attachments",
    "salesdesk.services.bulk_edits",
    "salesdesk.services.comments",
    "salesdesk.domain.wedge",
    "salesdesk.services.buying",
    "salesdesk.services.calendar",
    "salesdesk.services.calendar_files",
    "salesdesk.services.collisions",
    "salesdesk.services.company_logo",
    "salesdesk.services.contacts",
    "salesdesk.services.day_plan_paper",
    "salesdesk.services.day_tour",
    "salesdesk.services.drafts",
    "salesdesk.services.duplicates",
    "salesdesk.services.exports",
    "salesdesk.services.imports",
    "salesdesk.services.people",
    "salesdesk.services.many_quotes",
    "salesdesk.services.products",
    "salesdesk.services.quotes",
    "salesdesk.services.quote_papers",
    "salesdesk.services.removed",
    "salesdesk.services.stock",
    "salesdesk.services.taking_in",
    "salesdesk.services.leads",
    "salesdesk.services.ready",
    "salesdesk.services.show_letters",
)
WINDOW: Final = (
    "salesdesk.desktop.runtime.desk",
    "salesdesk.desktop.widgets.notices",
    "salesdesk.desktop.palette",
    "salesdesk.desktop.sidebar",
    "salesdesk.desktop.main_window",
    "salesdesk.desktop.session",
)
BESIDE: Final = (
    "salesdesk.desktop.today.filters",
    "salesdesk.desktop.today.picked_bar",
    "salesdesk.desktop.customers.drawer",
    "salesdesk.desktop.customers.new_drawer",
    "salesdesk.desktop.today.plan_drawer",
)
"""What opens beside the page in front: of the widgets, first when the window is idle."""
_TURN: Final = 0.004  # seconds


class Loading(QObject):
    """Loads modules in their order."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._closed = False

    def crafts(self, names: Sequence[str], then: Callable[[], None], *more: Callable[[], object]) -> None:
        """Load modules without widgets on a worker, do `more` there, then call back."""
        self._background.ask(partial(_load, names, more), owner=self, then=lambda _nothing: then())

    def widgets(self, names: Sequence[str], then: Callable[[], None]) -> None:
        """Load modules on this thread, a few a turn, then call back."""
        self._turn(iter([partial(import_module, name) for name in names]), then)

    def pages(self, names: Sequence[str], then: Callable[[], None]) -> None:
        """The same where somebody works already: what a module needs is loaded before it, piece by piece."""
        order = partial(in_order, names)
        self._background.ask(order, owner=self, then=lambda found: self.widgets(found, then))

    def classes(self, then: Callable[[], None]) -> None:
        """Have PySide make all classes of Qt that it makes when they are first met; some calls meet all."""
        modules = (QtGui, QtWidgets)
        self._turn(iter([partial(getattr, module, name) for module in modules for name in dir(module)]), then)

    def _turn(self, steps: Iterator[Callable[[], object]], then: Callable[[], None]) -> None:
        began = perf_counter()
        while not self._closed and perf_counter() - began < _TURN:
            step = next(steps, None)
            if step is None:
                then()
                return
            step()
        if not self._closed:
            QTimer.singleShot(0, self, partial(self._turn, steps, then))

    def close(self) -> None:
        """Load no more, and call nobody back."""
        self._closed = True


def in_order(names: Sequence[str]) -> list[str]:
    """Return what is still to be loaded for these modules: they and their widgets, each behind what it needs.

    Nothing is loaded: compiled code names what it imports.
    """
    found: dict[str, None] = {}
    met = set(sys.modules)

    def visit(name: str) -> None:
        met.add(name)
        loader: Any = find_spec(name).loader  # type: ignore[union-attr]
        for needed in loader.get_code(name).co_names:
            if needed.startswith("salesdesk.desktop.") and needed not in met:
                visit(needed)
        found[name] = None

    for name in names:
        if name not in met:
            visit(name)
    return list(found)


def _load(names: Sequence[str], more: Sequence[Callable[[], object]]) -> None:
    for name in names:
        import_module(name)
    for act in more:
        act()
