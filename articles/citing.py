"""Which very article of an outlet is cited: by a hyperlink, by the same quoted words, or by an editor's word.

The first two are read off the pages and kept as `Cited`; a claim in common and a fitting time are no more than a
suggestion (`candidates`). Where none of these tells, nothing is said: the lineage is not recorded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Attribution, Cited, Credit, Link, Match, Revision, Statement, Via
from articles.querysets import HeldLink, matching_words
from articles.steps import step
from sources.models import PUBLISHER_KINDS

Row = Attribution | Via | Credit

# Fewer quoted words are found by chance: “we have no choice” stands in thousands of articles.
QUOTED_WORDS = 6
QUOTES_ASKED = 3  # of a statement, the longest first
# How long before an article its source may have appeared to be offered as the one it means.
WINDOW = dt.timedelta(days=14)
OFFERED = 8

_QUOTED = re.compile(r"[“\"„«‹‘]([^“”\"„«»‹›]{20,600})[”\"“»›’]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be the one that is cited, and why."""

    article: Article
    why: str


# --- what is read off the pages -----------------------------------------------------------------------------


@transaction.atomic
def resolve(article_ids: Iterable[int]) -> set[int]:
    """Makes `Cited` what the texts and links of these articles say; which articles that changed.

    What an editor said, or dropped, is left alone. The articles are locked in the order of their ids.
    """
    ids = sorted(set(article_ids))
    articles = {
        article.pk: article
        for article in Article.objects.living().filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    }
    linked = Link.objects.to_held(articles)
    changed: set[int] = set()
    for article in articles.values():
        rows = list(_rows(article))
        held = {_key(one): one for one in Cited.objects.filter(citing=article)}
        wanted: dict[tuple[str, int], tuple[int, str]] = {}
        for row in rows:
            found = _by_link(row, linked.get(article.pk, [])) or _by_quote(row, article)
            if found is not None:
                wanted[_name(row), row.pk] = found
        for key, one in held.items():
            if one.dropped_at is None and wanted.get(key) != (one.article_id, one.basis):
                one.delete()
                changed.add(article.pk)
        for key, (cited, basis) in wanted.items():
            if key not in held or held[key].pk is None:  # deleted above: it was another one
                Cited.objects.create(**{f"{key[0]}_id": key[1]}, citing=article, article_id=cited, basis=basis)
                changed.add(article.pk)
    return changed


def citing_by_link(article_ids: Collection[int]) -> set[int]:
    """Articles whose text links to one of these: what they cite may be known now. Two queries."""
    keys = Article.objects.filter(pk__in=article_ids, address_key__isnull=False).values_list("address_key", flat=True)
    return set(Link.objects.filter(address_key__in=list(keys)).values_list("article", flat=True))


def _rows(article: Article) -> Iterator[Row]:
    """The accepted credits of an article that name an outlet or agency as reporter, and have no editor's word."""
    reporters = {"mention__source__kind__in": PUBLISHER_KINDS, "cited_article": None}
    yield from (
        Attribution.objects.filter(statement__article=article, statement__state="accepted", **reporters)
        .exclude(speaks_as=Attribution.SpeaksAs.PARTY)
        .select_related("mention", "statement__revision")
    )
    vias = Via.objects.filter(statement__article=article, statement__state="accepted", **reporters)
    yield from vias.select_related("mention", "statement__revision")
    credits = Credit.objects.filter(article=article, state="accepted", **reporters)
    roles = (*Credit.WHOLE_TEXT, Credit.Role.PASSAGE)
    yield from credits.filter(role__in=roles).select_related("mention", "revision")


def _name(row: Row) -> str:
    return type(row).__name__.lower()


def _key(one: Cited) -> tuple[str, int]:
    for name in ("attribution", "via", "credit"):
        if (pk := getattr(one, f"{name}_id")) is not None:
            return name, pk
    raise AssertionError("a check constraint holds that one is set")


def _by_link(row: Row, linked: list[HeldLink]) -> tuple[int, str] | None:
    """The one article of the credited outlet that the text links to; of several, that of the same paragraph."""
    of_outlet = [link for link in linked if link.outlet == row.mention.source_id]
    if len({link.held for link in of_outlet}) > 1:
        revision, spans = (row.revision, row.spans) if isinstance(row, Credit) else _place(row.statement)
        of_outlet = [
            link
            for link in of_outlet
            if link.revision == revision.pk and _in_paragraph(revision.text, spans, link.spans)
        ]
    articles = {link.held for link in of_outlet}
    return (articles.pop(), Cited.Basis.HYPERLINK) if len(articles) == 1 else None


def _place(statement: Statement) -> tuple[Revision, list[list[int]]]:
    return statement.revision, [*statement.cue_spans, *statement.spans]


def _in_paragraph(text: str, spans: list[list[int]], link: list[list[int]]) -> bool:
    for start, end in spans:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        if any(first <= at and (last < 0 or to <= last) for at, to in link):
            return True
    return False


def quoted(statement: Statement) -> list[str]:
    """What stands in quotation marks in its words, if long enough to be told from other words; the longest first."""
    if statement.form == Statement.Form.INDIRECT:
        return []
    found = {match.strip() for match in _QUOTED.findall(statement.quote)}
    if statement.form == Statement.Form.DIRECT:
        # the marks may stand outside of the content
        found.add(statement.quote.strip('“”"„«»‹›‘’ '))
    long = [words for words in found if len(words.split()) >= QUOTED_WORDS]
    return sorted(long, key=lambda words: (-len(words), words))[:QUOTES_ASKED]


def _by_quote(row: Row, article: Article) -> tuple[int, str] | None:
    if isinstance(row, Credit):
        return None
    assert row.mention.source_id is not None
    found = _with_words(quoted(row.statement), row.mention.source_id, article)
    return (found[0], Cited.Basis.QUOTED_WORDS) if len(found) == 1 else None


def _with_words(quotes: list[str], outlet: int, article: Article) -> list[int]:
    """Articles of an outlet, not later than this one, with one of these quotes in a text of theirs. Oldest first.

    By the index on words, then letter by letter, case and marks of quotation aside.
    """
    for words in quotes:
        phrase = SearchQuery(" ".join(re.findall(r"\w+", words)[:30]), config="simple", search_type="phrase")
        texts = Revision.objects.filter(article__outlet=outlet, article__merged_into=None)
        texts = matching_words(texts, "text", phrase, cut=True)
        if article.published_at is not None:
            # a day that is no time of day may be the same day's evening
            end = article.published_at + dt.timedelta(days=article.published_precision == "day")
            texts = texts.filter(Q(article__published_at=None) | Q(article__published_at__lte=end))
        found = {
            pk: at
            for pk, at, text in texts.exclude(article=article).values_list("article", "article__published_at", "text")[
                :50
            ]
            if _folded(words) in _folded(text)
        }
        if found:
            latest = dt.datetime.max.replace(tzinfo=dt.UTC)
            return sorted(found, key=lambda pk: (found[pk] or latest, pk))
    return []


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# --- what an editor decides -------------------------------------------------------------------------------------


def candidates(row: Row) -> list[Candidate]:
    """Articles of the credited outlet that may be meant, the likeliest first: linked, with the same words, or with a
    claim in common shortly before. None is taken by itself."""
    if row.mention.source_id is None:
        return []
    article = row.article if isinstance(row, Credit) else row.statement.article
    outlet = row.mention.source_id
    why: dict[int, str] = {}
    for link in Link.objects.to_held([article.pk]).get(article.pk, ()):
        if link.outlet == outlet:
            why.setdefault(link.held, "the text links to it")
    if not isinstance(row, Credit):
        for pk in _with_words(quoted(row.statement), outlet, article):
            why.setdefault(pk, "it has the same quoted words")
        claims = Match.objects.same().filter(statement=row.statement).values("claim")
        telling = Article.objects.living().filter(outlet=outlet).exclude(pk=article.pk)
        if article.published_at is not None:
            telling = telling.filter(
                published_at__range=(article.published_at - WINDOW, article.published_at + dt.timedelta(days=1))
            )
        made = Match.objects.same().filter(claim__in=claims, statement__state="accepted").values("statement__article")
        for pk in telling.filter(pk__in=made).order_by("-published_at").values_list("pk", flat=True)[:OFFERED]:
            why.setdefault(pk, "it makes the same claim, shortly before")
    found = Article.objects.select_related("outlet").in_bulk(list(why)[:OFFERED])
    return [Candidate(found[pk], told) for pk, told in why.items() if pk in found]


def cite(row: Row, article: Article | None, *, by) -> None:
    """An editor's word which very article is cited; None takes it back, and drops what was read off the page.

    Raises ValidationError where it cannot be: another outlet's article, the article itself, a source that reports
    nothing. An undoable step of the article's marking.
    """
    here = row.article if isinstance(row, Credit) else row.statement.article
    if row.mention.source is None or row.mention.source.kind not in PUBLISHER_KINDS:
        raise ValidationError("Only an outlet or agency that is a known source has articles that can be cited.")
    if article is not None:
        article = article.merged_into or article
        if article.pk == here.pk:
            raise ValidationError("An article does not cite itself.")
        if article.outlet_id != row.mention.source_id:
            raise ValidationError(f"That is an article of {article.outlet}; {row.mention.source} is credited here.")
    what = f"said which article is cited ({row.mention.source})" if article else "said that no held article is cited"
    with step(here, by, what):
        held = type(row)._default_manager.select_for_update().get(pk=row.pk)
        held.cited_article = article
        held.save(update_fields=["cited_article"])
        if article is None:
            Cited.objects.filter(**{_name(row): row}, dropped_at=None).update(dropped_by=by, dropped_at=timezone.now())
