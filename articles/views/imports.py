"""Files of articles: bringing one in, a look before, how far it is, what became of every line."""

import errno
from functools import wraps

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from articles import columns, importing, queue, tasks
from articles.ingest.files import DELIMITERS, ENCODINGS, Unreadable
from articles.models import Article, Import, ImportLine
from articles.pagination import CappedPaginator
from articles.views.lists import download, may_export
from articles.views.permalinks import misread
from sources.names import find

may_import = permission_required("articles.import_articles", raise_exception=True)
REFUSED, TOO_LARGE, NO_ROOM = 422, 413, 507
OUTCOMES = dict(ImportLine.Outcome.choices)
# as many times the limit are read to their end: a browser shows no answer to what it is still sending
READ_TO_THE_END = 4


class FileForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="CSV, JSON Lines, a ZIP of web pages, or a WARC. You see its first lines before anything is stored.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )


class MappingForm(forms.Form):
    """How a file is read: what its columns hold, and what it does not say itself."""

    outlet = forms.CharField(
        label="Outlet of lines that name none",
        max_length=300,
        required=False,
        help_text="Name or domain. Used where neither the line nor the domain of its address tells the outlet.",
    )
    no_address = forms.ChoiceField(
        label="Why lines without an address have none",
        choices=[("", "refuse such lines"), *Article.NoAddress.choices],
        required=False,
    )
    all_or_nothing = forms.BooleanField(
        label="All or nothing", required=False, help_text="Nothing is stored if a single line is refused."
    )
    suggests = forms.BooleanField(
        label="Read for suggestions afterwards",
        required=False,
        help_text="Workers then suggest who states what, article by article.",
    )

    def __init__(self, data=None, *, imported):
        self.imported = imported
        super().__init__(data, initial=self._initial(imported))
        fields = [("", "not read"), *((name, name) for name in importing.NAMES)]
        self.column_names = {f"column_{place}": column for place, column in enumerate(imported.columns)}
        for name, column in self.column_names.items():
            self.fields[name] = forms.ChoiceField(
                label=column, choices=fields, required=False, initial=imported.mapping.get(column, "")
            )
        if imported.kind in ("csv", "jsonl"):
            encodings = ENCODINGS | {imported.encoding: ENCODINGS.get(imported.encoding, imported.encoding)}
            self.fields["encoding"] = forms.ChoiceField(label="Encoding", choices=list(encodings.items()))
        if imported.kind == "csv":
            self.fields["delimiter"] = forms.ChoiceField(
                # a tab would be stripped on its way through a form
                label="Delimiter",
                choices=[(name, name) for name in DELIMITERS.values()],
            )

    @staticmethod
    def _initial(imported):
        names = ("no_address", "all_or_nothing", "suggests", "encoding")
        return {name: getattr(imported, name) for name in names} | {
            "outlet": imported.outlet.name if imported.outlet else "",
            "delimiter": DELIMITERS.get(imported.delimiter, ""),
        }

    def clean_outlet(self):
        typed = self.cleaned_data["outlet"]
        if not typed:
            return None
        if self.imported.outlet and typed == self.imported.outlet.name:
            return self.imported.outlet
        found = [one for one in find(typed).offered if one.is_publisher]
        if not found:
            raise ValidationError(f"No outlet is called “{typed}”: add it, or its alias, to the directory.")
        if len(found) > 1:
            raise ValidationError(f"Several outlets are called “{typed}”. Give the domain of the one you mean.")
        return found[0]

    def clean(self):
        cleaned = super().clean()
        given = [cleaned.get(name) for name in self.column_names if cleaned.get(name)]
        for name in sorted({name for name in given if given.count(name) > 1}):
            self.add_error(None, f"Two columns are to hold the {name}; choose one of them.")
        return cleaned

    def columns(self):
        return [self[name] for name in self.column_names]

    def options(self):
        names = ("encoding", "delimiter", "outlet", "no_address", "all_or_nothing", "suggests")
        return [self[name] for name in names if name in self.fields]

    def is_shaped_otherwise(self):
        """Whether the file is to be read in another encoding, or by another delimiter."""
        return any(
            name in self.fields and self.cleaned_data[name] != self.get_initial_for_field(self.fields[name], name)
            for name in ("encoding", "delimiter")
        )

    def save(self):
        """Keeps all of it. Raises Unreadable where the file cannot be read so."""
        cleaned, imported = self.cleaned_data, self.imported
        for name in ("outlet", "no_address", "all_or_nothing", "suggests"):
            setattr(imported, name, cleaned[name])
        imported.mapping = {column: cleaned[name] for name, column in self.column_names.items() if cleaned[name]}
        imported.save(update_fields=["outlet", "no_address", "all_or_nothing", "suggests", "mapping"])
        if self.is_shaped_otherwise():
            signs = {name: sign for sign, name in DELIMITERS.items()}
            importing.reshape(
                imported, encoding=cleaned["encoding"], delimiter=signs.get(cleaned.get("delimiter", ""), "")
            )


def _page(request, found):
    try:
        return CappedPaginator(found).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error


# --- bringing one in --------------------------------------------------------------------------------------------


@require_safe
@may_import
def import_list(request):
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    found = Import.objects.select_related("by").order_by("-pk")
    return render(request, "articles/import_list.html", {"page": _page(request, found)})


def large_files_are_said(view):
    """A file over the limit, or for which there is no room, gets the form again with a sentence.

    Reading the form writes the file to a disk, and the check of the CSRF token reads the form: both happen inside.
    """

    @csrf_exempt
    @wraps(view)
    def inner(request, *args, **kwargs):
        sent = int(request.META.get("CONTENT_LENGTH") or 0)
        if sent > settings.IMPORT_LIMIT:
            if sent <= READ_TO_THE_END * settings.IMPORT_LIMIT:
                while request.read(1 << 20):
                    pass
            most = settings.IMPORT_LIMIT // 1_000_000
            sentence = f"The file has {sent / 1e6:,.0f} MB; at most {most:,} MB are taken. Make several of it."
            return _form_again(request, sentence, TOO_LARGE)
        try:
            return csrf_protect(view)(request, *args, **kwargs)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return _form_again(request, "There is no room for this file on the server. Nothing was kept.", NO_ROOM)

    return inner


def _form_again(request, sentence, status):
    return render(request, "articles/import_add.html", {"form": FileForm(), "sentence": sentence}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
@large_files_are_said
def import_add(request):
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            imported = importing.keep(form.cleaned_data["file"], by=request.user)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect(imported)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "articles/import_add.html", {"form": form}, status=status)


@require_safe
@may_import
def import_template(request, kind):
    types = {"csv": "text/csv; charset=utf-8; header=present", "jsonl": "application/jsonl; charset=utf-8"}
    response = HttpResponse(importing.template(kind), content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="articles-template.{kind}"'
    return response


# --- one import -------------------------------------------------------------------------------------------------


def _import(pk):
    return get_object_or_404(Import.objects.select_related("by", "outlet"), pk=pk)


@require_safe
@may_import
def import_detail(request, pk):
    """The look before, how far it is, or the report: whatever it is time for."""
    if (answer := misread(request, {"outcome": tuple(OUTCOMES), "page": ()})) is not None:
        return answer
    importing.end_abandoned(pk)  # said here at once, also where no worker runs that would
    imported = _import(pk)
    if request.htmx:
        if not imported.is_under_way:
            return HttpResponseClientRefresh()  # the report stands in its place
        return render(request, "articles/import_progress.html", _progress(imported))
    return _detail(request, imported, MappingForm(imported=imported))


def _detail(request, imported, form, status=200):
    outcome = request.GET.get("outcome", "")
    lines = imported.lines.select_related("article__outlet").order_by("number")
    if outcome:
        lines = lines.filter(outcome=outcome)
    context = _progress(imported) | {
        "form": form,
        "outcome": outcome,
        "outcomes": OUTCOMES.items(),
        "page": _page(request, lines),
        "may_change": importing.may_change(imported),
        "same": Import.objects.filter(sha256=imported.sha256).exclude(pk=imported.pk).order_by("-pk").first(),
    }
    if context["may_change"]:
        context["missing"] = importing.missing(imported)
        try:
            context["preview"] = importing.preview(imported)
        except Unreadable as error:
            context["unreadable"] = str(error)
    return render(request, "articles/import_detail.html", context, status=status)


def _progress(imported):
    context = {"imported": imported}
    if imported.is_under_way:
        context["nobody_works"] = not queue.workers()
    return context


@require_POST
@may_import
def import_start(request, pk):
    """Keeps how the file is to be read; and shows it so, tries it out, or has it stored."""
    imported = _import(pk)
    if not importing.may_change(imported):
        return redirect(imported)
    form = MappingForm(request.POST, imported=imported)
    if form.is_valid():
        was_shaped = form.is_shaped_otherwise()
        try:
            form.save()
            if not was_shaped and request.POST.get("do") in ("try", "store"):
                importing.start(imported, trial=request.POST["do"] == "try", enqueue=tasks.enqueue_import)
        except (Unreadable, ValidationError) as error:
            form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        else:
            return redirect(imported)
    imported.refresh_from_db()
    return _detail(request, imported, form, status=REFUSED)


@require_POST
@may_import
def import_stop(request, pk):
    return redirect(importing.stop(_import(pk)))


@require_POST
@may_import
def import_go_on(request, pk):
    return redirect(importing.go_on(_import(pk), enqueue=tasks.enqueue_import))


@require_safe
@may_import
@may_export
def import_refusals_csv(request, pk):
    """Every refused line of an import, with its reason."""
    imported = _import(pk)
    if (answer := misread(request, {})) is not None:
        return answer
    found = imported.lines.filter(outcome=ImportLine.Outcome.REFUSED).order_by("number")
    return download(request, columns.REFUSALS, lambda: found)
