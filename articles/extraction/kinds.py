"""What a source phrase names: the printed name in it, and the kind of source it is.

Kinds are those of the tracker: outlet, agency, organisation, named group, person, document; "unnamed" for a
description, "pronoun" for a word that only points back, "author" for "I" and "we" outside quotations.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.extraction.phrases import segments
from articles.extraction.statement import Range
from articles.extraction.tokens import Text

_JOINTS = frozenset(
    ["of", "for", "and", "the", "de", "van", "von", "der", "den", "bin", "al", "el", "la", "le", "di", "da", "du",
     "des", "&", "-", "'", "’", "–", ".", "für", "zu", "zur"]
)  # fmt: skip
_SHORT_OUTLETS = frozenset(["the"])


@dataclass(frozen=True)
class Naming:
    """`name` is the printed name ("" for a description), standing at tokens `place`; `kind` as the module says."""

    name: str
    place: Range | None
    kind: str


def naming(cut: Text, first: int, last: int) -> Naming:
    """The name and the kind of the source phrase from token `first` to `last` (exclusive)."""
    lexicon = cut.lexicon
    if last - first <= 2 and all(cut.tags[at] & {"pronouns"} for at in range(first, last) if cut.is_word(at)):
        author = cut.tags[first] & {"authors"}
        return Naming("", None, "author" if author else "pronoun")
    pieces = segments(cut, first, last)
    for number, (start, end) in enumerate(pieces):
        if number and "prepositions" in cut.tags[start]:
            break  # "officials, including the mayor": examples, not who they are
        place = _name_in(cut, start, end)
        if place is None:
            continue
        name = cut.said(*place)
        kind = _kind_of_name(cut, place, first, last)
        if number and not kind:
            kind = "person" if place[1] - place[0] in (2, 3) else "organisation"
        if kind == "outlet" and place[0] > first and cut.raw[place[0] - 1] == "The" and place[0] - 1 == start:
            place = (place[0] - 1, place[1])
            name = cut.said(*place)
        return Naming(name, place, kind or _guess(cut, place, first, last))
    head = _head(cut, *pieces[0])
    if head in lexicon.words("document_nouns") and head not in lexicon.words("outlet_nouns"):
        return Naming("", None, "document")
    return Naming("", None, "unnamed")


def _named(cut: Text, at: int) -> bool:
    """A token that may be part of a name: a capital that is no title, role, day or first word of a phrase."""
    if not cut.is_word(at) or not cut.capital(at):
        return False
    tags, word = cut.tags[at], cut.words[at]
    if tags & {"determiners", "possessives", "pronouns", "conjunctions", "time"} and len(word) < 12:
        return False
    return not word.endswith("'s") or len(word) <= 3


def _name_in(cut: Text, start: int, end: int) -> Range | None:
    """The longest-reaching name in a piece between commas: "Haaretz" in "the Israeli newspaper Haaretz"."""
    runs: list[Range] = []
    at = start
    bracket = next((n for n in range(start, end) if cut.raw[n] == "("), end)
    end = bracket if bracket > start else end  # "Save Our Shores (SOS)": the short form is an alias
    german = "verb_second" in cut.lexicon.traits
    while at < end:
        if not _named(cut, at):
            at += 1
            continue
        stop = at + 1
        while stop < end:
            if _named(cut, stop) or (cut.tags[stop] & {"possessives"} and cut.capital(stop)):
                stop += 1
            elif cut.words[stop] in _JOINTS and stop + 1 < end and (_named(cut, stop + 1) or _joined(cut, stop, end)):
                if cut.words[stop] in ("and", "of", "for") and _is_role(cut, at, stop):
                    break
                stop += 1
            else:
                break
        while stop > at and cut.words[stop - 1] in _JOINTS:
            stop -= 1
        trimmed = _without_titles(cut, at, stop, german)
        if trimmed:
            runs.append(trimmed)
        at = max(stop, at + 1)
    if not runs:
        return None
    ends_low = cut.is_word(end - 1) and cut.raw[end - 1][0].islower() and cut.raw[end - 1] not in "ats"
    if ends_low and not german:
        # "a Hamas official", "Israeli reservists", "US President Obama's aides": described, not named
        tail = runs[-1]
        behind = cut.words[tail[1]] if tail[1] < end else ""
        if behind not in ("who", "which", "in", "from", "of", "at", "on", "and", "spokesman", "spokeswoman"):
            return None
    first_low = next((n for n in range(start, end) if cut.is_word(n) and cut.raw[n][0].islower()
                      and not cut.tags[n] & {"determiners", "possessives"}), None)  # fmt: skip
    if first_low is not None and first_low < runs[0][0]:
        joint = next((n for n in range(first_low, runs[0][0]) if cut.tags[n] & {"prepositions"}), None)
        if joint is not None and cut.words[joint] in (
            "of",
            "for",
            "at",
            "in",
            "from",
            "close",
            "to",
            "by",
            "with",
            "von",
            "der",
            "des",
        ):
            return None  # "officials at the Ministry", "a report by Doe": described by whose they are
    of = next((n for n in range(runs[0][1], end) if cut.tags[n] & {"prepositions"}), None)
    return runs[0] if of is not None else runs[-1]


def _joined(cut: Text, at: int, end: int) -> bool:
    """ "of the" between capitals."""
    return at + 2 < end and cut.words[at + 1] in _JOINTS and _named(cut, at + 2)


def _is_role(cut: Text, first: int, last: int) -> bool:
    return all(cut.tags[n] & {"person_nouns", "titles"} for n in range(first, last))


def _without_titles(cut: Text, first: int, last: int, german: bool) -> Range | None:
    """ "Prime Minister John Key" without the office; None where nothing else is left."""
    start = first
    for at in range(first, last):
        if cut.tags[at] & {"titles", "person_nouns"} and not cut.tags[at] & {"outlet_words"}:
            start = at + 1
            while start < last and cut.raw[start] in ".-":
                start += 1
    if start >= last:
        return None
    if start > first and cut.words[start] in ("of", "for", "and", "to"):
        return None
    if german and last - start == 1 and cut.tags[start] & {"group_nouns", "document_nouns", "person_nouns"}:
        return None
    if last - start == 1 and cut.tags[start] & {
        "group_nouns",
        "document_nouns",
        "outlet_nouns",
        "people_nouns",
        "prepositions",
        "adverbs",
    }:
        return None
    return start, last


def _kind_of_name(cut: Text, place: Range, first: int, last: int) -> str:
    """The kind as far as words tell it, "" else."""
    lexicon = cut.lexicon
    words = [cut.words[n] for n in range(*place) if cut.is_word(n)]
    if not words:
        return ""
    around = [cut.words[n] for n in range(first, last)]
    before = [cut.words[n] for n in range(first, place[0])]
    if (
        any(word in lexicon.words("agency_names") for word in words)
        or "associated press" in " ".join(words)
        or ("news" in words + before and "agency" in words + before)
    ):
        return "agency"
    if words[-1] in lexicon.words("outlet_names") or words[0] in lexicon.words("outlet_names"):
        return "outlet"
    if any(word in lexicon.words("outlet_nouns") for word in before):
        return "outlet"
    if words[-1] in lexicon.words("outlet_words") and (
        len(words) > 1 or (place[0] > 0 and cut.words[place[0] - 1] in ("the", "der", "die", "das", "dem"))
    ):
        return "outlet"
    if (words[0] == "al" and len(words) > 1 and words[1] == "jazeera") or words[0].startswith("al-jazeera"):
        return "outlet"
    if any(word in lexicon.words("organisation_words") for word in words):
        return "organisation"
    titled = any(
        cut.tags[n] & {"titles", "person_nouns", "women", "men"} for n in range(max(first, place[0] - 3), place[0])
    )
    if titled:
        return "person"
    if any(word in lexicon.words("group_nouns") for word in words) and len(words) > 1:
        return "named group"
    if any(word in lexicon.words("person_nouns") for word in around):
        return "person"
    return ""


def _guess(cut: Text, place: Range, first: int, last: int) -> str:
    words = [n for n in range(*place) if cut.is_word(n)]
    joints = any(cut.words[n] in ("of", "for", "and", "&") for n in range(*place))
    before = cut.words[place[0] - 1] if place[0] > first else ""
    joints = joints or any("possessives" in cut.tags[n] for n in words)
    if before in ("the", "die", "das") or joints or (len(words) == 1 and cut.raw[words[0]].isupper()):
        return "organisation"
    if place[1] < last and cut.raw[place[1]] == "(":
        return "organisation"
    return "person" if len(words) <= 4 else "organisation"


def _head(cut: Text, first: int, last: int) -> str:
    """The last word before a preposition or the end: "officials" in "senior officials at the port"."""
    for at in range(first, last):
        if at > first and cut.tags[at] & {"prepositions", "relatives"}:
            return cut.words[at - 1].removesuffix("'s")
    return cut.words[last - 1].removesuffix("'s")


def head(cut: Text, first: int, last: int) -> str:
    """The noun that a description turns on, in small letters."""
    return _head(cut, *segments(cut, first, last)[0])


def speakers(cut: Text, first: int, last: int) -> list[Range]:
    """The co-speakers of a source phrase, each with its own words; one where it names one."""
    for at in range(last - 2, first, -1):
        if cut.words[at] not in cut.lexicon.words("joining") or cut.capital(at):
            continue
        left, right = (first, at), (at + 1, last)
        comma = next((n for n in range(first, at) if cut.raw[n] == ","), None)
        if comma is not None and not cut.capital(comma + 1):
            return [(first, last)]
        a, b = naming(cut, *left), naming(cut, *right)
        if (
            a.place
            and b.place
            and a.place[0] < at <= b.place[0]
            and cut.words[at - 1] not in _JOINTS
            and _stands_alone(cut, at, right)
        ):
            rest = list(segments(cut, *left)) if cut.raw[at - 1] == "," or comma else [left]
            if all(naming(cut, *piece).name for piece in rest):
                return [*rest, right]
            return [left, right]
        return [(first, last)]
    return [(first, last)]


def _stands_alone(cut: Text, at: int, right: Range) -> bool:
    """Whether both sides of "and" could be a source: not "Health and Human Services"."""
    begin = right[0]
    if cut.tags[begin] & {"determiners", "possessives"}:
        return True
    left_words = 0
    near = at - 1
    while near >= 0 and cut.is_word(near) and cut.capital(near):
        left_words += 1
        near -= 1
    right_words = sum(cut.capital(n) for n in range(*right) if cut.is_word(n))
    return left_words >= 1 and right_words >= 1 and not (cut.words[near] in ("of", "for") and left_words == 1)
