"""A staff member's day with the shared article: names from the work list, a wrong merge and its undo, the matrix."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from articles import summaries
from articles.marking import Who
from articles.models import Relay
from sources.models import Source
from tests.articles.gold import mark_shared_article
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]

# what each printed name is
NAMES = {
    "AP": "agency",
    "Haaretz": "outlet",
    "Ron Feiner": "person",
    "Save Our Souls": "organisation",
    "Soldiers for Hostages": "organisation",
    "The Independent": "outlet",
}


def as_printed(name: str, kind: str) -> Who:
    """Nobody is known yet: names stay open, descriptions are unnamed."""
    return Who(descriptor=name) if kind == "unnamed" else Who(printed_name=name, source_kind=kind, leave_open=True)


def printed_names(page: Page) -> list[str]:
    page.goto("/names/")
    return sorted(page.locator("table.names tbody th a").all_inner_texts())


def cells(page: Page, unit: str) -> dict[str, str]:
    """{head of the column: what stands in the one outlet's cell}"""
    page.goto(f"/matrix/?unit={unit}")
    heads = page.locator("table.heat thead th.heat-head").all_inner_texts()
    row = page.locator("table.heat tbody tr", has=page.get_by_role("rowheader", name="The Daily Retell"))
    return dict(zip(heads, row.locator("td").all_inner_texts(), strict=True))


def test_a_staff_members_day(open_page):
    marked = mark_shared_article(as_printed, photo=True)
    page = open_page("/admin/", make_user("Staff"))
    page.get_by_role("link", name="Work list of names").click()

    # names only: no “he”, no “both groups”, no “former security officials”
    assert printed_names(page) == sorted(NAMES)
    for name, kind in NAMES.items():
        page.goto("/names/")
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_label("that is").select_option(f"new:{kind}")
        page.get_by_role("button", name="Show what it changes").click()
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("Decided:")).to_be_visible()
    assert printed_names(page) == []
    assert Relay.objects.counted().count() == 15

    # what editors and lists made is new until somebody has looked at it
    page.goto("/admin/sources/source/?checked__exact=0&q=S")
    page.goto("/admin/sources/source/?q=so")
    for name in ("Soldiers for Hostages", "Save Our Souls"):
        page.locator("#result_list tr", has=page.get_by_role("link", name=name)).locator("input").check()
    page.get_by_label("Action:").select_option("merge")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    expect(page).to_have_url(re.compile(r"/merges/add/\?kind=source&kept="))

    # a wrong merge, to see it
    swap = page.get_by_role("link", name="Keep “Soldiers for Hostages” instead")
    if swap.count():
        swap.click()
    page.get_by_label("Why are the two one?").fill("A wrong merge, to see it.")
    page.get_by_role("button", name="Merge into Soldiers for Hostages").click()
    expect(page.get_by_text("“Save Our Souls” is merged into “Soldiers for Hostages”.")).to_be_visible()
    assert marked["6"].relays.count() == 1
    assert marked["6"].attributions.count() == 2
    assert Relay.objects.counted().count() == 14
    assert set(summaries.differences().values()) == {0}

    page.get_by_role("link", name="Undo …").click()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("stands for itself again")).to_be_visible()
    assert Relay.objects.counted().count() == 15
    assert set(summaries.differences().values()) == {0}
    assert not Source.objects.filter(merged_into__isnull=False).exists()

    one_article = cells(page, "articles")
    assert one_article.pop("unresolved") == "none"
    assert set(one_article.values()) == {"1"}
    sources = set(NAMES) - {"AP"}  # a photo credit is no relay
    assert set(one_article) == {"all articles", "unnamed", *sources}
    assert cells(page, "relays")["unnamed"] == "2"
    page.locator("table.heat tbody tr").last.get_by_role("link", name="2", exact=True).first.click()
    expect(page.locator("table.list:not(.compact) tbody tr")).to_have_count(2)
