"""Waiting after wrong passwords: it grows, it ends, it outlives a restart, and a clock cannot abuse it."""

from datetime import UTC, datetime, timedelta

import pytest

from salesdesk.security import attempts
from salesdesk.security.attempts import Attempts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (5000, 900)]
)
def test_the_wait_grows_to_a_quarter_of_an_hour(wrong, seconds):
    assert Attempts(wrong, NOW).wait(NOW) == timedelta(seconds=seconds)


def test_the_wait_ends():
    assert Attempts(5, NOW).wait(NOW + timedelta(seconds=12)) == timedelta(seconds=18)
    assert Attempts(5, NOW).wait(NOW + timedelta(hours=1)) == timedelta(0)


def test_a_clock_set_back_makes_no_longer_wait():
    assert Attempts(5, NOW).wait(NOW - timedelta(days=400)) == timedelta(seconds=30)


def test_the_count_outlives_a_restart(tmp_path):
    path = tmp_path / "attempts.json"
    for _ in range(5):
        attempts.count_wrong(path, NOW)
    assert attempts.read(path) == Attempts(5, NOW)
    attempts.forget(path)
    assert attempts.read(path) == Attempts()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"wrong": 9}', b'{"wrong": "x", "last": 1}', b"\xff"])
def test_a_broken_count_lets_the_user_in(tmp_path, content):
    path = tmp_path / "attempts.json"
    path.write_bytes(content)
    assert attempts.read(path) == Attempts()
