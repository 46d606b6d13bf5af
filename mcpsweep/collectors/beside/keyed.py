"""Read a store of keys and values: the key says what stands under it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mcpsweep.collectors import left_over, token_store
from mcpsweep.collectors.base import File
from mcpsweep.collectors.beside.base import Keyed, Store
from mcpsweep.collectors.beside.logins import issued_by, leads_to, login
from mcpsweep.collectors.observation import Guarded, Held, Observation, Place, Unclear
from mcpsweep.detection.base import Context, Syntax
from mcpsweep.detection.hints import hint
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.issuer import service_of
from mcpsweep.detection.names import is_credential_name
from mcpsweep.detection.redaction import redact
from mcpsweep.documents.base import Document, Entry, Mapping, Node, Path, Scalar, Sequence, pointer
from mcpsweep.documents.read import parse
from mcpsweep.model.account import OF_LOGIN, AccountHint
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret

KINDS = {
    "accesstoken": "oauth-access-token",
    "oauthtoken": "oauth-access-token",
    "refreshtoken": "oauth-refresh-token",
    "idtoken": "oauth-id-token",
    "clientsecret": "oauth-client-secret",
    "azureclientsecret": "oauth-client-secret",
    "token": "token",
    "identitytoken": "token",
    "registrytoken": "token",
    "authtoken": "token",
    "npmauthtoken": "token",
    "apitoken": "api-key",
    "apikey": "api-key",
    "secret": "token",
    "password": "password",
    "passwd": "password",
    "passcode": "password",
    "privatekey": "private-key",
    "privatekeyraw": "private-key",
    "privatekeypassphrase": "passphrase",
    "keypassphrase": "passphrase",
}
"""Key → kind of what stands under it, in every store."""
_SAYS_WHOSE = frozenset({"type", "host", "hostname", "server", "url", "registry", "repository", "serverhostname"})
"""Keys beside a login whose value tells who issued it."""
_NO_KEYCHAINS = frozenset({"", "store", "cache"})
"""git's own helpers: what they keep is read where it lies, or in memory only."""
_PUBLIC_APPLICATIONS = frozenset(
    {
        "32555940559.apps.googleusercontent.com",
        "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",
    }
)
"""Google's own command line: its client secret is part of the program, the same for everybody (RFC 8252, 8.5)."""
_SIGNS = re.compile(r"[^a-z0-9]+")
_QUOTED = re.compile(r'"([^"]*)"')


def plain(key: str) -> str:
    """A key as the tables name it: `//host/:_authToken` → `authtoken`."""
    return _SIGNS.sub("", key.rstrip(":").rpartition(":")[2].lower())


def read(file: File, data: bytes, store: Store, form: Keyed) -> Iterator[Observation]:
    """Every login in a store, and everything in it that leads to one."""
    document = parse(data, form.format)
    seen: set[Secret] = set()
    for observation in _Reader(file, store, form).read(document):
        if isinstance(observation, Held):
            seen.add(observation.hit.secret)
        yield observation
    yield from left_over.read(file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


class _Reader:
    """One pass over one store."""

    def __init__(self, file: File, store: Store, form: Keyed) -> None:
        self._file = file
        self._store = store
        self._form = form

    def read(self, document: Document) -> Iterator[Observation]:
        """Everything in the tree, without recursion."""
        stack: list[tuple[Path, Node, tuple[Mapping, ...]]] = []
        if document.root is not None:
            stack.append(((), document.root, ()))
        while stack:
            path, node, around = stack.pop()
            match node:
                case Mapping(entries=entries):
                    for entry in entries:
                        yield from self._read_key(path, entry)
                    stack.extend(((*path, one.key), one.value, (node, *around)[:3]) for one in reversed(entries))
                case Sequence(items=items):
                    stack.extend(((*path, str(i)), item, around) for i, item in reversed(list(enumerate(items))))
                case Scalar() if path and node.text.strip():
                    yield from self._read_value(path, node, around)

    def _read_key(self, path: Path, entry: Entry) -> Iterator[Observation]:
        """git writes addresses into the names of sections: `[url "https://user:token@host/"]`."""
        quoted = _QUOTED.search(entry.key)
        if quoted is not None and "://" in quoted[1] and isinstance(entry.value, Mapping):
            place = Place(self._file.path, entry.line, entry.column, _pointer((*path, entry.key)))
            for hit in inspect(quoted[1], Context(Slot.URL, "url")).hits:
                yield Held(hit, place.within(entry.key, quoted.start(1) + hit.start))

    def _read_value(self, path: Path, scalar: Scalar, around: tuple[Mapping, ...]) -> Iterator[Observation]:
        form, service = self._form, self._store.service
        name = plain(path[-1])
        above = plain(path[-2]) if len(path) > 1 else ""
        place = Place(self._file.path, scalar.line, scalar.column, _pointer(path))
        key = path[-1].rstrip(":").rpartition(":")[2]
        hints = (*_hosts(path, around), *((service,) if service else ()))
        issuer = service_of(key if name in form.kinds else "", hints)
        if name in form.helpers or f"{above}/{name}" in form.helpers:
            target, reason = redact(scalar.text, Context(Slot.COMMAND)), "a command that prints it; it was not run"
            yield leads_to(self._file, Syntax.HELPER, target, place, issuer.service, "credential", key, reason)
        elif name in form.keychains or above in form.keychains:
            yield from self._kept(path, scalar, place, above in form.keychains)
        elif name in form.files:
            kind, reason = "token" if "token" in name else "private-key", "it lies in the file that is named here"
            yield leads_to(self._file, Syntax.FILE, scalar.text, place, issuer.service, kind, key, reason)
        elif name in form.basic:
            for hit in inspect(f"Basic {scalar.text}", Context(Slot.HEADER, "Authorization", hints)).hits:
                named = replace(issued_by(service, hit), name=key)
                yield Held(named, place, accounts=self._accounts(path, around, hit.service))
        elif above in form.variables or name in form.variables or (len(path) > 2 and plain(path[-3]) in form.variables):
            context = Context(Slot.ENV, path[-1] if above in form.variables and not path[-1].isdecimal() else "")
            for hit in inspect(scalar.text, context).hits:
                yield Held(hit, place.within(scalar.text, hit.start))
        elif (name in form.pairs or above in form.pairs) and "=" in scalar.text:
            vendor = scalar.text.partition("=")[0]
            context = Context(Slot.ENV, vendor if is_credential_name(vendor) else f"{vendor}_API_KEY")
            for hit in inspect(scalar.text[len(vendor) + 1 :], context).hits:
                yield Held(hit, place.within(scalar.text, len(vendor) + 1 + hit.start))
        elif name in form.kinds or name in KINDS:
            if is_public(name, around):
                return
            kind = form.kinds.get(name) or KINDS[name]
            whose = self._accounts(path, around, issuer.service)
            for seen in login(
                self._file,
                scalar.text,
                place,
                title=self._store.title,
                service=issuer.service,
                kind=kind,
                is_kind_sure=name in form.kinds,
                name=key,
                hints=hints,
                accounts=whose,
            ):
                if isinstance(seen, Held) and kind not in token_store.OUTLIVES:
                    seen = Held(token_store.dated(seen.hit, around), seen.place, seen.form, seen.accounts)
                yield seen
        else:
            context = Context(Slot.FILE, key if is_credential_name(key) else "", hints)
            for hit in inspect(scalar.text, context).hits:
                whose = self._accounts(path, around, hit.service)
                yield Held(issued_by(service, hit), place.within(scalar.text, hit.start), accounts=whose)

    def _kept(self, path: Path, scalar: Scalar, place: Place, is_of_host: bool) -> Iterator[Guarded]:
        """Somebody else keeps the credential: for one host, or for all."""
        if scalar.text.strip() in _NO_KEYCHAINS:
            return
        host = path[-1] if is_of_host else ""
        service = service_of("", tuple(filter(None, (host, self._store.service)))).service
        keeper = redact(scalar.text, Context(Slot.COMMAND))
        reason = f"kept by the credential helper {keeper}, which was not asked"
        yield Guarded(service, "login", host or self._store.title, reason, place)

    def _accounts(self, path: Path, around: tuple[Mapping, ...], service: str) -> tuple[AccountHint, ...]:
        told = dict.fromkeys(token_store.accounts(around[:1], service))
        told |= dict.fromkeys(filter(None, (hint(OF_LOGIN, address, "") for address in _addresses(path))))
        for entry in around[0].entries if around else ():
            if plain(entry.key) in self._form.ids and isinstance(entry.value, Scalar) and entry.value.text:
                told[AccountHint(service, entry.value.text, entry.key)] = None
        return tuple(told)


def is_public(name: str, around: tuple[Mapping, ...]) -> bool:
    """Whether a client secret is one that everybody has who has the program."""
    client = around[0].get("client_id") if around else None
    return name == "clientsecret" and isinstance(client, Scalar) and client.text in _PUBLIC_APPLICATIONS


def _pointer(path: Path) -> str:
    """The way to a value. Where an address is a key, its user and password are no part of what may be shown."""
    return pointer(tuple(redact(key, Context(Slot.COMMAND)) if "@" in key else key for key in path))


def _addresses(path: Path) -> Iterator[str]:
    """The keys on the way to a login that may be addresses: gh's `github.acme.example`, npm's `//host/:_authToken`."""
    for key in path[:-1] if "/" not in path[-1] else path:
        yield key.partition("://")[2] or key.strip("/").partition("/")[0]


def _hosts(path: Path, around: tuple[Mapping, ...]) -> tuple[str, ...]:
    """What tells who issued a login: hosts among the keys on the way to it, and what stands beside it."""
    keys = [key.strip("/") for key in reversed(path) if "." in key and " " not in key]
    beside = [
        entry.value.text
        for mapping in around[:1]
        for entry in mapping.entries
        if plain(entry.key) in _SAYS_WHOSE and isinstance(entry.value, Scalar) and entry.value.text
    ]
    return (*keys, *beside)
