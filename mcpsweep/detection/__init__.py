"""Recognise a credential: from its shape, and from what stands around it. Pure; no file and no network is touched."""
