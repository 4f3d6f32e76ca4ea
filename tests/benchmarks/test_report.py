"""What make bench prints and writes, without measuring anything."""

import pytest
from django.urls import Resolver404, resolve

from benchmarks import report
from benchmarks.pages import EVERYTHING, Kind

# pages that a checkout may not have yet are left out with a message; these are there
MISSING_ALLOWED = {"/matrix/", "/counts/", "/names/"}


def one(small, large, rows=None):
    return {"ms": {"10": small, "1000": large}, "queries": 7, "rows": rows or {}}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (one(100, 150), "yes"),
        (one(100, 154), "**no**"),
        (one(1, 4), "yes"),  # under 3 ms too much is noise
        (one(100, 290, {"10": 100, "1000": 200}), "yes"),  # twice the rows may take three times as long
        (one(100, 310, {"10": 100, "1000": 200}), "**no**"),
        (one(100, 160, {"10": 100, "1000": 50}), "**no**"),
        (one(100, None), ""),
    ],
)
def test_a_page_is_judged_by_growth_and_by_the_rows_that_match(found, verdict):
    assert report.judged(found, 10, 1000)[2] == verdict


def test_a_table_holds_the_pages_of_its_kind_and_their_budget():
    tables = dict(report.pages_tables({"/relays/": one(100, 120), "/": one(10, 11)}, [10, 1000]))
    assert {heading: [row[0] for row in rows] for heading, rows in tables.items()} == {
        "Pages": ["page", "front page"],
        "Lists, first page": ["page", "relays"],
    }
    assert tables["Pages"][1] == ["front page", "7", "10.0", "11.0", "1.10 x", "1.50 x", "yes"]


def test_only_what_stands_between_the_markers_is_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- bench: pages -->\nold\n<!-- bench: end of pages -->\nafter\n")
    report.write("pages", r"new \1 text", page)
    report.write("pages", r"newer \1 text", page)
    assert page.read_text() == ("before\n<!-- bench: pages -->\nnewer \\1 text\n<!-- bench: end of pages -->\nafter\n")
    with pytest.raises(ValueError, match="no place for files"):
        report.write("files", "new", page)


def test_every_page_asked_is_one_of_the_site():
    lost = []
    for asked in EVERYTHING:
        path = asked.address.partition("?")[0].replace("{", "").replace("}", "")
        try:
            resolve("/".join("1" if "_" in part else part for part in path.split("/")))
        except Resolver404:
            lost.append(path)
    assert set(lost) <= MISSING_ALLOWED
    assert {asked.kind for asked in EVERYTHING} == set(Kind)
