"""Tell which of the files that a walk meets a client would read, and what for."""

import re
from collections.abc import Collection, Iterable, Iterator

from mcpsweep.collectors.base import Client, File, ProjectFile, ReaderName
from mcpsweep.collectors.copies import COPY
from mcpsweep.collectors.disk import Disk
from mcpsweep.model.inventory import Home
from mcpsweep.model.server import Scope

_TYPES = r"\.(?:jsonc?|json5|toml|ya?ml)"
"""Extensions of configuration files."""

_TOOL_FOLDERS = frozenset(
    word
    for line in (
        "aider amazonq amp antigravity augment claude cline codeium codex continue copilot crush cursor droid enconvo",
        "factory fx gemini goose grok intellij junie kilo kilocode kimi-code kiro librechat lmstudio mastracode mcp",
        "mcporter openclaw opencode openhands pi qwen roo roo-code smithery trae warp windsurf witsy zed",
    )
    for word in line.split()
)
"""Folders, with or without a leading dot, whose configuration files belong to an AI tool."""

_TOOL_FILES = r"[^/]*mcp[^/]*|opencode|crush|smithery|librechat|kilo|fastagent\.(?:config|secrets)"
"""Configuration files, without their extension, that belong to an AI tool wherever they lie."""

ENVIRONMENT_FILES = (".env", ".env.local", ".env.mcp", ".envrc", ".gemini/.env", ".qwen/.env")
"""Files of variables that servers and clients load from the folder that they are started in."""

_VARIANT = re.compile(r"\.env\.(?!(?:.*[.-])?(?:example|sample|template|tmpl|dist|defaults?)(?:[.-]|\Z))[\w.-]+")
"""`.env.production`, and neither `.env.example` nor `.env.local.sample`."""
_OTHER = "other"
"""The client that stands for every client without a file of its own."""


class ProjectFiles:
    """The project files of a set of clients."""

    def __init__(self, clients: Iterable[Client], homes: Iterable[Home]) -> None:
        self._by_name: dict[str, list[tuple[ProjectFile, Client]]] = {}
        self._by_glob: list[tuple[re.Pattern[str], ProjectFile, Client]] = []
        self._other: Client | None = None
        self._homes = sorted(homes, key=lambda home: -len(home.path))
        globs: list[str] = []
        for client in clients:
            if client.name == _OTHER:
                self._other = client
            for file in client.project_files:
                name = file.path.rpartition("/")[2]
                if "*" in name:
                    globs.append(re.escape(name).replace(r"\*", "[^/]*"))
                    self._by_glob.append((_names(globs[-1:]), file, client))
                else:
                    self._by_name.setdefault(name.lower(), []).append((file, client))
        names = [re.escape(name) for name in self._by_name]
        self._named = _names(names)
        self.wanted = _names([*names, *globs, *([f"[^/]*{_TYPES}"] if self._other else [])])
        """What the whole name of a file must look like to be one, or to be worth a look inside.

        One pattern, because a walk asks it of every file of a home.
        """

    def identify(self, path: str) -> File | None:
        """The file at `path` as the first client that claims it would read it; None if its name tells of none."""
        folder, _, name = path.rpartition("/")
        for file, client in self._claims(name):
            inner = file.path.rpartition("/")[0]
            if not inner or f"/{folder}".lower().endswith(f"/{inner}".lower()):
                project = folder[: len(folder) - len(inner)].rstrip("/") or "/"
                home = self._home_of(path)
                return File(
                    path,
                    client.name,
                    file.scope,
                    file.reader,
                    home,
                    project,
                    client.service,
                    file.scheduler,
                    file.store,
                )
        pattern = _CONFIGURATION if _is_of_a_tool(folder) else _OF_A_TOOL
        return self.unclaimed(path) if pattern.fullmatch(name) else None

    def unclaimed(self, path: str) -> File | None:
        """The configuration at `path`, which counts for no client that is known; None if those are not asked for."""
        if self._other is None:
            return None
        return File(path, self._other.name, Scope.USER, ReaderName.CONFIGURATION, self._home_of(path))

    def within(self, disk: Disk, folder: str) -> Iterator[File]:
        """The project files of one project folder, found without a walk."""
        for claims in self._by_name.values():
            for file, _ in claims:
                if disk.is_file(path := f"{folder}/{file.path}") and (found := self.identify(path)) is not None:
                    yield found

    def _claims(self, name: str) -> Iterator[tuple[ProjectFile, Client]]:
        named = self._named.fullmatch(name)
        if named is not None:
            yield from self._by_name.get(name.lower()) or self._by_name.get(named[1].lower(), [])
        yield from ((file, client) for pattern, file, client in self._by_glob if pattern.fullmatch(name))

    def _home_of(self, path: str) -> Home | None:
        return next((home for home in self._homes if path.startswith(home.path.rstrip("/") + "/")), None)


def environment_of(disk: Disk, folder: str, present: Collection[str], home: Home | None) -> Iterator[File]:
    """The files of variables in a project's folder, those for one way to start it (`.env.production`) included.

    `present` are the names in the folder; none of them if it cannot be listed.
    """
    variants = sorted(name for name in present if _VARIANT.fullmatch(name))
    for name in dict.fromkeys((*ENVIRONMENT_FILES, *variants)):
        path = f"{folder}/{name}"
        if (not present or name.partition("/")[0] in present) and disk.is_file(path):
            yield File(path, "", Scope.PROJECT, ReaderName.ASSIGNMENTS, home, folder)


def _names(alternatives: list[str]) -> re.Pattern[str]:
    """A pattern for names like these and for copies; group 1 is the name without what makes it a copy."""
    return re.compile(f"({'|'.join(alternatives) or '(?!)'}){COPY}", re.IGNORECASE)


def _is_of_a_tool(folder: str) -> bool:
    return folder.rpartition("/")[2].lstrip(".").lower() in _TOOL_FOLDERS


_CONFIGURATION = _names([f"[^/]*{_TYPES}"])
_OF_A_TOOL = _names([f"(?:{_TOOL_FILES}){_TYPES}"])
