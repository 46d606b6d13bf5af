"""The bundle: written whole or not at all, and every alteration named."""

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.errors import Incomplete, UsageError
from mcpsweep.executor import evidence
from mcpsweep.executor.evidence import EVENTS, MANIFEST, PAGE, PLAN, REPORT, check, files, manifest_hash, write
from mcpsweep.model.flaw import Flaw, FlawKind
from mcpsweep.model.manifest import Manifest, SealedFile, sign
from mcpsweep.model.plan import EvidenceFormat, Plan
from mcpsweep.model.record import START, Record, line, seal
from mcpsweep.model.run import RunReport
from mcpsweep.planner import digest
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import PlanFormat, RunFormat, load
from tests.reports.runs import departure, offboarding, plan
from tests.reports.schema import FOLDER

AT = "2026-11-20T10:05:00Z"
PROPOSAL = digest.sign(departure())
FILES = files(PROPOSAL)
REPORTED: RunReport = msgspec.structs.replace(offboarding(), plan=PROPOSAL.id, plan_digest=PROPOSAL.digest)


def records(count: int = 3, run: str = REPORTED.run) -> list[Record]:
    """What happened in a run."""
    found: list[Record] = []
    for number in range(count):
        found.append(seal(found[-1] if found else None, AT, run, "intent", {"step": f"s{number:03d}"}))
    return found


def texts(made: Plan = PROPOSAL) -> dict[str, str]:
    """The rendered files."""
    return {
        PLAN: load(PlanFormat.YAML).render(made, Canvas()),
        REPORT: load(RunFormat.JSON).render(REPORTED, Canvas()),
        PAGE: load(RunFormat.HTML).render(REPORTED, Canvas()),
    }


TEXTS = texts()


def bundle(folder: Path) -> Path:
    """A whole bundle."""
    write(folder, REPORTED.run, PROPOSAL, TEXTS, records(), AT)
    return folder


@contextmanager
def fresh() -> Iterator[Path]:
    """A whole bundle for each example of a property test."""
    with TemporaryDirectory() as folder:
        yield bundle(Path(folder) / "evidence")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole bundle."""
    return bundle(tmp_path / "evidence")


def read_manifest(folder: Path) -> Manifest:
    """The bundle's manifest."""
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)


def forge(folder: Path, **changes: Any) -> None:
    """Make a manifest anew, as somebody would who wants an alteration not to show."""
    names = [path.name for path in folder.iterdir() if path.name != MANIFEST]
    contents = {name: (folder / name).read_bytes() for name in names}
    files = {name: SealedFile(len(data), hashlib.sha256(data).hexdigest()) for name, data in contents.items()}
    manifest = msgspec.structs.replace(read_manifest(folder), **{"files": files} | changes)
    text = json.dumps(msgspec.to_builtins(sign(manifest)), indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="ascii")


# Writing


def test_a_bundle_is_whole(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, MANIFEST])
    assert check(folder) == ()


def test_it_is_for_its_owner_only(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_careless_umask_makes_no_difference(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = bundle(tmp_path / "evidence")
    finally:
        os.umask(before)
    test_it_is_for_its_owner_only(folder)


def test_the_manifest_says_what_the_bundle_is(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest.run, manifest.plan, manifest.plan_digest) == (REPORTED.run, PROPOSAL.id, PROPOSAL.digest)
    assert (manifest.created_at, manifest.records, manifest.head) == (AT, 3, records()[-1].hash)
    assert manifest.tool.name == "mcpsweep"
    schema = json.loads((FOLDER / "evidence-1.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def test_the_events_are_the_records_a_line_each(folder: Path) -> None:
    assert (folder / EVENTS).read_text(encoding="ascii") == "".join(line(record) + "\n" for record in records())


def test_what_is_to_be_kept_elsewhere_is_the_manifests_own_hash(tmp_path: Path) -> None:
    told = write(tmp_path / "evidence", REPORTED.run, PROPOSAL, TEXTS, records(), AT)
    assert told == hashlib.sha256((tmp_path / "evidence" / MANIFEST).read_bytes()).hexdigest()
    assert manifest_hash(tmp_path / "evidence") == told


def test_the_same_in_gives_the_same_out(tmp_path: Path) -> None:
    one, other = (bundle(tmp_path / name) for name in ("one", "other"))
    assert manifest_hash(one) == manifest_hash(other)


def test_a_run_without_events_has_a_bundle_too(tmp_path: Path) -> None:
    write(tmp_path / "evidence", REPORTED.run, PROPOSAL, TEXTS, [], AT)
    assert read_manifest(tmp_path / "evidence").head == START
    assert check(tmp_path / "evidence") == ()


@pytest.mark.parametrize(("wanted", "name"), [(EvidenceFormat.JSON, REPORT), (EvidenceFormat.HTML, PAGE)])
def test_it_holds_the_report_as_the_plan_wants_it(wanted: EvidenceFormat, name: str, tmp_path: Path) -> None:
    made = digest.sign(msgspec.structs.replace(PROPOSAL, evidence=(wanted,)))
    folder = tmp_path / "evidence"
    rendered = texts(made)
    write(folder, REPORTED.run, made, {PLAN: rendered[PLAN], name: rendered[name]}, records(), AT)
    assert {path.name for path in folder.iterdir()} == {MANIFEST, PLAN, EVENTS, name}
    assert check(folder) == ()
    (folder / name).unlink()
    forge(folder)
    assert [(flaw.file, flaw.kind) for flaw in check(folder)] == [(name, FlawKind.MISSING)]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir(mode=0o755)
    test_it_is_for_its_owner_only(bundle(tmp_path / "evidence"))


def _folder_with_a_file(place: Path) -> None:
    place.mkdir()
    (place / "mine").write_text("mine", encoding="utf-8")


def _file(place: Path) -> None:
    place.write_text("mine", encoding="utf-8")


def _link_to_nothing(place: Path) -> None:
    place.symlink_to("nowhere/at/all")


@pytest.mark.parametrize("prepare", [_folder_with_a_file, _file, _link_to_nothing])
def test_nothing_that_is_there_is_written_over(prepare: Callable[[Path], None], tmp_path: Path) -> None:
    place = tmp_path / "evidence"
    prepare(place)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="cannot write the evidence"):
        bundle(place)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_without_a_parent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        bundle(tmp_path / "no" / "evidence")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("when", range(1, 9))
def test_it_is_written_whole_or_not_at_all(when: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up at any moment: at each file, and at the lists of names."""
    calls = 0
    real = os.fsync

    def full(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == when:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    place = tmp_path / "evidence"
    if when > len(FILES) + 3:
        bundle(place)
    else:
        with pytest.raises(Incomplete, match="No space left on device"):
            bundle(place)
    assert [path.name for path in tmp_path.iterdir()] in ([], ["evidence"])
    assert not place.exists() or check(place) == ()


@pytest.mark.parametrize("name", [MANIFEST, EVENTS, "../x", "a/b", "", ".hidden", "x" * 101])
def test_no_text_takes_another_place(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no text can be called"):
        write(tmp_path / "evidence", REPORTED.run, PROPOSAL, TEXTS | {name: ""}, records(), AT)


def test_a_bundle_without_its_report_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"report\.html"):
        write(tmp_path / "evidence", REPORTED.run, PROPOSAL, {PLAN: "", REPORT: ""}, records(), AT)


# Checking


def files_of(flaws: tuple[Flaw, ...]) -> set[str]:
    """The files that flaws are in."""
    return {flaw.file for flaw in flaws}


@given(st.sampled_from([*FILES, MANIFEST]), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_in_any_file_is_named(name: str, at: int, mask: int) -> None:
    with fresh() as folder:
        content = bytearray((folder / name).read_bytes())
        content[at % len(content)] ^= mask
        (folder / name).write_bytes(content)
        assert files_of(check(folder)) == {name}


@given(st.sampled_from([*FILES, MANIFEST]), st.integers(0))
def test_any_file_that_was_cut_off_is_named(name: str, at: int) -> None:
    with fresh() as folder:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: at % len(content)])
        assert files_of(check(folder)) == {name}


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert (name, FlawKind.MISSING) in {(flaw.file, flaw.kind) for flaw in check(folder)}
    assert files_of(check(folder)) == {name}


def test_a_file_too_many_is_named(folder: Path) -> None:
    (folder / "notes.txt").write_text("added later", encoding="utf-8")
    assert check(folder) == (Flaw("notes.txt", FlawKind.EXTRA, "the manifest does not know of it"),)


def test_a_changed_file_says_how(folder: Path) -> None:
    size = (folder / PAGE).stat().st_size
    with (folder / PAGE).open("ab") as stream:
        stream.write(b"!")
    (flaw,) = check(folder)
    assert flaw == Flaw(PAGE, FlawKind.CHANGED, f"it has {size + 1} bytes, and had {size} when it was written")


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are of POSIX")
@pytest.mark.parametrize("make", [lambda place: place.symlink_to("/etc/hostname"), os.mkfifo, Path.mkdir])
@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_what_is_no_file_is_not_followed_and_not_waited_for(
    name: str, make: Callable[[Path], None], folder: Path
) -> None:
    (folder / name).unlink()
    make(folder / name)
    assert FlawKind.UNREADABLE in {flaw.kind for flaw in check(folder) if flaw.file == name}
    assert manifest_hash(folder) is None or name != MANIFEST


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FlawKind.UNREADABLE),
        (b"\xff\xfe", FlawKind.UNREADABLE),
        (b"[" * 100_000, FlawKind.UNREADABLE),
        (b'{"format": "mcpsweep-evidence/2"}', FlawKind.UNREADABLE),
    ],
)
def test_a_manifest_that_is_none_is_named(content: bytes, kind: FlawKind, folder: Path) -> None:
    (folder / MANIFEST).write_bytes(content)
    assert [(flaw.file, flaw.kind) for flaw in check(folder)] == [(MANIFEST, kind)]


def test_no_folder_is_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        check(tmp_path / "none")
    assert manifest_hash(tmp_path / "none") is None


# Altered by somebody who makes the manifest fit


def rewrite(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Alter the lines of the events, and hide it in the manifest's hashes."""
    lines = (folder / EVENTS).read_text(encoding="ascii").splitlines()
    (folder / EVENTS).write_text("".join(text + "\n" for text in change(lines)), encoding="ascii")
    forge(folder)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda lines: [lines[0], lines[1].replace("s001", "s009"), lines[2]], 2),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[2]], 1),
        (lambda lines: [lines[0], lines[1], lines[1], lines[2]], 3),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
    ],
)
def test_an_altered_event_is_named_by_its_line(
    change: Callable[[list[str]], list[str]], number: int, folder: Path
) -> None:
    rewrite(folder, change)
    broken = [flaw for flaw in check(folder) if flaw.kind is FlawKind.BROKEN_CHAIN]
    assert broken[0].line == number
    assert files_of(check(folder)) == {EVENTS}


def test_events_that_were_cut_off_at_the_end_are_missed(folder: Path) -> None:
    rewrite(folder, lambda lines: lines[:2])
    (flaw,) = check(folder)
    assert (flaw.file, flaw.kind, flaw.line) == (EVENTS, FlawKind.CONTRADICTION, 3)
    assert flaw.reason == "it has 2 records, and the manifest says 3"


def test_a_line_that_is_no_record_is_named(folder: Path) -> None:
    rewrite(folder, lambda lines: [lines[0], "nonsense", lines[2]])
    assert check(folder)[0].line == 2
    assert check(folder)[0].kind is FlawKind.UNREADABLE


def test_another_chain_of_the_same_length_is_not_the_one_that_the_manifest_names(folder: Path) -> None:
    others = records(run="run-other")
    (folder / EVENTS).write_text("".join(line(record) + "\n" for record in others), encoding="ascii")
    forge(folder)
    reasons = {flaw.reason for flaw in check(folder)}
    assert reasons == {
        "it does not end with the record that the manifest names",
        f"it is about another run than {REPORTED.run}",
    }


def test_a_plan_that_was_altered_by_hand_breaks_its_digest(folder: Path) -> None:
    text = (folder / PLAN).read_text(encoding="ascii")
    (folder / PLAN).write_text(text.replace("confirm: ask", "confirm: auto"), encoding="ascii")
    forge(folder)
    (flaw,) = check(folder)
    assert (flaw.file, flaw.kind) == (PLAN, FlawKind.UNREADABLE)
    assert "its digest does not fit" in flaw.reason


def test_another_plan_is_not_the_one_that_the_manifest_names(folder: Path) -> None:
    (folder / PLAN).write_text(texts(digest.sign(plan(id="p-other")))[PLAN], encoding="ascii")
    forge(folder)
    (flaw,) = check(folder)
    assert (flaw.file, flaw.kind) == (PLAN, FlawKind.CONTRADICTION)


def test_another_runs_report_is_named(folder: Path) -> None:
    other = msgspec.structs.replace(REPORTED, run="run-other")
    (folder / REPORT).write_text(load(RunFormat.JSON).render(other, Canvas()), encoding="ascii")
    forge(folder)
    (flaw,) = check(folder)
    assert (flaw.file, flaw.kind) == (REPORT, FlawKind.CONTRADICTION)


def test_a_report_that_is_none_is_named(folder: Path) -> None:
    (folder / REPORT).write_text("{}", encoding="ascii")
    forge(folder)
    assert [(flaw.file, flaw.kind) for flaw in check(folder)] == [(REPORT, FlawKind.UNREADABLE)]


def test_a_file_that_every_bundle_has_is_missed_even_if_the_manifest_forgets_it(folder: Path) -> None:
    (folder / PAGE).unlink()
    forge(folder)
    (flaw,) = check(folder)
    assert (flaw.file, flaw.kind) == (PAGE, FlawKind.MISSING)


@pytest.mark.parametrize("name", ["../../outside", "/etc/hostname", "a/b"])
def test_no_name_in_a_manifest_leads_out_of_the_bundle(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**read_manifest(folder).files, name: SealedFile(0, hashlib.sha256().hexdigest())}
    forge(folder, files=files)
    opened: list[str] = []
    real = evidence._open

    def spy(path: Path) -> BufferedReader:
        opened.append(path.name)
        return real(path)

    monkeypatch.setattr(evidence, "_open", spy)
    (flaw,) = check(folder)
    assert (flaw.file, flaw.kind) == (MANIFEST, FlawKind.CONTRADICTION)
    assert set(opened) <= {*FILES, MANIFEST}


def test_a_bundle_made_anew_as_a_whole_shows_in_the_hash_kept_elsewhere_alone(folder: Path) -> None:
    """What a manifest in the same folder cannot prove."""
    kept = manifest_hash(folder)
    (folder / PAGE).write_text("<p>nothing happened</p>", encoding="utf-8")
    forge(folder)
    assert check(folder) == ()
    assert manifest_hash(folder) != kept
