"""Statements and credits that a file says of its articles: read, checked against the text, written many at once.

docs/data.md has the format. What is wrong refuses the article's line, before anything of it is stored. What a file
brings is suggested unless it says otherwise, and only whoever may mark can have it say otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import text as texts
from articles.actions import ArticleData
from articles.copy_rows import copy_rows
from articles.marking import (
    NO_RANGE,
    CreditData,
    Credited,
    FigureData,
    StatementData,
    ViaData,
    Who,
    check_figure,
    check_spans,
    speaks_as_of,
)
from articles.models import Article, Attribution, Credit, Figure, Mention, Revision, Statement, Via
from articles.models.article import NO_NAME
from articles.relays import refresh
from articles.text import Span
from sources.models import Source
from sources.names import find_each
from sources.printed import name_key
from sources.referring import names_somebody, reference

FOUND_BY = "import"
MOST = 1000  # statements, or credits, of one article: a file with more holds something else
# made once: an enumeration makes its list of values anew whenever it is asked
POLARITIES, FORMS, VOICES = (tuple(one.values) for one in (Statement.Polarity, Statement.Form, Statement.Voice))
OWN_REPORTING, CHANNELS = tuple(Statement.OwnReporting.values), (*Statement.Channel.values, "not said")
SPEAKS_AS, BASES = tuple(Attribution.SpeaksAs.values), tuple(Via.Basis.values)
ROLES, KINDS = tuple(Credit.Role.values), tuple(Source.Kind.values)
STATES = ("suggested", "accepted", "rejected", "unsure")  # a dispute needs two who disagree

EXAMPLE = {
    "statements": [
        {
            "quote": "We have no choice,",
            "cue": "told the Courier",
            "credited": [{"printed_name": "Ada Lund", "source_phrase": "Ada Lund", "source_kind": "person"}],
            "vias": [{"printed_name": "The Courier", "words": "the Courier"}],
        }
    ],
    "credits": [{"role": "byline agency", "printed": "By A Wire", "printed_name": "A Wire"}],
}


@dataclass(slots=True)
class Marking:
    """What a file says of one article; `within` is a place in `statements`. `mentions` is filled by `tie`."""

    statements: list[tuple[StatementData, str]] = field(default_factory=list)
    credits: list[tuple[CreditData, str]] = field(default_factory=list)
    mentions: dict[Who, Mention] = field(default_factory=dict)

    def whom(self) -> Iterable[Who]:
        for data, _state in self.statements:
            yield from (credited.who for credited in data.credited)
            yield from (via.who for via in data.vias)
        for credit, _state in self.credits:
            yield credit.who


# --- reading --------------------------------------------------------------------------------------------------


def read(statements: str, credits: str, text: str, *, may_decide: bool) -> Marking | None:
    """What two cells, JSON lists, say of the article with this text; None if nothing. ValidationError by cell."""
    if not statements and not credits:
        return None
    found, quoted = Marking(), texts.quoted_spans(text)
    rows = _rows("statements", statements)
    for row in rows:
        data = _statement(row, text, quoted)
        found.statements.append((data, _state(row, may_decide)))
        row.end()
    for row, (data, _said) in zip(rows, found.statements, strict=True):
        _check_within(row, data, found.statements)
    for row in _rows("credits", credits):
        found.credits.append((_credit(row, text), _state(row, may_decide)))
        row.end()
    return found


class _Row:
    """One object of a list, taken apart by its names; every mistake is told with the place of the object."""

    def __init__(self, cell: str, values: Any, where: str) -> None:
        self.cell, self.where = cell, where
        if not isinstance(values, dict):
            raise self.wrong("is no JSON object.")
        self.left: dict[str, Any] = {name: value for name, value in values.items() if value not in (None, "", [])}

    def wrong(self, sentence: str) -> ValidationError:
        return ValidationError({self.cell: f"{self.where} {sentence}"})

    def end(self) -> None:
        if self.left:
            raise self.wrong(f"has “{next(iter(self.left))[:80]}”, which means nothing here.")

    def words(self, name: str, most: int) -> str:
        value = self.left.pop(name, "")
        if not isinstance(value, str) or "\0" in value:
            raise self.wrong(f"has “{name}” that is no text.")
        value = value.strip()
        if len(value) > most:
            raise self.wrong(f"has “{name}” of {len(value):,} characters; at most {most} are kept.")
        return value

    def one_of(self, name: str, choices: Collection[str], usual: str = "") -> str:
        value = self.words(name, 100)
        if value and value not in choices:
            raise self.wrong(f"says {name} “{value}”; it is one of: {', '.join(one for one in choices if one)}.")
        return value or usual

    def yes(self, name: str) -> bool:
        value = self.left.pop(name, False)
        if not isinstance(value, bool):
            raise self.wrong(f"has “{name}” that is neither true nor false.")
        return value

    def number(self, name: str) -> int | None:
        value = self.left.pop(name, None)
        if value is None:
            return None
        # numbers of a file come as they are written
        if not (isinstance(value, str | int) and str(value).isdecimal() and len(str(value)) < 10):
            raise self.wrong(f"has “{name}” that is no whole number.")
        return int(value)

    def amount(self, name: str) -> Decimal | None:
        value = self.left.pop(name, None)
        if value is None:
            return None
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise self.wrong(f"has “{name}” that is no number.")
        return found

    def rows(self, name: str, what: str) -> list[_Row]:
        values = self.left.pop(name, [])
        if not isinstance(values, list) or len(values) > MOST:
            raise self.wrong(f"has “{name}” that is no list.")
        return [_Row(self.cell, one, f"{self.where}, {what} {place},") for place, one in enumerate(values, start=1)]

    def place(self, name: str, text: str, *, near: Span | None = None, words: str = "") -> tuple[Span, ...]:
        """Where printed words stand: as `words`_spans says, else where they are found, nearest to `near`."""
        spans_name = "spans" if name in ("quote", "printed") else f"{name}_spans"
        given = self.left.pop(spans_name, [])
        said = words if words else self.left.pop(name, "")
        if given:
            spans = self._spans(spans_name, given, text)
            if said and said != texts.quote(text, spans):
                raise self.wrong(f"has “{spans_name}” where the text says “{texts.quote(text, spans)[:80]}”.")
            return spans
        if not said:
            return ()
        if not isinstance(said, str):
            raise self.wrong(f"has “{name}” that is no text.")
        return self._found(name, said, text, near)

    def _spans(self, name: str, given: Any, text: str) -> tuple[Span, ...]:
        try:
            spans = tuple((int(start), int(end)) for start, end in given)
            texts.check_spans(len(text), spans)
        except (TypeError, ValueError) as error:
            said = error if str(error).startswith("Span ") else "It is a list of starts and ends: [[0, 12]]."
            raise self.wrong(f"has “{name}” that are none. {said}") from None
        return spans

    def _found(self, name: str, said: str, text: str, near: Span | None) -> tuple[Span, ...]:
        places = texts.find_words(text, said)
        if places and near is not None:
            # the fewest characters between the two
            return (min(places, key=lambda place: max(0, place[0] - near[1], near[0] - place[1])),)
        prefix, suffix = self.left.pop("prefix", ""), self.left.pop("suffix", "")
        if places and (prefix or suffix):
            selector: texts.Selector = {
                "type": "TextQuoteSelector", "exact": said, "prefix": str(prefix), "suffix": str(suffix)
            }  # fmt: skip
            sure = texts.reanchor(text, [selector], [(-1, -1)])
            places = sure or places
        if len(places) == 1:
            return (places[0],)
        if places:
            raise self.wrong(
                f"has “{name}” that stands {len(places)} times in the text. Say which with prefix and suffix, or spans."
            )
        # several pieces, as our own files join them
        spans: list[Span] = []
        for piece in said.split(" … ") if " … " in said else ():
            behind = spans[-1][1] if spans else 0
            at = text.find(piece, behind)
            if at < 0:
                break
            spans.append((at, at + len(piece)))
        else:
            if spans:
                return tuple(spans)
        raise self.wrong(f"has “{name}” that is not in the text: “{said[:80]}”.")


def _rows(cell: str, said: str) -> list[_Row]:
    if not said:
        return []
    try:
        values = json.loads(said, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list):
        raise ValidationError({cell: "This is no JSON list."})
    if len(values) > MOST:
        raise ValidationError({cell: f"These are {len(values):,}; at most {MOST:,} are read."})
    return [_Row(cell, one, f"Number {place}") for place, one in enumerate(values, start=1)]


def _state(row: _Row, may_decide: bool) -> str:
    state = row.one_of("state", STATES, "suggested")
    if state != "suggested" and not may_decide:
        raise row.wrong(f"is “{state}”: only whoever may mark decides. Leave “state” out.")
    return state


def _statement(row: _Row, text: str, quoted: Sequence[Span]) -> StatementData:
    polarity = row.one_of("polarity", POLARITIES, Statement.Polarity.AFFIRMS)
    spans = row.place("quote", text)
    row.left.pop("prefix", None), row.left.pop("suffix", None)
    cue = row.place("cue", text, near=_whole(spans))
    near = _whole(cue or spans)
    data = StatementData(
        spans=spans,
        cue_spans=cue,
        form=row.one_of("form", FORMS) or texts.form_of(text, spans, quoted),
        polarity=polarity,
        channel=row.one_of("channel", CHANNELS).replace("not said", ""),
        voice=row.one_of("voice", VOICES, Statement.Voice.CREDITED),
        credited=tuple(_credited(one, text, near) for one in row.rows("credited", "credited")),
        within=_one_less(row.number("within")),
        vias=tuple(_via(one, text, near) for one in row.rows("vias", "via")),
        via_none_needed=row.yes("via_none_needed"),
        own_reporting=row.one_of("own_reporting", OWN_REPORTING),
        figures=tuple(_figure(one) for one in row.rows("figures", "figure")),
        note=row.words("note", 5000),
    )
    if sum(end - start for start, end in cue) > 280:
        raise row.wrong("has a cue that is longer than 280 characters.")
    if (data.voice == Statement.Voice.CREDITED) != bool(data.credited):
        raise row.wrong("credits nobody: give “credited”, or the voice “own voice” or “none named”, and not both.")
    if data.via_none_needed and data.vias:
        raise row.wrong("has vias, and says that none is needed.")
    try:
        check_spans(text, data)
        for figure in data.figures:
            check_figure(_figure_row(figure))
    except ValidationError as error:
        raise row.wrong(" ".join(error.messages)) from None
    return data


def _whole(spans: Sequence[Span]) -> Span:
    return (spans[0][0], spans[-1][1]) if spans else (0, 0)


def _one_less(place: int | None) -> int | None:
    return None if place is None else place - 1


def _check_within(row: _Row, data: StatementData, every: Sequence[tuple[StatementData, str]]) -> None:
    seen, outer = {id(data)}, data.within
    while outer is not None:
        if not 0 <= outer < len(every) or id(every[outer][0]) in seen:
            raise row.wrong("lies within a statement that is not in the list, or within itself.")
        enclosing = every[outer][0]
        if not texts.inside(data.spans, enclosing.spans):
            raise row.wrong(f"has words outside those of number {outer + 1}, which it is said to lie within.")
        seen.add(id(enclosing))
        outer = enclosing.within


def _who(row: _Row) -> Who:
    who = Who(
        source=row.number("source_id"),
        printed_name=" ".join(row.words("printed_name", 300).split()),
        source_kind=row.one_of("source_kind", KINDS),
        descriptor=" ".join(row.words("descriptor", 500).split()),
        number_low=row.number("number_low"),
        number_high=row.number("number_high"),
        body=row.words("body", 300),
        reason=row.words("reason", 500),
        affiliation=row.words("affiliation", 500),
    )
    if who.source is None and bool(who.printed_name) == bool(who.descriptor):
        raise row.wrong("needs a printed_name or, of somebody unnamed, a descriptor.")
    if None not in (who.number_low, who.number_high) and who.number_high < who.number_low:  # type: ignore[operator]
        raise row.wrong("has a higher number below the lower one.")
    return who


def _credited(row: _Row, text: str, near: Span) -> Credited:
    phrase = row.place("source_phrase", text, near=near)
    if sum(end - start for start, end in phrase) > 1000:
        raise row.wrong("has a source_phrase that is longer than 1,000 characters.")
    speaks_as = row.one_of("speaks_as", SPEAKS_AS)
    found = Credited(_who(row), source_phrase_spans=phrase, speaks_as=speaks_as)
    row.end()
    return found


def _via(row: _Row, text: str, near: Span) -> ViaData:
    words = row.place("words", text, near=near)
    if sum(end - start for start, end in words) > 300:
        raise row.wrong("has words that are longer than 300 characters.")
    basis = row.one_of("basis", BASES, Via.Basis.WORDS)
    found = ViaData(_who(row), basis, words_spans=words)
    row.end()
    return found


def _figure(row: _Row) -> FigureData:
    found = FigureData(
        text=row.words("text", 300),
        low=row.amount("low"),
        high=row.amount("high"),
        qualifier=row.words("qualifier", 50),
        unit=row.words("unit", 100),
    )
    row.end()
    return found


def _figure_row(figure: FigureData, **more: Any) -> Figure:
    return Figure(
        text=figure.text,
        low=figure.low,
        high=figure.high,
        qualifier=figure.qualifier,
        unit=figure.unit,
        **{"position": 1, **more},
    )


def _credit(row: _Row, text: str) -> CreditData:
    role = row.one_of("role", ROLES)
    if not role:
        raise row.wrong(f"has no role; it is one of: {', '.join(ROLES)}.")
    printed = row.words("printed", 5000)
    # a byline that is kept apart from the text has no place in it
    spans = row.place("printed", text, words=printed) if row.left.get("spans") or printed in text else ()
    if role == Credit.Role.PASSAGE and not spans:
        raise row.wrong(NO_RANGE)
    return CreditData(role, _who(row), spans=spans, printed=printed, note=row.words("note", 5000))


# --- whom they name ---------------------------------------------------------------------------------------------


def tie(given: Sequence[tuple[Marking, ArticleData]]) -> list[ValidationError | None]:
    """Makes the mentions of each, tied to the sources that carry their names; what is wrong, in their order.

    As `marking.mention_for` does it, in some four queries for all.
    """
    whom = {who for marking, _article in given for who in marking.whom()}
    known = Source.objects.select_related("merged_into").in_bulk([who.source for who in whom if who.source is not None])
    asked = {
        (who.printed_name, article.language, _day(article))
        for marking, article in given
        for who in marking.whom()
        if who.source is None and who.printed_name
    }
    carriers = find_each(asked)
    errors: list[ValidationError | None] = []
    for marking, article in given:
        try:
            _tie(marking, article, known, carriers)
            errors.append(None)
        except ValidationError as error:
            errors.append(error)
    return errors


def _day(article: ArticleData) -> Any:
    return article.published_at.date() if article.published_at else None


def _tie(marking: Marking, article: ArticleData, known: dict[int, Source], carriers: dict[Any, Any]) -> None:
    held: dict[Any, Mention] = {}
    for who in marking.whom():
        source, is_ambiguous = None, False
        if who.source is not None:
            source = known.get(who.source)
            if source is None:
                raise ValidationError({"statements": f"There is no source {who.source}."})
            source = source.living()
        elif who.printed_name:
            found = carriers[who.printed_name, article.language, _day(article)]
            source, is_ambiguous = found.certain, found.is_ambiguous
        key: Any
        if source is not None:
            key = ("source", source.pk)
        elif who.printed_name:
            key = ("name", name_key(who.printed_name)[:300])
            if (is_no_name := reference(who.printed_name, article.language)) != "name":
                raise ValidationError({"statements": NO_NAME[is_no_name].format(who.printed_name)})
        else:
            key = ("unnamed", who.descriptor, who.number_low, who.number_high, who.body)
        mention = held.get(key)
        if mention is None:
            mention = held[key] = _mention(who, source, is_ambiguous, article.language)
        elif who.affiliation and not mention.affiliation:
            mention.affiliation = who.affiliation
        marking.mentions[who] = mention
    for place, (data, _state) in enumerate(marking.statements, start=1):
        mentions = [id(marking.mentions[credited.who]) for credited in data.credited]
        if len(set(mentions)) < len(mentions):
            raise ValidationError({"statements": f"Number {place} credits one source twice; once is enough."})


def _mention(who: Who, source: Source | None, is_ambiguous: bool, language: str) -> Mention:
    if source is not None:
        named = who.printed_name and names_somebody(who.printed_name, language)
        printed = who.printed_name if named else source.name
        return Mention(
            resolution=Mention.Resolution.RESOLVED,
            source=source,
            printed_name=printed[:300],
            printed_key=name_key(printed)[:300],
            affiliation=who.affiliation,
        )
    if who.printed_name:
        return Mention(
            resolution=Mention.Resolution.AMBIGUOUS if is_ambiguous else Mention.Resolution.UNRESOLVED,
            printed_name=who.printed_name,
            printed_key=name_key(who.printed_name)[:300],
            source_kind=who.source_kind,
            affiliation=who.affiliation,
        )
    return Mention(
        resolution=Mention.Resolution.UNNAMED,
        descriptor=who.descriptor,
        number_low=who.number_low,
        number_high=who.number_high,
        body=who.body,
        reason=who.reason,
        affiliation=who.affiliation,
        source_kind=who.source_kind,
    )


# --- writing ----------------------------------------------------------------------------------------------------


def write(given: Sequence[tuple[Article, Revision, Marking]], *, by) -> None:
    """Stores the marking of new articles, each with its only revision; a dozen queries. `tie` comes before."""
    if not given:
        return
    now = timezone.now()
    mentions: dict[int, Mention] = {}
    for article, _revision, marking in given:
        for mention in marking.mentions.values():
            mention.article = article
            if mention.source_id is not None:
                mention.resolved_by, mention.resolved_at = by, now
            mentions[id(mention)] = mention
    copy_rows(mentions.values())
    _write_statements(given, by, now)
    copy_rows(
        Credit(
            article=article,
            revision=revision,
            role=data.role,
            mention=marking.mentions[data.who],
            spans=[list(span) for span in data.spans],
            selectors=texts.selectors(revision.text, data.spans),
            printed=texts.quote(revision.text, data.spans)[: 200 if data.role == Credit.Role.PASSAGE else None]
            if data.spans
            else data.printed,
            note=data.note,
            created_by=by,
            **_decided(state, by, now),
        )
        for article, revision, marking in given
        for data, state in marking.credits
    )
    refresh([article.pk for article, _revision, _marking in given])


def _decided(state: str, by, now: Any) -> dict[str, Any]:
    decided = state != "suggested"
    return {
        "state": state,
        "found_by": FOUND_BY,
        "decided_by": by if decided else None,
        "decided_at": now if decided else None,
    }


def _write_statements(given: Sequence[tuple[Article, Revision, Marking]], by, now: Any) -> None:
    made: list[tuple[Statement, StatementData, Marking]] = []
    # an outer one before those within it: by how many enclose it
    waves: dict[int, list[Statement]] = {}
    for article, revision, marking in given:
        own: list[Statement] = []
        for data, state in marking.statements:
            statement = _statement_row(article, revision, data, _decided(state, by, now))
            statement.created_by = by
            own.append(statement)
            made.append((statement, data, marking))
        for statement, (data, _state) in zip(own, marking.statements, strict=True):
            depth, outer = 0, data.within
            while outer is not None:
                depth, outer = depth + 1, marking.statements[outer][0].within
            if data.within is not None:
                statement.within = own[data.within]
            waves.setdefault(depth, []).append(statement)
    for depth in sorted(waves):
        for statement in waves[depth]:
            if statement.within is not None:
                statement.within_id = statement.within.pk
        copy_rows(waves[depth])
    copy_rows(
        Attribution(
            statement=statement,
            mention=(mention := marking.mentions[credited.who]),
            source_phrase=texts.quote(statement.revision.text, credited.source_phrase_spans),
            source_phrase_spans=[list(span) for span in credited.source_phrase_spans],
            speaks_as=credited.speaks_as or speaks_as_of(mention),
        )
        for statement, data, marking in made
        for credited in data.credited
    )
    copy_rows(
        Via(
            statement=statement,
            position=position,
            mention=marking.mentions[via.who],
            basis=via.basis,
            words=texts.quote(statement.revision.text, via.words_spans),
            words_spans=[list(span) for span in via.words_spans],
        )
        for statement, data, marking in made
        for position, via in enumerate(data.vias, start=1)
    )
    copy_rows(
        _figure_row(figure, statement=statement, position=position)
        for statement, data, _marking in made
        for position, figure in enumerate(data.figures, start=1)
    )


def _statement_row(article: Article, revision: Revision, data: StatementData, decided: dict[str, Any]) -> Statement:
    text = revision.text
    return Statement(
        article=article,
        revision=revision,
        spans=[list(span) for span in data.spans],
        selectors=texts.selectors(text, data.spans),
        quote=texts.quote(text, data.spans),
        cue=texts.quote(text, data.cue_spans),
        cue_spans=[list(span) for span in data.cue_spans],
        form=data.form,
        polarity=data.polarity,
        channel=data.channel,
        voice=data.voice,
        via_none_needed=data.via_none_needed,
        own_reporting=data.own_reporting,
        note=data.note,
        **decided,
    )
