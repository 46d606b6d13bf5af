"""For people, in a pull request or a job's summary (GitHub's Markdown): what to do, as lists to tick off."""

from collections.abc import Iterable, Iterator

from mcpsweep.model.tokens import TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import markdown, markdown_code, web_address
from mcpsweep.reports.tokens.view import (
    ADVICE,
    GONE_MEANS,
    GONE_TITLE,
    Entry,
    Mark,
    Party,
    gone,
    groups,
    heading,
    looked_at,
    since,
    summarise,
    unseen,
)

LIMIT = 1_000_000
"""Bytes. A job's summary may have 1 MiB (docs.github.com, "Workflow commands", "Step isolation and limits")."""
_SHARE = LIMIT // 8
"""Bytes for what is gone, for what was not looked at, and for what could not be seen: the items get the rest."""


def render(report: TokenReport, canvas: Canvas) -> str:
    """The report; where it would be too long it says how much it leaves out."""
    head = [f"# {markdown(heading(report))}", "", f"**{markdown(summarise(report))}.**", ""]
    head += [f"- {markdown(line)}" for line in (since(report), looked_at(report)) if line]
    tail = [
        *_section(GONE_TITLE, map(_line, gone(report)), "more are gone", GONE_MEANS),
        *_section("Not looked at this time: take these as they were", map(_line, unseen(report)), "more like these"),
        *_section("What could not be seen", _unknown(report), "more could not be seen"),
    ]
    body = _body(report, LIMIT - _size(head) - _size(_more(len(report.items))) - _size(tail))
    return "\n".join((*head, *body, *tail)) + "\n"


def _body(report: TokenReport, room: int) -> list[str]:
    """As many parties as there is room for, and how many items that leaves out."""
    lines: list[str] = []
    left = len(report.items)
    for advice, parties in groups(report).items():
        title = ["", f"## {markdown(ADVICE[advice])} · {sum(len(party.entries) for party in parties)}"]
        for party in parties:
            told = [*title, *_party(party, report.at)]
            room -= _size(told)
            if room < 0:
                return [*lines, *_more(left)]
            lines += told
            left -= len(party.entries)
            title = []
    return lines


def _more(left: int) -> list[str]:
    return ["", f"**… and {left} more, for which there is no room here: `--format csv`, `html` and `json` have all.**"]


def _party(party: Party, at: str) -> Iterator[str]:
    yield f"\n### {markdown(party.whose)}\n"
    for reason in party.shared_reasons:
        yield f"{markdown(reason)}  "
    yield markdown(party.action.text)
    if party.action.command:
        yield f"\n{markdown_code(party.action.command)}"
    yield ""
    for entry in party.entries:
        own = [reason for reason in entry.reasons if reason not in party.shared_reasons]
        yield f"- [ ] {_title(entry)}"
        for words in filter(None, ("; ".join((*own, *entry.changes)), "; ".join(entry.details(at)))):
            yield f"  - {markdown(words)}"


def _title(entry: Entry) -> str:
    item = entry.item
    said = (
        f"**{entry.mark}**" if entry.mark in (Mark.NEW, Mark.CHANGED) else "",
        item.risk.value,
        markdown(entry.title),
        markdown_code(item.label),
        markdown_code(f"…{item.suffix}") if item.suffix else "",
    )
    return " · ".join(filter(None, said))


def _line(entry: Entry) -> str:
    said = (markdown(entry.title), markdown_code(entry.item.label), markdown(entry.whose))
    return f"- {' · '.join(filter(None, said))}"


def _unknown(report: TokenReport) -> Iterator[str]:
    for origin in report.origins:
        if not origin.is_whole:
            yield f"- **{markdown(f'{origin.kind.value} {origin.name}: {origin.reason}')}**"
    for gap in report.gaps:
        told = markdown(f"{gap.connector}: {gap.what}: {gap.reason}")
        if gap.instruction is not None:
            address = web_address(gap.instruction.page)
            page = f"<{address}>" if address else markdown(gap.instruction.page)
            told = f"{told}. By hand: {markdown(gap.instruction.text)} {page}".rstrip()
        yield f"- {told}"
    for remark in report.remarks:
        yield f"- {markdown(remark)}"


def _section(title: str, lines: Iterable[str], more: str, means: str = "") -> list[str]:
    """A title and as many lines as there is room for; nothing if there are none."""
    told: list[str] = []
    room = _SHARE
    left = 0
    for line in lines:
        room -= _size([line])
        if room < 0:
            left += 1
        else:
            told.append(line)
    if left:
        told.append(f"- … and {left} {more}")
    meaning = [means, ""] if means else []
    return ["", f"## {title}", "", *meaning, *told] if told else []


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)
