"""Command lines as words."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.documents.words import Flavour, Word, WordKind, split_command


def texts(command: str, flavour: Flavour = Flavour.POSIX) -> list[str]:
    return [word.text for word in split_command(command, flavour)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "curl -H 'Authorization: Bearer x' https://h/?a=b&c",
            ["curl", "-H", "Authorization: Bearer x", "https://h/?a=b", "&", "c"],
        ),
        ('X="a b" Y=c\\ d cmd', ["X=a b", "Y=c d", "cmd"]),
        ('a "b $(c "d e") f" `g h`', ["a", 'b $(c "d e") f', "`g h`"]),
        ('a ${B:-"c d"} $E', ["a", '${B:-"c d"}', "$E"]),
        ("a;b && c | d > e", ["a", ";", "b", "&&", "c", "|", "d", ">", "e"]),
        ("a 'b", ["a", "b"]),
        ('a "b\nc', ["a", "b", "\n", "c"]),
        ("a # b", ["a", " b"]),
        ("a#b ''", ["a#b", ""]),
        ("cat <<E\nx y\nE\nz", ["cat", "<<", "E", "\n", "\n", "z"]),
        ("", []),
    ],
)
def test_posix_words(command: str, expected: list[str]) -> None:
    assert texts(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (r'"C:\Program Files\a.exe" --key "x y" C:\b\ ', [r"C:\Program Files\a.exe", "--key", "x y", "C:\\b\\"]),
        (r'a \"b\" "c\\" d\\e', ["a", '"b"', "c\\", r"d\\e"]),
        ('cmd /c "set X=a&& b"', ["cmd", "/c", "set X=a&& b"]),
        ("set X=a&& b ^& c", ["set", "X=a", "&&", "b", "&", "c"]),
        ("it's", ["it's"]),
    ],
)
def test_windows_words(command: str, expected: list[str]) -> None:
    assert texts(command, Flavour.WINDOWS) == expected


def test_fish_words() -> None:
    assert texts("set -x A 'b\\'c' (d e)", Flavour.FISH) == ["set", "-x", "A", "b'c", "(d e)"]


def test_a_word_knows_its_span_and_kind() -> None:
    assert split_command("a 'b c'; # d") == [
        Word("a", 0, 1),
        Word("b c", 2, 7),
        Word(";", 7, 8, WordKind.OPERATOR),
        Word(" d", 9, 12, WordKind.COMMENT),
    ]


@given(st.text("ab '\"\\\t", max_size=20))
def test_where_the_standard_library_can_split_so_do_we(command: str) -> None:
    try:
        expected = shlex.split(command)
    except ValueError:
        return
    assert texts(command) == expected


@given(st.lists(st.text("ab '\"\\$`&|;()#*\n", max_size=8), max_size=5))
def test_what_the_standard_library_joins_is_split_again(words: list[str]) -> None:
    assert texts(shlex.join(words)) == words


@given(st.lists(st.text('ab "\\', min_size=1, max_size=8), min_size=1, max_size=5))
def test_what_the_standard_library_joins_for_windows_is_split_again(words: list[str]) -> None:
    assert texts(subprocess.list2cmdline(words), Flavour.WINDOWS) == words


@given(st.text("ab '\"\\$`(){}&|;<>#^%\n\r\0", max_size=40), st.sampled_from(Flavour))
def test_spans_follow_each_other(command: str, flavour: Flavour) -> None:
    end = 0
    for word in split_command(command, flavour):
        assert end <= word.start < word.end <= len(command)
        end = word.end
