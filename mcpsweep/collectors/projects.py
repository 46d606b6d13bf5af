"""Tell which of the files that a walk meets a client would read, and what for."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from mcpsweep.collectors.base import Client, File, ProjectFile, ReaderName
from mcpsweep.collectors.disk import Disk
from mcpsweep.model.inventory import Home
from mcpsweep.model.server import Scope

_COPY = re.compile(
    r"(?:~|[._-](?:bak|backup|old|orig|original|save|saved|sample|example|template|tmpl|dist|disabled|off|copy|tmp|swp"
    r"|local|prod|dev|\d+)|\.(?:bak|backup|orig)[._-]\w+)+$",
    re.IGNORECASE,
)
"""What editors, tools and people add to a file's name when they put a copy aside."""

_CONFIGURATION = (".json", ".jsonc", ".json5", ".toml", ".yaml", ".yml")

_TOOL_FOLDERS = frozenset(
    """aider amazonq amp antigravity augment claude cline codeium codex continue copilot crush cursor droid enconvo
    factory fx gemini goose grok intellij junie kilo kilocode kimi-code kiro librechat lmstudio mastracode mcp mcporter
    openclaw opencode openhands pi qwen roo roo-code smithery trae warp windsurf witsy zed""".split()
)
"""Folders, with or without a leading dot, whose configuration files belong to an AI tool."""

_TOOL_FILES = frozenset({"opencode", "crush", "smithery", "librechat", "kilo", "fastagent.config", "fastagent.secrets"})
"""Configuration files, without their extension, that belong to an AI tool wherever they lie."""

ENVIRONMENT_FILES = (".env", ".env.local", ".env.mcp", ".envrc")
"""Files of variables that servers and clients load from the folder that they are started in."""

_CLIENTS_CALLED_OTHER = "other"


class ProjectFiles:
    """The project files of a set of clients."""

    def __init__(self, clients: Iterable[Client], homes: Iterable[Home]) -> None:
        self._by_name: dict[str, list[tuple[ProjectFile, Client]]] = {}
        self._by_glob: list[tuple[str, ProjectFile, Client]] = []
        self._others = False
        self._homes = sorted(homes, key=lambda home: -len(home.path))
        for client in clients:
            self._others = self._others or client.name == _CLIENTS_CALLED_OTHER
            for file in client.project_files:
                name = file.path.rpartition("/")[2]
                if "*" in name:
                    self._by_glob.append((name, file, client))
                else:
                    self._by_name.setdefault(name, []).append((file, client))

    def wanted(self, folder: str, name: str) -> bool:
        """Whether a file of this name in a folder of that name may be one. Cheap: asked for every file of a home."""
        if name in self._by_name:
            return True
        if name[-1:] in "nclye":
            lower = name.lower()
            if lower.endswith(_CONFIGURATION):
                return self._others and _belongs_to_a_tool(folder, lower)
        if any(fnmatchcase(name, glob) for glob, _, _ in self._by_glob):
            return True
        original = _COPY.sub("", name)
        return original != name and bool(original) and self.wanted(folder, original)

    def identify(self, path: str) -> File | None:
        """The file at `path` as the first client that claims it would read it."""
        folder, _, name = path.rpartition("/")
        original = _COPY.sub("", name)
        for candidate in dict.fromkeys((name, original)):
            for file, client in self._claims(candidate):
                inner = file.path.rpartition("/")[0]
                if not inner or folder == inner or folder.endswith("/" + inner):
                    project = folder.removesuffix(inner).rstrip("/") or "/"
                    return File(
                        path, client.name, file.scope, file.reader, self._home_of(path), project, client.service
                    )
            if self._others and candidate.lower().endswith(_CONFIGURATION):
                if _belongs_to_a_tool(folder.rpartition("/")[2], candidate.lower()):
                    return File(path, "other", Scope.USER, ReaderName.CONFIGURATION, self._home_of(path), None)
        return None

    def within(self, disk: Disk, folder: str) -> Iterator[File]:
        """The project files of one project folder, found without a walk."""
        for claims in self._by_name.values():
            for file, _ in claims:
                if disk.is_file(path := f"{folder}/{file.path}") and (found := self.identify(path)) is not None:
                    yield found

    def _claims(self, name: str) -> list[tuple[ProjectFile, Client]]:
        exact = self._by_name.get(name, [])
        return exact + [(file, client) for glob, file, client in self._by_glob if fnmatchcase(name, glob)]

    def _home_of(self, path: str) -> Home | None:
        return next((home for home in self._homes if path.startswith(home.path.rstrip("/") + "/")), None)


def _belongs_to_a_tool(folder: str, name: str) -> bool:
    stem = name.rpartition(".")[0]
    return "mcp" in stem or stem in _TOOL_FILES or folder.lstrip(".").lower() in _TOOL_FOLDERS
