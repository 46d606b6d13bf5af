"""Assignments in a shell's files: what sourcing them would set, as far as that can be told without running them."""

import re

from mcpsweep.documents.base import Document, Entry, Mapping, Sequence
from mcpsweep.documents.reading import CONFLICT, Reading
from mcpsweep.documents.words import Flavour, Word, WordKind, split_command

_ASSIGNED = re.compile(r"([A-Za-z_]\w*+)(?:\[[^\]]*+\])?\+?=")
_NAME = re.compile(r"[A-Za-z_]\w*+\Z")
_DECLARING = frozenset({"export", "declare", "typeset", "local", "readonly", "integer", "env"})
"""Commands whose arguments may be assignments."""
_SETTING = {"setenv": Flavour.POSIX, "set": Flavour.FISH}
"""Commands that are followed by a name and its value, and the shell that has them: csh, launchctl and fish."""
_LEADING = frozenset(
    (
        *("if", "then", "else", "elif", "do", "while", "until", "time", "!", "{", "and", "or", "not", "begin"),
        *("command", "builtin", "sudo", "exec", "nohup", "launchctl"),
    )
)
"""Words after which another command begins."""
_CONFLICT_LINE = re.compile(r"(?:\A|(?<=[\r\n]))" + CONFLICT.pattern)


def parse(text: str, flavour: Flavour = Flavour.POSIX) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    for conflict in _CONFLICT_LINE.finditer(text):
        reading.problem(conflict.start(), "a merge conflict; both sides were read")
    reader = _Reader(reading, text, 0, flavour)
    root = reader.read()
    for comment in reader.comments:
        node = _Reader(reading, comment.text, comment.end - len(comment.text), flavour).read()
        reading.comment((), comment.start, comment.text, node)
    return reading.document(root)


class _Reader:
    """One pass over a text, or over a comment of it that begins at `base`."""

    def __init__(self, reading: Reading, text: str, base: int, flavour: Flavour) -> None:
        self.comments: list[Word] = []
        self._reading = reading
        self._text = text
        self._base = base
        self._flavour = flavour
        self._entries: list[Entry] = []

    def read(self) -> Mapping | None:
        """All assignments; None if there are none."""
        command: list[Word] = []
        array: list[Word] | None = None
        previous: Word | None = None
        for word in split_command(self._text, self._flavour):
            if self._reading.is_full(self._base + word.start):
                break
            if word.kind is WordKind.COMMENT:
                self.comments.append(word)
            elif array is not None:
                if word.text == ")" and word.kind is WordKind.OPERATOR:
                    self._array(command, array)
                    array = None
                elif word.kind is WordKind.WORD:
                    array.append(word)
            elif word.kind is WordKind.WORD:
                command.append(word)
            elif word.text == "(" and previous is not None and _opens_array(previous, word):
                array = []
            elif word.text not in ("<", ">", ">>", "<<", "<<-", "<<<", "&>"):
                self._command(command)
                command = []
            previous = word
        if array is not None:
            self._array(command, array)
        self._command(command)
        if not self._entries:
            return None
        return Mapping(self._entries, self._entries[0].line, self._entries[0].column)

    def _command(self, words: list[Word]) -> None:
        index = 0
        while index < len(words) and (words[index].text in _LEADING or self._assignment(words[index])):
            index += 1
        if index == len(words):
            return
        name, arguments = words[index].text, words[index + 1 :]
        if name in _DECLARING:
            for word in arguments:
                self._assignment(word)
        elif _SETTING.get(name) is self._flavour or name == "setenv":
            plain = [word for word in arguments if not word.text.startswith("-")] if name == "set" else arguments
            if len(plain) > 1 and _NAME.match(plain[0].text):
                value = " ".join(word.text for word in plain[1:])
                self._add(plain[0].text, plain[0].start, value, plain[1].start)

    def _assignment(self, word: Word) -> bool:
        """Take `word` for an assignment if it is one."""
        match = _ASSIGNED.match(word.text)
        if match is None:
            return False
        # `export "NAME=value"` is quoted as a whole.
        start = word.start + (self._text[word.start] in "'\"")
        self._add(match[1], start, word.text[match.end() :], start + match.end())
        return True

    def _add(self, name: str, name_start: int, value: str, start: int) -> None:
        sign = self._text[start : start + 2]
        start += 2 if sign == "$'" else sign[:1] in ("'", '"')
        line, column = self._reading.position(self._base + name_start)
        self._entries.append(Entry(name, self._reading.scalar(value, self._base + start), line, column))

    def _array(self, command: list[Word], items: list[Word]) -> None:
        """`NAME=(one two)`: the last word of `command` is `NAME=`."""
        word = command.pop()
        line, column = self._reading.position(self._base + word.start)
        values = [
            self._reading.scalar(item.text, self._base + item.start + (self._text[item.start] in "'\""))
            for item in items
        ]
        name = word.text.rstrip("+=")
        self._entries.append(Entry(name, Sequence([*values], line, column), line, column))


def _opens_array(before: Word, parenthesis: Word) -> bool:
    found = _ASSIGNED.fullmatch(before.text)
    return before.kind is WordKind.WORD and found is not None and before.end == parenthesis.start
