"""Who issues credentials: one table row per vendor, a file per field of work."""
