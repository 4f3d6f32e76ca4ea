"""Which very article a credit cites: what was read off the page, what may be meant, and an editor's word."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles import citing
from articles.addresses import canonical
from articles.models import Article, Attribution, Credit, Via
from articles.views.permalinks import misread

OF_STATEMENT = ("statement__article__outlet", "mention__source", "cited_article__outlet", "cited__article__outlet")
ROWS = {
    "attribution": Attribution.objects.select_related(*OF_STATEMENT, "statement__revision"),
    "via": Via.objects.select_related(*OF_STATEMENT, "statement__revision"),
    "credit": Credit.objects.select_related(
        "article__outlet", "mention__source", "cited_article__outlet", "cited__article__outlet", "revision"
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("articles.mark_article", raise_exception=True)
def cited_article(request, kind, pk):
    row = ROWS[kind].filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such credit any more: somebody has edited it since.")
    if (answer := misread(request, {})) is not None:
        return answer
    page = row.article if kind == "credit" else row.statement
    wrong = typed = ""
    if request.method == "POST":
        typed = request.POST.get("address", "").strip()
        try:
            article = _chosen(request.POST.get("article", ""), typed)
            citing.cite(row, article, by=request.user)
        except ValidationError as error:
            wrong = " ".join(error.messages)
        else:
            messages.success(request, f"Cites {article}." if article else "No held article is cited here.")
            return redirect(page)
    context = {
        "row": row,
        "kind": kind,
        "page": page,
        "article": page if kind == "credit" else row.statement.article,
        "found": found_by_page(row),
        "candidates": citing.candidates(row),
        "wrong": wrong,
        "typed": typed,
    }
    return render(request, "articles/cited_article.html", context, status=400 if wrong else 200)


def found_by_page(row):
    """What links or quoted words say, unless an editor dropped it; None: nothing."""
    cited = getattr(row, "cited", None)
    return cited if cited is not None and cited.dropped_at is None else None


def _chosen(choice, typed):
    """An article by the button that was chosen, or by its id or address as typed; None: no held article."""
    if choice == "none":
        return None
    if choice and choice != "typed":
        typed = choice
    if not typed:
        raise ValidationError("Choose an article, or give the address or the id of another one that is held.")
    if typed.isdecimal():
        found = Article.objects.filter(pk=int(typed)) if len(typed) < 19 else Article.objects.none()
    else:
        try:
            found = Article.objects.filter(address_key=canonical(typed).key)
        except ValueError as error:
            raise ValidationError(str(error)) from error
    article = found.select_related("merged_into", "outlet").first()
    if article is None:
        raise ValidationError(f"No article “{typed}” is held. Add it first, then choose it here.")
    return article
