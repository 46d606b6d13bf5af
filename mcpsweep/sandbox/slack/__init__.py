"""The simulated Slack: Web API, SCIM, audit log and webhooks of one organisation."""
