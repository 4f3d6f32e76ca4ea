"""The page of a claim: its way through the press, every statement that makes it; and the form that changes it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from articles import claim_picture, history, over_time
from articles.claim_story import Story
from articles.models import Claim, Match, Merge, Relay, Statement
from articles.reports import coverage, coverage_addresses
from articles.views.permalinks import misread, moved, removed

Polarity = Statement.Polarity
STATEMENTS_SHOWN = 200  # of each list
ROOTS_SHOWN = 30  # origins in the table; the lineage has all
LISTS = {Polarity.AFFIRMS: "affirming", Polarity.DENIES: "denying", Polarity.DECLINED: "declined"}


@require_safe
def claim_detail(request, pk):
    found = Claim.objects.select_related("merged_into", "created_by", "split_from").with_relay_counts()
    claim = found.filter(pk=pk).first()
    if claim is None:
        return removed(request, Claim, pk, "claim")
    if claim.merged_into:
        return moved(claim.merged_into.get_absolute_url())
    if (answer := misread(request, {})) is not None:
        return answer
    lists = _lists(claim)
    shown = _shown(lists)
    story = Story.of(claim)
    roots = story.roots()
    return render(
        request,
        "articles/claim_detail.html",
        {
            "claim": claim,
            "story": story,
            "roots": roots[:ROOTS_SHOWN],
            "more_roots": max(0, len(roots) - ROOTS_SHOWN),
            "picture": claim_picture.picture(story, roots),
            "branches": story.branches(roots),
            "figure_rows": story.figure_rows(),
            "warnings": story.warnings(),
            "coverage": coverage() | coverage_addresses(),
            "over_time": over_time.of_query(f"claim={pk}&polarity=affirms", claim.relay_count),
            **shown,
            "related_figures": _related_figures(shown["others"]),
            "affirming_count": len(lists["affirming"]),
            "denying_count": len(lists["denying"]),
            "shown": STATEMENTS_SHOWN,
            "history": history.of_claim(pk),
            "split_into": claim.split_into.order_by("pk"),
            "merged_from": Merge.objects.into("claim", pk),
        },
    )


def _lists(claim):
    """{list of the page: ids of its judgements}, in the order of first publication, undated last. One query.

    All of them in one pass, and only the rows shown are read whole: a claim may have ten thousand.
    """
    judged = Match.objects.accepted().of_living().filter(claim=claim, statement__state="accepted")
    found = {name: [] for name in (*LISTS.values(), "others")}
    by_time = judged.order_by(
        F("statement__article__published_at").asc(nulls_last=True), "statement__article", "statement"
    )
    for pk, judgement, polarity in by_time.values_list("pk", "judgement", "statement__polarity"):
        found[LISTS[polarity] if judgement == "same" else "others"].append(pk)
    return found


def _shown(lists):
    """{list of the page: its first judgements, with all that a row shows}."""
    shown = {name: ids[:STATEMENTS_SHOWN] for name, ids in lists.items()}
    relays = Relay.objects.select_related("mention__source").prefetch_related("vias__mention__source")
    rows = (
        Match.objects.select_related("statement__article__outlet", "judged_by")
        .prefetch_related("statement__figures", Prefetch("statement__relays", relays.order_by("attribution")))
        .in_bulk([pk for ids in shown.values() for pk in ids])
    )
    return {name: [rows[pk] for pk in ids if pk in rows] for name, ids in shown.items()}


def _related_figures(others):
    """[(judgement, figure)] of what was judged related: read beside the claim's own, and never compared with them."""
    related = [match for match in others if match.judgement == Match.Judgement.RELATED]
    return [(match, figure) for match in related for figure in match.statement.figures.all()]


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
