"""The claims that a statement may make, best first, with reasons: found by indexes, scored by articles/matching.

One query finds at most some two hundred statements and claims that share rare words, a source in the same weeks, or a
cited article; what is scored is these alone, so that it takes the same time in any archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import IntegerField, Prefetch, QuerySet, Value
from django.utils import timezone

from articles import matching
from articles.matching import Read
from articles.models import Article, Attribution, Cited, Claim, Link, Match, MatchSearch, Relay, Statement
from articles.querysets import MatchSearchQuerySet, matching_words

RARE_WORDS = 6  # of a statement, the rarest: two of them together find another
WORDS_FOUND, SOURCES_FOUND, CITED_FOUND, CLAIMS_FOUND = 120, 40, 20, 20  # rows of each way
COMMON = 0.0005  # share of statements: a word in fewer is found at once, however many there are
WINDOW = dt.timedelta(days=30)  # around publication, for statements that have no more than a source in common
SHOWN = 8
LINKED = matching.Reason("link", ("its article is cited or linked to",))
WORTH_SHOWING = 0.2  # score from which on a candidate is offered
WORTH_A_LOOK = 0.5  # and from which on a statement stands in the queue


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim, or a statement without one; `statement` is the likest that makes it, None where its wording is."""

    claim: Claim | None
    statement: Statement | None
    score: float
    reasons: tuple[matching.Reason, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.score)


def of(statement: Statement, limit: int = SHOWN, *, judged: Collection[int] | None = None) -> list[Candidate]:
    """Best first; claims in `judged` are left out: those that the statement is judged by, where nothing is given.

    Eight queries, whatever is held.
    """
    mine = _read(statement)
    rows = _found(statement, mine)
    if judged is None:
        judged = set(statement.matches.current().values_list("claim", flat=True))
    best: dict[tuple[str, int], Candidate] = {}

    def offer(key: tuple[str, int], claim: Claim | None, other: Statement | None, told: matching.Score) -> None:
        if told.value >= WORTH_SHOWING and (key not in best or best[key].score < told.value):
            best[key] = Candidate(claim, other, told.value, told.reasons)

    same = Match.objects.same().filter(claim__merged_into=None).select_related("claim")
    others = (
        Statement.objects.filter(pk__in=[pk for kind, pk in rows if kind == "statement"])
        .select_related("article__outlet")
        .prefetch_related(Prefetch("matches", same, to_attr="made"))
    )
    reads = {other.pk: _read(other) for other in others}
    first, *more = _linked(statement)
    linked = {pk for (pk,) in first.union(*more)}
    # how rare a word is among what is compared: the table that ships knows no more than everyday words
    rarity = matching.background().with_more(matching.Rarity.of([mine, *reads.values()]))
    for other in others:
        told = matching.score(mine, reads[other.pk], rarity)
        if other.article_id in linked:
            # a reason to look; the score is of the words, as it was fitted
            told = replace(told, reasons=(LINKED, *told.reasons))
        made = [match.claim for match in other.made]
        for claim in made:
            offer(("claim", claim.pk), claim, other, told)
        if not made:
            offer(("statement", other.pk), None, other, told)
    for claim in Claim.objects.filter(pk__in=[pk for kind, pk in rows if kind == "claim"]):
        worded = matching.read(claim.wording, day=claim.event_date)
        offer(("claim", claim.pk), claim, None, matching.score(mine, worded, rarity))
    ordered = sorted(best.items(), key=lambda one: (-one[1].score, one[0]))
    return [one for key, one in ordered if key[0] == "statement" or key[1] not in judged][:limit]


def _read(statement: Statement) -> Read:
    article = statement.article
    return matching.read(statement.quote, language=article.language[:2], day=article.published_on)


def _found(statement: Statement, read: Read) -> list[tuple[str, int]]:
    """(“statement” or “claim”, its id), each once. One query of four parts, each along an index and limited."""
    parts = [part for part in _parts(statement, read) if part is not None]
    if not parts:
        return []
    rows = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    return [("claim" if kind else "statement", pk) for pk, kind in rows]


def _parts(statement: Statement, read: Read) -> Iterable[QuerySet | None]:
    here = Statement.objects.filter(state="accepted").exclude(article=statement.article_id)
    rare = _rare_words(read)
    yield _worded(here, rare)
    article = statement.article
    sources = Attribution.objects.filter(statement=statement, mention__source__isnull=False).values("mention__source")
    if article.published_at is not None:
        near = Relay.objects.filter(
            source__in=sources,
            state="accepted",
            published_at__range=(article.published_at - WINDOW, article.published_at + WINDOW),
        ).exclude(article=statement.article_id)
        yield _kind(near.exclude(statement=None).order_by("-published_at"), 0, SOURCES_FOUND, "statement")
    for articles in _linked(statement):
        yield _kind(here.filter(article__in=articles), 0, CITED_FOUND)
    if rare:
        yield _kind(Claim.objects.living().saying(" OR ".join(f'"{word}"' for word in rare)), 1, CLAIMS_FOUND)


def _linked(statement: Statement) -> list[QuerySet]:
    """Ids of articles that its own cites for it, by an editor's word or the page's, or links to anywhere.

    Three querysets: in one, joined by OR, all articles would be read.
    """
    said = Attribution.objects.filter(statement=statement, cited_article__isnull=False)
    by_page = Cited.objects.filter(attribution__statement=statement, dropped_at=None)
    addresses = Link.objects.filter(article=statement.article_id).values("address_key")
    linked = Article.objects.filter(address_key__in=addresses)
    return [said.values_list("cited_article"), by_page.values_list("article"), linked.values_list("pk")]


def _worded(found: QuerySet, rare: list[str]) -> QuerySet | None:
    """Statements with two of these words, the newest first."""
    if not rare:
        return None
    # phrases: a number with a comma is two words to the index
    asked = [SearchQuery(word, config="simple", search_type="phrase") for word in rare]
    query = reduce(or_, (one & other for one, other in combinations(asked, 2))) if len(asked) > 1 else asked[0]
    return _kind(matching_words(found, "quote", query, cut=True).order_by("-pk"), 0, WORDS_FOUND)


def _kind(found: QuerySet, kind: int, limit: int, column: str = "pk") -> QuerySet:
    return found.annotate(_kind=Value(kind, IntegerField())).values_list(column, "_kind")[:limit]


def _rare_words(read: Read) -> list[str]:
    """As printed, the rarest first; names and numbers count for more than their rarity.

    What the archive itself is full of comes last: the table that ships knows English alone.
    """
    rarity, common = matching.background(), _common_words()
    told = {stem: rarity.weight(stem) + 2 * (stem in read.names or stem in read.numbers) for stem in read.stems}
    printed = {stem: read.printed.get(stem, stem) for stem in told}
    best = sorted(told, key=lambda stem: (common.get(printed[stem].lower(), 0.0), -told[stem], stem))[:RARE_WORDS]
    return [printed[stem] for stem in best]


def _common_words() -> dict[str, float]:
    """{word: share of all statements that have it}, of the commonest few hundred; one query.

    As the planner knows them from the index on words: {} until the table was first analysed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats "
            "WHERE schemaname = current_schema() AND tablename = 'articles_statement_words'"
        )
        words, shares = cursor.fetchone() or ([], [])
    # behind the shares of the words stand the least and the greatest of them
    return {word: share for word, share in zip(words or [], shares or [], strict=False) if share >= COMMON}


# --- the queue --------------------------------------------------------------------------------------------------


def waiting() -> MatchSearchQuerySet:
    """Accepted statements that nobody has judged, with what they may say the same as; in no order."""
    return MatchSearch.objects.waiting(WORTH_A_LOOK)


def search(statements: Iterable[Statement]) -> None:
    """Keeps the best candidate of each of these, for the queue; a judged statement has none. Does no harm twice."""
    for statement in statements:
        judged = statement.matches.current().exists()
        asked = statement.state == "accepted" and statement.quote and not judged
        best = next(iter(of(statement, 1)), None) if asked else None
        if best is None:
            MatchSearch.objects.filter(statement=statement).delete()
            continue
        told = {"claim": best.claim, "other": best.statement, "score": best.score, "searched_at": timezone.now()}
        MatchSearch.objects.update_or_create(statement=statement, defaults=told)
