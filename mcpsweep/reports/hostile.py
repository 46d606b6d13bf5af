"""Text from a laptop, rendered harmless: one function for each thing that would otherwise interpret it.

Names, commands and paths come from a stranger's disk. They may hold terminal escapes, controls that reverse the
direction of writing, line breaks, spreadsheet formulas, and bytes that are no text at all.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from mcpsweep.model.canonical import sayable

_UNSEEN = re.compile(
    "["
    "\u034f"  # combining grapheme joiner
    "\u115f\u1160\u3164\uffa0"  # Hangul fillers: letters without ink
    "\u17b4\u17b5"  # Khmer inherent vowels
    "\u180b-\u180f"  # Mongolian variation selectors
    "\u2800"  # the empty Braille pattern
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors; long rows of them carry hidden text
    "]"
)
"""What Unicode calls printable, and nobody sees."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute a cell. Tab and carriage return do too; `terminal` has escaped them by then."""
PARAGRAPH = 10_000
"""The longest text that is shown of what a person is to do: a cut one would leave something undone."""
_MARKDOWN = re.compile(r"[\\`*\[\]<>|~&$]|(?<![^\W_])_|_(?![^\W_])")
"""What means something inside a paragraph; an underscore only where it is not inside a word."""
_ADDRESS = re.compile(r":(?=//)|(?i:(?<=www)\.)")
"""What makes a link of plain text."""
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_WEB = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(/[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?", re.ASCII)


def terminal(text: str, limit: int = 1000) -> str:
    """`text` on one line, every character that does not print shown as an escape (`\\x1b`, `\\u202e`).

    At most `limit` characters of `text` are kept; an ellipsis says that there were more.
    """
    if len(text) > limit:
        text = text[:limit] + "…"
    if text.isprintable() and (text.isascii() or _UNSEEN.search(text) is None):
        return text
    return "".join(
        character if _is_visible(character) else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _is_visible(character: str) -> bool:
    return character.isprintable() and _UNSEEN.match(character) is None


def cell(text: str) -> str:
    """`text` as a spreadsheet's cell: as for a terminal, uncut, and an apostrophe before what would be a formula."""
    shown = terminal(text, limit=len(text))
    return "'" + shown if shown.lstrip().startswith(_FORMULA) else shown


def uri(path: str) -> str:
    """An absolute `path` as a URI relative to the machine's root (RFC 3986), drive letters included."""
    return quote(path.lstrip("/"), safe="/", errors="surrogatepass")


def sarif_message(text: str) -> str:
    """`text` inside a SARIF message: no link and no placeholder is read out of it (SARIF 2.1.0, 3.11.5 and 3.11.6)."""
    shown = terminal(text)
    for character in "\\[]":
        shown = shown.replace(character, "\\" + character)
    return shown.replace("{", "{{").replace("}", "}}")


def markdown(text: str) -> str:
    """`text` inside a paragraph of Markdown (CommonMark, GitHub's): no markup, no link, nobody is notified."""
    shown = _MARKDOWN.sub(r"\\\g<0>", terminal(text, PARAGRAPH))
    return _MENTION.sub("@<!-- -->", _ADDRESS.sub(lambda found: f"&#{ord(found[0])};", shown))


def markdown_code(text: str) -> str:
    """`text` as a code span of Markdown, in which nothing is markup; nothing at all if it is empty."""
    shown = terminal(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    touches = shown.startswith(("`", " ")) or shown.endswith(("`", " "))
    padding = " " if touches and shown.strip(" ") else ""
    return f"{fence}{padding}{shown}{padding}{fence}" if shown else ""


def web_address(text: str) -> str | None:
    """`text` if it is an address of the web that is harmless as a link, wherever it stands; else null."""
    return text if _WEB.fullmatch(text) else None


def json_document(tree: Any) -> str:
    """`tree` as indented JSON in ASCII, so that no terminal, pager or encoding can be tricked by it."""
    text = json.dumps(sayable(tree), indent=2, ensure_ascii=True)
    return text.replace("\x7f", "\\u007f") + "\n"
