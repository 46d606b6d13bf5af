"""Inventories made by hand."""

import msgspec

from mcpsweep.model.account import AccountHint
from mcpsweep.model.agent import Agent, AgentState, Script
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.inventory import FORMAT, Home, Inventory, Machine, Tool
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.server import Route, Scope, Server
from mcpsweep.model.source import ReadBesides, Source, SourceKind, SourceState
from mcpsweep.model.validity import Validity, ValidityState

HOSTILE = (
    "\x1b[31m\x1b]0;x\x07[bold]:smile:</b>\u202egnp\u2066\r\n\t\x00\x9b\x7f=1+1,\";'\udce9[x](http://evil.example){0}"
)
"""Terminal escapes, markup, controls of direction, line breaks, a formula, a byte that is no text, a link."""

TEXTS = (
    HOSTILE,
    "=cmd|'/c calc'!A1",
    "＝1+1",
    "\t=1+1",
    "\r\n=1+1",
    "\x9b31m",
    "[click](https://evil.example) {0} {{",
    "\u202eeldod\u202c \u2066isolated\u2069",
    "zero\u200bwidth\u2060joined\ufeff\u00ad",
    "\u3164\u115f\u2800\ufe0f\U000e0041\U000e0100",
    "\x00\x7f\x85\u2028\u2029",
    "not utf-8: \udc80\ud800",
    "C:\\Users\\alice",
    "https://u:p@host/%2e%2e?q=1#f",
    "x" * 500,
    "",
    " ",
)
"""One trap after the other, and text that is next to nothing."""


def sighting(path: str = "/home/alice/.claude.json", **changes: object) -> Sighting:
    """A value in the environment of a server entry."""
    base = Sighting(
        path=path,
        line=12,
        column=24,
        pointer="/mcpServers/github/env/GITHUB_TOKEN",
        slot=Slot.ENV,
        name="GITHUB_TOKEN",
        client="claude-code",
        server="s1",
        role=Role.VALUE,
    )
    return msgspec.structs.replace(base, **changes)


def finding(identifier: str, **changes: object) -> Finding:
    """A GitHub token, written out."""
    base = Finding(
        id=identifier,
        fingerprint=f"fp-{identifier}",
        service="github",
        kind="github-pat",
        confidence=Confidence.HIGH,
        form=Form.LITERAL,
        reason="has the form of github-pat",
        preview="ghp_…",
        length=40,
        suffix=None,
        sha256=None,
        sightings=(sighting(),),
    )
    return msgspec.structs.replace(base, **changes)


def server(identifier: str = "s1", **changes: object) -> Server:
    """A server started by a command."""
    base = Server(
        id=identifier,
        client="claude-code",
        scope=Scope.USER,
        name="github",
        transport="stdio",
        target="npx -y @acme/github-mcp",
        path="/home/alice/.claude.json",
        pointer="/mcpServers/github",
        project=None,
        route=Route.DIRECT,
        service="github",
    )
    return msgspec.structs.replace(base, **changes)


def source(path: str, state: SourceState = SourceState.READ, reason: str = "") -> Source:
    """A file that was looked at."""
    return Source(path=path, client="claude-code", scope=Scope.USER, sha256=None, state=state, reason=reason)


def inventory(**changes: object) -> Inventory:
    """Nothing found on a Linux machine with one home, in which one file was read."""
    base = Inventory(
        format=FORMAT,
        tool=Tool("mcpsweep", "1.2.3"),
        scanned_at="2026-01-02T03:04:05Z",
        machine=Machine(hostname="alice-laptop", os="linux", root="/", image=False),
        fingerprint_key="k1",
        homes=(Home("alice", "/home/alice"),),
        sources=(source("/home/alice/.claude.json"),),
        servers=(),
        findings=(),
    )
    return msgspec.structs.replace(base, **changes)


def laptop() -> Inventory:
    """One of everything."""
    return inventory(
        homes=(Home("alice", "/home/alice"), Home("bob", "/home/bob")),
        servers=(
            server(),
            server("s2", client="cursor", scope=Scope.PROJECT, name="gh", route=Route.GATEWAY),
            server("s3", name="slack", service="slack"),
        ),
        findings=(
            finding(
                "f1",
                service="openai",
                kind="openai-api-key",
                preview="sk-…",
                length=51,
                sightings=(
                    sighting("/home/bob/.zshrc", line=3, pointer="", name="OPENAI_API_KEY", client="", server=""),
                ),
            ),
            finding("f2", accounts=(AccountHint("github", "alice-gh", "GITHUB_USER"),)),
            finding(
                "f3",
                fingerprint="fp-f2",
                form=Form.REFERENCE,
                sightings=(
                    sighting(
                        "/home/alice/src/shop/.cursor/mcp.json",
                        line=7,
                        slot=Slot.HEADER,
                        name="Authorization",
                        client="cursor",
                        server="s2",
                        role=Role.USE,
                    ),
                ),
            ),
            finding(
                "f4",
                service="slack",
                kind="slack-bot-token",
                confidence=Confidence.MEDIUM,
                preview="xoxb-…",
                length=57,
                reason="stands under SLACK_BOT_TOKEN and looks random",
                sightings=(sighting(line=20, name="SLACK_BOT_TOKEN", server="s3"),),
                validity=Validity(
                    ValidityState.LIVE, "2026-01-02T03:04:06Z", "U024", ("chat:write", "users:read"), name="alice-agent"
                ),
            ),
            finding(
                "f5",
                fingerprint=None,
                form=Form.PROTECTED,
                preview="",
                length=0,
                reason="the editor keeps it in the system's keychain",
                sightings=(
                    sighting(
                        "/home/alice/.config/Code/User/globalStorage/state.vscdb",
                        line=0,
                        column=0,
                        pointer="/secret:~1~1github",
                        slot=Slot.OAUTH,
                        name="",
                        client="vscode",
                        server="",
                    ),
                ),
            ),
            finding(
                "f6",
                service="jira",
                kind="jira-api-token",
                validity=Validity(ValidityState.EXPIRED, expires_at="2025-12-31T00:00:00Z"),
                sightings=(sighting("/etc/claude-code/managed-mcp.json", line=4, server=""),),
            ),
            finding(
                "f7",
                service="heroku",
                kind="password",
                preview="…",
                length=36,
                sightings=(
                    sighting(
                        "/home/bob/.netrc",
                        line=3,
                        pointer="/api.heroku.com/password",
                        slot=Slot.FILE,
                        name="password",
                        client="",
                        server="",
                    ),
                ),
            ),
        ),
        sources=(
            source("/home/alice/.claude.json"),
            source("/home/alice/broken.json", SourceState.PARTIAL, "line 3: a string does not end"),
            source("/home/bob/.cursor/mcp.json", SourceState.UNREADABLE, "permission denied"),
            source("/home/bob/link.json", SourceState.SKIPPED, "a link that leaves the root"),
            msgspec.structs.replace(source("/home/bob/.netrc"), client="", kind=SourceKind.BESIDE),
        ),
        agents=(
            Agent(
                kind="cron",
                path="/var/spool/cron/alice",
                line=2,
                schedule="0 6 * * 1",
                command="claude -p 'weekly report'",
                client="claude-code",
                id="a1",
                user="alice",
                folder="/home/alice/src/app",
                servers=("s1", "s3"),
                findings=("f2",),
            ),
            Agent(
                kind="systemd",
                path="/home/bob/.config/systemd/user/night.service",
                line=5,
                schedule="OnCalendar=daily",
                command="/home/bob/bin/night",
                client="codex",
                id="a2",
                pointer="/Service/ExecStart",
                name="night.timer",
                user="bob",
                state=AgentState.DISABLED,
                script=Script("/home/bob/bin/night", 7, "codex exec 'tidy up'"),
            ),
        ),
        notes=("12 folders named node_modules were left out",),
    )


def hostile(text: str = HOSTILE) -> Inventory:
    """`text` in every field that holds text."""
    place = Sighting(text, 1, 1, text, Slot.ENV, text, text, text, Role.VALUE)
    return Inventory(
        format=FORMAT,
        tool=Tool(text, text),
        scanned_at=text,
        machine=Machine(text, text, text, True),
        fingerprint_key=text,
        homes=(Home(text, text), Home(text, "/other")),
        sources=(
            Source(
                text,
                text,
                Scope.USER,
                text,
                SourceState.PARTIAL,
                text,
                modified_at=text,
                changed_at=text,
                created_at=text,
                accessed_at=text,
            ),
        ),
        servers=(Server(text, text, Scope.USER, text, text, text, text, text, text, Route.GATEWAY, text),),
        findings=(
            Finding(
                id=text,
                fingerprint=text,
                service=text,
                kind=text,
                confidence=Confidence.LOW,
                form=Form.LITERAL,
                reason=text,
                preview=text,
                length=9,
                suffix=text,
                sha256=text,
                sightings=(place, msgspec.structs.replace(place, role=Role.USE)),
                accounts=(AccountHint(text, text, text),),
                validity=Validity(ValidityState.LIVE, text, text, (text,), text, text),
                sealed=text,
            ),
        ),
        agents=(
            Agent(
                text,
                text,
                1,
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                script=Script(text, 1, text),
                servers=(text,),
                findings=(text,),
            ),
        ),
        notes=(text,),
        read_besides=ReadBesides(1, 1, text),
    )
