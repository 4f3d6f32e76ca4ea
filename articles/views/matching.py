"""Which claim a statement makes: what it may be with reasons, one key a judgement; and the queue of what waits."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import candidates, marking, splitting, steps
from articles.match_filters import MatchFilter
from articles.models import Claim, Match, MatchSearch, Statement
from articles.pagination import COUNTED_AT_MOST, CappedPaginator
from articles.views.permalinks import misread, removed

QUEUE = "queue"  # where a judgement leads back to; behind a question mark what that queue was asked for
QUEUE_SHOWN = 25
may_mark = permission_required("articles.mark_article", raise_exception=True)


@require_safe
@may_mark
def statement_match(request, pk):
    """The claims that a statement may make."""
    if (answer := misread(request, {"next": ()})) is not None:
        return answer
    statement = Statement.objects.select_related("article__outlet").filter(pk=pk).first()
    if statement is None:
        return removed(request, Statement, pk, "statement")
    return render(request, "articles/statement_match.html", _shown(statement, _onward(request.GET)))


def _shown(statement, onward, error=""):
    return {
        "statement": statement,
        "article": statement.article,
        "candidates": candidates.of(statement),
        "judgements": statement.matches.current().select_related("claim", "judged_by").order_by("pk"),
        "kinds": Match.Judgement.choices,
        "seen": _seen(statement),
        "onward": onward,
        "error": error,
    }


def _onward(asked):
    """“queue”, with the question it was asked; "" where a judgement leads to no queue."""
    place, _mark, query = asked.get("next", "").partition("?")
    if place != QUEUE:
        return ""
    return _queue(MatchFilter(QueryDict(query), MatchSearch.objects.none()))


def _queue(asked):
    query = asked.query().urlencode() if asked.is_valid() else ""
    return f"{QUEUE}?{query}" if query else QUEUE


@require_POST
@may_mark
def statement_match_judge(request, pk):
    """Same, related, different or unsure of one claim; or a claim made of the statement, or of it and another one."""
    statement = Statement.objects.select_related("article__outlet").filter(pk=pk).first()
    if statement is None:
        return removed(request, Statement, pk, "statement")
    onward = _onward(request.POST)
    try:
        said = _judge(request, statement)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        return render(request, "articles/statement_match.html", _shown(statement, onward, sentence), status=400)
    messages.success(request, said)
    if not onward:
        return redirect("statement_match", pk=pk)
    return redirect(reverse("match_queue") + onward.removeprefix(QUEUE))


def _judge(request, statement):
    """Does what the form says; returns a sentence. Raises ValidationError where it cannot, or somebody was quicker."""
    seen = request.POST.get("seen", "")
    now = _seen(statement)
    if seen and seen != now:
        raise ValidationError("Somebody has judged this statement in the meantime; look at their judgement first.")
    if "start" in request.POST:
        return _start(request, statement)
    claim = Claim.objects.living().filter(pk=_number(request.POST.get("claim"))).first()
    if claim is None:
        raise ValidationError("That claim is not there any more: choose another one, or start one.")
    judgement = request.POST.get("judgement", "")
    marking.judge(statement, claim, judgement, by=request.user)
    return f"Judged {judgement}: {claim}"


def _start(request, statement):
    wording = " ".join(request.POST.get("wording", "").split())
    if not wording:
        raise ValidationError("Give the claim a wording: one plain sentence that could be affirmed or denied.")
    if len(wording) > 1000:
        raise ValidationError("The wording has at most 1,000 characters.")
    others = Statement.objects.living().filter(state="accepted", pk=_number(request.POST.get("start")))
    other = others.exclude(pk=statement.pk).select_related("article").first()
    with steps.step(statement.article, request.user, "started a claim"):
        claim = Claim.objects.create(wording=wording, created_by=request.user)
        marking.judge(statement, claim, "same", by=request.user)
    if other is not None:
        marking.judge(other, claim, "same", by=request.user)
    return f"Started: {claim}"


def _seen(statement):
    """Which judgements the form was shown with."""
    return ",".join(str(pk) for pk in statement.matches.current().order_by("pk").values_list("pk", flat=True)) or "none"


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


@require_safe
@may_mark
def match_queue(request):
    """Accepted statements that nobody has judged and that may say what another one says; the first is open."""
    asked = MatchFilter(request.GET, candidates.waiting())
    context = {"filter": asked, "page": None}
    if asked.is_valid():
        paginator = CappedPaginator(
            asked.qs,
            per_page=QUEUE_SHOWN,
            shown=lambda ids: MatchSearch.objects.filter(pk__in=ids).for_listing(),
            most=None if request.GET.get("count") else COUNTED_AT_MOST,
        )
        try:
            page = paginator.page(request.GET.get("page") or 1)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
        else:
            onward = _queue(asked)
            context |= {"page": page, "sorting": asked.sorting, "sort": asked.sort, "onward": onward}
            if len(page.object_list):
                context |= _shown(page.object_list[0].statement, onward)
    return render(request, "articles/match_queue.html", context)


# --- a claim that is two --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("articles.change_claim", raise_exception=True)
def claim_split(request, pk):
    """Some of a claim's statements make another claim: a new one, with its own wording."""
    claim = get_object_or_404(Claim.objects.living(), pk=pk)
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    error, chosen = "", []
    if request.method == "POST":
        chosen = [_number(text) for text in request.POST.getlist("statement")]
        try:
            made = splitting.split(
                claim, chosen, request.POST.get("wording", ""), by=request.user, reason=request.POST.get("reason", "")
            )
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, f"{len(set(chosen))} statements make this claim now. Undo it below, if need be.")
            return redirect(made)
    matches = splitting.statements_of(claim)
    try:
        page = CappedPaginator(matches, per_page=200).page(request.GET.get("page", 1))
    except InvalidPage as wrong:
        raise Http404(str(wrong)) from wrong
    context = {"claim": claim, "page": page, "error": error, "chosen": chosen, "typed": request.POST}
    return render(request, "articles/claim_split.html", context, status=400 if error else 200)


@require_POST
@permission_required("articles.change_claim", raise_exception=True)
def claim_split_undo(request, pk):
    claim = get_object_or_404(Claim, pk=pk)
    try:
        back, stay = splitting.undo(claim, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(claim)
    later = f" {stay} stay: somebody has judged them since." if stay else ""
    messages.success(request, f"Undone: {back} statements are back.{later}")
    return redirect(reverse("claim_detail", args=[claim.split_from_id]))
