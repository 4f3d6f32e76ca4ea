"""Files of sentences and of pairs of them, as the command and the fit read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

LABELS = ("same", "different")


class BadFile(Exception):
    """What is wrong with a file or a line of it, and where."""


@dataclass(frozen=True)
class Pair:
    a: str
    b: str
    is_same: bool | None = None  # None where the file has no labels


def sentences(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(id, row) of JSON Lines with `id` and `text`. Raises BadFile at the first line that has not."""
    seen: set[str] = set()
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadFile(f"{path}, line {number}: no JSON ({error})") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str):
            raise BadFile(f"{path}, line {number}: needs an object with id and text, both strings")
        if row["id"] in seen:
            raise BadFile(f"{path}, line {number}: the id {row['id']!r} is there twice")
        seen.add(row["id"])
        yield row["id"], row


def pairs(path: Path, known: Iterable[str]) -> Iterator[Pair]:
    """The pairs of a TSV with the columns `a`, `b` and, if there, `label`; one line at a time.

    Raises BadFile for a file without these columns, a short line, an id that is not `known`, another label.
    """
    known = known if isinstance(known, (dict, set, frozenset)) else set(known)
    lines = _lines(path)
    _, head = next(lines, (1, ""))
    columns = head.removeprefix("\ufeff").split("\t")
    if "a" not in columns or "b" not in columns:
        raise BadFile(f"{path}, line 1: needs a head with the columns a and b, parted by tabs")
    at_a, at_b = columns.index("a"), columns.index("b")
    at_label = columns.index("label") if "label" in columns else None
    for number, line in lines:
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise BadFile(f"{path}, line {number}: has {len(cells)} cells where the head has {len(columns)}")
        for name in (cells[at_a], cells[at_b]):
            if name not in known:
                raise BadFile(f"{path}, line {number}: no sentence has the id {name!r}")
        if at_label is not None and cells[at_label] and cells[at_label] not in LABELS:
            raise BadFile(f"{path}, line {number}: the label {cells[at_label]!r} is none of {', '.join(LABELS)}")
        is_same = cells[at_label] == "same" if at_label is not None and cells[at_label] else None
        yield Pair(cells[at_a], cells[at_b], is_same)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file by their numbers, from 1, without their ends. Raises BadFile where it cannot be read."""
    try:
        with path.open("rb") as file:
            yield from _decoded(path, file)
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None


def _decoded(path: Path, file: BinaryIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file, 1):
        try:
            yield number, line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise BadFile(f"{path}, line {number}: no UTF-8 ({error.reason})") from None
