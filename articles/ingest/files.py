"""Files of articles to entries: CSV, JSON Lines, a ZIP of web pages, a WARC. Streams; no database, no network.

Nothing is unpacked to a disk, and no entry takes more memory than MOST. What is wrong with one line or entry
is said in its place, and reading goes on; what is wrong with the file as a whole is raised as Unreadable.
"""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Literal

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from articles.ingest.encodings import decode, encoding_of, kind_of_file, read_time
from articles.ingest.pages import MAX_BYTES

Kind = Literal["csv", "jsonl", "zip", "warc"]
KINDS: dict[Kind, str] = {
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "zip": "ZIP of web pages",
    "warc": "WARC",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16, big end first",
    "cp1252": "Windows 1252 (Western Europe)",
    "cp1250": "Windows 1250 (Central Europe)",
    "cp1251": "Windows 1251 (Cyrillic)",
}
MOST = 12_000_000  # characters of one line of JSON or one row of CSV: the largest text kept, and its other columns
MOST_COLUMNS = 200
LISTS = ("statements", "credits")  # what may be a list in a line of JSON
MOST_ENTRIES = 50_000  # of a ZIP: its list is held in memory, some 600 bytes an entry
# unpacked bytes a packed one: HTML comes to 4 to 15, a bomb to 1,000
MOST_PACKED = 100
_SAMPLE = 200_000  # characters in which the delimiter is looked for
_SAMPLED_ROWS = 50
_HEAD = 8192  # bytes that tell what a file is

# a row is bounded by MOST; the module's own bound, 131,072 characters, is shorter than some articles
csv.field_size_limit(MOST)


class Unreadable(Exception):
    """The file as a whole cannot be read; a sentence says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as it lay in the file; what the file does not say of it is empty, its `captured_at` None."""

    name: str
    body: bytes
    address: str = ""
    content_type: str = ""
    captured_at: datetime | None = None
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or entry: values by column, or a page, or what is wrong with it.

    `number` is that of the line on which it begins (the heading is line 1), or of the entry or record, from 1.
    `part` is how much of the file lies behind it, in thousandths. `passed_over`: no page, and nothing is wrong.
    """

    number: int
    part: int
    values: dict[str, str] | None = None
    page: WebPage | None = None
    problem: str = ""
    excerpt: str = ""
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file of rows is read; `columns` in the order of the file."""

    encoding: str = ""
    delimiter: str = ""
    columns: tuple[str, ...] = ()


# --- what a file is ---------------------------------------------------------------------------------------------


def kind_of(file: IO[bytes]) -> Kind:
    """By its bytes, whatever its name says. Raises Unreadable for what is none of the four."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip():
        raise Unreadable("The file is empty.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, _HEAD)
        except zlib.error:
            raise Unreadable("This is a compressed file, and a damaged one.") from None
        if not head.startswith(b"WARC/"):
            raise Unreadable("This is a compressed file that holds no WARC; unpack it, and bring in what was inside.")
    if head.startswith(b"WARC/"):
        return "warc"
    if what := kind_of_file(head):
        raise Unreadable(f"This is {what}. What can be brought in: CSV, JSON Lines, a ZIP of web pages, a WARC.")
    begin = decode(head).text.lstrip()
    if begin.startswith("{"):
        return "jsonl"
    if begin.startswith("["):
        raise Unreadable("This is one JSON list. Write one object a line, without the list: JSON Lines.")
    if begin.startswith("<"):
        raise Unreadable("This is a web page or XML. Put web pages into a ZIP.")
    return "csv"


def shape_of(
    file: IO[bytes], kind: Kind, *, known: Collection[str] = (), encoding: str = "", delimiter: str = ""
) -> Shape:
    """Encoding, delimiter and columns of a file of rows; what is given is taken as it is. Raises Unreadable.

    `known` are headings, in lower case, that tell which of two delimiters is meant.
    """
    if kind not in ("csv", "jsonl"):
        return Shape()
    encoding = encoding or encoding_of(file)
    if kind == "jsonl":
        return Shape(encoding, "", _keys(file, encoding))
    if not delimiter:
        delimiter = _delimiter(file, encoding, known)
    with _text(file, encoding) as text:
        heading = next(_records(_Lines(text), delimiter), (1, []))[1]
    if isinstance(heading, str):
        raise Unreadable(f"The first line, which names the columns, cannot be read. {heading}")
    columns = tuple(cell.strip() for cell in heading)
    if len(columns) < 2:
        raise Unreadable(
            f"With {DELIMITERS.get(delimiter, delimiter)} as delimiter the first line is one column, "
            f"“{columns[0][:80]}”. It names the columns, with a comma, semicolon, tab or vertical bar between them."
        )
    _check_columns(columns)
    return Shape(encoding, delimiter, columns)


def _check_columns(columns: tuple[str, ...]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(f"The file has {len(columns):,} columns; at most {MOST_COLUMNS} are read.")
    for place, name in enumerate(columns, start=1):
        if not name:
            raise Unreadable(f"Column {place} has no name in the first line. Name it, or take it out.")
        if columns.index(name) != place - 1:
            raise Unreadable(f"Two columns are called “{name[:80]}”. Give them different names.")
        if not _is_clean(name):
            raise Unreadable(f"The name of column {place} cannot be read in this encoding.")


def _delimiter(file: IO[bytes], encoding: str, known: Collection[str]) -> str:
    """The one under which the heading has most columns we know, then most rows as many cells as the heading."""
    with _text(file, encoding) as text:
        sample = text.read(_SAMPLE)
    if sample[:4].lower() == "sep=" and sample[4:5] in DELIMITERS:
        return sample[4]
    best: tuple[tuple[int, float, int], str] = ((0, 0, 1), ",")
    for delimiter in DELIMITERS:
        rows: list[list[str] | str] = []
        for _number, cells in _records(_Lines(io.StringIO(sample, newline="")), delimiter):
            if len(rows) == _SAMPLED_ROWS:
                break
            rows.append(cells)
        heading = rows[0] if rows else []
        if isinstance(heading, str) or len(heading) < 2:
            continue
        fit = sum(len(cells) == len(heading) for cells in rows[1:] if not isinstance(cells, str))
        named = sum(cell.strip().lower() in known for cell in heading)
        best = max(best, ((named, fit / len(rows), len(heading)), delimiter))
    return best[1]


def _keys(file: IO[bytes], encoding: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for at, entry in enumerate(_json_lines(file, Shape(encoding), 0)):
        if at == 2 * _SAMPLED_ROWS:
            break
        found |= dict.fromkeys(entry.values or {})
    if not found:
        raise Unreadable("None of the first lines is a JSON object. Write one object a line.")
    columns = tuple(found)
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(f"The first objects have {len(columns):,} names; at most {MOST_COLUMNS} are read.")
    return columns


# --- entries ----------------------------------------------------------------------------------------------------


def entries(file: IO[bytes], kind: Kind, shape: Shape, *, after: int = 0) -> Iterator[Entry]:
    """All entries, in the order of the file; those numbered up to `after` are left out. Raises Unreadable."""
    readers: dict[Kind, Callable[[IO[bytes], Shape, int], Iterator[Entry]]] = {
        "csv": _csv,
        "jsonl": _json_lines,
        "zip": _zip,
        "warc": _warc,
    }
    return readers[kind](file, shape, after)


def _parts(file: IO[bytes]) -> Callable[[], int]:
    """How far the file has been read, in thousandths."""
    size = file.seek(0, io.SEEK_END) or 1
    file.seek(0)
    return lambda: min(1000, file.tell() * 1000 // size)


@contextmanager
def _text(file: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    file.seek(0)
    # bytes that are none of the encoding become half characters, by which their line is refused
    wide = encoding.startswith(("utf-16", "utf-32"))
    text = io.TextIOWrapper(file, encoding, errors="replace" if wide else "surrogateescape", newline="")
    try:
        if text.read(1) != "\ufeff":
            file.seek(0)
            text.detach()
            text = io.TextIOWrapper(file, encoding, errors="replace" if wide else "surrogateescape", newline="")
        yield text
    finally:
        # leaves the file open; whoever reads no further may have closed it
        with suppress(ValueError):
            text.detach()


class _Lines:
    """Lines with their numbers, from 1; None in place of one that is longer than MOST. Some can be given back."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._back: deque[tuple[int, str | None]] = deque()
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> tuple[int, str | None]:
        if self._back:
            return self._back.popleft()
        line = self._text.readline(MOST)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) < MOST or line.endswith(("\n", "\r")):
            return self._number, line
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(MOST)
        return self._number, None

    def give_back(self, lines: list[tuple[int, str | None]]) -> None:
        self._back.extendleft(reversed(lines))


_TOO_LONG = f"The line is longer than {MOST:,} characters."
_UNPAIRED = (
    "Its quotation marks do not pair: one is opened and not closed, or something follows a closing one. "
    'Inside a cell a quotation mark is written twice ("").'
)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """(line, its cells), or (line, what is wrong). RFC 4180, with any delimiter and any line end; empty lines go.

    A quotation mark that nobody closed would take the rest of the file for one cell: such a line is refused by itself,
    and reading goes on with the next.
    """
    for number, line in lines:
        if line is None:
            yield number, _TOO_LONG
        elif not line.strip("\r\n"):
            continue
        elif number == 1 and line[:4].lower() == "sep=" and len(line.rstrip("\r\n")) == 5:
            continue  # said to Excel
        elif '"' not in line:
            yield number, line.rstrip("\r\n").split(delimiter)
        else:
            taken: list[tuple[int, str | None]] = []
            try:
                yield number, next(csv.reader(_joined(line, lines, taken), delimiter=delimiter, strict=True))
            except csv.Error:
                lines.give_back(taken)
                yield number, _UNPAIRED


def _joined(line: str, lines: _Lines, taken: list[tuple[int, str | None]]) -> Iterator[str]:
    """The line and, as far as it is asked for, those after it, which are noted in `taken`."""
    yield line
    size = len(line)
    for number, following in lines:
        taken.append((number, following))
        size += len(following or "")
        if following is None or size > MOST:
            raise csv.Error
        yield following


def _csv(file: IO[bytes], shape: Shape, after: int) -> Iterator[Entry]:
    part = _parts(file)
    width = len(shape.columns)
    with _text(file, shape.encoding) as text:
        records = _records(_Lines(text), shape.delimiter)
        next(records, None)  # the heading
        for number, cells in records:
            if number <= after:
                continue
            if isinstance(cells, str):
                yield Entry(number, part(), problem=cells)
                continue
            excerpt = _excerpt(shape.delimiter.join(cells))
            if len(cells) != width:
                cell = "cell" if len(cells) == 1 else "cells"
                problem = f"The line has {len(cells)} {cell}; the heading has {width}."
                yield Entry(number, part(), problem=problem, excerpt=excerpt)
            elif problem := _unclean(dict(zip(shape.columns, cells, strict=True)), shape.encoding):
                yield Entry(number, part(), problem=problem, excerpt=excerpt)
            else:
                yield Entry(number, part(), dict(zip(shape.columns, cells, strict=True)), excerpt=excerpt)


def _json_lines(file: IO[bytes], shape: Shape, after: int) -> Iterator[Entry]:
    part = _parts(file)
    with _text(file, shape.encoding) as text:
        for number, line in _Lines(text):
            if number <= after or (line is not None and not line.strip()):
                continue
            if line is None:
                yield Entry(number, part(), problem=_TOO_LONG)
                continue
            try:
                values = _object(line)
            except ValueError as error:
                yield Entry(number, part(), problem=str(error), excerpt=_excerpt(line))
                continue
            if problem := _unclean(values, shape.encoding):
                yield Entry(number, part(), problem=problem, excerpt=_excerpt(line))
            else:
                yield Entry(number, part(), values, excerpt=_excerpt(line))


def _object(line: str) -> dict[str, str]:
    """Raises ValueError with a sentence. Numbers as they are written; what is null is empty; LISTS as their JSON."""
    try:
        read = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is no JSON object: {error.msg} at character {error.pos + 1}.") from None
    except RecursionError:
        raise ValueError("This JSON object lies too deep.") from None
    if not isinstance(read, dict):
        raise ValueError("This is JSON, but no object: write {“title”: …} on one line.")
    values = {}
    for name, value in read.items():
        if isinstance(value, list) and name in LISTS:
            value = json.dumps(value, ensure_ascii=False) if value else ""
        if isinstance(value, list | dict):
            raise ValueError(f"“{name[:80]}” is a {'list' if isinstance(value, list) else 'JSON object'}, not a text.")
        values[name] = "" if value is None else value if isinstance(value, str) else str(value).lower()
    return values


def _is_clean(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _unclean(values: dict[str, str], encoding: str) -> str:
    """What is wrong with the bytes of these values, in words, or ""."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    for name, value in values.items():
        if "\0" in value:
            return f"“{name}” has a NUL byte at character {value.index(chr(0)) + 1}; remove it."
        if not _is_clean(value) or (wide and "\ufffd" in value):
            called = ENCODINGS.get(encoding, encoding)
            return f"“{name}” has bytes that are no {called}: the line was written in another encoding, or is damaged."
    return ""


def _excerpt(line: str) -> str:
    shown = line[:400].encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return " ".join(shown.split())[:200]


# --- ZIP --------------------------------------------------------------------------------------------------------

_PAGES = (".html", ".htm", ".xhtml", ".shtml")


def _zip(file: IO[bytes], shape: Shape, after: int) -> Iterator[Entry]:
    archive = _opened(file)
    listed = [one for one in archive.infolist() if not one.is_dir()]
    for number, one in enumerate(listed, start=1):
        if number <= after:
            continue
        part = number * 1000 // len(listed)
        name = _excerpt(one.filename)
        if not one.filename.lower().endswith(_PAGES) or one.filename.startswith("__MACOSX/"):
            yield Entry(number, part, passed_over=True, excerpt=name)
            continue
        body = _unpacked(archive, one)
        if isinstance(body, str):
            yield Entry(number, part, problem=body, excerpt=name)
        else:
            yield Entry(number, part, page=WebPage(name, body), excerpt=name)


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Raises Unreadable for what is cut, a bomb, has too many entries, or is another kind of document."""
    size = file.seek(0, io.SEEK_END)
    if (entries := _number_of_entries(file, size)) > MOST_ENTRIES:
        raise Unreadable(
            f"The ZIP has {entries:,} entries or more; at most {MOST_ENTRIES:,} are read. Make several of it."
        )
    try:
        archive = zipfile.ZipFile(file)
        listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError, struct.error):
        raise Unreadable("The ZIP is cut or damaged: its list of entries cannot be read.") from None
    if len(listed) > MOST_ENTRIES:
        raise Unreadable("The ZIP is damaged: its end tells another number of entries than its list has.")
    if any(one.filename in ("[Content_Types].xml", "mimetype") for one in listed):
        raise Unreadable("This is an office document or an e-book. Save a table as CSV; web pages go into a plain ZIP.")
    # entries that lie over each other are packed once and unpacked many times
    if sum(one.compress_size for one in listed) > size or sum(one.file_size for one in listed) > MOST_PACKED * size:
        raise Unreadable(f"The ZIP unpacks to more than {MOST_PACKED} times its size. It is not opened.")
    if not any(one.filename.lower().endswith(_PAGES) for one in listed):
        raise Unreadable(f"The ZIP holds no web page: no entry ends in {', '.join(_PAGES)}.")
    return archive


def _number_of_entries(file: IO[bytes], size: int) -> int:
    """As its end says (PKWARE APPNOTE 4.3.16), before the list is read; 0 where that cannot be told."""
    file.seek(max(0, size - 65_557))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 16:
        return 0
    # 65,535 says “more than can be said here” (ZIP64), which is more than are read
    return struct.unpack_from("<H", end, at + 10)[0]


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes | str:
    """The bytes of one entry, or why they are not read."""
    name = one.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return "The name of the entry leads out of the ZIP."
    if one.flag_bits & 0x1:
        return "The entry is encrypted. Pack it without a password."
    if one.file_size > MAX_BYTES:
        return f"The page has {one.file_size:,} bytes; at most {MAX_BYTES:,} are read."
    try:
        with archive.open(one) as packed:
            body = packed.read(MAX_BYTES + 1)
            packed.read(1)  # at its end the checksum is compared
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        if isinstance(error, NotImplementedError):
            return "The entry is packed in a way that cannot be read here. Pack it again, as a plain ZIP."
        return "The entry is damaged."
    return body if len(body) <= MAX_BYTES else f"The page has more than {MAX_BYTES:,} bytes."


# --- WARC -------------------------------------------------------------------------------------------------------

_CUT = "The file ends in the middle of this record: it was cut. Everything before it has been read."
_DAMAGED = "The file is damaged here, and what follows cannot be read. Everything before it has been read."
_HTML = ("text/html", "application/xhtml+xml")


def _warc(file: IO[bytes], shape: Shape, after: int) -> Iterator[Entry]:
    part = _parts(file)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    records = ArchiveIterator(file)
    number = end = 0
    while True:
        number += 1
        problem, entry = "", None
        try:
            record = next(records, None)
            if record is None:
                # what is left is the beginning of a record that could not even be begun
                problem = _CUT if end < size else ""
            else:
                entry = _record(record, number, part()) if number > after else None
                problem = _CUT if _is_cut(record) else ""
                records.read_to_end(record)
                end = records.offset
        except (ArchiveLoadFailed, zlib.error):
            problem = _DAMAGED
        except (EOFError, ValueError, KeyError, AttributeError, TypeError):
            problem = _CUT  # what warcio stumbles over where the head of a record ends too early
        if problem and number > after:
            yield Entry(number, 1000, problem=problem, excerpt=entry.excerpt if entry else "")
        if problem or record is None:
            return
        if entry is not None:
            yield entry


def _is_cut(record: Any) -> bool:
    """Reads the record to its end; whether that came before its length says."""
    if record.rec_headers.get_header("Content-Length") is None:
        return True
    while record.raw_stream.read(1 << 16):
        pass
    return getattr(record.raw_stream, "limit", 0) > 0


def _record(record: Any, number: int, part: int) -> Entry:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    address = address.strip("<>")  # WARC 1.0 wrote it so
    excerpt = _excerpt(address)
    http = record.http_headers
    if record.rec_type != "response" or http is None:
        return Entry(number, part, passed_over=True, excerpt=excerpt)
    content_type = http.get_header("Content-Type") or ""
    status = http.get_statuscode() or ""
    if status != "200" or content_type.partition(";")[0].strip().lower() not in _HTML:
        return Entry(number, part, passed_over=True, excerpt=excerpt)
    body = record.content_stream().read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return Entry(number, part, problem=f"The page has more than {MAX_BYTES:,} bytes.", excerpt=excerpt)
    captured_at, precision = read_time(record.rec_headers.get_header("WARC-Date") or "")
    if captured_at is None or precision == "unknown":
        return Entry(number, part, problem="The record has no WARC-Date that can be read.", excerpt=excerpt)
    # the body is kept as it is read, unpacked: these would say otherwise
    way = ("transfer-encoding", "content-encoding", "content-length")
    headers = tuple((name, value) for name, value in http.headers if name.lower() not in way)
    peer = record.rec_headers.get_header("WARC-IP-Address") or ""
    page = WebPage(excerpt, body, address, content_type, captured_at.astimezone(UTC), 200, headers, peer[:45])
    return Entry(number, part, page=page, excerpt=excerpt)
