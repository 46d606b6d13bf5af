"""What the name of a variable, header, flag or key says of the value under it."""

import enum
import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_BRANDS = re.compile(r"OAuth|GitHub|GitLab|OpenAI|PostgreSQL|MySQL|MongoDB|LinkedIn|YouTube|DeepL|ClickUp|BigQuery")
_FUSED = re.compile(
    r"^(?!api(?:key)s?$)(.+?)(passwords?|passwd|tokens?|secrets?|apikeys?|(?<=access)key|(?<=secret)key|(?<=private)key|cookies?)$"
)
"""Names written without separators: `pgpassword`, `accesstoken`."""
MAX_NAME = 200
"""Longer names are cut: no client has them, and a hostile file may."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Meaning(enum.StrEnum):
    """What kind of credential a name announces. The text is the kind where no vendor has a better word."""

    PASSWORD = "password"  # noqa: S105
    CLIENT_SECRET = "oauth-client-secret"  # noqa: S105
    REFRESH_TOKEN = "oauth-refresh-token"  # noqa: S105
    ACCESS_TOKEN = "oauth-access-token"  # noqa: S105
    SESSION = "session-cookie"
    WEBHOOK = "webhook-url"
    WEBHOOK_SECRET = "webhook-secret"  # noqa: S105
    CONNECTION = "connection-url"
    PRIVATE_KEY = "private-key"
    PUBLISHABLE = "publishable-key"
    API_KEY = "api-key"
    TOKEN = "token"  # noqa: S105
    SECRET = "secret"  # noqa: S105
    AUTHORIZATION = "bearer-token"
    FILE = "credentials-file"
    """The value is the path of a file that holds the credential."""
    VARIABLE = "variable"
    """The value is the name of the variable that holds the credential."""
    UNCLEAR = "credential"
    """Words like `key` and `auth` that also stand for harmless things: the value must speak for itself."""


# Longest phrase first where one contains another.
_NOUNS: tuple[tuple[str, Meaning], ...] = (
    ("client-secrets?|app-secret|consumer-secret|oauth-secret", Meaning.CLIENT_SECRET),
    ("refresh-tokens?", Meaning.REFRESH_TOKEN),
    ("webhook-(?:secret|token|key)|signing-secret", Meaning.WEBHOOK_SECRET),
    ("webhook-ur[li]|webhook", Meaning.WEBHOOK),
    (
        "(?:database|db|postgres|postgresql|pg|mysql|mongo|mongodb|redis|amqp|rabbitmq|broker|sql|neo4j|mdb|mssql|sqlalchemy"
        "|clickhouse|supabase-db|prisma)-(?:connection-)?(?:ur[li]|dsn|conn)|connection-str(?:ing)?|conn-str(?:ing)?"
        "|connection-ur[li]|dsn",
        Meaning.CONNECTION,
    ),
    ("(?:public|publishable|anon|anonymous)-(?:api-)?(?:key|token)", Meaning.PUBLISHABLE),
    (
        "private-key|private-key-data|ssh-key|signing-key|encryption-key|secret-access-key|secret-key|master-key|deploy-key",
        Meaning.PRIVATE_KEY,
    ),
    ("private-key|rsa-key|private-key-pem|key-pem", Meaning.PRIVATE_KEY),
    (
        "api-?keys?|apikey|(?:app|application|access|auth|service|service-role|service-account|license|subscription|admin"
        "|account|integration|role|write|read|developer|dev|user|server|project|org|bot|personal|client|partner|function"
        "|host|storage|shared-access|ingest|ingestion|root|virtual|team|workspace|search|search-api|openapi)-keys?",
        Meaning.API_KEY,
    ),
    ("cookies?|session-(?:token|cookie|key)|xox[cd]|li-at", Meaning.SESSION),
    ("(?:access|id)-tokens?", Meaning.ACCESS_TOKEN),
    ("tokens?|pat|auth-?token|authtoken|jwt|ssws", Meaning.TOKEN),
    (
        "passwords?|passwd|passphrase|pwd|passwort|kennwort|contrasena|senha|mot-de-passe|motdepasse|parola|haslo",
        Meaning.PASSWORD,
    ),
    ("secrets?", Meaning.SECRET),
    ("(?:proxy-)?authorization|bearer|auth-header", Meaning.AUTHORIZATION),
    ("pass|pw", Meaning.PASSWORD),
    (
        "key|keys|ak|sk|auth|authentication|credentials?|creds?|session|signature|sig|sid|code|pin|otp|totp|access|certificate|cert",
        Meaning.UNCLEAR,
    ),
)
_FORMS = tuple((re.compile(rf"(?:^|-)(?:{nouns})(?P<rest>(?:-[a-z0-9]+)*)$"), meaning) for nouns, meaning in _NOUNS)

_CONFIGURATION = _set(
    "age alg algorithm alias aliases approved audience binding bindings budget cache cached check checks class cmd "
    "code codes command cost count counter counts created date days description disable disabled domain eligibility "
    "enable enabled endpoint endpoints exp expiration expired expires expiry field fingerprint format group groups "
    "hash header headers helper hint host hostname hosts id ids input interval issuer kb kind label length lifetime "
    "limit limits link manager map mapping max maximum mb message messages method min minimum minutes mode model "
    "models ms name names only optimization optimizer output param parameter pattern per percent placeholder plan "
    "policy port prefix price profile prompt provider providers rate regex region rejected required reset response "
    "responses rotation saver scheme schemes scope scopes seconds server servers shortcut shortcuts size source ssl "
    "state status storage store strategy style suffix support supported tier time timeout title tokenizer total ttl "
    "type types updated uri uris url urls usage used user username validation value_name verify version window"
)
_FILE_WORDS = _set("dir directory file filename filepath files folder json location path paths pem")
_VARIABLE_WORDS = frozenset({"env", "var", "variable", "envvar", "envkey"})
_QUANTITIES = _set(
    "allow answer area average budget cache cached column context count country disable enable error exit foreign "
    "group has host hot i18n idempotency index input is keyboard known lang limit max min no num number object "
    "output partition postal prompt public-ssh qr reasoning remaining require requires row short shortcut skip "
    "sort source status storage-key thinking total use used vs without zip"
)
"""Words before a noun that make a number or a label of it: `max tokens`, `sort key`."""

_COUNTED = frozenset({Meaning.TOKEN, Meaning.API_KEY, Meaning.SECRET, Meaning.ACCESS_TOKEN})
"""What can be counted and labelled, and yet be one credential."""

_WHOLE = {
    "env-file": Meaning.FILE,
    "env-files": Meaning.FILE,
    "dotenv": Meaning.FILE,
    "kubeconfig": Meaning.FILE,
    "env-vars": Meaning.VARIABLE,
    "env-keys": Meaning.VARIABLE,
    "env-http-headers": Meaning.VARIABLE,
    "pass-env": Meaning.VARIABLE,
    "env-passthrough": Meaning.VARIABLE,
}
"""Settings of clients that say by themselves what stands under them."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart."""

    words: tuple[str, ...]
    meaning: Meaning | None
    """None: nothing about the name says that a credential stands under it."""


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `X-Goog-Api-Key`, `tavilyApiKey` and `TAVILY_API_KEY` alike."""
    name = _BRANDS.sub(lambda match: match[0].capitalize(), name[:MAX_NAME])
    found = (word.lower() for word in _WORD.findall(name))
    return tuple(part for word in found for part in (_FUSED.sub(r"\1 \2", word).split() if len(word) > 6 else (word,)))


@lru_cache(maxsize=4096)
def understand(name: str) -> Name:
    """What `name` announces."""
    parts = words(name)
    return Name(parts, _meaning("-".join(parts)))


def _meaning(joined: str) -> Meaning | None:
    if fixed := _WHOLE.get(joined):
        return fixed
    for pattern, meaning in _FORMS:
        match = pattern.search(joined)
        if match is None:
            continue
        rest = match["rest"].split("-")[1:]
        if (rest and rest[-1] in _VARIABLE_WORDS) or rest[-2:] == ["env", "name"] or rest[-2:] == ["var", "name"]:
            return Meaning.VARIABLE
        if _FILE_WORDS.intersection(rest):
            return Meaning.FILE
        if _CONFIGURATION.intersection(rest):
            return None
        before = joined[: match.start()].split("-")[-1]
        if before in _QUANTITIES and meaning is not Meaning.PASSWORD:
            # `SOURCE_TOKEN` is one, if its value looks like one.
            is_one = meaning in _COUNTED and not match[0].removesuffix(match["rest"]).endswith("s")
            return Meaning.UNCLEAR if is_one else None
        if meaning is Meaning.UNCLEAR and rest and not all(len(word) <= 3 or word.isdigit() for word in rest):
            return None
        return meaning
    return None


def is_credential_name(name: str) -> bool:
    """Whether a credential is to be expected under `name` (or a file or variable that holds one)."""
    return understand(name).meaning is not None
