"""`check` on a workspace that is not whole: told, repaired, or read out."""


def test_a_damaged_workspace_is_told_and_repaired(asked, workspace, profile):
    (profile / "salesdesk.db").write_bytes(b"damaged" * 1_000)
    code, answer = asked("check")
    assert (code, answer["error"]["code"]) == (3, "database-damaged")
    code, answer = asked("check", "--repair")
    assert (code, answer["whole"]) == (0, True)
    assert answer["repaired"]["held"] == 0
    assert answer["repaired"]["changes"] >= 1
    assert asked("check") == (0, {"whole": True, "problems": []})


def test_a_repair_says_in_words_what_it_came_to(typed, workspace, profile):
    (profile / "salesdesk.db").unlink()
    code, said = typed("check", "--repair", "--language", "en")
    assert code == 0
    assert "from the journal alone" in said


def test_a_repair_of_what_is_whole_says_that(typed, workspace, profile):
    code, said = typed("check", "--repair", "--language", "en")
    assert code == 0
    assert "nothing to repair" in said


def test_what_can_be_read_is_written_into_a_folder(asked, workspace, tmp_path):
    code, answer = asked("check", "--export", tmp_path / "out")
    assert (code, answer["unreadable"]) == (0, 0)
    assert answer["rows"]["users"] == 1
    assert (tmp_path / "out" / "users.csv").exists()
