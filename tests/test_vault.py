"""The tool's own credentials: environment before keyring, and nowhere else."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from mcpsweep import vault
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.secret import Secret


class Memory(KeyringBackend):
    """A keyring that forgets everything with the test."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


class Locked(Memory):
    """A keyring that does not open, and whose complaint quotes what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("cannot give CANARY-77")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(f"cannot take {password}")


@pytest.fixture
def memory() -> Memory:
    """The keyring of this test."""
    backend = Memory()
    keyring.set_keyring(backend)
    return backend


def test_the_environment_wins_over_the_keyring(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.store("github", "token", Secret("kept"))
    assert vault.find("github", ["token"]) == {"token": Secret("kept")}
    monkeypatch.setenv("MCPSWEEP_GITHUB_TOKEN", "said")
    assert vault.find("github", ["token"]) == {"token": Secret("said")}


def test_a_file_may_hold_it(memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key.pem").write_text("line one\nline two\n")
    monkeypatch.setenv("MCPSWEEP_GITHUB_APP_PRIVATE_KEY_FILE", str(tmp_path / "key.pem"))
    assert vault.find("github", ["app_private_key", "token"]) == {"app_private_key": Secret("line one\nline two")}
    monkeypatch.setenv("MCPSWEEP_GITHUB_APP_PRIVATE_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="MCPSWEEP_GITHUB_APP_PRIVATE_KEY_FILE"):
        vault.find("github", ["app_private_key"])


def test_what_is_forgotten_is_gone(memory: Memory) -> None:
    vault.store("slack", "token", Secret("x"))
    assert vault.forget("slack", "token")
    assert not vault.forget("slack", "token")
    assert memory.kept == {}


def test_a_locked_keyring_says_so_and_repeats_nothing() -> None:
    keyring.set_keyring(Locked())
    for act in (lambda: vault.find("github", ["token"]), lambda: vault.store("github", "token", Secret("CANARY-77"))):
        with pytest.raises(NotAuthorised) as raised:
            act()
        assert "CANARY" not in raised.value.message + raised.value.hint
        assert "MCPSWEEP_GITHUB_TOKEN" in raised.value.hint


class Small(Memory):
    """A keyring that has no room, and says so as its system does: the one of Windows takes 2,560 bytes."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(1783, f"The stub received bad data: {password}")


def test_a_keyring_without_room_says_where_else_it_can_go() -> None:
    keyring.set_keyring(Small())
    with pytest.raises(NotAuthorised) as raised:
        vault.store("github", "app_private_key", Secret("CANARY-77"))
    assert "CANARY" not in raised.value.message + raised.value.hint
    assert "MCPSWEEP_GITHUB_APP_PRIVATE_KEY_FILE" in raised.value.hint


def test_the_fingerprint_key_is_made_once_and_kept(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    first = vault.fingerprint_key("keyring")
    assert first is not None
    assert len(first) == 32
    assert vault.fingerprint_key("keyring") == first
    assert vault.fingerprint_key("") is None
    monkeypatch.setenv("FINGERPRINT", "a key")
    assert vault.fingerprint_key("env:FINGERPRINT") == b"a key"
    for wrong in ("file:x", "env:", "env:NOT_SET"):
        with pytest.raises(UsageError):
            vault.fingerprint_key(wrong)


_PROGRAM = """
import sys
from mcpsweep import vault
from mcpsweep.model.secret import Secret
vault.store("github", "token", Secret("kept in a real keyring"))
assert vault.find("github", ["token"]) == {"token": Secret("kept in a real keyring")}
assert vault.forget("github", "token")
assert vault.find("github", ["token"]) == {}
import keyring
print(type(keyring.get_keyring()).__module__)
"""


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed",
)
@pytest.mark.skipif(importlib.util.find_spec("secretstorage") is None, reason="there is no Secret Service here")
def test_a_real_keyring_keeps_and_forgets(tmp_path: Path) -> None:
    folders = {name: tmp_path / name.lower() for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    (tmp_path / "program.py").write_text(_PROGRAM)
    script = (
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
        f"exec {sys.executable} {tmp_path / 'program.py'}"
    )
    environment = {**os.environ, **{name: str(folder) for name, folder in folders.items()}}
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    ended = subprocess.run(
        [str(shutil.which("dbus-run-session")), "--", "bash", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "keyring.backends.SecretService"), ended.stderr
