"""The parts of a web address that somebody wrote, or nothing."""

import pytest

from mcpsweep.documents.address import split

NONE = ["https://[x", "https://x]/y", "//[", "http://[::1"]


def test_an_address_is_split() -> None:
    assert (split("https://a.example:8443/b?c").hostname, split("https://a.example/b").path) == ("a.example", "/b")


@pytest.mark.parametrize("text", NONE)
def test_what_is_none_has_no_parts(text: str) -> None:
    assert not any(split(text))
    assert split(text).hostname is None
