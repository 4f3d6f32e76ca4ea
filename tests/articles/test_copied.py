"""What is decided of a statement in one copy of a text holds in the others, is shown once, and can be taken back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import actions, copying, marking, reviewing, steps
from articles.models import Article, CopiedStatement, CopyPair, Mention, Relay, Statement
from articles.review_filters import ReviewFilter
from tests.factories import make_article, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

TEXT = (
    "The harbour was closed on Monday after a storm, and forty boats were brought in by the coast guard before noon. "
    "“We had no warning at all,” Jane Hill said. The mayor said the harbour would open again within the week."
)
SAID, OPENS = "We had no warning at all", "the harbour would open again within the week"


def copies(number=3, accepted=True, body=TEXT) -> list[Article]:
    made = [
        make_article(body=f"{body} Town {n}.", published_at=dt.datetime(2026, 3, 1, n, tzinfo=dt.UTC))
        for n in range(number)
    ]
    for article in made:
        copying.find_copies_of(article)
    if accepted:
        accept()
    return [Article.objects.get(pk=article.pk) for article in made]


def accept(by=None) -> None:
    copying.decide_pairs(list(CopyPair.objects.suggested()), "accepted", by=by or make_user())


def suggested(article, words=SAID, to="Jane Hill", **values) -> Statement:
    return make_statement(article, words, to=to, cue="said", state="suggested", found_by="speech", **values)


def states(*rows) -> list[str]:
    return [Statement.objects.get(pk=row.pk).state for row in rows]


def queue() -> list[int]:
    return [row.pk for row in ReviewFilter({}, Statement.objects.all()).statements()]


def test_the_desk_shows_a_copied_statement_once_and_one_decision_is_for_all():
    rows = [suggested(article) for article in copies()]
    alone = suggested(make_article(body=TEXT))
    assert sorted(queue()) == sorted([rows[0].pk, alone.pk])
    user = make_user()
    marking.decide_statement(rows[0], "accepted", by=user, reason="heard it")
    assert states(*rows, alone) == ["accepted"] * 3 + ["suggested"]
    assert queue() == [alone.pk]
    one = Statement.objects.get(pk=rows[2].pk)
    assert (one.decided_by, one.decision_reason) == (user, "heard it")
    assert Relay.objects.filter(state="accepted", statement__in=rows).count() == 3


def test_undo_takes_it_back_everywhere_and_the_other_copies_have_no_step_of_their_own():
    first, *others = rows = [suggested(article) for article in copies()]
    user = make_user()
    marking.decide_statement(first, "rejected", by=user)
    assert states(*rows) == ["rejected"] * 3
    assert steps.last_step(others[0].article, user) is None
    reviewing.undo(by=user)
    assert states(*rows) == ["suggested"] * 3
    assert queue() == [first.pk]
    marking.decide_statement(first, "accepted", by=user)
    assert states(*rows) == ["accepted"] * 3


def test_who_decides_otherwise_in_one_copy_is_followed_there():
    first, other, third = [suggested(article) for article in copies()]
    user, colleague = make_user(), make_user()
    marking.decide_statement(first, "accepted", by=user)
    marking.decide_statement(other, "rejected", by=colleague, reason="not in this one")
    assert states(first, other, third) == ["accepted", "rejected", "accepted"]
    marking.decide_statement(first, "unsure", by=user)
    assert states(first, other, third) == ["unsure", "rejected", "unsure"]
    reviewing.undo(by=user)
    reviewing.undo(by=user)
    assert states(first, other, third) == ["suggested", "rejected", "suggested"]


def test_many_decided_at_once_are_carried_too():
    mine = [suggested(article) for article in copies(2)]
    theirs = [suggested(article) for article in copies(2, body=TEXT.replace("harbour", "airport") * 2)]
    marking.decide_many(Statement, [mine[0].pk, theirs[0].pk], "accepted", by=make_user())
    assert states(*mine) == ["accepted"] * 2


def test_a_statement_marked_by_hand_is_marked_in_the_copies_that_have_its_words():
    one, other, third = copies()
    actions.revise_article(third, title="Third", standfirst="", body=TEXT.replace(SAID, "We were warned"))
    user, jane = make_user(), make_source(kind="person")
    row = make_statement(one, SAID, to=jane, cue="said", by=user)
    made = Statement.objects.get(article=other)
    assert (made.quote, made.state, made.decided_by, made.cue) == (SAID, "accepted", user, "said")
    assert other.current_revision().text[slice(*made.spans[0])] == SAID
    assert [one.mention.source for one in made.attributions.all()] == [jane]
    assert not Statement.objects.filter(article=third).exists()
    assert CopiedStatement.objects.get().made
    steps.undo(one, by=user)
    assert not Statement.objects.filter(pk__in=[row.pk, made.pk]).exists()
    assert not Mention.objects.filter(article=other).exists()


def test_a_copy_that_comes_later_takes_over_what_was_decided():
    one, other = copies(2, accepted=False)
    user = make_user()
    row = suggested(other)
    first = suggested(one)
    by_hand = make_statement(one, OPENS, to="Ann Mayor", cue="said", by=user)
    marking.decide_statement(first, "accepted", by=user)
    assert states(row) == ["suggested"]
    accept()
    assert states(row) == ["accepted"]
    made = Statement.objects.get(article=other, quote=OPENS)
    # suggestions that arrive when all is decided
    late = make_article(body=TEXT)
    copying.find_copies_of(late)
    accept()
    assert {(one.quote, one.decided_by) for one in late.statements.all()} == {(SAID, user), (OPENS, user)}
    # parted, each has its own again
    pair = CopyPair.objects.get(article=one, other=other)
    copying.decide_pair(pair, "rejected", by=user)
    copying.decide_pair(CopyPair.objects.accepted().about(late).get(), "rejected", by=user)
    assert states(row, first, by_hand) == ["suggested", "accepted", "accepted"]
    assert not Statement.objects.filter(pk=made.pk).exists()
    assert late.statements.count() == 0


def test_suggestions_read_in_a_copy_follow_what_was_decided():
    one, other = copies(2)
    first = suggested(one)
    marking.decide_statement(first, "rejected", by=make_user())
    row = suggested(other)
    assert states(row) == ["rejected"]
    assert queue() == []


def test_a_suggestion_corrected_in_one_copy_is_corrected_in_the_other():
    one, other = copies(2)
    first, copy = suggested(one), suggested(other)
    jane = make_source(kind="person")
    change = reviewing.Change(who=marking.Who(source=jane.pk), spans=(tuple(first.spans[0]),))
    reviewing.decide(reviewing.find("statement", first.pk), "accepted", by=make_user(), version=1, change=change)
    held = Statement.objects.get(pk=copy.pk)
    assert (held.state, held.corrected) == ("accepted", False)
    assert [one.mention.source for one in held.attributions.all()] == [jane]


def test_decided_otherwise_before_they_were_known_as_copies_both_stand():
    one, other, third = copies(accepted=False)
    rows = [suggested(article) for article in (one, other, third)]
    marking.decide_statement(rows[0], "accepted", by=make_user())
    marking.decide_statement(rows[1], "rejected", by=make_user())
    accept()
    assert states(*rows) == ["accepted", "rejected", "suggested"]
    assert queue() == [rows[2].pk]


def test_an_article_taken_out_of_its_group_by_hand_is_decided_by_itself():
    one, other = copies(2)
    first, copy = suggested(one), suggested(other)
    assert queue() == [first.pk]
    Article.objects.filter(pk=other.pk).update(copy_group=None)
    assert sorted(queue()) == sorted([first.pk, copy.pk])
    marking.decide_statement(first, "accepted", by=make_user())
    assert states(copy) == ["suggested"]


def test_a_suggestion_cut_in_two_in_one_copy_is_decided_by_itself():
    one, other = copies(2)
    first, copy = suggested(one), suggested(other)
    user = make_user()
    second = reviewing.split(copy, copy.spans[0][0] + len("We had no "), by=user)
    marking.decide_statement(first, "accepted", by=user)
    assert states(copy, second) == ["suggested", "suggested"]
    assert sorted(queue()) == sorted([copy.pk, second.pk])


def test_a_decision_costs_the_same_queries_in_three_copies_and_in_six():
    user, counted = make_user(), []
    for number in (3, 6):
        # no run of words in common, lest the two groups become one
        words = [f"group{number} thing{at} closed{number}" for at in range(20)]
        articles = copies(number, body=f"{', '.join(words)}, Jane Hill said.")
        rows = [suggested(article, words[0]) for article in articles]
        for article in articles:
            suggested(article, words[5])
        with CaptureQueriesContext(connection) as queries:
            marking.decide_statement(rows[0], "accepted", by=user)
        counted.append(len(queries))
        assert states(*rows) == ["accepted"] * number
    assert counted[0] == counted[1]


def test_a_decision_again_reaches_copies_that_could_not_follow_before():
    one, other, third = copies(accepted=False)
    rows = [suggested(article) for article in (one, other, third)]
    user = make_user()
    marking.decide_statement(rows[0], "accepted", by=user)
    marking.decide_statement(rows[1], "rejected", by=user)
    accept()
    assert states(*rows) == ["accepted", "rejected", "suggested"]
    marking.decide_statement(rows[1], "accepted", by=user)
    assert states(*rows) == ["accepted"] * 3


def test_a_list_that_shows_each_text_once_makes_no_list_of_all_copies():
    one, _other, third = copies()
    Article.objects.filter(pk=third.pk).update(copy_group=None)
    for rows in (Article.objects.living(), Relay.objects.counted(), Statement.objects.accepted()):
        assert "SubPlan" not in rows.without_copies().explain().partition("Anti Join")[0]
        assert "hashed SubPlan" not in rows.without_copies().explain()
    assert set(Article.objects.without_copies()) == {one, third}
