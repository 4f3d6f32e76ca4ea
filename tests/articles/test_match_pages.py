"""Which claim a statement makes: candidates with reasons, judgements, the queue, and claims that are two."""

import datetime as dt
import re

import pytest
from django.db import connection

from articles import candidates, marking, splitting
from articles.models import Claim, Link, Match, MatchSearch
from tests.factories import make_article, make_claim, make_link, make_outlet, make_statement, make_user

pytestmark = pytest.mark.django_db
FLOOD = "at least 320 homes in Kesterholm were flooded when the Low Quay pumping station failed"
SAME = "more than 320 homes were under water in Kesterholm after the Low Quay pumping station broke down"
OTHER = "the orchestra will open its season with a symphony by Marchbank"


def stated(words, hour=8, **more):
    body = f"On Monday {words}, it was said. Nothing else happened in the town that day."
    article = make_article(make_outlet(), body=body, published_at=dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC))
    return make_statement(article, words, **more)


@pytest.fixture
def editor(client):
    user = make_user("Editors")
    client.force_login(user)
    return user


def test_the_claim_of_a_like_statement_comes_first_with_its_reasons(editor):
    claim = make_claim("Several hundred homes stood under water")
    marking.judge(stated(FLOOD), claim, "same", by=editor)
    marking.judge(stated(OTHER), make_claim("The season opens"), "same", by=editor)
    found = candidates.of(stated(SAME, 9))
    assert [one.claim for one in found] == [claim]
    assert found[0].statement.quote == FLOOD
    assert {"names", "words"} <= {reason.kind for reason in found[0].reasons}


def test_a_statement_without_a_claim_is_offered_too_and_one_judged_is_not(editor):
    first, second = stated(FLOOD), stated(SAME, 9)
    assert [(one.claim, one.statement) for one in candidates.of(second)] == [(None, first)]
    claim = make_claim()
    marking.judge(first, claim, "same", by=editor)
    marking.judge(second, claim, "different", by=editor)
    assert candidates.of(second) == []


def test_one_query_finds_them_and_they_are_as_many_for_three_as_for_one(editor, django_assert_max_num_queries):
    stated(FLOOD)
    mine = stated(SAME, 9)
    with django_assert_max_num_queries(8):
        candidates.of(mine)
    for hour in (10, 11):
        marking.judge(stated(FLOOD, hour), make_claim(), "same", by=editor)
    with django_assert_max_num_queries(8):
        assert len(candidates.of(mine)) == 3


def test_words_that_the_archive_is_full_of_are_asked_for_last(editor):
    for hour in range(8):
        make_statement(make_article(make_outlet(), body=f"Quillwort zephyr {hour} floods."), f"Quillwort zephyr {hour}")
    read = candidates._read(stated("quillwort samphire zephyr marram"))
    with connection.cursor() as cursor:
        assert candidates._common_words() == {}
        assert candidates._rare_words(read) == ["marram", "quillwort", "samphire", "zephyr"]
        cursor.execute("ANALYZE articles_statement")
    assert candidates._common_words()["quillwort"] > 0.8
    assert candidates._rare_words(read) == ["marram", "samphire", "quillwort", "zephyr"]


def test_that_its_article_is_linked_to_is_a_reason(editor):
    upstream, mine = stated(FLOOD), stated(SAME, 9)
    unlike = stated("water rose above the doors of the low town", 7)
    for linked in (upstream, unlike):
        make_link(mine.article, linked.article)
    found = {one.statement: one.reasons for one in candidates.of(mine)}
    assert found.keys() == {upstream, unlike}
    assert all(reasons[0] == candidates.LINKED for reasons in found.values())
    Link.objects.all().delete()
    assert not any(candidates.LINKED in one.reasons for one in candidates.of(mine))


@pytest.mark.parametrize("words", ["360", "a", "“”", "'; DROP TABLE", "\u202e مرحبا بالعالم", "x" * 3000])
def test_odd_words_are_looked_for(editor, words):
    article = make_article(body=f"He said {words} and left.")
    candidates.of(make_statement(article, words))


def test_a_judgement_by_the_page(client, editor):
    claim = make_claim("Homes stood under water")
    marking.judge(stated(FLOOD), claim, "same", by=editor)
    mine = stated(SAME, 9)
    page = client.get(f"/statements/{mine.pk}/match/").content.decode()
    assert "Homes stood under water" in page
    answer = client.post(
        f"/statements/{mine.pk}/match/judge/", {"claim": claim.pk, "judgement": "same", "seen": "none"}
    )
    assert (answer.status_code, answer.url) == (302, f"/statements/{mine.pk}/match/")
    match = mine.matches.get()
    assert (match.claim, match.judgement, match.judged_by) == (claim, "same", editor)
    # somebody who saw the page before is told, and overwrites nothing
    late = client.post(
        f"/statements/{mine.pk}/match/judge/", {"claim": claim.pk, "judgement": "different", "seen": "none"}
    )
    assert late.status_code == 400
    assert "in the meantime" in late.content.decode()
    assert mine.matches.current().get().judgement == "same"


def test_a_claim_is_started_from_one_statement_or_from_two(client, editor):
    first, second = stated(FLOOD), stated(SAME, 9)
    answer = client.post(
        f"/statements/{second.pk}/match/judge/",
        {"start": first.pk, "wording": "  Homes stood   under water ", "next": "queue"},
    )
    assert (answer.status_code, answer.url) == (302, "/matches/")
    claim = Claim.objects.get()
    assert claim.wording == "Homes stood under water"
    assert set(claim.matches.values_list("statement", "judgement")) == {(first.pk, "same"), (second.pk, "same")}
    alone = stated(OTHER)
    client.post(f"/statements/{alone.pk}/match/judge/", {"start": "", "wording": "The season opens"})
    assert alone.matches.get().claim.wording == "The season opens"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"claim": "7" * 30, "judgement": "same"},
        {"claim": "x"},
        {"start": "", "wording": "  "},
        {"start": "", "wording": "x" * 1001},
    ],
)
def test_what_cannot_be_judged_is_said(client, editor, wrong):
    mine = stated(FLOOD)
    answer = client.post(f"/statements/{mine.pk}/match/judge/", wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Match.objects.exists()
    assert not Claim.objects.exists()


def test_a_merged_claim_is_judged_as_the_living_one(client, editor):
    claim, kept = make_claim(), make_claim()
    Claim.objects.filter(pk=claim.pk).update(merged_into=kept)
    mine = stated(FLOOD)
    assert (
        client.post(f"/statements/{mine.pk}/match/judge/", {"claim": claim.pk, "judgement": "same"}).status_code == 400
    )
    assert not mine.matches.exists()


# --- the queue ------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_nobody_has_judged_the_surest_first(client, editor):
    claim = make_claim("Homes stood under water")
    marking.judge(stated(FLOOD), claim, "same", by=editor)
    near, far = stated(SAME, 9), stated(OTHER)
    rejected = stated(FLOOD, 10, state="suggested")
    for _twice in range(2):
        candidates.search([near, far, rejected])
    assert [(one.statement, one.claim) for one in candidates.waiting()] == [(near, claim)]
    page = client.get("/matches/")
    assert page.status_code == 200
    assert SAME in page.content.decode()
    marking.judge(near, claim, "unsure", by=editor)
    assert "Nothing waits" in client.get("/matches/").content.decode()
    candidates.search([near])
    assert not MatchSearch.objects.exists()


@pytest.fixture
def queue(editor):
    """Two that wait: one that may make a claim, one that is like a statement without one."""
    claim = make_claim("Homes stood under water", topics=["flood"])
    marking.judge(stated(FLOOD), claim, "same", by=editor)
    near = stated(SAME, 9)
    other, alike = stated(OTHER), stated(OTHER, 9)  # each the other's candidate: one pair
    candidates.search([near, other, alike])
    MatchSearch.objects.filter(statement=near).update(score=0.66)
    MatchSearch.objects.filter(statement=alike).update(score=0.9)
    return near, alike, claim


def waiting(client, query=""):
    """The statements that the queue shows, in its order."""
    page = client.get(f"/matches/?{query}")
    return [one.statement for one in page.context["page"]] if page.context["page"] else []


def test_the_queue_is_asked_by_outlet_source_claim_topic_score_and_day(client, queue):
    near, alike, claim = queue
    assert waiting(client) == [alike, near]
    assert waiting(client, "sort=sure") == [near, alike]
    source = near.attributions.get().mention.source_id
    for query, found in {
        f"outlet={near.article.outlet_id}": [near],
        f"source={source}": [near],
        f"claim={claim.pk}": [near],
        "topic=flood": [near],
        "topic=theatre": [],
        "sure_from=67": [alike],
        "sure_to=66": [near],
        "from=2026-03-02": [],
        "to=2026-03-01": [alike, near],
    }.items():
        assert waiting(client, query) == found, query
    assert "Nothing that waits matches" in client.get("/matches/?topic=theatre").content.decode()


def test_a_judgement_leads_back_to_what_the_queue_was_asked(client, queue):
    near, alike, claim = queue
    page = client.get("/matches/?topic=flood").content.decode()
    assert page.count('name="next" value="queue?topic=flood"') == 2  # the candidate, and the claim to be started
    sent = {"claim": claim.pk, "judgement": "same", "next": "queue?topic=flood"}
    assert client.post(f"/statements/{near.pk}/match/judge/", sent).headers["Location"] == "/matches/?topic=flood"
    sent = {"claim": claim.pk, "judgement": "different", "next": "queue?evil=//example.org"}
    assert client.post(f"/statements/{alike.pk}/match/judge/", sent).headers["Location"] == "/matches/"


@pytest.mark.parametrize("wrong", ["sort=best", "smell=1", "outlet=999999", "claim=x", "sure_from=101", "page=0"])
def test_what_the_queue_cannot_read_is_an_error(client, queue, wrong):
    page = client.get(f"/matches/?{wrong}").content.decode()
    assert "This filter cannot be read" in page
    assert SAME not in page


def test_scores_the_wrong_way_round_are_an_error(client, queue):
    page = client.get("/matches/?sure_from=60&sure_to=40").content.decode()
    assert "40 lies below 60" in page
    # what was typed is there to be mended
    assert re.search(r'name="sure_from" value="60"', page)
    assert re.search(r'name="sure_to" value="40"', page)


# --- a claim that is two --------------------------------------------------------------------------------------


@pytest.fixture
def claim(editor):
    claim = make_claim("Homes stood under water", topics=["flood"])
    for hour in (8, 9, 10):
        marking.judge(stated(FLOOD, hour), claim, "same", by=editor)
    return claim


def same_of(claim):
    return set(Match.objects.same().filter(claim=claim).values_list("statement", flat=True))


def test_a_split_moves_statements_and_undo_brings_them_back(client, editor, claim):
    first, second, third = sorted(same_of(claim))
    values = {"statement": [first, second], "wording": "The lower town stood under water", "reason": "Another place."}
    answer = client.post(f"/claims/{claim.pk}/split/", values)
    made = Claim.objects.get(split_from=claim)
    assert (answer.status_code, answer.url) == (302, f"/claims/{made.pk}/")
    assert (same_of(made), same_of(claim)) == ({first, second}, {third})
    assert (made.topics, made.note, made.created_by) == (["flood"], "Another place.", editor)
    assert "Undo the split" in client.get(f"/claims/{made.pk}/").content.decode()
    # somebody judges one anew: it stays
    marking.judge(
        Match.objects.get(claim=made, statement=second, replaced_at=None).statement, made, "unsure", by=editor
    )
    client.post(f"/claims/{made.pk}/split/undo/")
    assert (same_of(made), same_of(claim)) == (set(), {first, third})
    again = client.post(f"/claims/{made.pk}/split/undo/", follow=True)
    assert "Nothing of this split is left to undo" in again.content.decode()


@pytest.mark.parametrize("wrong", ["nothing", "all", "another's", "no wording", "no reason"])
def test_a_split_that_cannot_be(client, editor, claim, wrong):
    held = sorted(same_of(claim))
    chosen = {"nothing": [], "all": held, "another's": [held[0], stated(OTHER).pk]}.get(wrong, held[:1])
    values = {
        "statement": chosen,
        "wording": "" if wrong == "no wording" else "Another",
        "reason": "" if wrong == "no reason" else "Because.",
    }
    answer = client.post(f"/claims/{claim.pk}/split/", values)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert same_of(claim) == set(held)
    assert Claim.objects.count() == 1


def test_what_came_of_no_split_is_not_undone(editor, claim):
    with pytest.raises(splitting.ValidationError, match="did not come of a split"):
        splitting.undo(claim, by=make_user())
