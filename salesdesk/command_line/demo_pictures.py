"""Pictures of every page, in both themes and both languages."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from salesdesk.desktop.exchange.page import ImportPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import SIZE, Stage
from salesdesk.services import quotes
from salesdesk.services.accounts import Workspace
from salesdesk.services.demo import SAMPLE

THEMES: Final = ("light", "dark")
LANGUAGES: Final = ("zh", "en")


def take_pictures(workspace: Workspace, quote_id: UUID, out: Path) -> list[Path]:
    """Open the window and take them all; the workspace is closed with it."""
    stage = Stage(workspace, demo=True)
    taken = []
    customer_id = quotes.quote(workspace.database, quote_id).customer_id
    scenes = _scenes(stage, customer_id, quote_id)
    for theme in THEMES:
        for language in LANGUAGES:
            stage.dress(theme=theme, language=language)
            for name, show in scenes.items():
                show()
                stage.settle()
                path = out / f"{name}_{theme}_{language}.png"
                stage.picture(path)
                taken.append(path)
            stage.window.finder.close_palette()
    stage.close()
    return taken


def _scenes(stage: Stage, customer_id: UUID, quote_id: UUID) -> dict[str, Callable[[], None]]:
    """Return what is shown in each picture, in the order of the sidebar; the palette last, over the list."""
    places = {
        "today": Place("today"),
        "customers": Place("customers"),
        "customer": Place("customers", customer_id),
        "calendar": Place("calendar"),
        "quotes": Place("quotes"),
        "quote": Place("quote", quote_id),
        "products": Place("products"),
        "shows": Place("shows", args=(("tab", "so_far"),)),
        "shows_evening": Place("shows", args=(("tab", "evening"),)),
        "shows_ready": Place("shows", args=(("tab", "ready"),)),
        "settings": Place("settings"),
        "help": Place("help"),
    }
    known = {name: place for name, place in places.items() if stage.window.stack.knows(place.kind)}
    scenes: dict[str, Callable[[], None]] = {name: partial(stage.go, place) for name, place in known.items()}
    imports = {
        "import_1_file": partial(_look_at_file, stage),
        "import_2_columns": partial(_go_on, stage),
        "import_3_check": partial(_go_on, stage),
    }
    scenes |= {"capture": partial(_at_the_stand, stage)}
    return scenes | imports | {"palette": partial(_find, stage)}


def _at_the_stand(stage: Stage) -> None:
    """Open the form of the stand, in a window as large as the others: nobody's screen is filled here."""
    stage.go(Place("capture"))
    stage.window.showNormal()
    stage.window.resize(SIZE)


def _look_at_file(stage: Stage) -> None:
    """Bring the sample file to the import page; the page is left before anything is imported."""
    stage.go(Place("import"))
    page = stage.window.stack.front()
    if isinstance(page, ImportPage):
        page.begin_again()
    stage.window.import_files([SAMPLE / "customers_zh.csv"])


def _go_on(stage: Stage) -> None:
    page = stage.window.stack.front()
    if isinstance(page, ImportPage):
        page.go_on()


def _find(stage: Stage) -> None:
    """Open the palette over the customers and look for one by its initials."""
    stage.go(Place("customers"))
    stage.window.finder.open_palette()
    stage.window.finder.line.setText("szxy")
