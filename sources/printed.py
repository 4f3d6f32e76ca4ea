"""What a printed name is compared by, and what host and path an address names.

Pure Python: no Django, no network. Keys serve to *offer* sources, so they fold more than one language
alone would allow ("Süddeutsche" = "Suddeutsche"); the printed name itself is kept beside them.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

from tld import get_tld

# English, French, German, Spanish, Italian, Dutch. Left out are those that open surnames and other names far
# more often than titles of outlets: "de" (De Niro), "o" (O Globo, but O Neill too), Arabic "al".
ARTICLES = frozenset(
    ["the", "a", "an", "le", "la", "les", "der", "die", "das", "el", "los", "las", "il", "lo", "gli", "het"]
)

# Both keys are indexed: a PostgreSQL index row holds 2,704 bytes, and a character may take four.
KEY_CHARACTERS = 500
_READ_CHARACTERS = 2000  # no name is longer; keeps the work on a pasted text bounded
SORT_CHARACTERS = 300

_APOSTROPHES = "'’‘ʼ′`´＇"
_FOLDED_LETTERS = str.maketrans(
    {
        # Latin letters that Unicode does not take apart
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ł": "l",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        # Persian and Arabic keyboards exchange these; tatweel only stretches a word
        "ی": "ي",
        "ى": "ي",
        "ک": "ك",
        "ـ": None,
        # Hangul fillers: letters to Unicode, nothing to the eye
        "\u115f": None,
        "\u1160": None,
        "\u3164": None,
        "\uffa0": None,
    }
)

_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# RFC 2606 and 6761: never delegated, so no list of suffixes has them; fictional outlets live there.
_RESERVED_SUFFIXES = frozenset(["example", "test", "invalid"])
# An outlet's section stands in the first segments of a path. The bound keeps the candidates of one address
# few enough for one query.
_PATH_SEGMENTS = 6
_HOST_PARENTS = 4


# --- names -------------------------------------------------------------------------------------------------


def name_key(printed: str) -> str:
    """What two printed names have in common when they may mean one source; at most 500 characters.

    Case, Latin and Greek accents, leading articles, a possessive 's at the end, punctuation, dashes and
    invisible characters do not matter: "the independent’s" = "The Independent", "U.N." = "UN",
    "Al-Jazeera" = "Al Jazeera". "LA Times" and "L.A. Times" are no "La Times": an abbreviation that reads
    like an article stays, written as one with the next word. A name of nothing but articles keeps the last
    ("The The" is "the"), one of nothing but punctuation is itself in lower case; only blank text has an empty
    key. Applied to its own result it changes nothing.
    """
    printed = printed.strip()[:_READ_CHARACTERS]
    tokens = _name_tokens(printed)
    while len(tokens) > 1 and tokens[0].replace("'", "") in ARTICLES:
        del tokens[0]
    if tokens:
        if tokens[-1].endswith("'s") and len(tokens[-1]) > 2:
            tokens[-1] = tokens[-1][:-2]
        key = " ".join(token.replace("'", "") for token in tokens)
        # composed, for two spellings of one letter are one; then cut, and the cut may leave a space
        return unicodedata.normalize("NFC", key)[:KEY_CHARACTERS].rstrip()
    return _plainly_folded(printed)


def sort_key(name: str) -> str:
    """What names are sorted by, bytewise (collation C), so that the order is the same on every database.

    The folded name without its leading article, a tab (lower than any character of a key), the name itself.
    """
    return f"{name_key(name)[:SORT_CHARACTERS]}\t{name[:SORT_CHARACTERS]}"


def split_abbreviation(printed: str) -> tuple[str, str]:
    """("Save Our Souls", "SOS") for "Save Our Souls (SOS)" and for "SOS (Save Our Souls)".

    (printed, "") when there is no abbreviation, or none that begins like a word of the name: in
    "Jane Doe (AP)" the brackets hold an agency, and in "John Smith (left)" a place in a picture.
    """
    printed = printed.strip()
    if not printed.endswith((")", "]")):
        return printed, ""
    at = printed.rfind("(" if printed.endswith(")") else "[")
    outer, inner = printed[: max(at, 0)].strip(), printed[at + 1 : -1].strip()
    if at < 1 or not outer or not inner:
        return printed, ""
    if _abbreviates(inner, outer):
        return outer, inner
    if _abbreviates(outer, inner):
        return inner, outer
    return printed, ""


def _abbreviates(short: str, name: str) -> bool:
    letters = [c for c in short if c.isalpha()]
    return (
        2 <= len(letters) <= 10
        and len(short) <= 2 * len(letters)
        and not any(c.isspace() for c in short)
        and sum(c.isupper() for c in letters) * 2 > len(letters)
        and len(name) > len(short)
        and any(word[0].upper() == letters[0].upper() for word in re.split(r"[\W_]+", name) if word)
    )


def _name_tokens(printed: str) -> list[str]:
    """Folded words, inner and final apostrophes kept as ', elided French and Italian l' apart or gone."""
    words: list[tuple[str, str]] = []  # each with what stands between it and the word before
    word: list[str] = []
    gap: list[str] = []
    for c in _visible(unicodedata.normalize("NFKC", printed)) + " ":
        kind = unicodedata.category(c)[0]
        if kind in "LN" or (word and (kind == "M" or c in _APOSTROPHES)):
            word.append("'" if c in _APOSTROPHES else c)
        elif kind != "M":  # a mark with no letter to stand on is dropped
            if word:
                words.append(("".join(gap), "".join(word)))
                word, gap = [], []
            gap.append(c)
    if len(words) > 1 and words[-1][1] in "sS" and words[-1][0][-1] in _APOSTROPHES:
        words.pop()  # the possessive of "U.N.'s"
    joined = _with_initials_joined(words)
    # an abbreviation that reads like an article; titles in capitals ("LE MONDE") have articles
    if len(joined) > 1 and (
        joined[0][1] or (len(joined[0][0]) == 2 and joined[0][0].isupper() and not joined[1][0].isupper())
    ):
        first = _folded(joined[0][0])
        if first.replace("'", "") in ARTICLES:
            joined[:2] = [(first + joined[1][0], False)]
    tokens = [token for token in (_folded(word).rstrip("'") for word, _ in joined) if token.replace("'", "")]
    if tokens and tokens[0].startswith("l'") and len(tokens[0].replace("'", "")) > 1:
        tokens[0] = tokens[0][2:].lstrip("'")
    return tokens


def _with_initials_joined(words: list[tuple[str, str]]) -> list[tuple[str, bool]]:
    """ "U.N." and "J. K." become one word each; True marks a word made so."""
    joined: list[tuple[str, bool]] = []
    initial_before = False
    for gap, word in words:
        initial = len(word) == 1 and word.isalpha()
        if initial and initial_before and gap.rstrip() == ".":
            joined[-1] = (joined[-1][0] + word, True)
        else:
            joined.append((word, False))
        initial_before = initial
    return joined


def _folded(word: str) -> str:
    word = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = []
    base = ""
    for c in word.translate(_FOLDED_LETTERS):
        if unicodedata.combining(c) or unicodedata.category(c) == "Mn":
            if _is_accent(base, c):
                continue
        else:
            base = c
        kept.append(c)
    return "".join(kept)


def _is_accent(base: str, mark: str) -> bool:
    """True where a name is commonly printed without the mark.

    Latin and Greek accents, Hebrew and Arabic vowel points, Cyrillic stress and the dots of Russian ё. Not
    й or ї, Indic vowel signs or the voicing marks of kana: there another letter would remain.
    """
    if base < "\u0400":
        return True
    if mark in "\u0300\u0301" and base < "\u0530":
        return True
    return "\u0591" <= mark <= "\u05c7" or "\u064b" <= mark <= "\u0670" or (base == "е" and mark == "\u0308")


def _visible(text: str) -> str:
    """Without soft hyphens, zero-width characters and direction marks."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _plainly_folded(printed: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", printed).casefold().split())
    return (" ".join(_visible(folded).split()) or folded)[:KEY_CHARACTERS].rstrip()


# --- hosts -------------------------------------------------------------------------------------------------


def host_and_path(text: str) -> tuple[str, str] | None:
    """("independent.co.uk", "/news/x") from an address or from a host as people type it.

    The host is lower case, IDNA ascii, without port and leading "www."; the path as `plain_path` gives it.
    None when it is no host: no dot, credentials, or - where no http:// or https:// says that an address is
    meant - a last label that is no known suffix ("U.N.", "Save.Our.Souls").
    """
    text = text.strip()
    scheme = _SCHEME.match(text)
    if any(c.isspace() or not c.isprintable() for c in text) or "\\" in text:
        return None
    if not scheme and "://" in text:
        return None
    try:
        parts = urlsplit(text if scheme else f"//{text}")
        host = plain_host(parts.hostname or "")
        parts.port  # noqa: B018  raises where it is no number
    except ValueError:
        return None
    if host is None or "@" in parts.netloc or not (scheme or _has_known_suffix(host)):
        return None
    return without_www(host), plain_path(parts.path)


def plain_host(host: str) -> str | None:
    """Lower case and IDNA ascii, final dot dropped; None when it is no host name with a dot.

    IDNA is Python's own (2003): "ß" is read as "ss", which is how most such names are registered.
    """
    host = host.lower().removesuffix(".")
    if not host or len(host) > 253:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    if len(host) > 253 or not _HOST.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return None
    return host


def without_www(host: str) -> str:
    """ "bbc.co.uk" for "www.bbc.co.uk"; "www.com" stays, since "com" alone is no host."""
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def plain_path(path: str) -> str:
    """One spelling for each path: dots resolved, doubled and final slashes dropped, "" for the root.

    Percent signs as RFC 3986, 6.2.2 has them: what needs none has none, hexadecimal digits are capitals.
    Case is kept, since servers may tell it apart.
    """
    segments: list[str] = []
    for segment in percent_encoded(path).split("/"):
        if segment == "..":
            if segments:
                segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "".join(f"/{segment}" for segment in segments)


def percent_encoded(part: str) -> str:
    """A path or query in one spelling: unreserved characters bare, all others escaped once."""

    def plain(match: re.Match[str]) -> str:
        byte = int(match[1], 16)
        return chr(byte) if byte in _UNRESERVED else match[0].upper()

    escaped = quote(part, safe="/%!$&'()*+,;=:@?~", errors="replace")
    return re.sub(r"%(?![0-9A-F]{2})", "%25", _PERCENT.sub(plain, escaped))


def domain_candidates(host: str, path: str) -> list[tuple[str, str]]:
    """The (host, path) pairs that could own an address, the most specific first.

    Takes what `host_and_path` gives. Whoever owns the longest host and, on it, the longest path owns the
    address: news.bbc.co.uk before bbc.co.uk, bbc.co.uk/sport before bbc.co.uk. Parents go down to the
    registrable name and no further ("co.uk" and "blogspot.com" belong to nobody), by the list of public
    suffixes that the package `tld` ships; nothing is fetched. At most 7 paths on each of 5 hosts.
    """
    segments = path.split("/")[1 : _PATH_SEGMENTS + 1] if path else []
    prefixes = ["".join(f"/{s}" for s in segments[:n]) for n in range(len(segments), -1, -1)]
    return [(owner, prefix) for owner in _host_and_parents(host) for prefix in prefixes]


@lru_cache(maxsize=4096)
def _host_and_parents(host: str) -> tuple[str, ...]:
    labels = host.split(".")
    registrable = _registrable_labels(host)
    parents = [".".join(labels[-n:]) for n in range(len(labels) - 1, registrable - 1, -1)]
    return (host, *parents[-_HOST_PARENTS:])


def _registrable_labels(host: str) -> int:
    """How many labels the shortest name has that somebody can register."""
    found = get_tld(f"https://{host}", as_object=True, fail_silently=True)
    return found.fld.count(".") + 1 if found is not None and not isinstance(found, str) else 2


@lru_cache(maxsize=4096)
def _has_known_suffix(host: str) -> bool:
    return host.rpartition(".")[2] in _RESERVED_SUFFIXES or get_tld(f"https://{host}", fail_silently=True) is not None
