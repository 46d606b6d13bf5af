"""The clients, by name. Listing them imports nothing."""

import difflib
from collections.abc import Collection
from importlib import import_module

from mcpsweep.collectors.base import Client
from mcpsweep.errors import UsageError

_MODULES = {
    "claude-code": "claude_code",
    "claude-desktop": "claude_desktop",
    "cursor": "cursor",
    "cline": "cline",
    "roo-code": "roo_code",
    "kilo": "kilo",
    "vscode": "vscode",
    "copilot-cli": "copilot_cli",
    "copilot-jetbrains": "copilot_jetbrains",
    "copilot-xcode": "copilot_xcode",
    "copilot-eclipse": "copilot_eclipse",
    "visual-studio": "visual_studio",
    "mcp-remote": "mcp_remote",
    "codex": "codex",
    "gemini-cli": "gemini_cli",
    "antigravity": "antigravity",
    "qwen-code": "qwen_code",
    "opencode": "opencode",
    "windsurf": "windsurf",
    "goose": "goose",
    "amazon-q": "amazon_q",
    "kiro": "kiro",
    "amp": "amp",
    "zed": "zed",
    "lm-studio": "lm_studio",
    "junie": "junie",
    "jetbrains-ai": "jetbrains_ai",
    "warp": "warp",
    "trae": "trae",
    "droid": "droid",
    "augment": "augment",
    "kimi": "kimi",
    "grok": "grok",
    "mcporter": "mcporter",
    "pi": "pi",
    "mastra-code": "mastra_code",
    "fx": "fx",
    "witsy": "witsy",
    "enconvo": "enconvo",
    "smithery": "smithery",
    "openclaw": "openclaw",
    "continue": "continue_dev",
    "crush": "crush",
    "vscode-fork": "vscode_fork",
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


def select(wanted: Collection[str]) -> list[Client]:
    """The clients called so, in the registry's order; all of them if none is named. Raises `UsageError`."""
    for name in sorted(set(wanted) - set(_MODULES)):
        close = difflib.get_close_matches(name, _MODULES, n=1)
        meant = f"did you mean {close[0]}? " if close else ""
        raise UsageError(f"there is no client called {name}", f"{meant}mcpsweep client list names all of them")
    return [client(name) for name in _MODULES if not wanted or name in wanted]
