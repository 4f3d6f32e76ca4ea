"""Merging duplicates - sources, claims, articles - and undoing it, in any order.

The duplicate's row stays under its id and leads to the one that is kept; its rows move, each with an entry in
the log (articles/moves.py). A merge that concerns few articles is one transaction. One that concerns many is
done in pieces of some hundred articles (articles/pieces.py): the redirect, the names and what else the directory
holds of the duplicate follow with the last piece, so that until then both are there, each with the rows it has,
and a merge that is stopped halfway is undone like any other. An undo gives the duplicate its own life back first,
then the rows.

Locks, so that nobody waits in a circle: the articles concerned in the order of their ids, as every edit does,
then the two rows; the duplicate's against everybody who is about to name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils import timezone

from articles import doubles, moves, pieces
from articles.models import Article, BulkJob, Claim, Match, Mention, Merge, MergeMove
from articles.relays import refresh
from articles.steps import check_deferred
from sources.models import Source

Kind, State = Merge.Kind, Merge.State
MODELS: dict[str, type[models.Model]] = {Kind.SOURCE: Source, Kind.CLAIM: Claim, Kind.ARTICLE: Article}
AT_ONCE = pieces.AT_ONCE  # articles that one transaction does; more are done in pieces
TRIES = 5  # of locking, while editors go on naming the duplicate in further articles
BUSY = "Others are changing these rows just now. Nothing was done; try again in a moment."
NO_REASON = "Say why the two are one: it stands beside the redirect for everybody who comes by an old address."
PUBLISHER_ONLY = (
    "“{merged}” has articles, domains or owners, so it can only be merged into an outlet or an agency. "
    "“{kept}” is none: keep the other one, or correct its kind first."
)


# --- what may be merged -------------------------------------------------------------------------------------


def _rows(kind: str) -> Any:
    return MODELS[kind]._default_manager.all()


def check(kind: str, kept: Any, merged: Any) -> None:
    """Raises ValidationError, saying why, where the second cannot be merged into the first."""
    if kept.pk == merged.pk:
        raise ValidationError(f"“{kept}” cannot be merged into itself: choose two different ones.")
    if merged.merged_into_id == kept.pk:
        raise ValidationError(f"“{merged}” is merged into “{kept}” already.")
    if kept.merged_into_id == merged.pk:
        raise ValidationError(
            f"“{kept}” is merged into “{merged}”, so the other way round would be a circle. Undo that merge first."
        )
    for one in (merged, kept):
        if one.merged_into_id:
            raise ValidationError(f"“{one}” is merged into “{one.merged_into}” already: choose that one instead.")
    under_way = Merge.objects.under_way().about(kind, kept.pk, merged.pk).first()
    if under_way is not None:
        raise ValidationError(
            f"Merge {under_way.pk} ({under_way}) is still moving rows: wait for it, or stop it and undo it."
        )
    if kind == Kind.SOURCE and merged.has_publisher_rows() and not kept.is_publisher:
        raise ValidationError(PUBLISHER_ONLY.format(kept=kept, merged=merged))
    if kind == Kind.ARTICLE and kept.outlet.living() != merged.outlet.living():
        raise ValidationError(
            f"The one is of {kept.outlet}, the other of {merged.outlet}. One text in two outlets is two articles: "
            "put them into a copy group."
        )


def articles_of(kind: str, pk: int) -> set[int]:
    """The articles whose relays may change when this row is merged."""
    if kind == Kind.SOURCE:
        named = Mention.objects.filter(source=pk).values_list("article", flat=True)
        return set(named) | set(Article.objects.filter(outlet=pk).values_list("pk", flat=True))
    if kind == Kind.CLAIM:
        return set(Match.objects.filter(claim=pk).values_list("statement__article", flat=True))
    return {pk}


# --- locks ---------------------------------------------------------------------------------------------------


class _Again(Exception):
    """More articles name the duplicate than were locked."""


def _lock(kind: str, kept: int, merged: int, more: Iterable[int] = ()) -> set[int]:
    """Locks the two rows and all articles concerned (and `more`), which are returned."""
    for _ in range(TRIES):
        articles = articles_of(kind, merged) | set(more) | ({kept} if kind == Kind.ARTICLE else set())
        try:
            with transaction.atomic():
                _lock_articles(articles)
                for pk in sorted((kept, merged)) if kind != Kind.ARTICLE else ():
                    # against rows on their way in that name the duplicate; the other may be named meanwhile
                    list(_rows(kind).select_for_update(of=("self",), no_key=pk == kept).filter(pk=pk))
                if not articles_of(kind, merged) <= articles:
                    raise _Again
                return articles
        except _Again:
            continue
    raise ValidationError(BUSY)


def _lock_articles(ids: Iterable[int]) -> None:
    list(Article.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))


# --- merging --------------------------------------------------------------------------------------------------


def merge_sources(kept: Source, duplicate: Source, *, by, reason: str) -> Merge:
    """Merges `duplicate` into `kept`. With many articles the merge comes back *under way*, with its job."""
    return merge(Kind.SOURCE, kept.pk, duplicate.pk, by=by, reason=reason)


def merge_claims(kept: Claim, duplicate: Claim, *, by, reason: str) -> Merge:
    return merge(Kind.CLAIM, kept.pk, duplicate.pk, by=by, reason=reason)


def merge_articles(kept: Article, duplicate: Article, *, by, reason: str) -> Merge:
    return merge(Kind.ARTICLE, kept.pk, duplicate.pk, by=by, reason=reason)


def merge(kind: str, kept: int, merged: int, *, by, reason: str) -> Merge:
    """Merges the row `merged` into the row `kept`; ValidationError where that cannot be."""
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": NO_REASON})
    with _in_one_go():
        pair = _pair(kind, kept, merged)
        if kind != Kind.ARTICLE and kept != merged and len(articles_of(kind, merged)) > AT_ONCE:
            made = _begin(kind, kept, merged, by, reason)
        else:
            check(kind, *pair)
            articles = _lock(kind, kept, merged)
            rows = _pair(kind, kept, merged)
            check(kind, *rows)
            made = _record(kind, *rows, by, reason, State.MERGED)
            with pghistory.context(merge=made.pk):
                _move(made, articles)
                _finish(made)
                refresh(articles)
            check_deferred()
    if made.job_id and made.job:
        pieces.go_on(made.job)
        made.refresh_from_db()
    return made


def _begin(kind: str, kept: int, merged: int, by, reason: str) -> Merge:
    """Records a merge of many articles and the job that does it in pieces."""
    for pk in sorted((kept, merged)):
        list(_rows(kind).select_for_update(of=("self",), no_key=True).filter(pk=pk))
    rows = _pair(kind, kept, merged)
    check(kind, *rows)
    made = _record(kind, *rows, by, reason, State.UNDER_WAY)
    made.job = BulkJob.objects.create(
        action="merge",
        what=f"Merge {made}"[:300],
        arguments={"merge": made.pk},
        row_ids=sorted(articles_of(kind, merged)),
        by=by,
        back_to=made.get_absolute_url(),
    )
    made.save(update_fields=["job"])
    return made


def _record(kind: str, kept: Any, merged: Any, by, reason: str, state: str) -> Merge:
    return Merge.objects.create(
        kind=kind,
        kept_id=kept.pk,
        merged_id=merged.pk,
        kept_name=str(kept)[:1000],
        merged_name=str(merged)[:1000],
        reason=reason[:2000],
        by=by,
        state=state,
    )


def _pair(kind: str, kept: int, merged: int) -> tuple[Any, Any]:
    related = ["merged_into", "outlet__merged_into"] if kind == Kind.ARTICLE else ["merged_into"]
    found = {row.pk: row for row in _rows(kind).filter(pk__in=(kept, merged)).select_related(*related)}
    for pk in (kept, merged):
        if pk not in found:
            raise ValidationError(f"There is no {Kind(kind).label} {pk}.")
    return found[kept], found[merged]


@contextmanager
def _in_one_go() -> Iterator[None]:
    """One transaction, in which what the database refuses is said as a sentence."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:  # a deadlock, or a lock that never came
        raise ValidationError(BUSY) from error
    except IntegrityError as error:
        said = str(error.__cause__ or error).splitlines()[0]
        raise ValidationError(f"Nothing was done, since the database refused it: {said}.") from error


@pieces.action("merge")
def _merge_piece(job: BulkJob, ids: Sequence[int]) -> pieces.Outcome:
    made = Merge.objects.select_for_update(of=("self",)).get(pk=job.arguments["merge"])
    if made.state != State.UNDER_WAY:
        return pieces.Outcome()  # undone in the meantime
    is_last = job.done + len(ids) >= job.total
    if is_last:
        ids = sorted(_lock(made.kind, made.kept_id, made.merged_id, more=ids))
    else:
        _lock_articles(ids)
    with pghistory.context(merge=made.pk):
        moved = _move(made, ids)
        if is_last:
            _finish(made)
            made.state = State.MERGED
            made.save(update_fields=["state"])
        refresh(ids)
    return pieces.Outcome(changed=moved)


# --- what is moved -----------------------------------------------------------------------------------------------


def _move(made: Merge, articles: Iterable[int]) -> int:
    """Moves the rows that stand in these articles; how many articles had some."""
    match made.kind:
        case Kind.SOURCE:
            return _move_mentions(made, articles)
        case Kind.CLAIM:
            return _move_judgements(made, articles)
        case _:
            kept, merged = _pair(made.kind, made.kept_id, made.merged_id)
            doubles.move(made, doubles.plan(kept, merged))
            return 2


def _move_mentions(made: Merge, articles: Iterable[int]) -> int:
    named = dict(
        Mention.objects.filter(source=made.merged_id, article__in=articles).order_by("pk").values_list("pk", "article")
    )
    cell = ({"source_id": made.merged_id}, {"source_id": made.kept_id})
    moves.move(made, "articles.Mention", "source", dict.fromkeys(named, cell), article_id=named)
    published = list(
        Article.objects.filter(outlet=made.merged_id, pk__in=articles).order_by("pk").values_list("pk", flat=True)
    )
    cell = ({"outlet_id": made.merged_id}, {"outlet_id": made.kept_id})
    own = {pk: pk for pk in published}
    moves.move(made, "articles.Article", "outlet", dict.fromkeys(published, cell), article_id=own)
    return len(set(named.values()) | set(published))


def _move_judgements(made: Merge, articles: Iterable[int]) -> int:
    """Where a statement was judged for both claims, one judgement stands and the other is replaced."""
    own = list(
        Match.objects.filter(claim=made.merged_id, statement__article__in=articles)
        .select_related("statement")
        .order_by("pk")
    )
    articles_of_rows = {match.pk: match.statement.article_id for match in own}
    held = Match.objects.current().filter(claim=made.kept_id, statement__in=[match.statement_id for match in own])
    beside = {match.statement_id: match for match in held}
    now, replaced, because = timezone.now().isoformat(), {}, {}
    for match in own:
        other = beside.get(match.statement_id)
        if match.replaced_at is None and other is not None:
            gives_way, stands = standing(other, match)
            replaced[gives_way.pk] = ({"replaced_at": None}, {"replaced_at": now})
            because[gives_way.pk] = stands.pk
            articles_of_rows[gives_way.pk] = match.statement.article_id
    moves.move(made, "articles.Match", "replaced_at", replaced, because=because, article_id=articles_of_rows)
    cell = ({"claim_id": made.merged_id}, {"claim_id": made.kept_id})
    moved = {match.pk: cell for match in own}
    moves.move(made, "articles.Match", "claim", moved, article_id=articles_of_rows)
    return len({match.statement.article_id for match in own})


def standing(of_kept: Match, of_merged: Match) -> tuple[Match, Match]:
    """(the judgement that gives way, the one that stands): an accepted one stands, else that on the kept claim."""
    if of_merged.state == "accepted" and of_kept.state != "accepted":
        return of_kept, of_merged
    return of_merged, of_kept


def _finish(made: Merge) -> None:
    """What no article holds: the directory, the redirects to the duplicate, and at last its own."""
    if made.kind == Kind.SOURCE:
        for name, cell in moves.DIRECTORY:
            moves.carry(made, name, cell)
        moves.carry_name(made, _rows(made.kind).get(pk=made.merged_id).name)
    label = MODELS[made.kind]._meta.label
    led_here = _rows(made.kind).filter(merged_into=made.merged_id).values_list("pk", flat=True)
    before: dict[int, int | None] = {pk: made.merged_id for pk in led_here} | {made.merged_id: None}  # noqa: C420
    after = {"merged_into_id": made.kept_id}
    moves.move(made, label, "merged_into", {pk: ({"merged_into_id": at}, after) for pk, at in before.items()})
    if made.kind == Kind.CLAIM:
        _keep_topics([made.kept_id, made.merged_id])


def _keep_topics(claims: Iterable[int]) -> None:
    """A living claim has its own topics and those of the claims merged into it; a merged one only its own."""
    for claim in Claim.objects.filter(pk__in=set(claims)).order_by("pk"):
        own = [topic for topic in claim.topics if topic not in claim.merged_topics]
        coming: list[str] = []
        for other in claim.merged_from.order_by("pk"):
            coming += [topic for topic in other.topics if topic not in other.merged_topics]
        wanted = [topic for topic in dict.fromkeys(coming) if topic not in own]
        # what somebody took out by hand stays out; what is written in by hand is the claim's own
        kept = [topic for topic in claim.topics if topic not in claim.merged_topics or topic in wanted]
        topics = kept + [topic for topic in wanted if topic not in claim.merged_topics]
        if (topics, wanted) != (claim.topics, claim.merged_topics):
            claim.topics, claim.merged_topics = topics, wanted
            claim.save(update_fields=["topics", "merged_topics"])


# --- undo ----------------------------------------------------------------------------------------------------------


def undo(merge: Merge, *, by) -> Merge:
    """Gives the duplicate back its rows, those excepted that somebody has moved by hand since.

    Raises ValidationError where it is undone already. With many articles it comes back *being undone*, with
    its job.
    """
    job = BulkJob.objects.filter(pk=merge.job_id).first() if merge.job_id else None
    if merge.state == State.UNDER_WAY and job is not None:
        pieces.stop(job)  # waits for the piece under way
    with _in_one_go():
        made = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        if not made.stands:
            raise ValidationError(
                f"This merge was undone by {made.undone_by} on {made.undone_at:%Y-%m-%d %H:%M} UTC already."
                if made.undone_at
                else "This merge is being undone already."
            )
        standing = made.moves.filter(outcome=MergeMove.Outcome.STANDS)
        articles = sorted({pk for pk in standing.values_list("article_id", flat=True) if pk is not None})
        made.undone_by = by
        if len(articles) <= AT_ONCE:
            _go_back(made, standing, articles)
            _undone(made)
        else:
            made.state = State.GOING_BACK
            made.job = BulkJob.objects.create(
                action="undo a merge",
                what=f"Undo the merge of {made}"[:300],
                arguments={"merge": made.pk},
                row_ids=articles,
                by=by,
                back_to=made.get_absolute_url(),
            )
            made.save(update_fields=["state", "job", "undone_by"])
            _go_back(made, standing.filter(article_id=None), [])
        check_deferred()
    if made.state == State.GOING_BACK and made.job:
        pieces.go_on(made.job)
    made.refresh_from_db()
    return made


@pieces.action("undo a merge")
def _undo_piece(job: BulkJob, ids: Sequence[int]) -> pieces.Outcome:
    made = Merge.objects.select_for_update(of=("self",)).get(pk=job.arguments["merge"])
    if made.state != State.GOING_BACK:
        return pieces.Outcome()
    standing = made.moves.filter(outcome=MergeMove.Outcome.STANDS, article_id__in=ids)
    _go_back(made, standing, ids)
    if job.done + len(ids) >= job.total:
        _undone(made)
    return pieces.Outcome(changed=len(ids))


def _undone(made: Merge) -> None:
    made.state, made.undone_at = State.UNDONE, timezone.now()
    made.save(update_fields=["state", "undone_by", "undone_at"])


def _go_back(made: Merge, entries: models.QuerySet, articles: Sequence[int]) -> None:
    # a merge that is being undone leads nowhere any more: rows that come back do not follow it
    Merge.objects.filter(pk=made.pk).update(state=State.GOING_BACK)
    now_kept = moves.living(made.kind, [made.kept_id]).get(made.kept_id, made.kept_id)
    ids = {*articles, *moves.articles_now(entries)}
    if made.kind == Kind.ARTICLE:
        ids |= {made.kept_id, made.merged_id, now_kept}
    _lock_articles(ids)
    for pk in sorted({made.kept_id, made.merged_id, now_kept}) if made.kind != Kind.ARTICLE else ():
        list(_rows(made.kind).select_for_update(of=("self",), no_key=True).filter(pk=pk))
    with pghistory.context(undone_merge=made.pk):
        moves.take_back(list(entries.order_by("pk")))
        if made.kind == Kind.CLAIM:
            _keep_topics([made.kept_id, made.merged_id, now_kept])
        if made.kind == Kind.ARTICLE:
            doubles.put_in_order(sorted(ids))
        refresh(ids)
