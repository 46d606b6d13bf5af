"""A plan, one file a format."""
