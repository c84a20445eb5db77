from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.numbers import device_prefix
from salesdesk.protocol.messages import NewDevice, SignIn
from salesdesk.server import accounts, devices
from salesdesk.server.access import Access
from salesdesk.server.accounts import Passwords, add_account, everyone, set_password
from salesdesk.server.engine import change
from salesdesk.server.failures import Refused
from salesdesk.server.one_time_codes import SECONDS, code_at
from salesdesk.server.signing_in import Registry
from salesdesk.server.tables import Account, Audit, Device, Scope, Token
from salesdesk.storage.database import utc_now
from salesdesk.storage.tables.users import UserRow
from tests.server.laptops import SEAL
from tests.server.running import CHEAP, PASSWORD


@pytest.fixture
def passwords():
    return Passwords(**CHEAP)


@pytest.fixture
def registry(engine, passwords, clock):
    return Registry(engine, Access(engine, clock=clock, remembered=0), passwords, clock, SEAL)


@pytest.fixture
def add(engine, passwords, clock):
    def add(login: str, role: str = "salesperson", **more):
        name = more.pop("name", login)
        return add_account(engine, login, PASSWORD, passwords, name=name, role=role, now=clock(), **more)

    return add


@pytest.fixture
def sign_in(registry):
    def sign_in(login: str = "li", password: str = PASSWORD, device=None, code: str = ""):
        asked = SignIn(
            login=login, password=password, device=device or uuid4(), device_name="T", app="0", code=code
        )
        return registry.sign_in(asked, "198.51.100.7")

    return sign_in


def put(engine, entity, **values) -> None:
    def work(session) -> None:
        for row in session.scalars(select(entity)):
            for name, value in values.items():
                setattr(row, name, value)

    change(engine, work)


def code_of(work) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.refusal.code


def test_a_new_person_is_in_the_directory_and_in_the_companys_stream(engine, add):
    boss = add("wang", "manager", name="王经理")
    user = add("Li", name="李雷", manager="wang")
    with engine.connect() as connection:
        found = connection.execute(select(UserRow.__table__).where(UserRow.id == user)).one()
        head = connection.scalar(select(Scope.head_seq).where(Scope.id == "company"))
    assert (found.name, found.role, found.manager_id, found.scope_id) == (
        "李雷",
        "salesperson",
        boss,
        "company",
    )
    assert (found.seq, found.version, head) == (2, 1, 2)
    assert [(one.login, one.name, one.manager) for one in everyone(engine)] == [
        ("li", "李雷", "王经理"),
        ("wang", "王经理", ""),
    ]


@pytest.mark.parametrize(
    ("login", "more", "code"),
    [
        ("", {}, "login-wrong"),
        ("two words", {}, "login-wrong"),
        ("l" * 65, {}, "login-wrong"),
        ("ＷＡＮＧ", {}, "login-taken"),
        ("han", {"role": "king"}, "role-unknown"),
    ],
)
def test_what_is_no_account_is_told(add, login, more, code):
    add("wang", "manager")
    with pytest.raises(BadInput) as told:
        add(login, **more)
    assert told.value.code == code


def test_the_manager_has_to_be_known(add):
    with pytest.raises(NotFound):
        add("li", manager="nobody")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaaaaaa", "li" * 9, "password12345678"])
def test_a_password_that_is_guessed_first_is_refused(engine, passwords, clock, password):
    with pytest.raises(BadInput, match="password-"):
        add_account(engine, "li", password, passwords, name="Li", role="salesperson", now=clock())
    assert everyone(engine) == []


def test_a_password_typed_on_another_system_is_the_same(passwords):
    assert passwords.fits(passwords.hash("Ａ café 密码"), "A cafe\u0301 密码")
    assert not passwords.fits(passwords.hash("a"), "b")
    assert not passwords.fits("no hash", "b")


def test_the_costs_are_those_of_rfc_9106():
    kept = Passwords().hash("x")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_token_lasts_ninety_days(registry, add, sign_in, clock):
    add("li")
    said = sign_in()
    assert registry.access.caller(f"Bearer {said.token}").name == "li"
    clock.forward(days=89)
    assert registry.access.caller(f"bearer {said.token}").role == "salesperson"
    clock.forward(days=2)
    assert code_of(lambda: registry.access.caller(f"Bearer {said.token}")) == "token-ended"


def test_signing_in_again_ends_the_older_token_but_not_that_of_a_request_sent_twice(
    registry, add, sign_in, clock
):
    add("li")
    device = uuid4()
    first = sign_in(device=device)
    second = sign_in(device=device)
    assert registry.access.caller(f"Bearer {first.token}").device == device
    clock.forward(minutes=5)
    third = sign_in(device=device)
    for said in (first, second):
        assert code_of(lambda said=said: registry.access.caller(f"Bearer {said.token}")) == "token-ended"
    assert registry.access.caller(f"Bearer {third.token}").device == device


def test_a_new_password_ends_all_tokens(engine, registry, add, sign_in, passwords, clock):
    add("li")
    said = sign_in()
    set_password(engine, "LI", "another horse battery", passwords, now=clock())
    assert code_of(lambda: registry.access.caller(f"Bearer {said.token}")) == "token-ended"
    assert code_of(sign_in) == "sign-in-wrong"
    assert sign_in(password="another horse battery").name == "li"


def test_whoever_left_gets_in_no_more_and_is_not_told_apart(engine, registry, add, sign_in):
    add("li")
    said = sign_in()
    put(engine, UserRow, is_active=False)
    assert code_of(lambda: registry.access.caller(f"Bearer {said.token}")) == "token-ended"
    assert code_of(sign_in) == "sign-in-wrong"


def test_an_unknown_login_costs_as_much_as_a_wrong_password(add, sign_in, passwords, monkeypatch):
    add("li")
    compared: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        hash = passwords._hasher.hash

        def verify(self, kept, password):
            compared.append(kept.rpartition("$")[0].rpartition("$")[0])
            return real(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert code_of(lambda: sign_in("li", "wrong")) == code_of(lambda: sign_in("nobody", "wrong"))
    assert len(compared) == 2
    assert compared[0] == compared[1]  # the same costs


def test_guessing_ends_soon_and_a_known_device_gets_in(add, sign_in):
    add("li")
    device = uuid4()
    sign_in(device=device)
    codes = [code_of(lambda: sign_in(password="guess")) for _ in range(15)]
    assert codes == ["sign-in-wrong"] * 10 + ["sign-in-wait"] * 5
    assert code_of(sign_in) == "sign-in-wait"
    assert sign_in(device=device).name == "li"


def test_a_password_of_a_megabyte_is_not_worked_on(add, sign_in, passwords, monkeypatch):
    add("li")
    monkeypatch.setattr(passwords, "_hasher", None)
    assert code_of(lambda: sign_in(password="x" * 2**20)) == "sign-in-wrong"


def test_a_hash_of_older_costs_is_made_anew(engine, add, sign_in, passwords):
    add("li")
    put(engine, Account, password_hash=Passwords(memory=16, passes=2, lanes=1).hash(PASSWORD))
    sign_in()
    with engine.connect() as connection:
        kept = connection.scalar(select(Account.password_hash))
    assert not passwords.is_dated(kept)
    assert sign_in().name == "li"


def test_the_second_factor_is_asked_for_where_there_is_one(engine, add, sign_in, clock):
    add("li")
    secret = b"12345678901234567890"
    put(engine, Account, otp_secret=secret)
    code = code_at(secret, int(clock().timestamp()) // SECONDS)
    assert code_of(sign_in) == "code-needed"
    assert code_of(lambda: sign_in(code="000000")) == "code-wrong"
    assert code_of(lambda: sign_in(password="wrong", code=code)) == "sign-in-wrong"
    assert sign_in(code=code).name == "li"
    assert code_of(lambda: sign_in(code=code)) == "code-wrong"


def test_what_happens_at_the_door_is_in_the_audit(engine, registry, add, sign_in):
    user = add("li")
    device = uuid4()
    code_of(lambda: sign_in(password="wrong", device=device))
    said = sign_in(device=device)
    caller = registry.access.caller(f"Bearer {said.token}")
    registry.renew(caller, NewDevice(device=uuid4(), device_name="C", app="0"))
    registry.leave(caller)
    with engine.connect() as connection:
        lines = connection.execute(select(Audit.__table__).order_by(Audit.id)).all()
    assert [line.event for line in lines] == [
        "refused-sign-in-wrong",
        "signed-in",
        "device-renewed",
        "signed-out",
    ]
    assert {line.user_id for line in lines} == {user}


def test_a_copy_names_the_device_it_was_copied_from(engine, registry, add, sign_in):
    add("li")
    device, copy = uuid4(), uuid4()
    caller = registry.access.caller(f"Bearer {sign_in(device=device).token}")
    for _ in range(2):  # the answer was lost, and it asks again
        said = registry.renew(caller, NewDevice(device=copy, device_name="C", app="0"))
    with engine.connect() as connection:
        assert connection.scalar(select(Device.copy_of).where(Device.id == copy)) == device
    assert registry.access.caller(f"Bearer {said.token}").device == copy


def test_an_unknown_device_cannot_be_suspended(engine):
    with pytest.raises(NotFound):
        devices.set_state(engine, uuid4(), "suspended", now=utc_now())


def test_tokens_that_ended_long_ago_are_swept_out(engine, add, sign_in, clock):
    add("li")
    sign_in()
    change(engine, lambda session: devices.forget_old(session, clock.forward(days=100)))
    with engine.connect() as connection:
        assert len(connection.execute(select(Token.hash)).all()) == 1
    change(engine, lambda session: devices.forget_old(session, clock.forward(days=31)))
    with engine.connect() as connection:
        assert connection.execute(select(Token.hash)).all() == []


def test_a_login_is_compared_without_regard_to_case_and_width():
    assert accounts.folded("  ＬＩ.Lei ") == "li.lei"


def test_two_devices_that_would_begin_alike_get_letters_of_their_own(engine, add, sign_in):
    add("li")
    first, second = (UUID(int=(1 << 100) + place * 9_261) for place in range(2))
    assert device_prefix(first) == device_prefix(second)
    letters = [sign_in(device=device).letters for device in (first, second)]
    assert letters[0] == device_prefix(first)
    assert letters[1] not in {letters[0], ""}
    assert sign_in(device=second).letters == letters[1]
