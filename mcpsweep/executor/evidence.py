"""The bundle that proves a run: written whole or not at all, and checked file by file, line by line.

A bundle is a folder of `files` and a manifest with the size and SHA-256 of each. What is changed in it by accident or
by hand shows. Whoever can write to it can also make all of it anew, with hashes that fit: against that, the SHA-256 of
the manifest itself has to be kept elsewhere, and compared with `manifest_hash`.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from pathlib import Path

import msgspec

from mcpsweep import __version__
from mcpsweep.errors import Incomplete, UsageError
from mcpsweep.model.canonical import sayable
from mcpsweep.model.flaw import Flaw, FlawKind
from mcpsweep.model.inventory import Tool
from mcpsweep.model.manifest import FORMAT, Manifest, SealedFile, is_intact, sign
from mcpsweep.model.plan import EvidenceFormat, Plan
from mcpsweep.model.record import START, Record, breaks, line
from mcpsweep.model.run import RunReport
from mcpsweep.planner import file as plan_file

MANIFEST = "manifest.json"
PLAN = "plan.yaml"
EVENTS = "events.jsonl"
REPORT = "report.json"
PAGE = "report.html"
REPORTS: Mapping[EvidenceFormat, str] = {EvidenceFormat.JSON: REPORT, EvidenceFormat.HTML: PAGE}
"""The report's file in each format."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
"""No name of a file in a bundle leads out of it."""
_LARGEST = 256 * 1024 * 1024
"""Bytes. A larger file is compared with the manifest, but not read for what it says."""
_ELSEWHERE = "give --output a folder that is not there yet"


def files(plan: Plan) -> tuple[str, ...]:
    """What the bundle of a run of `plan` holds besides its manifest."""
    return (PLAN, EVENTS, *(REPORTS[format_] for format_ in plan.evidence))


def write(
    folder: Path, run: str, plan: Plan, texts: Mapping[str, str], records: Sequence[Record], created_at: str
) -> str:
    """Write the bundle of `run`, and return the SHA-256 of its manifest, which is to be kept elsewhere.

    `texts` are the rendered `files` but the events, and whatever else belongs into it, by name; `records` are the run's
    own. The folder has mode 0700 and every file 0600. Raises `UsageError` where `folder` is there and not empty,
    or has no parent, and `Incomplete` where it cannot be written; neither leaves a part of a bundle behind.
    """
    if missing := set(files(plan)) - {EVENTS} - set(texts):
        raise ValueError(f"no text was given for {', '.join(sorted(missing))}")
    if wrong := [name for name in texts if name in (MANIFEST, EVENTS) or not _NAME.fullmatch(name)]:
        raise ValueError(f"no text can be called {', '.join(wrong)}")
    contents = {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}
    contents[EVENTS] = "".join(line(record) + "\n" for record in records).encode("ascii")
    manifest = sign(
        Manifest(
            format=FORMAT,
            run=run,
            plan=plan.id,
            plan_digest=plan.digest,
            tool=Tool("mcpsweep", __version__),
            created_at=created_at,
            records=len(records),
            head=records[-1].hash if records else START,
            files={name: _sealed(content) for name, content in sorted(contents.items())},
        )
    )
    contents[MANIFEST] = _written(manifest)
    _place(Path(os.path.realpath(folder)), contents)
    return hashlib.sha256(contents[MANIFEST]).hexdigest()


def manifest_hash(folder: Path) -> str | None:
    """The SHA-256 of the bundle's manifest as it is now; null where there is none that can be read."""
    try:
        with _open(folder / MANIFEST) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def check(folder: Path) -> tuple[Flaw, ...]:
    """Where the bundle in `folder` is not what it was when it was written; nothing if it is whole.

    Raises `UsageError` where `folder` is no folder that can be read.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise UsageError(f"the evidence in {folder} cannot be read: {error.strerror}") from None
    manifest = _read_manifest(folder)
    if isinstance(manifest, Flaw):
        return tuple(sorted({manifest, *_check_chain(folder, None)}))
    plan = _read_plan(folder)
    found = {*_check_files(folder, manifest, names, plan), *_check_chain(folder, manifest)}
    found |= {*_check_plan(plan, manifest), *_check_report(folder, manifest)}
    return tuple(sorted(found))


def _sealed(content: bytes) -> SealedFile:
    return SealedFile(len(content), hashlib.sha256(content).hexdigest())


def _written(manifest: Manifest) -> bytes:
    return (json.dumps(sayable(msgspec.to_builtins(manifest)), indent=2) + "\n").encode("ascii")


def _place(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Put a folder of `contents` where `folder` says: first beside it, then in its place by one rename."""
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"cannot write the evidence to {folder}: it is there already, and not an empty folder", _ELSEWHERE
        )
    if not folder.parent.is_dir():
        raise UsageError(f"cannot write the evidence to {folder}: there is no folder {folder.parent}", _ELSEWHERE)
    draft = None
    try:
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".mcpsweep-"))
        for name, content in contents.items():
            _write(draft / name, content)
        _sync(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise Incomplete(f"the evidence could not be written to {folder}: {error.strerror}") from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Put a folder's list of names on disk, where the system can do that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _open(path: Path) -> BufferedReader:
    """A regular file, no link: a bundle comes from somebody else. Raises `OSError`."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    stream = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(0, "it is no file")
    return stream


def _content(folder: Path, name: str) -> bytes | Flaw:
    try:
        with _open(folder / name) as stream:
            content = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        return Flaw(name, FlawKind.MISSING, "it is not there")
    except OSError as error:
        return Flaw(name, FlawKind.UNREADABLE, f"it cannot be read: {error.strerror}")
    if len(content) > _LARGEST:
        return Flaw(name, FlawKind.UNREADABLE, "it is larger than any of ours")
    return content


def _read_manifest(folder: Path) -> Manifest | Flaw:
    content = _content(folder, MANIFEST)
    if isinstance(content, Flaw):
        return content
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        return Flaw(MANIFEST, FlawKind.UNREADABLE, f"it is no manifest: {error}")
    if not is_intact(manifest) or _written(manifest) != content:
        return Flaw(
            MANIFEST, FlawKind.CHANGED, "its digest is not that of its content: nothing it says can be relied on"
        )
    return manifest


def _check_files(folder: Path, manifest: Manifest, names: Sequence[str], plan: Plan | Flaw) -> Iterator[Flaw]:
    for name in names:
        if name != MANIFEST and name not in manifest.files:
            yield Flaw(name, FlawKind.EXTRA, "the manifest does not know of it")
    for name in (PLAN, EVENTS) if isinstance(plan, Flaw) else files(plan):
        if name not in manifest.files:
            yield Flaw(name, FlawKind.MISSING, "it belongs into the bundle, and the manifest does not know of it")
    for name, sealed in manifest.files.items():
        if not _NAME.fullmatch(name):
            yield Flaw(MANIFEST, FlawKind.CONTRADICTION, f"{name} is no name of a file in a bundle")
        else:
            yield from _check_file(folder, name, sealed)


def _check_file(folder: Path, name: str, sealed: SealedFile) -> Iterator[Flaw]:
    try:
        with _open(folder / name) as stream:
            size = os.fstat(stream.fileno()).st_size
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest() if size == sealed.size else ""
    except FileNotFoundError:
        yield Flaw(name, FlawKind.MISSING, "it is not there")
    except OSError as error:
        yield Flaw(name, FlawKind.UNREADABLE, f"it cannot be read: {error.strerror}")
    else:
        if size != sealed.size:
            yield Flaw(name, FlawKind.CHANGED, f"it has {size} bytes, and had {sealed.size} when it was written")
        elif sha256 != sealed.sha256:
            yield Flaw(name, FlawKind.CHANGED, "its SHA-256 is not the one that the manifest gives")


def _check_chain(folder: Path, manifest: Manifest | None) -> Iterator[Flaw]:
    content = _content(folder, EVENTS)
    if isinstance(content, Flaw):
        yield content
        return
    records: list[Record] = []
    for number, text in enumerate(content.splitlines(), 1):
        try:
            records.append(msgspec.json.decode(text, type=Record))
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            yield Flaw(EVENTS, FlawKind.UNREADABLE, f"it is no record: {error}", number)
            return
    for found in breaks(records):
        yield Flaw(EVENTS, FlawKind.BROKEN_CHAIN, found.reason, found.position)
    if manifest is not None:
        yield from _check_end(records, manifest)


def _check_end(records: Sequence[Record], manifest: Manifest) -> Iterator[Flaw]:
    """A chain cannot tell by itself that its end was cut off."""
    if len(records) != manifest.records:
        reason = f"it has {len(records)} records, and the manifest says {manifest.records}"
        yield Flaw(EVENTS, FlawKind.CONTRADICTION, reason, min(len(records), manifest.records) + 1)
    elif (records[-1].hash if records else START) != manifest.head:
        yield Flaw(
            EVENTS, FlawKind.CONTRADICTION, "it does not end with the record that the manifest names", len(records)
        )
    if records and records[0].run != manifest.run:
        yield Flaw(EVENTS, FlawKind.CONTRADICTION, f"it is about another run than {manifest.run}", 1)


def _read_plan(folder: Path) -> Plan | Flaw:
    content = _content(folder, PLAN)
    if isinstance(content, Flaw):
        return content
    try:
        return plan_file.read(folder / PLAN)
    except UsageError as error:
        return Flaw(PLAN, FlawKind.UNREADABLE, error.message)


def _check_plan(plan: Plan | Flaw, manifest: Manifest) -> Iterator[Flaw]:
    if isinstance(plan, Flaw):
        yield plan
    elif (plan.id, plan.digest) != (manifest.plan, manifest.plan_digest):
        yield Flaw(PLAN, FlawKind.CONTRADICTION, f"it is not the plan that the manifest names, {manifest.plan}")


def _check_report(folder: Path, manifest: Manifest) -> Iterator[Flaw]:
    if REPORT not in manifest.files:
        return
    content = _content(folder, REPORT)
    if isinstance(content, Flaw):
        yield content
        return
    try:
        report = msgspec.json.decode(content, type=RunReport)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        yield Flaw(REPORT, FlawKind.UNREADABLE, f"it is no report of a run: {error}")
        return
    if (report.run, report.plan) != (manifest.run, manifest.plan):
        yield Flaw(REPORT, FlawKind.CONTRADICTION, "it is about another run or plan than the manifest")
