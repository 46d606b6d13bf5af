"""Every reader holds to the family's contract: it never raises, it has caps, it works in linear time."""

import io
import plistlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents import base
from mcpsweep.documents.base import MAX_DEPTH, leaves
from mcpsweep.documents.read import Format, format_of, parse
from tests.documents.showing import calls

EVERY = st.sampled_from(Format)
SAMPLES = {
    Format.JSON: '{"a": [1, "b"], // c\n "d": {"e": "f\\n"}, "g": \'h\'}',
    Format.TOML: 'a = "b"\n[c.d]\ne = [1, "f"] # g = 1\nh = """\ni"""\n[[j]]\nk = {l = \'m\'}\n',
    Format.YAML: "a: b\nc:\n  - d: |\n      e\n    f: 'g' # h: i\nj: {k: [l, \"m\"]}\n",
    Format.DOTENV: "A=b\nexport C=\"d\ne\"\n# F='g'\nH=`i` # j\n",
    Format.SHELL: "export A=\"b $(c 'd')\"\nE='f' g\ncat <<H\ni\nH\nJ=(k \"l\") # M=n\n",
    Format.FISH: "set -gx A 'b\\'c' \"d\" (e f)\n# set G h\n",
    Format.POWERSHELL: '$env:A = "b`"c"\n<# $d = 1 #>\n[Environment]::SetEnvironmentVariable("E", 1)\n$g = @"\nh\n"@',
    Format.PLIST: plistlib.dumps({"a": ["b", 1, True], "c": {"d": b"e"}}).decode(),
    Format.XML: '<a b="c"><!-- d --><e>f</e>g<h/><i/></a>',
    Format.INI: "[a]\nb = c ; d\n  e\n# f = g\nh: 'i'\n",
    Format.UNIT: "[a]\nb = c \\\n  d\n# e = f\ng=h\ng=i\n",
    Format.TEXT: "anything",
}


@pytest.mark.parametrize("form", Format)
def test_a_file_cut_off_anywhere_is_read_as_far_as_it_goes(form: Format) -> None:
    data = SAMPLES[form].encode()
    for end in range(len(data) + 1):
        document = parse(data[:end], form)
        assert document.text == data[:end].decode()
    assert not document.problems
    assert form is Format.TEXT or values_of(document)


def values_of(document: base.Document) -> list[str]:
    return [leaf.scalar.text for leaf in leaves(document.root)] if document.root is not None else []


@settings(max_examples=150, deadline=None)
@given(EVERY, st.binary(max_size=120))
def test_no_bytes_raise(form: Format, data: bytes) -> None:
    parse(data, form)


SIGNS = st.lists(
    st.sampled_from(
        [
            *"{}[]\"'`\\:=,#\n\r\t a1$().@\0\ud800",
            *("//", "/*", "*/", '"""', "<<", "- ", "&a ", "*a", "!b ", "|\n", "? ", "a: ", "[a]\n", "[[a]]\n"),
            *("<a>", "</a>", "<!--", "-->", "<key>", "<<<<<<< a\n", "=======\n"),
            *("export A=", "$env:A = ", "set -x A "),
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(EVERY, SIGNS)
def test_no_mix_of_signs_raises_or_shows_a_place_outside(form: Format, text: str) -> None:
    document = parse(text.encode("utf-8", "surrogatepass"), form)
    lines = document.text.count("\n") + document.text.count("\r") + 1
    for leaf in leaves(document.root) if document.root is not None else ():
        assert 1 <= leaf.scalar.line <= lines
        assert leaf.scalar.column >= 1
    for comment in document.comments:
        assert 1 <= comment.line <= lines


HOSTILE = {
    Format.JSON: [
        "[",
        '{"a":',
        '"',
        '"\n',
        '"\\"\n',
        "'\n",
        "//\n",
        "/*",
        '{"a":"b",',
        "<<<<<<< a\n",
        "}",
        "a ",
        "// // ",
    ],
    Format.TOML: ["[", "a=[\n", 'a="', 'a="""\n', "a.", "{", "# ", "[[a]]\n", "a={", "a=[\n# c\n", "'''\n"],
    Format.YAML: [
        "[",
        "{a: ",
        "- ",
        "#x\n",
        "a: 1 # b: 2\n",
        '"',
        "\1",
        "<<<<<<< a\n",
        "a: [\nb: ]\n",
        "&a ",
        "*a ",
        " #a",
    ],
    Format.DOTENV: ['A="\n', 'A="\\"\n', "A='", "#", "A", "=", "A: "],
    Format.SHELL: ["$(", '"$(', "`", "'\n", '"\n\\"', "<<A\n", "((1<<", "A=(", "\\\n", "#", "A=1 ", "${", '"x"y\n'],
    Format.FISH: ["(", "set A ", "'\\", '"\n', "SETUVAR a:\\x"],
    Format.POWERSHELL: [
        '$a="\n',
        "$a='",
        "<#",
        "#",
        '@"\n',
        '$a=@"\n',
        "`",
        "$a=",
        "[Environment]::SetEnvironmentVariable(",
    ],
    Format.PLIST: ["<dict>", "<plist><array>", "<key>a</key>", "<!--", "&a;", "<a b='"],
    Format.XML: ["<a>", "<a b='c'/>", "<![CDATA[", "<?a"],
    Format.INI: ["[", "a=\n", " a\n", "a:", "#=\n", "a b"],
    Format.UNIT: ["[", "a=\n", "a=\\\n", "\\\n", "a=\\\n#\n", "\\ ", "#"],
}


@pytest.mark.parametrize(("form", "unit"), [(form, unit) for form, units in HOSTILE.items() for unit in units])
def test_twice_as_much_hostile_text_is_twice_as_much_work(form: Format, unit: str) -> None:
    small, large = (calls((unit * count).encode(), form) for count in (2_000, 4_000))
    assert large <= 2.5 * small + 1_000


@pytest.mark.parametrize(("form", "unit"), [(form, unit) for form, units in HOSTILE.items() for unit in units[:3]])
def test_much_hostile_text_ends(form: Format, unit: str) -> None:
    """No calls are counted inside a regular expression; square time would not end at this size."""
    parse((unit * (200_000 // len(unit))).encode(), form)


@pytest.mark.parametrize(
    ("form", "opening"), [(Format.JSON, "["), (Format.TOML, "a = ["), (Format.YAML, "["), (Format.XML, "<a>")]
)
def test_a_million_open_brackets_are_a_problem_and_no_crash(form: Format, opening: str) -> None:
    document = parse((opening + opening[-1] * 1_000_000 if len(opening) != 3 else opening * 300_000).encode(), form)
    assert any(f"more than {MAX_DEPTH} deep" in problem.message for problem in document.problems)


def test_a_line_of_five_megabytes_is_read() -> None:
    document = parse(b'{"a": "' + b"x" * 5_000_000 + b'", "b": "c"}', Format.JSON)
    assert [len(value) for value in values_of(document)] == [5_000_000, 1]


def test_of_a_larger_file_the_beginning_is_read_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcpsweep.documents.read.MAX_BYTES", 16)
    document = parse(b'{"a": "b", "c": "d"}', Format.JSON)
    assert values_of(document)[0] == "b"
    assert any("only its beginning was read" in problem.message for problem in document.problems)


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.TEXT])
def test_reading_stops_at_the_cap_of_values_and_says_so(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("reading", "plist", "markup"):
        monkeypatch.setattr(f"mcpsweep.documents.{module}.MAX_NODES", 2)
    document = parse(SAMPLES[form].encode() * (1 if form in (Format.PLIST, Format.XML) else 2), form)
    assert len(values_of(document)) < 4
    assert any("the rest was not read" in problem.message for problem in document.problems)


def test_no_problem_shows_a_value() -> None:
    for form, sample in SAMPLES.items():
        for broken in (sample + sample[: len(sample) // 2], sample.replace("\n", '"\n', 2), sample[::-1]):
            marked = broken.replace("b", "SECRETVALUE")
            assert all("SECRET" not in problem.message for problem in parse(marked.encode(), form).problems)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/a/.claude.json", Format.JSON),
        ("/home/a/.claude/backups/.claude.json.backup.1795387414924", Format.JSON),
        ("/x/.mcp.json.example", Format.JSON),
        ("/x/settings.json.bak~", Format.JSON),
        ("/x/mcp (1).jsonc", Format.JSON),
        ("C:\\Users\\a\\mcp.json.orig", Format.JSON),
        ("/x/session.jsonl", Format.JSON),
        ("/x/.codex/config.toml.old", Format.TOML),
        ("/x/goose/config.yaml", Format.YAML),
        ("/x/.env", Format.DOTENV),
        ("/x/.env.local", Format.DOTENV),
        ("/x/.env.sample", Format.DOTENV),
        ("/x/prod.env", Format.DOTENV),
        ("/x/.config/environment.d/10-a.conf", Format.DOTENV),
        ("/etc/environment", Format.DOTENV),
        ("/x/.bashrc", Format.SHELL),
        ("/x/.zshenv.bak", Format.SHELL),
        ("/x/.bash_profile", Format.SHELL),
        ("/x/.envrc", Format.SHELL),
        ("/x/config.fish", Format.FISH),
        ("/x/fish_variables", Format.FISH),
        ("/x/Microsoft.PowerShell_profile.ps1", Format.POWERSHELL),
        ("/x/a.plist", Format.PLIST),
        ("/x/.aws/credentials", Format.INI),
        ("/x/.npmrc", Format.INI),
        ("/x/night.service", Format.UNIT),
        ("/x/notes.md", Format.TEXT),
        ("/x/unknown", None),
        ("/x/.bak", None),
        ("", None),
    ],
)
def test_a_name_tells_the_format(path: str, expected: Format | None) -> None:
    assert format_of(path) is expected


@given(st.text("./\\~-_ abkenv01İ\0", max_size=30))
def test_no_name_raises(name: str) -> None:
    format_of(name)


def test_both_kinds_of_property_list_say_the_same() -> None:
    value = {"a": ["b", 1, True], "c": {"d": b"text", "e": b"\xff"}, "f": 1.5, "g": ""}
    documents = []
    for kind in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        stream = io.BytesIO()
        plistlib.dump(value, stream, fmt=kind)
        documents.append(parse(stream.getvalue(), Format.PLIST))
    assert values_of(documents[0]) == values_of(documents[1]) == ["b", "1", "true", "text", "/w==", "1.5", ""]
