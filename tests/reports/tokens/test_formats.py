"""Reports of standing credentials in every format: all of it, in an order, and no text that does anything."""

import csv
import hashlib
import json
import re
from base64 import b64encode
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import msgspec
import pytest
from markdown_it import MarkdownIt

from mcpsweep.model.tokens import TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import TokensFormat, load
from mcpsweep.reports.tokens import markdown, sarif
from mcpsweep.reports.tokens.csv import COLUMNS
from mcpsweep.reports.tokens.view import since, summarise
from tests.reports import official
from tests.reports.run.test_html import TRAPS, Page
from tests.reports.schema import FOLDER
from tests.reports.token_reports import found, hostile_tokens, item, report, weekly

CANVAS = Canvas(width=100)


def rendered(name: TokensFormat, document: TokenReport) -> str:
    """The document in one format."""
    return load(name).render(document, CANVAS)


def rows(document: TokenReport) -> list[dict[str, str]]:
    """The rows of the spreadsheet."""
    return list(csv.DictReader(StringIO(rendered(TokensFormat.CSV, document), newline="")))


def log(document: TokenReport) -> Any:
    """The only run of the SARIF log."""
    (run,) = official.sarif(rendered(TokensFormat.SARIF, document))["runs"]
    return run


@pytest.mark.parametrize("name", TokensFormat)
def test_a_report_says_the_same_each_time_and_ends_its_last_line(name: TokensFormat) -> None:
    for document in (weekly(), report()):
        assert rendered(name, document).endswith("\n")
        assert rendered(name, document) == rendered(name, document)


@pytest.mark.parametrize("name", TokensFormat)
def test_what_is_gone_what_was_not_looked_at_and_what_is_missing_is_in_every_format(name: TokensFormat) -> None:
    text = rendered(name, weekly())
    assert "old-notebook" in text
    assert "assistant" in text
    if name is not TokensFormat.CSV:
        assert "the connection broke" in text
        assert "no inventory was read" in text


@pytest.mark.parametrize("name", [TokensFormat.TABLE, TokensFormat.MARKDOWN, TokensFormat.HTML, TokensFormat.SARIF])
def test_what_is_gone_from_the_report_is_not_said_to_be_dead(name: TokensFormat) -> None:
    caution = "no proof that it is dead"
    assert caution in " ".join(rendered(name, weekly()).split())
    assert "1 gone from here" in summarise(weekly())
    assert "1 gone from here" in since(weekly())


@pytest.mark.parametrize("name", [TokensFormat.TABLE, TokensFormat.MARKDOWN, TokensFormat.HTML, TokensFormat.SARIF])
def test_the_one_command_stands_in_what_people_read(name: TokensFormat) -> None:
    assert "mcpsweep revoke --user frank --playbook historical-cleanup" in rendered(name, weekly())


def test_the_document_is_what_its_schema_says_and_is_read_back() -> None:
    schema = json.loads((FOLDER / "tokens-1.json").read_text(encoding="utf-8"))
    for document in (weekly(), report()):
        text = rendered(TokensFormat.JSON, document)
        jsonschema.validate(json.loads(text), schema)
        assert msgspec.json.decode(text, type=TokenReport) == document


def test_two_reports_differ_only_where_something_changed() -> None:
    one, other = report(item("1"), item("2"), item("3")), report(item("1"), item("3"), item("4"))
    before, after = (rendered(TokensFormat.JSON, each).splitlines() for each in (one, other))
    block = 1 + len(json.dumps(msgspec.to_builtins(item()), indent=2).splitlines())
    assert len(set(after) - set(before)) < block


def test_urgent_things_come_first_then_what_is_new_then_the_worst() -> None:
    document = report(
        item("1", risk=found().risk),
        item("2"),
        item("3"),
        comparison=msgspec.structs.replace(weekly().comparison, new=("github/github-pat/3",), changed=()),  # type: ignore[type-var]
    )
    assert [row["id"][-1] for row in rows(document)[:3]] == ["3", "1", "2"]
    assert [row["advice"] for row in rows(weekly())[:3]] == ["revoke", "revoke", "identify"]


def test_a_row_of_the_spreadsheet_says_all_of_an_item() -> None:
    told = rows(weekly())
    assert list(told[0]) == list(COLUMNS)
    assert [row["change"] for row in told] == ["new", "still there", "changed", "gone", "not looked at"]
    first = told[0]
    assert (first["owner"], first["owner_status"], first["owner_ends"]) == ("frank", "departed", "2026-05-31")
    assert first["command"] == "mcpsweep revoke --user frank --playbook historical-cleanup"
    assert (first["created"], first["scopes"]) == ("2026-01-05T08:00:00Z", "repo read:org")


def test_one_action_is_told_once_for_all_that_it_settles() -> None:
    text = rendered(TokensFormat.TABLE, report(*(item(str(number)) for number in range(5))))
    assert text.count("mcpsweep revoke --user frank") == 1
    assert text.count("the roster says that frank has left") == 1


def test_a_command_is_never_broken() -> None:
    command = f"mcpsweep revoke --user {'x' * 150}"
    long = item(action=msgspec.structs.replace(item().action, command=command))
    assert command in load(TokensFormat.TABLE).render(report(long), Canvas(width=40))


def test_nothing_to_do_is_said() -> None:
    for name in (TokensFormat.TABLE, TokensFormat.HTML):
        assert "Nothing to do." in rendered(name, report())


@pytest.mark.parametrize("count", [0, 10, 6_000])
def test_markdown_stays_below_its_limit_and_counts_what_it_leaves_out(count: int) -> None:
    long = "x" * 120
    owners = (msgspec.structs.replace(item().owner, id=f"p{number}") for number in range(count))  # type: ignore[type-var]
    document = report(*(item(str(number), label=long, owner=owner) for number, owner in enumerate(owners)))
    text = rendered(TokensFormat.MARKDOWN, document)
    assert len(text.encode()) <= markdown.LIMIT
    told = text.count("- [ ] ")
    left = re.search(r"… and (\d+) more, for which", text)
    assert told + (int(left[1]) if left else 0) == count
    assert (left is None) == (count < 100)


def test_markdown_cuts_what_is_gone_too_and_counts_it() -> None:
    comparison = msgspec.structs.replace(
        weekly().comparison,  # type: ignore[type-var]
        gone=tuple(item(str(number), label="y" * 200) for number in range(3_000)),
    )
    text = rendered(TokensFormat.MARKDOWN, report(item(), comparison=comparison))
    left = re.search(r"… and (\d+) more are gone", text)
    assert left is not None
    assert text.count("yyyy") > 0
    assert len(re.findall("`y{200}`", text)) + int(left[1]) == 3_000
    assert "- [ ] " in text


def test_markdown_is_no_html_and_no_link() -> None:
    tokens = MarkdownIt("commonmark").parse(rendered(TokensFormat.MARKDOWN, hostile_tokens()))
    inside = [child for token in tokens for child in token.children or []]
    assert not {token.type for token in tokens} & {"html_block", "fence", "code_block"}
    assert {child.content for child in inside if child.type == "html_inline"} <= {"<!-- -->"}
    assert not {child.type for child in inside} & {"link_open", "image"}


def test_every_result_of_sarif_has_a_rule_a_level_a_place_and_a_mark_of_its_own() -> None:
    run = log(weekly())
    rules = run["tool"]["driver"]["rules"]
    marks = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert not urlsplit(artifact["uri"]).scheme
        assert not artifact["uri"].startswith("/")
        assert artifact["uriBaseId"] in run["originalUriBaseIds"]
        marks.add(result["partialFingerprints"]["primaryLocationLineHash"])
    assert len(marks) == len(run["results"]) == 4
    assert [result["baselineState"] for result in run["results"]] == ["new", "unchanged", "updated", "unchanged"]


def test_sarif_of_hostile_texts_keeps_to_the_official_schema() -> None:
    assert log(hostile_tokens())["results"]


def test_sarif_has_no_result_for_what_is_gone_but_says_so() -> None:
    run = log(weekly())
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    gone = [one for one in notifications if one.get("descriptor", {}).get("id") == "gone"]
    assert len(gone) == 1
    assert "old-notebook" in gone[0]["message"]["text"]
    assert not [result for result in run["results"] if "old-notebook" in result["message"]["text"]]
    assert [one["level"] for one in notifications if one.get("descriptor", {}).get("id") == "incomplete"] == [
        "error"
    ] * 2
    known = {one["id"] for one in run["tool"]["driver"]["notifications"]}
    assert {one["descriptor"]["id"] for one in notifications if "descriptor" in one} <= known


def test_sarif_keeps_to_the_number_of_results_that_code_scanning_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "LIMIT", 2)
    run = log(report(*(item(str(number)) for number in range(5))))
    assert len(run["results"]) == 2
    said = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert any(text.startswith("3 more, the least urgent, have no result") for text in said)


def test_a_place_on_a_laptop_is_the_place_of_the_alert() -> None:
    (result,) = log(report(found()))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "frank-mbp/Users/frank/.cursor/mcp.json"
    assert place["region"] == {"startLine": 12}


@pytest.mark.parametrize("trap", TRAPS)
def test_no_text_becomes_a_part_of_the_page(trap: str) -> None:
    page, plain = (
        Page(rendered(TokensFormat.HTML, hostile_tokens(trap))),
        Page(rendered(TokensFormat.HTML, hostile_tokens("x"))),
    )
    assert not page.open
    assert [tag for tag, _ in page.tags if tag == "script"] == ["script"]
    names = {tag for tag, _ in plain.tags} | {"a", "div", "span"}
    assert {tag for tag, _ in page.tags} <= names
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            value = attributes.get(name)
            assert value is None or (tag == "a" and value.startswith("http"))


def test_the_page_allows_its_own_style_and_script_and_nothing_else() -> None:
    text = rendered(TokensFormat.HTML, weekly())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{directive} &#39;sha256-{digest}&#39;" in policy[1] or f"{directive} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert not re.search(r"(src|href)=\"?https?://(?!acme\.slack\.com)", text)
    assert "@import" not in text
    assert "url(" not in text


def test_the_page_is_whole_without_its_script() -> None:
    text = rendered(TokensFormat.HTML, weekly())
    without = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert without.count('<tr role="row" data-advice') == 3
    assert '<form class="filters" id="filters" hidden>' in without
