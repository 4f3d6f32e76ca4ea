"""Statements credited by a preposition: "according to X, ...", "..., according to X", "in the words of X, ..."."""

from __future__ import annotations

from articles.extraction.clause_words import relative_end
from articles.extraction.phrases import is_time, phrase_before, phrase_end
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Text


def according_statements(cut: Text, number: int) -> list[Proposal]:
    """What the phrases of one sentence credit, in their order."""
    sentence = cut.sentences[number]
    phrases = cut.lexicon.phrases.get("source_phrases", ())
    if cut.lexicon.words("account_nouns"):
        return _accounts(cut, number)
    found: list[Proposal] = []
    for at in cut.marked("source_phrase_starts", sentence.first, sentence.last):
        if cut.quote_at[at] >= 0:
            continue
        for phrase in phrases:
            if tuple(cut.words[at : at + len(phrase)]) == phrase:
                proposal = _read(cut, number, at, at + len(phrase))
                if proposal:
                    found.append(proposal)
                break
    return found


def _read(cut: Text, number: int, at: int, behind: int) -> Proposal | None:
    sentence = cut.sentences[number]
    low, last = sentence.first, sentence.last
    while last > behind and cut.raw[last - 1] in SENTENCE_ENDS and cut.quote_at[last - 1] < 0:
        last -= 1
    if behind >= last:
        return None
    single = len(cut.words[at:behind]) == 1
    if single and not (cut.capital(behind) or cut.words[behind] == "the"):
        return None  # "per person"
    end = _source_end(cut, behind, last, leading=at - low <= 1)
    if end <= behind:
        return None
    content = _content(cut, at, end, low, last)
    if not content:
        return None
    name = "words of" if cut.words[at] == "in" else "according to"
    return Proposal(name, number, (at, behind), (behind, end), content)


def _source_end(cut: Text, behind: int, last: int, *, leading: bool) -> int:
    end = phrase_end(cut, behind, last, appositions=not leading)
    if leading and end + 1 < last and cut.raw[end] == ",":
        # "according to Doe, a baker, the shop ..." against "according to Doe, the shop ..."
        longer = phrase_end(cut, end + 1, last, appositions=False)
        role = cut.words[end + 1] in ("a", "an", "the") or (end + 1 < last and not cut.capital(end + 1))
        if (
            role
            and longer < last - 1
            and cut.raw[longer] == ","
            and end + 1 < longer
            and not is_time(cut, end + 1, last)
        ) and cut.words[longer + 1] not in ("who", "which", "whose", "and", "but"):
            return longer
    return end


def _content(cut: Text, at: int, end: int, low: int, last: int) -> list[Range]:
    rest = end
    while rest < last and cut.raw[rest] in ",:":
        rest += 1
    # times and places that belong to the source: "according to a report on Friday, ..."
    if rest == end and end < last and ("prepositions" in cut.tags[end] or is_time(cut, end, last)):
        comma = next((n for n in range(end, min(end + 15, last)) if cut.raw[n] == ","), None)
        if comma is not None and at - low <= 1:
            rest = comma + 1
    before = at
    while before > low and cut.raw[before - 1] in ",–—-(":
        before -= 1
    opener = low
    if at - low <= 1:
        return [(rest, last)] if rest < last else []
    # "a policy which, according to X, both have criticised": the relative clause alone is told
    if (
        rest < last
        and cut.tags[before - 1] & {"relatives", "subordinators"}
        and (cut.words[before - 1] == "that" or "relatives" in cut.tags[before - 1])
    ):
        return [(rest, last)]
    near = before - 1
    while near > low and before - near < 40:
        if cut.raw[near] in ";" or (cut.words[near] == "that" and "cue" in cut.tags[near - 1]):
            opener = near + 1
            break
        near -= 1
    content = [(opener, before)]
    if rest < last and rest > end and not is_time(cut, rest, last):
        content.append((rest, last))
    return [piece for piece in content if piece[1] > piece[0]]


def _accounts(cut: Text, number: int) -> list[Proposal]:
    """ "nach Angaben der Polizei", "laut X", "einem Bericht zufolge", "ihrer Meinung nach", "..., so X", "demnach"."""
    sentence, words = cut.sentences[number], cut.lexicon.words
    last = sentence.last
    while last > sentence.first and cut.raw[last - 1] in SENTENCE_ENDS and cut.quote_at[last - 1] < 0:
        last -= 1
    found: list[Proposal] = []
    for at in cut.marked("account_words", sentence.first, last):
        word = cut.words[at]
        if cut.quote_at[at] >= 0:
            continue
        place: tuple[int, int, int, int] | None = None  # cue first, behind it, source first, behind it
        if word in words("back_words") and (at == sentence.first or cut.raw[at - 1] == ","):
            place = (at, at + 1, at, at + 1)
        elif word == "zufolge" or (word == "nach" and at and cut.words[at - 1] in words("account_nouns")):
            start = phrase_before(cut, at, sentence.first)
            place = (at, at + 1, start, at) if start < at else None
        elif word == "so":
            turned = at == sentence.first or cut.raw[at - 1] in ",–—" or cut.quote_at[at - 1] >= 0
            if turned and at + 1 < last and (cut.capital(at + 1) or cut.tags[at + 1] & {"determiners", "possessives"}):
                end = phrase_end(cut, at + 1, last)
                if at == sentence.first and not (end < last and cut.raw[end] in ":,"):
                    continue  # "So der Sprecher: ..."
                closes = end >= last or not cut.is_word(end) or bool(cut.tags[end] & {"adverbs", "prepositions"})
                place = (at, at + 1, at + 1, end) if closes and "finite" not in cut.tags[at + 1] else None
        else:
            nouns = words("view_nouns" if word == "aus" else "account_nouns")
            near = next((n for n in range(at + 1, min(at + 6, last)) if cut.words[n] in nouns), None)
            if near is not None and near + 1 < last and cut.words[near + 1] in ("nach", "zufolge"):
                continue
            if near is not None or word in ("laut", "gemäß"):
                end = phrase_end(cut, at + 1, last, appositions=False)
                place = (at, at + 1, at + 1, end) if end > at + 1 else None
        if place:
            turned = word == "so"
            behind = max(place[1], place[3])
            behind = _speaker_end(cut, behind, last) if turned else relative_end(cut, behind, last)
            content = _around(cut, sentence.first, last, min(place[0], place[2]), behind, whole=turned)
            if content:
                found.append(Proposal("according to", number, place[:2], place[2:], content))
    return found


def _speaker_end(cut: Text, end: int, last: int) -> int:
    """Behind "so Talbot weiter gegenüber dem Kurier": all up to a comma, a stop or a quotation is about the speaker."""
    while end < last and cut.raw[end] not in ",:;–—" and cut.quote_at[end] < 0:
        end += 1
    return relative_end(cut, end, last) if end < last else end


def _around(cut: Text, low: int, last: int, at: int, end: int, *, whole: bool) -> list[Range]:
    """The sentence without the words from `at` to `end`, unless `whole` as far as it is one clause with them."""
    before, behind = at, end
    while before > low and cut.raw[before - 1] in ",–—(":
        before -= 1
    while behind < last and cut.raw[behind] in ",:)–—":
        behind += 1
    if cut.tags[at - 1] & {"conjunctions"} and at > low:
        before = low  # "..., und nach Angaben der Stadt ...": what stands behind is told
    # "weil die Truppe nach Angaben der Stadt überfordert ist": the clause alone is told
    for near in range(before - 1, low, -1) if not whole else ():
        if cut.raw[near] == "," and cut.quote_at[near] < 0:
            if cut.tags[near + 1] & {"subordinators", "relatives"}:
                low = near + 1
                last = next((n for n in range(behind, last) if cut.raw[n] == "," and cut.quote_at[n] < 0), last)
            break
    content = [(low, before), (behind, last)]
    return [piece for piece in content if any(cut.is_word(n) and "adverbs" not in cut.tags[n] for n in range(*piece))]
