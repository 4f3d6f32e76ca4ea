"""Merging two sources in a browser: found by typing, looked at, merged with a reason, and taken back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Merge, Relay
from sources.models import Source
from tests.browser.conftest import log_in
from tests.factories import make_source, make_statement, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]


def test_a_curator_merges_by_name_and_undoes_it(page):
    staff = make_user("Staff")
    hostages, souls = make_source("Soldiers for Hostages"), make_source("Save Our Souls")
    statement = make_statement(to=[hostages, souls])
    log_in(page, staff)
    page.goto("/merges/add/?kind=source")
    page.get_by_role("searchbox", name="Its duplicates: name").type("Save Our")
    page.get_by_role("link", name="Save Our Souls").click()
    expect(page.get_by_label("Save Our Souls")).to_be_checked()
    page.get_by_role("searchbox", name="The source that is kept: name").type("Soldiers")
    page.get_by_role("link", name="Soldiers for Hostages").click()
    expect(page.get_by_text("1 relay that credits Save Our Souls beside Soldiers for Hostages")).to_be_visible()
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
    page.get_by_label("Why are the two one?").fill("A wrong merge, to see it.")
    page.get_by_role("button", name="Merge into Soldiers for Hostages").click()
    expect(page.get_by_text("“Save Our Souls” is merged into “Soldiers for Hostages”.")).to_be_visible()
    assert statement.relays.count() == 1
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []

    page.goto(f"/sources/{souls.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Soldiers for Hostages")
    page.goto(Merge.objects.get().get_absolute_url())
    page.get_by_role("link", name="Undo …").click()
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("stands for itself again")).to_be_visible()
    assert Relay.objects.counted().count() == 2
    assert Source.objects.get(pk=souls.pk).merged_into is None


def test_without_scripts_a_name_is_looked_up_by_the_button(open_page):
    make_source("Soldiers for Hostages")
    make_source("Save Our Souls")
    page = open_page("/merges/add/?kind=source", make_user("Staff"), java_script_enabled=False)
    page.get_by_role("searchbox", name="Its duplicates: name").fill("Save our Souls")
    page.get_by_role("searchbox", name="The source that is kept: name").fill("Soldiers for Hostages")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_label("Why are the two one?")).to_be_visible()
