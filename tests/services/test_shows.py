"""Shows, leads, letters and the list before going offline: what a person at a stand would miss."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import select

from salesdesk.domain.errors import BadInput, NotFound, StorageError
from salesdesk.domain.shows import NextStep
from salesdesk.services import (
    activities,
    checks,
    contacts,
    customers,
    leads,
    ready,
    show_letters,
    shows,
    undo,
)
from salesdesk.services.leads import Lead
from salesdesk.storage import file_queue
from salesdesk.storage.files import Files
from salesdesk.storage.replica import identity, lease, outgoing
from tests.conftest import NOON, TODAY

QUESTIONS = [
    {"text": "何时采购", "choices": ["本月", "今年", "以后"]},
    {"text": "决策人", "choices": ["本人", "上级"]},
]
WANG = {"company": "深圳鑫源机械有限公司", "name": "王五", "phone": "13800138000", "job_title": "采购经理"}


@pytest.fixture
def files(places) -> Files:
    return Files(places.files, b"k" * 32)


@pytest.fixture
def make_show(database):
    def make(name="上海泵阀展", **fields) -> shows.Show:
        usual = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=2), "questions": QUESTIONS}
        return shows.show(database, shows.add_show(database, {"name": name, **usual, **fields}))

    return make


@pytest.fixture
def take(database):
    def take(show=None, fields=WANG, **given) -> leads.Captured:
        return leads.capture_lead(database, show, Lead(fields=fields, **given), today=TODAY)

    return take


def _photo(colour="red") -> bytes:
    written = BytesIO()
    Image.new("RGB", (1_200, 700), colour).save(written, format="JPEG")
    return written.getvalue()


def test_a_lead_is_a_customer_a_person_a_talk_and_a_next_step(database, make_show, make_product, take):
    pump = make_product("离心泵")
    show = make_show(interests=[pump], usual={"tags": ["泵"]})
    taken = take(
        show,
        grade="A",
        interests=[pump],
        answers={"何时采购": "本月"},
        next_step=NextStep.WEEK,
        raw="MECARD:N:王五;;",
    )
    customer = customers.customer(database, taken.customer_id)
    assert (customer.name, customer.grade, customer.source) == (WANG["company"], "A", "trade_show")
    assert list(customer.tags) == ["泵"]
    assert customer.next_follow_up == TODAY + timedelta(days=7)
    (person,) = contacts.contacts_of(database, taken.customer_id)
    assert (person.name, person.job_title, person.is_primary) == ("王五", "采购经理", True)
    assert person.phones[0].number == "13800138000"
    (talk,) = activities.activities_of(database, taken.customer_id)
    assert (talk.kind, talk.subject, talk.done_at, talk.contact_id) == (
        "meeting",
        "Met at the stand, 上海泵阀展",
        NOON,
        person.id,
    )
    assert talk.body == "何时采购: 本月\n离心泵"
    (kept,) = shows.captures(database, show.id)
    assert (kept.grade, kept.raw, kept.answers) == (
        "A",
        "MECARD:N:王五;;",
        [{"text": "何时采购", "choice": "本月"}],
    )
    assert checks.check(database) == []


def test_a_lead_is_taken_back_in_one_step_and_comes_again_in_one(database, make_show, take, files, content):
    show = make_show()
    before = content()
    take(show, photo=leads.keep_photo(files, _photo()))
    after = content()
    assert undo.next_undo(database).key == "lead-add"
    undo.undo(database)
    assert content() == before
    undo.redo(database)
    assert content() == after


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "company"),
        ({**WANG, "email": "wang@"}, "email"),
        ({**WANG, "phone": "手机没电"}, "phone"),
        ({"company": "鑫源", "website": "javascript:alert(1)"}, "website"),
        ({"company": "长" * 600}, "company"),
    ],
)
def test_a_lead_that_is_wrong_names_the_field_and_changes_nothing(take, told, fields, field):
    told.clear()
    with pytest.raises(BadInput) as refused:
        take(fields=fields)
    assert (refused.value.field, told) == (field, [])


def test_a_person_without_a_company_is_a_customer_of_their_own(database, take):
    taken = take(fields={"name": "欧阳娜娜", "phone": "13800138000；021-55556666"})
    assert customers.customer(database, taken.customer_id).kind == "person"
    (person,) = contacts.contacts_of(database, taken.customer_id)
    assert [one.number for one in person.phones] == ["13800138000", "021-55556666"]


def test_a_company_without_a_person_keeps_phone_and_what_else_was_typed(database, take, make_show):
    show = make_show()
    taken = take(show, fields={"company": "鑫源", "phone": "0755-55556666", "job_title": "采购"})
    assert customers.customer(database, taken.customer_id).phone == "0755-55556666"
    assert contacts.contacts_of(database, taken.customer_id) == []
    assert shows.captures(database, show.id)[0].note == "采购"


def test_a_code_nobody_understands_is_a_lead_all_the_same(database, take, make_show):
    show = make_show()
    take(show, fields={}, raw="EXPO2026-004711")
    (kept,) = shows.captures(database, show.id)
    assert (kept.company, kept.raw, kept.state) == ("EXPO2026-004711", "EXPO2026-004711", "")


def test_whoever_is_known_gets_a_note_of_the_visit_and_keeps_what_was_known(
    database, make_customer, make_contact, make_show, take
):
    customer = make_customer(grade="B", next_follow_up=TODAY + timedelta(days=2))
    make_contact(customer, "王五", job_title="总经理", phones=[{"number": "13900139000"}])
    take(make_show(), customer_id=customer, grade="A", next_step=NextStep.WEEK)
    kept = customers.customer(database, customer)
    assert (kept.grade, kept.next_follow_up) == ("B", TODAY + timedelta(days=2))
    (person,) = contacts.contacts_of(database, customer)
    assert person.job_title == "总经理"
    assert [one.number for one in person.phones] == ["13900139000", "13800138000"]
    assert customers.listing(database, customers.CustomerFilter()).count() == 1
    assert [one.kind for one in activities.activities_of(database, customer)] == ["meeting"]


def test_a_photo_is_kept_encrypted_and_goes_to_the_server_small_one_first(database, files, make_show, take):
    photo = leads.keep_photo(files, _photo())
    show = make_show()
    take(show, photo=photo)
    (kept,) = shows.captures(database, show.id)
    assert (kept.photo, kept.thumbnail) == (photo.sha256, photo.small_sha256)
    assert leads.photo_content(files, kept.photo).startswith(b"\xff\xd8")
    sealed = [path.read_bytes() for path in files._folder.rglob("*") if path.is_file()]
    assert len(sealed) == 2
    assert not any(b"JFIF" in data for data in sealed)
    queue = database.ask(
        lambda s: s.execute(select(file_queue.QUEUE).order_by(file_queue.QUEUE.c.place)).all()
    )
    assert [row.sha256 for row in queue] == [photo.small_sha256, photo.sha256]


def test_a_photo_alone_waits_to_be_typed_and_becomes_the_customer(database, files, make_show, take):
    show = make_show()
    take(show, fields={}, photo=leads.keep_photo(files, _photo()), grade="B")
    (waiting,) = leads.to_type(database)
    assert (waiting.company[:12], waiting.grade) == ("Card to type", "B")
    done = leads.type_lead(database, waiting.id, show, Lead(fields=WANG, grade="A"), today=TODAY)
    assert leads.to_type(database) == []
    assert done.customer_id == waiting.customer_id
    (kept,) = shows.captures(database, show.id)
    assert (kept.company, kept.name, kept.grade, kept.photo) == (WANG["company"], "王五", "A", waiting.photo)
    assert checks.check(database) == []
    assert undo.next_undo(database).key == "lead-type"


def test_a_photo_of_somebody_known_is_added_to_them_and_its_placeholder_goes(
    database, files, make_show, make_customer, take, content
):
    known, show = make_customer(), make_show()
    take(show, fields={}, photo=leads.keep_photo(files, _photo()))
    (waiting,) = leads.to_type(database)
    before = content()
    leads.type_lead(database, waiting.id, show, Lead(fields=WANG, customer_id=known), today=TODAY)
    (kept,) = shows.captures(database, show.id)
    assert (kept.customer_id, kept.photo) == (known, waiting.photo)
    assert [one.subject for one in activities.activities_of(database, known)] == [
        "Met at the stand, 上海泵阀展"
    ]
    with pytest.raises(NotFound):
        customers.customer(database, waiting.customer_id)
    assert checks.check(database) == []
    undo.undo(database)
    assert content() == before


def test_the_show_that_is_on_is_the_one_unless_another_is_chosen(database, make_show):
    past = make_show("广交会", starts_on=date(2026, 10, 15), ends_on=date(2026, 10, 19))
    assert shows.current(database, None, TODAY).id == past.id
    on, coming = make_show(), make_show("德国展", starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 5))
    assert shows.current(database, None, TODAY).id == on.id
    assert shows.current(database, coming.id, TODAY).id == coming.id
    shows.archive_show(database, on.id)
    assert shows.current(database, on.id, TODAY).id == coming.id
    assert shows.show_before(database, on.id).id == past.id
    assert shows.show_before(database, past.id) is None


def test_a_show_is_changed_and_removed_and_its_leads_stay(database, make_show, take):
    show = make_show()
    taken = take(show)
    shows.edit_show(database, show.id, {"ends_on": TODAY + timedelta(days=4), "city": "上海"})
    with pytest.raises(BadInput, match="show-ends-early"):
        shows.edit_show(database, show.id, {"ends_on": TODAY - timedelta(days=1)})
    shows.remove_show(database, show.id)
    assert shows.shows(database) == []
    assert customers.customer(database, taken.customer_id).name == WANG["company"]


def test_a_show_so_far_in_figures(database, clock, make_show, make_product, make_quote, take):
    ball, pump = make_product("球阀"), make_product("离心泵", name_en="Centrifugal pump")
    show = make_show(interests=[ball, pump])
    first = take(show, grade="A", interests=[pump])
    clock.forward(hours=2)
    second = take(show, fields={"company": "甲厂"}, grade="B", interests=[pump, ball])
    take(show, fields={"company": "乙厂"}, grade="B")
    clock.forward(hours=72)
    activities.log_activity(database, second.customer_id, {"kind": "call", "subject": "回访"})
    make_quote(first.customer_id)
    told = shows.figures(database, show.id, "en")
    assert (told.leads, dict(told.grades)) == (3, {"": 0, "A": 1, "B": 2, "C": 0})
    assert [(hour.hour, count) for hour, count in told.hours] == [(12, 1), (13, 0), (14, 2)]
    assert told.interests == (("Centrifugal pump", 2), ("球阀", 1))
    assert (told.followed_up, told.followed_percent, told.soon, told.quotes) == (2, 67, 0, 1)


def test_the_evening_list_is_those_without_a_letter_and_writing_takes_them_off(
    database, make_show, take, tmp_path, clock
):
    show = make_show()
    take(show, fields={**WANG, "email": "wang@xinyuan.example"}, grade="B")
    take(show, fields={"company": "甲厂", "email": "info@jia.example"}, grade="A")
    take(show, fields={"company": "乙厂"}, grade="C")
    due = show_letters.without_letter(database, show.id)
    assert [(lead.grade, lead.email) for lead in due] == [
        ("A", "info@jia.example"),
        ("B", "wang@xinyuan.example"),
    ]
    template = next(one for one in show_letters.templates(database) if one.language == "zh")
    drafts = [(lead, show_letters.letter(database, template, lead, show=show, today=TODAY)) for lead in due]
    clock.forward(hours=5)
    paths = show_letters.write_letters(database, tmp_path / "信", drafts)
    assert [path.name for path in paths] == ["A 甲厂.eml", "B 深圳鑫源机械有限公司.eml"]
    message = message_from_bytes(paths[1].read_bytes(), policy=default)
    assert "上海泵阀展" in message["Subject"]
    assert "王五您好" in message.get_content()
    assert "{" not in message.get_content()
    assert show_letters.without_letter(database, show.id) == []
    undo.undo(database)
    assert len(show_letters.without_letter(database, show.id)) == 2


def test_letters_that_cannot_be_written_are_not_noted(database, make_show, take, tmp_path):
    show = make_show()
    take(show, fields={**WANG, "email": "wang@xinyuan.example"}, grade="A")
    (lead,) = show_letters.without_letter(database, show.id)
    template = show_letters.templates(database)[0]
    draft = show_letters.letter(database, template, lead, show=show, today=TODAY)
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(StorageError, match="letters-not-saved"):
        show_letters.write_letters(database, tmp_path / "taken", [(lead, draft)])
    assert len(show_letters.without_letter(database, show.id)) == 1


def test_the_company_writes_letters_of_its_own(database):
    made = show_letters.add_template(database, {"name": "邀请", "subject": "{展会}", "body": "{姓名}"})
    show_letters.edit_template(database, made, {"body": "{姓名}您好"})
    assert show_letters.templates(database)[0].body == "{姓名}您好"
    with pytest.raises(BadInput, match="blank-unknown"):
        show_letters.edit_template(database, made, {"body": "{密码}"})
    show_letters.remove_template(database, made)
    assert all(one.id is None for one in show_letters.templates(database))


def test_the_list_before_going_offline_says_what_is_missing(database, places, make_show, make_product):
    before = _lights(database, places, battery=20)
    assert before["show"] == ("bad", "none")
    assert before["prices"] == ("bad", "none")
    assert before["battery"] == ("bad", "low")
    assert before["sync"] == ("none", "alone")
    make_show()
    make_product()
    after = _lights(database, places, battery=None)
    assert {after["show"], after["prices"]} == {("good", "good")}
    assert after["battery"] == ("none", "unknown")


@pytest.mark.parametrize(("days", "light"), [(6, "good"), (4, "bad")])
def test_leave_to_work_offline_must_last_five_days(database, monkeypatch, days, light):
    stand = lease.Stand(NOON + timedelta(days=days), None, timedelta(0), suspended=False)
    monkeypatch.setattr(ready.lease, "stand", lambda _session: stand)
    assert ready._lease(database, NOON).light.value == light


@pytest.mark.parametrize(("hours", "case"), [(1, "fresh"), (13, "old"), (None, "never")])
def test_how_long_ago_the_last_sync_was(database, hours, case):
    facts = {identity.URL: "https://server.example", identity.TOKEN: "t"}
    if hours is not None:
        facts[identity.SUCCESS] = (NOON - timedelta(hours=hours)).isoformat()
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **facts)
    waits = database.ask(outgoing.count)
    found = database.ask(ready._sync, NOON)
    assert found.case == ("waiting" if case == "fresh" and waits else case)


def test_a_full_disk_is_red(database, places, monkeypatch):
    monkeypatch.setattr(ready.shutil, "disk_usage", lambda _path: SimpleNamespace(free=3_000_000))
    assert _lights(database, places)["room"] == ("bad", "short")


@pytest.mark.parametrize(
    ("supplies", "percent"),
    [
        ({}, None),
        ({"BAT0": {"type": "Battery", "capacity": "41"}}, 41),
        ({"BAT0": {"type": "Battery", "capacity": "41"}, "AC": {"type": "Mains", "online": "1"}}, 100),
        ({"BAT0": {"type": "Battery", "capacity": "much"}}, None),
    ],
)
def test_the_battery_is_read_where_it_can_be(tmp_path, supplies, percent):
    for name, said in supplies.items():
        (tmp_path / name).mkdir()
        for key, value in said.items():
            (tmp_path / name / key).write_text(value + "\n")
    assert ready._charge_of_linux(tmp_path) == percent
    assert ready._charge_of_linux(tmp_path / "none") is None


def _lights(database, places, battery=100) -> dict[str, tuple[str, str]]:
    found = ready.checks(database, places, chosen=None, today=TODAY, battery=lambda: battery)
    return {check.name: (check.light.value, check.case) for check in found}
