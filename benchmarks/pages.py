"""The pages that are asked, one a line, with the budgets of design.md. A new page is a new line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# design.md, “Budgets”: the median at the largest size over that at the smallest
GROWTH = 1.5


class Kind(StrEnum):
    PAGE = "Pages"
    WHOLE = "Pages of whole claims, with the statements that they go through"
    LIST = "Lists, first page"
    DEEP = "Lists, page 200 (or the last)"
    SORTED = "Lists, other orders"
    FILTERED = "Lists, filtered"


@dataclass(frozen=True, slots=True)
class Asked:
    """An address; words in braces are filled from benchmarks/picks.py."""

    kind: Kind
    name: str
    address: str
    through: str = ""  # of a page that goes through rows of a list, not being one: that list

    @property
    def rows_of(self) -> str:
        """The address of the list with whose rows it may grow; "" where it may not."""
        return self.through or (self.address if self.kind is Kind.FILTERED else "")


LISTS = ("relays", "statements", "claims", "articles", "outlets", "sources")

PAGES = [
    Asked(Kind.PAGE, name, address)
    for name, address in [
        ("front page", "/"),
        ("outlet, a hundred relays", "/outlets/{outlet_steady}/"),
        ("outlet, heaviest", "/outlets/{outlet_heaviest}/"),
        ("source, a hundred relays", "/sources/{source_steady}/"),
        ("source, heaviest", "/sources/{source_heaviest}/"),
        ("source that stands between, heaviest", "/sources/{via_heaviest}/"),
        ("article, middle", "/articles/{article_middle}/"),
        ("article, heaviest", "/articles/{article_heaviest}/"),
        ("statement", "/statements/{statement_middle}/"),
        ("matrix", "/matrix/"),
        ("matrix, passed through", "/matrix/passed/"),
        ("network", "/network/"),
        ("network, passed through", "/network/?arrows=passed"),
        ("counts", "/counts/"),
        ("counts by source", "/counts/?by=source"),
        ("two outlets side by side", "/outlets/compare/?outlet={outlet_steady}&outlet={outlet_middle}"),
        ("names", "/names/"),
        ("outlets side by side on a claim", "/compare/?claim={claim_steady}"),
        ("figures of an outlet, a hundred relays", "/outlets/{outlet_steady}/figures/"),
        ("claims that a statement may make", "/statements/{statement_middle}/match/"),
        ("review desk", "/review/"),
        ("review desk, most doubtful first", "/review/?order=doubtful"),
    ]
]

# analysed whole when asked: linear in the claim's statements (benchmarks/claims.py), and drawn in groups
WHOLE = [
    Asked(Kind.WHOLE, f"{name}, {which}", address.format(f"{{claim_{pick}}}"), f"/statements/?claim={{claim_{pick}}}")
    for which, pick in (("a hundred relays", "steady"), ("heaviest", "heaviest"))
    for name, address in (
        ("claim", "/claims/{}/"),
        ("lineage of a claim", "/claims/{}/lineage/?by=origin"),
    )
]

FIRST = [Asked(Kind.LIST, name, f"/{name}/") for name in LISTS]
DEEP = [Asked(Kind.DEEP, name, f"/{name}/?page={{deep_{name}}}") for name in LISTS]

USUAL_SORT = {"relays": "-date", "statements": "-date", "articles": "-date", "claims": "claim"}
SORTED = [
    Asked(Kind.SORTED, f"{name} by {sign}{word}", f"/{name}/?sort={sign}{word}")
    for name, words in {
        "relays": ("date", "outlet", "source", "article"),
        "statements": ("date", "outlet", "article"),
        "claims": ("claim", "made"),
        "articles": ("date", "seen", "title", "outlet"),
        "outlets": ("name", "added"),
        "sources": ("name", "kind", "added"),
    }.items()
    for word in words
    for sign in ("", "-")
    if sign + word != USUAL_SORT.get(name, "name")
]

FILTERED = [
    Asked(Kind.FILTERED, f"{name}: {what}", f"/{name}/?{query}")
    for name, what, query in [
        ("relays", "one outlet", "outlet={outlet_steady}"),
        ("relays", "one source", "source={source_steady}"),
        ("relays", "via", "via={via_steady}"),
        ("relays", "claim", "claim={claim_steady}"),
        ("relays", "text", "text={word_of_statements}"),
        ("relays", "days", "{days}"),
        ("relays", "month", "month={month}"),
        ("relays", "country", "country={country}"),
        ("relays", "heaviest outlet, a month", "outlet={outlet_heaviest}&month={month}"),
        ("relays", "heaviest outlet, one source", "outlet={outlet_heaviest}&source={source_steady}"),
        ("relays", "denials", "polarity=denies"),
        ("relays", "matches everything", "state=any&self_credit=any"),
        ("relays", "matches nothing", "text=qqqqqqqq"),
        ("statements", "one outlet", "outlet={outlet_steady}"),
        ("statements", "one source", "source={source_steady}"),
        ("statements", "claim", "claim={claim_steady}"),
        ("statements", "text", "text={word_of_statements}"),
        ("statements", "suggestions that wait", "suggestion=waiting"),
        ("statements", "matches nothing", "text=qqqqqqqq"),
        ("claims", "text", "text={word_of_claims}"),
        ("claims", "one source", "source={source_steady}"),
        ("claims", "one outlet", "outlet={outlet_steady}"),
        ("claims", "topic", "topic={topic}"),
        ("claims", "days", "{days}"),
        ("articles", "one outlet", "outlet={outlet_steady}"),
        ("articles", "one source", "source={source_steady}"),
        ("articles", "text", "text={word_of_articles}"),
        ("articles", "days", "{days}"),
        ("articles", "begun", "progress=begun"),
        ("articles", "matches nothing", "text=qqqqqqqq"),
        ("outlets", "name", "text={name_part}"),
        ("outlets", "one source", "source={source_steady}"),
        ("outlets", "claim", "claim={claim_steady}"),
        ("outlets", "country", "country={country}"),
        ("outlets", "days", "{days}"),
        ("sources", "name", "text={name_part}"),
        ("sources", "one outlet", "outlet={outlet_steady}"),
        ("sources", "claim", "claim={claim_steady}"),
        ("sources", "kind", "kind=agency"),
        ("sources", "days", "{days}"),
    ]
]

EVERYTHING = [*PAGES, *WHOLE, *FIRST, *DEEP, *SORTED, *FILTERED]
