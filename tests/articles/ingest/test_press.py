"""Saved feeds and pages in the formats and encodings of the wild, each with what it should yield beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from articles.ingest.feeds import read_feed
from articles.ingest.pages import read_page
from tests.press import EXPECTED, saved

BASE = "http://here.example:8123"
NOW = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_saved_feed(name):
    expected = EXPECTED[name]
    page = read_feed(saved(f"{name}.feed", BASE), content_type=expected["feed_type"], address=f"{BASE}/feed")
    (item,) = page.items
    assert page.title == expected["outlet"]
    assert (item.address, item.title, item.source_name) == (
        BASE + expected["path"],
        expected["title"],
        expected["source_name"],
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_saved_page(name):
    expected = EXPECTED[name]
    page = read_page(saved(f"{name}.html", BASE), content_type="text/html", address=BASE + expected["path"], now=NOW)
    assert {
        "title": page.title,
        "byline": page.byline,
        "published_at": page.published_at.isoformat() if page.published_at else "",
        "language": page.language,
        "text": page.text,
    } == {key: expected[key] for key in ("title", "byline", "published_at", "language", "text")}
