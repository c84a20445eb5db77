"""SalesDesk. Without a command the window opens; `main.py --help` lists the commands."""

import os
import sys

from salesdesk.command_line.run import run

if __name__ == "__main__":
    os.umask(0o077)  # what the program writes is for its user's eyes only
    sys.exit(run(sys.argv[1:]))
