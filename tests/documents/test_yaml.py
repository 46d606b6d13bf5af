"""YAML: what the safe loader reads, with places, and nothing that it would build or multiply."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents.base import Mapping, Node, Scalar, Sequence, leaves
from mcpsweep.documents.yaml import parse
from mcpsweep.documents.yaml_events import MAX_ALIASED
from tests.documents.showing import places, stands_at, switched_off, values

WORDS = st.text("ab: #-'\"é{}[]&*!|>%@`\n,?", max_size=10)
TREES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(WORDS.filter(lambda key: key != "<<"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def plain(node: Node) -> object:
    match node:
        case Mapping():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
    return node.text


@settings(max_examples=150, deadline=None)
@given(TREES, st.sampled_from([None, True, False]), st.sampled_from([None, '"', "'", "|"]))
def test_what_the_library_writes_is_read_back(value: object, flow: bool | None, style: str | None) -> None:
    text = yaml.dump(value, default_flow_style=flow, default_style=style, allow_unicode=True, sort_keys=False)
    document = parse(text)
    assert document.problems == []
    assert document.root is not None
    assert plain(document.root) == value


def test_every_value_stands_where_it_says() -> None:
    lines = [
        "a: one",
        "b:",
        '  - "two"',
        "  - 'three'",
        "c: {d: four}",
        "e: &x !!str five",
        "f: |",
        "  six",
        "g: >-",
        "",
    ]
    text = "\r\n".join([*lines, "  é", ""])
    for value, line, column in places(parse(text).root):
        assert stands_at(text, line, column).startswith(value.strip())
    assert [line for _, line, _ in places(parse(text).root)] == [1, 3, 4, 5, 6, 8, 11]


def test_several_documents_are_items_of_one() -> None:
    assert values(parse("a: 1\n---\nb: 2\n").root) == {"/0/a": "1", "/1/b": "2"}


def test_the_same_key_twice_is_two_entries() -> None:
    assert [value for value, _, _ in places(parse("a: x\na: y\n").root)] == ["x", "y"]


def test_an_alias_and_a_merge_show_what_they_stand_for() -> None:
    document = parse("base: &b {k: v, l: w}\none:\n  k: own\n  <<: *b\ntwo: *b\n")
    found = values(document.root)
    assert (found["/one/k"], found["/one/l"], found["/two/k"]) == ("own", "w", "v")
    assert [line for value, line, _ in places(document.root) if value == "w"] == [1, 1, 1]


def test_aliases_of_aliases_do_not_multiply() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    document = parse(text)
    assert document.root is not None
    assert sum(1 for _ in leaves(document.root)) <= 2 * MAX_ALIASED
    assert any("aliases" in problem.message for problem in document.problems)


def test_what_holds_itself_ends() -> None:
    assert values(parse("a: &a [*a, x]\n").root) == {"/a/0": "*a", "/a/1": "x"}


@pytest.mark.parametrize("text", ["&a\nk: v\n}\nl: *a\n", "&a\nk: v\n}\n<<: *a\n"])
def test_what_goes_on_behind_an_error_does_not_hold_itself_either(text: str) -> None:
    document = parse(text)
    assert document.root is not None
    assert values(document.root)["/k"] == "v"
    assert "*a" in values(document.root).values()


def test_what_was_read_before_an_error_counts_where_it_is_repeated() -> None:
    """Else each repetition would cost one, whatever it repeats."""
    many = "\n".join(f"k{number}: v" for number in range(200))
    document = parse(f"{many}\n}}\n&a\nlast: v\n---\n[{', '.join(['*a'] * 200)}]\n")
    assert document.root is not None
    assert sum(1 for _ in leaves(document.root)) <= 2 * MAX_ALIASED


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!binary", "!custom"])
def test_no_tag_builds_anything(tag: str) -> None:
    assert values(parse(f"a: {tag} [x]\nb: {tag} y\n").root) == {"/a/0": "x", "/b": "y"}


def test_switched_off_settings_belong_where_they_stand() -> None:
    text = (
        "servers:\n  a:\n    env:\n      # KEY: old\n      OTHER: x\n    # url: http://x.example\n"
        "    # and some prose\n  # b: {token: older}\nlist:\n  - y # z: behind\n"
    )
    document = parse(text)
    assert switched_off(document) == {
        "/servers/a/env/KEY": "old",
        "/servers/a/url": "http://x.example",
        "/servers/b/token": "older",
        "/list/z": "behind",
    }
    assert places(document.comments[0].node) == [("old", 4, 14)]


def test_what_looks_like_a_comment_inside_a_value_is_none() -> None:
    document = parse("a: |\n  # not: one\nb: \"x # y\"\nc: 'z\n  # w'\nd: u#v\n")
    assert document.comments == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a: x\nb: "open\nc: z\n', {"/a": "x", "/b": "open", "/c": "z"}),
        ("a: x\n\tb: y\nc: z\n", {"/a": "x", "/b": "y", "/c": "z"}),
        ("a:\n  b: x\n  - y\nc:\n  d: z\n", {"/a/b": "x", "/c/d": "z"}),
        ("a: {{ template }}\nb: @x\nc: z\n", {"/c": "z"}),
        ("<<<<<<< a\nb: x\n=======\nb: z\n>>>>>>> c\n", {"/b": "z"}),
        ("a: x\0y\nb: z\n", {"/b": "z"}),
        ("*a : [\nb: z\n", {}),
    ],
)
def test_of_a_broken_file_the_rest_is_read_and_the_break_is_told(text: str, expected: dict[str, str]) -> None:
    document = parse(text)
    assert expected.items() <= values(document.root).items()
    assert document.problems or "\0" in text


def test_a_key_that_is_no_scalar_loses_nothing() -> None:
    found = [leaf.scalar.text for leaf in leaves(parse("? {a: b}\n: c\n? [d]\n: e\n").root or Scalar("", 1, 1))]
    assert found == ["b", "c", "d", "e"]
