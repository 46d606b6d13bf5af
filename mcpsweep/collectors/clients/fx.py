"""fx."""

from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="fx",
    title="fx",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(Location("{home}/.fx/mcp.json", known=Known.SEEN),),
)
