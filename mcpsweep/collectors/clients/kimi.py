"""Kimi Code."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="kimi",
    title="Kimi Code",
    service="moonshot",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(
        Location("{home}/.kimi-code/mcp.json", known=Known.SEEN),
        Location("{home}/.kimi/mcp.json", known=Known.PROBED),
        Location("{home}/.kimi/config.toml", known=Known.PROBED),
        transcript("{home}/.kimi/sessions/*/*/*.jsonl"),
        transcript("{home}/.kimi-code/sessions/*/*/agents/*/wire.jsonl"),
    ),
    project_files=(ProjectFile(".kimi-code/mcp.json", known=Known.SEEN),),
)
