import sys
import threading

from salesdesk.desktop.runtime.failures import Failures
from salesdesk.domain.errors import RuleBroken


def _raise(error: Exception) -> None:
    raise error


def test_what_nobody_caught_is_told_and_written_without_values(qtbot, tmp_path):
    failures = Failures(tmp_path)
    failures.install()
    try:
        with qtbot.waitSignal(failures.happened) as heard:
            try:
                _raise(ValueError("鑫源 13800138000"))
            except ValueError:
                sys.excepthook(*sys.exc_info())
    finally:
        failures.close()
    assert isinstance(heard.args[0], ValueError)
    [written] = [path.read_text("utf-8") for path in tmp_path.glob("failure-*.txt")]
    assert "ValueError" in written
    assert "test_failures.py" in written
    assert "鑫源" not in written


def test_a_thread_that_fails_is_heard(qtbot, tmp_path):
    failures = Failures(tmp_path)
    failures.install()
    try:
        with qtbot.waitSignal(failures.happened):
            thread = threading.Thread(target=_raise, args=(RuleBroken("quote-move"),))
            thread.start()
            thread.join()
    finally:
        failures.close()
    assert list(tmp_path.iterdir()) == []  # our own errors are no failures of the program


def test_the_hooks_are_given_back(tmp_path):
    before = sys.excepthook
    failures = Failures(tmp_path)
    failures.install()
    failures.close()
    assert sys.excepthook is before
