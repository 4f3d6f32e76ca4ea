"""What an English number counts: the noun behind it, a few words away at most."""

from __future__ import annotations

import re

from articles.extraction.amounts import GAP

_WORD = re.compile(rf"{GAP}((?:[A-Z]\.){{2,}}|[^\W\d_][^\W_]*(?:['’\-][^\W_]+)*)(['’](?!\w))?")
_MODIFIERS = 3  # words between a number and its noun: "350 newly enlisted Israeli reservists"
# A run of words ends before these: no noun that a number counts stands behind them.
_STOPS = frozenset(
    [
        *("a", "about", "above", "according", "across", "after", "again", "against", "ago", "all", "along", "also"),
        *("although", "always", "am", "among", "an", "and", "any", "are", "around", "as", "at", "away", "be"),
        *("became", "because", "been", "before", "behind", "being", "below", "besides", "between", "both", "but"),
        *("by", "came", "can", "could", "did", "die", "died", "do", "does", "down", "during", "each", "else"),
        *("even", "every", "except", "fell", "for", "from", "get", "go", "goes", "got", "had", "has", "have", "he"),
        *("her", "here", "hers", "him", "his", "how", "however", "i", "if", "in", "including", "inside", "instead"),
        *("into", "is", "it", "its", "just", "least", "left", "less", "lost", "made", "may", "me", "might", "minus"),
        *("more", "most", "must", "my", "near", "needs", "no", "nor", "not", "now", "of", "off", "on", "once", "one"),
        *("only", "onto", "or", "our", "ours", "out", "outside", "over", "per", "perhaps", "plus", "quite", "rather"),
        *("remain", "remains", "rose", "said", "saw", "say", "says", "saying", "shall", "she", "should", "since"),
        *("so", "some", "sometimes", "still", "such", "take", "takes", "than", "that", "the", "their", "theirs"),
        *("them", "then", "there", "these", "they", "this", "those", "though", "through", "throughout", "thus"),
        *("till", "to", "together", "told", "too", "took", "toward", "towards", "under", "unless", "until", "up"),
        *("upon", "us", "versus", "via", "was", "we", "went", "were", "what", "when", "where", "whereas", "whether"),
        *("which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yes"),
        *("yet", "you", "your", "yours", "street", "road", "avenue", "lane", "square", "says", "means", "includes"),
        *("shows", "makes", "gives", "wants", "reports", "claims", "warns", "notes", "adds", "tells"),
    ]
) - {"more"}  # "20 more soldiers"
_PLURALS = frozenset(
    [
        *("people", "men", "women", "children", "police", "personnel", "troops", "staff", "crew", "aircraft"),
        *("spacecraft", "sheep", "cattle", "fish", "feet", "teeth", "mice", "geese", "criteria", "bacteria"),
        *("yen", "yuan", "won", "baht", "rand", "renminbi", "kibbutzim", "km", "kg", "kph", "mph", "km²", "mw"),
        *("gw", "gwh", "mwh", "kwh", "hectares", "passers-by", "taxis", "buses", "gases"),
    ]
)
_PLURAL_ENDINGS = ("men", "women", "children", "people")
_NO_PLURALS = frozenset(
    [
        *("specimen", "regimen", "abdomen", "yemen", "omen", "acumen", "overseas", "news", "politics", "economics"),
        *("nowadays", "afterwards", "hamas", "reuters", "texas", "kansas", "paris", "christmas", "forbes"),
        *("athletics", "mathematics", "physics", "headquarters", "mr", "mrs", "alias", "atlas", "canvas", "pancreas"),
    ]
)
_CASUALTIES = frozenset(["dead", "wounded", "injured", "missing"])
# "12 were killed": what happened to them stands for what they are
_HAPPENED = re.compile(
    rf"{GAP}(?:were|have{GAP}been|had{GAP}been|are){GAP}"
    r"(killed|wounded|injured|hurt|dead|missing|arrested|detained|charged|displaced|evacuated|rescued|hospitali[sz]ed)(?!\w)"
)
TIMES = frozenset(["seconds", "minutes", "hours", "days", "nights", "weeks", "months", "years", "decades"])
AGO = re.compile(r" (?:ago|earlier|later|old|hence)(?!\w)")
# "three times as many", "two thirds of": the number counts nothing
NO_UNITS = frozenset(["times", "thirds", "quarters", "fifths", "sixths", "eighths", "tenths", "halves"])
METRES = frozenset(["walls", "waves", "fences", "holes", "trees", "swells", "poles", "ropes", "gaps", "tides"])


def counted(text: str, end: int, *, one: bool) -> tuple[str, int]:
    """The counted noun behind a number, and where it ends; ("", end) where none can be told.

    The first noun that looks like a plural within a few words, or the second of two such nouns side by side
    ("arms dealers"). After "one" it is the last of a few words that are no verb forms.
    """
    run: list[re.Match[str]] = []
    at = end
    while len(run) <= _MODIFIERS and (word := _WORD.match(text, at)) and word[1].lower() not in _STOPS:
        run.append(word)
        at = word.end()
    if one:
        return _counted_one(run, end)
    for n, word in enumerate(run):
        if word[2]:  # "two years' imprisonment", "20 soldiers' families"
            if word[1].lower() in TIMES:
                return word[1], word.end(1)
        elif _is_plural(word[1]):
            following = _WORD.match(text, word.end())
            if following and (following[1].lower() in _STOPS or following[2]):
                following = None
            if following and following[1].islower() and word[1].lower() not in TIMES:
                if _is_plural(following[1]):
                    return following[1], following.end(1)
                if word[1][0].isupper() and n < _MODIFIERS and not following[1].endswith(("ed", "ing")):
                    continue  # "20 Hamas fighters": a name, not what is counted
            return word[1], word.end(1)
    if run and run[0][1].lower() in _CASUALTIES:
        return run[0][1], run[0].end(1)
    if not run and (happened := _HAPPENED.match(text, end)):
        return happened[1], happened.end(1)
    return "", end


def _counted_one(run: list[re.Match[str]], end: int) -> tuple[str, int]:
    while len(run) > 1 and run[-1][1].endswith(("ed", "ing", "ly")):
        run.pop()
    if not run or not run[-1][1].islower():
        return "", end
    return run[-1][1], run[-1].end(1)


def _is_plural(word: str) -> bool:
    low = word.lower()
    if low in _PLURALS or (low.endswith(_PLURAL_ENDINGS) and low not in _NO_PLURALS):
        return True
    if low in _NO_PLURALS or len(word) < 3 or not low.endswith("s") or low.endswith(("ss", "us", "'s", "’s")):
        return False
    # "taxis" is listed, "basis" is none; "Israelis" is one
    return not low.endswith("is") or word[0].isupper()
