"""What counts as a credential, what does not, and where exactly it stands."""

import base64

import pytest

from mcpsweep.detection.base import Context, Syntax
from mcpsweep.detection.inspection import inspect
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from tests.detection.values import (
    ANTHROPIC,
    ATLASSIAN,
    GITHUB_BAD,
    GITHUB_GOOD,
    HEX,
    PASSWORD,
    RANDOM,
    SLACK_BOT,
    UUID,
    jwt,
    key_block,
)

ENV, HEADER, ARG, URL, FILE, COMMAND = Slot.ENV, Slot.HEADER, Slot.ARG, Slot.URL, Slot.FILE, Slot.COMMAND

CREDENTIALS = [
    (ENV, "GITHUB_TOKEN", GITHUB_GOOD, GITHUB_GOOD, "github", "github-pat"),
    (ENV, "ANYTHING", SLACK_BOT, SLACK_BOT, "slack", "slack-bot-token"),
    (ENV, "ACME_API_KEY", RANDOM, RANDOM, "generic", "api-key"),
    (ENV, "EXA_API_KEY", UUID, UUID, "exa", "exa-api-key"),
    (ENV, "NEO4J_PASSWORD", "nogu" + "fim2025", "nogu" + "fim2025", "neo4j", "db-password"),
    (ENV, "PGPASSWORD", PASSWORD, PASSWORD, "postgres", "db-password"),
    (ENV, "DATABASE_URL", f"postgresql://bob:{PASSWORD}@db.acme.io/app", PASSWORD, "postgres", "db-password"),
    (ENV, "DATABASE_URL", "mysql://bob:p%40ss7word9@db/app", "p@ss7word9", "mysql", "db-password"),
    (ENV, "CONNECTION", f"Server=tcp:db;User ID=bob;Password={PASSWORD};", PASSWORD, "generic", "password"),
    (ENV, "JDBC_URL", f"jdbc:postgresql://h/db?user=bob&password={PASSWORD}", PASSWORD, "generic", "password"),
    (ENV, "OPENAPI_MCP_HEADERS", f'{{"Authorization": "Bearer {RANDOM}"}}', RANDOM, "notion", "notion-token"),
    (ENV, "HEADERS", f'{{\\"X-Api-Key\\": \\"{RANDOM}\\"}}', RANDOM, "generic", "api-key"),
    (ENV, "SETTINGS", f'{{"path": "C:\\users\\ada", "apiKey": "{RANDOM}"}}', RANDOM, "generic", "api-key"),
    (ENV, "X", f"${{TAVILY_API_KEY:-{RANDOM}}}", RANDOM, "tavily", "tavily-api-key"),
    (HEADER, "Authorization", f"Bearer {RANDOM}", RANDOM, "generic", "bearer-token"),
    (HEADER, "Authorization", "Bearer kob-fen-rok-momib-2025", "kob-fen-rok-momib-2025", "generic", "bearer-token"),
    (HEADER, "Cookie", f"session={RANDOM}; theme=dark", RANDOM, "generic", "session-cookie"),
    (
        HEADER,
        "X-Goog-Api-Key",
        "AI" + "za" + RANDOM + RANDOM[:10],
        "AI" + "za" + RANDOM + RANDOM[:10],
        "google",
        "google-api-key",
    ),
    (URL, "", f"https://mcp.zapier.com/api/mcp/s/{RANDOM}/mcp", RANDOM, "zapier", "capability-url"),
    (URL, "", f"https://mcp.acme.io/mcp?api_key={RANDOM}", RANDOM, "generic", "api-key"),
    (URL, "", f"https://acme.io/s/{RANDOM}/mcp", RANDOM, "generic", "capability-url"),
    (URL, "", f"https://bob:{RANDOM}@acme.io/mcp", RANDOM, "generic", "password"),
    (COMMAND, "", f'Bash(curl -H "X-Api-Key: {RANDOM}" https://x.io)', RANDOM, "generic", "api-key"),
    (COMMAND, "", f"curl -u bob:{PASSWORD} https://x.io", PASSWORD, "generic", "password"),
    (COMMAND, "", f'$env:ACME_API_KEY = "{RANDOM}"; node x', RANDOM, "generic", "api-key"),
    (ARG, "", f"sh -c 'EXA_API_KEY={RANDOM} exec node x'", RANDOM, "exa", "exa-api-key"),
    (ARG, "config", f'"{{\\"tokenA\\": \\"{RANDOM}\\"}}"', RANDOM, "generic", "token"),
    (ARG, "config", f'\'{{"apiKey": "{RANDOM}"}}\'', RANDOM, "generic", "api-key"),
    (ENV, "ACME_MAP_API_KEY", RANDOM, RANDOM, "generic", "api-key"),
    (ENV, "PACKAGE_REGISTRY_TOKEN", RANDOM, RANDOM, "generic", "token"),
    (ENV, "SOURCE_TOKEN", RANDOM, RANDOM, "generic", "credential"),
    (URL, "", f"https://maps.acme.io/mcp?ak={RANDOM}", RANDOM, "generic", "credential"),
    (
        URL,
        "",
        "https://mcp.composio.dev/mail/lazy-dog-" + "Ab12_x?agent=cursor",
        "lazy-dog-Ab12_x",
        "composio",
        "capability-url",
    ),
    (URL, "", f"https://mcp.api-inference.modelscope.net/{HEX[:14]}/sse", HEX[:14], "modelscope", "capability-url"),
    (URL, "", f"https://router.mcp.so/sse/{HEX[:14]}", HEX[:14], "mcp-so", "capability-url"),
    (URL, "", f"https://flows.acme.io/mcp-test/{UUID}", UUID, "generic", "capability-url"),
    (FILE, "primaryApiKey", ANTHROPIC, ANTHROPIC, "anthropic", "anthropic-api-key"),
    (FILE, "prompt", f"please use {SLACK_BOT} for it", SLACK_BOT, "slack", "slack-bot-token"),
]

STAND_INS = """
your_key_here|YOUR_ACME_API_KEY|<your key>|{{KEY}}|sk-...|xxx|REDACTED|changeme|tu-clave-aqui|votre_cle_api|
dein-api-schlüssel|ваш_ключ|你的密钥|ここにキー|sua-chave-aqui|not-needed|ollama|meridian|true|/run/secrets/key|********|
ACME_API_KEY|replace-with-your-key|none|sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|your acme key|lm-studio|sk-1234567890abcdef
""".replace("\n", "").split("|")

HARMLESS = [
    *((ENV, "ACME_API_KEY", value) for value in ("", *STAND_INS)),
    (ENV, "MAX_TOKENS", "4096"),
    (ENV, "INPUT_TOKENS", RANDOM),
    (FILE, "cacheKey", HEX),
    (FILE, "idempotencyKey", UUID),
    (FILE, "sourceToken", "identifier"),
    (URL, "", "https://docs.composio.dev/patterns/getting-started-with-tools"),
    (ENV, "SLACK_TEAM_ID", "T01ABCD2EFG"),
    (ENV, "PROJECT_ID", UUID),
    (ENV, "AUTH_MODE", "oauth"),
    (ENV, "TOKEN_URL", "https://a.io/token"),
    (ENV, "GIT_SHA", HEX + HEX[:8]),
    (ENV, "GOOGLE_CLIENT_ID", RANDOM),
    (ENV, "DATABASE_URL", "postgresql://user:password@localhost/db"),
    (ENV, "DATABASE_URL", "sqlite:///data/app.db"),
    (HEADER, "Authorization", "Bearer GITHUB_PAT"),
    (HEADER, "Authorization", "Bearer {token}"),
    (HEADER, "X-Org", "acme-prod"),
    (URL, "", "https://mcp.linear.app/mcp"),
    (URL, "", f"https://gw.acme.io/servers/{HEX}/mcp"),
    (URL, "", f"https://x.io/projects/{UUID}/mcp"),
    (URL, "", f"https://x.io/mcp?session_id={UUID}"),
    (FILE, "userID", HEX * 2),
    (FILE, "hash", HEX),
    (FILE, "description", "the API key: it starts with sk- and a password"),
    (COMMAND, "", 'Bash(curl -H "Authorization: Bearer $TOKEN" https://x.io)'),
    (COMMAND, "", "Bash(npm run test:*)"),
]


@pytest.mark.parametrize(("slot", "name", "text", "secret", "service", "kind"), CREDENTIALS)
def test_credential(slot: Slot, name: str, text: str, secret: str, service: str, kind: str) -> None:
    (hit,) = inspect(text, Context(slot, name)).hits
    assert hit.secret.reveal() == secret
    assert (hit.service, hit.kind) == (service, kind)
    assert text[hit.start : hit.end] == secret or "%" in text
    assert secret not in hit.reason


@pytest.mark.parametrize(("slot", "name", "text"), HARMLESS)
def test_no_credential(slot: Slot, name: str, text: str) -> None:
    assert inspect(text, Context(slot, name, ("acme",))).hits == ()


def test_hints_name_the_service_in_their_order() -> None:
    context = Context(HEADER, "Authorization", ("tracker", "https://mcp.linear.app/mcp", "notion"))
    assert inspect(f"Bearer {RANDOM}", context).hits[0].service == "linear"


def test_checksum_lowers_confidence_and_never_drops() -> None:
    good = inspect(GITHUB_GOOD, Context(ENV)).hits[0]
    bad = inspect(GITHUB_BAD, Context(ENV)).hits[0]
    assert (good.confidence, good.is_issued) == (Confidence.HIGH, True)
    assert (bad.confidence, bad.is_issued) == (Confidence.LOW, False)


def test_weak_default_is_a_credential_of_low_confidence() -> None:
    (hit,) = inspect("postgresql://postgres:postgres@localhost/db", Context(ARG)).hits
    assert hit.confidence is Confidence.LOW


def test_basic_is_decoded_and_names_the_account() -> None:
    pair = base64.b64encode(f"alice@acme.example:{ATLASSIAN}".encode()).decode()
    (hit,) = inspect(f"Basic {pair}", Context(HEADER, "Authorization")).hits
    assert hit.secret.reveal() == ATLASSIAN
    assert (hit.start, hit.end) == (6, 6 + len(pair))
    assert hit.kind == "atlassian-api-token"
    assert [account.value for account in hit.accounts] == ["alice@acme.example"]


def test_jwt_tells_role_owner_and_end() -> None:
    token = jwt('{"iss":"supabase","ref":"abcdefghijklmnopqrst","role":"service_role","exp":2000000000}')
    (hit,) = inspect(token, Context(ENV, "SOME_KEY")).hits
    assert (hit.service, hit.kind, hit.expires_at) == ("supabase", "jwt-service-role", "2033-05-18T03:33:20Z")
    assert hit.accounts[0].value == "abcdefghijklmnopqrst"


def test_key_block_in_a_service_account_file() -> None:
    text = '{"client_email": "bot@acme.example", "private_key": "' + key_block().replace("\n", "\\n") + '"}'
    (hit,) = inspect(text, Context(ENV, "GOOGLE_CREDENTIALS_JSON")).hits
    assert hit.kind == "private-key"
    assert hit.accounts[0].value == "bot@acme.example"


@pytest.mark.parametrize(
    ("slot", "name", "text", "syntax", "target"),
    [
        (ENV, "GITHUB_TOKEN", "${GITHUB_TOKEN}", Syntax.VARIABLE, "GITHUB_TOKEN"),
        (ENV, "GITHUB_TOKEN", "${env:GH}", Syntax.VARIABLE, "GH"),
        (ENV, "API_KEY", "${ACME_KEY:-}", Syntax.VARIABLE, "ACME_KEY"),
        (HEADER, "Authorization", "Bearer {env:JIRA}", Syntax.VARIABLE, "JIRA"),
        (HEADER, "Authorization", "Bearer ${input:pat}", Syntax.INPUT, "pat"),
        (HEADER, "X-Api-Key", "${user_config.key}", Syntax.OPTION, "key"),
        (ENV, "API_KEY", "%ACME_KEY%", Syntax.VARIABLE, "ACME_KEY"),
        (ENV, "API_KEY", "{file:~/.key}", Syntax.FILE, "~/.key"),
        (ENV, "API_KEY", "op://vault/item/field", Syntax.VAULT, "op://vault/item/field"),
        (ENV, "API_KEY", "$(pass show acme)", Syntax.VAULT, "pass show acme"),
        (ENV, "API_KEY", "$(/opt/print-key)", Syntax.HELPER, "/opt/print-key"),
        (FILE, "bearer_token_env_var", "GITHUB_PAT", Syntax.VARIABLE, "GITHUB_PAT"),
        (FILE, "envFile", "${workspaceFolder}/.env", Syntax.FILE, "${workspaceFolder}/.env"),
        (ENV, "GOOGLE_APPLICATION_CREDENTIALS", "/home/a/key.json", Syntax.FILE, "/home/a/key.json"),
    ],
)
def test_reference(slot: Slot, name: str, text: str, syntax: Syntax, target: str) -> None:
    found = inspect(text, Context(slot, name))
    assert found.hits == ()
    assert [(use.syntax, use.target) for use in found.uses] == [(syntax, target)]


@pytest.mark.parametrize("text", ["${LOG_LEVEL}", "${workspaceFolder}/x", "${HOME}", "$PATH"])
def test_reference_to_something_harmless(text: str) -> None:
    assert inspect(text, Context(ENV, "SOMETHING")).uses == ()


def test_a_helper_command_is_shown_without_its_secrets() -> None:
    (use,) = inspect(f'$(curl -H "X-Api-Key: {RANDOM}" https://x.io)', Context(ENV, "API_KEY")).uses
    assert RANDOM not in use.target
    assert use.target.startswith("curl")
