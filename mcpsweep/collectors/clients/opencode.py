"""opencode. It keeps to `~/.config` and `~/.local/share` on every system."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known

_NAMES = ("opencode.json", "opencode.jsonc")

CLIENT = Client(
    name="opencode",
    title="opencode",
    sources=("opencode.ai/docs/config", "files written by opencode-ai 1.18.33"),
    locations=(
        *(Location(f"{{home}}/.config/opencode/{name}", known=Known.SEEN) for name in _NAMES),
        Location("{home}/.config/opencode/config.json"),
        *(Location(f"{{config}}/opencode/{name}", known=Known.PROBED) for name in _NAMES),
        Location("{home}/.local/share/opencode/mcp-auth.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),
        Location("{home}/.local/share/opencode/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        transcript("{home}/.local/share/opencode/opencode*.db", Known.SEEN, ReaderName.TRANSCRIPT_DATABASE),
        transcript("{home}/.local/share/opencode/storage/part/*/*.json"),
    ),
    project_files=(
        *(ProjectFile(name) for name in _NAMES),
        *(ProjectFile(f".opencode/{name}") for name in _NAMES),
    ),
)
