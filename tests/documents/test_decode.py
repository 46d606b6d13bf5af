"""Bytes become text, whoever wrote them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.documents.decode import decode

TEXT = '{"a": "grün €"}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_big_endian_with_a_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


def test_what_is_no_unicode_is_latin_1_and_its_ascii_stays() -> None:
    assert decode("key=grün".encode("latin-1")) == "key=grün"


def test_a_character_cut_in_half_at_the_end_does_not_spoil_the_rest() -> None:
    assert decode("grün €".encode()[:-1]) == "grün "
    assert decode(TEXT.encode("utf-16")[:-1]) == TEXT[:-1]


def test_nul_bytes_and_half_surrogate_pairs_stay() -> None:
    assert decode(b"a\0b") == "a\0b"
    assert decode(b"a\xed\xa0\x80b") == "a\ud800b"


@given(st.binary(max_size=200))
def test_nothing_raises(data: bytes) -> None:
    assert isinstance(decode(data), str)
