"""Files of a customer: each content once, encrypted, and back again as they were."""

from io import BytesIO

import pytest
from PIL import Image

from salesdesk.domain.errors import BadInput, FileRefused, NotFound
from salesdesk.services import attachments, customers, removed, undo
from salesdesk.services.attachments import Given
from salesdesk.storage import file_queue
from salesdesk.storage.files import Files
from salesdesk.storage.tables.replication import FileQueueRow


@pytest.fixture
def files(places):
    return Files(places.files, b"k" * 32)


def png(colour="red"):
    written = BytesIO()
    Image.new("RGB", (900, 600), colour).save(written, "PNG")
    return written.getvalue()


def test_files_are_kept_once_and_come_back_as_they_were(database, files, make_customer, places):
    customer = make_customer()
    drawing, paper = Given("图纸.png", png()), Given("合同.pdf", b"%PDF-1.7 contract")
    first = attachments.attach(database, files, customer, [drawing, paper])
    again = attachments.attach(database, files, customer, [Given("同一份.pdf", paper.content)])
    assert again == first[1:]
    found = {one.name: one for one in attachments.files_of(database, customer)}
    assert {name: (one.mime, one.size) for name, one in found.items()} == {
        "图纸.png": ("image/png", len(drawing.content)),
        "合同.pdf": ("application/pdf", len(paper.content)),
    }
    assert attachments.content(files, found["合同.pdf"]) == paper.content
    small = attachments.picture(files, found["图纸.png"], 200)
    assert (small.width, small.height) == (200, 133)
    for path in places.files.rglob("*"):
        assert not path.is_file() or b"contract" not in path.read_bytes()


def test_they_wait_to_be_sent_the_small_picture_first(database, files, make_customer):
    attachments.attach(database, files, make_customer(), [Given("照片.png", png())])
    rows = database.ask(lambda session: session.query(FileQueueRow).order_by(FileQueueRow.place).all())
    assert [row.direction for row in rows] == [file_queue.SEND] * 2
    assert rows[0].size < rows[1].size


def test_they_stand_in_the_story_and_leave_it_and_come_back(database, files, make_customer):
    customer = make_customer()
    (row_id,) = attachments.attach(database, files, customer, [Given("报价.xlsx", b"PK..")])
    assert customers.timeline(database, customer)[0].title == "报价.xlsx"
    attachments.remove(database, [row_id])
    assert attachments.files_of(database, customer) == []
    removed.restore(database, [row_id])
    attachments.rename(database, row_id, "报价 R2.xlsx")
    assert [one.name for one in attachments.files_of(database, customer)] == ["报价 R2.xlsx"]
    undo.undo(database)
    assert [one.name for one in attachments.files_of(database, customer)] == ["报价.xlsx"]


def test_a_picture_that_is_not_here_yet_is_shown_small(database, files, make_customer):
    customer = make_customer()
    attachments.attach(database, files, customer, [Given("照片.png", png())])
    (found,) = attachments.files_of(database, customer)
    files.remove(files.kept_as(found.sha256))
    assert attachments.away(files, [found]) == {found.id}
    assert attachments.picture(files, found, 1_000).width == 256
    files.remove(files.kept_as(found.thumbnail))
    with pytest.raises(NotFound, match="file-gone"):
        attachments.picture(files, found, 100)


def test_what_cannot_be_kept_is_refused_and_nothing_changes(
    database, files, make_customer, tmp_path, monkeypatch
):
    customer = make_customer()
    with pytest.raises(FileRefused, match="file-is-folder"):
        attachments.from_path(tmp_path)
    with pytest.raises(FileRefused, match="file-unreadable"):
        attachments.from_path(tmp_path / "nothing.pdf")
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(FileRefused, match="attachment-too-large"):
        attachments.from_path(large)
    with pytest.raises(BadInput):
        attachments.attach(database, files, customer, [Given("  ", b"x")])
    assert attachments.files_of(database, customer) == []


def test_a_name_cannot_lead_elsewhere(database, files, make_customer, tmp_path):
    customer = make_customer()
    attachments.attach(database, files, customer, [Given("../../etc/passwd", b"x")])
    (found,) = attachments.files_of(database, customer)
    assert found.name == "passwd"
    attachments.save_as(files, found, tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == b"x"
