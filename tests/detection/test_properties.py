"""What must hold for any text."""

import base64
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.detection.base import Context
from mcpsweep.detection.fingerprint import fingerprint, key_id, sha256_base64, suffix
from mcpsweep.detection.inspection import MAX_STRUCTURED, inspect, inspect_arguments
from mcpsweep.detection.redaction import redact, redact_arguments
from mcpsweep.detection.tokens import scan_tokens
from mcpsweep.detection.vendors.table import FORMS, VENDORS, Form
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret
from tests.detection.values import GITHUB_GOOD, PASSWORD, RANDOM

FRAGMENT = 12
contexts = st.builds(
    Context, st.sampled_from(Slot), st.sampled_from(["", "API_KEY", "Authorization", "DB_PASSWORD", "url", "Cookie"])
)
structures = st.text(alphabet=string.printable + "…é密\ud800", max_size=200)
values = st.text(alphabet=string.ascii_letters + string.digits, min_size=20, max_size=60)
frames = st.sampled_from(
    ["{}", "Bearer {}", "X-Api-Key: {}", "--token={}", "postgresql://bob:{}@db.io/x", "https://x.io/mcp?token={}&b=1",
     'sh -c "API_TOKEN={} exec x"', '{{"Authorization": "Bearer {}"}}', "${{API_KEY:-{}}}", "Cookie: session={}; a=b",
     "curl -H 'Authorization: Bearer {}' https://x.io"]
)  # fmt: skip


def _fragments(value: str) -> set[str]:
    forms = (value, quote(value, safe=""), base64.b64encode(value.encode("utf-8", "surrogatepass")).decode())
    return {
        form[at : at + FRAGMENT]
        for form in forms
        for at in range(max(1, len(form) - FRAGMENT + 1))
        if len(form) >= FRAGMENT
    }


@given(structures, contexts)
def test_any_text_is_read_and_spans_lie_inside(text: str, context: Context) -> None:
    found = inspect(text, context)
    spans = [(hit.start, hit.end) for hit in found.hits] + [(use.start, use.end) for use in found.uses]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert redact(text, context) is not None
    assert len(redact_arguments([text, text], context)) == 2
    assert all(index < 2 for index, _ in inspect_arguments([text, text], context))


@given(values, frames, st.sampled_from([Slot.ARG, Slot.HEADER, Slot.ENV, Slot.COMMAND]))
def test_redaction_leaves_no_fragment(value: str, frame: str, slot: Slot) -> None:
    context = Context(slot, "API_KEY" if frame == "{}" else "")
    text = frame.format(value)
    shown = redact(text, context)
    for hit in inspect(text, context).hits:
        assert not [fragment for fragment in _fragments(hit.secret.reveal()) if fragment in shown]


def test_redaction_of_basic_credentials_and_split_arguments() -> None:
    pair = base64.b64encode(f"alice:{RANDOM}".encode()).decode()
    assert pair not in redact(f"Authorization: Basic {pair}", Context(Slot.ARG))
    assert redact_arguments(["--api-key", PASSWORD + RANDOM, "x"], Context(Slot.ARG)) == ["--api-key", "…", "x"]
    assert redact("https://bob@x.io/mcp", Context(Slot.URL)) == "https://…@x.io/mcp"
    assert redact("npx -y @acme/server --port 80", Context(Slot.COMMAND)) == "npx -y @acme/server --port 80"


@given(st.text(max_size=40), st.text(max_size=40), st.binary(min_size=1, max_size=80))
def test_fingerprints_are_equal_just_when_values_are(one: str, other: str, key: bytes) -> None:
    assert (fingerprint(Secret(one), key) == fingerprint(Secret(other), key)) == (one == other)
    assert len(fingerprint(Secret(one), key)) == 32
    assert fingerprint(Secret(one), key) != fingerprint(Secret(one), key + b"x")


def test_what_may_be_shown_of_an_issued_token() -> None:
    secret = Secret(GITHUB_GOOD)
    assert suffix(secret) == GITHUB_GOOD[-8:]
    assert len(base64.b64decode(sha256_base64(secret))) == 32
    assert key_id(b"a") != key_id(b"b")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.vendor.service}-{form.shape.kind}-{form.shape.prefix}")
def test_prefixes_are_public_and_short(form: Form) -> None:
    assert len(form.shape.prefix) < FRAGMENT
    assert form.pattern.groups == 0


def test_no_vendor_twice() -> None:
    services = [vendor.service for vendor in VENDORS]
    assert len(services) == len(set(services))


def test_tokens_are_found_in_running_text() -> None:
    text = "word " * 1000 + f'"{GITHUB_GOOD}",' + "word " * 1000
    (token,) = scan_tokens(text)
    assert (text[token.start : token.end], token.service, token.kind) == (GITHUB_GOOD, "github", "github-pat")
    assert list(scan_tokens("gh" + "p_" + "x" * 36)) == []


HOSTILE = [
    "a",
    '"',
    '{"a":',
    "a=",
    "a=b;",
    "${",
    "$(",
    "/",
    "a:",
    "@",
    "%41",
    "a ",
    "--token x ",
    "eyJ",
    "sk-",
    "{\\",
    "Bearer ",
    "-",
    "'\\",
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("slot", [Slot.ENV, Slot.COMMAND, Slot.URL])
def test_the_longest_hostile_text_holds_nothing(unit: str, slot: Slot) -> None:
    # A reader that is not linear would be felt here: 40 texts of the greatest length that is taken apart.
    assert inspect((unit * MAX_STRUCTURED)[:MAX_STRUCTURED], Context(slot, "description")).hits == ()
