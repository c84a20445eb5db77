"""The help, as short pages in both languages: `resources/help/<language>/<topic>.md`."""

from dataclasses import dataclass
from pathlib import Path

from salesdesk.settings import RESOURCES


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help."""

    name: str
    title: str
    text: str

    def holds(self, words: str) -> bool:
        """Say whether all of these words are in the page."""
        whole = f"{self.title}\n{self.text}".casefold()
        return all(word in whole for word in words.casefold().split())


def topics(language: str) -> list[Topic]:
    """Return all pages of one language, in reading order."""
    folder = RESOURCES / "help" / language
    found = [_topic(path) for path in folder.glob("*.md")]
    order = {name: at for at, name in enumerate(_order(folder))}
    return sorted(found, key=lambda topic: (order.get(topic.name, len(order)), topic.name))


def _order(folder: Path) -> list[str]:
    listed = folder.parent / "order.txt"
    return listed.read_text(encoding="utf-8").split() if listed.is_file() else []


def _topic(path: Path) -> Topic:
    text = path.read_text(encoding="utf-8")
    title, _, _ = text.partition("\n")
    return Topic(path.stem, title.lstrip("# ").strip(), text)
