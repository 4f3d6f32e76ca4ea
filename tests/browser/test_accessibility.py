"""Every page in a real browser: axe-core, the console, the width of a phone, the keyboard, and scripts off.

WCAG 2.2 AA as far as axe-core sees it; what is of impact "serious" or "critical" fails.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from articles import actions, copying, correcting, importing, marking, merging
from articles.ingest import store
from articles.marking import FigureData, Who
from articles.models import Arrival, Article, Capture, Claim, CopyPair, ErrorReport, FeedHealth, Relay, Statement
from sources.models import Alias, Domain, Ownership
from tests.factories import (
    make_article,
    make_claim,
    make_copies,
    make_credit,
    make_feed,
    make_outlet,
    make_source,
    make_statement,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("by_hand")]

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
BODY = (
    "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier. "
    "According to the Harbour Post, around 40 lorries cross it every hour.\n\n"
    f"Two officials denied that the port had known, citing {LONG}. (A Wire)"
)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
COMPONENTS = (
    "front",
    "help",
    "relays",
    "list that cannot be read",
    "article",
    "outlet",
    "claim",
    "desk",
    "review",
    "reports",
)
COMPONENTS += ("copies", "two copies", "copies that hang together")
COMPONENTS += ("outlets side by side", "figures of an outlet", "network", "network with self-credit")
COMPONENTS += ("matrix", "matrix, grouped", "counts", "counts by source", "two outlets, one list")
LISTS = ("relays", "statements", "claims", "articles", "outlets", "sources")


@pytest.fixture(autouse=True)
def captures(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }


def fill(user) -> SimpleNamespace:
    """One article with all that a page can show, its sources, a claim and a report."""
    courier, post = make_outlet("The Courier", country="GB"), make_outlet("The Harbour Post")
    wire, lund = make_outlet("A Wire", kind="agency"), make_source("Ada Lund", "person")
    Alias.objects.create(source=courier, name=LONG[:60])
    Domain.objects.create(outlet=courier, host="courier.example")
    Ownership.objects.create(outlet=courier, owner=make_source("A Group"))
    article = make_article(courier, body=BODY, byline="A. Writer", by=user, address=f"https://courier.example/{LONG}")
    outer = make_statement(article, "“We have no choice,” Ada Lund told the Courier", to=post, by=user)
    inner = make_statement(
        article,
        "We have no choice",
        to=lund,
        cue="told the Courier",
        via=post,
        by=user,
        within=outer.pk,
        figures=(FigureData("around 40 lorries", low=40, high=40, qualifier="around", unit="lorries"),),
        note="Heard twice.",
    )
    unnamed = Who(descriptor="Two officials", number_low=2, number_high=2)
    denied = make_statement(article, "the port had known", to=unnamed, polarity="denies", by=user)
    make_statement(article, "no choice,” Ada Lund told", to="Ada L.", by=user)
    for state in ("suggested", "disputed", "rejected", "unsure"):
        make_statement(article, "The bridge will close on Monday", to="Ada Lund", state=state, found_by="rule", by=user)
    credit = make_credit(article, "byline agency", wire, words="(A Wire)", by=user)
    make_credit(article, "passage", post, words="According to the Harbour Post", by=user)
    claim = make_claim("The bridge closes on Monday.", topics=["bridges"], note="Wording by the desk.")
    marking.judge(inner, claim, "same", by=user)
    marking.judge(denied, claim, "same", by=user)
    actions.report_error(
        about="article", about_id=article.pk, address=article.get_absolute_url(), label=LONG, text=LONG, by=user
    )
    long_name = make_outlet(LONG, kind="agency")
    other = make_article(long_name, title=LONG, byline=LONG, body=f"{LONG}, {LONG} said.", by=user)
    marking.judge(
        make_statement(other, LONG, to=make_source(LONG[::-1]), via=courier, by=user), make_claim(LONG), "same", by=user
    )
    relay = Relay.objects.get(statement=inner)
    changed = BODY.replace("The bridge will close on Monday, the mayor said. ", f"{LONG}. ")
    actions.revise_article(article, title=article.title, standfirst="", body=changed)
    correcting.suggest_notices(article, article.current_revision(), [f"Correction: {LONG}."])
    correcting.add_notice(article, kind="withdrawn", printed=LONG, by=user)
    feed = make_feed(courier, f"https://courier.example/{LONG}/feed")
    FeedHealth.objects.filter(feed=feed).update(failures=3, error=f"{LONG} does not answer.", problems=[LONG])
    asked = [store.ask(f"https://courier.example/{at}/{LONG}", by=user, feed=feed)[0].pk for at in range(3)]
    Arrival.objects.filter(pk=asked[1]).update(state="refused", problem=f"No outlet is known for {LONG}.")
    Arrival.objects.filter(pk=asked[2]).update(state="stored", article=article)
    Capture.objects.create(
        arrival_id=asked[2],
        article=article,
        revision=article.current_revision(),
        address=f"https://courier.example/{LONG}",
        status=200,
        sha256="a" * 64,
        size=12345,
        fetched_at=article.first_seen_at,
    )
    body = f"title,text,address,outlet\n{LONG},{LONG},https://courier.example/i,\n,{LONG},,\n".encode()
    looked, running, imported = (
        importing.keep(ContentFile(body, name=f"{LONG[:200]}.csv"), by=user, suggests=False) for _ in range(3)
    )
    for one in (running, imported):
        importing.start(one, trial=False, enqueue=lambda imported: None)
    importing.run(imported.pk, enqueue=lambda imported: None)
    make_copies(3, f"{LONG} {BODY}", by=user)
    pairs = CopyPair.objects.order_by("pk")
    copying.decide_pair(pairs.last(), "accepted", by=user)
    return SimpleNamespace(
        looked=looked.pk,
        running=running.pk,
        imported=imported.pk,
        feed=feed.pk,
        waiting=asked[0],
        refused=asked[1],
        stored=asked[2],
        article=article.pk,
        statement=inner.pk,
        relay=relay.attribution_id,
        credit=credit.pk,
        claim=claim.pk,
        outlet=courier.pk,
        source=lund.pk,
        report=ErrorReport.objects.get().pk,
        copies=pairs.first().pk,
        merge=merging.merge_sources(lund, make_source(LONG[:200], "person"), by=user, reason=LONG).pk,
        long=SimpleNamespace(article=other.pk, outlet=long_name.pk, claim=Claim.objects.get(wording=LONG).pk),
    )


def pages(row: SimpleNamespace) -> dict[str, str]:
    """{name: address} of every page that somebody who is logged in can open."""
    return {
        "front": "/",
        "help": "/help/",
        **{name: f"/{name}/" for name in LISTS},
        "matrix": "/matrix/",
        "matrix, grouped": "/matrix/?group=both&unit=relays&progress=begun",
        "matrix, passed through": "/matrix/passed/",
        "matrix without rows": "/matrix/?to=1990-01-02",
        "matrix that cannot be read": "/matrix/?unit=smell",
        "network": "/network/",
        "network, passed through": "/network/?arrows=passed&unit=articles",
        "network with self-credit": "/network/?self_credit=any&state=any&draw=80",
        "network without rows": "/network/?to=1990-01-02",
        "network that cannot be read": "/network/?arrows=smell",
        "counts": "/counts/",
        "counts by source": "/counts/?by=source&unit=relays",
        "two outlets": f"/outlets/compare/?outlet={row.outlet}&outlet={row.long.outlet}",
        "two outlets, one list": f"/outlets/compare/?outlet={row.outlet}&outlet={row.long.outlet}&show=first",
        "two outlets to choose": f"/outlets/compare/?outlet={row.outlet}",
        "outlets side by side": f"/compare/?outlet={row.outlet}&outlet={row.long.outlet}&claim={row.long.claim}",
        "outlets side by side, claims": f"/compare/?outlet={row.outlet}&outlet={row.long.outlet}&topic=bridges",
        "outlets side by side, to choose": f"/compare/?claim={row.claim}",
        "outlets that cannot be set side by side": f"/compare/?outlet={row.outlet}",
        "figures of an outlet": f"/outlets/{row.outlet}/figures/",
        "figures of an outlet of long words": f"/outlets/{row.long.outlet}/figures/",
        "figures that cannot be read": f"/outlets/{row.outlet}/figures/?from=yesterday",
        "copies": "/copies/?state=any",
        "copies that cannot be read": "/copies/?similar_from=101",
        "two copies": f"/copies/{row.copies}/",
        "copies that hang together": f"/copies/{row.copies}/group/",
        "list without rows": "/relays/?from=1990-01-01&to=1990-01-02",
        "list with a filter": f"/relays/?outlet={row.outlet}&source={row.source}&polarity=affirms",
        "list that cannot be read": "/relays/?from=yesterday&smell=sweet",
        "article": f"/articles/{row.article}/",
        "statement": f"/statements/{row.statement}/",
        "relay": f"/relays/{row.relay}/",
        "relay of a text": f"/relays/articles/{row.credit}/",
        "outlet": f"/outlets/{row.outlet}/",
        "source": f"/sources/{row.source}/",
        "claim": f"/claims/{row.claim}/",
        "article of long words": f"/articles/{row.long.article}/",
        "outlet of long words": f"/outlets/{row.long.outlet}/",
        "claim of long words": f"/claims/{row.long.claim}/",
        "lineage": f"/claims/{row.claim}/lineage/",
        "matches": "/matches/",
        "which claim": f"/statements/{row.statement}/match/",
        "split a claim": f"/claims/{row.claim}/split/",
        "lineage by origin": f"/claims/{row.claim}/lineage/?by=origin",
        "lineage by family": f"/claims/{row.long.claim}/lineage/?by=family",
        "which article is cited": f"/credits/{row.credit}/cited/",
        "desk": f"/articles/{row.article}/mark/",
        "add an article": "/articles/add/",
        "edit an article": f"/articles/{row.article}/edit/",
        "edit a statement": f"/statements/{row.statement}/edit/",
        "remove a statement": f"/statements/{row.statement}/remove/",
        "edit a credit": f"/credits/{row.credit}/edit/",
        "edit a claim": f"/claims/{row.claim}/edit/",
        "revisions": f"/articles/{row.article}/revisions/",
        "what changed": f"/articles/{row.article}/revisions/compare/?old=1&new=2",
        "a text that is not there": f"/articles/{row.article}/revisions/compare/?old=9",
        "correction reach": f"/articles/{row.article}/reach/",
        "arrivals": "/arrivals/",
        "arrivals of one state": "/arrivals/?state=refused",
        "bring in an address": "/arrivals/add/",
        "an arrival that waits": f"/arrivals/{row.waiting}/",
        "an arrival that was refused": f"/arrivals/{row.refused}/",
        "an arrival that is stored": f"/arrivals/{row.stored}/",
        "files of articles": "/imports/",
        "bring in a file": "/imports/add/",
        "a look at a file": f"/imports/{row.looked}/",
        "a file under way": f"/imports/{row.running}/",
        "the report of a file": f"/imports/{row.imported}/",
        "lines of a file that were refused": f"/imports/{row.imported}/?outcome=refused",
        "feeds": "/feeds/",
        "a feed": f"/feeds/{row.feed}/",
        "review": "/review/",
        "review that cannot be read": "/review/?sure_from=9&sure_to=3",
        "review, nothing waits": "/review/?age=older",
        "accept those shown": f"/review/articles/{row.article}/",
        "worth of rules": "/review/worth/",
        "reports": "/reports/",
        "report an error": f"/reports/add/?statement={row.statement}",
        "settle a report": f"/reports/{row.report}/settle/",
        "merges": "/merges/?state=any",
        "merge": f"/merges/{row.merge}/",
        "look before a merge": f"/merges/add/?kind=source&kept={row.outlet}&merged={row.long.outlet}",
        "look before an undo": f"/merges/{row.merge}/undo/",
        "no such page": "/nothing/here/",
        "cannot be read": f"/articles/{row.article}/?smell=sweet",
    }


def broken_rules(page, name: str, rules: list[str] | None) -> list[str]:
    """What axe-core finds, a line each; `rules` None: all of them."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = Axe().run(page, options=options)
    return [
        f"{name}: {one['impact']} {one['id']}: {node['target']} {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def too_wide(page, name: str) -> list[str]:
    wide, window = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    return [f"{name}: {wide} px in a window of {window}: {page.evaluate(WIDEST)}"] if wide > window else []


# the elements that stick out, those that scroll by themselves left out
WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-scroll"))
    .slice(0, 4).map((one) => one.outerHTML.slice(0, 120))"""

# folded parts are opened, so that all of a page is looked at
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


# what a colour scheme or a width can change; the other rules are about the markup, which is the same in all
VISIBLE = ["color-contrast", "target-size", "scrollable-region-focusable"]


def in_scheme(page, scheme: str) -> None:
    """Changes the colour scheme under the page; colours that fade over are at their end at once."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")


def looked_at(page, name: str, *, has_components: bool = True) -> list[str]:
    """What is wrong with the page that is open: all rules once, its width on a phone and on a desk.

    With `has_components` the visible rules in dark and on a phone too: the pages of COMPONENTS have every component
    between them. One load serves all: the window and the colour scheme are changed under the page.
    """
    page.set_viewport_size(PHONE)
    wrong = too_wide(page, f"{name}, phone")
    page.evaluate(UNFOLD)
    wrong += too_wide(page, f"{name}, phone, unfolded")
    if has_components:
        for scheme in ("dark", "light"):
            in_scheme(page, scheme)
            wrong += broken_rules(page, f"{name}, phone, {scheme}", VISIBLE)
    page.set_viewport_size(DESKTOP)
    wrong += too_wide(page, name) + broken_rules(page, name, None)
    if has_components:
        in_scheme(page, "dark")
        wrong += broken_rules(page, f"{name}, dark", VISIBLE)
        in_scheme(page, "light")
    return wrong


# in two halves, for two processes that test
@pytest.mark.parametrize("half", [0, 1])
def test_every_page(open_page, half):
    user = make_user("Staff")
    row = fill(user)
    page = open_page("/", user, color_scheme="light")
    wrong = []
    for name, address in list(pages(row).items())[half::2]:
        page.goto(address)
        wrong += looked_at(page, name, has_components=name in COMPONENTS)
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_those_who_may_not(open_page):
    page = open_page("/login/", color_scheme="light")
    wrong = looked_at(page, "login")
    for _ in range(6):
        page.goto("/login/")
        page.get_by_label("Username").fill("nobody")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        if page.get_by_role("heading", name="Too many attempts").count():
            break
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    wrong += looked_at(page, "locked out")
    page = open_page("/articles/add/", make_user(), color_scheme="light")
    expect(page.get_by_role("heading", name="You may not do this")).to_be_visible()
    wrong += looked_at(page, "may not")
    assert not wrong, "\n".join(wrong)


# --- by the keyboard -----------------------------------------------------------------------------------

# what has the focus, and whether one can see that: an outline, or else a shadow or border that is there only then
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return {
        name: one.outerHTML.slice(0, 120),
        skip: one.matches(".skip"),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        there: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth,
    };
}"""
MOST_STOPS = 250  # of the Tab key on one list page; more is a loop


def test_every_stop_of_the_tab_key_can_be_seen(open_page):
    user = make_user("Editors")
    row = fill(user)
    page = open_page(f"/relays/?outlet={row.outlet}", user, viewport=DESKTOP)
    stops = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["skip"]):
            break
        stops.append(stop)
    assert stops[0]["skip"]
    assert 20 < len(stops) < MOST_STOPS
    assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["there"])] == []


def test_the_skip_link_leads_to_the_content(open_page):
    page = open_page("/relays/", make_user())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


# --- with scripts off ----------------------------------------------------------------------------------


def test_with_scripts_off_a_list_filters_and_pages(open_page):
    for number in range(60):
        make_source(f"Source number {number:02}")
    make_source("Another one")
    page = open_page("/sources/", make_user(), java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page.get_by_label("Name", exact=True).fill("number")
    page.get_by_role("button", name="Show rows").click()
    expect(page.get_by_text("Rows 1–50 of 60")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Rows 51–60 of 60")).to_be_visible()
    assert "text=number" in page.url


def test_with_scripts_off_the_filter_opens_on_a_phone(open_page):
    make_source("Ada Lund", "person")
    page = open_page("/sources/", make_user(), java_script_enabled=False, viewport=PHONE)
    page.locator("summary", has_text="Filter").first.click()
    page.get_by_label("Name", exact=True).fill("lund")
    page.get_by_role("button", name="Show rows").click()
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    page.locator("summary", has_text="Menu").click()
    expect(page.get_by_role("link", name="Relays", exact=True)).to_be_visible()


def test_with_scripts_off_an_article_is_added_and_marked(open_page):
    make_outlet("The Courier")
    page = open_page("/articles/add/", make_user("Editors"), java_script_enabled=False, viewport=DESKTOP)
    page.get_by_label("Address", exact=True).fill("https://courier.example/1")
    page.get_by_label("Outlet", exact=False).first.fill("The Courier")
    page.get_by_label("Title").fill("A title")
    page.get_by_label("Body").fill("“We have no choice,” Ada Lund said.")
    page.get_by_role("button", name="Store and mark").click()
    assert page.url.endswith(f"/articles/{Article.objects.get().pk}/mark/")
    form = page.locator("#statement-form")
    form.locator("[name=spans]").fill("We have no choice")
    form.locator("[name=cue]").fill("said")
    form.locator("[name=credited-0-who]").fill("Ada Lund")
    form.locator("[name=credited-0-means]").select_option("new:person")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Marked: “We have no choice”")).to_be_visible()
    statement = Statement.objects.get()
    assert (statement.quote, Relay.objects.get().source.name) == ("We have no choice", "Ada Lund")
    page.get_by_role("button", name="Gone through").click()
    assert Article.objects.get().progress == "gone through"


def test_with_scripts_off_one_logs_in_and_out(open_page):
    user = make_user()
    page = open_page("/relays/?polarity=denies", java_script_enabled=False)
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("test")
    page.get_by_role("button", name="Log in").click()
    assert page.url.endswith("/relays/?polarity=denies")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
