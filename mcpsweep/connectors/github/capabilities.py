"""What each product can and cannot do, as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from mcpsweep.connectors.github import listing, manual, review
from mcpsweep.connectors.github.manual import Page
from mcpsweep.connectors.github.session import Product, Session
from mcpsweep.model.capability import KINDS_BELOW, Ability, Capability, Support


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: it holds for `products`."""

    products: Iterable[Product]
    ability: Ability
    kind: str
    support: Support
    remark: str = ""
    page: Page | None = None
    needs_app: bool = False
    """Without a GitHub App it is not possible at all."""


_ALL = tuple(Product)
_FREE, _CLOUD, _SAML, _EMU, _SERVER = Product.FREE, Product.CLOUD, Product.SAML, Product.EMU, Product.SERVER
_PLAIN = (_FREE, _CLOUD)
_SSO = (_SAML, _EMU)
_DOT_COM = (_FREE, _CLOUD, _SAML, _EMU)
_FULL, _PARTIAL, _MANUAL, _NONE = Support.FULL, Support.PARTIAL, Support.MANUAL, Support.NONE

_CLASSIC_HIDDEN = (
    "GitHub shows classic tokens to nobody but their owner: what the laptop scan finds is all there is to know."
)
_UNSEEN_SSO = ' If the organisation does use single sign-on, set product = "saml".'
_CLASSIC_SSO = "Only those that were authorised for single sign-on."
_OAUTH_HIDDEN = "GitHub may leave them out: an empty list is no proof that there are none."
_KEYS = "Keys without the login of who added them, and SSH keys of everybody, are left out."
_ACCESS = "Only the access to this organisation ends; the token goes on working elsewhere until its value is revoked."
_REVIEW = "A person has to look: GitHub does not say whose they are."

ROWS: tuple[Row, ...] = (
    Row(
        _PLAIN,
        Ability.FIND,
        "",
        _PARTIAL,
        "By login or id; by address only through the seats of a configured enterprise.",
    ),
    Row(_SSO, Ability.FIND, "", _FULL),
    Row(
        (_SERVER,),
        Ability.FIND,
        "",
        _PARTIAL,
        "By login or id: no address is verified here, so the roster must name the login.",
    ),
    Row(_ALL, Ability.LIST, "", _PARTIAL, KINDS_BELOW),
    Row(_ALL, Ability.LIST, listing.FINE_GRAINED, _FULL, needs_app=True, page=manual.ACTIVE_TOKENS),
    Row((_FREE,), Ability.LIST, listing.CLASSIC, _MANUAL, _CLASSIC_HIDDEN, manual.OWN_TOKENS),
    Row((_CLOUD,), Ability.LIST, listing.CLASSIC, _MANUAL, _CLASSIC_HIDDEN + _UNSEEN_SSO, manual.OWN_TOKENS),
    Row(_SSO, Ability.LIST, listing.CLASSIC, _PARTIAL, _CLASSIC_SSO),
    Row((_SERVER,), Ability.LIST, listing.CLASSIC, _FULL),
    Row((_FREE, _CLOUD, _SERVER), Ability.LIST, listing.OAUTH, _MANUAL, "There is no API.", manual.OWN_APPLICATIONS),
    Row(_SSO, Ability.LIST, listing.OAUTH, _PARTIAL, _OAUTH_HIDDEN),
    Row(_ALL, Ability.LIST, listing.DEPLOY_KEY, _FULL),
    Row(_ALL, Ability.LIST, listing.SSH_KEY, _FULL),
    Row(
        (_FREE,), Ability.LIST, review.WEBHOOK, _MANUAL, "This product has no API for its audit log.", manual.AUDIT_LOG
    ),
    Row(
        (_CLOUD, *_SSO, _SERVER), Ability.LIST, review.WEBHOOK, _PARTIAL, "As far back as the audit log goes: 180 days."
    ),
    Row(_ALL, Ability.LIST_ALL, "", _PARTIAL, _KEYS),
    Row(_ALL, Ability.LIST_ALL, listing.SSH_KEY, _NONE, "It would take a request for each member."),
    Row(
        _ALL,
        Ability.LIST_ALL,
        review.WEBHOOK,
        _PARTIAL,
        "Those of the organisation; those of repositories only per person.",
    ),
    Row(_ALL, Ability.VERIFY, "", _PARTIAL, "Refresh and installation tokens cannot be asked without using them up."),
    Row(_ALL, Ability.REVOKE, "", _PARTIAL, KINDS_BELOW),
    Row(_ALL, Ability.REVOKE, listing.FINE_GRAINED, _PARTIAL, _ACCESS, manual.ACTIVE_TOKENS, needs_app=True),
    Row(_PLAIN, Ability.REVOKE, listing.CLASSIC, _MANUAL, "Only by value, or by the owner.", manual.OWN_TOKENS),
    Row(_SSO, Ability.REVOKE, listing.CLASSIC, _PARTIAL, _ACCESS),
    Row((_SERVER,), Ability.REVOKE, listing.CLASSIC, _FULL),
    Row(_ALL, Ability.REVOKE, listing.DEPLOY_KEY, _FULL),
    Row(_DOT_COM, Ability.REVOKE, listing.SSH_KEY, _MANUAL, "There is no API.", manual.OWN_KEYS),
    Row((_SERVER,), Ability.REVOKE, listing.SSH_KEY, _FULL),
    Row(_ALL, Ability.REVOKE, review.WEBHOOK, _MANUAL, _REVIEW, manual.HOOKS),
    Row(_ALL, Ability.REVOKE, review.STORED_SECRET, _MANUAL, _REVIEW, manual.SECRETS),
    Row(_ALL, Ability.REVOKE, review.RUNNER, _MANUAL, _REVIEW, manual.RUNNERS),
    Row(_ALL, Ability.REVOKE, review.INSTALLATION, _MANUAL, _REVIEW, manual.APPS),
    Row(
        _DOT_COM,
        Ability.REVOKE_VALUE,
        "",
        _PARTIAL,
        "Not tokens from before 2021, and not those of apps.",
        manual.OWN_TOKENS,
    ),
    Row(
        (_SERVER,), Ability.REVOKE_VALUE, "", _PARTIAL, "Personal tokens only, from version 3.18 on.", manual.OWN_TOKENS
    ),
    Row((_FREE, _CLOUD, _SERVER), Ability.END_SESSIONS, "", _MANUAL, "There is no API.", manual.OWN_APPLICATIONS),
    Row(
        (_SAML,),
        Ability.END_SESSIONS,
        "",
        _PARTIAL,
        "All authorisations for single sign-on at once; browser sessions stay.",
    ),
    Row(
        (_EMU,),
        Ability.END_SESSIONS,
        "",
        _PARTIAL,
        "Tokens and SSH keys are destroyed; browser sessions end with the identity provider.",
    ),
    Row(_ALL, Ability.REMOVE_ACCESS, "", _PARTIAL, "Membership through an enterprise team stays.", manual.PEOPLE),
    Row((_FREE, _CLOUD, _SAML), Ability.DISABLE_ACCOUNT, "", _NONE, "The account is the person's own."),
    Row(
        (_EMU,),
        Ability.DISABLE_ACCOUNT,
        "",
        _MANUAL,
        "Through the identity provider; tokens come back with the account.",
        manual.PROVIDER,
    ),
    Row((_SERVER,), Ability.DISABLE_ACCOUNT, "", _FULL),
    Row((_FREE,), Ability.TRACE, "", _MANUAL, "This product has no API for its audit log.", manual.AUDIT_LOG),
    Row((_CLOUD, *_SSO, _SERVER), Ability.TRACE, "", _PARTIAL, "No reads over the API; Git events of seven days."),
)


def capabilities(session: Session) -> tuple[Capability, ...]:
    """The lines that hold for this product and these credentials."""
    product = session.product()
    return tuple(_stated(row, session) for row in ROWS if product in row.products)


def _stated(row: Row, session: Session) -> Capability:
    page = None if row.page is None else session.by_hand(row.page)
    if row.needs_app and session.app is None:
        remark = "GitHub lets only GitHub Apps do this, and none is configured (app_id, app_private_key)."
        return Capability(row.ability, row.kind, Support.MANUAL, remark, page)
    return Capability(row.ability, row.kind, row.support, row.remark, page)
