"""`main.py init`."""

from argparse import Namespace
from typing import Final

from salesdesk import words
from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import password, places_of
from salesdesk.services import accounts
from salesdesk.storage.database import utc_now

DONE: Final = 0


def run_init(asked: Namespace) -> int:
    """Make a workspace and print its recovery key, once."""
    places = places_of(asked)
    made = accounts.create_workspace(
        places,
        password=password("command.new-password"),
        language=words.language(),
        name=asked.name or words.say("command.me"),
        company=asked.company or words.say("command.my-company"),
        now=utc_now(),
    )
    made.workspace.close()
    answer = {"profile": str(places.profile), "recovery_key": made.written_key}
    lines = [
        words.say("command.workspace-made", folder=places.profile),
        words.say("command.recovery-key", key=made.written_key),
    ]
    tell(answer, lines, as_json=asked.json)
    return DONE
