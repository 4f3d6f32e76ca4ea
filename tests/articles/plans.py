"""What PostgreSQL does for a page: its plans, run, and what is wrong with them for tables of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# of the rows of a large table; design.md: no sequential scan where fewer match
FEW = 0.01
JOINS = {"Nested Loop", "Hash Join", "Merge Join"}
# hand on the rows they get, in another order or place
CONDUITS = {"Hash", "Sort", "Incremental Sort", "Materialize", "Memoize", "Gather", "Gather Merge", "Subquery Scan"}


def plans_of(client, address: str) -> list[tuple[str, dict[str, Any]]]:
    """Every SELECT that the page needs with its plan, run once more: [(sql, plan)]."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    asked = [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "WITH", "("))]
    return [(sql, plan_of(sql)) for sql in asked]


def plan_of(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        # with its parameters in it already
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    return found[0]["Plan"]


def complaints(plan: dict[str, Any], large: int) -> list[str]:
    """What reads `large` rows or more of one table and keeps under FEW of them; empty when all is well.

    Kept are the rows that pass the scan's own filter and the join right above it. An index that is walked from end to
    end for a few rows reads as much as the table does, and is told too.
    """
    found = []
    for node, above in _nodes(plan, []):
        if "Relation Name" not in node:
            continue
        passed = node["Actual Rows"] * node["Actual Loops"]
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        read = passed + removed * node["Actual Loops"]
        kept = min([passed, *_joined(above)])
        if read >= large and kept < FEW * read:
            what = f"{node['Node Type']} of {node['Relation Name']} reads {read:.0f} rows for {kept:.0f}"
            found.append(f"{what} ({node.get('Filter') or node.get('Index Name') or 'all of it'})")
    return found


def _joined(above: list[dict[str, Any]]) -> Iterator[float]:
    """Rows that the nearest join above hands on, if nothing but conduits lies between."""
    for node in reversed(above):
        if node["Node Type"] in JOINS:
            yield node["Actual Rows"] * node["Actual Loops"]
            return
        if node["Node Type"] not in CONDUITS:
            return


def _nodes(plan: dict[str, Any], above: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    yield plan, above
    for child in plan.get("Plans", ()):
        yield from _nodes(child, [*above, plan])


def rows_read(plan: dict[str, Any]) -> dict[str, float]:
    """{table: the most rows that one scan of it read}."""
    found: dict[str, float] = {}
    for node, _above in _nodes(plan, []):
        if name := node.get("Relation Name"):
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            read = (node["Actual Rows"] + removed) * node["Actual Loops"]
            found[name] = max(found.get(name, 0), read)
    return found
