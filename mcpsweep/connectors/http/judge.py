"""What a whole answer means: an answer, or which error."""

from collections.abc import Collection, Mapping
from typing import Any

import httpx
import msgspec

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.call import Call
from mcpsweep.connectors.http.errors import Absent, BadAnswer, Forbidden, Refused, Unauthenticated, Unavailable

_REQUEST_IDS = (
    "x-github-request-id",
    "x-slack-req-id",
    "atl-request-id",
    "atl-traceid",
    "x-arequestid",
    "x-request-id",
)
_REFUSALS: Mapping[int, type[Refused]] = {401: Unauthenticated, 403: Forbidden, 404: Absent, 410: Absent}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST = 200
"""Characters of a service's words that are repeated."""
_READ = 4 * _LONGEST
"""Characters of them that are looked at: a credential must not be cut before it is known for one."""


def whole_answer(call: Call, response: httpx.Response, body: bytes) -> Answer:
    """The answer without the library's types, and without cookies."""
    headers = {name.lower(): value for name, value in response.headers.items() if name.lower() != "set-cookie"}
    request_id = next((headers[name] for name in _REQUEST_IDS if name in headers), "")
    return Answer(
        call.method, call.url.path, response.status_code, headers, body, call.secrets.scrub(request_id[:_LONGEST])
    )


def judge(service: str, call: Call, answer: Answer, expect: Collection[int]) -> Answer:
    """The answer, if it is one or was expected; else raises the error that it means."""
    if answer.status < 300 or answer.status in expect:
        return answer
    where = f"{service}: {call.method} {call.url.path}"
    known: dict[str, Any] = {"status": answer.status, "request_id": answer.request_id}
    if answer.status in _REDIRECTS:
        raise final(BadAnswer(f"{where}: redirected to another place; not followed", **known))
    said = call.secrets.scrub(_message(answer))[:_LONGEST]
    text = f"{where}: {answer.status}" + (f" ({said})" if said else "")
    if answer.status >= 500:
        raise Unavailable(text, **known)
    raise _REFUSALS.get(answer.status, Refused)(text, **known)


def final(error: BadAnswer) -> BadAnswer:
    """Mark an answer that would be no better the next time."""
    error.is_final = True
    return error


def _message(answer: Answer) -> str:
    """What the service says went wrong, on one line."""
    try:
        said = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "the answer is a web page" if answer.body.lstrip()[:1] == b"<" else ""
    if not isinstance(said, dict):
        return ""
    words = next((said[key] for key in ("message", "error", "errorMessage", "detail") if said.get(key)), "")
    return " ".join(words.split())[:_READ] if isinstance(words, str) else ""
