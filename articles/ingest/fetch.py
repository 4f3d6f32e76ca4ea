"""The one place that opens connections to other machines: what it may reach, how much it takes, how long it waits.

Nothing that is asked for here is trusted, since editors paste it and feeds list it: only http and https, on the usual
ports, to addresses that are public. A name is looked up once and the connection made to what was checked, so that a
name that means another machine the second time gains nothing; each redirect is checked as the first address was.
httpcore speaks HTTP; what connects for it is ours.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import math
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import certifi
import httpcore
from protego import Protego

PAGES = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5"
FEEDS = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"

# 8000 to 8999 serve test and small sites; anything else is more likely a mail server or a database than a page
PORTS = frozenset([80, 443, *range(8000, 9000)])
_USUAL = {"http": 80, "https": 443}
# RFC 9309 asks for at least 500 KiB of a robots.txt and for at least five redirects
ROBOTS_SIZE = 500 * 1024
PIECE = 64 * 1024  # bytes read at once

# What IPv4 may be carried in: mapped, NAT64, 6to4, and compatible (the last long gone, and still understood).
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.ip_network("::/96")
# Never pages, though Python (3.11 at least) calls them global: Azure's wire server, IETF protocol assignments (one
# was a metadata service), the relays of 6to4, site-local and documentation IPv6.
_NEVER = [
    ipaddress.ip_network(net)
    for net in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20")
]
_ISATAP = 0x5EFE  # RFC 5214: 0000:5efe or 0200:5efe, then an IPv4 address, end an IPv6 address
_MEMBERS = 1000  # parts of one gzip body; empty ones of 20 bytes would keep a worker busy

# what servers leave bare in a Location: spaces and UTF-8 are escaped as browsers do, all else stays as it came
_AS_SENT = "".join(chr(c) for c in range(33, 127))

Resolve = Callable[..., Iterable[tuple[Any, ...]]]


class Refused(Exception):
    """It will not come by itself; the text says why, and what a person can do."""

    def __init__(self, sentence: str, status: int = 0, *, circling: bool = False) -> None:
        super().__init__(sentence)
        self.status, self.circling = status, circling


class Failed(Exception):
    """It may come later. `retry_after` is what the server asks for, or None."""

    def __init__(self, sentence: str, status: int = 0, retry_after: dt.timedelta | None = None) -> None:
        super().__init__(sentence)
        self.status, self.retry_after = status, retry_after


@dataclass(frozen=True)
class Limits:
    """Bytes and seconds. `total` holds for all redirects together, and for a server that sends a byte a second."""

    size: int = 10_000_000  # as received, and again after decompression
    connect: float = 10
    read: float = 15
    total: float = 45
    redirects: int = 5


@dataclass(frozen=True)
class Fetched:
    """One answer. `raw` is the body as received, `body` the same decompressed; `fetched_at` is UTC.

    With `not_modified` (304) both are empty.
    """

    address: str
    status: int
    headers: list[tuple[str, str]]
    raw: bytes
    body: bytes
    redirects: list[str]
    fetched_at: dt.datetime
    peer: str
    not_modified: bool = False

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def all(self, name: str) -> str:
        """All headers of that name as one list with commas (RFC 9110, 5.3)."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    @property
    def etag(self) -> str:
        return self.header("etag")

    @property
    def last_modified(self) -> str:
        return self.header("last-modified")

    @property
    def content_type(self) -> str:
        return self.header("content-type")


def fetch(
    address: str,
    *,
    agent: str,
    etag: str = "",
    last_modified: str = "",
    accept: str = PAGES,
    limits: Limits = Limits(),
    resolve: Resolve = socket.getaddrinfo,
    allow_private: Collection[str] = (),
) -> Fetched:
    """Asks for an address and follows its redirects. Raises Refused or Failed, each with a sentence for an editor.

    `allow_private` are servers as "host:port" that may be reached though their addresses are not public: for tests
    and demonstrations on this machine, never from what a user gives. With `etag` or `last_modified` the server is
    asked for what has changed since.
    """
    deadline = time.monotonic() + limits.total
    headers = [("User-Agent", agent), ("Accept", accept), ("Accept-Encoding", "gzip, deflate")]
    headers += [("If-None-Match", etag)] if etag else []
    headers += [("If-Modified-Since", last_modified)] if last_modified else []
    gone_through: list[str] = []
    here = address.strip()
    while True:
        target = _checked(here)
        connecting = _Connecting(resolve, allow_private, deadline, limits)
        answer = _ask(target, headers, connecting, limits)
        there = answer.header("location") if answer.status in (301, 302, 303, 307, 308) else ""
        if not there:
            return _judged(answer, here, gone_through, bool(etag or last_modified))
        gone_through.append(here)
        try:
            here = urljoin(here, quote(there.strip().encode("latin-1"), safe=_AS_SENT))
        except ValueError:
            raise Refused("The site redirects to what is no address. Open it in a browser and copy the address from "
                          "there.") from None  # fmt: skip
        if here in gone_through:
            raise Refused("The address leads back to itself in a circle of redirects. Open it in a browser and copy "
                          "the address from there.", circling=True)  # fmt: skip
        if len(gone_through) > limits.redirects:
            raise Refused(f"The address redirects more than {limits.redirects} times. Open it in a browser and copy "
                          "the address from there.", circling=True)  # fmt: skip


def _judged(answer: Fetched, here: str, gone_through: list[str], asked: bool) -> Fetched:
    """The answer with where it came from; raises for a status that brings nothing."""
    status = answer.status
    if status == 304 and not asked:
        raise Failed("The site says that nothing has changed, though it was not asked that.", status)
    if status in (200, 203, 304):
        return Fetched(here, status, answer.headers, answer.raw, answer.body, gone_through, answer.fetched_at,
                       answer.peer, not_modified=status == 304)  # fmt: skip
    if status in (404, 410):
        raise Refused("The site says that there is no such page (any more). Check the address.", status)
    if status in (401, 402, 403, 451):
        raise Refused("The site does not show this page to programs, or not without a login. Paste the text.", status)
    if status in (408, 425, 429) or status >= 500:
        sentence = f"The site cannot answer just now (status {status})."
        raise Failed(sentence, status, _retry_after(answer))
    raise Refused(f"The site answered with status {status}, which brings no page. Paste the text.", status)


def _retry_after(answer: Fetched) -> dt.timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3); None where it is neither."""
    value = answer.header("retry-after").strip()
    if value.isascii() and value.isdigit() and len(value) < 9:
        return dt.timedelta(seconds=int(value))
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return max(at - answer.fetched_at, dt.timedelta())


# --- where it may go ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL[self.scheme] else f"{host}:{self.port}"


def _checked(address: str) -> _Target:
    """The parts of an address that may be asked for. Raises Refused."""
    if any(c.isspace() or not c.isprintable() for c in address):
        raise Refused("The address holds a space or a character that cannot be seen. Copy it anew.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise Refused("The address cannot be read: its host or port is not written as one.") from None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise Refused(f"Only http and https are asked for, not “{scheme or 'nothing'}:”.")
    if "@" in parts.netloc:
        raise Refused("The address holds a user name or password; leave out what stands before the @.")
    port = port or _USUAL[scheme]
    if port not in PORTS:
        raise Refused(f"Port {port} is not one that pages are served on.")
    return _Target(scheme, _host(parts), port, _path(parts))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not host or len(host) > 253:
        raise Refused("The address has no host name such as www.example.org.")
    if "." not in host and ":" not in host:
        raise Refused(f"“{host}” is a name of an inner network, not of a site.")
    return host.lower()


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|")
    return f"{path}?{query}" if query else path


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open net, whatever form an IPv4 address may be wrapped in."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(ip in net for net in _NEVER):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if int(ip) >> 32 & 0xFDFFFFFF == _ISATAP:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and (ip in _COMPATIBLE or any(ip in net for net in _NAT64)):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            # what a translator makes of it is what counts; the tunnels themselves lead nowhere that pages are
            return ip.ipv4_mapped is not None and is_public(str(inner))
    # "global" leaves out private, shared (RFC 6598), link-local with its metadata services, loopback and reserved nets
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class _Connecting(httpcore.NetworkBackend):
    """Connects for httpcore: one look-up, every address checked, and an end to all waiting at the deadline."""

    def __init__(self, resolve: Resolve, allow_private: Collection[str], deadline: float, limits: Limits) -> None:
        self.resolve, self.allow_private, self.deadline, self.limits = resolve, allow_private, deadline, limits
        self.plain = httpcore.SyncBackend()
        self.peer = ""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError("no address")
        for checked in self._places(host, port):
            try:
                # an IP address is not looked up again
                stream = self.plain.connect_tcp(checked, port, _left(self.deadline, self.limits.connect))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                error = refused
                continue
            self.peer = checked
            return _Timed(stream, self.deadline)
        raise error

    def _places(self, host: str, port: int) -> list[str]:
        """The IP addresses that a name means, each once. Raises Refused where one of them is not public."""
        try:
            found = list(dict.fromkeys(str(one[4][0]) for one in self._looked_up(host, port)))
        except (OSError, UnicodeError):
            raise Failed(f"The name {host} is not known. Check the address; the site may also be away.") from None
        allowed_here = f"{host}:{port}" in self.allow_private
        if not all(is_public(one) or (allowed_here and _is_loopback(one)) for one in found):
            # one inner address among public ones is enough: nobody says which one is tried first
            raise Refused(f"{host} is a machine of an inner network, and is not asked.")
        return found

    def _looked_up(self, host: str, port: int) -> list[tuple[Any, ...]]:
        """What the resolver says, in time: getaddrinfo has no limit of its own, and a slow server would hold us."""
        said: list[tuple[Any, ...]] = []
        wrong: list[Exception] = []

        def look_up() -> None:
            try:
                said.extend(self.resolve(host, port, type=socket.SOCK_STREAM))
            except Exception as error:  # told to whoever waits
                wrong.append(error)

        # a daemon: one that still waits when the worker ends is left behind
        looking = threading.Thread(target=look_up, daemon=True)
        looking.start()
        looking.join(_left(self.deadline, self.limits.connect))
        if looking.is_alive():
            raise httpcore.ConnectTimeout("the name was not looked up in time")
        if wrong:
            raise wrong[0]
        return said


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


class _Timed(httpcore.NetworkStream):
    """A stream on which no single wait goes beyond the deadline of the whole."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self.inner, self.deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, _left(self.deadline, timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self.inner.start_tls(ssl_context, server_hostname, _left(self.deadline, timeout))
        return _Timed(inner, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(deadline: float, wanted: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left if wanted is None else min(left, wanted)


@cache
def _trusted() -> ssl.SSLContext:
    """Mozilla's certificates: a slim image has none of its own. A test puts another in this place."""
    return ssl.create_default_context(cafile=certifi.where())


# --- one request --------------------------------------------------------------------------------------------------


def _ask(target: _Target, headers: list[tuple[str, str]], connecting: _Connecting, limits: Limits) -> Fetched:
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    sent = [(b"Host", target.authority.encode()), *((name.encode(), _line(value)) for name, value in headers)]
    sent.append((b"Connection", b"close"))
    timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
    # no pool is kept and no proxy read from the environment: a connection serves one request to a checked address
    with httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=connecting, max_connections=1) as pool:
        try:
            with pool.stream("GET", url, headers=sent, extensions={"timeout": timeouts}) as response:
                found = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
                answer = Fetched("", response.status, found, b"", b"", [], dt.datetime.now(dt.UTC), connecting.peer)
                if response.status not in (200, 203):
                    return answer
                raw = _received(response, answer, limits.size)
        except httpcore.TimeoutException:
            raise Failed("The site takes too long to answer.") from None
        except (httpcore.ConnectError, OSError) as error:
            raise Failed(_connection(error, target.host)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Failed(f"The site broke off or sent what is no answer ({error}).") from None
    body = _decompressed(raw, answer.all("content-encoding"), limits.size)
    return Fetched("", answer.status, answer.headers, raw, body, [], answer.fetched_at, answer.peer)


def _line(value: str) -> bytes:
    """A header's value: what was stored of an earlier answer goes back as it came, on one line."""
    return value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace")


def _connection(error: Exception, host: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"The certificate of {host} is not valid, so that nobody can say who answers."
    return f"{host} does not answer ({error})."


def _received(response: httpcore.Response, answer: Fetched, most: int) -> bytes:
    said = answer.header("content-length")
    if said.isascii() and said.isdigit() and int(said[:20]) > most:
        raise Refused(f"What the site sends is larger than {most:,} bytes, and is not taken.")
    taken = bytearray()
    for piece in response.iter_stream():
        taken += piece
        if len(taken) > most:
            raise Refused(f"What the site sends is larger than {most:,} bytes, and is not taken.")
    return bytes(taken)


def _decompressed(raw: bytes, encodings: str, most: int) -> bytes:
    """The body as it was before it was compressed; a bomb is stopped at `most` bytes."""
    names = [name.strip().lower() for name in encodings.split(",") if name.strip().lower() not in ("", "identity")]
    if len(names) > 2:
        raise Refused("The site compresses the page more than twice, as no site does.")
    for name in reversed(names):
        if name not in ("gzip", "x-gzip", "deflate"):
            raise Refused(f"The site sends the page compressed as “{name[:20]}”, which was not asked for.")
        raw = _inflated(raw, name, most)
    return raw


def _inflated(raw: bytes, name: str, most: int) -> bytes:
    if not raw:
        return raw
    # 47: gzip or zlib by its head; some servers send bare deflate under the name of zlib's (RFC 9110, 8.4.1.2)
    for bits in (47, -15) if name == "deflate" else (47,):
        try:
            return _members(raw, bits, most)
        except zlib.error:
            continue
    raise Failed("The page came compressed in a way that cannot be undone.")


def _members(raw: bytes, bits: int, most: int) -> bytes:
    """All parts of a gzip body (RFC 1952, 2.2); what follows them and is none is left out, as browsers do."""
    out = bytearray()
    rest = memoryview(raw)
    for _ in range(_MEMBERS):
        machine = zlib.decompressobj(bits)
        at = 0
        while not machine.eof and at < len(rest):
            # piece by piece: what is left over is copied out, and must not be the whole each time
            piece = machine.unconsumed_tail + bytes(rest[at : at + PIECE])
            at += PIECE
            out += machine.decompress(piece, most + 1 - len(out))
            if len(out) > most:
                raise Refused(f"What the site sends unpacks to more than {most:,} bytes, and is not taken.")
        if not machine.eof:
            raise Failed("The site broke off in the middle of the page.")
        rest = rest[min(at, len(rest)) - len(machine.unused_data) :]
        if bytes(rest[:2]) != b"\x1f\x8b":
            return bytes(out)
    raise Refused(f"The page is compressed in more than {_MEMBERS:,} parts, as no site does.")


# --- robots.txt ---------------------------------------------------------------------------------------------------


def robots_of(host: str, **how: Any) -> str:
    """The robots.txt of a server ("https://example.org:443"); "" where it has none (RFC 9309: 4xx allows all).

    Raises Failed where it cannot be had just now: then nothing may be asked there.
    """
    try:
        answer = fetch(f"{host}/robots.txt", accept="text/plain", limits=Limits(size=4 * ROBOTS_SIZE), **how)
    except Refused as refused:
        # RFC 9309, 2.3.1.2 and 2.3.1.3: more redirects than five are as if there were none
        if 400 <= refused.status < 500 or refused.circling:
            return ""
        raise
    # with a byte order mark the first line would not be known, and its group be lost
    return answer.body[:ROBOTS_SIZE].decode("utf-8-sig", "replace")


def _product(agent: str) -> str:
    """“tracker” of “tracker/1.0 (+https://example.org)”: what a robots.txt names (RFC 9309, 2.2.1)."""
    return (agent.split() or [""])[0].partition("/")[0]


def allowed(robots: str, agent: str, address: str) -> bool:
    """Whether robots.txt lets a program of that name ask for the address."""
    return _rules(robots).can_fetch(address, _product(agent))


def crawl_delay(robots: str, agent: str) -> float:
    """Seconds that robots.txt asks to leave between two requests; 0 where it does not."""
    seconds = float(_rules(robots).crawl_delay(_product(agent)) or 0)
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _rules(robots: str) -> Protego:
    return Protego.parse(robots.removeprefix("\ufeff"))
