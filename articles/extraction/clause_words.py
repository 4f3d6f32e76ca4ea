"""What single words tell about clauses with the verb second: finite verbs, relative clauses, who can speak."""

from __future__ import annotations

from functools import cache

from articles.extraction.lexicon import lexicon
from articles.extraction.tokens import Text

BREAKS = frozenset(",:;–—(")
# Sections of nouns that mean somebody, or a text, that can say something.
_SPEAKERS = frozenset(
    ["person_nouns", "group_nouns", "organisation_words", "outlet_nouns", "outlet_words", "document_nouns"]
)
# Letters. Shorter words end others by chance: "rat" and "Vorrat", "bank" and "Sandbank".
_LEAST_ENDING = 5


def is_finite(cut: Text, at: int) -> bool:
    if cut.capital(at) or not cut.is_word(at):
        return False
    tags = cut.tags[at]
    if tags:
        return bool(tags & {"auxiliaries", "finite", "cue", "reported_mood", "holding"})
    return cut.words[at].endswith(("te", "ten", "t"))


def relative_end(cut: Text, comma: int, last: int) -> int:
    """Behind ", der am Montag in Norden war": the next comma or `last`; `comma` where no relative clause begins."""
    at = comma + 1
    if at + 1 >= last or cut.raw[comma] != "," or cut.quote_at[at] >= 0:
        return comma
    at += bool(cut.tags[at] & {"prepositions"})
    if not cut.tags[at] & {"relatives"} or (cut.tags[at] & {"clause_openers"} and cut.raw[at - 1] == ","):
        return comma
    end = next((n for n in range(at + 1, last) if cut.raw[n] in BREAKS and cut.quote_at[n] < 0), last)
    return end if is_finite(cut, end - 1) else comma


def speaks(cut: Text, noun: int) -> bool:
    """Whether a noun means people, bodies or papers: by the lists, or by how it ends ("Hafenbehörde", "Fischer")."""
    if cut.tags[noun] & _SPEAKERS:
        return True
    return cut.words[noun].endswith(_endings(cut.lexicon.language))


@cache
def _endings(language: str) -> tuple[str, ...]:
    words = lexicon(language)
    nouns = {word for section in _SPEAKERS for word in words.words(section) if len(word) >= _LEAST_ENDING}
    return (*sorted(nouns), *words.words("speaker_endings"))
