"""One connector for each service: what it knows of a person, and how that is ended."""
