"""The marking desk in a real browser: by keys, by mouse, without scripts, on two screens at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.actions import revise_article
from articles.models import Article, Claim, Credit, Relay, Statement
from sources.models import Source
from tests.browser.desk import arrow_to, pick_option, saved, select, settled
from tests.factories import make_article, make_outlet, make_source, make_statement, make_user, span_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]

BODY = (
    "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier. "
    "According to the Harbour Post, around 40 lorries cross it every hour."
)


def test_a_statement_by_selection_and_keys(open_page):
    make_outlet("The Harbour Post")
    article = make_article(body=BODY)
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))

    select(page, "around 40 lorries cross it every hour")
    page.keyboard.press("s")
    select(page, "According to")
    page.keyboard.press("c")
    select(page, "the Harbour Post")
    page.keyboard.press("w")
    saved(page)

    statement = Statement.objects.get()
    relay = Relay.objects.get()
    assert (statement.quote, statement.cue, statement.form) == (
        "around 40 lorries cross it every hour",
        "According to",
        "indirect",
    )
    assert [str(figure) for figure in statement.figures.all()] == ["around 40 lorries"]
    assert (relay.source.name, relay.via_state, relay.channel) == ("The Harbour Post", "none needed", "press report")
    assert relay.attribution.source_phrase == "the Harbour Post"
    expect(page.locator("#desk-text .hl")).to_have_text("around 40 lorries cross it every hour")


def test_by_keyboard_alone(open_page):
    article = make_article(title="T", body="Rain fell, Ada Lund said.")
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))
    press = page.keyboard.press

    expect(page.locator("#desk-text")).to_be_focused()
    press("Control+Home")
    press("ArrowDown")
    press("Home")
    for _ in range(len("Rain fell")):
        press("Shift+ArrowRight")
    press("s")
    for _ in range(1 + len(", ")):  # the first leaves the selection
        press("ArrowRight")
    for _ in range(len("Ada Lund")):
        press("Shift+ArrowRight")
    press("w")
    settled(page)
    arrow_to(page, "make it a source: person")
    expect(page.locator("#desk-text")).to_be_focused()
    press("ArrowRight")
    for _ in range(len("said")):
        press("Shift+ArrowRight")
    press("c")
    saved(page)

    statement = Statement.objects.get()
    assert (statement.quote, statement.cue) == ("Rain fell", "said")
    assert Relay.objects.get().source == Source.objects.get(name="Ada Lund", kind="person")

    saved(page, "u")
    assert Statement.objects.count() == 0
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    saved(page, "g")
    article.refresh_from_db()
    assert article.progress == "gone through"


def test_keys_never_fire_while_typing_in_a_field(open_page):
    article = make_article(body=BODY)
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))
    page.get_by_text("Own reporting, note").click()
    page.get_by_label("Note", exact=True).first.fill("")
    page.get_by_label("Note", exact=True).first.press_sequentially("gus wcp?")

    expect(page.get_by_label("Note", exact=True).first).to_have_value("gus wcp?")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    assert Article.objects.get().progress == "not looked at"


def test_nothing_typed_into_the_text_changes_it(open_page):
    article = make_article(body=BODY)
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))
    before = page.locator("#desk-text").inner_html()

    select(page, "the mayor said")
    for key in ("b", "Backspace", "Delete", "Control+x", "Control+v", "1"):
        page.keyboard.press(key)

    assert page.locator("#desk-text").inner_html() == before


def test_positions_are_code_points_behind_an_emoji(open_page):
    body = "😀👩‍👩‍👧 At last\r\n\r\n𝔊ood news, the mayor said."
    article = make_article(title="An 😀", body=body)
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))

    select(page, "𝔊ood news")
    page.keyboard.press("s")
    select(page, "the mayor")
    page.keyboard.press("w")
    settled(page)
    arrow_to(page, "unnamed")
    saved(page)

    text = article.current_revision().text
    at = text.index("𝔊ood news")
    assert "\r" not in text
    assert Statement.objects.get().spans == [[at, at + len("𝔊ood news")]]


def test_two_pieces_a_co_speaker_a_via_and_a_claim(open_page):
    lund, courier = make_source("Ada Lund", "person"), make_outlet("The Courier")
    claim = Claim.objects.create(wording="The bridge closes on Monday.")
    article = make_article(body="The bridge, Ada Lund and Bo Ek told the Courier, will close on Monday.")
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))

    for words, key in [("will close on Monday", "s"), ("The bridge", "s"), ("told", "c"), ("Ada Lund", "w")]:
        select(page, words)
        page.keyboard.press(key)
    settled(page)
    select(page, "Bo Ek")
    page.keyboard.press("w")
    settled(page)
    arrow_to(page, "leave unresolved")
    select(page, "told the Courier")
    page.keyboard.press("v")
    settled(page)
    page.get_by_label("Makes the claim").first.press_sequentially("bridge clo")
    pick_option(page, claim.wording, "")
    saved(page, "Control+Enter")

    statement = Statement.objects.get()
    assert statement.quote == "The bridge … will close on Monday"
    assert [(a.mention.name, a.source_phrase, a.mention.source) for a in statement.attributions.all()] == [
        ("Ada Lund", "Ada Lund", lund),
        ("Bo Ek", "Bo Ek", None),
    ]
    assert [(via.mention.source, via.basis, via.words) for via in statement.vias.all()] == [
        (courier, "words", "told the Courier")
    ]
    assert [(match.claim, match.judgement) for match in statement.matches.all()] == [(claim, "same")]


def test_buttons_serve_where_there_are_no_keys(open_page):
    article = make_article(title="T", body="Rain fell. (AP)")
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"), **phone)

    select(page, "(AP)")
    page.get_by_role("button", name="Credit line").tap()
    settled(page)
    pick_option(page, "AP", "make it a source: agency")
    page.evaluate("document.getElementById('desk-work').dataset.old = '1'")
    page.locator("#credit-form").get_by_role("button", name="Save").tap()
    expect(page.locator("#desk-work:not([data-old])")).to_be_attached()

    credit = Credit.objects.get()
    assert (credit.role, credit.printed, credit.mention.source.kind) == ("photo", "(AP)", "agency")


def test_suggestions_are_decided_by_keys(open_page):
    article = make_article(title="T", body="One is so. Two is so. Three is so.")
    first, second, third = (
        make_statement(article, words, state="suggested", found_by="rule", to="X")
        for words in ("One is so", "Two is so", "Three is so")
    )
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))

    page.keyboard.press("n")
    saved(page, "y")
    saved(page, "x")
    saved(page, "d")

    states = {statement.pk: statement.state for statement in Statement.objects.all()}
    assert states == {first.pk: "accepted", second.pk: "rejected", third.pk: "unsure"}


def test_without_scripts(open_page):
    article = make_article(body=BODY)
    courier = make_outlet("The Courier")
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"), java_script_enabled=False)
    fields = {
        "spans": "We have no choice",
        "cue": "told",
        "credited-0-phrase": "Ada Lund",
        "credited-0-who": "Ada Lund",
    }

    for name, value in fields.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.locator('[name="credited-0-means"]').select_option("new:person")
    page.locator('[name="vias-0-who"]').fill("the Courier")
    page.locator('[name="vias-0-words"]').fill("told the Courier")
    page.get_by_role("button", name="Save").first.click()

    statement = Statement.objects.get()
    assert (statement.quote, statement.cue, statement.form) == ("We have no choice", "told", "direct")
    assert [a.mention.source.kind for a in statement.attributions.all()] == ["person"]
    assert [(via.mention.source, via.words) for via in statement.vias.all()] == [(courier, "told the Courier")]

    page.get_by_role("link", name="Remove").first.click()
    page.get_by_role("button", name="Remove").click()
    assert Statement.objects.count() == 0
    page.get_by_role("button", name="Undo").click()
    assert Statement.objects.count() == 1


def test_what_is_refused_stays_as_typed(open_page):
    article = make_article(body=BODY)
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))

    select(page, "The bridge will close on Monday")
    page.keyboard.press("s")
    select(page, "said")
    page.keyboard.press("c")
    saved(page)

    expect(page.get_by_text("Say who is credited, or choose the outlet's own voice").first).to_be_visible()
    expect(page.locator('[data-spans-of="spans"] q')).to_have_text("The bridge will close on Monday")
    expect(page.locator('[data-spans-of="cue"] q')).to_have_text("said")
    page.get_by_label("Voice").select_option("none named")
    page.locator("#desk-text").focus()
    saved(page)
    assert Statement.objects.get().voice == "none named"


def test_two_editors_of_one_statement(open_page):
    article = make_article(body=BODY)
    lund = make_source("Ada Lund", "person")
    statement = make_statement(article, "We have no choice", to=lund)
    mine = open_page(f"/statements/{statement.pk}/edit/", make_user("Editors"))
    theirs = open_page(f"/statements/{statement.pk}/edit/", make_user("Editors"))

    theirs.get_by_text("Own reporting, note").click()
    theirs.get_by_label("Note", exact=True).fill("theirs")
    theirs.get_by_role("button", name="Save").click()
    theirs.wait_for_url("**/mark/**")
    mine.get_by_label("Channel").select_option("interview")
    mine.get_by_role("button", name="Save").click()

    expect(mine.get_by_text("A colleague has changed this statement since you opened it.")).to_be_visible()
    expect(mine.locator(".notice dd", has_text="theirs")).to_be_visible()
    expect(mine.get_by_label("Channel")).to_have_value("interview")
    mine.get_by_role("button", name="Save").click()
    mine.wait_for_url("**/mark/**")
    statement.refresh_from_db()
    assert (statement.channel, statement.note) == ("interview", "")


def test_the_text_changes_under_the_editor(open_page):
    article = make_article(title="T", body="Rain fell, the mayor said.")
    page = open_page(f"/articles/{article.pk}/mark/", make_user("Editors"))
    select(page, "Rain fell")
    page.keyboard.press("s")
    select(page, "the mayor")
    page.keyboard.press("w")
    settled(page)
    arrow_to(page, "unnamed")

    revise_article(article, title="T", standfirst="", body="On Monday heavy Rain fell, the mayor said.")
    saved(page)
    expect(page.get_by_text("The article's text was changed while you were marking it").first).to_be_visible()
    saved(page)

    statement = Statement.objects.get()
    assert (statement.revision.number, statement.quote) == (2, "Rain fell")
    assert statement.spans == [list(span_of(article, "Rain fell"))]


def test_two_editors_add_at_once(open_page):
    article = make_article(body=BODY)
    make_source("Ada Lund", "person")
    pages = [open_page(f"/articles/{article.pk}/mark/", make_user("Editors")) for _ in range(2)]

    for page, words in zip(pages, ("We have no choice", "The bridge will close on Monday"), strict=True):
        select(page, words)
        page.keyboard.press("s")
        select(page, "Ada Lund")
        page.keyboard.press("w")
        settled(page)
    for page in pages:
        saved(page)

    assert Statement.objects.count() == 2
    expect(pages[1].locator("#desk-list .st")).to_have_count(2)


def test_the_outlet_is_offered_from_the_address_only(open_page):
    courier = make_outlet("The Courier")
    courier.domains.create(host="courier.example")
    held = make_article(courier, address="https://courier.example/1", title="Held already")
    page = open_page("/articles/add/", make_user("Editors"))

    page.locator('[name="body"]').fill("The Courier reported it first.")
    page.locator('[name="title"]').fill("The Courier")
    expect(page.locator('[name="outlet"]')).to_have_value("")
    page.locator('[name="address"]').fill("http://www.courier.example/1/?utm_source=x")
    page.locator('[name="address"]').press("Tab")
    expect(page.locator('[name="outlet"]')).to_have_value("The Courier")
    expect(page.get_by_role("link", name="Held already")).to_have_attribute("href", f"/articles/{held.pk}/")
    page.locator('[name="address"]').fill("https://courier.example/2")
    page.get_by_role("button", name="Store and mark").click()
    page.wait_for_url("**/mark/")

    assert Article.objects.get(title="The Courier").outlet == courier


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(open_page, scheme):
    from axe_playwright_python.sync_playwright import Axe

    article = make_article(body=BODY)
    statement = make_statement(article, "The bridge will close on Monday", to="Ada Lund", state="suggested")
    user = make_user("Editors")
    page = open_page(f"/articles/{article.pk}/mark/", user, color_scheme=scheme)
    select(page, "We have no choice")
    page.keyboard.press("s")
    select(page, "Ada Lund")
    page.keyboard.press("w")
    settled(page)
    found = serious(Axe().run(page))
    for path in (f"/statements/{statement.pk}/edit/", f"/articles/{article.pk}/edit/", "/articles/add/"):
        page.goto(path)
        found += serious(Axe().run(page))
    assert found == []


def serious(results) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in results.response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
