"""What a paper says, in one language or in both: Chinese first, English beneath or beside it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesdesk import formats
from salesdesk.documents.quote_paper import PaperLanguage
from salesdesk.documents.typesetting import clean
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.taxes import Rounding
from salesdesk.words import words_of


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one paper."""

    language: PaperLanguage

    @property
    def tongues(self) -> tuple[str, ...]:
        """The languages spoken, in the order in which they stand."""
        return ("zh", "en") if self.language is PaperLanguage.BOTH else (self.language.value,)

    @property
    def code(self) -> str:
        """The language a PDF reader is told (BCP 47)."""
        return "en" if self.language is PaperLanguage.EN else "zh-CN"

    def each(self, key: str, **values: object) -> tuple[str, ...]:
        """Return the text once for each language."""
        return tuple(words_of(tongue).say(f"paper.{key}", **values) for tongue in self.tongues)

    def beside(self, key: str, **values: object) -> str:
        """Return the text of all languages on one line."""
        return " ".join(self.each(key, **values))

    def named(self, name: str, name_en: str) -> tuple[str, ...]:
        """Return the names to print: English papers take the English one where there is one."""
        names = {"zh": name or name_en, "en": name_en or name}
        kept = dict.fromkeys(clean(names[tongue]) for tongue in self.tongues)
        return tuple(text for text in kept if text)

    def rounding(self, where: Rounding, mode: RoundingMode) -> tuple[str, ...]:
        """Return where and how tax was rounded."""
        modes = self.each(f"rounding_mode.{mode.value}")
        return tuple(
            words_of(tongue).say(f"paper.rounding.{where.value}", mode=said)
            for tongue, said in zip(self.tongues, modes, strict=True)
        )

    def day(self, value: date) -> str:
        """Return a date; in figures alone where one text serves both languages."""
        if self.language is PaperLanguage.BOTH:
            return value.isoformat()
        return formats.day(value, self.tongues[0])

    def percent(self, value: Decimal) -> str:
        """Return 13%."""
        return f"{formats.number(value)}%"


def figure(value: Decimal, places: int, most: int = 0) -> str:
    """Return a number in groups of three with `places` decimals, or up to `most` where it has them."""
    text = f"{value:,.{max(places, most)}f}"
    spare = max(most - places, 0)
    while spare and text.endswith("0"):
        text, spare = text[:-1], spare - 1
    return text.rstrip(".") if "." in text else text
