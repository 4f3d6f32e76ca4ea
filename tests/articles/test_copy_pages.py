"""The pages of copies: the list and its file, two texts side by side, decisions one by one and of a group."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import actions, copying, tasks
from articles.models import Article, CopyGroup, CopyPair, Job
from tests.factories import make_article, make_copies, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


def told(start: int, words: int = 60) -> str:
    return " ".join(f"w{number}" for number in range(start, start + words)) + "."


def in_state(state, *pairs) -> None:
    copying.decide_pairs(list(pairs or CopyPair.objects.suggested()), state, by=make_user())


@pytest.fixture
def editor(client):
    client.force_login(make_user("Editors"))
    return client


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


def rows(client, query="") -> list[int]:
    response = client.get(f"/copies/?{query}")
    assert response.status_code == 200
    page = response.context["page"]
    assert page is not None, response.context["filter"].form.errors
    file = client.get(f"/copies.csv?{query}")
    lines = list(csv.DictReader(io.StringIO(b"".join(file).decode())))
    about = client.get(f"/copies.about.json?{query}").json()
    assert [int(line["pair_id"]) for line in lines] == [pair.pk for pair in page]
    assert about["rows"]["count"] == len(lines)
    return [pair.pk for pair in page]


# --- the list ---------------------------------------------------------------------------------------------------


def test_the_list_needs_as_many_queries_for_three_rows_as_for_one(reader):
    counts = []
    for start in (0, 1000, 2000):
        one, other = make_copies(body=told(start))
        make_credit(other, "foot line", one.outlet)
        in_state("accepted")
        reader.get("/copies/")
        with CaptureQueriesContext(connection) as queries:
            assert len(reader.get("/copies/").context["page"]) == start // 1000 + 1
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.django_db(transaction=True)
def test_page_file_and_about_hold_the_same_rows(reader):
    one, other = make_copies(body=told(0))
    make_credit(other, "foot line", one.outlet)
    make_copies(body=told(1000))
    make_article(body=f"{told(2000)} {told(5000, 200)}")
    copying.find_copies_of(Article.objects.latest("pk"))
    copying.find_copies_of(make_article(body=f"{told(2000)} {told(7000, 200)}"))
    credited, uncredited, passage = CopyPair.objects.order_by("pk")
    assert rows(reader) == []
    assert set(rows(reader, "state=suggested")) == {credited.pk, uncredited.pk, passage.pk}
    in_state("accepted", credited)
    in_state("rejected", uncredited)
    assert rows(reader) == [credited.pk]
    every = "state=any&"
    assert set(rows(reader, every + "credited=no")) == {uncredited.pk, passage.pk}
    assert rows(reader, every + "credited=yes") == [credited.pk]
    assert rows(reader, every + "extent=passage") == [passage.pk]
    assert set(rows(reader, every + "extent=whole")) == {credited.pk, uncredited.pk}
    assert rows(reader, every + "similar_to=50") == [passage.pk]
    assert set(rows(reader, every + "similar_from=51")) == {credited.pk, uncredited.pk}
    assert rows(reader, every + f"outlet={other.outlet_id}") == [credited.pk]
    assert rows(reader, every + f"article={one.pk}") == [credited.pk]
    for sort in ("words", "-words", "similarity", "found"):
        assert len(rows(reader, every + f"sort={sort}")) == 3


@pytest.mark.parametrize(
    "wrong", ["state=disputed", "similar_from=101", "similar_from=60&similar_to=50", "credited=perhaps", "copied=yes"]
)
def test_what_cannot_be_read_is_an_error(reader, wrong):
    make_copies()
    in_state("accepted")
    response = reader.get(f"/copies/?{wrong}")
    assert response.context["page"] is None
    assert reader.get(f"/copies.csv?{wrong}").status_code == 400
    assert reader.get(f"/copies.about.json?{wrong}").status_code == 400


def test_pairs_of_merged_articles_are_not_listed(reader):
    _one, other = make_copies()
    in_state("accepted")
    assert len(reader.get("/copies/").context["page"]) == 1
    Article.objects.filter(pk=other.pk).update(merged_into=make_article())
    assert len(reader.get("/copies/").context["page"]) == 0


# --- side by side -------------------------------------------------------------------------------------------------


def test_passages_are_numbered_and_lead_to_each_other(reader):
    source = make_article(body=f"{told(0)}\n\n{told(500, 40)}\n\n{told(900, 200)}")
    copying.find_copies_of(source)
    lifted = make_article(body=f"{told(2000, 300)}\n\n{told(0)}\n\nIn between.\n\n{told(500, 40)}\n\n{told(3000)}")
    copying.find_copies_of(lifted)
    pair = CopyPair.objects.get()
    html = reader.get(f"/copies/{pair.pk}/").content.decode()
    for number in range(1, len(pair.passages) + 1):
        for side, opposite in (("article", "other"), ("other", "article")):
            assert f'<mark id="{side}-{number}">' in html
            assert f'href="#{opposite}-{number}"' in html
    assert "characters left out" in html
    assert "uncredited" in html
    assert "<form" not in html.split("<main")[1].split("</main>")[0]  # who may not decide sees no buttons


def test_a_text_is_shown_as_text(reader):
    body = f"<script>alert(1)</script> {told(0)} <b>&amp;"
    make_copies(body=body)
    html = reader.get(f"/copies/{CopyPair.objects.get().pk}/").content.decode()
    assert "script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_a_pair_that_is_none(reader):
    assert reader.get("/copies/987654/").status_code == 404


def test_the_articles_page_says_copy_of_and_copied_by(reader):
    one, other = make_copies()
    shown = [reader.get(f"/articles/{article.pk}/").content.decode() for article in (one, other)]
    assert "Copied by" in shown[0]
    assert "Copy of" in shown[1]
    assert all("uncredited" in html for html in shown)
    in_state("rejected")
    assert "Copied by" not in reader.get(f"/articles/{one.pk}/").content.decode()


# --- decisions ------------------------------------------------------------------------------------------------------


def test_a_pair_is_accepted_and_taken_back_by_plain_forms(editor):
    one, _other = make_copies()
    pair = CopyPair.objects.get()
    for state, seen, grouped in (
        ("accepted", "suggested", True),
        ("rejected", "accepted", False),
        ("unsure", "rejected", False),
        ("suggested", "unsure", False),
    ):
        response = editor.post(f"/copies/{pair.pk}/decide/", {"state": state, "seen": seen})
        assert response.status_code == 302
        pair.refresh_from_db()
        assert pair.state == state
        assert (Article.objects.get(pk=one.pk).copy_group is not None) == grouped
        assert editor.get(f"/copies/{pair.pk}/").status_code == 200


def test_what_a_colleague_has_decided_since_is_said(editor):
    make_copies()
    pair = CopyPair.objects.get()
    in_state("rejected", pair)
    response = editor.post(f"/copies/{pair.pk}/decide/", {"state": "accepted", "seen": "suggested"})
    assert response.status_code == 422
    assert "has decided" in response.content.decode()
    pair.refresh_from_db()
    assert pair.state == "rejected"
    assert editor.post(f"/copies/{pair.pk}/decide/", {"state": "perhaps", "seen": "rejected"}).status_code == 422


def test_a_wire_report_is_decided_as_it_is_shown(editor):
    made = make_copies(4)
    pair = CopyPair.objects.order_by("pk").first()
    page = editor.get(f"/copies/{pair.pk}/group/")
    shown = [one.pk for one in page.context["pairs"]]
    assert len(shown) == 6
    # one more comes while the editor looks: it was not on the page, and is not decided
    late = make_article(body=told(0))
    copying.find_copies_of(late)
    response = editor.post(f"/copies/{pair.pk}/group/", {"pair": shown, "state": "accepted"})
    assert response.status_code == 302
    assert Article.objects.filter(copy_group=CopyGroup.objects.get()).count() == len(made)
    assert not CopyPair.objects.about(late).exclude(state="suggested").exists()
    # sent twice
    again = editor.post(f"/copies/{pair.pk}/group/", {"pair": shown, "state": "rejected"})
    assert again.status_code == 422
    assert "in the meantime" in again.content.decode()


def test_nothing_ticked_or_chosen_decides_nothing(editor):
    make_copies()
    pair = CopyPair.objects.get()
    for sent in ({}, {"pair": pair.pk}, {"state": "accepted"}, {"pair": "x", "state": "accepted"}):
        assert editor.post(f"/copies/{pair.pk}/group/", sent).status_code == 422
    assert CopyPair.objects.get().state == "suggested"


# --- each text once ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_each_text_counts_once_everywhere(reader):
    agency, alone = make_outlet(kind="agency"), make_article()
    made = make_copies(3)
    jane = make_source(kind="person")
    for article in (*made, alone):
        make_credit(article, "byline agency", agency)
    make_statement(alone, to=jane)
    in_state("accepted")

    def articles(query):
        return {relay.article_id for relay in reader.get(f"/relays/?{query}").context["page"]}

    assert articles("") == {article.pk for article in (*made, alone)}
    assert articles("copies=once") == {made[0].pk, alone.pk}
    assert articles("copies=only") == {made[1].pk, made[2].pk}
    # the original, where it is known
    CopyGroup.objects.update(original=made[2])
    assert articles("copies=once") == {made[2].pk, alone.pk}
    assert {row.pk for row in reader.get("/articles/?copies=once").context["page"]} == {made[2].pk, alone.pk}
    assert len(list(csv.reader(io.StringIO(b"".join(reader.get("/relays.csv?copies=once")).decode())))) == 4
    assert {one.pk for one in reader.get("/outlets/?copies=once").context["page"]} == {
        made[2].outlet_id,
        alone.outlet_id,
    }
    assert [one.pk for one in reader.get("/statements/?copies=only").context["page"]] == []


# --- found by a worker ---------------------------------------------------------------------------------------------


def test_a_stored_article_and_a_new_text_are_searched_by_a_worker():

    article = make_article(body=told(0))
    make = Job.objects.filter(task_name="find_copies", args__article_id=article.pk)
    assert make.count() == 1
    actions.revise_article(article, title="Title", standfirst="", body=told(0) + " More.")
    assert make.count() == 1  # one that waits is enough
    tasks.find_copies(article.pk)
    other = make_article(body=told(0))
    tasks.find_copies(other.pk)
    tasks.find_copies(other.pk)
    assert CopyPair.objects.count() == 1
    Article.objects.filter(pk=other.pk).update(merged_into=article)
    tasks.find_copies(other.pk)
    tasks.find_copies(987654)
