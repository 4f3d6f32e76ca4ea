"""Curating sources in the admin: names that two carry, kinds that may not change, people who may come in."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User

from sources import admin as source_admin
from sources import duplicates
from sources.models import Affiliation, Alias, Domain, LikelyDuplicate, NotTheSame, Ownership, Source
from tests.factories import make_article, make_outlet, make_source, make_user

pytestmark = pytest.mark.django_db

INLINES = ("aliases", "domains", "ownerships", "affiliations", "members")


@pytest.fixture
def staff(client):
    client.force_login(make_user("Staff"))
    return client


def form(name="Save Our Souls", kind="organisation", **values):
    """What the form of a source sends."""
    data = {"name": name, "kind": kind, "country": "", "language": "", "note": ""}
    for prefix in INLINES:
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | values


def row(prefix, *rows):
    """Inline rows that are new."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, values in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return data


def test_an_alias_of_another_source_asks_first_and_is_allowed_then(staff):
    other = make_source("Society of Sailors")
    Alias.objects.create(source=other, name="SOS")
    alias = {"name": "S.O.S.", "language": "", "starts_on": "", "ends_on": ""}
    asked = staff.post("/admin/sources/source/add/", form(**row("aliases", alias)))
    assert "is carried by Society of Sailors (organisation) already" in asked.content.decode()
    assert 'value="S.O.S."' in asked.content.decode()  # nothing typed is lost
    assert Alias.objects.count() == 1
    done = staff.post("/admin/sources/source/add/", form(**row("aliases", alias | {"confirmed": "on"})))
    assert done.status_code == 302
    assert set(Alias.objects.values_list("source__name", "name")) == {
        ("Society of Sailors", "SOS"),
        ("Save Our Souls", "S.O.S."),
    }


def test_an_alias_that_nobody_else_carries_needs_no_confirmation(staff):
    alias = {"name": "SOS", "language": "", "starts_on": "", "ends_on": ""}
    assert staff.post("/admin/sources/source/add/", form(**row("aliases", alias))).status_code == 302
    source = Source.objects.get()
    assert list(source.aliases.values_list("name_key", flat=True)) == ["sos"]
    assert source.created_by == User.objects.get()


def test_a_publisher_stays_one(staff):
    outlet = make_outlet("Courier")
    make_article(outlet)
    answer = staff.post(f"/admin/sources/source/{outlet.pk}/change/", form("Courier", "person"))
    assert (
        "A publisher is an outlet or agency and stays one while it has articles, domains or owners."
        in answer.content.decode()
    )
    outlet.refresh_from_db()
    assert outlet.kind == "outlet"


def test_only_publishers_have_domains(staff):
    domain = {"host": "souls.example", "path": "", "starts_on": "", "ends_on": ""}
    answer = staff.post("/admin/sources/source/add/", form(**row("domains", domain)))
    assert "Only an outlet or an agency has domains and owners." in answer.content.decode()
    assert not Source.objects.exists()


def test_rows_of_one_form_may_not_overlap(staff):
    twice = {"host": "https://www.courier.example/", "path": "", "starts_on": "", "ends_on": ""}
    again = {"host": "courier.example", "path": "", "starts_on": "2024-01-01", "ends_on": ""}
    answer = staff.post("/admin/sources/source/add/", form("Courier", "outlet", **row("domains", twice, again)))
    assert "A host and path stands here twice for one period." in answer.content.decode()
    again |= {"starts_on": "2024-01-01"}
    parted = row("domains", twice | {"ends_on": "2023-12-31"}, again)
    assert staff.post("/admin/sources/source/add/", form("Courier", "outlet", **parted)).status_code == 302
    assert [str(domain) for domain in Domain.objects.all()] == ["courier.example"] * 2


def test_a_host_of_another_outlet_is_refused(staff):
    Domain.objects.create(outlet=make_outlet(), host="courier.example")
    domain = {"host": "courier.example", "path": "", "starts_on": "", "ends_on": ""}
    answer = staff.post("/admin/sources/source/add/", form("Courier", "outlet", **row("domains", domain)))
    assert "belong to an outlet already in this period" in answer.content.decode()


def test_what_only_the_database_refuses_is_a_sentence(staff, monkeypatch):
    outlet, owner = make_outlet(), make_source()
    monkeypatch.setattr(Ownership, "validate_constraints", lambda self, exclude=None: None)
    Ownership.objects.create(outlet=outlet, owner=owner)
    data = {"outlet": outlet.pk, "owner": owner.pk, "starts_on": "2024-01-01", "ends_on": ""}
    answer = staff.post("/admin/sources/ownership/add/", data, follow=True)
    assert "Nothing was saved, since the database refused it" in answer.content.decode()
    assert Ownership.objects.count() == 1


def test_the_search_knows_aliases_and_spellings(staff):
    courier = make_outlet("The Courier")
    Alias.objects.create(source=courier, name="Evening Courier", ends_on=dt.date(2020, 1, 1))
    make_outlet("Post")
    for typed in ("the courier", "COURIER", "evening"):
        text = staff.get("/admin/sources/outlet/", {"q": typed}).content.decode()
        assert "1 result" in text or f"/admin/sources/outlet/{courier.pk}/change/" in text
        assert ">Post<" not in text
    found = staff.get(
        "/admin/autocomplete/",
        {"term": "evening", "app_label": "sources", "model_name": "ownership", "field_name": "owner"},
    )
    assert [one["text"] for one in found.json()["results"]] == ["The Courier"]


# --- renames ------------------------------------------------------------------------------------------


def change(source, **values):
    data = form(source.name, source.kind) | values
    return f"/admin/sources/source/{source.pk}/change/", data


def test_a_rename_asks_for_its_day_and_keeps_the_old_name(staff):
    source = make_source("Harbour Trust")
    address, data = change(source, name="Harbour Alliance", note="Typed.")
    asked = staff.post(address, data).content.decode()
    assert "Give the first day of the new name, so that “Harbour Trust” stays as an alias to the day before" in asked
    assert "Typed." in asked
    assert staff.post(address, data | {"renamed_on": "2024-03-01"}).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.note) == ("Harbour Alliance", "Typed.")
    assert list(source.aliases.values_list("name", "starts_on", "ends_on")) == [
        ("Harbour Trust", None, dt.date(2024, 2, 29))
    ]


def test_a_spelling_mistake_leaves_no_alias(staff):
    source = make_source("Harbuor Trust")
    address, data = change(source, name="Harbour Trust", spelling="on")
    assert staff.post(address, data).status_code == 302
    source.refresh_from_db()
    assert source.name == "Harbour Trust"
    assert not Alias.objects.exists()


def test_a_rename_that_cannot_be_is_refused(staff):
    source = make_source("Harbour Trust")
    Alias.objects.create(source=source, name="Harbour Trust", ends_on=dt.date(2020, 1, 1))
    for values, sentence in (
        ({"renamed_on": "2024-03-01", "spelling": "on"}, "Either a rename with its day, or a spelling mistake"),
        ({"renamed_on": "2999-01-01"}, "change it when that day has come"),
        ({"renamed_on": "yesterday"}, "Enter a valid date."),
        ({"renamed_on": "2024-03-01"}, "This source has that alias already, for this language and period."),
        ({"name": source.name, "renamed_on": "2024-03-01"}, "The name is the same as before"),
    ):
        address, data = change(source, **({"name": "Harbour Alliance"} | values))
        answer = staff.post(address, data)
        assert answer.status_code == 200, values
        assert sentence in answer.content.decode(), values
    source.refresh_from_db()
    assert source.name == "Harbour Trust"


def test_a_rename_into_a_name_in_use_asks_first(staff):
    make_source("Harbour Alliance", "group")
    source = make_source("Harbour Trust")
    address, data = change(source, name="The Harbour Alliance", renamed_on="2024-03-01")
    asked = staff.post(address, data).content.decode()
    assert "is carried by Harbour Alliance (named group) already" in asked
    assert 'value="The Harbour Alliance"' in asked
    assert staff.post(address, data | {"confirmed": "on"}).status_code == 302
    assert set(Source.objects.values_list("name", flat=True)) == {"Harbour Alliance", "The Harbour Alliance"}


def test_a_change_of_capitals_asks_nothing(staff):
    source = make_source("harbour trust")
    address, data = change(source, name="The Harbour Trust")
    assert staff.post(address, data).status_code == 302
    assert not Alias.objects.exists()


# --- new until checked --------------------------------------------------------------------------------


def test_sources_are_new_until_somebody_checks_them(staff):
    first, second, old = make_source("First"), make_source("Second"), make_source("Old", checked=True)
    address = "/admin/sources/source/?checked__exact=0&merged_into__isempty=1"
    assert set(staff.get(address).context["cl"].queryset) == {first, second}
    data = {"action": "check_off", "index": "0", "_selected_action": [first.pk, old.pk]}
    done = staff.post(address, data | {"select_across": "0"}, follow=True).content.decode()
    assert "Mark sources as checked: 1 of 1 rows changed." in done
    assert list(staff.get(address).context["cl"].queryset) == [second]
    user = User.objects.get()
    assert f"{user.username}, 2" in staff.get(f"/admin/sources/source/{first.pk}/change/").content.decode()
    data |= {"action": "renew", "_selected_action": [first.pk]}
    staff.post("/admin/sources/source/", data)
    assert set(staff.get(address).context["cl"].queryset) == {first, second}


# --- likely duplicates ----------------------------------------------------------------------------------


def test_a_source_like_another_is_suggested_on_both_forms_and_told_apart(staff):
    old = make_source("Save Our Souls", checked=True)
    staff.post("/admin/sources/source/add/", form("Save our soul"))
    new = Source.objects.get(name="Save our soul")
    merge = f"/merges/add/?kind=source&amp;kept={old.pk}&amp;merged={new.pk}"
    for source in (old, new):
        assert merge in staff.get(f"/admin/sources/source/{source.pk}/change/").content.decode()
    assert merge in staff.get("/admin/sources/likelyduplicate/").content.decode()
    apart = staff.get(f"/admin/sources/notthesame/add/?first={new.pk}&second={old.pk}").content.decode()
    assert "Save our soul" in apart
    data = {"first": new.pk, "second": old.pk, "note": "Two bodies."}
    assert staff.post("/admin/sources/notthesame/add/", data).url == "/admin/sources/likelyduplicate/"
    pair = NotTheSame.objects.get()
    assert (pair.first, pair.second, pair.by, pair.note) == (old, new, User.objects.get(), "Two bodies.")
    assert not staff.get("/admin/sources/likelyduplicate/").context["cl"].result_count
    assert "on record as not the same already" in staff.post("/admin/sources/notthesame/add/", data).content.decode()
    same = staff.post("/admin/sources/notthesame/add/", data | {"first": old.pk}).content.decode()
    assert "A source is the same as itself; choose two." in same
    assert staff.post(f"/admin/sources/notthesame/{pair.pk}/delete/", {"post": "yes"}).status_code == 302
    assert staff.get("/admin/sources/likelyduplicate/").context["cl"].result_count == 1


def test_many_pairs_are_told_apart_at_once(staff):
    for name in ("Ada Lund", "Ada Lund", "Ada Lund"):
        make_source(name, "person")
    duplicates.compare(Source.objects.values_list("pk", flat=True))
    rows = list(LikelyDuplicate.objects.values_list("pk", flat=True))
    data = {"action": "tell_apart", "index": "0", "_selected_action": rows, "select_across": "0"}
    asked = staff.post("/admin/sources/likelyduplicate/", data)
    assert "are remembered as two sources each" in asked.content.decode()
    staff.post("/admin/sources/likelyduplicate/", data | {"confirmed": "yes", "note": "Three people."})
    assert NotTheSame.objects.filter(note="Three people.").count() == 3
    assert not LikelyDuplicate.objects.waiting().exists()


# --- what goes along, and what is too much for a form ---------------------------------------------------


def test_a_source_that_rows_name_is_not_deleted(staff):
    outlet = make_outlet("Courier")
    make_article(outlet)
    text = staff.get(f"/admin/sources/source/{outlet.pk}/delete/").content.decode()
    assert "1 articles that name it as outlet" in text
    staff.post(f"/admin/sources/source/{outlet.pk}/delete/", {"post": "yes"})
    assert Source.objects.filter(pk=outlet.pk).exists()


def test_very_many_members_are_a_list_of_their_own(staff, monkeypatch):
    monkeypatch.setattr(source_admin, "ROWS_IN_A_FORM", 1)
    body = make_source("Union")
    for _ in range(2):
        Affiliation.objects.create(member=make_source(kind="person"), organisation=body)
    text = staff.get(f"/admin/sources/source/{body.pk}/change/").content.decode()
    assert "members-TOTAL_FORMS" not in text
    assert "aliases-TOTAL_FORMS" in text
    address = f"/admin/sources/affiliation/?organisation__id__exact={body.pk}"
    assert address in text
    assert staff.get(address).context["cl"].result_count == 2


def test_staff_implies_is_staff(staff):
    user = make_user("Editors")
    group = Group.objects.get(name="Staff")
    staff.post(
        f"/admin/auth/user/{user.pk}/change/",
        {
            "username": user.username,
            "is_active": "on",
            "groups": [group.pk],
            "date_joined_0": "2026-01-01",
            "date_joined_1": "12:00:00",
        },
    )
    user.refresh_from_db()
    assert user.is_staff
    assert list(user.groups.all()) == [group]
