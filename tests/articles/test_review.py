"""The review desk: one queue, a decision a request, no item given to two editors."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone

from articles import marking, reviewing
from articles.models import Article, MarkingStep, ReviewLease, Statement, SuggestionRule
from articles.review_filters import ReviewFilter
from articles.suggesting import suggest
from tests.factories import make_article, make_outlet, make_source, make_statement, make_user, span_of

pytestmark = pytest.mark.django_db

BODY = (
    "The harbour will close on Monday, Mayor Ada Brandt told the Coast Courier.\n\n"
    "“We have no choice,” Brandt said. She added that the ferries would run again in May.\n\n"
    "Two officials, who asked not to be named, said the decision was taken weeks ago.\n\n"
    "(AP)"
)
SCRIPT = {"HTTP_X_REQUESTED_WITH": "review"}


@pytest.fixture
def article():
    article = make_article(title="Harbour to close", body=BODY, language="en")
    suggest(article)
    return article


@pytest.fixture
def editor():
    return make_user("Editors")


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def asked(**query):
    from django.http import QueryDict

    given = QueryDict(mutable=True)
    for name, value in query.items():
        given[name] = str(value)
    return ReviewFilter(given, Statement.objects.all())


def words(items):
    return [item.row.quote[:12] if item.kind == "statement" else item.row.printed for item in items]


IN_ORDER = ["The harbour ", "We have no c", "the ferries ", "the decision", "(AP)"]


# --- the queue ---------------------------------------------------------------------------------------------------


def test_an_article_is_given_in_the_order_of_its_text(article, editor):
    assert words(reviewing.take(asked(), by=editor, number=9)) == IN_ORDER
    assert reviewing.waiting(asked()) == 5


def test_the_newest_article_comes_first_and_what_was_begun_before_it(article, editor):
    reviewing.take(asked(), by=editor, number=1)
    other = make_article(body="“No,” Max Berg said.", language="en")
    suggest(other)
    assert words(reviewing.take(asked(), by=make_user("Editors"), number=9)) == ["No,"]
    assert words(reviewing.take(asked(), by=editor, number=9)) == IN_ORDER


def test_most_doubtful_first(editor):
    article = make_article(body="One. Two. Three. Four.")
    for quote, confidence in (("One", 0.9), ("Two", 0.45), ("Three", 0.1)):
        make_statement(article, quote, to="Max Berg", state="suggested", found_by="x", confidence=confidence)
    make_statement(article, "Four", to="Max Berg", state="suggested", found_by="x")
    assert words(reviewing.take(asked(order="doubtful"), by=editor, number=9)) == ["Two", "One", "Three", "Four"]


def test_two_editors_never_get_the_same(article, editor):
    other = make_user("Editors")
    assert reviewing.take(asked(), by=editor, number=1)
    assert reviewing.take(asked(), by=other, number=9) == []
    ReviewLease.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert words(reviewing.take(asked(), by=other, number=1)) == IN_ORDER[:1]
    assert reviewing.take(asked(), by=editor, number=1) == []
    reviewing.release(other)
    assert words(reviewing.take(asked(), by=editor, number=1)) == IN_ORDER[:1]


def test_what_the_page_has_is_not_given_again(article, editor):
    first = reviewing.take(asked(), by=editor, number=2)
    rest = reviewing.take(asked(), by=editor, number=9, without=[item.key for item in first])
    assert words(rest) == IN_ORDER[2:]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"form": "direct"}, ["We have no c"]),
        ({"sure_from": 100}, []),
        ({"sure_to": 100}, IN_ORDER[:4]),
        ({"age": "older"}, []),
        ({"age": "day"}, IN_ORDER),
        ({"rule": "credit line"}, ["(AP)"]),
        ({"rule": "no such rule"}, []),
    ],
)
def test_filters(article, editor, query, found):
    assert words(reviewing.take(asked(**query), by=editor, number=9)) == found


def test_filters_of_outlet_source_and_article(article, editor):
    mayor = make_source("Ada Brandt", "person")
    other = make_article(make_outlet("Other"), body="“No,” Ada Brandt said.", language="en")
    suggest(other)
    assert words(reviewing.take(asked(outlet=other.outlet_id), by=editor, number=9)) == ["No,"]
    assert words(reviewing.take(asked(source=mayor.pk), by=editor, number=9)) == ["No,"]
    assert words(reviewing.take(asked(article=article.pk), by=editor, number=9)) == IN_ORDER


@pytest.mark.parametrize(
    "query", ["age=old", "sure_from=ten", "sure_from=-1", "sure_from=9&sure_to=3", "order=best", "outlet=999", "x=1"]
)
def test_a_filter_that_cannot_be_read_is_said(desk, article, query):
    answer = desk.get(f"/review/?{query}")
    assert answer.status_code == 422
    assert "This filter cannot be read" in answer.content.decode()
    assert "We have no choice" not in answer.content.decode()


def test_a_merged_article_is_never_given(article, editor):
    kept = make_article(article.outlet)
    Article.objects.filter(pk=article.pk).update(merged_into=kept)
    assert reviewing.take(asked(), by=editor, number=9) == []


# --- pages -------------------------------------------------------------------------------------------------------


def test_the_desk_shows_an_item_with_its_text(desk, article):
    page = desk.get("/review/").content.decode()
    assert "Ada Brandt" in page
    assert "The harbour will close on Monday" in page
    assert 'name="state" value="accepted"' in page


def test_hostile_words_are_shown_as_text(desk):
    words = "<script>alert(1)</script>"
    article = make_article(title="T", body=f"“{words} it is,” Max Berg said. “</script><b>,” he added.", language="en")
    suggest(article)
    page = desk.get("/review/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; it is" in page
    assert words not in page
    assert words not in desk.get(f"/review/articles/{article.pk}/").content.decode()


def test_the_desk_says_that_nothing_waits(desk):
    assert "No suggestion waits" in desk.get("/review/").content.decode()


def test_as_many_queries_for_long_queues(desk, article, connection_queries):
    desk.get("/review/")
    one = connection_queries(lambda: desk.get("/review/"))
    for _ in range(3):
        suggest(make_article(body=BODY, language="en"))
    assert connection_queries(lambda: desk.get("/review/")) == one


def test_a_plain_form_decides_and_comes_back(desk, article, editor):
    statement = article.statements.order_by("spans").first()
    answer = desk.post(
        "/review/decide/?form=indirect",
        {"kind": "statement", "id": statement.pk, "version": statement.version, "state": "accepted"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/review/?form=indirect")
    statement.refresh_from_db()
    assert (statement.state, statement.decided_by, statement.corrected) == ("accepted", editor, False)


def decide(desk, row, state="accepted", **values):
    given = {"kind": "statement", "id": row.pk, "state": state, "version": getattr(row, "version", "")} | values
    return desk.post("/review/decide/", given, **SCRIPT)


def test_an_answer_holds_the_next_item(desk, article):
    first, second, third, fourth = article.statements.order_by("spans")
    answer = decide(desk, first, have=f"statement:{second.pk} statement:{third.pk}")
    told = answer.json()
    assert answer.status_code == 200
    assert [f'data-id="{fourth.pk}"' in html for html in told["next"]] == [True]
    assert (told["waiting"], told["error"], told["first"]) == ("4", "", [])


def test_the_same_decision_sent_twice_does_no_harm(desk, article):
    statement = article.statements.order_by("spans").first()
    assert decide(desk, statement).status_code == 200
    assert decide(desk, statement).status_code == 200
    assert MarkingStep.objects.count() == 1


def test_a_colleague_was_quicker(desk, article):
    statement = article.statements.order_by("spans").first()
    marking.decide_statement(statement, "rejected", by=make_user("Editors"))
    answer = decide(desk, statement)
    assert answer.status_code == 409
    assert "A colleague has changed this statement" in answer.json()["error"]
    statement.refresh_from_db()
    assert statement.state == "rejected"


def test_a_removed_item_is_said_and_the_next_is_given(desk, article):
    statement = article.statements.order_by("spans").first()
    statement_id = statement.pk
    marking.remove_statement(statement, by=make_user("Editors"))
    answer = desk.post(
        "/review/decide/", {"kind": "statement", "id": statement_id, "state": "accepted"}, **SCRIPT
    ).json()
    assert answer["gone"]
    assert len(answer["next"]) == 1


def test_a_credit_is_decided(desk, article):
    credit = article.credits.get()
    answer = desk.post("/review/decide/", {"kind": "credit", "id": credit.pk, "state": "accepted"}, **SCRIPT)
    assert answer.status_code == 200
    credit.refresh_from_db()
    assert credit.state == "accepted"


def test_changed_words_and_source_are_stored_and_counted_as_corrected(desk, article):
    harbour = make_source("Harbour Office")
    statement = article.statements.get(quote__startswith="We have")
    change = {
        "spans": [list(span_of(article, "no choice"))],
        "who": {"name": "Harbour Office", "means": f"source:{harbour.pk}"},
    }
    assert decide(desk, statement, change=json.dumps(change)).status_code == 200
    statement.refresh_from_db()
    assert (statement.quote, statement.state, statement.corrected) == ("no choice", "accepted", True)
    assert [attribution.mention.source for attribution in statement.attributions.all()] == [harbour]


def test_nesting_is_set(desk, article):
    first, second, *_ = article.statements.order_by("spans")
    wide = [[first.spans[0][0], second.spans[-1][1] + 8]]
    decide(desk, first, change=json.dumps({"spans": wide}))
    assert decide(desk, second, change=json.dumps({"within": first.pk})).status_code == 200
    second.refresh_from_db()
    assert second.within_id == first.pk


@pytest.mark.parametrize(
    "change",
    [
        "no json",
        "[]",
        '{"spans": [[0, 99999]]}',
        '{"spans": [[5, 3]]}',
        '{"spans": "x"}',
        '{"spans": []}',
        '{"who": 3}',
        '{"who": {"means": "source:999999"}}',
        '{"who": {"means": "mention:999999"}}',
        '{"who": {"means": "drop"}}',
        '{"within": "x"}',
        '{"within": 999999}',
        '{"spans": ' + "[" * 30000 + "}",
    ],
)
def test_a_bad_change_is_refused_and_nothing_is_lost(desk, article, change):
    statement = article.statements.order_by("spans").first()
    answer = decide(desk, statement, change=change)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]
    before = (statement.quote, statement.state, statement.version)
    statement.refresh_from_db()
    assert (statement.quote, statement.state, statement.version) == before


@pytest.mark.parametrize("values", [{"id": "x"}, {"kind": "claim"}, {"state": "maybe"}, {"id": "9" * 30}])
def test_a_bad_decision_is_refused(desk, article, values):
    statement = article.statements.order_by("spans").first()
    answer = decide(desk, statement, **values)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_undo_gives_the_item_back(desk, article):
    statement = article.statements.order_by("spans").first()
    decide(desk, statement, "rejected")
    told = desk.post("/review/undo/", **SCRIPT).json()
    assert [f'data-id="{statement.pk}"' in html for html in told["first"]] == [True]
    statement.refresh_from_db()
    assert statement.state == "suggested"
    assert desk.post("/review/undo/", **SCRIPT).json()["error"] == "There is nothing of yours to undo."


def test_a_suggestion_is_split_and_joined_again(desk, article):
    first = article.statements.order_by("spans").first()
    at = span_of(article, "on Monday")[0]
    told = desk.post(
        "/review/split/", {"kind": "statement", "id": first.pk, "version": first.version, "at": at}, **SCRIPT
    ).json()
    assert told["error"] == ""
    first.refresh_from_db()
    second = article.statements.get(quote="on Monday")
    assert (first.quote, first.state, second.state) == ("The harbour will close", "suggested", "suggested")
    assert [str(one.mention) for one in second.attributions.all()] == ["Ada Brandt"]
    assert len(told["first"]) == 2
    # a later reading leaves what a person has shaped alone
    suggest(article)
    assert set(article.statements.values_list("quote", flat=True)) >= {"The harbour will close", "on Monday"}
    given = {"kind": "statement", "id": first.pk, "version": first.version, "other": second.pk}
    told = desk.post("/review/join/", given, **SCRIPT).json()
    assert told["error"] == ""
    first.refresh_from_db()
    assert first.quote == "The harbour will close … on Monday"
    assert not article.statements.filter(pk=second.pk).exists()


def test_a_split_needs_words_on_both_sides(desk, article):
    first = article.statements.order_by("spans").first()
    given = {"kind": "statement", "id": first.pk, "version": first.version, "at": first.spans[0][0]}
    told = desk.post("/review/split/", given, **SCRIPT).json()
    assert told["error"] == "Cut it between two of its words: both parts need some."
    given = {"kind": "statement", "id": first.pk, "other": first.pk}
    told = desk.post("/review/join/", given, **SCRIPT).json()
    assert told["error"] == "Choose another statement to join this one with."


# --- all that is shown -------------------------------------------------------------------------------------------


def test_those_ticked_are_accepted_after_a_look(desk, article):
    first, second, third, fourth = article.statements.order_by("spans")
    page = desk.get(f"/review/articles/{article.pk}/?form=indirect").content.decode()
    assert [f'value="{one.pk}:{one.version}"' in page for one in (first, second, third, fourth)] == [
        True,
        False,
        True,
        True,
    ]
    marking.decide_statement(fourth, "unsure", by=make_user("Editors"))
    answer = desk.post(
        f"/review/articles/{article.pk}/", {"shown": [f"{one.pk}:{one.version}" for one in (first, fourth)]}
    )
    assert answer.status_code == 422
    assert "Somebody has decided or changed it since it was shown." in answer.content.decode()
    states = {one.pk: one.state for one in article.statements.all()}
    assert [states[one.pk] for one in (first, second, third, fourth)] == [
        "accepted",
        "suggested",
        "suggested",
        "unsure",
    ]


# --- what the rules are worth --------------------------------------------------------------------------------------


def test_the_worth_of_rules_is_counted_and_linked(desk, article, editor):
    first, second, third = article.statements.order_by("spans")[:3]
    decide(desk, first)
    decide(desk, second, change=json.dumps({"spans": [list(span_of(article, "no choice"))]}))
    decide(desk, third, "rejected")
    page = desk.get("/review/worth/")
    rows = {row["key"]: row for row in page.context["rows"]}
    every = rows[None]
    assert [every[name] for name in ("suggested", "waiting", "accepted", "corrected", "rejected")] == [4, 1, 1, 1, 1]
    assert every["percent"] == 33
    for row in rows.values():
        for name, number, address in row["numbers"]:
            found = desk.get(address)
            assert found.status_code == 200
            assert found.context["page"].paginator.count == number, (row["key"], name)
    by_outlet = desk.get("/review/worth/?by=outlet&period=7").context["rows"]
    assert [row["key"] for row in by_outlet] == [article.outlet_id, None]
    assert desk.get("/review/worth/?period=9").status_code == 422


def test_decisions_a_minute_leave_pauses_and_bulk_out(article, editor):
    from articles.worth import worth

    now = timezone.now()
    times = [now, now + dt.timedelta(seconds=10), now + dt.timedelta(seconds=30), now + dt.timedelta(hours=2)]
    for statement, at in zip(article.statements.order_by("pk"), times, strict=True):
        marking.decide_statement(statement, "accepted", by=editor)
        Statement.objects.filter(pk=statement.pk).update(decided_at=at)
    assert worth("rule", since=None)[-1]["per_minute"] == pytest.approx(60 * 2 / 30)


def test_a_rule_is_switched_off_in_the_admin(article):
    staff = Client()
    staff.force_login(make_user("Staff"))
    rule = SuggestionRule.objects.get(name="credit line")
    assert staff.get("/admin/articles/suggestionrule/").status_code == 200
    staff.post(f"/admin/articles/suggestionrule/{rule.pk}/change/", {"note": "Too many."})
    rule.refresh_from_db()
    assert (rule.is_on, rule.note) == (False, "Too many.")
    suggest(article)
    assert not article.credits.exists()
