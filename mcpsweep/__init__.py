"""Find, end and prove dead the credentials that a person's AI tools hold."""

__version__ = "0.1.0"
