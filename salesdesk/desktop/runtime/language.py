"""The language of the window, switched while it is open.

Qt tells every widget by a LanguageChange event. `bind` says a text again when that comes, and lives as long
as its widget; a widget with words of its own overrides `changeEvent`.
"""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from salesdesk import words
from salesdesk.settings import DeviceChoices

_LOCALES = {
    "zh": QLocale(QLocale.Language.Chinese, QLocale.Country.China),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedStates),
}


_KEPT = "_sayings"


class _Sayings(QObject):
    """The texts of one widget, as its child, so that Qt brings the news here too."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._texts: dict[str, Callable[[], object]] = {}

    def add(self, name: str, again: Callable[[], object]) -> None:
        self._texts[name] = again
        again()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            for again in self._texts.values():
                again()
        return super().event(event)


def bind(owner: QObject, setter: Callable[[str], object], key: str, **values: object) -> None:
    """Give `setter` the text of `key`, now and after each change of language, while `owner` lives.

    A second call with the same setter replaces the first.
    """
    _sayings(owner).add(_name(setter), lambda: setter(words.say(key, **values)))


def rebind(owner: QObject, again: Callable[[], None]) -> None:
    """Call `again` now and after each change of language: for texts put together from several."""
    _sayings(owner).add(_name(again), again)


def _name(setter: Callable[..., object]) -> str:
    name = getattr(setter, "__name__", "<lambda>")
    return f"{name} {id(setter)}" if name == "<lambda>" else name


def _sayings(owner: QObject) -> _Sayings:
    """Return the texts of `owner`. Asking for its children would cost 40 ms where Qt keeps private ones."""
    found: object = vars(owner).get(_KEPT)
    if not isinstance(found, _Sayings):
        found = vars(owner)[_KEPT] = _Sayings(owner)
    return found


class Language(QObject):
    """The choice of language of this device."""

    changed = Signal()

    def __init__(self, choices: DeviceChoices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        words.use(str(choices.get("language") or _of_system()))
        self._teach_qt()

    @property
    def code(self) -> str:
        """`zh` or `en`."""
        return words.language()

    def switch(self, code: str) -> None:
        """Speak `zh` or `en` from now on, everywhere."""
        self._choices.set("language", code)
        if code == words.language():
            return
        words.use(code)
        self._teach_qt()
        app = QCoreApplication.instance()
        if app is not None:
            QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))
        self.changed.emit()

    def _teach_qt(self) -> None:
        """Let Qt's own dialogs (files, printers) and dates speak the same language; English is their own."""
        locale = _LOCALES[words.language()]
        QLocale.setDefault(locale)
        translator = _translator_of_qt()
        QCoreApplication.removeTranslator(translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if words.language() == "zh" and translator.load(locale, "qtbase", "_", folder):
            QCoreApplication.installTranslator(translator)

    bind = staticmethod(bind)


class _WordsOfQt(QTranslator):
    """Qt's catalogue, which does not know some texts since they were given an underlined letter."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        found = super().translate(context, source, disambiguation, n)
        if not found and "&" in source:
            return super().translate(context, source.replace("&", ""), disambiguation, n)
        return found


@cache
def _translator_of_qt() -> QTranslator:
    """Return the one translator of Qt's own words; a second would stay behind when the first is gone."""
    return _WordsOfQt()


def _of_system() -> str | None:
    chinese = any(name.startswith("zh") for name in QLocale.system().uiLanguages())
    return "zh" if chinese else "en"
