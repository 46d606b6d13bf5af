"""Unit files of systemd."""

from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.documents.base import Leaf, leaves
from mcpsweep.documents.unit import parse

UNIT = """# made up
[Unit]
Description=Nightly; not a comment # nor this

[Service]
Environment=A=1 "B=two words"
Environment=C=3
ExecStart=/usr/bin/env \\
    claude -p "fix #12" \\
# in between
    --verbose
; off
[Install]
WantedBy=default.target
"""


def shown(text: str) -> list[tuple[str, str, int, int]]:
    root = parse(text).root
    return [(leaf.path[-1], leaf.scalar.text, leaf.scalar.line, leaf.scalar.column) for leaf in _leaves(root)]


def _leaves(root: object) -> list[Leaf]:
    return list(leaves(root)) if root is not None else []  # type: ignore[arg-type]


def test_every_value_stands_where_it_is_said_to() -> None:
    assert shown(UNIT) == [
        ("Description", "Nightly; not a comment # nor this", 3, 13),
        ("Environment", 'A=1 "B=two words"', 6, 13),
        ("Environment", "C=3", 7, 13),
        ("ExecStart", '/usr/bin/env \\\n    claude -p "fix #12" \\\n# in between\n    --verbose', 8, 11),
        ("WantedBy", "default.target", 14, 10),
    ]


def test_what_is_no_unit_is_said_so() -> None:
    assert [problem.message for problem in parse("x y\n[a]\nk=v").problems] == ["a line without a key"]
    assert parse("").root is None


@given(st.text(alphabet="[]=#;\\ \r\n\tkv", max_size=60))
def test_reading_never_raises(text: str) -> None:
    parse(text)
