"""Sees every request of ours on its way out, and may keep it from going."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest


@dataclass
class Spy:
    """What went out, or would have."""

    sent: list[httpx.Request] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Where to."""
        return {request.url.host for request in self.sent}

    def paths_with(self, value: str) -> set[str]:
        """The first part of the path of every request whose headers or body hold `value`."""
        return {
            request.url.path.split("/")[1]
            for request in self.sent
            if any(value in text for text in request.headers.values()) or value.encode() in request.content
        }


@contextmanager
def spying(monkeypatch: pytest.MonkeyPatch, *, is_cut: bool) -> Iterator[Spy]:
    """Watch the only way out; `is_cut`: nothing gets through."""
    spy, real = Spy(), httpx.HTTPTransport.handle_request

    def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        spy.sent.append(request)
        if is_cut:
            raise httpx.ConnectError("the cable is cut")
        return real(transport, request)

    with monkeypatch.context() as patched:
        patched.setattr(httpx.HTTPTransport, "handle_request", handle)
        yield spy
