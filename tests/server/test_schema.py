import subprocess
import sys
from uuid import uuid4

import pytest
from sqlalchemy import inspect, text

from salesdesk.protocol.entities import ENTITIES
from salesdesk.server import rows, schema
from salesdesk.server.failures import CannotStart
from salesdesk.storage.base import Base
from tests.conftest import NOON
from tests.test_architecture import ROOT

_MAKE = """
import sys
from salesdesk.server import engine, schema
print(schema.bring_up_to_date(engine.open_database(sys.argv[1])))
"""


def test_processes_that_start_at_once_make_the_tables_once(empty_database_address):
    command = [sys.executable, "-c", _MAKE, empty_database_address]
    starting = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    epochs = {process.communicate(timeout=60)[0] for process in starting}
    assert [process.returncode for process in starting] == [0, 0, 0]
    assert len(epochs) == 1
    assert len(epochs.pop().strip()) == 32


def test_rows_have_the_columns_of_a_laptop_and_the_index_of_the_stream(engine):
    seen = inspect(engine)
    for entity in ENTITIES:
        assert {column["name"] for column in seen.get_columns(entity)} == set(
            Base.metadata.tables[entity].c.keys()
        )
        indexes = {index["name"]: index["column_names"] for index in seen.get_indexes(entity)}
        assert indexes[f"ix_{entity}_stream"] == ["scope_id", "seq"]
    assert {key["referred_table"] for key in seen.get_foreign_keys("quotes")} == {"customers", "contacts"}


def test_what_only_a_laptop_needs_is_not_made(engine):
    made = set(inspect(engine).get_table_names())
    assert made.isdisjoint({"outbox", "base_row", "cursor", "search_docs", "meta"})


def test_a_laptop_knows_nothing_of_the_servers_indexes():
    schema.synced_tables()
    assert "ix_customers_stream" not in {index.name for index in Base.metadata.tables["customers"].indexes}


def test_the_epoch_lasts_until_a_backup_is_put_back(engine):
    first = schema.epoch_of(engine)
    assert schema.bring_up_to_date(engine) == first
    second = schema.renew_epoch(engine)
    assert second != first
    assert schema.bring_up_to_date(engine) == second


def test_older_tables_get_the_way_from_a_file_to_who_names_it(engine):
    name = "ix_issued_papers_file"
    with engine.execution_options(rw=True).begin() as connection:
        connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text("UPDATE server_facts SET value = '1' WHERE key = 'schema'"))
    schema.bring_up_to_date(engine)
    assert name in {index["name"] for index in inspect(engine).get_indexes("issued_papers")}
    with engine.connect() as connection:
        told = connection.execute(text("SELECT value FROM server_facts WHERE key = 'schema'")).scalar()
    assert told == str(schema.VERSION)


def test_the_tables_of_a_newer_server_are_left_alone(engine):
    with engine.execution_options(rw=True).begin() as connection:
        connection.execute(text("UPDATE server_facts SET value = '99' WHERE key = 'schema'"))
    with pytest.raises(CannotStart) as told:
        schema.bring_up_to_date(engine)
    assert (told.value.code, told.value.values) == ("server-database-newer", {"version": "99"})


def test_older_tables_get_the_fields_that_came_since(engine):
    customer, stamps = uuid4(), {"scope_id": "pool", "version": 1, "created_at": NOON, "edited_at": NOON}
    told = {"customer_id": customer, "kind": "call", "happens_at": NOON}
    with engine.execution_options(rw=True).begin() as connection:
        for entity, fields in (("customers", {"id": customer, "name": "鑫源"}), ("activities", told)):
            rows.save(connection, [(entity, rows.new(entity, {"id": uuid4()} | stamps | fields))])
        for table, column in (
            ("customers", "claimed_at"),
            ("activities", "repeats"),
            ("activities", "place"),
        ):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        walled = " CASCADE" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TABLE custom_values{walled}"))
        connection.execute(text("UPDATE server_facts SET value = '4' WHERE key = 'schema'"))
        connection.execute(text("DELETE FROM server_facts WHERE key = 'walls'"))
    schema.bring_up_to_date(engine)
    assert inspect(engine).has_table("custom_values")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT claimed_at FROM customers")).all() == [(None,)]
        assert connection.execute(text("SELECT repeats, place FROM activities")).all() == [("", "")]


def test_older_tables_get_orders_and_letters_for_their_devices(engine):
    added = ("letters", "ordered_at", "at_once", "obeyed_at")
    device = uuid4()
    with engine.execution_options(rw=True).begin() as connection:
        connection.execute(text("CREATE TABLE older AS SELECT id, user_id, name, app, state FROM devices"))
        connection.execute(text("DROP TABLE devices"))
        connection.execute(text("ALTER TABLE older RENAME TO devices"))
        connection.execute(text("UPDATE server_facts SET value = '2' WHERE key = 'schema'"))
        row = {"id": device.bytes if engine.dialect.name == "sqlite" else device}
        connection.execute(text("INSERT INTO devices (id, name) VALUES (:id, 'old')"), row)
    schema.bring_up_to_date(engine)
    columns = {column["name"] for column in inspect(engine).get_columns("devices")}
    assert columns.issuperset(added)
    assert [index["unique"] for index in inspect(engine).get_indexes("devices")] == [1]
    with engine.connect() as connection:
        assert [bool(at_once) for at_once in connection.scalars(text("SELECT at_once FROM devices"))] == [
            False
        ]
