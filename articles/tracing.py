"""What follows from an edit for chains and origins: which articles are cited, and the rows of the claims concerned."""

from __future__ import annotations

from collections.abc import Collection

from articles import candidates, citing, origins
from articles.models import Statement


def trace(article_ids: Collection[int]) -> None:
    """After edits of these articles. Does no harm the second time."""
    citing.resolve(article_ids)
    origins.refresh(origins.claims_of(article_ids))
    candidates.search(
        Statement.objects.filter(article__in=article_ids, article__merged_into=None)
        .select_related("article")
        .order_by("pk")
    )


def arrived(article_id: int) -> None:
    """After an article was stored: others may have linked to it all the time."""
    linking = citing.citing_by_link([article_id])
    changed = citing.resolve(linking)
    origins.refresh(origins.claims_of(changed))
