"""All runs of a journal, one file a format."""
