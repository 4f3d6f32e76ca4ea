"""What the marking desk offers for words that an editor selected: read-only, and never taken without the editor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Max

from articles import text as texts
from articles.addresses import canonical
from articles.extraction.figures import figures
from articles.highlights import place_in
from articles.models import Article, Claim, Mention, Revision, Statement
from articles.text import Span
from sources.models import Source
from sources.names import find, outlet_of, suggest
from sources.printed import name_key, split_abbreviation
from sources.referring import names_somebody, reference

# A source phrase of these words alone points back to somebody named before, as every pronoun does.
_POINTING_BACK = frozenset(
    [
        *("both groups", "both men", "both women", "the group", "the groups", "the organisation", "the organization"),
        *("the ministry", "the paper", "the newspaper", "the agency", "the outlet", "the report", "the statement"),
        *("the official", "the officials", "the minister", "the spokesman", "the spokeswoman", "the spokesperson"),
    ]
)
_JOINED = frozenset(["of", "for", "the", "and", "de", "du", "von", "van", "der", "bin", "al", "el", "la"])
_WORD = re.compile(r"[^\s,;:]+")
_NAME_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the type-ahead: what it sets, the name to show, and what it is."""

    value: str
    name: str
    note: str
    kind: str = ""  # of a known source; the form offers “nobody stands between” for some


def for_spans(article: Article, revision: Revision, spans: tuple[Span, ...], but: int | None = None) -> dict[str, Any]:
    """Form, figures, words and the enclosing statements for content with these spans, as JSON values.

    `within` lists the statements around it, innermost first; `certain` is the innermost if it is larger:
    of two with the same words nobody can tell which encloses which. `but` is a statement being edited.
    """
    text = revision.text
    return {
        "quote": texts.quote(text, spans),
        "form": texts.form_of(text, spans),
        "figures": [
            {
                "text": figure.text,
                "low": _shown(figure.low),
                "high": _shown(figure.high),
                "qualifier": figure.qualifier,
                "unit": figure.unit,
            }
            for start, end in spans
            for figure in figures(text[start:end], "de" if article.language.startswith("de") else "en")
        ],
        **_within(article, revision, spans, but),
    }


def _shown(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _within(article: Article, revision: Revision, spans: tuple[Span, ...], but: int | None) -> dict[str, Any]:
    around: list[tuple[int, Statement]] = []
    inner_of_but = _inside(article, but)
    for statement in article.statements.exclude(state="rejected").prefetch_related("anchors"):
        place = place_in(statement, revision)
        if statement.pk not in inner_of_but and place and texts.inside(spans, place):
            around.append((sum(end - start for start, end in place), statement))
    around.sort(key=lambda pair: (pair[0], -pair[1].pk))
    own = sum(end - start for start, end in spans)
    certain = around[0][1].pk if around and around[0][0] > own else None
    return {"within": [statement.pk for _size, statement in around], "certain": certain}


def _inside(article: Article, pk: int | None) -> set[int]:
    """`pk` and the statements within it, at any remove: none of them may enclose it."""
    if pk is None:
        return set()
    outer_of = dict(article.statements.values_list("pk", "within"))
    found = {pk}
    while True:
        more = {inner for inner, outer in outer_of.items() if outer in found} - found
        if not more:
            return found
        found |= more


# --- whom ---------------------------------------------------------------------------------------


def for_who(article: Article, typed: str = "", phrase: str = "") -> dict[str, Any]:
    """Whom the words may mean: this article's mentions first, then sources and aliases, then what can be made.

    `phrase` is a selected source phrase, as printed; `typed` what the editor wrote instead. `certain` is the
    option to preselect: exactly one known source carries the name. {"options": [...], "certain": option or
    None, "name": the naming part, "descriptor": the whole phrase}.
    """
    phrase = " ".join(phrase.split())
    name = " ".join(typed.split()) or naming_part(phrase)
    held = list(
        article.mentions.exclude(resolution=Mention.Resolution.IGNORED)
        .select_related("source")
        .annotate(last=Max("attributions"))
        .order_by("-last", "-pk")
    )
    points_back = not typed.strip() and (
        phrase.casefold() in _POINTING_BACK or reference(phrase, article.language) == "pronoun"
    )
    mentions = [mention for mention in held if points_back or not name or _named(mention, name)]
    tied = {mention.source_id for mention in mentions}
    known = [] if points_back else [source for source in suggest(name) if source.pk not in tied]
    options = [_of_mention(mention) for mention in mentions] + [_of_source(source) for source in known]
    certain = None if points_back else _certain(article, held, name)
    if certain is not None:
        options = [certain, *(option for option in options if option.value != certain.value)]
    made = [
        Option(f"new:{kind.value}", name, f"make it a source: {kind.label}") for kind in Source.Kind if name_key(name)
    ]
    if name and names_somebody(name, article.language):
        made.append(Option("open", name, "leave unresolved"))
    looks_named = _looks_named(name)
    # "two officials, who asked not to be named" describes by its first part; a name is part of a longer description
    descriptor = typed.strip() or (phrase if looks_named else name)
    if descriptor:
        unnamed = Option("unnamed", descriptor, "unnamed: a description")
        made = [*made, unnamed] if looks_named else [unnamed, *made]
    return {
        "options": [asdict(option) for option in [*options[:12], *made]],
        "known": min(len(options), 12),
        "certain": asdict(certain) if certain else None,
        "name": name,
        "descriptor": descriptor,
    }


def naming_part(phrase: str) -> str:
    """ "Ron Feiner" of "Ron Feiner, a reservist and member of …", "Haaretz" of "the Israeli newspaper Haaretz".

    What stands before the first comma; of that, where it begins in small letters, the last run of capitalised
    words; an abbreviation in brackets is left out. Only offered: the editor sees it and may write another.
    """
    phrase, _abbreviation = split_abbreviation(" ".join(phrase.split()).partition(",")[0])
    words = _WORD.findall(phrase)
    if not words or not words[0][0].islower():
        return phrase[:_NAME_CHARACTERS]
    runs: list[list[str]] = [[]]
    for word in words:
        if word[0].isupper() or word[0].isdigit() or (word.casefold() in _JOINED and runs[-1]):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    named = [run for run in runs if run]
    if not named:
        return phrase[:_NAME_CHARACTERS]
    last = named[-1]
    while last and last[-1].casefold() in _JOINED:
        last.pop()
    return " ".join(last)[:_NAME_CHARACTERS]


def _looks_named(words: str) -> bool:
    """Whether a capital stands anywhere but at the head of several words: "Haaretz", "the BBC"; not "Two officials"."""
    found = words.split()
    return any(word[0].isupper() for word in (found[1:] or found))


def _keys(mention: Mention) -> list[str]:
    names = [mention.printed_name, mention.descriptor, mention.source.name if mention.source else ""]
    return [name_key(name) for name in names if name]


def _named(mention: Mention, name: str) -> bool:
    """Whether the words begin words of the mention's names, in any order: "Fein" for "Ron Feiner"."""
    wanted = name_key(name).split()
    for key in _keys(mention):
        have = key.split()
        if wanted and all(any(word.startswith(part) for word in have) for part in wanted):
            return True
    return False


def _certain(article: Article, held: Sequence[Mention], name: str) -> Option | None:
    """The mention or source that exactly this name means, if only one carries it."""
    key = name_key(name)
    if not key:
        return None
    found = find(name, language=article.language, on=article.published_on)
    if found.is_ambiguous:
        return None
    if found.certain is not None:
        tied = [mention for mention in held if mention.source_id == found.certain.pk]
        return _of_mention(tied[0]) if tied else _of_source(found.certain)
    same = [mention for mention in held if mention.printed_name and mention.printed_key == key]
    return _of_mention(same[0]) if len(same) == 1 else None


def _of_mention(mention: Mention) -> Option:
    what = mention.source.get_kind_display() if mention.source else mention.get_resolution_display()
    known = f" = {mention.source}" if mention.source and mention.source.name != str(mention) else ""
    return Option(
        f"mention:{mention.pk}",
        str(mention),
        f"{what}{known}, in this article",
        mention.source.kind if mention.source else "",
    )


def _of_source(source: Source) -> Option:
    country = f", {source.country}" if source.country else ""
    return Option(f"source:{source.pk}", source.name, f"{source.get_kind_display()}{country}", source.kind)


# --- claims -------------------------------------------------------------------------------------


def claims(typed: str, limit: int = 8) -> list[Claim]:
    """Claims for a type-ahead: those that have all the words typed, or begin so; the latest first.

    Without words, the latest of all. One query, on the index of words.
    """
    living = Claim.objects.living().order_by("-created_at", "-pk")
    words = re.findall(r"\w+", typed)[:10]
    if words:
        wanted = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
        living = living.annotate(_vector=SearchVector("wording", config="simple")).filter(_vector=wanted)
    return list(living[:limit])


def outlets(typed: str, limit: int = 8) -> Iterable[Source]:
    return suggest(typed, limit=limit, kinds=("outlet", "agency"))


def for_address(address: str) -> dict[str, Any]:
    """The outlet that the address belongs to and the article held under it, each or None; "error" if it is none."""
    try:
        read = canonical(address)
    except ValueError as error:
        return {"error": str(error), "outlet": None, "held": None}
    outlet = outlet_of(read.address)
    held = Article.objects.filter(address_key=read.key).select_related("outlet", "merged_into__outlet").first()
    held = held.merged_into or held if held else None
    return {
        "outlet": asdict(_of_source(outlet)) if outlet else None,
        "held": {"url": held.get_absolute_url(), "name": f"{held} ({held.outlet})"} if held else None,
    }
