"""Codex: the command line, the IDE extension and the app, which share one folder."""

from types import MappingProxyType

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

_IN_XCODE = "{home}/Library/Developer/Xcode/CodingAssistant/codex"

CLIENT = Client(
    name="codex",
    title="OpenAI Codex",
    service="openai",
    sources=("developers.openai.com/codex/config-reference", "files written by @openai/codex 0.169.0"),
    locations=(
        Location("{home}/.codex/config.toml", known=Known.SEEN),
        Location("{home}/.codex/.credentials.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),
        Location("{home}/.codex/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location(f"{_IN_XCODE}/config.toml", known=Known.PROBED),
        Location(f"{_IN_XCODE}/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        *(Location(f"/etc/codex/{name}.toml", Scope.MANAGED) for name in ("config", "managed_config", "requirements")),
        transcript("{home}/.codex/sessions/*/*/*/rollout-*.jsonl", Known.SEEN),
        transcript("{home}/.codex/archived_sessions/*.jsonl"),
        transcript("{home}/.codex/history.jsonl"),
        transcript("{home}/.codex/thread_history_*.sqlite", reader=ReaderName.TRANSCRIPT_DATABASE),
    ),
    project_files=(ProjectFile(".codex/config.toml", known=Known.SEEN),),
    moved_by=MappingProxyType({"CODEX_HOME": "{home}/.codex"}),
)
