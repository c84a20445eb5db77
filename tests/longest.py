"""`pytest --longest 20` names the events that held up the window longest, and the tests they happened in.

The watchdog (tests/desktop/conftest.py) fails a test at its bound; this tells how far the others are from it,
and from the 50 ms of P21.
"""

from typing import Final

import pytest

HELD: Final = "held"
"""Under which name a test hands over its events, each (seconds, what it was), also to another process."""
WORTH_TELLING: Final = 0.015  # seconds


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--longest", type=int, default=0, help="name so many events that held up the window longest"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    wanted = config.getoption("--longest")
    if not wanted:
        return
    terminalreporter.section(f"the {wanted} longest events of the window")
    for _seconds, what, where in sorted(_told(terminalreporter), reverse=True)[:wanted]:
        terminalreporter.write_line(f"{what}  {where}")


def _told(terminalreporter: pytest.TerminalReporter) -> list[tuple[float, str, str]]:
    """Return the events that the ends of the tests told of."""
    ends = {
        report.nodeid: report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "teardown"
    }
    return [
        (*value, report.nodeid)
        for report in ends.values()
        for name, value in report.user_properties
        if name == HELD
    ]
