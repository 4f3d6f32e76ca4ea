"""The word lists that matching needs of a language: one folder under `languages/`, read once.

`words.txt` holds sections, `[name]` on a line and words parted by white space below. In `[groups]` a line is one group:
words that tell one sort of happening, its first the one that reasons name. In `[places]` a line is a country or
continent with the words for its people. Lines of `[currencies]`, `[units]`, `[measures]` and `[kinds]` are for figures.
Another language is another folder.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import snowballstemmer

LANGUAGES = Path(__file__).parent / "languages"
_STEMMERS = {"en": "english", "de": "german"}
_STEMS_KEPT = 50_000


@dataclass(frozen=True)
class WordLists:
    language: str
    stop: frozenset[str]
    pronouns: frozenset[str]
    days: dict[str, int]  # weekday: 0 for Monday
    month_numbers: dict[str, int]
    groups: dict[str, str]  # stem: the group's first word
    places: dict[str, str]  # word: the place's first word
    spelled: dict[str, str]  # number word: its digits
    stem: Callable[[str], str]


@cache
def word_lists(language: str) -> WordLists:
    """Those of a language ("en"); without stems and lists where there is no folder for it."""
    path = LANGUAGES / language / "words.txt"
    stem = _stemmer(language)
    if not language.isalpha() or not path.is_file():
        nothing: frozenset[str] = frozenset()
        return WordLists("", nothing, nothing, {}, {}, {}, {}, {}, stem)
    # folded as the words of texts are
    lines = {name: [[fold(word) for word in line] for line in found] for name, found in sections(path).items()}
    words = {name: [word for line in found for word in line] for name, found in lines.items()}
    groups: dict[str, str] = {}
    for group in lines.get("groups", ()):
        for word in group:
            groups.setdefault(stem(word), group[0])
    return WordLists(
        language,
        frozenset(words.get("stop", ())),
        frozenset(words.get("pronouns", ())),
        {word: n for n, line in enumerate(lines.get("weekdays", ())) for word in line},
        {word: n for n, line in enumerate(lines.get("months", ()), start=1) for word in line},
        groups,
        {word: group[0] for group in lines.get("places", ()) for word in group},
        {word: str(n) for n, word in enumerate(words.get("spelled", ()), start=1)},
        stem,
    )


@cache
def sections(path: Path) -> dict[str, list[list[str]]]:
    """{section: its lines, each as words} of a file."""
    found: dict[str, list[list[str]]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            name = line.strip("[]")
        elif line:
            found.setdefault(name, []).append(line.split())
    return found


def fold(word: str) -> str:
    """In small letters, without accents and the points of "U.S."."""
    word = word.lower()
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")
    return word


def _stemmer(language: str) -> Callable[[str], str]:
    if language not in _STEMMERS:
        return str
    return lru_cache(_STEMS_KEPT)(snowballstemmer.stemmer(_STEMMERS[language]).stemWord)
