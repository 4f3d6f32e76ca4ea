"""The marking desk: adding and editing an article, marking what it states and whom it credits.

Every page works by plain POST. A request with the header X-Requested-With: marking (tracker/static/marking.js) gets
the desk's working part alone, so that text, list and form are refreshed in place.
"""

import hashlib
import json
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Prefetch
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles import actions, highlights, marking, offers, steps, suggesting
from articles import text as texts
from articles.forms import (
    ArticleEditForm,
    ArticleForm,
    CreditForm,
    DecideForm,
    JudgeForm,
    SpansField,
    StatementForm,
    lines_of,
    spans_from,
)
from articles.models import Article, Claim, Credit, Match, Mention, Reading, Relay, Statement

CHANGES = require_http_methods(["GET", "HEAD", "POST"])
MERGED = "This article has been merged into another one in the meantime."
REMOVED = "This article has been removed from the record in the meantime."
STATEMENT_REMOVED = "A colleague has removed this statement in the meantime."
CREDIT_REMOVED = "A colleague has removed this credit in the meantime."
REFUSED = 422


def too_big_is_said(view):
    """A form larger than the limit gets a page that says so, instead of a bare 400.

    The check of the CSRF token reads the form, so it has to happen inside.
    """

    @csrf_exempt
    @wraps(view)
    def inner(request, *args, **kwargs):
        try:
            request.POST  # noqa: B018  reads the body
        except RequestDataTooBig:
            return render(request, "articles/desk_too_big.html", status=413)
        return csrf_protect(view)(request, *args, **kwargs)

    return inner


# --- an article ---------------------------------------------------------------------------------


@CHANGES
@too_big_is_said
@permission_required("articles.add_article", raise_exception=True)
def article_add(request):
    form = ArticleForm(request.POST or None, may_add_source=request.user.has_perm("sources.add_source"))
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                article = actions.store_article(
                    outlet=_publisher(form, request.user), by=request.user, **form.facts(), **form.text_parts()
                )
        except actions.AlreadyHeld as error:
            context["held"] = error.article
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, f"Stored. {_suggest(article)}")
            return redirect("article_mark" if request.user.has_perm("articles.mark_article") else article, article.pk)
    return render(request, "articles/article_add.html", context, status=REFUSED if request.method == "POST" else 200)


def _suggest(article):
    """Reads the text for suggestions; a sentence that says what came of it."""
    try:
        suggesting.suggest(article)
    except ValidationError as error:
        # the article is stored, whatever the reader meets
        return _said(error)
    number = article.statements.filter(state="suggested").count()
    if number:
        return f"{number} statement{pluralize(number)} suggested: decide each with a key, or mark your own."
    return "Nothing was suggested: mark what it states."


def _publisher(form, user):
    """The outlet chosen; a new one is stored now, in the article's transaction."""
    source = form.cleaned_data["publisher"]
    if source.pk is None:
        source.created_by = user
        try:
            source.full_clean(exclude=["name_key", "sort_key"])
        except ValidationError as error:
            raise ValidationError({"outlet": error.messages}) from error
        source.save()
    return source


def _add_errors(form, error):
    by_field = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    places = {"published_at": "published_on", "published_precision": "published_on"}
    for name, sentences in by_field.items():
        name = places.get(name, name)
        form.add_error(name if name in form.fields else None, list(sentences))


@CHANGES
@too_big_is_said
@permission_required("articles.change_article", raise_exception=True)
def article_edit(request, pk):
    article, answer = _living_article(request, pk, "article_edit")
    if answer:
        return answer
    revision = article.current_revision()
    stored = ArticleEditForm.initial_of(article, revision)
    may_add = request.user.has_perm("sources.add_source")
    context = {"article": article, "revision": revision}
    if request.method == "POST":
        form = ArticleEditForm(request.POST, article=article, may_add_source=may_add)
        if form.is_valid():
            try:
                return _store_edit(request, article, form)
            except marking.Clash as clash:
                form, context["clash"] = _clashing_edit(request, clash.now, may_add)
            except actions.AlreadyHeld as error:
                context["held"] = error.article
            except ValidationError as error:
                _add_errors(form, error)
    else:
        form = ArticleEditForm(initial=stored | {"seen": _seen(stored)}, article=article, may_add_source=may_add)
    return render(
        request,
        "articles/article_edit.html",
        context | {"form": form},
        status=REFUSED if request.method == "POST" else 200,
    )


def _seen(stored):
    """A fingerprint of what the editor was shown, to notice that a colleague changed it meanwhile."""
    return hashlib.sha256(json.dumps(stored, default=str, sort_keys=True).encode()).hexdigest()[:32]


@transaction.atomic
def _store_edit(request, article, form):
    article = Article.objects.select_related("outlet").locked(article.pk)
    revision = article.current_revision()
    if form.cleaned_data["seen"] != _seen(ArticleEditForm.initial_of(article, revision)):
        raise marking.Clash("A colleague has changed this article since you opened it.", article)
    facts = form.facts() | {"outlet": _publisher(form, request.user)}
    changed = [name for name, value in facts.items() if getattr(article, name) != value]
    for name in changed:
        setattr(article, name, facts[name])
    if changed:
        article.clean_fields(exclude=["title_sort", "address_key", "text_hash"])
        article.clean()
        held = article.address and Article.objects.filter(address_key=article.address_key).exclude(pk=article.pk)
        if held and (other := held.select_related("outlet", "merged_into__outlet").first()):
            raise actions.AlreadyHeld(other.merged_into or other)
        article.address_key = article.address_key if article.address else None
        article.validate_constraints()
        try:
            actions.change_article(article, changed)
        except IntegrityError as error:
            raise ValidationError({"address": "Another article has taken this address just now."}) from error
    newest = actions.revise_article(article, by=request.user, **form.text_parts())
    if newest.pk != revision.pk:
        messages.success(
            request,
            f"Saved. The new text is revision {newest.number}; what was marked is found again. {_suggest(article)}",
        )
    else:
        messages.success(request, "Saved." if changed else "Nothing was changed.")
    return redirect("article_detail", article.pk)


def _clashing_edit(request, article, may_add):
    """The form with what was typed, ready to be saved again, and what is stored now where the two differ."""
    revision = article.current_revision()
    stored = ArticleEditForm.initial_of(article, revision)
    data = request.POST.copy()
    data["seen"] = _seen(stored)
    form = ArticleEditForm(data, article=article, may_add_source=may_add)
    differing = []
    for name, value in stored.items():
        kept, typed = "" if value is None else str(value), data.get(name, "").replace("\r\n", "\n")
        if name == "published_time":
            kept, typed = kept[:5], typed[:5]  # to the minute; browsers may send seconds
        if name != "outlet_means" and kept.strip() != typed.strip():
            differing.append({"label": form[name].label, "stored": kept, "typed": typed})
    return form, differing


# --- the desk ---------------------------------------------------------------------------------


@CHANGES
@permission_required("articles.mark_article", raise_exception=True)
def article_mark(request, pk):
    article, answer = _living_article(request, pk, "article_mark")
    if answer:
        return answer
    if request.method != "POST":
        return _desk(request, article)
    revision = _revision_seen(request, article)
    form = _statement_form(request, article, revision, request.POST)
    if not form.is_valid():
        return _desk(request, article, statement_form=form, revision=revision)
    try:
        with steps.step(article, request.user, "marked a statement"):
            statement = marking.add_statement(article, form.data_of_statement(), by=request.user, revision=revision)
            suggesting.give_way(statement)
            _tie_claim(request, form, statement)
    except Article.DoesNotExist:
        return _gone(request, REMOVED)
    except ValidationError as error:
        form.add_marking_errors(error)
        return _desk(request, article, statement_form=form, revision=revision)
    except marking.Clash as clash:
        typed, found = _moved(request.POST, revision, clash.now, StatementForm)
        form = _statement_form(request, article, clash.now, typed)
        return _desk(request, article, statement_form=form, text_clash={"was": revision, "found": found})
    return _done(request, article, f"Marked: {_named(statement)}", statement)


def _tie_claim(request, form, statement):
    """Judges the statement against the claim of the form, making the claim if it is new."""
    data = form.cleaned_data
    claim = data["held_claim"]
    if data["new_claim"]:
        if not request.user.has_perm("articles.add_claim"):
            raise ValidationError({"claim": "You may not make a new claim; choose one that is there."})
        claim = Claim.objects.create(wording=data["new_claim"], created_by=request.user)
    if claim is not None:
        marking.judge(statement, claim, data["judgement"] or "same", by=request.user, note=data.get("match_note", ""))


def _named(statement):
    words = statement.quote or statement.cue
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"


def _living_article(request, pk, view):
    """The article, or the answer to give instead: it is gone, or was merged into another."""
    article = Article.objects.select_related("outlet", "gone_through_by", "merged_into").filter(pk=pk).first()
    if article is None:
        if request.method == "POST":
            return None, _gone(request, REMOVED)
        raise Http404(REMOVED)
    if article.merged_into:
        if request.method == "POST":
            return None, _gone(request, MERGED, reverse(view, args=[article.merged_into_id]), article.merged_into)
        return None, redirect(view, article.merged_into_id)
    return article, None


def _gone(request, sentence, url="", label=""):
    """Says what happened, and gives back everything that was typed."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in ("csrfmiddlewaretoken", "revision", "version", "seen")
        if not name.endswith(("_FORMS", "-basis"))
    ]
    context = {"sentence": sentence, "url": url, "label": label, "typed": typed}
    return render(request, "articles/desk_gone.html", context, status=410)


def _revision_seen(request, article):
    """The revision whose text the editor had on the page; the newest where none is said."""
    seen = request.POST.get("revision", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 19:
        revision = article.revisions.filter(pk=int(seen)).first()
        if revision is not None:
            return revision
    return article.current_revision()


def _mentions(article):
    """Of this article, those credited last first."""
    return list(
        article.mentions.exclude(resolution=Mention.Resolution.IGNORED)
        .select_related("source")
        .annotate(last=Max("attributions"))
        .order_by(F("last").desc(nulls_last=True), "-pk")
    )


def _who(request, article, mentions=None):
    return {
        "mentions": _mentions(article) if mentions is None else mentions,
        "may_add_source": request.user.has_perm("sources.add_source"),
    }


def _statement_form(request, article, revision, data=None, *, statement=None, mentions=None, outer=None):
    kwargs = {}
    if statement is not None:
        kwargs["initial"], kwargs["rows"] = StatementForm.initial_of(statement)
    elif data is None:
        kwargs["initial"] = {"revision": revision.pk}
    if outer is None:
        outer = _outer(article, revision, but=statement)
    return StatementForm(
        data,
        article=article,
        text=revision.text,
        who=_who(request, article, mentions),
        outer=outer,
        **kwargs,
    )


def _outer(article, revision, but=None):
    """The statements one may lie within, as choices: number and first words."""
    rows = [row for row in article.statements.prefetch_related("anchors") if row.state != "rejected"]
    return [
        (row.pk, f"{number}: {row.quote[:60]}")
        for number, row in enumerate(highlights.in_text_order(rows, revision), start=1)
        if but is None or row.pk != but.pk
    ]


def _credit_form(request, article, revision, data=None, *, credit=None, mentions=None):
    return CreditForm(
        data,
        prefix="credit",
        article=article,
        text=revision.text,
        initial=CreditForm.initial_of(credit) if credit else {"revision": revision.pk},
        **_who(request, article, mentions),
    )


def _moved(data, was, now, form_class):
    """What was typed with its positions brought over to a newer text, and what became of each.

    Words that are not found again, or may be either of two, stay as they were typed: the form then says so.
    """
    typed, found = data.copy(), []
    names = {name for name, field in form_class.base_fields.items() if isinstance(field, SpansField)}
    for name in data:
        if name.rpartition("-")[2] not in names | {"phrase", "words"} or not data[name].strip():
            continue
        try:
            spans = spans_from(was.text, data[name])
        except ValidationError:
            continue
        again = texts.reanchor(now.text, texts.selectors(was.text, spans), spans)
        found.append({"words": texts.quote(was.text, spans), "found": again is not None})
        if again is not None:
            typed[name] = lines_of(now.text, again)
        else:
            typed[name] = "\n".join(was.text[start:end].replace("\n", " ") for start, end in spans)
    for name in ("revision", "credit-revision"):
        if name in typed:
            typed[name] = str(now.pk)
    return typed, found


def _rows_of(article):
    """The article's statements with all that the desk shows of them; a fixed number of queries."""
    return list(
        article.statements.select_related("decided_by", "created_by").prefetch_related(
            "anchors",
            "figures",
            "attributions__mention__source",
            Prefetch("matches", Match.objects.current().select_related("claim").order_by("pk"), to_attr="judgements"),
            Prefetch(
                "relays",
                Relay.objects.order_by("pk")
                .select_related("mention__source")
                .prefetch_related(Prefetch("vias", _relay_vias())),
            ),
        )
    )


def _relay_vias():
    return Relay._meta.get_field("vias").related_model.objects.order_by("position").select_related("mention__source")


def _desk(request, article, *, revision=None, statement_form=None, credit_form=None, status=None, **more):
    """The desk's page, or its working part for the script. 422 where a form is shown with its errors."""
    refused = statement_form is not None or credit_form is not None or "error" in more
    newest = article.current_revision()
    revision = newest if revision is None or "text_clash" in more else revision
    statements = _rows_of(article)
    credits = list(article.credits.select_related("mention__source").prefetch_related("anchors").order_by("spans"))
    mentions = _mentions(article)
    ordered = highlights.in_text_order(statements, newest)
    shown = [statement for statement in statements if statement.state != "rejected"]
    numbers = highlights.numbered(shown, newest)
    context = {
        "article": article,
        "revision": newest,
        "text_html": highlights.as_html(highlights.segments(newest.text, shown, credits, newest)),
        "rows": [
            {
                "statement": statement,
                "number": numbers.get(statement.pk),
                "depth": _depth(statement, statements),
                "still_there": bool(highlights.place_in(statement, newest)) or statement.revision_id == newest.pk,
                "by_colleague": statement.decided_by_id not in (None, request.user.pk),
                "error": more.get("error_of", {}).get(statement.pk),
            }
            for statement in ordered
        ],
        "credits": credits,
        "waiting": sum(statement.state == "suggested" for statement in statements),
        "reading": Reading.objects.filter(article=article).first(),
        "last_step": steps.last_step(article, request.user),
        **more,
    }
    outer = [(pk, f"{number}: {row.quote[:60]}") for row in ordered if (pk := row.pk) and (number := numbers.get(pk))]
    context["statement_form"] = statement_form or _statement_form(
        request, article, newest, mentions=mentions, outer=outer
    )
    context["credit_form"] = credit_form or _credit_form(request, article, newest, mentions=mentions)
    context["active"] = "credit" if credit_form is not None else "statement"
    by_script = request.headers.get("X-Requested-With") == "marking"
    template = "articles/desk_work.html" if by_script else "articles/article_mark.html"
    return render(request, template, context, status=status or (REFUSED if refused else 200))


def _depth(statement, statements):
    within = {row.pk: row.within_id for row in statements}
    found, at = 1, statement.within_id
    while at in within and found <= len(within):
        found, at = found + 1, within[at]
    return found


def _done(request, article, sentence, statement=None):
    """After a change: the fresh desk for the script, a redirect to it for a plain form."""
    if request.headers.get("X-Requested-With") == "marking":
        article.refresh_from_db()
        return _desk(request, article, said=sentence, marked=statement)
    messages.success(request, sentence)
    anchor = f"#s{statement.pk}" if statement is not None and statement.pk else ""
    return redirect(reverse("article_mark", args=[article.pk]) + anchor)


def _said(error):
    return " ".join(error.messages)


# --- what the script asks for -----------------------------------------------------------------------


@require_GET
@permission_required("articles.mark_article", raise_exception=True)
def marking_offer(request, pk):
    """Form, figures and enclosing statements for ?spans= (lines of positions) in ?revision=."""
    article = get_object_or_404(Article, pk=pk)
    revision = article.revisions.filter(pk=_whole(request.GET.get("revision"))).first()
    if revision is None:
        return JsonResponse({"error": "There is no such revision of this article."}, status=400)
    try:
        spans = spans_from(revision.text, request.GET.get("spans", ""))
        texts.check_spans(len(revision.text), spans)
    except (ValidationError, ValueError) as error:
        return JsonResponse({"error": _said(error) if isinstance(error, ValidationError) else str(error)}, status=400)
    return JsonResponse(offers.for_spans(article, revision, spans, but=_whole(request.GET.get("statement"))))


def _whole(value):
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None


@require_GET
@permission_required("articles.mark_article", raise_exception=True)
def who_lookup(request, pk):
    """Whom ?q= (typed) or ?phrase= (a selected source phrase) may mean."""
    article = get_object_or_404(Article, pk=pk)
    typed, phrase = request.GET.get("q", "")[:500], request.GET.get("phrase", "")[:1000]
    return JsonResponse(offers.for_who(article, typed.replace("\0", ""), phrase.replace("\0", "")))


@require_GET
@permission_required("articles.mark_article", raise_exception=True)
def claim_lookup(request):
    typed = request.GET.get("q", "")[:1000].replace("\0", "")
    found = offers.claims(typed)
    return JsonResponse({"options": [{"value": str(claim.pk), "name": claim.wording, "note": ""} for claim in found]})


@require_GET
@permission_required("articles.add_article", raise_exception=True)
def outlet_lookup(request):
    """Outlets for ?q=; for ?address= the outlet it belongs to, and the article that is held under it."""
    address = request.GET.get("address", "")[:2000].replace("\0", "").strip()
    if address:
        return JsonResponse(offers.for_address(address))
    found = offers.outlets(request.GET.get("q", "")[:300].replace("\0", ""))
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


# --- the article as a whole ---------------------------------------------------------------------------


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def article_undo(request, pk):
    article, answer = _living_article(request, pk, "article_mark")
    if answer:
        return answer
    try:
        undone = steps.undo(article, by=request.user)
    except ValidationError as error:
        return _desk(request, article, error=_said(error))
    return _done(request, article, f"Undone: {undone.what}.")


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def article_suggest(request, pk):
    """Reads the newest text again, with the rules as they are today."""
    article, answer = _living_article(request, pk, "article_mark")
    if answer:
        return answer
    try:
        told = suggesting.suggest(article)
    except ValidationError as error:
        return _desk(request, article, error=_said(error))
    return _done(request, article, f"Read again: {told}.")


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def article_gone_through(request, pk):
    article, answer = _living_article(request, pk, "article_mark")
    if answer:
        return answer
    if request.POST.get("take_back"):
        marking.take_back_gone_through(article, by=request.user)
        return _done(request, article, "No longer said to be gone through.")
    try:
        marking.go_through(article, by=request.user, revision=_revision_seen(request, article))
    except marking.Clash:
        return _desk(
            request, article, error="The text was changed while you read it: look at what is new, then say it again."
        )
    return _done(request, article, "Gone through: everything in this text is marked.")


# --- credit lines and passages ------------------------------------------------------------------------


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def credit_add(request, pk):
    article, answer = _living_article(request, pk, "article_mark")
    if answer:
        return answer
    seen = _whole(request.POST.get("credit-revision"))
    revision = article.revisions.filter(pk=seen).first() or article.current_revision()
    form = _credit_form(request, article, revision, request.POST)
    if not form.is_valid():
        return _desk(request, article, credit_form=form, revision=revision)
    try:
        credit = marking.add_credit(article, form.data_of_credit(), by=request.user, revision=revision)
    except Article.DoesNotExist:
        return _gone(request, REMOVED)
    except ValidationError as error:
        form.add_marking_errors(error)
        return _desk(request, article, credit_form=form, revision=revision)
    except marking.Clash as clash:
        typed, found = _moved(request.POST, revision, clash.now, CreditForm)
        form = _credit_form(request, article, clash.now, typed)
        return _desk(request, article, credit_form=form, text_clash={"was": revision, "found": found})
    return _done(request, article, f"Marked: {credit}.")


@CHANGES
@permission_required("articles.mark_article", raise_exception=True)
def credit_edit(request, pk):
    credit = _credits().filter(pk=pk).first()
    if credit is None:
        return _missing(request, CREDIT_REMOVED)
    if (answer := _moved_on(request, credit)) is not None:
        return answer
    article = credit.article
    form = _credit_form(request, article, credit.revision, request.POST or None, credit=credit)
    if request.method == "POST" and form.is_valid():
        try:
            marking.edit_credit(credit, form.data_of_credit(), by=request.user)
        except Credit.DoesNotExist:
            return _gone(request, CREDIT_REMOVED, reverse("article_mark", args=[article.pk]), article)
        except ValidationError as error:
            form.add_marking_errors(error)
        else:
            return _done(request, article, "Saved.")
    context = {"credit": credit, "article": article, "credit_form": form, **_text_of(article, credit.revision)}
    return render(request, "articles/credit_edit.html", context, status=REFUSED if request.method == "POST" else 200)


def _credits():
    return Credit.objects.select_related("article__outlet", "article__merged_into", "revision", "mention__source")


def _moved_on(request, row, view="article_mark"):
    """The answer where a row was left behind in an article that was merged into another; None for others."""
    article = row.article
    if article.merged_into is None:
        return None
    if request.method == "POST":
        return _gone(request, MERGED, reverse(view, args=[article.merged_into_id]), article.merged_into)
    return redirect(view, article.merged_into_id)


def _missing(request, sentence):
    """A row that is not there: 404 for who opens it, what was typed given back to who saves it."""
    if request.method == "POST":
        return _gone(request, sentence)
    raise Http404(sentence)


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def credit_decide(request, pk):
    credit = _credits().filter(pk=pk).first()
    if credit is None:
        return _missing(request, CREDIT_REMOVED)
    if (answer := _moved_on(request, credit)) is not None:
        return answer
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _desk(request, credit.article, error="Choose: accept, reject or unsure.")
    state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
    _changed, refused = marking.decide_many(Credit, [pk], state, by=request.user, reason=reason)
    if refused:
        return _desk(request, credit.article, error=refused[0][1])
    return _done(request, credit.article, f"{state.capitalize()}: {credit}.")


@CHANGES
@permission_required("articles.mark_article", raise_exception=True)
def credit_remove(request, pk):
    credit = _credits().filter(pk=pk).first()
    if credit is None:
        return _missing(request, CREDIT_REMOVED)
    if (answer := _moved_on(request, credit)) is not None:
        return answer
    if request.method != "POST":
        context = {"article": credit.article, "what": "credit", "label": str(credit), "words": credit.printed}
        return render(request, "articles/desk_confirm.html", context)
    marking.remove_credit(credit, by=request.user)
    return _done(request, credit.article, f"Removed: {credit}.")


# --- one statement ------------------------------------------------------------------------------------


def _statement(pk):
    related = ("article__outlet", "article__merged_into", "revision", "decided_by")
    return Statement.objects.select_related(*related).filter(pk=pk).first()


def _text_of(article, revision):
    """The text with its highlights, for a page that edits one row."""
    statements = list(article.statements.prefetch_related("anchors", "attributions"))
    shown = [row for row in statements if row.state != "rejected"]
    credits = list(article.credits.select_related("mention__source").prefetch_related("anchors"))
    pieces = highlights.segments(revision.text, shown, credits, revision)
    return {
        "revision": revision,
        "text_html": highlights.as_html(pieces),
        "is_newest": revision.pk == article.current_revision().pk,
    }


@CHANGES
@permission_required("articles.mark_article", raise_exception=True)
def statement_edit(request, pk):
    statement = _statement(pk)
    if statement is None:
        return _missing(request, STATEMENT_REMOVED)
    if (answer := _moved_on(request, statement)) is not None:
        return answer
    article, revision = statement.article, statement.revision
    clash = None
    if request.method == "POST":
        form = _statement_form(request, article, revision, request.POST, outer=_outer(article, revision, statement))
        if form.is_valid():
            try:
                with steps.step(article, request.user, "edited a statement"):
                    marking.edit_statement(
                        statement, form.data_of_statement(), by=request.user, version=form.cleaned_data["version"]
                    )
                    _tie_claim(request, form, statement)
                return _done(request, article, "Saved.", statement)
            except marking.Clash as found:
                clash = found.now
                typed = request.POST.copy()
                typed["version"] = str(clash.version)
                typed = _with_their_attributions(typed, clash)
                form = _statement_form(request, article, revision, typed, outer=_outer(article, revision, statement))
            except ValidationError as error:
                if not Statement.objects.filter(pk=pk).exists():
                    return _gone(request, STATEMENT_REMOVED, reverse("article_mark", args=[article.pk]), article)
                form.add_marking_errors(error)
    else:
        form = _statement_form(request, article, revision, statement=statement)
    context = {
        "statement": statement,
        "article": article,
        "statement_form": form,
        "clash": clash,
        "judgements": statement.matches.current().select_related("claim").order_by("pk"),
        **_text_of(article, revision),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "articles/statement_edit.html", context, status=status)


def _with_their_attributions(typed, now):
    """Rows of the form that no longer have their attribution are saved as new ones."""
    held = {str(pk) for pk in now.attributions.values_list("pk", flat=True)}
    for name in list(typed):
        if name.endswith("-attribution") and typed[name] not in held:
            typed[name] = ""
    return typed


@CHANGES
@permission_required("articles.mark_article", raise_exception=True)
def statement_remove(request, pk):
    statement = _statement(pk)
    if statement is None:
        return _missing(request, STATEMENT_REMOVED)
    if (answer := _moved_on(request, statement)) is not None:
        return answer
    article = statement.article
    if request.method != "POST":
        context = {
            "article": article,
            "what": "statement",
            "label": f"Statement of “{article}”",
            "words": statement.quote or statement.cue,
            "version": statement.version,
        }
        return render(request, "articles/desk_confirm.html", context)
    try:
        marking.remove_statement(statement, by=request.user, version=_whole(request.POST.get("version")))
    except (ValidationError, marking.Clash) as error:
        sentence = _said(error) if isinstance(error, ValidationError) else CHANGED_BEFORE_REMOVAL
        return _desk(request, article, error=sentence)
    return _done(request, article, f"Removed: {_named(statement)}")


CHANGED_BEFORE_REMOVAL = "Not removed: a colleague has changed this statement since you opened it. Look at it again."


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def statement_decide(request, pk):
    statement = _statement(pk)
    if statement is None:
        return _missing(request, STATEMENT_REMOVED)
    if (answer := _moved_on(request, statement)) is not None:
        return answer
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _desk(request, statement.article, error="Choose: accept, reject or unsure.")
    state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
    try:
        marking.decide_statement(statement, state, by=request.user, reason=reason)
    except Statement.DoesNotExist:
        return _gone(request, STATEMENT_REMOVED, reverse("article_mark", args=[statement.article_id]))
    except ValidationError as error:
        told = {"sentence": _said(error), "state": state, "reason": reason}
        return _desk(request, statement.article, error=_said(error), error_of={statement.pk: told})
    return _done(request, statement.article, f"{state.capitalize()}: {_named(statement)}", statement)


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def statement_judge(request, pk):
    statement = _statement(pk)
    if statement is None:
        return _missing(request, STATEMENT_REMOVED)
    if (answer := _moved_on(request, statement)) is not None:
        return answer
    form = JudgeForm(request.POST)
    error = None
    if form.is_valid():
        try:
            with steps.step(statement.article, request.user, "judged a statement"):
                _tie_claim(request, form, statement)
        except ValidationError as refused:
            error = _said(refused)
    else:
        error = " ".join(sentence for sentences in form.errors.values() for sentence in sentences)
    if error:
        told = {"sentence": error, "claim": request.POST.get("claim", "")}
        return _desk(request, statement.article, error=error, error_of={statement.pk: told})
    return _done(request, statement.article, "Judged.", statement)


@require_POST
@permission_required("articles.mark_article", raise_exception=True)
def match_withdraw(request, pk):
    related = ("statement__article__outlet", "statement__article__merged_into", "claim")
    match = Match.objects.select_related(*related).filter(pk=pk).first()
    if match is None:
        return _missing(request, "That judgement is not there any more.")
    if (answer := _moved_on(request, match.statement)) is not None:
        return answer
    marking.withdraw_judgement(match, by=request.user)
    return _done(request, match.statement.article, f"No longer tied to “{match.claim}”.", match.statement)
