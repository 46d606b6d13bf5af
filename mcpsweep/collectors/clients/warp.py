"""Warp. Servers live in the account; a database holds them, with their variables, for this machine."""

from mcpsweep.collectors.base import Client, Location, ReaderName
from mcpsweep.model.coverage import Known

_FOLDERS = (
    "{home}/.local/state/warp-terminal",
    "{home}/.local/state/warp-terminal-preview",
    "{home}/Library/Application Support/dev.warp.Warp-Stable",
    "{home}/Library/Group Containers/*/Library/Application Support/dev.warp.Warp-Stable",
    "{home}/AppData/Local/warp/Warp/data",
)

CLIENT = Client(
    name="warp",
    title="Warp",
    service="warp",
    sources=("docs.warp.dev/agents/capabilities/mcp", "warpdotdev/warp: crates/persistence/src/schema.rs"),
    locations=tuple(
        Location(f"{folder}/warp.sqlite", reader=ReaderName.DATABASE, known=Known.PROBED) for folder in _FOLDERS
    ),
)
