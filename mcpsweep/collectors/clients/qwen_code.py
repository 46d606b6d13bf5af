"""Qwen Code, a fork of Gemini CLI. 0.15.10 left a copy `settings.json.orig` with the same secrets."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

CLIENT = Client(
    name="qwen-code",
    title="Qwen Code",
    service="dashscope",
    sources=("files written by, and code of, @qwen-code/qwen-code 0.15.10 and 0.24.4",),
    locations=(
        Location("{home}/.qwen/settings.json", known=Known.SEEN),
        Location("{home}/.qwen/.env", reader=ReaderName.ASSIGNMENTS, known=Known.PROBED),
        Location("{home}/.qwen/mcp-oauth-tokens.json", reader=ReaderName.TOKEN_STORE),
        Location("{home}/.qwen/mcp-oauth-tokens-v2.json", reader=ReaderName.SEALED_STORE),
        Location("{home}/.qwen/oauth_creds.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{home}/.qwen/extensions/*/qwen-extension.json", Scope.EXTENSION, known=Known.PROBED),
        transcript("{home}/.qwen/projects/*/chats/*.jsonl", Known.SEEN),
    ),
    project_files=(ProjectFile(".qwen/settings.json", known=Known.SEEN),),
)
