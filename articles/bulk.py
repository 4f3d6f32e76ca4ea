"""What staff do to many rows at once: each a job in pieces, that can be stopped and says what it did.

Imported by the view of jobs, so that a job goes on in whichever process is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles import actions, marking, pieces
from articles.models import BulkJob, Credit, Statement
from articles.pieces import Outcome
from sources import duplicates
from sources.models import LikelyDuplicate, Source

DECIDED_AS = {"accepted": "Accept", "rejected": "Reject", "unsure": "Mark as unsure"}


@pieces.action("decide statements")
def decide_statements(job: BulkJob, ids: Sequence[int]) -> Outcome:
    return Outcome(*marking.decide_many(Statement, ids, by=job.by, **job.arguments))


@pieces.action("decide credits")
def decide_credits(job: BulkJob, ids: Sequence[int]) -> Outcome:
    return Outcome(*marking.decide_many(Credit, ids, by=job.by, **job.arguments))


@pieces.action("settle judgements")
def settle_matches(job: BulkJob, ids: Sequence[int]) -> Outcome:
    return Outcome(*marking.settle_matches(ids, by=job.by, **job.arguments))


@pieces.action("resolve mentions")
def resolve_mentions(job: BulkJob, ids: Sequence[int]) -> Outcome:
    source = Source.objects.select_related("merged_into").filter(pk=job.arguments["source"]).first()
    if source is None:
        return Outcome(refused=[(pk, "The source chosen is not there any more.") for pk in ids])
    return Outcome(*marking.resolve_mentions(ids, source, by=job.by))


@pieces.action("remove articles")
def remove_articles(job: BulkJob, ids: Sequence[int]) -> Outcome:
    return Outcome(*actions.remove_articles(ids))


@pieces.action("check sources")
def check_sources(job: BulkJob, ids: Sequence[int]) -> Outcome:
    """Marks sources as checked, or as new again; history keeps who did."""
    checked = job.arguments["checked"]
    return Outcome(Source.objects.filter(pk__in=ids, checked=not checked).update(checked=checked))


@pieces.action("tell sources apart")
def tell_apart(job: BulkJob, ids: Sequence[int]) -> Outcome:
    pairs = list(LikelyDuplicate.objects.filter(pk__in=ids).values_list("first", "second"))
    return Outcome(duplicates.tell_apart(pairs, by=job.by, note=job.arguments.get("note", "")))
