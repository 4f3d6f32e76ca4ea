"""Steps of an article's marking: one edit under the article's lock, kept with its rows before and after, undoable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import (
    Anchor,
    Article,
    Attribution,
    Credit,
    DecidedMention,
    Figure,
    MarkingStep,
    Match,
    Mention,
    Statement,
    Via,
)
from articles.relays import refresh

# what “gone through” is kept in
PROGRESS = ["progress", "gone_through_by", "gone_through_at", "gone_through_revision"]

# Parents before children: the order rows are brought back in; they are taken away in reverse.
STEP_TABLES: tuple[type[models.Model], ...] = (
    Mention,
    Statement,
    Credit,
    Attribution,
    Via,
    Figure,
    Match,
    Anchor,
)
Rows = dict[str, dict[str, dict[str, Any]]]


@contextmanager
def step(article: Article, by, what: str) -> Iterator[None]:
    """One edit: locks the article, keeps what changed for undo, marks it begun, refreshes the relays.

    `article` is brought up to date under the lock. Steps inside a step of the same article object join
    it. `by` is None for an import or a rule: nobody has looked at the article by that, and there is nothing
    for an editor to undo. A constraint of the database that the code above did not foresee becomes a ValidationError.
    """
    if getattr(article, "_in_step", False):
        yield
        return
    article._in_step = True  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            locked = Article.objects.locked(article.pk)
            if locked.merged_into_id:
                raise ValidationError("This article was merged into another one in the meantime; mark that one.")
            for name in [*PROGRESS, "outlet_id", "published_at", "language"]:
                setattr(article, name, getattr(locked, name))
            before = snapshot(article) if by else {}
            yield
            if by:
                _begin(article)
                removed, added = _difference(before, snapshot(article))
                if removed or added:
                    MarkingStep.objects.create(article=article, by=by, what=what, before=removed, after=added)
            refresh([article.pk])
            _check_deferred()
    except IntegrityError as error:
        raise ValidationError(_sentence(error)) from error
    finally:
        article._in_step = False  # type: ignore[attr-defined]


def _begin(article: Article) -> None:
    if article.progress == Article.Progress.NOT_LOOKED_AT:
        article.progress = Article.Progress.BEGUN
        article.save(update_fields=["progress"])


def _check_deferred() -> None:
    """Rules held at commit speak here, while the sentence can still reach the form."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _sentence(error: IntegrityError) -> str:
    """What the database said, first line, without its own prefix."""
    return str(error.__cause__ or error).splitlines()[0]


def last_step(article: Article, by) -> MarkingStep | None:
    """What `undo` would take back: this editor's last edit of the article that still stands."""
    return article.marking_steps.filter(by=by, undone_at=None).order_by("-pk").first()


def undo(article: Article, *, by) -> MarkingStep:
    """Takes back this editor's last edit of the article; rows return under their own ids.

    Raises ValidationError where there is none, or where somebody has changed those rows since.
    """
    with transaction.atomic():
        Article.objects.locked(article.pk)
        last = last_step(article, by)
        if last is None:
            raise ValidationError("There is nothing of yours to undo in this article.")
        now = snapshot(article)
        progress = Article._meta.label
        if now[progress] != last.after.get(progress, now[progress]):
            # somebody went through it, or took that back, since: their word stands
            last.before.pop(progress, None)
            last.after.pop(progress, None)
        changed = {
            table: {int(pk) for pk, values in rows.items() if now.get(table, {}).get(pk) != values}
            for table, rows in last.after.items()
        }
        if any(changed.values()):
            raise ValidationError(f"Not undone: what you did last ({last.what}) {_by_whom(changed)}")
        for table, rows in last.before.items():
            for pk in rows:
                if pk in now.get(table, {}) and pk not in last.after.get(table, {}):
                    raise ValidationError(f"Not undone: what you did last ({last.what}) is there again already.")
        try:
            _restore(last.before, last.after)
            # before the deferred rules speak: relays still point to rows that are gone
            refresh([article.pk])
            _check_deferred()
        except IntegrityError as error:
            raise ValidationError(
                f"Not undone: a later edit stands on what you did last ({last.what}). Take that one back first."
            ) from error
        last.undone_at = timezone.now()
        last.save(update_fields=["undone_at"])
        article.refresh_from_db()
        return last


def _by_whom(changed: dict[str, set[int]]) -> str:
    """Who changed these rows since, as the end of a sentence, where the list of names did."""
    mentions, attributions = (changed.get(model._meta.label, set()) for model in (Mention, Attribution))
    found = DecidedMention.objects.filter(
        Q(mention__in=mentions) | Q(reporters__overlap=list(attributions)), taken_back=False
    )
    decided = found.select_related("decision__source", "decision__outlet", "decision__article", "decision__by").last()
    if decided is None:
        return "has been changed by somebody since."
    decision = decided.decision
    return (
        f"names somebody whom {decision.by} has decided since in the list of names: {decision} "
        f"({decision.confirmed_at:%Y-%m-%d %H:%M} UTC). Take that decision back first, under Names, Decisions."
    )


def snapshot(article: Article) -> Rows:
    """Every row of the article's marking as plain JSON values: {table: {id: {column: value}}}."""
    of_article = {
        Mention: {"article": article},
        Statement: {"article": article},
        Credit: {"article": article},
        Attribution: {"statement__article": article},
        Via: {"statement__article": article},
        Figure: {"statement__article": article},
        Match: {"statement__article": article},
        Anchor: {"revision__article": article},
    }
    found: Rows = {
        model._meta.label: {
            str(row["id"]): _plain(row) for row in model._default_manager.filter(**of_article[model]).values()
        }
        for model in STEP_TABLES
    }
    progress = Article.objects.filter(pk=article.pk).values(
        "progress", "gone_through_by_id", "gone_through_at", "gone_through_revision_id"
    )
    found[Article._meta.label] = {str(article.pk): _plain(progress[0])}
    return found


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON gives it back, to the microsecond, so that a stored row and a fresh one compare equal."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def _difference(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """The rows that differ: as they were (absent: made), and as they are (absent: taken away)."""
    old: Rows = {}
    new: Rows = {}
    for table in before:
        for pk in before[table].keys() | after[table].keys():
            was, now = before[table].get(pk), after[table].get(pk)
            if was == now:
                continue
            if was is not None:
                old.setdefault(table, {})[pk] = was
            if now is not None:
                new.setdefault(table, {})[pk] = now
    return old, new


def _restore(before: Rows, after: Rows) -> None:
    """Writes the rows of `before`, and takes away those of `after` that were not there before."""
    for model in reversed(STEP_TABLES):
        made = after.get(model._meta.label, {}).keys() - before.get(model._meta.label, {}).keys()
        gone = model._default_manager.filter(pk__in=made)
        # a mention made then may serve others by now; it is no step's own
        gone = gone.filter(attributions=None, vias=None, credits=None) if model is Mention else gone
        gone.delete()
    for model in STEP_TABLES:
        rows = before.get(model._meta.label, {})
        # an outer statement before those within it: it has been there longer, mostly; the rule is deferred
        for pk in sorted(rows, key=int):
            row = model(**{name: _value(model, name, value) for name, value in rows[pk].items()})
            # raw: the times of the row stay what they were
            row.save_base(raw=True)
    for pk, values in before.get(Article._meta.label, {}).items():
        Article.objects.filter(pk=pk).update(**values)


def _value(model: type[models.Model], name: str, value: Any) -> Any:
    """From JSON back to what the column holds; JSON columns and arrays are that already."""
    kind = model._meta.get_field(name)
    return kind.to_python(value) if isinstance(kind, models.DateTimeField | models.DecimalField) else value
