"""What one can ask a list: one FilterSet a list, the same for its page, its CSV, its about and its API.

A value that cannot be read, a name that is none of the list's, or a name given twice that takes one
value is an error and shows no rows: nothing asked is ever dropped. Which rows a filter means is said in
articles/querysets.py; here is only how an address is read.
"""

from __future__ import annotations

import copy
import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Model, OrderBy, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article, Attribution, Claim, CopyPair, Mention, Merge, Relay, RelayVia, Statement
from articles.models.base import State
from articles.provenance import KINDS as WARNINGS
from articles.querysets import (
    CARRIED_ORDERS,
    DELAYS,
    LINKED,
    STANDINGS,
    ArticleQuerySet,
    ClaimQuerySet,
    CopyPairQuerySet,
    ListedSourceQuerySet,
    MergeQuerySet,
    OpenNameQuerySet,
    PublishedQuerySet,
    RelayQuerySet,
    StatementQuerySet,
    day_start,
)
from sources import names
from sources.models import PUBLISHER_KINDS, Source, country_code, language_code

MOST_VALUES = 100  # of one name in an address; more is nobody's question and makes a slow query
LONGEST_TEXT = 500  # characters of a text search
EARLIEST, LATEST = dt.date(1000, 1, 1), dt.date(2999, 12, 31)  # a day beyond is a slip of the finger


# --- fields: how one name of an address is read -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Month:
    """A UTC month."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Its first and last day."""
        after = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return dt.date(self.year, self.month, 1), after - dt.timedelta(days=1)


def _given(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of `name` that are not blank: a form sends its empty fields too."""
    values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
    if not isinstance(values, list | tuple):
        values = [values]
    return [str(value).strip() for value in values if str(value).strip()]


class OneValue:
    """Of a field that takes one value; given twice, it would be unclear which one counts."""


class TextField(OneValue, forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, widget=forms.TextInput(attrs={"type": "search"}), **kwargs)

    def clean(self, value: Any) -> str:
        words = super().clean(value)
        if words and not re.search(r"\w", words):
            raise ValidationError("There is no word in it to look for.")
        return words


class DayField(OneValue, forms.Field):
    """A UTC day, as 2025-09-05 and no other way."""

    def __init__(self, **kwargs: Any) -> None:
        # not type="date": that shows a day as the browser's language has it, and hides one it cannot read
        super().__init__(widget=forms.TextInput(attrs={"placeholder": "2025-09-05", "size": 10}), **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValidationError(f"“{text[:40]}” is no date; write it as 2025-09-05.")
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(f"There is no day {text}.") from error
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(f"Give a day from {EARLIEST} to {LATEST}.")
        return day


class MonthField(OneValue, forms.Field):
    """A UTC month, as 2025-09."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"placeholder": "2025-09", "size": 7}), **kwargs)

    def clean(self, value: Any) -> Month | None:
        text = str(value or "").strip()
        if not text:
            return None
        read = re.fullmatch(r"([12][0-9]{3})-(0[1-9]|1[0-2])", text, re.ASCII)
        if read is None:
            raise ValidationError(f"“{text[:40]}” is no month; write it as 2025-09.")
        return Month(int(read[1]), int(read[2]))


class PercentField(OneValue, forms.IntegerField):
    """A share as whole per cent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, **kwargs)


class CountField(OneValue, forms.IntegerField):
    """How many of something; 1 or more."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=1_000_000, **kwargs)


class _OneTemplate(forms.Widget):
    """Drawn by one template of ours: Django's own include four for each choice, and a list's filter has a hundred."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        assert self.template_name is not None
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class _Select(_OneTemplate, forms.Select):
    template_name = "widgets/select.html"


class _Ticks(_OneTemplate, forms.CheckboxSelectMultiple):
    template_name = "widgets/ticks.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return _given(data, name)


class OneChoiceField(OneValue, forms.ChoiceField):
    def __init__(self, *, choices: Iterable[tuple[str, str]], unset: str = "any", **kwargs: Any) -> None:
        super().__init__(choices=[("", unset), *choices], **{"widget": _Select} | kwargs)


class ChoicesField(forms.MultipleChoiceField):
    """Any of some words; the name is repeated for each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_Ticks, **kwargs)

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))


class CodesField(forms.Field):
    """Codes of countries or languages: the name repeated, or several in one value with commas or spaces."""

    def __init__(self, *, validator: Callable[[str], None], upper: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=_CodesInput(attrs={"size": 12}), **kwargs)
        self.validator, self.upper = validator, upper

    def clean(self, value: list[str] | None) -> list[str]:
        codes = [code for text in value or [] for code in re.split(r"[,;\s]+", text) if code]
        codes = list(dict.fromkeys(code.upper() if self.upper else code for code in codes))
        for code in codes:
            self.validator(code)
        return codes


class _CodesInput(forms.TextInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return _given(data, name)

    def format_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list) else value or ""


class RowsInput(_OneTemplate):
    """The rows chosen, each with a box to untick, and a place to type another one's name.

    Works without scripts: the name is looked up when the form is sent; where it may mean several, these
    are shown to be ticked. The address of the answer holds ids alone.
    """

    template_name = "articles/rows_input.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[Any] = []
        self.offered: list[Any] = []
        self.placeholder = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        return {"ids": _given(data, name), "names": _given(data, f"{name}_name")}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""  # several inputs: the legend of the fieldset names them

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # a name that was found is among the chosen by now; one that was not stays to be mended
        typed = value.get("names", []) if isinstance(value, dict) else []
        return context | {
            "chosen": self.chosen,
            "offered": self.offered,
            "typed": ", ".join(typed),
            "placeholder": self.placeholder,
        }


class RowsField(forms.Field):
    """Rows by id, the name repeated for each; merged ones stand for the row that took over.

    Beside `NAME=12`, `NAME_name=The Courier` is read: taken where it means exactly one row.
    """

    widget: type[forms.Widget] | forms.Widget = RowsInput
    one = "row"

    def rows(self, ids: list[int]) -> Iterable[Any]:
        raise NotImplementedError

    def look_up(self, name: str) -> tuple[Any | None, list[Any]]:
        """The row that `name` certainly means, if any, and those to offer instead."""
        raise NotImplementedError

    def clean(self, value: Any) -> list[Any]:
        widget = cast(RowsInput, self.widget)
        value = value or {"ids": [], "names": []}
        found = {row.pk: row for row in self._by_id(value["ids"])}
        widget.chosen = list(found.values())
        for name in value["names"]:
            certain, offered = self.look_up(name[:300])
            if certain is None:
                widget.offered = [row for row in offered if row.pk not in found]
                raise ValidationError(self._unclear(name[:300], offered))
            found.setdefault(certain.pk, certain)
        widget.chosen = list(found.values())
        return widget.chosen

    def _by_id(self, values: list[str]) -> list[Any]:
        ids: list[int] = []
        for text in values:
            # more digits than a bigint has would be refused by the database
            if not re.fullmatch(r"[0-9]{1,18}", text, re.ASCII):
                raise ValidationError(f"“{text[:40]}” is no {self.one} id.")
            ids.append(int(text))
        rows = {row.pk: row for row in self.rows(ids)} if ids else {}
        for pk in ids:
            if pk not in rows:
                raise ValidationError(f"There is no {self.one} {pk}.")
        return [self.standing_for(rows[pk]) for pk in ids]

    def standing_for(self, row: Any) -> Any:
        return row.merged_into or row

    def _unclear(self, name: str, offered: list[Any]) -> str:
        if not offered:
            return f"No {self.one} is called “{name}”."
        listed = "; ".join(f"{row} ({row.pk})" for row in offered)
        return f"“{name}” is not certain; tick the {self.one} that is meant: {listed}."


class SourcesField(RowsField):
    one = "source"

    def __init__(self, *, kinds: tuple[str, ...] = (), one: str = "source", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kinds, self.one = kinds, one
        cast(RowsInput, self.widget).placeholder = "add by name"

    def rows(self, ids: list[int]) -> Iterable[Source]:
        return Source.objects.filter(pk__in=ids).select_related("merged_into")

    def look_up(self, name: str) -> tuple[Source | None, list[Source]]:
        carriers = [row for row in names.find(name).offered if not self.kinds or row.kind in self.kinds]
        if len(carriers) == 1:
            return carriers[0], []
        return None, carriers or names.suggest(name, kinds=self.kinds)


class ClaimsField(RowsField):
    one = "claim"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        cast(RowsInput, self.widget).placeholder = "add by words of it"

    def rows(self, ids: list[int]) -> Iterable[Claim]:
        return Claim.objects.filter(pk__in=ids).select_related("merged_into")

    def look_up(self, name: str) -> tuple[Claim | None, list[Claim]]:
        if not re.search(r"\w", name):
            return None, []
        found = list(Claim.objects.living().saying(name).order_by("wording_sort", "pk")[:10])
        return (found[0], []) if len(found) == 1 else (None, found)


class ArticlesField(RowsField):
    """Reached from an article's counts, or by words of its title."""

    one = "article"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        cast(RowsInput, self.widget).placeholder = "add by words of its title"

    def rows(self, ids: list[int]) -> Iterable[Article]:
        return Article.objects.filter(pk__in=ids).select_related("merged_into")

    def look_up(self, name: str) -> tuple[Article | None, list[Article]]:
        if not re.search(r"\w", name):
            return None, []
        found = list(Article.objects.living().saying(name).newest_first()[:10])
        return (found[0], []) if len(found) == 1 else (None, found)


class OneOutletField(OneValue, SourcesField):
    """One outlet: figures that are kept for each outlet are not added up over several."""

    def clean(self, value: Any) -> list[Any]:
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError("One outlet at a time: untick the other one.")
        return found


# --- the form: what holds for all names together ------------------------------------------------------


class FilterForm(forms.Form):
    use_required_attribute = False
    # names beside the fields that change nothing about which rows a list holds: pages, and `count`
    pages: tuple[str, ...] = ("page",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._names_known()
        if _given(self.data, "count") not in ([], ["exact"]):
            self.add_error(None, "count: only “exact” can be asked for.")
        for name in self.pages:
            for page in _given(self.data, name):
                if not re.fullmatch(r"[1-9][0-9]{0,8}", page):
                    self.add_error(None, f"{name}: “{page[:40]}” is no page number; write it as 1, 2, 3.")
            if len(_given(self.data, name)) > 1:
                self.add_error(None, f"{name}: given twice; give it once.")
        for name, field in self.fields.items():
            if isinstance(field, OneValue) and len(_given(self.data, name)) > 1:
                self.add_error(name, "Given twice; give it once.")
            if len(_given(self.data, name)) > MOST_VALUES:
                self.add_error(name, f"At most {MOST_VALUES} values.")
        self._dates_agree(cleaned)
        self._ranges_agree(cleaned)
        carried = any(cleaned.get(f"carried{name}") for name in ("", "_from", "_to"))
        if carried and not cleaned.get("carried_by") and "carried_by" not in self.errors:
            self.add_error("carried_by", "Say which outlet carries it.")
        return cleaned

    def _names_known(self) -> None:
        known = [*self.fields, *self.pages, "count"]
        known += [f"{name}_name" for name, field in self.fields.items() if isinstance(field, RowsField)]
        for name in self.data:
            if name not in known:
                alike = difflib.get_close_matches(name, known, n=1)
                hint = f" Did you mean “{alike[0]}”?" if alike else ""
                self.add_error(None, f"“{name[:80]}” is no parameter of this list.{hint}")
            elif any("\ufffd" in value or "\x00" in value for value in _given(self.data, name)):
                # what Django puts where the address was not UTF-8
                self.add_error(None, f"The value of “{name}” cannot be read: it is not UTF-8 text.")

    def _dates_agree(self, cleaned: dict[str, Any]) -> None:
        start, end, month = cleaned.get("from"), cleaned.get("to"), cleaned.get("month")
        if start and end and end < start:
            self.add_error("to", f"{end} lies before {start}.")
        if month and (start or end):
            self.add_error("month", "Give a month, or days from and to; not both.")
        if cleaned.get("undated") and (start or end or month):
            self.add_error("undated", "Rows without a date cannot lie between two dates.")

    def _ranges_agree(self, cleaned: dict[str, Any]) -> None:
        for name, below in (("sure", "below"), ("carried", "before")):
            first, last = cleaned.get(f"{name}_from"), cleaned.get(f"{name}_to")
            if first is not None and last is not None and last < first:
                self.add_error(f"{name}_to", f"{last} lies {below} {first}.")


class Asked(django_filters.Filter):
    """One name of an address, and how it is read; which rows it means is said by the list's FilterSet."""

    def __init__(self, field_class: type[forms.Field], label: str, **extra: Any) -> None:
        self.field_class = field_class
        super().__init__(label=label, **extra)

    def __deepcopy__(self, memo: dict[int, Any]) -> Asked:
        """A FilterSet copies its filters for every request, to tell them apart; what they hold never changes."""
        return copy.copy(self)


def _sources(label: str, help_text: str = "", **extra: Any) -> Callable[[], Asked]:
    return lambda: Asked(SourcesField, label, help_text=help_text, **extra)


def _choices(label: str, choices: Iterable[tuple[str, str]], help_text: str = "") -> Callable[[], Asked]:
    return lambda: Asked(ChoicesField, label, choices=list(choices), help_text=help_text)


def one_of(label: str, choices: Iterable[tuple[str, str]], unset: str, help_text: str = "") -> Callable[[], Asked]:
    return lambda: Asked(OneChoiceField, label, choices=list(choices), unset=unset, help_text=help_text)


# "" in a column is a word in an address
_CHANNELS = [(value or "not said", label) for value, label in Statement.Channel.choices]
_SPEAKS_AS = [(value or "not an outlet", label) for value, label in Attribution.SpeaksAs.choices]
_RESOLUTIONS = [choice for choice in Mention.Resolution.choices if choice[0] != "ignored"]

_CARRIED = {
    "first": "that outlet",
    "tied": "cannot be told from another: the same minute, or one UTC day without a time",
    "later": "another outlet",
    "alone": "no other outlet carries it",
    "cannot be told": "it, or all others, have no date",
}
_LINKED = {
    "yes": "with a link to it",
    "no": "in words alone",
    "not captured": "no page captured, so nobody can say",
}
_DELAYS = {
    "measured": "both times known to the minute",
    "negative": "earlier than its upstream",
    "day": "a time known to the day alone",
    "undated": "upstream without a date",
    "not held": "the upstream article is not recorded",
}

# Every name that some list takes, once: it means the same in all of them.
NAMES: dict[str, Callable[[], Asked]] = {
    "text": lambda: Asked(TextField, "Text", help_text="All words; “…” for a phrase, -word to leave out. Case aside."),
    "quote": lambda: Asked(TextField, "Quote", help_text="Words in the statement of one of its relays."),
    "outlet": _sources("Outlet", "Who published it.", kinds=PUBLISHER_KINDS, one="outlet"),
    "source": _sources("Credited source", "Whom it is credited to."),
    "source_as": one_of(
        "Credited source means",
        [("with bodies", "with its people and bodies")],
        "itself",
        "People affiliated to it, its bodies and its documents, on the article's date.",
    ),
    "affiliation": _sources("Affiliated to", "The source itself, or one that belonged to it on the article's date."),
    "source_kind": _choices("Kind of source", Source.Kind.choices),
    "named": one_of("Named", [("named", "named"), ("unnamed", "unnamed")], "any"),
    "resolution": _choices("Resolution", _RESOLUTIONS, "Whether the source as printed is tied to a known source."),
    "speaks_as": _choices("Speaks as", _SPEAKS_AS, "An outlet or agency that is credited."),
    "via": _sources("Via", "Who stands between."),
    "via_basis": _choices("Basis of via", RelayVia.Basis.choices),
    "via_resolution": _choices("Resolution of via", _RESOLUTIONS, "Whether who stands between is a known source."),
    "via_state": _choices("Via recorded", Relay.ViaState.choices),
    "linked": _choices(
        "Linked", [(word, _LINKED[word]) for word in LINKED], "Of relays that name an outlet or agency upstream."
    ),
    "delay": _choices(
        "Delay to upstream",
        [(word, _DELAYS[word]) for word in DELAYS],
        "Of relays that name an outlet or agency upstream.",
    ),
    "claim": lambda: Asked(ClaimsField, "Claim", help_text="Judged to make it."),
    "article": lambda: Asked(ArticlesField, "Article"),
    "from": lambda: Asked(DayField, "From", help_text="First UTC day."),
    "to": lambda: Asked(DayField, "To", help_text="Last UTC day."),
    "month": lambda: Asked(MonthField, "Month", help_text="A UTC month."),
    "undated": one_of("Undated", [("only", "only rows without a date")], "any"),
    "relay_kind": _choices("Relay kind", Relay.Kind.choices),
    "voice": _choices("Voice", Statement.Voice.choices),
    "standing": _choices(
        "Stands as", [(word, word) for word in STANDINGS], "What the outlet says it knows it from; each has one."
    ),
    "form": _choices("Form", Statement.Form.choices),
    "polarity": _choices("Polarity", Statement.Polarity.choices),
    "channel": _choices("Channel", _CHANNELS),
    "state": _choices("State", [*State.choices, ("any", "any")], "Accepted unless said otherwise."),
    "suggestion": one_of(
        "Suggestions",
        [("any", "suggested by a machine"), ("decided", "suggested and decided"), ("waiting", "waiting")],
        "any row",
        "“Any” and “decided” count every state.",
    ),
    "rule": lambda: Asked(TextField, "Rule", help_text="Found by this rule; “hand”, “import” for what no rule found."),
    "corrected": one_of(
        "Corrected",
        [("yes", "changed before it was accepted"), ("no", "as suggested")],
        "any",
        "Whether a person changed what a rule had suggested.",
    ),
    "decided_from": lambda: Asked(DayField, "Decided from", help_text="First UTC day of the decision."),
    "self_credit": one_of(
        "Self-credit",
        [("no", "left out"), ("any", "shown too"), ("only", "only")],
        "as usual",
        "Relays leave out self-credit unless asked for.",
    ),
    "copies": one_of(
        "Copied texts",
        [("once", "each text once"), ("only", "relayed copies only")],
        "every copy",
        "Once: of a copy group its original alone, or what was published first.",
    ),
    "progress": _choices("Gone through", Article.Progress.choices),
    "language": lambda: Asked(CodesField, "Language", validator=language_code, help_text="Of the article: en, de."),
    "country": lambda: Asked(
        CodesField,
        "Country",
        validator=country_code,
        upper=True,
        help_text="Of the article's edition, else its outlet.",
    ),
    "owner": _sources("Owner", "Of the outlet, on the article's date.", one="owner"),
    "genre": _choices("Genre", Article.Genre.choices),
    "came_in": _choices("Came in", Article.CameIn.choices),
    # of the directory
    "carried_by": lambda: Asked(
        OneOutletField,
        "Carried by",
        kinds=PUBLISHER_KINDS,
        one="outlet",
        help_text="Claims that affirming statements of this outlet make, in whatever voice.",
    ),
    "carried": _choices(
        "Who had it first",
        [(word, _CARRIED[word]) for word in CARRIED_ORDERS],
        "The outlet under “Carried by”, among all that carry the claim.",
    ),
    "carried_from": lambda: Asked(
        DayField, "Carried from", help_text="First UTC day on which that outlet had it first."
    ),
    "carried_to": lambda: Asked(DayField, "Carried to", help_text="Last UTC day on which that outlet had it first."),
    "warning": _choices("Worth a look", [(kind, kind) for kind in WARNINGS], "What the claim's page warns of."),
    "outlets_at_least": lambda: Asked(
        CountField,
        "Carried by outlets, at least",
        help_text="In their own voice, too; the list's column counts those that relay it.",
    ),
    "origins_at_most": lambda: Asked(
        CountField, "Origins, at most", help_text="Recorded ones and those of unknown lineage together."
    ),
    "kind": _choices("Kind", Source.Kind.choices),
    "publisher_kind": _choices("Kind", [choice for choice in Source.Kind.choices if choice[0] in PUBLISHER_KINDS]),
    "checked": one_of("Checked", [("yes", "looked at by a curator"), ("no", "new")], "any"),
    "topic": lambda: Asked(TextField, "Topic", help_text="One topic, as written, of a claim it is judged to make."),
    "with_topic": lambda: Asked(
        TextField, "Together with topic", help_text="Claims that one of its relays makes too: one of their topics."
    ),
}

# What says something about relays; on other lists they choose the rows that such relays belong to.
RELAY_NAMES = (
    *("source", "source_as", "affiliation", "source_kind", "named", "resolution", "speaks_as"),
    *("via", "via_basis", "via_resolution", "via_state", "linked", "delay", "self_credit"),
)
STATEMENT_NAMES = ("form", "polarity", "channel")
ARTICLE_NAMES = (
    "from",
    "to",
    "month",
    "undated",
    "language",
    "country",
    "owner",
    "genre",
    "came_in",
    "progress",
    "copies",
)


# --- the lists -----------------------------------------------------------------------------------------


class ListFilter(django_filters.FilterSet):
    """One list's filter. `names` are what its address takes, in the order of the form."""

    names: tuple[str, ...] = ()
    # by its word in the address: what `?sort=word` orders by; `?sort=-word` is the reverse
    sorts: dict[str, tuple[str, ...]] = {}
    usual_sort = "-date"
    # what holds where nothing is asked, in words
    usual: dict[str, str] = {}
    # names whose meaning or label differs on this list
    here: dict[str, Callable[[], Asked]] = {}
    _form_class: type[FilterForm]

    class Meta:
        form = FilterForm

    @classmethod
    def get_filters(cls) -> dict[str, Asked]:
        # "from" and "to" cannot be attributes of a class, so names are listed, not declared
        if not cls.names:
            return {}
        filters = {name: (cls.here.get(name) or NAMES[name])() for name in cls.names}
        if cls.sorts:
            words = [(sign + word, sign + word) for word in cls.sorts for sign in ("", "-")]
            filters["sort"] = Asked(OneChoiceField, "Sort", choices=words, widget=forms.HiddenInput)
        return filters

    def get_form_class(self) -> type[FilterForm]:
        """Made once a list: its fields hang on nothing that a request says, and there are two dozen of them."""
        made = type(self)
        if "_form_class" not in vars(made):
            made._form_class = super().get_form_class()
        return made._form_class

    @property
    def form(self) -> FilterForm:
        """Once read, it holds the question in its normal form, so that what is shown is what was understood."""
        if not hasattr(self, "_form"):
            form = super().form
            if self.is_bound and form.is_valid():
                form.data = self.query()
        return self._form

    def asked(self, name: str) -> Any:
        """The value read for `name`; None or empty where it was not given or the list has no such name."""
        return self.form.cleaned_data.get(name) if self.is_valid() else None

    @property
    def qs(self) -> Any:
        if not hasattr(self, "_qs"):
            if self.is_valid():
                self._qs = self.sorted(self.filter_queryset(self.queryset))
            else:
                # the library leaves out what did not validate and would show the whole table
                self._qs = self.queryset.none()
        return self._qs

    # --- which rows -----------------------------------------------------------------------------------

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        raise NotImplementedError

    def relays(self, base: RelayQuerySet, names: tuple[str, ...]) -> RelayQuerySet:
        """`base` limited by those of `names` that were given and say something about relays."""
        asked = {name: value for name in names if (value := self.asked(name))}
        if "source" in asked:
            base = base.crediting_any(asked["source"], with_bodies=asked.get("source_as") == "with bodies")
        if "affiliation" in asked:
            base = base.crediting_any(asked["affiliation"], with_bodies=True)
        if "source_kind" in asked:
            base = base.of_source_kinds(asked["source_kind"])
        if "named" in asked:
            base = base.named() if asked["named"] == "named" else base.unnamed()
        if "resolution" in asked:
            base = base.filter(resolution__in=asked["resolution"])
        if "speaks_as" in asked:
            base = base.filter(speaks_as__in=_column_values(asked["speaks_as"], "not an outlet"))
        if {"via", "via_basis", "via_resolution"} & set(asked):
            base = base.passed_through_any(
                asked.get("via", ()), asked.get("via_basis", ()), asked.get("via_resolution", ())
            )
        if "via_state" in asked:
            base = base.filter(via_state__in=asked["via_state"])
        if "linked" in asked:
            base = base.linked(asked["linked"])
        if "delay" in asked:
            base = base.delayed(asked["delay"])
        if "relay_kind" in asked:
            base = base.filter(relay_kind__in=asked["relay_kind"])
        if "claim" in asked:
            base = base.making_any(asked["claim"])
        for name in ("topic", "with_topic"):
            if name in asked:
                base = base.on_topic(asked[name])
        if "text" in asked:
            base = base.saying(asked["text"])
        if "quote" in asked:
            base = base.saying(asked["quote"])
        base = cast(RelayQuerySet, self.statements_parts(base, names))
        return cast(RelayQuerySet, self.articles_parts(base, names))

    def without_self_credit(self, base: RelayQuerySet) -> RelayQuerySet:
        """As asked; left out unless asked for."""
        choice = self.asked("self_credit")
        if choice == "any":
            return base
        return base.filter(self_credit=choice == "only")

    def statements_parts(self, base: PublishedQuerySet, names: tuple[str, ...]) -> PublishedQuerySet:
        """What statements and relays both hold: form, polarity, channel."""
        asked = {name: value for name in names if (value := self.asked(name))}
        if "form" in asked:
            base = base.filter(form__in=asked["form"])
        if "polarity" in asked:
            base = base.filter(polarity__in=asked["polarity"])
        if "channel" in asked:
            base = base.filter(channel__in=_column_values(asked["channel"], "not said"))
            if base.model is Relay:
                base = cast(RelayQuerySet, base).attributions()  # an article row has no channel at all
        return base

    def articles_parts(self, base: PublishedQuerySet, names: tuple[str, ...]) -> PublishedQuerySet:
        """What holds for a row by its article: outlet, owner, dates, language, country, genre, came in, progress."""
        asked = {name: value for name in names if (value := self.asked(name))}
        if "outlet" in asked:
            base = base.by_outlets(asked["outlet"])
        if "owner" in asked:
            base = base.owned_by(asked["owner"])
        if "article" in asked:
            column = "pk" if base.model is Article else "article"
            base = base.filter(**{f"{column}__in": [article.pk for article in asked["article"]]})
        if {"from", "to", "month"} & set(asked):
            base = base.between(*self.days)
        if "undated" in asked:
            base = base.undated()
        if "language" in asked:
            base = base.in_languages(asked["language"])
        if "country" in asked:
            base = base.in_countries(asked["country"])
        if "genre" in asked:
            base = base.of_genres(asked["genre"])
        if "came_in" in asked:
            base = base.that_came_in(asked["came_in"])
        if "progress" in asked:
            base = base.with_progress(asked["progress"])
        if "copies" in asked:
            base = base.without_copies() if asked["copies"] == "once" else base.only_copies()
        return base

    def about_relays(self) -> bool:
        """Whether the address asks for something that only relays can answer."""
        return any(self.asked(name) for name in RELAY_NAMES if name in self.filters and name != "source_as")

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last UTC day asked for; None is open."""
        month = self.asked("month")
        return month.days if month else (self.asked("from"), self.asked("to"))

    def undated_left_out(self) -> tuple[QuerySet, str] | None:
        """The rows that only lack a date to be in the list, and their address; None without a date filter."""
        if self.days == (None, None) or "undated" not in self.filters:
            return None
        query = self.query(("from", "to", "month", "sort"))
        query["undated"] = "only"
        other = type(self)(query, self.queryset)
        return other.qs, query.urlencode()

    # --- order ------------------------------------------------------------------------------------------

    @property
    def sort(self) -> str:
        return self.asked("sort") or self.usual_sort

    def sorted(self, found: QuerySet) -> QuerySet:
        """Always ends with the id, so that pages neither overlap nor skip."""
        word, reverse = self.sort.removeprefix("-"), self.sort.startswith("-")
        order: list[OrderBy | str] = []
        for column in self.sorts[word]:
            down, name = reverse != column.startswith("-"), F(column.removeprefix("-"))
            if not column.endswith("published_at"):
                order.append(name.desc() if down else name.asc())
            elif down:
                order.append(name.desc(nulls_last=True))
            else:
                order.append(name.asc(nulls_first=True))  # the exact reverse: the same index is read backwards
        return found.order_by(*order)

    def parts(self) -> list[QuerySet]:
        """`qs`, cut where no one index has its order; one after the other, the parts hold its rows in its order."""
        return [self.qs]

    # --- words and addresses --------------------------------------------------------------------------------

    def query(self, without: Iterable[str] = ()) -> QueryDict:
        """The address's question in its one normal form: ids for names, nothing blank, no page."""
        query = QueryDict(mutable=True)
        for name in self.filters:
            value = self.asked(name)
            if not value or name in without:
                continue
            for one in value if isinstance(value, list) else [value]:
                query.appendlist(name, str(one.pk if isinstance(one, Model) else one))
        return query

    @property
    def sorting(self) -> dict[str, dict[str, str]]:
        """For each sortable column the address that sorts by it, and how it is sorted now."""
        links = {}
        for word in self.sorts:
            now = self.sort.removeprefix("-") == word
            query = self.query(("sort",))
            first = "-" if self.usual_sort == f"-{word}" else ""
            again = {"": "-", "-": ""}[first]
            query["sort"] = (again if now and self.sort == first + word else first) + word
            aria = ("descending" if self.sort.startswith("-") else "ascending") if now else ""
            links[word] = {"url": f"?{query.urlencode()}", "aria": aria}
        return links

    def described(self) -> list[tuple[str, str]]:
        """What is asked, in words: [(label, values)]; for the head of a page and for the about of a file."""
        told = []
        for name in self.filters:
            value = self.asked(name)
            if value and name != "sort":
                field = self.form.fields[name]
                choices = dict(getattr(field, "choices", ()))
                values = [
                    str(choices.get(one, one) if isinstance(one, str) else one)
                    for one in (value if isinstance(value, list) else [value])
                ]
                told.append((str(field.label), "; ".join(values)))
            elif name in self.usual:
                told.append((str(self.form.fields[name].label), self.usual[name]))
        return told

    def error_lines(self) -> list[str]:
        """Each error on a line, with the name it is about."""
        return [
            str(error) if name == "__all__" else f"{name}: {error}"
            for name, errors in self.form.errors.items()
            for error in errors
        ]


def _column_values(words: list[str], blank: str) -> list[str]:
    """Words of an address as the column holds them: `blank` is the word for an empty one."""
    return ["" if word == blank else word for word in words]


DATE = ("-published_at", "-pk")


class RelayFilter(ListFilter):
    names: tuple[str, ...] = (
        *("text", "outlet", "source", "from", "to", "source_as", "affiliation", "source_kind", "named", "resolution"),
        *("speaks_as", "via", "via_basis", "via_resolution", "via_state", "claim", "topic", "article"),
        *("linked", "delay", "relay_kind", "form", "polarity", "channel"),
        *(
            "month",
            "undated",
            "owner",
            "country",
            "language",
            "genre",
            "came_in",
            "progress",
            "copies",
            "state",
            "self_credit",
        ),
    )
    sorts = {
        "date": ("published_at", "pk"),
        "outlet": ("outlet__sort_key", "outlet", "-published_at", "-pk"),
        "source": ("source__sort_key", "source", "-published_at", "-pk"),
        "article": ("article__title_sort", "article", "-pk"),
    }
    usual = {"state": "accepted", "self_credit": "left out"}

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(RelayQuerySet, _in_states(queryset, self.asked("state")))
        return self.relays(self.without_self_credit(found), self.names)

    def parts(self) -> list[QuerySet]:
        """By source: those of known sources, which run along the index of sources, and those of none after them."""
        if self.sort.removeprefix("-") != "source":
            return super().parts()
        reverse = self.sort.startswith("-")
        # a condition on the source's own row: without it the join would keep relays that have none, and sort them all
        known = self.qs.filter(source__sort_key__isnull=False)
        parts = [known, self.qs.filter(source=None).sorted_by_date(oldest_first=reverse)]
        return parts[::-1] if reverse else parts


def _relays_state() -> Asked:
    choices = [*State.choices, ("any", "any")]
    return Asked(ChoicesField, "State of relays", choices=choices, help_text="Accepted unless said otherwise.")


def _in_states(found: QuerySet, states: list[str] | None) -> QuerySet:
    """Accepted rows unless asked otherwise."""
    states = states or [State.ACCEPTED]
    return found if "any" in states else found.filter(state__in=states)


class StatementFilter(ListFilter):
    names = (
        *("text", "outlet", "source", "from", "to", "source_as", "affiliation", "source_kind", "named", "resolution"),
        *("speaks_as", "via", "via_basis", "via_resolution", "via_state", "claim", "topic", "article"),
        *("linked", "delay", "voice", "standing", "form", "polarity", "channel"),
        *("month", "undated", "owner", "country", "language", "genre", "came_in", "progress", "copies"),
        *("state", "suggestion", "rule", "corrected", "decided_from", "self_credit"),
    )
    sorts = {
        "date": ("article__published_at", "article", "pk"),
        "outlet": ("article__outlet__sort_key", "article__outlet", "-article__published_at", "-pk"),
        "article": ("article__title_sort", "article", "pk"),
    }
    usual = {"state": "accepted"}

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(StatementQuerySet, queryset)
        suggestion = self.asked("suggestion")
        if suggestion:
            found = found.waiting() if suggestion == "waiting" else found.suggestions()
            found = found.decided() if suggestion == "decided" else found
        if not suggestion or self.asked("state"):
            found = cast(StatementQuerySet, _in_states(found, self.asked("state")))
        if self.asked("voice"):
            found = found.filter(voice__in=self.asked("voice"))
        if self.asked("standing"):
            found = found.standing(self.asked("standing"))
        if self.asked("rule"):
            found = found.filter(found_by=self.asked("rule"))
        if self.asked("corrected"):
            found = found.filter(corrected=self.asked("corrected") == "yes")
        if self.asked("decided_from"):
            found = found.filter(decided_at__gte=day_start(self.asked("decided_from")))
        if self.asked("claim"):
            found = found.making(self.asked("claim"))
        if self.asked("topic"):
            found = found.on_topic(self.asked("topic"))
        if self.asked("text"):
            found = found.saying(self.asked("text"))
        if self.about_relays():
            relays = self.without_self_credit(Relay.objects.all())
            found = found.with_relays(self.relays(relays, RELAY_NAMES))
        found = cast(StatementQuerySet, self.statements_parts(found, self.names))
        return self.articles_parts(found, self.names)


class ArticleFilter(ListFilter):
    """Articles; what asks about relays finds those in which one counted relay answers all of it."""

    names = (
        *("text", "outlet", "source", "from", "to", "source_as", "affiliation", "source_kind", "named", "resolution"),
        *("speaks_as", "via", "via_basis", "via_resolution", "via_state", "claim", "topic", "quote"),
        *(
            "linked",
            "delay",
            "relay_kind",
            "form",
            "polarity",
            "channel",
            "article",
            "month",
            "undated",
            "owner",
            "country",
            "language",
            "genre",
        ),
        *("came_in", "progress", "copies", "state", "self_credit"),
    )
    here = {"state": lambda: _relays_state()}
    sorts = {
        "date": ("published_at", "pk"),
        "seen": ("first_seen_at", "pk"),
        "title": ("title_sort", "pk"),
        "outlet": ("outlet__sort_key", "outlet", "-published_at", "-pk"),
    }

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(ArticleQuerySet, queryset)
        if self.asked("text"):
            found = found.saying(self.asked("text"))
        found = cast(ArticleQuerySet, self.articles_parts(found, self.names))
        in_relays = (*RELAY_NAMES, *STATEMENT_NAMES, "claim", "topic", "quote", "relay_kind")
        if any(self.asked(name) for name in (*in_relays, "state") if name != "source_as"):
            # outlet, dates and article too: the columns are the relays' own, and narrow them by index
            in_state = cast(RelayQuerySet, _in_states(Relay.objects.all(), self.asked("state")))
            narrowed = self.relays(
                self.without_self_credit(in_state), (*in_relays, "outlet", "from", "to", "month", "article")
            )
            found = found.with_relays(narrowed)
        return found


class ClaimFilter(ListFilter):
    """Claims; what asks about relays finds those that one counted relay, answering all of it, makes."""

    names = (
        *("text", "outlet", "source", "from", "to", "topic", "source_as", "affiliation", "source_kind", "named"),
        *("resolution", "speaks_as", "via", "via_basis", "via_resolution", "via_state", "quote", "claim"),
        *("warning", "outlets_at_least", "origins_at_most"),
        *("carried_by", "carried", "carried_from", "carried_to", "linked", "delay", "with_topic", "article"),
        *("form", "polarity", "channel", "month", "undated", "owner", "country", "language", "genre", "came_in"),
        *("progress", "copies", "state", "self_credit"),
    )
    here = {
        "topic": lambda: Asked(TextField, "Topic", help_text="One of the claim's topics, as written."),
        "claim": lambda: Asked(ClaimsField, "Together with", help_text="Claims that one of its relays makes too."),
        "undated": one_of("Undated", [("only", "relayed without a date")], "any"),
        "state": lambda: _relays_state(),
    }
    sorts = {"claim": ("wording_sort", "pk"), "made": ("created_at", "pk")}
    usual_sort = "claim"
    _carried = ("carried_by", "carried", "carried_from", "carried_to")
    _lineage = ("warning", "outlets_at_least", "origins_at_most")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(ClaimQuerySet, queryset)
        if self.asked("text"):
            found = found.saying(self.asked("text"))
        if self.asked("topic"):
            found = found.filter(topics__contains=[self.asked("topic")])
        if self.asked("carried_by"):
            (outlet,), *more = (self.asked(name) for name in self._carried)
            found = found.carried_by(outlet, *more)
        if self.asked("warning"):
            found = found.warned_of(self.asked("warning"))
        if self.asked("outlets_at_least"):
            found = found.in_outlets(self.asked("outlets_at_least"))
        if self.asked("origins_at_most"):
            found = found.with_few_origins(self.asked("origins_at_most"))
        in_relays = tuple(name for name in self.names if name not in ("text", "topic", *self._carried, *self._lineage))
        if any(self.asked(name) for name in in_relays if name != "source_as"):
            in_state = cast(RelayQuerySet, _in_states(Relay.objects.all(), self.asked("state")))
            found = found.with_relays(self.relays(self.without_self_credit(in_state), in_relays))
        return found

    def undated_left_out(self) -> None:
        """None: a claim has no date, and one that is relayed with and without a date is not left out."""
        return


class OutletFilter(ListFilter):
    """Outlets and agencies; what asks about relays finds those that published one counted relay answering all of it."""

    names = (
        *("text", "source", "claim", "from", "to", "kind", "country", "language", "owner"),
        *("source_as", "source_kind", "named", "resolution", "via", "via_basis", "polarity", "month", "genre"),
        *("copies", "self_credit"),
    )
    here = {
        "text": lambda: Asked(TextField, "Name", help_text="Part of its name or of another name."),
        "kind": NAMES["publisher_kind"],
        "owner": _sources("Owner", "Today's.", one="owner"),
        "country": lambda: Asked(CodesField, "Country", validator=country_code, upper=True, help_text="Its own: GB."),
        "language": lambda: Asked(CodesField, "Language", validator=language_code, help_text="Its own: en."),
        "from": lambda: Asked(DayField, "Relayed from", help_text="First UTC day of its relays."),
        "to": lambda: Asked(DayField, "Relayed to", help_text="Last UTC day of its relays."),
    }
    sorts = {"name": ("sort_key", "pk"), "added": ("created_at", "pk")}
    usual_sort = "name"
    _in_relays = (
        *("source", "claim", "from", "to", "month", "source_as", "source_kind", "named", "resolution"),
        *("via", "via_basis", "polarity", "genre", "copies", "self_credit"),
    )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = _directory(self, cast(ListedSourceQuerySet, queryset))
        if self.asked("owner"):
            found = found.owned_today_by(self.asked("owner"))
        if any(self.asked(name) for name in self._in_relays if name != "source_as"):
            relays = self.relays(self.without_self_credit(Relay.objects.accepted()), self._in_relays)
            found = found.relaying(relays)
        return found


class SourceFilter(ListFilter):
    """Everybody who can be credited; what asks about relays finds those whom one counted relay credits."""

    names = (
        *("text", "kind", "outlet", "claim", "from", "to", "country", "language", "checked"),
        *("via", "via_basis", "speaks_as", "polarity", "month", "genre", "copies", "self_credit"),
    )
    here = {
        "text": OutletFilter.here["text"],
        "outlet": _sources("Relayed by", "An outlet.", kinds=PUBLISHER_KINDS, one="outlet"),
        "country": OutletFilter.here["country"],
        "language": OutletFilter.here["language"],
        "from": lambda: Asked(DayField, "Credited from", help_text="First UTC day of the relays."),
        "to": lambda: Asked(DayField, "Credited to", help_text="Last UTC day of the relays."),
    }
    sorts = {"name": ("sort_key", "pk"), "kind": ("kind", "sort_key", "pk"), "added": ("created_at", "pk")}
    usual_sort = "name"
    _in_relays = (
        *("outlet", "claim", "from", "to", "month", "via", "via_basis", "speaks_as", "polarity", "genre"),
        *("copies", "self_credit"),
    )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = _directory(self, cast(ListedSourceQuerySet, queryset))
        if self.asked("checked"):
            found = found.filter(checked=self.asked("checked") == "yes")
        if any(self.asked(name) for name in self._in_relays):
            relays = self.relays(self.without_self_credit(Relay.objects.accepted()), self._in_relays)
            found = found.credited_in(relays)
        return found


class OpenNameFilter(ListFilter):
    """Printed names that wait for a source, counted over one outlet's articles or over all."""

    names = ("text", "outlet", "state")
    here = {
        "text": lambda: Asked(TextField, "Name", help_text="Part of the printed name."),
        "outlet": lambda: Asked(
            OneOutletField, "Outlet", kinds=PUBLISHER_KINDS, one="outlet", help_text="In its articles alone."
        ),
        "state": one_of(
            "State",
            [
                ("unresolved", "unresolved"),
                ("ambiguous", "may be one of several"),
                ("asked", "asked about, no answer yet"),
                ("answered", "asked about and answered"),
            ],
            "all",
        ),
    }
    sorts = {"articles": ("articles", "mentions", "-printed_key"), "name": ("printed_key",)}
    usual_sort = "-articles"

    @property
    def outlet(self) -> Source | None:
        found = self.asked("outlet")
        return found[0] if found else None

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(OpenNameQuerySet, queryset).of(self.outlet)
        state = self.asked("state")
        if state == "unresolved":
            found = found.unresolved()
        elif state == "ambiguous":
            found = found.ambiguous()
        elif state:
            found = found.asked_about(answered=state == "answered")
        return found.called(self.asked("text")) if self.asked("text") else found


def _directory(asked: ListFilter, found: ListedSourceQuerySet) -> ListedSourceQuerySet:
    """By what the directory itself says of a source."""
    if asked.asked("text"):
        found = found.called(asked.asked("text"))
    if asked.asked("kind"):
        found = found.filter(kind__in=asked.asked("kind"))
    if asked.asked("country"):
        found = found.filter(country__in=asked.asked("country"))
    if asked.asked("language"):
        found = found.filter(language__in=asked.asked("language"))
    return found


class MergeFilter(ListFilter):
    """Merges, newest first; those whose redirect holds unless asked otherwise."""

    names = ("kind", "state", "text", "from", "to")
    here = {
        "kind": _choices("What was merged", Merge.Kind.choices),
        "state": _choices("State", [*Merge.State.choices, ("any", "any")], "Merged unless said otherwise."),
        "text": lambda: Asked(TextField, "Text", help_text="In a name or in the reason."),
        "from": lambda: Asked(DayField, "Merged from", help_text="First UTC day."),
        "to": lambda: Asked(DayField, "Merged to", help_text="Last UTC day."),
    }
    sorts = {"date": ("at", "pk")}
    usual = {"state": "merged"}

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(MergeQuerySet, queryset)
        states = self.asked("state") or [Merge.State.MERGED]
        if "any" not in states:
            found = found.filter(state__in=states)
        if self.asked("kind"):
            found = found.filter(kind__in=self.asked("kind"))
        if self.asked("text"):
            found = found.saying(self.asked("text"))
        return found.made_between(*self.days)


class CopyFilter(ListFilter):
    """Pairs of articles of which one has words of the other; accepted ones unless asked otherwise."""

    names = ("outlet", "credited", "extent", "state", "similar_from", "similar_to", "article")
    here = {
        "outlet": _sources("Outlet", "Of one of the two.", kinds=PUBLISHER_KINDS, one="outlet"),
        "article": lambda: Asked(ArticlesField, "Article", help_text="One of the two."),
        "credited": one_of(
            "Credited",
            [("no", "uncredited"), ("yes", "credited")],
            "either",
            "Whether the later one names the other's outlet, or both the same agency.",
        ),
        "extent": one_of(
            "Copied", [("whole", "whole texts"), ("passage", "passages")], "either", "Whole: most of both texts."
        ),
        "state": _choices(
            "State", [*[(one.value, one.label) for one in CopyPair.STATES], ("any", "any")], "Accepted unless said."
        ),
        "similar_from": lambda: Asked(PercentField, "Similar, from %", help_text="Of all runs of five words."),
        "similar_to": lambda: Asked(PercentField, "to %"),
    }
    sorts = {"words": ("own_words", "-pk"), "similarity": ("similarity", "-pk"), "found": ("found_at", "-pk")}
    usual_sort = "-words"
    usual = {"state": "accepted"}

    def is_valid(self) -> bool:
        valid = super().is_valid()
        low, high = (self.form.cleaned_data.get(name) for name in ("similar_from", "similar_to"))
        if valid and low is not None and high is not None and low > high:
            self.form.add_error("similar_to", ValidationError("The higher per cent are below the lower."))
            return False
        return valid

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(CopyPairQuerySet, _in_states(queryset, self.asked("state")))
        if self.asked("outlet"):
            found = found.of_outlets(self.asked("outlet"))
        if self.asked("article"):
            found = found.about_any(self.asked("article"))
        if self.asked("extent"):
            found = found.whole() if self.asked("extent") == "whole" else found.in_passages()
        low, high = self.asked("similar_from"), self.asked("similar_to")
        if low is not None:
            found = found.filter(similarity__gte=low / 100)
        if high is not None:
            found = found.filter(similarity__lte=high / 100)
        if self.asked("credited"):
            found = found.with_credited().filter(credited=self.asked("credited") == "yes")
        return found
