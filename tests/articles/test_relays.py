"""Which relays follow from a marking, and that what is stored is always that."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, settings, strategies
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from articles import actions, marking, steps, summaries
from articles.marking import Credited, StatementData, ViaData, Who
from articles.models import Mention, Relay, Statement
from articles.relays import derive, rebuild, refresh, stored, together
from tests.factories import (
    decide_name,
    make_article,
    make_credit,
    make_outlet,
    make_source,
    make_statement,
    make_user,
    span_of,
)

pytestmark = pytest.mark.django_db

QUOTE = "The bridge will close on Monday"


def vias(relay):
    return [(via.mention.name, via.basis) for via in relay.vias.order_by("position")]


def relay_of(statement):
    return Relay.objects.get(statement=statement)


def test_each_source_of_a_statement_is_one_relay():
    lund, moe = make_source("Lund", "person"), make_source("Moe", "person")
    statement = make_statement(to=[lund, moe])
    assert [(relay.source, relay.depth) for relay in Relay.objects.order_by("attribution")] == [(lund, 1), (moe, 1)]
    assert {relay.statement_id for relay in Relay.objects.all()} == {statement.pk}


def test_what_is_written_together_is_derived_once_at_its_end():
    with together():
        first = make_statement(to="Lund")
        with together():
            second = make_statement(to="Moe")
        assert not Relay.objects.exists()
    assert set(Relay.objects.values_list("statement", flat=True)) == {first.pk, second.pk}
    assert not any(summaries.differences().values())


def test_what_is_written_together_and_fails_leaves_nothing():
    with pytest.raises(ZeroDivisionError), together():
        make_statement(to="Lund")
        raise ZeroDivisionError
    assert not Statement.objects.exists()
    make_statement(to="Moe")
    assert Relay.objects.count() == 1


def test_two_mentions_that_are_one_source_are_one_relay_addressed_by_the_older():
    statement = make_statement(to=["Lund", "Ada Lund"])
    first = statement.attributions.order_by("pk")[0]
    assert Relay.objects.count() == 2
    lund = make_source("Ada Marie Lund", "person")
    for name in ("Lund", "Ada Lund"):
        decide_name(name, lund)
    assert [relay.attribution for relay in Relay.objects.all()] == [first]


def test_a_statement_that_credits_nobody_is_no_relay():
    make_statement(voice="own voice")
    make_statement(voice="none named", cue="said")
    assert Relay.objects.count() == 0


def test_an_enclosing_statement_stands_between():
    article = make_article()
    mayor, engineer = make_source("Mayor", "person"), make_source("Engineer", "person")
    outer = make_statement(article, QUOTE + ", the mayor said", to=mayor)
    inner = make_statement(article, QUOTE, to=engineer, within=outer.pk)
    relay = relay_of(inner)
    assert (relay.depth, relay.via_state, vias(relay)) == (2, "recorded", [("Mayor", "enclosing statement")])


def test_vias_come_nearest_to_the_article_first():
    article = make_article()
    agency, post, radio = make_outlet("Wire", "agency"), make_outlet("Post"), make_outlet("Radio")
    mayor, engineer = make_source("Mayor", "person"), make_source("Engineer", "person")
    outer = make_statement(article, QUOTE + ", the mayor said", to=mayor, via=radio)
    inner = make_statement(article, QUOTE, to=engineer, within=outer.pk, via=post)
    make_credit(article, "foot line", agency)
    make_credit(article, "passage", post, QUOTE + ", the mayor said")
    assert vias(relay_of(inner)) == [
        ("Wire", "copy or credit line"),
        ("Post", "passage"),
        ("Radio", "words"),
        ("Mayor", "enclosing statement"),
        ("Post", "words"),
    ]


def test_a_source_is_never_via_to_itself():
    article = make_article()
    post = make_outlet("Post")
    statement = make_statement(article, to=post)
    make_credit(article, "passage", post, QUOTE)
    relay = relay_of(statement)
    assert (relay.via_state, vias(relay)) == ("not recorded", [])


def test_told_to_the_outlet_itself_needs_no_via():
    article = make_article()
    statement = make_statement(article, via=article.outlet)
    relay = relay_of(statement)
    assert (relay.via_state, vias(relay), relay.self_credit) == ("none needed", [], False)


def test_self_credit_is_stored_flagged_and_not_counted():
    article = make_article()
    make_statement(article, to=article.outlet)
    assert Relay.objects.get().self_credit is True
    assert Relay.objects.counted().count() == 0


def test_only_accepted_relays_are_counted():
    for state in ("suggested", "accepted", "rejected", "unsure", "disputed"):
        make_statement(state=state)
    assert (Relay.objects.count(), Relay.objects.counted().count()) == (5, 1)


@pytest.mark.parametrize("role", ["byline agency", "dateline", "foot line", "copy"])
def test_a_credit_of_the_whole_text_is_an_article_relay(role):
    article = make_article()
    credit = make_credit(article, role, make_outlet("Wire", "agency"))
    relay = Relay.objects.get()
    assert (relay.relay_kind, relay.credit, relay.statement) == ("article", credit, None)
    assert relay.get_absolute_url() == f"/relays/articles/{credit.pk}/"


@pytest.mark.parametrize("role", ["photo", "video", "h/t", "contributing", "passage"])
def test_other_credits_are_never_relays(role):
    make_credit(make_article(), role, make_outlet("Wire", "agency"), QUOTE)
    assert Relay.objects.count() == 0


def test_a_mention_set_aside_is_no_relay():
    statement = make_statement(to="Nobody in particular")
    Mention.objects.update(resolution="ignored")
    refresh([statement.article_id])
    assert Relay.objects.count() == 0


def test_a_rebuild_keeps_permalinks_and_finds_no_difference():
    statement = make_statement()
    address = relay_of(statement).get_absolute_url()
    Relay.objects.all().delete()
    assert list(rebuild()) == [(1, 1)]
    assert relay_of(statement).get_absolute_url() == address
    assert list(rebuild(write=False)) == [(1, 0)]


def test_a_rebuild_mends_a_row_that_was_tampered_with():
    statement = make_statement(via=make_outlet())
    Relay.objects.update(depth=7)
    assert list(rebuild(write=False)) == [(1, 1)]
    assert list(rebuild()) == [(1, 1)]
    assert relay_of(statement).depth == 1


def test_facts_of_the_article_reach_its_relays():
    statement = make_statement()
    article = statement.article
    article.genre, article.outlet = "opinion", make_outlet("Moved")
    actions.change_article(article, ["genre", "outlet"])
    relay = relay_of(statement)
    assert (relay.genre, relay.outlet.name) == ("opinion", "Moved")


def test_a_relay_stays_when_its_words_are_gone_from_a_later_revision():
    statement = make_statement()
    actions.revise_article(statement.article, title="New", standfirst="", body="Nothing of it is left.")
    assert relay_of(statement).statement.anchors.get().spans == []


WORDS = ["The bridge will close on Monday", "The bridge will close on Monday, the mayor said", "around 40 lorries"]
ROLES = ["byline agency", "foot line", "passage", "photo", "copy"]


class Marking(RuleBasedStateMachine):
    """Edits, splits, deletes and undoes at random; the stored relays are what a rebuild would make."""

    def __init__(self):
        super().__init__()
        self.user = make_user()
        self.sources = [make_outlet("Post"), make_source("Lund", "person"), make_source("Council")]
        self.articles = [make_article(self.sources[0]), make_article()]

    pick = strategies.integers(0, 10**6)

    def one(self, rows, number):
        return rows[number % len(rows)]

    def who(self, number):
        choices = [Who(source=source.pk) for source in self.sources]
        choices += [Who(printed_name="A. Somebody"), Who(descriptor="two officials", number_low=2)]
        return self.one(choices, number)

    def data(self, article, numbers, within=None):
        a, b, c = numbers
        people = {self.who(a), self.who(b)}
        return StatementData(
            spans=(span_of(article, self.one(WORDS, a)),),
            credited=tuple(Credited(who) for who in people),
            vias=(ViaData(self.who(c), self.one(["words", "editor", "cited article"], c)),) if c % 2 else (),
            via_none_needed=c % 3 == 0,
            within=within,
        )

    def attempt(self, write, *args, **kwargs):
        try:
            return write(*args, by=self.user, **kwargs)
        except ValidationError:
            return None  # refused, whole: the invariant still holds

    @rule(article=pick, numbers=strategies.tuples(pick, pick, pick))
    def add(self, article, numbers):
        article = self.one(self.articles, article)
        self.attempt(marking.add_statement, article, self.data(article, numbers))

    @rule(statement=pick, numbers=strategies.tuples(pick, pick, pick), outer=pick)
    @precondition(lambda self: Statement.objects.exists())
    def edit(self, statement, numbers, outer):
        statements = list(Statement.objects.order_by("pk"))
        statement, outer = self.one(statements, statement), self.one(statements, outer)
        within = outer.pk if outer.article_id == statement.article_id and outer.pk != statement.pk else None
        self.attempt(marking.edit_statement, statement, self.data(statement.article, numbers, within))

    @rule(statement=pick)
    @precondition(lambda self: Statement.objects.exists())
    def remove(self, statement):
        self.attempt(marking.remove_statement, self.one(list(Statement.objects.order_by("pk")), statement))

    @rule(statement=pick, state=strategies.sampled_from(["accepted", "rejected", "unsure", "disputed"]))
    @precondition(lambda self: Statement.objects.exists())
    def decide(self, statement, state):
        self.attempt(marking.decide_statement, self.one(list(Statement.objects.order_by("pk")), statement), state)

    @rule(article=pick, role=strategies.sampled_from(ROLES), who=pick, words=pick)
    def credit(self, article, role, who, words):
        article = self.one(self.articles, article)
        data = marking.CreditData(role, self.who(who), spans=(span_of(article, self.one(WORDS, words)),))
        self.attempt(marking.add_credit, article, data)

    @rule(article=pick)
    def undo(self, article):
        self.attempt(steps.undo, self.one(self.articles, article))

    @invariant()
    def stored_is_derived(self):
        ids = [article.pk for article in self.articles]
        held = {key: row for key, (_pk, row) in stored(ids).items()}
        assert held == derive(ids)


class RelaysStayCurrent(HypothesisTestCase):
    def test_relays_are_current_after_any_edits(self):
        run_state_machine_as_test(
            Marking,
            settings=settings(
                max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )


def test_refresh_costs_the_same_queries_for_any_number_of_statements():
    article = make_article()
    counts = []
    for _ in range(2):
        make_statement(article)
        with connection.execute_wrapper(counting := Counting()):
            refresh([article.pk])
        counts.append(counting.queries)
    assert counts[0] == counts[1]


class Counting:
    def __init__(self):
        self.queries = 0

    def __call__(self, execute, *args):
        self.queries += 1
        return execute(*args)
