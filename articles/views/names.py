"""The work list of printed names: what waits for a source, what it means, and taking a decision back."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from articles import naming, occurrences, reports
from articles.filters import OpenNameFilter
from articles.forms import NameForm
from articles.models import (
    Article,
    BulkJob,
    DecidedMention,
    Mention,
    NameDecision,
    NameInArticle,
    NameQuestion,
    OpenName,
)
from articles.pagination import COUNTED_AT_MOST, CappedPaginator
from articles.views.permalinks import misread
from sources.models import Source
from sources.names import suggest, suggest_each
from sources.printed import name_key

may_mark = permission_required("articles.mark_article", raise_exception=True)
NAMES_A_PAGE = 25
PLACES_A_PAGE = 20
OUTLETS_SHOWN = 20
ROWS_SHOWN = 50
REFUSED = 422


# --- the list --------------------------------------------------------------------------------------------


@require_safe
@may_mark
def name_list(request):
    asked = OpenNameFilter(request.GET, OpenName.objects.all())
    page, rows = None, []
    if asked.is_valid():
        most = None if request.GET.get("count") else COUNTED_AT_MOST
        try:
            page = CappedPaginator(asked.qs, per_page=NAMES_A_PAGE, most=most).page(request.GET.get("page") or 1)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
    context = {"filter": asked, "page": page, "sorting": asked.sorting if asked.is_valid() else {}}
    if page is not None:
        outlet = asked.outlet
        outlets = [outlet] if outlet else []
        context["outlet"] = outlet
        context["coverage"] = reports.coverage(outlets) | reports.coverage_addresses(outlets)
        context["rows"] = rows = _rows(list(page), outlet)
        if page.paginator.count_is_capped:
            query = asked.query()
            query["page"], query["count"] = str(page.number), "exact"
            context["count_url"] = f"?{query.urlencode()}"
    return render(request, "articles/name_list.html", context | {"rows": rows})


def _rows(names, outlet):
    """Each name with the words around it, what it seems to be, who may be meant, and what was asked: eight queries."""
    keys, pk = [name.printed_key for name in names], outlet.pk if outlet else None
    places = occurrences.newest(keys, outlet=pk)
    kinds = occurrences.kinds(keys, outlet=pk)
    offered = suggest_each(keys)
    questions = _questions(keys)
    return [
        {
            "name": name,
            "printed": places[name.printed_key][0].mention.printed_name if places[name.printed_key] else str(name),
            "places": places[name.printed_key],
            "kinds": [Source.Kind(kind).label for kind in kinds[name.printed_key]],
            "offered": offered[name.printed_key],
            "questions": questions.get(name.printed_key, []),
        }
        for name in names
    ]


def _questions(keys):
    found = {}
    asked = NameQuestion.objects.filter(printed_key__in=keys).select_related("asked_by", "answered_by")
    for question in asked.order_by("-asked_at", "-pk"):
        found.setdefault(question.printed_key, []).append(question)
    return found


# --- one name ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may_mark
def name_detail(request):
    """`?name=` the printed name or its key; `&outlet=` or `&article=` narrow where a decision holds."""
    known = {"name": (), "outlet": (), "article": (), "page": ()}
    if (answer := misread(request, known)) is not None:
        return answer
    key = name_key(request.GET.get("name", "").replace("\0", ""))[:300]
    if not key:
        return _misread(request, "Say which printed name: ?name=Ada+Lund.")
    try:
        article = _row(request, "article", Article.objects.living().select_related("outlet"))
        outlet = _row(request, "outlet", Source.objects.publishers())
    except ValidationError as error:
        return _misread(request, *error.messages)
    outlet = outlet or (article.outlet if article else None)
    place = _Place(request, key, article, outlet)
    if place.everywhere is None and not place.is_remembered():
        raise Http404(f"No printed name like “{key}” waits for a source.")
    if request.method != "POST":
        return place.answer()
    if "question" in request.POST:
        return _asked(request, place)
    if "answer" in request.POST:
        return _answered(request, place)
    return _planned(request, place)


def _misread(request, *wrong):
    return render(request, "articles/misread.html", {"wrong": wrong}, status=400)


def _row(request, name, rows):
    """The row that a parameter names by its id; ValidationError where that is none."""
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", typed, re.ASCII):
        raise ValidationError(f"“{typed[:40]}” is no {name} id.")
    row = rows.filter(pk=int(typed)).first()
    if row is None:
        raise ValidationError(f"There is no {name} {typed}.")
    return row


class _Place:
    """The page of one printed name."""

    def __init__(self, request, key, article, outlet) -> None:
        self.request, self.key, self.article, self.outlet = request, key, article, outlet
        self.everywhere = OpenName.objects.of(None).filter(printed_key=key).first()
        self.offered = suggest_each([key], limit=8)[key]
        newest = NameInArticle.objects.filter(printed_key=key).order_by("-article")[:1]
        mention = Mention.objects.open().filter(printed_key=key, article__in=[row.article_id for row in newest]).first()
        self.printed = mention.printed_name if mention else key

    def is_remembered(self):
        """Whether somebody has decided or asked about this name, though it is open nowhere now."""
        return (
            NameDecision.objects.taken().filter(printed_key=self.key).exists()
            or NameQuestion.objects.filter(printed_key=self.key).exists()
        )

    def form(self, data=None):
        user = self.request.user
        return NameForm(
            data,
            printed=self.printed,
            offered=self.offered,
            article=self.article,
            outlet=self.outlet,
            may_add_source=user.has_perm("sources.add_source"),
            may_add_alias=user.has_perm("sources.add_alias"),
        )

    def answer(self, *, form=None, errors=None, status=200, typed=None):
        rows = NameInArticle.objects.filter(printed_key=self.key)
        if self.article:
            rows = rows.filter(article=self.article)
        elif self.outlet:
            rows = rows.filter(outlet=self.outlet)
        try:
            paginator = CappedPaginator(rows.order_by("-article"), per_page=PLACES_A_PAGE)
            page = paginator.page(self.request.GET.get("page") or 1)
        except InvalidPage as error:
            raise Http404(str(error)) from error
        mentions = Mention.objects.open().filter(printed_key=self.key, article__in=[row.article_id for row in page])
        shown = occurrences.of_mentions(mentions.order_by("-article", "-pk").values_list("pk", flat=True))
        outlets = OpenName.objects.filter(printed_key=self.key).exclude(outlet=None).select_related("outlet")
        return render(
            self.request,
            "articles/name_detail.html",
            {
                "key": self.key,
                "printed": self.printed,
                "name": self.everywhere,
                "article": self.article,
                "outlet": self.outlet,
                "form": form or self.form(),
                "places": sorted(shown.values(), key=lambda one: (-one.article.pk, -one.mention.pk)),
                "page": page,
                "outlets": outlets.most_frequent_first()[: OUTLETS_SHOWN + 1],
                "outlets_shown": OUTLETS_SHOWN,
                "kinds": [Source.Kind(kind).label for kind in occurrences.kinds([self.key])[self.key]],
                "questions": _questions([self.key]).get(self.key, []),
                "decisions": NameDecision.objects.taken()
                .filter(printed_key=self.key)
                .newest_first()
                .for_listing()[:ROWS_SHOWN],
                "errors": errors,
                "typed": typed or {},
            },
            status=status,
        )


def _planned(request, place):
    form = place.form(request.POST)
    if form.is_valid():
        try:
            decision = naming.plan(
                place.key,
                form.cleaned_data["meaning"],
                scope=form.cleaned_data["scope"],
                by=request.user,
                article=place.article,
                outlet=place.outlet,
            )
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            return redirect(decision)
    return place.answer(form=form, status=REFUSED)


def _asked(request, place):
    typed = request.POST["question"]
    try:
        naming.ask(place.key, typed, by=request.user)
    except ValidationError as error:
        return place.answer(errors=error.messages, status=REFUSED, typed={"question": typed})
    messages.success(request, "Asked. The name stays in the list, and colleagues see your question there.")
    return redirect(f"{reverse('name_detail')}?{urlencode({'name': place.key})}")


def _answered(request, place):
    pk, typed = request.POST.get("id", ""), request.POST["answer"]
    question = None
    if re.fullmatch(r"[0-9]{1,18}", pk, re.ASCII):
        question = NameQuestion.objects.filter(pk=int(pk), printed_key=place.key).first()
    if question is None:
        errors = ["That question is not one about this name; nothing was stored."]
        return place.answer(errors=errors, status=REFUSED, typed={"answer": typed})
    try:
        naming.answer(question, typed, by=request.user)
    except ValidationError as error:
        typed = {"answer": typed, "id": question.pk}
        return place.answer(errors=error.messages, status=REFUSED, typed=typed)
    messages.success(request, "Answered. Decide what the name means, if that is clear now.")
    return redirect(f"{reverse('name_detail')}?{urlencode({'name': place.key})}")


@require_GET
@may_mark
def name_lookup(request):
    """Sources of any kind for ?q=, for the type-ahead."""
    found = suggest(request.GET.get("q", "")[:300].replace("\0", ""))
    return JsonResponse(
        {
            "options": [
                {
                    "value": f"source:{source.pk}",
                    "name": source.name,
                    "note": source.get_kind_display() + (f", {source.country}" if source.country else ""),
                }
                for source in found
            ]
        }
    )


# --- decisions ---------------------------------------------------------------------------------------------


@require_safe
@may_mark
def namedecision_list(request):
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    found = NameDecision.objects.taken().newest_first()
    try:
        page = CappedPaginator(found.for_listing(), base=found).page(request.GET.get("page") or 1)
    except InvalidPage as error:
        raise Http404(str(error)) from error
    return render(request, "articles/namedecision_list.html", {"page": page})


@require_safe
@may_mark
def namedecision_detail(request, pk):
    """A plan with what it would change; once confirmed, what it did, row by row."""
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    decision = _decision(pk)
    if decision.confirmed_at is None:
        return _preview(request, decision)
    rows = DecidedMention.objects.filter(decision=decision)
    try:
        # what an undo left comes first, since it says why
        paginator = CappedPaginator(rows.order_by("taken_back", "article", "pk"), base=rows)
        page = paginator.page(request.GET.get("page") or 1)
    except InvalidPage as error:
        raise Http404(str(error)) from error
    shown = occurrences.of_mentions(row.mention_id for row in page)
    titles = Article.objects.select_related("outlet").defer("note").in_bulk({row.article_id for row in page})
    return render(
        request,
        "articles/namedecision_detail.html",
        {
            "decision": decision,
            "page": page,
            "rows": [(row, shown.get(row.mention_id), titles.get(row.article_id)) for row in page],
        },
    )


def _decision(pk):
    return get_object_or_404(
        NameDecision.objects.select_related("source__merged_into").for_listing().defer(None), pk=pk
    )


def _preview(request, decision, *, changed=(), errors=(), status=200):
    affected = naming.Affected(decision)
    figures = naming.figures(decision)
    places = occurrences.of_mentions(decision.mention_ids[:ROWS_SHOWN])
    relays = {}
    shown = affected.relays().filter(article__in={one.article.pk for one in places.values()})
    for relay in shown.select_related("mention", "outlet").prefetch_related("vias").order_by("pk"):
        for mention in {relay.mention_id, *(via.mention_id for via in relay.vias.all())} & places.keys():
            relays.setdefault(mention, []).append(relay)
    return render(
        request,
        "articles/name_preview.html",
        {
            "decision": decision,
            "figures": figures,
            "most": COUNTED_AT_MOST,
            "seen": "-".join(str(figures[unit]) for unit in naming.UNITS),
            "places": [(places[pk], relays.get(pk, [])) for pk in decision.mention_ids[:ROWS_SHOWN] if pk in places],
            "self_credits": affected.self_credits().newest_first().for_listing()[:ROWS_SHOWN],
            "joined": affected.joined().newest_first().for_listing()[:ROWS_SHOWN],
            "shown": ROWS_SHOWN,
            "sharers": naming.sharers(decision),
            "resolves_itself": naming.resolves_itself(decision),
            "back": _address_of(decision),
            "changed": changed,
            "errors": errors,
        },
        status=status,
    )


def _address_of(decision):
    """The page of its name, narrowed as it is."""
    query = {"name": decision.printed_key}
    if decision.article_id:
        query["article"] = decision.article_id
    elif decision.outlet_id:
        query["outlet"] = decision.outlet_id
    return f"{reverse('name_detail')}?{urlencode(query)}"


@require_POST
@may_mark
def namedecision_confirm(request, pk):
    decision = _decision(pk)
    if decision.confirmed_at is not None:
        messages.info(request, f"Decided already, by {decision.by}.")
        return redirect(decision)
    try:
        changed = naming.confirm(decision, by=request.user, seen=_seen(request), shared="shared" in request.POST)
    except ValidationError as error:
        return _preview(request, _decision(pk), errors=error.messages, status=REFUSED)
    if changed:
        return _preview(request, _decision(pk), changed=changed, status=409)
    decision = _decision(pk)
    if decision.job and decision.job.state == BulkJob.State.RUNNING:
        return redirect(decision.job)
    messages.success(
        request,
        format_html(
            'Decided: {}. Mentions changed: {}{}. <a href="{}">See it, or take it back</a>',
            decision,
            decision.changed_count,
            f", refused: {decision.job.refused_count}" if decision.job and decision.job.refused_count else "",
            decision.get_absolute_url(),
        ),
    )
    query = f"?{urlencode({'outlet': decision.outlet_id})}" if decision.outlet_id else ""
    return redirect(reverse("name_list") + query)


def _seen(request):
    """The figures that the preview showed; None where they cannot be read."""
    parts = request.POST.get("seen", "").split("-")
    if len(parts) != len(naming.UNITS) or not all(re.fullmatch(r"[0-9]{1,9}", part, re.ASCII) for part in parts):
        return None
    return dict(zip(naming.UNITS, map(int, parts), strict=True))


@require_POST
@may_mark
def namedecision_undo(request, pk):
    decision = _decision(pk)
    try:
        decision = naming.undo(decision, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(decision)
    if decision.undo_job and decision.undo_job.state == BulkJob.State.RUNNING:
        return redirect(decision.undo_job)
    decision = _decision(pk)
    stayed = decision.changed_count - decision.taken_back_count
    told = f"Taken back: {decision.taken_back_count}. " + (
        f"Stayed, since somebody has changed them: {stayed}; each says why below. " if stayed else ""
    )
    messages.success(request, told + decision.kept)
    return redirect(decision)
