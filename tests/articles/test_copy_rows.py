"""Rows by COPY are those that bulk_create would have stored, with history, and none where one is refused."""

import pghistory
import pytest
from django.db import IntegrityError, transaction

from articles.copy_rows import FEW, copy_rows
from articles.models import Figure, Statement
from tests.factories import make_article, make_statement, make_user

pytestmark = pytest.mark.django_db


def drafts(number, **more):
    article = make_article()
    revision = article.current_revision()
    words = "a “quote”, a \\ and a\ttab"
    return [
        Statement(
            article=article,
            revision=revision,
            spans=[[0, 4], [5, 6 + at % 3]],
            cue_spans=[],
            selectors=[{"quote": words, "prefix": "", "suffix": None}],
            quote=f"{words} {at}",
            voice="own voice",
            **more,
        )
        for at in range(number)
    ]


def stored(rows):
    names = [field.attname for field in Statement._meta.concrete_fields if field.name not in ("id", "created_at")]
    found = Statement.objects.in_bulk([row.pk for row in rows])
    return [[getattr(found[row.pk], name) for name in names] for row in rows]


@pytest.mark.parametrize("number", [0, 1, FEW - 1, FEW, 3 * FEW])
def test_every_row_is_stored_with_its_id(number):
    rows = copy_rows(iter(drafts(number)))
    assert len({row.pk for row in rows}) == number
    assert [row.quote for row in rows] == [row.quote for row in drafts(number)]
    assert Statement.objects.count() == number
    assert not any(row._state.adding for row in rows)


def test_the_rows_are_those_of_bulk_create():
    one = stored(copy_rows(drafts(FEW)))
    other = stored(Statement.objects.bulk_create(drafts(FEW)))
    at = [field.attname for field in Statement._meta.concrete_fields if field.name not in ("id", "created_at")]
    ids = {at.index("article_id"), at.index("revision_id")}
    assert [[value for place, value in enumerate(row) if place not in ids] for row in one] == [
        [value for place, value in enumerate(row) if place not in ids] for row in other
    ]


def test_numbers_and_nothing_come_back_as_they_were():
    statement = make_statement()
    rows = [Figure(statement=statement, position=at, text=f"{at}", low=at, high=None) for at in range(1, FEW + 1)]
    copy_rows(rows)
    assert list(Figure.objects.order_by("position").values_list("low", "high")) == [
        (at, None) for at in range(1, FEW + 1)
    ]


def test_ids_are_not_given_again():
    last = max(row.pk for row in copy_rows(drafts(FEW)))
    assert Statement.objects.bulk_create(drafts(1))[0].pk > last


def test_history_knows_who():
    editor = make_user("Editors")
    with pghistory.context(user=editor.pk):
        rows = copy_rows(drafts(FEW))
    events = Statement.pgh_event_model.objects.filter(pgh_obj_id__in=[row.pk for row in rows])
    assert {event.pgh_context.metadata["user"] for event in events.select_related("pgh_context")} == {editor.pk}
    assert events.count() == FEW


def test_what_is_refused_leaves_nothing_behind():
    wrong = [*drafts(FEW), *drafts(1, state="nonsense")]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(wrong)
    assert not Statement.objects.exists()
