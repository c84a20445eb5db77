"""A person before the program: types, reads what is on the screen, and may pull the plug."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("at_the_keyboard.py")


@dataclass
class Person:
    """Somebody at the keyboard of one running program."""

    program: subprocess.Popen[str]
    pid: int = 0

    def ask(self, *act: Any) -> Any:
        """Let the program do something; return its answer."""
        self.program.stdin.write(json.dumps(act) + "\n")
        self.program.stdin.flush()
        return self.hear()

    def hear(self) -> Any:
        """Return the next thing the program says."""
        line = self.program.stdout.readline()
        assert line, "the program has ended"
        heard = json.loads(line)
        assert not (isinstance(heard, dict) and "failed" in heard), heard["failed"]
        return heard

    def press(self, *keys: str) -> None:
        self.ask("press", *keys)

    def type(self, text: str, *then: str) -> None:
        """Type text where the cursor is, and press keys behind it."""
        self.ask("type", text)
        if then:
            self.press(*then)

    def reads(self, *texts: str) -> list[str]:
        """Wait until all of this can be read on the screen; return all that can be read."""
        seen: list[str] = self.ask("until", *texts)["seen"]
        missing = [text for text in texts if not any(text in each for each in seen)]
        assert not missing, f"{missing} is nowhere to be read in {seen}"
        return seen

    def glimpses(self, text: str) -> None:
        """Wait until this can be read, though it may soon be gone again."""
        seen = self.ask("glimpse", text)["seen"]
        assert any(text in each for each in seen), f"{text} is nowhere to be read in {seen}"

    def sees_paper(self, text: str) -> None:
        """Wait until the paper beside the form says this."""
        shown = self.ask("paper", text)
        assert text in shown["text"]
        assert min(shown["shades"], default=0) > 8, "the page is blank"

    def pull_the_plug(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.program.communicate()


@pytest.fixture
def sit_down(tmp_path) -> Iterator[Callable[[], Person]]:
    """Start the program on the profile of this test."""
    started: list[subprocess.Popen[str]] = []

    def start() -> Person:
        program = subprocess.Popen(
            [sys.executable, str(PROGRAM), "--profile", str(tmp_path / "profile")],
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": str(ROOT),
                "LANG": "en_US.UTF-8",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(program)
        person = Person(program)
        person.pid = person.hear()["pid"]
        return person

    yield start
    for program in started:
        program.kill()
        program.communicate()
