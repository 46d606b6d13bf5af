"""Mastra Code."""

from mcpsweep.collectors.base import Client, Location, ProjectFile
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="mastra-code",
    title="Mastra Code",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(Location("{home}/.mastracode/mcp.json", known=Known.SEEN),),
    project_files=(ProjectFile(".mastracode/mcp.json", known=Known.SEEN),),
)
