"""The shared article, marked as its gold file says; without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from articles import marking
from articles.marking import CreditData, Credited, FigureData, StatementData, Who
from articles.models import Article, Statement
from sources.models import Source
from tests.factories import make_article, make_outlet, make_user

SHARED = Path(settings.BASE_DIR).parent / "shared" / "data" / "articles"


def parts() -> tuple[str, str, str]:
    """Title, standfirst and body of the shared article; skips where the folder is not here."""
    if not SHARED.is_dir():
        pytest.skip("The folder ../shared with the shared article is not here.")
    title, standfirst, body = (SHARED / "relayed-report.txt").read_text().split("\n", 2)
    return title, standfirst, body


def stored() -> Article:
    title, standfirst, body = parts()
    return make_article(make_outlet("The Daily Retell"), title=title, standfirst=standfirst, body=body, language="en")


def _figure(told: dict[str, Any]) -> FigureData:
    low, high = (told.get(end, told.get("value")) for end in ("low", "high"))
    numbers = (None if number is None else Decimal(number) for number in (low, high))
    return FigureData(told["text"], *numbers, qualifier=told["qualifier"], unit=told["unit"])


def who(name: str, kind: str) -> Who:
    """The source of that name, or a new one; somebody without a name as described."""
    if kind == "unnamed":
        return Who(descriptor=name)
    held = Source.objects.filter(name=name).first()
    return Who(source=held.pk) if held else Who(printed_name=name, new_kind=kind)


def mark_shared_article(who: Callable[[str, str], Who], *, photo: bool = False) -> dict[str, Statement]:
    """{gold id: statement}. `who(name, kind)` says how somebody is credited; kind "unnamed" for a description."""
    title, standfirst, body = parts()
    gold = json.loads((SHARED / "relayed-report.gold.json").read_text())
    article = make_article(make_outlet("The Daily Retell"), title=title, standfirst=standfirst, body=body)
    breaks, editor = [len(title), len(title) + 1 + len(standfirst)], make_user("Editors")

    def place(span):
        # title and standfirst are stored apart: a blank line more behind each
        return tuple(at + sum(at > line_end for line_end in breaks) for at in span)

    found = {}
    for one in gold["statements"]:
        if not one["required"]:
            continue
        phrase = (place(one["source"]),)
        data = StatementData(
            spans=tuple(map(place, one["content"])),
            cue_spans=tuple(map(place, one["cue"])),
            credited=tuple(
                Credited(who(name, one["source_kind"]), source_phrase_spans=phrase) for name in one["credited_to"]
            ),
            within=found[one["within"]].pk if one.get("within") else None,
            via_none_needed=one["via_state"] == "none needed",
            figures=tuple(map(_figure, one["figures"])),
        )
        found[one["id"]] = marking.add_statement(article, data, by=editor)
    passage = gold["passages"][0]
    credit = CreditData("passage", who(passage["credited_to"], "outlet"), spans=(place(passage["span"]),))
    marking.add_credit(article, credit, by=editor)
    if photo:
        line = gold["credits"][0]
        credit = CreditData(line["role"], who(line["credited_to"], "agency"), spans=(place(line["span"]),))
        marking.add_credit(article, credit, by=editor)
    return found
