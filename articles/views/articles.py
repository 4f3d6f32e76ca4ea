"""The page of an article: its text with what was marked in it, and the rows that follow from that."""

from collections import defaultdict

from django.db.models import F, Prefetch
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.highlights import in_text_order, numbered, place_in
from articles.models import Article, Attribution, Cited, CopyPair, Credit, Match, Merge, Statement, Via
from articles.views.marked import DEEPEST_DRAWN, parts_of_text
from articles.views.permalinks import misread, moved, removed

COPIES_SHOWN = 20


@require_safe
def article_detail(request, pk):
    article = (
        Article.objects.select_related(
            "outlet",
            "copy_group__original__outlet",
            "created_by",
            "gone_through_by",
            "gone_through_revision",
            "merged_into",
        )
        .filter(pk=pk)
        .first()
    )
    if article is None:
        return removed(request, Article, pk, "article")
    if article.merged_into:
        return moved(article.merged_into.get_absolute_url())
    revisions = list(article.revisions.select_related("captured_by").defer("text").order_by("-number"))
    known = {"revision": tuple(str(revision.number) for revision in revisions)}
    if (answer := misread(request, known)) is not None:
        return answer
    shown = next((r for r in revisions if str(r.number) == request.GET.get("revision")), revisions[0])

    every = list(statements_with_rows().filter(article=article))
    rejected = [statement for statement in every if statement.state == "rejected"]
    statements = in_text_order([statement for statement in every if statement.state != "rejected"], shown)
    dress(every, numbered(statements, shown), shown)
    credits = list(
        article.credits.select_related(
            "mention__source", "decided_by", "relay", "cited_article__outlet", "cited__article__outlet"
        )
        .prefetch_related("anchors")
        .order_by("spans", "pk")
    )
    in_text = [credit for credit in credits if credit.state != "rejected"]
    return render(
        request,
        "articles/article_detail.html",
        {
            "article": article,
            "revision": shown,
            "revisions": revisions,
            "is_newest": shown == revisions[0],
            "parts": parts_of_text(statements, in_text, shown),
            "statements": statements,
            "accepted_count": sum(statement.state == "accepted" for statement in statements),
            "suggested_count": sum(statement.state == "suggested" for statement in statements),
            "rejected": rejected,
            "credits": credits,
            "mentions": _mentions(article, statements),
            "copies": _copies(article),
            "copy_pairs": _copy_pairs(article),
            "citing": _citing(article),
            "links": _links(shown),
            "linking": _first(Article.objects.linking_to(article)),
            "notices": article.notices.filter(state="accepted").order_by("pk"),
            "merged_from": Merge.objects.into("article", pk),
        },
    )


def statements_with_rows():
    """Statements with all that one row shows: fourteen queries, however many rows."""
    return (
        Statement.objects.select_related("decided_by", "revision", "replaces", "copied__first")
        .prefetch_related(
            "anchors",
            "attributions__mention__source",
            "attributions__cited_article__outlet",
            "attributions__cited__article__outlet",
            "attributions__relay__vias__mention__source",
            "figures",
            Prefetch("matches", Match.objects.current().select_related("claim", "judged_by").order_by("pk")),
        )
        .order_by("pk")
    )


def dress(statements, numbers, revision):
    """Adds what a card shows beside the row: number, level, whether it is in the text, and its relay."""
    above = {statement.pk: statement.within_id for statement in statements}
    for statement in statements:
        depth, outer = 1, statement.within_id
        while outer is not None:
            depth, outer = depth + 1, above.get(outer)
        statement.level = f"d{min(depth, DEEPEST_DRAWN)}"
        statement.number = numbers.get(statement.pk)
        statement.outer_number = numbers.get(statement.within_id)
        statement.is_there = bool(place_in(statement, revision)) or statement.revision_id == revision.pk
        held = [attribution for attribution in statement.attributions.all() if hasattr(attribution, "relay")]
        statement.first_relay = held[0].relay if held else None


def _mentions(article, statements):
    """The sources named here, each with the statements credited to it and those it stands between of."""
    credited, passed = defaultdict(list), defaultdict(list)
    for statement in statements:
        for attribution in statement.attributions.all():
            credited[attribution.mention_id].append(statement)
        for via in statement.first_relay.vias.all() if statement.first_relay else ():
            if statement not in passed[via.mention_id]:
                passed[via.mention_id].append(statement)
    mentions = article.mentions.select_related("source").order_by(
        F("source__sort_key").asc(nulls_last=True), "printed_key", "pk"
    )
    for mention in mentions:
        mention.credited_with, mention.via_of = credited[mention.pk], passed[mention.pk]
    return mentions


def _copies(article):
    """The other articles that carry this text, the first published first."""
    if article.copy_group_id is None:
        return []
    return _first(article.copy_group.articles.living().exclude(pk=article.pk))


def _first(articles):
    """The first published ones, one more than is shown."""
    found = articles.select_related("outlet")
    return list(found.order_by(F("published_at").asc(nulls_last=True), "pk")[: COPIES_SHOWN + 1])


def _copy_pairs(article):
    """What its text has in common with others, what has most first; each with how the other one stands to it."""
    found = CopyPair.objects.of_living().about(article).exclude(state="rejected").for_listing()
    pairs = list(found.order_by("-own_words", "pk")[: COPIES_SHOWN + 1])
    for pair in pairs:
        pair.opposite, order = pair.others_of(article), pair.in_order()
        pair.relation = (
            "Has words in common with" if order is None else "Copied by" if order[0] == article else "Copy of"
        )
    return pairs


def _citing(article):
    """Articles that name this one as what they credit, the first published first."""
    ids = Attribution.objects.accepted().filter(cited_article=article).values("statement__article")
    vias = Via.objects.filter(cited_article=article, statement__state="accepted").values("statement__article")
    credits = Credit.objects.filter(cited_article=article, state="accepted").values("article")
    by_page = Cited.objects.filter(article=article, dropped_at=None).values("citing")
    return _first(Article.objects.living().filter(pk__in=ids.union(vias, credits, by_page)))


def _links(revision):
    """What the text links to, each with the article that is held of it: two queries."""
    links = list(revision.links.with_held_article().order_by("position"))
    held = Article.objects.select_related("outlet").in_bulk({link.held_article_id for link in links} - {None})
    for link in links:
        link.held = held.get(link.held_article_id)
    return links
