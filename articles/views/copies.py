"""Copies: pairs of articles of which one has words of the other, side by side, decided one by one or as a group."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import columns, copying, exports, filters
from articles.models import CopyPair, Credit
from articles.pagination import COUNTED_AT_MOST, CappedPaginator
from articles.querysets import NOT_OF_WORDS
from articles.views.lists import coverage_at_head, download, may_export, refused
from articles.views.permalinks import misread

may_mark = permission_required("articles.mark_article", raise_exception=True)
REFUSED = 422
LONGEST_GAP = 900  # characters between two passages that are shown whole
AROUND_GAP = 300  # of a longer one, at either end


def _asked(request):
    return filters.CopyFilter(request.GET, CopyPair.objects.of_living())


# --- the list, its file and what that is about -----------------------------------------------------------------


@require_safe
def copypair_list(request):
    asked = _asked(request)
    context = {
        "filter": asked,
        "page": None,
        "sorting": asked.sorting if asked.is_valid() else {},
        "csv_url": reverse("copypair_list_csv"),
        "about_url": reverse("copypair_list_about"),
    }
    if asked.is_valid():
        most = None if request.GET.get("count") else COUNTED_AT_MOST
        paginator = CappedPaginator(asked.qs, shown=_rows_of, most=most)
        try:
            context["page"] = paginator.page(request.GET.get("page") or 1)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
        else:
            context["coverage"] = coverage_at_head(asked, "copypair_list")
            context["waiting"] = CopyPair.objects.of_living().suggested()[: COUNTED_AT_MOST + 1].count()
    return render(request, "articles/copypair_list.html", context)


def _rows_of(ids):
    return CopyPair.objects.filter(pk__in=ids).for_listing()


@require_safe
@may_export
def copypair_list_csv(request):
    """Every row of `copypair_list` for the same query string, all pages of it."""
    asked = _asked(request)
    if not asked.is_valid():
        return refused(asked)
    return download(request, columns.COPIES, lambda: asked.qs, CopyPair.objects.with_credited())


@require_safe
def copypair_list_about(request):
    asked = _asked(request)
    if not asked.is_valid():
        return refused(asked)
    query = f"?{asked.query().urlencode()}" if asked.query() else ""
    told = exports.about(
        columns.COPIES,
        address=request.build_absolute_uri(reverse("copypair_list") + query),
        csv_address=request.build_absolute_uri(reverse("copypair_list_csv") + query),
        query=dict(asked.query().lists()),
        described=asked.described(),
        sort=asked.sort,
        rows=asked.qs.order_by().count(),
        coverage=coverage_at_head(asked, "copypair_list", exactly=True),
    )
    return JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})


# --- one pair -----------------------------------------------------------------------------------------------------


def _pair(pk):
    found = CopyPair.objects.with_credited().select_related(
        "article__outlet",
        "article__merged_into",
        "other__outlet",
        "other__merged_into",
        "article_revision",
        "other_revision",
        "decided_by",
    )
    pair = found.filter(pk=pk).first()
    if pair is None:
        raise Http404("There is no such pair: the texts were compared anew, or have no longer enough in common.")
    return pair


@require_safe
def copypair_detail(request, pk):
    pair = _pair(pk)
    if (answer := misread(request, {})) is not None:
        return answer
    return _shown(request, pair)


def _shown(request, pair, error="", status=200):
    order = pair.in_order()
    sides = [_side(pair, "article", "other"), _side(pair, "other", "article")]
    if order and order[0].pk == pair.other_id:
        sides.reverse()  # the earlier one first
    lines = defaultdict(list)
    held = Credit.objects.filter(article__in=(pair.article_id, pair.other_id)).exclude(role__in=NOT_OF_WORDS)
    for credit in held.exclude(state="rejected").select_related("mention__source").order_by("pk"):
        lines[credit.article_id].append(credit)
    for side in sides:
        side["credits"] = lines[side["article"].pk]
    context = {
        "pair": pair,
        "sides": sides,
        "order": order,
        "error": error,
        "states": [(value, label) for value, label in _choices() if value != pair.state],
        "together": len(copying.waiting_with(pair)) if pair.state == "suggested" else 0,
        "percent": round(100 * pair.similarity),
    }
    return render(request, "articles/copypair_detail.html", context, status=status)


def _choices():
    return [(state.value, state.label) for state in CopyPair.STATES if state != CopyPair.STATES[0]]


def _side(pair, name, opposite):
    """One of the two as the template shows it: its text in pieces, passages numbered as in the other."""
    revision = getattr(pair, f"{name}_revision")
    numbered = sorted((tuple(one[name]), number) for number, one in enumerate(pair.passages, start=1))
    pieces, at = [], 0
    for (start, end), number in numbered:
        pieces += _between(revision.text, at, start)
        pieces.append({"text": revision.text[start:end], "number": number})
        at = end
    pieces += _between(revision.text, at, revision.length)
    share = getattr(pair, f"{name}_in_{opposite}")
    return {
        "name": name,
        "opposite": opposite,
        "article": getattr(pair, name),
        "revision": revision,
        "pieces": pieces,
        "percent": round(100 * share),
    }


def _between(text, start, end):
    """What stands between two passages; the middle of a long stretch is left out, and how much is said."""
    if end - start <= LONGEST_GAP:
        return [{"text": text[start:end]}] if start < end else []
    # after and before a whole word, where the text has any
    head = text.rfind(" ", start, start + AROUND_GAP) + 1 or start + AROUND_GAP
    tail = text.find(" ", end - AROUND_GAP, end) + 1 or end - AROUND_GAP
    return [{"text": text[start:head]}, {"left_out": tail - head}, {"text": text[tail:end]}]


# --- decisions ----------------------------------------------------------------------------------------------------


class _DecideForm(forms.Form):
    """A decision, and the state that the editor saw."""

    state = forms.ChoiceField(choices=[(state.value, state.label) for state in CopyPair.STATES])
    seen = forms.ChoiceField(choices=[(state.value, state.label) for state in CopyPair.STATES])


DONE = {
    "accepted": "Accepted: the two are in one copy group.",
    "rejected": "Rejected: the two are no copies.",
    "unsure": "Left unsure.",
    "suggested": "Taken back: the pair waits for a decision again.",
}


@require_POST
@may_mark
def copypair_decide(request, pk):
    pair = _pair(pk)
    form = _DecideForm(request.POST)
    if not form.is_valid():
        return _shown(request, pair, "Choose: accept, reject, unsure or take back.", REFUSED)
    now, pair.state = pair.state, form.cleaned_data["seen"]
    try:
        copying.decide_pair(pair, form.cleaned_data["state"], by=request.user)
    except ValidationError as error:
        pair.state = now
        return _shown(request, _pair(pk), " ".join(error.messages), REFUSED)
    messages.success(request, DONE[form.cleaned_data["state"]])
    return redirect("copypair_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_mark
def copypair_group(request, pk):
    """The pairs that hang together with this one and wait: all are shown, those ticked are decided."""
    pair = _pair(pk)
    if request.method != "POST" and (answer := misread(request, {})) is not None:
        return answer
    pairs = copying.waiting_with(pair) if pair.state == "suggested" else []
    ticked, error = {one.pk for one in pairs}, ""
    if request.method == "POST":
        given = [int(value) for value in request.POST.getlist("pair") if value.isascii() and value.isdigit()]
        ticked = set(given)
        chosen = [one for one in pairs if one.pk in ticked]
        state = request.POST.get("state", "")
        if not given or state not in dict(_choices()):
            error = "Tick the pairs that are meant, and choose: accept, reject or unsure."
        elif len(chosen) < len(ticked):
            error = "A colleague has decided some of these in the meantime. Look again: what still waits is shown."
        else:
            try:
                copying.decide_pairs(chosen, state, by=request.user)
            except ValidationError as refused_because:
                error = " ".join(refused_because.messages)
            else:
                messages.success(request, f"{len(chosen)} pairs are {state}.")
                return redirect("copypair_detail", pk)
    articles = {one.pk: one for both in pairs for one in (both.article, both.other)}
    context = {
        "pair": pair,
        "pairs": pairs,
        "articles": sorted(articles.values(), key=lambda one: (one.published_at is None, one.published_at, one.pk)),
        "ticked": ticked,
        "error": error,
        "choices": _choices(),
        "at_most": copying.DECIDED_AT_ONCE,
    }
    return render(request, "articles/copypair_group.html", context, status=REFUSED if error else 200)
