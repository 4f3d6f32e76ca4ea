"""The shared article, pasted and marked by hand in a browser as its gold file says, gives exactly its 15 relays."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from articles.models import Article, Credit, Mention, Relay, Statement
from sources.models import Source
from tests.browser.conftest import log_in
from tests.browser.desk import SELECT, arrow_to, saved, settled, text_of
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]

SHARED = Path(settings.BASE_DIR).parent / "shared" / "data" / "articles"
KINDS = {"outlet": "outlet", "organisation": "organisation", "person": "person"}
INDEPENDENT, HAARETZ, FEINER = "The Independent", "Haaretz", "Ron Feiner"
HOSTAGES, SOS = "Soldiers for Hostages", "Save Our Souls"
OFFICIALS, MILITARY = "Former security officials", "senior former and current military officials"


@pytest.fixture
def shared() -> tuple[str, dict]:
    if not SHARED.is_dir():
        pytest.skip("The folder ../shared with the shared article is not here.")
    gold = json.loads((SHARED / "relayed-report.gold.json").read_text())
    return (SHARED / "relayed-report.txt").read_text(), gold


def test_the_shared_article_gives_its_fifteen_relays(page, shared):
    raw, gold = shared
    editor = make_user("Editors")
    log_in(page, editor)
    paste(page, raw)
    marked = Marker(page, raw)
    for statement in gold["statements"]:
        if statement["required"]:
            marked.statement(statement)
    marked.credit(gold["credits"][0])
    marked.passage(gold["passages"][0])
    page.keyboard.press("t")
    saved(page, "g")

    article = Article.objects.get()
    assert article.progress == "gone through"
    assert article.outlet.name == "The Daily Retell"
    by_id = stored_statements(marked, gold)
    assert Statement.objects.count() == 14
    assert [(credit.role, credit.mention.name, credit.printed) for credit in Credit.objects.filter(role="photo")] == [
        ("photo", "AP", "(AP)")
    ]
    assert relays_of(by_id) == [
        ("1", INDEPENDENT, 1, "none needed", []),
        ("2", INDEPENDENT, 1, "none needed", []),
        ("3", OFFICIALS, 1, "recorded", [(INDEPENDENT, "passage")]),
        ("4", HOSTAGES, 1, "recorded", [(INDEPENDENT, "passage")]),
        ("5", SOS, 1, "recorded", [(INDEPENDENT, "passage")]),
        ("6", SOS, 1, "recorded", [(INDEPENDENT, "passage")]),
        ("6", HOSTAGES, 1, "recorded", [(INDEPENDENT, "passage")]),
        ("7", INDEPENDENT, 1, "none needed", []),
        ("8", HAARETZ, 1, "none needed", []),
        ("9", FEINER, 1, "not recorded", []),
        ("10a", FEINER, 1, "not recorded", []),
        ("10b", FEINER, 1, "not recorded", []),
        ("11", FEINER, 1, "not recorded", []),
        ("12a", FEINER, 1, "not recorded", []),
        ("12b", MILITARY, 2, "recorded", [(FEINER, "enclosing statement")]),
    ]
    assert Relay.objects.counted().count() == 15
    assert Relay.objects.counted().passed_through(Source.objects.get(name=INDEPENDENT)).count() == 5
    relays = relays_of(by_id)
    assert sorted(relays_in_csv(page, by_id)) == sorted(
        (number, credited, str(depth), state, [(name, basis) for name, basis in vias])
        for number, credited, depth, state, vias in relays
    )
    shown = sorted((credited, via_in_words(state, vias)) for _number, credited, _depth, state, vias in relays)
    assert relays_on(page, "/relays/") == shown
    assert relays_on(page, f"/outlets/{article.outlet.pk}/") == shown
    # one mention each, however often and however it is named; unnamed ones are never the same
    assert sorted((mention.name, mention.resolution) for mention in Mention.objects.all()) == sorted(
        [(name, "resolved") for name in ("AP", FEINER, HAARETZ, HOSTAGES, SOS, INDEPENDENT)]
        + [(OFFICIALS, "unnamed"), (MILITARY, "unnamed")]
    )


def paste(page: Page, raw: str) -> None:
    title, standfirst, body = raw.split("\n", 2)
    page.goto("/articles/add/")
    values = {
        "address": "https://www.daily-retell.example/world/gaza-call-ups",
        "outlet": "The Daily Retell",
        "title": title,
        "standfirst": standfirst,
        "body": body,
        "published_on": "2025-09-05",
    }
    for name, value in values.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_label("Outlet is").select_option("new:outlet")
    page.get_by_role("button", name="Store and mark").click()
    expect(page.locator("#desk-text")).to_be_visible()


class Marker:
    """An editor who marks by selecting and by keys."""

    def __init__(self, page: Page, raw: str) -> None:
        self.page, self.raw, self.text = page, raw, text_of(page)
        title_end = raw.index("\n")
        self.breaks = [title_end, raw.index("\n", title_end + 1)]
        self.known: set[str] = set()

    def place(self, span: list[int]) -> list[int]:
        """Where the words are with title and standfirst stored apart: a blank line more behind each."""
        start, end = (at + sum(at > line_end for line_end in self.breaks) for at in span)
        assert self.text[start:end] == self.raw[slice(*span)]
        return [start, end]

    def select(self, span: list[int], key: str) -> None:
        self.page.evaluate(SELECT, self.place(span))
        self.page.keyboard.press(key)

    def statement(self, gold: dict) -> None:
        for span in gold["content"]:
            self.select(span, "s")
        for span in gold["cue"]:
            self.select(span, "c")
        self.select(gold["source"], "w")
        for number, name in enumerate(gold["credited_to"]):
            if number:
                self.page.keyboard.press("a")
            self.credited(name, gold["source_kind"])
        settled(self.page)
        if gold["channel"]:
            self.page.get_by_label("Channel").select_option(gold["channel"])
        assert (self.page.get_by_label("Nobody stands between").is_checked()) == (gold["via_state"] == "none needed")
        saved(self.page)

    def credited(self, name: str, kind: str) -> None:
        settled(self.page)
        if kind == "unnamed":
            arrow_to(self.page, "unnamed")
        elif name not in self.known:
            arrow_to(self.page, f"make it a source: {KINDS[kind]}")
            self.known.add(name)
        elif self.page.locator("input[data-who]:focus").count():
            arrow_to(self.page, "in this article", name)
        # else the one known source of that name is there already, as offered

    def credit(self, gold: dict) -> None:
        self.select(gold["span"], "k")
        settled(self.page)
        expect(self.page.get_by_label("Role")).to_have_value(gold["role"])
        arrow_to(self.page, "make it a source: agency")
        saved(self.page)

    def passage(self, gold: dict) -> None:
        self.select(gold["span"], "p")
        settled(self.page)
        arrow_to(self.page, "in this article", gold["credited_to"])
        saved(self.page)


def stored_statements(marked: Marker, gold: dict) -> dict[str, Statement]:
    """{id in the gold file: statement}, each checked against it."""
    found = {}
    for one in gold["statements"]:
        if not one["required"]:
            continue
        statement = Statement.objects.get(spans=[marked.place(span) for span in one["content"]])
        found[one["id"]] = statement
        assert [marked.place(span) for span in one["cue"]] == statement.cue_spans
        assert (statement.form, statement.polarity) == (one["form"], one["polarity"])
        assert statement.channel == (one["channel"] or "")
        assert statement.within_id == (found[one["within"]].pk if one["within"] else None)
        assert {attribution.source_phrase for attribution in statement.attributions.all()} == {one["source_phrase"]}
        assert [(figure.text, figure.qualifier, figure.unit) for figure in statement.figures.all()] == [
            (figure["text"], figure["qualifier"], figure["unit"]) for figure in one["figures"]
        ]
    return found


def relays_of(by_id: dict[str, Statement]) -> list[tuple]:
    """Each relay as (gold id, credited, depth, via state, [(via, basis)]), in the order of the gold file."""
    found = []
    for number, statement in by_id.items():
        relays = [
            (
                number,
                relay.mention.name,
                relay.depth,
                relay.via_state,
                [(via.mention.name, via.basis) for via in relay.vias.order_by("position")],
            )
            for relay in statement.relays.all()
        ]
        found += sorted(relays, key=lambda relay: relay[1])
    return found


def relays_in_csv(page: Page, by_id: dict[str, Statement]) -> list[tuple]:
    """The rows of /relays.csv as `relays_of` has them, numbers as text."""
    gold_id = {str(statement.pk): number for number, statement in by_id.items()}
    answer = page.request.get("/relays.csv")
    assert answer.ok
    found = []
    for row in csv.DictReader(io.StringIO(answer.text(), newline="")):
        number = gold_id[row["statement_id"]]
        credited = row["source"] or {"3": OFFICIALS, "12b": MILITARY}[number]
        names, bases = (json.loads(row[name] or "[]") for name in ("via_names", "via_bases"))
        vias = list(zip(names, bases, strict=True))
        found.append((number, credited, row["depth"], row["via_state"], vias))
    return found


def via_in_words(state: str, vias: list[tuple[str, str]]) -> str:
    if state == "recorded":
        return "via " + ", ".join(f"{name} {basis}" for name, basis in vias)
    return {"none needed": "nobody between", "not recorded": "via not recorded"}[state]


def relays_on(page: Page, path: str) -> list[tuple[str, str]]:
    """The rows of the page's table of relays as (credited, via); tags behind the name left out."""
    page.goto(path)
    found = []
    for row in page.locator("table.list:not(.compact)").first.locator("tbody tr").all():
        row.locator(".tag").evaluate_all("tags => tags.forEach((tag) => tag.remove())")
        cells = [row.locator(f"td.{name}").inner_text() for name in ("cited", "via")]
        found.append(tuple(" ".join(cell.replace("→", "").split()) for cell in cells))
    return sorted(found)
