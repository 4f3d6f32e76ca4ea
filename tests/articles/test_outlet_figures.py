"""Figures of one outlet over time: bad input first, then each figure to the row."""

import csv
import datetime as dt
import re
from contextlib import contextmanager
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles import exports, outlet_figures, relays
from articles.marking import Credited, Who, judge
from articles.merging import merge_claims
from articles.models import Arrival, Attribution, Capture, Match, Statement, Via
from articles.outlet_figures import BY_NAME, FIGURES
from articles.relays import together
from articles.views import lists
from sources.models import Domain, Ownership
from tests.factories import make_article, make_claim, make_link, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

LISTED = {"/relays/": lists.RELAYS, "/statements/": lists.STATEMENTS, "/claims/": lists.CLAIMS}
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


def at(*day):
    return dt.datetime(*day, tzinfo=dt.UTC)


def totals(name, outlet, days=YEAR):
    """The parts of a figure that are not 0."""
    return {part: number for part, number in outlet_figures.tell(BY_NAME[name], outlet, days).totals.items() if number}


def rows_behind(address):
    path, _, query = address.partition("?")
    found = LISTED[path].filter(QueryDict(query), LISTED[path].rows())
    assert found.is_valid(), (address, found.error_lines())
    return found.qs.count()


def cite(statement, article):
    """The one attribution of a statement cites `article`."""
    Attribution.objects.filter(statement=statement).update(cited_article=article)
    return statement


def captured(article):
    """A page of the article was captured."""
    arrival = Arrival.objects.create(address=article.address, address_key=article.address_key)
    facts = {"address": article.address, "status": 200, "sha256": "0", "size": 1, "fetched_at": at(2026, 3, 1)}
    return Capture.objects.create(arrival=arrival, article=article, **facts)


# --- what cannot be asked, and what is not there ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=yesterday&to=2026-01-01", "“yesterday” is no date"),
        ("from=2026-02-01&to=2026-01-01", "lies before"),
        ("from=1900-01-01&to=2026-01-01", "At most 20 years at once."),
        ("from=2026-01-01", "Give both days, or none"),
        ("to=2026-01-01", "Give both days, or none"),
        ("smell=sweet", "“smell” is no parameter"),
        ("page=2", "“page” is no parameter"),
    ],
)
def test_what_cannot_be_read_is_said(reader, query, sentence):
    outlet = make_outlet()
    html = unescape(reader.get(f"/outlets/{outlet.pk}/figures/?{query}").content.decode())
    assert sentence in html
    assert "outlet-figure" not in html
    assert reader.get(f"/outlets/{outlet.pk}/figures.csv?{query}").status_code == 400
    assert reader.get(f"/outlets/{outlet.pk}/figures.svg?of=first&{query}").status_code == 400


@pytest.mark.parametrize("page", ["figures/", "figures.csv", "figures.svg?of=first"])
def test_whose_figures_they_are(reader, page):
    kept, merged, person = make_outlet(), make_outlet(), make_source(kind="person")
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    assert reader.get(f"/outlets/999999/{page}").status_code == 404
    moved = reader.get(f"/outlets/{merged.pk}/{page}")
    assert (moved.status_code, moved["Location"]) == (301, f"/outlets/{kept.pk}/{page}")
    assert reader.get(f"/outlets/{person.pk}/{page}")["Location"] == f"/sources/{person.pk}/"


def test_a_picture_that_there_is_not(reader):
    answer = reader.get(f"/outlets/{make_outlet().pk}/figures.svg?of=smell")
    assert (answer.status_code, "of: give one of relayed, credited" in answer.content.decode()) == (400, True)


def test_an_outlet_without_statements_has_empty_figures(reader):
    outlet = make_outlet()
    html = reader.get(f"/outlets/{outlet.pk}/figures/").content.decode()
    assert html.count("Nothing to count in these days.") == len(FIGURES)
    assert reader.get(f"/outlets/{outlet.pk}/").status_code == 200
    make_article(outlet)
    assert reader.get(f"/outlets/{outlet.pk}/figures/").content.decode().count("Nothing to count") == len(FIGURES)


def test_undated_rows_are_left_out_and_told(reader):
    outlet = make_outlet()
    make_statement(make_article(outlet, published_at=None))
    response = reader.get(f"/outlets/{outlet.pk}/figures/")
    assert response.context["coverage"]["undated_left_out"] == 1
    assert response.content.decode().count("Nothing to count in these days.") == len(FIGURES)


def test_what_is_suggested_is_not_counted():
    outlet = make_outlet()
    make_statement(make_article(outlet), state="suggested")
    assert [totals(figure.name, outlet) for figure in FIGURES] == [{}] * len(FIGURES)


def test_the_usual_days_are_the_twelve_months_up_to_the_newest_article():
    outlet, today = make_outlet(), dt.date(2026, 6, 15)
    assert outlet_figures.usual_days(outlet, today) == (dt.date(2025, 7, 1), dt.date(2026, 6, 30))
    make_article(outlet, published_at=at(2024, 2, 10))
    assert outlet_figures.usual_days(outlet, today) == (dt.date(2023, 3, 1), dt.date(2024, 2, 29))
    # a date that lies ahead is a slip of somebody's
    make_article(outlet, published_at=at(2031, 2, 10))
    assert outlet_figures.usual_days(outlet, today) == (dt.date(2023, 3, 1), dt.date(2024, 2, 29))


# --- each figure to the row ------------------------------------------------------------------------------------------


def test_whom_it_relays_and_who_relays_it():
    outlet, other = make_outlet(), make_outlet()
    make_statement(make_article(outlet))
    make_statement(make_article(outlet), to=Who(descriptor="an official"))
    make_statement(make_article(outlet), to=outlet)  # itself: no relay
    make_statement(make_article(other), to=outlet)
    make_statement(make_article(other), via=outlet)
    assert totals("relayed", outlet) == {"named": 1, "unnamed": 1}
    assert totals("credited", outlet) == {"credited": 1, "passed": 1}


def test_every_statement_stands_in_exactly_one_way():
    outlet = make_outlet()
    make_statement(make_article(outlet))
    make_statement(make_article(outlet), own_reporting="printed")
    make_statement(make_article(outlet), voice="own voice", own_reporting="editor")
    make_statement(make_article(outlet), voice="own voice")
    make_statement(make_article(outlet), voice="none named")
    make_statement(make_article(outlet), to=outlet)
    # a co-speaker that is somebody else makes it a relay
    make_statement(make_article(outlet), to=[outlet, make_source()])
    assert totals("standing", outlet) == {
        "own reporting": 2,
        "relayed": 2,
        "unattributed": 2,
        "credits nobody else": 1,
    }
    assert sum(totals("standing", outlet).values()) == Statement.objects.count()


@pytest.mark.parametrize(
    ("ours", "theirs", "part"),
    [
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1, 10), "minute"), "measured"),
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1, 12), "minute"), "measured"),
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1, 13), "minute"), "negative"),
        ((at(2026, 3, 1), "day"), (at(2026, 2, 1, 10), "minute"), "day"),
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1), "day"), "day"),
        ((at(2026, 3, 1, 12), "minute"), (None, "unknown"), "undated"),
    ],
)
def test_a_delay_is_measured_or_said_why_not(ours, theirs, part):
    outlet, upstream = make_outlet(), make_outlet()
    cited = make_article(upstream, published_at=theirs[0], published_precision=theirs[1])
    citing = make_article(outlet, published_at=ours[0], published_precision=ours[1])
    cite(make_statement(citing, to=upstream), cited)
    make_statement(make_article(outlet), to=upstream)  # names it, and its article is not recorded
    make_statement(make_article(outlet))  # names no outlet at all
    assert totals("delayed", outlet) == {part: 1, "not held": 1}


def test_quartiles_are_of_what_is_measured_alone():
    outlet, upstream = make_outlet(), make_outlet()
    cited = make_article(upstream, published_at=at(2026, 3, 1))
    for hours in (1, 2, 3, 4, 50):
        cite(
            make_statement(make_article(outlet, published_at=at(2026, 3, 1) + dt.timedelta(hours=hours)), to=upstream),
            cited,
        )
    cite(make_statement(make_article(outlet, published_at=at(2026, 2, 1)), to=upstream), cited)
    told = outlet_figures.tell(BY_NAME["delayed"], outlet, YEAR)
    hours = [span.total_seconds() / 3600 for span in told.quartiles[None]]
    assert hours == [2, 3, 4]
    assert set(told.quartiles) == {None, dt.date(2026, 3, 1)}


def test_the_nearest_cited_article_is_the_upstream():
    outlet, near, far = make_outlet(), make_outlet(), make_outlet()
    statement = make_statement(make_article(outlet, published_at=at(2026, 3, 2)), to=far, via=near)
    cite(statement, make_article(far, published_at=at(2026, 3, 1)))
    told = outlet_figures.tell(BY_NAME["delayed"], outlet, YEAR)
    assert told.quartiles[None][1] == dt.timedelta(days=1)
    Via.objects.update(cited_article=make_article(near, published_at=at(2026, 3, 1, 23)))
    told = outlet_figures.tell(BY_NAME["delayed"], outlet, YEAR)
    assert told.quartiles[None][1] == dt.timedelta(hours=1)


def test_an_article_is_no_upstream_of_itself():
    outlet, upstream = make_outlet(), make_outlet()
    article = make_article(outlet)
    cite(make_statement(article, to=upstream), article)
    assert totals("delayed", outlet) == {"not held": 1}


def test_a_link_leads_to_the_upstream_or_does_not():
    outlet, upstream = make_outlet(), make_outlet()
    Domain.objects.create(outlet=upstream, host="post.example", path="/news")
    cited = make_article(upstream, address="https://elsewhere.example/7")
    leads = {
        "post.example/news/1": "yes",
        "m.post.example/news?page=2": "yes",
        "post.example:8080/news": "yes",
        "elsewhere.example/7": "yes",
        "post.example/newsletter": "no",
        "nopost.example/news/1": "no",
        "other.example/post.example/news": "no",
    }
    for key, word in leads.items():
        article = make_article(outlet)
        cite(make_statement(article, to=upstream), cited)
        make_link(article, "https://unrelated.example/1")
        make_link(article, f"https://{key}")
        assert (key, totals("linked", outlet)) == (key, {word: 1})
        article.statements.update(state="rejected")
        relays.refresh([article.pk])


def test_a_link_counts_for_a_via_and_for_no_party():
    outlet, upstream = make_outlet(), make_outlet()
    Domain.objects.create(outlet=upstream, host="post.example")
    through, party, silent = (make_article(outlet) for _ in range(3))
    make_statement(through, via=upstream)
    make_statement(party, credited=(Credited(Who(source=upstream.pk), speaks_as="party"),))
    make_statement(silent, to=upstream)
    make_link(through, "https://post.example/1")
    make_link(party, "https://post.example/1")
    captured(silent)
    unknown = make_article(outlet)
    make_statement(unknown, to=upstream)
    assert totals("linked", outlet) == {"yes": 1, "no": 1, "not captured": 1}


def test_a_host_of_another_time_is_no_link_to_the_outlet():
    outlet, upstream = make_outlet(), make_outlet()
    Domain.objects.create(outlet=upstream, host="post.example", ends_on=dt.date(2026, 2, 1))
    article = make_article(outlet)
    make_statement(article, to=upstream)
    make_link(article, "https://post.example/1")
    assert totals("linked", outlet) == {"no": 1}


@pytest.mark.parametrize(
    ("ours", "theirs", "part"),
    [
        ((at(2026, 3, 1, 10), "minute"), (at(2026, 3, 1, 12), "minute"), "first"),
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1, 12), "minute"), "tied"),
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1, 10), "minute"), "later"),
        ((at(2026, 3, 1, 12), "minute"), (at(2026, 3, 1), "day"), "tied"),
        ((at(2026, 3, 1), "day"), (at(2026, 3, 1, 12), "minute"), "tied"),
        ((at(2026, 3, 1), "day"), (at(2026, 3, 1), "day"), "tied"),
        ((at(2026, 3, 1), "day"), (at(2026, 3, 2), "minute"), "first"),
        ((at(2026, 3, 2), "minute"), (at(2026, 3, 1), "day"), "later"),
        ((at(2026, 3, 1, 12), "minute"), (None, "unknown"), "cannot be told"),
    ],
)
def test_who_had_a_claim_first(ours, theirs, part):
    outlet, other, user = make_outlet(), make_outlet(), make_user()
    claim, alone, denied = make_claim(), make_claim(), make_claim()
    for whose, (when, precision) in ((outlet, ours), (other, theirs)):
        article = make_article(whose, published_at=when, published_precision=precision)
        judge(make_statement(article, voice="own voice"), claim, "same", by=user)
    judge(make_statement(make_article(outlet)), alone, "same", by=user)
    judge(make_statement(make_article(other), polarity="denies"), alone, "same", by=user)
    judge(make_statement(make_article(outlet), polarity="denies"), denied, "same", by=user)
    judge(make_statement(make_article(outlet)), denied, "related", by=user)
    assert totals("first", outlet) == {part: 1, "alone": 1}


def test_a_claim_counts_in_the_month_in_which_the_outlet_had_it_first():
    outlet, other, claim, user = make_outlet(), make_outlet(), make_claim(), make_user()
    for whose, when in ((outlet, at(2025, 12, 31)), (outlet, at(2026, 2, 1)), (other, at(2026, 1, 1))):
        judge(make_statement(make_article(whose, published_at=when)), claim, "same", by=user)
    assert totals("first", outlet) == {}  # not within 2026
    assert totals("first", outlet, (dt.date(2025, 12, 1), dt.date(2026, 2, 28))) == {"first": 1}
    assert totals("first", other) == {"later": 1}


def test_a_merged_claim_counts_once_with_the_one_that_took_over():
    outlet, other, user = make_outlet(), make_outlet(), make_user("Staff")
    kept, merged = make_claim(), make_claim()
    judge(make_statement(make_article(outlet)), kept, "same", by=user)
    judge(make_statement(make_article(other, published_at=at(2026, 3, 9))), merged, "same", by=user)
    merge_claims(kept, merged, by=user, reason="one claim")
    assert totals("first", outlet) == {"first": 1}
    assert totals("first", other) == {"later": 1}


def test_a_new_owner_changes_no_figure(reader):
    outlet, upstream = make_outlet(), make_outlet()
    one, two = make_source("One group"), make_source("Another group")
    Ownership.objects.create(outlet=outlet, owner=one, ends_on=dt.date(2026, 2, 28))
    Ownership.objects.create(outlet=outlet, owner=two, starts_on=dt.date(2026, 3, 1))
    for month in (2, 3):
        make_statement(make_article(outlet, published_at=at(2026, month, 10)), to=upstream)
    assert totals("relayed", outlet) == {"named": 2}
    html = reader.get(f"/outlets/{outlet.pk}/").content.decode()
    assert "One group" in html
    assert "Another group" in html


# --- the page ----------------------------------------------------------------------------------------------------


@together()
def fill(outlet):
    """Something in every part of every figure."""
    user, upstream = make_user(), make_outlet()
    Domain.objects.create(outlet=upstream, host=f"{upstream.pk}.example")
    cited = make_article(upstream, published_at=at(2026, 2, 1))
    for month in (2, 3):
        article = make_article(outlet, published_at=at(2026, month, 10, 12))
        cite(make_statement(article, to=upstream), cited)
        make_link(article, f"https://{upstream.pk}.example/1")
        late = make_article(outlet, published_at=at(2026, 1, month))
        cite(make_statement(late, to=upstream), cited)
        make_statement(article, voice="own voice")
        make_statement(article, to=Who(descriptor="an official"))
        make_statement(article, to=outlet)
        make_statement(article, own_reporting="printed", to=make_source(), via=upstream)
        judge(
            make_statement(make_article(upstream, published_at=at(2026, 1, month)), to=outlet),
            make_claim(),
            "same",
            by=user,
        )
        judge(make_statement(article), Match.objects.latest("pk").claim, "same", by=user)
        judge(make_statement(article), make_claim(), "same", by=user)
        make_statement(make_article(upstream, published_at=at(2026, month, 1)), via=outlet)
    return upstream


def test_every_number_opens_exactly_the_rows_it_counts(reader):
    outlet = make_outlet("The Courier")
    fill(outlet)
    for query in ("", "?from=2026-02-05&to=2026-03-10"):
        html = reader.get(f"/outlets/{outlet.pk}/figures/{query}").content.decode()
        found = re.findall(r'<a href="([^"]+)"><b>([\d,]+)</b>', html)
        found += re.findall(r'<a class="count" href="([^"]+)">([\d,]+)(?: \w+)?</a>', html)
        assert len(found) > 20
        for address, number in found:
            assert (address, rows_behind(unescape(address))) == (address, int(number.replace(",", "")))


def test_parts_of_a_whole_hold_every_row(reader):
    outlet = make_outlet("The Courier")
    fill(outlet)
    of_all = {
        "relayed": f"/relays/?outlet={outlet.pk}&from=2026-01-01&to=2026-12-31",
        "standing": f"/statements/?outlet={outlet.pk}&from=2026-01-01&to=2026-12-31",
        "first": f"/claims/?carried_by={outlet.pk}&carried_from=2026-01-01&carried_to=2026-12-31",
    }
    for name, address in of_all.items():
        assert (name, sum(totals(name, outlet).values())) == (name, rows_behind(address))
    assert sum(totals("linked", outlet).values()) == sum(totals("delayed", outlet).values())


def test_as_many_queries_for_three_rows_as_for_one(reader):
    outlet = make_outlet()
    fill(outlet)
    for page in ("", "figures/"):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(f"/outlets/{outlet.pk}/{page}").status_code == 200
            counts.append(len(queries))
            fill(outlet)
            fill(outlet)
        assert (page, counts[0]) == (page, counts[1])


def test_the_file_has_a_row_a_month_and_the_same_numbers(reader):
    outlet = make_outlet()
    fill(outlet)
    text = reader.get(f"/outlets/{outlet.pk}/figures.csv?from=2026-01-01&to=2026-04-30").content.decode()
    rows = {row["month"]: row for row in csv.DictReader(text.splitlines())}
    assert list(rows) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    told = {
        figure.name: outlet_figures.tell(figure, outlet, (dt.date(2026, 1, 1), dt.date(2026, 4, 30)))
        for figure in FIGURES
    }
    for figure in FIGURES:
        for part in figure.parts:
            assert (part.column, sum(int(row[part.column]) for row in rows.values())) == (
                part.column,
                told[figure.name].totals[part.name],
            )
    assert rows["2026-02"]["delay_median_seconds"] == str(int(dt.timedelta(days=9, hours=12).total_seconds()))
    assert rows["2026-01"]["delay_median_seconds"] == ""


@pytest.mark.parametrize("name", BY_NAME)
def test_a_picture_stands_by_itself(reader, name):
    outlet = make_outlet("<script>alert(1)</script>")
    fill(outlet)
    answer = reader.get(f"/outlets/{outlet.pk}/figures.svg?of={name}&from=2026-01-01&to=2026-04-30")
    drawn = ET.fromstring(answer.content)
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    links = [one.get("href") for one in drawn.iter("{http://www.w3.org/2000/svg}a")]
    assert links
    for link in links:
        assert link.startswith("http://testserver/")
        assert rows_behind(link.removeprefix("http://testserver"))


def test_the_outlet_page_leads_to_the_figures(reader):
    outlet = make_outlet()
    for month in (1, 1, 4):
        make_statement(make_article(outlet, published_at=at(2026, month, 3)))
    html = reader.get(f"/outlets/{outlet.pk}/").content.decode()
    assert f'href="/outlets/{outlet.pk}/figures/"' in html


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (dt.timedelta(0), "0 min"),
        (dt.timedelta(minutes=35, seconds=59), "35 min"),
        (dt.timedelta(hours=5, minutes=10), "5 h 10 min"),
        (dt.timedelta(days=1, minutes=10), "1 d"),
        (dt.timedelta(days=3, hours=4, minutes=9), "3 d 4 h"),
    ],
)
def test_a_span_in_words(span, words):
    assert outlet_figures.span_in_words(span) == words


def test_lists_files_and_abouts_take_the_same_names(reader, monkeypatch):
    @contextmanager
    def this_one():
        yield connection.connection

    monkeypatch.setattr(exports, "connection", this_one)
    outlet = make_outlet()
    fill(outlet)
    asked = {
        "relays": ["linked=yes", "delay=measured&delay=negative"],
        "statements": ["linked=yes", "delay=measured", "standing=relayed"],
        "articles": ["linked=yes", "delay=measured"],
        "claims": [f"carried_by={outlet.pk}&carried=later", "delay=not+held"],
    }
    for name, queries in asked.items():
        for query in queries:
            shown = reader.get(f"/{name}/?{query}").context["page"].paginator.count
            rows = b"".join(reader.get(f"/{name}.csv?{query}")).decode().count("\r\n") - 1
            told = reader.get(f"/{name}.about.json?{query}").json()["rows"]["count"]
            assert (name, query, shown) == (name, query, rows)
            assert (name, query, shown) == (name, query, told)
            assert shown or query == "delay=not+held"


def test_who_carries_it_has_to_be_said():
    found = LISTED["/claims/"].filter(QueryDict("carried=first"), LISTED["/claims/"].rows())
    assert (found.is_valid(), found.error_lines()) == (False, ["carried_by: Say which outlet carries it."])
    outlet = make_outlet()
    query = f"carried_by={outlet.pk}&carried_from=2026-02-01&carried_to=2026-01-01"
    found = LISTED["/claims/"].filter(QueryDict(query), LISTED["/claims/"].rows())
    assert not found.is_valid()
    assert "lies before" in found.error_lines()[0]
