"""`mcpsweep demo`."""

from typing import Annotated

import typer


def demo(
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help="Keep the simulated services running until Ctrl-C, and write a configuration to play with.",
        ),
    ] = False,
) -> int:
    """Play the whole job on a simulated organisation.

    Scans a made-up laptop, asks made-up services, plans, revokes, looks again and proves it. Everything happens in
    this process and in a temporary folder; nothing of yours is read, asked or changed. On a terminal it asks before
    it revokes.

    \b
    Examples:
      mcpsweep demo
      mcpsweep demo --serve
    """
    import sys
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from mcpsweep.cli.canvas import canvas_for, canvas_for_questions
    from mcpsweep.cli.deciding import AtTheKeyboard
    from mcpsweep.cli.rehearsal import serving, story
    from mcpsweep.cli.rehearsal.answers import AtTheTerminal, ByItself
    from mcpsweep.cli.rehearsal.performance import PREFIX, Stage, perform
    from mcpsweep.cli.streams import say
    from mcpsweep.executor.crew import Decider
    from mcpsweep.sandbox.clock import SharedClock
    from mcpsweep.sandbox.estate import Estate

    canvas, clock = canvas_for(None), SharedClock()

    def tell(label: str, words: str) -> None:
        say(story.remark(label, words, canvas))

    if serve:
        return serving.serve()
    is_watched = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    decider: Decider = AtTheTerminal(AtTheKeyboard(canvas_for_questions()), tell) if is_watched else ByItself(tell)
    with TemporaryDirectory(prefix=PREFIX) as folder, Estate(now=clock) as estate:
        return perform(Stage(estate, clock, Path(folder), canvas), decider)
