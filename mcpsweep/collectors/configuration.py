"""Read a configuration: its server entries first, then everything else in it that holds a credential."""

import hashlib
import re
from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.entries import ServerEntry, find
from mcpsweep.collectors.observation import (
    Assigned,
    Assignment,
    Bridged,
    Held,
    Listed,
    Observation,
    Opened,
    Place,
    Referred,
    Surroundings,
    Unclear,
)
from mcpsweep.collectors.route import route_of
from mcpsweep.collectors.slots import ENVIRONMENT_FILE_KEYS, ENVIRONMENT_KEYS, HEADER_KEYS, name_of, slot_of
from mcpsweep.detection.base import Context, Inspection, Syntax, Use
from mcpsweep.detection.hints import hint
from mcpsweep.detection.inspection import Survey, inspect, survey_arguments
from mcpsweep.detection.issuer import service_of
from mcpsweep.detection.names import is_credential_name
from mcpsweep.detection.redaction import redact, redact_surveyed
from mcpsweep.documents.base import Document, Leaf, Mapping, Node, Path, Scalar, leaves, pointer
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret
from mcpsweep.model.server import Scope, Server

_BRIDGE = re.compile(r"(?:^|/)mcp-remote(?:@|$)")
_LONGEST_SETTING = 60
_ANNOUNCES = re.compile(
    r"""(?:token|key|secret|passw(?:or)?d|pat|auth\w*|cookie|credential)["']?\s*[=:]\s*\S|bearer\s+\S|basic\s+\S{8}"""
    r"""|--?[\w-]*(?:token|key|secret|password)[=\s]\S|://[^\s/@]+:[^\s/@]+@""",
    re.IGNORECASE,
)
_MAX_WORDS = 1000
_MAX_HINT = 120
"""A longer word of a command line is no package's name."""
_LISTS_OF_PROJECTS = frozenset({"projects", "trustedFolders", "history_projects"})
"""Keys whose members are named after folders that somebody worked in."""


def read(file: File, document: Document) -> Iterator[Observation]:
    """Everything that one configuration shows."""
    trees: list[tuple[Path, Node]] = [((), document.root)] if document.root is not None else []
    trees += [(comment.path, comment.node) for comment in document.comments if comment.node is not None]
    seen: set[Secret] = set()
    for path, tree in trees:
        for observation in _read_tree(file, path, tree):
            if isinstance(observation, Held):
                seen.add(observation.hit.secret)
            yield observation
    yield from left_over.read(file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _read_tree(file: File, path: Path, tree: Node) -> Iterator[Observation]:
    inside: list[Path] = []
    for entry in find(tree, path):
        inside.append(entry.path)
        yield from _read_entry(file, entry)
    entries = frozenset(inside)
    for leaf in leaves(tree, path):
        if any(leaf.path[:depth] in entries for depth in range(1, len(leaf.path))):
            continue
        yield from _read_leaf(file, leaf)
    yield from _projects(tree)


def _read_leaf(file: File, leaf: Leaf) -> Iterator[Observation]:
    """A value outside server entries: a client's own key, a hook, a permission rule."""
    slot, name = slot_of(leaf.path), name_of(leaf.path)
    place = _place(file, leaf.path, leaf.scalar)
    surroundings = Surroundings(folders=_folders(file), home=file.home.path if file.home else "")
    if slot is Slot.ENV:
        yield Assigned(Assignment(name, leaf.scalar.text, place))
    context = Context(slot, name, _hints_of_path(leaf.path))
    inspection = _inspect_elsewhere(leaf.scalar.text, context)
    yield from _observe(inspection, place, leaf.scalar, surroundings, ())


def _read_entry(file: File, entry: ServerEntry) -> Iterator[Observation]:
    # What comes after so many words is no command that anybody wrote; each is read by itself below.
    words = entry.command()[:_MAX_WORDS]
    texts = [scalar.text for _, scalar in words]
    hints = _hints(entry, texts)
    headers = [e for key in HEADER_KEYS if isinstance(m := entry.body.get(key), Mapping) for e in m.entries]
    where = pointer(entry.path)
    identity = hashlib.blake2b(f"{file.path}\0{where}".encode(errors="replace"), digest_size=6).hexdigest()
    service = service_of("", hints).service
    surveyed = survey_arguments(texts, Context(Slot.ARG, hints=hints))
    shown = redact(entry.url, Context(Slot.URL, "url", hints)) if entry.url else ""
    server = Server(
        id=identity,
        client=file.client,
        scope=Scope.LOCAL if entry.project else file.scope,
        name=entry.name,
        transport=entry.transport,
        target=shown or " ".join(redact_surveyed(texts, surveyed)),
        path=file.path,
        pointer=where,
        project=entry.project or file.project,
        route=route_of(_addresses(entry), [e.key for e in headers], texts),
        service=service,
    )
    yield Listed(server)
    yield from _bridge(texts, server)
    accounts = tuple(_accounts(entry, texts, hints, service))
    below = [leaf for leaf in leaves(entry.node, entry.path) if leaf.scalar.text]
    surroundings = Surroundings(
        assignments=tuple(
            Assignment(leaf.path[-1], leaf.scalar.text, _place(file, leaf.path, leaf.scalar, identity))
            for leaf in below
            if leaf.path[-2] in ENVIRONMENT_KEYS
        ),
        env_files=tuple(leaf.scalar.text for leaf in below if leaf.path[-1] in ENVIRONMENT_FILE_KEYS),
        folders=((entry.project,) if entry.project else ()) + _folders(file),
        home=file.home.path if file.home else "",
        hints=hints,
    )
    spoken = {path for path, _ in words}
    for index, survey in surveyed:
        path, scalar = words[index]
        yield from _observe(survey, _place(file, path, scalar, identity), scalar, surroundings, accounts)
    for leaf in below:
        if leaf.path in spoken:
            continue
        relative = leaf.path[len(entry.path) - 1 :]
        context = Context(slot_of(relative), name_of(relative), hints)
        text = leaf.scalar.text
        inspection = _inspect(text, context)
        place = _place(file, leaf.path, leaf.scalar, identity)
        yield from _observe(inspection, place, leaf.scalar, surroundings, accounts)


def _observe(
    inspection: Inspection | Survey,
    place: Place,
    scalar: Scalar,
    surroundings: Surroundings,
    accounts: tuple[AccountHint, ...],
) -> Iterator[Observation]:
    for hit in inspection.hits:
        yield Held(hit, place.within(scalar.text, hit.start), accounts=accounts)
    for use in inspection.uses:
        yield Referred(use, place.within(scalar.text, use.start), surroundings, accounts)


def _inspect(text: str, context: Context) -> Inspection:
    """One value: a helper and a file of variables are what they are whatever they look like."""
    if not text.strip():
        return Inspection()
    if context.slot is Slot.HELPER:
        command = Context(Slot.COMMAND, context.name, context.hints)
        reason = "a command that prints a credential; it was not run"
        use = _whole(text, context, Syntax.HELPER, redact(text, command), reason)
        return Inspection(inspect(text, command).hits, (use,))
    if context.name in ENVIRONMENT_FILE_KEYS:
        return Inspection(uses=(_whole(text, context, Syntax.FILE, text, "variables are read from this file"),))
    return inspect(text, context)


def _inspect_elsewhere(text: str, context: Context) -> Inspection:
    """A value outside server entries. Prompts, histories and descriptions are no settings: token shapes count there,
    and the rest only where something in the text announces a credential."""
    is_prose = context.slot is Slot.FILE and len(text) > _LONGEST_SETTING and any(sign.isspace() for sign in text)
    if not is_prose or is_credential_name(context.name):
        return _inspect(text, context)
    if _ANNOUNCES.search(text) is not None:
        return _inspect(text, context)
    return Inspection(tuple(left_over.hits(text)))


def _whole(text: str, context: Context, syntax: Syntax, target: str, reason: str) -> Use:
    """All of a value as one reference."""
    issuer = service_of(context.name, context.hints)
    confidence = Confidence.MEDIUM
    span = (0, len(text))
    return Use(syntax, target, *span, issuer.service, issuer.kind, confidence, reason, context.slot, context.name)


def _place(file: File, path: Path, scalar: Scalar, server: str = "") -> Place:
    return Place(file.path, scalar.line, scalar.column, pointer(path), file.client, server)


def _addresses(entry: ServerEntry) -> Iterator[str]:
    """Where it connects to, and what its variables name: a bridge is told its server's address by one."""
    yield entry.url
    for leaf in leaves(entry.node, entry.path):
        if leaf.path[-2] in ENVIRONMENT_KEYS:
            yield leaf.scalar.text


def _bridge(texts: list[str], server: Server) -> Iterator[Bridged]:
    for index, text in enumerate(texts):
        if _BRIDGE.search(text):
            address = next((word for word in texts[index + 1 :] if word.startswith(("http://", "https://"))), "")
            digest = hashlib.md5(address.encode(errors="replace"), usedforsecurity=False).hexdigest()
            yield Bridged(digest, server)


def _hints(entry: ServerEntry, texts: list[str]) -> tuple[str, ...]:
    """Words that may tell the service: the entry's name, the address, and what looks like a package or image.

    What stands behind a flag is the flag's value, maybe a secret, and no package.
    """
    behind = ["", *texts]
    packages = [
        text
        for text, before in zip(texts, behind, strict=False)
        if text and not text.startswith("-") and not before.startswith("--") and len(text) <= _MAX_HINT
    ]
    return tuple(word for word in (entry.name, entry.url, *packages[:8]) if word)


def _hints_of_path(path: Path) -> tuple[str, ...]:
    """Keys on the way to a value, nearest first: a server's or provider's name is often one of them."""
    return tuple(key for key in reversed(path[:-1]) if not key.isdecimal())[:4]


def _accounts(entry: ServerEntry, texts: list[str], hints: tuple[str, ...], service: str) -> Iterator[AccountHint]:
    pairs: list[tuple[str, str]] = [("url", entry.url)] if entry.url else []
    pairs += [
        (leaf.path[-1], leaf.scalar.text)
        for leaf in leaves(entry.node, entry.path)
        if leaf.path[-2] in ENVIRONMENT_KEYS or leaf.path[-2] in HEADER_KEYS
    ]
    for index, text in enumerate(texts):
        flag, equals, value = text.partition("=")
        if equals:
            pairs.append((flag.lstrip("-"), value))
        elif text.startswith("--") and index + 1 < len(texts):
            pairs.append((text.lstrip("-"), texts[index + 1]))
    known = (hint(name, value, service) for name, value in pairs)
    yield from dict.fromkeys(account for account in known if account is not None)


def _folders(file: File) -> tuple[str, ...]:
    own = file.path.rpartition("/")[0]
    return (file.project, own) if file.project else (own,)


def _projects(tree: Node) -> Iterator[Opened]:
    if not isinstance(tree, Mapping):
        return
    for entry in tree.entries:
        if entry.key in _LISTS_OF_PROJECTS and isinstance(entry.value, Mapping):
            yield from (Opened(project.key) for project in entry.value.entries)
