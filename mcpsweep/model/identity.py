"""Why an account is held to be somebody's."""

import enum

import msgspec

from mcpsweep.model.account import Account


class Method(enum.StrEnum):
    """The ways in which an account may count as a person's; there is no weaker one."""

    ROSTER = "roster"
    """The roster names the account."""
    EMAIL = "email"
    """An exact address that the service has verified."""
    DIRECTORY = "directory"
    """The identity provider's own link between its user and the account (SAML, SCIM)."""
    ID = "id"
    """The account was asked for by its own id or login."""
    CREDENTIAL = "credential"
    """A credential of the person's, asked who it is, named the account."""


class Attribution(msgspec.Struct, frozen=True):
    """An account that a connector found for an e-mail address or id, and why it is the one."""

    account: Account
    method: Method
    reason: str
    """In words: which source said so."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """Why we hold that an account and a person belong together."""

    person: str
    """`id` of the person."""
    account: Account
    method: Method
    reason: str
