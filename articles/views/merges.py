"""Merges of sources, claims and articles: what is merged, merging with a look before, undo with a look before."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from articles import columns, exports, filters, merging, previews
from articles.models import Merge, MergeMove
from articles.offers import claims as claims_alike
from articles.pagination import CappedPaginator
from articles.views.lists import download
from articles.views.permalinks import misread
from sources.names import suggest

Kind = Merge.Kind
REFUSED = 422
AT_MOST = 20  # duplicates in one go: each is looked at before
PERMISSIONS = {
    Kind.SOURCE: ("sources.change_source", "articles.merge_rows"),
    Kind.CLAIM: ("articles.change_claim",),
    Kind.ARTICLE: ("articles.change_article", "articles.merge_rows"),
}
may_export = permission_required("articles.export_rows", raise_exception=True)


def may_merge(user, kind):
    """Editors, who may change the wording of a claim, may merge two; sources and articles are Staff's."""
    return user.has_perms(PERMISSIONS[kind])


def kinds_of(user):
    return [kind for kind in Kind if may_merge(user, kind)]


# --- the list, its file and what that is about ------------------------------------------------------------


def _asked(request):
    return filters.MergeFilter(request.GET, Merge.objects.all())


@require_safe
def merge_list(request):
    asked = _asked(request)
    page = None
    if asked.is_valid():
        most = None if request.GET.get("count") else 10_000
        paginator = CappedPaginator(asked.qs.select_related("by", "undone_by"), base=asked.qs, most=most)
        try:
            page = paginator.page(request.GET.get("page") or 1)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
    context = {
        "filter": asked,
        "page": page,
        "sorting": asked.sorting if asked.is_valid() else {},
        "csv_url": reverse("redirect_list_csv"),
        "about_url": reverse("redirect_list_about"),
        "under_way": Merge.objects.under_way().count(),
        "may_merge": kinds_of(request.user),
    }
    return render(request, "articles/merge_list.html", context)


@require_safe
@may_export
def redirect_list_csv(request):
    """Every row of `merge_list` for the same query string, all pages of it."""
    asked = _asked(request)
    if not asked.is_valid():
        return _unread(asked)
    return download(request, columns.REDIRECTS, lambda: asked.qs)


@require_safe
def redirect_list_about(request):
    asked = _asked(request)
    if not asked.is_valid():
        return _unread(asked)
    query = f"?{asked.query().urlencode()}" if asked.query() else ""
    told = exports.about(
        columns.REDIRECTS,
        address=request.build_absolute_uri(reverse("merge_list") + query),
        csv_address=request.build_absolute_uri(reverse("redirect_list_csv") + query),
        query=dict(asked.query().lists()),
        described=asked.described(),
        sort=asked.sort,
        rows=asked.qs.order_by().count(),
        coverage={},  # a merge is about no article's text
    )
    return JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})


def _unread(asked):
    return HttpResponseBadRequest("\n".join(asked.error_lines()) + "\n", content_type="text/plain; charset=utf-8")


# --- choosing two rows --------------------------------------------------------------------------------------


class AsItIs:
    """A merged row does not stand for the one that took over: which of them is meant decides what is merged."""

    def standing_for(self, row):
        return row


class SourceField(AsItIs, filters.SourcesField):
    def rows(self, ids):
        return super().rows(ids).select_related("merged_into")


class ClaimField(AsItIs, filters.ClaimsField):
    pass


class ArticleField(AsItIs, filters.ArticlesField):
    def rows(self, ids):
        return super().rows(ids).select_related("outlet__merged_into", "merged_into")


FIELDS = {Kind.SOURCE: SourceField, Kind.CLAIM: ClaimField, Kind.ARTICLE: ArticleField}


class PairForm(filters.FilterForm):
    """`?kind=source&kept=12&merged=14&merged=15`, or names to be looked up in `kept_name`, `merged_name`."""

    kind = filters.OneChoiceField(choices=Kind.choices, widget=forms.HiddenInput, required=False)

    def __init__(self, data, kind):
        super().__init__(data)
        self.fields["kept"] = FIELDS[kind](required=False, label=f"The {kind.label} that is kept")
        self.fields["merged"] = FIELDS[kind](required=False, label="Its duplicates")

    def clean_kept(self):
        rows = self.cleaned_data["kept"]
        if len(rows) > 1:
            raise ValidationError("Only one can be kept; untick the others.")
        return rows[0] if rows else None

    def clean_merged(self):
        rows = self.cleaned_data["merged"]
        if len(rows) > AT_MOST:
            raise ValidationError(f"At most {AT_MOST} at a time: each one is looked at before it is merged.")
        return rows


@require_http_methods(["GET", "HEAD", "POST"])
def merge_add(request):
    """Chooses, shows what would happen, asks for the reason. A POST carries the same names, and `reason`."""
    kinds = kinds_of(request.user)
    if not kinds:
        raise PermissionDenied
    given = request.POST.copy() if request.method == "POST" else request.GET
    if request.method == "POST":
        for name in ("csrfmiddlewaretoken", "reason"):
            given.pop(name, None)
    asked = given.get("kind", "") or kinds[0].value
    if asked not in Kind.values:
        wrong = [f"“kind” cannot be “{asked[:40]}”; it can be {' or '.join(Kind.values)}."]
        return render(request, "articles/misread.html", {"wrong": wrong}, status=400)
    kind = Kind(asked)
    if kind not in kinds:
        raise PermissionDenied
    form = PairForm(given, kind)
    kept, merged = (form.cleaned_data.get(name) for name in ("kept", "merged")) if form.is_valid() else (None, [])
    context = {"form": form, "kind": kind, "kinds": kinds, "kept": kept, "reason": request.POST.get("reason", "")}
    if request.method == "POST" and kept and merged:
        done, error = _merge_all(kind, kept, merged, request)
        if error is None:
            return redirect(done[0] if len(done) == 1 else "merge_list")
        context["error"] = error
        merged = merged[len(done) :]
    if kept and merged:
        kept = form.fields["kept"].rows([kept.pk])[0] if request.method == "POST" else kept
        context["previews"] = [previews.of_merge(kind, kept, one) for one in merged]
        context["swaps"] = [{"row": one, "url": _address(kind, one, [kept, *merged])} for one in merged]
        context["can_merge"] = not any(preview.problem for preview in context["previews"])
        context["in_pieces"] = any(preview.in_pieces for preview in context["previews"])
    status = REFUSED if request.method == "POST" else 200
    return render(request, "articles/merge_add.html", context, status=status)


def _merge_all(kind, kept, merged, request):
    """(the merges that were made, the sentence that says why it ended before the last)."""
    done = []
    for one in merged:
        try:
            made = merging.merge(kind, kept.pk, one.pk, by=request.user, reason=request.POST.get("reason", ""))
        except ValidationError as error:
            return done, " ".join(error.messages)
        done.append(made)
        if made.state == Merge.State.UNDER_WAY:
            messages.info(request, f"“{one}” is being merged into “{kept}”, piece by piece.")
        else:
            messages.success(request, f"“{one}” is merged into “{kept}”. Its old address leads there.")
    return done, None


def _address(kind, kept, rows):
    query = QueryDict(mutable=True)
    query["kind"], query["kept"] = kind.value, str(kept.pk)
    query.setlist("merged", [str(row.pk) for row in rows if row.pk != kept.pk])
    return f"{reverse('merge_add')}?{query.urlencode()}"


@require_safe
def merge_offer(request):
    """Rows for a name that is being typed: `?as=kept` and the form's own names; a piece of the form."""
    given = request.GET
    kind, name = given.get("kind", Kind.SOURCE.value), given.get("as", "kept")
    if kind not in Kind.values or name not in ("kept", "merged"):
        return misread(request, {"kind": tuple(Kind.values), "as": ("kept", "merged")})
    kind = Kind(kind)
    if not may_merge(request.user, kind):
        raise PermissionDenied
    typed = given.get(f"{name}_name", "")[:300].replace("\0", "").strip()
    offered = [{"row": row, "url": _choosing(given, kind, name, row)} for row in _alike(kind, typed)]
    context = {"offered": offered, "typed": typed, "kind": kind}
    return render(request, "articles/merge_offer.html", context)


def _alike(kind, typed):
    if not typed:
        return []
    if kind == Kind.SOURCE:
        return suggest(typed)
    if kind == Kind.CLAIM:
        return claims_alike(typed)
    certain, offered = filters.ArticlesField().look_up(typed)
    return [certain] if certain else offered


def _choosing(given, kind, name, row):
    """The address of the form with `row` chosen, and what is chosen and typed in the other place."""
    query, other = QueryDict(mutable=True), "merged" if name == "kept" else "kept"
    query["kind"] = kind.value
    for one in (other, f"{other}_name"):
        query.setlist(one, [value for value in given.getlist(one) if value.strip()])
    query.setlist(name, [str(row.pk), *(given.getlist(name) if name == "merged" else ())])
    return f"{reverse('merge_add')}?{query.urlencode()}"


# --- one merge ---------------------------------------------------------------------------------------------


def _merge(pk):
    return get_object_or_404(Merge.objects.select_related("by", "undone_by", "job"), pk=pk)


@require_safe
def merge_detail(request, pk):
    merge = _merge(pk)
    outcomes = tuple(value or "stands" for value in MergeMove.Outcome.values)
    known = {"page": (), "outcome": outcomes, "rows": tuple(previews.CALLED), "did": tuple(MergeMove.Did.values)}
    if (answer := misread(request, known)) is not None:
        return answer
    entries = previews.rows_called(merge.moves.order_by("pk"), request.GET.get("rows", ""))
    if request.GET.get("did"):
        entries = entries.filter(did=request.GET["did"])
    outcome = request.GET.get("outcome", "")
    if outcome:
        entries = entries.filter(outcome="" if outcome == "stands" else outcome)
    try:
        page = CappedPaginator(entries).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404("There is no such page of rows.") from error
    lines = previews.described(page.object_list)
    for entry in page:
        entry.line = lines[entry.pk]
        entry.called = previews.called(entry.table, 1, entry.cell)
    context = {
        "merge": merge,
        "page": page,
        "outcome": outcome,
        "outcomes": [(value or "stands", label) for value, label in MergeMove.Outcome.choices],
        "done": previews.done(merge),
        "kept_url": previews.page_of(merge.kind, merge.kept_id),
        "merged_url": previews.page_of(merge.kind, merge.merged_id),
        "may_undo": may_merge(request.user, merge.kind),
        "has_job": merge.job is not None and merge.state in (Merge.State.UNDER_WAY, Merge.State.GOING_BACK),
    }
    return render(request, "articles/merge_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_undo(request, pk):
    """What goes back and what stays; a POST does it."""
    merge = _merge(pk)
    if not may_merge(request.user, merge.kind):
        raise PermissionDenied
    if (answer := misread(request, {})) is not None:
        return answer
    error = ""
    if request.method == "POST":
        try:
            merge = merging.undo(merge, by=request.user)
        except ValidationError as refused:
            error = " ".join(refused.messages)
            merge = _merge(pk)
        else:
            stayed = merge.moves.filter(outcome=MergeMove.Outcome.STAYED).count()
            kept = f" {stayed} rows stayed, since somebody has changed them." if stayed else ""
            if merge.state == Merge.State.GOING_BACK:
                messages.info(request, "The merge is being undone, piece by piece.")
            else:
                messages.success(request, f"Undone: “{merge.merged_name}” stands for itself again.{kept}")
            return redirect(merge)
    context = {"merge": merge, "error": error, "preview": previews.of_undo(merge) if merge.stands else None}
    return render(request, "articles/merge_undo.html", context, status=REFUSED if error else 200)
