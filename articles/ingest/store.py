"""From what was fetched to rows: an address asked for, the article it brings, a feed's items.

Every function may run twice and does no harm the second time: a worker may die after its commit.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import suggesting
from articles.actions import AlreadyHeld, revise_article, store_article
from articles.addresses import canonical
from articles.correcting import suggest_notices
from articles.ingest import evidence, fetch, hosts
from articles.ingest.feeds import FeedPage, Item, NoFeed, read_feed
from articles.ingest.pages import NoArticle, Page, read_page
from articles.marking import CreditData, Provenance, Who, add_credit
from articles.models import Arrival, Article, Capture, Feed, FeedHealth, Link, Revision
from articles.models.links import MOST_WORDS
from articles.relays import together
from sources.models import Source
from sources.names import outlet_of

logger = logging.getLogger(__name__)

# An article that changes mostly does so on its first day; looked at again so long after it was stored.
LOOKED_AT_AGAIN = tuple(dt.timedelta(hours=hours) for hours in (1, 6, 24, 24 * 7))
# After a failure: minutes, doubled each time.
FIRST_RETRY, LONGEST_RETRY = dt.timedelta(minutes=5), dt.timedelta(hours=24)
# Failures in a row until an address is given up; with the doubling above that is about two days and a half.
MOST_ATTEMPTS = 9
# Seconds between two polls of a feed: sooner where it brings something each time, later where it does not.
SOONEST_POLL, LATEST_POLL = 300, 6 * 3600
# found_by of credits that stand beside the text: in a feed's <source>, in what a page says of itself
BY_FEED, BY_PAGE = "feed", "page"
MOST_CREDITS = 5  # that a page may name of itself
MOST_LINKS = 500  # of one text, the first ones: a long live blog has some hundred, a page with more is a directory


# What was enqueued and is not done after this is enqueued again: somebody may have cancelled its job.
ENQUEUED_AGAIN = dt.timedelta(hours=1)


# --- an address -----------------------------------------------------------------------------------------------


@transaction.atomic
def ask(address: str, *, by=None, feed: Feed | None = None, said: dict[str, Any] | None = None) -> tuple[Arrival, bool]:
    """Notes that an address is wanted; (its row, whether it is new). Whoever asks enqueues its fetching.

    An address that is known stays one row; where an editor asks, it waits again unless it is stored.
    Raises ValueError with a sentence where it is no address.
    """
    read = canonical(address)
    arrival, is_new = Arrival.objects.select_for_update(of=("self",)).get_or_create(
        address_key=read.key,
        defaults={"address": read.address, "asked_by": by, "feed": feed, "said": said or {}},
    )
    if not is_new and by is not None and arrival.state != Arrival.State.STORED:
        arrival.state, arrival.problem, arrival.attempts, arrival.next_at = Arrival.State.WAITING, "", 0, None
        arrival.save(update_fields=["state", "problem", "attempts", "next_at"])
    return arrival, is_new


def arrive(arrival: Arrival) -> None:
    """Fetches an address and stores what it brings, or why it brings nothing. Never raises for what a server does."""
    try:
        _may_ask(arrival.address, "Paste the text instead.")
        answer = fetch.fetch(
            arrival.address, etag=arrival.etag, last_modified=arrival.last_modified, **hosts.fetching()
        )
        if answer.not_modified:
            _seen_unchanged(arrival, answer)
            return
        page = read_page(answer.body, content_type=answer.content_type, address=answer.address)
        evidence.keep(answer.raw)
        _store(arrival, answer, page)
    except (fetch.Refused, NoArticle, Unplaced) as error:
        _refuse(arrival, str(error))
    except ValidationError as error:
        _refuse(arrival, " ".join(error.messages))
    except fetch.Failed as error:
        _fail(arrival, str(error), error.retry_after)
    except OSError as error:
        # nothing is stored without its evidence
        _fail(arrival, f"The evidence could not be kept ({error.strerror or error}). See that the disk has room.", None)
    except DatabaseError:
        raise  # the job is tried again
    except Exception as error:
        # one odd page would come back for ever, and nobody who waits for it would be told
        logger.exception("%s could not be read.", arrival.address)
        _fail(
            arrival,
            f"A mistake of this program ({type(error).__name__}) kept it from being read. Paste the text.",
            None,
        )


def _may_ask(address: str, instead: str) -> None:
    """Raises Refused or Failed where the server's robots.txt says no, or cannot be read."""
    host = hosts.host_of(address)
    if host.robots_error:
        raise fetch.Failed(f"The site's robots.txt could not be read, so nothing is asked there: {host.robots_error}")
    if not fetch.allowed(host.robots, settings.FETCH_AGENT, address):
        raise fetch.Refused(f"The site asks programs not to read this address (robots.txt). {instead}")


class Unplaced(Exception):
    """No outlet is known for the address."""


def _outlet(arrival: Arrival, answer: fetch.Fetched, page: Page) -> Source:
    """By domain, of what the page calls its address first; else the feed's own. A transport is never the outlet."""
    for address in (page.canonical, answer.address):
        found = outlet_of(address) if address else None
        if found is not None:
            return found
    if arrival.feed and arrival.feed.outlet:
        return arrival.feed.outlet.living()
    host = hosts.name_of(answer.address).split("://")[1].rpartition(":")[0]
    raise Unplaced(f"No outlet is known for {host}: add the domain to its outlet in the directory, then ask again.")


def _store(arrival: Arrival, answer: fetch.Fetched, page: Page) -> None:
    # relays follow once, after the text, its suggestions and its credits
    with together():
        arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
        capture = _capture(arrival, answer)
        article = arrival.article.merged_into or arrival.article if arrival.article else None
        if article is None:
            article, is_new = _article(arrival, answer, page)
        else:
            is_new = False
        if is_new or _came_by_fetch(article):
            if not is_new:
                revise_article(article, title=page.title, standfirst=page.standfirst, body=page.text)
            capture.revision = article.current_revision()
            keep_links([(capture.revision, page, answer.address)])
            suggesting.suggest(article)
            suggest_notices(article, capture.revision, page.notices)
        if is_new:
            suggest_credits(article, _said_credits(arrival), BY_FEED)
            suggest_credits(article, [(name, "") for name in page.credits], BY_PAGE)
        capture.article = article
        capture.save()
        arrival.article = article
        _done(arrival, answer)


def _capture(arrival: Arrival, answer: fetch.Fetched) -> Capture:
    return Capture(
        arrival=arrival,
        address=answer.address[:2000],
        redirects=list(answer.redirects),
        status=answer.status,
        headers=[[name, value] for name, value in answer.headers],
        peer=answer.peer,
        media_type=answer.content_type[:200],
        sha256=evidence.hash_of(answer.raw),
        size=len(answer.raw),
        fetched_at=answer.fetched_at,
    )


def _article(arrival: Arrival, answer: fetch.Fetched, page: Page) -> tuple[Article, bool]:
    published_at, precision = page.published_at, page.precision
    if published_at is None and arrival.said.get("published_at"):
        published_at, precision = parse_datetime(arrival.said["published_at"]), arrival.said["precision"]
    try:
        article = store_article(
            outlet=_outlet(arrival, answer, page),
            address=page.canonical or answer.address,
            title=page.title or arrival.said.get("title", ""),
            standfirst=page.standfirst,
            body=page.text,
            byline=(page.byline or arrival.said.get("byline", ""))[:500],
            published_at=published_at,
            published_precision=precision,
            language=page.language,
            came_in=Article.CameIn.FEED if arrival.feed_id else Article.CameIn.ADDRESS,
            by=arrival.asked_by,
        )
    except AlreadyHeld as held:
        return held.article, False
    return article, True


def _came_by_fetch(article: Article) -> bool:
    """Whether its text is one that was fetched: a text that a person pasted is not replaced by what a program read."""
    return article.came_in in (Article.CameIn.FEED, Article.CameIn.ADDRESS)


def _said_credits(arrival: Arrival) -> list[tuple[str, str]]:
    """[(name, address)] of whom the feed says that it took the item from."""
    name = str(arrival.said.get("source_name", ""))
    return [(name, str(arrival.said.get("source_address", "")))] if name else []


def suggest_credits(article: Article, named: list[tuple[str, str]], found_by: str) -> None:
    """Suggests that the whole text is taken from those who are named, unless that is the outlet itself."""
    for printed, address in named[:MOST_CREDITS]:
        name = " ".join(printed.split())[:300]
        said_of = outlet_of(address) if address else None
        if not name or said_of == article.outlet or name.casefold() == article.outlet.name.casefold():
            continue
        how = Provenance(state="suggested", found_by=found_by)
        try:
            with transaction.atomic():
                add_credit(article, CreditData("copy", Who(printed_name=name), printed=name), by=None, how=how)
        except ValidationError:
            continue  # what the record refuses, such as a name that is no name, is no suggestion


def keep_links(read: Sequence[tuple[Revision, Page, str]]) -> None:
    """Stores what captured texts link to; of each its page as it was read, and the address that it came from.

    A text that has links keeps those it was first captured with. What is no web address, and what leads to the
    article itself, is left out. Two queries.
    """
    has_some = set(Link.objects.filter(revision__in=[one.pk for one, _, _ in read]).values_list("revision", flat=True))
    links: list[Link] = []
    for revision, page, address in read:
        if revision.pk not in has_some:
            has_some.add(revision.pk)
            links += islice(_links(revision, page, address), MOST_LINKS)
    Link.objects.bulk_create(links)


def _links(revision: Revision, page: Page, address: str) -> Iterator[Link]:
    own = {revision.article.address_key, _key(address)}
    body = revision.parts.body[0]
    position = 0
    for link in page.links:
        try:
            leads_to = canonical(link.address)
        except ValueError:
            continue
        if leads_to.key in own:
            continue
        position += 1
        start = body + link.start if link.start is not None else 0
        end = start + len(link.words)
        is_there = link.start is not None and revision.text[start:end] == link.words
        yield Link(
            article_id=revision.article_id,
            revision=revision,
            position=position,
            address=leads_to.address,
            address_key=leads_to.key,
            words=link.words[:MOST_WORDS],
            spans=[[start, end]] if is_there else [],
        )


def _key(address: str) -> str | None:
    try:
        return canonical(address).key
    except ValueError:
        return None


# --- what became of it ------------------------------------------------------------------------------------------


def _done(arrival: Arrival, answer: fetch.Fetched) -> None:
    arrival.state, arrival.problem, arrival.attempts = Arrival.State.STORED, "", 0
    arrival.etag, arrival.last_modified = answer.etag[:500], answer.last_modified[:100]
    arrival.fetched_at = answer.fetched_at
    arrival.next_at = _looked_at_again(arrival)
    arrival.save()


def _looked_at_again(arrival: Arrival) -> dt.datetime | None:
    """When a stored article is fetched again for changes; None once it is old."""
    now = timezone.now()
    ages = (arrival.asked_at + age for age in LOOKED_AT_AGAIN)
    return next((at for at in ages if at > now), None)


def _seen_unchanged(arrival: Arrival, answer: fetch.Fetched) -> None:
    arrival.state, arrival.problem, arrival.attempts = Arrival.State.STORED, "", 0
    arrival.fetched_at, arrival.next_at = answer.fetched_at, _looked_at_again(arrival)
    arrival.save(update_fields=["state", "problem", "attempts", "fetched_at", "next_at"])


def _refuse(arrival: Arrival, sentence: str) -> None:
    """Will not come by itself. An article that is stored stays so: only its look for changes ends."""
    arrival.problem, arrival.next_at = sentence[:1000], None
    arrival.state = Arrival.State.STORED if arrival.article_id else Arrival.State.REFUSED
    arrival.save(update_fields=["state", "problem", "next_at"])


def _fail(arrival: Arrival, sentence: str, retry_after: dt.timedelta | None) -> None:
    arrival.attempts += 1
    if arrival.attempts >= MOST_ATTEMPTS:
        _refuse(arrival, f"{sentence} It was tried {arrival.attempts} times.")
        return
    arrival.problem = sentence[:1000]
    arrival.state = Arrival.State.STORED if arrival.article_id else Arrival.State.FAILING
    arrival.next_at = timezone.now() + _back_off(arrival.attempts, retry_after)
    arrival.save(update_fields=["state", "problem", "attempts", "next_at"])


def _back_off(failures: int, retry_after: dt.timedelta | None) -> dt.timedelta:
    """How long to wait: doubled each time, with jitter, and never shorter than the server asks."""
    plain = min(FIRST_RETRY * 2 ** min(failures - 1, 12), LONGEST_RETRY)
    jittered = plain * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
    return min(max(jittered, retry_after or dt.timedelta()), LONGEST_RETRY * 2)


# --- a feed -----------------------------------------------------------------------------------------------------


def poll(feed: Feed, *, enqueue: Callable[[Sequence[Arrival]], None]) -> int:
    """Asks a feed what is new, and has `enqueue` called with the addresses first heard of, in one transaction.

    How many those are. Never raises for what a server does.
    """
    health = FeedHealth.objects.get_or_create(feed=feed)[0]
    health.polled_at = timezone.now()
    try:
        _may_ask(feed.address, "Ask its publisher for another address.")
        answer = fetch.fetch(
            feed.address, etag=health.etag, last_modified=health.last_modified, accept=fetch.FEEDS, **hosts.fetching()
        )
        page = None
        if not answer.not_modified:
            page = read_feed(answer.body, content_type=answer.content_type, address=answer.address)
    except (fetch.Refused, fetch.Failed, NoFeed) as error:
        _feed_fails(health, str(error), getattr(error, "retry_after", None))
        return 0
    with transaction.atomic():
        problems = list(page.problems) if page else health.problems
        new = _items(feed, page, problems) if page else []
        health.succeeded_at, health.failures, health.error = timezone.now(), 0, ""
        if page:
            # only now: a poll that breaks off is asked for the whole feed again
            health.etag, health.last_modified = answer.etag[:500], answer.last_modified[:100]
            health.title, health.problems = page.title[:300], problems[:20]
        if new:
            health.brought += len(new)
            health.brought_at = timezone.now()
        health.interval = _interval(health.interval, bool(new))
        health.next_at = timezone.now() + dt.timedelta(seconds=health.interval)
        health.save()
        enqueue(new)
    return len(new)


def _items(feed: Feed, page: FeedPage, problems: list[str]) -> list[Arrival]:
    """The addresses of a feed that nobody had asked for, noted; what is wrong with others goes to `problems`."""
    listed: dict[str, Item] = {}
    for item in page.items:
        try:
            listed.setdefault(canonical(item.address).key, item)
        except ValueError as error:
            problems.append(f"“{(item.title or item.id)[:80]}”: {error}")
    # most of what a feed lists was there at the last poll, and costs no query of its own
    known = set(Arrival.objects.filter(address_key__in=listed).values_list("address_key", flat=True))
    asked = [
        # in one order everywhere: two feeds that list the same addresses would wait for each other
        ask(listed[key].address, feed=feed, said=_said(listed[key]))
        for key in sorted(listed.keys() - known)
    ]
    return [arrival for arrival, is_new in asked if is_new]


def _said(item: Item) -> dict[str, Any]:
    return {
        "title": item.title[:1000],
        "byline": item.byline[:500],
        "published_at": item.published_at.isoformat() if item.published_at else "",
        "precision": item.precision,
        "source_name": item.source_name[:300],
        "source_address": item.source_address[:2000],
    }


def _interval(seconds: int, brought: bool) -> int:
    wanted = seconds / 2 if brought else seconds * 1.5
    return int(min(max(wanted, SOONEST_POLL), LATEST_POLL))


def _feed_fails(health: FeedHealth, sentence: str, retry_after: dt.timedelta | None) -> None:
    health.failures += 1
    health.error = sentence[:1000]
    health.next_at = timezone.now() + _back_off(health.failures, retry_after)
    health.save()
