"""One file a client, each with a `CLIENT`: data on where its files lie. `collectors/registry.py` names them."""
