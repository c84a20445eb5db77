"""A planned day in words, alike on the screen and on paper."""

from datetime import date

from salesdesk import formats, words
from salesdesk.domain.activities import Outcome
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.services.day_plan import Stop
from salesdesk.storage.queries.quotes import QuoteSummary


def title_of(day: date) -> str:
    """Return what a plan is called."""
    code = words.language()
    return words.say("plan.title.day", day=formats.day(day, code), weekday=formats.weekday(day, code))


def area_of(stop: Stop) -> str:
    """Return the heading a visit stands under: city and district, each once."""
    parts = dict.fromkeys(part for part in (stop.city, stop.district) if part)
    return " · ".join(parts) or words.say("plan.nowhere")


def hours_of(stop: Stop) -> str:
    """Return 09:00-10:00, or that the day has no room."""
    if stop.start is None:
        return words.say("plan.no_room")
    return f"{_clock(stop.start)}-{_clock(stop.start + stop.minutes)}"


def details_of(stop: Stop, day: date) -> list[tuple[str, str]]:
    """Return what is open with a customer, each with its name: what is to be done, quotes, last contact."""
    said = words.say
    found = [(said("plan.task"), text) for text in stop.tasks]
    found += [(said("plan.quote"), _quote(each, day)) for each in stop.quotes]
    last = stop.last
    if last is None or stop.last_on is None:
        return [*found, (said("plan.last"), said("plan.last.never"))]
    when = formats.short_day(stop.last_on, day, words.language())
    about = last.subject or last.body.partition("\n")[0]
    outcome = said(f"outcome.{last.outcome}") if last.outcome in set(Outcome) else last.outcome
    parts = (when, said(f"timeline.{last.kind}"), about, outcome)
    return [*found, (said("plan.last"), " · ".join(part for part in parts if part))]


def ways_of(stop: Stop) -> tuple[str, str]:
    """Return the address, and whom one asks for with the number; what is not known is said."""
    person = " ".join(part for part in (stop.contact, stop.job_title) if part)
    reached = " · ".join(part for part in (person, stop.phone) if part)
    return stop.address or words.say("plan.no_address"), reached or words.say("plan.no_contact")


def _quote(quote: QuoteSummary, day: date) -> str:
    places = minor_units(quote.currency)
    gross = formats.amount(from_minor(quote.gross, quote.currency), quote.currency, places)
    until = formats.short_day(quote.valid_until, day, words.language())
    return words.say(
        "plan.quote.text",
        number=quote.number,
        amount=gross,
        status=words.say(f"quote_status.{quote.status}"),
        day=until,
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
