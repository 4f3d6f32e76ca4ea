"""What editors type, read into the values that actions and marking take.

Positions arrive as lines, one a span: "12-48", "12-48 the words" (checked against the text), the words alone, or
"first words … last words". Whatever cannot be read is refused beside its field, with what was typed kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from articles import text as texts
from articles.addresses import canonical
from articles.marking import CreditData, Credited, FigureData, StatementData, ViaData, Who
from articles.models import Article, Attribution, Claim, Credit, Match, Mention, Revision, Statement, Via
from articles.models.article import NO_NAME
from articles.naming import Meaning
from articles.text import Span
from sources.models import Source, country_code, language_code
from sources.names import find, outlet_of, suggest
from sources.printed import name_key
from sources.referring import reference

# --- positions --------------------------------------------------------------------------------

_POSITIONS = re.compile(r"\s*(\d{1,9})\s*[-–]\s*(\d{1,9})(?:[\s:]\s*(.*))?", re.DOTALL)
_LEFT_OUT = " … "
_SHOWN = 80  # characters of a quotation in a sentence about it
_PLACES = 8  # of words that stand several times, as many are listed


def spans_from(text: str, typed: str) -> tuple[Span, ...]:
    """The spans that the lines of `typed` mean in `text`, in the order of the text.

    Raises ValidationError with a sentence for each line that cannot be read: words that stand nowhere, or in
    several places (which are listed); positions outside the text; positions and words that do not agree.
    """
    found, errors = [], []
    for line in typed.splitlines():
        if not line.strip():
            continue
        try:
            found.append(_span_from(text, line))
        except ValidationError as error:
            errors += error.messages
    if errors:
        raise ValidationError(errors)
    return tuple(sorted(found))


def _span_from(text: str, line: str) -> Span:
    read = _POSITIONS.fullmatch(line)
    if read is None:
        return _span_of_words(text, line.strip())
    start, end, words = int(read[1]), int(read[2]), (read[3] or "").strip()
    if start < end <= len(text) and (not words or _same_words(text[start:end], words)):
        return start, end
    places = texts.find_words(text, line.strip())
    if len(places) == 1:
        return places[0]  # words that begin as positions do: "20-30 lorries"
    if start >= end:
        raise ValidationError(f"{start}-{end} is empty: the end must come after the start.")
    if end > len(text):
        raise ValidationError(f"{start}-{end} lies outside the text, which has {len(text):,} characters.")
    raise ValidationError(
        f"At {start}-{end} the text reads “{_short(text[start:end])}”, but the words sent are “{_short(words)}”. "
        "Select the words again."
    )


def _span_of_words(text: str, words: str) -> Span:
    places = texts.find_words(text, words)
    if not places and _LEFT_OUT.strip() in words:
        places = _from_first_to_last(text, words)
    if not places:
        raise ValidationError(f"“{_short(words)}” does not stand in the text.")
    if len(places) > 1:
        listed = "; ".join(f"{start}-{end} (“{_around(text, start, end)}”)" for start, end in places[:_PLACES])
        more = f"; and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        raise ValidationError(
            f"“{_short(words)}” stands in the text {len(places)} times: {listed}{more}. "
            "Write the start and end of the one you mean."
        )
    return places[0]


def _from_first_to_last(text: str, words: str) -> list[Span]:
    """ "first words … last words": from each place of the first to the nearest end of the last behind it."""
    first, _, last = (piece.strip() for piece in words.partition(_LEFT_OUT.strip()))
    if not first or not last:
        return []
    ends = [end for _start, end in texts.find_words(text, last)]
    found = []
    for start, begun in texts.find_words(text, first):
        end = next((end for end in ends if end >= begun), None)
        if end is not None:
            found.append((start, end))
    return found


def _same_words(printed: str, sent: str) -> bool:
    """White space aside; a long selection is sent as its first and last words."""
    printed, sent = " ".join(printed.split()), " ".join(sent.split())
    if printed == sent:
        return True
    first, left_out, last = sent.partition(_LEFT_OUT)
    return bool(left_out) and printed.startswith(first) and printed.endswith(last)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN // 2].rstrip()} … {words[-_SHOWN // 2 :].lstrip()}"


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 20) : start], text[end : end + 20]
    return " ".join(f"{before}[{_short(text[start:end])}]{after}".split())


def lines_of(text: str, spans: Iterable[Iterable[int]]) -> str:
    """What a field of positions holds for `spans`: one line each, start, end and words."""
    found = []
    for start, end in spans:
        words = " ".join(text[start:end].split())
        if len(words) > 2 * _SHOWN:
            words = f"{words[:_SHOWN].rstrip()}{_LEFT_OUT}{words[-_SHOWN:].lstrip()}"
        found.append(f"{start}-{end} {words}")
    return "\n".join(found)


def _with(data: Any, values: dict[str, str]) -> Any:
    """A form's data with these values in their place; what came with the request stays as it was."""
    data = data.copy()
    for name, value in values.items():
        data[name] = value
    return data


class SpansField(forms.CharField):
    """Lines of positions or words; the form reads them against its text."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, strip=False, widget=_lines())


def _lines() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2, "data-spans": "", "autocomplete": "off", "spellcheck": "false"})


class AgainstText(forms.Form):
    """A form whose SpansFields are read against one text; `cleaned_data` then holds spans."""

    def __init__(self, *args, text: str, **kwargs) -> None:
        self.text = text
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, SpansField) and name in data:
                try:
                    data[name] = spans_from(self.text, data[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return data


# --- an article ---------------------------------------------------------------------------------

_TEXT_SIZE = {"rows": 18, "spellcheck": "false"}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_AHEAD = 31  # days: a cover date may lie ahead of the day it is read; more is a slip of the pen


class ArticleForm(forms.Form):
    """An article's facts and text. Text fields are stored as typed but for line ends."""

    address = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text="The outlet is offered from it.",
    )
    no_address = forms.ChoiceField(
        label="Reason for no address",
        required=False,
        choices=[("", "it has one"), *Article.NoAddress.choices],
    )
    outlet = forms.CharField(max_length=300, required=False, help_text="Who published it: an outlet or agency.")
    outlet_means = forms.CharField(label="Outlet is", max_length=40, required=False, widget=forms.Select)
    title = forms.CharField(strip=False, max_length=1000, help_text="As printed.")
    standfirst = forms.CharField(
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="The lines between title and body, if there are any.",
    )
    byline = forms.CharField(max_length=500, required=False, help_text="As printed.")
    published_on = forms.DateField(
        label="Published on",
        required=False,
        widget=_DAY,
        input_formats=["%Y-%m-%d"],
        help_text="UTC day; empty if not known.",
        error_messages={"invalid": "That is no day of the calendar; write it as 2025-09-05."},
    )
    published_time = forms.TimeField(
        label="at",
        required=False,
        widget=_TIME,
        input_formats=["%H:%M", "%H:%M:%S"],
        help_text="UTC; empty if only the day is known.",
        error_messages={"invalid": "That is no time of the day; write it as 14:05."},
    )
    genre = forms.ChoiceField(choices=Article.Genre, initial=Article.Genre.NEWS)
    language = forms.CharField(
        max_length=20, required=False, initial="en", validators=[language_code], help_text="As in BCP 47: en, de."
    )
    country = forms.CharField(
        max_length=2,
        required=False,
        validators=[country_code],
        help_text="Of the edition, if not the outlet's own: GB.",
    )
    body = forms.CharField(
        strip=False,
        widget=forms.Textarea(attrs=_TEXT_SIZE),
        help_text="The text as printed, captions and credit lines included.",
        error_messages={"required": "Paste the text of the article."},
    )

    def __init__(self, *args, article: Article | None = None, may_add_source: bool = True, **kwargs) -> None:
        self.article, self.may_add_source = article, may_add_source
        super().__init__(*args, **kwargs)
        chosen = self["outlet_means"].value() or ""
        self._offer([pk] if (pk := _number(chosen, "source:")) else [])

    def _offer(self, sources: Iterable[int]) -> None:
        """The choices of “outlet is”: by name, new, and these known ones."""
        choices = [("", "the outlet of that name"), ("new:outlet", "a new outlet"), ("new:agency", "a new agency")]
        chosen = str(self["outlet_means"].value() or "")
        if chosen.startswith("another:"):
            choices.append((chosen, f"another {chosen.removeprefix('another:')} of that name"))
        for source in Source.objects.filter(pk__in=list(sources)).by_name():
            choices.append((f"source:{source.pk}", f"{source} ({source.get_kind_display()})"))
        self.fields["outlet_means"].widget.choices = choices

    def clean_published_on(self) -> dt.date | None:
        day = self.cleaned_data["published_on"]
        if day and day > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=_AHEAD):
            raise ValidationError(f"{day} lies in the future.")
        return day

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if not address:
            return ""
        try:
            return canonical(address).address
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "address" in data and not data["address"] and not data.get("no_address"):
            self.add_error("address", "Give the address, or the reason why there is none.")
        if data.get("address") and data.get("no_address"):
            self.add_error("no_address", "It has an address: give that, or the reason for none; not both.")
        if data.get("published_time") and not data.get("published_on") and "published_on" not in self.errors:
            self.add_error("published_on", "Give the day as well.")
        if "outlet" in data and "outlet_means" in data:
            self._clean_outlet(data)
        return data

    def _clean_outlet(self, data: dict[str, Any]) -> None:
        """Sets `publisher` to a Source, stored or to be stored; or says what is to be chosen."""
        name, means = " ".join(data["outlet"].split()), data["outlet_means"]
        pk = _number(means, "source:")
        if pk:
            source = Source.objects.publishers().filter(pk=pk).select_related("merged_into").first()
            if source is None:
                self.add_error("outlet", "That outlet is not there any more; choose again.")
            else:
                data["publisher"] = source.living()
            return
        offered = outlet_of(data.get("address") or "", on=data.get("published_on"))
        if not name:
            if offered is None:
                self.add_error("outlet", "Say who published it.")
                return
            self._take({"outlet": offered.name, "outlet_means": f"source:{offered.pk}"})
            self._offer([offered.pk])
            self.add_error(
                "outlet", f"Say who published it. The address belongs to {offered}, which is filled in now: save again."
            )
            return
        found = find(name, on=data.get("published_on"))
        publishers = [source for source in found.offered if source.is_publisher]
        kind = means.partition(":")[2]
        if means.startswith(("new:", "another:")) and kind in ("outlet", "agency"):
            if publishers and means.startswith("new:"):
                self._take({"outlet_means": f"another:{kind}"})
                self._offer(source.pk for source in publishers)
                names = ", ".join(f"{source} ({source.get_kind_display()})" for source in publishers)
                self.add_error(
                    "outlet", f"That name is carried already: {names}. Choose it, or save again to make another."
                )
            elif not self.may_add_source:
                self.add_error("outlet", "You may not make a new source; ask an editor.")
            elif not name_key(name):
                self.add_error("outlet", "A name has letters or digits.")
            else:
                data["publisher"] = Source(kind=kind, name=name)
        elif len(publishers) == 1:
            data["publisher"] = publishers[0]
        elif publishers:
            self._offer(source.pk for source in publishers)
            self.add_error("outlet", f"Several outlets carry the name “{name}”: choose which one it is.")
        elif found.offered:
            kinds = ", ".join(f"{source} is a {source.get_kind_display()}" for source in found.offered)
            self.add_error("outlet", f"{kinds}, and no outlet. Choose “a new outlet” to make one of that name.")
        else:
            self.add_error("outlet", f"No outlet carries the name “{name}”. Choose “a new outlet” to make it.")

    def _take(self, values: dict[str, str]) -> None:
        """Fills in what is offered, so that saving again takes it."""
        self.data = _with(self.data, {self.add_prefix(name): value for name, value in values.items()})

    def facts(self) -> dict[str, Any]:
        """The article's columns, outlet and text aside."""
        data = self.cleaned_data
        day, time = data["published_on"], data["published_time"]
        return {
            "address": data["address"],
            "no_address": data["no_address"],
            "byline": data["byline"],
            "published_at": dt.datetime.combine(day, time or dt.time(), dt.UTC) if day else None,
            "published_precision": "minute" if time else "day" if day else "unknown",
            "genre": data["genre"],
            "language": data["language"],
            "country": data["country"],
        }

    def text_parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "standfirst", "body")}


class ArticleEditForm(ArticleForm):
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For colleagues; shown on the article's page.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def initial_of(article: Article, revision: Revision) -> dict[str, Any]:
        parts = revision.parts
        at = article.published_at
        return {
            "address": article.address,
            "no_address": article.no_address,
            "outlet": article.outlet.name,
            "outlet_means": f"source:{article.outlet_id}",
            "title": revision.text[slice(*parts.title)],
            "standfirst": revision.text[slice(*parts.standfirst)] if parts.standfirst else "",
            "body": revision.text[slice(*parts.body)],
            "byline": article.byline,
            "published_on": at.date() if at else None,
            "published_time": at.time() if at and article.published_precision == "minute" else None,
            "genre": article.genre,
            "language": article.language,
            "country": article.country,
            "note": article.note,
        }

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"note": self.cleaned_data["note"]}


# --- whom ---------------------------------------------------------------------------------------

NEW_KINDS = [
    ("outlet", "outlet"),
    ("agency", "agency"),
    ("organisation", "organisation"),
    ("group", "named group"),
    ("person", "person"),
    ("document", "document"),
]
_PLAIN_MEANS = {"", "open", "unnamed"} | {f"{how}:{kind}" for how in ("new", "another") for kind, _label in NEW_KINDS}


class WhoForm(AgainstText):
    """One row that says whom: a name or description, what it means, and the words that name them."""

    who = forms.CharField(
        label="Who",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"data-who": "", "autocomplete": "off"}),
    )
    means = forms.CharField(label="is", max_length=40, required=False, widget=forms.Select)
    affiliation = forms.CharField(max_length=500, required=False, help_text="As printed.")
    number_low = forms.IntegerField(label="How many, at least", min_value=0, max_value=10**9, required=False)
    number_high = forms.IntegerField(label="at most", min_value=0, max_value=10**9, required=False)
    body = forms.CharField(label="Body they belong to", max_length=300, required=False, help_text="As printed.")
    reason = forms.CharField(
        label="Reason for no name", max_length=500, required=False, help_text="As printed: “not authorised to speak”."
    )
    source_kind = forms.ChoiceField(
        label="Seems to be", required=False, choices=[("", "not said"), *NEW_KINDS], help_text="While left unresolved."
    )
    cited = forms.CharField(
        label="The very article cited",
        max_length=2000,
        required=False,
        help_text="Its address or number, where it is held.",
    )
    # a row that has only these set is a blank one
    DEFAULTS = frozenset({"means", "source_kind", "basis", "speaks_as", "attribution"})

    def __init__(self, *args, article: Article, mentions: list[Mention], may_add_source: bool = True, **kwargs) -> None:
        self.article, self.mentions, self.may_add_source = article, mentions, may_add_source
        self.was: dict[str, Any] = {}
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        chosen = str(self["means"].value() or "")
        self._offer([pk] if (pk := _number(chosen, "source:")) else [])

    def _offer(self, sources: Iterable[int]) -> None:
        """The choices of “is”; without scripts this is how one says what a name means."""
        chosen = str(self["means"].value() or "")
        choices: list[Any] = [("", "the source of that name, else left unresolved")]
        pks = list(sources)
        if pks:
            known = Source.objects.filter(pk__in=pks).by_name()
            choices.append(
                ("known", [(f"source:{source.pk}", f"{source} ({source.get_kind_display()})") for source in known])
            )
        if self.mentions:
            choices.append(("in this article", [(f"mention:{m.pk}", mention_label(m)) for m in self.mentions]))
        choices.append(("not known yet", [(f"new:{kind}", f"a new {label}") for kind, label in NEW_KINDS]))
        if chosen.startswith("another:"):
            choices.append((chosen, f"another {chosen.removeprefix('another:')} of that name"))
        choices += [("open", "left unresolved"), ("unnamed", "unnamed: a description")]
        self.fields["means"].widget.choices = choices

    def clean_means(self) -> str:
        means = self.cleaned_data["means"]
        if means not in _PLAIN_MEANS and not _number(means, "source:") and not _number(means, "mention:"):
            raise ValidationError("Choose one of the list.")
        pk = _number(means, "mention:")
        if pk and pk not in {mention.pk for mention in self.mentions}:
            return self._recalled(pk, means)
        return means

    def _recalled(self, pk: int, means: str) -> str:
        """What a mention meant that a colleague's edit has taken away: nobody has to choose again."""
        if self.article.mentions.filter(pk=pk).exists():
            return means
        was = _MentionEvent().objects.filter(pgh_obj_id=pk, article_id=self.article.pk).order_by("-pgh_id").first()
        if was is None:
            return means
        if was.source_id:
            return f"source:{was.source_id}"
        self.was = {name: getattr(was, name) for name in ("number_low", "number_high", "body", "reason", "affiliation")}
        return "unnamed" if was.resolution == Mention.Resolution.UNNAMED else "open"

    def clean_cited(self) -> int | None:
        typed = self.cleaned_data["cited"].strip()
        return _held_article(typed).pk if typed else None

    def is_blank(self) -> bool:
        """Nobody is meant: a spare row."""
        given = {name for name, value in self.cleaned_data.items() if value not in (None, "", (), False)}
        return not given - self.DEFAULTS and not self.cleaned_data.get("means", "").startswith(("mention:", "source:"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors or self.is_blank():
            return data
        for field, value in self.was.items():
            data[field] = data[field] or value
        name, means = " ".join(data["who"].split()), data["means"]
        if means == "unnamed" and not name and self._phrase():
            name = data["who"] = self._phrase()
        if not name and not _number(means, "source:") and not _number(means, "mention:"):
            phrase = self._phrase()
            about = f"who “{_short(phrase)}” is" if phrase else "who it is"
            self.add_error("who", f"Say {about}: a name, or a description and “unnamed”.")
        elif len(name) > 300 and means != "unnamed":
            self.add_error("who", "A name has at most 300 characters.")
        elif means == "":
            found = find(name, language=self.article.language, on=self.article.published_on)
            if found.is_ambiguous:
                self._offer(source.pk for source in found.offered)
                names = ", ".join(f"{source} ({source.get_kind_display()})" for source in found.offered)
                self.add_error(
                    "who", f"“{name}” may be any of: {names}. Choose one in the list beside, or leave it unresolved."
                )
            elif found.certain is None:
                self._clean_open(name)
        elif means == "open":
            self._clean_open(name)
        elif means.startswith(("new:", "another:")):
            self._clean_new(name, means)
        return data

    def _clean_open(self, name: str) -> None:
        found = reference(name, self.article.language)
        if found != "name":
            self.add_error("who", NO_NAME[found].format(name))

    def _clean_new(self, name: str, means: str) -> None:
        if not self.may_add_source:
            self.add_error("who", "You may not make a new source; choose a known one or leave it unresolved.")
        elif not name_key(name):
            self.add_error("who", "A name has letters or digits.")
        elif means.startswith("new:"):
            carriers = find(name).offered
            if carriers:
                self.data = _with(self.data, {self.add_prefix("means"): means.replace("new:", "another:")})
                self._offer(source.pk for source in carriers)
                names = ", ".join(f"{source} ({source.get_kind_display()})" for source in carriers)
                self.add_error("who", f"That name is carried already: {names}. Choose it, or save again for another.")

    def _phrase(self) -> str:
        spans = self.cleaned_data.get("phrase") or self.cleaned_data.get("words") or ()
        return " ".join(texts.quote(self.text, spans).split())

    def whom(self, made: dict[tuple[str, str], str]) -> Who:
        """Whom the row means. `made` remembers the new sources of one form: one name makes one source."""
        data = self.cleaned_data
        name, means = " ".join(data["who"].split()), data["means"]
        more = {"affiliation": data["affiliation"], "source_kind": data["source_kind"]}
        if pk := _number(means, "mention:"):
            return Who(mention=pk, **more)
        if pk := _number(means, "source:"):
            return Who(source=pk, printed_name=name, **more)
        if means == "unnamed":
            return Who(
                descriptor=name,
                number_low=data["number_low"],
                number_high=data["number_high"],
                body=data["body"],
                reason=data["reason"],
                **more,
            )
        if means.startswith(("new:", "another:")):
            kind = means.partition(":")[2]
            key = (kind, name_key(name))
            if key not in made:
                made[key] = name
                return Who(new_kind=kind, printed_name=name, **more)
            return Who(printed_name=name, **more)
        return Who(printed_name=name, leave_open=means == "open", **more)


def _MentionEvent() -> Any:  # noqa: N802  a model, made by django-pghistory
    return apps.get_model("articles", "MentionEvent")


def mention_label(mention: Mention) -> str:
    """How a mention is shown in a list of choices; `source` is selected along."""
    name = str(mention)
    if mention.source:
        known = "" if mention.source.name == name else f" = {mention.source}"
        return f"{name}{known} ({mention.source.get_kind_display()})"
    return f"{name} ({mention.get_resolution_display()})"


def _number(value: str, prefix: str) -> int | None:
    """12 for "source:12"."""
    head, found, tail = value.partition(prefix)
    return int(tail) if found and not head and tail.isascii() and tail.isdigit() and len(tail) < 19 else None


def _held_article(typed: str) -> Article:
    if typed.isascii() and typed.isdigit() and len(typed) < 19:
        held = Article.objects.living().filter(pk=int(typed)).first()
    else:
        try:
            held = Article.objects.living().filter(address_key=canonical(typed).key).first()
        except ValueError as error:
            raise ValidationError(str(error)) from error
    if held is None:
        raise ValidationError("No article with that address or number is held.")
    return held


class CreditedForm(WhoForm):
    phrase = SpansField(label="Source phrase", help_text="The words that name them here: start-end, or the words.")
    speaks_as = forms.ChoiceField(
        label="Speaks as",
        required=False,
        choices=[
            ("", "offered: an outlet reports"),
            (Attribution.SpeaksAs.REPORTER, "reporter"),
            (Attribution.SpeaksAs.PARTY, "party"),
        ],
        help_text="An outlet or agency reports, or speaks for itself.",
    )
    attribution = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def credited(self, made: dict[tuple[str, str], str]) -> Credited:
        data = self.cleaned_data
        return Credited(
            self.whom(made),
            source_phrase_spans=data["phrase"],
            speaks_as=data["speaks_as"],
            cited_article=data["cited"],
            attribution=data["attribution"],
        )


class ViaForm(WhoForm):
    basis = forms.ChoiceField(choices=Via.Basis, initial=Via.Basis.WORDS, required=False)
    words = SpansField(label="Words", help_text="“told the BBC”: start-end, or the words.")

    def clean_basis(self) -> str:
        return self.cleaned_data["basis"] or Via.Basis.WORDS

    def via(self, made: dict[tuple[str, str], str]) -> ViaData:
        data = self.cleaned_data
        return ViaData(self.whom(made), data["basis"], words_spans=data["words"], cited_article=data["cited"])


class FigureForm(forms.Form):
    text = forms.CharField(label="Figure", max_length=300, required=False, help_text="As printed.")
    low = forms.DecimalField(label="At least", max_digits=30, decimal_places=6, required=False)
    high = forms.DecimalField(label="At most", max_digits=30, decimal_places=6, required=False)
    qualifier = forms.CharField(max_length=50, required=False)
    unit = forms.CharField(max_length=100, required=False)

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)

    def is_blank(self) -> bool:
        return all(value in (None, "") for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors or self.is_blank():
            return data
        if not data["text"].strip():
            self.add_error("text", "Write the figure as printed.")
        if data["low"] is None and data["high"] is None:
            self.add_error("low", "A figure needs a number.")
        elif None not in (data["low"], data["high"]) and data["high"] < data["low"]:
            self.add_error("high", "The higher number is below the lower one.")
        return data

    def figure(self) -> FigureData:
        return FigureData(**self.cleaned_data)


class Rows(BaseFormSet):
    """Repeatable rows; blank ones are left out."""

    def filled(self) -> list[Any]:
        return [form for form in self.forms if not form.is_blank()]


SPARE_ROWS = 3  # without scripts no row can be added on the page
_ROWS = 50  # of one kind in one statement; nobody credits more
CreditedRows = formset_factory(CreditedForm, formset=Rows, extra=0, max_num=_ROWS, validate_max=True)
ViaRows = formset_factory(ViaForm, formset=Rows, extra=0, max_num=_ROWS, validate_max=True)
FigureRows = formset_factory(FigureForm, formset=Rows, extra=0, max_num=_ROWS, validate_max=True)


# --- a printed name -------------------------------------------------------------------------------


class NameForm(forms.Form):
    """What a printed name of the work list means, and where that holds."""

    who = forms.CharField(
        label="It is",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="The name of a known source, or the full name of a new one.",
    )
    means = forms.CharField(label="that is", max_length=40, required=False, widget=forms.Select)
    scope = forms.CharField(label="Where", max_length=10, required=False, widget=forms.RadioSelect)
    remember = forms.BooleanField(label="Remember the printed name as an alias", required=False)

    def __init__(
        self,
        *args,
        printed: str,
        offered: Sequence[Source],
        article: Article | None = None,
        outlet: Source | None = None,
        may_add_source: bool = True,
        may_add_alias: bool = True,
        **kwargs,
    ) -> None:
        self.printed, self.article, self.outlet = printed, article, outlet
        self.may_add_source = may_add_source
        super().__init__(*args, **kwargs)
        self.initial.setdefault("who", printed)
        scopes = [("all", "in all articles")]
        if outlet is not None:
            scopes.insert(0, ("outlet", f"in all articles of {outlet}"))
        if article is not None:
            scopes.insert(0, ("article", f"in “{article}” alone"))
        self.initial.setdefault("scope", scopes[0][0])
        self.fields["scope"].widget.choices = scopes
        self.fields["remember"].label = f"Remember “{printed}” as another name of it"
        self.fields["remember"].help_text = (
            "Then an article that is marked later resolves the name by itself. Without, the name comes to this list "
            "again. “In all articles” means those held today."
        )
        if not may_add_alias:
            del self.fields["remember"]
        self._offer(offered)

    def _offer(self, sources: Sequence[Source]) -> None:
        """The choices of “that is”: without scripts this is how one says what a name means."""
        chosen = str(self["means"].value() or "")
        known = {f"source:{source.pk}": f"{source} ({source.get_kind_display()})" for source in sources}
        if (pk := _number(chosen, "source:")) and chosen not in known:
            source = Source.objects.filter(pk=pk).first()
            if source is not None:
                known[chosen] = f"{source} ({source.get_kind_display()})"
        choices: list[Any] = [("", "the known source of that name")]
        if known:
            choices.append(("known", list(known.items())))
        if self.may_add_source:
            choices.append(("not known yet", [(f"new:{kind}", f"a new {label}") for kind, label in NEW_KINDS]))
        if chosen.startswith("another:"):
            choices.append((chosen, f"another {chosen.removeprefix('another:')} of that name"))
        choices.append(("ignored", "not a source"))
        self.fields["means"].widget.choices = choices

    def clean_scope(self) -> str:
        scope = self.cleaned_data["scope"]
        if scope == "outlet" and self.outlet is None:
            raise ValidationError("Say which outlet: choose it in the list of outlets below.")
        if scope == "article" and self.article is None:
            raise ValidationError("Say which article: choose it in the list of articles below.")
        if scope not in ("all", "outlet", "article"):
            raise ValidationError("Choose where it holds: in one article, in those of one outlet, or in all.")
        return scope

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        means, name = data.get("means", ""), " ".join(data.get("who", "").split())
        data["meaning"] = Meaning()
        if "who" in self.errors or means == "ignored":
            return data
        remember = bool(data.get("remember"))
        pk = _number(means, "source:")
        if pk:
            source = Source.objects.select_related("merged_into").filter(pk=pk).first()
            if source is None:
                self.add_error("means", "That source has been removed in the meantime; choose again.")
            else:
                data["meaning"] = Meaning(source=source.living(), remember=remember)
        elif means == "":
            data["meaning"] = Meaning(source=self._known(name), remember=remember)
        elif means.partition(":")[2] in dict(NEW_KINDS) and means.startswith(("new:", "another:")):
            self._clean_new(name, means)
            kind = means.partition(":")[2]
            data["meaning"] = Meaning(
                new_kind=kind, new_name=name, another=means.startswith("another:"), remember=remember
            )
        else:
            self.add_error("means", "Choose one of the list.")
        return data

    def _known(self, name: str) -> Source | None:
        if not name_key(name):
            self.add_error("who", "Write the name of a source, or choose one beside.")
            return None
        found = find(name)
        if found.certain is not None:
            return found.certain
        offered = found.offered or suggest(name)
        self._offer(offered)
        if found.offered:
            self.add_error("who", f"“{name}” may be any of: {_listed(found.offered)}. Choose one in the list beside.")
        else:
            alike = f" Alike are: {_listed(offered)}." if offered else ""
            self.add_error("who", f"No source is called “{name}”.{alike} Choose one beside, or “a new …” to make it.")
        return None

    def _clean_new(self, name: str, means: str) -> None:
        if not self.may_add_source:
            self.add_error("means", "You may not make a new source; choose a known one.")
        elif not any(c.isalnum() for c in name):
            self.add_error("who", "A name has letters or digits.")
        elif (found := reference(name)) != "name" and name != self.printed:
            self.add_error("who", f"“{name}” is no name but a {found}; write the name of the source.")
        elif means.startswith("new:") and (carriers := find(name).offered):
            self.data = _with(self.data, {"means": means.replace("new:", "another:")})
            self._offer(carriers)
            self.add_error(
                "who",
                f"That name is carried already: {_listed(carriers)}. Choose it beside, or send again for another.",
            )


def _listed(sources: Iterable[Source]) -> str:
    return ", ".join(f"{source} ({source.get_kind_display()})" for source in sources)


# --- a statement --------------------------------------------------------------------------------


class ClaimFields(forms.Form):
    """A claim, existing or new, and the judgement that ties it to a statement."""

    claim = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"data-claim": "", "autocomplete": "off"}),
        help_text="Choose one, or write a new one: a plain sentence that could be affirmed or denied.",
    )
    claim_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    judgement = forms.ChoiceField(required=False, choices=Match.Judgement, initial=Match.Judgement.SAME)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wording = " ".join((data.get("claim") or "").split())
        data["held_claim"], data["new_claim"] = None, ""
        if not wording or "claim" in self.errors:
            return data
        living = Claim.objects.living()
        held = living.filter(pk=data["claim_id"]).first() if data.get("claim_id") else None
        # the id counts only while the words are still those that were chosen
        if held is None or held.wording != wording:
            held = living.filter(wording_sort=wording.casefold()[:300], wording__iexact=wording).order_by("pk").first()
        data["held_claim"] = held
        data["new_claim"] = "" if held else wording
        return data


class StatementForm(AgainstText, ClaimFields):
    """One statement as the desk shows it, with its rows of credited, vias and figures."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    spans = SpansField(label="Words", help_text="What was said: a line for each piece, start-end or the words.")
    cue = SpansField(label="Cue", help_text="The words that attribute: “declared”, “according to”.")
    form = forms.ChoiceField(
        required=False, choices=[("", "by the 90 % rule"), *Statement.Form.choices], help_text="How it is quoted."
    )
    polarity = forms.ChoiceField(required=False, choices=Statement.Polarity, initial=Statement.Polarity.AFFIRMS)
    channel = forms.ChoiceField(required=False, choices=Statement.Channel.choices)
    voice = forms.ChoiceField(required=False, choices=Statement.Voice, initial=Statement.Voice.CREDITED)
    within = forms.ChoiceField(required=False, help_text="The statement that encloses this one.")
    via_none_needed = forms.BooleanField(
        label="Nobody stands between",
        required=False,
        help_text="The credited source spoke to the outlet, or published the thing.",
    )
    own_reporting = forms.ChoiceField(required=False, choices=Statement.OwnReporting.choices)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="For colleagues.")

    def __init__(
        self, *args, article: Article, outer: Iterable[tuple[int, str]], who: dict[str, Any], **kwargs
    ) -> None:
        """`outer`: id and label of the statements it may lie within; `who`: what WhoForms need."""
        self.article = article
        rows = kwargs.pop("rows", {"credited": [], "vias": [], "figures": []})
        super().__init__(*args, **kwargs)
        within: Any = self.fields["within"]
        within.choices = [("", "none: outermost"), *((str(pk), label) for pk, label in outer)]
        within.error_messages["invalid_choice"] = "That statement is not in this article any more."
        data = self.data if self.is_bound else None
        who = {"article": article, "text": self.text, **who}
        kinds: list[tuple[str, Any, dict[str, Any]]] = [
            ("credited", CreditedRows, who),
            ("vias", ViaRows, who),
            ("figures", FigureRows, {}),
        ]
        self.rows: dict[str, Any] = {}
        for name, kind, given in kinds:
            kind_rows = kind(data, prefix=name, initial=rows[name] or None, form_kwargs=given)
            kind_rows.extra = SPARE_ROWS
            self.rows[name] = kind_rows

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def data_of_statement(self) -> StatementData:
        data = self.cleaned_data
        made: dict[tuple[str, str], str] = {}
        return StatementData(
            spans=data["spans"],
            cue_spans=data["cue"],
            form=data["form"],
            polarity=data["polarity"] or Statement.Polarity.AFFIRMS,
            channel=data["channel"],
            voice=data["voice"] or Statement.Voice.CREDITED,
            credited=tuple(row.credited(made) for row in self.rows["credited"].filled()),
            within=int(data["within"]) if data["within"] else None,
            vias=tuple(row.via(made) for row in self.rows["vias"].filled()),
            via_none_needed=data["via_none_needed"],
            own_reporting=data["own_reporting"],
            figures=tuple(row.figure() for row in self.rows["figures"].filled()),
            note=data["note"],
        )

    def add_marking_errors(self, error: ValidationError) -> None:
        """Puts the sentences of marking.py beside their fields; those of rows go to `row_errors`."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for name, messages in by_field.items():
            self.add_error(name if name in self.fields else None, list(messages))
            if name in self.rows:
                self.row_errors = {**getattr(self, "row_errors", {}), name: messages}

    @staticmethod
    def initial_of(statement: Statement) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
        """The form's and its rows' values for a stored statement."""
        text = statement.revision.text
        initial = {
            "revision": statement.revision_id,
            "version": statement.version,
            "spans": lines_of(text, statement.spans),
            "cue": lines_of(text, statement.cue_spans),
            "form": statement.form if statement.form != texts.form_of(text, statement.spans) else "",
            "polarity": statement.polarity,
            "channel": statement.channel,
            "voice": statement.voice,
            "within": str(statement.within_id or ""),
            "via_none_needed": statement.via_none_needed,
            "own_reporting": statement.own_reporting,
            "note": statement.note,
        }
        rows: dict[str, list[dict[str, Any]]] = {
            "credited": [
                {
                    "who": str(attribution.mention),
                    "means": f"mention:{attribution.mention_id}",
                    "phrase": lines_of(text, attribution.source_phrase_spans),
                    "speaks_as": attribution.speaks_as,
                    "cited": attribution.cited_article_id,
                    "attribution": attribution.pk,
                }
                for attribution in statement.attributions.all()
            ],
            "vias": [
                {
                    "who": str(via.mention),
                    "means": f"mention:{via.mention_id}",
                    "basis": via.basis,
                    "words": lines_of(text, via.words_spans),
                    "cited": via.cited_article_id,
                }
                for via in statement.vias.all()
            ],
            "figures": [
                {
                    "text": figure.text,
                    "low": _plain_number(figure.low),
                    "high": _plain_number(figure.high),
                    "qualifier": figure.qualifier,
                    "unit": figure.unit,
                }
                for figure in statement.figures.all()
            ],
        }
        return initial, rows


def _plain_number(value):
    """360 and not 360.000000 in a field."""
    return None if value is None else f"{value.normalize():f}"


class CreditForm(WhoForm):
    """A credit line or a passage."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(choices=Credit.Role, initial=Credit.Role.PHOTO)
    spans = SpansField(label="Words", help_text="The line or the passage: start-end, or “first words … last words”.")
    printed = forms.CharField(
        label="As printed", max_length=500, required=False, help_text="Only where the line stands apart from the text."
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 1}), help_text="For colleagues.")
    DEFAULTS = frozenset()  # never a spare row

    def is_blank(self) -> bool:
        return False

    def data_of_credit(self) -> CreditData:
        data = self.cleaned_data
        return CreditData(data["role"], self.whom({}), spans=data["spans"], printed=data["printed"], note=data["note"])

    def add_marking_errors(self, error: ValidationError) -> None:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for name, messages in by_field.items():
            name = "who" if name == "credited" else name
            self.add_error(name if name in self.fields else None, list(messages))

    @staticmethod
    def initial_of(credit: Credit) -> dict[str, Any]:
        return {
            "revision": credit.revision_id,
            "role": credit.role,
            "who": str(credit.mention),
            "means": f"mention:{credit.mention_id}",
            "spans": lines_of(credit.revision.text, credit.spans),
            "printed": "" if credit.spans else credit.printed,
            "note": credit.note,
        }


class JudgeForm(ClaimFields):
    """Ties one more claim to a stored statement."""

    match_note = forms.CharField(label="Note", required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data["held_claim"] and not data["new_claim"] and not self.errors:
            self.add_error("claim", "Choose a claim, or write a new one.")
        return data


class DecideForm(forms.Form):
    state = forms.ChoiceField(choices=[("accepted", "accept"), ("rejected", "reject"), ("unsure", "unsure")])
    reason = forms.CharField(required=False, max_length=2000)
