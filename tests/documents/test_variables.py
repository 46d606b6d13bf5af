"""Variables: env files, start-up files of four shells, INI files, property lists."""

import plistlib
import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents.read import Format, parse
from tests.documents.showing import places, stands_at, switched_off, values


def read(text: str, form: Format) -> dict[str, str]:
    return values(parse(text.encode(), form).root)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=x", "x"),
        ("A = x y # note", "x y"),
        ("export A=x#y", "x#y"),
        ('A="x # y" # note', "x # y"),
        ("A='x\\n\"y'", 'x\\n"y'),
        ('A="x\\n\\"y\\\\"', 'x\n"y\\'),
        ("A=`x 'y'`", "x 'y'"),
        ("A: x:y", "x:y"),
        ('A="x\n  y"', "x\n  y"),
        ('A="open\nB=y', "open"),
        ('A="open\nB="y"', "open"),
        ("A=", ""),
        ("A=${B:-x}", "${B:-x}"),
        ("A.b-c=x", None),
        ("A DEFAULT=x", "x"),
    ],
)
def test_env_files(line: str, value: str | None) -> None:
    assert read(line, Format.DOTENV).get("/A") == value


def test_a_switched_off_variable_is_a_comment_and_prose_is_none() -> None:
    document = parse(b"# A note: for all\n# A='old'\n#export B=older # why\n", Format.DOTENV)
    assert switched_off(document) == {"/A": "old", "/B": "older"}
    assert [(comment.line, comment.column) for comment in document.comments] == [(1, 1), (2, 1), (3, 1)]
    assert places(document.comments[1].node) == [("old", 2, 6)]


def test_a_name_alone_is_passed_on_and_other_lines_are_told() -> None:
    assert parse(b"A\nexport B\n\n", Format.DOTENV).problems == []
    problems = parse(b"A=x\nnot an assignment\n<<<<<<< a\n", Format.DOTENV).problems
    assert [problem.line for problem in problems] == [2, 3]


SHELL = """export A="b c" D=$(pass "x y")  # note
if true; then E='f' command; fi
# export OLD='tok en'
# don't
cat <<-'EOF' && X=y
\tNO=1
\tEOF
setenv CS val; launchctl setenv L m
ARR=(one "two"
  three)
W=a\\
b
Q="open
R=ok
Z=$'a\\nb\\x41'
export "K=v w"
declare -x M="${N:-"o p"}"
P="line
two"
$(( 1 << 2 ))
echo A=no env S=t
"""


def test_a_shell_file_sets_what_sourcing_it_would_set() -> None:
    document = parse(SHELL.encode(), Format.SHELL)
    assert values(document.root) == {
        "/A": "b c",
        "/D": '$(pass "x y")',
        "/E": "f",
        "/X": "y",
        "/CS": "val",
        "/L": "m",
        "/ARR/0": "one",
        "/ARR/1": "two",
        "/ARR/2": "three",
        "/W": "ab",
        "/Q": "open",
        "/R": "ok",
        "/Z": "a\nbA",
        "/K": "v w",
        "/M": '${N:-"o p"}',
        "/P": "line\ntwo",
    }
    assert switched_off(document) == {"/OLD": "tok en"}
    for value, line, column in places(document.root):
        assert stands_at(SHELL, line, column)[0] == value[0]


def test_fish_and_its_universal_variables() -> None:
    text = "set -gx A 'v\\'w' # n\nset B (cat x)\nset -e C\n# set -gx D old\nexport E=f\n"
    text += "if set -q G; set -x H 'i j'; end\n"
    document = parse(text.encode(), Format.FISH)
    assert values(document.root) == {"/A": "v'w", "/B": "(cat x)", "/E": "f", "/H": "i j"}
    assert switched_off(document) == {"/D": "old"}
    stored = "# VERSION: 3.0\nSETUVAR --export A:b\\x2dc\\u0064\nSETUVAR E:f\\x1eg\n"
    assert read(stored, Format.FISH) == {"/A": "b-cd", "/E": "f g"}


POWERSHELL = """$env:A = "b`"c"
# $env:OLD = 'old'
<# $env:OLDER="older" #>
[Environment]::SetEnvironmentVariable('D', "e", 'User')
$Env:F='it''s'; ${env:G} = $(op read x)
Set-Item -Path Env:H -Value "i"
if ($a -eq "$env:NO = 3") { }
$j = @"
k
l
"@
$env:M = "open
setx N o
"""


def test_a_powershell_profile() -> None:
    document = parse(POWERSHELL.encode(), Format.POWERSHELL)
    assert values(document.root) == {
        "/A": 'b"c',
        "/D": "e",
        "/F": "it's",
        "/G": "$(op read x)",
        "/H": "i",
        "/j": "k\nl",
        "/M": "open",
        "/N": "o",
    }
    assert switched_off(document) == {"/OLD": "old", "/OLDER": "older"}
    assert [problem.line for problem in document.problems] == [12]
    for value, line, column in places(document.root):
        assert stands_at(POWERSHELL, line, column)[0] == value[0]


def test_sections_of_an_ini_file() -> None:
    text = (
        "//registry.example/:_authToken=x\n[a]\nk = v ; note\n; old = w\n# A word: here\nu: http://h:1/?a=b\n"
        "l =\n  m\n  n = o\n['b c']\nq = 'r'\n[a]\nk = z\nbad\n"
    )
    document = parse(text.encode(), Format.INI)
    assert [value for value, _, _ in places(document.root)] == ["x", "v", "http://h:1/?a=b", "", "m", "o", "r", "z"]
    assert values(document.root)["/a/u"] == "http://h:1/?a=b"
    assert switched_off(document) == {"/a/old": "w"}
    assert [problem.line for problem in document.problems] == [14]
    for value, line, column in places(document.root):
        assert stands_at(text, line, column).startswith(value)


def test_a_property_list_keeps_places_where_it_has_lines() -> None:
    value = {"EnvironmentVariables": {"KEY": "tok"}, "ProgramArguments": ["a", "b"]}
    text = plistlib.dumps(value).decode()
    document = parse(text.encode(), Format.PLIST)
    assert values(document.root) == {
        "/EnvironmentVariables/KEY": "tok",
        "/ProgramArguments/0": "a",
        "/ProgramArguments/1": "b",
    }
    for found, line, column in places(document.root):
        assert stands_at(text, line, column).startswith(found)
    binary = parse(plistlib.dumps(value, fmt=plistlib.FMT_BINARY), Format.PLIST)
    assert {(line, column) for _, line, column in places(binary.root)} == {(0, 0)}


@pytest.mark.parametrize("form", [Format.PLIST, Format.XML])
def test_no_entity_is_expanded(form: Format) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><plist><string>&c;</string></plist>'
    outside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><plist><string>&b;</string></plist>'
    for text in (laughs, outside):
        document = parse(text.encode(), form)
        assert document.root is None
        assert "entities" in document.problems[0].message


def test_a_binary_list_whose_objects_share_their_bytes_is_refused() -> None:
    count = 5_000
    shared = b"\xaf\x11" + count.to_bytes(2, "big") + b"\0\1" * count
    table = (8).to_bytes(2, "big") * count
    trailer = bytes(6) + b"\2\2" + count.to_bytes(8, "big") + bytes(8) + (8 + len(shared)).to_bytes(8, "big")
    document = parse(b"bplist00" + shared + table + trailer, Format.PLIST)
    assert document.root is None
    assert document.problems


def test_a_binary_list_that_holds_itself_ends() -> None:
    trailer = bytes(6) + b"\1\1" + (1).to_bytes(8, "big") + bytes(8) + (10).to_bytes(8, "big")
    document = parse(b"bplist00" + b"\xa1\0" + b"\x08" + trailer, Format.PLIST)
    assert document.problems


def test_windows_tasks_in_utf_16() -> None:
    actions = "<Actions><Exec><Command>claude</Command></Exec></Actions>"
    text = f'<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.2">\r\n {actions}\r\n</Task>'
    document = parse(text.encode("utf-16"), Format.XML)
    assert document.problems == []
    assert values(document.root) == {"/Task/@version": "1.2", "/Task/Actions/Exec/Command": "claude"}


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[A-Z_]{1,6}", fullmatch=True), st.text("ab c'\"$`\\\n#;&|()é", max_size=8), max_size=4
    )
)
def test_what_a_shell_would_quote_is_read_back(variables: dict[str, str]) -> None:
    text = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    assert read(text, Format.SHELL) == {f"/{name}": value for name, value in variables.items()}
