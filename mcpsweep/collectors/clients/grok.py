"""Grok Build."""

from mcpsweep.collectors.base import Client, Location, ProjectFile
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="grok",
    title="Grok Build",
    service="xai",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(
        Location("{home}/.grok/config.toml", known=Known.SEEN),
        Location("{home}/.grok/user-settings.json", known=Known.PROBED),
    ),
    project_files=(
        ProjectFile(".grok/config.toml", known=Known.SEEN),
        ProjectFile(".grok/settings.json", known=Known.PROBED),
    ),
)
