"""Reports of errors: any reader writes one on a row, the editors settle it, the reader sees the answer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from articles import actions
from articles.models import Article, Attribution, Claim, Credit, ErrorReport, Relay, Statement
from articles.views.permalinks import misread
from sources.models import Source

About = ErrorReport.About
PAGE_ROWS = 50


class ErrorReportForm(forms.ModelForm):
    class Meta:
        model = ErrorReport
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        labels = {"text": "What is wrong?"}


class SettleForm(forms.Form):
    status = forms.ChoiceField(
        label="Outcome",
        choices=[choice for choice in ErrorReport.Status.choices if choice[0] != ErrorReport.Status.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        max_length=5000, widget=forms.Textarea(attrs={"rows": 5}), help_text="The reader who reported it sees this."
    )


@require_safe
def errorreport_list(request):
    """Editors see every report, a reader his or her own."""
    statuses = tuple(ErrorReport.Status.values)
    if (answer := misread(request, {"status": statuses, "page": ()})) is not None:
        return answer
    may_settle = request.user.has_perm("articles.change_errorreport")
    reports = ErrorReport.objects.select_related("by", "settled_by").order_by("-at", "-pk")
    if not may_settle:
        reports = reports.filter(by=request.user)
    status = request.GET.get("status", "")
    if status:
        reports = reports.filter(status=status)
    try:
        page = Paginator(reports, PAGE_ROWS).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404("There is no such page of reports.") from error
    return render(
        request,
        "articles/errorreport_list.html",
        {"page": page, "status": status, "statuses": ErrorReport.Status.choices, "may_settle": may_settle},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def errorreport_add(request):
    """`?statement=12`: the row it is about, one of `ErrorReport.About`."""
    if (answer := misread(request, dict.fromkeys(About.values, ()))) is not None:
        return answer
    about, pk = next(iter(request.GET.items()), ("", ""))
    if len(request.GET) != 1 or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404("Say which row the report is about: open this page from the row's own.")
    label, address = _row(about, int(pk))
    form = ErrorReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report_error(
            about=about,
            about_id=int(pk),
            address=address,
            label=label,
            text=form.cleaned_data["text"],
            by=request.user,
        )
        messages.success(request, "Thank you: your report is with the editors. Their answer will stand here.")
        return redirect("errorreport_list")
    return render(
        request,
        "articles/errorreport_form.html",
        {"form": form, "about": About(about).label, "label": label, "address": address},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("articles.change_errorreport", raise_exception=True)
def errorreport_settle(request, pk):
    report = get_object_or_404(ErrorReport.objects.select_related("by", "settled_by"), pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_report(
                report, form.cleaned_data["status"], answer=form.cleaned_data["answer"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The report is settled; the reader sees your answer.")
            return redirect(f"{reverse('errorreport_list')}?status=open")
    return render(request, "articles/errorreport_settle.html", {"form": form, "report": report})


def _row(about, pk):
    """What the row says, and its address. Http404 where there is none."""
    if about == About.ARTICLE:
        article = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
        return f"{article.outlet}: {article}", article.get_absolute_url()
    if about == About.STATEMENT:
        statement = get_object_or_404(Statement.objects.select_related("article__outlet"), pk=pk)
        return f"{statement.article.outlet}: {statement.quote or statement}", statement.get_absolute_url()
    if about == About.RELAY:
        attribution = get_object_or_404(
            Attribution.objects.select_related("statement__article__outlet", "mention__source"), pk=pk
        )
        statement = attribution.statement
        label = f"{statement.article.outlet} relays {attribution.mention.name}: {statement.quote or statement}"
        return label, reverse("relay_detail", args=[pk])
    if about == About.CREDIT:
        credit = get_object_or_404(Credit.objects.select_related("article__outlet", "mention__source"), pk=pk)
        label = f"{credit.article.outlet}: {credit.get_role_display()}, {credit.mention.name}"
        if Relay.objects.filter(credit=credit).exists():
            return label, reverse("relay_article_detail", args=[pk])
        return label, f"{credit.article.get_absolute_url()}#credit-{pk}"
    if about == About.SOURCE:
        source = get_object_or_404(Source, pk=pk)
        return f"{source} ({source.get_kind_display()})", reverse("source_detail", args=[pk])
    claim = get_object_or_404(Claim, pk=pk)
    return claim.wording, claim.get_absolute_url()
