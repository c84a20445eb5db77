"""Lines of the inbox in words: the second line of each, who and when, and what it means."""

from datetime import datetime

from salesdesk.desktop.activities.when import ago
from salesdesk.desktop.inbox.lines import Found, Line
from salesdesk.desktop.inbox.values import label, told_fields, value_text
from salesdesk.domain.errors import SalesDeskError
from salesdesk.services.inbox import EARLY
from salesdesk.words import error_text, say, words_of


def title(line: Line) -> str:
    """Return what the record is called; a setting of the company as the settings call it."""
    if line.entity == "company_settings":
        keys = (f"settings.company.{line.title}", f"settings.quotes.{line.title}")
        return next((say(key) for key in keys if key in words_of("en").texts), line.title)
    return line.title or say("inbox.untitled")


def second_line(line: Line, found: Found) -> str:
    """Return what happened, in one line."""
    if line.section == "conflicts":
        return _in_short(line, found)
    if line.section in ("refused", "held"):
        return why(line)
    if line.section == "decide":
        return say("inbox.wants", name=line.by or say("inbox.somebody"), what=_fields(line))
    return say("inbox.acts", n=line.acts, kind=say(f"inbox.entity.{line.entity}"))


def about(line: Line, now: datetime) -> str:
    """Return what kind of record it is, who did it, and when."""
    kind = say(f"inbox.entity.{line.entity}")
    return " · ".join(part for part in (kind, line.by, ago(line.when, now)) if part)


def sentence(line: Line) -> str:
    """Return what it means and what can be done, in full."""
    if line.section == "refused":
        kind = "file" if line.of_file else "early" if line.code in EARLY else "refused"
        return f"{why(line)} {say(f'inbox.sentence.{kind}')}"
    if line.section == "held":
        return why(line)
    return say(f"inbox.sentence.{line.section}", name=line.by or say("inbox.somebody"))


def why(line: Line) -> str:
    """Return why something was refused or is held."""
    return error_text(SalesDeskError(line.code, **line.values))


def _in_short(line: Line, found: Found) -> str:
    (change,) = line.changes

    def text(value: object) -> str:
        return " ".join(value_text(line.entity, change.field, value, found.names).split())

    name = label(line.entity, change.field)
    return say("inbox.short", field=name, mine=text(change.mine), theirs=text(change.theirs))


def _fields(line: Line) -> str:
    if line.is_new:
        return say("inbox.new", kind=say(f"inbox.entity.{line.entity}"))
    names = told_fields(
        line.entity, [change.field for change in line.changes if change.entity == line.entity]
    )
    return ", ".join(label(line.entity, name) for name in names[:3]) or say(f"inbox.entity.{line.entity}")
