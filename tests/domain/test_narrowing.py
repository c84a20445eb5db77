import pytest

from salesdesk.domain.customers import Grade
from salesdesk.domain.narrowing import narrowed

PUDONG = ("浦东新区", "上海市")


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("", True),
        ("pd", True),
        ("pudong", True),
        ("浦东", True),
        ("sh pd a", True),
        ("class a", True),
        ("Ａ级", True),
        ("xy", True),  # the name without its place
        ("鑫源", True),
        ("等级：A 区：浦东", True),
        ("b", False),
        ("xh", False),
        ("ds", False),  # in the middle of 浦东 there is no beginning
        ("pd b", False),
    ],
)
def test_what_is_typed_finds_by_district_class_and_name(typed, fits):
    assert narrowed(typed).fits("上海鑫源机械有限公司", Grade.A, PUDONG) is fits


def test_what_is_chosen_already_is_not_read_again():
    wanted = narrowed("a", area="浦东新区", grade=Grade.B)
    assert (wanted.grade, wanted.words) == (Grade.B, ("a",))
    assert not wanted.fits("Apex", Grade.B, ("徐汇区",))
    assert wanted.fits("Apex", Grade.B, PUDONG)
    assert not narrowed("  ")
