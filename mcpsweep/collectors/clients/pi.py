"""Pi."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="pi",
    title="Pi",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(
        Location("{home}/.pi/agent/mcp.json", known=Known.SEEN),
        transcript("{home}/.pi/agent/sessions/*.jsonl"),
        transcript("{home}/.pi/agent/sessions/*/*.jsonl"),
    ),
    project_files=(ProjectFile(".pi/mcp.json", known=Known.SEEN),),
)
