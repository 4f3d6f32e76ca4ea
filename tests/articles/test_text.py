import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import (
    Parts,
    check_spans,
    clean,
    compose,
    find_words,
    form_of,
    from_utf16,
    inside,
    parts_of,
    quote,
    quoted_spans,
    reanchor,
    selectors,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "articles"


# storing


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        ("one\r\ntwo\rthree\n\r\n", "one\ntwo\nthree\n\n"),
        ("  kept  \t\n", "  kept  \t\n"),
        ("\ufeffe\u0301 \u00a0“x” \u202eabc\u202c 😀", "\ufeffe\u0301 \u00a0“x” \u202eabc\u202c 😀"),
        ("הארץ: 12 בני אדם", "הארץ: 12 בני אדם"),
        ("一" * 5000, "一" * 5000),
        ("a stray \x07 bell", "a stray \x07 bell"),
    ],
)
def test_only_line_ends_change(entered, stored):
    assert clean(entered) == stored


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ("", "is empty"),
        (" \r\n\t\u00a0\u200b", "is empty"),
        ("one\r\ntwo\r\nab\0cd" + " words" * 20, "NUL character at line 3, character 3"),
        ("one\nab\ud83d" + " words" * 20, "U+D83D) at line 2, character 3"),
        ("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01", "not text"),
        ("PK\x03\x04\ufffd\ufffd\ufffdxl/workbook.xml\ufffd\ufffd", "not text"),
        ("x" * 10_000_000, "too large: at most 2,000,000 bytes"),
        ("一" * 1_000_000, "too large"),
    ],
)
def test_text_that_is_refused_by_name(entered, words):
    with pytest.raises(ValueError, match=r".") as refusal:
        clean(entered)
    assert words in str(refusal.value)


def test_the_limit_counts_bytes():
    assert clean("é" * 5, limit=10) == "é" * 5
    with pytest.raises(ValueError, match="at most 10 bytes"):
        clean("é" * 6, limit=10)


@pytest.mark.parametrize(
    ("title", "standfirst", "body", "text", "parts"),
    [
        ("T", "S s", "B.", "T\n\nS s\n\nB.", Parts((0, 1), (3, 6), (8, 10))),
        ("T", "", "B.", "T\n\nB.", Parts((0, 1), None, (3, 5))),
        ("T", "", "", "T", Parts((0, 1), None, (1, 1))),
        ("", "", "B.", "B.", Parts((0, 0), None, (0, 2))),
    ],
)
def test_title_standfirst_and_body_are_one_text(title, standfirst, body, text, parts):
    assert compose(title, standfirst, body) == text
    assert parts_of(title, standfirst, body) == parts


@given(st.text(), st.text(), st.text())
def test_parts_lie_where_they_say(title, standfirst, body):
    text, parts = compose(title, standfirst, body), parts_of(title, standfirst, body)
    assert text[slice(*parts.title)] == title
    assert text[slice(*parts.body)] == body
    assert (text[slice(*parts.standfirst)] if parts.standfirst else "") == standfirst


# spans


@pytest.mark.parametrize("spans", [[], [(0, 10)], [(0, 3), (3, 5)], [[1, 2], [4, 10]]])
def test_spans_that_hold(spans):
    check_spans(10, spans)


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([(3, 3)], "is empty"),
        ([(5, 3)], "is empty"),
        ([(-1, 3)], "outside the text"),
        ([(8, 11)], "Span 1 (8 to 11) lies outside the text, which has 10 characters"),
        ([(0, 5), (4, 6)], "Span 2 (4 to 6) begins before the one before it ends (5)"),
        ([(4, 6), (0, 2)], "Span 2"),
        ([(1, 2, 3)], "not a start and an end"),
        ([("1", 2)], "not a start and an end"),
        ([(True, 2)], "not a start and an end"),
    ],
)
def test_spans_that_are_refused(spans, words):
    with pytest.raises(ValueError, match=r".") as refusal:
        check_spans(10, spans)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("inner", "outer", "holds"),
    [
        ([(2, 4)], [(0, 10)], True),
        ([(0, 10)], [(0, 10)], True),
        ([(2, 4), (12, 13)], [(0, 10), (12, 20)], True),
        ([(3, 7)], [(0, 5), (5, 9)], False),
        ([(2, 4), (10, 11)], [(0, 10)], False),
        ([(0, 1)], [], False),
        ([], [(0, 1)], True),
    ],
)
def test_inner_spans_lie_inside_outer_ones(inner, outer, holds):
    assert inside(inner, outer) is holds


def test_positions_of_a_browser_become_code_points():
    text = "😀 “Yes,” he said 👍🏽.\nNext"
    start = text.index("he said")
    assert from_utf16(text, start + 1, start + 8) == (start, start + 7)
    assert from_utf16(text, 0, 2) == (0, 1)
    assert from_utf16(text, len(text) - 4 + 3, len(text) + 3) == (len(text) - 4, len(text))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (1, 3, "inside a character"),
        (0, 1, "inside a character"),
        (0, 9, "outside"),
        (-1, 2, "outside"),
        (3, 2, "outside"),
        (3, 3, "empty"),
    ],
)
def test_selection_that_is_refused(start, end, words):
    with pytest.raises(ValueError, match=words):
        from_utf16("😀 abc", start, end)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_any_selection_comes_back(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    units = [len(text[:position].encode("utf-16-le")) // 2 for position in (start, end)]
    assert from_utf16(text, *units) == (start, end)


# finding words again


def test_quote_and_selectors():
    text = "It said that taxes rose, and rents with them."
    spans = [(13, 23), (29, 34)]
    assert quote(text, spans) == "taxes rose … rents"
    assert selectors(text, spans, context=5) == [
        {"type": "TextQuoteSelector", "exact": "taxes rose", "prefix": "that ", "suffix": ", and"},
        {"type": "TextQuoteSelector", "exact": "rents", "prefix": " and ", "suffix": " with"},
    ]
    assert selectors(text, [(0, 45)])[0]["prefix"] == selectors(text, [(0, 45)])[0]["suffix"] == ""


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("a cat, a cat", "a cat", [(0, 5), (7, 12)]),
        ("“It’s  over”,\n he said", '"It\'s over", he said', [(0, 22)]),
        ("the call\u00adups\u200b of\u00a0May", "callups of May", [(4, 20)]),
        ("the  call ", "  call  ", [(5, 9)]),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("A cat", "a cat", []),
        ("a cat", "", []),
        ("a cat", "  ", []),
        ("", "a cat", []),
    ],
)
def test_words_are_found_where_they_stand(text, words, found):
    assert find_words(text, words) == found


def test_the_nearest_words_come_first():
    assert find_words("x . x . x", "x", near=5) == [(4, 5), (8, 9), (0, 1)]


@given(st.text(alphabet="ab \n“”\"'’\u00ad", max_size=30), st.data())
def test_whatever_stands_in_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    words = text[start : data.draw(st.integers(start, len(text)))]
    assert all(text[s:e] == words for s, e in find_words(text, words)) or not words.strip()
    assert find_words(text, words) or not words.strip()


def test_words_are_found_in_a_changed_text():
    old = "Rents rose. He said that rents rose by half."
    spans = [(25, 35)]
    assert reanchor("CORRECTED. " + old, selectors(old, spans), spans) == [(36, 46)]
    assert reanchor(old.replace("by half", "by a third"), selectors(old, spans), spans) == [(25, 35)]
    assert reanchor(old.replace("that rents rose", "that rents fell"), selectors(old, spans), spans) is None


def test_all_pieces_are_found_or_none():
    old = "Taxes rose, the minister said on Friday, and so did the rents of the poor."
    spans = [(0, 10), (41, 73)]
    found = selectors(old, spans)
    assert reanchor("NEW: " + old, found, spans) == [(5, 15), (46, 78)]
    assert reanchor(old[:40], found, spans) is None


def test_equal_places_are_not_told_apart():
    old = "He denies it. He denies it. He denies it."
    spans = [(14, 27)]
    found = selectors(old, spans, context=3)
    assert reanchor(old, found, spans) == spans
    assert reanchor("Now. " + old + " He denies it.", found, spans) is None


def test_a_word_that_stays_while_its_surroundings_go_is_no_anchor():
    old = "The minister said no, and left the room."
    spans = [(18, 20)]
    assert reanchor("There was no rain in the north.", selectors(old, spans), spans) is None


@given(st.text(alphabet="ab .\n“”", max_size=60), st.data())
def test_an_unchanged_text_keeps_its_spans(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [(s, e) for s, e in zip(cuts[::2], cuts[1::2], strict=False) if text[s:e].strip()]
    found = reanchor(text, selectors(text, spans), spans)
    assert found is None or [text[s:e] for s, e in found] == [text[s:e] for s, e in spans]


# form


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "one two" three', ["one two"]),
        ("He said “one two” three", ["one two"]),
        ("‘one’s two’ he said", ["one’s two"]),
        ("the soldiers’ ‘own plan’, they’d said", ["own plan"]),
        ("in the ‘90s it was, I don‘t know", []),
        ("„eins zwei“ sagte er", ["eins zwei"]),
        ("‚eins zwei‘ sagte er", ["eins zwei"]),
        ("« un deux » dit-il", [" un deux "]),
        ("»eins zwei« sagte er", ["eins zwei"]),
        ("«1», »2«", ["1", "2"]),
        ("他说“一二”", ["一二"]),
        ("「一二」と", ["一二"]),
        ("“one two\n\n“three four,” he said", ["one two", "three four,"]),
        ("“one two\n“three\n“four” five", ["one two", "three", "four"]),
        ("‘one two\n\n‘three’ four", ["one two", "three"]),
        ("« un\n\n« deux » trois", [" un", " deux "]),
        ("« un\n\n“two” trois", [" un", "two"]),
        ("»eins\n»zwei« drei", ["eins", "zwei"]),
        ("“never closed\nnext paragraph", ["never closed"]),
        ('he said no". Then "one" two', ["one"]),
        ('he said "never closed. Then "one" two', ["never closed. Then ", "one"]),
        ('("one," he', ["one,"]),
        ('a 5" pipe and a 6" one', []),
        ("“outer ‘inner’ outer” none", ["outer ‘inner’ outer"]),
        ("“”", []),
        ("", []),
    ],
)
def test_what_stands_inside_quotation_marks(text, quoted):
    assert [text[start:end] for start, end in quoted_spans(text)] == quoted


@pytest.mark.parametrize(
    ("text", "words", "form"),
    [
        ("He said “taxes will rise soon”.", "taxes will rise soon", "direct"),
        ("He said “taxes will rise soon”.", "“taxes will rise soon”", "direct"),
        ("He said taxes would rise.", "taxes would rise", "indirect"),
        ("He said taxes would “rise”.", "taxes would “rise”", "mixed"),
        ("That “a b c d e f g h i” j.", "a b c d e f g h i” j", "direct"),
        ("That “a b c d e f g h” i.", "a b c d e f g h” i", "mixed"),
        ("He called it “a half-hearted, didn’t-care plan”.", "a half-hearted, didn’t-care plan", "direct"),
        ("He said ...", "...", "indirect"),
    ],
)
def test_form_by_the_share_of_quoted_words(text, words, form):
    assert form_of(text, find_words(text, words)) == form


def test_form_over_several_spans_and_cut_words():
    text = "“Taxes rise,” he said, “and rents too.”"
    assert form_of(text, [(1, 11), (24, 37)]) == "direct"
    assert form_of(text, [(3, 5), (5, 7)]) == "direct"
    assert form_of(text, [(1, 20)]) == "mixed"
    assert form_of(text, []) == "indirect"


@given(st.text(alphabet="ab -'’‘“”\"„«»‚\n", max_size=80))
def test_quoted_spans_are_spans(text):
    spans = quoted_spans(text)
    check_spans(len(text), spans)
    assert form_of(text, spans) in ("direct", "indirect")


@pytest.mark.parametrize("piece", ["‘a ", "“", '"a "', "«a\n", "a-’", "\n", "‘a\n", "“a\n\n", "‘ a’b"])
def test_a_long_text_is_read_in_one_go(piece):
    text = piece * (1_000_000 // len(piece))
    assert form_of(text, [(0, len(text) // 2), (len(text) // 2, len(text))]) in (
        "direct",
        "indirect",
        "mixed",
    )
    assert bool(find_words(text, text[:400_000])) == bool(text.strip())
    assert len(find_words(text, "no such “words”")) == 0


def test_forms_of_the_shared_article():
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not there")
    text = (SHARED / "relayed-report.txt").read_text(encoding="utf-8")
    gold = json.loads((SHARED / "relayed-report.gold.json").read_text(encoding="utf-8"))["statements"]
    found = {statement["id"]: form_of(text, statement["content"]) for statement in gold}
    assert found == {statement["id"]: statement["form"] for statement in gold}
    assert len(found) == 20
