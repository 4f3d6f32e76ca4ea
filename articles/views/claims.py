"""The page of a claim: every statement that makes it, by time; and the form that changes its wording."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from articles import history
from articles.models import Claim, Match, Merge, Relay, Statement
from articles.reports import coverage, coverage_addresses
from articles.views.permalinks import misread, moved, removed

Polarity = Statement.Polarity
STATEMENTS_SHOWN = 200


@require_safe
def claim_detail(request, pk):
    claim = (
        Claim.objects.select_related("merged_into", "created_by")
        .with_statement_counts()
        .with_relay_counts()
        .filter(pk=pk)
        .first()
    )
    if claim is None:
        return removed(request, Claim, pk, "claim")
    if claim.merged_into:
        return moved(claim.merged_into.get_absolute_url())
    if (answer := misread(request, {})) is not None:
        return answer
    told = _by_time(Match.objects.same().of_living().filter(claim=claim, statement__state="accepted"))
    judged = Match.objects.accepted().of_living().filter(claim=claim, statement__state="accepted")
    others = judged.exclude(judgement="same")
    return render(
        request,
        "articles/claim_detail.html",
        {
            "claim": claim,
            "coverage": coverage() | coverage_addresses(),
            "affirming": list(told.filter(statement__polarity=Polarity.AFFIRMS)[:STATEMENTS_SHOWN]),
            "denying": list(told.filter(statement__polarity=Polarity.DENIES)[:STATEMENTS_SHOWN]),
            "declined": list(told.filter(statement__polarity=Polarity.DECLINED)[:STATEMENTS_SHOWN]),
            "others": list(_by_time(others)[:STATEMENTS_SHOWN]),
            "shown": STATEMENTS_SHOWN,
            "history": history.of_claim(pk),
            "merged_from": Merge.objects.into("claim", pk),
        },
    )


def _by_time(matches):
    """Judgements with all that a row shows, in the order of first publication, undated last."""
    relays = Relay.objects.select_related("mention__source").prefetch_related("vias__mention__source")
    return (
        matches.select_related("statement__article__outlet", "judged_by")
        .prefetch_related("statement__figures", Prefetch("statement__relays", relays.order_by("attribution")))
        .order_by(F("statement__article__published_at").asc(nulls_last=True), "statement__article", "statement")
    )


class TopicsField(forms.CharField):
    """A list of topics, typed with commas; one written twice is kept once."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        topics = list(dict.fromkeys(" ".join(topic.split()) for topic in super().clean(value).split(",")))
        topics = [topic for topic in topics if topic]
        if any(len(topic) > 100 for topic in topics):
            raise forms.ValidationError("A topic has at most 100 characters.")
        return topics


class ClaimForm(forms.ModelForm):
    topics = TopicsField(required=False, help_text="With commas: call-ups, human rights.")

    class Meta:
        model = Claim
        fields = ["wording", "topics", "event_date", "note"]
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 2}),
            "event_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_wording(self):
        return " ".join(self.cleaned_data["wording"].split())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("articles.change_claim", raise_exception=True)
def claim_edit(request, pk):
    claim = get_object_or_404(Claim.objects.living(), pk=pk)
    form = ClaimForm(request.POST or None, instance=claim)
    if request.method == "POST" and form.is_valid():
        claim.save(update_fields=form.changed_data)
        messages.success(request, "The claim is changed.")
        return redirect(claim)
    return render(request, "articles/claim_form.html", {"form": form, "claim": claim})
