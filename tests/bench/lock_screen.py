"""P1: from the start of the process to the painted lock screen, beside a bare window."""

import tempfile
from pathlib import Path

from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now
from tests.bench.children import side_by_side
from tests.bench.figures import tell

LOCK_SCREEN = """
import json, os, sys, time
from salesdesk.command_line import run
from salesdesk.desktop import app
class Measured(app.App):
    def _load(self):  # called once painted, before anything heavy
        at = time.monotonic()
        from tests.bench.memory import peak_mb
        print(json.dumps({"at": at, "peak": peak_mb()}), flush=True)
        os._exit(0)
app.App = Measured
sys.exit(run.run(["--profile", sys.argv[1]]))
"""


def main() -> None:
    cheap = KdfCost(64, 1, 1)
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "profile")
        accounts.create_workspace(
            places,
            password="four words make one password",
            language="zh",
            name="Li Ming",
            company="Nova",
            now=utc_now(),
            keyring=accounts.no_keyring,
            costs=KdfCosts(cheap, cheap),
        ).workspace.close()
        ours, bare = side_by_side((LOCK_SCREEN, str(places.profile)))
    met = ours.ms <= 1.6 * bare.ms
    tell("P1", "lock screen painted", ours.ms, baseline=bare.ms, target="<= 1.6 x", met=met, peak=ours.peak)


if __name__ == "__main__":
    main()
