"""The canary itself: it must sing for every form."""

import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from tests.canary import assert_absent, forms

VALUE = 'made/up+value "quoted" é?~end'


@pytest.mark.parametrize(
    "encode",
    [
        str,
        lambda value: quote(value, safe=""),
        quote_plus,
        lambda value: re.sub("%..", lambda escape: escape[0].lower(), quote(value)),
        lambda value: "".join(f"%{byte:02X}" for byte in value.encode()),
        lambda value: json.dumps(value)[1:-1],
        lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
        lambda value: value.encode().hex(),
        lambda value: value.encode().hex().upper(),
        lambda value: value.replace("/", r"\/"),
        lambda value: value[::-1],
    ],
)
@pytest.mark.parametrize("part", [slice(None), slice(12), slice(3, 15), slice(-12, None)])
def test_text_in_any_form_is_caught_and_so_is_a_part_of_it(encode: Callable[[str], str], part: slice) -> None:
    assert encode(VALUE).encode() in forms(VALUE)
    with pytest.raises(AssertionError, match="value 0 leaks at byte 7 "):
        assert_absent(f"before {encode(VALUE[part])} after".encode(), [VALUE])


@pytest.mark.parametrize("leak", [VALUE.encode()[::-1], VALUE.encode("utf-16-le"), VALUE.encode("utf-16")])
def test_bytes_in_another_order_are_caught(leak: bytes) -> None:
    with pytest.raises(AssertionError, match="value 0 leaks at byte"):
        assert_absent(b"before " + leak + b" after", [VALUE])


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz", "user:"])
@pytest.mark.parametrize("after", ["", "x", "xy"])
def test_base64_is_caught_whatever_stands_around(encode: Callable[[bytes], bytes], before: str, after: str) -> None:
    with pytest.raises(AssertionError, match="leaks"):
        assert_absent(encode((before + VALUE + after).encode()), [VALUE])


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_part_of_base64_is_caught(cut: int) -> None:
    with pytest.raises(AssertionError, match="leaks"):
        assert_absent(base64.b64encode(VALUE.encode())[cut : cut + 20], [VALUE])


def test_every_fragment_is_caught_and_nothing_shorter() -> None:
    for start in range(len(VALUE) - 11):
        with pytest.raises(AssertionError, match="leaks"):
            assert_absent(VALUE[start : start + 12].encode(), [VALUE])
    assert_absent(VALUE[:11].encode(), [VALUE])


def test_a_short_value_is_caught_whole() -> None:
    with pytest.raises(AssertionError, match="leaks"):
        assert_absent(b"pin=8461!", ["8461!"])


def test_other_text_passes_and_the_message_names_no_value() -> None:
    assert_absent(b"nothing to see", [VALUE])
    with pytest.raises(AssertionError) as failure:
        assert_absent(VALUE.encode(), ["other", VALUE])
    assert VALUE not in str(failure.value)
    assert "value 1" in str(failure.value)


def test_an_empty_value_is_a_fault_of_the_test() -> None:
    with pytest.raises(ValueError, match="empty"):
        assert_absent(b"", [""])
