"""Smithery's command line. The addresses of the servers that it installs elsewhere carry its key, too."""

from mcpsweep.collectors.base import Client, Location, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="smithery",
    title="Smithery",
    service="smithery",
    sources=("files written by @smithery/cli 4.11.1",),
    locations=(Location("{config}/smithery/settings.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),),
)
