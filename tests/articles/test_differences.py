"""What changed between two texts."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import ADDED, REMOVED, SAME, differences

TEXT = st.lists(
    st.sampled_from(["a", "b", "forty", " ", "\n", "\n\n", "\r\n", ".", "“", "\u2028", "é", "🚚", "\u200f"])
).map("".join)


def told(old, new):
    marks = {SAME: "{}", REMOVED: "[-{}-]", ADDED: "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Rain fell.", "Rain fell.", "Rain fell."),
        ("40 lorries a day.", "60 lorries a day.", "[-40 -][+60 +]lorries a day."),
        ("A.\n\nB.\n\nC.", "A.\n\nC.", "A.\n\n[-B.\n\n-]C."),
        ("A.\n\nC.", "A.\n\nB.\n\nC.", "A.\n\n[+B.\n\n+]C."),
        ("", "All new.", "[+All new.+]"),
        ("All gone.", "", "[-All gone.-]"),
        ("", "", ""),
    ],
)
def test_words_that_changed(old, new, expected):

    assert told(old, new) == expected


@given(TEXT, TEXT)
def test_the_pieces_give_both_texts_back(old, new):
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new
    for piece in pieces:
        if piece.kind != ADDED:
            assert old[piece.old : piece.old + len(piece.text)] == piece.text
        if piece.kind != REMOVED:
            assert new[piece.new : piece.new + len(piece.text)] == piece.text
    assert all(one.kind != other.kind for one, other in itertools.pairwise(pieces))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("word " * 200_000, "other " * 200_000),  # one paragraph, a megabyte
        ("line\n" * 200_000, "row\n" * 200_000),
        ("".join(f"Paragraph {n}.\n" for n in range(60_000)), "".join(f"Paragraph {n}.\n" for n in range(1, 60_000))),
    ],
)
def test_long_texts_end(old, new):
    begun = time.monotonic()
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old
    assert time.monotonic() - begun < 60  # not a budget: without the limits it takes hours
