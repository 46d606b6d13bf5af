"""The canary finds what it must; else every test that relies on it is worth nothing."""

import base64
import json
from urllib.parse import quote

import pytest

from tests.canary import assert_absent

VALUE = "k9/+ü" + "".join(chr(ord("a") + index * 7 % 26) for index in range(30))


@pytest.mark.parametrize(
    "leak",
    [
        VALUE.encode(),
        VALUE.encode()[::-1],
        VALUE[8:20].encode(),
        VALUE.encode().hex().encode(),
        quote(VALUE, safe="").encode(),
        json.dumps({"x": VALUE}).encode(),
        base64.b64encode(VALUE.encode()),
        base64.b64encode(b"u:" + VALUE.encode() + b"!"),
        base64.b64encode(b"me:" + VALUE.encode()),
        base64.urlsafe_b64encode(b"a" + VALUE.encode() + b"zz"),
    ],
)
def test_a_leak_is_found(leak: bytes) -> None:
    with pytest.raises(AssertionError, match="value 0 left"):
        assert_absent(b"before " + leak + b" after", [VALUE])


def test_what_is_not_there_is_not_found() -> None:
    assert_absent(VALUE[:10].encode() + b" " + base64.b64encode(b"something else altogether"), [VALUE])
