"""The review desk: one queue of suggestions over all articles, each decided by a key, a click or a plain form.

The script (tracker/static/review.js) asks with the header X-Requested-With: review and gets JSON; without it every
page works by plain forms.
"""

import json

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles import highlights, marking, reviewing
from articles import text as texts
from articles.forms import DecideForm
from articles.marking import Who
from articles.models import Article, Credit, Statement
from articles.review_filters import ReviewFilter
from articles.reviewing import Change, Item
from sources.models import Source

may_mark = permission_required("articles.mark_article", raise_exception=True)
AHEAD = 3  # items the page holds: the one looked at and those that show without waiting for an answer
AROUND = 20_000  # characters of the text shown before and after an item; an article has 5,000
GONE = "A colleague has decided or removed this suggestion in the meantime."
REFUSED = 422
LONGEST_CHANGE = 20_000  # characters of a change as the script sends it


def _asked(request):
    return ReviewFilter(request.GET, Statement.objects.all())


def _by_script(request):
    return request.headers.get("X-Requested-With") == "review"


def _address(asked, view="review_desk"):
    query = asked.query().urlencode() if asked.is_valid() else ""
    return reverse(view) + (f"?{query}" if query else "")


# --- the desk --------------------------------------------------------------------------------------------------


@require_GET
@may_mark
def review_desk(request):
    asked = _asked(request)
    items = reviewing.take(asked, by=request.user, number=AHEAD) if asked.is_valid() else []
    context = {
        "filter": asked,
        "items": [_shown(request, item) for item in _with_rows(items)],
        "waiting": reviewing.waiting(asked) if asked.is_valid() else 0,
        "waiting_counted": reviewing.WAITING_COUNTED,
        "address": _address(asked),
        "query": asked.query().urlencode() if asked.is_valid() else "",
    }
    return render(request, "articles/review_desk.html", context, status=200 if asked.is_valid() else REFUSED)


def _with_rows(items):
    """The items with all that is shown of them; a fixed number of queries."""
    ids = {kind: [item.row.pk for item in items if item.kind == kind] for kind in ("statement", "credit")}
    statements = Statement.objects.filter(pk__in=ids["statement"]).select_related(
        "article__outlet", "revision", "within", "decided_by"
    )
    statements = statements.prefetch_related(
        "anchors", "figures", "attributions__mention__source", "vias__mention__source", "within__attributions"
    )
    credits = Credit.objects.filter(pk__in=ids["credit"]).select_related(
        "article__outlet", "revision", "mention__source", "decided_by"
    )
    rows = {Item(row).key: Item(row) for row in [*statements, *credits.prefetch_related("anchors")]}
    return [rows[item.key] for item in items if item.key in rows]


def _shown(request, item):
    """What the template shows of one item: the row, and the text around it with its words marked."""
    row, revision = item.row, item.row.revision
    first, last = _reach(row)
    start, end = max(0, first - AROUND), min(revision.length, last + AROUND)
    is_statement = item.kind == "statement"
    statements = [one for one in (row.within, row) if one is not None] if is_statement else []
    pieces = highlights.segments(revision.text, statements, [] if is_statement else [row], revision)
    return {
        "kind": item.kind,
        "row": row,
        "article": row.article,
        "revision": revision,
        "start": start,
        "text_html": highlights.as_html(highlights.between(pieces, start, end), now=row.pk if is_statement else None),
        "is_cut": start > 0 or end < revision.length,
        "others": _outer_choices(row) if is_statement else [],
        "data": _data(item),
    }


def _reach(row):
    spans = list(row.spans)
    if isinstance(row, Statement):
        spans += row.cue_spans
        spans += [span for one in row.attributions.all() for span in one.source_phrase_spans]
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else (0, 0)


def _outer_choices(row):
    """The statements of the text that this one may lie within: (id, first words)."""
    others = row.article.statements.filter(revision=row.revision_id).exclude(state="rejected").exclude(pk=row.pk)
    others = others.exclude(within=row.pk).order_by("spans", "pk")[:60]
    return [(other.pk, other.quote[:70] or other.cue) for other in others]


def _data(item):
    """What the script needs to change the item, as JSON."""
    row = item.row
    data = {"kind": item.kind, "id": row.pk, "article": row.article_id, "spans": row.spans}
    if item.kind == "statement":
        first = next(iter(row.attributions.all()), None)
        data |= {
            "version": row.version,
            "cue": row.cue_spans,
            "phrase": first.source_phrase_spans if first else [],
            "who": str(first.mention) if first else "",
            "within": row.within_id,
        }
    return data


# --- decisions ---------------------------------------------------------------------------------------------------


class _Refused(Exception):
    """A sentence for the editor: what was sent cannot be read."""


def _key(request):
    kind, pk = request.POST.get("kind", ""), request.POST.get("id", "")
    if kind not in ("statement", "credit") or not _is_id(pk):
        raise _Refused("Say which suggestion is meant: kind and id.")
    return kind, int(pk)


def _is_id(value):
    return value.isascii() and value.isdigit() and len(value) < 19


def _version(request):
    given = request.POST.get("version", "")
    return int(given) if _is_id(given) else None


@require_POST
@may_mark
def review_decide(request):
    """Decides one item; the answer to the script holds the next one that it does not have yet."""
    asked = _asked(request)
    try:
        kind, pk = _key(request)
        item = reviewing.find(kind, pk)
        if item is None:
            return _answer(request, asked, error=GONE, gone=True)
        form = DecideForm(request.POST)
        if not form.is_valid():
            raise _Refused("Choose: accept, reject or unsure.")
        state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
        change = _change(request, item)
        reviewing.decide(item, state, by=request.user, version=_version(request), reason=reason, change=change)
    except marking.Clash as clash:
        return _answer(request, asked, error=str(clash), status=409, again=reviewing.find(kind, pk))
    except ValidationError as error:
        return _answer(request, asked, error=" ".join(error.messages), again=reviewing.find(kind, pk))
    except _Refused as error:
        return _answer(request, asked, error=str(error), status=400)
    return _answer(request, asked, said=f"{state.capitalize()}: {_named(item.row)}")


def _named(row):
    words = (row.quote or row.cue) if isinstance(row, Statement) else row.printed
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"


def _change(request, item):
    """What the script sent as changed, read with care: positions inside the text, a source that is there."""
    sent = request.POST.get("change", "")
    if not sent:
        return None
    if item.kind != "statement":
        raise _Refused("A credit is changed on its own page.")
    try:
        given = json.loads(sent) if len(sent) <= LONGEST_CHANGE else None
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise _Refused("The change cannot be read.")
    names = {"spans": "spans", "cue": "cue_spans", "phrase": "source_phrase_spans"}
    values = {name: _spans(given[key], item.row.revision.length) for key, name in names.items() if key in given}
    if "who" in given:
        values["who"] = _who(request, given["who"])
    if "within" in given:
        if given["within"] is not None and not isinstance(given["within"], int):
            raise _Refused("The enclosing statement cannot be read.")
        values |= {"within": given["within"], "sets_within": True}
    return Change(**values)


def _spans(given, length):
    try:
        spans = tuple((int(start), int(end)) for start, end in given)
        texts.check_spans(length, spans)
    except (TypeError, ValueError) as error:
        raise _Refused(f"The words cannot be read: {error}") from error
    return spans


def _who(request, given):
    """{"name", "means"}: as the type-ahead gives it."""
    if not isinstance(given, dict):
        raise _Refused("Whom it credits cannot be read.")
    name, means = str(given.get("name", ""))[:300].replace("\0", ""), str(given.get("means", ""))
    kind, _, value = means.partition(":")
    if kind in ("mention", "source") and _is_id(value):
        return Who(mention=int(value)) if kind == "mention" else Who(source=int(value), printed_name=name)
    if kind in ("new", "another") and value in Source.Kind.values:
        if not request.user.has_perm("sources.add_source"):
            raise _Refused("You may not make a new source; choose a known one.")
        return Who(new_kind=value, printed_name=name)
    if means == "unnamed":
        return Who(descriptor=name)
    if means in ("", "open"):
        return Who(printed_name=name, leave_open=means == "open")
    raise _Refused("Choose whom it credits from the list.")


def _have(request):
    """Keys of the items that the page holds already: "statement:12 credit:3"."""
    found = []
    for word in request.POST.get("have", "")[:2000].split():
        kind, _, pk = word.partition(":")
        if kind in ("statement", "credit") and _is_id(pk):
            found.append((kind, int(pk)))
    return found


def _answer(request, asked, *, said="", error="", status=None, again=None, gone=False, first=()):
    """What became of it, and the next items; a redirect back to the desk for a plain form."""
    refused = bool(error) and not gone
    if not _by_script(request):
        (messages.error if error else messages.success)(request, error or said)
        return redirect(_address(asked))
    items = []
    if asked.is_valid():
        wanted = request.POST.get("number", "")
        number = min(AHEAD, int(wanted)) if _is_id(wanted) else 1
        items = reviewing.take(asked, by=request.user, number=number, without=_have(request)) if number else []
    again = [again] if again is not None and again.row.state == "suggested" else []
    told = {
        "said": said,
        "error": error,
        "gone": gone,
        # those to show before all others, and those to show after what the page has
        "first": [_html(request, asked, item) for item in _with_rows([*again, *first])],
        "next": [_html(request, asked, item) for item in _with_rows(items)],
        "waiting": _waiting_in_words(asked),
    }
    return JsonResponse(told, status=status or (REFUSED if refused else 200))


def _waiting_in_words(asked):
    number = reviewing.waiting(asked) if asked.is_valid() else 0
    return f"more than {reviewing.WAITING_COUNTED:,}" if number > reviewing.WAITING_COUNTED else f"{number:,}"


def _html(request, asked, item):
    context = {"item": _shown(request, item), "query": asked.query().urlencode() if asked.is_valid() else ""}
    return render_to_string("articles/review_item.html", context, request)


@require_POST
@may_mark
def review_next(request):
    """Items for the script that it does not have yet, such as when it skipped some."""
    return _answer(request, _asked(request))


@require_POST
@may_mark
def review_undo(request):
    asked = _asked(request)
    try:
        undone = reviewing.undo(by=request.user)
    except ValidationError as error:
        return _answer(request, asked, error=" ".join(error.messages))
    rows = Statement.objects.filter(article=undone.article, state="suggested", pk__in=_ids_of(undone, Statement))
    credits = Credit.objects.filter(article=undone.article, state="suggested", pk__in=_ids_of(undone, Credit))
    back = [Item(row) for row in [*rows.order_by("spans")[:AHEAD], *credits[:AHEAD]]]
    return _answer(request, asked, said=f"Undone: {undone.what}.", first=back)


def _ids_of(step, model):
    return [int(pk) for pk in step.before.get(model._meta.label, {})]


@require_POST
@may_mark
def review_split(request):
    return _reshape(request, "at", lambda row, at, version: reviewing.split(row, at, by=request.user, version=version))


@require_POST
@may_mark
def review_join(request):
    def join(row, pk, version):
        other = Statement.objects.filter(pk=pk, article=row.article).first()
        if other is None:
            raise ValidationError("That statement is not in this article any more.")
        return reviewing.join(row, other, by=request.user, version=version)

    return _reshape(request, "other", join)


def _reshape(request, name, do):
    asked = _asked(request)
    value = request.POST.get(name, "")
    try:
        kind, pk = _key(request)
        item = reviewing.find(kind, pk)
        if item is None:
            return _answer(request, asked, error=GONE, gone=True)
        if kind != "statement" or not _is_id(value):
            raise _Refused("Only a statement can be split or joined, and it needs a place.")
        made = do(item.row, int(value), _version(request))
    except marking.Clash as clash:
        return _answer(request, asked, error=str(clash), status=409)
    except ValidationError as error:
        return _answer(request, asked, error=" ".join(error.messages), again=reviewing.find(kind, pk))
    except _Refused as error:
        return _answer(request, asked, error=str(error), status=400)
    pieces = [Item(row) for row in Statement.objects.filter(pk__in={pk, made.pk}).order_by("spans")]
    return _answer(request, asked, said="Split in two." if len(pieces) > 1 else "Joined.", first=pieces)


@require_POST
@may_mark
def review_leave(request):
    """Gives back what this editor holds, so that colleagues need not wait for the lease to end."""
    reviewing.release(request.user)
    if _by_script(request):
        return JsonResponse({"said": "Left."})
    messages.success(request, "Left the desk; colleagues are given what you held.")
    return redirect("front")


# --- all that is shown ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may_mark
def review_bulk(request, pk):
    """Accepts several suggestions of one article at once: shows every one first, with a tick to take away."""
    asked = _asked(request)
    if not asked.is_valid():
        return HttpResponseBadRequest("\n".join(asked.error_lines()) + "\n", content_type="text/plain; charset=utf-8")
    article = Article.objects.select_related("outlet").filter(pk=pk).first()
    if article is None:
        return redirect(_address(asked))
    refused = []
    if request.method == "POST":
        shown = []
        for one in request.POST.getlist("shown"):
            number, _, version = one.partition(":")
            if _is_id(number) and _is_id(version):
                shown.append((int(number), int(version)))
        accepted, refused = reviewing.accept_shown(shown, by=request.user)
        messages.success(request, f"Accepted: {accepted}." if shown else "Nothing was ticked, so nothing was accepted.")
        if not refused:
            return redirect(_address(asked))
    context = {
        "article": article,
        "rows": reviewing.visible(asked, article),
        "refused": refused,
        "query": asked.query().urlencode(),
        "address": _address(asked),
    }
    return render(request, "articles/review_bulk.html", context, status=REFUSED if refused else 200)
