"""`make bench`: measures each figure in a process of its own, beside its raw baseline.

P9 is measured with P8. SALESDESK_BENCH_LARGE=1 adds a million rows to P7 and makes P12 as large as meant.
Prints one JSON line a figure and writes them all to build/bench.json. Name figures to measure only those:
`make bench ARGS="P1 P6"`.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FIGURES = {
    "P1": "lock_screen",
    "P2": "customers_page",
    "P3": "search_box",
    "P4": "million_quotes",
    "P5": "import_customers",
    "P6": "quote_pdf",
    "P7": "first_pull",
    "P8": "one_cycle",
    "P10": "offline_acts",
    "P11": "news",
    "P12": "after_the_show",
    "P13": "save_while_pulling",
    "P14": "busy_customer",
    "P15": "duplicates",
    "P16": "bulk_edit",
    "P19": "last_units",
    "P21": "ui_thread",
    "P22": "one_lead",
}


def measure(name: str) -> list[dict[str, object]]:
    """Run one module of figures; each line it prints is a figure."""
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{FIGURES[name]}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    figures = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    if run.returncode or not figures:
        sys.stderr.write(run.stderr)
        figures.append({"id": name, "name": FIGURES[name], "met": False, "failed": run.stderr[-2000:]})
    return figures


def main(wanted: list[str]) -> int:
    figures = []
    for name in wanted or FIGURES:
        for figure in measure(name):
            sys.stdout.write(json.dumps(figure, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            figures.append(figure)
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all("failed" not in figure for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
