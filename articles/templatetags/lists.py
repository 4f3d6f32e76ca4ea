"""What a list's page shows of its filter beyond the form."""

from __future__ import annotations

from typing import NamedTuple

from django import template
from django.db.models import Model

from articles.filters import ListFilter

register = template.Library()


class SetFilter(NamedTuple):
    """One value that is asked for: the name's label, how the value reads, the query string without it."""

    label: str
    value: str
    url: str


@register.simple_tag
def active_filters(filter: ListFilter) -> list[SetFilter]:
    """The values asked for, in the order of the form; [] where nothing is asked or it cannot be read. No query."""
    if not filter.is_valid():
        return []
    query = filter.query()
    found = []
    for name in query:
        field = filter.form.fields[name]
        if field.widget.is_hidden:  # the order is no filter
            continue
        asked = filter.asked(name)
        choices = dict(getattr(field, "choices", ()))
        for position, one in enumerate(asked if isinstance(asked, list) else [asked]):
            left = query.copy()
            values = left.getlist(name)
            left.setlist(name, values[:position] + values[position + 1 :])
            value = str(one) if isinstance(one, Model) else str(choices.get(one, one))
            found.append(SetFilter(str(field.label), value, f"?{left.urlencode()}"))
    return found
