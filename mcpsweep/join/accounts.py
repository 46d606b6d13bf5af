"""Everybody whom the services let in, as far as they tell."""

from collections.abc import Iterable, Set

from mcpsweep.model.account import Account, AccountRef


class Accounts:
    """The accounts that services listed, found by id or login."""

    def __init__(self, accounts: Iterable[Account] = (), whole: Set[str] = frozenset()) -> None:
        """`whole`: connectors whose list names everybody; who is missing in one of those has no access there."""
        self._whole = whole
        self._by_name: dict[str, dict[str, Account]] = {}
        self._connectors: dict[str, set[str]] = {}
        for account in accounts:
            names = self._by_name.setdefault(account.connector, {})
            self._connectors.setdefault(account.service, set()).add(account.connector)
            if account.id:
                names[account.id] = account
            login = account.login.casefold()
            if login and account.login != account.id:
                # An id outranks a login: somebody may call themselves like another one's number.
                names.setdefault(login, account)

    def find(self, connector: str, account: AccountRef) -> Account | None:
        """The account that a record of the connector names; None if its list has none such."""
        names = self._by_name.get(connector)
        if names is None:
            return None
        for name in (account.id, account.login, account.login.casefold()):
            found = names.get(name) if name else None
            if found is not None and found.ref().could_be(account):
                return found
        return None

    def tells_all(self, connector: str) -> bool:
        """Whether an account that is not in the connector's list has no access there."""
        return connector in self._whole

    def emails(self, service: str, connector: str, account: AccountRef) -> tuple[str, ...]:
        """The addresses that the service has verified; of all its connectors where none is named."""
        if not self._by_name:
            return ()
        connectors = (connector,) if connector else sorted(self._connectors.get(service, ()))
        found = (self.find(name, account) for name in connectors)
        return tuple(dict.fromkeys(email for one in found if one is not None for email in one.emails))
