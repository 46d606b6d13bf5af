"""A command line as its words: what `shlex` does, but with places, for three shells, and never refusing.

Nothing is expanded: `$NAME`, `${NAME:-x}`, `$(command)` and `` `command` `` stay in the word as they are written.
"""

import enum
import re

import msgspec


class Flavour(enum.Enum):
    """Whose quoting rules hold."""

    POSIX = "posix"
    """sh, bash, zsh; close enough for csh."""
    FISH = "fish"
    WINDOWS = "windows"
    """cmd.exe and the C runtime: double quotes only, a backslash is a letter unless a quote follows.
    https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments"""


class WordKind(enum.Enum):
    """What a piece of a command line is."""

    WORD = "word"
    OPERATOR = "operator"
    """`;`, `&&`, `|`, `(`, `<` …, and a line's end."""
    COMMENT = "comment"
    """Without the sign."""


class Word(msgspec.Struct, frozen=True):
    """One piece of a command line."""

    text: str
    """Quotes and escapes removed."""
    start: int
    end: int
    """Span in the command line as it is written, quotes included."""
    kind: WordKind = WordKind.WORD


_SPACE = re.compile(r"(?:[ \t\f\v\0]|\\\r?\n)++")
_CARET_SPACE = re.compile(r"(?:[ \t\f\v\0]|\^\r?\n)++")
_OPERATOR = re.compile(r"\r\n|[\r\n]|&&|\|\||;;|<<<|<<-|<<|>>|&>|[;&|()<>]")
_FISH_OPERATOR = re.compile(r"\r\n|[\r\n]|&&|\|\||>>|&>|[;&|<>)]")
_WINDOWS_OPERATOR = re.compile(r"\r\n|[\r\n]|&&|\|\||>>|[&|<>]")
_PLAIN = {
    Flavour.POSIX: re.compile(r"[^\s\0'\"\\$`;&|()<>]++"),
    Flavour.FISH: re.compile(r"[^\s\0'\"\\$;&|()<>]++"),
    Flavour.WINDOWS: re.compile(r"[^\s\0\"\\^&|<>]++"),
}
_SINGLE = {
    Flavour.POSIX: re.compile(r"'([^']*+)'"),
    Flavour.FISH: re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL),
}
_DOUBLE_PLAIN = re.compile(r"[^\"\\$`]++")
_ANSI = re.compile(r"\$'((?:[^'\\]++|\\.)*+)'", re.DOTALL)
_BRACED = re.compile(r"\$\{[^{}\r\n]*+\}")
_BACKTICKS = re.compile(r"`(?:[^`\\]++|\\.)*+`", re.DOTALL)
_NESTING = re.compile(r"\\.|'[^']*+'|[()]", re.DOTALL)
_GOES_ON = "'\"\\$`"
"""What may stand right behind a closing quote when a word goes on on purpose."""
_LINE_END = re.compile(r"[\r\n]")
_TO_LINE_END = re.compile(r"[^\r\n]*+")
_BACKSLASHES = re.compile(r"(\\++)(\"?)")
_ANSI_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(.))", re.DOTALL)
_ANSI_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_FISH_ESCAPE = re.compile(r"\\(['\\])")
_MAX_WASTE = 8
"""How often over the text may be searched for quotes that close on a later line."""
_MAX_LOST_DOCUMENTS = 8
"""After so many here-documents without an end, `<<` is no longer taken for one: it shifts bits somewhere."""


def split_command(text: str, flavour: Flavour = Flavour.POSIX) -> list[Word]:
    """The words, operators and comments of `text`. Raises nothing; a quote that is not closed ends with its line.

    The bodies of here-documents are left out.
    """
    splitter = _Windows(text) if flavour is Flavour.WINDOWS else _Splitter(text, flavour)
    return splitter.split()


class _Splitter:
    """One pass over a text for the shells that quote alike."""

    def __init__(self, text: str, flavour: Flavour) -> None:
        self._text = text
        self._flavour = flavour
        self._operator = _FISH_OPERATOR if flavour is Flavour.FISH else _OPERATOR
        self._dead: set[str] = set()
        """Signs that no partner was found for: it is not looked for again, or hostile text costs square time."""
        self._wasted = 0
        self._documents: list[str] = []
        self._lost_documents = 0

    def split(self) -> list[Word]:
        """Every word."""
        text, offset, found = self._text, 0, list[Word]()
        while offset < len(text):
            if space := _SPACE.match(text, offset):
                offset = space.end()
            elif text[offset] == "#":
                comment = _end(_TO_LINE_END, text, offset)
                found.append(Word(text[offset:comment].lstrip("#"), offset, comment, WordKind.COMMENT))
                offset = comment
            elif operator := self._operator.match(text, offset):
                found.append(Word(operator[0], offset, operator.end(), WordKind.OPERATOR))
                offset = operator.end()
                if operator[0][-1] in "\r\n":
                    offset = self._skip_documents(offset)
            else:
                word = self._word(offset)
                self._note_document(found, word)
                found.append(word)
                offset = word.end
        return found

    def _word(self, start: int) -> Word:
        text, offset, pieces = self._text, start, list[str]()
        while offset < len(text) and not _is_end(text, offset, self._operator):
            if plain := _PLAIN[self._flavour].match(text, offset):
                pieces.append(plain[0])
                offset = plain.end()
                continue
            piece, offset = self._piece(offset)
            pieces.append(piece)
        return Word("".join(pieces), start, offset)

    def _piece(self, start: int) -> tuple[str, int]:
        """What stands at `start` with its quotes removed, and where it ends."""
        text = self._text
        match text[start]:
            case "\\":
                end = start + 2 + text.startswith("\r\n", start + 1)
                return text[start + 1 : start + 2].strip("\r\n"), min(end, len(text))
            case "'":
                return self._single(start)
            case '"':
                return self._double(start)
            case _:
                return self._substitution(start)

    def _single(self, start: int) -> tuple[str, int]:
        found = self._try(_SINGLE[self._flavour], "'", start)
        if found is None or self._is_stray(start, found.end()):
            return self._unclosed(start)
        inner = found[1] if self._flavour is Flavour.POSIX else _FISH_ESCAPE.sub(r"\1", found[1])
        return inner, found.end()

    def _double(self, start: int) -> tuple[str, int]:
        text, offset, pieces = self._text, start + 1, list[str]()
        if '"' in self._dead:
            return self._unclosed(start)
        while offset < len(text):
            if plain := _DOUBLE_PLAIN.match(text, offset):
                pieces.append(plain[0])
                offset = plain.end()
                continue
            sign = text[offset]
            if sign == '"':
                if self._is_stray(start, offset + 1):
                    return self._unclosed(start)
                return "".join(pieces), offset + 1
            if sign == "\\":
                escaped = text[offset + 1 : offset + 2]
                pieces.append("" if escaped == "\n" else escaped if escaped in '"\\$`' else sign + escaped)
                offset += 2
            else:
                piece, offset = self._substitution(offset, in_quotes=True)
                pieces.append(piece)
        self._dead.add('"')
        return self._unclosed(start)

    def _substitution(self, start: int, *, in_quotes: bool = False) -> tuple[str, int]:
        """`$…`, `` `…` `` or fish's `(…)` as written; a lone sign if it is none of them."""
        text = self._text
        if text.startswith("$'", start) and not in_quotes and self._flavour is Flavour.POSIX:
            if ansi := self._try(_ANSI, "$'", start):
                return _ANSI_ESCAPE.sub(_ansi, ansi[1]), ansi.end()
        elif text.startswith("${", start):
            if braced := _BRACED.match(text, start):
                return braced[0], braced.end()
        elif text.startswith("$(", start) or text[start] == "(":
            end = self._closing(start)
            if end:
                return text[start:end], end
        elif text[start] == "`" and (ticks := self._try(_BACKTICKS, "`", start)):
            return ticks[0], ticks.end()
        return text[start], start + 1

    def _closing(self, start: int) -> int:
        """Behind the parenthesis that closes the first one at or after `start`; 0 if none does."""
        if "(" in self._dead:
            return 0
        depth = 0
        for sign in _NESTING.finditer(self._text, start):
            depth += {"(": 1, ")": -1}.get(sign[0], 0)
            if depth == 0 and sign[0] == ")":
                return sign.end()
        self._dead.add("(")
        return 0

    def _try(self, pattern: re.Pattern[str], sign: str, start: int) -> re.Match[str] | None:
        if sign in self._dead:
            return None
        found = pattern.match(self._text, start)
        if found is None:
            self._dead.add(sign)
        return found

    def _is_stray(self, start: int, end: int) -> bool:
        """Whether a quote that closes on a later line, amid other text, is rather the opening one of another value."""
        if end >= len(self._text) or self._text[end] in _GOES_ON or _is_end(self._text, end, self._operator):
            return False
        if _LINE_END.search(self._text, start, end) is None:
            return False
        self._wasted += end - start
        if self._wasted > _MAX_WASTE * len(self._text):
            self._dead.add(self._text[start])
        return True

    def _unclosed(self, start: int) -> tuple[str, int]:
        end = _end(_TO_LINE_END, self._text, start)
        return self._text[start + 1 : end], end

    def _note_document(self, before: list[Word], word: Word) -> None:
        if before and before[-1].kind is WordKind.OPERATOR and before[-1].text in ("<<", "<<-") and word.text:
            self._documents.append(word.text)

    def _skip_documents(self, offset: int) -> int:
        for name in self._documents:
            if self._lost_documents == _MAX_LOST_DOCUMENTS:
                break
            closing = re.compile(rf"(?:\A|(?<=[\r\n]))\t*+{re.escape(name)}(?=[\r\n]|\Z)").search(self._text, offset)
            if closing is None:
                self._lost_documents += 1
            else:
                offset = closing.end()
        self._documents.clear()
        return offset


class _Windows:
    """One pass over a command line of Windows."""

    def __init__(self, text: str) -> None:
        self._text = text

    def split(self) -> list[Word]:
        """Every word."""
        text, offset, found = self._text, 0, list[Word]()
        while offset < len(text):
            if space := _CARET_SPACE.match(text, offset):
                offset = space.end()
            elif operator := _WINDOWS_OPERATOR.match(text, offset):
                found.append(Word(operator[0], offset, operator.end(), WordKind.OPERATOR))
                offset = operator.end()
            else:
                found.append(self._word(offset))
                offset = found[-1].end
        return found

    def _word(self, start: int) -> Word:
        text, offset, pieces, is_quoted = self._text, start, list[str](), False
        while offset < len(text) and (is_quoted or not _is_end(text, offset, _WINDOWS_OPERATOR)):
            sign = text[offset]
            if sign == '"':
                is_quoted = not is_quoted
                offset += 1
            elif sign == "\\" and (slashes := _BACKSLASHES.match(text, offset)):
                count = len(slashes[1])
                pieces.append("\\" * (count // 2 if slashes[2] else count))
                offset = slashes.end(1)
                if slashes[2] and count % 2:
                    pieces.append('"')
                    offset += 1
            elif sign == "^" and not is_quoted:
                pieces.append(text[offset + 1 : offset + 2])
                offset += 2
            elif plain := _PLAIN[Flavour.WINDOWS].match(text, offset):
                pieces.append(plain[0])
                offset = plain.end()
            else:
                pieces.append(sign)
                offset += 1
        return Word("".join(pieces), start, min(offset, len(text)))


def _is_end(text: str, offset: int, operator: re.Pattern[str]) -> bool:
    return text[offset] in " \t\f\v\0" or operator.match(text, offset) is not None


def _end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    found = pattern.match(text, offset)
    return found.end() if found else offset


def _ansi(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    return chr(int(digits, 16)) if digits else _ANSI_ESCAPED.get(match[3], match[3])
