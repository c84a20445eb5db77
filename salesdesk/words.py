"""Keys to words, in Chinese and English.

The catalogue is `resources/words/<language>/*.json`: flat objects of key to text with `{name}` placeholders.
A key `x.one` is used in place of `x` when the value `n` is 1. One language is in use at a time; paper that
is written in another asks `words_of`.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from salesdesk.settings import RESOURCES

LANGUAGES: Final = ("zh", "en")
_state = {"language": "en"}


class Words:
    """The catalogue of one language."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self.texts = texts

    def say(self, key: str, /, **values: object) -> str:
        """Return the text of `key` with its values filled in; an unknown key is returned as it is."""
        text = self.texts.get(f"{key}.one") if values.get("n") == 1 else None
        text = text or self.texts.get(key)
        if text is None:
            return key
        return (
            text.format_map({name: self._shown(value) for name, value in values.items()}) if values else text
        )

    def _shown(self, value: object) -> object:
        if isinstance(value, str | int):
            return value
        from salesdesk import formats  # noqa: PLC0415 - the first words are painted before it is needed

        return formats.in_a_sentence(value, self.language)


@cache
def words_of(language: str) -> Words:
    """Return the catalogue of one language (`zh` or `en`)."""
    texts: dict[str, str] = {}
    for path in sorted((RESOURCES / "words" / language).glob("*.json")):
        texts.update(json.loads(path.read_text(encoding="utf-8")))
    return Words(language, texts)


def use(language: str) -> None:
    """Speak this language from now on."""
    _state["language"] = language if language in LANGUAGES else "en"


def language() -> str:
    """Return the language in use."""
    return _state["language"]


def say(key: str, /, **values: object) -> str:
    """Return the text of `key` in the language in use."""
    return words_of(_state["language"]).say(key, **values)


def error_text(error: Exception) -> str:
    """Return the sentence for an error: what happened, and the remedy."""
    code = getattr(error, "code", None)
    if isinstance(code, str) and f"error.{code}" in words_of(_state["language"]).texts:
        return say(f"error.{code}", **getattr(error, "values", {}))
    return say("error.unexpected", kind=type(error).__name__)
