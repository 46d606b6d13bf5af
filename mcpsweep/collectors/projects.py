"""Tell which of the files that a walk meets a client would read, and what for."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from mcpsweep.collectors.base import Client, File, ProjectFile, ReaderName
from mcpsweep.collectors.copies import COPY, is_copy
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

ENVIRONMENT_FILES = (".env", ".env.local", ".env.mcp", ".envrc")
"""Files of variables that servers and clients load from the folder that they are started in."""

_OTHER = "other"
"""The client that stands for every client without a file of its own."""


class ProjectFiles:
    """The project files of a set of clients."""

    def __init__(self, clients: Iterable[Client], homes: Iterable[Home]) -> None:
        self._by_name: dict[str, list[tuple[ProjectFile, Client]]] = {}
        self._by_glob: list[tuple[str, ProjectFile, Client]] = []
        self._other: Client | None = None
        self._homes = sorted(homes, key=lambda home: -len(home.path))
        for client in clients:
            if client.name == _OTHER:
                self._other = client
            for file in client.project_files:
                name = file.path.rpartition("/")[2]
                if "*" in name:
                    self._by_glob.append((name, file, client))
                else:
                    self._by_name.setdefault(name, []).append((file, client))
        claimed = [re.escape(name) for name in self._by_name]
        claimed += [re.escape(glob).replace(r"\*", "[^/]*") for glob, _, _ in self._by_glob]
        others = [f"(?:{_TOOL_FILES}){_TYPES}"] if self._other else []
        in_tool_folder = [f"[^/]*{_TYPES}"] if self._other else []
        self._anywhere = _names(claimed + others)
        self._in_tool_folder = _names(claimed + in_tool_folder)

    def wanted_in(self, folder: str) -> re.Pattern[str]:
        """What the whole name of a file must look like to be one, in a folder of that name.

        One pattern, because a walk asks it of every file of a home.
        """
        return self._in_tool_folder if folder.lstrip(".").lower() in _TOOL_FOLDERS else self._anywhere

    def identify(self, path: str) -> File | None:
        """The file at `path` as the first client that claims it would read it."""
        folder, _, name = path.rpartition("/")
        for file, client in self._claims(name):
            inner = file.path.rpartition("/")[0]
            if not inner or folder == inner or folder.endswith("/" + inner):
                project = folder.removesuffix(inner).rstrip("/") or "/"
                return File(path, client.name, file.scope, file.reader, self._home_of(path), project, client.service)
        if self._other is None or not self.wanted_in(folder.rpartition("/")[2]).fullmatch(name):
            return None
        return File(path, self._other.name, Scope.USER, ReaderName.CONFIGURATION, self._home_of(path))

    def within(self, disk: Disk, folder: str) -> Iterator[File]:
        """The project files of one project folder, found without a walk."""
        for claims in self._by_name.values():
            for file, _ in claims:
                if disk.is_file(path := f"{folder}/{file.path}") and (found := self.identify(path)) is not None:
                    yield found

    def _claims(self, name: str) -> Iterator[tuple[ProjectFile, Client]]:
        original = next((known for known in self._by_name if is_copy(name, known)), name)
        yield from self._by_name.get(name, []) or self._by_name.get(original, [])
        yield from ((file, client) for glob, file, client in self._by_glob if fnmatchcase(name, glob))

    def _home_of(self, path: str) -> Home | None:
        return next((home for home in self._homes if path.startswith(home.path.rstrip("/") + "/")), None)


def _names(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(alternatives)}){COPY}", re.IGNORECASE)
