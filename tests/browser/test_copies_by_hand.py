"""Copies, as editors decide them: a wire report as a group, a lifted passage by itself; on a phone, without scripts."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from articles import copying
from articles.models import Article, CopyPair
from tests.factories import make_article, make_credit, make_outlet, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIRE = (
    "The harbour of Lowmouth was closed on Monday after the storm tore the fenders off its northern quay, and forty "
    "boats were brought in by the coast guard before noon. “We had no warning at all,” said Jane Hill, who runs the "
    "ferry to the island.\n\nThe mayor promised to open it again within the week. Divers will look at the foundations "
    "first, and a crane has been ordered from the yard upriver, since the one on the quay cannot be trusted."
)
LIFTED = (
    "Divers will look at the foundations first, and a crane has been ordered from the yard upriver, since the one on "
    "the quay cannot be trusted."
)
OWN = (
    "Our reporter walked the quay at dawn and counted the boats that were left, one after the other, to the end. " * 30
)


def hold(outlet: str, hour: int, body: str) -> Article:
    published = dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC)
    article = make_article(make_outlet(outlet), title=f"Lowmouth: {outlet}", body=body, published_at=published)
    copying.find_copies_of(article)
    return article


def make_wire_and_lift() -> None:
    agency = make_outlet("A Wire", kind="agency")
    for hour, outlet in enumerate(("Harbour Post", "Courier", "Ledger")):
        made = hold(outlet, hour, WIRE)
        if outlet != "Ledger":
            make_credit(made, "byline agency", agency)
    hold("Sentinel", 9, f"{OWN}\n\n{LIFTED}\n\n{OWN}")


def test_a_wire_report_and_a_lifted_passage_are_decided(open_page):
    make_wire_and_lift()
    page = open_page("/copies/", make_user("Editors"), java_script_enabled=False)
    page.get_by_role("link", name="waiting for a decision").click()
    expect(page.get_by_role("row")).to_have_count(1 + CopyPair.objects.count())
    page.get_by_role("link", name="side by side").first.click()
    page.get_by_role("link", name="decide them at once").click()
    expect(page.get_by_role("checkbox")).to_have_count(3)
    page.get_by_role("button", name="Accept those ticked").click()
    expect(page.locator(".messages")).to_contain_text("3 pairs are accepted.")
    assert Article.objects.filter(copy_group__isnull=False).count() == 3
    page.goto("/copies/?state=suggested&extent=passage&credited=no")
    page.get_by_role("link", name="side by side").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sentinel")
    # the number of a passage leads to the same words in the other text
    page.locator("mark .passage-number").last.click()
    expect(page.locator("mark:target")).to_contain_text("Divers will look")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".tag.state-rejected")).to_be_visible()
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.locator(".tag.state-suggested").first).to_be_visible()


def test_two_texts_are_read_on_a_phone(open_page):
    make_wire_and_lift()
    user = make_user("Editors")
    pair = CopyPair.objects.in_passages().first()
    page = open_page(pair.get_absolute_url(), user, viewport={"width": 360, "height": 740})
    wide, window = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert wide <= window
    first, second = page.locator(".copied-text").all()
    assert first.bounding_box()["y"] + first.bounding_box()["height"] < second.bounding_box()["y"]
