"""From marked-up paragraphs to articles: the engine of the demo corpus.

The stories are written by hand in a small markup, so that words and their marks cannot drift apart:

    [a:words]   content of statement a; within it may stand the content of another one
    <a:said>    its cue
    {a:She}     its source phrase; also the printed words of a credit
    ⟪a:told the Harbour Courier⟫   what a via rests on, or what shows that it was said to the outlet itself
    ⟦one¦another⟧   two wordings, of which an article takes one
    @harlan     a source of the cast, named as the outlet's style has it: in full at first, shortly later
    @harlan.full, @harlan.last   always the bare name, always the short one
    ~us, ~said  how the outlet calls itself; its verb of saying

Nothing here is random: `pick` draws from a hash of names, so each run yields the same corpus.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from articles.demo.cast import NAMINGS, SOURCE_BY_KEY
from articles.demo.schema import (
    CameIn,
    Channel,
    CreditRole,
    DemoArticle,
    DemoAttribution,
    DemoCredit,
    DemoFigure,
    DemoMatch,
    DemoMention,
    DemoSpan,
    DemoStatement,
    DemoVia,
    Form,
    Genre,
    Judgement,
    MentionState,
    NoAddress,
    Polarity,
    Precision,
    Reading,
    SourceKind,
    SpeaksAs,
    State,
    ViaBasis,
    ViaState,
    Voice,
)


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def pick(seed: str, below: int) -> int:
    """A number from 0 to `below` - 1, always the same for one seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % below


# --- what stories are written with --------------------------------------------------------------------------


@dataclass(frozen=True)
class Unresolved:
    """A printed name that nobody has tied to a source."""

    name: str
    kind: SourceKind | None = None


@dataclass(frozen=True)
class Ambiguous:
    name: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Unnamed:
    descriptor: str
    low: int | None = None
    high: int | None = None
    body: str = ""
    reason: str = ""
    kind: SourceKind | None = None  # of a document or body that is only described


Who = str | Unresolved | Ambiguous | Unnamed


@dataclass(frozen=True)
class Via:
    who: Who
    basis: ViaBasis = "words"
    cited: str = ""  # article key


@dataclass(frozen=True)
class Said:
    """What the marks of one statement do not show."""

    who: tuple[Who, ...]
    claims: tuple[tuple[str, Judgement], ...] = ()
    vias: tuple[Via, ...] = ()
    figures: tuple[DemoFigure, ...] = ()
    polarity: Polarity = "affirms"
    channel: Channel = "not said"
    voice: Voice = "credited"
    speaks_as: SpeaksAs = ""
    cited: str = ""
    none_needed: bool = False
    own_reporting: bool = False
    form: Form | None = None
    state: State = "accepted"
    reason: str = ""


def said(
    who: Who | Sequence[Who],
    claims: str = "",
    *,
    via: Via | Sequence[Via] = (),
    figures: DemoFigure | Sequence[DemoFigure] = (),
    polarity: Polarity = "affirms",
    channel: Channel = "not said",
    speaks_as: SpeaksAs = "",
    cited: str = "",
    none_needed: bool = False,
    own: bool = False,
    state: State = "accepted",
    reason: str = "",
) -> Said:
    """`claims` lists claim keys, each with an optional judgement: "flood-homes flood-pump~related"."""
    return Said(
        who=tuple(who) if isinstance(who, list | tuple) else (who,),  # type: ignore[arg-type]
        claims=_claims(claims),
        vias=(via,) if isinstance(via, Via) else tuple(via),
        figures=(figures,) if isinstance(figures, DemoFigure) else tuple(figures),
        polarity=polarity,
        channel=channel,
        speaks_as=speaks_as,
        cited=cited,
        none_needed=none_needed or own,
        own_reporting=own,
        state=state,
        reason=reason,
    )


def nobody(
    claims: str = "",
    *,
    own_voice: bool = False,
    own: bool = False,
    figures: DemoFigure | Sequence[DemoFigure] = (),
) -> Said:
    """A statement credited to nobody: "reportedly", or the outlet's own voice."""
    return Said(
        who=(),
        claims=_claims(claims),
        figures=(figures,) if isinstance(figures, DemoFigure) else tuple(figures),
        voice="own voice" if own_voice else "none named",
        none_needed=own,
        own_reporting=own,
    )


def figure(text: str, low: float | None, high: float | None = None, qualifier: str = "", unit: str = "") -> DemoFigure:
    """One value unless `high` is given; "up to" leaves `low` open: figure("up to 400", None, 400, ...)."""
    return DemoFigure(text, low, low if high is None else high, qualifier, unit)


def _claims(words: str) -> tuple[tuple[str, Judgement], ...]:
    pairs = (word.partition("~") for word in words.split())
    return tuple((key, judgement or "same") for key, _, judgement in pairs)  # type: ignore[misc]


@dataclass(frozen=True)
class Credit:
    """A credit line or passage; its words are marked like a source phrase."""

    role: CreditRole
    source: str = ""
    printed_name: str = ""


Marks = dict[str, Said | Credit]


@dataclass(frozen=True)
class Unit:
    """A paragraph or several, with what its marks mean. `skip` lists outlets that would not print it."""

    text: str
    marks: Marks = field(default_factory=dict)
    skip: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lead:
    titles: tuple[str, ...]
    text: str
    marks: Marks = field(default_factory=dict)
    standfirst: str = ""
    skip: frozenset[str] = frozenset()


def para(text: str, *, skip: str = "", **marks: Said | Credit) -> Unit:
    return Unit(text, marks, frozenset(skip.split()))


def lead(titles: Sequence[str], text: str, *, standfirst: str = "", skip: str = "", **marks: Said | Credit) -> Lead:
    return Lead(tuple(titles), text, marks, standfirst, frozenset(skip.split()))


# --- how outlets write --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class House:
    us: str
    staff: tuple[str, ...]
    address: str  # of {host}, {section}, {date}, {slug}, {number}
    curly: bool = True
    label_before_name: bool = False
    honorific: bool = False
    says: str = "said"
    prints: int = 0  # of ten articles, how many stand without an address
    no_address: NoAddress = ""
    standfirst: int = 5  # of ten articles, how many have one
    day_only: bool = False  # dates its articles by the day


HOUSES: dict[str, House] = {
    "courier": House(
        "the Harbour Courier",
        ("Nell Ashby", "Tobias Wren", "Priya Maddock", "Hamish Orr"),
        "https://{host}/{section}/{date:%Y}/{date:%m}/{slug}",
        standfirst=6,
    ),
    "sentinel": House(
        "this newspaper",
        ("Catherine Vale", "Edmund Rusk", "Shona Pryce"),
        "https://{host}/{section}/{slug}-{number}",
        honorific=True,
        standfirst=9,
    ),
    "lantern": House(
        "the Lantern",
        ("Billy Stroud", "Kayleigh Marr", "Dean Foxley"),
        "https://{host}/news/{number}/{slug}.html",
        curly=False,
        label_before_name=True,
        says="said",
        standfirst=3,
    ),
    "ledger": House(
        "the Ledger",
        ("Anselm Rook", "Victoria Teale"),
        "https://{host}/{date:%Y/%m/%d}/{slug}",
        honorific=True,
        standfirst=5,
        day_only=True,
    ),
    "radio": House(
        "Merrow Radio",
        ("Isla Benn", "Gareth Poole"),
        "https://{host}/news/{section}-{number}",
        curly=False,
        label_before_name=True,
        says="says",
        prints=4,
        no_address="broadcast",
        standfirst=0,
    ),
    "beacon": House(
        "the Beacon",
        ("Moira Keel", "Jon Standen"),
        "https://{host}/{section}/{slug}",
        standfirst=7,
        day_only=True,
    ),
    "post": House(
        "the Evening Post",
        ("Sal Hooper", "Trevor Minns"),
        "https://{host}/kestrel-bay/{date:%Y}/{slug}",
        curly=False,
        label_before_name=True,
        prints=5,
        no_address="print",
        standfirst=2,
        day_only=True,
    ),
    "tideline": House(
        "Tideline",
        ("Aoife Marlow", "Rory Keane", "Staff"),
        "https://{host}/{slug}",
        says="says",
        standfirst=4,
    ),
    "lowland": House(
        "Lowland View",
        ("Deirdre Coyne", ""),
        "https://{host}/lowland-view/{date:%Y-%m-%d}/{slug}",
        label_before_name=True,
        standfirst=2,
    ),
    "chronicle": House(
        "the Chronicle",
        ("Marcia Dell", "Luc Fennell"),
        "https://{host}/{section}/{date:%Y}/{slug}/",
        curly=False,
        standfirst=4,
    ),
    "tageblatt": House("unserer Zeitung", ("Wiebke Janßen",), "https://{host}/{section}/{slug}.html", honorific=True),
    "bote": House("dem Boten", ("Leopold Ganz",), "https://{host}/artikel/{number}/{slug}", day_only=True),
    "phare": House("notre journal", ("Maëlle Kerbrat",), "https://{host}/{section}/{slug}"),
    "diario": House("este diario", ("Nuria Castaño",), "https://{host}/{section}/{date:%Y%m%d}/{slug}.html"),
    "marsa": House("صحيفتنا", ("سلمى الخطيب",), "https://{host}/ar/{section}/{number}"),
    "northline": House(
        "Northline", ("Northline",), "https://{host}/wire/{date:%Y%m%d}/{number}", curly=False, standfirst=0
    ),
    "meridian": House("Meridian Wire", ("Meridian Wire",), "https://{host}/story/{slug}", curly=False, standfirst=0),
    "kontor": House("Kontor", ("Kontor Pressedienst",), "https://{host}/meldung/{number}"),
}


# --- marked-up text to words, spans and names ---------------------------------------------------------------

_CHOICE = re.compile(r"⟦([^⟧]*)⟧")
_OPENING = re.compile(r"([\[{<⟪])((?:[a-z]\w*)(?:,[a-z]\w*)*):")
_CLOSING = {"[": "]", "{": "}", "<": ">", "⟪": "⟫"}
_NAME = re.compile(r"@([a-z]\w*)(?:\.(full|last)\b)?([\]}>⟫]*)(['’]s\b)?")
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Piece:
    """One unit on its way into an article: `name` keeps its keys apart from those of other units."""

    name: str
    text: str
    marks: Marks


def _choose(text: str, seed: str) -> str:
    """One wording of each ⟦...⟧."""
    number = 0

    def one(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        wordings = match[1].split("¦")
        return wordings[pick(f"{seed} {number}", len(wordings))]

    return _CHOICE.sub(one, text)


def _own_keys(text: str, name: str) -> str:
    """Puts the unit's name before every key of its marks."""

    def prefixed(match: re.Match[str]) -> str:
        keys = ",".join(f"{name}_{key}" for key in match[2].split(","))
        return f"{match[1]}{keys}:"

    return _OPENING.sub(prefixed, text)


def _bare(text: str) -> str:
    """The text before a position as it will be read, marks dropped."""
    return re.sub(r"[\[{<⟪][a-z]\w*(?:,[a-z]\w*)*:|[\]}>⟫]", "", text)


def _name_sources(text: str, house: House, labels: dict[str, str], *, short: bool) -> str:
    """Writes each @name out. `labels` collects the affiliation printed with a person's first naming."""
    seen: set[str] = set()
    out: list[str] = []
    position = 0
    for match in _NAME.finditer(text):
        out.append(text[position : match.start()])
        position = match.end()
        key, how, closing, possessive = match[1], match[2], match[3], match[4] or ""
        naming = NAMINGS[key]
        person = SOURCE_BY_KEY[key].kind == "person"
        first = key not in seen and not short
        seen.add(key)
        before = _bare("".join(out)).rstrip('“"')
        starts = not before or before.endswith(("\n", ". ", "? ", "! ", ".” ", '." ', "?” "))
        later = f"{naming.honorific} {naming.short}" if person and house.honorific else naming.short
        comma = ""
        if how == "full":
            words = naming.full
        elif how == "last" or not first:
            words = later
        elif not person or possessive:
            words = naming.full
        elif house.label_before_name and naming.before:
            words = f"{naming.before} {naming.full}"
            labels[key] = naming.before
        elif naming.after:
            words = f"{naming.full}, {naming.after}"
            labels[key] = naming.after.removeprefix("who ").removeprefix("a ").removeprefix("the ")
            following = text[position : position + 1]
            comma = "" if following in ("", ",", ".", ";", ":", "?", "\n") else ","
        else:
            words = naming.full
        if starts:
            words = words[:1].upper() + words[1:]
        out.append(f"{words}{closing}{possessive}{comma}")
    out.append(text[position:])
    return "".join(out)


def _read_marks(text: str) -> tuple[str, list[tuple[str, str, int, int, tuple[str, ...]]]]:
    """The plain text, and (sigil, key, start, end, keys of content around it) of every mark in it."""
    plain: list[str] = []
    length = 0
    position = 0
    open_marks: list[tuple[str, tuple[str, ...], int]] = []
    found: list[tuple[str, str, int, int, tuple[str, ...]]] = []
    while position < len(text):
        opening = _OPENING.match(text, position)
        if opening:
            open_marks.append((opening[1], tuple(opening[2].split(",")), length))
            position = opening.end()
            continue
        character = text[position]
        position += 1
        if open_marks and character == _CLOSING[open_marks[-1][0]]:
            sigil, keys, start = open_marks.pop()
            around = tuple(key for other, names, _ in open_marks if other == "[" for key in names)
            found.extend((sigil, key, start, length, around + keys[:number]) for number, key in enumerate(keys))
            continue
        if character in "[]{}<>⟪⟫":
            raise ValueError(f"A mark does not close: {text[max(0, position - 60) : position + 20]!r}")
        plain.append(character)
        length += 1
    if open_marks:
        raise ValueError(f"A mark stays open: {open_marks[-1]}, {text[:80]!r}")
    return "".join(plain), found


def span(text: str, start: int, end: int) -> DemoSpan:
    """The span with the number of times its words occur before it."""
    words = text[start:end]
    occurrence, at = 0, text.find(words)
    while at < start:
        occurrence += 1
        at = text.find(words, at + 1)
    return DemoSpan(words, start, end, occurrence)


@dataclass(frozen=True)
class Written:
    """A composed text with its marks, before it becomes an article."""

    title: str
    standfirst: str
    body: str
    mentions: tuple[DemoMention, ...]
    statements: tuple[DemoStatement, ...]
    credits: tuple[DemoCredit, ...]


def write(house: House, seed: str, title: Piece, standfirst: Piece | None, body: Sequence[Piece]) -> Written:
    """Composes the text of one article and reads its marks off it."""
    parts = [title, *([standfirst] if standfirst else []), *body]
    marks = {f"{piece.name}_{key}": mark for piece in parts for key, mark in piece.marks.items()}
    labels: dict[str, str] = {}

    def rendered(pieces: Iterable[Piece], *, short: bool) -> str:
        joined = "\n\n".join(_own_keys(_choose(piece.text, f"{seed} {piece.name}"), piece.name) for piece in pieces)
        joined = joined.replace("~us", house.us).replace("~said", house.says)
        named = _name_sources(joined, house, labels, short=short)
        if house.curly:
            return named.replace("'", "’")
        return named.replace("“", '"').replace("”", '"')

    plains: list[str] = []
    found: list[tuple[str, str, int, int, tuple[str, ...]]] = []
    offset = 0
    blocks = [rendered([title], short=True)]
    if standfirst:
        blocks.append(rendered([standfirst], short=True))
    blocks.append(rendered(body, short=False))
    body_start = 0
    for block in blocks:
        plain, marked = _read_marks(block)
        found.extend((sigil, key, start + offset, end + offset, around) for sigil, key, start, end, around in marked)
        plains.append(plain)
        body_start = offset
        offset += len(plain) + 2
    text = "\n\n".join(plains)
    unknown = {key for _, key, *_ in found} - marks.keys()
    if unknown:
        raise ValueError(f"{seed}: marks without a meaning: {sorted(unknown)}")
    return _Reader(seed, text, body_start, marks, found, labels).written(plains)


class _Reader:
    """Turns the marks of one text into mentions, statements and credits."""

    def __init__(
        self,
        seed: str,
        text: str,
        body_start: int,
        marks: Marks,
        found: list[tuple[str, str, int, int, tuple[str, ...]]],
        labels: dict[str, str],
    ) -> None:
        self.seed, self.text, self.body_start, self.marks, self.labels = seed, text, body_start, marks, labels
        self.found = found
        self.mentions: dict[Who, DemoMention] = {}

    def spans(self, sigil: str, key: str) -> list[DemoSpan]:
        places = sorted((start, end) for one, name, start, end, _ in self.found if one == sigil and name == key)
        return [span(self.text, start, end) for start, end in places]

    def in_body_first(self, sigil: str, key: str) -> list[DemoSpan]:
        """Those of the body; those above it only when the body has none."""
        spans = self.spans(sigil, key)
        return [one for one in spans if one.start >= self.body_start] or spans

    def written(self, plains: list[str]) -> Written:
        credits = [self.credit(key, mark) for key, mark in self.marks.items() if isinstance(mark, Credit)]
        order = {
            key: (min(one.start for one in places), -max(one.end for one in places))
            for key, mark in self.marks.items()
            if isinstance(mark, Said) and (places := self.spans("[", key) or self.spans("<", key))
        }
        depth = {key: len(around) for sigil, key, _, _, around in self.found if sigil == "["}
        keys = sorted(order, key=lambda key: (order[key], depth.get(key, 0), key))
        numbers = {key: f"s{number}" for number, key in enumerate(keys, 1)}
        statements = []
        for key in keys:
            mark = self.marks[key]
            assert isinstance(mark, Said)
            statements.append(self.statement(key, mark, numbers))
        lost = {key for key, mark in self.marks.items() if isinstance(mark, Said)} - set(keys)
        if lost:
            raise ValueError(f"{self.seed}: never marked in the text: {sorted(lost)}")
        standfirst = plains[1] if len(plains) == 3 else ""
        return Written(
            plains[0],
            standfirst,
            plains[-1],
            tuple(self.mentions.values()),
            tuple(statements),
            tuple(credits),
        )

    def credit(self, key: str, mark: Credit) -> DemoCredit:
        places = self.spans("{", key)
        if not places:
            raise ValueError(f"{self.seed}: the credit {key} has no words")
        return DemoCredit(mark.role, places[0].words, places[0], mark.source, mark.printed_name)

    def statement(self, key: str, mark: Said, numbers: dict[str, str]) -> DemoStatement:
        spans = tuple(self.spans("[", key))
        if not spans and mark.polarity != "declined":
            raise ValueError(f"{self.seed}: {key} has no content")
        around = [around for sigil, name, _, _, around in self.found if sigil == "[" and name == key and around]
        within = numbers[around[0][-1]] if around else ""
        phrases = self.in_body_first("{", key)
        cues = self.in_body_first("<", key)
        via_words = self.in_body_first("⟪", key)
        attributions = tuple(
            DemoAttribution(
                self.mention(who).key,
                phrases[min(number, len(phrases) - 1)] if phrases else None,
                mark.speaks_as or self.publisher_speaks(who),
                mark.cited,
            )
            for number, who in enumerate(mark.who)
        )
        vias = tuple(
            DemoVia(
                self.mention(via.who).key,
                via.basis,
                via_words[min(number, len(via_words) - 1)] if via_words else None,
                via.cited,
            )
            for number, via in enumerate(mark.vias)
        )
        via_state: ViaState = "none needed" if mark.none_needed else "recorded" if vias else "not recorded"
        quoted = "".join(one.words for one in spans)
        for number in mark.figures:
            if number.text not in quoted:
                raise ValueError(f"{self.seed}: {key} does not say {number.text!r}: {quoted!r}")
        return DemoStatement(
            key=numbers[key],
            spans=spans,
            voice=mark.voice,
            attributions=attributions,
            cue=cues[0] if cues else None,
            form=mark.form,
            polarity=mark.polarity,
            channel=mark.channel,
            within=within,
            vias=vias,
            via_state=via_state,
            via_evidence=via_words[0] if via_words and mark.none_needed else None,
            own_reporting=mark.own_reporting,
            figures=mark.figures,
            matches=tuple(DemoMatch(claim, judgement) for claim, judgement in mark.claims),
            state=mark.state,
            reason=mark.reason,
        )

    def publisher_speaks(self, who: Who) -> SpeaksAs:
        kind = SOURCE_BY_KEY[who].kind if isinstance(who, str) else ""
        return "reporter" if kind in ("outlet", "agency") else ""

    def mention(self, who: Who) -> DemoMention:
        if who in self.mentions:
            return self.mentions[who]
        key = f"m{len(self.mentions) + 1}"
        if isinstance(who, str):
            state: MentionState = "resolved"
            made = DemoMention(key, state, who, self.printed_name(who), affiliation_as_printed=self.labels.get(who, ""))
        elif isinstance(who, Unnamed):
            made = DemoMention(
                key,
                "unnamed",
                descriptor=who.descriptor,
                number_low=who.low,
                number_high=who.high,
                body=who.body,
                reason=who.reason,
                kind_guess=who.kind or "",
            )
        elif isinstance(who, Ambiguous):
            made = DemoMention(key, "ambiguous", printed_name=who.name, candidates=who.candidates)
        else:
            made = DemoMention(key, "unresolved", printed_name=who.name, kind_guess=who.kind or "")
        self.mentions[who] = made
        return made

    def printed_name(self, key: str) -> str:
        """The longest name of the source that the text prints; empty when it only describes it."""
        source = SOURCE_BY_KEY[key]
        names = {source.name, source.name.removeprefix("The "), *(alias.name for alias in source.aliases)}
        if source.kind == "person":
            names.add(source.name.split()[-1])
        printed = {name for plain in names for name in (plain, plain.replace("'", "’")) if name in self.text}
        return max(printed, key=lambda name: (len(name), name), default="")


# --- articles -----------------------------------------------------------------------------------------------

_RULES = ("said clause", "according to", "quoted speech", "headline colon", "reported by")


def slug(title: str) -> str:
    words = _SLUG.sub("-", title.lower().replace("’", "").replace("'", "")).strip("-")
    return "-".join(words.split("-")[:9])


def make_article(
    key: str,
    outlet: str,
    written: Written,
    when: datetime,
    *,
    story: str,
    section: str = "news",
    genre: Genre = "news",
    byline: str | None = None,
    language: str = "",
    precision: Precision | None = None,
    copy_group: str = "",
    more_credits: Sequence[DemoCredit] = (),
) -> DemoArticle:
    """Gives a text its address, date and byline, drawn from the key where they are not given."""
    house = HOUSES[outlet]
    source = SOURCE_BY_KEY[outlet]
    domain = source.domains[0]
    without = pick(f"{key} place", 10) < house.prints
    number = 100000 + pick(f"{key} number", 900000)
    address = ""
    if not without:
        address = house.address.format(
            host=domain.host,
            section=section,
            date=when,
            slug=slug(written.title) or str(number),
            number=number,
        )
    if precision is None:
        precision = "day" if house.day_only or without else "minute"
    published: datetime | date | None = when
    if precision == "day":
        published = when.date()
    elif precision == "unknown":
        published = None
    ways: tuple[CameIn, ...] = ("hand", "file") if without else ("feed", "feed", "address", "hand", "feed", "address")
    came_in = ways[pick(f"{key} came in", len(ways))]
    if byline is None:
        byline = house.staff[pick(f"{key} byline", len(house.staff))]
    return DemoArticle(
        key=key,
        outlet=outlet,
        title=written.title,
        standfirst=written.standfirst,
        body=written.body,
        published=published,
        precision=precision,
        language=language or source.language,
        genre=genre,
        byline=byline,
        address=address,
        no_address=house.no_address if without else "",
        came_in=came_in,
        story=story,
        copy_group=copy_group,
        mentions=written.mentions,
        statements=written.statements,
        credits=(*written.credits, *more_credits),
    )


def read_so_far(article: DemoArticle) -> DemoArticle:
    """An article that editors may not have come to yet: what they have not decided is suggested or missing.

    Begun: the first half decided, perhaps one suggestion after it. Not looked at: nothing, or one suggestion.
    """
    drawn = pick(f"{article.key} reading", 24)
    if drawn < 14:
        return all_read(article)
    reading: Reading = "begun" if drawn < 19 else "not looked at"
    statements = article.statements
    decided = max(1, len(statements) // 2) if reading == "begun" else 0
    kept = list(statements[:decided])
    if reading == "begun" or pick(f"{article.key} suggests", 5) < 2:
        waiting = statements[decided : decided + 1]
        kept += [_suggested(article.key, one) for one in waiting if one.voice == "credited" and not one.vias]
    names = {statement.key for statement in kept}
    kept = [one for one in kept if not one.within or one.within in names]
    used = {one.mention for statement in kept for one in _pointing(statement)}
    return replace(
        article,
        reading=reading,
        statements=tuple(kept),
        mentions=tuple(mention for mention in article.mentions if mention.key in used),
    )


def _pointing(statement: DemoStatement) -> tuple[DemoAttribution | DemoVia, ...]:
    return (*statement.attributions, *statement.vias)


_DOUBTS: dict[State, tuple[str, ...]] = {
    "unsure": (
        "Not clear where the quoted words end and the reporter's begin.",
        "May be the source's own words or a summary by the outlet.",
        "Not clear who is meant.",
    ),
    "disputed": (
        "One of us reads it as a statement, the other as an opinion.",
        "One of us credits the person, the other the body.",
    ),
}


def all_read(article: DemoArticle) -> DemoArticle:
    """The article gone through, a few of its statements unsure or disputed.

    Never one that encloses another or carries a claim, so that no chain and no claim's figures hang on it.
    """
    enclosing = {statement.within for statement in article.statements}
    statements = []
    for one in article.statements:
        drawn = pick(f"{article.key} {one.key} doubt", 40)
        if one.state == "accepted" and drawn < 2 and one.key not in enclosing and not one.matches:
            state: State = "unsure" if drawn else "disputed"
            reasons = _DOUBTS[state]
            one = replace(one, state=state, reason=reasons[pick(f"{article.key} {one.key} why", len(reasons))])
        statements.append(one)
    return replace(article, reading="gone through", statements=tuple(statements))


def _suggested(seed: str, statement: DemoStatement) -> DemoStatement:
    rule = _RULES[pick(f"{seed} {statement.key} rule", len(_RULES))]
    words = statement.cue.words.lower() if statement.cue else ""
    if words.startswith("according"):
        rule = "according to"
    elif any(mark in statement.spans[0].words for mark in '“"') if statement.spans else False:
        rule = "quoted speech"
    elif words in ("said", "says", "told"):
        rule = "said clause"
    return replace(
        statement,
        state="suggested",
        reason="",
        rule=rule,
        confidence=round(0.52 + pick(f"{seed} {statement.key} confidence", 46) / 100, 2),
        matches=tuple(replace(match, state="suggested") for match in statement.matches),
    )


# --- stories ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wire:
    """An agency's text and who carried it."""

    agency: str
    titles: tuple[str, ...]  # the first is the agency's own
    place: str
    paragraphs: tuple[Unit, ...]
    when: datetime
    carriers: str  # "courier=byline lantern=dateline post=foot tideline=bare beacon=copy": how each credits it
    name: str = "wire"
    held: bool = True  # whether the agency's own text is held


@dataclass(frozen=True)
class Phase:
    """A day of a story: each outlet takes one lead, some paragraphs and some background."""

    name: str
    when: datetime
    outlets: str
    leads: tuple[Lead, ...]
    beats: tuple[Unit, ...]
    background: tuple[Unit, ...] = ()
    # what an outlet prints for certain, since others cite it: lead, paragraphs
    certain: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Special:
    """An article written out whole."""

    key: str
    outlet: str
    when: datetime
    title: str
    text: Unit
    standfirst: str = ""
    genre: Genre = "news"
    byline: str | None = None
    language: str = ""
    precision: Precision | None = None


@dataclass(frozen=True)
class Story:
    key: str
    section: str
    wires: tuple[Wire, ...] = ()
    phases: tuple[Phase, ...] = ()
    specials: tuple[Special, ...] = ()


def phase_articles(story: Story, phase: Phase) -> list[DemoArticle]:
    """One article for each outlet; leads, paragraphs and wordings drawn so that no two read alike."""
    made = []
    taken: dict[int, int] = {}
    used: dict[int, int] = {}
    shift = pick(f"{story.key} {phase.name}", len(phase.leads))
    for number, outlet in enumerate(phase.outlets.split()):
        key = f"{story.key}-{phase.name}-{outlet}"
        house = HOUSES[outlet]
        choices = [
            at
            for step in range(len(phase.leads))
            if _prints(outlet, phase.leads[at := (number + shift + step) % len(phase.leads)])
        ]
        sure_lead, sure_beats = phase.certain.get(outlet, (None, ()))
        # what was said to one outlet is news of its own: few others have it too
        at = min(choices, key=lambda one: taken.get(one, 0) * (_FEWER if _own(phase.leads[one]) else 1))
        if sure_lead is not None:
            at = sure_lead
        opening = phase.leads[at]
        title = opening.titles[taken.get(at, 0) % len(opening.titles)]
        taken[at] = taken.get(at, 0) + 1
        beats = [(index, unit) for index, unit in enumerate(phase.beats) if _prints(outlet, unit)]
        wanted = min(max(3, len(beats) - 1), 3 + pick(f"{key} length", 3))
        # those that fewest have printed so far, then in the order written
        ranked = sorted(
            (used.get(index, 0) * (_FEWER if _own(unit) else 1), pick(f"{key} beat {index}", 10**6), index)
            for index, unit in beats
            if index not in sure_beats
        )
        chosen = {*sure_beats, *(index for *_, index in ranked[: wanted - len(sure_beats)])}
        beats = [(index, unit) for index, unit in beats if index in chosen]
        used.update({index: used.get(index, 0) + 1 for index in chosen})
        lead_marks = opening.marks
        has_standfirst = bool(opening.standfirst) and (
            pick(f"{key} standfirst", 10) < house.standfirst or _needs_standfirst(opening)
        )
        body = [Piece("lead", opening.text, lead_marks)]
        body += [Piece(f"beat{index}", unit.text, unit.marks) for index, unit in beats]
        grounds = [(index, unit) for index, unit in enumerate(phase.background) if _prints(outlet, unit)]
        if grounds and (pick(f"{key} background", 4) or wanted < 4):
            index, unit = grounds[pick(f"{key} ground", len(grounds))]
            body.append(Piece(f"ground{index}", unit.text, unit.marks))
        if pick(f"{key} picture", 5) == 0:
            body.insert(1, _picture(key))
        written = write(
            house,
            key,
            Piece("lead", title, lead_marks),
            Piece("lead", opening.standfirst, lead_marks) if has_standfirst else None,
            body,
        )
        when = phase.when + timedelta(minutes=37 * number + pick(f"{key} minutes", 30))
        precision: Precision | None = "unknown" if pick(f"{key} undated", 29) == 0 else None
        made.append(
            make_article(
                key,
                outlet,
                written,
                when,
                story=story.key,
                section=story.section,
                precision=precision,
            )
        )
    return made


def _prints(outlet: str, unit: Unit | Lead) -> bool:
    """Whether the outlet can print it: nobody reports what it has said itself as news from elsewhere."""
    marks = [mark for mark in unit.marks.values() if isinstance(mark, Said)]
    credited = {who for mark in marks for who in (*mark.who, *(via.who for via in mark.vias))}
    return outlet not in unit.skip and outlet not in credited


_FEWER = 3


def _own(unit: Unit | Lead) -> bool:
    return any(isinstance(mark, Said) and mark.own_reporting for mark in unit.marks.values())


def _picture(key: str) -> Piece:
    """A photo credit, of an agency or of a photographer alone."""
    name = _PHOTOGRAPHERS[pick(f"{key} photographer", len(_PHOTOGRAPHERS))]
    agency = ("northline", "meridian", "")[pick(f"{key} pictures", 3)]
    if not agency:
        return Piece("picture", f"{{line:Picture: {name}}}", {"line": Credit("photo", printed_name=name)})
    printed = f"Picture: {name}/{SOURCE_BY_KEY[agency].name}"
    return Piece("picture", f"{{line:{printed}}}", {"line": Credit("photo", agency)})


def _needs_standfirst(opening: Lead) -> bool:
    """Whether a statement of the lead is marked in its standfirst alone."""
    above = {key for match in _OPENING.finditer(opening.standfirst) for key in match[2].split(",")}
    below = {key for match in _OPENING.finditer(opening.text) for key in match[2].split(",")}
    return bool(above - below)


_SHORTEST = 95  # words that a shortened copy keeps
_FOOT_LINES = ("Reporting by {agency}.", "{agency} contributed to this report.", "Source: {agency}")


def wire_articles(story: Story, wire: Wire) -> list[DemoArticle]:
    """The agency's text, if held, and each copy of it: verbatim or shortened, credited in several ways."""
    group = f"{story.key}-{wire.name}"
    agency = SOURCE_BY_KEY[wire.agency]
    made: list[DemoArticle] = []
    carriers = [tuple(one.split("=")) for one in wire.carriers.split()]
    if wire.held:
        carriers.insert(0, (wire.agency, "own"))
    original = f"{group}-{wire.agency}"
    for number, (outlet, how) in enumerate(carriers):
        key = f"{group}-{outlet}"
        units = list(wire.paragraphs)
        if how != "own" and pick(f"{key} cut", 3) == 0:
            shorter = units[: max(4, len(units) - 1 - pick(f"{key} cut by", 2))]
            if sum(len(unit.text.split()) for unit in shorter) > _SHORTEST:
                units = shorter
        pieces = [Piece(f"p{index}", unit.text, unit.marks) for index, unit in enumerate(units)]
        credits: list[DemoCredit] = []
        if how in ("dateline", "own"):
            line: Marks = {"line": Credit("dateline", wire.agency)} if how == "dateline" else {}
            printed = f"{wire.place.upper()} ({agency.name}) –"
            start = f"{{line:{printed}}} " if line else f"{printed} "
            pieces[0] = Piece("p0", start + pieces[0].text, {**pieces[0].marks, **line})
        elif how == "foot":
            printed = _FOOT_LINES[pick(f"{key} foot", len(_FOOT_LINES))].format(agency=agency.name)
            role: CreditRole = "contributing" if "contributed" in printed else "foot line"
            pieces.append(Piece("foot", f"{{line:{printed}}}", {"line": Credit(role, wire.agency)}))
        elif how == "byline":
            credits.append(DemoCredit("byline agency", agency.name, None, wire.agency))
        elif how == "copy":
            printed = f"© {agency.name}"
            pieces.append(Piece("foot", f"{{line:{printed}}}", {"line": Credit("copy", wire.agency)}))
        title = wire.titles[0] if number == 0 else wire.titles[pick(f"{key} title", len(wire.titles))]
        if how != "own" and pick(f"{key} photo", 3) == 0:
            name = _PHOTOGRAPHERS[pick(f"{key} photographer", len(_PHOTOGRAPHERS))]
            printed = f"Photograph: {name}/{agency.name}"
            pieces.insert(1, Piece("photo", f"{{line:{printed}}}", {"line": Credit("photo", wire.agency)}))
        # a copy keeps the agency's way of naming people; only its quotation marks are the house's
        style = replace(HOUSES[wire.agency], curly=HOUSES[outlet].curly, us=HOUSES[wire.agency].us)
        titled = Piece("title", title, {})
        written = write(style, group, titled, None, pieces)
        byline = {"byline": agency.name, "own": agency.name, "dateline": "", "foot": None}.get(how, "")
        when = wire.when + timedelta(minutes=0 if how == "own" else 11 + 13 * number + pick(f"{key} minutes", 9))
        made.append(
            make_article(
                key,
                outlet,
                written,
                when,
                story=story.key,
                section=story.section,
                byline=byline,
                copy_group=group,
                more_credits=credits,
            )
        )
    assert not wire.held or made[0].key == original
    return made


_PHOTOGRAPHERS = ("Ivo Trent", "Sanna Pike", "Delia Moss", "Karim Aldous")


def special_article(story: Story, special: Special) -> DemoArticle:
    title = Piece("x", special.title, special.text.marks)
    standfirst = Piece("x", special.standfirst, special.text.marks) if special.standfirst else None
    body = Piece("x", special.text.text, special.text.marks)
    written = write(HOUSES[special.outlet], special.key, title, standfirst, [body])
    return make_article(
        special.key,
        special.outlet,
        written,
        special.when,
        story=story.key,
        section=story.section,
        genre=special.genre,
        byline=special.byline,
        language=special.language,
        precision=special.precision,
    )
