"""A day of a monitoring desk: twenty feeds come in by workers; one fails and recovers, one article changes."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import expect

from articles import tasks
from articles.models import Arrival, Article, CopyPair, FeedHealth, Job, Relay, Statement
from sources.models import Domain
from tests.factories import make_feed, make_outlet, make_user
from tests.press import EXPECTED, Press
from tests.workers import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def press(settings):
    server = Press()
    settings.FETCH_LOCAL = server.local()
    settings.FETCH_PACE = 0
    yield server
    server.close()


def test_twenty_feeds_come_in(press, open_page, begin):
    for name, expected in EXPECTED.items():
        outlet = make_outlet(expected["outlet"], kind="agency" if name == "northwire" else "outlet")
        Domain.objects.create(host=f"{name}.example", outlet=outlet)
        make_feed(outlet, f"{press.base(name)}/feed")
    press.failing = {"weekly"}
    staff = make_user("Staff")

    begin()
    wait_for(lambda: FeedHealth.objects.filter(polled_at__isnull=False).count() == len(EXPECTED))
    wait_for(lambda: Article.objects.count() == len(EXPECTED) - 1)
    wait_for(lambda: not Arrival.objects.filter(state="waiting").exists())

    # what has failed stands first, in words
    page = open_page("/feeds/", staff)
    expect(page.locator("tbody tr")).to_have_count(20)
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("The Weekly")
    expect(first).to_contain_text("Failing (1 time in a row): The site cannot answer just now (status 503).")

    # and recovers when it is polled by hand
    press.failing.clear()
    first.get_by_role("link").first.click()
    page.get_by_role("button", name="Poll it now").click()
    wait_for(lambda: Article.objects.filter(outlet__name="The Weekly").exists())
    page.goto("/feeds/")
    expect(page.locator("tbody").get_by_text("Failing")).to_have_count(0)

    # every article with its outlet, its text and its time, and suggestions that wait
    found = {
        article.outlet.name: (article.title, article.byline, article.current_revision().text)
        for article in Article.objects.select_related("outlet")
    }
    assert found == {
        one["outlet"]: (one["title"], one["byline"], f"{one['title']}\n\n{one['text']}") for one in EXPECTED.values()
    }
    assert set(Statement.objects.values_list("state", flat=True)) == {"suggested"}
    page.goto("/articles/")
    expect(page.locator("tbody tr")).to_have_count(20)

    # the wire copy and the uncredited lift are found, and nothing else
    wait_for(lambda: not Job.objects.filter(task_name="find_copies").exclude(status="succeeded").exists())
    pairs = {
        frozenset([pair.article.outlet.name, pair.other.outlet.name])
        for pair in CopyPair.objects.select_related("article__outlet", "other__outlet")
    }
    assert pairs == {
        frozenset(["North Wire", "The Harbour Post"]),
        frozenset(["North Wire", "Alne Courier"]),
        frozenset(["The Harbour Post", "Alne Courier"]),
    }
    page.goto("/copies/?credited=no&state=suggested")
    uncredited = page.locator("tbody tr")
    expect(uncredited.filter(has_text="The Harbour Post").filter(has_text="North Wire")).to_have_count(0)
    uncredited.filter(has_text="Alne Courier").filter(has_text="North Wire").get_by_role("link").last.click()
    expect(page.locator("mark").filter(has_text="We have no choice").first).to_be_visible()
    page.get_by_role("button", name="Accept").first.click()
    page.goto("/copies/?credited=no")
    expect(uncredited.filter(has_text="Alne Courier").filter(has_text="North Wire")).to_have_count(1)
    expect(uncredited.filter(has_text="The Harbour Post").filter(has_text="North Wire")).to_have_count(0)

    # an editor accepts what the divers said, then the paper changes the sentence before it
    article = Article.objects.get(outlet__name="The Late Edition")
    statement = article.statements.get(quote__contains="longer than six weeks")
    page.goto(f"/articles/{article.pk}/mark/")
    page.locator(f"#s{statement.pk}").get_by_role("button", name="Accept").click()
    expect(page.locator(f"#s{statement.pk}")).to_have_attribute("data-state", "accepted")
    assert Relay.objects.filter(article=article).exists()
    press.changed["late"] = [
        ("They had found a third pier", "Since Friday they had found a third and a fourth pier"),
    ]
    _look_again(article)
    wait_for(lambda: article.revisions.count() == 2)
    wait_for(lambda: not Arrival.objects.filter(state="waiting").exists())
    newest = article.current_revision()
    (start, end), *_more = statement.anchors.get(revision=newest).spans
    assert newest.text[start:end] == statement.quote
    page.goto(f"/articles/{article.pk}/")
    expect(page.locator("main")).to_contain_text("a third and a fourth pier")


def _look_again(article: Article) -> None:
    """As `enqueue_due` does an hour later."""
    Arrival.objects.filter(article=article).update(next_at=timezone.now())
    with transaction.atomic():
        tasks.enqueue_all_due()
    connection.commit()
