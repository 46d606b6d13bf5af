"""The command line: one module a command; options in, one call, a report out, an exit code."""
