"""Whom a command is about."""

from collections.abc import Mapping

import msgspec

from mcpsweep.model.person import Person


class Subject(msgspec.Struct, frozen=True):
    """A person of the roster, an address, or one account."""

    person: Person
    only: Mapping[str, str] = {}
    """Service → login or id, where one account was named; empty: all of the person's."""

    def questions(self, service: str) -> tuple[str, ...]:
        """What to ask a connector of `service` for: the roster's account, else each exact address; empty: nothing."""
        if self.only:
            return (self.only[service],) if service in self.only else ()
        named = self.person.accounts.get(service)
        return (named,) if named else self.person.emails
