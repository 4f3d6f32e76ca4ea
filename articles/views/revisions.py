"""An article's captured texts: what changed between two, notices of correction, and who still carries the old."""

from itertools import pairwise

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from articles import columns, correcting, reach
from articles.differences import SAME, differences
from articles.highlights import place_in
from articles.models import Article, Notice, Statement
from articles.pagination import CappedPaginator
from articles.views.lists import download
from articles.views.permalinks import misread, moved, removed

REFUSED = 422
FOLDED = 700  # characters of an unchanged stretch from which its middle is folded away
SHOWN = 250  # characters of it that stay at each end
may_mark = permission_required("articles.mark_article", raise_exception=True)


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(choices=Notice.Kind.choices, help_text="Withdrawn: the outlet no longer stands by it.")
    printed = forms.CharField(
        label="Words",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The notice, exactly as printed.",
        error_messages={"required": "Copy the words of the notice."},
    )


def _living(request, pk):
    """(the article, None), or (None, the answer where it is not here)."""
    article = Article.objects.select_related("outlet", "merged_into").filter(pk=pk).first()
    if article is None:
        return None, removed(request, Article, pk, "article")
    if article.merged_into:
        return None, moved(article.merged_into.get_absolute_url())
    return article, None


@require_safe
def article_revisions(request, pk):
    """All captured texts with what they were fetched from, the notices, and links to what changed."""
    article, answer = _living(request, pk)
    if article is None:
        return answer
    if (answer := misread(request, {})) is not None:
        return answer
    return _revisions(request, article, NoticeForm())


def _revisions(request, article, form, status=200):
    revisions = list(
        article.revisions.select_related("captured_by").prefetch_related("captures").defer("text").order_by("-number")
    )
    for one, before in pairwise(revisions):
        one.before = before.number
    old = reach.old_statements(article)
    context = {
        "article": article,
        "revisions": revisions,
        "notices": article.notices.select_related("revision", "decided_by", "created_by").order_by("-pk"),
        "kinds": Notice.Kind.choices,
        "form": form,
        "reach": reach.downstream(article, old).count() if old.statements else None,
    }
    return render(request, "articles/article_revisions.html", context, status=status)


@require_safe
def article_compare(request, pk):
    """Word by word, what changed from one captured text to another."""
    article, answer = _living(request, pk)
    if article is None:
        return answer
    revisions = {str(one.number): one for one in article.revisions.defer("text").order_by("number")}
    if (answer := misread(request, {"old": tuple(revisions), "new": tuple(revisions)})) is not None:
        return answer
    last = str(len(revisions))
    asked_new = request.GET.get("new", last)
    asked_old = request.GET.get("old", str(max(int(asked_new) - 1, 1)))
    old, new = (article.revisions.get(number=int(number)) for number in (asked_old, asked_new))
    pieces = differences(old.text, new.text)
    context = {
        "article": article,
        "revisions": list(revisions.values()),
        "old": old,
        "new": new,
        "pieces": [_folded(piece, at, len(pieces)) for at, piece in enumerate(pieces)],
        "is_same": all(piece.kind == SAME for piece in pieces),
        "numbers": {
            kind: sum(len(piece.text.split()) for piece in pieces if piece.kind == kind)
            for kind in ("removed", "added")
        },
        "changed": _changed(article, old, new),
    }
    return render(request, "articles/article_compare.html", context)


def _folded(piece, at, count):
    """A piece as the template draws it: of a long unchanged one, the ends, and the middle to be opened."""
    text = piece.text
    if piece.kind != SAME or len(text) < FOLDED:
        return {"kind": piece.kind, "text": text}
    head = "" if at == 0 else text[:SHOWN]
    tail = "" if at == count - 1 else text[-SHOWN:]
    return {"kind": SAME, "text": head, "middle": text[len(head) : len(text) - len(tail)], "tail": tail}


def _changed(article, old, new):
    """[(what became of it, statement)] of statements that the newer of two texts has otherwise than the older."""
    found = []
    rows = article.statements.exclude(state="rejected").prefetch_related(
        "anchors", Prefetch("replaced_by", Statement.objects.exclude(state="rejected").order_by("pk"))
    )
    for statement in rows.order_by("pk"):
        was_there = statement.revision_id == old.pk or bool(place_in(statement, old))
        is_there = statement.revision_id == new.pk or bool(place_in(statement, new))
        if was_there and not is_there:
            statement.later = list(statement.replaced_by.all())
            found.append(("replaced" if statement.later else "gone", statement))
        elif is_there and not was_there:
            found.append(("new", statement))
    return found


# --- notices ------------------------------------------------------------------------------------------------


@require_POST
@may_mark
def notice_add(request, pk):
    article, answer = _living(request, pk)
    if article is None:
        return answer
    form = NoticeForm(request.POST)
    if form.is_valid():
        try:
            correcting.add_notice(article, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "The notice is on record.")
            return redirect("article_revisions", pk=article.pk)
    return _revisions(request, article, form, status=REFUSED)


@require_POST
@may_mark
def notice_decide(request, pk):
    notice = get_object_or_404(Notice.objects.select_related("article"), pk=pk)
    try:
        correcting.decide_notice(
            notice, request.POST.get("state", ""), by=request.user, kind=request.POST.get("kind", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("article_revisions", pk=notice.article_id)


# --- reach ----------------------------------------------------------------------------------------------------


@require_safe
def article_reach(request, pk):
    """Every article downstream that still carries what this one corrected or withdrew."""
    article, answer = _living(request, pk)
    if article is None:
        return answer
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    old = reach.old_statements(article)
    found = reach.downstream(article, old).select_related("outlet")
    try:
        page = CappedPaginator(found).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error
    notices = article.notices.filter(state="accepted").order_by("pk")
    context = {"article": article, "old": old, "page": page, "notices": notices}
    return render(request, "articles/article_reach.html", context)


@require_safe
@permission_required("articles.export_rows", raise_exception=True)
def article_reach_csv(request, pk):
    """Every row of `article_reach`, all pages of it."""
    article, answer = _living(request, pk)
    if article is None:
        return answer
    if (answer := misread(request, {})) is not None:
        return answer
    return download(request, columns.REACH, lambda: reach.downstream(article, reach.old_statements(article)))
