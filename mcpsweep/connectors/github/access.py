"""The account as a whole: what it is authorised for, and its place in the organisation."""

from collections.abc import Callable, Iterator, Mapping

from mcpsweep.connectors.github import manual
from mcpsweep.connectors.github.accounts import Accounts
from mcpsweep.connectors.github.listing import Listing
from mcpsweep.connectors.github.session import SSO, Product, Session
from mcpsweep.connectors.github.shapes import Invitation, Membership, Repository, User
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.fan import fan_out
from mcpsweep.connectors.http.route import route
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.grant import Grant
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified


class Access:
    """Acts on one account of the organisation."""

    def __init__(self, session: Session, accounts: Accounts, lists: Listing) -> None:
        self._session = session
        self._accounts = accounts
        self._lists = lists

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """Withdraw everything the account has authorised for single sign-on; with managed users, destroy the tokens
        and SSH keys themselves (docs: "Revoking authorizations or tokens").
        """
        product = self._session.product()
        if product not in SSO:
            return (
                by_hand(
                    self._session.by_hand(manual.OWN_APPLICATIONS), "GitHub ends no sessions without single sign-on"
                ),
            )
        if (refusal := self._refusal(account)) is not None:
            return (refusal,)
        if product is Product.EMU and self._session.enterprise:
            path = route(
                "/enterprises/{enterprise}/credential-authorizations/{login}/revoke",
                enterprise=self._session.enterprise,
                login=account.login,
            )
            body: Mapping[str, object] | None = {"revoke_credentials": True}
        else:
            path = route(
                "/orgs/{org}/credential-authorizations/{login}/revoke", org=self._session.org, login=account.login
            )
            body = None
        return (self._end(lambda: self._authorized(account), "POST", path, {202}, body),)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take the account out: the invitations it sent, its membership, its place as an outside collaborator."""
        if (refusal := self._refusal(account)) is not None:
            return (refusal,)
        outcomes = [*self._withdraw_invitations(account), *self._leave(account), self._leave_as_outsider(account)]
        told = [outcome for outcome in outcomes if outcome.state is not OutcomeState.ALREADY]
        return tuple(told) or (Outcome(OutcomeState.ALREADY, Verified.YES, "it has no place in the organisation"),)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Suspend it, which only Enterprise Server can do by itself."""
        product = self._session.product()
        if product is Product.EMU:
            return (
                by_hand(self._session.by_hand(manual.PROVIDER), "managed users are suspended by the identity provider"),
            )
        if product is not Product.SERVER:
            return (skipped("the account is the person's own; GitHub cannot disable it for an organisation"),)
        if (refusal := self._refusal(account)) is not None:
            return (refusal,)

        def look() -> Presence:
            user = self._accounts.user(account.login)
            if user is None or user.suspended_at:
                return Presence.GONE
            return Presence.PRESENT if str(user.id) == account.id else Presence.CHANGED

        path = route("/users/{login}/suspended", login=account.login)
        return (self._end(look, "PUT", path, {204}, {"reason": "The person has left."}, as_token=True),)

    def _refusal(self, account: Account) -> Outcome | None:
        """Why nothing is done to the account; None if it is the one that was planned, and not our own."""
        own = self._session.own_account()
        if own is not None and AccountRef(str(own.id), own.login).could_be(account.ref()):
            return skipped("it is the account whose token this connector works with")
        if self._session.token is not None and own is None:
            return self._failed("not tried: it cannot be told whether the connector's own token belongs to the account")
        try:
            if self._accounts.still_has_its_login(account):
                return None
        except ServiceError as error:
            return self._failed(f"not tried: it could not be read before the act: {error}")
        return self._failed(f"not tried: the login {account.login} no longer belongs to the account {account.id}")

    def _failed(self, reason: str) -> Outcome:
        return Outcome(OutcomeState.FAILED, Verified.NO, reason, self._session.by_hand(manual.PEOPLE))

    def _authorized(self, account: Account) -> Presence:
        listed: list[Grant] = list(self._lists.authorizations(account.login))
        if self._session.app is not None:
            listed += self._lists.fine_grained({"owner[]": [account.login]})
        hers = [grant for grant in listed if grant.account is not None and grant.account.could_be(account.ref())]
        return Presence.PRESENT if hers else Presence.GONE

    def _withdraw_invitations(self, account: Account) -> Iterator[Outcome]:
        """What the account invited others to: an open invitation is a way back in."""
        session = self._session
        paths: list[str] = []
        if session.product() not in (Product.EMU, Product.SERVER):
            paths.append(route("/orgs/{org}/invitations", org=session.org))
        try:
            for page in session.pages(route("/orgs/{org}/repos", org=session.org), list[Repository]):
                for repository in page:
                    owner, _, name = repository.full_name.partition("/")
                    paths.append(route("/repos/{owner}/{repo}/invitations", owner=owner, repo=name))
        except ServiceError as error:
            yield self._failed(f"the repositories could not be listed for open invitations: {error}")
        for path, sent in zip(paths, fan_out(lambda path: self._sent_by(account, path), paths), strict=True):
            if isinstance(sent, Outcome):
                yield sent
                continue
            for invitation in sent:
                yield self._end(
                    self._still_sent(account, path, invitation),
                    "DELETE",
                    path + route("/{id}", id=invitation.id),
                    {204},
                )

    def _sent_by(self, account: Account, path: str) -> list[Invitation] | Outcome:
        try:
            return [
                invitation
                for page in self._session.pages(path, list[Invitation])
                for invitation in page
                if _is(invitation.inviter, account)
            ]
        except ServiceError as error:
            return self._failed(f"open invitations could not be listed: {error}")

    def _still_sent(self, account: Account, path: str, invitation: Invitation) -> Callable[[], Presence]:
        def look() -> Presence:
            sent = self._sent_by(account, path)
            if isinstance(sent, Outcome):
                raise BadAnswer(sent.reason)
            return Presence.PRESENT if any(one.id == invitation.id for one in sent) else Presence.GONE

        return look

    def _leave(self, account: Account) -> Iterator[Outcome]:
        """Its own membership, and what keeps it there all the same."""
        path = route("/orgs/{org}/memberships/{login}", org=self._session.org, login=account.login)
        teams: list[str] = []

        def look() -> Presence:
            answer = self._session.read(path, expect={404})
            if answer.status == 404:
                teams.clear()
                return Presence.GONE
            membership = answer.decode(Membership)
            if membership.user and not _is(membership.user, account):
                return Presence.CHANGED
            teams[:] = membership.enterprise_teams_providing_indirect_membership
            return Presence.PRESENT if membership.direct_membership else Presence.GONE

        yield self._end(look, "DELETE", path, {204})
        if teams:
            reason = f"the enterprise teams {', '.join(teams)} keep the account in the organisation"
            yield by_hand(self._session.by_hand(manual.TEAMS), reason)

    def _leave_as_outsider(self, account: Account) -> Outcome:
        base = route("/orgs/{org}/outside_collaborators", org=self._session.org)

        def look() -> Presence:
            pages = self._session.pages(base, list[User])
            return Presence.PRESENT if any(_is(user, account) for page in pages for user in page) else Presence.GONE

        return self._end(look, "DELETE", base + route("/{login}", login=account.login), {204})

    def _end(
        self,
        look: Callable[[], Presence],
        method: str,
        path: str,
        documented: set[int],
        body: Mapping[str, object] | None = None,
        *,
        as_token: bool = False,
    ) -> Outcome:
        who = self._session.as_token() if as_token else self._session.as_app()

        def act() -> Answer:
            answer = self._session.write(method, path, who=who, json=body)
            if answer.status not in documented:
                raise BadAnswer(f"github: {method} {path}: {answer.status} is not documented")
            return answer

        return end(look, act, clock=self._session.client.clock, by_hand=self._session.by_hand(manual.PEOPLE))


def _is(user: User | None, account: Account) -> bool:
    return user is not None and str(user.id) == account.id
