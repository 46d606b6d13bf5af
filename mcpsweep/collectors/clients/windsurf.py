"""Windsurf: the editor and its plug-in for other editors."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="windsurf",
    title="Windsurf",
    service="windsurf",
    sources=("docs.windsurf.com/windsurf/cascade/mcp", "files written for it by add-mcp 2.4.0"),
    locations=(
        Location("{home}/.codeium/windsurf/mcp_config.json", known=Known.SEEN),
        Location("{home}/.codeium/windsurf-next/mcp_config.json"),
        Location("{home}/.codeium/mcp_config.json", known=Known.PROBED),
        *editors.settings_in("{config}/Windsurf/User"),
        *editors.settings_in("{config}/Windsurf - Next/User"),
    ),
)
