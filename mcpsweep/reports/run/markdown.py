"""For people, in a ticket: what is left to do comes first, as a list to tick off (GitHub's Markdown)."""

from collections.abc import Iterable, Iterator

from mcpsweep.model.instruction import Instruction
from mcpsweep.model.run import RunReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import markdown, markdown_code, web_address
from mcpsweep.reports.origins import asked, source, wholeness
from mcpsweep.reports.run import recap
from mcpsweep.reports.run.view import (
    OPEN,
    SETTLED,
    VERIFIED,
    Entry,
    Fate,
    entries,
    machines,
    others,
    reader,
    record,
    remarks,
    services,
    spot,
    summarise,
    times,
    warnings,
)
from mcpsweep.reports.subjects import accounts, names


def render(report: RunReport, canvas: Canvas) -> str:
    """The report; a paragraph is one line, since some readers keep line breaks."""
    several = len(machines(report)) > 1
    found = entries(report)
    by_hand = [entry for entry in found if entry.fate is Fate.BY_HAND]
    unproven = [entry for entry in found if entry.fate in OPEN]
    settled = services(entry for entry in found if entry.fate in SETTLED or entry.fate is Fate.LEFT)
    lines = [*_run(report)]
    lines += _section("Left to do by hand", _entries("[ ] ", by_hand, several))
    lines += _section("Not done, or not proven", _entries("[ ] ", unproven, several))
    for service, rest in settled.items():
        lines += _section(markdown(service or "elsewhere"), _entries("", rest, several))
    lines += _section("Other people's, left alone", _entries("", others(report), several))
    lines += _section("What could not be seen", _unseen(report))
    lines += _section("Steps", _recap(report))
    return "\n".join(lines) + "\n"


def _run(report: RunReport) -> Iterator[str]:
    yield f"# {markdown(' · '.join(names(report.subject)))}"
    for warning in warnings(report):
        yield f"\n**{markdown(warning)}**"
    yield f"\n{markdown(summarise(report))}.\n"
    yield f"- Run {markdown_code(report.run)}, {markdown(times(report))}"
    playbook = f", playbook {markdown_code(report.playbook)}" if report.playbook else ""
    yield f"- Plan {markdown_code(report.plan)}{playbook}, digest {markdown_code(report.plan_digest) or 'not told'}"
    if known := accounts(report.subject):
        yield f"- Accounts: {markdown(known)}"
    for origin in report.sources:
        yield f"- {markdown(f'{source(origin)}, {asked(origin, report.started_at)}: {wholeness(origin)}')}"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    told = list(lines)
    return ["", f"## {title}", "", *told] if told else []


def _entries(box: str, found: Iterable[Entry], several: bool) -> Iterator[str]:
    for entry in found:
        yield f"- {box}**{entry.fate.value}**: {_title(entry)}"
        for label, words in _details(entry, several):
            if words:
                yield f"  - {label}: {words}"


def _title(entry: Entry) -> str:
    said = [
        markdown(f"{entry.service} {entry.title}".strip()),
        markdown_code(entry.label),
        markdown_code(f"…{entry.suffix}") if entry.suffix else "",
        f"account {markdown_code(entry.account)}" if entry.account else "",
        "shared" if entry.is_shared else "",
    ]
    return " · ".join(filter(None, said))


def _details(entry: Entry, several: bool) -> Iterator[tuple[str, str]]:
    """Label and words, the words harmless and possibly empty."""
    yield "owner", markdown(entry.owner)
    if entry.instruction is not None:
        yield "do", markdown(entry.instruction.text)
        yield "page", _page(entry.instruction)
    verified = VERIFIED[entry.verified] if entry.was_tried else ""
    yield (
        ("how" if entry.fate in SETTLED else "why"),
        markdown("; ".join(filter(None, (entry.reason or entry.rule, verified)))),
    )
    yield "whose", markdown(entry.whose)
    for grant in entry.grants:
        yield "record", markdown(record(grant))
    for place in entry.places:
        yield "in", f"{markdown_code(spot(place))} {markdown(reader(place, with_machine=several))}".rstrip()
    yield "request ids", " ".join(map(markdown_code, entry.request_ids))


def _page(instruction: Instruction) -> str:
    address = web_address(instruction.page)
    return f"<{address}>" if address else markdown_code(instruction.page)


def _unseen(report: RunReport) -> Iterator[str]:
    for gap in report.gaps:
        yield f"- {markdown(f'{gap.connector or gap.service}: {gap.what}: {gap.reason}')}"
        if gap.instruction is not None:
            yield f"  - by hand: {markdown(gap.instruction.text)} {_page(gap.instruction)}".rstrip()
    for remark in remarks(report):
        yield f"- {markdown(remark)}"


def _recap(report: RunReport) -> Iterator[str]:
    rows = recap.rows(report)
    if rows:
        yield f"| service | {' | '.join(recap.COUNTERS)} |"
        yield "| --- |" + " ---: |" * len(recap.COUNTERS)
    for service, numbers in rows:
        yield f"| {markdown(service)} | {' | '.join(map(str, numbers))} |"
