"""Permalinks of the record: one statement, one relay, with the very words in context and who decided what."""

from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles import history
from articles.models import Attribution, Credit, Match, Relay, Statement
from articles.views.articles import statements_with_rows
from articles.views.marked import excerpt
from articles.views.permalinks import misread, removed

VIAS = ("vias__mention__source", "vias__cited_article__outlet", "vias__cited__article__outlet")
CONTEXT_CHARACTERS = 240  # on either side of the words: two or three sentences


@require_safe
def statement_detail(request, pk):
    if (answer := misread(request, {})) is not None:
        return answer
    found = statements_with_rows().select_related("article__outlet", "within__revision")
    statement = found.prefetch_related(*VIAS).filter(pk=pk).first()
    if statement is None:
        return removed(request, Statement, pk, "statement")
    return render(
        request,
        "articles/statement_detail.html",
        {
            "statement": statement,
            "article": statement.article,
            "excerpt": _words_of(statement),
            "inner": statement.inner.order_by("spans", "pk"),
            "replaced_by": statement.replaced_by.order_by("pk"),
            "older_matches": statement.matches.exclude(replaced_at=None)
            .select_related("claim", "judged_by")
            .order_by("pk"),
            "anchors": statement.anchors.select_related("revision").order_by("revision__number"),
            "history": history.of_statement(pk),
        },
    )


@require_safe
def relay_detail(request, pk):
    """A relay of a statement, by the id of its attribution."""
    if (answer := misread(request, {})) is not None:
        return answer
    relay = _relays().filter(attribution=pk).first()
    if relay is None:
        attribution = Attribution.objects.select_related("statement", "mention").filter(pk=pk).first()
        if attribution is None:
            return removed(request, Attribution, pk, "relay")
        # its source is credited by another attribution too, whose relay stands for both; or is no source
        return redirect(
            Relay.objects.filter(statement=attribution.statement_id, source=attribution.mention.source_id).first()
            or attribution.statement
        )
    return render(
        request,
        "articles/relay_detail.html",
        {
            "relay": relay,
            "cited": relay.mention.name,
            "statement": relay.statement,
            "excerpt": _words_of(relay.statement),
            "co_speakers": Relay.objects.filter(statement=relay.statement)
            .exclude(pk=relay.pk)
            .select_related("mention__source")
            .order_by("attribution"),
            "history": history.of_statement(relay.statement_id),
        },
    )


@require_safe
def relay_article_detail(request, pk):
    """A relay of a whole text, by the id of its credit."""
    if (answer := misread(request, {})) is not None:
        return answer
    relay = _relays().filter(credit=pk).first()
    if relay is None:
        credit = Credit.objects.select_related("article", "mention").filter(pk=pk).first()
        if credit is None:
            return removed(request, Credit, pk, "relay")
        # photo, passage and the like credit no whole text; a second line may credit the same source
        same = Relay.objects.filter(
            article=credit.article_id, relay_kind=Relay.Kind.ARTICLE, source=credit.mention.source_id
        )
        if credit.role in Credit.WHOLE_TEXT and credit.mention.source_id and (other := same.first()):
            return redirect(other)
        return redirect(f"{credit.article.get_absolute_url()}#credit-{credit.pk}")
    credit = relay.credit
    return render(
        request,
        "articles/relay_detail.html",
        {
            "relay": relay,
            "cited": relay.mention.name,
            "credit": credit,
            "excerpt": excerpt([], [credit], credit.revision, credit.spans, CONTEXT_CHARACTERS),
            "history": history.of_credit(pk),
        },
    )


def _relays():
    """Relays with all that their page shows."""
    return Relay.objects.select_related(
        "article__outlet",
        "outlet",
        "mention__source",
        "attribution__cited_article__outlet",
        "credit__decided_by",
        "credit__revision",
        "statement__decided_by",
        "statement__revision",
        "statement__within",
    ).prefetch_related(
        "vias__mention__source",
        "statement__figures",
        "statement__attributions",
        Prefetch("statement__matches", Match.objects.current().select_related("claim", "judged_by").order_by("pk")),
    )


def _words_of(statement):
    """The statement's words, its cue and source phrases in the text around them."""
    phrases = [span for attribution in statement.attributions.all() for span in attribution.source_phrase_spans]
    spans = [*statement.spans, *statement.cue_spans, *phrases]
    return excerpt([statement], [], statement.revision, spans, CONTEXT_CHARACTERS)
