"""Marking: what is stored, what is refused with a sentence, clashes, undo, two editors at once."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from articles import actions, marking, steps
from articles.marking import Clash, CreditData, Credited, FigureData, StatementData, ViaData, Who
from articles.models import Article, Credit, Match, Mention, Relay, Statement
from sources.models import Alias, Source
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

QUOTE = "The bridge will close on Monday"


@pytest.fixture
def editor(db):
    return make_user("Editors")


@pytest.fixture
def article(db):
    return make_article()


def data(article, words=QUOTE, **values):
    values.setdefault("credited", (Credited(Who(printed_name="Ada Lund")),))
    return StatementData(spans=(span_of(article, words),), **values)


def errors(write, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        write(*args, **kwargs)
    return set(caught.value.message_dict)


class TestStatement:
    def test_is_kept_exactly_as_printed(self, article, editor):
        statement = marking.add_statement(article, data(article, "“We have no choice,”"), by=editor)
        assert (statement.quote, statement.form, statement.state) == ("“We have no choice,”", "direct", "accepted")
        assert statement.selectors[0]["exact"] == statement.quote
        assert (statement.decided_by, statement.created_by) == (editor, editor)

    def test_in_title_and_body_is_one_with_two_spans(self, editor):
        article = make_article(title="Bridge to close")
        spans = (span_of(article, "Bridge to close"), span_of(article, QUOTE))
        given = StatementData(spans=spans, credited=(Credited(Who(printed_name="Ada Lund")),))
        statement = marking.add_statement(article, given, by=editor)
        assert statement.quote == f"Bridge to close … {QUOTE}"
        assert Relay.objects.count() == 1

    def test_the_cue_and_source_phrase_come_from_the_text(self, article, editor):
        phrase = span_of(article, "the mayor")
        given = data(
            article,
            cue_spans=(span_of(article, "said"),),
            credited=(Credited(Who(printed_name="Ada Lund"), source_phrase_spans=(phrase,)),),
        )
        statement = marking.add_statement(article, given, by=editor)
        assert (statement.cue, statement.attributions.get().source_phrase) == ("said", "the mayor")

    @pytest.mark.parametrize("spans", [((5, 5),), ((0, 10**6),), ((9, 12), (3, 5)), ()])
    def test_spans_that_cannot_be_are_refused(self, article, editor, spans):
        given = StatementData(spans=spans, credited=(Credited(Who(printed_name="Ada Lund")),))
        assert errors(marking.add_statement, article, given, by=editor) == {"spans"}
        assert Statement.objects.count() == 0

    def test_declined_needs_no_content_but_its_cue(self, article, editor):
        who = (Credited(Who(printed_name="Ada Lund")),)
        bare = StatementData(spans=(), polarity="declined", credited=who)
        assert errors(marking.add_statement, article, bare, by=editor) == {"spans"}
        given = StatementData(spans=(), polarity="declined", credited=who, cue_spans=(span_of(article, "no choice"),))
        assert marking.add_statement(article, given, by=editor).quote == ""

    def test_somebody_is_credited_or_it_says_that_nobody_is(self, article, editor):
        assert errors(marking.add_statement, article, data(article, credited=()), by=editor) == {"credited"}
        assert errors(marking.add_statement, article, data(article, voice="own voice"), by=editor) == {"voice"}
        marking.add_statement(article, data(article, credited=(), voice="none named"), by=editor)
        assert Relay.objects.count() == 0

    def test_within_must_enclose(self, article, editor):
        outer = make_statement(article, QUOTE + ", the mayor said")
        apart = data(article, "around 40 lorries", within=outer.pk)
        assert errors(marking.add_statement, article, apart, by=editor) == {"within"}
        inner = marking.add_statement(article, data(article, within=outer.pk), by=editor)
        circle = data(article, within=inner.pk)
        assert errors(marking.edit_statement, outer, circle, by=editor) == {"within"}

    def test_a_figure_needs_a_number(self, article, editor):
        figures = (FigureData("around 40 lorries", Decimal(40), Decimal(40), "around", "lorries"),)
        statement = marking.add_statement(article, data(article, "around 40 lorries", figures=figures), by=editor)
        assert [(figure.text, figure.value) for figure in statement.figures.all()] == [("around 40 lorries", 40)]
        assert errors(marking.add_statement, article, data(article, figures=(FigureData("some"),)), by=editor) == {
            "figures"
        }

    def test_an_edit_keeps_the_permalink_of_those_still_credited(self, article, editor):
        statement = marking.add_statement(article, data(article), by=editor)
        attribution = statement.attributions.get()
        mention = Who(mention=attribution.mention_id)
        marking.edit_statement(
            statement,
            data(article, "around 40 lorries", credited=(Credited(mention, attribution=attribution.pk),)),
            by=editor,
        )
        assert statement.attributions.get().pk == attribution.pk
        assert Relay.objects.get().get_absolute_url() == f"/relays/{attribution.pk}/"

    def test_an_edited_suggestion_is_accepted_and_keeps_its_rule(self, article, editor):
        statement = make_statement(article, state="suggested", found_by="rule:said", confidence=0.7)
        marking.edit_statement(statement, data(article), by=editor)
        statement.refresh_from_db()
        assert (statement.state, statement.decided_by, statement.found_by) == ("accepted", editor, "rule:said")

    def test_an_outer_statement_is_not_removed_from_under_its_inner_one(self, article, editor):
        outer = make_statement(article, QUOTE + ", the mayor said")
        make_statement(article, QUOTE, within=outer.pk)
        with pytest.raises(ValidationError, match="lie within this one"):
            marking.remove_statement(outer, by=editor)


class TestWho:
    def resolution(self, article, who, editor):
        mention = marking.mention_for(article, who, editor)
        return mention.resolution, mention.source and mention.source.name

    def test_a_name_that_one_source_carries_is_tied_to_it(self, article, editor):
        make_outlet("The Harbour Post")
        assert self.resolution(article, Who(printed_name="Harbour Post"), editor) == ("resolved", "The Harbour Post")

    def test_or_left_unresolved_if_the_editor_says_so(self, article, editor):
        make_outlet("The Harbour Post")
        who = Who(printed_name="Harbour Post", leave_open=True)
        assert self.resolution(article, who, editor) == ("unresolved", None)

    def test_a_name_that_two_carry_is_ambiguous(self, article, editor):
        for _ in range(2):
            Alias.objects.create(source=make_source(), name="SOS")
        assert self.resolution(article, Who(printed_name="SOS"), editor) == ("ambiguous", None)

    def test_a_new_source_is_made_there_and_then_and_waits_to_be_checked(self, article, editor):
        assert self.resolution(article, Who(printed_name="Ada  Lund", new_kind="person"), editor) == (
            "resolved",
            "Ada Lund",
        )
        assert [(s.kind, s.checked, s.created_by) for s in Source.objects.filter(name="Ada Lund")] == [
            ("person", False, editor)
        ]

    def test_one_source_is_one_mention_however_it_is_named(self, article, editor):
        lund = make_source("Ada Lund", "person")
        first = marking.mention_for(article, Who(source=lund.pk, printed_name="Ada Lund"), editor)
        assert marking.mention_for(article, Who(source=lund.pk, printed_name="she"), editor) == first
        assert marking.mention_for(article, Who(printed_name="ADA LUND"), editor) == first

    def test_unnamed_sources_are_never_the_same_by_themselves(self, article, editor):
        who = Who(descriptor="two officials", number_low=2, number_high=2, reason="not allowed to speak")
        assert marking.mention_for(article, who, editor) != marking.mention_for(article, who, editor)

    def test_a_merged_source_leads_to_the_living_one(self, article, editor):
        kept = make_source("Kept")
        gone = make_source("Gone", merged_into=kept)
        assert self.resolution(article, Who(source=gone.pk), editor) == ("resolved", "Kept")

    @pytest.mark.parametrize(
        "who",
        [
            Who(),
            Who(printed_name="   "),
            Who(mention=10**9),
            Who(source=10**9),
            Who(new_kind="person"),
            Who(printed_name="x", new_kind="planet"),
            Who(descriptor="officials", number_low=3, number_high=2),
        ],
    )
    def test_who_cannot_be_read_is_refused(self, article, editor, who):
        assert errors(marking.mention_for, article, who, editor) == {"credited"}

    def test_a_mention_that_nothing_points_to_is_dropped(self, article, editor):
        statement = marking.add_statement(article, data(article), by=editor)
        marking.remove_statement(statement, by=editor)
        assert Mention.objects.count() == 0


class TestClash:
    def test_a_statement_changed_by_a_colleague(self, article, editor):
        statement = make_statement(article)
        marking.edit_statement(statement, data(article), by=make_user(), version=1)
        with pytest.raises(Clash, match="Nothing you typed is lost") as caught:
            marking.edit_statement(statement, data(article, "around 40 lorries"), by=editor, version=1)
        assert caught.value.now.quote == QUOTE
        marking.edit_statement(statement, data(article, "around 40 lorries"), by=editor, version=2)

    def test_a_text_changed_under_the_editor(self, article, editor):
        seen = article.current_revision()
        actions.revise_article(article, title="New", standfirst="", body=QUOTE + " or never.")
        with pytest.raises(Clash, match="text was changed"):
            marking.add_statement(article, data(article), by=editor, revision=seen)

    def test_a_statement_removed_by_a_colleague(self, article, editor):
        statement = make_statement(article)
        marking.remove_statement(statement, by=make_user())
        with pytest.raises(ValidationError, match="removed this statement"):
            marking.edit_statement(Statement(pk=statement.pk, article=article), data(article), by=editor)


class TestDecision:
    def test_replacing_a_colleagues_decision_asks_for_a_reason(self, article, editor):
        statement = make_statement(article, state="accepted")
        assert errors(marking.decide_statement, statement, "rejected", by=editor) == {"reason"}
        marking.decide_statement(statement, "rejected", by=editor, reason="It is a headline.")
        assert (Statement.objects.get().state, Relay.objects.counted().count()) == ("rejected", 0)

    def test_a_suggestion_needs_none(self, article, editor):
        marking.decide_statement(make_statement(article, state="suggested"), "accepted", by=editor)
        assert Relay.objects.counted().count() == 1

    def test_a_judgement_is_kept_when_another_replaces_it(self, article, editor):
        statement, claim = make_statement(article), make_claim()
        marking.judge(statement, claim, "same", by=editor)
        marking.judge(statement, claim, "related", by=editor)
        kept = Match.objects.order_by("pk").values_list("judgement", flat=True)
        assert list(kept) == ["same", "related"]
        assert [match.judgement for match in Match.objects.current()] == ["related"]

    def test_going_through_says_who_when_and_which_revision(self, article, editor):
        marking.go_through(article, by=editor)
        held = Article.objects.get()
        assert (held.progress, held.gone_through_by) == ("gone through", editor)
        assert held.gone_through_revision == held.current_revision()


class TestUndo:
    def state(self, article):
        return steps.snapshot(article)

    @pytest.fixture
    def marked(self, article, editor):
        outer = make_statement(article, QUOTE + ", the mayor said", via=make_outlet(), cue="said", by=editor)
        make_statement(article, QUOTE, within=outer.pk, by=editor)
        make_credit(article, "passage", make_outlet(), QUOTE, by=editor)
        marking.judge(outer, make_claim(), "same", by=editor)
        return article

    def test_takes_back_step_by_step_to_the_beginning(self, article, editor):
        states = [self.state(article)]
        statement = marking.add_statement(article, data(article), by=editor)
        states.append(self.state(article))
        marking.edit_statement(statement, data(article, "around 40 lorries"), by=editor)
        states.append(self.state(article))
        marking.go_through(article, by=editor)
        for state in reversed(states):
            steps.undo(article, by=editor)
            assert self.state(article) == state
        with pytest.raises(ValidationError, match="nothing of yours"):
            steps.undo(article, by=editor)

    def test_brings_a_removed_statement_back_under_its_own_id(self, marked, editor):
        before, relays = self.state(marked), set(Relay.objects.values_list("attribution", "credit"))
        marking.remove_statement(marked.statements.get(quote=QUOTE), by=editor)
        steps.undo(marked, by=editor)
        assert self.state(marked) == before
        assert set(Relay.objects.values_list("attribution", "credit")) == relays

    def test_of_one_editor_leaves_the_others_work(self, article, editor):
        mine = marking.add_statement(article, data(article), by=editor)
        theirs = marking.add_statement(article, data(article, "around 40 lorries"), by=make_user())
        steps.undo(article, by=editor)
        assert list(Statement.objects.all()) == [theirs]
        assert mine != theirs

    def test_is_refused_when_a_colleague_changed_it_since(self, article, editor):
        statement = marking.add_statement(article, data(article), by=editor)
        marking.edit_statement(statement, data(article, "around 40 lorries"), by=make_user())
        with pytest.raises(ValidationError, match="changed by somebody since"):
            steps.undo(article, by=editor)
        assert Statement.objects.get().quote == "around 40 lorries"

    def test_is_refused_when_later_work_needs_it(self, article, editor):
        outer = marking.add_statement(article, data(article, QUOTE + ", the mayor said"), by=editor)
        make_statement(article, QUOTE, within=outer.pk)
        with pytest.raises(ValidationError, match="Not undone"):
            steps.undo(article, by=editor)
        assert Statement.objects.count() == 2


class TestCredit:
    def test_a_passage_needs_its_range(self, article, editor):
        bare = CreditData("passage", Who(printed_name="The Post"))
        assert errors(marking.add_credit, article, bare, by=editor) == {"spans"}

    def test_a_role_that_is_none(self, article, editor):
        assert errors(marking.add_credit, article, CreditData("fan mail", Who(printed_name="x")), by=editor) == {"role"}

    def test_removal_and_undo(self, article, editor):
        credit = make_credit(article, "foot line", make_outlet(), by=editor)
        marking.remove_credit(credit, by=editor)
        assert (Credit.objects.count(), Relay.objects.count()) == (0, 0)
        steps.undo(article, by=editor)
        assert (Credit.objects.get().pk, Relay.objects.count()) == (credit.pk, 1)


class TestRevision:
    def test_marking_is_anchored_in_the_new_text(self, article, editor):
        statement = make_statement(article)
        revision = actions.revise_article(article, title="New", standfirst="Now longer.", body="Wait. " + QUOTE + ".")
        ((start, end),) = statement.anchors.get().spans
        assert revision.text[start:end] == QUOTE

    def test_a_statement_may_lie_within_one_marked_in_an_older_text(self, article, editor):
        outer = make_statement(article, QUOTE + ", the mayor said")
        actions.revise_article(article, title="New", standfirst="", body=QUOTE + ", the mayor said today.")
        inner = marking.add_statement(article, data(article, within=outer.pk), by=editor)
        assert Relay.objects.get(statement=inner).depth == 2

    def test_a_passage_reaches_statements_marked_later(self, article, editor):
        make_credit(article, "passage", make_outlet("Post"), QUOTE + ", the mayor said")
        actions.revise_article(article, title="New", standfirst="", body="Wait. " + QUOTE + ", the mayor said.")
        statement = marking.add_statement(article, data(article), by=editor)
        assert [via.basis for via in Relay.objects.get(statement=statement).vias.all()] == ["passage"]

    def test_the_same_text_makes_no_revision(self, article):
        first = article.current_revision()
        parts = first.parts
        same = actions.revise_article(article, title=article.title, standfirst="", body=first.text[slice(*parts.body)])
        assert same == first


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_queue_up_and_lose_nothing():
    article = make_article()
    editors = [make_user() for _ in range(4)]
    failures = []

    def mark(editor):
        try:
            for words in (QUOTE, "around 40 lorries", "“We have no choice,”"):
                fresh = Article.objects.get(pk=article.pk)
                marking.add_statement(
                    fresh, data(fresh, words, credited=(Credited(Who(printed_name="Ada Lund")),)), by=editor
                )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=mark, args=[editor]) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (Statement.objects.count(), Mention.objects.count(), Relay.objects.count()) == (12, 1, 12)


@pytest.mark.django_db(transaction=True)
def test_an_edit_waits_for_the_articles_lock():
    article = make_article()
    order = []
    started = threading.Event()

    def other():
        started.set()
        marking.add_statement(Article.objects.get(pk=article.pk), data(article), by=user)
        order.append("second")
        connection.close()

    user = make_user()
    thread = threading.Thread(target=other)
    with steps.step(article, user, "held"):
        thread.start()
        started.wait()
        thread.join(timeout=0.3)
        assert thread.is_alive()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_vias_of_every_basis_an_editor_can_give(article, editor):
    vias = tuple(
        ViaData(Who(printed_name=name), basis)
        for name, basis in (("Petra Quist", "words"), ("Kesterholm Post", "cited article"), ("Nora Vint", "editor"))
    )
    marking.add_statement(article, data(article, vias=vias), by=editor)
    assert [via.basis for via in Relay.objects.get().vias.all()] == ["words", "cited article", "editor"]
    wrong = (ViaData(Who(printed_name="x"), "hearsay"),)
    assert errors(marking.add_statement, article, data(article, vias=wrong), by=editor) == {"vias"}


def test_an_article_merged_meanwhile_is_not_marked(article, editor):
    Article.objects.filter(pk=article.pk).update(merged_into=make_article())
    with pytest.raises(ValidationError, match="merged into another one"):
        marking.add_statement(article, data(article), by=editor)
    assert Statement.objects.count() == 0


def test_undo_keeps_times_to_the_microsecond(article, editor):
    statement = marking.add_statement(article, data(article), by=editor)
    at = dt.datetime(2026, 3, 1, 12, 0, 0, 123, tzinfo=dt.UTC)
    Statement.objects.update(created_at=at)
    marking.remove_statement(statement, by=editor)
    steps.undo(article, by=editor)
    assert Statement.objects.get().created_at == at
