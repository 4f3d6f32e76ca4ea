"""A feed's bytes to its items: RSS 0.9 to 2.0, RDF, Atom, JSON Feed 1.0 and 1.1. No network, no database."""

import calendar
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

import feedparser
from lxml import html

from articles.ingest.encodings import Decoded, Precision, decode, kind_of_file, plausible, read_time

MAX_BYTES = 8_000_000  # the largest feeds seen in use hold some thousand items and stay below
MAX_ITEMS = 500  # a poll brings what is new; feedparser takes about a millisecond an item
MAX_BROKEN = 500_000  # characters of XML that is not well-formed: feedparser took 46 s for 8 MB of it
_TEXT = 20_000  # characters of a title, summary or name that are kept


@dataclass(frozen=True)
class Item:
    """One entry. `address` is absolute. `source_*` (RSS and Atom <source>): whom the feed took the item from."""

    id: str
    address: str
    title: str
    summary: str
    byline: str
    published_at: datetime | None
    precision: Precision
    updated_at: datetime | None
    source_name: str = ""
    source_address: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedPage:
    """`problems` are sentences on what was odd; what could be read all the same is in `items`."""

    title: str
    home: str
    language: str
    items: tuple[Item, ...]
    problems: tuple[str, ...]


class NoFeed(Exception):
    """Not a feed: `sentence` says why and what to do, `alternatives` are the feeds that an HTML page names."""

    def __init__(self, sentence: str, alternatives: Iterable[str] = ()):
        super().__init__(sentence)
        self.sentence = sentence
        self.alternatives = tuple(alternatives)


def read_feed(body: bytes, *, content_type: str = "", address: str = "", now: datetime | None = None) -> FeedPage:
    """What the feed holds, in its order. Raises NoFeed. `now` is the clock that dates are judged by."""
    if not body.strip():
        raise NoFeed("The feed is empty. Open its address in a browser to see whether it has moved.")
    if len(body) > MAX_BYTES:
        raise NoFeed(f"The feed has {len(body):,} bytes; at most {MAX_BYTES:,} are read. Ask for a shorter one.")
    if kind := kind_of_file(body):
        raise NoFeed(f"This is {kind}, not a feed. Check the address.")
    decoded = decode(body, content_type)
    text = decoded.text.strip()
    odd = _Problems(now or datetime.now(UTC))
    if decoded.wrong:
        odd.say(f"The feed says its encoding is {decoded.said}, but its bytes are {decoded.encoding}; it was read so.")
    if text.startswith(("{", "[")):
        return _json_feed(text, address, odd)
    _refuse_html(text, address)
    if _declares_entities(text):
        raise NoFeed("The feed declares entities of its own, which can be used to fill memory; it is not read.")
    return _xml_feed(decoded, text, address, odd)


@dataclass
class _Problems:
    now: datetime
    said: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        if len(self.said) < 50:  # a page shows them; the fiftieth tells no more than the tenth
            self.said.append(sentence)

    def time(self, moment: datetime | None, precision: Precision, number: int) -> tuple[datetime | None, Precision]:
        if moment is None:
            return None, "unknown"
        if not plausible(moment, self.now):
            self.say(f"Item {number} is dated {moment:%Y-%m-%d}, which cannot be; the date was left out.")
            return None, "unknown"
        return moment, precision


# --- what is not read ------------------------------------------------------------------------------------------

_HTML = re.compile(r"(?:<\?xml[^>]{0,200}\?>|\s|<!--.{0,2000}?-->)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def _refuse_html(text: str, address: str) -> None:
    if not _HTML.match(text[:10_000]):
        return
    found: list[str] = []
    try:
        links = html.document_fromstring(text[:1_000_000].encode(), parser=html.HTMLParser(encoding="utf-8")).iter(
            "link"
        )
        for link in links:
            if "alternate" in link.get("rel", "").lower() and link.get("type", "").lower().strip() in _FEED_TYPES:
                found.append(absolute(link.get("href", ""), address))
    except (ValueError, html.etree.LxmlError):
        pass  # no tree, no alternatives
    found = list(dict.fromkeys(one for one in found if one))[:20]
    if found:
        raise NoFeed(f"This is a web page, not a feed. It names {len(found)}: {', '.join(found)}", found)
    raise NoFeed("This is a web page, not a feed, and it names none. Look for the address of a feed on the site.")


def _declares_entities(text: str) -> bool:
    """Whether a DOCTYPE has declarations of its own. Comments and CDATA are passed over, in one go."""
    at = 0
    while (at := text.find("<!", at)) >= 0:
        for begin, end in (("<!--", "-->"), ("<![CDATA[", "]]>")):
            if text.startswith(begin, at):
                at = text.find(end, at + len(begin))
                break
        else:
            if text[at : at + 9].upper() == "<!DOCTYPE":
                if "[" in text[at : text.find(">", at)]:
                    return True
            elif text[at : at + 8].upper() == "<!ENTITY":
                return True
            at += 2
        if at < 0:
            return False
    return False


# --- XML -------------------------------------------------------------------------------------------------------

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
_ITEM_END = re.compile(r"</((?:\w{1,40}:)?(?:item|entry))\s*>")
_ROOT = re.compile(r"<((?:\w{1,40}:)?(?:rss|rdf|feed))[\s>]", re.I)


def _xml_feed(decoded: Decoded, text: str, address: str, odd: _Problems) -> FeedPage:
    text = _DECLARATION.sub("", text, count=1)
    text = _first_items(text, odd)
    if len(text) > MAX_BROKEN and not _well_formed(text):
        odd.say(f"The feed is not well-formed XML; its first {MAX_BROKEN:,} characters were read.")
        text = text[:MAX_BROKEN]
    # a stream, never the bytes themselves: feedparser would take them for the name of a file and open it
    read = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-location": address, "content-type": "application/xml; charset=utf-8"},
        sanitize_html=True,
        resolve_relative_uris=True,
    )
    if not read.version and not read.entries:
        raise NoFeed("This is not a feed: neither RSS nor Atom nor JSON Feed was found. Check the address.")
    if read.bozo:
        odd.say(
            f"The feed is not well-formed XML ({str(read.get('bozo_exception', ''))[:200]});"
            " it was read as far as it goes."
        )
    home = absolute(_words(read.feed.get("link")), address)
    rss = read.version.startswith("rss")
    items = [
        _xml_item(entry, number, home or address, odd, rss=rss) for number, entry in enumerate(read.entries, start=1)
    ]
    language = _words(read.feed.get("language"))
    return FeedPage(_plain(_words(read.feed.get("title"))), home, language, _kept(items, odd), tuple(odd.said))


def _well_formed(text: str) -> bool:
    try:
        expat.ParserCreate("utf-8").Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def _first_items(text: str, odd: _Problems) -> str:
    """The feed cut after MAX_ITEMS items and closed again, so that it stays well-formed."""
    for number, end in enumerate(_ITEM_END.finditer(text), start=1):
        if number == MAX_ITEMS:
            rest = len(_ITEM_END.findall(text, end.end()))
            root = _ROOT.search(text)
            if not rest or not root:
                return text
            odd.say(f"The feed has {MAX_ITEMS + rest:,} items; the first {MAX_ITEMS} were read.")
            return text[: end.end()] + ("</channel>" if root[1].lower() == "rss" else "") + f"</{root[1]}>"
    return text


def _xml_item(entry: Any, number: int, base: str, odd: _Problems, *, rss: bool) -> Item:
    link = _words(entry.get("link"))
    if not link and entry.get("guidislink"):
        link = _words(entry.get("id"))
    summary = _words(entry.get("summary")) or next((_words(c.get("value")) for c in entry.get("content", [])), "")
    authors = [_words(a.get("name")) for a in entry.get("authors", [])] or [_words(entry.get("author"))]
    source = entry.get("source") or {}
    # dc:date, the only date of RSS 1.0, is "updated" to feedparser; Atom has a word for each
    first = "updated" if rss and "published" not in entry.keys() else "published"  # noqa: SIM118
    published_at, precision = odd.time(*_xml_time(entry, first), number)
    updated_at = None if first == "updated" else odd.time(*_xml_time(entry, "updated"), number)[0]
    return Item(
        id=_words(entry.get("id")),
        address=absolute(link, base),
        title=_plain(_words(entry.get("title"))),
        summary=_plain(summary),
        byline=", ".join(dict.fromkeys(_plain(name) for name in authors if name)),
        published_at=published_at,
        precision=precision,
        updated_at=updated_at,
        source_name=_plain(_words(source.get("title") or source.get("value"))),
        source_address=absolute(_words(source.get("href") or source.get("link")), base),
        categories=tuple(dict.fromkeys(_plain(_words(t.get("label") or t.get("term"))) for t in entry.get("tags", []))),
    )


def _xml_time(entry: Any, name: str) -> tuple[datetime | None, Precision]:
    # asked for by `in`, since feedparser gives "published" for an "updated" that is not there
    if name not in entry.keys():  # noqa: SIM118 - its own `in` looks further
        return None, "unknown"
    printed = _words(entry[name])
    moment, precision = read_time(printed)
    parsed = entry.get(f"{name}_parsed")
    if moment is None and parsed:
        try:
            moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None, "unknown"
        if ":" not in printed or re.search(r"\b00:00:00\b", printed):
            return _day_as_printed(printed, moment), "day"
        precision = "minute"
    return moment, precision


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _day_as_printed(printed: str, moment: datetime) -> datetime:
    """Midnight UTC of the date in an RFC 822 time, whatever its zone."""
    found = re.search(r"\b(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})\b", printed)
    if found and found[2].lower() in _MONTHS:
        try:
            return datetime(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]), tzinfo=UTC)
        except ValueError:
            pass  # a 31st of June: what feedparser made of it
    return moment.replace(hour=0, minute=0, second=0)


# --- JSON ------------------------------------------------------------------------------------------------------


def _json_feed(text: str, address: str, odd: _Problems) -> FeedPage:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise NoFeed("The feed begins like JSON but cannot be read as such; it may be cut off.") from None
    items = read.get("items") if isinstance(read, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(read.get("version", "")):
        raise NoFeed("This is JSON but not a JSON Feed: it has no version of jsonfeed.org with a list of items.")
    if len(items) > MAX_ITEMS:
        odd.say(f"The feed has {len(items):,} items; the first {MAX_ITEMS} were read.")
    home = absolute(_words(read.get("home_page_url")), address)
    base = home or address
    kept = [_json_item(item, number, base, odd) for number, item in enumerate(items[:MAX_ITEMS], start=1)]
    return FeedPage(_words(read.get("title")), home, _words(read.get("language")), _kept(kept, odd), tuple(odd.said))


def _json_item(item: Any, number: int, base: str, odd: _Problems) -> Item:
    item = item if isinstance(item, dict) else {}
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_words(a.get("name")) for a in authors or [] if isinstance(a, dict)]
    tags = item.get("tags") if isinstance(item.get("tags"), list) else []
    published_at, precision = odd.time(*read_time(_words(item.get("date_published"))), number)
    summary = (
        _words(item.get("summary")) or _words(item.get("content_text")) or _plain(_words(item.get("content_html")))
    )
    return Item(
        id=_words(item.get("id")),
        address=absolute(_words(item.get("url")), base),
        title=_words(item.get("title")),
        summary=summary,
        byline=", ".join(dict.fromkeys(name for name in names if name)),
        published_at=published_at,
        precision=precision,
        updated_at=odd.time(*read_time(_words(item.get("date_modified"))), number)[0],
        categories=tuple(dict.fromkeys(_words(tag) for tag in tags or [])),
    )


# --- both ------------------------------------------------------------------------------------------------------


def _kept(items: list[Item], odd: _Problems) -> tuple[Item, ...]:
    for number, item in enumerate(items, start=1):
        if not item.address:
            odd.say(f"Item {number} has no address that can be opened and was left out.")
    repeated = [name for name, times in Counter(item.id for item in items if item.id).items() if times > 1]
    if repeated:
        odd.say(f"{len(repeated)} id(s) stand at more than one item, such as {repeated[0][:100]}; go by the address.")
    return tuple(item for item in items if item.address)


def absolute(link: str, base: str) -> str:
    """The address that a link means; "" where it is none, or not http or https."""
    try:
        whole = urljoin(base, link.strip()) if link.strip() else ""
        parts = urlsplit(whole)
        return whole if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _words(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # JSON Feed ids are given as numbers, too
    return " ".join(value[:_TEXT].split()).encode("utf-8", "ignore").decode() if isinstance(value, str) else ""


def _plain(markup: str) -> str:
    """The words of a title or summary, which may hold HTML."""
    if "<" not in markup and "&" not in markup:
        return markup
    try:
        return _words(" ".join(html.fragment_fromstring(markup, create_parent="div").itertext()))
    except (ValueError, AssertionError, html.etree.LxmlError):
        return markup
