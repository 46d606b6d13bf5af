"""What every reader of a store does with a value that must be a login, and with what leads to one."""

from collections.abc import Iterator
from dataclasses import replace

from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Held, Place, Referred, Surroundings
from mcpsweep.detection.base import Context, Hit, Syntax, Use
from mcpsweep.detection.declaring import declare
from mcpsweep.detection.fingerprint import MASK
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.issuer import GENERIC, service_of
from mcpsweep.detection.values import is_stand_in
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.place import Slot

_OAUTH = "oauth-"
"""How kinds begin that an authorization server issues."""


def login(
    file: File,
    text: str,
    place: Place,
    *,
    title: str,
    service: str,
    kind: str,
    is_kind_sure: bool = False,
    name: str = "",
    hints: tuple[str, ...] = (),
    accounts: tuple[AccountHint, ...] = (),
) -> Iterator[Held | Referred]:
    """`text` stands where `title` keeps a login: what it is, or what it refers to.

    `service` counts if nothing else tells it; so does `kind`, unless it `is_kind_sure` and the value has no known form.
    """
    inspection = inspect(text, Context(Slot.FILE, name, hints))
    if inspection.uses and not inspection.hits:
        for use in inspection.uses:
            yield Referred(use, place.within(text, use.start), around(file, hints), accounts)
        return
    hits = inspection.hits
    if not hits and not is_stand_in(text):
        issuer = service_of("", (service,) if service else hints)
        context = Context(Slot.FILE, name)
        hits = (declare(text, context, service=issuer.service, kind=kind, reason=f"a login that {title} keeps"),)
    form = Form.OAUTH if kind.startswith(_OAUTH) else Form.LITERAL
    for hit in hits:
        if is_kind_sure and hit.preview == MASK:
            # Only its name spoke for what it is; the store knows better.
            hit = replace(hit, kind=kind)
        yield Held(issued_by(service, hit), place.within(text, hit.start), form, accounts)


def issued_by(service: str, hit: Hit) -> Hit:
    """`hit` as one of `service`, where nothing about it says better."""
    return replace(hit, service=service) if service and hit.service == GENERIC else hit


def leads_to(
    file: File, syntax: Syntax, target: str, place: Place, service: str, kind: str, name: str, reason: str
) -> Referred:
    """A value that says where the credential is, by a file's path or by a command that prints it."""
    slot = Slot.HELPER if syntax is Syntax.HELPER else Slot.FILE
    use = Use(syntax, target, 0, len(target), service or GENERIC, kind, Confidence.HIGH, reason, slot, name)
    return Referred(use, place, around(file, (service,) if service else ()))


def around(file: File, hints: tuple[str, ...]) -> Surroundings:
    """Where what a store refers to is looked up."""
    folder = file.path.rpartition("/")[0]
    return Surroundings(folders=(folder,), home=file.home.path if file.home else "", hints=hints)
