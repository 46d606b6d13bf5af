"""GitHub Copilot in Eclipse."""

from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="copilot-eclipse",
    title="GitHub Copilot in Eclipse",
    service="github",
    sources=("microsoft/copilot-for-eclipse#127",),
    locations=(
        Location("{home}/.config/github-copilot/eclipse/mcp.json", known=Known.PROBED),
        Location("{config}/github-copilot/eclipse/mcp.json", known=Known.PROBED),
        Location("{data}/github-copilot/eclipse/mcp.json", known=Known.PROBED),
    ),
)
