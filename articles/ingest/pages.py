"""A page's bytes to the article on it. No network, no database.

trafilatura finds the text; what a page says of itself (JSON-LD, meta) is read here, since it tells minute and zone,
and persons from organisations, which trafilatura folds into a day and a string.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html
from tld import get_fld
from trafilatura import bare_extraction

from articles.addresses import canonical as kept_address
from articles.ingest.encodings import Precision, decode, kind_of_file, plausible, read_time
from articles.ingest.feeds import absolute
from sources.printed import without_www

MAX_BYTES = 5_000_000  # HTML of one article with all its scripts is seldom above 2 MB
MAX_DEPTH = 250  # elements within each other; pages in use stay below 100, and trafilatura walks by recursion
# elements outside of scripts, and characters of text: trafilatura took 10 s for 10,000
# paragraphs with a link each (20,000 elements, 1.2 MB) and more than a minute for 42,000
MAX_ELEMENTS = 20_000
MAX_TEXT = 1_000_000
LEAST_TEXT = 140  # characters: a brief of two sentences
WALL_TEXT = 1_000  # characters: below, words of a login wall or an error are taken for what the page is
_MAX_DATA = 1_000_000  # characters of one JSON-LD script


@dataclass(frozen=True)
class PageLink:
    """A link within the text. `start` is where its words begin in the page's `text`; None where that is not sure."""

    address: str
    words: str
    start: int | None


@dataclass(frozen=True)
class Page:
    """One article as its page prints it.

    `text` is the body alone, paragraphs a blank line apart. `published_at` is aware UTC or None; of precision "day" it
    is midnight UTC of the date as printed. `canonical` is "" unless the page names one of its own site, or of any where
    its address is not known. `links` are those within the body, in its order. `credits` are who the metadata says the
    piece is of: schema.org creditText, sourceOrganization, authors that are organisations.
    """

    title: str
    standfirst: str
    text: str
    byline: str
    published_at: datetime | None
    precision: Precision
    modified_at: datetime | None
    language: str
    canonical: str
    site_name: str
    links: tuple[PageLink, ...]
    notices: tuple[str, ...]
    credits: tuple[str, ...]
    copyright: str


class NoArticle(Exception):
    """No article on the page. `reason_code`: not-text, empty, script-only, wall, error-page, short, large, deep."""

    def __init__(self, reason_code: str, sentence: str):
        super().__init__(sentence)
        self.reason_code = reason_code
        self.sentence = sentence


_PASTE = "Open the page in a browser and paste the text."


def read_page(body: bytes, *, content_type: str = "", address: str = "", now: datetime | None = None) -> Page:
    """The article on the page. Raises NoArticle. `now` is the clock that dates are judged by."""
    tree = _tree(body, content_type)
    meta = _Meta(tree, now or datetime.now(UTC))
    base = absolute(next(iter(tree.xpath("//base/@href")), ""), address) or address
    visible = _visible(tree)
    if len(visible) > MAX_TEXT:
        raise NoArticle("large", f"The page has {len(visible):,} characters; at most {MAX_TEXT:,} are read. {_PASTE}")
    raw, links, found = _article(tree, base)
    blocks = [block for block in map(_folded, raw) if block]
    title, byline = _title(tree, meta), _byline(tree, meta)
    # a title or byline that is set as a paragraph is the page's, not the text's
    of_page = {title.casefold(), byline.casefold(), f"by {byline}".casefold()}
    while blocks and blocks[0].casefold() in of_page:
        blocks = blocks[1:]
    standfirst, blocks = _standfirst(tree, meta, title, blocks)
    text = "\n\n".join(blocks)
    _refuse(tree, meta, title, text or standfirst, visible)
    published_at, precision = meta.time("datePublished", "article:published_time", "date", "dc.date", "dcterms.created")
    if published_at is None:
        published_at, precision = meta.printed_time(tree)
    if published_at is None and found.date:
        published_at, precision = read_time(found.date)
    return Page(
        title=title,
        standfirst=standfirst,
        text=text,
        byline=byline,
        published_at=published_at,
        precision=precision,
        modified_at=meta.time("dateModified", "article:modified_time", "dcterms.modified")[0],
        language=(tree.get("lang") or meta.first("inLanguage", "og:locale")).replace("_", "-")[:20],
        canonical=_canonical(tree, meta, base, address),
        site_name=meta.site_name,
        links=tuple(_placed(links, raw, blocks)),
        notices=tuple(_notices(tree, meta)),
        credits=tuple(meta.credits()),
        copyright=meta.first("copyrightNotice", "copyrightHolder", "copyright", "dcterms.rights", "dc.rights"),
    )


# --- parsing -----------------------------------------------------------------------------------------------------


def _tree(body: bytes, content_type: str) -> html.HtmlElement:
    if not body.strip():
        raise NoArticle("empty", f"The page is empty. {_PASTE}")
    if len(body) > MAX_BYTES:
        raise NoArticle("large", f"The page has {len(body):,} bytes; at most {MAX_BYTES:,} are read. {_PASTE}")
    if kind := kind_of_file(body):
        raise NoArticle("not-text", f"This is {kind}, not a web page. Open it and paste the text.")
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", decode(body, content_type).text)
    if text.count("\ufffd") * 20 > len(text):
        raise NoArticle("not-text", f"This is a file of another kind, not a web page. {_PASTE}")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        raise NoArticle("empty", f"There is no text on the page. {_PASTE}") from None
    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_DEPTH:
            raise NoArticle("deep", f"The page nests more than {MAX_DEPTH} elements in each other. {_PASTE}")
    if elements > MAX_ELEMENTS:
        raise NoArticle("large", f"The page has {elements:,} elements; at most {MAX_ELEMENTS:,} are read. {_PASTE}")
    return tree


_UNSEEN = {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}


def _visible(tree: html.HtmlElement) -> str:
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not hidden:
                parts.append(element.tail or "")
        elif event == "start":
            hidden += element.tag in _UNSEEN
            if not hidden:
                parts.append(element.text or "")
        else:
            hidden -= element.tag in _UNSEEN
            if not hidden:
                parts.append(element.tail or "")
    return _folded(" ".join(parts))


def _folded(words: str) -> str:
    return " ".join(words.split())


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(json.loads(Path(__file__).with_name("notices.json").read_text("utf-8"))[kind])


# --- the text ----------------------------------------------------------------------------------------------------

_BLOCKS = {"p", "head", "quote", "item", "row", "ab", "code", "list", "table", "div", "fw", "body", "main"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A link as it is met: in which paragraph, and behind how many characters of it, white space not yet folded."""

    address: str
    words: str
    paragraph: int
    before: int


def _article(tree: html.HtmlElement, base: str) -> tuple[list[str], list[_Found], Any]:
    """Paragraphs with their white space, links and what else trafilatura found.

    Links are those that trafilatura leaves in the text: menus, teasers and lists of links around it are not among them.
    """
    for element in tree.iter("a"):
        if href := element.get("href", "").strip():
            # trafilatura takes every link for one from the site's root; one within the page leads nowhere else
            whole = "" if href.startswith("#") else absolute(href, base)
            if whole:
                element.set("href", whole)
            else:
                del element.attrib["href"]
    try:
        found = bare_extraction(
            tree,
            url=base or None,
            include_comments=False,
            include_links=True,
            with_metadata=True,
            # a guess from any number on the page is worse than no date
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except (RecursionError, AttributeError, IndexError, KeyError):
        found = None  # odd markup that trafilatura stumbles over
    if found is None or isinstance(found, dict) or found.body is None:
        return [], [], _Nothing()
    blocks: list[str] = [""]
    links: list[_Found] = []
    for event, element in etree.iterwalk(found.body, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCKS:
                blocks.append("")
            elif element.tag in ("lb", "cell"):
                blocks[-1] += " "
            if element.tag == "ref" and (href := element.get("target")):
                words = _folded("".join(element.itertext()))
                if words:  # around a picture there are none
                    links.append(_Found(href, words, len(blocks) - 1, len(blocks[-1])))
            blocks[-1] += element.text or ""
        else:
            if element.tag in _BLOCKS:
                blocks.append("")
            if element is not found.body:
                blocks[-1] += element.tail or ""
    return blocks, links, found


def _placed(links: list[_Found], raw: list[str], blocks: list[str]) -> Iterator[PageLink]:
    """The links with their places in the text. `blocks` are the `raw` paragraphs, some at their head taken out."""
    starts: dict[int, int] = {}
    at, left = len("\n\n".join(blocks)), list(blocks)
    # from the end, where both are the same
    for paragraph in reversed(range(len(raw))):
        words = _folded(raw[paragraph])
        if words:
            if not left or left.pop() != words:
                break
            starts[paragraph] = at = at - len(words)
            at -= 2  # the blank line between two
    for link in links:
        start = None
        if link.paragraph in starts:
            least = len(_folded(raw[link.paragraph][: link.before]))
            inside = _folded(raw[link.paragraph]).find(link.words, least)
            if 0 <= inside - least <= 1:  # a space may stand between
                start = starts[link.paragraph] + inside
        yield PageLink(link.address, link.words, start)


class _Nothing:
    date = ""


def _standfirst(tree: html.HtmlElement, meta: "_Meta", title: str, blocks: list[str]) -> tuple[str, list[str]]:
    """The standfirst and the paragraphs without it and without the title.

    A description in the metadata is written for search engines and often printed nowhere, so it counts only where
    the page prints the same words in one element; an element that is marked up as a standfirst counts by itself.
    """
    said = {meta.first("description"), meta.first("og:description")} - {""}
    for element in tree.iter("p", "h2", "h3", "div", "span"):
        marks = f"{element.get('class', '')} {element.get('itemprop', '')}".lower().split()
        marked = any(m in _STANDFIRST or m.rpartition("__")[2] in _STANDFIRST for m in marks)
        if not marked and not (said and element.tag != "div"):
            continue
        words = _folded(element.text_content())
        if words and words != title and len(words) < 1000 and (marked or (words in said and words not in blocks[1:])):
            return words, [block for block in blocks[:2] if block != words] + blocks[2:]
    return "", blocks


_STANDFIRST = {
    "standfirst",
    "dek",
    "subheadline",
    "subtitle",
    "article-summary",
    "article-intro",
    "vorspann",
    "teaser-text",
}


def _refuse(tree: html.HtmlElement, meta: "_Meta", title: str, text: str, visible: str) -> None:
    """A wall or an error page is told by its words only where hardly any text is left: a long text is an article."""
    if len(text) < WALL_TEXT:
        head = re.sub(r"[^\w ]+", " ", f"{title} {_folded(tree.findtext('.//title') or '')}".lower()).split()
        head_words = f" {' '.join(head)} "
        if len(head) <= 16 and any(f" {words} " in head_words for words in _words("errors")) and len(text) < 600:
            raise NoArticle("error-page", f"The site answered with an error page (“{title[:80]}”). Check the address.")
        low = visible.lower()
        if meta.closed or tree.xpath("//input[@type='password']") or any(w in low for w in _words("walls")):
            raise NoArticle("wall", f"The page shows its text only to subscribers or after a login. {_PASTE}")
    if not visible and tree.xpath("//script"):
        raise NoArticle("script-only", f"The page has no text without its scripts. {_PASTE}")
    if not visible:
        raise NoArticle("empty", f"There is no text on the page. {_PASTE}")
    if len(text) < LEAST_TEXT:
        if len(visible) < LEAST_TEXT and tree.xpath("//script"):
            raise NoArticle("script-only", f"The page has hardly any text without its scripts. {_PASTE}")
        raise NoArticle("short", f"The text found has {len(text)} characters, too few for an article. {_PASTE}")


# --- what the page says of itself --------------------------------------------------------------------------------


class _Meta:
    def __init__(self, tree: html.HtmlElement, now: datetime):
        self.now = now
        self.named: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
            self.named.setdefault(name, _folded(element.get("content", "")))
        nodes = [node for script in tree.xpath("//script[@type]") for node in _data(script)]
        self.data = next((n for n in nodes if any("Article" in t or t == "Report" for t in _types(n))), {})
        publishers = [n for n in nodes if {"WebSite", "NewsMediaOrganization"} & set(_types(n))]
        names = [self.named.get("og:site_name", ""), *_names(self.data.get("publisher")), *_names(publishers)]
        self.site_name = next((name for name in names if name), "")
        self.closed = str(self.data.get("isAccessibleForFree", "")).lower() in ("false", "http://schema.org/false")

    def first(self, *names: str) -> str:
        for name in names:
            for found in [*_names(self.data.get(name)), self.named.get(name.lower(), "")]:
                if found:
                    return found
        return ""

    def time(self, *names: str) -> tuple[datetime | None, Precision]:
        for name in names:
            moment, precision = read_time(self.first(name))
            if moment and plausible(moment, self.now):
                return moment, precision
        return None, "unknown"

    def printed_time(self, tree: html.HtmlElement) -> tuple[datetime | None, Precision]:
        for element in tree.iter("time"):
            moment, precision = read_time(element.get("datetime", ""))
            if moment and plausible(moment, self.now):
                return moment, precision
        return None, "unknown"

    def persons(self) -> list[str]:
        authors = _list(self.data.get("author"))
        return [n for a in authors if "Organization" not in " ".join(_types(a)) for n in _names(a)]

    def credits(self) -> list[str]:
        authors = [a for a in _list(self.data.get("author")) if "Organization" in " ".join(_types(a))]
        found = [*_names(self.data.get("creditText")), *_names(self.data.get("sourceOrganization")), *_names(authors)]
        return list(dict.fromkeys(name for name in found if name))


def _data(script: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script, those of lists and @graph too; nothing of a broken one."""
    if "ld+json" not in script.get("type", "").lower() or len(script.text or "") > _MAX_DATA:
        return
    raw = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text or "")
    try:
        todo = [json.loads(raw, strict=False)]  # line ends within strings are common
    except (ValueError, RecursionError):
        return
    for _ in range(1000):
        if not todo:
            return
        node = todo.pop(0)
        if isinstance(node, list):
            todo = node[:1000] + todo
        elif isinstance(node, dict):
            yield node
            todo += _list(node.get("@graph")) + _list(node.get("mainEntity"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _types(node: Any) -> list[str]:
    return [t for t in _list(node.get("@type")) if isinstance(t, str)] if isinstance(node, dict) else []


def _names(value: Any) -> list[str]:
    found = [v.get("name") or v.get("text") if isinstance(v, dict) else v for v in _list(value)]
    return [_folded(name).encode("utf-8", "ignore").decode() for name in found if isinstance(name, str)]


def _title(tree: html.HtmlElement, meta: _Meta) -> str:
    """The headline as printed where the page has one, else as the metadata has it, without the site's name."""
    heads = [_folded(h.text_content()) for h in tree.iter("h1")]
    heads = [h for h in dict.fromkeys(heads) if h and h.lower() != meta.site_name.lower()]
    if len(heads) == 1:
        return heads[0][:1000]
    title = meta.first("headline", "og:title", "twitter:title") or _folded(tree.findtext(".//title") or "")
    if meta.site_name:
        site = re.escape(meta.site_name)
        title = re.sub(rf"\s+[|–—·:-]\s+{site}$|^{site}\s+[|–—·:-]\s+", "", title, flags=re.I)
    return title[:1000]


def _byline(tree: html.HtmlElement, meta: _Meta) -> str:
    """As printed, without "By"; else the persons of the metadata."""
    for element in tree.xpath("//*[@rel='author' or @itemprop='author' or @class]"):
        marks = element.get("class", "").lower().split()
        if element.tag == "meta" or not (element.get("rel") or element.get("itemprop") or "byline" in marks):
            continue
        if "byline" not in marks and "author" not in (element.get("rel"), element.get("itemprop")):
            continue
        words = _folded(element.text_content())
        if 2 < len(words) < 200:
            return re.sub(r"^(?:By|Von)\s+", "", words, flags=re.I)
    return ", ".join(dict.fromkeys(meta.persons())) or meta.named.get("author", "")[:200]


def _canonical(tree: html.HtmlElement, meta: _Meta, base: str, address: str) -> str:
    """A page may name any address as its own; one of another site would put the article under another outlet.

    Of a page that somebody brings in a file, and whose address nobody knows, its own word is taken.
    """
    for said in [*tree.xpath("//link[@rel='canonical']/@href")[:3], meta.named.get("og:url", "")]:
        whole = absolute(said, base)
        if not whole or (address and _site(whole) != _site(address)):
            continue
        if urlsplit(whole).path in ("", "/") and not (address and urlsplit(address).path in ("", "/")):
            continue  # a template's mistake: every article named the front page
        try:
            return kept_address(whole).address
        except ValueError:
            continue
    return ""


def _site(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return get_fld(f"https://{host}", fail_silently=True) or without_www(host)


def _notices(tree: html.HtmlElement, meta: _Meta) -> Iterable[str]:
    """Corrections and retractions, as printed in an element of their own, and those of the metadata."""
    starts = tuple(words.lower() for words in _words("notices"))
    found = list(_names(meta.data.get("correction")))
    for element in tree.iter("p", "div", "aside", "li", "footer", "section"):
        if element.find("p") is None and element.find("div") is None and element.text_content().strip():
            words = _folded(element.text_content())
            if len(words) < 2000 and words.lower().startswith(starts):
                found.append(words)
    return list(dict.fromkeys(found))
