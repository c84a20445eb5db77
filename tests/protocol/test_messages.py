from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from salesdesk.protocol.messages import Act, decode_act, encode_act

ACT = Act(
    device_id=UUID(int=1),
    mseq=7,
    group_id=UUID(int=2),
    kind="edit",
    entity="customers",
    row_id=UUID(int=3),
    base={"city": "上海"},
    patch={"city": "苏州"},
    schema=1,
    made_at=datetime(2026, 11, 23, tzinfo=UTC),
)


def test_an_act_travels_whole():
    assert decode_act(encode_act(ACT)) == ACT


def test_what_is_not_said_does_not_travel():
    assert b"command" not in encode_act(ACT)


def test_fields_of_a_newer_program_are_passed_over():
    newer = encode_act(ACT).replace(b'"mseq"', b'"colour":1,"mseq"')
    assert decode_act(newer) == ACT


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"mseq":"x"}', encode_act(ACT)[:-1]])
def test_anything_else_is_refused(data):
    with pytest.raises(msgspec.DecodeError):
        decode_act(data)
