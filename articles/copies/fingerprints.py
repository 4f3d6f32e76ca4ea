"""Fingerprints of a text by winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003), over words.

Every run of RUN words has a hash; of each WINDOW consecutive hashes the smallest is selected. Two texts that share
GUARANTEE words in a row share a fingerprint, and nothing shorter than RUN words is ever shared. The choice depends
on the words in the window alone: what stands before and after a copied passage does not matter.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from articles.copies.words import PRIME, Words, words

# docs/copies.md has the measurements by which these were chosen
RUN = 5  # words; two characters count as a word in scripts without spaces
WINDOW = 8  # runs
GUARANTEE = WINDOW + RUN - 1  # words in a row: two texts that have them share a fingerprint
GUARANTEE_TWO = 2 * WINDOW + RUN - 1  # words in a row of which no run is repeated: two fingerprints
MOST = 4_000  # fingerprints of one text: some 18,000 words. Beyond, the smallest are kept, in each text the same
VERSION = f"{RUN}.{WINDOW}.{MOST}.1"  # of what is stored; the last number is raised when words are read otherwise

_BASE = 0x1B873593CC9E2D51 % PRIME  # of the polynomial; any large odd number


def runs(text: Words, length: int) -> tuple[list[int], Sequence[int]]:
    """(hash, end) of the run of `length` words that begins at each word: as many as there are whole runs.

    The end is the index after the run's last word; a run in a script without spaces has up to twice as many.
    """
    before = [0]  # hashes of the first n words
    value = 0
    for key in text.keys:
        value = (value * _BASE + key) % PRIME
        before.append(value)
    if 1 not in text.weights:
        power = pow(_BASE, length, PRIME)
        hashes = [(end - start * power) % PRIME for start, end in zip(before, before[length:], strict=False)]
        return hashes, range(length, length + len(hashes))
    powers = [pow(_BASE, exponent, PRIME) for exponent in range(2 * length + 1)]
    hashes, ends = [], []
    weight = end = 0
    enough = 2 * length
    weights, all_words = text.weights, len(text)
    for start in range(all_words):
        while weight < enough and end < all_words:
            weight += weights[end]
            end += 1
        if weight < enough:
            break
        hashes.append((before[end] - before[start] * powers[end - start]) % PRIME)
        ends.append(end)
        weight -= weights[start]
    return hashes, ends


def fingerprints(text: str | Words, *, run: int = RUN, window: int = WINDOW, most: int = MOST) -> list[int]:
    """The selected hashes, each once, ascending; 0 <= hash < 2**61 - 1. Empty for a text of less than `run` words."""
    hashes, _ends = runs(words(text) if isinstance(text, str) else text, run)
    selected = winnow(hashes, window)
    return heapq.nsmallest(most, selected) if len(selected) > most else sorted(selected)


def winnow(hashes: Sequence[int], window: int) -> set[int]:
    """The smallest of each `window` consecutive hashes, of equal ones the last; of fewer the smallest of all.

    A selected hash stays selected until it leaves the window or a smaller one comes (robust winnowing), so that a
    text of one word repeated has few.
    """
    if len(hashes) <= window:
        return {min(hashes)} if hashes else set()
    selected: set[int] = set()
    at, least = -1, 0
    for last in range(window - 1, len(hashes)):
        first = last - window + 1
        if at < first:
            at, least = first, hashes[first]
            for here in range(first + 1, last + 1):
                if hashes[here] <= least:
                    at, least = here, hashes[here]
            selected.add(least)
        elif hashes[last] < least:
            at, least = last, hashes[last]
            selected.add(least)
    return selected
