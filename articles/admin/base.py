"""What lists of the record share: words searched on their index, actions on many rows in pieces, merging."""

import re

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models.functions import Left
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from articles import pieces
from articles.models import BulkJob
from articles.querysets import SEARCHED_CHARACTERS
from sources.curation import capped

SHOWN_BEFORE = 20  # rows that a page of confirmation lists
MERGED_AT_ONCE = 50  # more than a person can judge on one page
SHORTEST_BEGINNING = 3  # letters of a word that is still being typed; fewer begin half of all words


def beginning_with(found, column, typed, *, cut=False):
    """As `with_words`, for a name that is still being typed: the last word may go on."""
    words = re.findall(r"\w+", typed)[:12]
    if not words:
        return found.none()
    ending = ":*" if len(words[-1]) >= SHORTEST_BEGINNING else ""
    query = " & ".join(f"'{word}'" for word in words) + ending
    vector = SearchVector(Left(column, SEARCHED_CHARACTERS) if cut else column, config="simple")
    return found.annotate(_vector=vector).filter(_vector=SearchQuery(query, config="simple", search_type="raw"))


def page_link(row, label="Open its page"):
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), label) if row and row.pk else ""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text="It is kept with each row and shown to colleagues.",
    )


class InPieces:
    """Actions on any number of rows: few are done at once, many as a job that can be stopped and says what it did."""

    def in_pieces(self, request, queryset, name, what, **arguments):
        ids = list(queryset.order_by("pk").values_list("pk", flat=True))
        if not ids:
            self.message_user(request, "None of these rows is there any more. Nothing was changed.", messages.WARNING)
            return None
        back = request.get_full_path()
        back = back if len(back) <= 500 else request.path
        job = pieces.start(name, ids, what=what, by=request.user, back_to=back, **arguments)
        if job.state != BulkJob.State.DONE or job.refused_count:
            return HttpResponseRedirect(job.get_absolute_url())
        level = messages.SUCCESS if job.changed else messages.INFO
        self.message_user(request, f"{what}: {job.changed:,} of {job.total:,} rows changed.", level)
        return None

    def is_confirmed(self, request):
        return request.POST.get("confirmed") == "yes"

    def confirm(self, request, queryset, *, action, title, lede, submit, form=None, columns=(), rows=(), danger=False):
        """The page between choosing an action and doing it; sends the same selection again, with what is asked."""
        is_across = request.POST.get("select_across") == "1"
        count = capped(queryset)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "lede": lede,
            "submit": submit,
            "danger": danger,
            "form": form,
            "opts": self.opts,
            "action": action,
            "count": count,
            "is_one": count == 1,
            "columns": columns,
            "rows": rows,
            "shown": SHOWN_BEFORE,
            "select_across": "1" if is_across else "0",
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)[: 1 if is_across else None],
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
            "media": self.media + form.media if form else self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/in_pieces.html", context)

    def merge_rows(self, request, queryset, kind, *, kept_first):
        """To the page that shows what a merge moves; kept is the first by `kept_first`."""
        living = queryset.filter(merged_into=None).order_by(*kept_first)
        ids = list(living.values_list("pk", flat=True)[: MERGED_AT_ONCE + 1])
        if not 2 <= len(ids) <= MERGED_AT_ONCE:
            sentence = f"Choose from two to {MERGED_AT_ONCE} {self.opts.verbose_name_plural} that are not merged yet."
            self.message_user(request, sentence, messages.WARNING)
            return None
        query = [("kind", kind), ("kept", ids[0]), *(("merged", pk) for pk in ids[1:])]
        return HttpResponseRedirect(reverse("merge_add") + "?" + urlencode(query))
