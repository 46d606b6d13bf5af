"""Factory's droid. Its OAuth stores are encrypted, with the key in a file beside them."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="droid",
    title="Factory droid",
    sources=("docs.factory.ai/cli/configuration/mcp", "files written by, and code of, droid 0.215.0"),
    locations=(
        Location("{home}/.factory/mcp.json", known=Known.SEEN),
        Location("{home}/.factory/settings.json", known=Known.PROBED),
        Location("{home}/.factory/config.json", known=Known.PROBED),
        Location("{home}/.factory/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{home}/.factory/auth.v2.file", reader=ReaderName.SEALED_STORE),
        Location("{home}/.factory/mcp-oauth.v2.file", reader=ReaderName.SEALED_STORE),
        transcript("{home}/.factory/sessions/*.jsonl"),
        transcript("{home}/.factory/sessions/*/*.jsonl"),
        transcript("{home}/.factory/projects/*/*.jsonl"),
    ),
    project_files=(ProjectFile(".factory/mcp.json", known=Known.SEEN),),
)
