"""Curating sources in the admin: names that two carry, kinds that may not change, people who may come in."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User

from sources.models import Alias, Domain, Ownership, Source
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
