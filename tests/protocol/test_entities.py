import pytest

from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.storage.base import Base, Id, Json, Moment, Scaled, SyncedRow
from salesdesk.storage.tables import every_table

every_table()
_STAMPS = {"id", "seq", "version", "edited_at", "edited_by"}
_TABLES = {
    mapper.local_table.name: mapper.local_table
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, SyncedRow)
}


def _kind(column):
    for type_, kind in ((Id, Kind.ID), (Moment, Kind.MOMENT), (Json, Kind.JSON), (Scaled, Kind.FIGURE)):
        if isinstance(column.type, type_):
            return kind
    python = {"str": Kind.TEXT, "int": Kind.WHOLE, "bool": Kind.YES, "date": Kind.DAY, "Decimal": Kind.FIGURE}
    return python[column.type.python_type.__name__]


def test_every_synced_table_is_an_entity_and_every_entity_a_table():
    assert set(ENTITIES) == set(_TABLES)


@pytest.mark.parametrize("entity", sorted(_TABLES))
def test_fields_and_columns_are_the_same(entity):
    spec = ENTITIES[entity]
    columns = {column.name: _kind(column) for column in _TABLES[entity].columns if column.name not in _STAMPS}
    for name in spec.derived:
        columns.pop(name)
    assert dict(spec.fields) == columns


def test_a_guarded_field_names_its_command():
    field, guard = ENTITIES["quotes"].guard_of("sent_at")
    assert (field, guard.command) == ("status", "quote.move")
    assert ENTITIES["quotes"].guard_of("note") is None
