"""How servers are asked: not faster than they bear, and only what their robots.txt allows. Shared by all workers."""

from __future__ import annotations

import datetime as dt
import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.ingest import fetch
from articles.models import Host

# RFC 9309: a robots.txt should not be kept longer than a day.
ROBOTS_KEPT = dt.timedelta(hours=24)
# Where it could not be read, nothing may be asked (RFC 9309, 2.3.1.4); it is tried again after this.
ROBOTS_TRIED_AGAIN = dt.timedelta(minutes=30)

# A robots.txt may ask for longer pauses (Crawl-delay); more than this is taken for a mistake.
LONGEST_PACE = 60

_TURN = """
    INSERT INTO articles_host (name, robots, robots_error, pace, next_at)
    VALUES (%(name)s, '', '', 0, %(now)s::timestamptz + make_interval(secs => %(pace)s))
    ON CONFLICT (name) DO UPDATE SET next_at =
        greatest(articles_host.next_at, %(now)s) + make_interval(secs => greatest(articles_host.pace, %(pace)s))
    RETURNING id, next_at - make_interval(secs => greatest(articles_host.pace, %(pace)s))
"""


def name_of(address: str) -> str:
    """Scheme, host and port of an address: what robots.txt and pace belong to."""
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower(), 0)
    return f"{parts.scheme.lower()}://{(parts.hostname or '').lower()}:{port}"[:300]


def take_turn(address: str) -> dt.datetime:
    """When the address may be asked for: at once, or after those that took a turn at its server before.

    One statement, so that each of several workers gets a turn of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {"name": name_of(address), "now": timezone.now(), "pace": float(settings.FETCH_PACE)})
        return cursor.fetchone()[1]


def host_of(address: str) -> Host:
    """The server's row, with a robots.txt no older than a day."""
    host = Host.objects.get_or_create(name=name_of(address))[0]
    ask_robots(host)
    return host


def ask_robots(host: Host) -> None:
    """Reads robots.txt where what is known of it is too old. Saves what came, or why nothing did."""
    kept = ROBOTS_TRIED_AGAIN if host.robots_error else ROBOTS_KEPT
    if host.robots_at is not None and timezone.now() - host.robots_at < kept:
        return
    try:
        host.robots, host.robots_error = fetch.robots_of(host.name, **fetching()), ""
    except (fetch.Refused, fetch.Failed) as error:
        host.robots, host.robots_error = "", str(error)[:1000]
    host.robots = host.robots.replace("\0", "")
    host.pace = min(fetch.crawl_delay(host.robots, settings.FETCH_AGENT), LONGEST_PACE)
    host.robots_at = timezone.now()
    host.save(update_fields=["robots", "robots_error", "pace", "robots_at"])


def fetching() -> dict[str, Any]:
    """What settings say of every fetch: user agent, and the names that mean this machine in a demonstration."""
    return {"agent": settings.FETCH_AGENT, "allow_private": settings.FETCH_LOCAL, "resolve": _resolve}


def _resolve(host: str, port: int, **how: Any) -> Any:
    here = f"{host}:{port}" in settings.FETCH_LOCAL
    return socket.getaddrinfo("127.0.0.1" if here else host, port, **how)
