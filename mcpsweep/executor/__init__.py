"""Carries a plan out: a journal that survives any crash, a runner that acts and looks again, and its report."""
