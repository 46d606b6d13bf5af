"""Playbooks: what a person wrote about how to treat each credential of somebody who leaves, read and checked."""
