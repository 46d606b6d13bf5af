"""The stores, as data.

Long-standing places, as the manual page or documentation of each program has them; the Snowflake CLI's are from
docs.snowflake.com/developer-guide/snowflake-cli/connecting/configure-cli. All are looked at, none is relied on.
"""

from collections.abc import Collection, Iterable, Iterator
from types import MappingProxyType

from mcpsweep.collectors import machine
from mcpsweep.collectors.base import Client, File, Location, ProjectFile, ReaderName
from mcpsweep.collectors.beside.base import (
    Addresses,
    Form,
    Keyed,
    Netrc,
    PasswordFile,
    Sealed,
    Store,
    Table,
    Whole,
)
from mcpsweep.collectors.machine import Scene
from mcpsweep.documents.read import Format
from mcpsweep.model.coverage import Known
from mcpsweep.model.inventory import Home
from mcpsweep.model.server import Scope


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _store(
    name: str, title: str, service: str, form: Form, places: Iterable[str], in_projects: Iterable[str] = ()
) -> Store:
    reader = ReaderName.STORE_DATABASE if isinstance(form, Table) else ReaderName.STORE
    return Store(
        name,
        title,
        form,
        service,
        tuple(Location(place, Scope.USER, reader, Known.PROBED, store=name) for place in places),
        tuple(ProjectFile(place, Scope.PROJECT, reader, Known.PROBED, store=name) for place in in_projects),
    )


_JSON, _YAML, _TOML, _INI = (Keyed(form) for form in (Format.JSON, Format.YAML, Format.TOML, Format.INI))
_KEY_FILES = _words("privatekeyfile privatekeypath tokenfilepath tokenfile keyfile clientkey sslkey passfile")
_SNOWFLAKE = _words("account user accountname username")
_MODEL_VENDORS = _words(
    "openai anthropic claude gemini google mistral groq openrouter deepseek cohere together fireworks xai grok azure "
    "perplexity cerebras replicate anyscale"
)
"""What keys of language models are kept under, by vendor."""
_REGISTRY = Keyed(Format.JSON, basic=_words("auth"), keychains=_words("credsstore credhelpers"))

STORES = (
    _store("gh", "GitHub CLI", "", _YAML, ["{home}/.config/gh/hosts.yml", "{config}/GitHub CLI/hosts.yml"]),
    _store("glab", "GitLab CLI", "gitlab", _YAML, ["{config}/glab-cli/config.yml"]),
    _store("git-credentials", "git", "", Addresses(), ["{home}/.git-credentials", "{home}/.config/git/credentials"]),
    _store(
        "git-config",
        "git's settings",
        "",
        Keyed(Format.INI, keychains=_words("helper")),
        ["{home}/.gitconfig", "{home}/.config/git/config", "/etc/gitconfig"],
    ),
    _store("netrc", "netrc", "", Netrc(), ["{home}/.netrc", "{home}/_netrc"]),
    _store(
        "npm",
        "npm",
        "npm",
        Keyed(Format.INI, basic=_words("auth")),
        ["{home}/.npmrc"],
        [".npmrc"],
    ),
    _store(
        "yarn",
        "Yarn",
        "npm",
        Keyed(Format.YAML, basic=_words("npmauthident")),
        ["{home}/.yarnrc.yml"],
        [".yarnrc.yml"],
    ),
    _store("bun", "Bun", "npm", _TOML, ["{home}/.bunfig.toml"], ["bunfig.toml"]),
    _store("pypi", "Python's package tools", "pypi", _INI, ["{home}/.pypirc"]),
    _store("pip", "pip", "", _INI, ["{config}/pip/pip.conf", "{home}/.pip/pip.conf", "{config}/pip/pip.ini"]),
    _store("docker", "Docker", "", _REGISTRY, ["{home}/.docker/config.json", "{home}/.config/containers/auth.json"]),
    _store(
        "aws",
        "AWS CLI",
        "aws",
        Keyed(
            Format.INI,
            kinds=MappingProxyType(
                {"awssecretaccesskey": "aws-secret-access-key", "awssessiontoken": "aws-session-token"}
            ),
            helpers=_words("credentialprocess"),
            ids=_words("awsaccesskeyid"),
        ),
        ["{home}/.aws/credentials", "{home}/.aws/config"],
    ),
    _store(
        "aws-cache",
        "AWS CLI's cache",
        "aws",
        Keyed(
            Format.JSON,
            kinds=MappingProxyType({"secretaccesskey": "aws-secret-access-key", "sessiontoken": "aws-session-token"}),
            ids=_words("accesskeyid"),
        ),
        ["{home}/.aws/sso/cache/*.json", "{home}/.aws/cli/cache/*.json"],
    ),
    _store(
        "gcloud",
        "Google Cloud CLI",
        "google",
        Keyed(Format.JSON, ids=_words("privatekeyid clientemail account")),
        [
            f"{folder}/{file}"
            for folder in ("{home}/.config/gcloud", "{config}/gcloud")
            for file in ("application_default_credentials.json", "legacy_credentials/*/adc.json")
        ],
    ),
    _store(
        "gcloud-credentials",
        "Google Cloud CLI's logins",
        "google",
        Table("credentials", "account_id", MappingProxyType({"value": "oauth-refresh-token"})),
        ["{home}/.config/gcloud/credentials.db", "{config}/gcloud/credentials.db"],
    ),
    _store(
        "gcloud-tokens",
        "Google Cloud CLI's sessions",
        "google",
        Table(
            "access_tokens",
            "account_id",
            MappingProxyType({"access_token": "oauth-access-token", "id_token": "oauth-id-token"}),
        ),
        ["{home}/.config/gcloud/access_tokens.db", "{config}/gcloud/access_tokens.db"],
    ),
    _store(
        "azure",
        "Azure CLI",
        "azure",
        Keyed(Format.JSON, ids=_words("username tenant")),
        [
            "{home}/.azure/msal_token_cache.json",
            "{home}/.azure/service_principal_entries.json",
            "{home}/.azure/accessTokens.json",
        ],
    ),
    _store(
        "azure-sealed",
        "Azure CLI on Windows",
        "azure",
        Sealed("oauth-session", "encrypted with a key of this Windows account; it was not opened"),
        ["{home}/.azure/msal_token_cache.bin", "{home}/.azure/service_principal_entries.bin"],
    ),
    _store(
        "kube",
        "Kubernetes",
        "kubernetes",
        Keyed(
            Format.YAML,
            kinds=MappingProxyType({"clientkeydata": "private-key"}),
            files=_words("clientkey tokenfile"),
            helpers=_words("exec/command cmdpath"),
        ),
        ["{home}/.kube/config"],
    ),
    _store(
        "snowflake",
        "Snowflake CLI and connectors",
        "snowflake",
        Keyed(Format.TOML, files=_KEY_FILES, ids=_SNOWFLAKE),
        [
            f"{folder}/{file}.toml"
            for folder in ("{home}/.snowflake", "{config}/snowflake", "{data}/snowflake")
            for file in ("connections", "config")
        ],
    ),
    _store(
        "snowsql",
        "SnowSQL",
        "snowflake",
        Keyed(Format.INI, files=_KEY_FILES, ids=_SNOWFLAKE),
        ["{home}/.snowsql/config"],
    ),
    _store(
        "dbt",
        "dbt",
        "",
        Keyed(
            Format.YAML, files=_KEY_FILES, kinds=MappingProxyType({"pass": "db-password"}), ids=_words("user account")
        ),
        ["{home}/.dbt/profiles.yml"],
        ["profiles.yml"],
    ),
    _store(
        "databricks",
        "Databricks CLI",
        "databricks",
        Keyed(Format.INI, ids=_words("clientid username")),
        ["{home}/.databrickscfg"],
    ),
    _store("databricks-cache", "Databricks CLI's logins", "databricks", _JSON, ["{home}/.databricks/token-cache.json"]),
    _store("pgpass", "PostgreSQL", "postgres", PasswordFile(), ["{home}/.pgpass", "{config}/postgresql/pgpass.conf"]),
    _store(
        "pg-service",
        "PostgreSQL's services",
        "postgres",
        Keyed(Format.INI, files=_KEY_FILES, ids=_words("user")),
        ["{home}/.pg_service.conf"],
    ),
    _store("mysql", "MySQL", "mysql", Keyed(Format.INI, ids=_words("user")), ["{home}/.my.cnf"]),
    _store(
        "mysql-login",
        "MySQL's login path",
        "mysql",
        Sealed("password", "scrambled with a key that lies in the same file; it was not unscrambled"),
        ["{home}/.mylogin.cnf", "{config}/MySQL/.mylogin.cnf"],
    ),
    _store("acli", "Atlassian CLI", "atlassian", _YAML, ["{home}/.config/acli/*.yaml"]),
    _store("jira-cli", "jira-cli", "atlassian", _YAML, ["{home}/.config/.jira/.config.yml"]),
    _store("mcp-atlassian", "mcp-atlassian", "atlassian", _JSON, ["{home}/.mcp-atlassian/oauth-*.json"]),
    _store("slack", "Slack CLI", "slack", _JSON, ["{home}/.slack/credentials.json"]),
    _store(
        "huggingface",
        "Hugging Face",
        "huggingface",
        Whole("huggingface-token"),
        ["{home}/.cache/huggingface/token", "{home}/.huggingface/token"],
    ),
    _store(
        "huggingface-tokens",
        "Hugging Face's tokens",
        "huggingface",
        Keyed(Format.INI, kinds=MappingProxyType({"hftoken": "huggingface-token"})),
        ["{home}/.cache/huggingface/stored_tokens"],
    ),
    _store(
        "aider",
        "aider",
        "",
        Keyed(Format.YAML, pairs=_words("apikey setenv")),
        ["{home}/.aider.conf.yml"],
        [".aider.conf.yml"],
    ),
    _store(
        "llm",
        "llm",
        "",
        Keyed(Format.JSON, kinds=MappingProxyType(dict.fromkeys(_MODEL_VENDORS, "api-key"))),
        [f"{folder}/io.datasette.llm/keys.json" for folder in ("{home}/.config", "{config}")],
    ),
    _store("sentry", "Sentry CLI", "sentry", _INI, ["{home}/.sentryclirc"], [".sentryclirc"]),
    _store(
        "stripe",
        "Stripe CLI",
        "stripe",
        Keyed(
            Format.TOML,
            kinds=MappingProxyType({"livemodeapikey": "stripe-secret-key", "testmodeapikey": "stripe-secret-key"}),
        ),
        ["{home}/.config/stripe/config.toml"],
    ),
    _store("terraform", "Terraform", "", _JSON, ["{home}/.terraform.d/credentials.tfrc.json"]),
    _store("vault", "Vault", "vault", Whole("vault-token"), ["{home}/.vault-token"]),
    _store("cargo", "Cargo", "crates-io", _TOML, ["{home}/.cargo/credentials.toml", "{home}/.cargo/credentials"]),
    _store(
        "rubygems",
        "RubyGems",
        "rubygems",
        Keyed(Format.YAML, kinds=MappingProxyType({"rubygemsapikey": "api-key"})),
        ["{home}/.gem/credentials", "{home}/.local/share/gem/credentials"],
    ),
    _store(
        "compose",
        "Docker Compose",
        "",
        Keyed(Format.YAML, variables=_words("environment")),
        [],
    ),
)
"""Where two of them claim a file, it counts for the first."""

BY_NAME = MappingProxyType({store.name: store for store in STORES})

_OF_REPOSITORY = (".git/config", "git-config")
"""What every checked-out repository has, and the store that it is like."""
_NEXT_TO_SERVERS = {
    "docker-compose.yml": "compose",
    "docker-compose.yaml": "compose",
    "compose.yml": "compose",
    "compose.yaml": "compose",
}
"""Files next to a project with MCP servers → the store that they are like."""


def files(scene: Scene) -> Iterator[File]:
    """Every store on a machine, in the homes and for everybody."""
    for home in (*scene.homes, *((None,) if scene.has_system else ())):
        for store in STORES:
            for location in store.locations:
                if location.pattern.startswith("{") == (home is not None):
                    for path in machine.expand(scene.disk, location.pattern, home):
                        yield File.at(path, location, home)


def next_to(folder: str, present: Collection[str], home: Home | None) -> Iterator[File]:
    """What lies next to a project with MCP servers, in whose folder are the names `present`."""
    for name, store in _NEXT_TO_SERVERS.items():
        if name in present:
            yield File(f"{folder}/{name}", "", Scope.PROJECT, ReaderName.STORE, home, folder, store=store)


def of_repository(folder: str, home: Home | None) -> File:
    """What a checked-out repository keeps of itself."""
    path, store = _OF_REPOSITORY
    return File(f"{folder}/{path}", "", Scope.PROJECT, ReaderName.STORE, home, folder, store=store)


def told_by_place(store: Store) -> Iterator[ProjectFile]:
    """Files that are read as `store` where they lie, and that no name alone makes one: `next_to`, `of_repository`."""
    for path, name in (*_NEXT_TO_SERVERS.items(), _OF_REPOSITORY):
        if name == store.name:
            yield ProjectFile(path, Scope.PROJECT, ReaderName.STORE, Known.PROBED, store=name)


def as_client() -> Client:
    """The project files of all stores, as those of a client without a name."""
    found = tuple(file for store in STORES for file in store.project_files)
    return Client(name="", title="Beside the clients", sources=(), project_files=found)
