"""What the database itself refuses, whoever writes."""

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from articles import marking
from articles.models import Anchor, Article, Attribution, Match, Mention, Origin, Revision, Statement
from tests.factories import make_article, make_claim, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


def refused(write, sentence):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def change(row, **values):
    return lambda: type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    "spans", [[[5, 5]], [[9, 4]], [[0, 5], [4, 8]], [[8, 9], [0, 5]], [[-1, 4]], [[1, 2, 3]], [[1, None]]]
)
def test_spans_out_of_order_are_refused(spans):
    with pytest.raises(Exception, match="in_order|integers|size"), transaction.atomic():
        Statement.objects.filter(pk=make_statement().pk).update(spans=spans)


def test_spans_outside_the_text_are_refused():
    statement = make_statement()
    length = statement.revision.length
    change(statement, spans=[[0, length]])()
    refused(change(statement, spans=[[0, length + 1]]), "inside the text of a revision")
    refused(change(statement, cue_spans=[[0, length + 1]]), "inside the text of a revision")


def test_a_statement_of_another_articles_revision_is_refused():
    statement = make_statement()
    refused(change(statement, revision=make_article().current_revision()), "of its own article")


def test_a_mention_of_another_article_is_refused():
    statement, other = make_statement(), make_statement()
    refused(
        lambda: Attribution.objects.create(statement=statement, mention=other.attributions.get().mention),
        "own article",
    )


def test_within_lies_inside_and_has_no_circle():
    article = make_article()
    outer = make_statement(article, "The bridge will close on Monday, the mayor said")
    inner = make_statement(article, "The bridge will close on Monday")
    apart = make_statement(article, "around 40 lorries")
    equal = make_statement(article, "The bridge will close on Monday")
    change(inner, within=outer)()
    change(equal, within=inner)()
    refused(change(apart, within=outer), "lies inside the outer one")
    refused(change(inner, within=inner), "not_within_itself")
    refused(change(inner, within=equal), "cannot lie within itself")
    refused(change(outer, spans=apart.spans), "lies inside the outer one")


def test_within_reaches_no_other_article():
    outer, inner = make_statement(), make_statement()
    refused(change(inner, within=outer), "in the same revision")


def test_one_canonical_address_per_article():
    make_article(address="https://www.paper.example/a/?utm_source=x")
    refused(
        lambda: Article.objects.bulk_create(
            [
                Article(
                    outlet=make_outlet(),
                    title="Other",
                    text_hash="",
                    address="http://paper.example/a",
                    address_key="paper.example/a",
                    first_seen_at=dt.datetime.now(dt.UTC),
                )
            ]
        ),
        "address_key",
    )


def test_an_address_or_the_reason_why_there_is_none():
    article = make_article()
    refused(change(article, no_address="print"), "address_or_reason")
    refused(change(article, address="", address_key=None), "address_or_reason")
    change(article, address="", address_key=None, no_address="print")()


def test_a_date_has_its_precision():
    article = make_article()
    refused(change(article, published_precision="unknown"), "articles_article_precision")
    refused(change(article, published_at=None), "articles_article_precision")


def test_a_captured_text_is_never_overwritten():
    revision = make_article().current_revision()
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(text="Something else")


def test_a_resolved_mention_has_a_source_and_only_it():
    mention = make_statement().attributions.get().mention
    refused(change(mention, source=None), "resolved_has_source")
    refused(change(mention, resolution="unresolved"), "resolved_has_source")


def test_an_unnamed_mention_has_a_descriptor_and_no_name():
    article = make_article()
    refused(lambda: Mention.objects.create(article=article, resolution="unnamed"), "named_or_unnamed")
    refused(
        lambda: Mention.objects.create(
            article=article, resolution="unnamed", descriptor="two officials", printed_name="Ann"
        ),
        "named_or_unnamed",
    )
    refused(lambda: Mention.objects.create(article=article, resolution="unresolved"), "named_or_unnamed")


def test_a_voice_that_credits_nobody_has_no_attribution():
    statement = make_statement()
    refused(change(statement, voice="own voice"), "credits nobody")
    own = make_statement(voice="own voice")
    mention = make_statement(own.article).attributions.get().mention
    refused(lambda: Attribution.objects.create(statement=own, mention=mention), "credits somebody")


def test_one_judgement_of_a_statement_and_claim_is_current():
    statement, claim, user = make_statement(), make_claim(), make_user()
    Match.objects.create(statement=statement, claim=claim, judgement="same", judged_by=user)
    refused(
        lambda: Match.objects.create(statement=statement, claim=claim, judgement="related", judged_by=user),
        "articles_match_one_current",
    )


def test_a_passage_has_its_range():
    credit = make_credit(make_article(), "passage", make_outlet(), "The bridge will close on Monday")
    refused(change(credit, spans=[]), "passage_has_spans")
    refused(change(credit, spans=[[0, 10**6]]), "inside a revision")


def test_an_anchor_lies_inside_its_revision():
    statement = make_statement()
    refused(
        lambda: Anchor.objects.create(statement=statement, revision=statement.revision, spans=[[0, 10**6]]),
        "inside a revision of its own article",
    )


def test_a_merged_article_or_claim_points_to_a_living_one():
    for make in (make_article, make_claim):
        kept, duplicate, other = make(), make(), make()
        change(duplicate, merged_into=kept)()
        refused(change(other, merged_into=duplicate), "living row")
        refused(change(kept, merged_into=kept), "living row")


def test_removal_is_in_history_with_its_words():
    statement = make_statement(to=make_source("Ada Lund", "person"))
    pk, quote = statement.pk, statement.quote
    marking.remove_statement(statement, by=make_user())
    event = Statement.pgh_event_model.objects.get(pgh_obj_id=pk, pgh_label="delete")
    assert event.quote == quote


def test_an_origin_names_what_its_kind_needs_and_no_more():
    statement, source = make_statement(), make_source()

    def make(**values):
        article = statement.article
        Origin.objects.create(
            claim=claim, statement=statement, stands_in=article, position=1, end="x", is_own=True, **values
        )

    claim = make_claim()
    refused(lambda: make(kind="traced"), "articles_origin_kind")
    refused(lambda: make(kind="unnamed", source=source), "articles_origin_kind")
    refused(lambda: make(kind="confirmed", source=source), "origin_kind")
    make(kind="lineage not recorded", last_known=source)
