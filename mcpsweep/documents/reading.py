"""What all readers of one text share: where its lines begin, and what was not understood."""

import re
from bisect import bisect_right

from mcpsweep.documents.base import MAX_NODES, Comment, Document, Node, Path, Problem, Scalar, ScalarKind

MAX_PROBLEMS = 100
"""More of them help nobody; the last one says that there are more."""

CONFLICT = re.compile(r"(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(?:[ \t][^\r\n]*+)?(?=[\r\n]|\Z)")
"""A line that git leaves where two versions met. Both sides are read."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_REST_OF_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_HASH = re.compile(r"((?:^|(?<=[\r\n]))[ \t]*+)(\#++)")


class Reading:
    """One text that is being read. Offsets count characters from its beginning."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._line = self._line_start = self._line_end = 0
        self._values = 0
        self._told: set[tuple[int, str]] = set()

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        # A value mostly stands on the line of its key.
        if not self._line_start <= offset < self._line_end:
            self._line = bisect_right(self._starts, offset)
            self._line_start = self._starts[self._line - 1]
            self._line_end = self._starts[self._line] if self._line < len(self._starts) else len(self.text) + 1
        return self._line, offset - self._line_start + 1

    def scalar(self, text: str, offset: int, kind: ScalarKind = ScalarKind.STRING) -> Scalar:
        """A value whose first character stands at `offset`."""
        line, column = self.position(offset)
        self._values += 1
        return Scalar(text, line, column, kind)

    def count(self) -> None:
        """Note a container: it counts as a value too."""
        self._values += 1

    def is_full(self, offset: int) -> bool:
        """Whether there are too many values to go on at `offset`; says so if there are."""
        if self._values < MAX_NODES:
            return False
        self.problem(offset, f"more than {MAX_NODES} values; the rest was not read")
        return True

    def problem(self, offset: int, message: str) -> None:
        """Note what was not understood at `offset`; each message once a line."""
        self.problem_at(self.position(offset)[0], message)

    def problem_at(self, line: int, message: str) -> None:
        """As `problem`, for a line."""
        if (line, message) in self._told or len(self.problems) > MAX_PROBLEMS:
            return
        self._told.add((line, message))
        if len(self.problems) == MAX_PROBLEMS:
            message = "more problems than are listed"
        self.problems.append(Problem(line, message))

    def comment(self, path: Path, start: int, text: str, node: Node | None) -> None:
        """Note a comment that begins at `start`."""
        line, column = self.position(start)
        self.comments.append(Comment(path, text.strip(), line, column, node))

    def document(self, root: Node | None) -> Document:
        """All that was read."""
        return Document(root, self.text, self.comments, self.problems)


def next_line(text: str, offset: int) -> int:
    """Where the line after the one at `offset` begins."""
    match = _REST_OF_LINE.match(text, offset)
    return match.end() if match else len(text)


def without_signs(text: str, signs: re.Pattern[str] = _HASH) -> str:
    """Comment lines with their signs blanked out, so that every character keeps its place.

    `signs` has two groups: what stands before the sign, and the sign.
    """
    return signs.sub(lambda match: match[1] + " " * len(match[2]), text)
