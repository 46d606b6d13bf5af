"""TOML: what `tomllib` reads, with places, and more where the file is broken."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents.base import Mapping, Node, Scalar, ScalarKind, Sequence
from mcpsweep.documents.toml import parse
from tests.documents.showing import places, stands_at, switched_off, values


def plain(node: Node) -> object:
    match node:
        case Mapping():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar(kind=ScalarKind.STRING):
            return node.text
    return tomllib.loads(f"x = {node.text}")["x"]


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in escaped) + '"'


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
SCALARS = st.one_of(
    TEXT.map(quoted),
    st.text("ab\\ é#=[", max_size=6).map(lambda text: f"'{text}'"),
    st.text('ab "\n\\t', max_size=8).map(lambda text: f'"""\n{text.replace(chr(92), "")}x"""'),
    st.text("ab '\n", max_size=8).map(lambda text: f"'''{text}x'''"),
    st.integers().map(str),
    st.sampled_from(["true", "false", "1979-05-27", "07:32:00", "1979-05-27 07:32:00Z", "1.5e3", "0xff", "1_000"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[\n " + ", # c\n ".join(items) + "\n]")
        | st.dictionaries(st.sampled_from(["a", "b", '"c d"', "e.f"]), inner, max_size=3).map(
            lambda items: "{ " + ", ".join(f"{key} = {value}" for key, value in items.items()) + " }"
        )
    ),
    max_leaves=6,
)
TABLES = st.lists(
    st.tuples(
        st.sampled_from(["[t]", "[t.u]", '[t."v w"]', "[[x]]", "[[x.y]]", "[x.z]"]),
        st.dictionaries(st.sampled_from(["k", "'l m'", "n.o", "1-a"]), VALUES, max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(TABLES, st.sampled_from(["\n", "\r\n"]))
def test_valid_toml_means_what_the_standard_library_says(
    tables: list[tuple[str, dict[str, str]]], line_end: str
) -> None:
    lines = [line for header, keys in tables for line in (header, *(f"{key} = {value}" for key, value in keys.items()))]
    text = "\n".join(lines).replace("\n", line_end)
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    document = parse(text)
    assert document.problems == []
    assert (plain(document.root) if document.root is not None else {}) == expected


def test_every_value_stands_where_it_says() -> None:
    text = 'a = "one"\n[b]\r\nc.d = [ \'two\',\n  3 ]\ne = {f = "four"}\ng = """\nfive"""\n'
    for value, line, column in places(parse(text).root):
        assert stands_at(text, line, column).startswith(value)
    assert [line for _, line, _ in places(parse(text).root)] == [1, 3, 4, 5, 7]


def test_switched_off_assignments_and_tables_belong_where_they_stand() -> None:
    text = (
        '[servers.a]\nargs = [\n  # "--token", "old",\n]\n# env = {KEY = "old"}\n# more prose\n\n'
        '# [servers.b]\n# token = "older"\nx = 1 # see "y"\n'
    )
    document = parse(text)
    assert switched_off(document) == {
        "/servers/a/0": "--token",
        "/servers/a/1": "old",
        "/servers/a/env/KEY": "old",
        "/servers/b/token": "older",
    }
    assert places(document.comments[1].node) == [("old", 5, 17)]
    assert document.problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a = ["x", "y"\n[t]\nb = "z"', {"/a/0": "x", "/a/1": "y", "/t/b": "z"}),
        ('a = ["x",\nb = "z"', {"/a/0": "x", "/b": "z"}),
        ('a = {b = "x"\n[t]\nc = "z"', {"/a/b": "x", "/t/c": "z"}),
        ('a = "x\nb = "z"', {"/a": "x", "/b": "z"}),
        ('a = """x\nb = "z"', {"/a": "x", "/b": "z"}),
        ("a = two words\nb = 'z'", {"/a": "two words", "/b": "z"}),
        ("what is this\nb = 'z'", {"/b": "z"}),
        ('<<<<<<< a\nb = "x"\n=======\nb = "z"\n>>>>>>> c', {"/b": "z"}),
        ("a =\nb = 'z'", {"/b": "z"}),
    ],
)
def test_of_a_broken_file_the_rest_is_read_and_the_break_is_told(text: str, expected: dict[str, str]) -> None:
    document = parse(text)
    assert expected.items() <= values(document.root).items()
    assert document.problems


def test_a_name_of_too_many_parts_is_cut_and_told() -> None:
    document = parse("a." * 1_000 + 'b = "x"\n')
    assert [value for value, _, _ in places(document.root)] == ["x"]
    assert "deep" in document.problems[0].message


def test_the_same_key_twice_is_two_entries() -> None:
    assert [value for value, _, _ in places(parse('a = "x"\na = "y"\n').root)] == ["x", "y"]


def test_parts_of_a_key_without_a_value_are_looked_at_once() -> None:
    """Square time would not end at this size: no call is made that could be counted instead."""
    document = parse("a = {" + '"b".' * 50_000 + "}\nc = 'z'\n")
    assert values(document.root)["/c"] == "z"
    assert document.problems[0].message == "a value without a key"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("gap", ["", " \t", "  # note\n", "\n\n"])
def test_an_array_that_was_not_closed_ends_at_the_next_statement(line_end: str, gap: str) -> None:
    text = f'a = ["x",{gap}\n  b = "z"\n'.replace("\n", line_end)
    assert values(parse(text).root) == {"/a/0": "x", "/b": "z"}
