"""JSON as people leave it: all that can be read is read, and stands where it says it stands."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents.base import Mapping, Node, Scalar, ScalarKind, Sequence, leaves
from mcpsweep.documents.jsonc import parse
from tests.documents.showing import places, stands_at, switched_off, values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def plain(node: Node) -> object:
    """What `json.loads` would make of it."""
    match node:
        case Mapping():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar(kind=ScalarKind.STRING):
            return node.text
    return json.loads(node.text)


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from([None, 0, 2]), st.booleans())
def test_strict_json_means_what_the_standard_library_says(value: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = parse(text)
    assert document.problems == []
    assert document.root is not None
    assert plain(document.root) == json.loads(text)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text("ab é/€\U0001f600", min_size=1), min_size=1), st.sampled_from(["\n", "\r\n", "\r", " "]))
def test_every_value_stands_where_it_says(items: list[str], gap: str) -> None:
    text = "{" + ",".join(f'{gap}"k{i}":{gap}"{item}"' for i, item in enumerate(items)) + gap + "}"
    for leaf, item in zip(leaves(parse(text).root or Sequence([], 1, 1)), items, strict=True):
        assert stands_at(text, leaf.scalar.line, leaf.scalar.column).startswith(item + '"')


def test_comments_and_trailing_commas_are_no_problem() -> None:
    document = parse('// a\n{"a": 1, /* b */ # c\n "b": [2, 3,],}\n')
    assert document.problems == []
    assert values(document.root) == {"/a": "1", "/b/0": "2", "/b/1": "3"}


def test_the_same_key_twice_is_two_entries_and_the_last_one_counts() -> None:
    root = parse('{"a": "x", "a": "y"}').root
    assert isinstance(root, Mapping)
    assert [leaf.scalar.text for leaf in leaves(root)] == ["x", "y"]
    assert root.get("a") == Scalar("y", 1, 18)


LOSES_NOTHING = ('{"a": "x" "b": "y"}', '{"a": "C:\\Users\\me"}', '"a": "x"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "x" "b": "y"}', {"/a": "x", "/b": "y"}),
        ("{a: 'x', b: y}", {"/a": "x", "/b": "y"}),
        ('{"a": "x\ny", "b": "z"}', {"/a": "x\ny", "/b": "z"}),
        ('{"a": "x,\n "b": "y"}', {"/a": "x", "/b": "y"}),
        ('{"a": {"b": "x', {"/a/b": "x"}),
        ('{"a": {"b": "x"}}, "c": {"d": "y"}}', {"/a/b": "x", "/c/d": "y"}),
        ('{"a": ["x"}, "b": "y"}', {"/a/0": "x", "/b": "y"}),
        ('{"a": "C:\\Users\\me"}', {"/a": "C:\\Users\\me"}),
        ('{"a" "x", "b": "y"}', {"/b": "y"}),
        ('{"a": , "b": "y"}', {"/b": "y"}),
        ('"a": "x"', {"/a": "x"}),
    ],
)
def test_of_a_broken_file_the_rest_is_read_and_the_break_is_told(text: str, expected: dict[str, str]) -> None:
    document = parse(text)
    found = values(document.root)
    assert {key: found.get(key) for key in expected} == expected
    assert document.problems or text in LOSES_NOTHING


def test_both_sides_of_a_merge_conflict_are_read() -> None:
    text = '{\n<<<<<<< HEAD\n  "a": "ours"\n=======\n  "a": "theirs"\n>>>>>>> branch\n}'
    document = parse(text)
    assert places(document.root) == [("ours", 3, 9), ("theirs", 5, 9)]
    assert [problem.line for problem in document.problems if "conflict" in problem.message] == [2, 4, 6]


def test_several_values_are_items_of_one_document() -> None:
    assert values(parse('{"a": 1}\n{"b": 2}\n').root) == {"/0/a": "1", "/1/b": "2"}


def test_a_switched_off_member_belongs_where_it_stands() -> None:
    text = '{\n "servers": {\n  "a": {\n   "env": {\n    // "KEY": "old",\n    "KEY": "new"\n   }\n  }\n }\n}'
    document = parse(text)
    assert switched_off(document) == {"/servers/a/env/KEY": "old"}
    node = document.comments[0].node
    assert places(node) == [("old", 5, 16)]


def test_a_switched_off_server_is_read_over_all_its_lines_past_the_prose_before_it() -> None:
    text = '{"servers": {\n// Don\'t use, see #12: old one\n//\t"b": {\n//\t\t"env": {"KEY": "old"}\n// },\n"c": {}}}'
    document = parse(text)
    assert len(document.comments) == 1
    assert switched_off(document) == {"/servers/b/env/KEY": "old"}
    assert places(document.comments[0].node) == [("old", 4, 21)]


def test_block_comments_and_switched_off_items() -> None:
    document = parse('{"a": ["x", /* "--token", "old" */ "y"],\n/*\n * "b": "c"\n */\n"d": 1}')
    assert switched_off(document) == {"/a/0": "--token", "/a/1": "old", "/b": "c"}


def test_prose_is_no_configuration() -> None:
    document = parse('{ // it\'s "quoted" here\n /* TODO: change 3 things */ "a": 1 # see http://x.example/a\n}')
    assert [comment.node for comment in document.comments] == [None, None, None]
    assert document.comments[0].text == 'it\'s "quoted" here'


def test_half_a_surrogate_pair_is_kept_as_the_standard_library_keeps_it() -> None:
    text = r'{"a": "\ud83d\ude00", "b": "\ud83d", "c": "\ud83d\q"}'
    assert list(values(parse(text).root).values())[:2] == ["\U0001f600", "\ud83d"]
