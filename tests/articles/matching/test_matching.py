import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.matching import Rarity, read, score
from articles.matching.scoring import value

FIRE = "A fire killed at least three people in Leeds on Monday, police said."


def reasons(first, second, **about):
    told = score(read(first, language="en", **about), read(second, language="en", **about))
    return {reason.kind: reason.words for reason in told.reasons}


def test_one_happening_in_other_words():
    told, other = score(read(FIRE), read("Three dead in Leeds blaze")), score(read(FIRE), read("Two die in York"))
    assert told.value > 0.5 > other.value


@pytest.mark.parametrize(
    ("first", "second", "kind", "words"),
    [
        (FIRE, "Three dead in Leeds blaze", "names", ("Leeds",)),
        (FIRE, "Three dead in Leeds blaze", "event words", ("fire", "killed")),
        ("Iranian ministers met", "Iran's ministers", "names", ("Iranian",)),
        ("Ron Feiner, a reservist, spoke", "Feiner said so", "names", ("Feiner",)),
        ("more than 360 troops signed", "370 troops did", "figures", ("more than 360 troops",)),
        ("1.2m people left", "1,200,000 people fled", "figures", ("1.2m people",)),
        ("A 6.1 quake", "The 6.1 tremor", "figures", ("6.1",)),
        ("He called it “a war of choice” again", "They spoke of a war of choice", "quoted words", ("choice", "war")),
        ("It began on Monday", "On Monday all was quiet", "time", ("Monday",)),
        ("It began in May 2019", "In May 2019 all was quiet", "time", ("May", "2019")),
        ("The undersea cables failed", "A cable under water failed", "words", ("cables", "failed")),
        ("Die Überschwemmung in Köln", "Das Hochwasser von Köln", "names", ("Köln",)),
    ],
)
def test_what_is_shared_is_told_as_printed(first, second, kind, words):
    assert tuple(sorted(reasons(first, second)[kind])) == tuple(sorted(words))


def test_german_happenings_have_words_of_their_own():
    a, b = (read(text, language="de") for text in ("Zwei Menschen starben in Köln", "Köln: zwei Tote"))
    kinds = {reason.kind: reason.words for reason in score(a, b).reasons}
    assert kinds["event words"] == ("starben",)


def test_a_weekday_is_a_day_where_the_day_of_publication_is_known():
    monday = "The bridge in Leeds fell on Monday"
    here, there = (read(monday, day=date(2025, 9, 3)), read(monday, day=date(2025, 9, 4)))
    later = read(monday, day=date(2025, 9, 10))
    assert here.dates == {date(2025, 9, 1)}
    assert "time" in {reason.kind for reason in score(here, there).reasons}
    assert "time" not in {reason.kind for reason in score(here, later).reasons}
    assert score(here, there).value > score(here, later).value


def test_names_that_are_known_count_even_in_small_letters():
    a, b = read("what ebay said of etsy", names=["eBay"]), read("ebay is sued", names=["eBay"])
    assert [reason.words for reason in score(a, b).reasons if reason.kind == "names"] == [("ebay",)]


def test_a_rare_word_tells_more_than_a_frequent_one():
    common = Rarity.of([read("The minister spoke of trade.", language="en") for _ in range(50)])
    a, b, c = (read(text, language="en") for text in ("minister zugzwang", "minister trade", "trade zugzwang"))
    assert value(a, c, common) > value(a, b, common)


@pytest.mark.parametrize("language", ["", "en", "de", "xx"])
@given(first=st.text(), second=st.text())
def test_any_two_texts_have_one_score(language, first, second):
    a, b = read(first, language=language), read(second, language=language)
    there, back = score(a, b), score(b, a)
    assert there.value == pytest.approx(back.value)
    assert 0 <= there.value <= 1
    assert {reason.kind for reason in there.reasons} == {reason.kind for reason in back.reasons}


WORDS = [
    "Leeds",
    "York",
    "fire",
    "killed",
    "three",
    "12 people",
    "Monday",
    "the",
    "“a war of choice”",
    "May",
    "$3bn",
    ",",
]


@given(st.lists(st.sampled_from(WORDS), min_size=3).map(" ".join), st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_nothing_is_more_alike_than_the_text_itself(text, other):
    a, b = read(text, language="en"), read(other, language="en")
    if a.stems and b.stems:
        assert score(a, a).value >= score(a, b).value - 0.02  # what is unlike counts a little for long texts too


def test_a_pair_takes_no_longer_than_its_words():
    """Ten times the words, less than thirty times the time; the work is sets and sums."""

    def taken(words):
        text = " ".join(f"word{n}x" for n in range(words))
        best = 9e9
        for _ in range(5):
            began = time.process_time()
            value(read(text, language="en"), read(text, language="en"))
            best = min(best, time.process_time() - began)
        return best

    assert taken(1500) < 30 * max(taken(150), 0.001)
