"""Numbers that only go up, one series a year on each device."""

from sqlalchemy.orm import Session

from salesdesk.storage.tables.replication import CounterRow


def take(session: Session, series: str, year: int) -> int:
    """Return the next number of a series, from 1. Once committed it is used up, undone or not."""
    row = session.get(CounterRow, (series, year))
    if row is None:
        row = CounterRow(series=series, year=year, next=1)
        session.add(row)
    number, row.next = row.next, row.next + 1
    return number
