"""Everything that goes out to a service goes through `client.Client`; here are the rules that it keeps."""
