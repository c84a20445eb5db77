"""The house rules, run like any other test."""

import ast
import logging.config
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "salesdesk").rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def _where(pattern: str, *, except_in: set[str] = frozenset(), under: str = "") -> list[str]:
    """Return `file:line` of each line of source that matches."""
    found = []
    for path in SOURCES:
        name = path.relative_to(ROOT / "salesdesk").as_posix()
        if name in except_in or not name.startswith(under):
            continue
        lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        found += [f"{name}:{number}" for number, line in lines if re.search(pattern, line)]
    return found


def test_every_import_contract_is_kept(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(
        logging.config, "dictConfig", lambda _settings: None
    )  # it would silence every other test
    assert lint_imports(no_cache=True) == 0


def test_no_file_outgrows_its_subject():
    long = {p.name: n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_outgrows_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in SOURCES
        if "versions" not in path.parts
        for function in _functions(ast.parse(path.read_text("utf-8")))
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "misc"])
def test_no_drawer_for_everything(name):
    assert [path for path in SOURCES if path.stem == name or name in path.parts] == []


def test_each_program_opens_its_database_in_one_place_only():
    """Every other connection would miss the key, the pragmas and the pool."""
    opened = {
        path.relative_to(ROOT / "salesdesk").as_posix()
        for path in SOURCES
        for call in _calls(ast.parse(path.read_text("utf-8")))
        if call.split(".")[-1] == "create_engine" or call.endswith("dbapi2.connect")
    }
    assert opened == {"storage/engine.py", "server/engine.py"}
    assert _where("temp_store", except_in={"storage/engine.py"}) == []


def test_data_is_never_run():
    forbidden = {"eval", "exec", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "yaml.load"}
    run = [
        f"{path.name}: {call}"
        for path in SOURCES
        for call in _calls(ast.parse(path.read_text("utf-8")))
        if call in forbidden
    ]
    assert run == []


def test_labels_never_guess_that_a_name_is_html():
    assert _where(r"\bQLabel\(", except_in={"desktop/widgets/plain.py"}, under="desktop") == []
    assert _where(r"\bQMessageBox\b", under="desktop") == []


def test_colours_come_from_the_tokens():
    assert (
        _where(r"""["']#[0-9A-Fa-f]{6}["']""", except_in={"desktop/theme/tokens.py"}, under="desktop") == []
    )


def test_no_worker_decodes_a_picture_with_qts_readers():
    """They ask Python for words while they hold a lock: two at once, in Chinese, never end."""
    assert _where(r"QImage\.fromData|QImageReader|QImageWriter", under="desktop") == []
