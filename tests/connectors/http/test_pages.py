"""Paging: side by side where the end is known, complete and in order in any case."""

import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.errors import BadAnswer
from mcpsweep.connectors.http.fan import fan_out
from mcpsweep.connectors.http.pages import cursor_pages, linked_pages, numbered_pages
from tests.connectors.fake import Asked, FakeClock, FakeService, Reply

NUMBERS = list(range(1050))


@pytest.fixture
def client(service: FakeService, clock: FakeClock) -> Iterator[Client]:
    made = Client("example", service.url, clock=clock)
    yield made
    made.close()


def items(client: Client) -> list[Any]:
    return [item for page in linked_pages(client, "/items", {"per_page": 100}) for item in page.json()]


def test_pages_come_side_by_side_and_in_order(service: FakeService, client: Client) -> None:
    together = threading.Barrier(8, timeout=5)

    def answer(asked: Asked) -> Reply:
        if 2 <= int(asked.one("page", "1")) <= 9:
            together.wait()
        return service.page(asked, NUMBERS)

    service.on("GET", "/items", answer)
    assert items(client) == NUMBERS
    assert len(service.asked) == 11
    assert all(asked.one("per_page") == "100" for asked in service.asked)


def test_a_list_that_grows_meanwhile_is_read_to_its_end(service: FakeService, client: Client) -> None:
    service.on(
        "GET", "/items", lambda asked: service.page(asked, NUMBERS[:150] if not service.calls()[1:] else NUMBERS[:250])
    )
    assert items(client) == NUMBERS[:250]


def test_a_list_without_a_known_end_is_followed(service: FakeService, client: Client) -> None:
    def answer(asked: Asked) -> Reply:
        start = int(asked.one("after", "0"))
        following = {"Link": f'<{service.url}/items?after={start + 100}>; rel="next"'} if start < 900 else {}
        return Reply(200, NUMBERS[start : start + 100], headers=following)

    service.on("GET", "/items", answer)
    assert items(client) == NUMBERS[:1000]


def test_pages_that_name_each_other_in_a_ring_are_given_up(service: FakeService, client: Client) -> None:
    service.on("GET", "/items", Reply(200, [1], headers={"Link": f'<{service.url}/items?after=1>; rel="next"'}))
    with pytest.raises(BadAnswer, match="never end"):
        items(client)


def test_a_page_on_another_host_is_not_asked_for(service: FakeService, client: Client) -> None:
    service.on(
        "GET", "/items", Reply(200, [1], headers={"Link": '<https://elsewhere.example/items?page=2>; rel="next"'})
    )
    with pytest.raises(BadAnswer, match="another host"):
        items(client)


def test_a_fault_on_one_page_is_repaired_and_nothing_is_lost(service: FakeService, client: Client) -> None:
    failed: set[str] = set()

    def answer(asked: Asked) -> Reply:
        number = asked.one("page", "1")
        if number not in failed:
            failed.add(number)
            return Reply(500)
        return service.page(asked, NUMBERS)

    service.on("GET", "/items", answer)
    assert items(client) == NUMBERS


def test_numbered_and_cursor_pages(service: FakeService, client: Client) -> None:
    service.on("GET", "/items", lambda asked: Reply(200, {"page": int(asked.one("page")), "pages": 3}))
    numbered = numbered_pages(lambda n: client.read("/items", {"page": n}), lambda answer: int(answer.json()["pages"]))
    assert [answer.json()["page"] for answer in numbered] == [1, 2, 3]
    service.on("GET", "/items", lambda asked: Reply(200, {"next": {"": "b", "b": "c"}.get(asked.one("cursor"))}))
    pages = cursor_pages(lambda c: client.read("/items", {"cursor": c or ""}), lambda answer: answer.json()["next"])
    assert len(list(pages)) == 3
    service.on("GET", "/items", Reply(200, {"next": "b"}))
    with pytest.raises(BadAnswer, match="never end"):
        list(cursor_pages(lambda c: client.read("/items", {"cursor": c or ""}), lambda answer: answer.json()["next"]))


def test_a_stream_that_is_given_up_leaves_at_once() -> None:
    release = threading.Event()

    def fetch(key: int) -> int:
        if key:
            release.wait(5)
        return key

    stream = fan_out(fetch, range(100))
    assert next(stream) == 0
    began = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 1
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "mcpsweep-fetch")
    release.set()


def test_an_interrupt_leaves_at_once() -> None:
    release = threading.Event()
    main = threading.main_thread().ident
    assert main is not None
    threading.Timer(0.1, signal.pthread_kill, (main, signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(fan_out(lambda _key: release.wait(30), range(100)))
    assert time.monotonic() - began < 5
    release.set()


def test_an_error_is_raised_in_its_place() -> None:
    def fetch(key: int) -> int:
        if key == 3:
            raise ValueError("three")
        return key

    seen = []
    with pytest.raises(ValueError, match="three"):
        for value in fan_out(fetch, range(10)):
            seen.append(value)  # noqa: PERF402 - what came before the error is what is asked
    assert seen == [0, 1, 2]
