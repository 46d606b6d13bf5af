"""The files of the sample laptop as data, one file per operating system."""
