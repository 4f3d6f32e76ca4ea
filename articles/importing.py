"""Files of articles into the record: kept, looked at, tried out, stored in pieces, with a word for every line.

A piece is one transaction: its articles, what became of its lines, and how far the import is. So a worker may die at
any instant, and whoever comes after goes on behind the last piece. What is in the record already is left as it is, but
that another text of it becomes a revision, as after a later fetch; a file brought in twice changes nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from articles import brought
from articles.actions import (
    AlreadyHeld,
    ArticleData,
    Outcome,
    composed,
    revise_article,
    store_articles,
    text_hash,
)
from articles.brought import Marking
from articles.correcting import suggest_notices
from articles.ingest import evidence, files, store
from articles.ingest.encodings import AHEAD, read_time
from articles.ingest.files import Entry, Shape, Unreadable, WebPage
from articles.ingest.pages import NoArticle, Page, read_page
from articles.models import Article, Capture, Import, ImportLine, Job, Reading, Revision
from articles.relays import together
from articles.suggesting import is_read, suggest
from sources.models import Domain, Source
from sources.names import find
from sources.printed import domain_candidates, host_and_path

logger = logging.getLogger(__name__)

PIECE = 500  # lines in one transaction: about a second
PAGES = 20  # web pages in one: each takes some 50 ms to be read
READ_AT_ONCE = 50  # articles that one job reads for suggestions
SHOWN = 10  # lines of the preview


# --- what a column can hold -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """What of an article a column can hold; `also` are headings that mean the same, in lower case."""

    name: str
    help: str
    also: tuple[str, ...] = ()


# names and order are those of articles.csv, so that what was downloaded can be brought in elsewhere
FIELDS = (
    Field("outlet_id", "Id of the outlet here."),
    Field(
        "outlet",
        "Who published it: a name, an alias or a domain that the directory of outlets knows. Empty: told by the "
        "address, else the outlet chosen for the file.",
        ("publisher", "newspaper", "medium", "site", "source_name"),
    ),
    Field("country", "Of the edition, if not the outlet's own: two letters.", ("edition",)),
    Field("language", "BCP 47: en, de.", ("lang",)),
    Field("address", "Web address; empty only with a reason.", ("url", "link", "web address", "uri", "permalink_url")),
    Field("no_address", "Why it has none: print, broadcast, newsletter, gone, other."),
    Field("title", "As printed, one line.", ("headline", "heading")),
    Field("standfirst", "As printed.", ("subtitle", "dek", "subheadline")),
    Field("byline", "As printed.", ("author", "authors", "creator")),
    Field("genre", "news, analysis, opinion, interview, live, press release, fact check, other; empty: news."),
    Field(
        "published_at",
        "2025-09-05, or 2025-09-05T14:30:00+02:00. A time without a zone is kept as its day.",
        ("date", "published", "publication_date", "pubdate", "date_published", "datetime"),
    ),
    Field("precision", "minute, day or unknown; empty: as the date is written."),
    Field("text", "The body, without title and standfirst.", ("body", "content", "article", "full_text", "fulltext")),
    Field("statements", "A JSON list of what is marked in the text (see below); a list in JSON Lines."),
    Field("credits", "A JSON list of credit lines and passages (see below); a list in JSON Lines."),
)
NAMES = {field.name: field for field in FIELDS}
KNOWN = {heading: field.name for field in FIELDS for heading in (*field.also, field.name)}
# columns that only our own files have: their cells have a ' more in front where a spreadsheet would run them
_OURS = {"article_id", "permalink"}
_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
# what store_article calls otherwise than a file
_CALLED = {"body": "text", "published_precision": "precision"}

TEMPLATE = [field.name for field in FIELDS if field.name not in ("outlet_id", "precision", *files.LISTS)]
EXAMPLE = {
    "outlet": "The Harbour Post",
    "country": "",
    "language": "en",
    "address": "https://harbourpost.example/2026/03/bridge-closes",
    "no_address": "",
    "title": "Bridge closes on Monday",
    "standfirst": "Lorries have to go round by the dam.",
    "byline": "A. Writer",
    "genre": "news",
    "published_at": "2026-03-01T14:30:00+01:00",
    "text": "The bridge will close on Monday, the mayor said.\n\n“We have no choice,” Ada Lund told the Courier.",
}


def template(kind: str) -> bytes:
    """A CSV or JSON Lines file with one example, to be filled in."""
    if kind == "jsonl":
        values = {name: EXAMPLE[name] for name in TEMPLATE if EXAMPLE[name]} | brought.EXAMPLE
        return (json.dumps(values, ensure_ascii=False) + "\n").encode()
    file = io.StringIO()
    writer = csv.DictWriter(file, TEMPLATE)
    writer.writeheader()
    writer.writerow(EXAMPLE)
    # with a byte order mark, by which spreadsheets know UTF-8
    return file.getvalue().encode("utf-8-sig")


def suggested_mapping(columns: Iterable[str]) -> dict[str, str]:
    """{column: field} by the headings; each field once, its own name before others."""
    found: dict[str, str] = {}
    by_own_name = sorted(columns, key=lambda column: column.lower() not in NAMES)
    for column in by_own_name:
        name = KNOWN.get(column.lower().strip())
        if name and name not in found.values():
            found[column] = name
    return found


# --- keeping a file ---------------------------------------------------------------------------------------------


def keep(file: File, *, by=None, **options: Any) -> Import:
    """Keeps a file and makes its import, to be looked at. `options` are fields of Import.

    Raises Unreadable with a sentence for what is no file of articles, OSError where it cannot be kept.
    """
    raw: Any = file.file
    kind = files.kind_of(raw)
    shape = files.shape_of(raw, kind, known=KNOWN)
    # a ZIP says what is wrong with it as a whole when its list is read
    next(files.entries(raw, kind, shape), None)
    size = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    sha256 = evidence.keep_file(file)
    name = "".join(c if c.isprintable() else " " for c in str(file.name or "")).strip().rpartition("/")[2]
    return Import.objects.create(
        file_name=name[-300:] or "file",
        kind=kind,
        sha256=sha256,
        size=size,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        columns=list(shape.columns),
        mapping=suggested_mapping(shape.columns),
        by=by,
        **options,
    )


def reshape(imported: Import, *, encoding: str, delimiter: str) -> None:
    """Reads the columns anew, in another encoding or by another delimiter. Raises Unreadable."""
    with _opened(imported) as file:
        shape = files.shape_of(file, imported.kind, known=KNOWN, encoding=encoding, delimiter=delimiter)  # type: ignore[arg-type]
    imported.encoding, imported.delimiter = shape.encoding, shape.delimiter
    imported.columns, imported.mapping = list(shape.columns), suggested_mapping(shape.columns)
    imported.save(update_fields=["encoding", "delimiter", "columns", "mapping"])


@contextmanager
def _opened(imported: Import) -> Iterator[Any]:
    """Raises Unreadable where the storage has it no more."""
    try:
        file = evidence.open_file(imported.sha256)
    except FileNotFoundError:
        raise Unreadable("The file is not in the storage any more. Bring it in again.") from None
    with file:
        yield file.file


def missing(imported: Import) -> list[str]:
    """What the mapping lacks, in sentences: without it every line would be refused."""
    if imported.kind in ("zip", "warc"):
        return []
    given = set(imported.mapping.values())
    wrong = [f"Say which column holds the {name}." for name in ("title", "text") if name not in given]
    if not given & {"outlet", "outlet_id", "address"} and imported.outlet_id is None:
        wrong.append("Say which column tells the outlet or the address, or choose one outlet for the whole file.")
    if not given & {"address", "no_address"} and not imported.no_address:
        wrong.append("Say which column holds the address, or choose the reason why there is none.")
    return wrong


def may_change(imported: Import) -> bool:
    """Whether its mapping may change: nothing has been stored by it."""
    return imported.state in (Import.State.UPLOADED, Import.State.TRIED) or (
        imported.state in (Import.State.FAILED, Import.State.STOPPED) and (imported.is_trial or not imported.stored)
    )


# --- lines to articles ------------------------------------------------------------------------------------------


class _Outlets:
    """Whom a line means as its outlet; what was looked up once is remembered for the run."""

    def __init__(self, imported: Import) -> None:
        self._default = imported.outlet.living() if imported.outlet else None
        self._named: dict[str, Source | ValidationError] = {}
        self._agree: dict[tuple[int, str], bool] = {}  # whether the outlet of an id has this name
        today = dt.datetime.now(dt.UTC).date()
        self._domains = {
            (domain.host, domain.path): domain.outlet.living()
            for domain in Domain.objects.on(today).select_related("outlet__merged_into")
        }

    def of(self, values: dict[str, str]) -> Source:
        """By id, by name, by address, else that of the file. Raises ValidationError."""
        for name in ("outlet_id", "outlet"):
            if values.get(name):
                found = self._looked_up(name, values[name])
                break
        else:
            return self.by_address(values.get("address", ""))
        # a file from elsewhere has ids that mean others here
        if name == "outlet_id" and values.get("outlet") and self._named_otherwise(found, values["outlet"]):
            said = values["outlet"][:80]
            raise ValidationError(
                {"outlet_id": f"{found.pk} is “{found}” here, and the line says “{said}”: have one of the two read."}
            )
        return found

    def _named_otherwise(self, outlet: Source, said: str) -> bool:
        key = (outlet.pk, said)
        if key not in self._agree:
            self._agree[key] = outlet in find(said[:2000]).offered
        return not self._agree[key]

    def by_address(self, address: str) -> Source:
        read = host_and_path(address)
        for candidate in domain_candidates(*read) if read else ():
            if candidate in self._domains:
                return self._domains[candidate]
        if self._default is not None:
            return self._default
        where = f"No outlet is known for {read[0]}" if read else "Neither outlet nor address is given"
        raise ValidationError({"outlet": f"{where}: name one, or choose one for the whole file."})

    def _looked_up(self, field: str, said: str) -> Source:
        key = f"{field} {said}"
        if key not in self._named:
            self._named[key] = _by_id(said) if field == "outlet_id" else _by_name(said)
        found = self._named[key]
        if isinstance(found, ValidationError):
            raise found
        return found


def _by_id(said: str) -> Source | ValidationError:
    found = None
    if said.isascii() and said.isdigit() and len(said) < 19:
        found = Source.objects.select_related("merged_into").filter(pk=int(said)).first()
    if found is None or not found.living().is_publisher:
        return ValidationError({"outlet_id": f"There is no outlet {said[:80]}."})
    return found.living()


def _by_name(said: str) -> Source | ValidationError:
    found = [one for one in find(said[:2000]).offered if one.is_publisher]
    if len(found) == 1:
        return found[0]
    if found:
        return ValidationError({"outlet": f"Several outlets are called “{said[:80]}”. Give the outlet_id."})
    return ValidationError({"outlet": f"No outlet is called “{said[:80]}”: add it, or its alias, to the directory."})


@dataclass(slots=True)
class _Line:
    """An entry on its way: what it says as an article, or why it is refused."""

    entry: Entry
    data: ArticleData | None = None
    marking: Marking | None = None
    read: Page | None = None
    sha256: str = ""
    reason: str = ""


class _Reader:
    """Entries to lines, as an import's mapping and options say."""

    def __init__(self, imported: Import) -> None:
        self._imported = imported
        self._outlets = _Outlets(imported)
        self._is_ours = set(imported.columns) >= _OURS
        # what the command brings in without a user is brought by whoever runs this server
        self._may_decide = imported.by is None or imported.by.has_perm("articles.mark_article")

    def line(self, entry: Entry) -> _Line:
        line = _Line(entry, reason=entry.problem)
        if entry.problem:
            return line
        try:
            if entry.page is not None:
                line.read, line.data = self._page(entry.page)
            else:
                line.data, line.marking = self._row(entry.values or {})
        except ValidationError as error:
            line.reason = reason_of(error)
        except NoArticle as error:
            line.reason = error.sentence
        except Exception as error:
            # one odd page must not end the import of all others
            logger.exception("%s, %s %s could not be read.", self._imported, self._imported.unit, entry.number)
            line.reason = f"A mistake of this program ({type(error).__name__}) kept it from being read."
        return line

    def _row(self, cells: dict[str, str]) -> tuple[ArticleData, Marking | None]:
        values = {name: self._cell(cells.get(column, "")) for column, name in self._imported.mapping.items()}
        outlet = self._outlets.of(values)
        address = values.get("address", "")
        published_at, precision = published(values.get("published_at", ""), values.get("precision", ""))
        country = values.get("country", "").upper()
        data = ArticleData(
            outlet=outlet,
            title=values.get("title", ""),
            standfirst=values.get("standfirst", ""),
            body=values.get("text", ""),
            address=address,
            no_address=values.get("no_address", "") or ("" if address else self._imported.no_address),
            byline=values.get("byline", ""),
            published_at=published_at,
            published_precision=precision,
            genre=values.get("genre", "") or Article.Genre.NEWS,
            language=values.get("language", ""),
            # the edition's only where it is another: articles.csv has either in this column
            country="" if country == outlet.country else country,
        )
        marked = values.get("statements", ""), values.get("credits", "")
        if not any(marked):
            return data, None
        text, _parts = composed(data.title, data.standfirst, data.body)
        return data, brought.read(*marked, text, may_decide=self._may_decide)

    def _cell(self, cell: str) -> str:
        if self._is_ours and cell[:1] == "'" and cell[1:2] in _ESCAPED:
            cell = cell[1:]
        return cell.strip()

    def _page(self, page: WebPage) -> tuple[Page, ArticleData]:
        read = read_page(page.body, content_type=page.content_type, address=page.address)
        address = read.canonical or page.address
        return read, ArticleData(
            outlet=self._outlets.by_address(address),
            title=read.title,
            standfirst=read.standfirst,
            body=read.text,
            address=address,
            no_address="" if address else self._imported.no_address,
            byline=read.byline[:500],
            published_at=read.published_at,
            published_precision=read.precision,
            language=read.language,
        )


def reason_of(error: ValidationError) -> str:
    """In one line, each sentence behind the name of the column it is about."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)[:1000]
    named = error.message_dict.items()
    parts = [
        f"{_CALLED.get(name, name)}: {' '.join(said)}" if name != "__all__" else " ".join(said) for name, said in named
    ]
    return " ".join(parts)[:1000]


def published(said: str, precision: str) -> tuple[dt.datetime | None, str]:
    """(time in UTC, precision) of a date as files have it. Raises ValidationError for what is none."""
    if precision not in ("", "minute", "day", "unknown"):
        raise ValidationError({"precision": f"“{precision[:80]}” is none; it is minute, day or unknown."})
    if not said:
        if precision in ("minute", "day"):
            raise ValidationError({"published_at": "The precision is given, and no date."})
        return None, "unknown"
    try:
        written = dt.datetime.fromisoformat(said)
        moment, found = read_time(said)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise ValidationError(
            {"published_at": f"“{said[:80]}” is no date; write 2025-09-05 or 2025-09-05T14:30:00+02:00."}
        )
    if precision == "unknown":
        raise ValidationError({"precision": "It says “unknown”, and a date is given."})
    if precision == "minute" and found != "minute":
        if written.tzinfo is None:
            raise ValidationError({"published_at": f"“{said[:80]}” has no zone: write +00:00 behind it for UTC."})
        moment, found = written.astimezone(dt.UTC), "minute"  # midnight, and meant so
    if precision == "day":
        moment, found = dt.datetime(written.year, written.month, written.day, tzinfo=dt.UTC), "day"
    if moment > timezone.now() + AHEAD:
        raise ValidationError({"published_at": f"“{said[:80]}” has not come yet."})
    return moment, found


# --- a look before ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of the preview: what it would become, or why it would be refused."""

    number: int
    excerpt: str
    data: ArticleData | None
    held: Article | None
    is_revised: bool
    reason: str


def preview(imported: Import) -> list[Looked]:
    """The first lines, as they would be stored now. Raises Unreadable."""
    reader = _Reader(imported)
    most = SHOWN if imported.kind in ("csv", "jsonl") else SHOWN // 2
    with _opened(imported) as file:
        found = (one for one in files.entries(file, imported.kind, _shape(imported)) if not one.passed_over)  # type: ignore[arg-type]
        lines = [reader.line(entry) for entry in islice(found, most)]
    _tie(lines)
    outcomes = iter(_outcomes(lines, imported, write=False, before={}))
    looked, again = [], []
    for line in lines:
        outcome = next(outcomes) if line.data else None
        reason = reason_of(outcome) if isinstance(outcome, ValidationError) else line.reason
        held = outcome.article if isinstance(outcome, AlreadyHeld) and outcome.article.pk else None
        if held is not None:
            again.append((line, held))
        looked.append(Looked(line.entry.number, line.entry.excerpt, line.data, held, False, reason))
    revised = {line.entry.number for line, _article in _with_new_text(again)}
    return [replace(one, is_revised=one.number in revised) for one in looked]


def _shape(imported: Import) -> Shape:
    return Shape(imported.encoding, imported.delimiter, tuple(imported.columns))


def _tie(lines: list[_Line]) -> None:
    """Ties whom the lines name to sources; a line that cannot be tied is refused."""
    marked = [line for line in lines if line.marking is not None]
    given = [(line.marking, line.data) for line in marked if line.marking is not None and line.data is not None]
    for line, error in zip(marked, brought.tie(given) if given else (), strict=True):
        if error is not None:
            line.data, line.reason = None, reason_of(error)


def _outcomes(
    lines: list[_Line], imported: Import, *, write: bool, before: dict[Any, Article] | None = None
) -> list[Outcome]:
    """What becomes of the lines that can be read; a line whose marking the database refuses is refused as a whole."""
    read = [line for line in lines if line.data is not None]
    if not write or not any(line.marking for line in read):
        return _stored(read, imported, write=write, before=before)
    try:
        with transaction.atomic():
            outcomes = _stored(read, imported)
            _mark(read, outcomes, imported)
            return outcomes
    except (IntegrityError, DataError):
        return [_stored_alone(line, imported) for line in read]


def _stored_alone(line: _Line, imported: Import) -> Outcome:
    try:
        with transaction.atomic():
            outcomes = _stored([line], imported)
            _mark([line], outcomes, imported)
            return outcomes[0]
    except (IntegrityError, DataError) as error:
        return ValidationError(f"The database refuses it: {str(error).splitlines()[0]}")


def _stored(lines: list[_Line], imported: Import, **how: Any) -> list[Outcome]:
    given = [line.data for line in lines if line.data is not None]
    return store_articles(given, came_in=Article.CameIn.FILE, by=imported.by, **how)


def _mark(lines: list[_Line], outcomes: list[Outcome], imported: Import) -> None:
    """Stores what the lines say of the new articles; what was in the record already is left as it is."""
    marked = [
        (outcome, line.marking)
        for line, outcome in zip(lines, outcomes, strict=True)
        if line.marking is not None and isinstance(outcome, Article)
    ]
    found = Revision.objects.filter(article__in=[article.pk for article, _marking in marked], number=1)
    revisions = {revision.article_id: revision for revision in found}
    brought.write([(article, revisions[article.pk], marking) for article, marking in marked], by=imported.by)


# --- steering ---------------------------------------------------------------------------------------------------


def start(imported: Import, *, trial: bool, enqueue: Callable[[Import], None]) -> Import:
    """Has a file gone through from its beginning; a trial stores nothing. Raises ValidationError."""
    with transaction.atomic():
        held = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
        if not may_change(held):
            raise ValidationError("It is under way, or articles have been stored by it already.")
        if lacking := missing(held):
            raise ValidationError(lacking)
        held.is_trial = trial
        _from_the_beginning(held)
        held.state = Import.State.WAITING
        held.save()
        enqueue(held)
    return held


def _from_the_beginning(held: Import) -> None:
    held.lines.all().delete()
    held.stored = held.revised = held.held = held.refused = held.passed_over = held.done_to = held.part = 0
    held.problem, held.ended_at = "", None


def stop(imported: Import) -> Import:
    """Stops an import after the piece under way. What is stored stays; `go_on` does the rest."""
    with transaction.atomic():
        held = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
        if held.is_under_way:
            held.state, held.ended_at = Import.State.STOPPED, timezone.now()
            held.save(update_fields=["state", "ended_at"])
    return held


def go_on(imported: Import, *, enqueue: Callable[[Import], None]) -> Import:
    """The rest of an import that was stopped, or failed for a reason that is gone."""
    with transaction.atomic():
        held = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
        if held.state in (Import.State.STOPPED, Import.State.FAILED):
            held.state, held.problem, held.ended_at = Import.State.WAITING, "", None
            held.save(update_fields=["state", "problem", "ended_at"])
            enqueue(held)
    return held


def end_abandoned(import_id: int | None = None) -> int:
    """Ends imports whose job somebody has cancelled, or that failed for good; how many. `go_on` does the rest of them.

    One that the command runs has no job, and is left alone.
    """
    found = Import.objects.filter(state__in=Import.UNDER_WAY)
    ids = list((found if import_id is None else found.filter(pk=import_id)).values_list("pk", flat=True))
    return sum(_end_if_abandoned(pk) for pk in ids)


def _end_if_abandoned(import_id: int) -> bool:
    with transaction.atomic():
        # who starts it, or goes on with it, writes its job under this lock
        held = Import.objects.select_for_update(of=("self",)).get(pk=import_id)
        jobs = Job.objects.filter(task_name="import_file", args__import_id=import_id).select_related("error")
        job = jobs.order_by("-pk").first()
        if not held.is_under_way or job is None or job.status not in ("cancelled", "aborted", "failed"):
            return False
        if job.status == "failed":
            why = f" ({job.error.text})" if hasattr(job, "error") else ""
            held.state, sentence = Import.State.FAILED, f"Its job has failed for good{why}."
        else:
            held.state, sentence = Import.State.STOPPED, "Its job was cancelled."
        held.problem, held.ended_at = f"{sentence[:900]} What is stored stays.", timezone.now()
        held.save(update_fields=["state", "problem", "ended_at"])
    return True


# --- going through a file ---------------------------------------------------------------------------------------


class _Refused(Exception):
    """A line was refused where all or nothing is to be stored; the refused ones are in `lines`."""

    def __init__(self, lines: list[ImportLine]) -> None:
        super().__init__()
        self.lines = lines


def run(import_id: int, *, enqueue: Callable[[Import], None], may_go_on: Callable[[], bool] = lambda: True) -> bool:
    """Goes through a file to its end, to a stop by hand, or until `may_go_on` says no: then False.

    `enqueue` has the articles read for suggestions, in the transaction that ends the import. Never raises for what is
    wrong with the file or the disk: that is told by the import's row.
    """
    imported = _begun(import_id)
    if imported is None:
        return True
    try:
        with _opened(imported) as file, pghistory.context(user=imported.by_id, imported=imported.pk):
            if imported.all_or_nothing and not imported.is_trial:
                _all_at_once(imported, file, enqueue)
                return True
            return _piece_by_piece(imported, file, enqueue, may_go_on)
    except Unreadable as error:
        _failed(imported, str(error))
    except OSError as error:
        full = "The disk is full" if error.errno == errno.ENOSPC else f"The storage failed ({error.strerror or error})"
        _failed(imported, f"{full}: nothing of this piece was stored. Make room, then go on with the rest.")
    except DatabaseError:
        raise  # the job is tried again
    except Exception as error:
        logger.exception("%s could not be brought in.", imported)
        _failed(imported, f"A mistake of this program ({type(error).__name__}) ended it. What is stored stays.")
    return True


def _begun(import_id: int) -> Import | None:
    """The import, now under way; None where it was stopped or done. A trial that was broken off begins again."""
    with transaction.atomic():
        found = Import.objects.select_for_update(of=("self",)).select_related("by", "outlet__merged_into")
        imported = found.filter(pk=import_id).first()
        if imported is None or not imported.is_under_way:
            return None
        if imported.is_trial and imported.done_to:
            _from_the_beginning(imported)
        imported.state = Import.State.RUNNING
        imported.save()
    return imported


def _failed(imported: Import, sentence: str) -> None:
    Import.objects.filter(pk=imported.pk, state=Import.State.RUNNING).update(
        state=Import.State.FAILED, problem=sentence[:1000], ended_at=timezone.now()
    )


def _pieces(imported: Import, file: Any) -> Iterator[list[_Line]]:
    """The lines behind those that are done, read but for the database; the last piece may be empty."""
    reader = _Reader(imported)
    found = files.entries(file, imported.kind, _shape(imported), after=imported.done_to)  # type: ignore[arg-type]
    most = PIECE if imported.kind in ("csv", "jsonl") else PAGES
    while True:
        piece = []
        for entry in islice(found, most):
            line = reader.line(entry) if not entry.passed_over else _Line(entry)
            if entry.page is not None and line.data is not None and not imported.is_trial:
                line.sha256 = evidence.keep(entry.page.body)  # before the row that names it
            piece.append(line)
        yield piece
        if len(piece) < most:
            return


def _piece_by_piece(
    imported: Import, file: Any, enqueue: Callable[[Import], None], may_go_on: Callable[[], bool]
) -> bool:
    before: dict[Any, Article] = {}
    done_to = imported.done_to
    for piece in _pieces(imported, file):
        with together():
            held = Import.objects.select_for_update(of=("self",)).select_related("by").get(pk=imported.pk)
            if held.state != Import.State.RUNNING or held.done_to != done_to:
                return True  # stopped; or another worker took this one for dead, and goes on in its place
            lines = _done(held, piece, before)
            ImportLine.objects.bulk_create(lines)
            done_to = held.done_to
            if len(piece) < (PIECE if held.kind in ("csv", "jsonl") else PAGES):
                _ended(held, enqueue)
            held.save()
        if held.state == Import.State.RUNNING and not may_go_on():
            return False
    return True


def _all_at_once(imported: Import, file: Any, enqueue: Callable[[Import], None]) -> None:
    try:
        with together():
            held = Import.objects.select_for_update(of=("self",)).select_related("by").get(pk=imported.pk)
            if held.state != Import.State.RUNNING:
                return
            _from_the_beginning(held)
            refused: list[ImportLine] = []
            for piece in _pieces(held, file):
                lines = _done(held, piece)
                refused += [line for line in lines if line.outcome == ImportLine.Outcome.REFUSED]
                ImportLine.objects.bulk_create(lines)
            if refused:
                raise _Refused(refused)
            _ended(held, enqueue)
            held.save()
    except _Refused as error:
        with transaction.atomic():
            imported.lines.all().delete()
            for line in error.lines:
                line.pk = None
            ImportLine.objects.bulk_create(error.lines)
            count = len(error.lines)
            Import.objects.filter(pk=imported.pk).update(
                state=Import.State.FAILED,
                problem=f"Refused: {count:,}. So nothing was stored, as you asked.",
                refused=count,
                ended_at=timezone.now(),
            )


def _ended(held: Import, enqueue: Callable[[Import], None]) -> None:
    held.state = Import.State.TRIED if held.is_trial else Import.State.DONE
    held.ended_at, held.part = timezone.now(), 1000
    if held.suggests and (held.stored or held.revised) and not held.is_trial:
        enqueue(held)


def _done(held: Import, piece: list[_Line], before: dict[Any, Article] | None = None) -> list[ImportLine]:
    """Stores a piece, and counts it; what became of each line, still to be stored."""
    _tie(piece)
    outcomes = iter(_outcomes(piece, held, write=not held.is_trial, before=before if held.is_trial else None))
    lines, stored = [], []
    again: dict[int, tuple[_Line, Article, ImportLine]] = {}
    for line in piece:
        held.done_to, held.part = line.entry.number, line.entry.part
        if line.entry.passed_over:
            held.passed_over += 1
            continue
        outcome: Outcome = next(outcomes) if line.data is not None else ValidationError(line.reason)
        made = ImportLine(imported=held, number=line.entry.number, excerpt=_excerpt(line))
        if isinstance(outcome, Article):
            held.stored += 1
            made.outcome = ImportLine.Outcome.STORED
            made.article = None if held.is_trial else outcome
            stored.append((line, outcome))
        elif isinstance(outcome, AlreadyHeld):
            held.held += 1
            made.outcome = ImportLine.Outcome.HELD
            made.article = outcome.article if outcome.article.pk else None
            again[line.entry.number] = (line, outcome.article, made)
        else:
            held.refused += 1
            made.outcome, made.reason = ImportLine.Outcome.REFUSED, reason_of(outcome)
        lines.append(made)
    if not held.is_trial:
        _keep_pages(held, stored)
    for line, _article in _revised(held, [(line, article) for line, article, _made in again.values()]):
        again[line.entry.number][2].outcome = ImportLine.Outcome.REVISED
        held.held -= 1
        held.revised += 1
    return lines


def _excerpt(line: _Line) -> str:
    return (line.data.title.strip()[:200] if line.data else "") or line.entry.excerpt


# --- what is held, with another text ----------------------------------------------------------------------------


def _with_new_text(lines: list[tuple[_Line, Article]]) -> list[tuple[_Line, Article]]:
    """Those of lines about held articles that say a text which the article never had. One query.

    As after a later fetch, what a person pasted stays as it is; and what a page said, no row of a table says better.
    """
    ids = {article.pk for _line, article in lines if article.pk}
    known: dict[int, set[str]] = defaultdict(set)
    for _line, article in lines:
        known[article.pk or id(article)].add(article.text_hash)  # on trial, one that would be stored has no id
    for revision in Revision.objects.filter(Q(article__in=ids) | Q(article__merged_into__in=ids)).values_list(
        "article", "article__merged_into", "text_hash"
    ):
        known[revision[1] or revision[0]].add(revision[2])
    found = []
    for line, article in lines:
        assert line.data is not None
        by_page = line.entry.page is not None and article.came_in in (Article.CameIn.FEED, Article.CameIn.ADDRESS)
        if not by_page and article.came_in != Article.CameIn.FILE:
            continue
        text, _parts = composed(line.data.title, line.data.standfirst, line.data.body)
        texts = known[article.pk or id(article)]
        if (said := text_hash(text)) not in texts:
            texts.add(said)
            found.append((line, article))
    return found


def _revised(held: Import, lines: list[tuple[_Line, Article]]) -> list[tuple[_Line, Article]]:
    """Gives held articles the new texts that lines bring, each with its page as evidence; which lines did.

    A page that was captured before the newest text is kept as evidence alone: it is no later text.
    """
    lines = _with_new_text(lines)
    if held.is_trial:
        return lines
    # articles in one order everywhere; several texts of one by the time of their capture, else as in the file
    lines.sort(key=lambda one: (one[1].pk, (one[0].entry.page and one[0].entry.page.captured_at) or held.at))
    captures, links, revised = [], [], []
    newest = _captured(article.pk for _line, article in lines)
    for line, article in lines:
        assert line.data is not None
        page, revision = line.entry.page, None
        captured_at = (page and page.captured_at) or held.at
        if captured_at >= newest.get(article.pk, captured_at):
            newest[article.pk] = captured_at
            given = line.data
            revision = revise_article(
                article, title=given.title, standfirst=given.standfirst, body=given.body, by=held.by
            )
            revised.append((line, article))
        if page is not None and line.read is not None:
            captures.append(_capture(held, line, article, revision))
            if revision is not None:
                links.append((revision, line.read, page.address))
                suggest_notices(article, revision, line.read.notices)
    # what is evidence alone may have come with the same file before
    had = set(Capture.objects.filter(article__in=newest, revision=None).values_list("article", "sha256"))
    Capture.objects.bulk_create(one for one in captures if one.revision or (one.article_id, one.sha256) not in had)
    store.keep_links(links)
    return revised


def _captured(articles: Iterable[int]) -> dict[int, dt.datetime]:
    """When the newest text of each article was captured, where that is on record."""
    found = Capture.objects.filter(article__in=set(articles), revision__isnull=False)
    return dict(found.values("article").annotate(at=Max("fetched_at")).values_list("article", "at"))


def _keep_pages(held: Import, stored: list[tuple[_Line, Article]]) -> None:
    """The evidence of new articles that were web pages, what these link to, and whom they say that they are of."""
    pages = [(line, article) for line, article in stored if line.entry.page is not None]
    if not pages:
        return
    first = Revision.objects.filter(article__in=[article.pk for _line, article in pages], number=1)
    revisions = {revision.article_id: revision for revision in first.select_related("article")}
    captures, links = [], []
    for line, article in pages:
        page, read, revision = line.entry.page, line.read, revisions[article.pk]
        assert page is not None
        assert read is not None
        captures.append(_capture(held, line, article, revision))
        links.append((revision, read, page.address))
        suggest_notices(article, revision, read.notices)
        store.suggest_credits(article, [(name, "") for name in read.credits], store.BY_PAGE)
    Capture.objects.bulk_create(captures)
    store.keep_links(links)


def _capture(held: Import, line: _Line, article: Article, revision: Revision | None) -> Capture:
    page = line.entry.page
    assert page is not None
    return Capture(
        imported=held,
        article=article,
        revision=revision,
        address=(page.address or article.address or f"urn:sha256:{line.sha256}")[:2000],
        status=page.status,
        headers=[[name, value] for name, value in page.headers],
        peer=page.peer,
        media_type=page.content_type[:200],
        sha256=line.sha256,
        size=len(page.body),
        fetched_at=page.captured_at or held.at,
    )


# --- suggestions, afterwards ------------------------------------------------------------------------------------


def read_articles(import_id: int, after: int) -> int:
    """Reads some articles of an import for suggestions: those of lines behind `after`. The last line read; 0: all are.

    Articles that were read already are passed over, so that it does no harm to begin again.
    """
    lines = ImportLine.objects.filter(
        imported=import_id,
        outcome__in=(ImportLine.Outcome.STORED, ImportLine.Outcome.REVISED),
        number__gt=after,
        article__merged_into=None,
    ).exclude(article=None)
    piece = list(lines.select_related("article__outlet").order_by("number")[:READ_AT_ONCE])
    read = set(
        Reading.objects.filter(article__in=[line.article_id for line in piece]).values_list("article", flat=True)
    )
    for line in piece:
        if line.article is None or (line.article_id in read and is_read(line.article)):
            continue
        try:
            suggest(line.article)
        except ValidationError:
            logger.warning("Article %s could not be read for suggestions.", line.article_id, exc_info=True)
    return piece[-1].number if len(piece) == READ_AT_ONCE else 0
