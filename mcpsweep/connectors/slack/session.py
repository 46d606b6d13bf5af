"""Where Slack is, who asks, and which plan answers."""

import enum
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Auth, Bearer
from mcpsweep.connectors.http.budget import Budgets
from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.pages import cursor_pages, numbered_pages
from mcpsweep.connectors.slack import methods, shapes
from mcpsweep.connectors.slack.denied import DENIED
from mcpsweep.connectors.slack.methods import Method
from mcpsweep.connectors.slack.said import RightMissing, SaidNo, audit_api, code_of, web_api
from mcpsweep.documents.address import split
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.secret import Secret

Shape = TypeVar("Shape")
Paged = TypeVar("Paged", shapes.Teams, shapes.Users, shapes.Sessions)

MAIN = "slack.com"
DOMAINS = (MAIN, "slack-gov.com")
"""Slack's own: an address below one says which Slack is meant (docs.slack.dev: "GovSlack")."""
API_URL = "https://slack.com/api/"
AUDIT_URL = "https://api.slack.com/audit/v1/"
SCIM_URL = "https://api.slack.com/scim/v2/"

_PAGE = "200"
_LOG_PAGE = "1000"
"""Entries of the integration log; where Slack gives fewer, its own count of pages is followed."""
_SCIM_REFUSALS = frozenset({400, 401, 402, 403, 404})


class Plan(enum.StrEnum):
    """The plans differ in what an administrator may see and end."""

    BASIC = "basic"
    """Free and Pro: no provisioning API."""
    BUSINESS = "business"
    """Business+, and one workspace of an Enterprise organisation: accounts can be disabled."""
    ENTERPRISE = "enterprise"
    """An Enterprise organisation, asked by an app that is installed for all of it."""


class WebApi:
    """Slack's Web API, and who calls it."""

    def __init__(self, setup: Setup, budgets: Budgets, auth: Auth) -> None:
        self.name = setup.name
        host = (split(setup.settings.get("api_url", API_URL)).hostname or "").casefold()
        # Workspaces have subdomains, and are one place all the same.
        self.host = next((domain for domain in DOMAINS if f".{host}".endswith(f".{domain}")), host)
        self.api = _client(setup, budgets, "api_url", API_URL, auth, web_api)

    def ask(self, method: Method, arguments: Mapping[str, str] | None = None, *, auth: Auth | None = None) -> Answer:
        """Call a method that changes nothing."""
        given = {name: value for name, value in (arguments or {}).items() if value}
        method.require(given)
        if method.verb == "GET":
            return self.api.read(method.name, given, endpoints=method.name, auth=auth)
        return self.api.read(method.name, method=method.verb, form=given, endpoints=method.name, auth=auth)


class Session(WebApi):
    """One workspace or organisation at Slack, and the tokens to ask it with."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for a plan that is none, `NotAuthorised` without a token."""
        token = setup.secrets.get("token")
        if token is None:
            raise NotAuthorised(
                f"connectors.{setup.name}: there is no token", hint=f"Run `mcpsweep connector login {setup.name}`."
            )
        self.setup = setup
        self.token = token
        self.scim_token = setup.secrets.get("scim_token", token)
        self.audit_token = setup.secrets.get("audit_token", token)
        budgets = Budgets(setup.clock)
        super().__init__(setup, budgets, Bearer(token))
        self.audit = _client(setup, budgets, "audit_url", AUDIT_URL, Bearer(self.audit_token), audit_api)
        self.scim = _client(setup, budgets, "scim_url", SCIM_URL, Bearer(self.scim_token), None)
        team = setup.settings.get("team_id", "")
        self._teams: Sequence[str] | None = (team,) if team else None
        try:
            self._plan = Plan(setup.settings["plan"]) if "plan" in setup.settings else None
        except ValueError:
            raise UsageError(f"connectors.{setup.name}: plan must be one of {', '.join(Plan)}") from None
        self._me: tuple[shapes.Tested, Answer] | None = None
        self._own: frozenset[str] | None = None

    @property
    def clients(self) -> tuple[Client, ...]:
        """Everything that sends."""
        return (self.api, self.audit, self.scim)

    def act(self, method: Method, arguments: Mapping[str, str], *, auth: Auth | None = None) -> Answer:
        """Call a method that changes something; sent once."""
        given = {name: value for name, value in arguments.items() if value}
        method.require(given)
        return self.api.write(method.verb, method.name, form=given, endpoints=method.name, auth=auth)

    def pages(self, method: Method, shape: type[Paged], arguments: Mapping[str, str] | None = None) -> Iterator[Paged]:
        """Every page of a list that goes on by cursors."""

        def fetch(cursor: str | None) -> Paged:
            given = {"limit": _PAGE, **(arguments or {}), "cursor": cursor or ""}
            return self.ask(method, given).decode(shape)

        return cursor_pages(fetch, lambda page: page.response_metadata.next_cursor)

    def log(self, team: str, arguments: Mapping[str, str] | None = None) -> Iterator[shapes.LogEntry]:
        """The integration log of one workspace, as Slack orders it."""
        for page in self._log_pages(team, arguments or {}):
            yield from page.logs

    def short_log(self, team: str, most: int) -> Sequence[shapes.LogEntry] | None:
        """All of the integration log of one workspace; None if it has more pages than `most`."""
        pages = self._log_pages(team, {})
        first = next(pages)
        return None if first.paging.pages > most else [entry for page in (first, *pages) for entry in page.logs]

    def _log_pages(self, team: str, arguments: Mapping[str, str]) -> Iterator[shapes.Log]:
        def fetch(page: int) -> Answer:
            given = {"count": _LOG_PAGE, "page": str(page), **arguments, **self.in_team(team)}
            return self.ask(methods.INTEGRATION_LOGS, given)

        for answer in numbered_pages(fetch, lambda answer: answer.decode(shapes.Log).paging.pages):
            yield answer.decode(shapes.Log)

    def me(self) -> tuple[shapes.Tested, Answer]:
        """Who the connector's own token is; asked once."""
        if self._me is None:
            answer = self.ask(methods.AUTH_TEST)
            self._me = answer.decode(shapes.Tested), answer
        return self._me

    def bot(self, tested: shapes.Tested) -> Answer:
        """A bot, asked for with our own token: it knows those of the workspaces that we look after."""
        return self.ask(methods.BOTS_INFO, {"bot": tested.bot_id or "", **self.in_team(tested.team_id)})

    def own_users(self) -> frozenset[str]:
        """The users whose tokens this connector works with."""
        if self._own is None:
            others = {self.scim_token, self.audit_token} - {self.token}
            asked = [self.ask(methods.AUTH_TEST, auth=Bearer(token)).decode(shapes.Tested) for token in others]
            self._own = frozenset(tested.user_id for tested in (self.me()[0], *asked))
        return self._own

    def is_own(self, value: Secret) -> bool:
        """Whether it is a token that this connector works with."""
        return value in (self.token, self.scim_token, self.audit_token)

    def is_organisation_wide(self) -> bool:
        """Whether the token covers an Enterprise organisation, so that calls must name a workspace."""
        return self.me()[0].is_enterprise_install

    def enterprise(self) -> str:
        """Id of the Enterprise organisation; empty where there is none."""
        return self.me()[0].enterprise_id or ""

    def teams(self) -> Sequence[str]:
        """Ids of the workspaces to look at: the configured one, or all that the token covers; asked once."""
        if self._teams is None:
            if self.is_organisation_wide():
                pages = self.pages(methods.AUTH_TEAMS_LIST, shapes.Teams)
                self._teams = tuple(team.id for page in pages for team in page.teams)
            else:
                self._teams = (self.me()[0].team_id,)
        return self._teams

    def in_team(self, team: str) -> Mapping[str, str]:
        """The argument that names the workspace, for tokens that need it."""
        return {"team_id": team} if self.is_organisation_wide() else {}

    def plan(self) -> Plan:
        """Which plan answers; found out once. `plan` in the settings wins."""
        if self._plan is None:
            self._plan = self._probe()
        return self._plan

    def provision(self, path: str, query: Mapping[str, str] | None = None, expect: Collection[int] = ()) -> Answer:
        """Read from the provisioning API."""
        return self.scim.read(path, query, endpoints="scim", expect=expect)

    def scim_refusal(self) -> str:
        """Why the provisioning API refuses; empty if it answers. Raises `BadAnswer` for what is no such answer."""
        answer = self.provision("Users", {"startIndex": "1", "count": "1"}, _SCIM_REFUSALS)
        if answer.status != 200:
            return f"it answered {answer.status}"
        answer.decode(shapes.ScimUsers)
        return ""

    def _probe(self) -> Plan:
        me, _answer = self.me()
        if me.enterprise_id and (me.is_enterprise_install or self._admin_methods_answer(me.enterprise_id)):
            return Plan.ENTERPRISE
        return Plan.BASIC if self.scim_refusal() else Plan.BUSINESS

    def _admin_methods_answer(self, enterprise: str) -> bool:
        try:
            self.ask(methods.APPROVED_APPS, {"limit": "1", "enterprise_id": enterprise})
        except RightMissing as error:
            # A missing scope is a right to be granted, not a plan that lacks the method.
            return code_of(error) == "missing_scope"
        except SaidNo:
            return False
        return True


def _client(
    setup: Setup, budgets: Budgets, setting: str, default: str, auth: Auth, verdict: Callable[[Answer], None] | None
) -> Client:
    return Client(
        "slack",
        setup.settings.get(setting, default),
        auth=auth,
        denied=DENIED,
        budgets=budgets,
        clock=setup.clock,
        progress=setup.progress,
        patience=setup.patience,
        wire=setup.wire,
        verdict=verdict,
    )
