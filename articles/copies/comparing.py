"""Two texts side by side: how much of each stands in the other, and which passages.

Words are paired one to one: first what both have in runs of PASSAGE words, then what both have in runs of SEED words;
paired runs that follow each other in both texts with small gaps are one passage. Linear in both lengths.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from articles.copies.fingerprints import RUN, runs
from articles.copies.words import Words, words
from articles.text import Span, quoted_spans

SEED = 4  # words in a row that are paired where they may belong to a passage
PASSAGE = 12  # paired words that make a passage, at least; a verbatim run of as many is always found
GAP = 8  # words that a passage may leave out or have instead, in either text, between two paired runs
TRIED = 8  # places of one text that are tried for a run of the other: phrases that come again and again


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of one text and the range of the other that has the same words, but for small edits."""

    a: Span
    b: Span
    words: int  # that both have; two characters count as one in scripts without spaces
    quoted: int  # of these, inside quotation marks in both texts: somebody else's words

    @property
    def own(self) -> int:
        return self.words - self.quoted


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts have in common; shares are from 0 to 1."""

    similarity: float  # Jaccard: of all different runs of RUN words, those that both have
    a_in_b: float  # of the words of the first text, those in passages of the second
    b_in_a: float
    passages: list[Passage] = field(default_factory=list)  # in the order of the first text; apart in both

    @property
    def words(self) -> int:
        return sum(passage.words for passage in self.passages)

    @property
    def own(self) -> int:
        """Words in common that neither text only quotes."""
        return sum(passage.own for passage in self.passages)


def compare(text_a: str, text_b: str) -> Comparison:
    """Compares two texts; the same, mirrored, whichever comes first."""
    a, b = words(text_a), words(text_b)
    mirrored = (len(b), b.keys, text_b) < (len(a), a.keys, text_a)
    if mirrored:
        text_a, text_b, a, b = text_b, text_a, b, a
    similarity = _jaccard(a, b)
    found = list(_passages(text_a, a, text_b, b))
    passages = [passage for passage, _weight in found]
    paired = sum(weight for _passage, weight in found)
    shares = (paired / sum(a.weights) if paired else 0.0, paired / sum(b.weights) if paired else 0.0)
    if mirrored:
        passages = [Passage(one.b, one.a, one.words, one.quoted) for one in passages]
        shares = shares[::-1]
    return Comparison(similarity, *shares, sorted(passages, key=lambda one: one.a))


def _jaccard(a: Words, b: Words) -> float:
    in_a, in_b = set(runs(a, RUN)[0]), set(runs(b, RUN)[0])
    both = len(in_a & in_b)
    return both / (len(in_a) + len(in_b) - both) if both else 0.0


@dataclass(slots=True)
class _Run:
    """`length` equal words: from word `a` of the one text, from word `b` of the other."""

    a: int
    b: int
    length: int


def _passages(text_a: str, a: Words, text_b: str, b: Words) -> Iterator[tuple[Passage, int]]:
    paired = _paired(a, b)
    if not paired:
        return
    quoted_a, quoted_b = (_quoted(text, one) for text, one in ((text_a, a), (text_b, b)))
    for chain in _apart(_chains(paired), a.weights):
        weight = _weight(chain, a.weights)
        if weight < 2 * PASSAGE:
            continue
        quoted = sum(
            a.weights[run.a + offset]
            for run in chain
            for offset in range(run.length)
            if quoted_a[run.a + offset] and quoted_b[run.b + offset]
        )
        passage = Passage(
            a.span(chain[0].a, chain[-1].a + chain[-1].length),
            b.span(chain[0].b, chain[-1].b + chain[-1].length),
            weight // 2,
            quoted // 2,
        )
        yield passage, weight


def _quoted(text: str, its: Words) -> bytearray:
    """1 for each word inside quotation marks."""
    found = bytearray(len(its))
    for start, end in quoted_spans(text):
        first, last = bisect.bisect_left(its.starts, start), bisect.bisect_right(its.ends, end)
        found[first:last] = b"\1" * max(0, last - first)
    return found


def _weight(chain: Iterable[_Run], weights: bytearray) -> int:
    return sum(sum(weights[run.a : run.a + run.length]) for run in chain)


# --- pairing -------------------------------------------------------------------------------------------------


def _paired(a: Words, b: Words) -> list[_Run]:
    """Equal runs of words, no word in two of them, in the order of `b`."""
    taken_a, taken_b = bytearray(len(a)), bytearray(len(b))
    # the long ones first, so that a phrase elsewhere does not take words out of the middle of one
    found = _pair(a, b, PASSAGE, taken_a, taken_b)
    found += _pair(a, b, SEED, taken_a, taken_b)
    return sorted(found, key=lambda run: run.b)


def _pair(a: Words, b: Words, length: int, taken_a: bytearray, taken_b: bytearray) -> list[_Run]:
    """One pass over `b`: at each word that is free, the longest run of at least `length` free words of `a`."""
    hashes_a, ends_a = runs(a, length)
    hashes_b, ends_b = runs(b, length)
    wanted = set(hashes_b)
    places: dict[int, list[int]] = {}
    for at in range(len(hashes_a) - 1, -1, -1):
        if hashes_a[at] in wanted and taken_a.find(1, at, ends_a[at]) < 0:
            places.setdefault(hashes_a[at], []).append(at)  # the first is the last of the list: it is taken off first
    found: list[_Run] = []
    at, all_runs, shift = 0, len(hashes_b), 0
    while at < all_runs:
        held = places.get(hashes_b[at])
        if held is None or taken_b.find(1, at, ends_b[at]) >= 0:
            at += 1
            continue
        while held and taken_a[held[-1]]:
            held.pop()
        longest, start = 0, 0
        # what follows where the last run ended first, then the first places that are free
        for place in (at + shift, *held[: -TRIED - 1 : -1]):
            if not 0 <= place < len(a) or taken_a[place]:
                continue
            reach = _reach(a, place, taken_a, b, at, taken_b)
            if reach > longest:
                longest, start = reach, place
        if longest and sum(a.weights[start : start + longest]) >= 2 * length:
            taken_a[start : start + longest] = taken_b[at : at + longest] = b"\1" * longest
            found.append(_Run(start, at, longest))
            at, shift = at + longest, start - at
        else:
            at += 1
    return found


def _reach(a: Words, i: int, taken_a: bytearray, b: Words, j: int, taken_b: bytearray) -> int:
    """How many words from `i` and `j` on are equal and free."""
    keys_a, keys_b = a.keys, b.keys
    most = min(len(keys_a) - i, len(keys_b) - j)
    length = 0
    while (
        length < most
        and keys_a[i + length] == keys_b[j + length]
        and not taken_a[i + length]
        and not taken_b[j + length]
    ):
        length += 1
    return length


# --- passages ------------------------------------------------------------------------------------------------


def _chains(paired: list[_Run]) -> list[list[_Run]]:
    """Runs that follow each other in both texts with at most GAP words between."""
    chains: list[list[_Run]] = []
    going_on: list[list[_Run]] = []  # few: each ended within the last GAP words
    for run in paired:
        going_on = [chain for chain in going_on if run.b - (chain[-1].b + chain[-1].length) <= GAP]
        fitting = [chain for chain in going_on if 0 <= run.a - (chain[-1].a + chain[-1].length) <= GAP]
        if fitting:
            nearest = min(fitting, key=lambda chain: run.a - chain[-1].a - chain[-1].length)
            nearest.append(run)
        else:
            chains.append([run])
            going_on.append(chains[-1])
    return chains


def _apart(chains: list[list[_Run]], weights: bytearray) -> Iterator[list[_Run]]:
    """Chains whose ranges overlap in no text: the longest stays whole, of others what lies outside it."""
    chains = [chain for chain in chains if _weight(chain, weights) >= 2 * PASSAGE]
    chains.sort(key=lambda chain: (-_weight(chain, weights), chain[0].b))
    in_a, in_b = _Ranges(), _Ranges()
    for chain in chains:
        part: list[_Run] = []
        for run in chain:
            first = part[0] if part else run
            free = in_a.free(first.a, run.a + run.length) and in_b.free(first.b, run.b + run.length)
            if not free and part:
                yield from _kept(part, in_a, in_b)
                part = []
                free = in_a.free(run.a, run.a + run.length) and in_b.free(run.b, run.b + run.length)
            if free:
                part.append(run)
        if part:
            yield from _kept(part, in_a, in_b)


def _kept(part: list[_Run], in_a: _Ranges, in_b: _Ranges) -> Iterator[list[_Run]]:
    in_a.add(part[0].a, part[-1].a + part[-1].length)
    in_b.add(part[0].b, part[-1].b + part[-1].length)
    yield part


class _Ranges:
    """Ranges that do not overlap."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def free(self, start: int, end: int) -> bool:
        at = bisect.bisect_left(self._starts, end)
        return at == 0 or self._ends[at - 1] <= start

    def add(self, start: int, end: int) -> None:
        at = bisect.bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
