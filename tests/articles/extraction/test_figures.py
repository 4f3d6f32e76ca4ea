import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction.figures import figures

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "articles"


def read(text):
    return [
        (
            f.text,
            f.low if f.low is None else float(f.low),
            f.high if f.high is None else float(f.high),
            f.qualifier,
            f.unit,
        )
        for f in figures(text)
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        # qualifiers
        ("It speaks for more than 360 drivers who", ("more than 360 drivers", 360, None, "more than", "drivers")),
        ("At least three nurses left.", ("At least three nurses", 3, None, "At least", "nurses")),
        ("no fewer than 20 people", ("no fewer than 20 people", 20, None, "no fewer than", "people")),
        ("well over 300 tanks", ("well over 300 tanks", 300, None, "well over", "tanks")),
        ("nearly 1,000 mothers pressing", ("nearly 1,000 mothers", None, 1000, "nearly", "mothers")),
        ("almost 20 boats", ("almost 20 boats", None, 20, "almost", "boats")),
        ("up to 20 boats", ("up to 20 boats", None, 20, "up to", "boats")),
        ("fewer than ten people", ("fewer than ten people", None, 10, "fewer than", "people")),
        ("no more than 10 people", ("no more than 10 people", None, 10, "no more than", "people")),
        ("around three weeks", ("around three weeks", 3, 3, "around", "weeks")),
        ("about 350 boats", ("about 350 boats", 350, 350, "about", "boats")),
        ("Some 350 boats", ("Some 350 boats", 350, 350, "Some", "boats")),
        ("they talked about 350 boats", ("350 boats", 350, 350, "", "boats")),
        ("it went on for over three weeks", ("three weeks", 3, 3, "", "weeks")),
        ("300+ people", ("300+ people", 300, None, "+", "people")),
        ("300 or more people", ("300 or more people", 300, None, "or more", "people")),
        ("killed at least 12, among them", ("at least 12", 12, None, "at least", "")),
        # numbers
        ("1,000 boats", ("1,000 boats", 1000, 1000, "", "boats")),
        ("12,34,567 voters", ("12,34,567 voters", 1234567, 1234567, "", "voters")),
        ("1.2m people", ("1.2m people", 1200000, 1200000, "", "people")),
        ("1.2 million people", ("1.2 million people", 1200000, 1200000, "", "people")),
        ("a town of 1.2 million.", ("1.2 million", 1200000, 1200000, "", "")),
        ("$3bn in aid", ("$3bn", 3e9, 3e9, "", "$")),
        ("US$1.5 million", ("US$1.5 million", 1500000, 1500000, "", "US$")),
        ("2.5 lakh people", ("2.5 lakh people", 250000, 250000, "", "people")),
        ("Rs 500 crore", ("Rs 500 crore", 5e9, 5e9, "", "Rs")),
        ("10,000 EUR", ("10,000 EUR", 10000, 10000, "", "EUR")),
        ("NIS 300 million", ("NIS 300 million", 3e8, 3e8, "", "NIS")),
        ("20€ a day", ("20€", 20, 20, "", "€")),
        ("45% of voters", ("45%", 45, 45, "", "%")),
        ("0.5 per cent", ("0.5 per cent", 0.5, 0.5, "", "per cent")),
        ("ten percent", ("ten percent", 10, 10, "", "percent")),
        ("twenty-five boats", ("twenty-five boats", 25, 25, "", "boats")),
        ("two hundred and fifty thousand boats", ("two hundred and fifty thousand boats", 250000, 250000, "", "boats")),
        ("a dozen boats", ("a dozen boats", 12, 12, "", "boats")),
        ("half a dozen boats", ("half a dozen boats", 6, 6, "", "boats")),
        ("more than a hundred boats", ("more than a hundred boats", 100, None, "more than", "boats")),
        ("one million people", ("one million people", 1e6, 1e6, "", "people")),
        # ranges
        ("300-400 tanks", ("300-400 tanks", 300, 400, "", "tanks")),
        ("between 3 and 5 hospitals", ("between 3 and 5 hospitals", 3, 5, "between", "hospitals")),
        ("two or three weeks", ("two or three weeks", 2, 3, "", "weeks")),
        ("3 to 4 million dollars", ("3 to 4 million dollars", 3e6, 4e6, "", "dollars")),
        ("$3-4bn", ("$3-4bn", 3e9, 4e9, "", "$")),
        ("rose 3.2% to 1,204", ("3.2%", 3.2, 3.2, "", "%")),
        ("Haaretz’s 14 sources", ("14 sources", 14, 14, "", "sources")),
        ("rose from 300 to 400 boats", ("400 boats", 400, 400, "", "boats")),
        # what is counted
        ("350 Israeli reservists signed", ("350 Israeli reservists", 350, 350, "", "reservists")),
        ("48 remaining captives", ("48 remaining captives", 48, 48, "", "captives")),
        ("20 U.S. boats", ("20 U.S. boats", 20, 20, "", "boats")),
        ("20 F-16 jets", ("20 F-16 jets", 20, 20, "", "jets")),
        ("20 arms dealers in court", ("20 arms dealers", 20, 20, "", "dealers")),
        ("20 police officers", ("20 police officers", 20, 20, "", "officers")),
        ("20 Hamas fighters", ("20 Hamas fighters", 20, 20, "", "fighters")),
        ("Three Israelis were hurt", ("Three Israelis", 3, 3, "", "Israelis")),
        ("20 soldiers’ families", ("20 soldiers’ families", 20, 20, "", "families")),
        ("two years’ work", ("two years", 2, 2, "", "years")),
        ("12 dead and", ("12 dead", 12, 12, "", "dead")),
        ("Police said 12 were killed", ("12 were killed", 12, 12, "", "killed")),
        ("at least 12 have been arrested", ("at least 12 have been arrested", 12, None, "at least", "arrested")),
        ("20 more boats", ("20 more boats", 20, 20, "", "boats")),
        ("At least one young soldier was hurt", ("At least one young soldier", 1, None, "At least", "soldier")),
        ("On July 8, 2025, 20 people", ("20 people", 20, 20, "", "people")),
    ],
)
def test_figure(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "On July 8, 2025, and on 8 July 2025, in early September, on Friday, Sept. 5",
        "In 2025 and in the 1990s, from 2010-2015, the 2024 elections, 2025-09-05, 8/7/2025",
        "on 8 July people met, 7 October attacks, the January 6 rioters",
        "at 10:30, 10.30am, 10 am, 5 p.m., 9 o’clock, 0800 GMT",
        "Order No. 8, Channel 12 reports, Flight 370 passengers, Boeing 737 planes, page 12 shows, Article 5 duties",
        "COVID-19 cases, F-16 jets, AK-47 rifles, G7 states, 9/11 attacks, 24/7",
        "the 10th, the first and second groups, twenty-first",
        "John, 34, a 25-year-old, aged 20, 20 years old, two years ago, three weeks later",
        "One network, one of them, no one, one by one, One man",
        "20 of whom are believed alive, 20 of them, two in five women, nine out of ten people",
        "three times as many, two thirds of them, half of them, a three-week trip",
        "+44 20 7946 0958, 555-1234, 020 7946 0958, section 3.2.1, 127.0.0.1, a 3-1 win",
        "tens of thousands of people, dozens of boats, hundreds, a few soldiers, a hundred, a million",
        "at 10 Downing Street officials met, a 2m wall, 2m walls, 1.000 boats",
        "Channel Four viewers, in Group Three teams",
        "1990's, 3D films, 5G masts, x20 boats",
        "12345678901234567890 boats",
        "five\nboats",
        "",
    ],
)
def test_no_figure(text):
    assert read(text) == []


def test_figures_stand_in_order_and_apart():
    text = "At least 12 people, including three children and up to 5 women, in 3 villages and $3m in damage"
    assert [f.text for f in figures(text)] == [
        "At least 12 people",
        "three children",
        "up to 5 women",
        "3 villages",
        "$3m",
    ]


WORDS = ["three", "twenty", "-", " ", "hundred", "and", "million", "a", "dozen", "12", "1,000", ".", "2025", "$", "bn"]
WORDS += ["more than", "between", "to", "soldiers", "people", "May", "No.", "%", "’", "\n", "One", "half a dozen", "+"]


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map("".join), st.lists(st.sampled_from(WORDS)).map(" ".join))
)
def test_any_text_is_read(text):
    end = 0
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert end <= figure.start < figure.end
        assert figure.low is not None or figure.high is not None
        assert figure.low is None or figure.high is None or Decimal(0) <= figure.low <= figure.high
        assert figure.qualifier in figure.text
        assert figure.unit in figure.text
        end = figure.end


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1,000", "1-", "three ", "three hundred and ", "a ", "a dozen ", "2 xs", "more than ", "$1 ", "3 to "],
)
def test_a_long_text_is_read_in_one_go(piece):
    text = piece * (200_000 // len(piece))
    assert all(text[f.start : f.end] == f.text for f in figures(text))


def test_figures_of_the_shared_article():
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not there")
    text = (SHARED / "relayed-report.txt").read_text(encoding="utf-8")
    gold = json.loads((SHARED / "relayed-report.gold.json").read_text(encoding="utf-8"))["statements"]
    found = figures(text)
    for statement in gold:
        if statement["required"]:
            expected = [
                (
                    f["text"],
                    f.get("low", f.get("value")),
                    f.get("high", f.get("value")),
                    f["qualifier"],
                    f["unit"],
                )
                for f in statement["figures"]
            ]
            within = [
                (f.text, f.low, f.high, f.qualifier, f.unit)
                for f in found
                if any(start <= f.start and f.end <= end for start, end in statement["content"])
            ]
            assert within == expected, statement["id"]
            pieces = [f.text for start, end in statement["content"] for f in figures(text[start:end])]
            assert pieces == [f[0] for f in expected], statement["id"]
