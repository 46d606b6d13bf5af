"""Roo Code, an extension of VS Code."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, ProjectFile
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="roo-code",
    title="Roo Code",
    sources=("docs.roocode.com/features/mcp/using-mcp-in-roo", "files written for it by add-mcp 2.4.0"),
    locations=tuple(editors.kept_by_extension("rooveterinaryinc.roo-cline", "settings/mcp_settings.json", Known.SEEN)),
    project_files=(ProjectFile(".roo/mcp.json", known=Known.PROBED),),
)
