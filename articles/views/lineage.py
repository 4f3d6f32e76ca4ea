"""The lineage of a claim: its rows behind every number of the claim's page, its file, and the picture as a file."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import claim_picture, columns, exports
from articles.claim_story import Story
from articles.models import Article, Claim
from articles.views.permalinks import misread, moved, removed

BY = {
    "article": "Articles",
    "outlet": "Outlets",
    "family": "Publisher families",
    "origin": "Origins",
}
ROWS_A_PAGE = 50


@require_safe
def claim_lineage(request, pk):
    """The rows that the numbers of the claim's page count: `by` article, outlet, family or origin."""
    claim = Claim.objects.filter(pk=pk).select_related("merged_into").first()
    if claim is None:
        return removed(request, Claim, pk, "claim")
    if claim.merged_into:
        return moved(claim.merged_into.get_absolute_url())
    if (answer := misread(request, {"by": BY, "page": ()})) is not None:
        return answer
    by = request.GET.get("by", "article")
    story = Story.of(claim)
    rows = {"article": _articles, "outlet": _outlets, "family": _families, "origin": _origins}[by](story)
    try:
        page = Paginator(rows, ROWS_A_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error
    if by == "article":
        titles = Article.objects.select_related("outlet").in_bulk([row["article"] for row in page])
        for row in page:
            row["article"] = titles[row["article"]]
    context = {"claim": claim, "story": story, "by": by, "faces": BY, "page": page}
    return render(request, "articles/claim_lineage.html", context)


def _articles(story):
    """One an article, by time."""
    found = {}
    for one in story.in_time():
        row = found.setdefault(one.article, {"article": one.article, "statements": [], "origins": {}})
        row["statements"].append(one.id)
        row["origins"] |= dict.fromkeys(origin.kind for origin in story.lineage.origins(one.id))
    return list(found.values())


def _grouped(story, key):
    found = {}
    for one in story.in_time():
        row = found.setdefault(key(one), {"first": one.at, "statements": 0, "articles": set(), "outlets": set()})
        row["statements"] += 1
        row["articles"].add(one.article)
        row["outlets"].add(one.outlet)
    return found


def _outlets(story):
    found = _grouped(story, lambda one: one.outlet)
    return [{"source": story.sources[pk], **row, "articles": len(row["articles"])} for pk, row in found.items()]


def _families(story):
    """One an owner on the day of publication; an outlet without one is a family of its own."""
    found = _grouped(story, lambda one: (one.family is None, one.family or one.outlet))
    return [
        {
            "source": story.sources[pk],
            "is_alone": alone,
            **row,
            "articles": len(row["articles"]),
            "outlets": [story.sources[outlet] for outlet in sorted(row["outlets"])],
        }
        for (alone, pk), row in found.items()
    ]


def _origins(story):
    return story.roots()


@require_safe
@permission_required("articles.export_rows", raise_exception=True)
def claim_lineage_csv(request, pk):
    """One row a statement and end of its chains: all that the claim's page is made of."""
    claim = get_object_or_404(Claim.objects.living(), pk=pk)
    if (answer := misread(request, {})) is not None:
        return answer
    rows = Story.of(claim).rows(f"{request.scheme}://{request.get_host()}")
    return exports.small_csv(f"claim-{pk}-lineage.csv", columns.LINEAGE.columns, rows)


@require_safe
def claim_picture_svg(request, pk):
    """The relay picture as a file that stands by itself."""
    claim = get_object_or_404(Claim.objects.living(), pk=pk)
    if (answer := misread(request, {})) is not None:
        return answer
    story = Story.of(claim)
    drawn = claim_picture.picture(story, story.roots(), f"{request.scheme}://{request.get_host()}")
    if not drawn:
        raise Http404("No statement makes this claim: there is nothing to draw.")
    answer = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="claim-{pk}.svg"'
    return answer
