"""The pages of merges: choosing, the look before, the list with its file of redirects, undo."""

import csv
import io
from contextlib import contextmanager

import pytest
from django.db import connection

from articles import exports, marking, merging
from articles.models import Claim, Merge, Relay
from sources.models import Alias, Source
from tests.articles.test_merging import fresh, into, tie
from tests.articles.test_relays import Counting
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_see_this_transaction(monkeypatch):
    @contextmanager
    def this_one():
        yield connection.connection

    monkeypatch.setattr(exports, "connection", this_one)


@pytest.fixture
def staff(client):
    user = make_user("Staff")
    client.force_login(user)
    return user


def text_of(answer):
    return " ".join(answer.content.decode().split())


# --- bad input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=source&kept=999999", "There is no source 999999."),
        ("kind=source&kept=x", "“x” is no source id."),
        ("kind=source&merged=1&nonsense=2", "“nonsense” is no parameter"),
        ("kind=source&kept_name=Nobody+at+all", "No source is called “Nobody at all”."),
    ],
)
def test_what_cannot_be_read_is_said(client, staff, query, said):
    assert said in text_of(client.get(f"/merges/add/?{query}"))


def test_an_unknown_kind(client, staff):
    answer = client.get("/merges/add/?kind=planet")
    assert (answer.status_code, "it can be source or claim or article" in text_of(answer)) == (400, True)


def test_two_to_keep(client, staff):
    a, b = make_source("A"), make_source("B")
    assert "Only one can be kept" in text_of(client.get(f"/merges/add/?kind=source&kept={a.pk}&kept={b.pk}"))


def test_a_merged_one_is_not_taken_for_the_living(client, staff):
    a, b, c = make_source("A"), make_source("B"), make_source("C")
    into(b, a, staff)
    answer = text_of(client.get(f"/merges/add/?kind=source&kept={c.pk}&merged={a.pk}"))
    assert "“A” is merged into “B” already: choose that one instead." in answer
    assert "Why are the two one" not in answer


def test_without_a_reason_nothing_typed_is_lost(client, staff):
    a, b = make_source("A"), make_source("B")
    answer = client.post("/merges/add/", {"kind": "source", "kept": b.pk, "merged": a.pk, "reason": " "})
    assert (answer.status_code, "Say why the two are one" in text_of(answer)) == (422, True)
    assert f'name="merged" value="{a.pk}"' in text_of(answer)
    assert fresh(a).merged_into is None


def test_a_merge_that_a_colleague_just_made_keeps_the_reason(client, staff):
    a, b = make_source("A"), make_source("B")
    into(b, a, staff)
    answer = client.post("/merges/add/", {"kind": "source", "kept": b.pk, "merged": a.pk, "reason": "One body."})
    assert (answer.status_code, "“A” is merged into “B” already." in text_of(answer)) == (422, True)


def test_editors_merge_claims_and_nothing_else(client):
    client.force_login(make_user("Editors"))
    a, b = make_claim("A"), make_claim("B")
    one, two = make_source(), make_source()
    assert client.get("/merges/add/?kind=source").status_code == 403
    data = {"kind": "source", "kept": one.pk, "merged": two.pk, "reason": "One."}
    assert client.post("/merges/add/", data).status_code == 403
    assert client.get("/merges/offer/?kind=article&as=kept&kept_name=x").status_code == 403
    answer = client.post("/merges/add/", {"kind": "claim", "kept": b.pk, "merged": a.pk, "reason": "One."})
    assert (answer.status_code, Claim.objects.get(pk=a.pk).merged_into) == (302, b)
    source_merge = into(one, two, make_user("Staff"))
    assert client.get(f"/merges/{source_merge.pk}/").status_code == 200
    assert client.post(f"/merges/{source_merge.pk}/undo/").status_code == 403


def test_undo_twice_is_said(client, staff):
    merge = into(make_source(), make_source(), staff)
    assert client.post(f"/merges/{merge.pk}/undo/").status_code == 302
    answer = client.post(f"/merges/{merge.pk}/undo/")
    assert (answer.status_code, "was undone by" in text_of(answer)) == (422, True)


# --- choosing and the look before ---------------------------------------------------------------------------


def test_names_are_looked_up_without_scripts(client, staff):
    a, b = make_source("Ada Lund", "person"), make_source("A. Lund", "person")
    answer = client.get("/merges/add/?kind=source&kept_name=Ada+Lund&merged_name=A.+Lund")
    assert [(preview.kept, preview.merged) for preview in answer.context["previews"]] == [(a, b)]


def test_the_offer_while_typing(client, staff):
    lund = make_source("Ada Lund", "person")
    make_source("Moe", "person")
    offered = client.get("/merges/offer/?kind=source&as=kept&kept_name=Lun&merged=7").context["offered"]
    assert [(one["row"], one["url"]) for one in offered] == [
        (lund, f"/merges/add/?kind=source&merged=7&kept={lund.pk}")
    ]
    claim = make_claim("The bridge closes.")
    offered = client.get("/merges/offer/?kind=claim&as=merged&merged_name=bridge&merged=7").context["offered"]
    assert [one["url"] for one in offered] == [f"/merges/add/?kind=claim&merged={claim.pk}&merged=7"]


def test_the_look_before_counts_what_moves_and_writes_nothing(client, staff):
    kept, double = make_outlet("Harbour Post"), make_outlet("Post")
    Alias.objects.create(source=double, name="HP")
    lund = make_source("Lund", "person")
    make_statement(make_article(double), to=kept)  # will be self-credit
    make_statement(to=[kept, double])  # two relays that will be one
    make_statement(to=lund, via=double)
    answer = client.get(f"/merges/add/?kind=source&kept={kept.pk}&merged={double.pk}")
    (preview,) = answer.context["previews"]
    assert {part.label: part.count for part in preview.moves} == {
        "mentions, as one source named in one article": 2,
        "relays that credit it": 1,
        "relays that pass through it": 1,
        "articles that it published": 1,
        "other names": 1,
    }
    assert [note.label for note in preview.notes] == [
        "“Post” becomes another name of Harbour Post.",
        "1 relay in which the one credits the other will be self-credit: kept and flagged, not counted.",
        "1 relay that credits Post beside Harbour Post will join with that one: one relay, all attributions.",
    ]
    assert preview.articles == 3
    assert fresh(double).merged_into is None
    # every figure that is a link leads to exactly its rows
    for part in preview.moves:
        if part.url:
            assert client.get(part.url).context["page"].paginator.count == part.count
    assert client.get(preview.notes[1].url).context["page"].paginator.count == 1


def test_the_swap_keeps_the_other_one(client, staff):
    a, b = make_source("A"), make_source("B")
    (swap,) = client.get(f"/merges/add/?kind=source&kept={a.pk}&merged={b.pk}").context["swaps"]
    assert swap["url"] == f"/merges/add/?kind=source&kept={b.pk}&merged={a.pk}"


def test_several_duplicates_at_once_are_a_merge_each(client, staff):
    kept, one, two = make_source("Kept"), make_source("One"), make_source("Two")
    page = client.get(f"/merges/add/?kind=source&kept={kept.pk}&merged={one.pk}&merged={two.pk}")
    assert [preview.merged for preview in page.context["previews"]] == [one, two]
    data = {"kind": "source", "kept": kept.pk, "merged": [one.pk, two.pk], "reason": "All one."}
    assert client.post("/merges/add/", data).url == "/merges/"
    assert [(merge.merged_id, merge.kept_id) for merge in Merge.objects.order_by("pk")] == [
        (one.pk, kept.pk),
        (two.pk, kept.pk),
    ]


def test_the_look_before_two_claims_are_merged(client, staff):
    old, new, statement = make_claim("Old"), make_claim("New"), make_statement()
    marking.judge(statement, old, "same", by=staff)
    marking.judge(statement, new, "related", by=staff)
    (preview,) = client.get(f"/merges/add/?kind=claim&kept={new.pk}&merged={old.pk}").context["previews"]
    assert {part.label: part.count for part in preview.moves} == {
        "statements that make it": 1,
        "judgements, earlier ones too": 1,
    }
    (note,) = preview.notes
    assert [row.text for row in note.rows] == ["“The bridge will close on Monday”: related stands, same is replaced"]


def test_the_look_before_two_articles_are_merged_lists_what_is_not_found(client, staff):
    outlet = make_outlet()
    kept, double = make_article(outlet, title="One"), make_article(outlet, title="One", body="A pier is cracked.")
    lost = make_statement(double, "A pier is cracked")
    answer = client.get(f"/merges/add/?kind=article&kept={kept.pk}&merged={double.pk}")
    (preview,) = answer.context["previews"]
    assert [(line.text, line.url) for line in preview.stays] == [
        ("statement: A pier is cracked", f"/statements/{lost.pk}/")
    ]
    into(kept, double, staff, "article")
    assert "could not go along" in text_of(client.get(f"/statements/{lost.pk}/"))
    assert client.get("/statements/").context["page"].paginator.count == 0
    assert client.get(f"/statements/{lost.pk}/edit/").url == f"/articles/{kept.pk}/mark/"


# --- redirects -----------------------------------------------------------------------------------------------


def test_old_addresses_and_ids_go_on_working(client, staff):
    a, b, c = make_source("A"), make_source("B"), make_source("C")
    make_statement(to=a)
    into(b, a, staff)
    into(c, b, staff)
    assert client.get(f"/sources/{a.pk}/").url == f"/sources/{c.pk}/"
    assert client.get(f"/relays/?source={a.pk}").context["page"].paginator.count == 1
    assert "/merges/" in text_of(client.get(f"/sources/{c.pk}/"))


def test_the_file_of_redirects(client, staff):
    a, b, c = make_source("A"), make_source("B"), make_source("=C")
    old, new = make_claim("Old"), make_claim("New")
    first = into(b, a, staff, reason="One body.")
    second = into(c, b, staff)
    third = into(new, old, staff, "claim")
    undone = merging.undo(into(make_source("X"), make_source("Y"), staff), by=staff)
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/redirects.csv")).decode(), newline="")))
    assert [(row["merge_id"], row["kind"], row["old_id"], row["new_id"]) for row in rows] == [
        (str(third.pk), "claim", str(old.pk), str(new.pk)),
        (str(second.pk), "source", str(b.pk), str(c.pk)),
        (str(first.pk), "source", str(a.pk), str(c.pk)),
    ]
    last = rows[-1]
    assert (last["old_address"], last["new_address"]) == (
        f"http://testserver/sources/{a.pk}/",
        f"http://testserver/sources/{c.pk}/",
    )
    assert (last["by"], last["reason"], last["state"]) == (staff.username, "One body.", "merged")
    assert rows[1]["new_name"] == "'=C"
    (gone,) = csv.DictReader(io.StringIO(b"".join(client.get("/redirects.csv?state=undone")).decode(), newline=""))
    assert (gone["merge_id"], gone["new_id"], gone["undone_by"]) == (str(undone.pk), "", staff.username)
    about = client.get("/redirects.about.json?kind=claim").json()
    assert (about["rows"], about["filter"]) == ({"count": 1, "unit": "redirects"}, {"kind": ["claim"]})
    assert client.get("/redirects.csv?kind=planet").status_code == 400


def test_the_list_by_kind_state_and_words(client, staff):
    first = into(make_source("B"), make_source("A"), staff, reason="Same people.")
    second = into(make_claim("New"), make_claim("Old"), staff, "claim")
    merging.undo(second, by=staff)

    def found(query):
        return [merge.pk for merge in client.get(f"/merges/?{query}").context["page"]]

    assert found("") == [first.pk]
    assert found("state=any") == [second.pk, first.pk]
    assert found("state=any&kind=claim") == [second.pk]
    assert found("text=same+people") == [first.pk]
    assert found("from=2999-01-01") == []
    assert "no parameter of this list" in text_of(client.get("/merges/?planet=1"))


@pytest.mark.parametrize("address", ["/merges/?state=any", "/merges/{}/"])
def test_one_row_and_three_need_the_same_number_of_queries(client, staff, address):
    counts = []
    for rows in (1, 3):
        for _ in range(rows):
            kept, double = make_source(), make_source()
            for _statement in range(rows):
                make_statement(to=double)
            merge = into(kept, double, staff)
        with connection.execute_wrapper(counting := Counting()):
            assert client.get(address.format(merge.pk)).status_code == 200
        counts.append(counting.queries)
    assert counts[0] == counts[1]


# --- undo ---------------------------------------------------------------------------------------------------


def test_the_look_before_an_undo_says_what_stays(client, staff):
    lund, ada, brandt = make_source("Lund"), make_source("Ada Lund"), make_source("Brandt")
    first, _second = make_statement(to=lund), make_statement(to=lund)
    merge = into(ada, lund, staff)
    tie(first.attributions.get().mention, brandt, staff)
    preview = client.get(f"/merges/{merge.pk}/undo/").context["preview"]
    assert [(part.count, part.label) for part in preview.goes] == [
        (1, "mention"),
        (1, "other name"),
        (1, "redirect"),
    ]
    assert [line.why for line in preview.stays] == ["Moved by hand since."]
    assert client.post(f"/merges/{merge.pk}/undo/").url == f"/merges/{merge.pk}/"
    page = client.get(f"/merges/{merge.pk}/?outcome=stayed")
    assert [entry.why for entry in page.context["page"]] == ["Moved by hand since."]
    assert Relay.objects.get(statement=first).source == brandt
    assert Source.objects.get(pk=lund.pk).merged_into is None
