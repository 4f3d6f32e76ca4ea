"""Which sources may be one: suggested, told apart for good, found again by the command."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from sources import duplicates
from sources.models import Alias, Domain, LikelyDuplicate, NotTheSame, Source
from tests.factories import make_outlet, make_source, make_user

pytestmark = pytest.mark.django_db


def pairs():
    duplicates.compare(Source.objects.values_list("pk", flat=True))
    rows = LikelyDuplicate.objects.waiting().values_list("first__name", "second__name", "reason")
    return set(rows)


def test_equal_names_aliases_and_hosts_and_names_alike():
    souls, sailors = make_source("Save Our Souls"), make_source("Society of Sailors")
    Alias.objects.create(source=sailors, name="S.O.S.")
    Alias.objects.create(source=souls, name="SOS")
    make_source("save our soul"), make_source("The Harbour Post")
    make_outlet("Harbour Post")
    old, new = make_outlet("Evening Ledger"), make_outlet("Morning Gazette")
    Domain.objects.create(outlet=old, host="ledger.example", ends_on=dt.date(2020, 1, 1))
    Domain.objects.create(outlet=new, host="ledger.example", starts_on=dt.date(2020, 1, 2))
    make_source("Ron Feinerman", "person"), make_source("Ron Feinermann", "group")  # a person is no group
    assert pairs() == {
        ("Save Our Souls", "Society of Sailors", "name"),
        ("Save Our Souls", "save our soul", "alike"),
        ("The Harbour Post", "Harbour Post", "name"),
        ("Evening Ledger", "Morning Gazette", "host"),
    }


def test_merged_sources_are_suggested_no_more():
    kept = make_source("Save Our Souls")
    make_source("Save our soul", merged_into=kept)
    assert pairs() == set()


def test_a_rename_takes_the_suggestion_back():
    make_source("Save Our Souls")
    other = make_source("Save our soul")
    assert len(pairs()) == 1
    other.name = "Harbour Trust"
    other.save()
    duplicates.compare([other.pk])
    assert not LikelyDuplicate.objects.exists()


def test_not_the_same_is_remembered_until_somebody_takes_it_back():
    first, second = make_source("Ada Lund", "person"), make_source("Ada Lund", "person")
    user = make_user()
    assert duplicates.tell_apart([(second.pk, first.pk)], by=user, note="Two people.") == 1
    assert duplicates.tell_apart([(first.pk, second.pk)], by=user) == 0
    assert pairs() == set()
    NotTheSame.objects.all().delete()
    assert pairs() == {("Ada Lund", "Ada Lund", "name")}


def test_a_name_that_very_many_carry_is_suggested_a_few_times():
    Source.objects.bulk_create(
        Source(kind="person", name="Ada Lund", name_key="ada lund", sort_key="ada lund") for _ in range(30)
    )
    one = Source.objects.first()
    duplicates.compare([one.pk])
    assert LikelyDuplicate.objects.of(one).count() <= duplicates.SUGGESTED_AT_MOST


def test_the_command_compares_all_in_pieces(monkeypatch):
    monkeypatch.setattr(duplicates, "PIECE", 1)
    make_source("Save Our Souls"), make_source("Save our soul"), make_source("Harbour Trust")
    out = StringIO()
    call_command("suggest_duplicates", stdout=out)
    assert "3 of 3 sources compared" in out.getvalue()
    assert "1 pairs wait for a curator." in out.getvalue()
