"""Steps of an article's marking: one edit under the article's lock, kept with its rows before and after, undoable."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from articles import copied
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
    MergeMove,
    Statement,
    Via,
)
from articles.moves import from_plain, living, log_followed, plain
from articles.relays import are_put_off, refresh

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

# The column of each table that a merge may have changed since, and what is merged.
MERGED: dict[str, tuple[str, str]] = {
    Mention._meta.label: ("source", "source"),
    Match._meta.label: ("claim", "claim"),
}


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
            locked, copies = copied.locked(article)
            if locked.merged_into_id:
                raise ValidationError("This article was merged into another one in the meantime; mark that one.")
            for name in [*PROGRESS, "outlet_id", "published_at", "language", "copy_group_id"]:
                setattr(article, name, getattr(locked, name))
            before = snapshot(article) if by else {}
            yield
            made, written = {}, None
            if by:
                _begin(article)
                removed, added = _difference(before, snapshot(article))
                if removed or added:
                    made[article.pk] = MarkingStep.objects.create(
                        article=article, by=by, what=what, before=removed, after=added
                    )
                written = {int(pk) for pk in added.get(Statement._meta.label, ())}
            refresh([article.pk, *_carry(copies, made, written)])
            check_deferred()
    except IntegrityError as error:
        raise ValidationError(_sentence(error)) from error
    finally:
        article._in_step = False  # type: ignore[attr-defined]


@contextmanager
def many(article_ids: Collection[int], by, what: str) -> Iterator[set[int]]:
    """One edit of each of many articles, in one transaction: each keeps its own step, the relays are refreshed once.

    The articles are locked in the order of their ids, so that two of these queue up. Yields the ids of those that
    may be marked: an article that was merged into another one in the meantime is not among them.
    """
    try:
        with transaction.atomic():
            copies = copied.with_copies(article_ids)
            locked = Article.objects.filter(pk__in=copies).order_by("pk").select_for_update(of=("self",))
            given = set(article_ids)
            articles = {row.pk: row for row in locked if row.merged_into_id is None and row.pk in given}
            before = snapshots(articles)
            yield set(articles)
            after = snapshots(articles)
            made, begun = [], []
            for pk, article in articles.items():
                removed, added = _difference(before[pk], after[pk])
                if not removed and not added:
                    continue
                if article.progress == Article.Progress.NOT_LOOKED_AT:
                    label = Article._meta.label
                    removed[label], added[label] = before[pk][label], {str(pk): dict(before[pk][label][str(pk)])}
                    added[label][str(pk)]["progress"] = Article.Progress.BEGUN
                    begun.append(pk)
                made.append(MarkingStep(article=article, by=by, what=what[:200], before=removed, after=added))
            Article.objects.filter(pk__in=begun).update(progress=Article.Progress.BEGUN)
            MarkingStep.objects.bulk_create(made)
            written = {int(pk) for one in made for pk in one.after.get(Statement._meta.label, ())}
            carried = _carry(copies, {one.article_id: one for one in made}, written) if made else []
            refresh([*(one.article_id for one in made), *carried])
            check_deferred()
    except IntegrityError as error:
        raise ValidationError(_sentence(error)) from error


def _carry(copies: Collection[int], made: dict[int, MarkingStep], written: Collection[int] | None) -> list[int]:
    """Carries what was decided to the other copies of the texts; which articles that changed.

    What it changes there is kept as a step that came about through the one that decided, and is undone with it.
    """
    if len(copies) < 2:
        return []
    kept = _Kept()
    only_decided = bool(made) and all(map(_is_decision, made.values()))
    changed = copied.hold(copies, written, kept=kept if made else None, decided=written if only_decided else None)
    steps = []
    differences = kept.differences()
    for pk, decided_in in changed.items():
        through = made.get(decided_in)
        if through is not None and pk not in made:
            removed, added = differences[pk]
            what = f"{through.what}, in another copy of the text"[:200]
            steps.append(
                MarkingStep(article_id=pk, by=through.by, what=what, before=removed, after=added, through=through)
            )
    MarkingStep.objects.bulk_create(steps)
    return list(changed)


class _Kept:
    """The rows of copies as they were before a decision was carried to them: `copied.Kept`."""

    def __init__(self) -> None:
        self.before: dict[int, Rows] = {}
        self.whole: set[int] = set()

    def statements(self, ids: Collection[int]) -> None:
        for article, rows in _statements(ids).items():
            if article not in self.whole:
                self.before.setdefault(article, {Statement._meta.label: {}})[Statement._meta.label] |= rows

    def article(self, article_id: int) -> None:
        if article_id not in self.whole:
            self.whole.add(article_id)
            now, earlier = snapshots([article_id])[article_id], self.before.get(article_id, {})
            self.before[article_id] = {table: rows | earlier.get(table, {}) for table, rows in now.items()}

    def differences(self) -> dict[int, tuple[Rows, Rows]]:
        """Of each article what was there before, and what is there now, where the two differ."""
        parts = {pk for article, rows in self.before.items() if article not in self.whole for pk in _ids(rows)}
        after = snapshots(self.whole) | {
            article: {Statement._meta.label: rows} for article, rows in _statements(parts).items()
        }
        return {article: _difference(before, after[article]) for article, before in self.before.items()}


def _ids(rows: Rows) -> set[int]:
    return {int(pk) for pk in rows[Statement._meta.label]}


def _statements(ids: Collection[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """These statements as `snapshots` has them, by article. One query."""
    columns = [column.attname for column in Statement._meta.concrete_fields]
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for values in Statement.objects.filter(pk__in=ids).order_by().values_list(*columns) if ids else ():
        row = dict(zip(columns, values, strict=True))
        found.setdefault(row["article_id"], {})[str(row["id"])] = plain(row)
    return found


# what a decision changes of a statement, and nothing else does
_DECISION = {"state", "decided_by_id", "decided_at", "decision_reason", "version"}


def _is_decision(made: MarkingStep) -> bool:
    """Whether nothing but the decision about statements changed."""
    table = Statement._meta.label
    before, after = made.before.get(table, {}), made.after.get(table, {})
    if before.keys() != after.keys() or not (made.before.keys() | made.after.keys()) <= {table, Article._meta.label}:
        return False
    return all(
        name in _DECISION or value == before[pk][name] for pk, row in after.items() for name, value in row.items()
    )


def _take_back_carried(last: MarkingStep) -> list[int]:
    """Undoes what a step brought about in other copies, but where somebody has gone on since; which articles."""
    carried = list(last.carried.filter(undone_at=None).order_by("-pk"))
    now = snapshots([one.article_id for one in carried])
    undone = []
    for one in carried:
        held = now[one.article_id]
        if any(held[table].get(pk) != values for table, rows in one.after.items() for pk, values in rows.items()):
            continue
        _restore(one.before, one.after)
        one.undone_at = timezone.now()
        one.save(update_fields=["undone_at"])
        undone.append(one.article_id)
    return undone


def _begin(article: Article) -> None:
    if article.progress == Article.Progress.NOT_LOOKED_AT:
        article.progress = Article.Progress.BEGUN
        article.save(update_fields=["progress"])


def check_deferred() -> None:
    """Rules held at commit speak here, while the sentence can still reach the form. Not before relays are right."""
    if are_put_off():
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _sentence(error: IntegrityError) -> str:
    """What the database said, first line, without its own prefix."""
    return str(error.__cause__ or error).splitlines()[0]


def last_step(article: Article, by) -> MarkingStep | None:
    """What `undo` would take back: this editor's last edit of the article that still stands."""
    return article.marking_steps.filter(by=by, undone_at=None, through=None).order_by("-pk").first()


def undo(article: Article, *, by) -> MarkingStep:
    """Takes back this editor's last edit of the article; rows return under their own ids.

    Raises ValidationError where there is none, or where somebody has changed those rows since.
    """
    with transaction.atomic():
        _locked, copies = copied.locked(article)
        last = last_step(article, by)
        if last is None:
            raise ValidationError("There is nothing of yours to undo in this article.")
        now = snapshot(article)
        progress = Article._meta.label
        if now[progress] != last.after.get(progress, now[progress]):
            # somebody went through it, or took that back, since: their word stands
            last.before.pop(progress, None)
            last.after.pop(progress, None)
        followed = _after_merges(last, now)
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
            for table, named in followed.items():
                kind, cell = MERGED[table]
                log_followed(kind, table, cell, named, article.pk)
            carried = _take_back_carried(last)
            carried += _carry(copies, {}, ())
            # before the deferred rules speak: relays still point to rows that are gone
            refresh([article.pk, *carried])
            check_deferred()
        except IntegrityError as error:
            raise ValidationError(
                f"Not undone: a later edit stands on what you did last ({last.what}). Take that one back first."
            ) from error
        last.undone_at = timezone.now()
        last.save(update_fields=["undone_at"])
        article.refresh_from_db()
        return last


def _by_whom(changed: dict[str, set[int]]) -> str:
    """Who changed these rows since, as the end of a sentence, where the list of names or a merge did."""
    mentions, attributions = (changed.get(model._meta.label, set()) for model in (Mention, Attribution))
    found = DecidedMention.objects.filter(
        Q(mention__in=mentions) | Q(reporters__overlap=list(attributions)), taken_back=False
    )
    decided = found.select_related("decision__source", "decision__outlet", "decision__article", "decision__by").last()
    if decided is None:
        return _by_a_merge(changed) or "has been changed by somebody since."
    decision = decided.decision
    return (
        f"names somebody whom {decision.by} has decided since in the list of names: {decision} "
        f"({decision.confirmed_at:%Y-%m-%d %H:%M} UTC). Take that decision back first, under Names, Decisions."
    )


def _by_a_merge(changed: dict[str, set[int]]) -> str:
    moved = Q()
    for table, ids in changed.items():
        moved |= Q(table=table, row_id__in=ids)
    moves = MergeMove.objects.filter(moved, outcome=MergeMove.Outcome.STANDS)
    move = moves.select_related("merge").order_by("-pk").first()
    if move is None:
        return ""
    return f"was moved by a merge since ({move.merge}). Undo that merge first, or correct it by hand."


def _after_merges(last: MarkingStep, now: Rows) -> dict[str, dict[int, int]]:
    """Makes the step speak of sources and claims as merges since have left them.

    A column that the step did not change is left as it stands, wherever merges or their undos took it. Returns
    {table: {row: the merged row it named}} for rows that come back naming the living one instead.
    """
    followed: dict[str, dict[int, int]] = {}
    for table, (kind, cell) in MERGED.items():
        column = f"{cell}_id"
        before, after, held = last.before.get(table, {}), last.after.get(table, {}), now.get(table, {})
        stands = living(kind, (row[column] for row in [*before.values(), *after.values()]))
        for pk in before.keys() | after.keys():
            was, became = before.get(pk), after.get(pk)
            if was and became and was[column] == became[column] and pk in held:
                was[column] = became[column] = held[pk][column]
                continue
            if became:
                became[column] = stands.get(became[column], became[column])
            if was and was[column] in stands:
                followed.setdefault(table, {})[int(pk)] = was[column]
                was[column] = stands[was[column]]
    return followed


def snapshot(article: Article) -> Rows:
    """Every row of the article's marking as plain JSON values: {table: {id: {column: value}}}."""
    return snapshots([article.pk])[article.pk]


# over which column each table hangs on its article
_OF_ARTICLE: dict[type[models.Model], str] = {
    Mention: "article",
    Statement: "article",
    Credit: "article",
    Attribution: "statement__article",
    Via: "statement__article",
    Figure: "statement__article",
    Match: "statement__article",
    Anchor: "revision__article",
}


def snapshots(article_ids: Collection[int]) -> dict[int, Rows]:
    """`snapshot` of each of these articles; nine queries, however many."""
    ids = list(article_ids)
    found: dict[int, Rows] = {pk: {model._meta.label: {} for model in STEP_TABLES} for pk in ids}
    for model in STEP_TABLES:
        columns = [column.attname for column in model._meta.concrete_fields]
        by_article = f"{_OF_ARTICLE[model]}_id"
        rows = model._default_manager.filter(**{f"{_OF_ARTICLE[model]}__in": ids}).order_by()
        for *values, article in rows.values_list(*columns, by_article):
            row = dict(zip(columns, values, strict=True))
            found[article][model._meta.label][str(row["id"])] = plain(row)
    progress = ("progress", "gone_through_by_id", "gone_through_at", "gone_through_revision_id")
    for article, *values in Article.objects.filter(pk__in=ids).values_list("pk", *progress):
        found[article][Article._meta.label] = {str(article): plain(dict(zip(progress, values, strict=True)))}
    return found


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
            row = model(**from_plain(model, rows[pk]))
            # raw: the times of the row stay what they were
            row.save_base(raw=True)
    for pk, values in before.get(Article._meta.label, {}).items():
        Article.objects.filter(pk=pk).update(**values)
