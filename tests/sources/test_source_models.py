"""What the database itself refuses, whoever writes."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sources.models import Affiliation, Alias, Domain, Ownership, Source
from tests.factories import make_article, make_outlet, make_source

pytestmark = pytest.mark.django_db

MARCH, JUNE, JULY = dt.date(2026, 3, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1)


def at_commit():
    """Deferred rules speak now, as they would at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(write, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()
        at_commit()


def test_an_alias_stands_once_per_source_language_and_period():
    source = make_source()
    Alias.objects.create(source=source, name="S.O.S.", ends_on=JUNE)
    Alias.objects.create(source=source, name="SOS", starts_on=JULY)
    Alias.objects.create(source=source, name="SOS", language="de", starts_on=MARCH)
    refused(lambda: Alias.objects.create(source=source, name="sos", starts_on=JUNE), "sources_alias_once_per_period")


def test_several_sources_may_carry_one_alias():
    Alias.objects.create(source=make_source(), name="SOS")
    Alias.objects.create(source=make_source(), name="SOS")
    assert Alias.objects.filter(name_key="sos").count() == 2


def test_a_host_belongs_to_one_outlet_at_a_time():
    Domain.objects.create(outlet=make_outlet(), host="paper.example", ends_on=JUNE)
    Domain.objects.create(outlet=make_outlet(), host="paper.example", starts_on=JULY)
    Domain.objects.create(outlet=make_outlet(), host="paper.example", path="/north")
    refused(lambda: Domain.objects.create(outlet=make_outlet(), host="paper.example"), "sources_domain_one_outlet")


def test_an_outlet_has_one_owner_at_a_time():
    outlet = make_outlet()
    Ownership.objects.create(outlet=outlet, owner=make_source(), ends_on=JUNE)
    Ownership.objects.create(outlet=outlet, owner=make_source(), starts_on=JULY)
    refused(lambda: Ownership.objects.create(outlet=outlet, owner=make_source()), "sources_ownership_one_owner")


@pytest.mark.parametrize("kind", ["organisation", "group", "person", "document"])
def test_only_publishers_have_domains_owners_and_articles(kind):
    source = make_source(kind=kind)
    refused(lambda: Domain.objects.create(outlet=source, host="paper.example"), "only_for_publishers|only an outlet")
    refused(lambda: Ownership.objects.create(outlet=source, owner=make_source()), "only an outlet")
    refused(lambda: make_article(source), "only an outlet")


def test_the_last_day_does_not_lie_before_the_first():
    refused(
        lambda: Alias.objects.create(source=make_source(), name="x", starts_on=JULY, ends_on=MARCH),
        "sources_alias_ends_after_start|range lower bound",
    )


def test_nobody_is_affiliated_to_itself_or_twice_at_once():
    source, body = make_source(kind="person"), make_source()
    Affiliation.objects.create(member=source, organisation=body, role="spokesman", starts_on=MARCH)
    refused(lambda: Affiliation.objects.create(member=source, organisation=source), "affiliation_not_itself")
    refused(
        lambda: Affiliation.objects.create(member=source, organisation=body, role="spokesman"),
        "sources_affiliation_once_per_period",
    )


@pytest.mark.parametrize("holds", ["article", "domain", "owner"])
def test_a_publisher_stays_one_while_it_has_rows(holds):
    outlet = make_outlet()
    if holds == "article":
        make_article(outlet)
    elif holds == "domain":
        Domain.objects.create(outlet=outlet, host="paper.example")
    else:
        Ownership.objects.create(outlet=outlet, owner=make_source())
    outlet.kind = "organisation"
    with pytest.raises(ValidationError, match="stays one while it has articles, domains or owners"):
        outlet.full_clean()
    refused(lambda: Source.objects.filter(pk=outlet.pk).update(kind="organisation"), "stays one while")
    Source.objects.filter(pk=outlet.pk).update(kind="agency")


def test_a_publisher_without_rows_may_become_another_kind():
    outlet = make_outlet()
    outlet.kind = "organisation"
    outlet.full_clean()
    outlet.save()
    assert Source.objects.get(pk=outlet.pk).kind == "organisation"


def test_a_merged_source_points_to_a_living_one():
    kept, duplicate, other = make_source(), make_source(), make_source()
    duplicate.merged_into = kept
    duplicate.save()
    at_commit()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    refused(lambda: Source.objects.filter(pk=other.pk).update(merged_into=duplicate), "point to a living row")
    refused(lambda: Source.objects.filter(pk=kept.pk).update(merged_into=other), "point to a living row")


def test_a_rename_keeps_the_keys_in_step():
    source = make_source("The Harbour Post")
    source.name = "Éclair"
    source.save(update_fields=["name"])
    stored = Source.objects.get(pk=source.pk)
    assert (stored.name, stored.name_key) == ("Éclair", "eclair")


def test_history_tells_who_changed_a_name(client):
    import pghistory

    source = make_source("Before")
    with pghistory.context(user=7):
        source.name = "After"
        source.save(update_fields=["name"])
    events = source.events.order_by("pgh_id")
    assert [(event.pgh_label, event.name) for event in events] == [("insert", "Before"), ("update", "After")]
    assert events.last().pgh_context.metadata["user"] == 7
