"""Other people's text, read safely: positions kept, caps everywhere, nothing executed."""
