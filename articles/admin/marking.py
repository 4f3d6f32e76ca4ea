"""Statements and credits: decided and corrected here, marked at the desk. Each save is one step, undoable like any."""

from django import forms
from django.contrib import admin
from django.db.models import Max, Q
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles import marking, steps
from articles.admin.base import SHOWN_BEFORE, InPieces, ReasonForm, beginning_with
from articles.bulk import DECIDED_AS
from articles.models import Article, Attribution, Credit, Figure, Match, Mention, Statement, Via
from articles.models.base import State
from articles.querysets import with_words
from sources.curation import (
    AllConstraints,
    FoundByFilter,
    Labelled,
    ReadOnly,
    RecordAdmin,
    RefusalsSpoken,
    Seen,
    row_link,
    sources_called,
)

STATEMENTS_SHOWN = 200  # of one article; a live blog may have more, which its list shows


class OfArticle(RefusalsSpoken):
    """Rows of an article's marking: the article's row is their lock."""

    def lock(self, object_id):
        row = self.model._base_manager.filter(pk=object_id).only("article").first() if object_id.isdigit() else None
        if row is not None:
            Article.objects.select_for_update(of=("self",)).filter(pk=row.article_id).first()


# --- what is decided --------------------------------------------------------------------------------


class DecidedForm(AllConstraints, Seen):
    """A row with a state: replacing a colleague's decision, opening a dispute and settling one ask for a reason."""

    reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Reason for the decision",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Needed where you replace a colleague's decision, dispute something, or settle a dispute.",
    )
    user = None  # set by the admin, once a request

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "state" in self.fields and self.instance.state != State.SUGGESTED:
            # what was decided is never a suggestion again
            self.fields["state"].choices = [pair for pair in State.choices if pair[0] != State.SUGGESTED]

    def clean(self):
        cleaned = super().clean()
        asked = marking.why_reason_is_needed(self.instance, cleaned.get("state", self.instance.state), self.user)
        if asked and not cleaned.get("reason", "").strip():
            self.add_error("reason", asked)
        return cleaned


class MarkedAdmin(InPieces, OfArticle, RecordAdmin):
    """Statements and credits: every save is one step under the article's lock, and grows the version."""

    decides = ""  # the job that decides many
    actions = ["accept", "reject", "unsure"]

    def has_add_permission(self, request):
        return False  # marked at the desk, where the words are

    def has_delete_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        """With its rows, in one step: see `save_related`."""

    def save_related(self, request, form, formsets, change):
        row = form.instance
        columns = set(form.changed_data) & {column.name for column in row._meta.fields}
        if not columns and not any(formset.has_changed() for formset in formsets):
            for formset in formsets:
                formset.save()  # of nothing; the log of the admin asks what it saved
            return
        with steps.step(row.article, request.user, f"edited a {self.opts.verbose_name} in the admin"):
            if "state" in columns:
                row.decided_by, row.decided_at = request.user, timezone.now()
                row.decision_reason = form.cleaned_data["reason"].strip()
                columns |= {"decided_by", "decided_at", "decision_reason"}
            if isinstance(row, Statement):
                row.version += 1
                columns.add("version")
            row.save(update_fields=columns)
            for formset in formsets:
                self.save_formset(request, form, formset, change=change)
            marking.drop_orphans(row.article)

    @admin.display(description="at the desk")
    def desk(self, row):
        edit = reverse(f"{self.opts.model_name}_edit", args=[row.pk])
        article = reverse("article_mark", args=[row.article_id])
        return format_html(
            '<a href="{}">Edit it at the desk</a>, or <a href="{}">mark the article</a>: words are selected there.',
            edit,
            article,
        )

    @admin.display(description="edit")
    def edit(self, row):
        return format_html(
            '<a href="{}" aria-label="Edit {} at the desk">Desk</a>',
            reverse(f"{self.opts.model_name}_edit", args=[row.pk]),
            row,
        )

    # --- many at once ---

    @admin.action(description="Accept", permissions=["change"])
    def accept(self, request, queryset):
        return self._decide(request, queryset, State.ACCEPTED)

    @admin.action(description="Reject", permissions=["change"])
    def reject(self, request, queryset):
        return self._decide(request, queryset, State.REJECTED)

    @admin.action(description="Mark as unsure", permissions=["change"])
    def unsure(self, request, queryset):
        return self._decide(request, queryset, State.UNSURE)

    def _decide(self, request, queryset, state):
        verb, name = DECIDED_AS[state], self.opts.verbose_name_plural
        colleagues = queryset.exclude(state__in=(state, State.SUGGESTED)).filter(
            Q(state=State.DISPUTED) | ~Q(decided_by=None) & ~Q(decided_by=request.user)
        )
        is_asked = colleagues.exists()
        form = ReasonForm(request.POST if self.is_confirmed(request) else None) if is_asked else None
        is_across = request.POST.get("select_across") == "1"
        if (form is None and (self.is_confirmed(request) or not is_across)) or (
            form and form.is_bound and form.is_valid()
        ):
            reason = form.cleaned_data["reason"] if form else ""
            return self.in_pieces(request, queryset, self.decides, f"{verb} {name}", state=str(state), reason=reason)
        lede = f"Each of them is set to “{state.label}”; what is so already stays as it is."
        if is_asked:
            lede += " Some were decided otherwise by colleagues, or are disputed: say why you replace that."
        shown = (colleagues if is_asked else queryset).select_related("article__outlet", "decided_by")[:SHOWN_BEFORE]
        return self.confirm(
            request,
            queryset,
            action={State.ACCEPTED: "accept", State.REJECTED: "reject", State.UNSURE: "unsure"}[state],
            title=f"{verb} {name}",
            lede=lede,
            submit=verb,
            form=form,
            columns=[self.opts.verbose_name.capitalize(), "Now", "Decided by", "Article"],
            rows=[
                (row_link(row), row.get_state_display(), row.decided_by or "nobody", row_link(row.article))
                for row in shown
            ],
        )


# --- what hangs on a statement ----------------------------------------------------------------------


class OneArticles(forms.Select):
    """A choice among the mentions of one article: some tens, all of them to be seen."""


class RowsOfStatement(BaseInlineFormSet):
    """Rows that may have gone since the form was opened; what was typed into them stays, as new rows."""

    def __init__(self, data=None, files=None, instance=None, **kwargs):
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and instance is not None and instance.pk:
            data = self._without_vanished(data, prefix, instance)
        super().__init__(data, files, instance=instance, **kwargs)

    def _without_vanished(self, data, prefix, instance):
        try:
            total, first = int(data[f"{prefix}-TOTAL_FORMS"]), int(data[f"{prefix}-INITIAL_FORMS"])
        except (KeyError, ValueError):
            return data  # Django says what is wrong with that
        if not 0 <= first <= total <= 1000:
            return data
        held = set(map(str, self.model._default_manager.filter(statement=instance).values_list("pk", flat=True)))
        vanished = [number for number in range(first) if data.get(f"{prefix}-{number}-id") not in held]
        if not vanished:
            return data
        stays = [number for number in range(first) if number not in vanished]
        names = {key.split("-", 2)[2] for key in data if key.startswith(f"{prefix}-") and key.count("-") == 2}
        told = data.copy()
        told[f"{prefix}-INITIAL_FORMS"] = str(len(stays))
        for at, number in enumerate([*stays, *vanished, *range(first, total)]):
            for name in names:
                value = "" if name == "id" and number in vanished else data.get(f"{prefix}-{number}-{name}")
                if value is None:
                    told.pop(f"{prefix}-{at}-{name}", None)
                else:
                    told[f"{prefix}-{at}-{name}"] = value
        return told

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "mention" in form.fields:
            field = form.fields["mention"]
            field.queryset = Mention.objects.filter(article=self.instance.article_id)
            field.widget.choices = self._mentions()

    def _mentions(self):
        if not hasattr(self, "_choices"):
            mentions = self.instance.article.mentions.select_related("source").order_by("pk")
            told = [
                (mention.pk, f"{mention} ({mention.source or mention.get_resolution_display()})")
                for mention in mentions
            ]
            self._choices = [("", "---------"), *told]
        return self._choices

    def kept(self):
        return [
            form.cleaned_data
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and form.cleaned_data.get("mention")
            and not form.cleaned_data.get("DELETE")
        ]


class AttributionRows(RowsOfStatement):
    def clean(self):
        super().clean()
        if any(self.errors):
            return
        credits = self.instance.voice == Statement.Voice.CREDITED
        if credits and not self.kept():
            raise forms.ValidationError(
                "A statement credits somebody; choose whom. One in the outlet's own voice is set at the desk."
            )
        if not credits and self.kept():
            raise forms.ValidationError(
                "A statement in the outlet's own voice, or with none named, credits nobody; change that at the desk."
            )


class ViaRows(RowsOfStatement):
    def clean(self):
        super().clean()
        positions = [row.get("position") for row in self.kept()]
        if len(positions) != len(set(positions)):
            raise forms.ValidationError("Two vias have one position; 1 is nearest to the article.")


class FigureRows(RowsOfStatement):
    def save_new(self, form, commit=True):
        last = Figure.objects.filter(statement=self.instance).aggregate(last=Max("position"))["last"] or 0
        form.instance.position = last + 1
        return super().save_new(form, commit=commit)


class AsPrinted(forms.ModelForm):
    """Words that were selected in the text stay as printed; the desk selects others."""

    printed = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.printed in self.fields and getattr(self.instance, f"{self.printed}_spans", None):
            self.fields[self.printed].disabled = True


class AttributionForm(AsPrinted):
    printed = "source_phrase"

    def clean(self):
        cleaned = super().clean()
        mention = cleaned.get("mention")
        if mention is not None and "mention" in self.changed_data and not cleaned.get("speaks_as"):
            cleaned["speaks_as"] = marking.speaks_as_of(mention)
        return cleaned


class ViaForm(AsPrinted):
    printed = "words"


class OfOneArticle:
    """Inlines whose mentions are those of the statement's article."""

    extra = 0

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "mention":
            kwargs["widget"] = OneArticles()
            kwargs["queryset"] = Mention.objects.none()  # the formset knows which article
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "mention":
            # no links to add or change a mention: the desk makes them
            field.widget = getattr(field.widget, "widget", field.widget)
        return field


class AttributionInline(OfOneArticle, Labelled, admin.TabularInline):
    model = Attribution
    form = AttributionForm
    formset = AttributionRows
    autocomplete_fields = ["cited_article"]
    fields = ["mention", "source_phrase", "speaks_as", "cited_article"]
    verbose_name_plural = "credited to"


class ViaInline(OfOneArticle, Labelled, admin.TabularInline):
    model = Via
    form = ViaForm
    formset = ViaRows
    autocomplete_fields = ["cited_article"]
    fields = ["position", "mention", "basis", "words", "cited_article"]
    verbose_name_plural = "via: who stands between, as printed or as an editor judged"


class FigureInline(Labelled, admin.TabularInline):
    model = Figure
    formset = FigureRows
    fields = ["text", "low", "high", "qualifier", "unit"]
    extra = 0


class MatchInline(ReadOnly, admin.TabularInline):
    model = Match
    fields = ["claim", "judgement", "state", "judged_by", "judged_at", "replaced_at"]
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim", "judged_by").order_by("-pk")


class StatementForm(DecidedForm):
    class Meta:
        model = Statement
        fields = ["state", "form", "polarity", "channel", "via_none_needed", "own_reporting", "note"]


@admin.register(Statement)
class StatementAdmin(MarkedAdmin):
    form = StatementForm
    decides = "decide statements"
    list_display = ["__str__", "article", "state", "form", "polarity", "channel", "found_by", "decided_by", "edit"]
    list_filter = ["state", "form", "polarity", "channel", "voice", FoundByFilter]
    list_select_related = ["article", "decided_by"]
    search_help_text = "Words of the statement as printed, or the number of a statement."
    ordering = ["-pk"]
    inlines = [AttributionInline, ViaInline, FigureInline, MatchInline]
    readonly_fields = [
        *("quote", "article", "voice", "cue", "within", "desk"),
        *("found_by", "confidence", "decided_by", "decided_at", "decision_reason", "version"),
    ]
    fieldsets = [
        ("As printed", {"fields": ["quote", "article", "voice", "cue", "within", "desk"]}),
        ("Decision", {"fields": ["state", "reason", "seen"]}),
        (
            "What kind of statement",
            {"fields": ["form", "polarity", "channel", "via_none_needed", "own_reporting", "note"]},
        ),
        (
            "On record",
            {"fields": ["found_by", "confidence", "decided_by", "decided_at", "decision_reason", "version"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article__outlet", "decided_by", "within")

    def searched(self, queryset, term):
        return with_words(queryset, "quote", term, cut=True)

    def offered(self, queryset, term):
        return beginning_with(queryset, "quote", term, cut=True)


class CreditForm(DecidedForm):
    class Meta:
        model = Credit
        fields = ["state", "role", "mention", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "mention" in self.fields:
            self.fields["mention"].queryset = Mention.objects.filter(article=self.instance.article_id).select_related(
                "source"
            )


@admin.register(Credit)
class CreditAdmin(OfOneArticle, MarkedAdmin):
    form = CreditForm
    decides = "decide credits"
    list_display = ["__str__", "role", "article", "state", "found_by", "decided_by", "edit"]
    list_filter = ["role", "state", FoundByFilter]
    list_select_related = ["article", "decided_by", "mention__source"]
    search_help_text = "The name of a credited source, or the number of a credit."
    ordering = ["-pk"]
    readonly_fields = [
        *("printed", "article", "desk"),
        *("found_by", "confidence", "decided_by", "decided_at", "decision_reason"),
    ]
    fieldsets = [
        ("As printed", {"fields": ["printed", "article", "desk"]}),
        ("Decision", {"fields": ["state", "reason", "seen"]}),
        ("What kind of credit", {"fields": ["role", "mention", "note"]}),
        ("On record", {"fields": ["found_by", "confidence", "decided_by", "decided_at", "decision_reason"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article__outlet", "decided_by", "mention__source")

    def searched(self, queryset, term):
        return queryset.filter(mention__source__in=sources_called(term))


# --- below an article -------------------------------------------------------------------------------


class OfArticleInline(ReadOnly, admin.TabularInline):
    """A summary with a link to each row: read here, changed on its own form."""

    extra = 0
    can_delete = False
    view_on_site = False

    class formset(BaseInlineFormSet):  # noqa: N801 - Django's name
        def get_queryset(self):
            return super().get_queryset()[:STATEMENTS_SHOWN]


class StatementsOfArticle(OfArticleInline):
    model = Statement
    fields = readonly_fields = ["said", "credited", "via_whom", "state", "form", "polarity", "decided_by"]
    verbose_name_plural = f"statements (the first {STATEMENTS_SHOWN})"

    def get_queryset(self, request):
        found = super().get_queryset(request).select_related("decided_by").order_by("pk")
        return found.prefetch_related("attributions__mention__source", "vias__mention__source")

    @admin.display(description="words")
    def said(self, statement):
        return row_link(statement)

    @admin.display(description="credited to")
    def credited(self, statement):
        return (
            format_html_join(
                "; ",
                "{}{}",
                (
                    (
                        _who(attribution.mention),
                        f", “{attribution.source_phrase}”" if attribution.source_phrase else "",
                    )
                    for attribution in statement.attributions.all()
                ),
            )
            or statement.get_voice_display()
        )

    @admin.display(description="via")
    def via_whom(self, statement):
        return format_html_join("; ", "{}", ((_who(via.mention),) for via in statement.vias.all()))


class CreditsOfArticle(OfArticleInline):
    model = Credit
    fk_name = "article"
    fields = readonly_fields = ["line", "credited", "state", "decided_by"]
    verbose_name_plural = f"credits (the first {STATEMENTS_SHOWN})"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("decided_by", "mention__source").order_by("pk")

    @admin.display(description="credit")
    def line(self, credit):
        return row_link(credit, credit.printed[:80] or credit.get_role_display())

    @admin.display(description="credited to")
    def credited(self, credit):
        return format_html("{}, {}", _who(credit.mention), credit.get_role_display())


def _who(mention):
    return (
        row_link(mention.source)
        if mention.source
        else row_link(mention, f"{mention} ({mention.get_resolution_display()})")
    )


# --- judgements -------------------------------------------------------------------------------------


@admin.register(Match)
class MatchAdmin(InPieces, ReadOnly, RecordAdmin):
    """Kept for ever: a new judgement replaces one. A dispute is settled here, with a reason."""

    list_display = ["claim", "judgement", "state", "statement", "judged_by", "judged_at", "replaced_at"]
    list_filter = ["judgement", "state", ("replaced_at", admin.EmptyFieldListFilter)]
    list_select_related = ["claim", "statement", "judged_by"]
    search_help_text = "Words of the claim, or the number of a judgement."
    ordering = ["-pk"]
    actions = ["accept", "reject", "unsure"]

    def searched(self, queryset, term):
        claims = with_words(Match._meta.get_field("claim").related_model.objects.all(), "wording", term)
        return queryset.filter(claim__in=claims.values("pk"))

    @admin.action(description="Accept…", permissions=["settle"])
    def accept(self, request, queryset):
        return self._settle(request, queryset, State.ACCEPTED)

    @admin.action(description="Reject…", permissions=["settle"])
    def reject(self, request, queryset):
        return self._settle(request, queryset, State.REJECTED)

    @admin.action(description="Mark as unsure…", permissions=["settle"])
    def unsure(self, request, queryset):
        return self._settle(request, queryset, State.UNSURE)

    def has_settle_permission(self, request):
        return request.user.has_perm("articles.mark_article")

    def _settle(self, request, queryset, state):
        queryset = queryset.filter(replaced_at=None)
        form = ReasonForm(request.POST if self.is_confirmed(request) else None)
        if form.is_bound and form.is_valid():
            what, reason = f"{DECIDED_AS[state]} judgements", form.cleaned_data["reason"]
            return self.in_pieces(request, queryset, "settle judgements", what, state=str(state), reason=reason)
        shown = queryset.select_related("claim", "statement", "judged_by")[:SHOWN_BEFORE]
        return self.confirm(
            request,
            queryset,
            action={State.ACCEPTED: "accept", State.REJECTED: "reject", State.UNSURE: "unsure"}[state],
            title=f"{DECIDED_AS[state]} judgements",
            lede="Each judgement that still holds is replaced by yours; the older one stays on record.",
            submit=DECIDED_AS[state],
            form=form,
            columns=["Judgement", "Claim", "Statement", "Now", "By"],
            rows=[
                (
                    match.get_judgement_display(),
                    row_link(match.claim),
                    row_link(match.statement),
                    match.get_state_display(),
                    match.judged_by or "nobody",
                )
                for match in shown
            ],
        )
