"""Affiliations that articles print of a source, as suggestions for the directory: staff record them or leave them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.urls import reverse

from articles.models import Article, Mention
from sources.models import Affiliation, Source
from sources.names import find

# "a reservist and member of the organization Soldiers for Hostages": what stands before the first of these is the role
_JOINED = re.compile(r" (?:of|for|at|with|in) ")
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
# "the organization Soldiers for Hostages": the noun is no part of the name
_KIND = re.compile(r"^(?:the )?(?:organi[sz]ation|group|party|newspaper|agency|company|union) (?=[A-Z])")
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Said:
    """`printed` in so many `articles`, `last` being one; `organisation` where exactly one source carries its name."""

    printed: str
    articles: int
    last: Article
    role: str
    organisation: Source | None

    def address(self, member: Source) -> str:
        """Of the admin's form for a new affiliation, filled in as far as it is known."""
        known = {"member": member.pk, "role": self.role}
        if self.organisation:
            known["organisation"] = self.organisation.pk
        return f"{reverse('admin:sources_affiliation_add')}?{urlencode(known)}"


def said_of(source: Source, limit: int = SHOWN) -> list[Said]:
    """What articles say a source belongs to and the directory does not have; in most articles first.

    One query for what was printed, one for the articles, and two or three for each printed name.
    """
    printed = (
        Mention.objects.filter(source=source)
        .exclude(affiliation="")
        .values("affiliation")
        .annotate(articles=Count("article", distinct=True), last=Max("article"))
        .order_by("-articles", "affiliation")[: 3 * limit]
    )
    articles = Article.objects.in_bulk([row["last"] for row in printed])
    known = set(Affiliation.objects.filter(member=source).values_list("organisation", flat=True))
    found = []
    for row in printed:
        role, name = parted(row["affiliation"])
        organisation = find(name).certain if name else None
        if organisation is None or organisation.pk not in known:
            found.append(Said(row["affiliation"], row["articles"], articles[row["last"]], role, organisation))
    return found[:limit]


def parted(printed: str) -> tuple[str, str]:
    """Role and name of the organisation; the name is "" where none is told apart."""
    joint = _JOINED.search(printed)
    if joint is None:
        return _ARTICLE.sub("", printed)[:200], ""
    return _ARTICLE.sub("", printed[: joint.start()])[:200], _KIND.sub("", printed[joint.end() :]).strip()
