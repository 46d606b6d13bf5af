"""Sweeps at the command line, killed and resumed or in bad weather: `python -m tests.crash` kills a hundred times."""
