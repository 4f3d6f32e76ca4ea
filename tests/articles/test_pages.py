"""The pages that are read: article, permalinks, outlet, source, claim."""

import datetime as dt
import html
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles import actions, filters, marking, steps
from articles.marking import Who
from articles.models import Article, Claim, CopyGroup, OpenName, Relay, Statement
from articles.querysets import listed_sources
from sources.models import Affiliation, Alias, Domain, Ownership, Source
from tests.factories import (
    decide_name,
    make_article,
    make_claim,
    make_credit,
    make_outlet,
    make_source,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db

LISTS = {
    "/names/": (filters.OpenNameFilter, OpenName.objects.all),
    "/relays/": (filters.RelayFilter, Relay.objects.all),
    "/statements/": (filters.StatementFilter, Statement.objects.all),
    "/articles/": (filters.ArticleFilter, Article.objects.living),
    "/claims/": (filters.ClaimFilter, Claim.objects.living),
    "/outlets/": (filters.OutletFilter, lambda: listed_sources().publishers()),
    "/sources/": (filters.SourceFilter, listed_sources),
}


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


@pytest.fixture
def editor(client):
    client.force_login(make_user("Editors"))
    return client


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def numbers_linked(text):
    """[(number, address)] of every link whose text begins with a number, on the page."""
    found = []
    for attributes, inside in re.findall(r"<a ([^>]*)>(.*?)</a>", text, re.DOTALL):
        href = re.search(r'href="([^"]*)"', attributes)
        # a bar of a chart tells its day or month first
        said = re.sub(r"^\d{4}[-\d]*: ", "", re.sub(r"<[^>]+>", "", inside).strip())
        shown = re.match(r"(?:All )?([\d,]+)( of ([\d,]+))?\b", said)
        if href and shown and href[1].startswith("/"):
            found.append((int((shown[3] or shown[1]).replace(",", "")), html.unescape(href[1])))
    return found


def rows_behind(address):
    """How many rows the list at `address` holds."""
    parts = urlsplit(address)
    filterset, rows = LISTS[parts.path]
    found = filterset(QueryDict(parts.query), queryset=rows())
    assert found.is_valid(), found.error_lines()
    return found.qs.count()


def check_numbers(text, least):
    """Every number on the page is a link to exactly the rows it counts."""
    checked = [(n, address) for n, address in numbers_linked(text) if urlsplit(address).path in LISTS]
    assert len(checked) >= least, checked
    assert [(rows_behind(address), address) for _n, address in checked] == checked


def queries(client, address):
    with CaptureQueriesContext(connection) as seen:
        page(client, address)
    return len(seen)


# --- article ----------------------------------------------------------------------------------------


def test_each_highlight_is_tied_to_its_row_and_back(reader):
    statement = make_statement(cue="said")
    text = page(reader, f"/articles/{statement.article_id}/")
    pk = statement.pk
    assert f'href="#s{pk}" id="t{pk}" data-start="' in text
    assert f'id="s{pk}" data-id="{pk}"' in text
    assert f'<a class="st-n" href="#t{pk}"' in text
    assert '<span class="cue">said</span>' in text


def test_the_text_stands_there_as_it_was_printed(reader):
    article = make_article(body="One line.\n\nTwo  spaces <b>&amp; “marks”</b>.\n\tThe end")
    make_statement(article, ["line", "The end"])
    text = page(reader, f"/articles/{article.pk}/")
    body = text[text.index("</header>", text.index('class="text"')) : text.index("</article>")]
    lines = re.findall(r"<p[^>]*>(.*?)\s*</p>", re.sub(r"<sup.*?</sup>", "", body), re.DOTALL)
    lines = [html.unescape(re.sub(r"<[^>]+>", "", line)) for line in lines]
    assert lines == ["One line.", "Two  spaces <b>&amp; “marks”</b>.", "\tThe end"]


def test_nested_and_overlapping_statements_are_told_apart(reader):
    article = make_article(body="The Courier wrote that Lund had called the plan dead and gone.")
    outer = make_statement(article, "Lund had called the plan dead")
    inner = make_statement(article, "the plan dead", within=outer.pk)
    other = make_statement(article, "dead and gone")
    text = page(reader, f"/articles/{article.pk}/")
    assert f'<a class="hl d2" href="#s{inner.pk}" id="t{inner.pk}"' in text
    assert '<a class="hl d3 overlap"' in text
    assert {f'id="t{row.pk}"' for row in (outer, inner, other)} <= set(re.findall(r'id="t\d+"', text))
    assert f'<li class="st d2" id="s{inner.pk}"' in text


def test_states_and_denials_show_in_text_and_rows(reader):
    article = make_article()
    suggested = make_statement(article, "The bridge will close", state="suggested", found_by="rule")
    denied = make_statement(article, "We have no choice", polarity="denies")
    rejected = make_statement(article, "around 40 lorries", state="rejected")
    text = page(reader, f"/articles/{article.pk}/")
    assert f'<a class="hl d1 suggested" href="#s{suggested.pk}"' in text
    assert f'<a class="hl d1 denies" href="#s{denied.pk}"' in text
    assert f'id="t{rejected.pk}"' not in text
    assert f'id="s{rejected.pk}"' in text  # kept, folded away


def test_passages_and_credit_lines_show(reader):
    article = make_article(body="First line.\nA retold line.\nMore. (WIRE)")
    wire, courier = make_source("Wire", "agency"), make_outlet("Courier")
    make_credit(article, "foot line", wire, "(WIRE)")
    passage = make_credit(article, "passage", courier, "A retold line.")
    text = page(reader, f"/articles/{article.pk}/")
    assert f'retold from <a href="#credit-{passage.pk}">Courier</a>' in text
    assert '<p class="passage"' in text
    assert '<span class="credit">(WIRE)</span>' in text


def test_only_markers_are_led_to_the_desk(client):
    statement = make_statement()
    addresses = [f"/articles/{statement.article_id}/mark/", f"/statements/{statement.pk}/edit/"]
    for role, shown in (("Editors", True), ("Researchers", False)):
        client.force_login(make_user(role))
        text = page(client, f"/articles/{statement.article_id}/")
        assert [f'href="{address}"' in text for address in addresses] == [shown, shown]
        assert f"/reports/add/?statement={statement.pk}" in text


def test_older_revisions_can_be_read(reader):
    article = make_article(body="The bridge will close on Monday, she said.")
    statement = make_statement(article, "The bridge will close on Monday")
    actions.revise_article(article, title=article.title, standfirst="", body="Nothing of it is left.")
    now = page(reader, f"/articles/{article.pk}/")
    assert f'id="t{statement.pk}"' not in now
    assert "not in this revision" in now
    before = page(reader, f"/articles/{article.pk}/?revision=1")
    assert f'id="t{statement.pk}"' in before
    assert "The text has changed since" in before
    page(reader, f"/articles/{article.pk}/?revision=3", 400)
    page(reader, f"/articles/{article.pk}/?revison=1", 400)


def test_copies_and_articles_that_cite_it_are_listed(reader):
    one, other = make_article(title="Original"), make_article(title="Its copy")
    group = CopyGroup.objects.create(original=one)
    Article.objects.filter(pk__in=[one.pk, other.pk]).update(copy_group=group)
    citing = make_article(title="Cites it")
    make_statement(
        citing,
        credited=(marking.Credited(Who(source=one.outlet_id), cited_article=one.pk),),
    )
    text = page(reader, f"/articles/{one.pk}/")
    assert "Its copy" in text
    assert "Cites it" in text


def test_mentions_lead_to_their_statements(reader):
    article = make_article()
    lund, courier = make_source("Ada Lund", "person"), make_outlet("Courier")
    statement = make_statement(article, to=lund, via=courier)
    text = page(reader, f"/articles/{article.pk}/")
    rows = re.findall(r'<th scope="row">(.*?)</tr>', text, re.DOTALL)
    assert [re.findall(r">(Ada Lund|Courier)</a>", row) for row in rows] == [["Ada Lund"], ["Courier"]]
    assert all(f'href="#s{statement.pk}"' in row for row in rows)


# --- permalinks ---------------------------------------------------------------------------------------


def test_a_statement_has_its_page_with_words_in_context(reader):
    lund = make_source("Ada Lund", "person")
    statement = make_statement(words="We have no choice", to=lund, cue="told")
    text = page(reader, f"/statements/{statement.pk}/")
    assert "Ada Lund" in text
    assert "According to the Harbour Post" in text  # what stands around it
    assert f'href="/articles/{statement.article_id}/#s{statement.pk}"' in text
    assert f"/relays/{statement.attributions.get().pk}/" in text


def test_a_relay_shows_citing_via_and_cited(reader):
    courier, lund = make_outlet("Courier"), make_source("Ada Lund", "person")
    statement = make_statement(to=lund, via=courier)
    text = page(reader, f"/relays/{statement.attributions.get().pk}/")
    chain = text[text.index('id="chain-h"') : text.index("</ol>", text.index('id="chain-h"'))]
    names = re.findall(r">([^<>]+)</a>", chain)
    assert names == [statement.article.outlet.name, "Courier", "Ada Lund"]
    assert "basis: words" in chain


def test_history_says_who_decided_what(reader):
    ann, ben = make_user("Editors", username="ann"), make_user("Editors", username="ben")
    statement = make_statement(by=ann, state="suggested", found_by="rule")
    marking.decide_statement(statement, "accepted", by=ben)
    text = page(reader, f"/statements/{statement.pk}/")
    assert "accepted by ben" in text
    assert "ann: marked, suggested, found by rule" in text


def test_a_relay_of_a_whole_text_has_its_page(reader):
    article = make_article(body="Words. (WIRE)")
    credit = make_credit(article, "foot line", make_source("Wire", "agency"), "(WIRE)")
    assert "relays Wire" in page(reader, f"/relays/articles/{credit.pk}/")


def test_credits_that_are_no_relay_lead_to_the_article(reader):
    article = make_article(body="Words. (WIRE) (WIRE again)")
    wire = make_source("Wire", "agency")
    photo = make_credit(article, "photo", wire, "(WIRE)")
    first = make_credit(article, "foot line", wire, "(WIRE)")
    second = make_credit(article, "dateline", wire, "(WIRE again)")
    found = [reader.get(f"/relays/articles/{credit.pk}/") for credit in (photo, second)]
    assert [response.url for response in found] == [
        f"/articles/{article.pk}/#credit-{photo.pk}",
        f"/relays/articles/{first.pk}/",
    ]


def test_a_second_attribution_to_one_source_leads_to_its_relay(reader):
    statement = make_statement(to=["Ada Lund", "A. M. Lund"])
    lund = make_source("Ada Lund", "person")
    first, second = statement.attributions.all()
    for name in ("Ada Lund", "A. M. Lund"):
        decide_name(name, lund)
    assert reader.get(f"/relays/{second.pk}/").url == f"/relays/{first.pk}/"


def test_a_removed_row_says_so_and_an_unknown_one_is_not_found(reader):
    editor = make_user("Editors", username="ann")
    statement = make_statement()
    attribution, article = statement.attributions.get().pk, statement.article
    credit = make_credit(article, "dateline", make_source(), "The bridge")
    marking.remove_statement(statement, by=editor)
    marking.remove_credit(credit, by=editor)
    for address in (f"/statements/{statement.pk}/", f"/relays/{attribution}/", f"/relays/articles/{credit.pk}/"):
        text = page(reader, address, 410)
        assert "was removed" in text
    assert f"/articles/{article.pk}/" in page(reader, f"/statements/{statement.pk}/", 410)
    for address in ("statements", "relays", "relays/articles", "articles", "outlets", "sources", "claims"):
        assert reader.get(f"/{address}/987654/").status_code == 404
        assert reader.get(f"/{address}/{10**25}/").status_code == 404


def test_undo_brings_a_permalink_back(reader):
    editor = make_user("Editors")
    statement = make_statement(by=editor)
    marking.remove_statement(statement, by=editor)
    page(reader, f"/statements/{statement.pk}/", 410)
    steps.undo(statement.article, by=editor)
    page(reader, f"/statements/{statement.pk}/")


def test_merged_rows_lead_to_the_living_one(reader):
    living, merged = make_outlet(), make_outlet()
    Source.objects.filter(pk=merged.pk).update(merged_into=living)
    kept, double = make_claim(), make_claim()
    Claim.objects.filter(pk=double.pk).update(merged_into=kept)
    article, copy = make_article(), make_article()
    Article.objects.filter(pk=copy.pk).update(merged_into=article)
    for address, to in (
        (f"/outlets/{merged.pk}/", f"/outlets/{living.pk}/"),
        (f"/sources/{merged.pk}/", f"/sources/{living.pk}/"),
        (f"/claims/{double.pk}/", f"/claims/{kept.pk}/"),
        (f"/articles/{copy.pk}/", f"/articles/{article.pk}/"),
    ):
        response = reader.get(address)
        assert (response.status_code, response.url) == (301, to)


# --- outlet and source --------------------------------------------------------------------------------


def test_every_number_of_an_outlet_opens_its_rows(reader):
    courier, post = make_outlet("Courier"), make_outlet("Post")
    lund, claim = make_source("Ada Lund", "person"), make_claim()
    article = make_article(courier)
    first = make_statement(article, "The bridge will close", to=lund, via=post)
    marking.judge(first, claim, "same", by=make_user())
    make_statement(article, "We have no choice", to=["Nobody Known", Who(descriptor="two officials")])
    make_statement(article, "around 40 lorries", to=courier)  # self-credit
    make_statement(article, "every hour", to=lund, state="suggested")
    make_statement(make_article(post), to=courier)
    make_statement(make_article(post), to=lund, via=courier)
    make_credit(make_article(courier), "dateline", make_source("Wire", "agency"))
    text = page(reader, f"/outlets/{courier.pk}/")
    check_numbers(text, least=15)
    assert f'<a class="count" href="/relays/?outlet={courier.pk}">4 relays</a>' in text
    assert f'<a class="count" href="/relays/?source={courier.pk}">1 relay</a>' in text
    assert f'<a class="count" href="/relays/?via={courier.pk}">1 relay</a>' in text
    assert claim.wording in text
    assert "Nobody Known" in text


def test_an_outlet_shows_names_domains_owners_and_family(reader):
    courier, sister, group = make_outlet("Courier"), make_outlet("Sister"), make_source("Group Ltd")
    Alias.objects.create(source=courier, name="Evening Courier", ends_on=dt.date(2020, 5, 31))
    Domain.objects.create(outlet=courier, host="courier.example")
    for outlet in (courier, sister):
        Ownership.objects.create(outlet=outlet, owner=group, starts_on=dt.date(2021, 1, 1))
    old = make_outlet("Sold")
    Ownership.objects.create(outlet=old, owner=group, ends_on=dt.date(2019, 1, 1))
    text = page(reader, f"/outlets/{courier.pk}/")
    assert re.search(r"Evening Courier</span>\s+<span class=\"meta\">until 2020-05-31", text.replace("\n", " "))
    assert "courier.example" in text
    assert "from 2021-01-01" in text
    assert ">Sister</a>" in text
    assert "Sold" not in text


def test_who_is_no_publisher_has_no_outlet_page(reader):
    lund = make_source("Ada Lund", "person")
    assert reader.get(f"/outlets/{lund.pk}/").url == f"/sources/{lund.pk}/"


def test_a_source_counts_itself_or_with_its_people_on_the_day(reader):
    port, lund = make_source("Port Authority"), make_source("Ada Lund", "person")
    Affiliation.objects.create(member=lund, organisation=port, role="engineer", ends_on=dt.date(2026, 3, 31))
    post = make_outlet()
    make_statement(make_article(), to=port, via=post)
    make_statement(make_article(), to=lund)
    make_statement(make_article(published_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC)), to=lund)
    alone = page(reader, f"/sources/{port.pk}/")
    check_numbers(alone, least=6)
    assert "1 relay</a>" in alone
    together = page(reader, f"/sources/{port.pk}/?with=people")
    check_numbers(together, least=8)
    assert f'href="/relays/?source={port.pk}&amp;source_as=with+bodies">2 relays</a>' in together
    page(reader, f"/sources/{port.pk}/?with=dogs", 400)
    page(reader, f"/sources/{port.pk}/?wiht=people", 400)


def test_open_names_that_may_mean_a_source_are_shown(reader):
    lund = make_source("Ada Lund", "person")
    Alias.objects.create(source=lund, name="A. Lund")
    for name in ("ADA LUND", "A. Lund", "Ada Lunden"):
        make_statement(make_article(), to=Who(printed_name=name, leave_open=True))
    text = page(reader, f"/sources/{lund.pk}/")
    assert re.findall(r"“<span dir=\"auto\">(.*?)</span>”", text) == ["A. Lund", "ADA LUND"]


# --- claim ----------------------------------------------------------------------------------------------


def test_a_claim_shows_statements_by_time_and_denials_apart(reader):
    claim, judge = make_claim("The bridge closes on Monday"), make_user()
    late = make_statement(make_article(published_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC)), "We have no choice")
    early = make_statement(make_article(published_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)), "The bridge will close")
    undated = make_statement(make_article(published_at=None), "around 40 lorries")
    denial = make_statement(make_article(), "every hour", polarity="denies")
    related = make_statement(make_article(), "on Monday")
    waiting = make_statement(make_article(), "the mayor said", state="suggested")
    for statement in (late, early, undated, denial, waiting):
        marking.judge(statement, claim, "same", by=judge)
    marking.judge(related, claim, "related", by=judge)
    text = page(reader, f"/claims/{claim.pk}/")
    assert [int(pk) for pk in re.findall(r'<td class="quote"[^>]*><a href="/statements/(\d+)/"', text)] == [
        early.pk,
        late.pk,
        undated.pk,
        denial.pk,
        related.pk,
    ]
    check_numbers(text, least=9)
    assert "<b>3</b> statements" in text
    assert "<b>1</b> denial" in text


def test_a_claim_can_be_reworded_by_those_who_may(client):
    claim = make_claim("Old words", note="keep me")
    client.force_login(make_user("Researchers"))
    assert client.get(f"/claims/{claim.pk}/edit/").status_code == 403
    editor = make_user("Editors", username="ann")
    client.force_login(editor)
    refused = client.post(f"/claims/{claim.pk}/edit/", {"wording": " ", "topics": "bridges", "note": "typed"})
    assert "typed" in refused.content.decode()
    answer = client.post(
        f"/claims/{claim.pk}/edit/",
        {"wording": "New  words", "topics": "bridges, harbour, bridges", "event_date": "2026-03-02", "note": "keep me"},
    )
    assert answer.url == f"/claims/{claim.pk}/"
    claim.refresh_from_db()
    assert (claim.wording, claim.topics, claim.event_date) == ("New words", ["bridges", "harbour"], dt.date(2026, 3, 2))
    text = page(client, f"/claims/{claim.pk}/")
    assert "ann:" in text
    assert "wording: Old words → New words" in text


# --- all of them ------------------------------------------------------------------------------------------


def record(times, hostile=""):
    """One outlet, source and claim with `times` rows of everything their pages show; the addresses."""
    outlet, source = make_outlet(hostile), make_source(hostile, note=hostile)
    claim, user = make_claim(hostile, note=hostile, topics=[hostile or "topic"]), make_user()
    body = f"Alpha: one0 one1 one2, two0 two1 two2. {hostile}"
    for number in range(times):
        article = make_article(outlet, title=hostile and f"{hostile}{number}", body=body, byline=hostile)
        member, owner = make_source(hostile, "person"), make_outlet(hostile)
        Affiliation.objects.create(member=member, organisation=source, role=hostile)
        Affiliation.objects.create(member=source, organisation=make_source(hostile), role=hostile)
        Alias.objects.create(source=source, name=f"{hostile} alias {number}")
        Ownership.objects.create(outlet=owner, owner=source)
        unnamed = Who(descriptor=hostile or "an official", body=hostile, reason=hostile, affiliation=hostile)
        for n in range(3):
            statement = make_statement(
                article,
                [f"one{n}", f"two{n}"],
                to=[source, make_source(hostile, "person"), (hostile and f"{hostile} X") or f"Open {number}", unnamed],
                via=owner,
                note=hostile,
                by=user,
            )
            marking.judge(statement, claim, "same", by=user, note=hostile)
            marking.decide_statement(statement, "accepted", by=user, reason=hostile)
        denial = make_statement(make_article(), to=outlet, via=source, polarity="denies")
        marking.judge(denial, claim, "same", by=user)
        credit = make_credit(article, "dateline", owner, "Alpha")
    attribution = statement.attributions.first()
    return [
        f"/articles/{article.pk}/",
        f"/statements/{statement.pk}/",
        f"/relays/{attribution.pk}/",
        f"/relays/articles/{credit.pk}/",
        f"/outlets/{outlet.pk}/",
        f"/sources/{source.pk}/",
        f"/sources/{source.pk}/?with=people",
        f"/claims/{claim.pk}/",
    ]


def test_every_page_needs_the_same_queries_at_one_and_three_rows(editor):
    one, three = record(1), record(3)
    assert [queries(editor, address) for address in one] == [queries(editor, address) for address in three]


def test_the_article_page_needs_the_same_queries_at_one_and_three_statements(editor):
    few, many = make_article(), make_article()
    make_statement(few, "The bridge will close", via=make_outlet())
    for words in ("The bridge will close", "We have no choice", "around 40 lorries"):
        make_statement(many, words, via=make_outlet())
    assert queries(editor, f"/articles/{few.pk}/") == queries(editor, f"/articles/{many.pk}/")


@pytest.mark.parametrize(
    "hostile",
    [
        '<script>alert("1")</script>',
        "\"><img src=x onerror='alert(1)'>",
        "{{ 7|add:7 }}{% debug %}</textarea></title>",
        "‮ javascript:alert(1) ﷽ \u200b",
    ],
)
def test_hostile_text_shows_as_text(editor, hostile):
    for address in record(1, hostile):
        text = page(editor, address)
        assert html.escape(hostile) in text, address
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        # what stands within the quotes of an attribute is its value, whatever it looks like
        assert not re.search(r"<[^>]+ (style|on\w+)=", re.sub(r'"[^"<>]*"', '""', text))
