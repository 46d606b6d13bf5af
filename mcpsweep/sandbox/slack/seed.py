"""Fills the simulated Slack with the scene and with everybody outside it."""

from random import Random

from mcpsweep.sandbox.organisation import NAME, Credential, Organisation, Person
from mcpsweep.sandbox.slack.scene import (
    ADMIN,
    ADMIN_ID,
    ADMIN_SCOPES,
    BLUEPRINTS,
    DEEDS,
    DEEDS_IN_LABS,
    IN_LABS,
    LABS,
    ORGANISATION_SCOPES,
    STANDINGS,
    Blueprint,
    Deed,
    Standing,
    admin_value,
    client_of,
    draw_id,
    id_of,
)
from mcpsweep.sandbox.slack.state import (
    App,
    AppRequest,
    Installation,
    Resolution,
    Ruling,
    Session,
    Team,
    Token,
    TokenKind,
    User,
    Webhook,
    hash_of,
)
from mcpsweep.sandbox.slack.tokens import LIFE
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID, World
from mcpsweep.sandbox.tokens import SLACK_TEAM, mint

DAY = 86400.0

_ACTIONS = {"added": "app_installed", "removed": "app_uninstalled"}


class Seed:
    """Fills a world, the same way for the same seed."""

    def __init__(self, world: World, who: Organisation, apps_each: int) -> None:
        self._world = world
        self._who = who
        self._apps_each = apps_each
        self._start = world.now()
        self._ids = {person.id: person.accounts["slack"].id for person in who.people} | {ADMIN: ADMIN_ID}

    def fill(self) -> None:
        """Everybody and everything."""
        self._world.teams[SLACK_TEAM] = Team(SLACK_TEAM, "Acme", NAME)
        if self._world.is_enterprise:
            self._world.teams[LABS] = Team(LABS, "Acme Labs", f"{NAME}-labs")
        self._add_admin()
        for person in self._who.people:
            self._add_person(person)
        for key, blueprint in BLUEPRINTS.items():
            self._add_app(key, blueprint)
        for deed in sorted(
            (*DEEDS, *(DEEDS_IN_LABS if self._world.is_enterprise else ())), key=lambda one: -one.days_ago
        ):
            self._replay(deed)
        for credential in self._who.credentials:
            if credential.label in STANDINGS:
                self._add_credential(credential, STANDINGS[credential.label])
        self._add_webhook()
        self._rule()
        for person in self._who.people[5:]:
            self._add_strangers_apps(person)

    def _ago(self, days: float) -> float:
        return self._start - days * DAY

    def _teams(self, person: str) -> set[str]:
        return set(self._world.teams) if person in IN_LABS or person == ADMIN else {SLACK_TEAM}

    def _sign_in(self, user: str, is_mobile: bool = False) -> int:
        session = Session(next(self._world.ids), user, SLACK_TEAM, is_mobile)
        self._world.sessions[session.id] = session
        return session.id

    def _add_admin(self) -> None:
        self._world.users[ADMIN_ID] = User(
            ADMIN_ID, f"{NAME}-{ADMIN}", "Security", f"{ADMIN}@{NAME}.example", self._teams(ADMIN),
            is_admin=True, is_owner=True, is_primary_owner=True, updated=self._ago(900),
        )  # fmt: skip
        is_org_wide = self._world.is_enterprise
        self._world.add_token(
            Token(
                TokenKind.USER,
                hash_of(admin_value(self._who)),
                ENTERPRISE_ID if is_org_wide else SLACK_TEAM,
                ADMIN_ID,
                id_of(self._who, "mcpsweep"),
                (*ADMIN_SCOPES, *ORGANISATION_SCOPES) if is_org_wide else ADMIN_SCOPES,
                is_org_wide=is_org_wide,
            )
        )

    def _add_person(self, person: Person) -> None:
        account = person.accounts["slack"]
        self._world.users[account.id] = User(
            account.id, account.login, person.name, person.email, self._teams(person.id), updated=self._ago(800)
        )

    def _add_app(self, key: str, blueprint: Blueprint) -> None:
        client, secret = client_of(self._who, key)
        app = App(
            id_of(self._who, key),
            blueprint.name,
            self._ids.get(blueprint.creator, ""),
            frozenset(self._ids[person] for person in blueprint.collaborators),
            client,
            hash_of(secret),
            blueprint.needs_installer,
            blueprint.is_legacy,
        )
        self._world.apps[app.id] = app

    def _replay(self, deed: Deed) -> None:
        blueprint, app = BLUEPRINTS[deed.app], id_of(self._who, deed.app)
        actor, at, place = self._ids[deed.who], self._ago(deed.days_ago), (app, deed.team)
        bot = self._bot(deed.app, blueprint, deed.team) if blueprint.has_bot else ""
        before = self._world.installations.get(place)
        installer = before.installer if before and deed.change == "updated" else actor
        installation = Installation(app, deed.team, installer, blueprint.scopes, bot, blueprint.is_org_wide)
        if deed.change in ("removed", "disabled"):
            del self._world.installations[place]
        else:
            self._world.installations[place] = installation
        if bot:
            self._world.users[bot].is_deleted = place not in self._world.installations
        self._world.note(installation, deed.change, actor, at=at, channel=deed.channel)
        if deed.change in _ACTIONS and not blueprint.is_legacy:  # the audit log's apps have ids, integrations none
            self._world.record(_ACTIONS[deed.change], actor, app, team=deed.team, at=at, scopes=list(blueprint.scopes))

    def _bot(self, key: str, blueprint: Blueprint, team: str) -> str:
        source = Random(f"{self._who.seed}/slack/{key}/{team}")  # noqa: S311 - reproducible on purpose
        user, bot = (draw_id(source, prefix) for prefix in ("U0", "B0"))
        self._world.users.setdefault(
            user,
            User(user, key, blueprint.name, "", {team}, bot_id=bot, app=id_of(self._who, key), updated=self._ago(300)),
        )
        return user

    def _add_credential(self, credential: Credential, standing: Standing) -> None:
        app = id_of(self._who, standing.app) if standing.app else ""
        installation = self._world.installations.get((app, SLACK_TEAM))
        acts_as_bot = TokenKind.BOT in (standing.kind, standing.refreshes)
        owner = self._ids[credential.holders[0]]
        token = Token(
            standing.kind,
            hash_of(credential.secret.reveal()),
            SLACK_TEAM,
            installation.bot if installation and acts_as_bot else owner,
            app,
            installation.scopes if installation else (),
            self._start + LIFE / 2 if standing.expires else None,
            refreshes=standing.refreshes,
        )
        match standing.kind:
            case TokenKind.SESSION:
                token.cookie = hash_of(self._who.credential("slack-cookie").secret.reveal())
                token.session = self._sign_in(owner)
                self._sign_in(owner, is_mobile=True)
            case TokenKind.APP:
                token.team, token.user, token.scopes = "", "", ("connections:write",)
            case TokenKind.CONFIGURATION:
                token.scopes = ("app_configurations:read", "app_configurations:write")
            case TokenKind.USER:
                self._sign_in(owner)
            case _:
                pass
        self._world.add_token(token)

    def _add_webhook(self) -> None:
        address = self._who.credential("slack-webhook").secret.reveal()
        path = address[address.index("/services/") :]
        webhook = Webhook(hash_of(path), id_of(self._who, "alice-agent"), SLACK_TEAM)
        self._world.webhooks[webhook.hashed] = webhook

    def _rule(self) -> None:
        for key, resolution in (("assistant", Resolution.APPROVED), ("gadget", Resolution.RESTRICTED)):
            app = id_of(self._who, key)
            self._world.rulings[app] = Ruling(app, resolution, ADMIN_ID, self._ago(260), BLUEPRINTS[key].scopes)
        request = AppRequest("Ar0ACMEGADG", id_of(self._who, "gadget"), self._ids["alice"], SLACK_TEAM, self._ago(7))
        self._world.requests[request.id] = request

    def _add_strangers_apps(self, person: Person) -> None:
        owner = self._ids[person.id]
        for number in range(self._apps_each):
            key = f"{person.id}/{number}"
            app = App(id_of(self._who, key), f"Agent {number}", owner, frozenset({owner}))
            self._world.apps[app.id] = app
            installation = Installation(app.id, SLACK_TEAM, owner, ("users:read",))
            self._world.installations[app.id, SLACK_TEAM] = installation
            self._world.note(installation, "added", owner, at=self._ago(70))
            value = hash_of(mint("slack-user-token", self._who.seed, f"slack/{key}"))
            self._world.add_token(Token(TokenKind.USER, value, SLACK_TEAM, owner, app.id, installation.scopes))
