"""Summary rows are always what the relays say, whoever writes and in whatever order."""

import datetime as dt
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, settings, strategies
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from articles import actions, marking, summaries
from articles.marking import Who
from articles.models import Article, Mention, OutletCoverage, Relay, Statement, Summary, SummaryClaim
from articles.relays import refresh
from sources.models import Ownership, Source
from tests.articles.test_relays import Marking
from tests.factories import (
    make_article,
    make_claim,
    make_credit,
    make_outlet,
    make_source,
    make_statement,
    make_user,
    span_of,
)

pytestmark = pytest.mark.django_db

MARCH, APRIL = (dt.datetime(2026, month, 31 - month // 4, 23, 59, tzinfo=dt.UTC) for month in (3, 4))


def kept():
    """{(face, outlet, who or source or month): (relays, statements, articles, claims)}"""
    return {
        (row.face, row.outlet and row.outlet.name, row.source.name if row.source else row.month or row.who): (
            row.relays,
            row.statements,
            row.articles,
            row.claims,
        )
        for row in Summary.objects.select_related("outlet", "source")
    }


def assert_true():
    assert set(summaries.differences().values()) == {0}


def test_one_relay_counts_for_its_outlet_its_source_its_month_and_all():
    outlet, lund = make_outlet("Post"), make_source("Lund", "person")
    statement = make_statement(make_article(outlet, published_at=MARCH), to=lund)
    marking.judge(statement, make_claim(), "same", by=make_user())
    march = dt.date(2026, 3, 1)
    assert kept() == {
        ("credited", "Post", "Lund"): (1, 1, 1, 1),
        ("credited", "Post", "anybody"): (1, 1, 1, 1),
        ("credited", None, "Lund"): (1, 1, 1, 1),
        ("credited", None, "anybody"): (1, 1, 1, 1),
        ("month", "Post", march): (1, 1, 1, 1),
        ("month", None, march): (1, 1, 1, 1),
    }


def test_totals_are_distinct_and_no_sums():
    outlet, lund, moe = make_outlet("Post"), make_source("Lund", "person"), make_source("Moe", "person")
    article = make_article(outlet, published_at=None)
    first = make_statement(article, to=[lund, moe])  # one statement, two relays
    second = make_statement(article, "around 40 lorries", to=lund)
    claim = make_claim()
    for statement in (first, second):
        marking.judge(statement, claim, "same", by=make_user())
    make_statement(make_article(outlet, published_at=None), to=lund)
    found = kept()
    assert found["credited", "Post", "Lund"] == (3, 3, 2, 1)
    assert found["credited", "Post", "Moe"] == (1, 1, 1, 1)
    assert found["credited", "Post", "anybody"] == (4, 3, 2, 1)
    assert found["month", None, "anybody"] == (4, 3, 2, 1)
    assert_true()


def test_denials_carry_no_claim():
    statement = make_statement(polarity="denies")
    marking.judge(statement, make_claim(), "same", by=make_user())
    assert {row[3] for row in kept().values()} == {0}
    assert_true()


def test_vias_count_apart_and_those_without_a_name_have_columns():
    outlet, agency = make_outlet("Post"), make_outlet("Agency", kind="agency")
    article = make_article(outlet)
    make_statement(article, to=Who(descriptor="an official"))
    make_credit(article, "byline agency", agency)
    found = {key: row for key, row in kept().items() if key[1] == "Post" and key[0] != "month"}
    assert found == {
        ("credited", "Post", "unnamed"): (1, 1, 1, 0),
        ("credited", "Post", "Agency"): (1, 0, 1, 0),  # the whole text: no statement
        ("credited", "Post", "anybody"): (2, 1, 1, 0),
        ("passed", "Post", "Agency"): (1, 1, 1, 0),
        ("passed", "Post", "anybody"): (1, 1, 1, 0),
    }
    assert_true()


def test_what_is_not_counted_is_in_no_row():
    outlet = make_outlet("Post")
    make_statement(make_article(outlet), to=outlet)
    make_statement(make_article(outlet), to=make_source(), state="suggested", found_by="rule")
    assert kept() == {}
    assert_true()


def test_no_row_says_zero():
    statement = make_statement(to=make_source("Lund"))
    marking.judge(statement, make_claim(), "same", by=make_user())
    marking.remove_statement(statement, by=make_user())
    assert (Summary.objects.count(), SummaryClaim.objects.count()) == (0, 0)
    assert_true()


def test_an_article_removed_takes_its_numbers_along():
    article = make_statement(to=make_source("Lund")).article
    actions.remove_article(article)
    assert (Summary.objects.count(), OutletCoverage.objects.count(), Relay.objects.count()) == (0, 0, 0)
    assert_true()


def test_marking_cannot_go_behind_the_back_of_its_relays():
    statement = make_statement(to=make_source("Lund"))
    with pytest.raises(Exception, match="articles_relay"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_command_sees_and_mends_every_kind_of_difference(capsys):
    statement = make_statement(to=make_source("Lund"))
    marking.judge(statement, make_claim(), "same", by=make_user())
    Summary.objects.filter(face="month").update(articles=7)
    Summary.objects.filter(face="credited", who="anybody").update(claims=9)
    SummaryClaim.objects.update(relays=5)
    OutletCoverage.objects.update(held=3)
    with pytest.raises(SystemExit):
        call_command("rebuild_relays", "--check")
    assert {name: bool(rows) for name, rows in summaries.differences().items()} == {
        "summary rows": True,
        "claims of summary rows": True,
        "numbers of claims": True,
        "coverage of articles": False,
        "coverage of outlets": True,
    }
    call_command("rebuild_relays", "--summaries")
    assert_true()
    call_command("rebuild_relays", "--check")


class Curating(Marking):
    """All that moves a number, at random; the summary rows are what a rebuild would make."""

    pick = Marking.pick

    def __init__(self):
        super().__init__()
        self.claims = [make_claim("The bridge closes."), make_claim("Forty lorries wait.")]

    @rule(statement=pick, claim=pick, judgement=strategies.sampled_from(["same", "same", "different", "unsure"]))
    def judge(self, statement, claim, judgement):
        statements = list(Statement.objects.order_by("pk"))
        if statements:
            self.attempt(marking.judge, self.one(statements, statement), self.one(self.claims, claim), judgement)

    @rule(mention=pick, source=pick)
    def resolve(self, mention, source):
        mentions = list(Mention.objects.exclude(resolution="unnamed").order_by("pk"))
        if mentions:
            marking.resolve_mentions([self.one(mentions, mention).pk], self.one(self.sources, source), by=self.user)

    @rule(article=pick, outlet=pick, day=strategies.sampled_from([None, MARCH, APRIL]))
    def change_facts(self, article, outlet, day):
        article = Article.objects.get(pk=self.one(self.articles, article).pk)
        article.outlet = self.one(list(Source.objects.publishers().order_by("pk")), outlet)
        article.published_at, article.published_precision = day, "minute" if day else "unknown"
        actions.change_article(article, ["outlet", "published_at", "published_precision"])

    @rule(article=pick)
    def go_through(self, article):
        self.attempt(marking.go_through, self.one(self.articles, article))

    @rule(article=pick, words=pick)
    def suggest(self, article, words):
        article = self.one(self.articles, article)
        data = marking.StatementData(
            spans=(span_of(article, self.one(["around 40 lorries"], words)),), voice="none named"
        )
        self.attempt(marking.add_statement, article, data, how=marking.Provenance(state="suggested", found_by="rule"))

    @rule()
    def store(self):
        self.articles.append(make_article(self.sources[0]))

    @rule(article=pick)
    def remove_article(self, article):
        if len(self.articles) > 1:
            article = self.articles.pop(article % len(self.articles))
            actions.remove_article(article)

    @rule(outlet=pick, year=strategies.integers(2020, 2030))
    def change_owner(self, outlet, year):
        outlet = self.one(list(Source.objects.publishers().order_by("pk")), outlet)
        Ownership.objects.filter(outlet=outlet).delete()
        Ownership.objects.create(outlet=outlet, owner=self.sources[2], starts_on=dt.date(year, 1, 1))

    @invariant()
    def summaries_are_true(self):
        assert_true()


class SummariesStayTrue(HypothesisTestCase):
    def test_summaries_are_true_after_any_edits(self):
        run_state_machine_as_test(
            Curating,
            settings=settings(
                max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )


@pytest.mark.django_db(transaction=True)
def test_two_connections_at_once_keep_every_sum():
    """Both edit other articles of one outlet, credit the same sources and make the same claims."""
    outlet, sources = make_outlet("Post"), [make_source(name, "person") for name in ("Lund", "Moe", "Berg")]
    claims, user, errors = [make_claim("One."), make_claim("Two.")], make_user(), []
    articles = [make_article(outlet, published_at=MARCH) for _ in range(4)]

    def edit(own, seed):
        try:
            for turn in range(12):
                article = own[turn % len(own)]
                # in opposite orders, so that the rows of both would be taken crosswise
                who = sources[:: 1 if seed else -1][: 1 + turn % 3]
                statement = make_statement(article, to=who, by=user)
                marking.judge(statement, claims[(turn + seed) % 2], "same", by=user)
                if turn % 3 == 2:
                    marking.remove_statement(statement, by=user)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(articles[half::2], half)) for half in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    assert Relay.objects.count() > 0
    assert_true()


def test_a_refresh_that_changes_nothing_writes_no_summary_row():
    article = make_statement(to=make_source("Lund")).article
    before = list(Summary.objects.order_by("pk").values())
    assert refresh([article.pk]) == 0
    assert list(Summary.objects.order_by("pk").values()) == before
