"""SalesDesk. Without a command the window opens; `main.py --help` lists the commands."""

import sys

from salesdesk.command_line.run import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
