"""What somebody can do who holds a service's credential."""

import enum


class Reach(enum.IntEnum):
    """How far a service's credential reaches; the smaller, the worse."""

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


def reach_of(service: str) -> Reach:
    """How far a credential of `service` reaches."""
    return _REACH_BY_SERVICE.get(service, Reach.DATA)
