"""What a service answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import msgspec

from mcpsweep.connectors.http.errors import BadAnswer

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Its body may hold a fresh token, so it shows in no repr."""

    method: str
    path: str
    """Path alone: queries may name people."""
    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    request_id: str = ""
    """What the service's support knows the call by; empty if it gave none."""

    def decode(self, shape: type[Shape]) -> Shape:
        """The body as `shape`; unknown keys are ignored.

        Raises `BadAnswer` where it is no JSON, or where a key that we need is missing or of another type.
        """
        try:
            return msgspec.json.decode(self.body, type=shape, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            # A validation error names types and paths, a decode error an offset: no part of the body.
            problem = f"{self.method} {self.path}: {self._kind_of_body()}: {error}"
        raise BadAnswer(problem, status=self.status, request_id=self.request_id)

    def json(self) -> Any:
        """The body, whatever its shape. Raises `BadAnswer` where it is no JSON."""
        return self.decode(Any)

    def date(self) -> datetime | None:
        """The service's own time of day, in UTC; None if it did not tell."""
        try:
            return parsedate_to_datetime(self.headers["date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return None

    def _kind_of_body(self) -> str:
        if self.body.lstrip()[:1] == b"<":
            return "the answer is a web page, not JSON (a proxy or a sign-in page may be in the way)"
        return "the answer is not what the service documents" if self.body else "the answer is empty"
