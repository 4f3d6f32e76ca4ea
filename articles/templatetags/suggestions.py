"""How sure a suggestion is, in whole per cent."""

from __future__ import annotations

from typing import NamedTuple

from django import template

from articles.extraction.confidence import interval
from articles.models import Credit, Statement

register = template.Library()


class Sure(NamedTuple):
    """Per cent; None where nothing was measured."""

    percent: int | None
    low: int | None
    high: int | None


@register.simple_tag
def sure(row: Statement | Credit) -> Sure:
    """The confidence of a suggestion and the 90 % interval that calibration gave its rule."""
    if row.confidence is None:
        return Sure(None, None, None)
    low, high = interval(row.found_by)
    return Sure(round(100 * row.confidence), round(100 * low), round(100 * high))
