"""OpenClaw, under this name and its first: it holds the tokens of every channel and model that it serves."""

from mcpsweep.collectors.base import Client, Location, ReaderName, transcript
from mcpsweep.model.coverage import Known

_FOLDERS = ("{home}/.openclaw", "{home}/.clawdbot")

CLIENT = Client(
    name="openclaw",
    title="OpenClaw",
    sources=("snyk/agent-scan: src/agent_scan/well_known_clients.py",),
    locations=(
        *(Location(f"{folder}/*.json", known=Known.PROBED) for folder in _FOLDERS),
        *(Location(f"{folder}/.env", reader=ReaderName.ASSIGNMENTS, known=Known.PROBED) for folder in _FOLDERS),
        *(
            Location(f"{folder}/{path}", reader=ReaderName.TOKEN_STORE, known=Known.PROBED)
            for folder in _FOLDERS
            for path in ("credentials/*.json", "agents/*/agent/auth-profiles.json")
        ),
        *(transcript(f"{folder}/agents/*/sessions/*.jsonl") for folder in _FOLDERS),
    ),
)
