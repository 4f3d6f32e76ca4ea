"""What a merge, or its undo, would do, before anybody does it; and what one has done. Nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from articles import doubles, merging, moves
from articles.models import (
    Article,
    Attribution,
    Credit,
    Match,
    Mention,
    Merge,
    MergeMove,
    Relay,
    RelayVia,
    Statement,
    Via,
)
from sources.models import Source
from sources.printed import name_key

SHOWN = 20  # rows named one by one; the figures before them count all
LOOKED_AT = 2000  # entries of the log that a page compares with the rows one by one
EVERY = "state=any&self_credit=any"

# What a row of each table is called, one and several.
CALLED = {
    "articles.Mention": ("mention", "mentions"),
    "articles.Article": ("article", "articles"),
    "articles.Statement": ("statement", "statements"),
    "articles.Credit": ("credit or passage", "credits and passages"),
    "articles.Attribution": ("attribution", "attributions"),
    "articles.Via": ("via", "vias"),
    "articles.Match": ("judgement", "judgements"),
    "articles.Anchor": ("place in a later text", "places in later texts"),
    "articles.CopyGroup": ("copy group", "copy groups"),
    "articles.NameDecision": ("decision about a name", "decisions about names"),
    "redirects": ("redirect", "redirects"),
    "sources.Alias": ("other name", "other names"),
    "sources.Domain": ("domain", "domains"),
    "sources.Ownership": ("owner", "owners"),
    "sources.Affiliation": ("affiliation", "affiliations"),
    "sources.Source_succeeds": ("link to a predecessor or successor", "links to predecessors and successors"),
    "articles.Feed": ("feed", "feeds"),
}


def sort_of(table: str, cell: str) -> str:
    """The key of CALLED for an entry of the log."""
    return "redirects" if cell == "merged_into" else table


def called(table: str, number: int, cell: str = "") -> str:
    return CALLED[sort_of(table, cell)][number != 1]


def rows_called(entries: QuerySet, sort: str) -> QuerySet:
    """Those entries of a log whose rows are of one sort; all without one."""
    if sort == "redirects":
        return entries.filter(cell="merged_into")
    return entries.filter(table=sort).exclude(cell="merged_into") if sort else entries


@dataclass(slots=True)
class Line:
    """A sentence or a name, with the address of its row or list where there is one."""

    text: str
    url: str = ""
    why: str = ""


@dataclass(slots=True)
class Part:
    """How many rows of one sort; the list that holds them, or the first of them by name."""

    label: str
    count: int
    url: str = ""
    rows: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """What one merge would do."""

    kind: str
    kept: Any
    merged: Any
    problem: str = ""
    articles: int = 0
    moves: list[Part] = field(default_factory=list)
    absorbed: list[Line] = field(default_factory=list)
    stays: list[Line] = field(default_factory=list)
    notes: list[Part] = field(default_factory=list)  # the label is a sentence

    def note(self, sentence: str, url: str = "", rows: list[Line] | None = None) -> None:
        self.notes.append(Part(sentence, 0, url, rows or []))

    @property
    def kept_url(self) -> str:
        return page_of(self.kind, self.kept.pk)

    @property
    def merged_url(self) -> str:
        return page_of(self.kind, self.merged.pk)

    @property
    def in_pieces(self) -> bool:
        return self.kind != Merge.Kind.ARTICLE and self.articles > merging.AT_ONCE


def of_merge(kind: str, kept: Any, merged: Any) -> Preview:
    """Raises nothing: what forbids the merge is its `problem`."""
    found = Preview(kind, kept, merged)
    try:
        merging.check(kind, kept, merged)
    except ValidationError as error:
        found.problem = " ".join(error.messages)
        return found
    {"source": _of_sources, "claim": _of_claims, "article": _of_articles}[kind](found)
    found.moves = [part for part in found.moves if part.count]
    return found


def page_of(kind: str, pk: int) -> str:
    return reverse({"source": "source_detail", "claim": "claim_detail", "article": "article_detail"}[kind], args=[pk])


# --- sources -------------------------------------------------------------------------------------------------


def _of_sources(found: Preview) -> None:
    kept, merged = found.kept, found.merged
    relays = reverse("relay_list")
    credited = Relay.objects.filter(source=merged)
    found.articles = len(merging.articles_of(found.kind, merged.pk))
    mentions = Mention.objects.filter(source=merged)
    found.moves = [
        Part("mentions, as one source named in one article", mentions.count()),
        Part("relays that credit it", credited.count(), f"{relays}?source={merged.pk}&{EVERY}"),
        Part(
            "relays that pass through it",
            RelayVia.objects.filter(source=merged).values("relay").distinct().count(),
            f"{relays}?via={merged.pk}&{EVERY}",
        ),
        Part("credit lines and passages", Credit.objects.filter(mention__source=merged).count()),
        Part(
            "articles that it published",
            Article.objects.living().filter(outlet=merged).count(),
            f"{reverse('article_list')}?outlet={merged.pk}",
        ),
    ]
    for name, cell in moves.DIRECTORY:
        fates = moves.fates(name, cell, merged.pk, kept.pk)
        going = [fate for fate in fates if fate.did == MergeMove.Did.MOVED]
        label = _LABELS.get((name, cell), CALLED[name][1])
        found.moves.append(Part(label, len(going), rows=[Line(_told(fate.row)) for fate in going[:SHOWN]]))
        for fate in fates:
            if fate.did == MergeMove.Did.ABSORBED:
                found.absorbed.append(Line(f"{called(name, 1)}: {_told(fate.row)}"))
            elif fate.did == MergeMove.Did.LEFT:
                found.stays.append(Line(f"{called(name, 1)}: {_told(fate.row)}", why=fate.why))
    led = list(merged.merged_from.by_name())
    found.moves.append(
        Part("redirects of sources merged into it before", len(led), rows=[Line(str(one)) for one in led])
    )
    _notes_on_sources(found)


_LABELS = {
    ("sources.Ownership", "owner"): "outlets that it owns",
    ("sources.Affiliation", "organisation"): "its people and bodies",
    ("sources.Source_succeeds", "from_source"): "sources it goes on from",
    ("sources.Source_succeeds", "to_source"): "sources that go on from it",
}


def _told(row: Any) -> str:
    ends = [
        f"{day:%Y-%m-%d}" if day else "" for day in (getattr(row, "starts_on", None), getattr(row, "ends_on", None))
    ]
    if hasattr(row, "from_source"):
        return f"{row.from_source} goes on from {row.to_source}"
    return str(row) + (f" ({' to '.join(end or '…' for end in ends)})" if any(ends) else "")


def _notes_on_sources(found: Preview) -> None:
    kept, merged = found.kept, found.merged
    relays, pair = reverse("relay_list"), (kept.pk, merged.pk)
    if kept.kind != merged.kind:
        found.note(f"They are of different kinds: {merged.get_kind_display()} and {kept.get_kind_display()}.")
    if name_key(merged.name) != kept.name_key:
        found.note(f"“{merged.name}” becomes another name of {kept}.")
    own = Relay.objects.filter(outlet__in=pair, source__in=pair, self_credit=False).count()
    if own:
        query = f"outlet={kept.pk}&outlet={merged.pk}&source={kept.pk}&source={merged.pk}&state=any&self_credit=no"
        sentence = "in which the one credits the other will be self-credit: kept and flagged, not counted."
        found.note(f"{_number(own, 'relay')} {sentence}", f"{relays}?{query}")
    of_kept = Relay.objects.filter(source=kept)
    joining = Relay.objects.filter(source=merged).filter(
        Exists(of_kept.filter(statement=OuterRef("statement")))
        | Q(relay_kind="article") & Exists(of_kept.filter(relay_kind="article", article=OuterRef("article")))
    )
    joined = joining.count()
    if joined:
        sentence = f"that credits {merged} beside {kept} will join with that one: one relay, all attributions."
        rows = joining.select_related("statement", "mention__source", "outlet").order_by("pk")[:SHOWN]
        lines = [Line(str(relay.statement or relay), relay.get_absolute_url()) for relay in rows]
        found.note(f"{_number(joined, 'relay')} {sentence}", rows=lines)
    between = Q(source=merged, vias__source=kept) | Q(source=kept, vias__source=merged)
    falling = Relay.objects.filter(between).distinct().count()
    if falling:
        sentence = "in which the one stands between the other and the article loses that via: nobody is via to itself."
        query = f"source={kept.pk}&source={merged.pk}&via={kept.pk}&via={merged.pk}&{EVERY}"
        found.note(f"{_number(falling, 'relay')} {sentence}", f"{relays}?{query}")
    for article, held in _doubled_pieces(kept, merged):
        found.stays.append(
            Line(
                f"article: {article}",
                f"{reverse('merge_add')}?kind=article&kept={held}&merged={article.pk}",
                why=f"The same piece is held for {kept}. Merge the two articles afterwards.",
            )
        )


def _doubled_pieces(kept: Source, merged: Source) -> list[tuple[Article, int]]:
    """Pieces without an address that are held for both: [(article, id of the kept outlet's)]."""
    theirs = Article.objects.filter(outlet=merged, address_key=None)
    keys = {(one.published_at, one.text_hash): one for one in theirs.order_by("pk")} if theirs.exists() else {}
    held = Article.objects.filter(outlet=kept, address_key=None, text_hash__in={key[1] for key in keys})
    return [
        (keys[one.published_at, one.text_hash], one.pk) for one in held if (one.published_at, one.text_hash) in keys
    ]


def _number(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


# --- claims ----------------------------------------------------------------------------------------------------


def _of_claims(found: Preview) -> None:
    kept, merged = found.kept, found.merged
    found.articles = len(merging.articles_of(found.kind, merged.pk))
    same = Statement.objects.living().making([merged])
    judged = Match.objects.filter(claim=merged)
    topics = [topic for topic in merged.topics if topic not in kept.topics]
    led = list(merged.merged_from.order_by("pk"))
    found.moves = [
        Part("statements that make it", same.count(), f"{reverse('statement_list')}?claim={merged.pk}&state=any"),
        Part("judgements, earlier ones too", judged.count()),
        Part("topics", len(topics), rows=[Line(topic) for topic in topics]),
        Part("redirects of claims merged into it before", len(led), rows=[Line(str(one)) for one in led]),
    ]
    held = Match.objects.current().filter(claim=kept, statement=OuterRef("statement"))
    twice = Match.objects.current().filter(claim=merged).filter(Exists(held)).select_related("statement").order_by("pk")
    beside = {
        match.statement_id: match
        for match in Match.objects.current().filter(claim=kept, statement__in=twice.values("statement")[: SHOWN * 5])
    }
    count = twice.count()
    if count:
        rows: list[Line] = []
        for match in twice[:SHOWN]:
            gives_way, stands = merging.standing(beside[match.statement_id], match)
            told = f"“{match.statement}”: {stands.judgement} stands, {gives_way.judgement} is replaced"
            rows.append(Line(told, match.statement.get_absolute_url()))
        sentence = "judged for both claims: one judgement stands, the other is replaced."
        found.note(f"{_number(count, 'statement')} {sentence}", rows=rows)


# --- articles --------------------------------------------------------------------------------------------------


def _of_articles(found: Preview) -> None:
    kept, merged = found.kept, found.merged
    plan = doubles.plan(kept, merged)
    found.articles = 2
    citing = set(Attribution.objects.filter(cited_article=merged).values_list("statement__article", flat=True))
    citing |= set(Via.objects.filter(cited_article=merged).values_list("statement__article", flat=True))
    citing |= set(Credit.objects.filter(cited_article=merged).values_list("article", flat=True))
    cites = Article.objects.filter(pk__in=citing).select_related("outlet").order_by("pk")
    found.moves = [
        Part("statements", len(plan.statements), rows=_words(placed.row for placed in plan.statements)),
        Part("credit lines and passages", len(plan.credits), rows=_words(placed.row for placed in plan.credits)),
        Part(
            "articles that cite it",
            len(citing),
            rows=[Line(f"{one.outlet}: {one}", one.get_absolute_url()) for one in cites[:SHOWN]],
        ),
    ]
    for stays in plan.stay:
        address = stays.row.get_absolute_url() if isinstance(stays.row, Statement) else ""
        found.stays.append(Line(f"{called(stays.row._meta.label, 1)}: {stays.row}", address, why=stays.why))
    found.note(
        "Captured texts stay with the article they were captured for. Statements are found again by their words in "
        "the newest text of the article that is kept."
    )
    if kept.text_hash == merged.text_hash:
        found.note("The first captured texts of the two are the same.")
    if merged.progress == Article.Progress.GONE_THROUGH != kept.progress:
        found.note(f"Only the duplicate is gone through; the article that is kept stays {kept.get_progress_display()}.")


def _words(rows: Iterable[Statement | Credit]) -> list[Line]:
    shown = list(rows)[:SHOWN]
    return [Line(str(row), row.get_absolute_url() if isinstance(row, Statement) else "") for row in shown]


# --- undo, and what a merge has done ------------------------------------------------------------------------------


@dataclass(slots=True)
class UndoPreview:
    """`total` entries go back, those in `stays` excepted; those of a very large merge are looked at when it is done."""

    goes: list[Part]
    stays: list[Line]
    total: int
    looked_at: bool


def of_undo(merge: Merge) -> UndoPreview:
    standing = merge.moves.filter(outcome=MergeMove.Outcome.STANDS).exclude(did=MergeMove.Did.LEFT)
    total = standing.count()
    entries = list(standing.order_by("pk")[: LOOKED_AT + 1])
    if len(entries) > LOOKED_AT:
        groups = standing.order_by().values_list("table", "cell").annotate(number=Count("pk"))
        counted = Counter({(table, cell): number for table, cell, number in groups})
        return UndoPreview(_parts(merge, counted, counted), [], total, False)
    found = moves.verdicts(entries)
    told = described([verdict.entry for verdict in found if not verdict.goes])
    stays = [
        Line(f"{called(v.entry.table, 1, v.entry.cell)}: {told[v.entry.pk].text}", told[v.entry.pk].url, v.why)
        for v in found
        if not v.goes
    ]
    counted = Counter((v.entry.table, v.entry.cell) for v in found if v.goes)
    held = Counter((v.entry.table, v.entry.cell) for v in found)
    return UndoPreview(_parts(merge, counted, held), stays, total, True)


def _parts(merge: Merge, going: Counter, held: Counter) -> list[Part]:
    """How many rows of each sort go back; a link where these are all that the log holds of them."""
    found: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for counted, one in ((found, going), (all_of, held)):
        for (table, cell), number in one.items():
            counted[sort_of(table, cell)] += number
    return [
        Part(CALLED[sort][number != 1], number, _rows_of(merge, sort) if all_of[sort] == number else "")
        for sort, number in found.items()
    ]


def _rows_of(merge: Merge, sort: str, **more: str) -> str:
    return f"{merge.get_absolute_url()}?{urlencode({'rows': sort, **more})}"


def done(merge: Merge) -> list[Part]:
    """How many rows of each sort were moved, made ..., as the log has it; the first of `rows` says which of these."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    groups = merge.moves.order_by().values_list("did", "table", "cell").annotate(number=Count("pk"), first=Min("pk"))
    for did, table, cell, number, _first in groups.order_by("first"):
        counted[did, sort_of(table, cell)] += number
    return [
        Part(CALLED[sort][number != 1], number, _rows_of(merge, sort, did=did), [Line(MergeMove.Did(did).label)])
        for (did, sort), number in counted.items()
    ]


def described(entries: Iterable[MergeMove]) -> dict[int, Line]:
    """What the row of each entry is, and its page: {entry id: line}. A query or two a table."""
    entries = list(entries)
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.row_id:
            ids[entry.table].add(entry.row_id)
    related = {
        "articles.Mention": ("article__outlet", "source"),
        "articles.Article": ("outlet",),
        "articles.Match": ("statement", "claim"),
        "articles.Attribution": ("statement", "mention__source"),
        "articles.Via": ("statement", "mention__source"),
        "articles.Credit": ("mention__source",),
        "sources.Ownership": ("outlet", "owner"),
        "sources.Affiliation": ("member", "organisation"),
        "sources.Source_succeeds": ("from_source", "to_source"),
    }
    held = {
        table: {row.pk: row for row in moves.rows_of(table).filter(pk__in=pks).select_related(*related.get(table, ()))}
        for table, pks in ids.items()
    }
    return {entry.pk: _line(entry, held.get(entry.table, {}).get(entry.row_id)) for entry in entries}


def _line(entry: MergeMove, row: Any) -> Line:
    if row is None:
        kept = entry.before | entry.after
        text = kept.get("name") or kept.get("role") or kept.get("quote") or ""
        return Line(text or f"row {entry.row_id}, not there now")
    match entry.table:
        case "articles.Mention":
            return Line(
                f"“{row.printed_name or row.descriptor}” in {row.article.outlet}: {row.article}",
                row.article.get_absolute_url(),
            )
        case "articles.Match":
            return Line(f"{row.judgement}: {row.statement}", row.statement.get_absolute_url())
        case "articles.Attribution" | "articles.Via":
            return Line(f"{row.mention}: {row.statement}", row.statement.get_absolute_url())
        case "articles.Article" | "articles.Statement" | "articles.Claim":
            return Line(str(row), row.get_absolute_url())
        case "sources.Source":
            return Line(f"{row} ({row.pk})", reverse("source_detail", args=[row.pk]))
        case _:
            return Line(_told(row))
