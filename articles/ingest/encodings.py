"""Bytes to text, by what the bytes are and not by what is said of them; dates as web pages write them. Pure Python."""

import codecs
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Literal

from charset_normalizer import from_bytes

Precision = Literal["minute", "day", "unknown"]

# {what a file begins with: what it is}
_MAGIC = {
    b"%PDF": "a PDF file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image, a sound or a film",
    b"PK\x03\x04": "a ZIP file or an office document",
    b"\x1f\x8b": "a compressed file",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"II*\0": "an image",
    b"ID3": "a sound file",
    b"OggS": "a sound or a film",
    b"\x7fELF": "a program",
}
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x1b"})  # Japanese in ISO 2022 has escapes
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAID = re.compile(rb"""(?:<\?xml[^>]{0,200}?encoding|<meta[^>]{0,200}?charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.I)
_HEAD = 4096  # bytes in which a page or feed has to say its encoding; browsers look at 1024
_SAMPLE = 20_000  # bytes that are guessed from: more changes no guess and takes long
# what the web is written in beside UTF-8; a longer list only adds wrong guesses
_GUESSED = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"]
_GUESSED += ["shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]


@dataclass(frozen=True)
class Decoded:
    """`said` is the encoding that page or header name, "" if none; `wrong` tells that the bytes are none such."""

    text: str
    encoding: str
    said: str
    wrong: bool


def kind_of_file(body: bytes) -> str:
    """ "a PDF file", "an image" and the like; "" for what may be text."""
    for magic, kind in _MAGIC.items():
        if body.startswith(magic):
            return kind
    if body[4:8] == b"ftyp":
        return "a film or an image"
    begin = body[:_HEAD]
    controls = len(begin) - len(begin.translate(None, _CONTROLS))
    return "" if _marked_or_wide(body) or controls * 20 <= len(begin) else "a file of another kind"


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Never fails: what cannot be read becomes U+FFFD. Line ends become LF, NUL is left out.

    In this order: byte order mark, UTF-16 by its zeros, valid UTF-8, UTF-8 with a few broken bytes, what the page says
    where its bytes can be that, what the header says, a guess.
    """
    said = _SAID.search(body[:_HEAD])
    header = _HEADER.search(content_type)
    names = [name for name in (said and said[1].decode("ascii"), header and header[1]) if name]
    encoding = _encoding(body, names)
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = names[0] if names else ""
    wrong = bool(first) and _codec(first) != encoding and not (encoding == "utf-8" and body.isascii())
    wrong = wrong and not (encoding.startswith("utf-16") and _codec(first) == "utf-16")
    return Decoded(text, encoding, first, wrong)


def encoding_of(file: IO[bytes]) -> str:
    """The encoding of a text of any size, by all of its bytes, as `decode` tells it; read from the beginning twice.

    Some bytes that are none such are no reason against it: whoever reads line by line can refuse their lines.
    """
    file.seek(0)
    if marked := _marked_or_wide(file.read(_HEAD)):
        return marked
    file.seek(0)
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 20):
            reader.decode(block)
        reader.decode(b"", final=True)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    file.seek(0)
    sample = bytearray()
    # lines of plain ASCII say nothing
    while (line := file.readline(_SAMPLE)) and len(sample) < _SAMPLE:
        if not line.isascii():
            sample += line
    return _encoding(bytes(sample), [])


def _encoding(body: bytes, names: list[str]) -> str:
    if marked := _marked_or_wide(body):
        return marked
    if _can_be(body, "utf-8"):
        return "utf-8"
    read = body.decode("utf-8", "replace")
    broken = read.count("\ufffd")
    if (len(read) - len(read.encode("ascii", "ignore")) - broken) > 10 * broken:
        return "utf-8"  # cut in the middle of a character, or with a foreign line in it
    for name in names:
        if (codec := _codec(name)) and not codec.startswith(("utf", "ascii")) and _can_be(body, codec):
            return codec
    matches = list(from_bytes(body[:_SAMPLE], cp_isolation=_GUESSED))
    if not matches:
        return "cp1252"
    best = matches[0]
    # where the bytes read the same in both, the commoner is meant: German umlauts are one in 1250 and 1252
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding


def _marked_or_wide(body: bytes) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding
    begin = body[:4]
    if len(begin) == 4 and begin[0] and not begin[1] and begin[2] and not begin[3]:
        return "utf-16-le"
    if len(begin) == 4 and not begin[0] and begin[1] and not begin[2] and begin[3]:
        return "utf-16-be"
    return ""


def _can_be(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _codec(name: str) -> str:
    """Python's name of a text encoding, "" for an unknown one. Latin 1 is Windows 1252, as in browsers."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not info._is_text_encoding or info.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"):
        return ""
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name


# --- dates ---------------------------------------------------------------------------------------------------

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # before that nothing was published on the web
AHEAD = timedelta(days=2)  # clocks and zones go wrong by a day; what is later is an embargo or a mistake


def read_time(printed: str) -> tuple[datetime | None, Precision]:
    """An ISO 8601 time as (aware UTC, precision); (None, "unknown") for anything else.

    A bare date is a day: midnight UTC of that date. So is a time without a zone, since nobody can tell when it was,
    and midnight to the second in any zone: that is how content systems write a date.
    """
    printed = printed.strip()
    try:
        read = datetime.fromisoformat(printed)
    except ValueError:
        found = _DAY.match(printed)
        if not found or found[0] == printed:
            return None, "unknown"
        return read_time(found[0])
    if read.tzinfo is None or (read.hour, read.minute, read.second) == (0, 0, 0):
        return datetime(read.year, read.month, read.day, tzinfo=UTC), "day"
    try:
        return read.astimezone(UTC).replace(microsecond=0), "minute"
    except OverflowError:
        return None, "unknown"


def plausible(moment: datetime, now: datetime) -> bool:
    return FIRST <= moment <= now + AHEAD
