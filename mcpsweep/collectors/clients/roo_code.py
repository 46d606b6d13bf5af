"""Roo Code, an extension of VS Code."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, ProjectFile
from mcpsweep.model.coverage import Known

_EXTENSION = "rooveterinaryinc.roo-cline"

CLIENT = Client(
    name="roo-code",
    title="Roo Code",
    sources=("docs.roocode.com/features/mcp/using-mcp-in-roo", "files written for it by add-mcp 2.4.0"),
    locations=(
        *editors.kept_by_extension(_EXTENSION, "settings/mcp_settings.json", Known.SEEN),
        *editors.tasks_of(_EXTENSION),
    ),
    project_files=(ProjectFile(".roo/mcp.json", known=Known.PROBED),),
)
