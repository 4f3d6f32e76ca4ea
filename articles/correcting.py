"""Correction and retraction notices: suggested where a page prints one, marked and decided by people."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Notice, Revision

BY_PAGE = "page"
MOST_NOTICES = 20  # of one page
DECISIONS = ("accepted", "rejected", "unsure")


@functools.cache
def _told_by(kind: str) -> tuple[str, ...]:
    return tuple(json.loads((Path(__file__).parent / "ingest" / "notices.json").read_text("utf-8"))[kind])


def kind_of(printed: str) -> str:
    """Which kind of notice the words are; a correction unless they say otherwise."""
    low = printed.lower()
    for kind in (Notice.Kind.WITHDRAWN, Notice.Kind.CLARIFICATION):
        if any(words in low for words in _told_by(kind)):
            return kind
    return Notice.Kind.CORRECTION


@transaction.atomic
def suggest_notices(article: Article, revision: Revision, printed: Iterable[str]) -> int:
    """Suggests the notices that a page prints and nobody has seen yet; how many. What was decided stays."""
    added = 0
    for words in list(dict.fromkeys(" ".join(words.split())[:2000] for words in printed))[:MOST_NOTICES]:
        if words:
            _notice, is_new = Notice.objects.get_or_create(
                article=article,
                printed=words,
                defaults={
                    "revision": revision,
                    "kind": kind_of(words),
                    "state": "suggested",
                    "found_by": BY_PAGE,
                },
            )
            added += is_new
    return added


@transaction.atomic
def add_notice(article: Article, *, kind: str, printed: str, by) -> Notice:
    """Marks a notice by hand. ValidationError by field."""
    article = Article.objects.locked(article.pk)
    if article.merged_into_id:
        raise ValidationError("This article was merged into another one in the meantime; mark that one.")
    notice = Notice(
        article=article,
        revision=article.current_revision(),
        kind=kind,
        printed=" ".join(printed.split()),
        state="accepted",
        created_by=by,
        decided_by=by,
        decided_at=timezone.now(),
    )
    notice.full_clean()
    notice.save()
    return notice


@transaction.atomic
def decide_notice(notice: Notice, state: str, *, by, kind: str = "") -> Notice:
    """Accepts, rejects or leaves unsure; `kind` corrects what the machine took it for. ValidationError otherwise."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if state not in DECISIONS or (kind and kind not in Notice.Kind.values):
        raise ValidationError("Say accepted, rejected or unsure.")
    if kind and kind != notice.kind:
        notice.kind, notice.corrected = kind, notice.state == "suggested" or notice.corrected
    notice.state, notice.decided_by, notice.decided_at = state, by, timezone.now()
    notice.save(update_fields=["kind", "corrected", "state", "decided_by", "decided_at"])
    return notice
