"""Zed."""

from mcpsweep.collectors.base import Client, Location, ProjectFile
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="zed",
    title="Zed",
    sources=("zed.dev/docs/ai/mcp", "files written for it by add-mcp 2.4.0"),
    locations=(
        Location("{home}/.config/zed/settings.json", known=Known.SEEN),
        Location("{home}/Library/Application Support/Zed/settings.json", known=Known.SEEN),
        Location("{home}/AppData/Roaming/Zed/settings.json"),
        Location("{home}/.var/app/dev.zed.Zed/config/zed/settings.json"),
    ),
    project_files=(ProjectFile(".zed/settings.json"),),
)
