"""An article that is stored twice: what of the one can stand in the other, and moving it there.

A captured text is never overwritten, so revisions stay with the article they were captured for. Statements and
credits are found again by their words in the newest text of the article that is kept, as after a revision;
what is not found there, or is marked there already, stays behind and counts nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from articles import moves
from articles import text as texts
from articles.highlights import place_in
from articles.models import (
    Anchor,
    Article,
    Attribution,
    CopyGroup,
    Credit,
    Match,
    Mention,
    Merge,
    Revision,
    Statement,
    Via,
)
from articles.text import Span

NOT_FOUND = "Its words are not in the newest text of the article that is kept."
NO_LINE = "Its line is not in the newest text of the article that is kept."
THERE_ALREADY = "Marked in the article that is kept, too."

STATEMENT, CREDIT, MENTION = "articles.Statement", "articles.Credit", "articles.Mention"


@dataclass(slots=True)
class Placed:
    """A statement or credit that can move, with where its spans stand in the other text."""

    row: Any
    spans: list[Span]
    cue_spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Stays:
    row: Any
    why: str
    twin: Any = None  # the row of the kept article that says the same


@dataclass(slots=True)
class Plan:
    """What becomes of the marking of `merged`."""

    kept: Article
    merged: Article
    revision: Revision
    statements: list[Placed] = field(default_factory=list)
    credits: list[Placed] = field(default_factory=list)
    stay: list[Stays] = field(default_factory=list)


def plan(kept: Article, merged: Article) -> Plan:
    """Reads both articles whole; some twenty queries, and nothing is written."""
    found = Plan(kept, merged, kept.current_revision())
    text = found.revision.text
    old_texts = {revision.pk: revision.text for revision in merged.revisions.all()}
    there = {
        _said(one, place): one for one in _statements(kept) if (place := place_in(one, found.revision)) or not one.spans
    }
    for statement in _statements(merged):
        placed = _placed(statement, text, old_texts[statement.revision_id])
        if placed is None:
            found.stay.append(Stays(statement, NOT_FOUND))
            continue
        twin = there.get(_said(statement, placed.spans))
        if twin is not None and (twin.state == "accepted" or twin.state == statement.state):
            found.stay.append(Stays(statement, THERE_ALREADY, twin))
        else:
            found.statements.append(placed)
    credited = {
        _credited(one, place): one
        for one in _credits(kept)
        if (place := place_in(one, found.revision)) or not one.spans
    }
    for credit in _credits(merged):
        spans = texts.reanchor(text, credit.selectors, [(a, b) for a, b in credit.spans]) if credit.spans else []
        if spans is None:
            found.stay.append(Stays(credit, NO_LINE))
            continue
        same = credited.get(_credited(credit, spans))
        if same is not None and (same.state == "accepted" or same.state == credit.state):
            found.stay.append(Stays(credit, THERE_ALREADY, same))
        else:
            found.credits.append(Placed(credit, spans))
    return found


def _statements(article: Article) -> list[Statement]:
    rows = article.statements.prefetch_related("attributions__mention__source", "vias", "anchors")
    return list(rows.order_by("pk"))


def _credits(article: Article) -> list[Credit]:
    return list(article.credits.select_related("mention__source").prefetch_related("anchors").order_by("pk"))


def _placed(statement: Statement, text: str, old_text: str) -> Placed | None:
    """Where a statement's words and cue stand in `text`; None if the words (or, without any, the cue) do not."""
    spans = texts.reanchor(text, statement.selectors, [(a, b) for a, b in statement.spans])
    cue = _again(text, old_text, statement.cue_spans)
    if spans is None or (not spans and not cue):
        return None
    return Placed(statement, spans, cue)


def _again(text: str, old_text: str, spans: Sequence[Sequence[int]]) -> list[Span]:
    """Where the words of a cue or a source phrase stand in `text`; [] if they do not."""
    old = [(start, end) for start, end in spans]
    return texts.reanchor(text, texts.selectors(old_text, old), old) or []


def _who(mention: Mention) -> str:
    if mention.source_id:
        return f"source {mention.source_id}"
    return f"{mention.resolution}: {mention.printed_key or mention.descriptor.casefold()}"


def _said(statement: Statement, spans: Iterable[Sequence[int]] | None) -> tuple:
    """What makes two statements one and the same marking: the same words, credited to the same."""
    who = frozenset(_who(attribution.mention) for attribution in statement.attributions.all())
    cue = statement.cue if not statement.spans else ""
    return (tuple(map(tuple, spans or ())), statement.voice, statement.polarity, who, cue)


def _credited(credit: Credit, spans: Iterable[Sequence[int]] | None) -> tuple:
    return (credit.role, _who(credit.mention), tuple(map(tuple, spans or ())), credit.printed if not spans else "")


# --- moving ------------------------------------------------------------------------------------------------


def move(merge: Merge, found: Plan) -> None:
    """Moves what can be moved, in an order in which every rule of the database holds at each step."""
    statements = {placed.row.pk: placed for placed in found.statements}
    credits = {placed.row.pk: placed for placed in found.credits}
    anchors = Anchor.objects.filter(Q(statement__in=statements) | Q(credit__in=credits))
    moves.absorb(merge, "articles.Anchor", list(anchors.values_list("pk", flat=True)))
    _move_statements(merge, found)
    mentions = _move_mentions(merge, found)
    _move_credits(merge, found, mentions)
    _move_phrases(merge, found, mentions)
    for stays in found.stay:
        because = stays.twin.pk if stays.twin else None
        moves.left(merge, stays.row._meta.label, stays.row.pk, stays.why, because=because)
    _move_judgements(merge, found)
    _move_citations(merge, found)


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _move_statements(merge: Merge, found: Plan) -> None:
    text, rows = found.revision.text, {}
    for placed in found.statements:
        row = placed.row
        columns = ["article_id", "revision_id", "spans", "selectors", "quote", "cue_spans"]
        rows[row.pk] = (
            {name: getattr(row, name) for name in columns},
            {
                "article_id": found.kept.pk,
                "revision_id": found.revision.pk,
                "spans": _spans(placed.spans),
                "selectors": texts.selectors(text, placed.spans),
                "quote": texts.quote(text, placed.spans),
                "cue_spans": _spans(placed.cue_spans),
            },
        )
    moves.move(merge, STATEMENT, "place", rows)
    _move_within(merge, found)


def _move_within(merge: Merge, found: Plan) -> None:
    """Within holds in one article; an outer statement that is marked there already encloses as its twin does."""
    places = {placed.row.pk: (placed.row.pk, placed.spans) for placed in found.statements}
    outer_ones = dict(places)
    for stays in found.stay:
        if isinstance(stays.row, Statement) and stays.twin:
            outer_ones[stays.row.pk] = (stays.twin.pk, place_in(stays.twin, found.revision))
    parted = {}
    for row in _all_statements(found):
        if row.within_id is None or (row.pk not in places and row.within_id not in places):
            continue
        outer, around = outer_ones.get(row.within_id, (None, [])) if row.pk in places else (None, [])
        encloses = outer if outer and texts.inside(places[row.pk][1], around) else None
        if encloses != row.within_id:
            parted[row.pk] = ({"within_id": row.within_id}, {"within_id": encloses})
    moves.move(merge, STATEMENT, "within", parted)


def _all_statements(found: Plan) -> list[Statement]:
    return [p.row for p in found.statements] + [s.row for s in found.stay if isinstance(s.row, Statement)]


def _mentions_of(row: Statement | Credit) -> set[int]:
    if isinstance(row, Credit):
        return {row.mention_id}
    return {one.mention_id for one in row.attributions.all()} | {one.mention_id for one in row.vias.all()}


def _move_mentions(merge: Merge, found: Plan) -> dict[int, int]:
    """Mentions go along; one that serves rows on both sides is copied. {mention: the one to name instead}."""
    going = set().union(*(_mentions_of(p.row) for p in [*found.statements, *found.credits]))
    needed = set().union(*(_mentions_of(stays.row) for stays in found.stay))
    alone = sorted(going - needed)
    before, after = {"article_id": found.merged.pk}, {"article_id": found.kept.pk}
    moves.move(merge, MENTION, "article", dict.fromkeys(alone, (before, after)))
    copies = {}
    for mention in Mention.objects.filter(pk__in=going & needed).order_by("pk"):
        copies[mention.pk] = _copy(mention, found.kept.pk).pk
        moves.made(merge, MENTION, copies[mention.pk])
    return copies


def _copy(mention: Mention, article_id: int) -> Mention:
    """The same mention in another article; merges of its source have moved the copy, too."""
    values = {column.attname: getattr(mention, column.attname) for column in Mention._meta.concrete_fields}
    copy = Mention.objects.create(**{**values, "id": None, "article_id": article_id})
    moves.copy_chain(MENTION, "source", mention.pk, copy.pk, article_id)
    return copy


def _move_credits(merge: Merge, found: Plan, mentions: dict[int, int]) -> None:
    text, rows = found.revision.text, {}
    for placed in found.credits:
        row = placed.row
        columns = ["article_id", "revision_id", "spans", "selectors", "mention_id"]
        rows[row.pk] = (
            {name: getattr(row, name) for name in columns},
            {
                "article_id": found.kept.pk,
                "revision_id": found.revision.pk,
                "spans": _spans(placed.spans),
                "selectors": texts.selectors(text, placed.spans),
                "mention_id": mentions.get(row.mention_id, row.mention_id),
            },
        )
    moves.move(merge, CREDIT, "place", rows)


def _move_phrases(merge: Merge, found: Plan, mentions: dict[int, int]) -> None:
    """Attributions and vias: the mention where it was copied, and where their words stand now."""
    old_texts = {revision.pk: revision.text for revision in found.merged.revisions.all()}
    for name, column, related in (
        ("articles.Attribution", "source_phrase_spans", "attributions"),
        ("articles.Via", "words_spans", "vias"),
    ):
        rows = {}
        for placed in found.statements:
            old_text = old_texts[placed.row.revision_id]
            for one in getattr(placed.row, related).all():
                before = {"mention_id": one.mention_id, column: getattr(one, column)}
                again = _spans(_again(found.revision.text, old_text, before[column]))
                after = {"mention_id": mentions.get(one.mention_id, one.mention_id), column: again}
                if before != after:
                    rows[one.pk] = (before, after)
        moves.move(merge, name, "place", rows)


def _move_judgements(merge: Merge, found: Plan) -> None:
    """What was judged of a statement holds for its twin, where nobody judged that for the same claim."""
    for stays in found.stay:
        if not isinstance(stays.row, Statement) or stays.twin is None:
            continue
        judged = set(Match.objects.current().filter(statement=stays.twin).values_list("claim", flat=True))
        rows = {
            match.pk: ({"statement_id": stays.row.pk}, {"statement_id": stays.twin.pk})
            for match in Match.objects.current().filter(statement=stays.row).order_by("pk")
            if match.claim_id not in judged
        }
        moves.move(merge, "articles.Match", "statement", rows)


def _move_citations(merge: Merge, found: Plan) -> None:
    """What others cite, and the group of copies, is the kept article from now on."""
    old, new = {"cited_article_id": found.merged.pk}, {"cited_article_id": found.kept.pk}
    for model in (Attribution, Via, Credit):
        citing = model._default_manager.filter(cited_article=found.merged).values_list("pk", flat=True)
        moves.move(merge, model._meta.label, "cited_article", dict.fromkeys(sorted(citing), (old, new)))
    originals = CopyGroup.objects.filter(original=found.merged).values_list("pk", flat=True)
    rows = {pk: ({"original_id": found.merged.pk}, {"original_id": found.kept.pk}) for pk in sorted(originals)}
    moves.move(merge, "articles.CopyGroup", "original", rows)
    if found.merged.copy_group_id and not found.kept.copy_group_id:
        group = ({"copy_group_id": None}, {"copy_group_id": found.merged.copy_group_id})
        moves.move(merge, "articles.Article", "copy_group", {found.kept.pk: group})


# --- after an undo --------------------------------------------------------------------------------------------


def put_in_order(article_ids: Sequence[int]) -> None:
    """Parts what stands in two articles after some rows went back and others, changed by hand, stayed.

    Each row credits a mention of its own article, is within a statement of its own article, and has anchors
    in that article's revisions alone.
    """
    statements = Statement.objects.filter(article__in=article_ids)
    Anchor.objects.filter(statement__in=statements).exclude(revision__article=F("statement__article")).delete()
    Anchor.objects.filter(credit__article__in=article_ids).exclude(revision__article=F("credit__article")).delete()
    parted = Statement.objects.filter(Q(article__in=article_ids) | Q(within__article__in=article_ids))
    parted = parted.filter(within__isnull=False).exclude(article=F("within__article"))
    Statement.objects.filter(pk__in=list(parted.values_list("pk", flat=True))).update(within=None)
    copies: dict[tuple[int, int], int] = {}
    strangers: dict[tuple[Any, int], list[int]] = defaultdict(list)
    for model, own in ((Attribution, "statement__article"), (Via, "statement__article"), (Credit, "article")):
        rows = model._default_manager.filter(Q(**{own + "__in": article_ids}) | Q(mention__article__in=article_ids))
        for row, home, mention in rows.exclude(mention__article=F(own)).values_list("pk", own, "mention"):
            if (mention, home) not in copies:
                copies[mention, home] = _copy(Mention.objects.get(pk=mention), home).pk
            strangers[model, copies[mention, home]].append(row)
    for (model, mention), ids in strangers.items():
        model._default_manager.filter(pk__in=ids).update(mention=mention)
