"""The whole job at the command line: an organisation with all its services, alice's laptop, and somebody who answers.

Everything goes through `mcpsweep.cli.app.run` in this process. Time passes only by sleeping, and nobody waits for it.
"""

import io
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest

from mcpsweep.cli.app import run
from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.detection.fingerprint import fingerprint
from mcpsweep.model.run import ReportedHolding, RunReport
from mcpsweep.model.secret import Secret
from mcpsweep.sandbox import estate as estates
from mcpsweep.sandbox.atlassian.service import Atlassian
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.estate import KEY_VARIABLE, Estate
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.organisation import Credential, organisation
from mcpsweep.sandbox.slack.service import Slack
from tests.rehearsal.world import State, services, state_of

WHO = organisation()
ALICE = WHO.person("alice")
SIMULATED = ("github", "slack", "atlassian")
KEY = "made-up-key-for-fingerprints"
_QUESTION = re.compile(r"^(?=s\d+ (?!waits )[a-z-]+ )", re.MULTILINE)
"""Where a question about one step begins; it may go on on the next line."""

Answers: TypeAlias = Callable[[str], str]
"""From a question, as it stands on the terminal, to what is typed; empty is the end of the input."""


def everything(question: str) -> str:
    """All of it, and yes to whatever is asked about."""
    return "a" if _is_about_all(question) else "y"


def all_but(*words: str) -> Answers:
    """All of it, and no to what is about one of `words`."""

    def answer(question: str) -> str:
        if _is_about_all(question):
            return "a"
        return "n" if any(word in question for word in words) else "y"

    return answer


def step_by_step(answer: Answers) -> Answers:
    """Every step is asked about."""
    return lambda question: "s" if _is_about_all(question) else answer(question)


def nobody(question: str) -> str:
    """The input is at its end."""
    return ""


def unasked(question: str) -> str:
    """A question is a mistake."""
    raise AssertionError(f"nothing was to be asked: {question}")


def once_agreed(happens: Callable[[], object], answers: Answers = everything) -> Answers:
    """Something happens as soon as the plan is agreed to."""

    def answer(question: str) -> str:
        if _is_about_all(question):
            happens()
        return answers(question)

    return answer


def _is_about_all(question: str) -> bool:
    return "[a]ll" in question


class Keyboard(io.TextIOBase):
    """Types the answer to whatever was asked last."""

    def __init__(self, screen: io.StringIO, answers: Answers) -> None:
        self._screen = screen
        self._answers = answers
        self.asked: list[str] = []

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """The next line."""
        question = " ".join(_QUESTION.split(self._screen.getvalue())[-1].split())
        self.asked.append(question)
        answer = self._answers(question)
        self._screen.write(f"{answer}\n")  # as a terminal shows what is typed
        return f"{answer}\n" if answer else ""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    err: str
    asked: tuple[str, ...]
    """Every question."""

    def report(self) -> RunReport:
        """The report of a run, from `--format json`."""
        return msgspec.json.decode(self.out, type=RunReport)

    def written(self) -> bytes:
        """Both streams."""
        return self.out + b"\n" + self.err.encode()


@dataclass
class Scene:
    """One organisation on the network, and a folder for what a person has at hand."""

    estate: Estate
    clock: SharedClock
    folder: Path
    """Holds the configuration, the roster and the journal's folder."""
    laptop: Path
    """The disk; tests share it, and only read."""
    before: State = field(default_factory=dict)

    def mcpsweep(self, *argv: str, answers: Answers = unasked, piped: str | None = None) -> Ended:
        """Run a command line; what is `piped` into it stands on no terminal."""
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        keyboard = Keyboard(err, answers)
        with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", keyboard if piped is None else io.StringIO(piped))
            code = run(list(argv))
            out.flush()
        raw = out.buffer
        assert isinstance(raw, io.BytesIO)
        return Ended(code, raw.getvalue(), err.getvalue(), tuple(keyboard.asked))

    def revoke(self, *argv: str, answers: Answers = unasked) -> Ended:
        """`mcpsweep revoke` with the report for programs."""
        return self.mcpsweep("revoke", *argv, "--format", "json", answers=answers)

    def sweep(self, *argv: str, answers: Answers = unasked) -> Ended:
        """The sweep: laptop and services in one go."""
        return self.revoke("--user", "alice", "--scan", "--root", str(self.laptop), *argv, answers=answers)

    def resume(self, run: str) -> Ended:
        """Go on with a run, the laptop at hand."""
        return self.revoke("--resume", run, "--scan", "--root", str(self.laptop), answers=everything)

    def state(self) -> State:
        """All that the three services know, their logs aside, once all that is due is done."""
        self.clock.sleep(5)
        return state_of(self.estate)

    def services(self) -> Mapping[str, GitHub | Slack | Atlassian]:
        """All of them, by name."""
        return services(self.estate)


@dataclass(frozen=True)
class Swept:
    """A run that is over, and what it left."""

    ended: Ended
    report: RunReport
    before: State
    after: State
    alive: frozenset[str]
    """Labels of the credentials that their service still lets in."""


def swept(stage: Scene, ended: Ended) -> Swept:
    """What a run left behind."""
    after = stage.state()
    alive = frozenset(one.label for one in WHO.credentials if one.service in SIMULATED and stage.estate.is_alive(one))
    return Swept(ended, ended.report(), stage.before, after, alive)


def mark(credential: Credential) -> str:
    """Its fingerprint in every inventory of these tests."""
    return fingerprint(credential.secret, KEY.encode())


def by_label(report: RunReport) -> Mapping[str, ReportedHolding]:
    """What became of each credential, by the sandbox's name of it."""
    labels = {mark(one): one.label for one in WHO.credentials}
    return {labels[one.fingerprint]: one for one in (*report.holdings, *report.others) if one.fingerprint in labels}


@contextmanager
def scene(folder: Path, laptop: Path, app_key: str, **options: Any) -> Iterator[Scene]:
    """A fresh organisation, and an environment that leads to it. `options` are the estate's."""
    clock = SharedClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estates, "_private_key", lambda: Secret(app_key))
        with Estate(now=clock, **options) as estate:
            config = estate.write_config(folder)
            for name, secret in estate.secrets().items():
                patch.setenv(name, secret.reveal())
            patch.setenv("MCPSWEEP_CONFIG", str(config))
            patch.setenv("MCPSWEEP_STATE", str(folder / "state"))
            patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
            patch.setenv(KEY_VARIABLE, KEY)
            for name in ("now", "monotonic", "sleep"):
                patch.setattr(SystemClock, name, staticmethod(getattr(clock, name)))
            patch.setattr(time, "time", clock)
            made = Scene(estate, clock, folder, laptop)
            made.before = made.state()
            yield made
            assert estate.server.log.forbidden == 0
