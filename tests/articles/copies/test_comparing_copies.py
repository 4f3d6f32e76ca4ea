"""What two texts have in common: found where it is, exact, the same from both sides, in linear time."""

import itertools
import subprocess
import sys
import tracemalloc
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.copies import GUARANTEE, PASSAGE, RUN, compare, fingerprints
from articles.copies.comparing import GAP
from articles.copies.fingerprints import winnow
from articles.copies.words import PRIME, normal, words

COMMON = [f"word{number}" for number in range(12)]  # few, so that phrases come again
ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
TOLD = st.lists(st.sampled_from(COMMON), max_size=120).map(" ".join)


def printed(text, span):
    return [normal(text[start:end]) for start, end in places(text, span)]


def places(text, span):
    found = words(text)
    return [(start, end) for start, end in zip(found.starts, found.ends, strict=True) if span[0] <= start < span[1]]


# --- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE\u0301"),
        ("Donau\u00addampf\u00adschiff", "Donaudampfschiff"),
        ("“don’t”", '"don\'t"'),
        ("a\u00a0b\u2009c", "a b\nc"),
        ("Straße", "STRASSE"),
        ("ﬁne １２", "fine 12"),
        ("1,000", "1.000"),
        ("well–known", "well-known"),
        ("\u200eשלום\u200f", "שלום"),
    ],
)
def test_words_are_the_same_whatever_the_case_the_marks_and_the_spaces(one, other):
    assert words(one).keys == words(other).keys != []


def test_a_script_without_spaces_has_a_word_a_character():
    found = words("市長は橋を閉鎖すると3月に述べた。")
    assert len(found) == 16
    assert set(found.weights) == {1, 2}


@given(ODD)
def test_every_word_is_where_it_says(text):
    found = words(text)
    assert list(found.starts) == sorted(found.starts)
    for start, end, key in zip(found.starts, found.ends, found.keys, strict=True):
        assert 0 <= start < end <= len(text)
        assert words(text[start:end]).keys == [key]
        assert 0 < key < PRIME


@given(ODD)
def test_words_are_the_same_in_another_unicode_form(text):
    upright = unicodedata.normalize("NFC", text)
    assert words(unicodedata.normalize("NFD", upright)).keys == words(upright).keys


# --- fingerprints --------------------------------------------------------------------------------------------


def test_fingerprints_are_the_same_in_another_process():
    told = "The mayor said on Monday that the bridge would close for a year because of the frost"
    code = f"from articles.copies import fingerprints; print(fingerprints({told!r}))"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert other.stdout.strip() == str(fingerprints(told))
    # and in another version of Python: stored rows depend on it
    assert fingerprints("one two three four five") == [FIVE]


FIVE = 538955644519703589


@given(TOLD, st.lists(st.sampled_from(COMMON), min_size=GUARANTEE, max_size=2 * GUARANTEE), TOLD, TOLD, TOLD)
def test_a_copy_of_as_many_words_as_guaranteed_shares_a_fingerprint(before, copied, after, before_it, after_it):
    shared = " ".join(copied)
    one, other = (fingerprints(f"{start} {shared} {end}") for start, end in ((before, after), (before_it, after_it)))
    assert set(one) & set(other)


@given(st.lists(st.sampled_from("市長は橋を閉鎖すると"), min_size=2 * GUARANTEE, max_size=80), TOLD, TOLD)
def test_a_copy_without_spaces_shares_one_at_twice_as_many_characters(copied, before, after):
    shared = "".join(copied)
    assert set(fingerprints(f"{before}。{shared}。")) & set(fingerprints(f"。{shared}。{after}"))


@given(TOLD, TOLD)
def test_no_fingerprint_is_shared_by_texts_without_a_run_of_words_in_common(one, other):
    def runs_of(text):
        found = text.split()
        return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}

    if not runs_of(one) & runs_of(other):
        assert not set(fingerprints(one)) & set(fingerprints(other))


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 12))
def test_each_window_has_its_smallest_selected(hashes, window):
    selected = winnow(hashes, window)
    for at in range(max(1, len(hashes) - window + 1) if hashes else 0):
        assert min(hashes[at : at + window]) in selected
    assert selected <= set(hashes)


def test_one_word_repeated_has_one_fingerprint():
    assert len(fingerprints("no " * 10_000)) == 1


# --- comparing -----------------------------------------------------------------------------------------------


@given(TOLD, TOLD)
def test_the_same_from_both_sides(one, other):
    there, back = compare(one, other), compare(other, one)
    assert (there.similarity, there.a_in_b, there.b_in_a) == (back.similarity, back.b_in_a, back.a_in_b)
    assert sorted((p.a, p.b, p.words, p.quoted) for p in there.passages) == sorted(
        (p.b, p.a, p.words, p.quoted) for p in back.passages
    )


@given(TOLD, TOLD)
def test_passages_lie_apart_and_have_what_they_say(one, other):
    found = compare(one, other)
    for text, spans in ((one, [p.a for p in found.passages]), (other, [p.b for p in found.passages])):
        spans = sorted(spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
        assert all(0 <= start < end <= len(text) for start, end in spans)
    for passage in found.passages:
        assert passage.words >= PASSAGE
        for text, span, other_span in ((one, passage.a, passage.b), (other, passage.b, passage.a)):
            here = printed(text, span)
            assert len(here) <= passage.words + GAP * (passage.words - 1)
            # both begin and end with words that are paired
            there = printed(other if text is one else one, other_span)
            assert (here[0], here[-1]) == (there[0], there[-1])
    assert all(0 <= share <= 1 for share in (found.similarity, found.a_in_b, found.b_in_a))


@given(
    TOLD,
    st.lists(st.sampled_from(COMMON), min_size=PASSAGE, max_size=40),
    TOLD,
    TOLD,
    TOLD,
)
def test_a_verbatim_run_is_always_a_passage(before, copied, after, before_it, after_it):
    shared = " ".join(copied)
    assert compare(f"{before} {shared} {after}", f"{before_it} {shared} {after_it}").passages


@given(TOLD, st.integers(PASSAGE, 60), TOLD, TOLD, TOLD)
def test_what_stands_once_in_each_is_found_to_the_word(before, length, after, before_it, after_it):
    shared = " ".join(f"only{number}" for number in range(length))
    one, other = f"{before} {shared} {after}", f"{before_it} {shared} {after_it}"
    found = compare(one, other)
    at, at_other = one.index("only0"), other.index("only0")
    assert any(
        p.a[0] <= at and p.a[1] >= at + len(shared) and p.b[0] <= at_other and p.b[1] >= at_other + len(shared)
        for p in found.passages
    )


def test_a_light_edit_is_one_passage():
    one = "The mayor said on Monday that the old bridge would close for a year because of frost in its piers"
    other = (
        "On air, the mayor said on Tuesday evening that the old bridge would close for one year because of frost in it"
    )
    (passage,) = compare(one, other).passages
    assert one[slice(*passage.a)].startswith("The mayor said on Monday")
    assert one[slice(*passage.a)].endswith("because of frost in")
    assert other[slice(*passage.b)].startswith("the mayor said on Tuesday evening")


def test_the_same_text_is_wholly_in_the_other():
    told = " ".join(f"w{number}" for number in range(50))
    found = compare(told, f"{told} {told}")
    assert (found.a_in_b, found.b_in_a) == (1.0, 0.5)
    assert [p.a for p in found.passages] == [(0, len(told))]


def test_words_that_both_quote_are_told_apart():
    quote = "we have never in all these years seen so much ice on the river in spring"
    one = f"The mayor was surprised. “{quote},” he said."
    other = f'At noon "{quote}", as the head of the council told us.'
    found = compare(one, other)
    assert (found.words, found.own) == (16, 0)


def test_nothing_in_common():
    found = compare("a b c", "d e f")
    assert (found.similarity, found.a_in_b, found.b_in_a, found.passages) == (0, 0, 0, [])
    assert compare("", "").passages == []


@given(ODD, ODD)
def test_any_text_can_be_compared(one, other):
    compare(one, other)
    assert compare(one + " " + other, one).similarity <= 1


NASTY = {
    "one word": "no " * 40_000,
    "two words": "to and " * 20_000,
    "marks": "a" + "\u0301" * 100_000,
    "invisible": "a" + "\u00ad" * 100_000,
    "invisible words": "a\u200d" * 50_000,
    "quotation marks": "“" * 100_000,
    "no spaces": "橋" * 60_000,
    "phrases": "".join(f"the head of the council said on day {number % 50} " for number in range(10_000)),
}


@pytest.mark.parametrize("name", NASTY)
def test_nothing_takes_more_than_linear_time(name):
    """Steps counted, not seconds: a second text ten times as long takes about ten times the steps."""

    def steps(text):
        counted = 0

        def tracer(frame, event, argument):
            nonlocal counted
            counted += 1
            return tracer

        sys.settrace(tracer)
        try:
            compare(text, text[::-1] + text)
        finally:
            sys.settrace(None)
        return counted

    text = NASTY[name]
    few, many = steps(text[: len(text) // 100]), steps(text[: len(text) // 10])
    assert many <= 15 * max(few, 1_000)


def test_a_long_text_is_read_within_bounds():
    """Ten times this is what `make bench ONLY=copies` reads."""
    text = " ".join(f"w{number % 9973} x{number % 7919}" for number in range(60_000))
    tracemalloc.start()
    try:
        assert len(fingerprints(text)) == 4_000
        assert tracemalloc.get_traced_memory()[1] < 60 * len(text)
    finally:
        tracemalloc.stop()
