"""What one can ask matrix, network, counts and the comparison of two outlets: the names of relays, and their own.

Each number that these pages show is a link; `Addresses` writes it, so that the list behind it holds
exactly the rows that were counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, F, QuerySet, Value, When
from django.http import QueryDict
from django.urls import reverse

from articles.filters import (
    Asked,
    ClaimsField,
    DayField,
    FilterForm,
    ListFilter,
    OneChoiceField,
    OneValue,
    RelayFilter,
    RowsInput,
    SourcesField,
    TextField,
)
from articles.models import Relay
from articles.querysets import MatchQuerySet, RelayQuerySet, UTCDay, vias_that_are
from sources.models import PUBLISHER_KINDS, Source
from sources.printed import name_key

UNITS = ("articles", "relays", "statements", "claims")
USUAL_UNIT = "articles"
LISTS = {
    "articles": "article_list",
    "relays": "relay_list",
    "statements": "statement_list",
    "claims": "claim_list",
}
CREDITED, PASSED = "credited", "passed"
DRAWN, USUALLY_DRAWN = (20, 40, 80), 40  # arrows of a network: more cannot be told apart
OPEN = ("unresolved", "ambiguous")  # resolutions of a name that is tied to no source


class _NamePart(OneValue, forms.CharField):
    """Part of a name, to find rows or columns by; asked beside the table, not in the filter's form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, widget=forms.HiddenInput, **kwargs)


def _hidden_choice(label: str, words: Iterable[str], unset: str, help_text: str = "") -> Callable[[], Asked]:
    """Chosen by links beside the table; the filter's form carries it along."""
    return lambda: Asked(
        OneChoiceField,
        label,
        choices=[(word, word) for word in words],
        unset=unset,
        help_text=help_text,
        widget=forms.HiddenInput,
    )


_UNIT = _hidden_choice("Unit", UNITS, USUAL_UNIT, f"What is counted: distinct ids; {USUAL_UNIT} unless said otherwise.")


class OverviewForm(FilterForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("affiliation") and cleaned.get("source_as"):
            # a number's link has to say both at once, and has one name for it
            self.add_error("affiliation", "Give it, or a credited source with its people and bodies; not both at once.")
        return cleaned


class OverviewFilter(RelayFilter):
    """The relays that a page of figures counts: those of the relay list for the same names.

    `own` are names that change how they are shown, and not which are counted.
    """

    sorts = {}
    own: tuple[str, ...] = ("unit",)

    class Meta:
        form = OverviewForm

    def sorted(self, found: QuerySet) -> QuerySet:
        return found

    @property
    def sort(self) -> str:
        return f"-{self.unit}"

    @property
    def unit(self) -> str:
        return self.asked("unit") or USUAL_UNIT

    def question(self) -> QueryDict:
        """Which relays are counted, as the relay list would ask it."""
        return self.query(self.own)

    @property
    def asks_nothing(self) -> bool:
        """Whether all relays that are counted are meant, so that summary rows can answer."""
        return not self.question()

    def vias(self) -> QuerySet:
        """The vias of these relays that are asked for: all, or those by source, basis and resolution."""
        asked = [self.asked(name) or () for name in ("via", "via_basis", "via_resolution")]
        found = vias_that_are(*asked)
        return found.filter(relay__in=cast(RelayQuerySet, self.qs).order_by().values("pk"))

    def undated_left_out(self) -> tuple[QuerySet, str] | None:
        if self.days == (None, None):
            return None
        query = self.question()
        for name in ("from", "to", "month"):
            query.pop(name, None)
        query["undated"] = "only"
        return RelayFilter(query, Relay.objects.all()).qs, query.urlencode()

    def described(self) -> list[tuple[str, str]]:
        told = super().described()
        return told if self.asked("unit") else [*told, ("Unit", self.unit)]


class MatrixForm(OverviewForm):
    pages = ("row_page", "column_page")


class MatrixFilter(OverviewFilter):
    names = (*RelayFilter.names, "unit", "group", "find_outlet", "find_source")
    own = ("unit", "group", "find_outlet", "find_source")
    here = {
        "unit": _UNIT,
        "group": _hidden_choice(
            "Group", ("owner", "kind", "both"), "none", "Outlets by today's owner, sources by kind, or both."
        ),
        "find_outlet": lambda: Asked(
            _NamePart, "Outlets called", help_text="Shows the rows of outlets with this in a name; counts nothing else."
        ),
        "find_source": lambda: Asked(
            _NamePart,
            "Sources called",
            help_text="Shows the columns of sources with this in a name; counts nothing else.",
        ),
    }

    class Meta:
        form = MatrixForm

    def groups_by(self, what: str) -> bool:
        return self.asked("group") in (what, "both")


class CountsFilter(OverviewFilter):
    names = (*RelayFilter.names, "by", "unit")
    own = ("by", "unit")
    here = {
        "by": _hidden_choice("By", ("month", "outlet", "source", "via"), "month", "UTC months unless said otherwise."),
        "unit": _hidden_choice("Unit", UNITS, USUAL_UNIT, "What the chart shows and rows are sorted by."),
    }

    @property
    def by(self) -> str:
        return self.asked("by") or "month"


class NetworkForm(OverviewForm):
    pages = ()


class NetworkFilter(OverviewFilter):
    """Relays as arrows: unless another unit is asked for, an arrow counts relays."""

    names = (*RelayFilter.names, "unit", "arrows", "draw")
    own = ("unit", "arrows", "draw")
    here = {
        "unit": _hidden_choice("Unit", UNITS, "relays", "What an arrow counts: distinct ids; relays if not given."),
        "arrows": _hidden_choice(
            "Arrows",
            (CREDITED, PASSED),
            CREDITED,
            "From whom is credited, or from whom it passed through, to the outlet.",
        ),
        "draw": _hidden_choice(
            "Arrows drawn", map(str, DRAWN), str(USUALLY_DRAWN), "The heaviest so many; the files have all."
        ),
    }

    class Meta:
        form = NetworkForm

    @property
    def unit(self) -> str:
        return self.asked("unit") or "relays"

    @property
    def face(self) -> str:
        return self.asked("arrows") or CREDITED

    @property
    def draw(self) -> int:
        return int(self.asked("draw") or USUALLY_DRAWN)


# --- two outlets ------------------------------------------------------------------------------------------


class TwoOutletsInput(RowsInput):
    """A place to type for each of the two that is not chosen yet."""

    template_name = "articles/two_outlets_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {name_key(row.name) for row in self.chosen}
        typed = value.get("names", []) if isinstance(value, dict) else []
        boxes = [text for text in typed if name_key(text) not in chosen]
        boxes += [""] * (2 - sum(row.is_publisher for row in self.chosen) - len(boxes))
        return context | {"boxes": boxes}


class TwoOutletsField(SourcesField):
    """Exactly two outlets, in the order given; none at all where nobody has chosen yet."""

    widget: type[forms.Widget] | forms.Widget = TwoOutletsInput
    most = 2

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kinds=PUBLISHER_KINDS, one="outlet", **kwargs)

    def clean(self, value: Any) -> list[Source]:
        value = value or {"ids": [], "names": []}
        outlets = cast(list[Source], super().clean(value))
        for outlet in outlets:
            if not outlet.is_publisher:
                raise ValidationError(
                    f"{outlet} is no outlet but recorded as: {outlet.get_kind_display()}. Take an outlet or agency."
                )
        given = len(value["ids"]) + len(value["names"])
        if len(outlets) > self.most:
            raise ValidationError(self.too_many(len(outlets)))
        if len(outlets) == 1 and given > 1:
            raise ValidationError(f"Both are {outlets[0]}; choose another one to set beside it.")
        if len(outlets) == 1:
            raise ValidationError(f"{outlets[0]} is one outlet; choose a second one to set beside it.")
        return outlets

    def too_many(self, given: int) -> str:
        return (
            f"Two outlets are set side by side, and {given} are given; take one away. Under “Words side by side” there "
            "is room for six."
        )


class OutletsInput(RowsInput):
    """A place to type another one, and a second one while there is none."""

    template_name = "articles/two_outlets_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {name_key(row.name) for row in self.chosen}
        typed = value.get("names", []) if isinstance(value, dict) else []
        boxes = [text for text in typed if name_key(text) not in chosen]
        wanted = max(2 - len(self.chosen), 1 if len(self.chosen) < OutletsField.most else 0)
        return context | {"boxes": boxes + [""] * (wanted - len(boxes)), "another": "another one"}


class OutletsField(TwoOutletsField):
    """Two outlets or more, in the order given; none at all where nobody has chosen yet."""

    widget = OutletsInput
    most = 6  # columns that a wide screen has room for

    def too_many(self, given: int) -> str:
        return (
            f"At most {self.most} outlets are set side by side, and {given} are given; take {given - self.most} away."
        )


class TwoOutletsFilter(OverviewFilter):
    """Relays of two outlets; `show` and `of` choose which of the page's lists is open."""

    names = (
        *("outlet", "from", "to", "month", "topic", "claim", "source", "source_as", "affiliation", "source_kind"),
        *("via", "via_basis", "genre", "language", "copies", "of", "show"),
    )
    own = ("of", "show")
    here = {
        "outlet": lambda: Asked(TwoOutletsField, "Outlets", help_text="The two to set side by side."),
        "of": _hidden_choice("Of", ("claims", "sources", "vias"), "claims", "Which list is open."),
        "show": _hidden_choice("Show", ("both", "first", "second"), "both", "In both outlets, or in one of them only."),
    }

    @property
    def asks_nothing(self) -> bool:
        """Whether all relays of the two that are counted are meant."""
        return not self.query(("outlet", *self.own))

    @property
    def of(self) -> str:
        return self.asked("of") or "claims"

    @property
    def show(self) -> str:
        return self.asked("show") or "both"

    def described(self) -> list[tuple[str, str]]:
        return ListFilter.described(self)


# --- outlets side by side ------------------------------------------------------------------------------------


class CompareFilter(ListFilter):
    """What some outlets say of a claim or a topic: judgements that a statement makes a claim."""

    names = ("outlet", "claim", "topic", "from", "to", "month")
    here = {
        "outlet": lambda: Asked(OutletsField, "Outlets", help_text="Two to six, side by side in the order given."),
        "claim": lambda: Asked(ClaimsField, "Claim", help_text="One: day by day. Several: a row each."),
        "topic": lambda: Asked(TextField, "Topic", help_text="One topic, as written: a row for each of its claims."),
    }

    @property
    def sort(self) -> str:
        return "day" if self.is_by_day else "claims that most of the outlets carry"

    def sorted(self, found: QuerySet) -> QuerySet:
        """By claim and day, on a day in the order of the outlets; undated last."""
        asked = [When(statement__article__outlet=one, then=Value(at)) for at, one in enumerate(self.asked("outlet"))]
        return found.order_by(
            "claim",
            UTCDay(F("statement__article__published_at")).asc(nulls_last=True),
            Case(*asked, default=Value(0)),
            "statement__article__published_at",
            "statement",
            "pk",
        )

    @property
    def is_asked(self) -> bool:
        """Whether there is something to show: outlets, and a claim or a topic."""
        return self.is_valid() and bool(self.asked("outlet")) and bool(self.asked("claim") or self.asked("topic"))

    @property
    def is_by_day(self) -> bool:
        return len(self.asked("claim") or []) == 1

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_asked:
            return queryset.none()
        found = cast(MatchQuerySet, queryset).made().of_outlets(self.asked("outlet")).between(*self.days)
        if self.asked("claim"):
            found = found.filter(claim__in=self.asked("claim"))
        if self.asked("topic"):
            found = found.filter(claim__topics__contains=[self.asked("topic")])
        return found


# --- figures of one outlet -----------------------------------------------------------------------------------

MOST_YEARS = 20  # of months at once


class OutletFiguresForm(FilterForm):
    pages = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and end.year - start.year > MOST_YEARS:
            self.add_error("to", f"At most {MOST_YEARS} years at once.")
        elif (start or end) and not (start and end):
            self.add_error("to" if start else "from", "Give both days, or none for the last twelve months.")
        return cleaned


class OutletFiguresFilter(ListFilter):
    """Which days the figures of an outlet are of."""

    names = ("from", "to")
    here = {
        "from": lambda: Asked(DayField, "From", help_text="First UTC day; the last twelve months where none is given."),
        "to": lambda: Asked(DayField, "To", help_text="Last UTC day."),
    }

    class Meta:
        form = OutletFiguresForm

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return cast(RelayQuerySet, queryset).between(*self.days)


# --- a number's link ---------------------------------------------------------------------------------------


class Addresses:
    """Writes the address of the list of one unit that holds exactly the rows of a number.

    `face` says what `who` and `source` stand for: whom is credited, or through whom it passed. The lists
    of statements, articles and claims hold more than what is relayed and read some names otherwise;
    what they are asked instead is said here.
    """

    def __init__(self, asked: OverviewFilter, unit: str, face: str = CREDITED) -> None:
        self.path = reverse(LISTS[unit])
        self.face, self.days = face, asked.days
        base: dict[str, list[str]] = dict(asked.question().lists())
        if unit in ("articles", "claims") and "text" in base:
            base["quote"] = base.pop("text")  # there, text is the article's or the claim's own
        if unit in ("statements", "claims"):
            base.pop("relay_kind", None)  # an article row has neither
        if unit == "claims":
            base["polarity"] = ["affirms"]
            if "topic" in base:
                base["with_topic"] = base.pop("topic")  # there, topic is the claim's own
        if unit != "relays":
            base.setdefault("self_credit", ["no"])  # only what a relay stands for
        if face == PASSED:
            base["via_state"] = ["recorded"]
        self.base = base

    def of(self, **what: Any) -> str:
        """The address, for what `_asked` takes."""
        return self._written(self._asked(**what))

    def before_outlet(self, **what: Any) -> str:
        """The address of a column's cells but for the outlet's id, which ends it."""
        query = self._asked(**what)
        query.pop("outlet", None)
        address = self._written(query)
        return f"{address}{'&' if '?' in address else '?'}outlet="

    def _asked(
        self,
        *,
        outlet: int | None = None,
        who: str = "anybody",
        source: int | None = None,
        days: tuple[dt.date, dt.date] | None = None,
        **more: str,
    ) -> dict[str, list[str]]:
        """The names of the address; `days` narrows the days that the filter has, `more` goes over its names."""
        query = dict(self.base)
        if outlet is not None:
            query["outlet"] = [str(outlet)]
        if self.face == PASSED:
            self._passed(query, who, source)
        else:
            self._credited(query, who, source)
        if days is not None:
            self._between(query, days)
        return query | {name: [value] for name, value in more.items()}

    def _written(self, query: dict[str, list[str]]) -> str:
        written = QueryDict(mutable=True)
        for name, values in query.items():
            written.setlist(name, values)
        return f"{self.path}?{written.urlencode()}" if query else self.path

    def _credited(self, query: dict[str, list[str]], who: str, source: int | None) -> None:
        if who == "source":
            if query.pop("source_as", None):
                query["affiliation"] = query["source"]
            query["source"] = [str(source)]
        elif who == "unnamed":
            query["named"] = ["unnamed"]
        elif who == "unresolved":
            query["resolution"] = [one for one in OPEN if one in query.get("resolution", OPEN)]

    def _passed(self, query: dict[str, list[str]], who: str, source: int | None) -> None:
        if who == "source":
            query["via"] = [str(source)]
        elif who == "unnamed":
            query["via_resolution"] = ["unnamed"]
        elif who == "unresolved":
            query["via_resolution"] = [one for one in OPEN if one in query.get("via_resolution", OPEN)]

    def _between(self, query: dict[str, list[str]], days: tuple[dt.date, dt.date]) -> None:
        first, last = self.days
        start, end = max(days[0], first or days[0]), min(days[1], last or days[1])
        query.pop("month", None)
        query["from"], query["to"] = [start.isoformat()], [end.isoformat()]
