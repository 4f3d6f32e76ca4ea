"""The record of a claim as articles/provenance reads it: whom its statements credit, through whom, by which article."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db.models import F, Q, Subquery

from articles import relays
from articles.models import (
    Attribution,
    Cited,
    Claim,
    CopiedStatement,
    Credit,
    Figure,
    Link,
    Match,
    Relay,
    RelayVia,
    Statement,
    Via,
)
from articles.provenance import Affiliation, Lineage, Moment, Who
from articles.provenance import Figure as Printed
from articles.provenance import Statement as Read
from articles.querysets import owner_on_day
from sources.models import PUBLISHER_KINDS, Source
from sources.models import Affiliation as Belonging

Articles = dict[tuple[str, int, int], int]  # ("statement" or "article", its id, mention): the article that is cited


def of_claim(claim: Claim) -> Lineage:
    """The lineage of all accepted statements judged to make a claim; some twenty queries, however many there are."""
    return Lineage.of(read(Match.objects.same().of_living().filter(claim=claim)))


def affiliations(lineage: Lineage) -> list[Affiliation]:
    """Those that may make two of its recorded origins one. One query."""
    recorded = [end.key for end in lineage.own_ends() if end.recorded]
    found = Belonging.objects.filter(Q(member__in=recorded) | Q(organisation__in=recorded))
    return [Affiliation(*row) for row in found.values_list("member", "organisation", "starts_on", "ends_on")]


def read(matches: Any) -> list[Read]:
    """The accepted statements of these judgements, that affirm or deny."""
    statements = _rows(matches)
    ids = list(statements)
    articles = {row.article for row in statements.values()}
    outer = _enclosing(articles)
    cited = _cited(ids, outer, articles)
    lines = _lines(ids, outer, cited) | _behind(statements, outer, cited)
    copies = _copies(statements)
    figures = _figures(ids)
    return [
        Read(
            id=pk,
            article=row.article,
            outlet=row.outlet,
            lines=tuple(lines.get(pk, ())),
            voice=row.voice,
            denies=row.polarity == Statement.Polarity.DENIES,
            own_reporting=bool(row.own_reporting),
            at=row.moment,
            family=row.family,
            copy=copies.get(pk, ""),
            withdrawn=row.withdrawn,
            figures=tuple(figures[pk]),
        )
        for pk, row in statements.items()
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    article: int
    outlet: int
    published_at: dt.datetime | None
    precision: str
    copy_group: int | None
    voice: Any
    polarity: str
    own_reporting: str
    quote: str
    withdrawn: bool
    family: int | None  # who owned the outlet on the day of publication

    @property
    def moment(self) -> Moment | None:
        return Moment(self.published_at, self.precision) if self.published_at else None  # type: ignore[arg-type]


def _rows(matches: Any) -> dict[int, _Row]:
    found = Statement.objects.filter(
        state="accepted",
        polarity__in=(Statement.Polarity.AFFIRMS, Statement.Polarity.DENIES),
        pk__in=matches.order_by().values("statement"),
    )
    columns = (
        *("article", "article__outlet", "article__published_at", "article__published_precision"),
        *("article__copy_group", "voice", "polarity", "own_reporting", "quote"),
    )
    owner = owner_on_day("article__outlet", "article__published_at").values("owner")[:1]
    told = found.with_withdrawn().annotate(family=Subquery(owner)).order_by("pk")
    return {pk: _Row(*row) for pk, *row in told.values_list("pk", *columns, "withdrawn", "family")}


def _enclosing(articles: Collection[int]) -> dict[int, list[int]]:
    """{statement: those it lies within, innermost first}, of these articles' accepted statements."""
    within = dict(
        Statement.objects.filter(article__in=articles, within__isnull=False, within__state="accepted").values_list(
            "pk", "within"
        )
    )
    found: dict[int, list[int]] = {}
    for pk in within:
        around, at = [], within.get(pk)
        while at is not None:  # the database lets no statement lie within itself
            around.append(at)
            at = within.get(at)
        found[pk] = around
    return found


def _cited(ids: Collection[int], outer: dict[int, list[int]], articles: Collection[int]) -> Articles:
    """Which articles are cited, by whom a statement or a credit line names."""
    if not ids:
        return {}
    wanted = {*ids, *(pk for inner in ids for pk in outer.get(inner, ()))}
    found: Articles = {}
    # what the pages say first, so that an editor's word goes over it
    said = Cited.objects.filter(dropped_at=None, article__merged_into=None)
    for name in ("via", "attribution"):
        rows = said.filter(**{f"{name}__statement__in": wanted})
        for statement, mention, article in rows.values_list(f"{name}__statement", f"{name}__mention", "article"):
            found["statement", statement, mention] = article
    for model in (Via, Attribution):
        cited = model._default_manager.filter(statement__in=wanted, cited_article__isnull=False)
        for statement, mention, article in cited.values_list("statement", "mention", "cited_article"):
            found["statement", statement, mention] = article
    credits = Credit.objects.filter(article__in=articles, state="accepted")
    # a copy's credit line speaks of the original, where that is its
    original = Q(article__copy_group__original__outlet=F("mention__source")) & ~Q(
        article__copy_group__original=F("article")
    )
    for article, mention, cited in credits.filter(original).values_list(
        "article", "mention", "article__copy_group__original"
    ):
        found["article", article, mention] = cited
    by_page = said.filter(credit__article__in=articles, credit__state="accepted")
    for article, mention, cited in by_page.values_list("credit__article", "credit__mention", "article"):
        found["article", article, mention] = cited
    for article, mention, cited in credits.filter(cited_article__isnull=False).values_list(
        "article", "mention", "cited_article"
    ):
        found["article", article, mention] = cited
    return found


def _lines(ids: Collection[int], outer: dict[int, list[int]], cited: Articles) -> dict[int, list[tuple[Who, ...]]]:
    """{statement: one line a source it credits, in the order of its relays}."""
    told = Relay.objects.filter(statement__in=ids, relay_kind=Relay.Kind.STATEMENT).order_by("attribution")
    vias: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    between = RelayVia.objects.filter(relay__in=told.order_by().values("pk")).order_by("relay", "position")
    for relay, *via in between.values_list("relay", "mention", "source", "basis", "resolution", "source__kind"):
        vias[relay].append(tuple(via))
    found: dict[int, list[tuple[Who, ...]]] = defaultdict(list)
    columns = ("article", "mention", "source", "resolution", "source__kind", "speaks_as")
    for relay, pk, article, mention, source, resolution, kind, speaks_as in told.values_list(
        "pk", "statement", *columns
    ):
        line = [_via(pk, article, via, outer, cited) for via in vias[relay]]
        who = _who(source, resolution, kind, party=speaks_as == Attribution.SpeaksAs.PARTY)
        line.append(who._replace(article=cited.get(("statement", pk, mention))))
        found[pk].append(tuple(line))
    return found


def _via(pk: int, article: int, via: tuple[Any, ...], outer: dict[int, list[int]], cited: Articles) -> Who:
    mention, source, basis, resolution, kind = via
    if basis in (RelayVia.Basis.PASSAGE, RelayVia.Basis.CREDIT):
        places = [("article", article)]
    else:
        places = [("statement", one) for one in (pk, *outer.get(pk, ()))]
    by = next((cited[what, one, mention] for what, one in places if (what, one, mention) in cited), None)
    return _who(source, resolution, kind)._replace(article=by)


def _who(source: int | None, resolution: str, kind: str | None, *, party: bool = False) -> Who:
    if source is None:
        return Who("unnamed" if resolution == "unnamed" else "unresolved")
    return Who("reporter" if kind in PUBLISHER_KINDS and not party else "source", source)


def _behind(
    statements: dict[int, _Row], outer: dict[int, list[int]], cited: Articles
) -> dict[int, list[tuple[Who, ...]]]:
    """What is recorded of where statements that credit nobody came from: {statement: lines}.

    Who stands behind the text, if that leads to an article; else each held article that the text links to.
    """
    ids = [pk for pk, row in statements.items() if row.voice != Statement.Voice.CREDITED]
    if not ids:
        return {}
    articles = {statements[pk].article for pk in ids}
    between = relays.behind_the_uncredited(articles)
    sources = {source for pk in ids for _mention, source, _basis, _resolution in between.get(pk, ())}
    kinds = dict(Source.objects.filter(pk__in=[pk for pk in sources if pk is not None]).values_list("pk", "kind"))
    links = Link.objects.to_held(articles)
    found: dict[int, list[tuple[Who, ...]]] = {}
    for pk in ids:
        article = statements[pk].article
        line = tuple(_via(pk, article, (*via, kinds.get(via[1] or 0)), outer, cited) for via in between.get(pk, ()))
        found[pk] = [line] if line else []
        if not any(who.article for who in line):
            linked = dict.fromkeys((link.outlet, link.held) for link in links.get(article, ()))
            found[pk] += [(Who("reporter", outlet, held),) for outlet, held in linked]
    return found


def _copies(statements: dict[int, _Row]) -> dict[int, str]:
    """{statement: what it has in common with the same words in other copies of its text}; others are absent."""
    found = {pk: _words(row.copy_group, row.quote) for pk, row in statements.items() if row.copy_group is not None}
    copied = CopiedStatement.objects.filter(statement__in=statements, first__article__copy_group__isnull=False)
    for pk, group, quote in copied.values_list("statement", "first__article__copy_group", "first__quote"):
        # words that an outlet edited lightly are still those of the first
        if statements[pk].copy_group == group:
            found[pk] = _words(group, quote)
    return found


def _words(group: int | None, quote: str) -> str:
    folded = " ".join(quote.casefold().split())
    return f"{group}:{blake2b(folded.encode(), digest_size=12).hexdigest()}"


def _figures(ids: Collection[int]) -> dict[int, list[Printed]]:
    found: dict[int, list[Printed]] = defaultdict(list)
    columns = ("text", "low", "high", "qualifier", "unit")
    for pk, *row in (
        Figure.objects.filter(statement__in=ids).order_by("statement", "position").values_list("statement", *columns)
    ):
        text, low, high, qualifier, unit = row
        found[pk].append(Printed(text, low, high, qualifier.casefold().strip(), unit.casefold().strip()))
    return found
