"""One mention for all ways of naming one source within an article.

A full name comes first and its short form later; "he", "the newspaper", "both groups" point back to the one meant.
Descriptions ("two senior officials") are mentions without a name, never joined by likeness of words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from articles.extraction.kinds import Naming, head, naming, speakers
from articles.extraction.statement import Range
from articles.extraction.tokens import Text

_ALIAS = re.compile(r"\(([A-Z][\w.&-]{1,14})\)")
_ROLE = re.compile(
    r"^(?:an? |the )?(.{2,60}?) (?:of|for|at|with) (?:the )?(?:organi[sz]ation |group |newspaper )?(.+)$"
)
_NAME_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS, 1)}

# Mentions that later words may point back to. No article has half as many; a book would make the search quadratic.
_REMEMBERED = 300


@dataclass
class Mention:
    """`number` is its place in the article's list; `places` are the source phrases that mean it, in tokens."""

    number: int
    name: str
    kind: str
    descriptor: str = ""
    words: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    gender: str = ""
    plural: bool = False
    low: int | None = None
    high: int | None = None
    affiliations: list[dict[str, str]] = field(default_factory=list)
    places: list[Range] = field(default_factory=list)


class Mentions:
    """The mentions of one article, found in the order of its text."""

    def __init__(self, cut: Text) -> None:
        self.cut = cut
        self.found: list[Mention] = []
        self._full_names: dict[str, str] | None = None
        self._recent: list[Mention] = []

    def of(self, first: int, last: int) -> list[Mention]:
        """Whom a source phrase means: one mention, or several where it names co-speakers."""
        both = self._both(first, last)
        if both:
            return both
        meant = []
        for piece in speakers(self.cut, first, last):
            mention = self._one(*piece)
            mention.places.append(piece)
            meant.append(mention)
        for mention in meant:
            if mention in self._recent:
                self._recent.remove(mention)
            self._recent.append(mention)
        del self._recent[:-_REMEMBERED]
        return meant

    def _one(self, first: int, last: int) -> Mention:
        named = naming(self.cut, first, last)
        if named.name:
            return self._by_name(named, first, last)
        if named.kind == "pronoun":
            meant = self._by_pronoun(self.cut.words[first])
            if meant:
                return meant
            return self._new("", "unnamed", first, last)
        meant = self._by_description(first, last)
        return meant or self._new("", named.kind, first, last)

    # --- names ---

    def _by_name(self, named: Naming, first: int, last: int) -> Mention:
        name = " ".join(named.name.split())
        words = _words(name)
        for mention in reversed(self.found[-_REMEMBERED:]):
            if mention.name and _same(words, mention):
                self._learn(mention, named, first, last)
                return mention
        full = self._full_name(name) if len(words) == 1 and named.kind in ("person", "") else ""
        mention = self._new(full or name, named.kind, first, last)
        mention.words |= words | _words(mention.name)
        self._learn(mention, named, first, last)
        return mention

    def _learn(self, mention: Mention, named: Naming, first: int, last: int) -> None:
        cut = self.cut
        phrase = cut.said(first, last)
        for alias in _ALIAS.findall(phrase):
            mention.words.add(alias.lower())
        for at in range(first, last):
            tags = cut.tags[at]
            if tags & {"person_nouns", "organisation_words", "outlet_nouns", "group_nouns"}:
                mention.roles.add(cut.words[at])
            if "women" in tags:
                mention.gender = "f"
            elif "men" in tags:
                mention.gender = "m"
        if named.place and not mention.affiliations:
            mention.affiliations = _affiliations(phrase)

    def _full_name(self, short: str) -> str:
        """ "Waters" -> "Kathryn Waters", where the article gives the full name before."""
        if self._full_names is None:
            self._full_names = _names_of(self.cut)
        return self._full_names.get(short.lower(), "")

    def _new(self, name: str, kind: str, first: int, last: int) -> Mention:
        cut = self.cut
        mention = Mention(len(self.found), name, kind, "" if name else _described(cut, first, last))
        mention.words = _words(name)
        noun = head(cut, first, last)
        mention.roles.add(noun)
        mention.plural = not name and (noun.endswith("s") or noun in ("people", "men", "women", "police"))
        if not name:
            low = cut.words[first]
            number = _NUMBERS.get(low) or (int(low) if low.isdecimal() and len(low) < 9 else None)
            if number is None and low in ("a", "an"):
                number = 1
            mention.low = mention.high = number
        for at in range(first, last):
            if cut.tags[at] & {"women"}:
                mention.gender = "f"
            elif cut.tags[at] & {"men"}:
                mention.gender = "m"
        self.found.append(mention)
        return mention

    # --- words that point back ---

    def _by_pronoun(self, word: str) -> Mention | None:
        lexicon = self.cut.lexicon
        if word in ("they", "both"):
            kinds = {"unnamed", "organisation", "named group"}
            fitting = [m for m in self._recent if m.plural] or [m for m in self._recent if m.kind in kinds]
            fitting = fitting or self._recent
            return fitting[-1] if fitting else None
        if word in ("it", "es"):
            kinds = {"outlet", "agency", "organisation", "named group", "document"}
            return next((m for m in reversed(self._recent) if m.kind in kinds), None)
        gender = "f" if word in lexicon.words("women") else "m" if word in lexicon.words("men") else ""
        people = [m for m in self._recent if m.kind == "person" or (m.kind == "unnamed" and not m.plural)]
        fitting = [m for m in people if not gender or m.gender in ("", gender)]
        if fitting and gender:
            fitting[-1].gender = gender
        return fitting[-1] if fitting else None

    def _by_description(self, first: int, last: int) -> Mention | None:
        """ "the newspaper", "the group", "the minister", "the officials": only with "the" and nothing of its own."""
        cut = self.cut
        if cut.words[first] not in ("the", "der", "die", "das", "that", "this") or last - first > 4:
            return None
        noun = head(cut, first, last)
        lexicon = cut.lexicon
        if noun in lexicon.words("outlet_nouns") and noun not in ("media", "press"):
            kinds = ("agency",) if noun == "agency" else ("outlet", "agency")
            meant = next((m for m in reversed(self._recent) if m.kind in kinds), None)
            if meant or noun not in lexicon.words("document_nouns"):
                return meant
        if noun in ("group", "groups", "organisation", "organization", "network", "movement", "organisations"):
            return next((m for m in reversed(self._recent) if m.kind in ("organisation", "named group")), None)
        return next((m for m in reversed(self._recent) if noun in m.roles), None)

    def _both(self, first: int, last: int) -> list[Mention]:
        """ "Both groups": the last two that could be."""
        cut = self.cut
        if cut.words[first] not in ("both", "beide") or last - first > 2:
            return []
        people = (last - first == 2 and cut.tags[first + 1] & {"person_nouns"}) or cut.words[last - 1] in (
            "men",
            "women",
        )
        kinds = {"person"} if people else {"organisation", "named group", "outlet", "agency"}
        if last - first == 1:
            kinds |= {"person"}
        found = [m for m in self._recent if m.kind in kinds][-2:]
        if len(found) < 2:
            return []
        for mention in found:
            mention.places.append((first, last))
        return found


def _described(cut: Text, first: int, last: int) -> str:
    """The words of a description, without the examples behind its comma."""
    comma = next((at for at in range(first + 1, last) if cut.raw[at] == ","), last)
    return cut.said(first, comma)


def _words(name: str) -> set[str]:
    return {word.lower().removesuffix("'s") for word in _NAME_WORD.findall(name)} - {"the"}


def _same(words: set[str], mention: Mention) -> bool:
    """The same name, its short form, or its initials."""
    known = mention.words
    if not words or not known:
        return False
    if words == known or (words < known and _ends_name(words, mention)):
        return True
    if mention.kind not in ("person", "unnamed") and len(words) == 1:
        initials = "".join(word[0] for word in re.findall(r"[A-Z][\w-]*", mention.name)).lower()
        return len(initials) > 1 and next(iter(words)).replace(".", "") == initials
    return bool(known < words and len(known) == 1 and mention.kind == "person" and next(iter(known)) in words)


def _ends_name(words: set[str], mention: Mention) -> bool:
    ordered = _NAME_WORD.findall(mention.name.lower())
    if mention.kind == "person":
        return bool(ordered) and (ordered[-1] in words or (len(words) == 1 and ordered[0] in words))
    return True


def _affiliations(phrase: str) -> list[dict[str, str]]:
    """ "a reservist and member of the Harbour Union" -> role and organisation, as printed."""
    found = []
    for piece in phrase.split(",")[1:3]:
        match = _ROLE.match(piece.strip()[:200])
        if match and match[1][0].islower() and any(c.isupper() for c in match[2]):
            found.append({"role": match[1], "organisation": match[2].strip()})
    return found


def _names_of(cut: Text) -> dict[str, str]:
    """{last word in small letters: the first full name in the article that ends with it}."""
    names: dict[str, str] = {}
    tags = cut.tags
    capitals = [at for at, word in enumerate(cut.raw) if word[0].isupper() and not tags[at]]
    number, count = 0, len(capitals)
    while number < count:
        begun = number
        number += 1
        while number < count and number - begun < 5 and capitals[number] == capitals[number - 1] + 1:
            number += 1
        first, last = capitals[begun], capitals[number - 1]
        if 2 <= number - begun <= 4 and not cut.words[last].endswith("'s"):
            names.setdefault(cut.words[last], " ".join(cut.said(first, last + 1).split()))
    return names
