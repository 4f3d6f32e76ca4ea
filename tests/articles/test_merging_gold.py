"""The shared article: a wrong merge takes one relay of fifteen, its undo gives it back."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from articles import marking, merging
from articles.marking import CreditData, Credited, StatementData, Who
from articles.models import Relay, Statement
from sources.models import Source
from tests.factories import make_article, make_outlet, make_user

pytestmark = pytest.mark.django_db

SHARED = Path(settings.BASE_DIR).parent / "shared" / "data" / "articles"


@pytest.fixture
def marked():
    """{gold id: statement} of the shared article, marked as its gold file says."""
    if not SHARED.is_dir():
        pytest.skip("The folder ../shared with the shared article is not here.")
    gold = json.loads((SHARED / "relayed-report.gold.json").read_text())
    title, standfirst, body = (SHARED / "relayed-report.txt").read_text().split("\n", 2)
    article = make_article(make_outlet("The Daily Retell"), title=title, standfirst=standfirst, body=body)
    breaks, editor = [len(title), len(title) + 1 + len(standfirst)], make_user("Editors")

    def place(span):
        # title and standfirst are stored apart: a blank line more behind each
        return tuple(at + sum(at > line_end for line_end in breaks) for at in span)

    def who(name, kind):
        if kind == "unnamed":
            return Who(descriptor=name)
        held = Source.objects.filter(name=name).first()
        return Who(source=held.pk) if held else Who(printed_name=name, new_kind=kind)

    found = {}
    for one in gold["statements"]:
        if not one["required"]:
            continue
        data = StatementData(
            spans=tuple(map(place, one["content"])),
            cue_spans=tuple(map(place, one["cue"])),
            credited=tuple(Credited(who(name, one["source_kind"])) for name in one["credited_to"]),
            within=found[one["within"]].pk if one.get("within") else None,
            via_none_needed=one["via_state"] == "none needed",
        )
        found[one["id"]] = marking.add_statement(article, data, by=editor)
    passage = gold["passages"][0]
    credit = CreditData("passage", who("The Independent", "outlet"), spans=(place(passage["span"]),))
    marking.add_credit(article, credit, by=editor)
    return found


def relays():
    return sorted(
        (relay.statement_id, relay.mention.name, relay.depth, relay.via_state, relay.get_absolute_url())
        for relay in Relay.objects.counted()
    )


def test_a_wrong_merge_and_its_undo(marked):
    staff = make_user("Staff")
    before = relays()
    assert len(before) == 15
    souls, hostages = (Source.objects.get(name=name) for name in ("Save Our Souls", "Soldiers for Hostages"))
    merge = merging.merge_sources(hostages, souls, by=staff, reason="A wrong merge, to see it.")
    six = Statement.objects.get(pk=marked["6"].pk)
    assert [relay.source for relay in six.relays.all()] == [hostages]
    assert six.attributions.count() == 2
    assert Relay.objects.counted().count() == 14
    merging.undo(merge, by=staff)
    assert relays() == before
