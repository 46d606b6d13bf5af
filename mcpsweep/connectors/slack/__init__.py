"""Slack: what a person's apps, sessions and tokens are, and how they end.

Slack's own library is not used. It sends through urllib, which takes proxies from the environment and carries the
`Authorization` header along when it is redirected to another host; its waits for a rate limit have no upper bound, its
answers no size, its errors quote whole bodies (which may hold fresh tokens), it reads `team.integrationLogs` as one
page, and its SCIM is the old version. Everything goes through `connectors.http` instead.
"""
