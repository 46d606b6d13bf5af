"""Trae, in its two editions."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, ProjectFile
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="trae",
    title="Trae",
    sources=("docs.trae.ai/ide/model-context-protocol",),
    locations=(*editors.settings_in("{config}/Trae/User"), *editors.settings_in("{config}/Trae CN/User")),
    project_files=(ProjectFile(".trae/mcp.json", known=Known.PROBED),),
)
