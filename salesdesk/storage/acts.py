"""A changed row as acts, and an act as it travels."""

from collections.abc import Iterable, Iterator
from typing import Any, cast
from uuid import UUID

from salesdesk.protocol import codec
from salesdesk.protocol.entities import Entity
from salesdesk.protocol.messages import Act, ActKind
from salesdesk.storage.tables.replication import ActColumns


def acts_of(
    entity: Entity, row_id: UUID, base: dict[str, Any] | None, patch: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the acts of one changed row: one edit for its free fields, one command for each guarded one."""
    if base is None:
        yield draft(entity, row_id, None, patch)
        return
    changed = [name for name in patch if patch[name] != base.get(name)]
    guards = {name: entity.guard_of(name) for name in changed}
    free = [name for name in changed if guards[name] is None]
    if free:
        yield draft(entity, row_id, _only(base, free), _only(patch, free))
    for field_name in {guard[0]: None for guard in guards.values() if guard}:
        names = [name for name in changed if (guard := guards[name]) and guard[0] == field_name]
        yield _command(entity, row_id, field_name, _only(base, names), _only(patch, names))


def _command(
    entity: Entity, row_id: UUID, guarded: str, base: dict[str, Any], patch: dict[str, Any]
) -> dict[str, Any]:
    args = {"from": base.get(guarded), "to": patch.get(guarded)}
    args |= {name: value for name, value in patch.items() if name != guarded}
    made = draft(entity, row_id, base, patch)
    return made | {
        "kind": "command",
        "command": entity.guarded[guarded].command,
        "args": codec.encode(args),
    }


def draft(entity: Entity, row_id: UUID, base: dict[str, Any] | None, patch: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "append" if entity.append_only and base is None else "edit",
        "entity": entity.name,
        "row_id": row_id,
        "base": None if base is None else codec.encode(base),
        "patch": codec.encode(patch),
        "command": None,
        "args": None,
    }


def as_act(row: ActColumns) -> Act:
    """Return the act as it travels: a command says its name and arguments, not what it did here."""
    is_command = row.command is not None
    return Act(
        device_id=row.device_id,
        mseq=row.mseq,
        group_id=row.group_id,
        kind=cast("ActKind", row.kind),
        entity=row.entity,
        row_id=row.row_id,
        base=None if is_command or row.base is None else codec.decode(row.entity, row.base),
        patch=None if is_command else codec.decode(row.entity, row.patch),
        command=row.command,
        args=None if row.args is None else codec.decode(row.entity, row.args),
        schema=row.schema,
        made_at=row.made_at,
    )


def _only(fields: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: fields.get(name) for name in names}
