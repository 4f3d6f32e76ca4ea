from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction.figures import figures
from articles.matching.figures import Outcome, compare


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("360 troops", "360 troops", "same"),
        ("1.2m people", "1,200,000 people", "same"),
        ("1.2 million persons", "1.2m people", "same"),
        ("a dozen boats", "twelve boats", "same"),
        ("45% of voters", "45 per cent of voters", "same"),
        ("$3bn", "3 billion dollars", "same"),
        ("US$3bn", "$3,000m", "same"),
        ("2 km", "2,000 metres", "same"),
        ("two weeks", "14 days", "same"),
        ("more than 360 troops", "at least 360 troops", "same"),
        ("300-400 tanks", "between 300 and 400 tanks", "same"),
        # one allows the other
        ("more than 360 troops", "370 troops", "compatible"),
        ("around 350 boats", "360 boats", "compatible"),
        ("nearly 1,000 mothers", "950 mothers", "compatible"),
        ("up to 20 boats", "12 boats", "compatible"),
        ("300-400 tanks", "350 tanks", "compatible"),
        ("1.2m people", "1,234,567 people", "compatible"),
        ("at least 12", "14 people", "compatible"),
        ("around 350 boats", "350 boats", "compatible"),
        ("20 soldiers", "20 troops", "compatible"),
        ("20 soldiers", "35 people", "compatible"),
        ("12 dead", "15 people", "compatible"),
        # they do not
        ("360 troops", "370 troops", "differ"),
        ("more than 360 troops", "300 troops", "differ"),
        ("around 350 boats", "500 boats", "differ"),
        ("nearly 1,000 mothers", "600 mothers", "differ"),
        ("1.2m people", "1,260,000 people", "differ"),
        ("35 soldiers", "20 people", "differ"),
        ("$3bn", "$4bn", "differ"),
        # they count something else
        ("20 boats", "20 tanks", "other unit"),
        ("20 women", "20 soldiers", "other unit"),
        ("5%", "5 percentage points", "other unit"),
        ("$3bn", "€3bn", "other unit"),
        ("20 people", "20%", "other unit"),
        ("2 km", "2 hours", "other unit"),
    ],
)
def test_two_figures(first, second, outcome):
    (a,), (b,) = figures(first), figures(second)
    assert compare(a, b).outcome == compare(b, a).outcome == outcome


def test_the_reason_and_the_change_are_told():
    (a,), (b,) = figures("more than 360 troops"), figures("450 troops")
    told = compare(a, b)
    assert told.reason == "more than 360 troops allows 450 troops"
    assert told.change == pytest.approx(0.25)
    (c,) = figures("450 boats")
    assert compare(a, c).change is None
    assert compare(a, c).reason == "troops and boats do not count the same"


@dataclass
class Made:
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    unit: str
    text: str


VALUES = st.decimals(0, 10**12, places=2)
QUALIFIERS = st.sampled_from(["", "more than", "around", "nearly", "up to", "fast"])
FIGURES = st.builds(
    lambda one, two, open_, qualifier, unit, text: Made(
        None if open_ == "low" else min(one, two),
        None if open_ == "high" else max(one, two),
        qualifier,
        unit,
        text,
    ),
    VALUES,
    VALUES,
    st.sampled_from(["low", "high", ""]),
    QUALIFIERS,
    st.sampled_from(["", "people", "soldiers", "$", "%", "km", "boats", "Menschen"]) | st.text(max_size=5),
    st.sampled_from(["1.2m", "3 Mio.", "5"]) | st.text(max_size=8),
)


@given(FIGURES, FIGURES)
def test_any_figures_are_compared_alike_from_both_sides(a, b):
    assert compare(a, b).outcome == compare(b, a).outcome
    assert compare(a, a).outcome in (Outcome.SAME, Outcome.COMPATIBLE)
