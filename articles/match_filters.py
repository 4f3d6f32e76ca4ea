"""What one can ask the queue of matches for: names of lists, and how sure a suggestion is."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet

from articles.filters import Asked, ClaimsField, ListFilter, PercentField, TextField
from articles.models import Relay
from articles.querysets import MatchSearchQuerySet


class MatchFilter(ListFilter):
    """Statements that wait for somebody to judge which claim they make: rows of MatchSearch."""

    names = ("outlet", "claim", "sure_from", "sure_to", "source", "topic", "from", "to")
    here = {
        "claim": lambda: Asked(ClaimsField, "May make", help_text="The claim that is suggested."),
        "topic": lambda: Asked(TextField, "Topic", help_text="One topic, as written, of the claim that is suggested."),
        "sure_from": lambda: Asked(PercentField, "Score, from", help_text="0 to 100: how alike the two are."),
        "sure_to": lambda: Asked(PercentField, "Score, to"),
    }
    sorts = {"sure": ("score", "pk"), "found": ("searched_at", "pk")}
    usual_sort = "-sure"

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = cast(MatchSearchQuerySet, queryset)
        if self.asked("outlet"):
            found = found.of_outlets(self.asked("outlet"))
        if self.asked("source"):
            credited = Relay.objects.filter(source__in=self.asked("source"), statement__isnull=False)
            found = found.filter(statement__in=credited.values("statement"))
        if self.asked("claim"):
            found = found.filter(claim__in=self.asked("claim"))
        if self.asked("topic"):
            found = found.filter(claim__topics__contains=[self.asked("topic")])
        low, high = self.asked("sure_from"), self.asked("sure_to")
        # as the page rounds them
        if low is not None:
            found = found.filter(score__gte=(low - 0.5) / 100)
        if high is not None:
            found = found.filter(score__lt=(high + 0.5) / 100)
        return found.between(*self.days)
