"""A day of visits on one page."""

from datetime import date

from salesdesk import words
from salesdesk.documents.day_plan_pdf import DayPaper, Entry, render_day
from salesdesk.domain.periods import today_in
from salesdesk.services import company
from salesdesk.services.day_plan import DayPlan, Stop
from salesdesk.services.day_plan_words import area_of, details_of, hours_of, title_of, ways_of
from salesdesk.storage.database import Database


def print_plan(database: Database, plan: DayPlan) -> bytes:
    """Return the page as a PDF, in the language in use."""
    said = words.say
    today = today_in(company.time_zone(database), database.clock())
    return render_day(
        DayPaper(
            title=title_of(plan.day),
            who=plan.who,
            summary=said("plan.paper.summary", n=len(plan.stops)),
            notes=said("plan.paper.notes"),
            printed=said("plan.paper.printed", day=today),
            made_on=today,
            entries=tuple(_entry(each, plan.day) for each in plan.stops),
            language=words.language(),
        )
    )


def _entry(stop: Stop, day: date) -> Entry:
    address, reached = ways_of(stop)
    return Entry(
        area=area_of(stop),
        hours=hours_of(stop),
        name=stop.name,
        mark=words.say("today.worth.class", grade=str(stop.grade)) if stop.grade else "",
        address=address,
        reached=reached,
        details=tuple(details_of(stop, day)),
    )
