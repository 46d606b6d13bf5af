"""`mcpsweep connector login`: what is handed over, and that the keyring has all of it."""

import getpass
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest

from mcpsweep import vault
from mcpsweep.errors import ExitCode
from mcpsweep.model.secret import Secret
from tests.canary import assert_absent
from tests.cli.conftest import Ended
from tests.test_vault import Memory

Run = Callable[..., Ended]
KEY = ("connector", "login", "github", "--field", "app_private_key")
FILE = "mcpsweep connector login github --field app_private_key < key.pem"


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """The keyring of this test, and a configuration with a GitHub."""
    (tmp_path / "config.toml").write_text('[connectors.github]\norg = "acme"\napp_id = 7\n')
    monkeypatch.setenv("MCPSWEEP_CONFIG", str(tmp_path / "config.toml"))
    backend = Memory()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
def piped(mcpsweep: Run, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line with a text on its standard input."""

    def call(text: str, *argv: str) -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return mcpsweep(*argv)

    return call


class Keyboard(io.StringIO):
    """A standard input that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(mcpsweep: Run, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line at a terminal, where somebody types these lines."""

    def call(lines: list[str], *argv: str) -> Ended:
        left = iter(lines)
        monkeypatch.setattr("sys.stdin", Keyboard())
        monkeypatch.setattr(getpass, "getpass", lambda prompt, stream: next(left))
        return mcpsweep(*argv)

    return call


def test_a_key_of_several_lines_comes_whole_from_its_file(piped: Run, memory: Memory, app_key: str) -> None:
    ended = piped(app_key, *KEY)
    assert (ended.code, ended.out) == (ExitCode.DONE, b"1 credentials of github are in the keyring\n")
    assert memory.kept == {("mcpsweep", "github/app_private_key"): app_key.strip()}
    assert vault.find("github", ["app_private_key"]) == {"app_private_key": Secret(app_key.strip())}
    assert_absent(ended.out + ended.err.encode(), app_key.splitlines()[1:-1])


def test_a_key_on_one_line_with_the_ends_of_its_lines_spelled_out_is_taken_too(
    piped: Run, memory: Memory, app_key: str
) -> None:
    assert piped(app_key.replace("\n", "\\n"), *KEY).code == ExitCode.DONE
    assert memory.kept == {("mcpsweep", "github/app_private_key"): app_key.strip()}


def test_a_line_and_a_key_may_come_behind_each_other(piped: Run, memory: Memory, app_key: str) -> None:
    ended = piped(f"a token\n{app_key}", "connector", "login", "github")
    assert ended.out == b"2 credentials of github are in the keyring\n"
    assert memory.kept["mcpsweep", "github/token"] == "a token"
    assert memory.kept["mcpsweep", "github/app_private_key"] == app_key.strip()


def test_a_key_that_is_cut_off_is_not_kept_and_nothing_else_either(piped: Run, memory: Memory, app_key: str) -> None:
    half = app_key[: len(app_key) // 2]
    ended = piped(f"a token\n{half}", "connector", "login", "github")
    assert (ended.code, memory.kept) == (ExitCode.USAGE, {})
    assert "-----END" in ended.err
    assert_absent(ended.out + ended.err.encode(), half.splitlines()[1:])


def test_a_prompt_says_how_a_key_of_several_lines_is_given(typed: Run, memory: Memory) -> None:
    ended = typed(["a token", ""], "connector", "login", "github")
    assert (ended.code, list(memory.kept)) == (ExitCode.DONE, [("mcpsweep", "github/token")])
    assert FILE in ended.err


def test_the_first_line_of_a_key_is_not_taken_for_the_key(typed: Run, memory: Memory, app_key: str) -> None:
    ended = typed(app_key.splitlines()[:1], *KEY)
    assert (ended.code, memory.kept) == (ExitCode.USAGE, {})
    assert f"hint: run: {FILE}" in ended.err


def test_a_prompt_for_one_line_speaks_of_no_key(typed: Run) -> None:
    assert "key.pem" not in typed(["a token"], "connector", "login", "github", "--field", "token").err


@pytest.mark.parametrize("mode", ["0", "1"])
def test_what_is_no_text_is_refused(mode: str, memory: Memory, tmp_path: Path) -> None:
    (tmp_path / "key.der").write_bytes(b"\x30\x82\xff\xfe\n")
    with (tmp_path / "key.der").open("rb") as der:
        ended = subprocess.run(
            [sys.executable, "-m", "mcpsweep.entry", *KEY],
            stdin=der,
            env={**os.environ, "PYTHONUTF8": mode, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
            capture_output=True,
            text=True,
        )
    assert (ended.returncode, ended.stdout) == (ExitCode.USAGE, "")
    assert "PEM" in ended.stderr
