"""Segments as pages show them: paragraphs of pieces, each piece knowing its link, numbers and classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from articles.highlights import Segment, numbered, segments
from articles.models import Credit, Revision, Statement

DEEPEST_DRAWN = 3  # the stylesheet tells one, two, and three or more statements apart


@dataclass(slots=True)
class Marker:
    """The number of a statement, before its first words."""

    number: int
    statement: Statement


@dataclass(slots=True)
class Piece:
    """A stretch of one paragraph with nothing beginning or ending inside."""

    text: str
    start: int
    statement: int | None  # the innermost one over it: where a click leads
    ids: tuple[int, ...]
    classes: str
    is_cue: bool
    is_source: bool
    is_credit: bool
    is_passage: bool
    before: list[Marker] = field(default_factory=list)  # statements that begin here under another's words
    first: Marker | None = None  # set where the innermost statement itself begins
    anchors: list[int] = field(default_factory=list)  # credits and passages that begin here

    @property
    def is_link(self) -> bool:
        """A link needs words; white space between two statements has none."""
        return self.statement is not None and (self.first is not None or not self.text.isspace())


@dataclass(slots=True)
class Paragraph:
    """One line of the text. `retold` are the passages that begin with it, `is_passage` says it lies in one."""

    start: int
    pieces: list[Piece] = field(default_factory=list)
    retold: list[Credit] = field(default_factory=list)
    is_passage: bool = False


def parts_of_text(
    statements: Sequence[Statement], credits: Sequence[Credit], revision: Revision
) -> dict[str, list[Paragraph]]:
    """{"title", "standfirst", "body"}: paragraphs of the whole text; parts without text are absent."""
    marked = segments(revision.text, statements, credits, revision)
    numbers = numbered(statements, revision)
    found: dict[str, list[Paragraph]] = {}
    for part in ("title", "standfirst", "body"):
        pieces = [segment for segment in marked if segment.part == part]
        if pieces:
            found[part] = _paragraphs(pieces, statements, credits, numbers)
    return found


def excerpt(
    statements: Sequence[Statement],
    credits: Sequence[Credit],
    revision: Revision,
    spans: Iterable[Sequence[int]],
    around: int,
) -> list[list[Paragraph]]:
    """The words at `spans` with `around` characters on either side; what lies far apart is a passage of its own."""
    windows: list[list[int]] = []
    for start, end in sorted((span[0], span[1]) for span in spans):
        low, high = max(0, start - around), min(revision.length, end + around)
        if windows and low <= windows[-1][1]:
            windows[-1][1] = max(windows[-1][1], high)
        else:
            windows.append([low, high])
    marked = segments(revision.text, statements, credits, revision)
    found = []
    for low, high in windows:
        low, high = _at_word(revision.text, low, 1), _at_word(revision.text, high, -1)
        pieces = [
            replace(
                segment,
                text=segment.text[max(low - segment.start, 0) : high - segment.start],
                start=max(segment.start, low),
                starts=(),
            )
            for segment in marked
            if segment.end > low and segment.start < high
        ]
        found.append(_paragraphs(pieces, statements, credits, {}))
    return found


def _at_word(text: str, at: int, step: int) -> int:
    """`at`, moved a few characters so that no word is cut; a text without spaces is cut where it is."""
    moved = at
    while 0 < moved < len(text) and abs(moved - at) < 20:
        if text[moved - 1].isspace() or text[moved].isspace():
            return moved
        moved += step
    return at


def _paragraphs(
    marked: Iterable[Segment],
    statements: Sequence[Statement],
    credits: Sequence[Credit],
    numbers: dict[int, int],
) -> list[Paragraph]:
    rows = {statement.pk: statement for statement in statements}
    by_number = {number: rows[pk] for pk, number in numbers.items()}
    passages = {credit.pk: credit for credit in credits if credit.role == Credit.Role.PASSAGE}
    seen: set[int] = set()  # credits whose first words have been shown
    found: list[Paragraph] = []
    now = Paragraph(start=0)
    for segment in marked:
        at = segment.start
        markers = [Marker(number, by_number[number]) for number in segment.starts if number in by_number]
        for index, line in enumerate(segment.text.split("\n")):
            if index:
                found.append(now)
                now = Paragraph(start=at)
            if line:
                if not now.pieces:
                    now.start = at
                piece = _piece(segment, line, at, rows)
                for marker in markers:
                    if marker.statement.pk == segment.innermost:
                        piece.first = marker
                    else:
                        piece.before.append(marker)
                markers = []
                new = [pk for pk in (*segment.credits, *segment.passages) if pk not in seen]
                seen.update(new)
                piece.anchors = new
                now.retold += [passages[pk] for pk in new if pk in passages]
                now.pieces.append(piece)
            at += len(line) + 1
    found.append(now)
    kept = [paragraph for paragraph in found if any(not piece.text.isspace() for piece in paragraph.pieces)]
    for paragraph in kept:
        paragraph.is_passage = all(piece.is_passage for piece in paragraph.pieces if not piece.text.isspace())
    return kept


def _piece(segment: Segment, text: str, start: int, rows: dict[int, Statement]) -> Piece:
    classes = []
    if segment.innermost is not None:
        statement = rows[segment.innermost]
        classes = ["hl", f"d{min(segment.depth, DEEPEST_DRAWN)}"]
        if statement.state != "accepted":
            classes.append(statement.state)
        if statement.polarity == Statement.Polarity.DENIES:
            classes.append("denies")
        if _overlap(segment.statements, rows):
            classes.append("overlap")
    return Piece(
        text=text,
        start=start,
        statement=segment.innermost,
        ids=segment.statements,
        classes=" ".join(classes),
        is_cue=bool(segment.cues),
        is_source=bool(segment.sources),
        is_credit=bool(segment.credits),
        is_passage=bool(segment.passages),
    )


def _overlap(ids: Sequence[int], rows: dict[int, Statement]) -> bool:
    """Whether two statements lie over the same words without one being within the other."""
    return any(not _is_within(inner, outer, rows) for outer, inner in pairwise(ids))


def _is_within(inner: int, outer: int, rows: dict[int, Statement]) -> bool:
    above = rows[inner].within_id
    while above is not None and above != outer:
        above = rows[above].within_id if above in rows else None
    return above == outer
