"""What a run did, one file a format; `view` is what those for people have in common."""
