"""Correction reach: the articles downstream that still carry what their upstream corrected or withdrew.

Nothing is guessed: an article is downstream where it is a copy of the text, cites the article, or makes the same claim
and credits the outlet, or passes through it, no earlier than the article. Which of these it is stands on its row.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Left

from articles.models import Article, Match, Notice, Relay, RelayVia, Revision, Statement
from articles.querysets import ArticleQuerySet

# bases, the strongest first
COPY, CITED, CREDITED, PASSED = "copy", "cites this article", "credits the outlet", "passes through the outlet"
MOST_STATEMENTS = 1000  # of the corrected article
MOST_QUOTES = 50  # that copies are searched for: one pattern each


@dataclass(frozen=True, slots=True)
class Old:
    """What an article no longer says, or no longer stands by; `why` in words, empty where nothing is known."""

    statements: list[Statement]
    why: str


def old_statements(article: Article) -> Old:
    """Accepted statements gone from the newest text; all of them where it was withdrawn, or nobody knows which."""
    accepted = list(article.statements.accepted().with_gone().order_by("pk")[:MOST_STATEMENTS])
    kinds = set(article.notices.filter(state="accepted").values_list("kind", flat=True))
    if Notice.Kind.WITHDRAWN in kinds:
        return Old(accepted, "The article was withdrawn: all its statements are meant.")
    gone = [statement for statement in accepted if statement.is_gone]
    if gone:
        return Old(gone, "These words are no longer in the newest text.")
    if kinds:
        return Old(accepted, "A notice is on record, and nobody has said which statement it means: all are taken.")
    return Old([], "")


def _copies_with(article: Article, old: Old) -> list[int]:
    """Of the articles in its copy group, those whose newest text has the words of one of `old`."""
    quotes = [statement.quote for statement in old.statements if statement.quote][:MOST_QUOTES]
    if article.copy_group_id is None or not quotes:
        return []
    has_words = Q()
    for quote in quotes:
        has_words |= Q(newest_text__contains=quote)
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("text")[:1]
    group = Article.objects.living().filter(copy_group=article.copy_group_id).exclude(pk=article.pk)
    return list(group.annotate(newest_text=Subquery(newest)).filter(has_words).values_list("pk", flat=True))


def downstream(article: Article, old: Old) -> ArticleQuerySet:
    """Living articles that still carry one of `old`, with `basis`, `words` and `revised_since`; earliest first."""
    found = Article.objects.living().exclude(pk=article.pk)
    if not old.statements:
        return found.none()
    claims = list(
        Match.objects.same()
        .filter(statement__in=[statement.pk for statement in old.statements])
        .values_list("claim", flat=True)
        .distinct()
    )
    relays = Relay.objects.filter(
        article=OuterRef("pk"), state="accepted", relay_kind="statement", claim_ids__overlap=claims or [0]
    )
    if article.published_at is not None:
        relays = relays.filter(published_at__gte=article.published_at)
    cited = Relay.objects.filter(article=OuterRef("pk"), state="accepted", attribution__cited_article=article)
    credited = relays.filter(source=article.outlet_id)
    passed = relays.filter(Exists(RelayVia.objects.filter(relay=OuterRef("pk"), source=article.outlet_id)))
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
    by_copy = Q(pk__in=_copies_with(article, old))
    first = {
        CITED: cited,
        CREDITED: credited,
        PASSED: passed,
    }
    words = Case(
        *(
            When(basis=name, then=Left(Subquery(rows.order_by("pk").values("statement__quote")[:1]), 300))
            for name, rows in first.items()
        ),
        default=Value(""),
        output_field=models.CharField(),
    )
    return (
        found.filter(by_copy | Exists(cited) | Exists(credited) | Exists(passed))
        .annotate(
            basis=Case(
                When(by_copy, then=Value(COPY)),
                When(Exists(cited), then=Value(CITED)),
                When(Exists(credited), then=Value(CREDITED)),
                default=Value(PASSED),
                output_field=models.CharField(),
            )
        )
        .annotate(words=words, revised_at=Subquery(newest.filter(number__gt=1).values("captured_at")[:1]))
        .order_by(F("published_at").asc(nulls_last=True), "pk")
    )
