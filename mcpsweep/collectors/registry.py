"""The clients, by name. Listing them imports nothing."""

from importlib import import_module

from mcpsweep.collectors.base import Client

_MODULES = {
    "claude-code": "claude_code",
    "claude-desktop": "claude_desktop",
    "cursor": "cursor",
    "vscode": "vscode",
    "copilot-cli": "copilot_cli",
    "copilot-jetbrains": "copilot_jetbrains",
    "copilot-xcode": "copilot_xcode",
    "copilot-eclipse": "copilot_eclipse",
    "visual-studio": "visual_studio",
    "mcp-remote": "mcp_remote",
    "other": "other",
}
"""Client → its module in `collectors/clients`. Where two clients share a file, it counts for the first."""


def names() -> tuple[str, ...]:
    """Every client's name, in the order in which they claim files."""
    return tuple(_MODULES)


def client(name: str) -> Client:
    """The client called `name`. Raises `KeyError` if there is none."""
    module = import_module(f"mcpsweep.collectors.clients.{_MODULES[name]}")
    found: Client = module.CLIENT
    return found
