"""Grok Build."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="grok",
    title="Grok Build",
    service="xai",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(
        Location("{home}/.grok/config.toml", known=Known.SEEN),
        Location("{home}/.grok/user-settings.json", known=Known.PROBED),
        transcript("{home}/.grok/sessions/*/*.json*"),
        transcript("{home}/.grok/sessions/*/*/*.json*"),
    ),
    project_files=(
        ProjectFile(".grok/config.toml", known=Known.SEEN),
        ProjectFile(".grok/settings.json", known=Known.PROBED),
    ),
)
