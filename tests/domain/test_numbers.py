from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.domain.numbers import (
    PREFIX_ALPHABET,
    DocumentNumber,
    device_prefix,
    document_number,
    free_prefix,
    revision_number,
)


def test_a_number_and_its_revisions():
    number = document_number("Q", 2026, "A7K", 1)
    assert number == "Q-2026-A7K0001"
    assert revision_number(number, 2) == "Q-2026-A7K0001-R2"
    assert revision_number("Q-2026-A7K0001-R2", 1) == number
    assert str(DocumentNumber.parse(number).next_revision().first) == number


def test_numbers_are_read_as_typed():
    assert DocumentNumber.parse(" q-2026-a7k0012-r3 ") == DocumentNumber("Q", 2026, "A7K", 12, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q-2026-A7K",
        "Q-2026-O0I0001",
        "Q-26-A7K0001",
        "Q-2026-A7K0000",
        "Q-2026-A7K0001-R0",
        "Q-2026-A7K001",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(BadInput) as error:
        DocumentNumber.parse(text)
    assert error.value.code == "document-number"


def test_numbers_sort_by_count_where_text_would_not():
    texts = ["Q-2026-A7K10000", "Q-2026-A7K9999", "Q-2026-A7K0002-R10", "Q-2026-A7K0002-R2", "Q-2025-Y9X0007"]
    assert [str(number) for number in sorted(map(DocumentNumber.parse, texts))] == texts[::-1]


def test_no_letter_is_taken_for_another():
    assert not set(PREFIX_ALPHABET) & set("01258IJOLSZBUVG6") - {"J"}


@given(st.uuids(), st.integers(1, 10**9 - 1), st.integers(1, 9999))
def test_every_device_makes_numbers_that_are_read_back(device, counter, revision):
    number = DocumentNumber("Q", 2026, device_prefix(device), counter, revision)
    assert DocumentNumber.parse(str(number)) == number


def test_a_device_keeps_its_letters():
    device = UUID("0198c0de-0000-7000-8000-000000000001")
    assert device_prefix(device) == device_prefix(device)
    assert device_prefix(device) != device_prefix(UUID(int=device.int + 1))


def test_a_device_begins_with_its_own_letters_unless_another_has_them():
    device = UUID("0198c0de-0000-7000-8000-000000000001")
    first = free_prefix(device, ())
    assert first == device_prefix(device)
    assert free_prefix(device, {first}) not in {first, ""}


def test_every_device_of_a_company_gets_letters_of_its_own_until_all_are_taken():
    taken = {device_prefix(UUID(int=place)) for place in range(9_260)}
    assert len(taken) == 9_260
    last = free_prefix(UUID(int=7), taken)
    assert last not in taken | {""}
    assert free_prefix(UUID(int=7), taken | {last}) == ""
