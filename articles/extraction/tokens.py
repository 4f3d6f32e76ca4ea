"""A text as words, paragraphs and sentences, every one with its exact place.

Offsets are Unicode code points into the text as it was given, end exclusive: nothing is cleaned, folded or
normalised before it is cut, so `text[start:end]` is always what was printed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, repeat

from articles.extraction.lexicon import Lexicon
from articles.extraction.quotes import Quote, find_quotes

Span = tuple[int, int]

# No alternative can match the same characters in two ways, so the work is linear in the text (tests count it).
_TOKEN = re.compile(
    r"([^\W\d_](?:\.(?:[^\W\d_]\.)+"  # U.S., z.B.
    r"|\w*(?:['’\u00ad\u200b\u2011-]\w+)*)"  # most words: their first letter is looked at once
    r"|\d+(?:[.,]\d+)*\w*"
    r"|\w+(?:['’\u00ad\u200b\u2011-]\w+)*"
    r"|[^\w\s])"
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
SENTENCE_ENDS = frozenset(".?!…")
# Tokens outside quotations. Rules look around within a sentence: a text without sentence ends (a list, a table, an
# attack) is cut here, so that the work stays linear. The longest sentences of print have some 150.
_LONGEST_SENTENCE = 250
# A line shorter than this does not break for want of room (characters; e-mail and wire texts wrap at 60 to 80).
_WRAPPED_LINE = 50


@dataclass
class Sentence:
    """Tokens `first` to `last` (exclusive) of a Text, in the paragraph of that number."""

    first: int
    last: int
    paragraph: int


@dataclass
class Text:
    """All that the rules ask about one text; lists run in parallel, one entry a token."""

    text: str
    lexicon: Lexicon
    quotes: list[Quote]
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # in small letters, curly apostrophes made straight
    tags: list[frozenset[str]] = field(default_factory=list)
    quote_at: list[int] = field(default_factory=list)  # number of the outermost quote a token stands in, or -1
    paragraphs: list[Span] = field(default_factory=list)  # in characters
    sentences: list[Sentence] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)  # where the words of TRIGGERS stand

    def span(self, first: int, last: int) -> Span:
        """Characters of the tokens `first` to `last` (exclusive)."""
        return self.starts[first], self.ends[last - 1]

    def marked(self, trigger: str, first: int, last: int) -> list[int]:
        """The tokens from `first` to `last` (exclusive) that are words of that section (one of TRIGGERS)."""
        places = self.places.get(trigger)
        return places[bisect_left(places, first) : bisect_left(places, last)] if places else []

    def triggered(self) -> Iterator[int]:
        """The numbers of the sentences that hold a word setting off a rule, in order; in news 54 to 62 %."""
        places = sorted(at for name, found in self.places.items() if name != "pronouns" for at in found)
        reached, number = 0, 0
        for at in places:
            if at < reached:
                continue
            while self.sentences[number].last <= at:
                number += 1
            reached = self.sentences[number].last
            yield number

    def said(self, first: int, last: int) -> str:
        """What was printed from token `first` to `last` (exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def is_word(self, token: int) -> bool:
        return self.raw[token][0].isalnum()

    def capital(self, token: int) -> bool:
        return self.raw[token][0].isupper()


def read(text: str, lexicon: Lexicon) -> Text:
    """The text cut into paragraphs, tokens and sentences. Linear in its length."""
    paragraphs = list(_paragraphs(text))
    quotes = find_quotes(text, paragraphs)
    # what lies between tokens and the tokens by turns, so that their lengths tell where each stands: no line of
    # Python runs once a token here, and no token holds white space, so none crosses the end of a paragraph
    pieces = _TOKEN.split(text)
    raw = pieces[1::2]
    reached = list(accumulate(map(len, pieces)))
    starts, ends = reached[0:-1:2], reached[1::2]
    words = list(map(str.lower, raw))
    if "’" in text:
        words = [word.replace("’", "'") for word in words]
    triggers = lexicon.triggers
    places: dict[str, list[int]] = {}
    for at in [at for at, word in enumerate(words) if word in triggers]:
        for name in triggers[words[at]]:
            places.setdefault(name, []).append(at)
    nothing: frozenset[str] = frozenset()
    tags = list(map(lexicon.tags.get, words, repeat(nothing)))
    for at in places.get("pronouns", ()):
        # WHO, US, IT: in capitals they are names
        if len(raw[at]) > 1 and raw[at].isupper():
            tags[at] = nothing
    quote_at = [-1] * len(starts)
    for number, quote in enumerate(quotes):
        if quote.depth == 0:
            first, behind = bisect_left(starts, quote.start), bisect_left(starts, quote.end)
            quote_at[first:behind] = [number] * (behind - first)
    cut = Text(text, lexicon, quotes, starts, ends, raw, words, tags, quote_at, paragraphs)
    cut.places = places
    first = 0
    for paragraph, (_, end) in enumerate(paragraphs):
        behind = bisect_left(starts, end, first)
        _cut_sentences(cut, first, behind, paragraph)
        first = behind
    return cut


def _paragraphs(text: str) -> Iterator[Span]:
    """Lines that hold something; a line broken only for want of room goes on with the next."""
    waiting: Span | None = None
    for line in _LINE.finditer(text):
        start, end = line.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            if waiting:
                yield waiting
            waiting = None
            continue
        if waiting and _goes_on(text, waiting, start):
            waiting = (waiting[0], end)
            continue
        if waiting:
            yield waiting
        waiting = (start, end)
    if waiting:
        yield waiting


def _goes_on(text: str, before: Span, start: int) -> bool:
    line_start = text.rfind("\n", before[0], before[1]) + 1 or before[0]
    gap = text[before[1] : start]
    if gap.count("\n") > 1 or gap.count("\r") > 1:
        return False
    return before[1] - line_start >= _WRAPPED_LINE and text[before[1] - 1] not in '.?!:…"”“»)' and text[start].islower()


def _cut_sentences(cut: Text, first: int, last: int, paragraph: int) -> None:
    begin, outside = first, 0
    raw, quote_at = cut.raw, cut.quote_at
    if last - first < _LONGEST_SENTENCE and max(quote_at[first:last], default=-1) < 0:
        # most paragraphs have no quotation and are no attack: only their marks are looked at
        for at in [at for at in range(first, last - 1) if raw[at] in SENTENCE_ENDS]:
            if _sentence_ends(cut, at, last):
                cut.sentences.append(Sentence(begin, at + 1, paragraph))
                begin = at + 1
        if begin < last:
            cut.sentences.append(Sentence(begin, last, paragraph))
        return
    for at in range(first, last):
        outside += quote_at[at] < 0
        if at + 1 < last and (outside < _LONGEST_SENTENCE or quote_at[at] >= 0):
            if quote_at[at] == quote_at[at + 1] if quote_at[at] >= 0 else raw[at] not in SENTENCE_ENDS:
                continue
            if not _sentence_ends(cut, at, last):
                continue
        outside = 0
        cut.sentences.append(Sentence(begin, at + 1, paragraph))
        begin = at + 1


def _sentence_ends(cut: Text, at: int, last: int) -> bool:
    quote = cut.quote_at[at]
    if quote >= 0:
        # inside a quote no sentence ends; at its close one does if the quote itself came to an end
        if cut.quote_at[at + 1] == quote:
            return False
        words = cut.raw[at - 1 : at] if at else []
        if not words or words[0] not in SENTENCE_ENDS:
            return False
        return not _cue_follows(cut, words[0], at + 1, last)
    mark = cut.raw[at]
    if mark not in SENTENCE_ENDS:
        return False
    following = cut.raw[at + 1]
    if following in SENTENCE_ENDS or following in ")]":
        return False
    if cut.quote_at[at + 1] >= 0:
        return True
    if following[0].islower() and following not in cut.lexicon.words("names_in_small_letters"):
        return False
    if mark != ".":
        return True
    before = cut.words[at - 1] if at else ""
    touching = at > 0 and cut.ends[at - 1] == cut.starts[at]
    if touching and before in cut.lexicon.words("abbreviations"):
        return False
    if touching and len(before) == 1 and before.isalpha() and cut.raw[at - 1].isupper():
        return False  # an initial
    # a name with a full stop in it: Gawker.com, 3.5
    if touching and before.isdigit() and "ordinal_dot" in cut.lexicon.traits:
        return not (following[:1].isupper() and following.lower() in cut.lexicon.words("time"))
    return cut.starts[at + 1] > cut.ends[at]


def _cue_follows(cut: Text, mark: str, at: int, last: int) -> bool:
    """After '"Really?"': does the same sentence go on with whoever asked?"""
    if cut.raw[at] in ",-–—" or cut.raw[at][0].islower():
        return True
    if not cut.capital(at) or mark == "." or "verb_second" in cut.lexicon.traits:
        return False
    return any("cue" in cut.tags[near] and not cut.capital(near) for near in range(at + 1, min(at + 4, last)))
