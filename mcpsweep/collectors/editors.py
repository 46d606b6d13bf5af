"""Where VS Code, and everything that is built from it, keeps what its user sets. All of them share one layout.

Sources: code.visualstudio.com/docs/configure/settings; the workbench's own code as of 1.139 for profiles, inputs,
state databases and the local history; for forks the layout is taken over, and probed.
"""

from collections.abc import Iterator

from mcpsweep.collectors.base import Location, ReaderName, transcript
from mcpsweep.model.coverage import Known

_APPS = ("Code", "Code - Insiders", "VSCodium", "VSCodium - Insiders", "Code - OSS")
_FORKS = ("Cursor", "Windsurf", "Windsurf - Next", "Trae", "Trae CN", "Kiro", "Antigravity", "Positron", "Void")
_REMOTES = (".vscode-server", ".vscode-server-insiders", ".vscode-server-oss", ".vscode-remote", ".vscodium-server")
_SANDBOXED = (
    "{data}/code-server/User",
    "{home}/.var/app/com.visualstudio.code/config/Code/User",
    "{home}/.var/app/com.vscodium.codium/config/VSCodium/User",
    "{home}/snap/code/*/.config/Code/User",
    "{home}/snap/codium/*/.config/VSCodium/User",
)


def of_vscode() -> Iterator[tuple[str, Known]]:
    """The `User` folder of every flavour of VS Code itself, with how well it is known."""
    yield from ((f"{{config}}/{app}/User", Known.DOCUMENTED) for app in _APPS)
    yield from ((f"{{home}}/{remote}/data/{kind}", Known.PROBED) for remote in _REMOTES for kind in ("User", "Machine"))
    yield from ((folder, Known.PROBED) for folder in _SANDBOXED)


def settings_in(folder: str, known: Known = Known.PROBED) -> Iterator[Location]:
    """All that such an editor keeps in the `User` folder `folder`."""
    yield Location(f"{folder}/mcp.json", known=known)
    yield Location(f"{folder}/settings.json", known=known)
    yield Location(f"{folder}/profiles/*/mcp.json", known=known)
    yield Location(f"{folder}/profiles/*/settings.json", known=known)
    yield Location(f"{folder}/globalStorage/state.vscdb", reader=ReaderName.EDITOR_STATE, known=known)
    yield Location(f"{folder}/workspaceStorage/*/state.vscdb", reader=ReaderName.EDITOR_STATE, known=known)
    yield Location(f"{folder}/workspaceStorage/*/workspace.json", reader=ReaderName.PROJECT_LIST, known=known)
    yield Location(f"{folder}/History/*/entries.json", reader=ReaderName.EDITOR_HISTORY, known=known)
    yield Location(f"{folder}/globalStorage/*/settings/*mcp*.json", known=Known.PROBED)
    # One document before VS Code 1.109, one a line from then on.
    yield transcript(f"{folder}/workspaceStorage/*/chatSessions/*.json*", known)
    yield transcript(f"{folder}/globalStorage/emptyWindowChatSessions/*.json*", known)


def kept_by_extension(extension: str, path: str, known: Known) -> Iterator[Location]:
    """A file that an extension keeps in its own storage, in whichever editor it is installed."""
    for index, folder in enumerate(_storages_of(extension)):
        yield Location(f"{folder}/{path}", known=Known.PROBED if index else known)


def tasks_of(extension: str) -> Iterator[Location]:
    """What was said to Cline, or to what is built from it."""
    for folder in _storages_of(extension):
        yield transcript(f"{folder}/tasks/*/*.json")


def _storages_of(extension: str) -> Iterator[str]:
    for folder in (*(folder for folder, _ in of_vscode()), *(f"{{config}}/{app}/User" for app in _FORKS)):
        yield f"{folder}/globalStorage/{extension}"
