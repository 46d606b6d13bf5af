"""The rules of the one way out: rule 5 and rule 13 of the design."""

import logging
import traceback
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Basic, Bearer
from mcpsweep.connectors.http.client import Client, Patience, Wire
from mcpsweep.connectors.http.errors import (
    Absent,
    BadAnswer,
    CallForbidden,
    Forbidden,
    Limited,
    LostAnswer,
    Refused,
    ServiceError,
    Unauthenticated,
    Unavailable,
    Unreachable,
    Withheld,
)
from mcpsweep.connectors.http.route import Denied
from mcpsweep.errors import ExitCode, UsageError
from mcpsweep.model.secret import Secret
from tests.connectors.fake import START, FakeClock, FakeService, Reply, Waits, fake_service

CANARY = "canary" + "0123456789abcdef"


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client(service: FakeService, clock: FakeClock, waits: Waits) -> Iterator[Client]:
    made = Client(
        "example",
        service.url,
        auth=Bearer(Secret(CANARY)),
        denied=[Denied("DELETE", r"/orgs/[^/]+/tokens", "it ends everybody's tokens")],
        clock=clock,
        progress=waits,
        patience=Patience(read=5, longest_wait=300),
        max_body=1_000_000,
    )
    yield made
    made.close()


def test_a_call_is_signed_in_and_answered(service: FakeService, client: Client) -> None:
    service.on("GET", "/user", Reply(200, {"login": "alice"}, headers={"X-GitHub-Request-Id": "AB:1"}))
    answer = client.read("/user", {"a": ["1", "2"], "b": 3})
    assert answer.json() == {"login": "alice"}
    assert answer.request_id == "AB:1"
    asked = service.asked[0]
    assert asked.headers["authorization"] == f"Bearer {CANARY}"
    assert asked.headers["user-agent"].startswith("mcpsweep/")
    assert asked.query == {"a": ["1", "2"], "b": ["3"]}
    assert client.sent == 1


def test_secrets_travel_in_bodies_and_are_revealed_only_there(service: FakeService, client: Client) -> None:
    service.on("POST", "/revoke", Reply(202, {}))
    client.write("POST", "/revoke", json={"credentials": [Secret("value-in-a-body")]})
    client.write("POST", "/revoke", form={"token": Secret("value-in-a-form")})
    assert service.asked[0].json() == {"credentials": ["value-in-a-body"]}
    assert service.asked[1].body == b"token=value-in-a-form"


def test_basic_auth_and_another_credential_for_one_call(service: FakeService, client: Client) -> None:
    service.on("GET", "/user", Reply(200, {}))
    client.read("/user", auth=Basic("alice@acme.example", Secret("password")))
    assert service.asked[0].headers["authorization"].startswith("Basic ")


def test_a_credential_never_goes_out_in_a_url(service: FakeService, client: Client) -> None:
    with pytest.raises(CallForbidden):
        client.read("/user", {"token": CANARY})
    assert service.asked == []


@pytest.mark.parametrize(
    "path",
    [
        "/orgs/acme/tokens",
        "/orgs/acme/tokens/",
        "//orgs//acme//tokens",
        "/orgs/acme/%74okens",
        "/orgs/acme/%2574okens",
        "/orgs/acme%2Ftokens",
        "/orgs/acme/tokens;x=1",
        "/ORGS/acme/Tokens",
        "/orgs/acme/x/../tokens",
        "/orgs/acme/%2e%2e/acme/tokens",
        "/orgs/acme/./tokens",
        "/orgs/acme/tokens?id=1",
    ],
)
@pytest.mark.parametrize("method", ["DELETE", "delete"])
def test_a_denied_call_never_goes_out_however_it_is_written(
    service: FakeService, client: Client, path: str, method: str
) -> None:
    with pytest.raises(CallForbidden):
        client.write(method, path)
    with pytest.raises(CallForbidden):
        client.read(path, method=method)
    assert service.asked == []


def test_a_call_with_a_selector_goes_out(service: FakeService, client: Client) -> None:
    service.on("DELETE", "/orgs/acme/tokens/7", Reply(204))
    assert client.write("DELETE", "/orgs/acme/tokens/7").status == 204


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, Unauthenticated, ExitCode.NOT_AUTHORISED),
        (403, Forbidden, ExitCode.NOT_AUTHORISED),
        (404, Absent, ExitCode.INCOMPLETE),
        (422, Refused, ExitCode.INCOMPLETE),
        (451, Refused, ExitCode.INCOMPLETE),
    ],
)
def test_a_refusal_is_not_repeated(
    service: FakeService, client: Client, status: int, error: type[ServiceError], code: ExitCode
) -> None:
    service.on("GET", "/user", Reply(status, {"message": "No,\n you may not"}, headers={"X-Request-Id": "r1"}))
    with pytest.raises(error) as caught:
        client.read("/user")
    assert caught.value.exit_code is code
    assert "No, you may not" in str(caught.value)
    assert (caught.value.status, caught.value.request_id) == (status, "r1")
    assert len(service.asked) == 1


def test_an_expected_refusal_is_an_answer(service: FakeService, client: Client) -> None:
    assert client.read("/user", expect={404}).status == 404


FAULTS = [Reply(500), Reply(502, body=b"<html>"), Reply(cut=True), Reply(200, {"a": 1}, short=True)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_is_repeated_with_growing_pauses(
    service: FakeService, client: Client, clock: FakeClock, waits: Waits, fault: Reply
) -> None:
    service.on("GET", "/user", Reply(200, {"login": "alice"}))
    service.faults = [fault] * 3
    assert client.read("/user").json() == {"login": "alice"}
    assert len(service.asked) == 4
    assert clock.slept[0] < clock.slept[1] < clock.slept[2]
    assert len(waits.seen) == 3


@pytest.mark.parametrize(
    ("fault", "error"),
    [(FAULTS[0], Unavailable), (FAULTS[1], Unavailable), (FAULTS[2], LostAnswer), (FAULTS[3], LostAnswer)],
)
def test_a_write_is_never_repeated_blindly(
    service: FakeService, client: Client, fault: Reply, error: type[ServiceError]
) -> None:
    service.on("DELETE", "/keys/1", fault)
    with pytest.raises(error):
        client.write("DELETE", "/keys/1")
    assert len(service.asked) == 1


def test_reading_gives_up_in_the_end(service: FakeService, client: Client) -> None:
    service.on("GET", "/user", Reply(503))
    with pytest.raises(Unavailable):
        client.read("/user")
    assert len(service.asked) == 5


@pytest.mark.parametrize(
    ("limit", "wait"),
    [
        (Reply(429, headers={"Retry-After": "7"}), 7),
        (Reply(429, headers={"Retry-After": "Sun, 22 Nov 2026 12:00:09 GMT"}), 9),
        (Reply(403, {"message": "You have exceeded a secondary rate limit"}), 60),
        (Reply(403, {"message": "Maximum number of login attempts exceeded. Please try again later."}), 60),
        (Reply(403, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795348830"}), 30),
        (Reply(429, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-22T12:00:20Z"}), 20),
        (Reply(503, headers={"Retry-After": "3"}), 3),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_limit_is_waited_for_by_the_services_own_clock(
    service: FakeService, client: Client, clock: FakeClock, waits: Waits, limit: Reply, wait: float, method: str
) -> None:
    clock.sleep(1234)  # ours is off
    service.on(method, "/thing/1", Reply(200, {}))
    service.faults = [limit]
    answer = client.read("/thing/1") if method == "GET" else client.write(method, "/thing/1")
    assert answer.status == 200
    assert clock.slept[1:] == [pytest.approx(wait)]
    assert waits.seen[0][1] == pytest.approx(wait)


def test_a_wait_over_the_cap_is_an_error_that_tells_its_length(
    service: FakeService, client: Client, clock: FakeClock
) -> None:
    service.on("GET", "/user", Reply(429, headers={"Retry-After": "3000"}))
    with pytest.raises(Limited, match="3000 s"):
        client.read("/user")
    assert clock.slept == []
    with pytest.raises(Limited):
        client.read("/user")
    assert len(service.asked) == 1, "the budget is known to be spent: nothing more goes out"


@pytest.mark.parametrize("off", [0.0, 1e7])
def test_the_time_is_the_service_s_as_soon_as_it_tells(
    service: FakeService, client: Client, clock: FakeClock, off: float
) -> None:
    service.on("GET", "/user", Reply(200, {}, headers={"Date": format_datetime(START, usegmt=True)}))
    clock.sleep(off)
    assert client.now() == START + timedelta(seconds=off)
    client.read("/user")
    assert client.now() == START
    clock.sleep(7)
    assert client.now() == START + timedelta(seconds=7)


def test_the_last_call_of_a_budget_pauses_its_class_only(
    service: FakeService, client: Client, clock: FakeClock
) -> None:
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795348810"}
    service.on("GET", "/user", Reply(200, {}, headers=spent))
    service.on("GET", "/search", Reply(200, {}))
    client.read("/user")
    client.read("/search", endpoints="search")
    assert clock.slept == []
    client.read("/user")
    assert clock.slept == [pytest.approx(10)]


def test_a_limit_that_never_ends_is_given_up(service: FakeService, client: Client) -> None:
    service.on("GET", "/user", Reply(429, headers={"Retry-After": "1"}))
    with pytest.raises(Limited):
        client.read("/user")
    assert len(service.asked) == 5


def test_a_web_page_is_said_to_be_one(service: FakeService, client: Client) -> None:
    service.on("GET", "/user", Reply(200, body=b"<!doctype html><title>Sign in</title>"))
    with pytest.raises(BadAnswer, match="web page"):
        client.read("/user").json()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1]"])
def test_what_is_not_the_documented_shape_is_said_so(service: FakeService, client: Client, body: bytes) -> None:
    service.on("GET", "/user", Reply(200, body=body))
    with pytest.raises(BadAnswer):
        client.read("/user").decode(dict[str, str])


def test_an_endless_answer_is_cut(service: FakeService, client: Client) -> None:
    service.on("GET", "/user", Reply(200, endless=True))
    with pytest.raises(BadAnswer, match="larger"):
        client.read("/user")
    assert len(service.asked) == 1


def test_an_answer_that_drips_runs_out_of_time(service: FakeService) -> None:
    class Hurried(FakeClock):
        def monotonic(self) -> float:
            self.sleep(50)
            return super().monotonic()

    service.on("GET", "/user", Reply(200, {"a": 1}))
    client = Client("example", service.url, clock=Hurried(), patience=Patience(whole=20, attempts=1))
    with pytest.raises(LostAnswer, match="not complete"):
        client.read("/user")
    client.close()


def test_a_redirect_within_the_host_is_followed_for_reads_only(service: FakeService, client: Client) -> None:
    service.on("GET", "/old", Reply(301, headers={"Location": "/new"}))
    service.on("GET", "/new", Reply(200, {"moved": True}))
    service.on("DELETE", "/old", Reply(307, headers={"Location": "/new"}))
    assert client.read("/old").json() == {"moved": True}
    with pytest.raises(BadAnswer):
        client.write("DELETE", "/old")
    assert [asked.path for asked in service.asked] == ["/old", "/new", "/old"]


def test_a_redirect_round_and_round_ends(service: FakeService, client: Client) -> None:
    service.on("GET", "/old", Reply(302, headers={"Location": "/old"}))
    with pytest.raises(BadAnswer):
        client.read("/old")
    assert len(service.asked) == 4


def test_a_redirect_to_another_host_is_never_followed(service: FakeService, client: Client) -> None:
    with fake_service() as other:
        service.on("GET", "/user", Reply(302, headers={"Location": f"{other.url}/user"}))
        with pytest.raises(BadAnswer, match="another host"):
            client.read("/user")
        with pytest.raises(BadAnswer, match="another host"):
            client.read(f"{other.url}/user")
        assert other.asked == []
    assert len(service.asked) == 1


def test_a_redirect_to_a_denied_call_is_refused(service: FakeService, client: Client) -> None:
    service.on("GET", "/old", Reply(307, headers={"Location": "/x/../orgs/acme/tokens"}))
    denied = Client("example", service.url, denied=[Denied("*", "/orgs/[^/]+/tokens", "never")])
    with pytest.raises(CallForbidden):
        denied.read("/old")
    denied.close()
    assert [asked.path for asked in service.asked] == ["/old"]


def test_no_cookie_is_kept_and_nothing_comes_from_the_environment(
    service: FakeService, monkeypatch: pytest.MonkeyPatch, _own_home: object
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    netrc = "machine 127.0.0.1 login somebody password something\n"
    Path(f"{_own_home}/.netrc").write_text(netrc)
    service.on("GET", "/user", Reply(200, {}, headers={"Set-Cookie": "session=1; Path=/"}))
    client = Client("example", service.url)
    client.read("/user")
    client.read("/user")
    client.close()
    assert len(service.asked) == 2
    assert all({"cookie", "authorization"}.isdisjoint(asked.headers) for asked in service.asked)


def test_nobody_answers(clock: FakeClock) -> None:
    client = Client("example", "http://127.0.0.1:1", clock=clock, patience=Patience(attempts=2))
    with pytest.raises(Unreachable):
        client.read("/user")
    with pytest.raises(Unreachable):
        client.write("DELETE", "/keys/1")
    client.close()


@pytest.mark.parametrize(
    "address",
    ["http://api.acme.example", "ftp://127.0.0.1", "https://user:pass@acme.example", "https://", "https://a/?b"],
)
def test_an_address_that_would_betray_the_credential_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        Client("example", address)


def test_the_credential_shows_nowhere(service: FakeService, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body_secret = "another" + CANARY
    replies = [
        Reply(401, {"message": f"token {CANARY} and {body_secret} are bad"}),
        Reply(500, body=CANARY.encode()),
        Reply(200, body=b"<html>" + CANARY.encode()),
        Reply(302, headers={"Location": "https://acme.example/"}),
        Reply(cut=True),
        Reply(429, headers={"Retry-After": "9999"}),
    ]
    shown = [repr(client), repr(Bearer(Secret(CANARY))), repr(Basic("a", Secret(CANARY)))]
    for reply in replies:
        service.faults = [reply] * 5
        try:
            answer = client.write("POST", "/x", json={"token": Secret(body_secret)})
            shown.append(repr(answer))
            answer.json()
        except ServiceError as error:
            shown += traceback.format_exception(error)
            assert error.__context__ is None, "the library's own error holds the request and its headers"
            shown.append(repr(error.__dict__))
    odd = CANARY + "\n"
    with pytest.raises(Refused) as caught:
        client.read("/user", auth=Bearer(Secret(odd)))
    shown += traceback.format_exception(caught.value)
    with pytest.raises(Refused) as caught:
        client.write("POST", "/x", json={"token": Secret(CANARY + "\udc80")})
    shown += traceback.format_exception(caught.value)
    everything = "\n".join([*shown, caplog.text])
    assert len(shown) > 10
    assert CANARY not in everything


def test_a_verdict_turns_a_no_in_a_200_into_what_it_means(service: FakeService, clock: FakeClock) -> None:
    def verdict(answer: Answer) -> None:
        if said := answer.json().get("error"):
            raise (Unavailable if said == "busy" else Refused)(said)

    client = Client("example", service.url, clock=clock, verdict=verdict)
    service.on("GET", "/user", Reply(200, {"id": 1}))
    service.faults = [Reply(200, {"error": "busy"})]
    assert client.read("/user").json() == {"id": 1}
    service.on("POST", "/end", Reply(200, {"error": "busy"}))
    with pytest.raises(Unavailable):
        client.write("POST", "/end")
    service.on("POST", "/end", Reply(200, {"error": "forbidden"}))
    with pytest.raises(Refused):
        client.write("POST", "/end")
    assert [asked.path for asked in service.asked] == ["/user", "/user", "/end", "/end"]
    client.close()


def test_a_rehearsal_reads_and_keeps_changes_back(service: FakeService) -> None:
    service.on("GET", "/user", Reply(200, {"login": "alice"}))
    client = Client("example", service.url, auth=Bearer(Secret(CANARY)), wire=Wire(rehearses=True))
    assert client.read("/user").json() == {"login": "alice"}
    with pytest.raises(Withheld) as caught:
        client.write("delete", "/keys/1", {"who": "alice"}, json={"value": Secret(CANARY)})
    client.close()
    assert caught.value.request == f"DELETE {service.url.removeprefix('http://')}/keys/1"
    assert [asked.method for asked in service.asked] == ["GET"]


def test_a_rehearsal_keeps_the_rules(service: FakeService) -> None:
    denied = [Denied("DELETE", r"/orgs/[^/]+/tokens", "it ends everybody's tokens")]
    client = Client("example", service.url, auth=Bearer(Secret(CANARY)), denied=denied, wire=Wire(rehearses=True))
    for path in ("/orgs/acme/tokens", f"/keys/{CANARY}"):
        with pytest.raises(CallForbidden):
            client.write("DELETE", path)
    client.close()
