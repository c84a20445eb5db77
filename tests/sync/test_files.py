"""Papers go to the server and come to other laptops: whole or not at all, whatever happens on the way."""

from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import select

from salesdesk.domain.attachments import LARGEST
from salesdesk.protocol.files import Order, Piece, place_of
from salesdesk.protocol.messages import Refusal
from salesdesk.server import schema
from salesdesk.server.engine import open_database
from salesdesk.services import customers, inbox
from salesdesk.storage import file_queue
from salesdesk.storage.replica import file_line
from salesdesk.storage.tables.replication import FileQueueRow
from salesdesk.sync import cycle as cycles
from salesdesk.sync import filing
from salesdesk.sync.link import Offline, Refused
from salesdesk.sync.state import At, Cycle, Outcome, Replica
from tests.server.laptops import Office
from tests.sync.office import PIECE, files_of, hand_out, same_rows, unreadable
from tests.sync.test_revocation import fill, give, take_from

PAPER = bytes(range(256)) * 20
"""It goes in six pieces."""


@pytest.fixture
def wang(laptop):
    return laptop("wang")


def line_of(desk) -> dict[tuple[str, str], FileQueueRow]:
    rows = desk.database.ask(lambda session: session.scalars(select(FileQueueRow)).all())
    return {(row.direction, row.sha256): row for row in rows}


def on_server(office, sha256) -> bytes | None:
    path = office.files.path(sha256)
    return path.read_bytes() if path.exists() else None


def read(desk, sha256) -> bytes:
    return desk.files.get(desk.files.kept_as(sha256))


def _nobody_hears(_done: int, _size: int) -> None:
    """Nobody waits for the figures."""


def plain_parts(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _only(pieces: int):
    left = [pieces]

    def cut(name):
        if name in {"files/get", "files/patch"}:
            left[0] -= 1
            if left[0] < 0:
                raise Offline("network")

    return cut


# the way there and back


def test_a_paper_reaches_the_server_and_the_other_laptop_under_its_own_name(office, li, wang):
    sha256 = hand_out(li, PAPER)
    ended = li.sync()
    assert (ended.outcome, ended.tally.sent) == (Outcome.DONE, 1)
    assert on_server(office, sha256) == PAPER
    ended = wang.sync()
    assert (ended.outcome, ended.tally.fetched) == (Outcome.DONE, 1)
    assert read(wang, sha256) == PAPER
    assert wang.files.kept_as(sha256) != li.files.kept_as(sha256)
    assert line_of(li) == line_of(wang) == {}
    assert same_rows(office, wang) == []


def test_the_bytes_of_a_paper_lie_nowhere_unencrypted(li, wang):
    hand_out(li, PAPER)
    li.sync()
    for stop in range(40):
        if wang.sync(consented=True) and not unreadable(wang):
            break
        wang.link.cut = {"files/get"} if stop % 2 else set()
    assert PAPER[:64] not in plain_parts(files_of(wang.database))
    assert not list((files_of(wang.database) / "parts").glob("*"))


def test_what_was_made_in_months_alone_is_sent_once_there_is_a_server(office, laptop, wang):
    li = laptop("li")
    papers = {hand_out(li, PAPER + bytes([number])) for number in range(5)}
    with li.database.absorb() as absorbed:  # as an older program left it
        absorbed.session.execute(FileQueueRow.__table__.delete())
    ended = li.sync()
    assert ended.tally.sent == 5
    assert {sha256 for sha256 in papers if on_server(office, sha256)} == papers
    wang.sync()
    assert unreadable(wang) == []


def test_equal_papers_are_sent_once(office, li, wang, laptop):
    sha256 = hand_out(li, PAPER)
    hand_out(li, PAPER)
    assert li.sync().tally.sent == 1
    han = laptop("han")
    assert hand_out(han, PAPER) == sha256
    assert han.sync().tally.sent == 0
    assert han.link.asked.count("files/head") == 1
    assert "files/patch" not in han.link.asked
    assert wang.sync().tally.fetched == 1
    assert unreadable(wang) == []
    assert line_of(han) == {}


def test_an_idle_cycle_is_one_question_again(li, wang):
    hand_out(li, PAPER)
    for desk in (li, wang, li, wang):
        desk.sync()
    for desk in (li, wang):
        desk.link.asked.clear()
        desk.sync()
        assert desk.link.asked == ["sync/session"]


def test_small_ones_come_first_and_of_these_the_newest(li, wang, clock):
    for desk in (li, wang):
        desk.replica = replace(desk.replica, piece=500_000)
    large = hand_out(li, bytes(1_000_001))
    small = []
    for number in range(3):
        clock.forward(hours=1)
        small.append(hand_out(li, b"small %d" % number))
    while li.sync().asked:
        pass
    state, came = Cycle(consented=True), []
    while not state.is_over:
        state = cycles.advance(wang.replica, wang.link, state)
        if state.moving is not None and state.moving.sha256 not in came:
            came.append(state.moving.sha256)
    assert came == [*reversed(small), large]


def test_thumbnails_come_before_papers_before_attachments_before_all_that_is_large():
    kinds = [(order, size) for size in (10, 2_000_000) for order in Order]
    assert sorted(kinds, key=lambda kind: place_of(*kind)) == kinds


# cut off anywhere


def test_an_upload_cut_off_at_any_piece_goes_on_there(office, li):
    sha256 = hand_out(li, PAPER)
    for piece in range(6):
        assert office.files.progress(sha256, li.database.device_id).done == PIECE * piece
        li.link.before = _only(1)
        li.sync()
        li.database.clock.forward(minutes=10)
    assert on_server(office, sha256) == PAPER
    li.link.before = lambda _name: None
    assert li.sync().outcome is Outcome.DONE
    assert line_of(li) == {}


def test_a_download_cut_off_at_any_piece_goes_on_there(li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    name = wang.files.kept_as(sha256)
    for piece in range(6):
        assert not wang.files.has(name)
        assert wang.files.parts.size(name) == PIECE * piece
        wang.link.before = _only(1)
        wang.sync()
        wang.database.clock.forward(minutes=10)
    assert read(wang, sha256) == PAPER


def test_a_lost_answer_changes_nothing(office, li, wang):
    sha256 = hand_out(li, PAPER)
    for name in ("files/head", "files/patch", "files/get"):
        for desk in (li, wang):
            desk.link.lose = {name}
            desk.sync()
            desk.database.clock.forward(minutes=10)
    for desk in (li, wang):
        assert desk.sync().outcome is Outcome.DONE
    assert on_server(office, sha256) == PAPER
    assert unreadable(wang) == []
    assert line_of(li) == line_of(wang) == {}


class Killed(BaseException):
    """The end by force."""


@pytest.mark.parametrize("who", ["li", "wang"])
def test_killed_before_any_transaction_the_next_start_goes_on(office, li, wang, who, monkeypatch):
    desk = {"li": li, "wang": wang}[who]
    for number in count(1):
        sha256 = hand_out(li, PAPER + str(number).encode())
        if who == "wang":
            li.sync()
        absorb, left = desk.database.absorb, [number]

        def dying(absorb=absorb, left=left, **how):
            left[0] -= 1
            if not left[0]:
                raise Killed
            return absorb(**how)

        with monkeypatch.context() as patched, suppress(Killed):
            patched.setattr(desk.database, "absorb", dying)
            desk.sync()
        for one in (li, wang):
            assert one.sync().outcome is Outcome.DONE
        assert on_server(office, sha256) is not None
        assert unreadable(wang) == [], number
        assert line_of(li) == line_of(wang) == {}, number
        if left[0] > 0:
            break
    assert number > 2


def test_a_part_that_was_torn_goes_on_where_it_is_whole(li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    name = wang.files.kept_as(sha256)
    wang.link.before = _only(2)
    wang.sync()
    (part,) = (files_of(wang.database) / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-7])
    wang.start()
    assert wang.files.parts.size(name) == PIECE
    wang.link.before = lambda _name: None
    wang.database.clock.forward(minutes=10)
    assert wang.sync().outcome is Outcome.DONE
    assert read(wang, sha256) == PAPER


# rows first


def test_no_row_waits_behind_a_large_file(office, li, monkeypatch):
    monkeypatch.setattr(filing, "BYTES", 2 * PIECE)
    sha256 = hand_out(li, PAPER)
    ended = li.sync()
    assert (ended.outcome, ended.moved) == (Outcome.DONE, 2 * PIECE)
    assert li.database.ask(file_line.due_in, li.database.clock()) == 0
    customers.add_customer(li.database, {"name": "B"})
    assert li.sync().tally.pushed == 1
    assert on_server(office, sha256) is None
    cycles = 0
    while on_server(office, sha256) is None:
        li.sync()
        cycles += 1
    assert cycles == 1
    assert on_server(office, sha256) == PAPER


def test_what_is_written_meanwhile_goes_before_the_next_piece(office, li):
    hand_out(li, PAPER)
    written = []

    def write(name):
        if name == "files/patch" and not written:
            written.append(customers.add_customer(li.database, {"name": "B"}))

    li.link.before = write
    ended = li.sync()
    assert ended.outcome is Outcome.DONE
    assert li.link.asked.count("files/patch") == 1
    li.sync()
    assert written[0] in office.rows("customers")


# what others do not have, or have wrong


def test_what_its_author_has_not_sent_yet_is_asked_for_again_ever_more_rarely(li, wang):
    sha256 = hand_out(li, PAPER)
    li.link.cut = {"files/head"}
    li.sync()
    now = wang.database.clock
    for pause in (2, 4, 8):
        wang.link.asked.clear()
        assert wang.sync().outcome is Outcome.DONE
        assert wang.link.asked.count("files/get") == 1
        assert wang.sync().asked == 0
        assert wang.database.ask(file_line.due_in, now()) == pause
        now.forward(seconds=pause)
    li.link.cut = set()
    li.sync()
    wang.sync()
    assert read(wang, sha256) == PAPER


def test_a_clock_put_right_by_years_keeps_no_file_waiting(li, wang):
    sha256 = hand_out(li, PAPER)
    li.link.cut = {"files/head"}
    li.sync()
    wang.database.clock.forward(days=3_650)
    wang.sync()
    li.link.cut = set()
    li.sync()
    wang.database.clock.forward(days=-3_650)
    wang.sync()
    assert read(wang, sha256) == PAPER


def test_a_file_that_comes_wrong_is_thrown_away_asked_again_and_then_told(office, li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    path = office.files.path(sha256)
    path.write_bytes(PAPER[:-1] + b"!")
    for _ in range(4):
        assert wang.sync().outcome is Outcome.DONE
    assert not wang.files.has(wang.files.kept_as(sha256))
    assert not list((files_of(wang.database) / "parts").iterdir())
    assert wang.link.asked.count("files/get") == 6 * filing.TRIES
    (problem,) = inbox.problems(wang.database)
    assert (problem.entity, problem.code) == ("issued_papers", "file-wrong")
    path.write_bytes(PAPER)
    inbox.retry(wang.database, [problem.id])
    wang.sync()
    assert read(wang, sha256) == PAPER
    assert inbox.problems(wang.database) == []


def test_a_file_the_server_takes_for_damaged_is_sent_again(office, li):
    sha256 = hand_out(li, PAPER)
    send, spoilt = li.link.send_piece, []

    def spoiling(sha256, place, size, piece):
        if not place and len(spoilt) < 2:
            spoilt.append(piece)
            piece = b"!" + piece[1:]
        return send(sha256, place, size, piece)

    li.link.send_piece = spoiling
    for _ in range(3):
        li.sync()
    assert on_server(office, sha256) == PAPER
    assert inbox.problems(li.database) == []


@pytest.mark.parametrize(
    ("status", "refusal", "told"),
    [
        (
            413,
            Refusal(code="request-too-large", values={"bytes": 5_000_000}),
            ("file-above-limit", {"most": 5}),
        ),
        (403, Refusal(code="not-allowed"), ("file-refused", {"reason": "not-allowed"})),
        (400, Refusal(code="of-a-newer-server"), ("file-refused", {"reason": "of-a-newer-server"})),
    ],
)
def test_what_the_server_refuses_becomes_a_problem_and_no_loop(office, li, status, refusal, told):
    refused = hand_out(li, PAPER)
    other = hand_out(li, b"other")
    send = li.link.send_piece

    def refusing(sha256, *more):
        if sha256 == refused:
            raise Refused(status, refusal)
        return send(sha256, *more)

    li.link.send_piece = refusing
    assert li.sync().outcome is Outcome.DONE
    assert on_server(office, other) == b"other"
    (problem,) = inbox.problems(li.database)
    assert (problem.code, problem.values) == told
    li.link.asked.clear()
    li.sync()
    li.sync()
    assert "files/head" not in li.link.asked
    li.link.send_piece = send
    inbox.retry(li.database, [problem.id])
    li.sync()
    assert on_server(office, refused) == PAPER


@pytest.mark.parametrize(
    ("code", "outcome"), [("token-ended", "signed-out"), ("busy", "busy"), ("server-failed", "busy")]
)
def test_what_is_said_of_the_device_ends_the_cycle_as_in_any_step(office, li, code, outcome):
    sha256 = hand_out(li, PAPER)
    send = li.link.send_piece

    def refusing(*_):
        raise Refused(500, Refusal(code=code))

    li.link.send_piece = refusing
    assert li.sync().outcome == outcome
    assert inbox.problems(li.database) == []
    li.link.send_piece = send
    li.database.clock.forward(minutes=1)
    li.sync()
    assert on_server(office, sha256) == PAPER


def test_one_file_the_server_stumbles_over_does_not_hold_up_the_others(office, li):
    bad, good = hand_out(li, PAPER), hand_out(li, b"good")
    progress = li.link.file_progress

    def failing(sha256):
        if sha256 == bad:
            raise Refused(500, Refusal(code="server-failed"))
        return progress(sha256)

    li.link.file_progress = failing
    li.sync()
    li.sync()
    assert on_server(office, good) == b"good"


def test_a_colleague_who_knows_its_hash_is_not_given_a_paper(li, wang, laptop):
    sha256 = hand_out(li, PAPER)
    li.sync()
    wang.sync()
    assert wang.link.fetch_piece(sha256, 0, PIECE).content == PAPER[:PIECE]
    han = laptop("han")
    han.sync()
    with pytest.raises(Refused) as refused:
        han.link.fetch_piece(sha256, 0, PIECE)
    assert refused.value.refusal.code == "not-found"


def test_a_file_larger_than_any_may_be_is_told(li, wang):
    hand_out(li, PAPER)
    li.sync()
    wang.link.fetch_piece = lambda *_: Piece(LARGEST + 1, b"!")
    wang.sync()
    assert [problem.code for problem in inbox.problems(wang.database)] == ["file-above-limit"]


def test_a_paper_that_was_lost_before_it_was_sent_is_told(li, wang):
    sha256 = hand_out(li, PAPER)
    li.files.remove(li.files.kept_as(sha256))
    li.sync()
    assert [problem.code for problem in inbox.problems(li.database)] == ["file-lost"]
    assert wang.sync().outcome is Outcome.DONE
    assert inbox.problems(wang.database) == []


def test_a_paper_lost_from_the_disk_comes_again_within_a_day(li):
    sha256 = hand_out(li, PAPER)
    li.sync()
    li.files.remove(li.files.kept_as(sha256))
    li.database.clock.forward(hours=25)
    li.sync()
    assert read(li, sha256) == PAPER


# identities that change


def test_a_copied_disk_sends_what_it_makes_and_has_what_it_had(office, li, new_places):
    first = hand_out(li, PAPER)
    twin = li.copy(new_places())
    li.sync()
    second = hand_out(twin, b"made on the copy")
    twin.sync()
    assert on_server(office, first) == PAPER
    assert on_server(office, second) == b"made on the copy"
    li.sync()
    assert unreadable(li) == unreadable(twin) == []
    twin.database.close()


def test_a_laptop_restored_from_a_backup_gets_the_papers_made_since(li, new_places):
    hand_out(li, PAPER)
    li.sync()
    old = li.copy(new_places())
    hand_out(li, b"made since")
    li.sync()
    assert old.sync().outcome is Outcome.DONE
    assert len(old.living("issued_papers")) == 2
    assert unreadable(old) == []
    old.database.close()


def test_a_restored_server_is_given_the_files_it_lost(office, li, wang):
    papers = [hand_out(li, PAPER), hand_out(wang, b"of Wang")]
    for desk in (li, wang, li, wang):
        desk.sync()
    for sha256 in papers:
        office.files.path(sha256).unlink()
    schema.renew_epoch(office.engine)
    assert wang.sync().tally.sent == 2
    assert li.sync().tally.sent == 0
    assert [on_server(office, sha256) for sha256 in papers] == [PAPER, b"of Wang"]


# who may not hold it any more


def test_files_that_only_taken_rows_named_are_removed(office, li, wang):
    customer = fill(li.database, "Zanzibar")
    (quote,) = li.rows("quotes")
    gone, kept = hand_out(li, PAPER, quote), hand_out(li, b"kept")
    hand_out(li, b"kept", quote)
    li.sync()
    wang.sync()
    give(wang, customer, "han")
    wang.sync()
    li.sync()
    assert not li.files.has(li.files.kept_as(gone))
    assert read(li, kept) == b"kept"
    assert line_of(li) == {}
    assert unreadable(wang) == []


@pytest.mark.parametrize("pieces", [0, 3])
def test_a_file_on_its_way_here_goes_with_its_row(office, li, wang, laptop, pieces):
    admin = laptop("admin")
    sha256 = hand_out(li, PAPER)
    li.sync()
    wang.link.before = _only(pieces)
    wang.sync()
    assert (file_queue.FETCH, sha256) in line_of(wang)
    admin.sync()
    take_from(admin, "li", None)
    admin.sync()
    wang.link.before = lambda _name: None
    assert wang.sync().outcome is Outcome.DONE
    assert wang.rows("issued_papers") == {}
    assert line_of(wang) == {}
    assert plain_parts(files_of(wang.database)) == b""


@pytest.mark.parametrize("paper", [PAPER, b"small"])
@pytest.mark.parametrize("when", ["first", "last"])
def test_what_comes_after_its_row_was_taken_is_not_kept(li, wang, laptop, paper, when):
    """A person waits for a paper while the cycle beside it gives it up."""
    admin = laptop("admin")
    sha256 = hand_out(li, paper)
    li.sync()
    wang.link.cut = {"files/get"}
    wang.sync()
    wang.link.cut = set()
    admin.sync()
    fetch, places = wang.link.fetch_piece, []

    def taken_meanwhile(sha256, place, length, told):
        piece = fetch(sha256, place, length, told)
        places.append(place)
        if (place == 0) if when == "first" else (place + len(piece.content) == len(paper)):
            take_from(admin, "li", None)
            admin.sync()
            wang.sync()
        return piece

    link = type("Link", (), {"fetch_piece": staticmethod(taken_meanwhile)})()
    with suppress(Refused):
        filing.fetch_now(wang.replica, wang.files, link, sha256, len(paper), _nobody_hears)
    assert plain_parts(files_of(wang.database)) == b""
    assert line_of(wang) == {}
    assert len(places) == (6 if when == "last" and paper is PAPER else 1)


def test_a_paper_damaged_on_the_disk_is_made_whole_by_whoever_opens_it(li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    wang.sync()
    path = files_of(wang.database) / wang.files.kept_as(sha256)[:2] / wang.files.kept_as(sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert len(unreadable(wang)) == 1
    fetched = filing.fetch_now(wang.replica, wang.files, wang.link, sha256, len(PAPER), _nobody_hears)
    assert fetched == read(wang, sha256) == PAPER


def test_a_paper_of_ones_own_is_sent_before_it_is_given_up(office, li, wang):
    """What was made on the way home is held for the new owner: with the file, or it would be nothing."""
    customer = fill(li.database, "Zanzibar")
    (quote,) = li.rows("quotes")
    li.sync()
    wang.sync()
    give(wang, customer, "han")
    wang.sync()
    sha256 = hand_out(li, PAPER, quote)
    li.sync()
    assert on_server(office, sha256) == PAPER
    (held,) = inbox.held(wang.database) or (wang.sync(), *inbox.held(wang.database))[1:]
    inbox.decide(wang.database, [held.id], accept=True)
    for _ in range(2):
        wang.sync()
    assert unreadable(wang) == []
    assert len(wang.living("issued_papers")) == 1


def test_what_is_owed_and_cannot_be_sent_yet_stays_until_it_is(office, li, laptop):
    customer = fill(li.database, "Zanzibar")
    (quote,) = li.rows("quotes")
    sha256 = hand_out(li, PAPER, quote)
    li.link.cut = {"files/head"}
    li.sync()
    wang = laptop("wang")
    wang.sync()
    give(wang, customer, "han")
    wang.sync()
    li.sync()
    assert li.rows("issued_papers") == {}
    assert read(li, sha256) == PAPER
    li.link.cut = set()
    li.sync()
    assert on_server(office, sha256) == PAPER
    assert plain_parts(files_of(li.database)) == b""
    assert line_of(li) == {}


def test_a_row_that_comes_again_keeps_its_file(office, li, wang):
    customer = fill(li.database, "Zanzibar")
    (quote,) = li.rows("quotes")
    hand_out(li, PAPER, quote)
    li.sync()
    wang.sync()
    for person in ("han", "li"):
        give(wang, customer, person)
        wang.sync()
        li.sync()
    assert unreadable(li) == []
    assert len(li.living("issued_papers")) == 1


# on demand


def test_a_paper_somebody_waits_for_comes_at_once_and_goes_on_where_it_was(li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    wang.link.before = _only(2)
    wang.sync()
    wang.link.before = lambda _name: None
    wang.link.asked.clear()
    heard = []
    fetched = filing.fetch_now(
        wang.replica, wang.files, wang.link, sha256, len(PAPER), lambda *far: heard.append(far)
    )
    assert fetched == PAPER
    assert wang.link.asked.count("files/get") == 4
    assert heard[0] == (2 * PIECE, len(PAPER))
    assert heard[-1] == (len(PAPER), len(PAPER))
    assert read(wang, sha256) == PAPER
    assert line_of(wang) == {}


def test_whoever_changes_their_mind_loses_nothing_that_came(li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    wang.link.cut = {"files/get"}
    wang.sync()
    wang.link.cut = set()

    def tired(done, _size):
        if done > 2 * PIECE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filing.fetch_now(wang.replica, wang.files, wang.link, sha256, len(PAPER), tired)
    assert wang.files.parts.size(wang.files.kept_as(sha256)) == 2 * PIECE
    wang.database.clock.forward(minutes=10)
    wang.sync()
    assert read(wang, sha256) == PAPER


def test_a_cycle_and_a_person_may_fetch_the_same_paper_at_once(li, wang):
    sha256 = hand_out(li, PAPER)
    li.sync()
    fetch, met, other = wang.link.fetch_piece, [], type("Link", (), {})()
    other.fetch_piece = fetch

    def both(sha256, place, length, told=lambda _came: None):
        piece = fetch(sha256, place, length, told)
        if not met:
            met.append(filing.fetch_now(wang.replica, wang.files, other, sha256, 0, _nobody_hears))
        return piece

    wang.link.fetch_piece = both
    assert wang.sync().outcome is Outcome.DONE
    assert met == [PAPER]
    assert read(wang, sha256) == PAPER
    assert line_of(wang) == {}
    assert not list((files_of(wang.database) / "parts").iterdir())


def test_without_files_a_workspace_syncs_its_rows(office, li, wang):
    hand_out(li, PAPER)
    li.replica = Replica(li.database)
    assert li.sync().outcome is Outcome.DONE
    li.link.asked.clear()
    li.sync()
    assert li.link.asked == ["sync/session"]


@pytest.fixture
def either(database_address, tmp_path):
    engine = open_database(database_address)
    yield Office(engine, tmp_path / "its-files")
    engine.dispose()


def test_two_laptops_come_to_the_same_files_on_either_database(either, laptop):
    li, wang = laptop("li", either), laptop("wang", either)
    hand_out(li, PAPER)
    hand_out(wang, b"of Wang")
    for desk in (li, wang, li, wang):
        assert desk.sync().outcome is Outcome.DONE
    for desk in (li, wang):
        assert same_rows(either, desk) == unreadable(desk) == []
    assert len(wang.living("issued_papers")) == 2


def test_files_are_the_last_step():
    assert list(At)[-2:] == [At.FILES, At.END]
