"""docs/requirements.csv says what works and which tests show it; those tests must exist."""

import ast
import csv
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNT = 135  # ids asked for


def _rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _tests_in(path: Path) -> frozenset[str]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef))


def _exists(test: str) -> bool:
    name, _, function = test.partition("::")
    path = ROOT / name
    return path.is_file() and (not function or function in _tests_in(path))


def test_every_id_stands_there_once():
    ids = [row["id"] for row in _rows()]
    assert len(set(ids)) == len(ids) == COUNT


def test_every_state_is_one_of_three():
    assert {row["state"] for row in _rows()} <= {"works", "partly", "not yet"}


def test_what_works_says_where_and_is_shown_by_tests():
    assert [r["id"] for r in _rows() if r["state"] != "not yet" and not (r["where"] and r["tests"])] == []


def test_the_tests_named_exist():
    named = [(row["id"], test) for row in _rows() for test in row["tests"].split()]
    assert [pair for pair in named if not _exists(pair[1])] == []
