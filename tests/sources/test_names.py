"""Printed names lead to the sources they may mean; one that is not certain is offered, never taken."""

import datetime as dt

import pytest

from sources.models import Alias, Domain
from sources.names import carriers_of_alias, find, outlet_of, suggest
from tests.factories import make_outlet, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def independent():
    outlet = make_outlet("The Independent")
    Domain.objects.create(outlet=outlet, host="independent.co.uk")
    return outlet


@pytest.mark.parametrize(
    "printed",
    ["the independent", "The Independent", "Independent", "independent.co.uk", "THE INDEPENDENT’S", "‘Independent’",
     "https://www.independent.co.uk/news/x-1.html"],
)  # fmt: skip
def test_ways_to_print_one_name_lead_to_one_outlet(independent, printed):
    assert find(printed).certain == independent


def test_a_name_that_another_carries_too_is_offered_not_taken(independent):
    other = make_outlet("Independent")
    found = find("The Independent")
    assert (found.certain, set(found.offered), found.is_ambiguous) == (None, {independent, other}, True)


def test_sos_asks_when_two_sources_carry_it():
    mothers, sailors = make_source("Save Our Souls", "group"), make_source("Sailors of the Sound", "group")
    for source in (mothers, sailors):
        Alias.objects.create(source=source, name="SOS")
    found = find("S.O.S.")
    assert (found.certain, set(found.offered)) == (None, {mothers, sailors})


def test_an_unknown_name_finds_nothing():
    make_source("Save Our Souls")
    found = find("Save Our Sailors")
    assert (found.certain, found.offered) == (None, [])


def test_an_alias_counts_in_its_language_and_time():
    source = make_source("Reichenau Post")
    Alias.objects.create(source=source, name="Inselblatt", language="de", ends_on=dt.date(2025, 12, 31))
    assert find("Inselblatt", language="de", on=dt.date(2025, 6, 1)).certain == source
    assert find("Inselblatt", language="en", on=dt.date(2025, 6, 1)).certain is None
    assert find("Inselblatt", language="de", on=dt.date(2026, 6, 1)).certain is None


def test_a_merged_source_is_not_found(independent):
    independent.merged_into = make_outlet("Indy")
    independent.save()
    assert find("Independent").certain is None
    assert find("independent.co.uk").certain.name == "Indy"


def test_the_longest_recorded_path_owns_an_address(independent):
    wales = make_outlet("Independent Wales")
    Domain.objects.create(outlet=wales, host="independent.co.uk", path="/wales")
    assert outlet_of("https://www.independent.co.uk/wales/news/1") == wales
    assert outlet_of("https://edition.independent.co.uk/sport/1") == independent
    assert outlet_of("https://independent.example/1") is None


def test_a_host_that_changed_hands_goes_by_the_day():
    old, new = make_outlet("Old Post"), make_outlet("New Post")
    Domain.objects.create(outlet=old, host="post.example", ends_on=dt.date(2025, 12, 31))
    Domain.objects.create(outlet=new, host="post.example", starts_on=dt.date(2026, 1, 1))
    assert outlet_of("https://post.example/a", on=dt.date(2025, 6, 1)) == old
    assert outlet_of("https://post.example/a", on=dt.date(2026, 6, 1)) == new


def test_type_ahead_offers_exact_carriers_then_beginnings_then_likenesses(independent):
    sunday = make_outlet("Independent on Sunday")
    make_outlet("Harbour Post")
    assert suggest("independent") == [independent, sunday]
    assert suggest("independant") == [independent, sunday]
    assert suggest("  ") == []


def test_who_carries_an_alias_already(independent):
    other = make_outlet("Indy")
    assert carriers_of_alias("independent", but=other) == [independent]
    assert carriers_of_alias("independent", but=independent) == []
