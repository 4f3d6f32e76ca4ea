"""What scores pairs without having read them: the ways that matching is measured beside.

None of them knows names, figures, quoted words, time or event words. Each takes texts and gives a function of two of
their numbers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from zlib import crc32

Way = Callable[[int, int], float]

_WORD = re.compile(r"\w+")
_SHINGLE = 5  # words
_HASHES = 128
_PRIME = (1 << 61) - 1


def tfidf_cosine(texts: Sequence[str]) -> Way:
    """Cosine of words weighed by 1 + ln((1 + n) / (1 + df)), as scikit-learn has it."""
    counts = [Counter(_words(text)) for text in texts]
    having = Counter(word for one in counts for word in one)
    weights = {word: 1 + math.log((1 + len(texts)) / (1 + number)) for word, number in having.items()}
    vectors = []
    for one in counts:
        vector = {word: number * weights[word] for word, number in one.items()}
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({word: value / norm for word, value in vector.items()})
    return lambda a, b: sum(value * vectors[b].get(word, 0.0) for word, value in vectors[a].items())


def token_set_ratio(texts: Sequence[str]) -> Way:
    """As rapidfuzz defines it: the words both have against these and the rest of each, the best of three."""
    sets = [set(text.lower().split()) for text in texts]

    def ratio(a: int, b: int) -> float:
        shared = " ".join(sorted(sets[a] & sets[b]))
        if shared and (sets[a] <= sets[b] or sets[b] <= sets[a]):
            return 1.0
        left, right = " ".join(sorted(sets[a] - sets[b])), " ".join(sorted(sets[b] - sets[a]))
        whole_left, whole_right = (f"{shared} {left}".strip(), f"{shared} {right}".strip())
        gap = len(shared) + bool(shared) if shared else 0
        common = gap + _longest_common(left, right)
        found = [2 * common / ((len(whole_left) + len(whole_right)) or 1)]
        if shared:
            found += [2 * len(shared) / (len(shared) + len(whole)) for whole in (whole_left, whole_right)]
        return max(found)

    return ratio


def _longest_common(a: str, b: str) -> int:
    """Length of the longest common subsequence, a row of the table in the bits of one number (Hyyrö 2004)."""
    at: dict[str, int] = {}
    for n, letter in enumerate(a):
        at[letter] = at.get(letter, 0) | 1 << n
    every = (1 << len(a)) - 1
    row = every
    for letter in b:
        met = row & at.get(letter, 0)
        row = (row + met | row - met) & every
    return len(a) - row.bit_count()


def word_min_hash(texts: Sequence[str]) -> Way:
    """Share of equal minima of 128 hashes over the words."""
    keys = [((2 * n + 1) * 0x9E3779B97F4A7C15 % _PRIME, n * 0xC2B2AE3D27D4EB4F % _PRIME) for n in range(_HASHES)]
    minima = []
    for text in texts:
        hashes = [crc32(word.encode("utf-8", "replace")) for word in set(_words(text))] or [0]
        minima.append([min((factor * one + more) % _PRIME for one in hashes) for factor, more in keys])
    return lambda a, b: sum(one == other for one, other in zip(minima[a], minima[b], strict=True)) / _HASHES


def shingles(texts: Sequence[str]) -> Way:
    """Jaccard similarity of the runs of five words."""
    sets = []
    for text in texts:
        words = _words(text)
        sets.append({tuple(words[n : n + _SHINGLE]) for n in range(max(1, len(words) - _SHINGLE + 1))})
    return lambda a, b: len(sets[a] & sets[b]) / len(sets[a] | sets[b])


WAYS: dict[str, Callable[[Sequence[str]], Way]] = {
    "tf-idf cosine": tfidf_cosine,
    "token_set_ratio": token_set_ratio,
    "word MinHash, 128 hashes": word_min_hash,
    "five-word shingles": shingles,
}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
