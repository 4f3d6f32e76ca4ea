"""Merges, hand edits and undos in any order: nothing is lost, nothing points astray, the relays are what is derived."""

import datetime as dt
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings, strategies
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from articles import marking, merging, steps
from articles.models import Article, Attribution, Claim, Credit, Mention, Merge, Via
from sources.models import Affiliation, Alias, Domain, Ownership, Source
from tests.articles.test_merging import TEXT, relays_are_right, tie, whole
from tests.factories import make_article, make_claim, make_credit, make_outlet, make_source, make_statement, make_user

pick = strategies.integers(0, 10**6)


class Merges(RuleBasedStateMachine):
    """Merges and undoes at random; in the end everything is undone in a random order and stands as at the start."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()  # each example begins with its own rows alone
        self.staff = make_user("Staff")
        post, courier = make_outlet("Post"), make_outlet("Courier")
        lund, council, moe = make_source("Lund", "person"), make_source("Council"), make_source("Moe", "person")
        sources = [post, courier, lund, council, moe]
        for source in sources:
            Alias.objects.create(source=source, name="Shared name")
        Alias.objects.create(source=moe, name="Lund", language="en", starts_on=dt.date(2020, 1, 1))
        Domain.objects.create(outlet=post, host="post.example")
        Ownership.objects.create(outlet=post, owner=council, ends_on=dt.date(2020, 1, 1))
        Ownership.objects.create(outlet=courier, owner=council)
        for member in (lund, moe, post):
            Affiliation.objects.create(member=member, organisation=council, role="member")
        post.succeeds.add(courier)
        lund.succeeds.add(moe)
        claims = [make_claim(topics=topics) for topics in (["a"], ["a", "b"], [])]
        self.articles = [make_article(post, title="Bridge", body=extra + TEXT) for extra in ("", "A line. ", "B. ")]
        self.articles.append(make_article(courier))
        for number, article in enumerate(self.articles):
            outer = make_statement(article, "The bridge will close on Monday, the mayor said", to=sources[number])
            inner = make_statement(article, to=[lund, moe, "Nobody known"], within=outer.pk, via=courier)
            make_credit(article, "foot line", courier)
            for claim in claims[: number + 1]:
                marking.judge(inner, claim, "same" if number % 2 else "related", by=self.staff)
        self.start = whole()

    def one(self, rows, number):
        return rows[number % len(rows)]

    @rule(kind=strategies.sampled_from(["source", "source", "claim", "article"]), kept=pick, merged=pick)
    def merge(self, kind, kept, merged):
        rows = list(merging.MODELS[kind]._default_manager.order_by("pk").values_list("pk", flat=True))
        with suppress(ValidationError):  # refused, whole: the invariants still hold
            merging.merge(kind, self.one(rows, kept), self.one(rows, merged), by=self.staff, reason="One.")

    @rule(number=pick)
    def undo(self, number):
        standing = list(Merge.objects.standing().order_by("pk"))
        if standing:
            merging.undo(self.one(standing, number), by=self.staff)

    @invariant()
    def relays_are_derived(self):
        assert relays_are_right()

    @invariant()
    def nothing_points_astray(self):
        assert not Mention.objects.filter(source__merged_into__isnull=False).exists()
        for model in (Attribution, Via):
            assert not model.objects.exclude(mention__article=F("statement__article")).exists()
        assert not Credit.objects.exclude(mention__article=F("article")).exists()
        for model in (Source, Claim, Article):
            assert not model._default_manager.filter(merged_into__merged_into__isnull=False).exists()

    def teardown(self):
        try:
            self.undo_all()
            self.in_the_end()
            assert relays_are_right()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def in_the_end(self):
        assert whole() == self.start

    def undo_all(self):
        standing = list(Merge.objects.standing().order_by("pk"))
        while standing:
            merging.undo(standing.pop(len(standing) // 2), by=self.staff)


class MergesAndEdits(Merges):
    """The same with editors at work between: what they did stands, and nothing breaks."""

    @rule(mention=pick, source=pick)
    def resolve(self, mention, source):
        mentions = list(Mention.objects.filter(article__merged_into=None).order_by("pk"))
        source = self.one(list(Source.objects.living().order_by("pk")), source)
        tie(self.one(mentions, mention), source, self.staff)

    @rule(article=pick, source=pick)
    def mark(self, article, source):
        article = self.one(list(Article.objects.living().order_by("pk")), article)
        source = self.one(list(Source.objects.order_by("pk")), source)  # an open form may name a merged one
        make_statement(article, "around 40 lorries", to=source, by=self.staff)

    @rule(article=pick)
    def undo_step(self, article):
        with suppress(ValidationError):
            steps.undo(self.one(list(Article.objects.living().order_by("pk")), article), by=self.staff)

    @rule(source=pick, name=strategies.sampled_from(["Lund", "Post", "Shared name", "Other"]))
    def name(self, source, name):
        source = self.one(list(Source.objects.living().order_by("pk")), source)
        if not source.aliases.filter(name=name).exists():
            Alias.objects.create(source=source, name=name)

    @rule(alias=pick)
    def drop_a_name(self, alias):
        aliases = list(Alias.objects.order_by("pk"))
        if aliases:
            self.one(aliases, alias).delete()

    @rule(article=pick, claim=pick)
    def judge(self, article, claim):
        article = self.one(list(Article.objects.living().order_by("pk")), article)
        claim = self.one(list(Claim.objects.order_by("pk")), claim)
        statement = article.statements.order_by("pk").first()
        if statement:
            marking.judge(statement, claim, "different", by=self.staff)

    def in_the_end(self):
        self.nothing_points_astray()
        assert not Source.objects.filter(merged_into__isnull=False).exists()


OPTIONS = settings(max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))


class AnyOrder(HypothesisTestCase):
    def test_all_merges_undone_in_any_order_leave_the_record_as_it_was(self):
        run_state_machine_as_test(Merges, settings=OPTIONS)

    def test_merges_undos_and_hand_edits_in_any_order(self):
        run_state_machine_as_test(MergesAndEdits, settings=OPTIONS)
