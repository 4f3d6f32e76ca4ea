"""A revision's text cut into pieces for display, each knowing which statements and credits lie over it.

Used by the article's page and by the marking desk; decides nothing and runs no query of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models import Anchor, Credit, Revision, Statement
from articles.text import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text over which nothing begins or ends.

    The texts of all segments, one after the other, are the revision's text exactly.
    """

    text: str
    start: int
    part: str  # "title", "standfirst", "body", or "" for the blank line between two of them
    statements: tuple[int, ...] = ()  # ids of those whose content covers it, outermost first, innermost last
    cues: tuple[int, ...] = ()  # ids of statements whose cue it is
    sources: tuple[int, ...] = ()  # ids of statements whose source phrase it is
    credits: tuple[int, ...] = ()  # ids of credit lines
    passages: tuple[int, ...] = ()  # ids of passages retold
    starts: tuple[int, ...] = ()  # numbers of the statements whose first words begin here
    state: str = ""  # of the innermost statement; "" without one
    denies: bool = False  # whether the innermost statement is a denial
    overlap: bool = False  # statements lie over it of which none encloses the other

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def depth(self) -> int:
        """How many statements lie over it, nested or overlapping; 0 for none."""
        return len(self.statements)

    @property
    def innermost(self) -> int | None:
        return self.statements[-1] if self.statements else None

    @property
    def roles(self) -> tuple[str, ...]:
        """What it is: any of "content", "cue", "source phrase", "credit", "passage"."""
        held = {
            "content": self.statements,
            "cue": self.cues,
            "source phrase": self.sources,
            "credit": self.credits,
            "passage": self.passages,
        }
        return tuple(role for role, ids in held.items() if ids)

    @property
    def classes(self) -> str:
        """The stylesheet's classes for it; "" for plain text."""
        found = []
        if self.statements:
            found += ["hl", f"d{min(self.depth, 3)}"]
            found += [self.state] if self.state in ("suggested", "rejected", "unsure", "disputed") else []
            found += ["denies"] if self.denies else []
            found += ["overlap"] if self.overlap else []
        found += ["cue"] if self.cues else []
        found += ["src"] if self.sources else []
        found += ["credit"] if self.credits else []
        return " ".join(found)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text and the line ends behind it; the texts of all paragraphs are the whole text."""

    part: str
    start: int
    segments: tuple[Segment, ...]
    passages: tuple[int, ...]  # ids of passages that cover all its words


def place_in(row: Statement | Credit, revision: Revision) -> list[Span]:
    """Where the row stands in `revision`: its own spans, or those of its anchor; [] if not there.

    No query where `anchors` is prefetched.
    """
    if row.revision_id == revision.pk:
        return [(start, end) for start, end in row.spans]
    anchors: Iterable[Anchor] = row.anchors.all()
    found = next((anchor for anchor in anchors if anchor.revision_id == revision.pk), None)
    return [(start, end) for start, end in found.spans] if found else []


def in_text_order(statements: Iterable[Statement], revision: Revision) -> list[Statement]:
    """As they stand in `revision`: by first word, outer before inner; those not there any more come last.

    A declined comment without content stands where its cue does.
    """

    def place(statement: Statement) -> tuple[int, int, int, int]:
        spans = place_in(statement, revision)
        if not spans and statement.revision_id == revision.pk:
            spans = [(start, end) for start, end in statement.cue_spans]
        if not spans:
            return (1, 0, 0, statement.pk)
        return (0, spans[0][0], -sum(end - start for start, end in spans), statement.pk)

    return sorted(statements, key=place)


def numbered(statements: Iterable[Statement], revision: Revision) -> dict[int, int]:
    """The number each statement is shown with, from 1 in the order of the text: {id: number}."""
    return {statement.pk: number for number, statement in enumerate(in_text_order(statements, revision), start=1)}


def segments(
    text: str, statements: Iterable[Statement], credits: Iterable[Credit], revision: Revision
) -> list[Segment]:
    """The text in pieces. `revision` is the one `text` belongs to.

    Cues and source phrases are shown in the revision they were marked in; in a later one only what was
    found again. Prefetch `anchors` of both and `attributions` of the statements: then no query is run.
    """
    rows = in_text_order(statements, revision)
    spans: list[tuple[int, int, str, int]] = []  # start, end, role, id
    first: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        content = place_in(row, revision)
        spans += [(start, end, "statements", row.pk) for start, end in content]
        own = row.revision_id == revision.pk
        cue = [(start, end) for start, end in row.cue_spans] if own else []
        spans += [(start, end, "cues", row.pk) for start, end in cue]
        if own:
            for attribution in row.attributions.all():
                spans += [(start, end, "sources", row.pk) for start, end in attribution.source_phrase_spans]
        if content or cue:
            first[(content or cue)[0][0]].append(number)
    for credit in credits:
        role = "passages" if credit.role == Credit.Role.PASSAGE else "credits"
        spans += [(start, end, role, credit.pk) for start, end in place_in(credit, revision)]
    return _cut(text, spans, first, rows, revision)


def paragraphs(pieces: Iterable[Segment]) -> list[Paragraph]:
    """The segments by lines. Line ends stay at the end of the line before them, also several together."""
    lines: list[list[Segment]] = [[]]
    for piece in pieces:
        for match in _LINE.finditer(piece.text):
            begins = match.start() == 0
            if lines[-1] and lines[-1][-1].text.endswith("\n") and not match[0].startswith("\n"):
                lines.append([])
            part = replace(
                piece,
                text=match[0],
                start=piece.start + match.start(),
                starts=piece.starts if begins else (),
            )
            lines[-1].append(part)
    found = []
    for line in lines:
        words = [piece for piece in line if piece.text.strip()]
        if line:
            whole = set(words[0].passages).intersection(*(piece.passages for piece in words)) if words else set()
            named = next((piece.part for piece in words), line[0].part)
            found.append(Paragraph(named, line[0].start, tuple(line), tuple(sorted(whole))))
    return found


def between(pieces: Iterable[Segment], start: int, end: int) -> list[Segment]:
    """The part of the text from `start` to `end`, in its pieces."""
    found = []
    for piece in pieces:
        begin, stop = max(piece.start, start), min(piece.end, end)
        if begin < stop:
            text = piece.text[begin - piece.start : stop - piece.start]
            found.append(replace(piece, text=text, start=begin, starts=piece.starts if begin == piece.start else ()))
    return found


def as_html(pieces: Iterable[Segment], *, now: int | None = None) -> SafeString:
    """The text as the desks show it: the text of this HTML is the revision's, character by character.

    What belongs to the statement `now`, the one looked at, has a class of that name.

    Numbers are attributes and there is no white space between tags, so that positions in the browser are
    positions in the text. Not a template: a live blog has ten thousand lines, and each took half a millisecond.
    """
    found = []
    for line in paragraphs(pieces):
        tag = "h1" if line.part == "title" else "p"
        name = "standfirst" if line.part == "standfirst" else "passage" if line.passages else ""
        found.append(f'<{tag} class="{name}">' if name else f"<{tag}>")
        for piece in line.segments:
            classes = piece.classes
            if now is not None and now in (*piece.statements, *piece.cues, *piece.sources):
                classes += " now"
            if classes:
                found.append(f'<span class="{classes}"')
                if piece.statements:
                    found.append(f' data-id="{piece.innermost}" data-ids="{" ".join(map(str, piece.statements))}"')
                if piece.starts:
                    found.append(f' data-n="{" ".join(map(str, piece.starts))}"')
                found.append(f">{escape(piece.text)}</span>")
            else:
                found.append(escape(piece.text))
        found.append(f"</{tag}>")
    return mark_safe("".join(found))  # noqa: S308  every text above is escaped, all else is made here


_LINE = re.compile(r"[^\n]+\n*|\n+")


def _nesting_order(rows: Sequence[Statement]) -> dict[int, int]:
    """A rank per statement, outer before inner: by `within` where it is said, else the longer first."""
    above = {row.pk: row.within_id for row in rows}
    length = {row.pk: sum(end - start for start, end in row.spans) for row in rows}

    def levels(pk: int) -> int:
        found, seen = 0, {pk}
        outer = above.get(pk)
        while outer is not None and outer not in seen:
            seen.add(outer)
            found += 1
            outer = above.get(outer)
        return found

    ranked = sorted(above, key=lambda pk: (levels(pk), -length[pk], pk))
    return {pk: rank for rank, pk in enumerate(ranked)}


def _encloses(outer: int, inner: int, above: dict[int, int | None]) -> bool:
    seen = {inner}
    at = above.get(inner)
    while at is not None and at not in seen:
        if at == outer:
            return True
        seen.add(at)
        at = above.get(at)
    return False


def _cut(
    text: str,
    spans: list[tuple[int, int, str, int]],
    first: dict[int, list[int]],
    rows: Sequence[Statement],
    revision: Revision,
) -> list[Segment]:
    order, above = _nesting_order(rows), {row.pk: row.within_id for row in rows}
    by_id = {row.pk: row for row in rows}
    parts = revision.parts
    named = [(*parts.title, "title"), *([(*parts.standfirst, "standfirst")] if parts.standfirst else [])]
    named.append((*parts.body, "body"))
    cuts = {0, len(text)}
    opening: dict[int, list[tuple[str, int]]] = defaultdict(list)
    closing: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for start, end, _name in named:
        cuts |= {start, end}
    for start, end, role, pk in spans:
        cuts |= {start, end}
        opening[start].append((role, pk))
        closing[end].append((role, pk))
    at = sorted(cut for cut in cuts if cut <= len(text))
    starts = [start for start, _end, _name in named]

    found: list[Segment] = []
    # a statement may be credited twice by the same words (co-speakers), so what is open is counted
    open_now: dict[str, dict[int, int]] = defaultdict(dict)
    for start, end in pairwise(at):
        for role, pk in closing[start]:
            open_now[role][pk] -= 1
            if not open_now[role][pk]:
                del open_now[role][pk]
        for role, pk in opening[start]:
            open_now[role][pk] = open_now[role].get(pk, 0) + 1
        index = bisect_left(starts, start + 1) - 1
        inside = index >= 0 and start < named[index][1]
        covering = tuple(sorted(open_now["statements"], key=order.__getitem__))
        found.append(
            Segment(
                text=text[start:end],
                start=start,
                part=named[index][2] if inside else "",
                statements=covering,
                cues=tuple(sorted(open_now["cues"])),
                sources=tuple(sorted(open_now["sources"])),
                credits=tuple(sorted(open_now["credits"])),
                passages=tuple(sorted(open_now["passages"])),
                starts=tuple(first.get(start, ())),
                state=by_id[covering[-1]].state if covering else "",
                denies=bool(covering) and by_id[covering[-1]].polarity == Statement.Polarity.DENIES,
                overlap=any(not _encloses(outer, inner, above) for outer, inner in pairwise(covering)),
            )
        )
    return found
