"""What each service lets an administrator do, from the connectors' own tables."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from mcpsweep import vault
from mcpsweep.connectors import registry
from mcpsweep.connectors.atlassian import capabilities as atlassian
from mcpsweep.connectors.atlassian import denied as atlassian_denied
from mcpsweep.connectors.atlassian import rights as atlassian_rights
from mcpsweep.connectors.github import capabilities as github
from mcpsweep.connectors.github import denied as github_denied
from mcpsweep.connectors.github import rights as github_rights
from mcpsweep.connectors.github.session import Product
from mcpsweep.connectors.http.route import Denied
from mcpsweep.connectors.slack import capabilities as slack
from mcpsweep.connectors.slack import denied as slack_denied
from mcpsweep.connectors.slack import rights as slack_rights
from mcpsweep.connectors.slack.session import Plan
from mcpsweep.model.capability import Ability, Support
from tests.docs.markdown import code, table

_ABILITIES = {
    Ability.FIND: "find the account",
    Ability.LIST: "list what one person has",
    Ability.LIST_ALL: "list what everybody has",
    Ability.VERIFY: "ask a credential who it is",
    Ability.REVOKE: "end by id",
    Ability.REVOKE_VALUE: "end by value",
    Ability.END_SESSIONS: "end sessions",
    Ability.REMOVE_ACCESS: "remove from the organisation",
    Ability.DISABLE_ACCOUNT: "disable the account",
    Ability.TRACE: "tell what it did",
}
_SUPPORT = {
    Support.FULL: "yes",
    Support.PARTIAL: "in part",
    Support.MANUAL: "by hand",
    Support.NONE: "no",
}
_PRODUCTS = {
    Product.FREE: "Free, Team",
    Product.CLOUD: "Enterprise Cloud",
    Product.SAML: "with single sign-on",
    Product.EMU: "managed users",
    Product.SERVER: "Enterprise Server",
}
_PLANS = {
    Plan.BASIC: "Free, Pro",
    Plan.BUSINESS: "Business+",
    Plan.ENTERPRISE: "Enterprise",
}


class _Row(Protocol):
    @property
    def ability(self) -> Ability: ...
    @property
    def kind(self) -> str: ...
    @property
    def support(self) -> Support: ...
    @property
    def remark(self) -> str: ...


def credentials(service: str) -> str:
    """What a connector works with."""
    rows = [
        (code(field), code(vault.variable(service, field)), said) for field, said in registry.secrets(service).items()
    ]
    return table(("credential", "variable", "what it is"), rows)


def _where(chosen: Iterable[object], known: dict[Product, str] | dict[Plan, str]) -> str:
    names = [name for one, name in known.items() if one in list(chosen)]
    return "all" if len(names) == len(known) else "; ".join(names)


def _said(row: _Row, *more: str) -> tuple[str, str, str]:
    return code(row.kind), _SUPPORT[row.support], " ".join(filter(None, (row.remark, *more)))


def _github_rights() -> str:
    rows = [
        (need.purpose, code(need.permission), code(need.scope), _where(need.products, _PRODUCTS))
        for need in github_rights.NEEDS
    ]
    return table(("to", "the App's permission", "or the classic token's scope", "on"), rows)


def _github_abilities() -> str:
    rows = [
        (
            _ABILITIES[row.ability],
            *_said(row, "Needs the App." if row.needs_app else ""),
            _where(row.products, _PRODUCTS),
        )
        for row in github.ROWS
    ]
    return table(("to", "of kind", "possible", "remark", "on"), rows)


def _slack_rights() -> str:
    rows = [(need.purpose, code(need.scope), _where(need.plans, _PLANS)) for need in slack_rights.NEEDS]
    return table(("to", "the token's scope", "on"), rows)


def _slack_abilities() -> str:
    rows = [(_ABILITIES[row.ability], *_said(row), _where(row.plans, _PLANS)) for row in slack.ROWS]
    return table(("to", "of kind", "possible", "remark", "on"), rows)


def _atlassian_rights() -> str:
    rows = [(need.purpose, code(need.scope), code("scoped_key")) for need in atlassian_rights.NEEDS]
    rows.append(
        (
            "list and delete one account's API tokens, and deactivate accounts",
            "none: a key without scopes",
            code("org_key"),
        )
    )
    return table(("to", "the key's scope", "credential"), rows)


def _atlassian_abilities() -> str:
    rows = [
        (
            _ABILITIES[row.ability],
            *_said(
                row,
                "Needs `org_key`." if row.needs_org_key else "",
                "Needs `own_keys`." if row.needs_own_keys else "",
            ),
        )
        for row in atlassian.CLOUD
    ]
    return table(("to", "of kind", "possible", "remark"), rows)


def _data_center_abilities() -> str:
    rows = [(_ABILITIES[row.ability], *_said(row)) for row in atlassian.DATA_CENTER]
    return table(("to", "of kind", "possible", "remark"), rows)


def _never(denied: Sequence[Denied]) -> str:
    return table(("method", "path", "because"), _distinct(denied))


def _distinct(denied: Iterable[Denied]) -> Iterator[tuple[str, str, str]]:
    """One row a path; its methods together."""
    methods: dict[tuple[str, str], list[str]] = {}
    for one in denied:
        methods.setdefault((one.path, one.why), []).append(one.method)
    for (path, reason), found in methods.items():
        yield _methods(found), code(path), reason


def _methods(found: Collection[str]) -> str:
    return "any" if "*" in found else ", ".join(found)


BLOCKS: Mapping[str, Callable[[], str]] = {
    **{f"credentials of {service}": partial(credentials, service) for service in registry.CONNECTORS},
    "rights at github": _github_rights,
    "abilities at github": _github_abilities,
    "never sent to github": partial(_never, github_denied.DENIED),
    "rights at slack": _slack_rights,
    "abilities at slack": _slack_abilities,
    "never sent to slack": partial(_never, slack_denied.DENIED),
    "rights at atlassian": _atlassian_rights,
    "abilities at atlassian": _atlassian_abilities,
    "abilities at a data center": _data_center_abilities,
    "never sent to atlassian": partial(_never, atlassian_denied.DENIED),
}
