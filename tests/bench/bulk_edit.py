"""P16: the same change to 10,000 of 100,000 customers, with its acts and undo, beside the raw update.

The raw limit sets the same column of the same rows with one statement in one transaction, indexes kept.
"""

from salesdesk.services import customers, undo
from tests.bench.figures import seconds, tell
from tests.bench.filled import filled, unlocked

CUSTOMERS, CHANGED = 100_000, 10_000


def main() -> None:
    with filled(CUSTOMERS) as profile:
        workspace = unlocked(profile)
        database = workspace.database
        ids = customers.listing(database, customers.CustomerFilter()).ids()[:CHANGED]
        writer = database.engine.execution_options(rw=True)

        def raw() -> None:
            given = [(b.bytes,) for b in ids]
            with writer.begin() as connection:
                connection.exec_driver_sql("UPDATE customers SET grade = 'B' WHERE id = ?", given)

        limit = seconds(raw) * 1000
        edited = seconds(lambda: customers.edit_customers(database, ids, {"grade": "A"})) * 1000
        undone = seconds(lambda: undo.undo(database)) * 1000
        workspace.close()
    name = f"bulk edit of {CHANGED:,}"
    tell("P16", name, edited, baseline=limit, target="<= 6 x", met=edited <= 6 * limit)
    tell("P16", f"{name}, taken back", undone, baseline=limit, target="(told)", met=True)


if __name__ == "__main__":
    main()
