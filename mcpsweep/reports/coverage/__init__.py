"""Which clients a scan knows and where it looks, one file a format."""
