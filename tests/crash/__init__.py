"""Runs that are killed at random moments and resumed: `python -m tests.crash` kills a hundred times."""
