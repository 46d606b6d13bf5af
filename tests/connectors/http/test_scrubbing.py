"""What comes back is shown without what went out."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.connectors.http.scrubbing import Scrubber
from tests.canary import assert_absent

VALUE = 'madeup/Value+0123456789="quoted"'
DISGUISES: list[Callable[[str], str]] = [
    str,
    str.lower,
    str.upper,
    lambda value: value[::-1],
    lambda value: quote(value, safe=""),
    lambda value: "".join(f"%{byte:02X}" for byte in value.encode()),
    lambda value: value.encode().hex(),
    lambda value: json.dumps(value)[1:-1],
    lambda value: base64.b64encode(value.encode()).decode(),
    lambda value: base64.b64encode(f"user:{value}".encode()).decode(),
    lambda value: base64.urlsafe_b64encode(f"ab{value}xyz".encode()).decode(),
]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_disguise_helps(disguise: Callable[[str], str]) -> None:
    scrubber = Scrubber([VALUE])
    assert scrubber.is_in(f"https://host/x?y={disguise(VALUE)}")
    scrubbed = scrubber.scrub(f"you sent {disguise(VALUE)}, which is wrong")
    assert scrubbed.startswith("you sent ")
    assert scrubbed.endswith(", which is wrong")
    assert_absent(scrubbed.lower().encode(), [VALUE.lower()])
    assert_absent(scrubbed.upper().encode(), [VALUE.upper()])


@given(st.text(max_size=40), st.integers(0, len(VALUE) - 12), st.integers(12, len(VALUE)), st.text(max_size=40))
def test_no_piece_is_left(before: str, start: int, length: int, after: str) -> None:
    scrubbed = Scrubber([VALUE]).scrub(before + VALUE[start : start + length] + after)
    assert_absent(scrubbed.encode(), [VALUE])


def test_words_are_left_as_they_are() -> None:
    scrubber = Scrubber([VALUE, "github" + "_pat_0123456789abcdefghij"])
    said = "Tokens that begin with github_pat_ are forbidden by MadeUp/Valu rules"
    assert scrubber.scrub(said) == said
    assert not scrubber.is_in(said)


def test_a_short_one_is_found_whole() -> None:
    scrubber = Scrubber(["hunter-2a"])
    assert scrubber.scrub("hunter-2a and Hunter-2A, not hunter-2") == "… and …, not hunter-2"


def test_letters_that_change_their_length_shift_nothing() -> None:
    assert Scrubber([VALUE]).scrub(f"İİİİ {VALUE} end").endswith(" … end")


def test_nothing_sent_is_nothing_found() -> None:
    scrubber = Scrubber([])
    assert not scrubber.is_in("anything")
    assert scrubber.scrub("anything that is said") == "anything that is said"
    assert VALUE not in repr(Scrubber([VALUE]))
