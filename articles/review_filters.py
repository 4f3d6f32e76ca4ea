"""What one can ask the review desk for, and the worth of rules: names of lists, and their own."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.db.models import F, QuerySet
from django.db.models.functions import Abs
from django.utils import timezone

from articles import copied
from articles.filters import Asked, ListFilter, OneOutletField, PercentField, one_of
from articles.models import Credit, Relay, Statement
from articles.querysets import CreditQuerySet, StatementQuerySet, merged_articles
from articles.worth import PERIODS
from sources.models import PUBLISHER_KINDS

BY_ARTICLE, DOUBTFUL = "article", "doubtful"
# {word: (label, at least so many days, fewer than so many days)}: since the article was stored here
AGES: dict[str, tuple[str, int | None, int | None]] = {
    "day": ("up to a day", None, 1),
    "week": ("up to a week", None, 7),
    "month": ("up to 30 days", None, 30),
    "older": ("more than 30 days", 30, None),
}
DOUBT = Abs(F("confidence") - 0.5)  # as the index has it: the least is in most doubt


class WorthFilter(ListFilter):
    """Suggestions of one outlet or all, by rule or by outlet, decided within a period."""

    names = ("outlet", "by", "period")
    here = {
        "outlet": lambda: Asked(
            OneOutletField, "Outlet", help_text="Who published the articles.", kinds=PUBLISHER_KINDS
        ),
        "by": one_of("By", [("outlet", "outlet")], "rule"),
        "period": one_of("Decided", [(word, f"in the last {days} days") for word, days in PERIODS.items()], "ever"),
    }
    sorts: dict[str, tuple[str, ...]] = {}


class ReviewFilter(ListFilter):
    """The review desk's queue: suggested statements, and credits where nothing is asked that they do not have."""

    names = ("article", "outlet", "source", "form", "rule", "sure_from", "sure_to", "age", "order")
    here = {
        "order": one_of(
            "Order", [(DOUBTFUL, "most doubtful first")], "by article", "By article: the newest stored first."
        ),
        "age": one_of("Age", [(word, label) for word, (label, _, _) in AGES.items()], "any", "Since it was stored."),
        "sure_from": lambda: Asked(PercentField, "Sure, from %", help_text="The confidence of a suggestion."),
        "sure_to": lambda: Asked(PercentField, "to %"),
    }
    sorts: dict[str, tuple[str, ...]] = {}

    @property
    def order(self) -> str:
        return self.asked("order") or BY_ARTICLE

    def statements(self) -> StatementQuerySet:
        """Those that wait, in the order asked for."""
        found = copied.shown_once(Statement.objects.filter(state="suggested"))
        found = cast(StatementQuerySet, self._both(found))
        if self.asked("form"):
            found = found.filter(form__in=self.asked("form"))
        if self.asked("source"):
            found = found.with_relays(Relay.objects.filter(source__in=self.asked("source"), state="suggested"))
        low, high = self.asked("sure_from"), self.asked("sure_to")
        if low is not None:
            found = found.filter(confidence__gte=low / 100)
        if high is not None:
            found = found.filter(confidence__lte=high / 100)
        if self.order == DOUBTFUL:
            return found.order_by(DOUBT.asc(nulls_last=True), "pk")
        return found.order_by("-article", "spans", "pk")

    def credits(self) -> CreditQuerySet:
        """Credits that wait, by article; none where the filter asks what a credit does not have."""
        if any(self.asked(name) not in (None, "", []) for name in ("form", "sure_from", "sure_to")):
            return cast(CreditQuerySet, Credit.objects.none())
        found = cast(CreditQuerySet, self._both(Credit.objects.filter(state="suggested")))
        if self.asked("source"):
            found = found.filter(mention__source__in=self.asked("source"))
        return found.order_by("-article", "spans", "pk")

    def _both(self, found: QuerySet) -> QuerySet:
        found = found.exclude(article__in=merged_articles())
        if self.asked("article"):
            found = found.filter(article__in=self.asked("article"))
        if self.asked("outlet"):
            found = found.filter(article__outlet__in=self.asked("outlet"))
        if self.asked("rule"):
            found = found.filter(found_by=self.asked("rule"))
        if self.asked("age"):
            _label, least, most = AGES[self.asked("age")]
            now = timezone.now()
            if least is not None:
                found = found.filter(article__first_seen_at__lt=now - dt.timedelta(days=least))
            if most is not None:
                found = found.filter(article__first_seen_at__gte=now - dt.timedelta(days=most))
        return found

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.statements()

    def sorted(self, found: QuerySet) -> QuerySet:
        return found
