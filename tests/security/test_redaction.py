"""Nothing of the business reaches log or report, however it is passed."""

import json
import logging
from datetime import UTC, datetime
from uuid import UUID

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.security import crash, redaction
from salesdesk.security.redaction import Code

CANARY = "鑫源-canary-4711"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def log(tmp_path):
    redaction.start_log(tmp_path)
    yield logging.getLogger("salesdesk.test")
    redaction.stop_log()
    redaction._recent.clear()


@pytest.fixture
def lines(tmp_path):
    def read() -> list[dict]:
        path = tmp_path / redaction.LOG_NAME
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    return read


def fail(value: str) -> None:
    private = value  # a frame local
    raise ValueError(private)


def failure() -> ValueError:
    try:
        fail(CANARY)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_line_keeps_ids_codes_and_counts(log, lines):
    log.info("%s: %d rows of %s in %.1f s", Code("import"), 12, UUID(int=5), 0.25)
    (line,) = lines()
    assert line["says"] == f"import: 12 rows of {UUID(int=5)} in 0.2 s"
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize(
    "value",
    [
        CANARY,
        CANARY.encode(),
        [CANARY],
        {"name": CANARY},
        ValueError(CANARY),
        BadInput("x", name=CANARY),
        {CANARY},
    ],
)
def test_a_value_never_reaches_the_log(log, tmp_path, value):
    log.warning("customer %s", value)
    log.warning("customer %(name)s", {"name": value})
    log.warning("too few places %s %s", value)  # noqa: PLE1206 - a mistake must not leak either
    assert CANARY not in (tmp_path / redaction.LOG_NAME).read_text("utf-8")


def test_an_error_is_logged_by_kind_and_place_only(log, lines):
    refused = BadInput("phone-wrong", name=CANARY)
    refused.__cause__ = failure()
    log.error("not saved", exc_info=refused)
    (line,) = lines()
    assert CANARY not in json.dumps(line, ensure_ascii=False)
    assert line["error"][0].endswith("BadInput phone-wrong")
    assert any("builtins.ValueError" in part for part in line["error"])


def test_of_a_library_only_who_spoke_is_kept(log, lines):
    logging.getLogger("urllib3.pool").warning(f"retry for {CANARY}")  # noqa: G004 - libraries do this
    logging.getLogger("urllib3.pool").info("chatter")
    (line,) = lines()
    assert (line["from"], "says" in line) == ("urllib3.pool", False)


def test_the_log_turns_over(log, tmp_path, monkeypatch):
    for handler in logging.getLogger().handlers:
        if hasattr(handler, "maxBytes"):
            handler.maxBytes = 2_000
    for number in range(200):
        log.info("turn %d", number)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["salesdesk.log", "salesdesk.log.1", "salesdesk.log.2", "salesdesk.log.3"]


def test_a_report_tells_places_and_last_lines_and_no_values(log, tmp_path):
    log.info("opened %d", 3)
    path = crash.keep_report(tmp_path / "logs", failure(), NOW)
    text = path.read_text("utf-8")
    assert CANARY not in text
    assert "ValueError" in text
    assert "in_redaction" not in text
    assert "test_redaction.py" in text
    assert "opened 3" in text


def test_only_the_newest_reports_are_kept(tmp_path):
    for second in range(25):
        crash.keep_report(tmp_path, ValueError(), NOW.replace(second=second))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 20
    assert names[-1].startswith("failure-20261123-090024")


def test_a_report_that_cannot_be_written_hides_nothing(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert crash.keep_report(blocked, ValueError(), NOW) is None
