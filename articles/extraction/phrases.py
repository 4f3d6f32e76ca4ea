"""Noun phrases without a parser: where one ends that begins here, and where the subject of a verb begins.

Both read each token a bounded number of times: a phrase longer than LONGEST tokens is none that names a source.
"""

from __future__ import annotations

from articles.extraction.tokens import Text

# Tokens. The longest sources of print ("X, who is ..., a professor of ...") have some forty.
LONGEST = 60
_INSIDE = frozenset("-–/&’'.")
_FUNCTION = (
    "prepositions", "auxiliaries", "adverbs", "conjunctions", "subordinators", "relatives", "finite", "negations",
)  # fmt: skip


def starts_phrase(cut: Text, at: int) -> bool:
    """Whether a noun phrase may begin at this token."""
    if not cut.is_word(at):
        return cut.raw[at] in "$€£#@[(" and cut.quote_at[at] < 0
    tags = cut.tags[at]
    if not tags:
        return True
    if tags & {"determiners", "possessives", "pronouns"}:
        # German articles are relative pronouns as well
        return "relatives" not in tags or "verb_second" in cut.lexicon.traits
    if cut.capital(at) and not tags & {"prepositions", "subordinators", "conjunctions", "adverbs"}:
        return True
    if "cue" in tags and not tags & {"outlet_nouns", "document_nouns"}:
        return False
    return not any(name in tags for name in _FUNCTION)


def opens_noun(cut: Text, at: int) -> bool:
    """A token that surely begins a noun phrase: an article, a pronoun, a name, a number."""
    tags = cut.tags[at]
    if tags & {"relatives", "subordinators"} and "determiners" not in tags:
        return False
    return bool(tags & {"determiners", "possessives", "pronouns"}) or cut.capital(at) or cut.raw[at][0].isdigit()


def is_time(cut: Text, at: int, last: int) -> bool:
    """Whether "on Friday", "last week", "in 2010" or "two days ago" begins at this token."""
    reach = range(at, min(at + 4, last))
    for near in reach:
        tags = cut.tags[near]
        if "time" in tags or (cut.raw[near].isdigit() and len(cut.raw[near]) == 4):
            return True
        if not tags & {"determiners", "prepositions", "possessives"} and cut.words[near] not in _TIME_WORDS:
            return bool(cut.raw[near][0].isdigit() and near + 1 < last and "time" in cut.tags[near + 1])
    return False


_TIME_WORDS = frozenset(["last", "next", "early", "late", "earlier", "later", "mid", "past", "same", "final"])


def phrase_end(cut: Text, at: int, last: int, *, appositions: bool = True, name_only: bool = False) -> int:
    """Behind the noun phrase that begins at token `at`; `at` itself where there is none.

    `name_only` ends it where a name turns to small letters ("told Reuters prices rose").
    """
    last = min(last, at + LONGEST)
    if at >= last or not starts_phrase(cut, at):
        return at
    if "pronouns" in cut.tags[at] and not cut.tags[at] & {"determiners", "possessives"}:
        return at + 1
    place = at
    while place < last:
        step = _step(cut, place, at, last, appositions, name_only)
        if step == place:
            break
        place = step
    while place > at and (cut.raw[place - 1] in ",-–" or cut.tags[place - 1] & {"prepositions", "conjunctions"}):
        place -= 1
    return place


def _step(cut: Text, place: int, begun: int, last: int, appositions: bool, name_only: bool) -> int:
    """One token (or one bracket, or one apposition) further, or the same place where the phrase ends."""
    mark, tags = cut.raw[place], cut.tags[place]
    if cut.quote_at[place] >= 0 and (place == begun or cut.quote_at[place - 1] < 0):
        return _over_short_quote(cut, place, begun, last)
    if not cut.is_word(place):
        if mark == "(":
            return _over_bracket(cut, place, last)
        if mark == ",":
            return _over_apposition(cut, place, last) if appositions and place > begun else place
        if mark in _INSIDE or mark in "$€£#@%":
            close = mark != "." or (place > begun and cut.words[place - 1] in _abbreviations(cut))
            initial = mark == "." and place > begun and len(cut.raw[place - 1]) == 1
            return place + 1 if (close or initial) and place + 1 < last else place
        return place
    if place == begun:
        return place + 1
    capital = cut.capital(place)
    before = cut.tags[place - 1]
    if tags & {"prepositions"} and not capital:
        follows = place + 1 < last and starts_phrase(cut, place + 1) and not is_time(cut, place, last)
        joins = cut.words[place] in cut.lexicon.words("joining_prepositions") or not cut.lexicon.words(
            "joining_prepositions"
        )
        return place + 1 if follows and joins and not name_only else place
    if "conjunctions" in tags and not capital:
        if cut.words[place] not in cut.lexicon.words("joining"):
            return place
        follows = place + 1 < last and starts_phrase(cut, place + 1) and "pronouns" not in cut.tags[place + 1]
        return place + 1 if follows and not name_only else place
    if "verb_second" in cut.lexicon.traits and not capital and cut.capital(place - 1) and "determiners" not in before:
        # behind a German noun stand genitives and nothing else in small letters
        # "Angaben der Stadt", "Angaben lokaler Medien"
        plural = not tags and cut.words[place].endswith("er") and place + 1 < last and cut.capital(place + 1)
        if plural or cut.words[place] in cut.lexicon.words("genitives"):
            return place + 1 if place + 1 < last and starts_phrase(cut, place + 1) else place
        return place
    bound = bool(before & {"determiners", "possessives", "prepositions", "conjunctions"}) or cut.raw[place - 1] in "-/"
    if "time" in tags and (capital or cut.words[place] in ("today", "yesterday")) and not bound:
        return place
    if not capital:
        if tags & {"auxiliaries", "finite", "subordinators", "relatives", "adverbs", "negations"} and not (
            bound and tags & {"determiners"}
        ):
            return place
        if "cue" in tags and not bound and not (before == frozenset() and tags & {"document_nouns"}):
            return place
        if tags & {"determiners", "possessives", "pronouns"} and not bound:
            return place
        if name_only and cut.capital(place - 1) and "determiners" not in before:
            return place
    return place + 1


def _abbreviations(cut: Text) -> frozenset[str]:
    return cut.lexicon.words("abbreviations")


def _over_short_quote(cut: Text, place: int, begun: int, last: int) -> int:
    """A nickname or a title in quotation marks stands inside a phrase; a longer quotation ends it."""
    end = place
    while end < last and cut.quote_at[end] == cut.quote_at[place]:
        end += 1
    return end if place > begun and end - place <= 6 and end < last else place


def _over_bracket(cut: Text, place: int, last: int) -> int:
    for near in range(place + 1, min(place + 10, last)):
        if cut.raw[near] == ")":
            return near + 1
    return place


def _over_apposition(cut: Text, comma: int, last: int) -> int:
    """Behind ", a reservist and member of ..."; the comma's place where something else follows."""
    at = comma + 1
    if at >= last or not starts_phrase(cut, at):
        return comma
    tags = cut.tags[at]
    if tags & {"pronouns", "conjunctions", "adverbs"} or is_time(cut, at, last):
        return comma
    end = phrase_end(cut, at, last, appositions=False)
    if end <= at:
        return comma
    return end if end >= last or cut.raw[end] in ",.;" else comma


def phrase_before(cut: Text, end: int, low: int) -> int:
    """Where the noun phrase begins that ends at `end`: "einem Bericht der Stadt | zufolge"."""
    start = end
    while start > low and end - start < 12 and cut.is_word(start - 1) and cut.quote_at[start - 1] < 0:
        before = cut.tags[start - 1]
        if before & {"auxiliaries", "finite", "cue", "conjunctions", "adverbs"} and not cut.capital(start - 1):
            break
        if before & {"prepositions"} and cut.words[start - 1] not in ("von", "vom", "des", "aus", "der"):
            break
        start -= 1
        if before & {"determiners", "possessives"} and not before & {"genitives"}:
            break
        if cut.words[start] in ("der", "ihrer", "seiner") and start > low and not cut.capital(start - 1):
            break
    return start


def subject_start(cut: Text, low: int, end: int) -> int | None:
    """Where the subject begins that stands right before token `end`, not before token `low`; None for no subject."""
    low = max(low, end - LONGEST)
    while end > low and cut.raw[end - 1] == ",":
        end -= 1
    if end <= low:
        return None
    if "conjunctions" in cut.tags[end - 1]:
        return None  # "..., and said": the subject stands further ahead
    pieces = segments(cut, low, end)
    start = pieces[-1][0]
    for number in range(len(pieces) - 1, -1, -1):
        first, last = pieces[number]
        nearest = number == len(pieces) - 1
        boundary = _boundary(cut, first, last)
        if boundary is not None:
            behind, by_verb = boundary
            participle = end < len(cut.words) and cut.words[end].endswith("ing")
            if nearest and by_verb and "auxiliaries" in cut.tags[behind - 1] and not participle:
                return None
            # "said that Doe, a baker, knew": the subject begins ahead of its apposition; a verb makes a clause
            clause = any(cut.tags[n] & {"auxiliaries", "finite"} for n in range(behind, last))
            if nearest or (cut.words[behind - 1] == "that" and not clause):
                start = behind
            break
        if _is_adverbial(cut, first, last):
            if nearest and number > 0:
                continue  # "Doe, in a letter, said": what stands before it may be the subject
            start = pieces[number + 1][0] if number + 1 < len(pieces) else first
            break
        start = first
    return _trimmed(cut, start, end)


def segments(cut: Text, low: int, end: int) -> list[tuple[int, int]]:
    """Pieces between commas, outside brackets and quotations; the whole where there are none."""
    pieces, begun, depth = [], low, 0
    for at in range(low, end):
        mark = cut.raw[at]
        depth += (mark == "(") - (mark == ")" and depth > 0)
        if mark == "," and depth == 0 and cut.quote_at[at] < 0:
            if at > begun:
                pieces.append((begun, at))
            begun = at + 1
    if begun < end:
        pieces.append((begun, end))
    return pieces or [(low, end)]


def _boundary(cut: Text, first: int, last: int) -> tuple[int, bool] | None:
    """Behind the last word in the piece that ends another clause, and whether it is a verb; or None."""
    at = last - 1
    while at >= first:
        tags, mark = cut.tags[at], cut.raw[at]
        if mark in ":;–—" or (cut.quote_at[at] >= 0 and cut.quote_at[last - 1] < 0 and last - at > 8):
            return at + 1, False
        if cut.is_word(at) and not cut.capital(at):
            if tags & {"relatives", "subordinators", "wh"} and "prepositions" not in tags:
                if not (tags & {"relatives"} and at + 1 < last and _is_verb(cut, at + 1, last, loose=True)):
                    return at + 1, False
            elif _is_verb(cut, at, last) and not _in_relative(cut, at, first):
                return at + 1, True
        at -= 1
    return None


def _is_verb(cut: Text, at: int, last: int, *, loose: bool = False) -> bool:
    tags = cut.tags[at]
    if tags & {"auxiliaries", "finite"}:
        return True
    if loose:
        third = cut.words[at].endswith("s") and cut.words[at - 1] != "that"
        return bool(tags & {"cue", "adverbs", "negations"}) or cut.words[at].endswith("ed") or third
    if at + 1 >= last:
        return False
    noun = opens_noun(cut, at + 1)
    before = cut.tags[at - 1] if at else frozenset()
    if "cue" in tags:
        return noun and not before & {"determiners", "possessives", "prepositions"}
    return cut.words[at].endswith("ed") and bool(cut.tags[at + 1] & {"determiners", "possessives", "pronouns"})


def _in_relative(cut: Text, at: int, first: int) -> bool:
    return any("relatives" in cut.tags[near] for near in range(max(first, at - 4), at))


def _is_adverbial(cut: Text, first: int, last: int) -> bool:
    """Pieces that stand before a subject: "On Friday", "Speaking in court", "However", "When it rained"."""
    tags, word = cut.tags[first], cut.words[first]
    if tags & {"prepositions", "subordinators", "adverbs"} and "pronouns" not in tags:
        return not (word == "following" and last - first == 1)
    if word.endswith("ing") and not tags & {"determiners"} and (last - first > 1) and not cut.capital(last - 1):
        return True
    if word.endswith("ing") and last - first > 2:
        return True
    return last - first <= 5 and is_time(cut, first, last)


def _trimmed(cut: Text, start: int, end: int) -> int | None:
    """Without the conjunctions, adverbs and times that stand before the subject."""
    while start < end:
        tags = cut.tags[start]
        if (not cut.is_word(start) and cut.raw[start] not in "$€£#@[(") or (
            tags & {"conjunctions", "adverbs", "negations"} and not tags & {"determiners", "pronouns"}
        ):
            start += 1
        elif cut.words[start] == "with" and start + 1 < end and opens_noun(cut, start + 1):
            start += 1  # "..., with one resident saying"
        elif "prepositions" in tags:
            behind = _behind_preposition(cut, start, end)
            if behind is None:
                return None
            start = behind
        else:
            break
    return start if start < end and starts_phrase(cut, start) else None


def _behind_preposition(cut: Text, start: int, end: int) -> int | None:
    """The subject behind "On Friday" or "In Brussels" where no comma parts them."""
    at = start + 1
    while at < end and (cut.tags[at] & {"determiners", "time"} or cut.capital(at) or cut.raw[at][0].isdigit()):
        at += 1
        if at < end and "time" in cut.tags[at - 1] and opens_noun(cut, at):
            return at
    if at < end and cut.tags[at] & {"third"}:
        return at
    return at if at < end and at > start + 1 and starts_phrase(cut, at) else None
