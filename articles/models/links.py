"""What captured texts link to."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from articles.models.article import Article, Revision
from articles.models.base import refuse_if_exists, set_based, spans_field, spans_in_order
from articles.querysets import LinkQuerySet

MOST_WORDS = 300  # characters of a link's words that are kept


class Link(models.Model):
    """A hyperlink within the text of a page, as the page had it when that text was captured.

    Not tracked by history: what was captured is never overwritten (a trigger refuses it). Stays with its revision.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="links")
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="links", help_text="The captured text it was seen with."
    )
    position = models.PositiveIntegerField(help_text="1 is the first link of the text.")
    address = models.CharField(max_length=2000, help_text="Where it leads, without tracking parameters.")
    address_key = models.CharField(
        max_length=2000, db_collation="C", help_text="The same for two addresses of one article, as an article's own."
    )
    words = models.CharField(max_length=MOST_WORDS, help_text="The linked words as printed, the first 300 characters.")
    spans = spans_field(
        default=list, blank=True, help_text="Where the linked words stand in the revision's text; empty if not sure."
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "position"], name="articles_link_position_once"),
            models.CheckConstraint(
                name="articles_link_leads_somewhere", condition=~Q(address="") & ~Q(address_key="") & ~Q(words="")
            ),
            spans_in_order("articles_link"),
        ]
        # “which articles link to this one”, without reading the links themselves
        indexes: ClassVar = [models.Index(fields=["address_key", "article"], name="articles_link_leads_to")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="link_is_never_overwritten", operation=pgtrigger.Update),
            *set_based(
                "inside_its_article",
                refuse_if_exists(
                    """SELECT 1 FROM new_values n JOIN articles_revision r ON r.id = n.revision_id
                       WHERE r.article_id <> n.article_id OR n.spans[array_upper(n.spans, 1)][2] > r.length""",
                    "articles_link_inside_its_article",
                    "a link lies inside a revision of its own article",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.address})"
