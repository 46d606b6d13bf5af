"""`mcpsweep playbook`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.playbook import library
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.organisation import organisation
from tests.canary import assert_absent
from tests.cli.conftest import Ended
from tests.playbook.schema import playbook

Run = Callable[..., Ended]

VALUES = [credential.secret.reveal() for credential in organisation().credentials]


def test_list(mcpsweep: Run) -> None:
    ended = mcpsweep("playbook", "list")
    assert ended.code == ExitCode.DONE
    assert [line.split()[0] for line in ended.out.decode().splitlines()] == list(library.shipped())
    assert b"offboard-employee    A leaver whose laptop came back.\n" in ended.out


@pytest.mark.parametrize("name", library.shipped())
def test_show_is_a_beginning_for_one_of_your_own(name: str, mcpsweep: Run, tmp_path: Path) -> None:
    shown = mcpsweep("playbook", "show", name)
    assert shown.out == library.load(name).data
    (tmp_path / "own.yaml").write_bytes(shown.out)
    assert mcpsweep("playbook", "check", str(tmp_path / "own.yaml")).code == ExitCode.DONE


def test_show_knows_the_shipped_ones_only(mcpsweep: Run, tmp_path: Path) -> None:
    ended = mcpsweep("playbook", "show", "offboard")
    assert ended.code == ExitCode.USAGE
    assert "offboard is no shipped playbook" in ended.err
    assert "hostile-departure" in ended.err


def test_check_reads_a_good_one_back(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "own.yaml"
    file.write_text("""\
format: mcpsweep-playbook/1
name: own
description: "\\e[31mA leaver"
services: [github]
require: {inventory: {max_age: 7d}, person: {status: [departing, departed]}}
limits: {max_share: 5%}
rules:
  - when: {shared: true}
    do: rotate
    owner: platform-team
    note: until Friday, because the pipeline of the warehouse runs on it every night
  - when: {any: [{kind: github-pat}, {validity: [live, unknown]}], not: {last_used: {over: 90d}}}
    do: revoke
access: {disable: [github]}
checks:
  - {service: okta, account: disabled}
  - {manual: The laptop is wiped.}
""")
    ended = mcpsweep("playbook", "check", str(file))
    assert ended.code == ExitCode.DONE
    assert ended.err == ""
    assert (
        ended.out.decode()
        == """\
name      own: \\x1b[31mA leaver
for       people who are departing or departed
          with the scan of a laptop, at most 7d old
about     github
limits    any number of steps; 5% of what a service lists
rules     1. shared: a new one takes its place first, by platform-team (until
          Friday, because the pipeline of the warehouse runs on it every night)
          2. (kind github-pat, or validity live or unknown), and not (last_used
          over 90d ago): it ends
             everything else: it is listed and left alone
order     stop-agent, revoke-value, revoke, rotate, end-sessions, remove-access,
          disable-account, manual, check
accounts  disabled at github
checks    the account at okta is disabled
          to be confirmed: The laptop is wiped.
evidence  json, html
"""
    )


def test_check_tells_everything_that_is_wrong(mcpsweep: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(
        "format: mcpsweep-playbook/1\nname: own\nrules:\n  - do: rewoke\n  - {when: 7, od: ask}\n"
    )
    ended = mcpsweep("playbook", "check", "own.yaml")
    assert ended.code == ExitCode.USAGE
    assert ended.err == ""
    assert ended.out.decode().splitlines() == [
        "own.yaml:4:9: do cannot be rewoke; did you mean revoke?",
        "own.yaml:5:5: a rule lacks do; write do: …",
        "own.yaml:5:5: rule 2 is never reached; rule 1 is about everything already",
        "own.yaml:5:12: when must have keys; right would be: service, connector, kind, shared, sharing, owner, "
        "validity, review, on_laptop, listed, value, state, can_revoke, account, label, scopes, form, confidence, "
        "client, path …",
        "own.yaml:5:15: a rule has no od; right would be: when, do, owner, note",
    ]


def test_check_sees_slips(mcpsweep: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("""\
format: mcpsweep-playbook/1
name: own
services: [githb, acme-deploy]
rules:
  - {when: {not: {kind: [slack-bot-tokn, "*-tokn", acme-key]}}, do: revoke}
access: {disable: [slak]}
checks: [{service: okat, account: disabled}]
""")
    ended = mcpsweep("playbook", "check", str(file))
    assert ended.code == ExitCode.DONE
    assert [line for line in ended.out.decode().splitlines() if line.startswith("slip?")] == [
        "slip?     services: nothing is known by the name githb; did you mean github?",
        "slip?     access: nothing is known by the name slak; did you mean slack?",
        "slip?     rule 1: nothing is known by the name slack-bot-tokn; did you mean",
    ]


def test_check_of_nothing(mcpsweep: Run) -> None:
    ended = mcpsweep("playbook", "check", "nowhere.yaml")
    assert ended.code == ExitCode.USAGE
    assert "nowhere.yaml is no file" in ended.err


def test_schema(mcpsweep: Run) -> None:
    ended = mcpsweep("playbook", "schema")
    assert ended.code == ExitCode.DONE
    assert json.loads(ended.out)["properties"].keys() == playbook()["properties"].keys()


def test_the_wrong_file_gives_no_value_away(mcpsweep: Run, tmp_path: Path) -> None:
    laptop.build(tmp_path / "disk")
    planted = "format: mcpsweep-playbook/1\nrules: [{do: %s, when: {validity: %s, %s: 1, age: {over: %s}}}]\n%s: 1\n"
    for number, value in enumerate(VALUES):
        (tmp_path / "disk" / f"{number}.yaml").write_text(planted % tuple(json.dumps(value) for _ in range(5)))
    for file in [path for path in (tmp_path / "disk").rglob("*") if path.is_file()]:
        ended = mcpsweep("playbook", "check", str(file))
        assert ended.code == ExitCode.USAGE
        assert_absent(ended.out + ended.err.encode(), VALUES)
