"""The marking desk's addresses by plain requests: what is stored, what is refused and with which sentence."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client

from articles import actions, marking, offers, steps
from articles.actions import revise_article
from articles.forms import lines_of, spans_from
from articles.models import Article, Claim, Credit, Match, Mention, Relay, Statement
from sources.models import Alias, Domain, Source
from tests.factories import make_article, make_claim, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

BODY = (
    "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier. "
    "According to the Harbour Post, around 40 lorries cross it every hour."
)


@pytest.fixture
def editor():
    return make_user("Editors")


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def rows(**given) -> dict:
    """The management fields of the three kinds of rows, and what is given for them."""
    return {f"{name}-{field}": str(n) for name in ("credited", "vias", "figures") for field, n in TOTALS} | given


TOTALS = [("TOTAL_FORMS", 3), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 50)]


def statement_of(words="We have no choice", who="Ada Lund", **more) -> dict:
    return rows(**{"spans": words, "credited-0-who": who}) | more


def said(response) -> str:
    """The page's words, white space folded."""
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(page).split())


# --- positions --------------------------------------------------------------------------------

TEXT = "one two 😀 two three\n\nfour"


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("0-3", ((0, 3),)),
        (" 0 – 3 ", ((0, 3),)),
        ("0-3 one", ((0, 3),)),
        ("14-25 three four", ((14, 25),)),
        ("three", ((14, 19),)),
        ("four\none", ((0, 3), (21, 25))),
        ("one … three", ((0, 19),)),
        ("\n  \n", ()),
    ],
)
def test_positions_and_words_are_read(typed, spans):
    assert spans_from(TEXT, typed) == spans


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("five", "“five” does not stand in the text."),
        ("two", "“two” stands in the text 2 times: 4-7 (“one [two] 😀 two three four”); 10-13 ("),
        ("3-3", "3-3 is empty"),
        ("20-99", "20-99 lies outside the text, which has 25 characters."),
        ("0-3 two", "At 0-3 the text reads “one”, but the words sent are “two”."),
    ],
)
def test_positions_that_cannot_be_read_are_refused(typed, sentence):
    with pytest.raises(Exception, match=re.escape(sentence)):
        spans_from(TEXT, typed)


def test_words_that_begin_like_positions_are_words():
    assert spans_from("It was 20-30 lorries a day.", "20-30 lorries") == ((7, 20),)


def test_a_long_selection_is_checked_by_its_first_and_last_words():
    text = "a " + "word " * 100 + "end"
    assert spans_from(text, lines_of(text, [(0, len(text))])) == ((0, len(text)),)


# --- adding and editing an article ------------------------------------------------------------------


def article_of(**more) -> dict:
    return {
        "address": "https://courier.example/1",
        "outlet": "The Courier",
        "title": "A title",
        "body": "A body.",
        "genre": "news",
        "language": "en",
    } | more


def test_adding_an_article(desk, editor):
    courier = make_outlet("The Courier")

    answer = desk.post(
        "/articles/add/",
        article_of(published_on="2026-03-01", published_time="14:05", body="One\r\ntwo \rthree", byline="A. Writer"),
    )

    article = Article.objects.get()
    assert answer.url == f"/articles/{article.pk}/mark/"
    assert (article.outlet, article.created_by, article.byline) == (courier, editor, "A. Writer")
    assert (article.published_at, article.published_precision) == (
        dt.datetime(2026, 3, 1, 14, 5, tzinfo=dt.UTC),
        "minute",
    )
    assert article.current_revision().text == "A title\n\nOne\ntwo \nthree"


def test_a_day_alone_has_day_precision(desk):
    make_outlet("The Courier")
    desk.post("/articles/add/", article_of(published_on="2026-03-01"))
    assert Article.objects.get().published_precision == "day"


def test_a_new_outlet_there_and_then(desk):
    desk.post("/articles/add/", article_of(outlet_means="new:outlet"))
    assert [(source.name, source.kind) for source in Source.objects.all()] == [("The Courier", "outlet")]
    assert Article.objects.get().outlet.name == "The Courier"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"body": ""}, "Paste the text of the article."),
        ({"body": " \n "}, "The text is empty."),
        ({"body": "a\0b"}, "Null characters are not allowed."),
        ({"body": "\x01\x02\x03PNG\x04\x05" * 20}, "This is not text but a file of another kind"),
        ({"title": ""}, "This field is required."),
        ({"title": "Two\nlines"}, "A title is one line"),
        ({"published_on": "2026-02-30"}, "That is no day of the calendar"),
        ({"published_on": "2999-01-01"}, "2999-01-01 lies in the future."),
        ({"published_time": "14:05"}, "Give the day as well."),
        ({"address": ""}, "Give the address, or the reason why there is none."),
        ({"no_address": "print"}, "not both"),
        ({"address": "ftp://x"}, "The address must start with http:// or https://."),
        ({"outlet": ""}, "Say who published it."),
        ({"outlet": "The Herald"}, "No outlet carries the name “The Herald”."),
        ({"outlet": "Ada Lund"}, "Ada Lund is a person, and no outlet."),
        ({"outlet_means": "new:outlet"}, "That name is carried already: The Courier (outlet)."),
        ({"language": "English!"}, "Write a language as in BCP 47"),
    ],
)
def test_a_refused_article_keeps_what_was_typed(desk, given, sentence):
    make_outlet("The Courier")
    make_source("Ada Lund", "person")

    answer = desk.post("/articles/add/", article_of(byline="Kept as typed") | given)

    assert sentence in said(answer)
    assert answer.status_code == 422
    assert 'value="Kept as typed"' in answer.content.decode()
    assert Article.objects.count() == 0


def test_odd_texts_are_stored_as_they_are(desk):
    make_outlet("The Courier")
    body = "\n  שלום عالم\u202e א\n\n" + "x" * 100_000 + " 👩‍👩‍👧 \t"
    answer = desk.post("/articles/add/", article_of(body=body))
    article = Article.objects.get()
    assert article.current_revision().text == "A title\n\n" + body
    page = desk.get(answer.url).content.decode()
    shown = html.unescape(re.sub(r"<[^>]+>", "", page.split('id="desk-text"')[1].partition(">")[2].split("</div>")[0]))
    assert shown == article.current_revision().text


def test_a_text_of_more_than_the_limit_is_refused_by_name(desk, settings):
    make_outlet("The Courier")
    settings.ARTICLE_TEXT_LIMIT = 1000
    answer = desk.post("/articles/add/", article_of(body="x" * 1001))
    assert "The text is too large: at most 1,000 bytes" in said(answer)


def test_a_form_larger_than_the_server_reads_gets_a_page(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = desk.post("/articles/add/", article_of(body="x" * 2000))
    assert (answer.status_code, "The text is too large" in said(answer)) == (413, True)


def test_the_form_still_needs_its_token(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post("/articles/add/", article_of()).status_code == 403


def test_an_address_held_already_is_shown_with_its_article(desk):
    held = make_article(address="https://courier.example/1", title="Held already")
    make_outlet("The Courier")

    answer = desk.post("/articles/add/", article_of(address="http://www.courier.example/1/?utm_source=x"))

    assert f'<a href="/articles/{held.pk}/">Held already</a>' in answer.content.decode()
    assert "A body." in answer.content.decode()
    assert Article.objects.count() == 1


def test_the_outlet_of_an_address_is_offered_and_not_taken(desk):
    courier = make_outlet("The Courier")
    Domain.objects.create(outlet=courier, host="courier.example")

    answer = desk.post("/articles/add/", article_of(outlet=""))

    assert "The address belongs to The Courier, which is filled in now: save again." in said(answer)
    assert answer.context["form"]["outlet_means"].value() == f"source:{courier.pk}"
    assert Article.objects.count() == 0


def test_one_of_two_outlets_of_a_name_has_to_be_chosen(desk):
    first, second = make_outlet("The Courier"), make_outlet("Courier", kind="agency")
    answer = desk.post("/articles/add/", article_of())
    assert "Several outlets carry the name “The Courier”" in said(answer)
    desk.post("/articles/add/", article_of(outlet_means=f"source:{second.pk}"))
    assert Article.objects.get().outlet == second
    assert first.articles.count() == 0


def edit_form(desk, article) -> dict:
    form = desk.get(f"/articles/{article.pk}/edit/").context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def test_opening_and_saving_an_article_changes_nothing(desk):
    article = make_article(title="T", standfirst="S", body="\nB\n")
    before = Article.objects.values().get()

    answer = desk.post(f"/articles/{article.pk}/edit/", edit_form(desk, article))

    assert answer.url == f"/articles/{article.pk}/"
    assert Article.objects.values().get() == before
    assert article.revisions.count() == 1


def test_facts_and_text_of_an_article(desk):
    article = make_article(body="Rain fell, she said.")
    statement = make_statement(article, "Rain fell")
    given = edit_form(desk, article) | {"genre": "opinion", "body": "Much Rain fell, she said."}

    desk.post(f"/articles/{article.pk}/edit/", given)

    article.refresh_from_db()
    assert (article.genre, article.revisions.count()) == ("opinion", 2)
    assert Relay.objects.get().genre == "opinion"
    assert [anchor.spans for anchor in statement.anchors.all()] == [
        [[article.current_revision().text.index("Rain"), article.current_revision().text.index(", she")]]
    ]


def test_an_edit_meanwhile_is_shown_and_saving_again_goes_through(desk):
    article = make_article(body="First.")
    given = edit_form(desk, article) | {"byline": "Mine", "body": "My text."}
    revise_article(article, title=article.title, standfirst="", body="Their text.")

    answer = desk.post(f"/articles/{article.pk}/edit/", given)

    assert "A colleague has changed this article since you opened it." in said(answer)
    assert [(one["label"], one["stored"], one["typed"]) for one in answer.context["clash"]] == [
        ("Body", "Their text.", "My text."),
        ("Byline", "", "Mine"),
    ]
    assert article.revisions.count() == 2
    again = given | {"seen": answer.context["form"]["seen"].value()}
    assert desk.post(f"/articles/{article.pk}/edit/", again).status_code == 302
    assert article.current_revision().text.endswith("My text.")


def test_an_address_of_another_article_is_refused(desk):
    held = make_article(address="https://x.example/1")
    article = make_article()
    answer = desk.post(f"/articles/{article.pk}/edit/", edit_form(desk, article) | {"address": held.address})
    assert "Another article has this address already:" in said(answer)


# --- marking by plain forms -------------------------------------------------------------------------


def test_a_statement_by_the_words(desk, editor):
    article = make_article(body=BODY)
    given = statement_of(cue="told", **{"credited-0-means": "new:person", "credited-0-phrase": "Ada Lund"})

    answer = desk.post(f"/articles/{article.pk}/mark/", given)

    statement = Statement.objects.get()
    assert answer.url == f"/articles/{article.pk}/mark/#s{statement.pk}"
    assert (statement.quote, statement.cue, statement.form) == ("We have no choice", "told", "direct")
    assert (statement.state, statement.decided_by, statement.created_by) == ("accepted", editor, editor)
    assert Relay.objects.get().source == Source.objects.get(name="Ada Lund", created_by=editor)
    assert steps.last_step(article, editor).what == "marked a statement"


def test_everything_a_statement_can_say(desk):
    article = make_article(body=BODY)
    outer = make_statement(article, "“We have no choice,” Ada Lund told the Courier", to="X")
    courier, cited = make_outlet("The Courier"), make_article()
    given = rows(
        **{
            "spans": "no choice\nWe have",
            "cue": "told",
            "form": "mixed",
            "polarity": "denies",
            "channel": "interview",
            "within": str(outer.pk),
            "own_reporting": "printed",
            "note": "A note.",
            "credited-0-who": "two officials",
            "credited-0-means": "unnamed",
            "credited-0-number_low": "2",
            "credited-0-number_high": "2",
            "credited-0-body": "the ministry",
            "credited-0-reason": "not authorised",
            "credited-1-who": "Courier",
            "credited-1-speaks_as": "party",
            "vias-0-who": "Harbour Post",
            "vias-0-means": "new:outlet",
            "vias-0-basis": "cited article",
            "vias-0-cited": cited.address,
            "figures-0-text": "around 40 lorries",
            "figures-0-low": "40",
            "figures-0-high": "40",
            "figures-0-qualifier": "around",
            "figures-0-unit": "lorries",
            "claim": "The  bridge closes.",
            "judgement": "related",
        }
    )

    desk.post(f"/articles/{article.pk}/mark/", given)

    statement = Statement.objects.exclude(pk=outer.pk).get()
    assert statement.quote == "We have … no choice"
    assert (statement.form, statement.polarity, statement.channel) == ("mixed", "denies", "interview")
    assert (statement.within, statement.own_reporting, statement.note) == (outer, "printed", "A note.")
    unnamed, party = statement.attributions.all()
    mention = unnamed.mention
    assert (mention.descriptor, mention.number_low, mention.body, mention.reason) == (
        "two officials",
        2,
        "the ministry",
        "not authorised",
    )
    assert (party.mention.source, party.speaks_as) == (courier, "party")
    assert [(via.mention.name, via.basis, via.cited_article) for via in statement.vias.all()] == [
        ("Harbour Post", "cited article", cited)
    ]
    assert [(figure.text, figure.value, figure.unit) for figure in statement.figures.all()] == [
        ("around 40 lorries", 40, "lorries")
    ]
    assert [(match.claim.wording, match.judgement) for match in Match.objects.all()] == [
        ("The bridge closes.", "related")
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (statement_of(words=""), "Select the words that were said"),
        (statement_of(words="not there"), "“not there” does not stand in the text."),
        (statement_of(words="9-12 words that differ"), "but the words sent are “words that differ”"),
        (statement_of(words="11-20\n15-30"), "begins before the one before it ends"),
        (statement_of(words="5000-5001"), "lies outside the text"),
        (statement_of(who=""), "Say who is credited"),
        (statement_of(voice="own voice"), "credits nobody"),
        (statement_of(within="999999"), "That statement is not in this article any more."),
        (statement_of(**{"credited-0-phrase": "Ada Lund", "credited-0-who": ""}), "Say who “Ada Lund” is"),
        (statement_of(**{"credited-1-who": "ADA LUND"}), "is credited twice"),
        (statement_of(**{"credited-0-means": "mention:999999"}), "That mention is not in this article any more"),
        (statement_of(**{"credited-0-means": "source:999999"}), "That source is not there any more"),
        (statement_of(**{"credited-0-means": "nonsense"}), "Choose one of the list."),
        (statement_of(**{"figures-0-text": "forty"}), "A figure needs a number."),
        (statement_of(**{"figures-0-low": "many", "figures-0-text": "many"}), "Enter a number."),
        (statement_of(**{"vias-0-who": "X", "vias-0-words": "not there"}), "“not there” does not stand in the text."),
        (statement_of(**{"vias-0-who": "X", "vias-0-cited": "999999"}), "No article with that address or number"),
    ],
)
def test_a_refused_statement_keeps_what_was_typed(desk, given, sentence):
    article = make_article(body=BODY)

    answer = desk.post(f"/articles/{article.pk}/mark/", given | {"note": "Kept as typed"})

    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert "Kept as typed" in answer.content.decode()
    assert Statement.objects.count() == Source.objects.filter(kind="person").count() == 0


def test_a_name_that_two_sources_carry_is_asked_about(desk):
    article = make_article(body=BODY)
    souls, ship = make_source("Save Our Souls"), make_source("Southern Ocean Survey")
    for source in (souls, ship):
        Alias.objects.create(source=source, name="SOS")

    answer = desk.post(f"/articles/{article.pk}/mark/", statement_of(who="SOS"))
    assert "“SOS” may be any of: Save Our Souls (organisation), Southern Ocean Survey (organisation)." in said(answer)

    desk.post(f"/articles/{article.pk}/mark/", statement_of(who="SOS", **{"credited-0-means": f"source:{ship.pk}"}))
    assert Relay.objects.get().source == ship


def test_left_unresolved_and_ambiguous(desk):
    article = make_article(body=BODY)
    make_source("Ada Lund", "person")
    desk.post(f"/articles/{article.pk}/mark/", statement_of(**{"credited-0-means": "open"}))
    assert Mention.objects.get().resolution == "unresolved"


def test_a_second_source_of_a_name_after_a_confirmation(desk):
    article = make_article(body=BODY)
    make_source("Ada Lund", "person")
    given = statement_of(**{"credited-0-means": "new:person"})

    answer = desk.post(f"/articles/{article.pk}/mark/", given)
    assert "That name is carried already: Ada Lund (person)." in said(answer)
    assert answer.context["statement_form"].rows["credited"][0]["means"].value() == "another:person"

    desk.post(f"/articles/{article.pk}/mark/", given | {"credited-0-means": "another:person"})
    assert Source.objects.filter(name="Ada Lund").count() == 2


def test_one_new_name_twice_in_a_form_is_one_source(desk):
    article = make_article(body=BODY)
    new = {"credited-0-means": "new:outlet", "vias-0-who": "the Harbour Post", "vias-0-means": "new:outlet"}
    desk.post(f"/articles/{article.pk}/mark/", statement_of(who="Harbour Post", **new))
    assert [source.name for source in Source.objects.filter(name__contains="Harbour")] == ["Harbour Post"]


def test_a_claim_is_found_by_its_words_or_made(desk):
    article, claim = make_article(body=BODY), make_claim("The bridge closes.")
    desk.post(f"/articles/{article.pk}/mark/", statement_of(claim="the bridge closes."))
    desk.post(f"/articles/{article.pk}/mark/", statement_of(words="no choice", claim="It floods.", claim_id=claim.pk))
    assert [match.claim.wording for match in Match.objects.order_by("pk")] == ["The bridge closes.", "It floods."]
    assert Claim.objects.count() == 2


def test_a_newer_text_is_a_clash_with_the_words_found_again(desk):
    article = make_article(title="T", body="Rain fell, the mayor said. It was cold.")
    old = article.current_revision()
    given = statement_of(words="3-12 Rain fell\nIt was cold", who="Ada Lund", revision=old.pk, cue="said")
    new = revise_article(article, title="T", standfirst="", body="Much Rain fell, the mayor said.")

    answer = desk.post(f"/articles/{article.pk}/mark/", given)

    form = answer.context["statement_form"]
    assert answer.status_code == 422
    assert "The article's text was changed while you were marking it" in said(answer)
    assert answer.context["text_clash"]["found"] == [
        {"words": "Rain fell … It was cold", "found": False},
        {"words": "said", "found": True},
    ]
    assert form["cue"].value() == "29-33 said"
    assert "“It was cold” does not stand in the text." in said(answer)
    again = given | {"revision": form["revision"].value(), "spans": "Rain fell", "cue": form["cue"].value()}
    desk.post(f"/articles/{article.pk}/mark/", again)
    assert Statement.objects.get().revision == new


def test_editing_a_statement_keeps_its_attribution(desk):
    article = make_article(body=BODY)
    statement = make_statement(article, "We have no choice", to="Ada Lund", cue="told")
    attribution = statement.attributions.get()

    desk.post(f"/statements/{statement.pk}/edit/", edit_data(desk, statement) | {"channel": "interview"})

    statement.refresh_from_db()
    assert (statement.channel, statement.version, statement.cue) == ("interview", 2, "told")
    assert statement.attributions.get() == attribution


def edit_data(desk, statement) -> dict:
    """What the edit form would send if nothing were touched."""
    form = desk.get(f"/statements/{statement.pk}/edit/").context["statement_form"]
    bound = [
        form,
        *(rows.management_form for rows in form.rows.values()),
        *(row for r in form.rows.values() for row in r),
    ]
    values = {}
    for part in bound:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                values[field.html_name] = value
    return values


def test_an_untouched_edit_changes_nothing_that_is_said(desk):
    article = make_article(body=BODY)
    courier = make_outlet("The Courier")
    statement = make_statement(
        article, ["We have no choice", "around 40 lorries"], to="Ada Lund", cue="told", via=courier
    )
    before = Relay.objects.values().get()

    answer = desk.post(f"/statements/{statement.pk}/edit/", edit_data(desk, statement))

    assert answer.status_code == 302
    assert Relay.objects.values().get() == before
    assert statement.vias.count() == 1


def test_two_edits_of_one_statement(desk, editor):
    statement = make_statement(make_article(body=BODY), "We have no choice", to="Ada Lund", note="first")
    given = edit_data(desk, statement) | {"note": "mine"}
    marking.edit_statement(
        statement,
        marking.StatementData(
            spans=((statement.spans[0][0], statement.spans[0][1]),),
            credited=(marking.Credited(marking.Who(printed_name="Bo Ek")),),
            note="theirs",
        ),
        by=make_user("Editors"),
    )

    answer = desk.post(f"/statements/{statement.pk}/edit/", given)
    assert "A colleague has changed this statement since you opened it." in said(answer)
    assert "Bo Ek" in said(answer)
    assert "mine" in answer.content.decode()

    form = answer.context["statement_form"]
    again = {field.html_name: field.value() or "" for part in (form, *form.rows["credited"]) for field in part}
    desk.post(f"/statements/{statement.pk}/edit/", given | again)
    statement.refresh_from_db()
    assert (statement.note, statement.attributions.get().mention.name) == ("mine", "Ada Lund")


def test_an_unnamed_mention_taken_away_meanwhile_is_made_again(desk):
    who = marking.Who(descriptor="two officials", number_low=2, number_high=2)
    statement = make_statement(make_article(body=BODY), "We have no choice", to=who)
    given = edit_data(desk, statement)
    statement.article.mentions.all().update(number_low=1)
    given["credited-0-attribution"] = ""
    statement.attributions.all().delete()
    statement.article.mentions.all().delete()

    assert desk.post(f"/statements/{statement.pk}/edit/", given).status_code == 302
    mention = statement.attributions.get().mention
    assert (mention.descriptor, mention.number_low, mention.number_high) == ("two officials", 1, 2)


def test_a_statement_removed_meanwhile_gives_back_what_was_typed(desk):
    statement = make_statement(make_article(body=BODY), to="X")
    given = edit_data(desk, statement) | {"note": "Kept as typed"}
    marking.remove_statement(statement, by=make_user("Editors"))

    answer = desk.post(f"/statements/{statement.pk}/edit/", given)

    assert (answer.status_code, "A colleague has removed this statement" in said(answer)) == (410, True)
    assert "Kept as typed" in said(answer)
    assert desk.get(f"/statements/{statement.pk}/edit/").status_code == 404


def test_an_article_merged_or_removed_meanwhile(desk):
    kept, merged, gone = make_article(), make_article(), make_article()
    Article.objects.filter(pk=merged.pk).update(merged_into=kept)
    actions.remove_article(gone)

    assert desk.get(f"/articles/{merged.pk}/mark/").url == f"/articles/{kept.pk}/mark/"
    answer = desk.post(f"/articles/{merged.pk}/mark/", statement_of(note="Kept as typed"))
    assert "This article has been merged into another one in the meantime." in said(answer)
    assert f'href="/articles/{kept.pk}/mark/"' in answer.content.decode()
    assert "Kept as typed" in said(answer)
    answer = desk.post(f"/articles/{gone.pk}/mark/", statement_of(note="Kept as typed"))
    assert (answer.status_code, "Kept as typed" in said(answer)) == (410, True)
    assert Statement.objects.count() == 0


def test_removing_asks_first_and_can_be_undone(desk):
    article = make_article(body=BODY)
    desk.post(f"/articles/{article.pk}/mark/", statement_of())
    statement = Statement.objects.get()

    assert "Remove this statement?" in said(desk.get(f"/statements/{statement.pk}/remove/"))
    assert Statement.objects.count() == 1
    desk.post(f"/statements/{statement.pk}/remove/", {"version": 1})
    assert Statement.objects.count() == 0
    assert "Undo: removed a statement" in said(desk.get(f"/articles/{article.pk}/mark/"))
    desk.post(f"/articles/{article.pk}/undo/")
    assert Statement.objects.get() == statement


def test_an_outer_statement_is_not_removed_from_around_others(desk):
    article = make_article(body=BODY)
    outer = make_statement(article, "We have no choice", to="X")
    make_statement(article, "no choice", to="Y", within=outer.pk)
    answer = desk.post(f"/statements/{outer.pk}/remove/")
    assert "Other statements lie within this one; take them out of it first." in said(answer)


def test_nothing_to_undo_is_said(desk):
    article = make_article()
    assert "There is nothing of yours to undo" in said(desk.post(f"/articles/{article.pk}/undo/"))


def test_gone_through_and_back(desk, editor):
    article = make_article()
    desk.post(f"/articles/{article.pk}/gone-through/", {"revision": article.current_revision().pk})
    article.refresh_from_db()
    assert (article.progress, article.gone_through_by) == ("gone through", editor)
    desk.post(f"/articles/{article.pk}/gone-through/", {"take_back": "1"})
    article.refresh_from_db()
    assert (article.progress, article.gone_through_by) == ("begun", None)


def test_gone_through_is_refused_when_the_text_is_newer(desk):
    article = make_article()
    seen = article.current_revision().pk
    revise_article(article, title="T", standfirst="", body="New.")
    answer = desk.post(f"/articles/{article.pk}/gone-through/", {"revision": seen})
    assert "The text was changed while you read it" in said(answer)
    article.refresh_from_db()
    assert article.progress == "not looked at"


def test_replacing_a_colleagues_decision_needs_a_reason(desk, editor):
    statement = make_statement(to="X", by=make_user("Editors"))
    answer = desk.post(f"/statements/{statement.pk}/decide/", {"state": "rejected"})
    assert (answer.status_code, "say why you replace that" in said(answer)) == (422, True)
    desk.post(f"/statements/{statement.pk}/decide/", {"state": "rejected", "reason": "A caption."})
    statement.refresh_from_db()
    assert (statement.state, statement.decided_by, statement.decision_reason) == ("rejected", editor, "A caption.")


def test_judging_and_withdrawing(desk):
    statement, claim = make_statement(to="X"), make_claim("It closes.")
    desk.post(f"/statements/{statement.pk}/judge/", {"claim": "It closes.", "judgement": "same"})
    match = Match.objects.get()
    assert (match.claim, match.judgement) == (claim, "same")
    desk.post(f"/matches/{match.pk}/withdraw/")
    assert Match.objects.current().count() == 0
    assert "Choose a claim, or write a new one." in said(desk.post(f"/statements/{statement.pk}/judge/", {}))


# --- credits ----------------------------------------------------------------------------------


def test_credit_lines_and_passages(desk):
    article = make_article(title="T", body="Rain fell. More rain fell. (AP)")
    url = f"/articles/{article.pk}/credits/add/"
    desk.post(url, {"credit-role": "photo", "credit-spans": "(AP)", "credit-who": "AP", "credit-means": "new:agency"})
    desk.post(url, {"credit-role": "passage", "credit-spans": "Rain … More", "credit-who": "AP"})
    desk.post(url, {"credit-role": "byline agency", "credit-printed": "From AP", "credit-who": "AP"})

    credits = Credit.objects.order_by("pk")
    assert [(credit.role, credit.printed, credit.mention.source.name) for credit in credits] == [
        ("photo", "(AP)", "AP"),
        ("passage", "Rain fell. More", "AP"),
        ("byline agency", "From AP", "AP"),
    ]
    photo = credits[0]
    desk.post(f"/credits/{photo.pk}/edit/", {"credit-role": "video", "credit-spans": "(AP)", "credit-who": "AP"})
    photo.refresh_from_db()
    assert photo.role == "video"
    assert "Remove this credit?" in said(desk.get(f"/credits/{photo.pk}/remove/"))
    desk.post(f"/credits/{photo.pk}/remove/")
    assert set(Credit.objects.values_list("role", flat=True)) == {"passage", "byline agency"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"credit-role": "passage", "credit-who": "AP"}, "Select the range of the text that is retold"),
        ({"credit-role": "photo", "credit-spans": "(DPA)", "credit-who": "AP"}, "“(DPA)” does not stand in the text."),
        ({"credit-role": "photo", "credit-spans": "(AP)"}, "Say who it is"),
        ({"credit-role": "smell", "credit-who": "AP"}, "Select a valid choice."),
    ],
)
def test_a_refused_credit_keeps_what_was_typed(desk, given, sentence):
    article = make_article(title="T", body="Rain fell. (AP)")
    answer = desk.post(f"/articles/{article.pk}/credits/add/", given | {"credit-note": "Kept as typed"})
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert "Kept as typed" in answer.content.decode()


# --- what is offered ---------------------------------------------------------------------------


def test_offer_for_words(desk):
    article = make_article(title="T", body="“Around 40 lorries cross it,” Ada Lund said, and it may close.")
    outer = make_statement(article, "“Around 40 lorries cross it,” Ada Lund said, and it may close", to="X")
    rejected = make_statement(article, "Around 40 lorries cross it,", to="X", state="rejected")

    answer = desk.get(
        f"/articles/{article.pk}/offer/",
        {"revision": article.current_revision().pk, "spans": "Around 40 lorries cross it"},
    ).json()

    assert rejected.pk not in answer["within"]
    assert answer == {
        "quote": "Around 40 lorries cross it",
        "form": "direct",
        "figures": [{"text": "Around 40 lorries", "low": "40", "high": "40", "qualifier": "Around", "unit": "lorries"}],
        "within": [outer.pk],
        "certain": outer.pk,
    }


def test_a_statement_with_the_same_words_is_offered_as_outer_but_not_taken(desk):
    article = make_article(title="T", body="Rain fell.")
    same = make_statement(article, "Rain fell", to="X")
    revision = article.current_revision()
    assert offers.for_spans(article, revision, ((3, 12),))["within"] == [same.pk]
    assert offers.for_spans(article, revision, ((3, 12),))["certain"] is None
    assert offers.for_spans(article, revision, ((3, 12),), but=same.pk)["within"] == []


def test_offers_that_cannot_be_read_are_an_error(desk):
    article = make_article()
    url = f"/articles/{article.pk}/offer/"
    assert desk.get(url).status_code == 400
    assert desk.get(url, {"revision": article.current_revision().pk, "spans": "9-99999"}).status_code == 400


def test_who_offers_mentions_first_then_sources():
    article = make_article(body=BODY)
    feiner, other = make_source("Ron Feiner", "person"), make_source("Ron Feinberg", "person")
    make_statement(article, "We have no choice", to=feiner)
    mention = Mention.objects.get()

    found = offers.for_who(article, phrase="Ron Fein")
    assert [option["value"] for option in found["options"][:2]] == [f"mention:{mention.pk}", f"source:{other.pk}"]
    assert found["certain"] is None
    assert offers.for_who(article, phrase="Feiner")["options"][0]["value"] == f"mention:{mention.pk}"
    assert offers.for_who(article, phrase="He")["options"][0]["value"] == f"mention:{mention.pk}"
    assert offers.for_who(article, phrase="Ron Feiner, a reservist")["certain"]["value"] == f"mention:{mention.pk}"
    assert offers.for_who(make_article(), phrase="Ron Feinberg’s")["certain"]["value"] == f"source:{other.pk}"


def test_a_name_that_two_carry_is_offered_and_never_certain():
    article = make_article()
    for name in ("Save Our Souls", "Southern Ocean Survey"):
        Alias.objects.create(source=make_source(name), name="SOS")
    found = offers.for_who(article, phrase="SOS")
    assert [option["name"] for option in found["options"][:2]] == ["Save Our Souls", "Southern Ocean Survey"]
    assert found["certain"] is None


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Ron Feiner, a reservist and member of the organization X", "Ron Feiner"),
        ("the Israeli newspaper Haaretz", "Haaretz"),
        ("Save Our Souls (SOS)", "Save Our Souls"),
        ("told the Harbour Post", "Harbour Post"),
        ("according to the Ministry of Health", "Ministry of Health"),
        ("two senior officials", "two senior officials"),
        ("He", "He"),
        ("", ""),
    ],
)
def test_naming_part(phrase, name):
    assert offers.naming_part(phrase) == name


def test_claims_and_outlets_are_looked_up(desk):
    claim = make_claim("The bridge closes on Monday.")
    make_claim("The harbour floods.")
    courier = make_outlet("The Courier", country="GB")
    make_source("Courier Staff Union")
    assert desk.get("/claims/lookup/", {"q": "clos bridg"}).json() == {
        "options": [{"value": str(claim.pk), "name": "The bridge closes on Monday.", "note": ""}]
    }
    assert desk.get("/claims/lookup/", {"q": "'; & | !"}).status_code == 200
    assert desk.get("/outlets/lookup/", {"q": "courier"}).json() == {
        "options": [{"value": f"source:{courier.pk}", "name": "The Courier", "note": "outlet, GB"}]
    }


# --- the page itself ------------------------------------------------------------------------------


def test_as_many_queries_for_three_statements_as_for_one(desk, connection_queries):
    one, three = make_article(body=BODY), make_article(body=BODY)
    for article, words in [
        (one, "We have no choice"),
        *((three, words) for words in ("We have no choice", "no choice", "around 40 lorries")),
    ]:
        statement = make_statement(article, words, to=make_source(kind="person"), via=make_outlet())
        marking.judge(statement, make_claim(), "same", by=make_user())
        make_credit(article, "passage", make_outlet(), words)
    counts = [connection_queries(lambda a=a: desk.get(f"/articles/{a.pk}/mark/")) for a in (one, three)]
    assert counts[0] == counts[1]


def test_hostile_text_never_becomes_markup(desk):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}"
    article = make_article(title=hostile, body=hostile + " said")
    given = statement_of(words="said", who=hostile, note=hostile, claim=hostile, **{"credited-0-means": "new:person"})
    desk.post(f"/articles/{article.pk}/mark/", given)
    assert Statement.objects.count() == 1
    statement = Statement.objects.get()
    for url in (f"/articles/{article.pk}/mark/", f"/statements/{statement.pk}/edit/", f"/articles/{article.pk}/edit/"):
        page = desk.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 7|add:7 }}" in html.unescape(page)


CHANGING = [
    "/articles/{a}/undo/",
    "/articles/{a}/gone-through/",
    "/articles/{a}/credits/add/",
    "/statements/{s}/decide/",
    "/statements/{s}/judge/",
    "/matches/{m}/withdraw/",
]
OPENED = [
    "/articles/add/",
    "/articles/{a}/edit/",
    "/articles/{a}/mark/",
    "/statements/{s}/edit/",
    "/statements/{s}/remove/",
    "/credits/{c}/edit/",
    "/credits/{c}/remove/",
    "/articles/{a}/who/",
    "/claims/lookup/",
    "/outlets/lookup/",
]


@pytest.fixture
def ids() -> dict:
    article = make_article(body=BODY)
    statement = make_statement(article, "We have no choice", to="X")
    credit = make_credit(article, "photo", "AP")
    match = marking.judge(statement, make_claim(), "same", by=make_user())
    return {"a": article.pk, "s": statement.pk, "c": credit.pk, "m": match.pk}


@pytest.mark.parametrize("path", CHANGING)
def test_changes_are_made_by_post_only(desk, ids, path):
    assert desk.get(path.format(**ids)).status_code == 405


@pytest.mark.parametrize("path", OPENED)
def test_editors_open_it_and_nothing_changes(desk, ids, path):
    before = list(Statement.objects.values()), list(Credit.objects.values())
    assert desk.get(path.format(**ids)).status_code == 200
    assert (list(Statement.objects.values()), list(Credit.objects.values())) == before


@pytest.mark.parametrize("path", CHANGING + OPENED)
def test_who_only_reads_may_not(ids, path):
    reader = Client()
    reader.force_login(make_user("Researchers"))
    assert reader.post(path.format(**ids)).status_code in (403, 405)
    assert reader.get(path.format(**ids)).status_code in (403, 405)
    assert Client().post(path.format(**ids)).status_code == 302


def test_the_script_gets_the_working_part_alone(desk):
    article = make_article(body=BODY)
    script = {"headers": {"X-Requested-With": "marking"}}
    answer = desk.post(f"/articles/{article.pk}/mark/", statement_of(), **script)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert f'data-marked="{Statement.objects.get().pk}"' in answer.content.decode()
    assert desk.post(f"/articles/{article.pk}/mark/", statement_of(words=""), **script).status_code == 422
