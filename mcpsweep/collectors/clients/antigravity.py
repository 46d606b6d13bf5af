"""Antigravity. It shares `~/.gemini` with Gemini CLI."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="antigravity",
    title="Antigravity",
    service="google",
    sources=("files written for it by add-mcp 2.4.0", "snyk/agent-scan: src/agent_scan/well_known_clients.py"),
    locations=(
        Location("{home}/.gemini/config/mcp_config.json", known=Known.SEEN),
        Location("{home}/.gemini/antigravity/mcp_config.json", known=Known.PROBED),
        *editors.settings_in("{config}/Antigravity/User"),
    ),
)
