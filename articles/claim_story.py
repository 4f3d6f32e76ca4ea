"""What the page of a claim tells of its lineage: numbers and their rows, origins, warnings, figures, branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles import lineages
from articles.models import Article, Claim, Mention, Relay, Statement
from articles.provenance import Drifted, End, Lineage, Summary, Warning, drift, summarise, warnings
from articles.provenance import Statement as Read
from articles.provenance.drift import in_time
from sources.models import Source

SHOWN = 200  # statements told in the list below the picture, and rows of a table
EVIDENCE = 12  # pairs shown with a warning

WHAT_IT_MEANS = {
    "single origin": "Many outlets, one origin: what reads like several confirmations goes back to one.",
    "circular": "These articles credit one another, and nothing leads out: there is no origin among them.",
    "possible circle": "These outlets credit one another, and not every article is known: it may be a circle, no more.",
    "lost attribution": "A later article states as plain fact, or as what “reports say”, what its upstream attributed.",
    "figure drift": "A number, or how it is qualified, changed on the way.",
    "only unnamed sources": "Every chain ends with somebody who is not named.",
    "upstream corrected or withdrawn": "Still carried, though the article it rests on has changed it or taken it back.",
    "earlier than its stated source": "Published before the very article that it says it has it from: one of the two "
    "times, or the link, is wrong.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One statement as rows of the page show it."""

    statement: Statement
    article: Article
    credits: str  # “Ada Lund, via The Courier”, or the voice

    @property
    def url(self) -> str:
        return self.statement.get_absolute_url()


@dataclass(frozen=True, slots=True)
class Root:
    """An origin, or what is not known: a row of the table and a root of the picture."""

    end: End
    label: str
    url: str
    own: list[int]  # statements whose own words it is read off
    carried: int  # statements that come to it
    articles: int
    outlets: int

    @property
    def kind(self) -> str:
        return self.end.kind

    @property
    def key(self) -> str:
        return f"{self.end.kind} {self.end.key} {self.end.last_known or ''}".strip()


@dataclass(frozen=True, slots=True)
class Pair:
    """Evidence of a warning: a statement and, where there is one, what it rests on."""

    told: Told
    upstream: Told | None


@dataclass(frozen=True, slots=True)
class Warned:
    kind: str
    meaning: str
    pairs: list[Pair]
    more: int
    outlets: list[Source]


@dataclass(frozen=True, slots=True)
class FigureRow:
    drifted: Drifted
    told: Told
    upstream: Told | None

    @property
    def change(self) -> str:
        """Against upstream, in words."""
        one = self.drifted
        if one.change == "value":
            return "another number" if one.ratio is None else f"{one.ratio * 100:+.0f} %".replace("-", "−")
        return {"qualifier": "said otherwise", "same": "the same"}.get(one.change, one.change)


@dataclass(slots=True)
class Line:
    """One statement in the indented list; `closes` is how many levels end behind it."""

    told: Told
    depth: int
    opens: bool = False
    closes: int = 0
    elsewhere: bool = False  # it has more upstream than the one it stands under

    @property
    def levels(self) -> range:
        return range(self.closes)


@dataclass(slots=True)
class Story:
    """The lineage of one claim with what it takes to show it. Queries do not grow with the statements."""

    claim: Claim
    lineage: Lineage
    summary: Summary
    figures: list[Drifted]
    warned: list[Warning]
    sources: dict[int, Source] = field(default_factory=dict)
    _told: dict[int, Told] = field(default_factory=dict)

    @classmethod
    def of(cls, claim: Claim) -> Story:
        lineage = lineages.of_claim(claim)
        summary = summarise(lineage, lineages.affiliations(lineage))
        figures = drift(lineage)
        found = cls(claim, lineage, summary, figures, warnings(lineage, summary, figures))
        found.sources = Source.objects.in_bulk(found._source_ids())
        return found

    def _source_ids(self) -> set[int]:
        who = {link.source for one in self.lineage.statements.values() for line in one.lines for link in line}
        ends = {end.key for end in self.lineage.own_ends() if isinstance(end.key, int)}
        outlets = {one.outlet for one in self.lineage.statements.values()}
        outlets |= {one.family for one in self.lineage.statements.values() if one.family is not None}
        return {pk for pk in who | ends | outlets if pk is not None}

    def in_time(self) -> list[Read]:
        """The affirming statements, by first publication, undated last."""
        return sorted(self.lineage.affirming(), key=in_time)

    def load(self, ids: Iterable[int]) -> None:
        """Reads these statements for showing; two queries, and none for those that are there."""
        wanted = set(ids) - self._told.keys()
        if not wanted:
            return
        found = Statement.objects.select_related("article__outlet").defer("selectors", "note", "article__note")
        credited: dict[int, list[str]] = defaultdict(list)
        relays = Relay.objects.filter(statement__in=wanted, relay_kind=Relay.Kind.STATEMENT).order_by("attribution")
        for relay in relays.select_related("mention__source").prefetch_related("vias__mention__source"):
            vias = ", ".join(via.mention.name for via in relay.vias.all())
            credited[relay.statement_id or 0].append(relay.mention.name + (f" via {vias}" if vias else ""))
        for pk, statement in found.in_bulk(wanted).items():
            credits = "; ".join(credited[pk]) or statement.get_voice_display()
            self._told[pk] = Told(statement, statement.article, credits)

    def told(self, pk: int) -> Told:
        return self._told[pk]

    def direct(self, root: Root) -> list[int]:
        """Of the statements that the origin is read off, those that rest on no article which comes to it, too.

        Where each rests on another, the first by time.
        """
        own = [
            pk
            for pk in root.own
            if root.kind == "circular"
            or not any(self.lineage.carries(article, root.end) for article in self.lineage.through(pk))
        ]
        return own or [min(root.own, key=lambda pk: in_time(self.lineage.statements[pk]))]

    # --- tables -------------------------------------------------------------------------------------------

    def roots(self) -> list[Root]:
        """Recorded origins first, those that most comes to before others."""
        carried: dict[End, int] = defaultdict(int)
        articles: dict[End, set[int]] = defaultdict(set)
        outlets: dict[End, set[int]] = defaultdict(set)
        for one in self.lineage.affirming():
            for end in self.lineage.ends[one.id]:
                carried[end] += 1
                articles[end].add(one.article)
                outlets[end].add(one.outlet)
        own = self.lineage.own_ends()
        unnamed = self._descriptors([pks[0] for end, pks in own.items() if end.kind == "unnamed"])
        found = [
            Root(
                end,
                self._label(end, pks, unnamed),
                self._url(end, pks),
                pks,
                carried[end],
                len(articles[end]),
                len(outlets[end]),
            )
            for end, pks in own.items()
        ]
        return sorted(found, key=lambda root: (not root.end.recorded, -root.carried, root.kind, root.own[0]))

    def _descriptors(self, ids: list[int]) -> dict[int, str]:
        """{statement: how its unnamed source is described, as printed}. One query."""
        found = Mention.objects.filter(attributions__statement__in=ids, resolution="unnamed").exclude(descriptor="")
        return dict(found.order_by("-pk").values_list("attributions__statement", "descriptor"))

    def _label(self, end: End, own: list[int], unnamed: dict[int, str]) -> str:
        if end.kind == "traced":
            return str(self.sources[int(end.key)])
        if end.kind == "own reporting":
            return f"{self.sources[int(end.key)]}: own reporting"
        if end.kind == "unnamed":
            return f"unnamed: {unnamed.get(own[0], 'a source without a name')}"
        if end.kind == "circular":
            return "circle without a way out"
        known = self.sources.get(end.last_known or 0)
        return f"lineage not recorded; last known: {known}" if known else "lineage not recorded"

    def _url(self, end: End, own: list[int]) -> str:
        if end.recorded:
            return reverse("source_detail", args=[end.key])
        return reverse("statement_detail", args=[own[0]])

    def warnings(self) -> list[Warned]:
        self.load(pk for one in self.warned for pair in one.evidence[:EVIDENCE] for pk in pair if pk is not None)
        return [
            Warned(
                one.kind,
                WHAT_IT_MEANS[one.kind],
                [
                    Pair(self.told(pk), None if upstream is None else self.told(upstream))
                    for pk, upstream in one.evidence[:EVIDENCE]
                ],
                max(0, len(one.evidence) - EVIDENCE),
                [self.sources[pk] for pk in one.outlets],
            )
            for one in self.warned
        ]

    def figure_rows(self) -> list[FigureRow]:
        shown = self.figures[:SHOWN]
        self.load(pk for one in shown for pk in (one.statement, one.upstream) if pk is not None)
        return [
            FigureRow(one, self.told(one.statement), self.told(one.upstream) if one.upstream is not None else None)
            for one in shown
        ]

    # --- who had it from whom, indented -------------------------------------------------------------------

    def branches(self, roots: list[Root]) -> list[tuple[Root, list[Line]]]:
        """Each root with its statements, below each those that go on through its article; each once, SHOWN in all."""
        below: dict[int, list[int]] = defaultdict(list)
        for one in self.in_time():
            onward = self.lineage.through(one.id)
            if onward:
                below[self.lineage.by_article[onward[0]][0]].append(one.id)
        placed: set[int] = set()
        lines: dict[str, list[tuple[int, int]]] = {}
        for root in roots:
            lines[root.key] = list(self._down(self.direct(root), below, placed))
        self.load(pk for found in lines.values() for pk, _depth in found)
        return [(root, self._lines(lines[root.key])) for root in roots if lines[root.key]]

    def _down(self, own: list[int], below: dict[int, list[int]], placed: set[int]) -> Iterator[tuple[int, int]]:
        waiting = [(pk, 0) for pk in reversed(own)]
        while waiting and len(placed) < SHOWN:
            pk, depth = waiting.pop()
            if pk in placed:
                continue
            placed.add(pk)
            yield pk, depth
            waiting += [(one, depth + 1) for one in reversed(below.get(pk, [])) if one not in placed]

    def _lines(self, found: list[tuple[int, int]]) -> list[Line]:
        made = [Line(self.told(pk), depth, elsewhere=len(self.lineage.through(pk)) > 1) for pk, depth in found]
        for line, after in zip(made, [*made[1:], None], strict=True):
            next_depth = after.depth if after else 0
            line.opens = next_depth > line.depth
            line.closes = max(0, line.depth - next_depth)
        return made

    # --- rows, for the page and the file of the lineage ---------------------------------------------------

    def rows(self, site: str = "") -> list[dict[str, Any]]:
        """One a statement and end, by time; keys are those of columns.LINEAGE. Two queries."""
        titles = {
            pk: row
            for pk, *row in Article.objects.filter(
                pk__in={one.article for one in self.lineage.statements.values()}
            ).values_list("pk", "title", "address", "outlet__name", "published_at", "published_precision")
        }
        quotes = dict(Statement.objects.filter(pk__in=self.lineage.statements).values_list("pk", "quote"))
        own = {pk: {credit.end for credit in credits} for pk, credits in self.lineage.credits.items()}
        found = []
        for one in sorted(self.lineage.statements.values(), key=in_time):
            title, address, outlet, published_at, precision = titles[one.article]
            for origin in self.lineage.origins(one.id):
                key = origin.end.key
                found.append(
                    {
                        "statement_id": one.id,
                        "permalink": site + reverse("statement_detail", args=[one.id]),
                        "article_id": one.article,
                        "article": title,
                        "address": address,
                        "outlet_id": one.outlet,
                        "outlet": outlet,
                        "family_id": one.family,
                        "family": str(self.sources.get(one.family or 0, "")),
                        "published": (published_at, precision) if published_at else None,
                        "polarity": "denies" if one.denies else "affirms",
                        "voice": one.voice,
                        "quote": quotes[one.id],
                        "goes_on_through": self.lineage.through(one.id),
                        "origin": origin.kind,
                        "origin_source_id": key if origin.end.recorded else None,
                        "origin_source": str(self.sources[int(key)]) if origin.end.recorded else "",
                        "returns_to_article_id": origin.article,
                        "last_known_id": origin.end.last_known,
                        "last_known": str(self.sources.get(origin.end.last_known or 0, "")),
                        "origin_key": f"{origin.end.kind} {key}",
                        "is_own": origin.end in own[one.id],
                    }
                )
        return found
