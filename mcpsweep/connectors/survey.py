"""Ask several services, side by side: none delays or hides another."""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.labels import without_tokens
from mcpsweep.errors import NotAuthorised
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.identity import Attribution, Link, Method
from mcpsweep.model.listing import Answer, AnswerState
from mcpsweep.model.subject import Subject

_TICK = 0.2
"""Seconds between two looks at the keyboard: an interrupt leaves at once."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


def survey(connectors: Sequence[Connector], subject: Subject) -> tuple[Answer, ...]:
    """The answers of all `connectors`, in their order. Raises what is a fault of ours, and nothing else."""
    return side_by_side([partial(ask, connector, subject) for connector in connectors])


def side_by_side(jobs: Sequence[Callable[[], Result]]) -> tuple[Result, ...]:
    """What the `jobs` return, in their order; the first error is raised at once."""
    results: queue.SimpleQueue[tuple[int, Result | _Failure]] = queue.SimpleQueue()

    def run(index: int, job: Callable[[], Result]) -> None:
        try:
            results.put((index, job()))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            results.put((index, _Failure(error)))

    for index, job in enumerate(jobs):
        # Daemons, so that an interrupt need not wait for a service that does not answer.
        threading.Thread(target=run, args=(index, job), daemon=True).start()
    done: dict[int, Result] = {}
    while len(done) < len(jobs):
        try:
            index, result = results.get(timeout=_TICK)
        except queue.Empty:
            continue
        if isinstance(result, _Failure):
            raise result.error
        done[index] = result
    return tuple(done[index] for index in range(len(jobs)))


def ask(connector: Connector, subject: Subject) -> Answer:
    """What one service knows of the subject. What it said before it failed is kept."""
    links: dict[tuple[str, str], Link] = {}
    grants: list[Grant] = []
    gaps: list[Gap] = []

    def answer(state: AnswerState, reason: str = "") -> Answer:
        return Answer(
            connector=connector.name,
            service=connector.service,
            state=state,
            reason=reason,
            links=tuple(links.values()),
            grants=tuple(grants),
            gaps=tuple(gaps),
            requests=connector.requests_sent(),
        )

    questions = subject.questions(connector.service)
    if not questions:
        return answer(AnswerState.NO_ACCOUNT, "neither an account nor an address to ask for is known")
    try:
        for question in questions:
            for found in connector.find_accounts(question):
                links.setdefault((found.account.id, found.account.login), _link(subject, found))
        if not links:
            return answer(AnswerState.NO_ACCOUNT, f"nobody there answers to {' or '.join(questions)}")
        for link in links.values():
            for item in map(without_tokens, connector.list_grants(link.account)):
                if isinstance(item, Gap):
                    gaps.append(item)
                else:
                    grants.append(item)
    except ServiceError as error:
        state = AnswerState.NOT_AUTHORISED if isinstance(error, NotAuthorised) else AnswerState.FAILED
        return answer(state, f"{error.message}; {error.hint}" if error.hint else error.message)
    return answer(AnswerState.PARTIAL if gaps else AnswerState.COMPLETE)


def _link(subject: Subject, found: Attribution) -> Link:
    account = found.account
    named = subject.person.accounts.get(account.service, "").casefold()
    if named and named in (account.id.casefold(), account.login.casefold()):
        return Link(subject.person.id, account, Method.ROSTER, "the roster names this account")
    return Link(subject.person.id, account, found.method, found.reason)
