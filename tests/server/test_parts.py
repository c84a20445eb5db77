import subprocess
import sys

from tests.test_architecture import ROOT

ONLY_PARTS = """
import sys
from pathlib import Path
from salesdesk.protocol.entities import ENTITIES
from salesdesk.server.config import Config
from salesdesk.server.parts import make_parts
from salesdesk.server.rows import table_of
make_parts(Config(database="sqlite:///never-opened.db", data=Path(sys.argv[1]))).close()
print(*sorted(table_of(entity).name for entity in ENTITIES))
"""


def test_a_process_that_was_given_its_socket_knows_every_table(tmp_path):
    """It does not make the tables: whoever started it has."""
    command = [sys.executable, "-c", ONLY_PARTS, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "activities" in run.stdout, run.stderr
