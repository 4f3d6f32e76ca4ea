"""Origins and lineages as rows: what pages of one claim analyse when asked, kept for lists of claims and for files.

`refresh` makes the rows of some claims what their statements say; a job calls it soon after every edit (tasks.trace),
`manage.py rebuild_origins` for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import lineages
from articles.models import Claim, ClaimLineage, Match, Origin
from articles.provenance import End, Lineage, Summary, summarise, warnings

_ORIGIN = (
    "statement_id",
    "position",
    "stands_in_id",
    "kind",
    "source_id",
    "article_id",
    "last_known_id",
    "end",
    "is_own",
)
_FIGURES = (
    *("statements", "articles", "outlets", "families", "denials"),
    *("recorded", "unknown", "least", "most"),
)
Row = tuple[Any, ...]


def claims_of(article_ids: Iterable[int]) -> set[int]:
    """The claims whose lineage an edit of these articles may change: made there now, or when last counted."""
    ids = list(article_ids)
    now = Match.objects.same().filter(statement__article__in=ids).values_list("claim", flat=True)
    before = Origin.objects.filter(stands_in__in=ids).values_list("claim", flat=True)
    return set(now) | set(before)


def refresh(claim_ids: Iterable[int]) -> int:
    """Makes the rows of these claims what the record says; how many rows differed. A transaction a claim.

    Rows that are right are not written, so that a claim of ten thousand statements costs one row after one edit.
    """
    differed = 0
    for pk in sorted(set(claim_ids)):
        with transaction.atomic():
            # whoever counts the claim next waits here, and then reads what is committed by then
            claim = Claim.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if claim is not None:
                differed += _refresh(claim)
    return differed


def differences() -> Iterator[tuple[Claim, int]]:
    """Each claim with how many of its rows are not what the record says; claims that are right are left out."""
    for claim in Claim.objects.order_by("pk").iterator(chunk_size=100):
        wanted, figures = _wanted(claim)
        count = len(wanted.items() ^ _held(claim).items()) + (_figures_held(claim) != figures)
        if count:
            yield claim, count


def _refresh(claim: Claim) -> int:
    wanted, figures = _wanted(claim)
    held = _held(claim)
    gone = {key for key, row in held.items() if wanted.get(key) != row}
    new = {key: row for key, row in wanted.items() if held.get(key) != row}
    if gone:
        keys = Origin.objects.filter(claim=claim).values_list("pk", "statement", "position")
        Origin.objects.filter(pk__in=[pk for pk, *key in keys if tuple(key) in gone]).delete()
    Origin.objects.bulk_create(
        [Origin(claim=claim, **dict(zip(_ORIGIN, (*key, *row), strict=True))) for key, row in new.items()]
    )
    differs = _figures_held(claim) != figures
    told = dict(zip((*_FIGURES, "warnings"), figures, strict=True)) | {"counted_at": timezone.now()}
    ClaimLineage.objects.update_or_create(claim=claim, defaults=told)
    return len(gone) + len(new) + differs


def _wanted(claim: Claim) -> tuple[dict[tuple[int, int], Row], Row]:
    if claim.merged_into_id:
        return {}, _figures(summarise(Lineage.of([])), [])
    lineage = lineages.of_claim(claim)
    summary = summarise(lineage, lineages.affiliations(lineage))
    kinds = dict.fromkeys(one.kind for one in warnings(lineage, summary))
    rows: dict[tuple[int, int], Row] = {}
    for one in lineage.affirming():
        own = {credit.end for credit in lineage.credits[one.id]}
        for position, origin in enumerate(lineage.origins(one.id), start=1):
            end = origin.end
            source = int(end.key) if end.recorded else None
            known = end.last_known if origin.kind == "lineage not recorded" else None
            rows[one.id, position] = (one.article, origin.kind, source, origin.article, known, _named(end), end in own)
    return rows, _figures(summary, list(kinds))


def _named(end: End) -> str:
    return f"{end.kind} {end.key}"


def _figures(summary: Summary, kinds: list[Any]) -> Row:
    return (*(getattr(summary, name) for name in _FIGURES), kinds)


def _held(claim: Claim) -> dict[tuple[int, int], Row]:
    rows = Origin.objects.filter(claim=claim).values_list(*_ORIGIN)
    return {(statement, position): tuple(row) for statement, position, *row in rows}


def _figures_held(claim: Claim) -> Row:
    """No row says zero, as a row of a claim that nobody makes does."""
    held = ClaimLineage.objects.filter(claim=claim).values_list(*_FIGURES, "warnings").first()
    return held or _figures(summarise(Lineage.of([])), [])
