"""Feeds as bytes: what is read of them, and what is refused by name."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingest.feeds import MAX_BYTES, MAX_ITEMS, NoFeed, read_feed

HERE = "https://www.lindmar.example/feed/rss"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ITEM = "<item><title>Quay</title><link>/n/1</link></item>"


def rss(items=ITEM, version="2.0", head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f'{head}<rss version="{version}"><channel><title>Post</title><link>/</link>{items}</channel></rss>'.encode()


def read(body, **more):
    return read_feed(body, **{"address": HERE, "now": NOW, **more})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x1f\x8b\x08\0", "a compressed file"),
        (b" " + b"x" * MAX_BYTES, "bytes"),
        (b"hello", "not a feed"),
        (b"/etc/passwd", "not a feed"),
        (b'{"items": []}', "not a JSON Feed"),
        (b'{"items": [', "cut off"),
        (b"[" * 100_000, "cut off"),
        (b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + rss(head=""), "entities"),
        (b"<!-- <a --><!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + rss(head=""), "entities"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body, words):
    with pytest.raises(NoFeed) as refused:
        read(body)
    assert words in refused.value.sentence


def test_a_web_page_names_its_feeds():
    link = '<link rel="alternate" type="application/atom+xml" href="/atom">'
    with pytest.raises(NoFeed) as refused:
        read(f"<!doctype html><html><head>{link}</head></html>".encode())
    assert refused.value.alternatives == ("https://www.lindmar.example/atom",)


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_rss(version):
    found = read(rss(version=version))
    assert [(i.title, i.address) for i in found.items] == [("Quay", "https://www.lindmar.example/n/1")]
    assert (found.title, found.problems) == ("Post", ())


def test_rss_0_91_with_its_doctype():
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    )
    assert len(read(rss(version="0.91", head=doctype)).items) == 1


def test_rdf():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>P</title></channel><item><title>Q</title>'
        "<link>https://a.example/1</link><dc:date>2025-09-05</dc:date><dc:creator>Ann</dc:creator></item></rdf:RDF>"
    )
    (item,) = read(body.encode()).items
    assert (item.byline, item.published_at, item.precision) == ("Ann", datetime(2025, 9, 5, tzinfo=UTC), "day")


def test_atom_with_base_and_source():
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><title>P</title><entry><id>u:1</id>'
        '<title>Q</title><link href="1"/><updated>2025-09-05T10:00:00Z</updated><source><title>Nordwire</title>'
        '<link href="https://b.example/"/></source></entry></feed>'
    )
    (item,) = read(body.encode()).items
    assert item.address == "https://a.example/x/1"
    assert (item.source_name, item.source_address) == ("Nordwire", "https://b.example/")
    assert (item.published_at, item.updated_at) == (None, datetime(2025, 9, 5, 10, tzinfo=UTC))


def test_json_feed():
    items = [
        {"id": 7, "url": "/n/7", "title": "Q", "content_html": "<p>a &amp; b</p>", "authors": [{"name": "Ann"}]},
        {},
    ]
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": items}).encode())
    (item,) = found.items
    assert (item.id, item.address, item.summary) == ("7", "https://www.lindmar.example/n/7", "a & b")
    assert found.problems == ("Item 2 has no address that can be opened and was left out.",)


@pytest.mark.parametrize(
    ("printed", "when", "precision"),
    [
        ("Fri, 05 Sep 2025 10:00:00 +0200", datetime(2025, 9, 5, 8, tzinfo=UTC), "minute"),
        ("Fri, 05 Sep 2025 00:00:00 +0200", datetime(2025, 9, 5, tzinfo=UTC), "day"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, "unknown"),
        ("Fri, 05 Sep 2090 10:00:00 GMT", None, "unknown"),
        ("soon", None, "unknown"),
    ],
)
def test_dates(printed, when, precision):
    (item,) = read(rss(ITEM.replace("</item>", f"<pubDate>{printed}</pubDate></item>"))).items
    assert (item.published_at, item.precision) == (when, precision)


def test_rss_source_is_kept():
    (item,) = read(rss(ITEM.replace("</item>", '<source url="https://b.example/f">Nordwire</source></item>'))).items
    assert (item.source_name, item.source_address) == ("Nordwire", "https://b.example/f")


def test_repeated_ids_are_told():
    found = read(rss(ITEM.replace("</item>", '<guid isPermaLink="false">1</guid></item>') * 2))
    assert len(found.items) == 2
    assert found.problems == ("1 id(s) stand at more than one item, such as 1; go by the address.",)


def test_windows_1252_that_says_utf_8():
    found = read(rss(ITEM.replace("Quay", "Größe für „alle“")).decode().encode("cp1252"))
    assert found.items[0].title == "Größe für „alle“"
    assert "UTF-8" in found.problems[0]


def test_utf_16():
    assert len(read(rss(head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16")).items) == 1


def test_a_truncated_feed_gives_what_is_whole():
    found = read(rss(ITEM * 3)[:-60])
    assert len(found.items) >= 2
    assert "not well-formed" in found.problems[0]


def test_a_large_broken_feed_is_read_in_part():
    found = read(rss("<item><title>Q & <link>https://a.example/" * 15_000))
    assert found.problems[0] == "The feed is not well-formed XML; its first 500,000 characters were read."


def test_more_items_than_are_read():
    found = read(rss(ITEM * (MAX_ITEMS + 5)))
    assert len(found.items) == MAX_ITEMS
    assert found.problems == (f"The feed has {MAX_ITEMS + 5} items; the first {MAX_ITEMS} were read.",)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_mutated_feeds_are_read_or_refused(data):
    body = bytearray(rss(ITEM * 2))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.sampled_from([b"", b"<", b"\0", b"&x;", b'"', b"\xff", b"<!["])
        )
    with suppress(NoFeed):  # any other error fails
        assert read(bytes(body)).items is not None
