"""What is wrong with an organisation's standing credentials, one file a format."""
