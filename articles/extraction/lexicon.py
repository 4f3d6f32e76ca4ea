"""The word lists of a language: one folder under `languages/`, read once.

`words.txt` holds sections, `[name]` on a line and words parted by white space below; sections whose name ends in
"phrases" hold one phrase a line, those whose name ends in "lines" one as printed, with its capitals. `cues.txt` holds
one cue a line: its forms, a colon, and the frames it takes (its head says which). `stopwords.txt` tells the language
of a text. Another language is another folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = Path(__file__).parent / "languages"
_LETTERS = re.compile(r"[^\W\d_]+")
# Words read to tell a language: a few hundred settle it, and a text may have millions.
_SAMPLE = 20_000
# Share of words that must be stop words of the language. Running English and German have about .4; lists, tables
# and text of other languages below .15.
_LEAST_SHARE = 0.16


# Sections whose words set off a rule: each text keeps where they stand, so that no rule reads every word.
TRIGGERS = frozenset(
    [
        *("cue", "source_phrase_starts", "account_words", "claim_nouns", "stances", "witnessing", "citing"),
        *("unsourced", "pronouns"),
    ]
)


@dataclass(frozen=True)
class Cue:
    """A word of saying. `frames` are the constructions it takes, as the head of cues.txt lists them."""

    lemma: str
    frames: frozenset[str]
    polarity: str = "affirms"
    particle: str = ""  # "mit" in "teilte ... mit"


@dataclass(frozen=True)
class Lexicon:
    language: str
    sections: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    lines: dict[str, tuple[str, ...]]
    cues: dict[str, tuple[Cue, ...]]
    tags: dict[str, frozenset[str]] = field(repr=False)
    traits: frozenset[str] = frozenset()
    triggers: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)  # word: which of TRIGGERS it is in
    starts: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = field(default_factory=dict, repr=False)

    def words(self, section: str) -> frozenset[str]:
        return self.sections.get(section, frozenset())

    def starting(self, section: str, word: str) -> tuple[tuple[str, ...], ...]:
        """The phrases of a section that begin with a word, longest first."""
        return self.starts.get(section, {}).get(word, ())

    def cue(self, word: str, frame: str) -> Cue | None:
        """The first cue of this form that takes the frame."""
        for cue in self.cues.get(word, ()):
            if frame in cue.frames:
                return cue
        return None


@cache
def lexicon(language: str) -> Lexicon:
    """The word lists of a language ("en"). Raises LookupError for one without a folder."""
    folder = LANGUAGES / language
    if not language.isalpha() or not (folder / "words.txt").is_file():
        raise LookupError(f"Language {language!r} is not supported; there are {', '.join(languages())}.")
    sections, phrases, lines = _read_sections((folder / "words.txt").read_text(encoding="utf-8").splitlines())
    traits = sections.get("traits", frozenset())
    cues = _read_cues((folder / "cues.txt").read_text(encoding="utf-8").splitlines(), traits)
    sections["source_phrase_starts"] = frozenset(phrase[0] for phrase in phrases.get("source_phrases", ()))
    tags: dict[str, set[str]] = {}
    for name, words in sections.items():
        for word in words:
            tags.setdefault(word, set()).add(name)
    for word in cues:
        tags.setdefault(word, set()).add("cue")
    return Lexicon(
        language,
        sections,
        phrases,
        lines,
        cues,
        {word: frozenset(names) for word, names in tags.items()},
        traits,
        {word: tuple(sorted(names & TRIGGERS)) for word, names in tags.items() if names & TRIGGERS},
        {section: _by_first(found) for section, found in phrases.items()},
    )


@cache
def empty_lexicon() -> Lexicon:
    """No words at all: for texts in a language that has no folder."""
    return Lexicon("", {}, {}, {}, {}, {})


@cache
def languages() -> tuple[str, ...]:
    """The languages there are folders for, by their ISO 639 code, in order."""
    return tuple(sorted(path.parent.name for path in LANGUAGES.glob("*/words.txt")))


def detect_language(text: str) -> str:
    """The supported language of a text, by its stop words; "" where it is none of them or too short to say."""
    words = [word.lower() for word in _LETTERS.findall(text[:_SAMPLE])]
    if not words:
        return ""
    share = {language: sum(word in _stop_words(language) for word in words) / len(words) for language in languages()}
    best = max(share, key=lambda language: (share[language], language))
    return best if share[best] >= _LEAST_SHARE else ""


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset((LANGUAGES / language / "stopwords.txt").read_text(encoding="utf-8").split())


def _by_first(phrases: tuple[tuple[str, ...], ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {first: tuple(p for p in phrases if p[0] == first) for first in {phrase[0] for phrase in phrases}}


def _content(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in (line.partition("#")[0].strip() for line in lines) if line)


def _read_sections(
    lines: Iterable[str],
) -> tuple[dict[str, frozenset[str]], dict[str, tuple[tuple[str, ...], ...]], dict[str, tuple[str, ...]]]:
    words: dict[str, set[str]] = {}
    printed: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[str, ...]]] = {}
    name = ""
    for line in _content(lines):
        if line.startswith("["):
            name = line.strip("[]")
        elif name.endswith("phrases"):
            phrases.setdefault(name, []).append(tuple(line.lower().split()))
        elif name.endswith("lines"):
            printed.setdefault(name, []).append(line)
        else:
            words.setdefault(name, set()).update(line.lower().split())
    return (
        {name: frozenset(found) for name, found in words.items()},
        # longest first, so that "in an interview with" is tried before "in"
        {name: tuple(sorted(found, key=len, reverse=True)) for name, found in phrases.items()},
        {name: tuple(found) for name, found in printed.items()},
    )


def _read_cues(lines: Iterable[str], traits: frozenset[str]) -> dict[str, tuple[Cue, ...]]:
    cues: dict[str, list[Cue]] = {}
    for line in _content(lines):
        forms, _, frames = line.partition(":")
        names = frames.split()
        polarity = next((name for name in names if name in ("denies", "declined")), "affirms")
        particle = next((name[1:] for name in names if name.startswith("+")), "")
        words = forms.lower().split()
        cue = Cue(words[0], frozenset(names), polarity, particle)
        for word in dict.fromkeys(words):
            cues.setdefault(word, []).append(cue)
        if particle and "joins" in traits:
            # "mitteilte", "mitgeteilt": in one word at the end of a clause
            joined = Cue(particle + words[0], frozenset(names), polarity)
            for word in dict.fromkeys(words):
                cues.setdefault(particle + word, []).append(joined)
    return {word: tuple(found) for word, found in cues.items()}
