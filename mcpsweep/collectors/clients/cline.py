"""Cline: the VS Code extension and the command line, whose two releases write two shapes to one file."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="cline",
    title="Cline",
    sources=("docs.cline.bot/mcp/configuring-mcp-servers", "files written by, and code of, cline 3.0.65"),
    locations=(
        Location("{home}/.cline/data/settings/cline_mcp_settings.json", known=Known.SEEN),
        Location("{home}/.cline/data/secrets.json", reader=ReaderName.TOKEN_STORE),
        *editors.kept_by_extension("saoudrizwan.claude-dev", "settings/cline_mcp_settings.json", Known.SEEN),
    ),
)
