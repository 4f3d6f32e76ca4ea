"""What the demo corpus is made of: plain frozen rows, without Django.

Keys are short names that hold within the corpus ("courier", "flood-wire-post"); whoever loads it turns
them into rows.
Positions are Unicode code points, end exclusive, in `DemoArticle.text`. Words as in docs/codebook.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

SourceKind = Literal["outlet", "agency", "organisation", "group", "person", "document"]
Precision = Literal["minute", "day", "unknown"]
Genre = Literal["news", "analysis", "opinion", "interview", "live", "press release", "fact check"]
CameIn = Literal["hand", "address", "feed", "file"]
NoAddress = Literal["", "print", "broadcast"]
Reading = Literal["not looked at", "begun", "gone through"]
State = Literal["suggested", "accepted", "rejected", "unsure", "disputed"]
Form = Literal["direct", "indirect", "mixed"]
Polarity = Literal["affirms", "denies", "declined"]
Voice = Literal["credited", "own voice", "none named"]
Channel = Literal[
    "not said",
    "interview",
    "press conference",
    "written statement",
    "press report",
    "report or document",
    "court",
    "post",
    "broadcast",
    "other",
]
MentionState = Literal["resolved", "unresolved", "ambiguous", "unnamed", "ignored"]
SpeaksAs = Literal["", "reporter", "party"]
ViaBasis = Literal["words", "cited article", "editor"]
ViaState = Literal["none needed", "recorded", "not recorded"]
Judgement = Literal["same", "related", "different", "unsure"]
CreditRole = Literal[
    "byline agency", "dateline", "foot line", "contributing", "h/t", "photo", "video", "copy", "passage"
]


@dataclass(frozen=True)
class DemoAlias:
    name: str
    language: str = ""  # empty: in any language
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class DemoDomain:
    host: str  # always under .example or .test, which nobody can own
    path: str = ""


@dataclass(frozen=True)
class DemoOwner:
    owner: str  # source key
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class DemoAffiliation:
    organisation: str  # source key
    role: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class DemoSource:
    key: str
    kind: SourceKind
    name: str
    country: str = ""
    language: str = ""
    aliases: tuple[DemoAlias, ...] = ()
    domains: tuple[DemoDomain, ...] = ()
    owners: tuple[DemoOwner, ...] = ()
    affiliations: tuple[DemoAffiliation, ...] = ()


@dataclass(frozen=True)
class DemoClaim:
    key: str
    wording: str
    topics: tuple[str, ...] = ()
    event_on: date | None = None


@dataclass(frozen=True)
class DemoSpan:
    """Words of the text, where they stand, and which occurrence of them it is (0: the first)."""

    words: str
    start: int
    end: int
    occurrence: int = 0


@dataclass(frozen=True)
class DemoMention:
    """One source as named in one article; statements and vias point to it by `key`."""

    key: str
    state: MentionState
    source: str = ""  # source key, when resolved
    printed_name: str = ""  # the naming part; empty for descriptions and pronouns
    kind_guess: SourceKind | Literal[""] = ""  # of one that is not resolved
    candidates: tuple[str, ...] = ()  # source keys it may mean, when ambiguous
    affiliation_as_printed: str = ""
    descriptor: str = ""  # the rest is for unnamed mentions, all as printed
    number_low: int | None = None
    number_high: int | None = None
    body: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DemoAttribution:
    """One credited mention of a statement; several of them are co-speakers."""

    mention: str
    source_phrase: DemoSpan | None = None
    speaks_as: SpeaksAs = ""  # for outlets and agencies
    cited_article: str = ""  # article key, where an outlet is credited with a report that is held


@dataclass(frozen=True)
class DemoVia:
    """Who stands between, nearest to the article first.

    Enclosing statements, passages and credit lines are not repeated here: they are read off their rows.
    """

    mention: str
    basis: ViaBasis
    words: DemoSpan | None = None
    cited_article: str = ""  # article key


@dataclass(frozen=True)
class DemoFigure:
    """`low` and `high` are equal for one value; None where an end is open ("up to 400": None, 400)."""

    text: str  # occurs in the statement's spans
    low: float | None
    high: float | None
    qualifier: str = ""
    unit: str = ""


@dataclass(frozen=True)
class DemoMatch:
    claim: str
    judgement: Judgement = "same"
    state: State = "accepted"


@dataclass(frozen=True)
class DemoStatement:
    key: str  # within the article
    spans: tuple[DemoSpan, ...]  # in order; empty only for "declined"
    voice: Voice
    attributions: tuple[DemoAttribution, ...]  # empty unless the voice is "credited"
    cue: DemoSpan | None = None
    form: Form | None = None  # None: as the 90 % rule offers it
    polarity: Polarity = "affirms"
    channel: Channel = "not said"
    within: str = ""  # key of the enclosing statement
    vias: tuple[DemoVia, ...] = ()
    via_state: ViaState = "not recorded"
    via_evidence: DemoSpan | None = None  # "told this newspaper": the words that make none needed
    own_reporting: bool = False  # the words say that the outlet heard or saw it itself
    figures: tuple[DemoFigure, ...] = ()
    matches: tuple[DemoMatch, ...] = ()
    state: State = "accepted"
    reason: str = ""  # why rejected, unsure or disputed
    rule: str = ""  # what suggested it; empty: marked by hand
    confidence: float | None = None


@dataclass(frozen=True)
class DemoCredit:
    role: CreditRole
    printed: str  # the words as printed, in the text or in the byline; a passage's whole range
    span: DemoSpan | None = None  # None where the words do not stand in the text (a byline)
    source: str = ""  # source key, or
    printed_name: str = ""  # the name as printed, when not resolved


@dataclass(frozen=True)
class DemoArticle:
    key: str
    outlet: str  # source key
    title: str
    body: str
    published: datetime | date | None  # aware UTC; a date at precision "day"; None: "unknown"
    precision: Precision
    language: str
    genre: Genre = "news"
    standfirst: str = ""
    byline: str = ""
    address: str = ""
    no_address: NoAddress = ""  # the reason, when there is no address
    came_in: CameIn = "hand"
    reading: Reading = "gone through"
    story: str = ""
    copy_group: str = ""  # key of a DemoCopyGroup
    mentions: tuple[DemoMention, ...] = ()
    statements: tuple[DemoStatement, ...] = ()  # an enclosing one before those within it
    credits: tuple[DemoCredit, ...] = ()

    @property
    def text(self) -> str:
        """Title, standfirst if any, and body, with a blank line between: what spans point into."""
        return "\n\n".join(part for part in (self.title, self.standfirst, self.body) if part)


@dataclass(frozen=True)
class DemoCopyGroup:
    key: str
    original: str = ""  # article key; empty when the original is not held
    agency: str = ""  # source key, where known


@dataclass(frozen=True)
class DemoCorpus:
    sources: tuple[DemoSource, ...]
    claims: tuple[DemoClaim, ...]
    copy_groups: tuple[DemoCopyGroup, ...]
    articles: tuple[DemoArticle, ...] = field(repr=False)  # in order of publication; undated ones last
