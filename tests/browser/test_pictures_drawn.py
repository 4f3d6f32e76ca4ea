"""Pictures as a browser draws them: no label lies on another, and nothing lies outside."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from articles.models import Claim
from sources.models import Source
from tests.factories import make_article, make_outlet, make_source, make_statement, make_user
from tracker.roles import sync_roles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

# words that lie on other words, stick out of their box, and shapes that stick out of the picture: a line each
FAULTS = """(svg) => {
    const named = (one) => one.textContent || one.getAttribute("class");
    const shapes = [...svg.querySelectorAll("text, rect, path, line, circle, polygon")];
    const drawn = shapes.filter((one) => !one.closest("defs"));
    const boxes = drawn.map((one) => [one, one.getBoundingClientRect()]);
    const words = boxes.filter(([one]) => one.tagName === "text");
    const nodes = boxes.filter(([one]) => one.classList.contains("network-node"));
    const all = svg.getBoundingClientRect();
    const found = [];
    for (const [one, box] of boxes)
        if (box.left < all.left - 1 || box.right > all.right + 1
            || box.top < all.top - 1 || box.bottom > all.bottom + 1)
            found.push(`outside: ${named(one)}`);
    words.forEach(([one, a], at) => {
        for (const [other, b] of words.slice(at + 1))
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
                found.push(`overlap: ${named(one)} / ${named(other)}`);
        const middle = [(a.left + a.right) / 2, (a.top + a.bottom) / 2];
        for (const [, b] of nodes)
            if (b.left < middle[0] && middle[0] < b.right && b.top < middle[1] && middle[1] < b.bottom
                && (a.left < b.left || a.right > b.right || a.top < b.top || a.bottom > b.bottom))
                found.push(`out of its box: ${named(one)}`);
    });
    return found;
}"""


def faults(page: Page, name: str, chart: str = ".network") -> list[str]:
    """What is wrong with the pictures that are open, in both schemes and on a phone, where they scroll by themselves.

    There is one at least.
    """
    pictures = page.locator(f"svg{chart}")
    wrong = [] if pictures.count() else [f"{name}: no picture"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            found = [fault for picture in pictures.all() for fault in picture.evaluate(FAULTS)]
            wide = page.evaluate("document.scrollingElement.scrollWidth")
            found += [f"{wide} px wide"] if wide > size["width"] else []
            wrong += [f"{name}, {scheme}, {size['width']} px: {one}" for one in found]
    page.set_viewport_size(DESKTOP)
    for picture in pictures.all():
        drawn = picture.bounding_box()
        if drawn["x"] < 0 or drawn["x"] + drawn["width"] > DESKTOP["width"]:
            wrong.append(f"{name}: not all in the window")
    return wrong


ODD = [
    "W" * 200,
    "漢字の通信社" * 20,
    "صحيفة المرسى الجديد " * 8,
    "<b>& 'quoted' \"twice\"</b>",
    "e\u0301" * 90,
    "i",
    "🜁" * 40,
]


@pytest.mark.usefixtures("by_hand")
def test_odd_names_and_circles_lie_in_their_boxes(open_page):
    outlets = [make_outlet(name) for name in ODD]
    for at, outlet in enumerate(outlets):
        credited = [make_source(f"{name} {at}", "person") for name in ODD[at:]] + [outlets[at - 1], outlets[at - 3]]
        make_statement(make_article(outlet), to=credited)
    page = open_page("/network/", make_user())
    wrong = faults(page, "odd names")
    page.goto("/network/?draw=80&self_credit=any")
    expect(page.get_by_text("Possible circle").first).to_be_visible()
    wrong += faults(page, "odd names, 80")
    page.goto("/relays/")
    wrong += faults(page, "a day of relays", ".strip")
    assert wrong == []


@pytest.mark.timeout(900)  # loading takes some 25,000 queries; a loaded machine takes minutes
def test_the_demo_corpus(open_page, settings, tmp_path):
    settings.BASE_DIR = tmp_path  # the demo's passwords of this checkout are not a test's to write
    sync_roles()
    call_command("load_demo")
    page = open_page("/network/", make_user())
    wrong = faults(page, "network")
    for query in ("draw=80", "draw=20&unit=claims", "arrows=passed", "arrows=passed&draw=80&unit=articles"):
        page.goto(f"/network/?{query}")
        wrong += faults(page, query)
    for address in ("/relays/", "/relays/?polarity=denies"):
        page.goto(address)
        wrong += faults(page, address, ".strip")
    for claim in Claim.objects.order_by("pk"):
        page.goto(claim.get_absolute_url())
        expect(page.locator("svg.chart.relay-picture")).to_have_count(1)
        wrong += faults(page, f"{claim}", ".chart")
    for outlet in Source.objects.filter(articles__isnull=False).distinct():
        for address in (f"/outlets/{outlet.pk}/", f"/outlets/{outlet.pk}/figures/"):
            page.goto(address)
            wrong += faults(page, f"{outlet}, {address}", ".chart")
    assert wrong == []

    page.goto("/network/?arrows=passed")
    with page.expect_navigation():
        page.locator("svg.network .network-tip").last.click()
    assert "/relays/?" in page.url
