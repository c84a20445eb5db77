"""Hotels, proxies and bad lines: whatever they do to a request, nothing is lost and nothing happens twice."""

from salesdesk.protocol.messages import DIGEST, MARKER, MEDIA_TYPE, Refusal, digest_of, pack
from salesdesk.server import devices
from salesdesk.server.engine import change
from salesdesk.sync.state import Outcome
from tests.battery.sync.relay import Deed, afterwards, changed, instead, late, twice
from tests.battery.sync.test_every_byte import Talk
from tests.battery.sync.wired import Wired
from tests.conftest import NOON

PAGE = b"<html><body>Welcome to the Grand Hotel. Please sign in.</body></html>"


def answer(status: str, body: bytes = PAGE, **headers: str) -> bytes:
    told = {"Content-Type": "text/html", "Content-Length": str(len(body))} | headers
    head = "\r\n".join([f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items()), "", ""])
    return head.encode() + body


def ours(status: str, refusal: Refusal) -> bytes:
    """The server's own refusal, as it would say it."""
    body = pack(refusal)
    headers = {"Content-Type": MEDIA_TYPE, MARKER: "1", DIGEST: digest_of(body)}
    return answer(status, body, **headers)


def _body_changed(reply: bytes) -> bytes:
    head, gap, body = reply.partition(b"\r\n\r\n")
    return head + gap + (bytes([body[0] ^ 1]) + body[1:] if body else b"")


def _without_marker(reply: bytes) -> bytes:
    return reply.replace(MARKER.lower().encode(), b"x-lost", 1).replace(MARKER.encode(), b"X-Lost", 1)


LIES: dict[str, Deed] = {
    "redirected to a sign-in page": instead(answer("302 Found", Location="http://127.0.0.1:9/login")),
    "a sign-in page instead": instead(answer("200 OK")),
    "a sign-in page, though the server did it": afterwards(answer("200 OK")),
    "511": instead(answer("511 Network Authentication Required")),
    "407": instead(answer("407 Proxy Authentication Required")),
    "502, though the server did it": afterwards(answer("502 Bad Gateway")),
    "empty": afterwards(b""),
    "JSON of somebody else": instead(answer("200 OK", b'{"results": []}', **{"Content-Type": MEDIA_TYPE})),
    "our type, our marker, no sense": instead(
        answer("200 OK", b"\xc1\xc1", **{"Content-Type": MEDIA_TYPE, MARKER: "1", DIGEST: "0" * 32})
    ),
    "endless head": instead(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * 200_000 + b"\r\n\r\n"),
    "a bit turned over on the way": changed(_body_changed),
    "the marker lost": changed(_without_marker),
    "longer than it says": changed(lambda reply: reply + b"and more"),
    "sent twice": twice,
    "behind the next one": late,
}
"""What may become of a request, and the laptop must take for the network being away, or not notice at all."""


def _points(talk: Talk, names, dice, below: str = "/") -> list[tuple[str, int, str]]:
    """Each of these at each request of a cycle (below a path), with its path, in an order by chance."""
    asked = [(number, path) for number, (path, _, _) in enumerate(talk.lengths()) if path.startswith(below)]
    points = [(name, number, path) for name in names for number, path in asked]
    dice.shuffle(points)
    return points


def test_whatever_lies_between_nothing_is_lost(found, dice, goes_on):
    talk = Talk(found(dice.randrange(2**32), Wired))
    points = _points(talk, LIES, dice)
    while goes_on() and points:
        name, number, _ = points.pop()
        talk.prepare()
        talk.relay.begin(**{f"r{number}": LIES[name]})
        assert talk.cycle() in {Outcome.OFFLINE, Outcome.DONE}, (name, number)
        assert talk.rest() == [], (talk.world.seed, name, number)
    print(f"{len(points)} of the lies were not told")  # noqa: T201 - of a long run


def test_no_token_goes_where_a_redirect_points(found, dice):
    """The page it points to is on this machine too, and would be seen to be asked."""
    talk = Talk(found(dice.randrange(2**32), Wired))
    talk.relay.begin(r0=instead(answer("302 Found", Location=f"{talk.relay.own_url}/caught")))
    assert talk.cycle() is Outcome.OFFLINE
    assert [path for path, _, _ in talk.relay.seen] == ["/sync/session"]


OWN_WORDS: dict[str, tuple[bytes, Outcome]] = {
    "401 in mid-session": (ours("401 Unauthorized", Refusal(code="token-ended")), Outcome.SIGNED_OUT),
    "429": (ours("429 Too Many Requests", Refusal(code="busy", retry_after=7)), Outcome.BUSY),
    "503": (ours("503 Service Unavailable", Refusal(code="server-unready", retry_after=3)), Outcome.BUSY),
    "500": (ours("500 Internal Server Error", Refusal(code="server-failed")), Outcome.BUSY),
}


def test_what_the_server_says_in_mid_session_ends_the_cycle_and_loses_nothing(found, dice, goes_on):
    talk = Talk(found(dice.randrange(2**32), Wired))
    points = _points(talk, OWN_WORDS, dice, "/sync")
    while goes_on() and points:
        name, number, path = points.pop()
        said, outcome = OWN_WORDS[name]
        if path == "/sync/sketch" and outcome is Outcome.BUSY:
            outcome = Outcome.DONE  # nothing waits for it: the next cycle asks again
        talk.prepare()
        talk.relay.begin(**{f"r{number}": instead(said)})
        assert talk.cycle() is outcome, (name, number)
        assert talk.rest() == [], (talk.world.seed, name, number)


def test_a_session_that_is_over_is_begun_anew_at_once(found, dice, goes_on):
    talk = Talk(found(dice.randrange(2**32), Wired))
    over = ours("409 Conflict", Refusal(code="session-over"))
    points = [number for _, number, _ in _points(talk, ["over"], dice, "/sync") if number > 0]
    while goes_on() and points:
        talk.prepare()
        talk.relay.begin(**{f"r{points.pop()}": instead(over)})
        assert talk.cycle() is Outcome.DONE
        assert talk.rest() == [], talk.world.seed


def test_a_token_that_ended_is_told_and_a_new_one_goes_on(found, dice):
    """The real thing: the server ends it, and hears of it within two seconds in every process."""
    talk = Talk(found(dice.randrange(2**32), Wired))
    talk.prepare()
    engine, who = talk.world.office.engine, (talk.wang.database.me, talk.wang.database.device_id)
    change(engine, lambda session: devices.end_tokens(session, [who[1]], NOON))
    while (ended := talk.cycle()) is Outcome.DONE:
        talk.world.edit_customer(talk.wang)
    assert ended is Outcome.SIGNED_OUT
    talk.wang.link.use(change(engine, lambda session: devices.issue(session, *who, NOON)).token)
    assert talk.rest() == []


def test_everything_at_once_for_a_while(found, dice, goes_on):
    """By chance, several in a row, while both write."""
    talk = Talk(found(dice.randrange(2**32), Wired))
    deeds = [*LIES.values(), *(instead(said) for said, _ in OWN_WORDS.values())]
    talk.lengths()
    while goes_on():
        talk.prepare()
        for _ in range(4):
            chosen = {f"r{number}": dice.choice(deeds) for number in dice.sample(range(5), 2)}
            talk.relay.begin(**chosen)
            talk.cycle()
            talk.world.add_customer(dice.choice([talk.li, talk.wang]))
        assert talk.rest() == [], talk.world.seed


def test_a_link_that_follows_redirects_would_be_caught(found, dice, monkeypatch):
    """The control."""
    talk = Talk(found(dice.randrange(2**32), Wired))
    request = talk.wang.link._session.request
    monkeypatch.setattr(
        talk.wang.link._session, "request", lambda *a, **b: request(*a, **b | {"allow_redirects": True})
    )
    talk.relay.begin(r0=instead(answer("307 Temporary Redirect", Location=f"{talk.relay.own_url}/caught")))
    talk.cycle()
    assert "/caught" in [path for path, _, _ in talk.relay.seen]
