"""Articles, their texts and copies, and the names in them."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles import actions, steps
from articles.addresses import canonical
from articles.admin.base import SHOWN_BEFORE, InPieces, beginning_with, page_link
from articles.admin.marking import CreditsOfArticle, OfArticle, StatementsOfArticle
from articles.models import Article, CopyGroup, Credit, Mention, Relay, Revision, Statement
from articles.querysets import with_words
from sources.curation import (
    AllConstraints,
    LanguageFilter,
    ReadOnly,
    RecordAdmin,
    RefusalsSpoken,
    Seen,
    capped,
    row_link,
    sources_called,
)
from sources.models import Source
from sources.printed import name_key


class ArticleForm(AllConstraints, Seen):
    """An article's facts; its text is changed on its own page, since that makes a revision."""

    class Meta:
        model = Article
        fields = [
            "outlet",
            "address",
            "no_address",
            "byline",
            "published_at",
            "published_precision",
            "genre",
            "language",
            "country",
            "copy_group",
            "note",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for widget, label in zip(self.fields["published_at"].widget.widgets, ("Date", "Time"), strict=True):
            widget.attrs["aria-label"] = f"{label} of publication, UTC"

    def clean(self):
        cleaned = super().clean()
        address = cleaned.get("address", "")
        if address:
            try:
                key = canonical(address).key
            except ValueError:
                return cleaned  # the model's own check names what is wrong
            held = Article.objects.filter(address_key=key).exclude(pk=self.instance.pk).select_related("outlet").first()
            if held is not None:
                self.add_error("address", f"“{held}” of {held.outlet} has this address already.")
        else:
            self.instance.address_key = None
        if cleaned.get("published_precision") == "day" and cleaned.get("published_at"):
            # a day is kept as that day at 00:00 UTC
            cleaned["published_at"] = cleaned["published_at"].replace(hour=0, minute=0, second=0, microsecond=0)
        return cleaned

    def clean_outlet(self):
        outlet = self.cleaned_data["outlet"]
        if not outlet.is_publisher:
            raise ValidationError(f"{outlet} is no outlet and no agency.")
        return outlet


@admin.register(Article)
class ArticleAdmin(InPieces, RefusalsSpoken, RecordAdmin):
    form = ArticleForm
    list_display = ["title", "outlet", "published_at", "published_precision", "genre", "language", "progress"]
    list_filter = [
        "progress",
        "genre",
        "came_in",
        LanguageFilter,
        "published_precision",
        ("published_at", admin.EmptyFieldListFilter),
        "no_address",
    ]
    list_select_related = ["outlet"]
    search_help_text = "Words of the title, the web address, or the number of an article."
    date_hierarchy = None  # grouping a million articles by day is no way to open a list
    ordering = ["-first_seen_at", "-pk"]
    autocomplete_fields = ["outlet", "copy_group"]
    readonly_fields = ["title", "progress", "came_in", "first_seen_at", "text_hash", "merged_into", "open_page"]
    fieldsets = [
        (None, {"fields": ["title", "open_page", *ArticleForm.Meta.fields, "seen"]}),
        ("On record", {"fields": ["progress", "came_in", "first_seen_at", "text_hash", "merged_into"]}),
    ]
    inlines = [StatementsOfArticle, CreditsOfArticle]
    actions = ["remove", "merge"]

    def has_add_permission(self, request):
        return False  # an article comes with its text: “Add an article” on the front page

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("outlet")

    def get_inlines(self, request, obj):
        # only read: what is sent has nothing of them
        return self.inlines if request.method in ("GET", "HEAD") else []

    def searched(self, queryset, term):
        found = self._by_address(queryset, term)
        return with_words(queryset, "title", term) if found is None else found

    def offered(self, queryset, term):
        found = self._by_address(queryset, term)
        return beginning_with(queryset, "title", term) if found is None else found

    def _by_address(self, queryset, term):
        if "/" not in term:
            return None
        try:
            found = queryset.filter(address_key=canonical(term if "//" in term else f"https://{term}").key)
        except ValueError:
            return None
        return found if found.exists() else None

    @admin.display(description="page")
    def open_page(self, article):
        return page_link(article, "Read, mark or edit its text")

    def save_model(self, request, obj, form, change):
        """Outlet, date, genre and language stand in the relays too."""
        fields = {name for name in form.changed_data if name in ArticleForm.Meta.fields}
        if "published_precision" in fields:
            fields.add("published_at")  # to the day: its hour went
        if fields:
            actions.change_article(obj, sorted(fields))

    def save_related(self, request, form, formsets, change):
        """What stands below the facts is only read here."""

    # --- deleting ---

    def get_deleted_objects(self, objs, request):
        """The marking goes along, by an action that takes its relays out of every count in the same transaction."""
        objs = list(objs)
        counts = {self.opts.verbose_name_plural: len(objs)}
        for model in (Revision, Statement, Credit, Relay):
            number = model._default_manager.filter(article__in=objs).count()
            counts |= {model._meta.verbose_name_plural: number} if number else {}
        merged = Article.objects.filter(merged_into__in=objs)
        forbidding = [f"“{article}” was merged into it; undo that merge first." for article in merged[:SHOWN_BEFORE]]
        return [f"article: {article}" for article in objs], counts, set(), forbidding

    def delete_model(self, request, obj):
        actions.remove_article(obj)

    def delete_queryset(self, request, queryset):
        actions.remove_articles(list(queryset.values_list("pk", flat=True)))

    @admin.action(description="Delete with texts and marking…", permissions=["delete"])
    def remove(self, request, queryset):
        if self.is_confirmed(request):
            return self.in_pieces(request, queryset, "remove articles", "Delete articles with their marking")
        rows = queryset.select_related("outlet")[:SHOWN_BEFORE]
        return self.confirm(
            request,
            queryset,
            action="remove",
            title="Delete articles",
            lede="Their texts, statements and credits go along, and their relays leave every count. History keeps "
            "what the rows said; the texts are gone.",
            submit="Delete them",
            danger=True,
            columns=["Article", "Outlet", "Published"],
            rows=[
                (
                    row_link(article),
                    article.outlet,
                    f"{article.published_on:%Y-%m-%d}" if article.published_on else "not known",
                )
                for article in rows
            ],
        )

    @admin.action(description="Merge…", permissions=["change"])
    def merge(self, request, queryset):
        return self.merge_rows(request, queryset, "article", kept_first=["pk"])


@admin.register(Revision)
class RevisionAdmin(ReadOnly, RecordAdmin):
    list_display = ["article", "number", "length", "captured_at", "captured_by"]
    list_select_related = ["article", "captured_by"]
    search_help_text = "Words of the article's title, or the number of a row."
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text")

    def searched(self, queryset, term):
        return queryset.filter(article__in=with_words(Article.objects.all(), "title", term).values("pk"))


class CopyGroupForm(forms.ModelForm):
    class Meta:
        model = CopyGroup
        fields = ["original", "note"]


@admin.register(CopyGroup)
class CopyGroupAdmin(RefusalsSpoken, RecordAdmin):
    form = CopyGroupForm
    list_display = ["__str__", "original", "created_at"]
    list_select_related = ["original"]
    search_help_text = "Words of the original's title, or the number of a group."
    ordering = ["-pk"]
    autocomplete_fields = ["original"]
    readonly_fields = ["its_articles"]
    fields = ["original", "its_articles", "note"]

    def searched(self, queryset, term):
        return queryset.filter(original__in=with_words(Article.objects.all(), "title", term).values("pk"))

    @admin.display(description="articles")
    def its_articles(self, group):
        articles = group.articles.select_related("outlet").order_by("pk")[:SHOWN_BEFORE] if group.pk else []
        shown = format_html_join("", "<p>{}: {}</p>", ((article.outlet, row_link(article)) for article in articles))
        return shown or "none yet; an article is put into it on the article's own form"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)


# --- names in articles ------------------------------------------------------------------------------


class MentionForm(AllConstraints, Seen):
    class Meta:
        model = Mention
        fields = [
            "resolution",
            "source",
            "source_kind",
            "descriptor",
            "number_low",
            "number_high",
            "body",
            "reason",
            "affiliation",
        ]


class ResolveForm(forms.Form):
    source = forms.ModelChoiceField(
        queryset=Source.objects.living(),
        widget=AutocompleteSelect(Mention._meta.get_field("source"), admin.site),
        help_text="Whom these names mean. Printed names stay as they are.",
    )


@admin.register(Mention)
class MentionAdmin(InPieces, OfArticle, RecordAdmin):
    """Tying a printed name to a source changes the article's relays, in the same transaction."""

    form = MentionForm
    list_display = ["__str__", "resolution", "source", "source_kind", "article"]
    list_filter = ["resolution", "source_kind"]
    list_select_related = ["source", "article"]
    search_help_text = "The whole printed name, the name of a source, or the number of a mention."
    ordering = ["-pk"]
    autocomplete_fields = ["source"]
    readonly_fields = ["article", "printed_name", "resolved_by", "resolved_at"]
    fields = ["article", "printed_name", *MentionForm.Meta.fields, "resolved_by", "resolved_at", "seen"]
    actions = ["resolve"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article", "source")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False  # it goes with the last statement or credit that names it

    def searched(self, queryset, term):
        """On the index of open names and on that by source; the two are asked for together."""
        wanted = Q(source__in=sources_called(term))
        key = name_key(term)[:300]
        return queryset.filter(wanted | Q(printed_key=key, resolution__in=("unresolved", "ambiguous")))

    def save_model(self, request, obj, form, change):
        fields = [name for name in form.changed_data if name in MentionForm.Meta.fields]
        if not fields:
            return
        if {"source", "resolution"} & set(fields):
            obj.source = obj.source.living() if obj.source else None
            obj.resolved_by, obj.resolved_at = (request.user, timezone.now()) if obj.source else (None, None)
            fields += ["source", "resolved_by", "resolved_at"]
        with steps.step(obj.article, request.user, f"changed the mention “{obj}”"[:200]):
            obj.save(update_fields=fields)

    @admin.action(description="Resolve to a source…", permissions=["change"])
    def resolve(self, request, queryset):
        form = ResolveForm(request.POST if self.is_confirmed(request) else None)
        if form.is_bound and form.is_valid():
            source = form.cleaned_data["source"]
            what = f"Tie printed names to {source}"
            return self.in_pieces(request, queryset, "resolve mentions", what, source=source.pk)
        rows = queryset.select_related("article__outlet", "source")[:SHOWN_BEFORE]
        relays = capped(Relay.objects.filter(mention__in=queryset.order_by().values("pk")))
        return self.confirm(
            request,
            queryset,
            action="resolve",
            title="Resolve names to a source",
            lede=format_html(
                "Each of these names is tied to the source you choose, in its own article; {} relays credit them. "
                "Unnamed sources are left as they are. Where the same name waits in other articles, "
                '<a href="{}">the work list of names</a> resolves it everywhere.',
                relays,
                reverse("name_list"),
            ),
            submit="Resolve them",
            form=form,
            columns=["Printed name", "Now", "Article", "Outlet"],
            rows=[
                (
                    row_link(mention, str(mention)),
                    mention.source or mention.get_resolution_display(),
                    row_link(mention.article),
                    mention.article.outlet,
                )
                for mention in rows
            ],
        )
