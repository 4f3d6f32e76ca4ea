"""The list of names in a real browser: two names of a marked article resolved by keys, and again without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.marking import Credited, Who
from articles.models import Article, OpenName, Relay
from sources.models import Source
from tests.factories import make_article, make_outlet, make_source, make_statement, make_user, span_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]


@pytest.fixture
def article() -> Article:
    """Ada Lund and the Harbour Post, as printed and open; the Post is known under a longer name."""
    found = make_article(make_outlet("The Courier"), title="The bridge will close")
    for words, name, phrase in (
        ("We have no choice", "Ada Lund", "Ada Lund"),
        ("around 40 lorries cross it every hour", "Harbour Post", "the Harbour Post"),
    ):
        who = Who(printed_name=name, leave_open=True)
        make_statement(found, words, credited=(Credited(who, source_phrase_spans=(span_of(found, phrase),)),))
    make_source("Kesterholm Harbour Post", "outlet")
    return found


def tab_to(page: Page, locator) -> None:
    """Goes on by Tab until the element has the focus."""
    for _ in range(80):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there.")


def credited() -> list[tuple[str, str]]:
    return sorted((relay.source.name, relay.source.kind) for relay in Relay.objects.exclude(source=None))


def test_two_names_by_keyboard(open_page, article):
    page = open_page("/names/", make_user("Editors"))
    expect(page.locator("td.words mark")).to_have_text(["Ada Lund", "the Harbour Post"])

    # one is known: its button in the list, then the preview
    tab_to(page, page.get_by_role("button", name="Kesterholm Harbour Post"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What it changes")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Decided:")).to_be_visible()
    assert credited() == [("Kesterholm Harbour Post", "outlet")]

    # the other is made a source, on its page
    tab_to(page, page.get_by_role("link", name="Ada Lund", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who is it?")).to_be_visible()
    tab_to(page, page.get_by_label("that is"))
    page.keyboard.type("a new person")
    tab_to(page, page.get_by_role("button", name="Show what it changes"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Confirm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No printed name waits for a source.")).to_be_visible()
    assert credited() == [("Ada Lund", "person"), ("Kesterholm Harbour Post", "outlet")]


def test_the_type_ahead_offers_known_sources(open_page, article):
    lund = make_source("Ada Marie Lund", "person")
    page = open_page("/names/name/?name=Ada+Lund", make_user("Editors"))
    field = page.locator("#name-form").get_by_label("It is", exact=True)
    field.fill("")
    field.press_sequentially("marie")
    expect(page.get_by_role("option", name="Ada Marie Lund person")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("that is")).to_have_value(f"source:{lund.pk}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="“Ada Lund” is Ada Marie Lund, in all articles")).to_be_visible()


@pytest.mark.parametrize("narrow", [False, True])
def test_two_names_without_scripts(open_page, article, narrow):
    size = {"width": 390, "height": 844} if narrow else {"width": 1300, "height": 900}
    page = open_page("/names/", make_user("Editors"), java_script_enabled=False, viewport=size)
    page.get_by_role("button", name="Kesterholm Harbour Post").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="Ada Lund", exact=True).click()
    page.get_by_label("that is").select_option("new:person")
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("button", name="Confirm").click()
    assert credited() == [("Ada Lund", "person"), ("Kesterholm Harbour Post", "outlet")]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    page.get_by_role("link", name="Decisions").click()
    page.get_by_role("button", name="Take back").first.click()
    expect(page.get_by_text("Taken back: 1.")).to_be_visible()
    assert credited() == [("Kesterholm Harbour Post", "outlet")]
    assert not Source.objects.filter(name="Ada Lund").exists()
    assert [str(name) for name in OpenName.objects.of(None)] == ["ada lund"]
