"""The admin's pages in a real browser: axe-core, the width of a phone, dark; a decision, a rename, two told apart."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Statement
from sources import duplicates
from sources.models import NotTheSame, Source
from tests.browser.test_accessibility import PHONE, fill, in_scheme
from tests.factories import make_source, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]

# of Django's own templates and of the select2 it brings: a label that is a picture, a box without one
NOT_OURS = ('id="searchbar"', "select2", 'id="nav-filter"')


def pages(row):
    return {
        "index": "/admin/",
        "changelist": "/admin/articles/statement/",
        "sources": "/admin/sources/source/",
        "likely duplicates": "/admin/sources/likelyduplicate/",
        "article": f"/admin/articles/article/{row.article}/change/",
        "statement": f"/admin/articles/statement/{row.statement}/change/",
        "credit": f"/admin/articles/credit/{row.credit}/change/",
        "source": f"/admin/sources/source/{row.source}/change/",
        "delete": f"/admin/articles/article/{row.article}/delete/",
    }


def broken_rules(page):
    """All rules in light; in dark, on the same load, those that a colour scheme can change."""
    found = Axe().run(page).response["violations"]
    in_scheme(page, "dark")
    found += Axe().run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}}).response["violations"]
    in_scheme(page, "light")
    return {
        (one["id"], node["html"][:160])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not any(part in node["html"] for part in NOT_OURS)
    }


def test_axe_finds_nothing_serious(open_page):
    user = make_user("Staff")
    row = fill(user)
    duplicates.compare([make_source("Ada Lundt", "person").pk])
    # axe writes styles of its own; the day below runs under the policy
    page = open_page("/admin/", user, color_scheme="light", bypass_csp=True)
    wrong = {}
    for name, address in pages(row).items():
        page.goto(address)
        if found := broken_rules(page):
            wrong[name] = found
    page.goto("/admin/articles/statement/?state__exact=disputed")
    page.locator("input.action-select").first.check()
    page.get_by_label("Action:").select_option("reject")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    page.get_by_label("Reason").wait_for()
    if found := broken_rules(page):
        wrong["in pieces"] = found
    assert wrong == {}


def test_the_first_page_fits_a_phone(open_page):
    user = make_user("Staff")
    fill(user)
    page = open_page("/admin/", user, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_staff_member_decides_renames_and_tells_apart(open_page):
    user = make_user("Staff")
    row = fill(user)
    lund, other = Source.objects.get(pk=row.source), make_source("Ada Lundt", "person")
    duplicates.compare([other.pk])
    page = open_page("/admin/", user)
    page.get_by_role("link", name="1 disputed statements").click()
    page.locator("input.action-select").first.check()
    page.get_by_label("Action:").select_option("accept")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    page.get_by_label("Reason").fill("Heard again.")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Accept statements: 1 of 1 rows changed.").wait_for()
    assert not Statement.objects.filter(state="disputed").exists()

    page.goto(f"/admin/sources/source/{lund.pk}/change/")
    page.get_by_role("link", name="Not the same…").click()
    page.get_by_label("Note:").fill("Two people.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Remembered: Ada Lund is not Ada Lundt.").wait_for()
    assert NotTheSame.objects.count() == 1

    page.goto(f"/admin/sources/source/{lund.pk}/change/")
    page.get_by_label("Name:", exact=True).fill("Ada Lund-Berg")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Give the first day of the new name").wait_for()
    page.get_by_label("Renamed on:").fill("2025-06-01")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("“Ada Lund” stays as an alias until 2025-05-31.").wait_for()
