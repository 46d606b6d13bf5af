"""One file a format: each takes a document and returns text. None opens a file or chooses an exit code."""
