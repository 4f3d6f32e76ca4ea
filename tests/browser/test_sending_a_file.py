"""Sending a file of articles in a browser: how much has been sent is shown, and what goes wrong is said."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Import
from tests.factories import make_outlet, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CSV = b"outlet,address,title,text\nThe Courier,https://courier.example/1,Bridge,The bridge will close.\n"


@pytest.fixture(autouse=True)
def captures(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }
    make_outlet("The Courier")


def choose(page, body, name="articles.csv"):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": body})


def test_how_much_was_sent_is_shown_and_a_broken_connection_is_said(open_page):
    page = open_page("/imports/add/", make_user("Editors"))
    choose(page, CSV)
    page.route("**/imports/add/", lambda route: route.abort())
    page.get_by_role("button", name="Send and look").click()
    expect(page.get_by_text("The file was not sent: the connection broke. Send it again.")).to_be_visible()

    held = []
    page.unroute("**/imports/add/")
    page.route("**/imports/add/", lambda route: held.append(route))
    page.get_by_role("button", name="Send and look").click()
    expect(page.get_by_role("progressbar", name="Part of the file that has been sent")).to_be_visible()
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
    held[0].continue_()
    page.wait_for_url("**/imports/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text("articles.csv")
    assert Import.objects.get().file_name == "articles.csv"


def test_a_refused_file_is_said_and_another_can_be_sent(open_page):
    page = open_page("/imports/add/", make_user("Editors"))
    choose(page, b"%PDF-1.7")
    page.get_by_role("button", name="Send and look").click()
    expect(page.get_by_text("This is a PDF file.")).to_be_visible()
    choose(page, CSV)
    page.get_by_role("button", name="Send and look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("articles.csv")


def test_without_scripts_the_browser_sends_it(open_page):
    page = open_page("/imports/add/", make_user("Editors"), java_script_enabled=False)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    choose(page, CSV)
    page.get_by_role("button", name="Send and look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("articles.csv")
