"""Suggestions: stored beside what people decided, never over it."""

import pytest

from articles import marking, steps, suggesting
from articles.models import Mention, Reading, Relay, Statement, SuggestionRule
from articles.suggesting import Suggested, suggest
from tests.articles import gold
from tests.factories import make_article, make_source, make_user, span_of

pytestmark = pytest.mark.django_db

BODY = (
    "The harbour will close on Monday, Mayor Ada Brandt told the Coast Courier.\n\n"
    "“We have no choice,” Brandt said. She added that the ferries would run again in May.\n\n"
    "Two officials, who asked not to be named, said the decision was taken weeks ago.\n\n"
    "(AP)"
)


def _told(article):
    """{first words: (state, who is credited)}"""
    return {
        statement.quote[:24]: (statement.state, [str(one.mention) for one in statement.attributions.all()])
        for statement in article.statements.order_by("spans")
    }


@pytest.fixture
def article():
    return make_article(title="Harbour to close", body=BODY, language="en")


def test_a_text_that_is_read_has_suggestions(article):
    assert suggest(article).added == 5
    assert _told(article) == {
        "The harbour will close o": ("suggested", ["Ada Brandt"]),
        "We have no choice,": ("suggested", ["Ada Brandt"]),
        "the ferries would run ag": ("suggested", ["Ada Brandt"]),
        "the decision was taken w": ("suggested", ["Two officials"]),
    }
    first = article.statements.order_by("spans").first()
    assert SuggestionRule.objects.get(name=first.found_by).is_on
    assert 0 < first.confidence < 1
    assert (first.created_by, first.decided_by, first.corrected) == (None, None, False)
    assert [str(via.mention) for via in first.vias.all()] == ["Coast Courier"]
    assert article.mentions.get(printed_name="Ada Brandt").attributions.count() == 3
    unnamed = article.mentions.get(resolution="unnamed")
    assert (unnamed.number_low, unnamed.number_high) == (2, 2)
    assert [(credit.role, str(credit.mention), credit.state) for credit in article.credits.all()] == [
        ("photo", "AP", "suggested")
    ]
    reading = Reading.objects.get()
    assert (reading.article, reading.language, reading.supported) == (article, "en", True)


def test_suggestions_count_nowhere(article):
    suggest(article)
    assert not Relay.objects.filter(state="accepted").exists()
    article.refresh_from_db()
    assert article.progress == "not looked at"
    assert not article.marking_steps.exists()


def test_a_known_source_is_tied(article):
    mayor = make_source("Ada Brandt", "person")
    suggest(article)
    assert article.mentions.get(source=mayor).resolution == Mention.Resolution.RESOLVED


def test_reading_again_changes_nothing(article):
    suggest(article)
    before = list(article.statements.order_by("pk").values())
    assert suggest(article) == Suggested(kept=5)
    assert list(article.statements.order_by("pk").values()) == before
    assert suggesting.is_read(article)


@pytest.mark.parametrize("state", ["accepted", "rejected", "unsure"])
def test_a_decision_stands(article, state):
    suggest(article)
    editor = make_user("Editors")
    statement = article.statements.get(quote__startswith="We have")
    marking.decide_statement(statement, state, by=editor)
    assert suggest(article) == Suggested(kept=4, decided=1)
    assert article.statements.get(quote__startswith="We have").state == state
    assert article.statements.count() == 4


def test_what_was_marked_by_hand_is_not_repeated(article):
    editor = make_user("Editors")
    hand = marking.add_statement(
        article,
        marking.StatementData(
            spans=(span_of(article, "We have no choice"),),
            cue_spans=(span_of(article, "said"),),
            credited=(marking.Credited(marking.Who(printed_name="Ada Brandt")),),
        ),
        by=editor,
    )
    assert suggest(article).decided == 1
    assert list(article.statements.filter(quote__startswith="We have")) == [hand]


def test_a_suggestion_gives_way_to_what_is_marked_by_hand(article, client):
    suggest(article)
    client.force_login(make_user("Editors"))
    span, cue = span_of(article, "We have no choice"), span_of(article, "said")
    given = {
        "spans": f"{span[0]}-{span[1]}",
        "cue": f"{cue[0]}-{cue[1]}",
        "credited-TOTAL_FORMS": 1,
        "credited-INITIAL_FORMS": 0,
        "credited-0-who": "Ada Brandt",
        "vias-TOTAL_FORMS": 0,
        "vias-INITIAL_FORMS": 0,
        "figures-TOTAL_FORMS": 0,
        "figures-INITIAL_FORMS": 0,
    }
    assert client.post(f"/articles/{article.pk}/mark/", given).status_code == 302
    marked = article.statements.filter(quote__startswith="We have")
    assert [(one.quote, one.state, one.found_by) for one in marked] == [("We have no choice", "accepted", "hand")]
    client.post(f"/articles/{article.pk}/undo/")
    marked = article.statements.filter(quote__startswith="We have")
    assert [(one.quote, one.state) for one in marked] == [("We have no choice,", "suggested")]


def test_an_edited_suggestion_is_accepted_and_said_to_be_corrected(article):
    suggest(article)
    statement = article.statements.get(quote__startswith="We have")
    editor = make_user("Editors")
    data = marking.StatementData(
        spans=(span_of(article, "no choice"),),
        cue_spans=tuple(map(tuple, statement.cue_spans)),
        credited=(marking.Credited(marking.Who(printed_name="Ada Brandt")),),
    )
    marking.edit_statement(statement, data, by=editor, version=statement.version)
    statement.refresh_from_db()
    assert (statement.state, statement.corrected) == ("accepted", True)
    assert suggest(article) == Suggested(kept=4, decided=1)
    steps.undo(article, by=editor)
    statement.refresh_from_db()
    assert (statement.state, statement.corrected, statement.quote) == ("suggested", False, "We have no choice,")


def test_new_rules_update_only_what_nobody_has_touched(article, monkeypatch):
    suggest(article)
    editor = make_user("Editors")
    marking.decide_statement(article.statements.get(quote__startswith="We have"), "accepted", by=editor)
    read = suggesting.extraction.extract

    def other_rules(text, *, language):
        found = read(text, language=language)
        for row in found["attributions"]:
            row["confidence"] = 0.11
        found["attributions"][-1]["content"] = [list(span_of(article, "the decision was taken"))]
        return found

    monkeypatch.setattr(suggesting.extraction, "extract", other_rules)
    monkeypatch.setattr(suggesting, "version", lambda: "another")
    assert list(suggesting.unread()) == [article.pk]
    ids = set(article.statements.values_list("pk", flat=True))
    assert suggest(article) == Suggested(changed=3, kept=1, decided=1)
    assert set(article.statements.values_list("pk", flat=True)) == ids
    assert article.statements.get(quote="the decision was taken").confidence == 0.11
    assert article.statements.get(quote__startswith="We have").confidence != 0.11
    assert list(suggesting.unread()) == []


def test_what_is_not_found_any_more_is_withdrawn(article, monkeypatch):
    suggest(article)
    read = suggesting.extraction.extract
    monkeypatch.setattr(
        suggesting.extraction,
        "extract",
        lambda text, *, language: read(text, language=language) | {"attributions": [], "credits": []},
    )
    assert suggest(article) == Suggested(withdrawn=5)
    assert not article.statements.exists()
    assert not article.mentions.exists()


def test_a_rule_that_is_off_suggests_nothing(article):
    suggest(article)
    rule = article.statements.get(quote__startswith="We have").found_by
    by_rule = article.statements.filter(found_by=rule).count()
    SuggestionRule.objects.filter(name=rule).update(is_on=False)
    told = suggest(article)
    assert told.withdrawn == by_rule
    assert not article.statements.filter(found_by=rule).exists()


def test_a_language_without_rules_is_said(article):
    other = make_article(title="Port fermé", body="Le maire a dit : « Nous n'avons pas le choix. »", language="fr")
    suggest(other)
    assert not Reading.objects.get(article=other).supported


@pytest.mark.parametrize(
    "body",
    [
        "“" * 200,
        "He said " * 500,
        "“A\u0301\u00ad\u200b \U0001f600,” she said. \u202e“B,” he said.\r\n\r\n“C",
        "Q: What? A: No.\n\n- one\n- two\n\n<p>“Tag,” he <b>said</b>.</p>",
        "WE SAID THAT “ALL” IS CAPITALS, THE BBC SAID.",
    ],
)
def test_odd_texts_are_read(body):
    article = make_article(title="Odd", body=body, language="en")
    suggest(article)
    revision = article.current_revision()
    for statement in article.statements.all():
        assert statement.quote == " … ".join(revision.text[start:end] for start, end in statement.spans)
    assert suggest(article).added == 0


def test_what_the_author_saw_or_was_told_is_own_reporting():
    body = (
        "This reporter saw two lorries turn back at the bridge.\n\n“We have no choice,” Ada Brandt told this newspaper."
    )
    article = make_article(title="Bridge", body=body, language="en")
    suggest(article)
    found = {one.quote[:12]: one for one in article.statements.all()}
    saw, told = found["two lorries "], found["We have no c"]
    assert (saw.voice, saw.own_reporting, saw.attributions.count()) == ("own voice", "printed", 0)
    assert (told.voice, told.own_reporting, told.via_none_needed) == ("credited", "printed", True)
    assert suggest(article) == Suggested(kept=2)


def test_the_shared_article():
    article = gold.stored()
    suggest(article)
    inner = [statement for statement in article.statements.all() if statement.within_id]
    assert inner
    names = set(article.mentions.exclude(printed_name="").values_list("printed_name", flat=True))
    assert {"The Independent", "Haaretz", "Ron Feiner"} <= names
    assert Statement.objects.filter(state="suggested").count() == article.statements.count()
