"""Property lists: what `plistlib` reads, and hostile ones that would outgrow time or memory."""

import plistlib
import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents.base import Mapping, Node, Sequence
from mcpsweep.documents.plist import parse
from tests.documents.showing import stands_at, values

TEXT = st.text("ab &<é\"'", min_size=1, max_size=6).map(str.strip)
TREES = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)


def plain(node: Node) -> object:
    match node:
        case Mapping():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
    return node.text


def binary(objects: list[bytes], top: int = 0) -> bytes:
    """A binary list of raw objects, references one byte wide."""
    body, offsets = b"bplist00", []
    for item in objects:
        offsets.append(len(body).to_bytes(4, "big"))
        body += item
    trailer = bytes(6) + b"\4\1" + len(objects).to_bytes(8, "big") + top.to_bytes(8, "big")
    return body + b"".join(offsets) + trailer + len(body).to_bytes(8, "big")


def array(references: bytes) -> bytes:
    return b"\xaf\x12" + len(references).to_bytes(4, "big") + references


@settings(max_examples=100, deadline=None)
@given(TREES, st.sampled_from([plistlib.FMT_XML, plistlib.FMT_BINARY]))
def test_what_the_library_writes_is_read_back(
    value: str | list[object] | dict[str, object], kind: plistlib.PlistFormat
) -> None:
    document = parse(plistlib.dumps(value, fmt=kind, sort_keys=False))
    assert document.problems == []
    assert document.root is not None
    assert plain(document.root) == value


@pytest.mark.parametrize("kind", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_data_that_is_text_of_several_lines_is_read_as_text(kind: plistlib.PlistFormat) -> None:
    document = parse(plistlib.dumps({"a": b"KEY=one\r\n\tOTHER=two\n", "b": b"\0\1"}, fmt=kind))
    assert values(document.root) == {"/a": "KEY=one\r\n\tOTHER=two\n", "/b": "AAE="}


def test_a_wide_list_that_holds_itself_fits_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcpsweep.documents.plist.MAX_NODES", 10_000)
    data = binary([array(bytes(100_000))])
    tracemalloc.start()
    try:
        document = parse(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "the rest was left out" in document.problems[0].message
    assert peak < 50 * len(data)


def test_what_lies_too_deep_is_left_out_and_what_follows_is_read() -> None:
    deep = [array(bytes([number + 1])) for number in range(1, 200)]
    document = parse(binary([array(b"\1\xc9"), *deep, b"\x51x", b"\x51y"]))
    assert list(values(document.root).values()) == ["y"]
    assert len(document.problems) == 1


def test_recursion_inside_the_library_is_a_problem() -> None:
    count = sys.getrecursionlimit() + 10
    objects = [b"\xa1" + (number + 1).to_bytes(2, "big") for number in range(count)]
    body = b"bplist00" + b"".join(objects) + b"\x51x"
    offsets = b"".join((8 + 3 * number).to_bytes(2, "big") for number in range(count + 1))
    trailer = bytes(6) + b"\2\2" + (count + 1).to_bytes(8, "big") + bytes(8) + len(body).to_bytes(8, "big")
    document = parse(body + offsets + trailer)
    assert document.root is None
    assert document.problems


def test_text_between_many_elements_is_kept_whole_and_where_it_begins() -> None:
    text = "<plist><string>\n one" + "<b/>two" * 3 + "</string></plist>"
    document = parse(text.encode())
    assert values(document.root) == {"": "one two two two"}
    assert document.root is not None
    assert stands_at(text, document.root.line, document.root.column).startswith("one")


def test_of_a_cut_off_list_the_beginning_is_read() -> None:
    document = parse(b"<plist><dict><key>a</key><string>b</string><key>c</key><string>dd")
    assert values(document.root) == {"/a": "b", "/c": "dd"}
    assert document.problems[0].line == 1
