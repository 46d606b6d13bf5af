"""Any other MCP client: told by a file's name or its folder, read for every root key that is known.

It comes last in the registry, so that a file which a client of its own claims never counts for it.
"""

from mcpsweep.collectors.base import Client

CLIENT = Client(name="other", title="Another MCP client", sources=("the root keys of all clients above",))
