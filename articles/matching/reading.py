"""One statement, read once: all that it is compared by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from articles.extraction import detect_language
from articles.extraction.figures import figures as figures_in
from articles.extraction.quotes import find_quotes
from articles.matching.figures import FigureLike, Quantity, quantity
from articles.matching.wordlists import WordLists, fold, word_lists

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
# Words read of one statement: what is longer is no statement, and the work stays small.
LONGEST = 2_000
# Share of the longer words that have a capital, from which on capitals tell nothing: a headline.
_HEADLINE = 0.7
_QUOTED_RUN = 3  # words in a row that are no chance


@dataclass(frozen=True, eq=False)
class Read:
    """What one statement is compared by; made by `read`.

    Words are folded (small letters, accents aside, stems); `printed` gives the words of a stem as they stood.
    """

    text: str
    language: str
    day: date | None
    stems: dict[str, int]  # content words: how often
    printed: dict[str, str]
    names: frozenset[str]  # single words of names, folded
    numbers: frozenset[str]
    years: frozenset[str]
    weekdays: frozenset[str]
    months: frozenset[str]
    dates: frozenset[date]  # told in full, or by the day it was published on
    events: dict[str, str]  # sort of happening: word as printed
    runs: frozenset[tuple[str, str]]
    triples: frozenset[tuple[str, str, str]]
    quoted: frozenset[tuple[str, str, str]]
    figures: tuple[FigureLike, ...]
    length: int
    pronouns: int
    headline: bool
    kept: dict[str, Any] = field(default_factory=dict, repr=False)  # what a Rarity makes of it

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The figures as they are compared."""
        if "quantities" not in self.kept:
            self.kept["quantities"] = tuple(map(quantity, self.figures))
        return self.kept["quantities"]

    def as_printed(self, word: str) -> str:
        """A stem, or a word in small letters, as the text has it."""
        stem = word_lists(self.language).stem(word)
        return self.printed.get(word) or self.printed.get(stem) or word

    def of_event(self, event: str) -> frozenset[str]:
        """The stems that tell this sort of happening here."""
        groups = word_lists(self.language).groups
        return frozenset(stem for stem in self.stems if groups.get(stem) == event)


def read(
    text: str,
    *,
    language: str = "",
    day: date | None = None,
    names: Iterable[str] = (),
    figures: Iterable[FigureLike] = (),
) -> Read:
    """Reads a statement. `day` is the one it was published on, `names` those known to stand in it.

    The language is told by the words, and English where they do not tell. Figures are read where none are given.
    """
    language = language or detect_language(text) or "en"
    lists = word_lists(language)
    spans = [(found.start(), found.end()) for found in _TOKEN.finditer(text[: LONGEST * 20])][:LONGEST]
    raw = [_bare(text[start:end]) for start, end in spans]
    words = [fold(word) for word in raw]
    stems = [_stem(word, lists) for word in words]
    headline = _is_headline(raw)
    content: Counter[str] = Counter()
    printed: dict[str, str] = {}
    events: dict[str, str] = {}
    for word, stem, as_printed in zip(words, stems, raw, strict=True):
        if word in lists.stop or not stem:
            if word in lists.month_numbers and as_printed[0].isupper():
                printed.setdefault(word, as_printed)  # May
            continue
        content[stem] += 1
        printed.setdefault(stem, as_printed)
        group = lists.groups.get(stem)
        if group:
            events.setdefault(group, as_printed)
    numbers, years = _numbers(words, lists)
    in_quotes = _quoted(text, spans)
    given: tuple[FigureLike, ...] = tuple(figures)
    return Read(
        text=text,
        language=language,
        day=day,
        stems=dict(content),
        printed=printed,
        names=frozenset(_names(raw, stems, words, lists, headline)) | frozenset(_given_names(names, lists)),
        numbers=numbers,
        years=years,
        weekdays=frozenset(word for word in words if word in lists.days),
        months=frozenset(
            word for word, one in zip(words, raw, strict=True) if word in lists.month_numbers and one[0].isupper()
        ),
        dates=frozenset(_dates(words, lists, day)),
        events=events,
        runs=frozenset(pairwise(stems)),
        triples=frozenset(zip(stems, stems[1:], stems[2:], strict=False)),
        quoted=frozenset(
            (stems[n], stems[n + 1], stems[n + 2])
            for n in range(len(stems) - 2)
            if in_quotes[n] and in_quotes[n + 1] and in_quotes[n + 2]
        ),
        figures=given or tuple(figures_in(text[: LONGEST * 20], language)),
        length=len(words),
        pronouns=sum(word in lists.pronouns for word in words),
        headline=headline,
    )


def _bare(word: str) -> str:
    word = word.replace("’", "'")
    return word[:-2] if word.lower().endswith("'s") and len(word) > 2 else word


def _stem(word: str, lists: WordLists) -> str:
    return lists.places.get(word) or lists.stem(word)


def _is_headline(raw: list[str]) -> bool:
    long = [word for word in raw if len(word) > 3 and word[0].isalpha()]
    return len(long) > 2 and sum(word[0].isupper() for word in long) > _HEADLINE * len(long)


def _names(raw: list[str], stems: list[str], words: list[str], lists: WordLists, headline: bool) -> Iterable[str]:
    for n, (printed, stem, word) in enumerate(zip(raw, stems, words, strict=True)):
        if not printed[:1].isupper() or word in lists.stop or word in lists.days or word in lists.month_numbers:
            continue
        if (n == 0 or headline) and (stem in lists.groups):
            continue
        yield stem


def _given_names(names: Iterable[str], lists: WordLists) -> Iterable[str]:
    for name in names:
        for found in _TOKEN.findall(name):
            word = fold(_bare(found))
            if word not in lists.stop:
                yield _stem(word, lists)


def _numbers(words: list[str], lists: WordLists) -> tuple[frozenset[str], frozenset[str]]:
    numbers: set[str] = set()
    years: set[str] = set()
    for word in words:
        if word[0].isdigit():
            plain = word.replace(",", "")
            (years if len(plain) == 4 and plain[:2] in ("19", "20") else numbers).add(plain)
        elif lists.spelled.get(word, "1") != "1":
            numbers.add(lists.spelled[word])
    return frozenset(numbers), frozenset(years)


def _dates(words: list[str], lists: WordLists, day: date | None) -> Iterable[date]:
    """Of "8 July 2025" and, where the day of publication is known, of "July 8" and "on Monday" (the last one)."""
    for n, word in enumerate(words):
        if day and word in lists.days:
            past = (day.weekday() - lists.days[word]) % 7
            # in the first days of the calendar there is no week before
            if day.toordinal() > past:
                yield day - timedelta(past)
        if word in lists.month_numbers:
            around = [*words[max(0, n - 1) : n], *words[n + 1 : n + 3]]
            days = [int(one) for one in around if one.isdecimal() and len(one) <= 2]
            years = [int(one) for one in around if one.isdecimal() and len(one) == 4]
            year = years[0] if years else day.year if day else 0
            if days and year:
                with suppress(ValueError):  # the 31 of April
                    yield date(year, lists.month_numbers[word], days[0])


def _quoted(text: str, spans: list[tuple[int, int]]) -> list[bool]:
    inside = [False] * len(spans)
    if not any(mark in text for mark in '"“„«»'):
        return inside
    quotes = [(quote.start, quote.end) for quote in find_quotes(text, [(0, len(text))])]
    for n, (start, end) in enumerate(spans):
        inside[n] = any(first <= start and end <= last for first, last in quotes)
    return inside
