"""Every store of the table, with made-up logins."""

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.beside import stores
from mcpsweep.collectors.beside.reading import read
from mcpsweep.model.finding import Finding, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role
from mcpsweep.model.server import Scope
from mcpsweep.model.source import SourceKind
from tests.collectors.scanning import home_with, only, scan

VALUE = "Q7w2Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2"
PEM = "-----BEGIN {0} KEY-----\n{1}\n{1}\nab==\n-----END {0} KEY-----\n".format(
    "PRIVATE", "MIIEvQIBADANBgkqhkiG9w0BAQ" * 2
)


def basic(password: str = VALUE) -> str:
    """User and password as HTTP has them."""
    return base64.b64encode(f"al:{password}".encode()).decode()


TERRAFORM = "app.terraform.io"
KEY_DATA = base64.b64encode(PEM.encode()).decode()


def document(**tree: object) -> str:
    """JSON with a name for every key."""
    return json.dumps(tree)


LOGINS = [
    (".config/gh/hosts.yml", f"github.com:\n  users:\n    al:\n      oauth_token: {VALUE}\n", "github", 4, 20),
    (".config/glab-cli/config.yml", f"hosts:\n  gitlab.com:\n    token: {VALUE}\n", "gitlab", 3, 12),
    (".git-credentials", f"https://al:{VALUE}@gitlab.com\n", "gitlab", 1, 12),
    (".gitconfig", f'[url "https://x:{VALUE}@github.com/"]\n\tinsteadOf = git@github.com:\n', "github", 1, 17),
    (".gitconfig", f'[http "https://h"]\n  extraheader = AUTHORIZATION: basic {basic()}\n', "generic", 2, 38),
    (".netrc", f"machine api.heroku.com\n  login al\n  password {VALUE}\n", "heroku", 3, 12),
    ("_netrc", f'machine api.heroku.com password "{VALUE}" login al\n', "heroku", 1, 34),
    (".npmrc", f"//registry.npmjs.org/:_authToken={VALUE}\n", "npm", 1, 34),
    (".npmrc", f"//npm.pkg.github.com/:_authToken={VALUE}\n", "github", 1, 34),
    ("app/.npmrc", f"_auth={basic()}\n", "npm", 1, 7),
    (".yarnrc.yml", f"npmAuthToken: {VALUE}\n", "npm", 1, 15),
    (".bunfig.toml", f'[install.registry]\nurl = "https://registry.npmjs.org"\ntoken = "{VALUE}"\n', "npm", 3, 10),
    (".pypirc", f"[pypi]\nusername = __token__\npassword = {VALUE}\n", "pypi", 3, 12),
    (".config/pip/pip.conf", f"[global]\nindex-url = https://al:{VALUE}@h.example/simple\n", "generic", 2, 24),
    (".docker/config.json", document(auths={"https://index.docker.io/v1/": {"auth": basic()}}), "docker-hub", 1, 53),
    (".aws/credentials", f"[default]\naws_secret_access_key = {VALUE}\n", "aws", 2, 25),
    (".aws/sso/cache/a.json", document(accessToken=VALUE, expiresAt="2030-01-01T00:00:00Z"), "aws", 1, 18),
    (
        ".config/gcloud/application_default_credentials.json",
        document(refresh_token=VALUE, type="authorized_user"),
        "google",
        1,
        20,
    ),
    (".azure/msal_token_cache.json", document(RefreshToken={"k": {"secret": VALUE}}), "azure", 1, 36),
    (".kube/config", f"users:\n- name: a\n  user:\n    token: {VALUE}\n", "kubernetes", 4, 12),
    (".kube/config", f"users:\n- user:\n    client-key-data: {KEY_DATA}\n", "kubernetes", 3, 22),
    (".snowflake/connections.toml", f'[a]\nuser = "al"\npassword = "{VALUE}"\n', "snowflake", 3, 13),
    (".snowsql/config", f"[connections.a]\npassword = {VALUE}\n", "snowflake", 2, 12),
    (".dbt/profiles.yml", f"a:\n  outputs:\n    d:\n      type: postgres\n      pass: {VALUE}\n", "postgres", 5, 13),
    (".databrickscfg", f"[DEFAULT]\ntoken = {VALUE}\n", "databricks", 2, 9),
    (".pgpass", f"# mine\ndb.example:5432:*:al:{VALUE}\n", "postgres", 2, 22),
    (".pg_service.conf", f"[a]\nuser=al\npassword={VALUE}\n", "postgres", 3, 10),
    (".my.cnf", f"[client]\nuser=al\npassword={VALUE}\n", "mysql", 3, 10),
    (".aider.conf.yml", f"model: x\nopenai-api-key: {VALUE}\n", "openai", 2, 17),
    ("app/.aider.conf.yml", f"api-key:\n  - gemini={VALUE}\n", "gemini", 2, 12),
    (".aider.conf.yml", f"set-env: [JIRA_API_TOKEN={VALUE}, A=b]\n", "atlassian", 1, 26),
    (".config/io.datasette.llm/keys.json", document(anthropic=VALUE), "anthropic", 1, 16),
    (".mcp-atlassian/oauth-a.json", document(access_token=VALUE), "atlassian", 1, 19),
    (".slack/credentials.json", document(T1={"token": VALUE}), "slack", 1, 19),
    (".cache/huggingface/token", VALUE + "\n", "huggingface", 1, 1),
    (".cache/huggingface/stored_tokens", f"[a]\nhf_token = {VALUE}\n", "huggingface", 2, 12),
    (".sentryclirc", f"[auth]\ntoken={VALUE}\n", "sentry", 2, 7),
    (".config/stripe/config.toml", f'[default]\nlive_mode_api_key = "{VALUE}"\n', "stripe", 2, 22),
    (".terraform.d/credentials.tfrc.json", document(credentials={TERRAFORM: {"token": VALUE}}), "terraform", 1, 49),
    (".vault-token", VALUE, "vault", 1, 1),
    (".cargo/credentials.toml", f'[registry]\ntoken = "{VALUE}"\n', "crates-io", 2, 10),
    (".gem/credentials", f"---\n:rubygems_api_key: {VALUE}\n", "rubygems", 2, 20),
    ("app/.git/config", f'[remote "origin"]\n\turl = https://x:{VALUE}@github.com/a/b\n', "github", 2, 18),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "service", "line", "column"), LOGINS, ids=[one[0] for one in LOGINS])
def test_a_login_is_found_where_it_stands(
    tmp_path: Path, path: str, text: str, service: str, line: int, column: int
) -> None:
    inventory = scan(home_with(tmp_path, {path: text}))
    found = only(inventory)
    (place,) = found.sightings
    assert (found.service, place.line, place.column) == (service, line, column)
    assert place.client == ""
    assert [source.kind for source in inventory.sources if source.path == place.path] == [SourceKind.BESIDE]
    assert VALUE.encode() not in msgspec.json.encode(inventory)


@pytest.mark.parametrize("base", ["AppData/Roaming", "Library/Application Support", ".config"])
def test_places_are_tried_on_every_system(tmp_path: Path, base: str) -> None:
    assert (
        only(scan(home_with(tmp_path, {f"{base}/postgresql/pgpass.conf": f"h:1:d:al:{VALUE}\n"}))).service == "postgres"
    )


@pytest.mark.parametrize(
    ("path", "text", "form"),
    [
        (".aws/config", "[profile a]\ncredential_process = /opt/get\n", Form.REFERENCE),
        (".kube/config", "users:\n- user:\n    exec:\n      command: aws\n", Form.REFERENCE),
        (".docker/config.json", document(credsStore="desktop"), Form.PROTECTED),
        (".docker/config.json", document(credHelpers={"gcr.io": "gcloud"}), Form.PROTECTED),
        (".gitconfig", "[credential]\n\thelper = osxkeychain\n", Form.PROTECTED),
        (".gitconfig", "[credential]\n\thelper = !gh auth git-credential\n", Form.PROTECTED),
        (".mylogin.cnf", "x", Form.PROTECTED),
        (".azure/msal_token_cache.bin", "x", Form.PROTECTED),
    ],
)
def test_what_keeps_a_login_is_told_and_never_asked(tmp_path: Path, path: str, text: str, form: Form) -> None:
    found = only(scan(home_with(tmp_path, {path: text})))
    assert (found.form, found.fingerprint) == (form, None)
    assert "not" in found.reason


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitconfig", "[user]\n email = a@b.example\n signingkey = 1234ABCD5678EF90\n[credential]\n  helper=store\n"),
        (".netrc", "machine h login al password your_password\nmacdef init\n"),
        (".npmrc", "registry=https://registry.npmjs.org/\nsave-exact=true\n//h/:_authToken=\n"),
        (".aws/config", "[default]\nregion = eu-central-1\nsso_start_url = https://acme.awsapps.com/start\n"),
        (".docker/config.json", document(auths={"ghcr.io": {}}, currentContext="desktop-linux")),
        (".kube/config", f"clusters:\n- cluster:\n    certificate-authority-data: {basic('x' * 40)}\n"),
        (".pgpass", "# host:port:database:user:password\nh:5432:d:al\n"),
        (".snowflake/connections.toml", '[a]\naccount = "acme"\nauthenticator = "externalbrowser"\n'),
        (
            ".config/gcloud/application_default_credentials.json",
            document(client_id="32555940559.apps.googleusercontent.com", client_secret=VALUE),
        ),
        (".config/acli/jira_config.yaml", "profiles:\n  - email: al@acme.example\n    site: acme.atlassian.net\n"),
    ],
)  # fmt: skip
def test_nothing_else_counts(tmp_path: Path, path: str, text: str) -> None:
    assert scan(home_with(tmp_path, {path: text})).findings == ()


def seen(inventory: Inventory) -> set[tuple[str, Role, str]]:
    """File, role and form of every sighting."""
    return {(s.path.rpartition("/")[2], s.role, f.form) for f in inventory.findings for s in f.sightings}


def test_the_key_that_a_login_names_is_that_logins(tmp_path: Path) -> None:
    inventory = scan(
        home_with(
            tmp_path,
            {".snowflake/config.toml": '[connections.a]\nprivate_key_file = "~/keys/rsa.p8"\n', "keys/rsa.p8": PEM},
        )
    )
    found = only(inventory)
    assert (found.service, found.kind) == ("snowflake", "private-key")
    assert seen(inventory) == {
        ("config.toml", Role.USE, Form.REFERENCE),
        ("rsa.p8", Role.VALUE, Form.REFERENCE),
    }


def test_a_service_accounts_file_is_read_for_its_key(tmp_path: Path) -> None:
    account = document(type="service_account", private_key_id="ab12", private_key=PEM)
    profile = "a:\n  outputs:\n    d:\n      type: bigquery\n      keyfile: ~/keys/sa.json\n"
    inventory = scan(home_with(tmp_path, {".dbt/profiles.yml": profile, "keys/sa.json": account}))
    assert seen(inventory) == {
        ("profiles.yml", Role.USE, Form.REFERENCE),
        ("sa.json", Role.VALUE, Form.REFERENCE),
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".npmrc", "//registry.npmjs.org/:_authToken=${MY_TOKEN}\n"),
        (".dbt/profiles.yml", "a:\n  outputs:\n    d:\n      password: \"{{ env_var('MY_TOKEN') }}\"\n"),
    ],
)
def test_a_variable_is_followed_to_where_it_is_set(tmp_path: Path, path: str, text: str) -> None:
    inventory = scan(home_with(tmp_path, {path: text, ".zshrc": f"export MY_TOKEN={VALUE}\n"}))
    assert {(name, role) for name, role, form in seen(inventory)} == {
        (path.rpartition("/")[2], Role.USE),
        (".zshrc", Role.VALUE),
    }


def test_owners_are_told(tmp_path: Path) -> None:
    def whose(path: str, text: str) -> set[str]:
        found: list[Finding] = [
            one for one in scan(home_with(tmp_path, {path: text})).findings if one.length == len(VALUE)
        ]
        return {hint.value for one in found for hint in one.accounts}

    key_id = "AK" + "IA" + "Q7W2ZRTKXBLM6VN3"
    assert whose(".aws/credentials", f"[a]\naws_access_key_id={key_id}\naws_secret_access_key={VALUE}\n") == {key_id}
    assert "al" in whose(".netrc", f"machine api.heroku.com login al password {VALUE}\n")
    assert "acme-eu" in whose(".snowflake/config.toml", f'[connections.a]\naccount="acme-eu"\npassword="{VALUE}"\n')


def test_databases_are_read(tmp_path: Path) -> None:
    path = tmp_path / ".config/gcloud/credentials.db"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE credentials (account_id TEXT, value BLOB)")
        connection.execute("INSERT INTO credentials VALUES (?, ?)", ("al@acme.example", document(refresh_token=VALUE)))
        connection.commit()
    found = only(scan(tmp_path))
    assert (found.service, found.kind, found.form) == ("google", "oauth-refresh-token", Form.OAUTH)
    assert {hint.value for hint in found.accounts} == {"al@acme.example"}


def test_files_next_to_a_project_with_servers_are_read_and_no_others(tmp_path: Path) -> None:
    files = {
        ".env.production": f"STRIPE_KEY={VALUE}1\n",
        ".env.example": f"STRIPE_KEY={VALUE}2\n",
        "compose.yml": f"a: {{environment: {{API_TOKEN: {VALUE}3}}}}\nb: {{environment: [API_KEY={VALUE}4]}}\n",
    }
    home = home_with(
        tmp_path, {f"{folder}/{name}": text for folder in ("app", "other") for name, text in files.items()}
    )
    home_with(tmp_path, {"app/.mcp.json": document(mcpServers={"a": {"command": "x"}})})
    inventory = scan(home)
    assert {s.path.removeprefix(str(home)) for f in inventory.findings for s in f.sightings} == {
        "/app/.env.production",
        "/app/compose.yml",
    }
    kinds = {source.path.rpartition("/")[2]: source.kind for source in inventory.sources}
    assert kinds[".env.production"] is SourceKind.ENVIRONMENT
    assert kinds[".mcp.json"] is SourceKind.CLIENT


def test_who_asks_for_a_client_gets_nothing_beside_it(tmp_path: Path) -> None:
    home = home_with(
        tmp_path, {".netrc": f"machine h login a password {VALUE}\n", "app/.npmrc": f"_authToken={VALUE}\n"}
    )
    assert scan(home, clients=frozenset({"cursor"})).sources == ()


def test_no_two_stores_have_one_name() -> None:
    assert len(stores.BY_NAME) == len(stores.STORES)
    for store in stores.STORES:
        names = {one.store for one in store.locations} | {one.store for one in store.project_files}
        assert names <= {store.name}
    assert stores.of_repository("/x", None).store in stores.BY_NAME


def test_no_address_among_the_keys_gives_its_password_away(tmp_path: Path) -> None:
    texts = {
        ".docker/config.json": document(auths={f"https://al:{VALUE}@h.example": {"auth": basic()}}),
        ".gitconfig": f'[http "https://al:{VALUE}@h.example"]\n\textraheader = Authorization: Bearer {VALUE}x\n',
        ".npmrc": f"//al:{VALUE}@h.example/:_authToken={VALUE}y\n",
    }
    inventory = scan(home_with(tmp_path, texts))
    assert len(inventory.findings) >= 3
    assert VALUE.encode() not in msgspec.json.encode(inventory)


@pytest.mark.parametrize("store", sorted(stores.BY_NAME))
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(alphabet='[]{}"=:@/\\ \n#tokenpasswordmachinelogin-', max_size=80).map(str.encode),
    )
)
def test_reading_never_raises(store: str, data: bytes) -> None:
    list(read(File("/home/alice/x", "", Scope.USER, ReaderName.STORE, None, store=store), data))


@pytest.mark.parametrize("store", ["netrc", "git-credentials", "pgpass", "git-config", "npm", "docker"])
@pytest.mark.parametrize("unit", ['"', "\\", ":", "password ", "machine ", 'a="', '[url "'])
def test_much_hostile_text_ends(store: str, unit: str) -> None:
    """Square time would not end at this size."""
    data = (unit * (50_000 // len(unit))).encode()
    list(read(File("/home/alice/x", "", Scope.USER, ReaderName.STORE, None, store=store), data))
