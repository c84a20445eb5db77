"""The commands as a script types them: answers, exit codes, and nothing half done."""

import hashlib
import json
import os
import subprocess
import sys

import msgspec
import pypdfium2
import pytest
from xlsxwriter import Workbook

from salesdesk.command_line import demo
from salesdesk.command_line.run import READ_WORKBOOK, run
from salesdesk.integrations import excel_files
from salesdesk.settings import RESOURCES, ROOT

SAMPLE = RESOURCES / "sample"
CHINESE = SAMPLE / "customers_zh.csv"
WORKBOOK = ROOT / "tests" / "data" / "tables" / "date.xlsx"


def test_init_prints_the_recovery_key_once_and_refuses_a_second_time(asked, workspace):
    assert len(workspace["recovery_key"].replace("-", "")) >= 26
    code, answer = asked("init")
    assert (code, answer["error"]["code"]) == (3, "workspace-exists")


def test_what_is_written_is_for_its_user_alone(profile):
    command = [sys.executable, "main.py", "init", "--profile", str(profile)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    written = list(profile.rglob("*"))
    assert "salesdesk.db" in {path.name for path in written}
    assert os.name == "nt" or [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_a_wrong_password_is_told_apart_from_everything_else(asked, workspace, monkeypatch):
    monkeypatch.setenv("SALESDESK_PASSWORD", "somebody else's words")
    code, answer = asked("check")
    assert (code, answer["error"]["code"]) == (3, "wrong-password")


def test_a_frozen_program_is_its_own_reader_of_workbooks():
    assert READ_WORKBOOK == excel_files.WORKER_SWITCH
    command = [sys.executable, "main.py", READ_WORKBOOK, str(WORKBOOK)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    length = excel_files.LENGTH
    message = msgspec.msgpack.decode(
        done.stdout[length.size :][: length.unpack(done.stdout[: length.size])[0]]
    )
    assert message["sheets"]


@pytest.mark.parametrize("words", [("import",), ("export", "customers")])
def test_a_folder_in_the_place_of_a_file_is_said(asked, workspace, tmp_path, words):
    folder = tmp_path / "list.csv"
    folder.mkdir()
    code, answer = asked(*words, folder)
    assert (code, answer["error"]["code"]) == (2 if words[0] == "import" else 3, "file-is-folder")
    assert "list.csv" in answer["error"]["message"]
    assert folder.is_dir()


@pytest.mark.parametrize("words", [("check", "--export"), ("demo", "--out")])
def test_a_file_in_the_place_of_a_folder_is_said(asked, workspace, tmp_path, words):
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    code, answer = asked(*words, taken)
    assert (code, answer["error"]["code"], taken.read_text("utf-8")) == (3, "folder-unwritable", "mine")
    assert str(taken) in answer["error"]["message"]


def test_a_walk_takes_away_what_an_earlier_one_left_and_nobody_elses_files(tmp_path):
    mine, theirs = tmp_path / "pictures" / "holiday.png", tmp_path / "pictures" / "today.png"
    mine.parent.mkdir()
    mine.touch()
    theirs.touch()
    left = {"pictures": ["pictures/today.png", "../beside.png"], "papers": []}
    (tmp_path / "summary.json").write_text(json.dumps(left), encoding="utf-8")
    demo._make_room(tmp_path)
    assert (mine.exists(), theirs.exists()) == (True, False)


def test_a_password_that_is_too_weak_makes_nothing(asked, profile, monkeypatch):
    monkeypatch.setenv("SALESDESK_PASSWORD", "short")
    assert asked("init")[1]["error"]["code"] == "password-too-short"
    assert not profile.exists()


def test_nobody_to_ask_for_the_password_is_said(asked, workspace, monkeypatch):
    monkeypatch.delenv("SALESDESK_PASSWORD")
    code, answer = asked("check")
    assert (code, answer["error"]["code"]) == (3, "password-missing")


def test_a_folder_without_a_workspace_is_said(asked):
    code, answer = asked("search", "x")
    assert (code, answer["error"]["code"]) == (4, "no-workspace")
    assert "main.py init" in answer["error"]["message"]


ANSWER = [
    "file", "kind", "encoding", "delimiter", "header_row", "rows",
    "created", "updated", "unchanged", "skipped",
    "refused", "duplicates", "seconds",
]  # fmt: skip


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_import_answers_with_what_is_documented_and_no_more(asked, workspace, more):
    _code, answer = asked("import", CHINESE, *more)
    assert list(answer) == ANSWER


def test_a_file_without_a_name_is_read_and_each_row_refused(asked, workspace, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text("a;b\n1;2\n3;4\n", encoding="utf-8")
    code, answer = asked("import", file)
    assert (code, answer["rows"], answer["created"]) == (0, 2, 0)
    assert (answer["encoding"], answer["delimiter"], answer["header_row"]) == ("utf-8", ";", 1)
    assert [(one["row"], one["code"]) for one in answer["refused"]] == [
        (2, "import-without-name"),
        (3, "import-without-name"),
    ]


def test_import_tells_what_it_did(asked, workspace):
    code, answer = asked("import", CHINESE)
    assert code == 0
    wanted = {"kind": "customers", "encoding": "gb18030", "delimiter": ",", "header_row": 1, "rows": 160}
    assert {name: answer[name] for name in wanted} == wanted
    assert (answer["created"], answer["updated"], answer["refused"]) == (160, 0, [])


def test_the_same_file_again_changes_nothing(asked, workspace):
    asked("import", CHINESE)
    _code, answer = asked("import", CHINESE)
    assert (answer["created"], answer["unchanged"]) == (0, 160)


def test_a_dry_run_changes_nothing(asked, workspace):
    _code, would = asked("import", CHINESE, "--dry-run")
    _code, did = asked("import", CHINESE)
    assert would["created"] == did["created"] == 160


def test_one_unreadable_file_stops_all_of_them(asked, workspace, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(200))
    code, answer = asked("import", CHINESE, broken)
    assert code == 2
    assert answer["error"]["code"]
    assert asked("import", CHINESE, "--dry-run")[1]["created"] == 160


def test_rows_that_cannot_be_taken_are_named(asked, workspace, tmp_path):
    file = tmp_path / "products.csv"
    good = "".join(f"A{number},Pump {number},{number}.50\n" for number in range(9))
    file.write_text(f"code,name,price\n{good}B1,Valve,twelve\n", encoding="utf-8")
    code, answer = asked("import", file, "--kind", "products")
    assert (code, answer["created"]) == (0, 9)
    (refused,) = answer["refused"]
    assert (refused["row"], refused["field"]) == (11, "product.unit_price")
    assert "twelve" in refused["message"]


def test_what_of_a_file_is_not_taken_is_said(typed, workspace, tmp_path):
    path = tmp_path / "two.xlsx"
    with Workbook(str(path)) as book:
        first, second = book.add_worksheet("List"), book.add_worksheet("Old")
        first.write_row(0, 0, ["company", "Pockets", "next contact", "nothing"])
        first.write_row(1, 0, ["Alpha", "two", "2026-12-01"])
        first.write_row(2, 0, ["Alpha", "three", "2026-12-02"])
        first.write_row(3, 0, ["Beta", "four", "31.2.2026"])
        second.write_row(0, 0, ["company"])
    code, said = typed("import", path)
    assert code == 0
    for part in ("Pockets", "Old", "row 3: The same record", "row 4: Next follow-up: “31.2.2026”"):
        assert part in said
    assert "nothing" not in said


def test_a_key_that_is_no_column_is_refused(asked, workspace):
    code, answer = asked("import", CHINESE, "--key", "website")
    assert (code, answer["error"]["code"]) == (6, "import-key-unusable")


def test_a_whole_workspace_passes_its_check(asked, workspace):
    asked("import", CHINESE)
    assert asked("check") == (0, {"whole": True, "problems": []})


def test_a_quote_is_written_with_its_hash(typed, asked, workspace, tmp_path, quote_number):
    out = tmp_path / "quote.pdf"
    code, answer = asked("quote", "pdf", quote_number, "--out", out, "--paper", "both")
    assert code == 0
    assert answer["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert len(pypdfium2.PdfDocument(out)) == answer["pages"]


@pytest.mark.parametrize("number", ["Q-1999-AAA0001", "\udcff"])  # the second is what no terminal writes
def test_a_number_nobody_gave_is_said(asked, workspace, tmp_path, number):
    code, answer = asked("quote", "pdf", number, "--out", tmp_path / "x.pdf")
    assert (code, answer["error"]["code"]) == (4, "quote-number-unknown")
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    "typing",
    [
        ["import"],
        ["export", "elephants", "x.csv"],
        ["--what"],
        ["search", "x", "--limit", "-5"],
        ["search", "x", "--limit", "9" * 20],
    ],
)
def test_a_command_typed_wrong_has_a_code_of_its_own(typing, capsys):
    with pytest.raises(SystemExit) as ended:
        run(typing)
    assert ended.value.code == 64
    assert "usage" in capsys.readouterr().err


def test_people_get_sentences_in_their_language(typed, workspace):
    _code, told = typed("import", CHINESE, "--language", "zh")
    assert told == "customers_zh.csv：160 行客户：新建 160，更新 0，无变化 0，跳过 0，拒绝 0，疑似重复 0。\n"
    with pytest.raises(json.JSONDecodeError):
        json.loads(told)


@pytest.mark.parametrize("text", ["鑫源", "szxy", "xinyuan", "0001"])
def test_search_finds_by_characters_initials_pinyin_and_digits(asked, workspace, text):
    asked("import", CHINESE)
    code, answer = asked("search", text)
    assert code == 0
    assert answer["hits"]
    wanted = "鑫源" if text != "0001" else ""
    assert all(wanted in hit["title"] + hit["subtitle"] for hit in answer["hits"])


def test_nothing_found_says_what_to_try(typed, workspace):
    code, told = typed("search", "zzzz")
    assert code == 0
    assert "pinyin" in told


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_comes_back_unchanged(asked, workspace, tmp_path, ending):
    asked("import", CHINESE)
    file = tmp_path / f"customers.{ending}"
    assert asked("export", "customers", file)[1]["records"] == 160
    _code, again = asked("import", file)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 160)


def test_an_unknown_ending_is_refused_and_leaves_no_file(asked, workspace, tmp_path):
    code, answer = asked("export", "customers", tmp_path / "customers.docx")
    assert (code, answer["error"]["code"]) == (6, "export-format")
    assert list(tmp_path.glob("customers*")) == []


def test_the_self_test_draws_every_page():
    """In a process of its own, as the frozen program runs it: one process has one QApplication."""
    command = [sys.executable, str(ROOT / "main.py"), "selftest", "--json"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    answer = json.loads(run.stdout)
    assert (run.returncode, answer["works"]) == (0, True), answer
    assert set(answer["seconds"]) == {"workspace", "search", "paper", "check", "pages"}
