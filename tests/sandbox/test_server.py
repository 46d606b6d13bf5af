"""The sandbox's HTTP server: routes, keep-alive, the log, and every fault as a client meets it."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from mcpsweep.sandbox.exchange import Answer, Malformed, Parameters, Reply, Request, Route, Router
from mcpsweep.sandbox.faults import AFTER_THE_EFFECT, Fault, Forecast, Rule, Weather
from mcpsweep.sandbox.server import ELSEWHERE, Server

SILENT = frozenset({Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.STALLED, Fault.STALLED_AFTER, Fault.TRUNCATED})
"""Faults without a whole answer."""


class Counter:
    """A service that counts what was done to it."""

    name = "counter"

    def __init__(self) -> None:
        self.done: list[str] = []
        self._router = Router(
            [
                Route("GET", "/things/{thing}", self._read),
                Route("DELETE", "/things/{thing}", self._end),
                Route("DELETE", "/things/all", self._end_all, is_forbidden=True),
            ]
        )

    def answer(self, request: Request) -> Answer:
        found = self._router.find(request.method, request.path)
        if found is None:
            return Answer(Reply(404, {"message": "Not Found"}), "")
        route, parameters = found
        return Answer(route.handler(request, parameters), f"{route.method} {route.template}")

    def is_forbidden(self, method: str, path: str) -> bool:
        found = self._router.find(method, path)
        return found is not None and found[0].is_forbidden

    def _read(self, request: Request, parameters: Parameters) -> Reply:
        return Reply(200, {"thing": parameters["thing"], "base": request.base, "q": request.all("q")})

    def _end(self, request: Request, parameters: Parameters) -> Reply:
        self.done.append(parameters["thing"])
        return Reply(204)

    def _end_all(self, request: Request, parameters: Parameters) -> Reply:
        self.done.append("everybody's")
        return Reply(202, {})


@contextmanager
def serving(*rules: Rule, latency: float = 0.0) -> Iterator[tuple[Counter, Server, http.client.HTTPConnection]]:
    """A counter below `/counter` in that weather, and a connection to it."""
    counter = Counter()
    with Server({"/counter": counter}, Weather(rules, latency)) as server:
        host, port = server.url().removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=5)
        try:
            yield counter, server, connection
        finally:
            connection.close()


def ask(connection: http.client.HTTPConnection, method: str, target: str) -> tuple[int, bytes, dict[str, str]]:
    connection.request(method, target)
    response = connection.getresponse()
    return response.status, response.read(), dict(response.getheaders())


def test_requests_reach_their_service_over_one_connection() -> None:
    with serving() as (_, server, connection):
        status, body, _ = ask(connection, "GET", "/counter/things/a%2Fb?q=1&q[]=2")
        first = connection.sock
        assert status == 200
        assert json.loads(body) == {"thing": "a/b", "base": server.url("/counter"), "q": ["1", "2"]}
        assert ask(connection, "DELETE", "/counter/things/a")[0] == 204
        assert ask(connection, "GET", "/elsewhere")[0] == 404
        assert ask(connection, "GET", "/counters/things/a")[0] == 404
        assert connection.sock is first
        assert server.log.counts() == {"GET /things/{thing}": 1, "DELETE /things/{thing}": 1}


def test_a_fixed_segment_beats_a_parameter_and_forbidden_calls_are_counted() -> None:
    with serving() as (counter, server, connection):
        assert ask(connection, "DELETE", "/counter/things/all")[0] == 202
        assert counter.done == ["everybody's"]
        assert server.log.forbidden == 1
        assert [entry.route for entry in server.log.entries] == ["DELETE /things/all"]


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_has_the_effect_that_it_says(fault: Fault) -> None:
    with serving(Rule(fault, times=1)) as (counter, server, connection):
        answer: tuple[int, bytes, dict[str, str]] | None = None
        connection.timeout = 0.3
        connection.request("DELETE", "/counter/things/a")
        try:
            response = connection.getresponse()
            answer = response.status, response.read(200_000), dict(response.getheaders())
        except (http.client.HTTPException, OSError):
            connection.close()
        assert counter.done == (["a"] if fault in AFTER_THE_EFFECT else [])
        assert (answer is None) == (fault in SILENT)
        if answer is not None:
            _check_answer(fault, *answer)
        assert server.log.entries[0].fault is fault
        connection.close()
        assert ask(connection, "GET", "/counter/things/a")[0] == 200


def test_a_truncated_answer_breaks_off_in_the_middle() -> None:
    with serving(Rule(Fault.TRUNCATED, times=1)) as (_, _, connection):
        with pytest.raises(http.client.IncompleteRead):
            ask(connection, "GET", "/counter/things/a")
        connection.close()
        assert ask(connection, "GET", "/counter/things/a")[0] == 200


def _check_answer(fault: Fault, status: int, body: bytes, headers: dict[str, str]) -> None:
    match fault:
        case Fault.LIMITED:
            assert (status, headers["Retry-After"]) == (429, "1")
        case Fault.HTML | Fault.HTML_AFTER:
            assert (status, headers["Content-Type"]) == (502, "text/html")
            assert body.startswith(b"<!DOCTYPE html>")
        case Fault.REDIRECT:
            assert (status, headers["Location"]) == (302, ELSEWHERE)
        case Fault.ENDLESS:
            assert len(body) == 200_000
        case _:
            assert status == 500


def test_a_storm_passes() -> None:
    with serving(Rule(Fault.LIMITED, times=3, path="^/counter/things", retry_after=7)) as (counter, _, connection):
        answers = [ask(connection, "DELETE", "/counter/things/a") for _ in range(5)]
        assert [status for status, *_ in answers] == [429, 429, 429, 204, 204]
        assert answers[0][2]["Retry-After"] == "7"
        assert counter.done == ["a", "a"]


def test_faults_strike_the_same_requests_every_time_whatever_comes_between() -> None:
    weather = Weather((Rule(Fault.ERROR_BEFORE, share=0.2, method="GET"),), seed=3)
    first, second = Forecast(weather), Forecast(weather)
    paths = [f"/{number % 7}" for number in range(700)]
    struck = [first.next("GET", path) is not None for path in paths]
    again = []
    for path in paths:
        second.next("DELETE", path)
        second.next("GET", "/other")
        again.append(second.next("GET", path) is not None)
    assert struck == again
    assert 90 < sum(struck) < 190


def test_a_forbidden_call_counts_even_if_it_never_arrives() -> None:
    with serving(Rule(Fault.ERROR_BEFORE)) as (counter, server, connection):
        assert ask(connection, "DELETE", "/counter/things/all")[0] == 500
        assert (counter.done, server.log.forbidden) == ([], 1)


def test_weather_can_change_while_it_serves() -> None:
    with serving() as (_, server, connection):
        assert ask(connection, "GET", "/counter/things/a")[0] == 200
        server.set_weather(Weather((Rule(Fault.ERROR_BEFORE),)))
        assert ask(connection, "GET", "/counter/things/a")[0] == 500


def test_callers_side_by_side_are_all_served_and_latency_is_not_added_up() -> None:
    with serving(latency=0.05) as (counter, server, _):
        host, port = server.url().removeprefix("http://").split(":")

        def call(number: int) -> None:
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            ask(connection, "DELETE", f"/counter/things/{number}")
            connection.close()

        callers = [Thread(target=call, args=(number,)) for number in range(20)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        assert sorted(counter.done, key=int) == [str(number) for number in range(20)]
        assert len(server.log.entries) == 20


def test_a_body_that_is_too_large_is_refused_unread() -> None:
    with serving() as (counter, server, connection):
        connection.putrequest("DELETE", "/counter/things/a")
        connection.putheader("Content-Length", str(10**9))
        connection.endheaders()
        assert connection.getresponse().status == 413
        assert counter.done == []
        assert server.log.entries == []


def test_a_stopped_server_answers_nobody() -> None:
    with serving() as (_, server, _connection):
        address = server.url().removeprefix("http://").split(":")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((address[0], int(address[1])), timeout=1)


def test_a_body_that_is_no_json_is_malformed() -> None:
    assert Request("POST", "/", "").json() == {}
    with pytest.raises(Malformed):
        Request("POST", "/", "", body=b"{").json()
