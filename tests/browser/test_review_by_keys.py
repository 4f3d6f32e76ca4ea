"""An article from pasting to reviewed, and a queue decided, in a real browser and by keys alone."""

import pytest

from articles.models import Article, Relay, Statement
from articles.suggesting import suggest
from tests.articles import gold
from tests.browser.conftest import WAIT
from tests.factories import make_article, make_outlet, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = (
    "The harbour will close on Monday, Mayor Ada Brandt told the Coast Courier.\n\n"
    "“We have no choice,” Brandt said. She added that the ferries would run again in May.\n\n"
    "Two officials, who asked not to be named, said the decision was taken weeks ago."
)


@pytest.fixture
def article(transactional_db):
    article = make_article(title="Harbour to close", body=BODY, language="en")
    suggest(article)
    return article


def shown(page):
    return page.locator(".review-item:not([hidden])")


def quote(page):
    return shown(page).locator("[data-words=spans]").inner_text()


def shows(page, words):
    """Waits until the suggestion with these words is the one looked at."""
    shown(page).locator("[data-words=spans]", has_text=words).wait_for()


def sent(page):
    """Waits until nothing is left to send, and every answer is there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => Object.keys(localStorage).every((key) => !key.startsWith('review-unsent'))")


def states(article):
    return dict(article.statements.order_by("spans").values_list("quote", "state"))


def test_a_queue_is_decided_by_keys(open_page, article):
    page = open_page("/review/", make_user("Editors"))
    assert quote(page) == "The harbour will close on Monday"
    page.keyboard.press("y")
    shows(page, "We have no choice,")
    page.keyboard.press("x")
    shows(page, "the ferries would run again in May")
    page.keyboard.press("n")
    shows(page, "the decision was taken weeks ago")
    page.keyboard.press("d")
    shows(page, "the ferries would run again in May")
    sent(page)
    assert list(states(article).values()) == ["accepted", "rejected", "suggested", "unsure"]
    page.keyboard.press("u")
    shows(page, "the decision was taken weeks ago")
    assert list(states(article).values()) == ["accepted", "rejected", "suggested", "suggested"]
    page.keyboard.press("b")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").is_visible()


def test_words_and_source_are_changed_by_keys(open_page, article):
    make_outlet("Coast Council", kind="organisation")
    page = open_page("/review/", make_user("Editors"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    assert quote(page) == "harbour will close"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("w")
    page.keyboard.type("Coast Council")
    page.locator("[role=option]", has_text="Coast Council").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("y")
    sent(page)
    statement = article.statements.get(state="accepted")
    assert (statement.quote, statement.corrected) == ("harbour will close on", True)
    assert [str(one.mention.source) for one in statement.attributions.all()] == ["Coast Council"]


def test_a_suggestion_is_split_by_keys(open_page, article):
    page = open_page("/review/", make_user("Editors"))
    page.keyboard.press("/")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#status", has_text="Split in two.").wait_for()
    first = article.statements.order_by("spans").first()
    assert first.quote != "The harbour will close on Monday"
    assert article.statements.count() == 5
    assert quote(page) == first.quote


def test_a_lost_connection_loses_no_decision(open_page, article):
    page = open_page("/review/", make_user("Editors"))
    page.context.set_offline(True)
    page.keyboard.press("y")
    page.keyboard.press("x")
    page.locator("#review-unsent", has_text="2 decisions are not sent yet").wait_for()
    assert set(states(article).values()) == {"suggested"}
    page.context.set_offline(False)
    page.goto("/review/")
    sent(page)
    assert list(states(article).values()) == ["accepted", "rejected", "suggested", "suggested"]


def test_it_works_without_scripts(open_page, article):
    page = open_page("/review/", make_user("Editors"), java_script_enabled=False)
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_role("button", name="Reject").first.click()
    assert "Rejected" in page.locator(".messages").inner_text()
    assert sorted(states(article).values()) == ["accepted", "rejected", "suggested", "suggested"]


def test_the_shared_article_from_paste_to_reviewed(open_page):
    """By keys alone; then the relays list and the CSV show it."""
    title, standfirst, body = gold.parts()
    make_outlet("The Daily Retell")
    page = open_page("/articles/add/", make_user("Editors"))
    page.locator("#id_outlet").focus()
    page.keyboard.type("The Daily Retell")
    page.locator("[role=option]", has_text="The Daily Retell").first.wait_for()
    page.keyboard.press("Enter")
    for name, value in (
        ("address", "https://retell.example/1"),
        ("title", title),
        ("standfirst", standfirst),
        ("body", body),
        ("published_on", "2025-09-05"),
    ):
        page.locator(f"#id_{name}").focus()
        page.keyboard.insert_text(value)
    page.locator("#id_body").focus()
    page.keyboard.press("Tab")
    page.locator("#article-form button[type=submit], #article-form button:not([type])").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/mark/")
    article = Article.objects.get()
    wanted = article.statements.count()
    assert wanted >= 14
    assert page.locator("#desk-text .hl.suggested").count() > 10
    page.get_by_role("link", name="Review").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/**")
    for _ in range(wanted + article.credits.count()):
        shown(page).wait_for(timeout=WAIT)
        page.keyboard.press("y")
    sent(page)
    page.locator("#review-empty").wait_for()
    assert not Statement.objects.filter(state="suggested").exists()
    assert not article.credits.filter(state="suggested").exists()
    relays = Relay.objects.counted().count()
    assert relays >= 14
    page.goto("/relays/?count=exact")
    assert page.locator("table.list tbody tr").count() == min(relays, 50)
    assert page.get_by_text("Ron Feiner").count() >= 5
    got = page.request.get("/relays.csv")
    assert got.ok
    assert len(got.text().strip().split("\r\n")) == relays + 1


def test_the_desk_is_readable_on_a_phone_and_in_the_dark(open_page, article, tmp_path):
    page = open_page(
        "/review/", make_user("Editors"), viewport={"width": 360, "height": 740}, color_scheme="dark", has_touch=True
    )
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 360
    shown(page).get_by_role("button", name="Accept").tap()
    sent(page)
    assert next(iter(states(article).values())) == "accepted"
