"""Rule 1 of the design for every command there is: no value leaves, by any way out, in any disguise.

The values are all that the made-up people hold and what the administrators work with.
"""

import base64
import itertools
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias
from urllib.parse import quote

import httpx
import pyrage
import pytest
import typer

from mcpsweep.cli.app import COMMANDS
from mcpsweep.cli.rehearsal import serving
from mcpsweep.errors import ExitCode
from mcpsweep.executor.journal import Journal
from mcpsweep.sandbox.organisation import Credential
from tests.canary import assert_absent
from tests.rehearsal.scene import KEY, WHO, Ended, Scene, everything, nobody, scene

Echo: TypeAlias = Callable[[httpx.Request], httpx.Response]
"""Somebody who repeats what was sent."""

IDS = ("x-github-request-id", "x-slack-req-id", "atl-traceid")
COMMAND_LINES: Mapping[str, tuple[str, ...]] = {
    "client list": ("",),
    "connector check": ("",),
    "connector list": ("",),
    "connector login": ("github", "slack --field token"),
    "connector logout": ("github",),
    "demo": ("", "--serve"),
    "list": ("--user alice", "--user github:anguyen --service github"),
    "plan": (
        "--user alice",
        "--user alice --inventory {inventory} --details",
        "--user alice --inventory {sealed} --unseal-with {key} --details",
    ),
    "playbook check": ("{playbook}",),
    "playbook list": ("",),
    "playbook schema": ("",),
    "playbook show": ("offboard-employee",),
    "report dormant": ("--inventory {inventory}",),
    "report orphans": ("--inventory {inventory}", "--baseline {orphans}"),
    "report show": ("{orphans}",),
    "revoke": (
        "--user alice --scan --root {laptop} --dry-run",
        "--user alice --inventory {sealed} --unseal-with {key} --dry-run",
        "--plan {plan} --dry-run",
        "--resume {run} --scan --root {laptop}",
    ),
    "runs evidence": ("{run} --output {new}", "--check {evidence}"),
    "runs list": ("",),
    "runs show": ("{run}",),
    "scan": ("--root {laptop}", "--root {laptop} --verify", "--root {laptop} --seal {recipient}"),
    "schema": ("run",),
}
"""Every command → what is typed behind it; each is tried in each of its formats."""
_NO_FORMAT = "json"
"""The one that goes with `--seal`."""


def lines_of(pem: str) -> Iterator[str]:
    """What of a key is a secret: not that it is one."""
    return (line for line in pem.splitlines() if line and not line.startswith("-----"))


@dataclass
class Played:
    """A stage on which a sweep was played, and where what it left lies."""

    stage: Scene
    names: Mapping[str, str]
    values: tuple[str, ...]
    swept: Ended


def values_of(stage: Scene) -> tuple[str, ...]:
    """All that must never leave."""
    held = [credential.secret.reveal() for credential in WHO.credentials]
    own = [part for secret in stage.estate.secrets().values() for part in lines_of(secret.reveal())]
    return (*held, *own, KEY)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, disk: Path, app_key: str) -> Iterator[Played]:
    """A sweep with a journal that somebody else has open, so that its log is never folded in."""
    identity = pyrage.x25519.Identity.generate()
    secrets = tmp_path_factory.mktemp("secrets")
    (secrets / "key.txt").write_text(str(identity))
    with scene(tmp_path_factory.mktemp("stage"), disk, app_key) as stage, Journal(stage.folder / "state"):
        names = {name: str(stage.folder / name) for name in ("inventory", "sealed", "plan", "orphans", "evidence")}
        names |= {"laptop": str(disk), "key": str(secrets / "key.txt"), "recipient": str(identity.to_public())}
        names["playbook"] = str(stage.folder / "own.yaml")
        Path(names["playbook"]).write_text("format: mcpsweep-playbook/1\nname: own\nrules:\n  - do: report\n")
        paste(WHO.credential("github-erin"), stage)
        scan = ("scan", "--root", str(disk), "--format", "json", "--output")
        stage.mcpsweep(*scan, names["inventory"])
        stage.mcpsweep(*scan, names["sealed"], "--seal", names["recipient"])
        stage.mcpsweep("report", "orphans", "--format", "json", "--output", names["orphans"])
        stage.mcpsweep("plan", "--user", "alice", "--format", "yaml", "--output", names["plan"])
        swept = stage.sweep("--evidence", names["evidence"], answers=everything)
        assert swept.code == ExitCode.INCOMPLETE, swept.err
        names["run"] = swept.report().run
        yield Played(stage, names, (*values_of(stage), *str(identity).split("AGE-SECRET-KEY-")[1:]), swept)


def paste(credential: Credential, stage: Scene) -> None:
    """Somebody named what they made after a token."""
    for token in stage.estate.atlassian.world.api_tokens.values():
        token.label += f" {credential.secret.reveal()}"
    for key in stage.estate.github.world.deploy_keys.values():
        key.title += f" {credential.secret.reveal()}"


def commands() -> Mapping[str, Any]:
    """Every command by the words that call it, from the command line itself."""
    found: dict[str, Any] = {}
    for name, command in COMMANDS.items():
        loaded = getattr(import_module(command.module), command.function)
        if isinstance(loaded, typer.Typer):
            found |= {f"{name} {one}": command for one, command in typer.main.get_group(loaded).commands.items()}
        else:
            alone = typer.Typer()
            alone.command(name)(loaded)
            found[name] = typer.main.get_command(alone)
    return found


def formats_of(command: Any) -> list[str]:
    """Every value that its `--format` takes; empty where it has none."""
    choices = [option.type.choices for option in command.params if "--format" in option.opts]
    return list(choices[0]) if choices else []


def lines() -> Iterator[str]:
    """Every command line to be tried."""
    for name, command in commands().items():
        for argv in COMMAND_LINES.get(name, ()):
            line = f"{name} {argv}".strip()
            known = [_NO_FORMAT] if "--seal" in argv else formats_of(command)
            yield from (f"{line} --format {one}" for one in known)
            yield from [] if known else [line]


def test_every_command_has_its_canary() -> None:
    assert set(COMMAND_LINES) == set(commands())
    assert all(COMMAND_LINES.values())


@pytest.mark.parametrize("line", list(lines()))
def test_no_command_lets_a_value_out(
    line: str, played: Played, tmp_path: Path, _own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    def start(*_: object, **__: object) -> None:
        raise AssertionError("a process was started, which has arguments and an environment that others can read")

    monkeypatch.setattr(serving, "threading", SimpleNamespace(Event=lambda: SimpleNamespace(wait=stop)))
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for place, name in [(subprocess, "Popen"), (os, "posix_spawn"), (os, "fork"), (os, "execve"), (os, "system")]:
        monkeypatch.setattr(place, name, start, raising=False)
    environment = dict(os.environ)
    filled = line.format(**played.names, new=tmp_path / "new")
    piped = "".join(f"{value}\n" for value in played.values[:2]) if line.startswith("connector login") else None
    ended = played.stage.mcpsweep(*filled.split(), answers=everything, piped=piped)
    assert ended.code in (ExitCode.DONE, ExitCode.INCOMPLETE), ended.err
    assert ended.written().strip()
    assert os.environ == environment
    assert_absent(ended.written() + contents(tmp_path / "new", _own_home), played.values)


def contents(*folders: Path) -> bytes:
    """Every file in any of them."""
    return b"\n".join(path.read_bytes() for path in files_below(*folders))


def files_below(*folders: Path) -> list[Path]:
    """Every file in any of them."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def test_no_file_that_a_sweep_leaves_holds_a_value(played: Played) -> None:
    left = files_below(played.stage.folder)
    assert {"journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"} <= {path.name for path in left}
    assert {"plan", "inventory", "report.html", "report.json", "events.jsonl"} <= {path.name for path in left}
    for path in left:
        assert_absent(path.read_bytes(), played.values)


MISPLACED = (WHO.credential("github-classic"), WHO.credential("warehouse-pool"))
"""One that its shape gives away, and one that has none."""
_NAMES_A_FILE_OF_ONE_S_OWN = {"--output", "--evidence"}


def misplaced() -> Iterator[tuple[str, str]]:
    """Every command line with a value where something else belongs: behind each option, and as a bare word."""
    for name, command in commands().items():
        rest = next(iter(COMMAND_LINES.get(name, ("",))))
        options = {one.opts[-1] for one in command.params if not getattr(one, "is_flag", True)}
        for option in sorted(options - _NAMES_A_FILE_OF_ONE_S_OWN):
            yield f"{name} {rest}", f"{option} {{value}}"
            yield name, f"{option} {{value}}"
        yield name, "{value}"
        yield name, "--token={value}"
    yield "{value}", ""
    yield "--token={value}", ""


@pytest.mark.parametrize("credential", MISPLACED, ids=lambda one: one.label)
@pytest.mark.parametrize(("line", "more"), list(misplaced()))
def test_a_value_that_was_typed_in_the_wrong_place_is_not_repeated(
    line: str, more: str, credential: Credential, played: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    filled = f"{line} {more}".format(**played.names, new="new", value=credential.secret.reveal())
    ended = played.stage.mcpsweep(*filled.split(), answers=nobody, piped="")
    assert ended.code != ExitCode.FAULT, ended.err
    assert_absent(ended.written(), [credential.secret.reveal()])


WRONG_FILES: Mapping[str, str] = {
    "bare": "{value}\n",
    "assignment": "TOKEN={value}\n",
    "unquoted": "[org]\ndomains = [{value}]\n",
    "token": '[connectors.github]\ntoken = "{value}"\n',
    "table": '[connectors.{value}]\norg = "acme"\n',
    "type": '[connectors.github]\ntype = "{value}"\n',
    "address": '[connectors.github]\napi_url = "https://anna:{value}@host.example"\n',
    "setting": '[connectors.github]\norg = "acme"\n"{value}" = "{value}"\n',
    "roster and key": '[org]\nroster = "{value}"\nfingerprint_key = "{value}"\n',
    "playbook": "format: mcpsweep-playbook/1\nname: {value}\n{value}: {value}\nrules:\n  - do: {value}\n",
    "people": "people:\n  - id: {value}\n    status: {value}\n    token: {value}\n",
    "json": '{{"format": "{value}", "mcpServers": {{"{value}": "{value}"}}}}',
    "cut": '{{"token": "{value}',
}
"""What may be in a file that is named by mistake."""
TAKES_A_FILE = (
    "connector list --config {wrong}",
    "connector check --config {wrong}",
    "report orphans --config {wrong}",
    "report orphans --config {roster}",
    "report orphans --baseline {wrong}",
    "report dormant --inventory {wrong}",
    "report show {wrong}",
    "playbook check {wrong}",
    "plan --user alice --playbook {wrong}",
    "plan --user alice --inventory {wrong}",
    "plan --user alice --inventory {sealed} --unseal-with {wrong}",
    "revoke --plan {wrong}",
    "scan {empty} --verify --config {wrong}",
)


@pytest.mark.parametrize("credential", MISPLACED, ids=lambda one: one.label)
@pytest.mark.parametrize("content", WRONG_FILES)
@pytest.mark.parametrize("line", TAKES_A_FILE)
def test_what_is_in_a_wrong_file_is_not_quoted(
    line: str, content: str, credential: Credential, played: Played, tmp_path: Path
) -> None:
    (empty := tmp_path / "empty").mkdir()
    wrong, roster = tmp_path / "wrong", tmp_path / "config.toml"
    wrong.write_text(WRONG_FILES[content].format(value=credential.secret.reveal()))
    roster.write_text(f"[org]\nroster = '{wrong}'\n[connectors.github]\norg = 'acme'\n")
    filled = line.format(**played.names, wrong=wrong, roster=roster, empty=empty)
    ended = played.stage.mcpsweep(*filled.split(), answers=nobody)
    assert ended.code != ExitCode.FAULT, ended.err
    assert_absent(ended.written(), [credential.secret.reveal()])


@pytest.mark.parametrize("credential", MISPLACED, ids=lambda one: one.label)
@pytest.mark.parametrize(
    "variable",
    ["MCPSWEEP_GITHUB_TOKEN_FILE", "MCPSWEEP_SLACK_TOKEN_FILE", "MCPSWEEP_ATLASSIAN_ORG_KEY_FILE", "MCPSWEEP_CONFIG"],
)
def test_a_value_in_a_variable_that_names_a_file_is_not_repeated(
    variable: str, credential: Credential, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable.removesuffix("_FILE"), raising=False)
    monkeypatch.setenv(variable, credential.secret.reveal())
    ended = played.stage.mcpsweep("connector", "check")
    assert ended.code == ExitCode.USAGE
    assert_absent(ended.written(), [credential.secret.reveal()])


def said(status: int, **body: object) -> httpx.Response:
    """An answer of a service's."""
    return httpx.Response(status, json=body)


def told(request: httpx.Request) -> str:
    """What a request gave away, as a careless service would repeat it."""
    signed = " ".join(value for name, value in request.headers.items() if name in ("authorization", "cookie"))
    scheme, _, rest = signed.partition(" ")
    known = base64.b64decode(rest).decode() if scheme == "Basic" else ""
    return " ".join(filter(None, (signed, known, request.read().decode())))


def broken(kind: type[Exception]) -> Echo:
    """The library's own errors, which name what was to be sent."""

    def echo(request: httpx.Request) -> httpx.Response:
        raise kind(f"cannot send {told(request)} to {request.url}")

    return echo


def moved(where: str) -> Echo:
    """Another address, with the credential in it."""

    def echo(request: httpx.Request) -> httpx.Response:
        secret = told(request).split(" ")[-1][:120]
        base = f"{request.url.scheme}://{request.url.netloc.decode()}"
        place = where.format(base=base, secret=secret, quoted=quote(secret, safe=""), label=secret[:20].lower())
        return httpx.Response(302, headers={"location": place})

    return echo


ECHOES: Mapping[str, Echo] = {
    "message": lambda request: said(400, message=f"you sent {told(request)}"),
    "late": lambda request: said(403, message="x " * 60 + told(request)),
    "error": lambda request: said(500, error=told(request)),
    "slack": lambda request: said(200, ok=False, error=told(request)),
    "slack hex": lambda request: said(200, ok=False, error=told(request).encode().hex()[:60]),
    "scope": lambda request: said(200, ok=False, error="missing_scope", needed=told(request).lower()),
    "percent": lambda request: said(401, message=quote(told(request), safe="")),
    "base64": lambda request: said(422, message=base64.b64encode(told(request).encode()).decode()),
    "hex": lambda request: said(422, message=told(request).encode().hex()),
    "json": lambda request: said(422, message=json.dumps(told(request))),
    "backwards": lambda request: said(422, message=told(request)[::-1]),
    "half": lambda request: said(401, message=f"{told(request)[9:40]} was not accepted"),
    "id": lambda request: httpx.Response(404, headers=dict.fromkeys(IDS, told(request)), json={}),
    "shape": lambda request: httpx.Response(200, json=[told(request)]),
    "keys": lambda request: said(200, **{told(request): [told(request)]}),
    "page": lambda request: httpx.Response(200, text=f"<html>{told(request)}"),
    "reason": lambda request: httpx.Response(502, extensions={"reason_phrase": told(request).encode()}),
    "moved": moved("{base}/x?token={secret}"),
    "moved below": moved("{base}/{secret}/x"),
    "moved in disguise": moved("{base}/x?token={quoted}"),
    "moved away": moved("https://{label}.example/x?token={secret}"),
    "next": lambda request: httpx.Response(
        200, headers={"link": f'<{request.url}?token={told(request).split(" ")[-1]}>; rel="next"'}, json=[]
    ),
    "connect": broken(httpx.ConnectError),
    "read": broken(httpx.ReadError),
    "protocol": broken(httpx.RemoteProtocolError),
    "scheme": broken(httpx.UnsupportedProtocol),
    "value": broken(ValueError),
    "system": broken(OSError),
}
"""What a service, or the library, may make of what it was sent."""


def chorus(start: int) -> Echo:
    """Each request meets the next of them, the first the one with that number."""
    voices = itertools.cycle([*ECHOES.values()][start:] + [*ECHOES.values()][:start])
    return lambda request: next(voices)(request)


REPEATED = [
    *(("connector check", name) for name in ECHOES),
    *(("scan --root {laptop} --verify --format json", start) for start in range(0, len(ECHOES), 9)),
    *(("revoke --user alice --scan --root {laptop} --format json", start) for start in range(0, len(ECHOES), 9)),
    ("list --user alice --format json", 0),
    ("report dormant --format json", 0),
    ("plan --user alice --inventory {sealed} --unseal-with {key} --format json", 0),
]
"""Command line → what it meets, or the number of the first of all that it meets."""


@pytest.mark.parametrize(("line", "met"), REPEATED)
def test_what_a_service_repeats_is_not_repeated(
    line: str, met: str | int, played: Played, tmp_path: Path, _own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = ECHOES[met] if isinstance(met, str) else chorus(met)

    def begin() -> None:
        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda transport, request: echo(request))

    def answers(question: str) -> str:
        begin()
        return everything(question)

    monkeypatch.setenv("MCPSWEEP_STATE", str(tmp_path))
    if not line.startswith("revoke"):
        begin()
    ended = played.stage.mcpsweep(*line.format(**played.names).split(), answers=answers)
    assert ended.code != ExitCode.USAGE
    assert ended.written().strip()
    assert_absent(ended.written() + contents(_own_home, tmp_path), played.values)
