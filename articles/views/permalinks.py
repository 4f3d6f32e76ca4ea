"""What an address gets whose row was merged, was removed or never was, or whose parameters cannot be read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles import history


def moved(to: str) -> HttpResponse:
    """For a merged row: the living one's address, for good - until somebody undoes the merge."""
    response = HttpResponsePermanentRedirect(to)
    response["Cache-Control"] = "no-cache"
    return response


def removed(request: HttpRequest, model, pk: int, what: str) -> HttpResponse:
    """410 with when and by whom the row was removed; Http404 if there never was one."""
    found = history.removed(model, pk)
    if found is None:
        raise Http404(f"There is no {what} {pk}.")
    line, event = found
    article = getattr(event, "article_id", None)
    return render(
        request, "articles/row_removed.html", {"what": what, "pk": pk, "line": line, "article_id": article}, status=410
    )


def misread(request: HttpRequest, known: dict[str, tuple[str, ...]]) -> HttpResponse | None:
    """400 where a parameter is not one of `known`, or its value none of those listed (empty: any)."""
    wrong = []
    for name, values in request.GET.lists():
        if name not in known:
            wrong.append(f"“{name}” is no parameter of this page.")
        elif len(values) > 1:
            wrong.append(f"“{name}” is given {len(values)} times; once is enough.")
        elif known[name] and values[0] not in known[name]:
            wrong.append(f"“{name}” cannot be “{values[0]}”; it can be {' or '.join(known[name])}.")
    if not wrong:
        return None
    return render(request, "articles/misread.html", {"wrong": wrong}, status=400)
