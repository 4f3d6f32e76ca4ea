"""What the reader finds in an article becomes suggested statements and credits, beside what people have decided.

A suggestion never changes or repeats a row that a person has touched. Reading again, after a new version of the
rules or of the text, updates only what nobody has touched, and says what changed.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from articles import extraction, marking
from articles.marking import CreditData, Credited, FigureData, Provenance, StatementData, ViaData, Who
from articles.models import Article, Credit, Mention, Reading, Revision, Statement, SuggestionRule
from articles.steps import step
from articles.text import Span, inside
from sources.models import Source
from sources.referring import names_somebody

CREDIT_RULE = "credit line"
WITNESS_RULE = "witness"  # of the reader: “this reporter saw”
NOT_RULES = ("hand", "import")  # other values of `found_by` name a rule
SAME_WORDS = 0.5  # of the shorter content that two statements with one cue share, at least
SAME_CONTENT = 0.5  # of all words of two statements without a common cue that both have, at least
_KINDS = frozenset(Source.Kind.values)


@dataclass(frozen=True, slots=True)
class Suggested:
    """What one reading changed; numbers of statements and credits together."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    kept: int = 0  # suggestions that stand as they were
    decided: int = 0  # found again, and a person's word stands

    def __str__(self) -> str:
        told = [
            (self.added, "new"),
            (self.changed, "changed"),
            (self.withdrawn, "withdrawn"),
            (self.kept, "as before"),
            (self.decided, "decided already"),
        ]
        return ", ".join(f"{number} {what}" for number, what in told if number) or "nothing found"


@functools.cache
def version() -> str:
    """Of the rules: a digest of the reader's code, words and calibration. Another one may suggest otherwise."""
    folder = Path(extraction.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".txt", ".json")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def is_read(article: Article) -> bool:
    """Whether these rules have read the newest text already."""
    newest = article.current_revision()
    return Reading.objects.filter(article=article, revision=newest, version=version()).exists()


def unread() -> Iterator[int]:
    """Ids of living articles that were never read, or by other rules, or whose text has changed since; in batches."""
    last = 0
    while True:
        batch = Article.objects.living().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:500]
        ids = list(batch)
        if not ids:
            return
        last = ids[-1]
        newest: dict[int, int] = {}
        for pk, revision in Revision.objects.filter(article__in=ids).order_by("number").values_list("article", "pk"):
            newest[pk] = revision
        held = Reading.objects.filter(article__in=ids, version=version()).values_list("article", "revision")
        done = {pk for pk, revision in held if newest.get(pk) == revision}
        yield from (pk for pk in ids if pk not in done)


def suggest(article: Article) -> Suggested:
    """Reads the newest text and stores what is found; one transaction. Says what changed.

    Raises ValidationError where the article was merged into another one.
    """
    found = _read(article.current_revision(), article.language)
    with step(article, None, "read for suggestions"):
        revision = article.current_revision()
        if revision.pk != found.revision.pk:
            # the text was changed while it was being read
            found = _read(revision, article.language)
        told = _Writer(article, found).write()
        marking.drop_orphans(article)
        Reading.objects.update_or_create(
            article=article,
            defaults={
                "revision": found.revision,
                "version": version(),
                "language": found.language[:20],
                "supported": found.supported,
            },
        )
    return told


def give_way(statement: Statement) -> int:
    """Takes away suggestions that tell what a person has just marked by hand; how many. Only inside a step."""
    revision = statement.revision
    content = tuple(marking.place_of(statement, revision) or ())
    cue = tuple((start, end) for start, end in statement.cue_spans)
    gone = [
        one.row for one in _held_in(statement.article, revision) if not one.is_touched and _alike(content, cue, one)
    ]
    for row in gone:
        # what lies within it lies within the one marked by hand, where its words do
        for inner in row.inner.all():
            spans = marking.place_of(inner, revision) or []
            inner.within = statement if spans and inside(spans, content) else None
            inner.save(update_fields=["within"])
        row.delete()
    return len(gone)


# --- what the reader says -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    revision: Revision
    language: str
    supported: bool
    statements: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    credits: list[dict[str, Any]]


def _read(revision: Revision, language: str) -> _Found:
    read = extraction.extract(revision.text, language=language.partition("-")[0].lower())
    return _Found(
        revision, read["language"], read["supported"], read["attributions"], read["mentions"], read["credits"]
    )


def _spans(pieces: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """In order, and those that touch joined, as the record holds them."""
    found: list[Span] = []
    for start, end in sorted((piece[0], piece[1]) for piece in pieces):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _shared(one: Iterable[Span], other: Sequence[Span]) -> int:
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in one for begin, stop in other)


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def rule_rows(names: Iterable[str]) -> set[str]:
    """Names of the rules that are switched off; rules that were never seen are put on record as on."""
    names = set(names)
    known = dict(SuggestionRule.objects.values_list("name", "is_on"))
    missing = [SuggestionRule(name=name) for name in sorted(names - known.keys())]
    if missing:
        SuggestionRule.objects.bulk_create(missing, ignore_conflicts=True)
    return {name for name, is_on in known.items() if not is_on}


# --- writing -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Held:
    """A statement that is there, as it lies in the text that was read."""

    row: Statement
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    is_touched: bool


def _held_in(article: Article, revision: Revision) -> list[_Held]:
    """All statements of the article as they lie in `revision`; one of an older text has no cue there."""
    rows = article.statements.select_related("revision", "article").prefetch_related(
        "anchors", "attributions__mention", "vias", "figures", "matches"
    )
    found = []
    for row in rows:
        content = tuple(marking.place_of(row, revision) or ())
        cue = tuple((start, end) for start, end in row.cue_spans) if row.revision_id == revision.pk else ()
        found.append(_Held(row, content, cue, _is_touched(row)))
    return found


class _Writer:
    """Brings the article's untouched suggestions in step with what was found."""

    def __init__(self, article: Article, found: _Found) -> None:
        self.article, self.found, self.revision = article, found, found.revision
        self.off = rule_rows([row["rule"] for row in found.statements] + [CREDIT_RULE])
        self.mentions: dict[int, Mention] = {}
        self.written: dict[int, Statement] = {}  # by the number of the suggestion
        self.count = dict.fromkeys(("added", "changed", "withdrawn", "kept", "decided"), 0)

    def write(self) -> Suggested:
        self._write_statements()
        self._write_credits()
        return Suggested(**self.count)

    # --- statements ---------------------------------------------------------------------------------------

    def _write_statements(self) -> None:
        held = _held_in(self.article, self.revision)
        left = {one.row.pk: one for one in held if not one.is_touched}
        for number in self._outer_first():
            row = self.found.statements[number]
            if row["rule"] in self.off:
                continue
            content, cue = _spans(row["content"]), _spans(row["cue_all"])
            like = [one for one in held if _alike(content, cue, one)]
            touched = next((one for one in like if one.is_touched), None)
            if touched is not None:
                self.written[number] = touched.row
                self.count["decided"] += 1
                continue
            same = next((one for one in like if one.row.pk in left), None)
            try:
                with transaction.atomic():
                    self._write(number, row, left.pop(same.row.pk).row if same else None)
            except ValidationError:
                # what the record refuses, such as a name that is no name, is no suggestion
                continue
        self._withdraw([one.row for one in left.values()])
        self._link_replaced(held)

    def _link_replaced(self, held: list[_Held]) -> None:
        """What is new and says much the same as a decided statement whose words are gone is suggested to replace it."""
        gone = [one.row for one in held if one.is_touched and not one.content and one.row.state == "accepted"]
        for row in self.written.values() if gone else ():
            if row.revision_id != self.revision.pk or row.replaces_id or row.state != "suggested":
                continue
            words = _words(row.quote)
            alike = {old: _alike_words(words, _words(old.quote)) for old in gone}
            best = max(alike, key=lambda old: alike[old])
            if alike[best] >= SAME_CONTENT:
                row.replaces = best
                row.save(update_fields=["replaces"])

    def _withdraw(self, rows: list[Statement]) -> None:
        # inner ones first; one that encloses what a person has decided stays
        for row in sorted(rows, key=lambda row: _length((s, e) for s, e in row.spans)):
            if row.inner.exists():
                continue
            row.delete()
            self.count["withdrawn"] += 1

    def _outer_first(self) -> list[int]:
        rows = self.found.statements

        def depth(number: int) -> int:
            levels, outer = 0, rows[number]["within"]
            while outer is not None and levels < len(rows):
                levels, outer = levels + 1, rows[outer]["within"]
            return levels

        return sorted(range(len(rows)), key=lambda number: (depth(number), number))

    def _write(self, number: int, row: dict[str, Any], held: Statement | None) -> None:
        data = self._data(row)
        how = Provenance(state="suggested", found_by=row["rule"][:90], confidence=row["confidence"])
        if held is None:
            self.written[number] = marking.add_statement(self.article, data, by=None, revision=self.revision, how=how)
            self.count["added"] += 1
            return
        self.written[number] = held
        if _signature_of(held) == _signature(data, row, self.revision):
            self.count["kept"] += 1
            return
        held.revision, held.found_by, held.confidence = self.revision, how.found_by, how.confidence
        held.anchors.all().delete()
        marking.rewrite(held, data)
        self.count["changed"] += 1

    def _data(self, row: dict[str, Any]) -> StatementData:
        # what the author saw is the outlet's own voice; whom it quotes as having told it is credited
        witnessed = row["own"] and row["rule"] == WITNESS_RULE
        mentions = [] if witnessed else [self._mention(number, row) for number in row["mentions"]]
        content = _spans(row["content"])
        phrase = _spans([row["source"]]) if row["source"] else ()
        if phrase and _length(phrase) > 1000:
            phrase = ((phrase[0][0], phrase[0][0] + 1000),)
        cue = _spans(row["cue_all"])
        return StatementData(
            spans=content,
            cue_spans=cue if _length(cue) <= 280 else (),
            form=row["form"],
            polarity=row["polarity"],
            channel=row["channel"],
            voice="credited" if mentions else "own voice" if witnessed else "none named",
            own_reporting="printed" if row["own"] else "",
            via_none_needed=bool(row["own"] and mentions),
            credited=tuple(
                Credited(Who(mention=mention.pk), source_phrase_spans=phrase)
                for mention in {mention.pk: mention for mention in mentions}.values()
            ),
            within=self._within(row, content),
            vias=tuple(
                ViaData(Who(mention=self._mention(via["mention"], row).pk), "words", words_spans=_spans([via["span"]]))
                for via in row["via"]
                if via["basis"] == "words"
            ),
            figures=tuple(_figures(row["figures"])),
        )

    def _within(self, row: dict[str, Any], content: Sequence[Span]) -> int | None:
        outer = self.written.get(row["within"]) if row["within"] is not None else None
        place = marking.place_of(outer, self.revision) if outer is not None else None
        if outer is None or not place or outer.state == "rejected":
            return None
        inside = content and all(any(s >= start and e <= end for start, end in place) for s, e in content)
        return outer.pk if inside else None

    # --- mentions -----------------------------------------------------------------------------------------

    def _mention(self, number: int, row: dict[str, Any]) -> Mention:
        if number not in self.mentions:
            self.mentions[number] = self._mention_of(self.found.mentions[number], row)
        return self.mentions[number]

    def _mention_of(self, said: dict[str, Any], row: dict[str, Any]) -> Mention:
        name = " ".join(said["printed_name"].split())[:300]
        kind = said["kind"] if said["kind"] in _KINDS else ""
        affiliation = ", ".join(f"{one['role']} of {one['organisation']}" for one in said["affiliations"])[:500]
        if name and names_somebody(name, self.article.language):
            return marking.mention_for(
                self.article, Who(printed_name=name, source_kind=kind, affiliation=affiliation), None
            )
        words = self.revision.text[slice(*row["source"])] if row["source"] else ""
        descriptor = " ".join((said["descriptor"] or name or words).split())[:500]
        # the same words of the same text describe whom they described when it was read before
        described = self.article.mentions.filter(resolution="unnamed", descriptor=descriptor, credits=None)
        held = described.filter(attributions__statement__state="suggested").order_by("pk").first()
        if held is not None and held.pk not in {mention.pk for mention in self.mentions.values()}:
            return held
        return marking.mention_for(
            self.article,
            Who(
                descriptor=descriptor,
                number_low=said["low"],
                number_high=said["high"],
                source_kind=kind,
                affiliation=affiliation,
            ),
            None,
        )

    # --- credits --------------------------------------------------------------------------------------------

    def _write_credits(self) -> None:
        held = list(self.article.credits.select_related("revision").prefetch_related("anchors"))
        # those that stand beside the text, in a feed say, are not this reader's
        left = {credit.pk: credit for credit in held if credit.state == "suggested" and credit.found_by == CREDIT_RULE}
        for line in [] if CREDIT_RULE in self.off else self.found.credits:
            spans = _spans([line["span"]])
            there = [credit for credit in held if _shared(spans, marking.place_of(credit, self.revision) or ())]
            if there:
                is_ours = there[0].pk in left
                left.pop(there[0].pk, None)
                self.count["kept" if is_ours else "decided"] += 1
                continue
            self._add_credit(line, spans)
        for credit in left.values():
            credit.delete()
            self.count["withdrawn"] += 1

    def _add_credit(self, line: dict[str, Any], spans: tuple[Span, ...]) -> None:
        name = " ".join(line["credited_to"].split())[:300]
        if line["role"] not in Credit.Role.values or not names_somebody(name, self.article.language):
            return
        data = CreditData(line["role"], Who(printed_name=name), spans=spans)
        how = Provenance(state="suggested", found_by=CREDIT_RULE)
        try:
            with transaction.atomic():
                marking.add_credit(self.article, data, by=None, revision=self.revision, how=how)
        except ValidationError:
            return
        self.count["added"] += 1


def _is_touched(row: Statement) -> bool:
    """Whether a person had a hand in it: made, decided, edited or judged it."""
    by_rule = row.found_by not in NOT_RULES and row.created_by_id is None
    return not (by_rule and row.state == "suggested" and row.version == 1 and not row.matches.all())


def _alike(content: Sequence[Span], cue: Sequence[Span], held: _Held) -> bool:
    """Whether a suggestion tells what `held` tells: the same cue and much the same words, or the same words."""
    common = _shared(content, held.content)
    if cue and held.cue:
        shorter = min(_length(content), _length(held.content))
        return bool(_shared(cue, held.cue)) and common >= SAME_WORDS * shorter
    union = _length(content) + _length(held.content) - common
    return bool(union) and common >= SAME_CONTENT * union


def _words(quote: str) -> set[str]:
    return set(re.findall(r"\w+", quote.casefold()))


def _alike_words(one: set[str], other: set[str]) -> float:
    """Of all words of the two, the share that both have."""
    return len(one & other) / max(len(one | other), 1)


def _figures(found: list[dict[str, Any]]) -> Iterator[FigureData]:
    for figure in found:
        try:
            low, high = (None if figure[end] is None else Decimal(figure[end]) for end in ("low", "high"))
        except InvalidOperation:
            continue
        # what the columns hold: 30 digits, six of them behind the point
        if any(number is not None and abs(number) >= 10**24 for number in (low, high)):
            continue
        yield FigureData(figure["text"][:300], low, high, figure["qualifier"][:50], figure["unit"][:100])


def _signature(data: StatementData, row: dict[str, Any], revision: Revision) -> tuple:
    """All that a suggestion says, to be compared with one that is stored."""
    return (
        revision.pk,
        row["rule"][:90],
        row["confidence"],
        data.spans,
        data.cue_spans,
        (data.form, data.polarity, data.channel, data.voice, data.within, data.own_reporting, data.via_none_needed),
        tuple((credited.who.mention, credited.source_phrase_spans) for credited in data.credited),
        tuple((via.who.mention, via.words_spans) for via in data.vias),
        tuple((figure.text, figure.low, figure.high, figure.qualifier, figure.unit) for figure in data.figures),
    )


def _signature_of(held: Statement) -> tuple:
    def pairs(spans: list[list[int]]) -> tuple[Span, ...]:
        return tuple((start, end) for start, end in spans)

    return (
        held.revision_id,
        held.found_by,
        held.confidence,
        pairs(held.spans),
        pairs(held.cue_spans),
        (held.form, held.polarity, held.channel, held.voice, held.within_id, held.own_reporting, held.via_none_needed),
        tuple((one.mention_id, pairs(one.source_phrase_spans)) for one in held.attributions.all()),
        tuple((via.mention_id, pairs(via.words_spans)) for via in held.vias.all()),
        tuple((f.text, f.low, f.high, f.qualifier, f.unit) for f in held.figures.all()),
    )
