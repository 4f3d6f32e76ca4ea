"""What was fetched, kept as it came: compressed, under the hash of its content, and given out as WARC.

The storage is the one named “captures” in the settings: a folder, or whatever django-storages can reach.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.models import Capture

# Headers that tell how the bytes travelled; what is kept has arrived (RFC 9112, hop by hop).
_OF_THE_WAY = frozenset(["transfer-encoding", "connection", "keep-alive", "trailer", "upgrade", "te"])


class CaptureFiles(FileSystemStorage):
    """A folder in which a file is there whole or not at all, whenever the disk fills or the process ends."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".coming-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            # the name tells the content: who comes second writes the same
            os.replace(beside, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(beside)
            raise
        return name


def name_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}.gz"


def hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def keep(body: bytes) -> str:
    """Stores the bytes unless they are there; their SHA-256 in hexadecimal. Raises OSError where they cannot be."""
    sha256 = hash_of(body)
    files = storages["captures"]
    name = name_of(sha256)
    if not files.exists(name):
        # no time stamp inside, so that equal bytes are equal files
        files.save(name, ContentFile(gzip.compress(body, compresslevel=6, mtime=0)))
    return sha256


def name_of_file(sha256: str) -> str:
    return f"imports/{sha256[:2]}/{sha256}"


def keep_file(file: File) -> str:
    """Stores a file that somebody brings, as it is, unless it is there; its SHA-256. Never whole in memory.

    Raises OSError where it cannot be kept.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    files = storages["captures"]
    if not files.exists(name_of_file(sha256)):
        file.seek(0)
        files.save(name_of_file(sha256), file)
    return sha256


def open_file(sha256: str) -> File:
    """A file that was kept, from which one can read and seek. Raises FileNotFoundError."""
    return storages["captures"].open(name_of_file(sha256))


def body_of(capture: Capture) -> bytes:
    """The bytes as they came. Raises FileNotFoundError, or ValueError where they are not those that were kept."""
    with storages["captures"].open(name_of(capture.sha256)) as file:
        body = gzip.decompress(file.read())
    if hash_of(body) != capture.sha256:
        raise ValueError(f"The stored bytes of “{capture}” are not those that were fetched: their hash differs.")
    return body


def warc(captures: Iterable[Capture]) -> Iterator[bytes]:
    """The captures as one WARC 1.1 file (ISO 28500), gzipped record by record, in pieces."""
    piece: IO[bytes] = BytesIO()
    writer = WARCWriter(piece, gzip=True, warc_version="1.1")
    about = {"software": "source attribution tracker", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record("captures.warc.gz", about))
    yield _taken(piece)
    for capture in captures:
        _write(writer, capture)
        yield _taken(piece)


def _write(writer: WARCWriter, capture: Capture) -> None:
    if not capture.status:
        # from a file that held no answer of a server, only the page
        body = BytesIO(body_of(capture))
        dated = {"WARC-Date": capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        kind = capture.media_type or "text/html"
        writer.write_record(
            writer.create_warc_record(
                capture.address, "resource", payload=body, warc_content_type=kind, warc_headers_dict=dated
            )
        )
        return
    headers = [(name, value) for name, value in capture.headers if name.lower() not in _OF_THE_WAY]
    record = writer.create_warc_record(
        capture.address,
        "response",
        payload=BytesIO(body_of(capture)),
        http_headers=StatusAndHeaders(f"{capture.status} ", headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            **({"WARC-IP-Address": capture.peer} if capture.peer else {}),
        },
    )
    writer.write_record(record)


def _taken(piece: IO[bytes]) -> bytes:
    piece.seek(0)
    written = piece.read()
    piece.seek(0)
    piece.truncate()
    return written
