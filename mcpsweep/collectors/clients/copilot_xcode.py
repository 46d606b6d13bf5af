"""GitHub Copilot in Xcode."""

from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="copilot-xcode",
    title="GitHub Copilot in Xcode",
    service="github",
    sources=("github/CopilotForXcode#673",),
    locations=(
        Location("{home}/.config/github-copilot/xcode/mcp.json", known=Known.PROBED),
        Location("{config}/github-copilot/xcode/mcp.json", known=Known.PROBED),
        Location("{data}/github-copilot/xcode/mcp.json", known=Known.PROBED),
    ),
)
