"""How servers are asked: not faster than they bear, and only what their robots.txt allows. Shared by all workers."""

from __future__ import annotations

import datetime as dt
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

_TURN = """
    INSERT INTO articles_host (name, robots, robots_error, next_at) VALUES (%(name)s, '', '', %(now)s::timestamptz + %(pace)s)
    ON CONFLICT (name) DO UPDATE SET next_at = %(now)s::timestamptz + %(pace)s
    WHERE articles_host.next_at IS NULL OR articles_host.next_at <= %(now)s
    RETURNING id
"""


class NotYet(Exception):
    """The server has just been asked: come again at `at`."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(f"The server has just been asked; again at {at:%H:%M:%S} UTC.")
        self.at = at


def name_of(address: str) -> str:
    """Scheme, host and port of an address: what robots.txt and pace belong to."""
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower(), 0)
    return f"{parts.scheme.lower()}://{(parts.hostname or '').lower()}:{port}"[:300]


def take_turn(address: str) -> Host:
    """The server's row, with the next turn put off by the pace. Raises NotYet where somebody has just asked it.

    One statement, so that of several workers one gets the turn.
    """
    name = name_of(address)
    now = timezone.now()
    pace = dt.timedelta(seconds=settings.FETCH_PACE)
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {"name": name, "now": now, "pace": pace})
        won = cursor.fetchone()
    host = Host.objects.get(name=name)
    if won is None:
        raise NotYet(host.next_at or now)
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
    host.robots_at = timezone.now()
    host.save(update_fields=["robots", "robots_error", "robots_at"])


def fetching() -> dict:
    """What settings say of every fetch: user agent, and the servers of this machine that a demonstration may reach."""
    return {
        "agent": settings.FETCH_AGENT,
        "allow_private": settings.FETCH_PRIVATE,
        **({"resolve": settings.FETCH_RESOLVE} if settings.FETCH_RESOLVE else {}),
    }
