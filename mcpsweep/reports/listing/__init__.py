"""What the services know of one person, one file a format."""
