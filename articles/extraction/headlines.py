"""Outlets credited by a headline: "Port to close: The Courier", "Minister quits - BBC", "Reuters: Port to close"."""

from __future__ import annotations

from articles.extraction.kinds import naming
from articles.extraction.statement import Proposal
from articles.extraction.tokens import Text

# Characters; a longer first paragraph is no headline.
_LONGEST = 200
_CREDITING = frozenset(["outlet", "agency", "organisation", "named group", "document", "unnamed"])


def headline_statements(cut: Text) -> list[Proposal]:
    """What the first line of a text credits to somebody with no verb at all; at most one."""
    if not cut.paragraphs or cut.paragraphs[0][1] - cut.paragraphs[0][0] > _LONGEST or len(cut.paragraphs) < 2:
        return []
    last = 0
    while last < len(cut.starts) and cut.starts[last] < cut.paragraphs[0][1]:
        last += 1
    if last < 4 or cut.raw[last - 1] == ".":
        return []
    for at in range(last - 2, 1, -1):
        apart = cut.ends[at - 1] < cut.starts[at] or cut.raw[at] == ":"
        if cut.raw[at] in ":–—-" and cut.quote_at[at] < 0 and apart:
            if last - at - 1 <= 6 and at >= 3 and _credits(cut, at + 1, last):
                return [Proposal("headline", 0, None, (at + 1, last), [(0, at)])]
            if cut.raw[at] == ":" and at <= 6 and _credits(cut, 0, at) and last - at > 3:
                return [Proposal("headline", 0, None, (0, at), [(at + 1, last)])]
            return []
    return []


def _credits(cut: Text, first: int, last: int) -> bool:
    named = naming(cut, first, last)
    if named.kind in ("outlet", "agency"):
        return True
    plural = cut.tags[last - 1] & {"group_nouns", "document_nouns", "people_nouns"}
    return not named.name and last - first <= 3 and bool(plural)
