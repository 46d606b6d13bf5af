"""Visual Studio Code with GitHub Copilot, in every flavour it comes in.

Sources: code.visualstudio.com/docs/agents/reference/mcp-configuration and docs/configure/settings; the workbench's
own code as of 1.139 for profiles, inputs and state databases.
"""

from collections.abc import Iterator

from mcpsweep.collectors.base import Client, Known, Location, ProjectFile, ReaderName

_APPS = ("Code", "Code - Insiders", "VSCodium", "VSCodium - Insiders", "Code - OSS")
_REMOTES = (".vscode-server", ".vscode-server-insiders", ".vscode-server-oss", ".vscode-remote", ".vscodium-server")


def _user_folders() -> Iterator[tuple[str, Known]]:
    for app in _APPS:
        yield f"{{config}}/{app}/User", Known.DOCUMENTED
    for remote in _REMOTES:
        yield f"{{home}}/{remote}/data/User", Known.PROBED
        yield f"{{home}}/{remote}/data/Machine", Known.PROBED
    yield "{data}/code-server/User", Known.PROBED
    yield "{home}/.var/app/com.visualstudio.code/config/Code/User", Known.PROBED
    yield "{home}/.var/app/com.vscodium.codium/config/VSCodium/User", Known.PROBED
    yield "{home}/snap/code/*/.config/Code/User", Known.PROBED
    yield "{home}/snap/codium/*/.config/VSCodium/User", Known.PROBED


def _locations() -> Iterator[Location]:
    for folder, known in _user_folders():
        yield Location(f"{folder}/mcp.json*", known=known)
        yield Location(f"{folder}/settings.json*", known=known)
        yield Location(f"{folder}/profiles/*/mcp.json*", known=known)
        yield Location(f"{folder}/profiles/*/settings.json*", known=known)
        yield Location(f"{folder}/globalStorage/state.vscdb", reader=ReaderName.EDITOR_STATE, known=known)
        yield Location(f"{folder}/workspaceStorage/*/state.vscdb", reader=ReaderName.EDITOR_STATE, known=known)
        yield Location(f"{folder}/workspaceStorage/*/workspace.json", reader=ReaderName.PROJECT_LIST, known=known)
        yield Location(f"{folder}/globalStorage/*/settings/*mcp*.json", known=Known.PROBED)


CLIENT = Client(
    name="vscode",
    title="GitHub Copilot in VS Code",
    service="github",
    locations=tuple(_locations()),
    project_files=(
        ProjectFile(".vscode/mcp.json"),
        ProjectFile(".vscode/settings.json"),
        ProjectFile("*.code-workspace", known=Known.PROBED),
        ProjectFile(".devcontainer/devcontainer.json"),
        ProjectFile(".devcontainer.json"),
        ProjectFile("data/user-data/User/mcp.json", known=Known.PROBED),  # portable mode
        ProjectFile("data/user-data/User/settings.json", known=Known.PROBED),
    ),
)
