"""Gemini CLI and its extensions."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

_SYSTEM = ("/etc/gemini-cli", "/Library/Application Support/GeminiCli")

CLIENT = Client(
    name="gemini-cli",
    title="Gemini CLI",
    service="google",
    sources=(
        "google-gemini/gemini-cli: packages/cli/src/config, packages/core/src/mcp, packages/core/src/services",
        "files written by @google/gemini-cli 0.61.0",
    ),
    locations=(
        Location("{home}/.gemini/settings.json", known=Known.SEEN),
        Location("{home}/.gemini/.env", reader=ReaderName.ASSIGNMENTS),
        Location("{home}/.gemini/mcp-oauth-tokens.json", reader=ReaderName.TOKEN_STORE),
        Location("{home}/.gemini/oauth_creds.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{home}/.gemini/gemini-credentials.json", reader=ReaderName.SEALED_STORE),
        Location("{home}/.gemini/mcp-oauth-tokens-v2.json", reader=ReaderName.SEALED_STORE),
        Location("{home}/.gemini/extensions/*/gemini-extension.json", Scope.EXTENSION),
        Location("{home}/.gemini/extensions/*/.env", Scope.EXTENSION, ReaderName.ASSIGNMENTS),
        *(Location(f"{folder}/settings.json", Scope.MANAGED) for folder in _SYSTEM),
        *(Location(f"{folder}/system-defaults.json", Scope.MANAGED) for folder in _SYSTEM),
        Location("/ProgramData/gemini-cli/settings.json", Scope.MANAGED, known=Known.PROBED),
        Location("/ProgramData/gemini-cli/system-defaults.json", Scope.MANAGED, known=Known.PROBED),
        transcript("{home}/.gemini/tmp/*/chats/session-*.jsonl", Known.SEEN),
        transcript("{home}/.gemini/tmp/*/chats/session-*.json"),
    ),
    project_files=(
        ProjectFile(".gemini/settings.json", known=Known.SEEN),
        ProjectFile("gemini-extension.json", Scope.EXTENSION),
    ),
)
