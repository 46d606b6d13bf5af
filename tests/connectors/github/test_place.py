"""Which GitHub a token is of: told by what stands beside it, and never a way to an address that is not configured."""

import pytest

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.github.identify import Kind, kind_of
from mcpsweep.connectors.github.place import Place
from mcpsweep.connectors.github.verifier import verifiers
from mcpsweep.model.account import OF_LOGIN, AccountHint
from mcpsweep.model.held import Asked, Held
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.fake import Asked as Request
from tests.connectors.fake import FakeClock, FakeService, Reply

MAIN, SERVER, TENANT = "https://api.github.com", "https://ghe.acme.example/api/v3", "https://api.acme.ghe.com"
HERE = "http://127.0.0.1:1/github"


@pytest.mark.parametrize(
    ("url", "beside", "claim"),
    [
        (MAIN, {}, Claim.USUAL),
        (SERVER, {}, Claim.POSSIBLE),
        (TENANT, {}, Claim.POSSIBLE),
        (MAIN, {"GITHUB_HOST": "github.com"}, Claim.NAMED),
        (MAIN, {"url": "api.githubcopilot.com"}, Claim.NAMED),
        (MAIN, {"GITHUB_HOST": "ghe.acme.example"}, Claim.ANOTHER),
        (MAIN, {"gh-host": "ghe.acme.example"}, Claim.ANOTHER),
        (MAIN, {"GITHUB_HOST": "github.com.evil.example"}, Claim.ANOTHER),
        (MAIN, {"GITHUB_HOST": "notgithub.com"}, Claim.ANOTHER),
        # A gateway before it, another product's address: neither says which GitHub is meant.
        (MAIN, {"url": "mcp.acme.example", "GHOST_URL": "blog.acme.example"}, Claim.USUAL),
        (MAIN, {"GITHUB_USER": "a.name"}, Claim.USUAL),
        (MAIN, {"ACME_GITHUB_URL": "ghe.acme.example"}, Claim.ANOTHER),
        (MAIN, {OF_LOGIN: "ghe.acme.example"}, Claim.ANOTHER),
        (MAIN, {"url": "acme.ghe.com"}, Claim.ANOTHER),
        (SERVER, {"GITHUB_API_URL": "GHE.acme.example"}, Claim.NAMED),
        (SERVER, {"url": "ghe.acme.example"}, Claim.NAMED),
        (SERVER, {"GITHUB_HOST": "github.com"}, Claim.ANOTHER),
        (SERVER, {"GITHUB_HOST": "github.com", "GITHUB_URL": "ghe.acme.example"}, Claim.DIVIDED),
        (TENANT, {"GITHUB_HOST": "acme.ghe.com"}, Claim.NAMED),
        (TENANT, {"GITHUB_HOST": "copilot-api.acme.ghe.com"}, Claim.NAMED),
        (TENANT, {"GITHUB_HOST": "other.ghe.com"}, Claim.ANOTHER),
        (HERE, {}, Claim.USUAL),
        (HERE, {"GITHUB_HOST": "ghe.acme.example"}, Claim.USUAL),
    ],
)
def test_claim(url: str, beside: dict[str, str], claim: Claim) -> None:
    hints = [AccountHint("github", value, source) for source, value in beside.items()]
    assert Place.of(url).claim(Held("github-pat", Secret("x"), hints=tuple(hints))) is claim


@pytest.mark.parametrize(
    ("names", "claims"),
    [
        (["GH_ENTERPRISE_TOKEN"], (Claim.ANOTHER, Claim.POSSIBLE, Claim.USUAL)),
        (["GITHUB_ENTERPRISE_TOKEN", "ACME_GITHUB_ENTERPRISE_PAT"], (Claim.ANOTHER, Claim.POSSIBLE, Claim.USUAL)),
        (["GHES_TOKEN"], (Claim.ANOTHER, Claim.POSSIBLE, Claim.USUAL)),
        (["GHE_TOKEN"], (Claim.ANOTHER, Claim.POSSIBLE, Claim.USUAL)),
        (["githubEnterpriseToken"], (Claim.ANOTHER, Claim.POSSIBLE, Claim.USUAL)),
        (["GH_ENTERPRISE_TOKEN", "GITHUB_TOKEN"], (Claim.USUAL, Claim.POSSIBLE, Claim.USUAL)),
        (["GITHUB_ENTERPRISE_CLOUD_TOKEN"], (Claim.USUAL, Claim.POSSIBLE, Claim.USUAL)),
        (["GITHUB_TOKEN"], (Claim.USUAL, Claim.POSSIBLE, Claim.USUAL)),
        (["GHOST_ADMIN_KEY"], (Claim.USUAL, Claim.POSSIBLE, Claim.USUAL)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_name_may_say_that_a_token_is_for_a_server(names: list[str], claims: tuple[Claim, Claim, Claim]) -> None:
    held = Held("github-pat", Secret("x"), names=tuple(names))
    assert tuple(Place.of(url).claim(held) for url in (MAIN, SERVER, HERE)) == claims


def test_an_address_outweighs_a_name() -> None:
    hints = (AccountHint("github", "github.com", "GITHUB_HOST"),)
    held = Held("github-pat", Secret("x"), hints=hints, names=("GH_ENTERPRISE_TOKEN",))
    assert Place.of(MAIN).claim(held) is Claim.NAMED


def chosen(*urls: str) -> list[str]:
    """The names of those who are asked, in their order."""
    setups = [Setup(f"table-{number}", {"api_url": url}, {}) for number, url in enumerate(urls)]
    made = verifiers(setups, Setup("github", {}, {}))
    for one in made:
        one.close()
    return [one.name for one in made]


def test_github_com_is_asked_unless_something_stands_for_it() -> None:
    assert chosen() == ["github"]
    assert chosen(MAIN) == ["table-0"]
    assert chosen(SERVER) == ["github", "table-0"]
    assert chosen(SERVER, MAIN) == ["table-1", "table-0"]
    assert chosen(HERE, SERVER) == ["table-0", "table-1"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("github-pat", "gh" + "p_x", Kind.PERSONAL),
        ("oauth-client-secret", "gh" + "p_x", Kind.PERSONAL),
        ("github-pat", "0123456789abcdef" * 2 + "01234567", Kind.OLD),
        ("oauth-client-secret", "0123456789abcdef" * 2 + "01234567", Kind.OTHER),
        ("webhook-secret", "0123456789abcdef" * 2 + "01234567", Kind.OTHER),
        ("github-pat", "correct horse battery staple", Kind.OTHER),
        ("private-key", "-----BEGIN" + " RSA PRIVATE KEY-----\nx", Kind.OTHER),
    ],
)
def test_what_is_no_token_is_not_sent_as_one(kind: str, value: str, expected: Kind) -> None:
    assert kind_of(Held(kind, Secret(value))) is expected


def test_what_cannot_be_asked_leaves_no_request(service: FakeService, clock: FakeClock) -> None:
    (one,) = verifiers([Setup("github", {"api_url": service.url}, {}, clock=clock)], Setup("github", {}, {}))
    for value in ("gh" + "r_x", "gh" + "s_x", "no token", "gh" + "p_line\nbreak", "gh" + "p_\udcff"):
        identified = one.verify(Held("github-pat", Secret(value)))
        assert (identified.asked, identified.validity.state) == (Asked.NOT_ASKED, ValidityState.UNKNOWN)
    assert service.asked == []
    one.close()


def test_a_server_that_does_not_know_a_token_proves_nothing_unless_it_is_named(
    service: FakeService, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Request) -> Reply:
        return Reply(401, {"message": "Bad credentials"})

    service.on("GET", "/user", refuse)
    token = Secret("gh" + "p_x")
    (one,) = verifiers([Setup("github", {"api_url": service.url}, {}, clock=clock)], Setup("github", {}, {}))
    assert one.verify(Held("github-pat", token)).validity.state is ValidityState.DEAD
    monkeypatch.setattr(Place, "claim", lambda place, hints: Claim.POSSIBLE)
    stranger = one.verify(Held("github-pat", token))
    assert (stranger.asked, stranger.validity.state) == (Asked.STRANGER, ValidityState.UNKNOWN)
    monkeypatch.setattr(Place, "claim", lambda place, hints: Claim.ANOTHER)
    assert one.verify(Held("github-pat", token)).asked is Asked.NOT_ASKED
    assert len(service.asked) == 2
    one.close()
