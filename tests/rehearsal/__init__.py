"""The real connectors on the simulated organisation: what is ended is dead, and nobody else is touched."""
