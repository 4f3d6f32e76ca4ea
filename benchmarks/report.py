"""What was measured, as tables: printed, and written into docs/performance.md between its markers."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.files import WALL
from benchmarks.pages import EVERYTHING, GROWTH, Kind

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
# below this a difference is noise of the clock and of the machine, not of the corpus
NOISE = 3.0  # ms
FLAT = 16.0  # MB of memory that a file may take more at the largest size than at the smallest

Row = Sequence[str]


def pages_tables(found: dict[str, dict[str, Any]], sizes: list[int]) -> Iterable[tuple[str, list[Row]]]:
    """(heading, rows) for each kind of page."""
    smallest, largest = sizes[0], sizes[-1]
    for kind in Kind:
        filtered = kind in (Kind.FILTERED, Kind.WHOLE)
        head = ["page", "queries", *(f"{size:,} (ms)" for size in sizes), "growth"]
        head += ["rows", "rows grow"] if filtered else []
        head += ["budget", "met"]
        rows: list[Row] = [head]
        for asked in EVERYTHING:
            one = found.get(asked.address)
            if asked.kind is not kind or one is None:
                continue
            medians = [one["ms"].get(str(size)) for size in sizes]
            growth, budget, met = judged(one, smallest, largest)
            row = [asked.name, str(one["queries"]), *(_ms(value) for value in medians), _times(growth)]
            if filtered:
                matching = [one["rows"].get(str(size)) for size in (smallest, largest)]
                row += [" → ".join(_number(value) for value in matching), _times(_rows_grow(one, smallest, largest))]
            rows.append([*row, _times(budget), met])
        if len(rows) > 1:
            yield kind.value, rows


def judged(one: dict[str, Any], smallest: int, largest: int) -> tuple[float | None, float | None, str]:
    """(growth, budget, whether it is met). A filtered page may grow as the rows that match do, and 1.5 times that."""
    small, large = one["ms"].get(str(smallest)), one["ms"].get(str(largest))
    if small is None or large is None or smallest == largest:
        return None, None, ""
    budget = GROWTH * max(1.0, _rows_grow(one, smallest, largest) or 1.0)
    growth = large / small
    return growth, budget, "yes" if growth <= budget or large - small * budget < NOISE else "**no**"


def _rows_grow(one: dict[str, Any], smallest: int, largest: int) -> float | None:
    rows = one.get("rows") or {}
    few, many = rows.get(str(smallest)), rows.get(str(largest))
    return many / max(few, 1) if few is not None and many is not None else None


def files_table(found: dict[str, Any], sizes: list[int]) -> list[Row]:
    rows: list[Row] = [
        [
            "articles",
            "rows",
            "MB",
            "CSV (s)",
            "psql COPY (s)",
            "ratio",
            "budget",
            "met",
            "memory before (MB)",
            "peak (MB)",
        ]
    ]
    held = [found[str(size)] for size in sizes if str(size) in found]
    for one in held:
        ratio = one["seconds"] / one["psql_seconds"]
        rows.append(
            [
                *(f"{one['articles']:,}", f"{one['rows']:,}", f"{one['bytes'] / 1e6:,.0f}"),
                *(f"{one['seconds']:.2f}", f"{one['psql_seconds']:.2f}", f"{ratio:.2f} x", f"{WALL} x"),
                "yes" if ratio <= WALL else "**no**",
                *(_mb(one["memory_before"]), _mb(one["memory_peak"])),
            ]
        )
    return rows


def memory_sentence(found: dict[str, Any], sizes: list[int]) -> str:
    few, many = found.get(str(sizes[0])), found.get(str(sizes[-1]))
    if len(sizes) < 2 or not few or not many or few["memory_peak"] is None or many["memory_peak"] is None:
        return ""
    more = many["memory_peak"] - few["memory_peak"]
    times = many["rows"] / max(few["rows"], 1)
    flat = "flat" if more <= FLAT else "**not flat**"
    return f"Memory is {flat}: {times:,.0f} times the rows took {more:+.1f} MB at the peak."


def compared_table(rows: list[dict[str, Any]]) -> list[Row]:
    table: list[Row] = [["what", "tracker", "beside it", "ratio", "note"]]
    for row in rows:
        unit = row["unit"]
        ratio = row["other"] / row["ours"] if unit == "ms" else row["ours"] / row["other"]
        table.append(
            [
                row["what"],
                f"{row['ours']:,.0f} {unit}",
                f"{row['other']:,.0f} {unit}",
                f"{ratio:,.1f} x as quick",
                row["note"],
            ]
        )
    return table


def review_sentence(articles: int, told: dict[str, Any]) -> str:
    return (
        f"{told['reviewers']} reviewers at once, a corpus of {articles:,} articles: {told['decisions']:,} decisions, "
        f"{told['per_minute']:,.0f} a minute together. A decision, with the next item in its answer, took "
        f"{told['median_ms']:,.0f} ms (median; 99th percentile {told['p99_ms']:,.0f} ms). "
        "No suggestion was given to two."
    )


def plain(rows: list[Row]) -> str:
    """A table for a terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines).replace("**no**", "NO").replace("**not flat**", "NOT FLAT")


def markdown(rows: list[Row]) -> str:
    head, *rest = rows
    lines = [head, ["---", *("---:" for _ in head[1:])], *rest]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def write(part: str, text: str, page: Path = PAGE) -> None:
    """Puts `text` between the markers of `part`."""
    begin, end = f"<!-- bench: {part} -->", f"<!-- bench: end of {part} -->"
    whole = page.read_text()
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not found.search(whole):
        raise ValueError(f"{page} has no place for {part}: {begin} ... {end}")
    page.write_text(found.sub(lambda _: f"{begin}\n{text.strip()}\n{end}", whole))


def machine(facts: dict[int, dict[str, Any]]) -> str:
    """When, on what, over what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    one = next(iter(facts.values()))
    sizes = "; ".join(
        f"{fact['articles']:,} articles, {fact['statements']:,} statements, {fact['relays']:,} relays "
        f"({fact['bytes'] / 1e9:.1f} GB)"
        for fact in facts.values()
    )
    return (
        f"Measured on {dt.datetime.now(dt.UTC):%Y-%m-%d}: {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"PostgreSQL {one['postgres']} with {one['shared_buffers']} of shared buffers. Corpora: {sizes}."
    )


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"


def _mb(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f} x"
