"""Atlassian: the organisation of a Cloud, or one Data Center server.

It speaks through `connectors.http` alone. atlassian-python-api offers the calls that end everybody's tokens, retries
deletions on its own, sends each key to every call, and cannot be held to our limits, deadlines and hosts.
"""
