"""Findings, grants and people become holdings: one for each credential, with the evidence for every match. Pure."""
