"""The review desk's queue: which suggestions an editor is given next, and what the desk does with them.

An article whose suggestions one editor is given is leased to that editor, so that no colleague gets the same ones;
each request of that editor renews the lease.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from articles import marking, steps
from articles.marking import Credited, FigureData, StatementData, ViaData, Who
from articles.models import Article, Credit, Figure, MarkingStep, ReviewLease, Statement
from articles.review_filters import DOUBTFUL, ReviewFilter
from articles.text import Span, inside

LEASE = dt.timedelta(minutes=10)  # longer than anybody looks at one suggestion
TRIES = 25  # when colleagues take the same articles at the same instant: each try leaves what they took aside
WAITING_COUNTED = 1_000  # “more than 1,000”: a count of all would read the whole queue with every decision

Key = tuple[str, int]  # ("statement" or "credit", id)


@dataclass(frozen=True, slots=True)
class Item:
    """One suggestion that waits for a decision."""

    row: Statement | Credit

    @property
    def kind(self) -> str:
        return "statement" if isinstance(self.row, Statement) else "credit"

    @property
    def key(self) -> Key:
        return self.kind, self.row.pk

    @property
    def place(self) -> tuple:
        return -self.row.article_id, self.row.spans, self.kind, self.row.pk


# --- the queue -------------------------------------------------------------------------------------------------


def take(asked: ReviewFilter, *, by, number: int, without: Collection[Key] = ()) -> list[Item]:
    """The next items for this editor, at most `number`, none of `without`; their articles are leased to them."""
    for _ in range(TRIES):
        found = _next(asked, by, number, without)
        articles = {item.row.article_id for item in found}
        held = _lease(articles, by)
        if held == articles:
            return found
        if kept := [item for item in found if item.row.article_id in held]:
            return kept
    return []


def _next(asked: ReviewFilter, by, number: int, without: Collection[Key]) -> list[Item]:
    now = timezone.now()
    leases = list(ReviewLease.objects.filter(until__gt=now).values_list("article", "by"))
    colleagues = [article for article, holder in leases if holder != by.pk]
    own = [article for article, holder in leases if holder == by.pk]
    found: list[Item] = []
    if own and asked.order != DOUBTFUL:
        # what was begun is finished first, whatever came in since
        found = _waiting(asked, number, without, models.Q(article__in=own))
    if len(found) < number:
        there = {item.key for item in found}
        found += _waiting(asked, number - len(found), [*without, *there], ~models.Q(article__in=colleagues))
    return found


def _waiting(asked: ReviewFilter, number: int, without: Collection[Key], where: models.Q) -> list[Item]:
    ids: dict[str, list[int]] = {"statement": [], "credit": []}
    for kind, pk in without:
        ids[kind].append(pk)
    statements = asked.statements().filter(where).exclude(pk__in=ids["statement"])[:number]
    found = [Item(row) for row in statements]
    if asked.order == DOUBTFUL and len(found) == number:
        return found
    credits = asked.credits().filter(where).exclude(pk__in=ids["credit"])[: number - len(found) or number]
    lines = [Item(row) for row in credits]
    if asked.order == DOUBTFUL:
        # a credit line has no confidence: they come when no statement waits
        return found + lines
    return sorted(found + lines, key=lambda item: item.place)[:number]


def _lease(articles: Collection[int], by) -> set[int]:
    """Takes or renews the leases; which of the articles are this editor's now."""
    if not articles:
        return set()
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_reviewlease (article_id, by_id, until) "
            "SELECT unnest(%(articles)s::bigint[]), %(by)s, %(until)s ORDER BY 1 "
            "ON CONFLICT (article_id) DO UPDATE SET by_id = excluded.by_id, until = excluded.until "
            "WHERE articles_reviewlease.by_id = excluded.by_id OR articles_reviewlease.until <= %(now)s "
            "RETURNING article_id",
            {"articles": list(articles), "by": by.pk, "until": now + LEASE, "now": now},
        )
        return {row[0] for row in cursor.fetchall()}


def release(by) -> None:
    """Gives back what this editor holds, for colleagues to take."""
    ReviewLease.objects.filter(by=by).delete()


def waiting(asked: ReviewFilter) -> int:
    """How many items the filter finds, counted to WAITING_COUNTED + 1."""
    statements = asked.statements().order_by().values("pk")[: WAITING_COUNTED + 1].count()
    if statements > WAITING_COUNTED:
        return statements
    return statements + asked.credits().order_by().values("pk")[: WAITING_COUNTED + 1].count()


def find(kind: str, pk: int) -> Item | None:
    """The item, in whatever state it is now."""
    model: Any = {"statement": Statement, "credit": Credit}.get(kind)
    row = model.objects.select_related("article").filter(pk=pk).first() if model else None
    return Item(row) if row else None


# --- decisions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor changed in a suggestion before accepting it; None is as suggested."""

    spans: tuple[Span, ...] | None = None
    cue_spans: tuple[Span, ...] | None = None
    source_phrase_spans: tuple[Span, ...] | None = None
    who: Who | None = None
    within: int | None = None
    sets_within: bool = False

    def __bool__(self) -> bool:
        return self != Change()


def decide(item: Item, state: str, *, by, version: int | None, reason: str = "", change: Change | None = None) -> None:
    """Decides one suggestion. The same decision sent twice (an answer was lost on its way) does no harm.

    Raises Clash where a colleague has changed it since, ValidationError where the change cannot be stored.
    """
    row = item.row
    if row.state == state and row.decided_by_id == by.pk and _was(row, version):
        return
    if isinstance(row, Credit):
        _changed, refused = marking.decide_many(Credit, [row.pk], state, by=by, reason=reason)
        if refused:
            raise ValidationError(refused[0][1])
        return
    if version is not None and row.version != version:
        raise marking.Clash("A colleague has changed this statement since you were given it.", row)
    if state == "accepted" and change:
        marking.edit_statement(row, changed_data(row, change), by=by, version=version)
    else:
        marking.decide_statement(row, state, by=by, reason=reason)


def _was(row: Statement | Credit, version: int | None) -> bool:
    return isinstance(row, Credit) or version is None or row.version == version + 1


def data_of(row: Statement) -> StatementData:
    """The statement as the marking takes it, so that part of it can be changed."""

    def pairs(spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
        return tuple((span[0], span[1]) for span in spans)

    return StatementData(
        spans=pairs(row.spans),
        cue_spans=pairs(row.cue_spans),
        cue=row.cue,
        polarity=row.polarity,
        channel=row.channel,
        voice=row.voice,
        credited=tuple(
            Credited(
                Who(mention=one.mention_id),
                one.source_phrase,
                pairs(one.source_phrase_spans),
                one.speaks_as,
                one.cited_article_id,
                one.pk,
            )
            for one in row.attributions.all()
        ),
        within=row.within_id,
        vias=tuple(
            ViaData(Who(mention=via.mention_id), via.basis, via.words, pairs(via.words_spans), via.cited_article_id)
            for via in row.vias.all()
        ),
        via_none_needed=row.via_none_needed,
        own_reporting=row.own_reporting,
        figures=tuple(_figure_data(row.figures.all())),
        note=row.note,
    )


def _figure_data(figures: Iterator[Figure] | models.QuerySet[Figure]) -> Iterator[FigureData]:
    for figure in figures:
        yield FigureData(figure.text, figure.low, figure.high, figure.qualifier, figure.unit)


def changed_data(row: Statement, change: Change) -> StatementData:
    data = data_of(row)
    if change.spans is not None:
        # figures that stand in no word of it any more are not said by it
        words = " ".join(row.revision.text[start:end] for start, end in change.spans)
        figures = tuple(figure for figure in data.figures if figure.text in words)
        data = replace(data, spans=change.spans, figures=figures)
    if change.cue_spans is not None:
        data = replace(data, cue_spans=change.cue_spans, cue="")
    if change.sets_within:
        data = replace(data, within=change.within)
    credited = list(data.credited)
    if change.who is not None:
        first = credited[0] if credited else Credited(change.who)
        # the words stay; whom they mean is said anew
        credited[:1] = [replace(first, who=change.who, speaks_as="")]
        data = replace(data, voice="credited")
    if change.source_phrase_spans is not None and credited:
        credited[0] = replace(credited[0], source_phrase="", source_phrase_spans=change.source_phrase_spans)
    return replace(data, credited=tuple(credited))


def undo(*, by) -> MarkingStep:
    """Takes back this editor's last edit that stands, in whatever article. Raises ValidationError if there is none."""
    last = (
        MarkingStep.objects.filter(by=by, undone_at=None, through=None)
        .select_related("article")
        .order_by("-pk")
        .first()
    )
    if last is None:
        raise ValidationError("There is nothing of yours to undo.")
    return steps.undo(last.article, by=by)


# --- splitting and joining ---------------------------------------------------------------------------------------


def split(row: Statement, at: int, *, by, version: int | None = None) -> Statement:
    """Cuts a suggestion in two before the character `at`; both wait for a decision. Returns the second one."""
    with steps.step(row.article, by, "split a suggestion"):
        held = _still_suggested(row, version)
        data = data_of(held)
        before = tuple(span for span in ((s, min(e, at)) for s, e in data.spans) if span[0] < span[1])
        after = tuple(span for span in ((max(s, at), e) for s, e in data.spans) if span[0] < span[1])
        text = held.revision.text
        before, after = _trimmed(text, before), _trimmed(text, after)
        if not before or not after:
            raise ValidationError("Cut it between two of its words: both parts need some.")
        how = marking.Provenance(state="suggested", found_by=held.found_by, confidence=held.confidence)
        marking.rewrite(held, changed_data(held, Change(spans=before)))
        _touched(held)
        second_data = replace(
            changed_data(held, Change(spans=after)),
            figures=tuple(f for f in data.figures if any(f.text in text[s:e] for s, e in after)),
            credited=tuple(replace(one, attribution=None) for one in data.credited),
        )
        second = marking.add_statement(row.article, second_data, by=by, revision=None, how=how)
        # what lay within the second part goes with it
        for inner in held.inner.all():
            if inside([(start, end) for start, end in inner.spans], after):
                inner.within = second
                inner.save(update_fields=["within"])
    return second


def _touched(row: Statement) -> None:
    """A later reading leaves it alone."""
    row.version += 1
    row.corrected = True
    row.save(update_fields=["version", "corrected"])


def _trimmed(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    found = []
    for start, end in spans:
        words = text[start:end]
        start += len(words) - len(words.lstrip(" \n,;"))
        end -= len(words) - len(words.rstrip(" \n,;"))
        if start < end:
            found.append((start, end))
    return tuple(found)


def join(row: Statement, other: Statement, *, by, version: int | None = None) -> Statement:
    """Makes one suggestion of two of an article: the words of both, with the cue and the source of `row`."""
    if row.pk == other.pk:
        raise ValidationError("Choose another statement to join this one with.")
    with steps.step(row.article, by, "joined two suggestions"):
        held, given = _still_suggested(row, version), _still_suggested(other, None)
        if (held.article_id, held.revision_id) != (given.article_id, given.revision_id):
            raise ValidationError("The two stand in different texts.")
        if given.inner.exists():
            raise ValidationError("Other statements lie within the one that would go; take them out of it first.")
        one, two = data_of(held), data_of(given)
        spans = merged_spans([*one.spans, *two.spans])
        within = one.within if one.within == two.within else None
        known = {figure.text for figure in one.figures}
        figures = (*one.figures, *(figure for figure in two.figures if figure.text not in known))
        given.delete()
        marking.rewrite(held, replace(one, spans=spans, within=within, figures=figures))
        _touched(held)
        marking.drop_orphans(held.article)
    return held


def merged_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _still_suggested(row: Statement, version: int | None) -> Statement:
    held = Statement.objects.select_for_update(of=("self",)).select_related("revision", "article").filter(pk=row.pk)
    found = held.first()
    if found is None:
        raise ValidationError("A colleague has removed this statement in the meantime.")
    if found.state != "suggested" or (version is not None and found.version != version):
        raise marking.Clash("A colleague has decided or changed this statement since you were given it.", found)
    return found


# --- many at once ------------------------------------------------------------------------------------------------


def visible(asked: ReviewFilter, article: Article) -> list[Statement]:
    """The suggested statements of one article that the filter shows, in the order of the text."""
    return list(
        asked.statements()
        .filter(article=article)
        .order_by("spans", "pk")
        .select_related("revision")
        .prefetch_related("attributions__mention__source")
    )


@transaction.atomic
def accept_shown(shown: Collection[tuple[int, int]], *, by) -> tuple[int, list[tuple[int, str]]]:
    """Accepts statements as they were shown, [(id, version)]: (how many, [(id, why not)])."""
    versions = dict(shown)
    held = dict(Statement.objects.filter(pk__in=versions, state="suggested").values_list("pk", "version"))
    stale = [pk for pk in versions if held.get(pk) != versions[pk]]
    sure = [pk for pk in versions if pk not in stale]
    changed, refused = marking.decide_many(Statement, sure, "accepted", by=by)
    told = "Somebody has decided or changed it since it was shown."
    return changed, [*refused, *((pk, told) for pk in stale)]
