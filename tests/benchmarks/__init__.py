"""Benchmarks: they print, and never fail by the clock."""
