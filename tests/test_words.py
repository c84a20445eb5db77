"""Both languages say everything, with the same values, and nothing twice."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from salesdesk.words import LANGUAGES, words_of

ROOT = Path(__file__).resolve().parent.parent
ERRORS = {
    *("RuleBroken", "BadInput", "NotFound", "FileRefused", "VaultError", "StorageError", "SyncFailed"),
    "SalesDeskError",
}


def _codes() -> set[str]:
    codes = set()
    for path in (ROOT / "salesdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ERRORS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    codes.add(first.value)
    return codes


_NAMES_A_KEY = re.compile(r"say|done|stay|\w*Field")  # calls whose first argument is one
_IS_A_KEY = re.compile(r"say|key|\w+_key")  # arguments that are one


def _said() -> set[str]:
    """Return every key that the source names plainly: say("..."), TextField("..."), key="...", say="..."."""
    keys = set()
    for path in (ROOT / "salesdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                first = node.args[:1] if _NAMES_A_KEY.fullmatch(ast.unparse(node.func).split(".")[-1]) else []
                named = [each.value for each in node.keywords if _IS_A_KEY.fullmatch(each.arg or "")]
                keys |= {each.value for each in (*first, *named) if isinstance(each, ast.Constant)}
    return {key for key in keys if isinstance(key, str) and "." in key}


def _places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


def test_both_languages_have_the_same_keys():
    zh, en = (words_of(language).texts for language in LANGUAGES)
    assert {key for key in en if not key.endswith(".one")} == {key for key in zh if not key.endswith(".one")}


def test_both_languages_fill_in_the_same_values():
    zh, en = (words_of(language).texts for language in LANGUAGES)
    assert {key for key in zh if _places(zh[key]) != _places(en.get(key, zh[key]))} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_told_twice(language):
    files = sorted((ROOT / "resources" / "words" / language).glob("*.json"))
    keys = Counter(
        key for path in files for key, _ in json.loads(path.read_text("utf-8"), object_pairs_hook=list)
    )
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert [key for key, text in words_of(language).texts.items() if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence(language):
    texts = words_of(language).texts
    assert sorted(code for code in _codes() if f"error.{code}" not in texts) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_said_is_in_the_catalogue(language):
    texts = words_of(language).texts
    assert sorted(key for key in _said() if key not in texts) == []
