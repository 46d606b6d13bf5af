"""Which credential comes first: the one that does the most harm if it is left alone."""

import enum
from collections.abc import Set
from typing import TypeAlias

from mcpsweep.model.finding import Confidence, Finding
from mcpsweep.model.validity import ValidityState


class Reach(enum.IntEnum):
    """What somebody can do who holds a service's credential."""

    CONTROL = 0
    """Change what runs or who may enter: code, clouds, clusters, deployments, identities, vaults."""
    DATA = 1
    """Read or change the organisation's data: databases, tickets, documents, chat. Also what is not in the table."""
    USE = 2
    """Spend money: models, search, maps."""


_REACH = {
    Reach.CONTROL: """github gitlab bitbucket azure-devops gitea gitee npm pypi rubygems crates-io docker-hub
        jenkins circleci buildkite argocd terraform pulumi vault doppler infisical onepassword
        aws google azure oracle-cloud ibm-cloud alibaba-cloud tencent-cloud digitalocean cloudflare vercel netlify fly
        heroku railway render hetzner linode vultr scaleway proxmox coolify dokploy portainer kubernetes
        okta auth0 clerk workos keycloak ldap tailscale wireguard ssh crowdstrike launchdarkly""",
    Reach.USE: """openai azure-openai anthropic gemini openrouter groq xai mistral deepseek perplexity huggingface
        replicate fal elevenlabs cohere together fireworks cerebras nvidia dashscope moonshot zhipu minimax siliconflow
        ollama stability runway assemblyai deepgram deepl voyage wolfram tavily exa brave firecrawl serpapi serper
        searchapi bing kagi jina linkup parallel context7 scrapingbee mapbox arcgis cesium amap baidu openweather tmdb
        alphavantage polygon finnhub coinmarketcap coingecko newsapi semantic-scholar ncbi""",
}
_REACH_BY_SERVICE = {service: reach for reach, services in _REACH.items() for service in services.split()}

_VALIDITY = (
    {ValidityState.LIVE},
    {ValidityState.UNKNOWN, ValidityState.NOT_CHECKED},
    {ValidityState.EXPIRED},
    {ValidityState.DEAD},
)
"""Worst first. What nobody asked about counts as much as what gave no answer."""
_VALIDITY_RANK = {state: rank for rank, states in enumerate(_VALIDITY) for state in states}
_CONFIDENCE_RANK = {confidence: rank for rank, confidence in enumerate(Confidence)}


Severity: TypeAlias = tuple[int, int, int]
"""Validity, confidence, reach; the smaller, the worse."""


def severity(finding: Finding, gateways: Set[str]) -> Severity:
    """Where `finding` stands, smallest first: live before unknown before dead, then sure before unsure, then reach.

    `gateways` are the ids of servers behind which an MCP gateway keeps more credentials: whoever holds the key of one
    holds them all.
    """
    opens_gateway = any(sighting.server in gateways for sighting in finding.sightings)
    return (
        _VALIDITY_RANK[finding.validity.state],
        _CONFIDENCE_RANK[finding.confidence],
        Reach.CONTROL if opens_gateway else _REACH_BY_SERVICE.get(finding.service, Reach.DATA),
    )
