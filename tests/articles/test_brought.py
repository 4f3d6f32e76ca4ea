"""What files say of statements and credits: checked against the text, stored with the article or refused with it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import brought, importing
from articles.models import Article, Credit, Mention, OpenName, Relay, Statement
from articles.relays import derive, stored
from articles.suggesting import suggest
from sources.models import Alias
from tests.articles.test_importing import counts, done, kept, refusals
from tests.factories import make_outlet, make_source, make_user

pytestmark = pytest.mark.django_db

TEXT = (
    "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier. "
    "The Harbour Post reported that Ada Lund said that around 40 lorries cross it every hour."
)
LUND = {"printed_name": "Ada Lund", "source_phrase": "Ada Lund", "source_kind": "person"}


@pytest.fixture(autouse=True)
def courier(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }
    return make_outlet("The Courier")


def statement(quote="“We have no choice,”", *credited, **values):
    return {"quote": quote, "cue": "told", "credited": list(credited) or [LUND]} | values


def brought_in(*statements, credits=(), by=None, number=1, **changed):
    row = {"outlet": "The Courier", "address": f"https://courier.example/{number}", "title": "Bridge", "text": TEXT}
    row |= {"published_at": "2026-03-01", "language": "en", "statements": list(statements), "credits": list(credits)}
    return done(kept(json.dumps(row | changed).encode() + b"\n", "a.jsonl", by=by, suggests=False))


def reason(*statements, **more):
    imported = brought_in(*statements, **more)
    assert counts(imported)[:2] == ("done", 0)
    assert (Article.objects.count(), Statement.objects.count(), Mention.objects.count()) == (0, 0, 0)
    return refusals(imported)[0][1]


def test_a_statement_comes_with_all_that_is_said_of_it(courier):
    lund, post = make_source("Ada Lund", kind="person"), make_outlet("The Harbour Post")
    inner = {
        "quote": "around 40 lorries cross it every hour",
        "cue": "said",
        "credited": [LUND],
        "within": 2,
        "channel": "interview",
        "vias": [{"source_id": courier.pk, "words": "The Harbour Post"}],
        "figures": [{"text": "around 40 lorries", "low": 40, "high": 40, "qualifier": "around", "unit": "lorries"}],
        "note": "As coded.",
    }
    outer = {
        "quote": "Ada Lund said that around 40 lorries cross it every hour",
        "cue": "reported",
        "credited": [{"source_id": post.pk, "source_phrase": "The Harbour Post"}],
    }
    line = {"role": "byline agency", "printed": "By A Wire", "printed_name": "A Wire"}

    imported = brought_in(inner, outer, credits=[line])

    assert counts(imported) == ("done", 1, 0, 0)
    article = Article.objects.get()
    text = article.current_revision().text
    said, reported = Statement.objects.order_by("within", "pk")
    assert (said.within, reported.within, said.state, said.found_by) == (reported, None, "suggested", "import")
    assert (said.quote, said.cue, said.form, said.channel) == (inner["quote"], "said", "indirect", "interview")
    assert text[slice(*said.cue_spans[0])] == "said"
    assert said.selectors[0]["exact"] == inner["quote"]
    assert [(a.mention.source, a.source_phrase, a.speaks_as) for a in said.attributions.all()] == [
        (lund, "Ada Lund", "")
    ]
    assert [(a.mention.source, a.speaks_as) for a in reported.attributions.all()] == [(post, "reporter")]
    assert [(via.mention.source, via.basis, via.words) for via in said.vias.all()] == [
        (courier, "words", "The Harbour Post")
    ]
    assert [(f.low, f.unit) for f in said.figures.all()] == [(40, "lorries")]
    credit = Credit.objects.get()
    assert (credit.role, credit.printed, credit.spans, str(credit.mention)) == (
        "byline agency",
        "By A Wire",
        [],
        "A Wire",
    )
    held = {key: row for key, (_pk, row) in stored([article.pk]).items()}
    assert held == derive([article.pk])
    assert Relay.objects.count() == 3
    assert article.progress == "not looked at"


def test_what_a_file_says_is_suggested_unless_one_who_may_mark_says_otherwise():
    accepted = statement(state="accepted")
    refused = "statements: Number 1 is “accepted”: only whoever may mark decides. Leave “state” out."
    assert reason(accepted, by=make_user("Researchers")) == refused
    editor = make_user("Editors")
    brought_in(accepted, statement("The bridge will close on Monday", cue="said"), by=editor)
    first, second = Statement.objects.order_by("pk")
    assert (first.state, first.decided_by, second.state, second.decided_by) == ("accepted", editor, "suggested", None)
    assert first.decided_at
    assert set(OpenName.objects.values_list("printed_key", flat=True)) == {"ada lund"}


def test_names_mean_what_they_mean_at_the_desk():
    old = make_source("The Former Mayor's Office")
    Alias.objects.create(source=old, name="City Hall", ends_on=dt.date(2025, 1, 1))
    for _ in range(2):
        make_source("Jo Doe", kind="person")
    who = [{"printed_name": "City Hall"}, {"printed_name": "Jo Doe"}, {"descriptor": "two officials", "number_low": 2}]
    brought_in(statement("“We have no choice,”", *who))
    assert [(m.resolution, str(m), m.number_low) for m in Mention.objects.order_by("pk")] == [
        ("unresolved", "City Hall", None),
        ("ambiguous", "Jo Doe", None),
        ("unnamed", "two officials", 2),
    ]


def test_one_source_is_one_mention_of_an_article():
    lund = make_source("Ada Lund", kind="person")
    other = {"printed_name": "Ada  Lund", "affiliation": "mayor of Alne"}
    brought_in(statement(), statement("The bridge will close on Monday", other, cue="said"))
    mention = Mention.objects.get()
    assert (mention.source, mention.printed_name, mention.affiliation) == (lund, "Ada Lund", "mayor of Alne")


def test_words_that_stand_twice_are_told_apart_by_what_is_beside_them():
    text = "It rained, he said. It rained, she said again."
    he, she = {"printed_name": "Jo Doe"}, {"descriptor": "a woman"}
    plain = statement("It rained", he, cue="said")
    assert reason(plain, text=text).endswith("Say which with prefix and suffix, or spans.")
    chosen = statement("It rained", she, cue="she said", prefix="he said. ", suffix=", she")
    brought_in(chosen, plain | {"spans": [[8, 17]]}, text=text)
    assert [s.spans for s in Statement.objects.order_by("pk")] == [[[28, 37]], [[8, 17]]]
    assert [s.cue_spans for s in Statement.objects.order_by("pk")] == [[[39, 47]], [[22, 26]]]


def test_pieces_joined_as_in_our_own_files():
    brought_in(statement("The bridge will close … We have no choice,"))
    assert len(Statement.objects.get().spans) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quote": "We have a choice"}, "has “quote” that is not in the text: “We have a choice”."),
        ({"cue": "shouted"}, "has “cue” that is not in the text: “shouted”."),
        ({"spans": [[0, 9999]]}, "has “spans” that are none. Span 1 (0 to 9999) lies outside the text"),
        ({"spans": [[5, 3]]}, "has “spans” that are none. Span 1 (5 to 3) is empty"),
        ({"spans": "0-5"}, "has “spans” that are none. It is a list of starts and ends: [[0, 12]]."),
        ({"spans": [[0, 3]]}, "has “spans” where the text says “Bri”."),
        ({"quote": ""}, "Select the words that were said"),
        ({"credited": []}, "credits nobody"),
        ({"voice": "own voice"}, "credits nobody"),
        ({"voice": "loud"}, "says voice “loud”; it is one of: credited, own voice, none named."),
        ({"polarity": "true"}, "says polarity “true”"),
        ({"state": "disputed"}, "says state “disputed”"),
        ({"channel": 3}, "says channel “3”"),
        ({"within": 1}, "lies within a statement that is not in the list, or within itself."),
        ({"within": 7}, "lies within a statement that is not in the list, or within itself."),
        ({"speaker": "Ada Lund"}, "has “speaker”, which means nothing here."),
        ({"credited": "Ada Lund"}, "has “credited” that is no list."),
        ({"credited": [{}]}, "needs a printed_name or, of somebody unnamed, a descriptor."),
        ({"credited": [{"printed_name": "A", "descriptor": "b"}]}, "needs a printed_name"),
        ({"credited": [{"printed_name": "x" * 301}]}, "has “printed_name” of 301 characters; at most 300 are kept."),
        ({"credited": [{"printed_name": "He"}]}, "“He” is a pronoun"),
        ({"credited": [LUND, LUND]}, "Number 1 credits one source twice; once is enough."),
        ({"credited": [{"source_id": 99}]}, "There is no source 99."),
        ({"credited": [{"source_id": "x"}]}, "has “source_id” that is no whole number."),
        ({"credited": [{"descriptor": "men", "number_low": 3, "number_high": 2}]}, "has a higher number below"),
        ({"vias": [{"printed_name": "A", "basis": "gossip"}]}, "says basis “gossip”"),
        ({"vias": [{"printed_name": "A"}], "via_none_needed": True}, "has vias, and says that none is needed."),
        ({"via_none_needed": "yes"}, "has “via_none_needed” that is neither true nor false."),
        ({"figures": [{"text": "forty"}]}, "“forty” needs a number."),
        ({"figures": [{"text": "forty", "low": "many"}]}, "has “low” that is no number."),
        ({"figures": [{"text": "forty", "low": 4, "high": 2}]}, "the higher number is below the lower one."),
        ({"note": "a\0b"}, "has “note” that is no text."),
    ],
)
def test_what_is_wrong_refuses_its_line_with_a_reason(wrong, said):
    assert said in reason(statement() | wrong)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"statements": "We have no choice"}, "statements: This is no JSON list."),
        ({"statements": ["We have no choice"]}, "statements: Number 1 is no JSON object."),
        ({"statements": [statement()] * 1001}, "statements: These are 1,001; at most 1,000 are read."),
        ({"credits": [{"printed_name": "A Wire"}]}, "credits: Number 1 has no role"),
        (
            {"credits": [{"role": "passage", "printed": "not there", "printed_name": "A"}]},
            "Select the range of the text",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_line(cells, said):
    assert said in reason(**cells)


def test_one_bad_statement_takes_no_other_line_with_it():
    rows = [
        {"outlet": "The Courier", "address": f"https://courier.example/{n}", "title": "Bridge", "text": TEXT}
        | {"statements": [statement() if n % 5 else statement("never said")]}
        for n in range(30)
    ]
    body = "\n".join(map(json.dumps, rows)).encode()
    tried = done(kept(body, "a.jsonl", suggests=False), trial=True)
    assert counts(tried) == ("tried", 24, 0, 6)
    assert not Statement.objects.exists()
    assert counts(done(tried)) == ("done", 24, 0, 6)
    assert (Statement.objects.count(), Relay.objects.count(), Article.objects.count()) == (24, 24, 24)
    assert counts(done(kept(body, "again.jsonl", suggests=False))) == ("done", 0, 24, 6)
    assert Statement.objects.count() == 24


def test_what_the_database_refuses_refuses_its_line_alone(monkeypatch):
    monkeypatch.setattr(
        brought.texts, "form_of", lambda text, spans, quoted=None: "x" * 20 if "13" in text else "direct"
    )
    rows = [
        {"outlet": "The Courier", "address": f"https://courier.example/{n}", "title": f"Bridge {n}", "text": TEXT}
        | {"statements": [statement()]}
        for n in range(12, 15)
    ]
    imported = done(kept("\n".join(map(json.dumps, rows)).encode(), "a.jsonl", suggests=False))
    assert counts(imported) == ("done", 2, 0, 1)
    assert refusals(imported)[0][1].startswith("The database refuses it: value too long")
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Bridge 12", "Bridge 14"]
    assert (Statement.objects.count(), Relay.objects.count()) == (2, 2)


def test_the_rules_leave_alone_what_was_brought():
    brought_in(statement("We have no choice,"))
    article = Article.objects.get()
    told = suggest(article)
    assert told.decided == 1
    assert Statement.objects.filter(found_by="import").count() == 1


def test_the_template_can_be_brought_in():
    make_outlet("The Harbour Post")
    imported = done(kept(importing.template("jsonl"), "template.jsonl"))
    assert counts(imported) == ("done", 1, 0, 0), refusals(imported)
    assert (Statement.objects.count(), Credit.objects.count()) == (1, 1)


def test_a_cell_of_a_csv_file_may_hold_the_list():
    cell = json.dumps([statement()]).replace('"', '""')
    body = f'outlet,address,title,text,statements\nThe Courier,https://courier.example/1,Bridge,"{TEXT}","{cell}"\n'
    assert counts(done(kept(body.encode()))) == ("done", 1, 0, 0)
    assert Statement.objects.count() == 1


def test_the_queries_do_not_grow_with_the_lines():
    def body(first, number):
        rows = [
            {"outlet": "The Courier", "address": f"https://courier.example/{n}", "title": "Bridge", "text": TEXT}
            | {"statements": [statement("“We have no choice,”", {"printed_name": f"Person {n}"})]}
            for n in range(first, first + number)
        ]
        return "\n".join(map(json.dumps, rows)).encode()

    found = []
    for first, number in ((0, 1), (100, 40)):
        with CaptureQueriesContext(connection) as queries:
            done(kept(body(first, number), "a.jsonl", suggests=False))
        found.append(len(queries))
    assert found[1] <= found[0] + 5
