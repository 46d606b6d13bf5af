"""Files beside the AI clients: what other programs keep, and what an agent on the machine could have used."""
