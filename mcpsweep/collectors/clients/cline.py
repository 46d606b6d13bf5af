"""Cline: the VS Code extension and the command line, whose two releases write two shapes to one file."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location, ReaderName, transcript
from mcpsweep.model.coverage import Known

_EXTENSION = "saoudrizwan.claude-dev"

CLIENT = Client(
    name="cline",
    title="Cline",
    sources=("docs.cline.bot/mcp/configuring-mcp-servers", "files written by, and code of, cline 3.0.65"),
    locations=(
        Location("{home}/.cline/data/settings/cline_mcp_settings.json", known=Known.SEEN),
        Location("{home}/.cline/data/secrets.json", reader=ReaderName.TOKEN_STORE),
        *editors.kept_by_extension(_EXTENSION, "settings/cline_mcp_settings.json", Known.SEEN),
        transcript("{home}/.cline/data/tasks/*/*.json"),
        transcript("{home}/.cline/data/sessions/*/*.json"),
        *editors.tasks_of(_EXTENSION),
    ),
)
