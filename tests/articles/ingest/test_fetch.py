"""What is fetched, and what is refused: against real servers of this machine, each misbehaving in its own way."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import ipaddress
import ssl
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest import fetch as fetching
from articles.ingest.fetch import Failed, Limits, Refused, allowed, fetch, is_public, robots_of
from tests.articles.ingest.conftest import answered, local, page

# without the time, which the names of tests would carry
gzipped = functools.partial(gzip.compress, mtime=0)

QUICK = Limits(connect=2, read=1, total=2)


# --- where it may go ---


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "nonsense", ""),
    ],
)
def test_inner_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]
)
def test_open_addresses_are_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_no_wrapping_makes_an_inner_address_public(address):
    wrapped = [ipaddress.IPv6Address(f"::ffff:{address}"), ipaddress.IPv6Address(f"64:ff9b::{address}")]
    wrapped.append(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80)))
    for one in wrapped:
        assert is_public(str(one)) <= is_public(str(address))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://site.example/", "Only http and https"),
        ("file:///etc/passwd", "Only http and https"),
        ("//site.example/", "Only http and https"),
        ("http://user:secret@site.example/", "user name"),
        ("http://site.example:22/", "Port 22"),
        ("http://site.example:99999/", "cannot be read"),
        ("http:///path", "no host name"),
        ("http://localhost/", "inner network"),
        ("http://2130706433/", "inner network"),
        ("http://127.0.0.1/", "inner network"),
        ("http://0x7f.1/", "inner network"),
        ("http://0177.0.0.1/", "inner network"),
        ("http://[::1]/", "inner network"),
        ("http://[::ffff:127.0.0.1]/", "inner network"),
        ("http://site.example/a b", "space"),
        ("http://site.example/\u202eevil", "cannot be seen"),
    ],
)
def test_what_is_never_asked(address, why):
    with pytest.raises(Refused, match=why):
        fetch(address, agent="tracker-test/1")


def test_a_name_that_leads_inside_is_refused_before_any_connection(serve):
    site = serve(page())
    with pytest.raises(Refused, match="inner network"):
        fetch(site.url(), agent="a", resolve=lambda *_a, **_k: [local()])
    assert site.asked == []


def test_one_inner_address_among_open_ones_is_enough(serve):
    with pytest.raises(Refused, match="inner network"):
        fetch("http://site.example/", agent="a", resolve=lambda *_a, **_k: [local("8.8.8.8"), local("10.0.0.1")])


def test_a_name_is_looked_up_once_so_that_it_cannot_mean_another_machine_the_second_time(serve, monkeypatch):
    site, looked = serve(page()), []

    def rebinding(host, port, **_how):
        looked.append(host)
        return [local("8.8.8.8" if len(looked) == 1 else "127.0.0.1")]

    connected = []

    class Plain(fetching.httpcore.SyncBackend):
        def connect_tcp(self, host, port, *rest, **more):
            connected.append(host)
            raise fetching.httpcore.ConnectError("not tried")

    monkeypatch.setattr(fetching.httpcore, "SyncBackend", Plain)
    with pytest.raises(Failed, match="does not answer"):
        fetch(site.url(), agent="a", resolve=rebinding)
    assert (looked, connected, site.asked) == (["site.example"], ["8.8.8.8"], [])


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://169.254.169.254/latest/meta-data/", "inner network"),
        ("http://127.0.0.1/", "inner network"),
        ("file:///etc/passwd", "Only http and https"),
        ("gopher://site.example/", "Only http and https"),
        ("/", "circle"),
    ],
)
def test_each_redirect_is_checked_anew(serve, to, why):
    site = serve(answered(status="302 Found", Location=to))
    how = site.how
    outside = how.pop("resolve")
    with pytest.raises(Refused, match=why):
        fetch(
            site.url(),
            **how,
            resolve=lambda host, *a, **k: outside() if host == site.name else [local(host)],
        )


def test_redirects_have_an_end(serve):
    def on(head, _there):
        number = int(head.split()[1].strip(b"/") or 0)
        return answered(status="301 Moved", Location=f"/{number + 1}")

    with pytest.raises(Refused, match="more than 5 times"):
        fetch((site := serve(on)).url(), **site.how)
    assert len(site.asked) == 6


def test_the_way_is_told(serve):
    site = serve(lambda head, _t: page() if b"/new" in head else answered(status="308 Gone on", Location="new?a=1"))
    found = fetch(site.url("/old"), **site.how)
    assert (found.address, found.redirects, found.peer) == (site.url("/new?a=1"), [site.url("/old")], "127.0.0.1")


# --- what comes ---


def test_a_page_as_it_came(serve):
    site = serve(page("<p>Grüße</p>".encode(), ETag='"7"', Last_Modified="Mon, 01 Sep 2025 10:00:00 GMT"))
    found = fetch(site.url("/a?b=c d".replace(" ", "%20")), **site.how)
    assert (found.status, found.body.decode(), found.raw) == (200, "<p>Grüße</p>", found.body)
    assert (found.etag, found.last_modified, found.content_type, found.not_modified) == (
        '"7"',
        "Mon, 01 Sep 2025 10:00:00 GMT",
        "text/html",
        False,
    )
    head = site.asked[0].decode()
    assert head.startswith("GET /a?b=c%20d HTTP/1.1\r\n")
    assert f"Host: {site.authority}\r\n" in head
    assert "User-Agent: tracker-test/1\r\n" in head
    assert "Cookie" not in head
    assert dt.datetime.now(dt.UTC) - found.fetched_at < dt.timedelta(minutes=1)


def test_only_what_changed_is_asked_for(serve):
    site = serve(answered(status="304 Not Modified", ETag='"7"'))
    found = fetch(site.url(), etag='"7"', last_modified="Mon\r\nX-Evil: 1", **site.how)
    assert (found.not_modified, found.body, found.etag) == (True, b"", '"7"')
    head = site.asked[0].decode()
    assert 'If-None-Match: "7"\r\n' in head
    assert "\r\nX-Evil" not in head


@pytest.mark.parametrize("name", ["gzip", "deflate", "bare deflate", "twice"])
def test_what_is_compressed_is_unpacked_and_kept_as_it_came(serve, name):
    text = b"<p>Here.</p>" * 50
    machine = zlib.compressobj(wbits=-15)
    packed, said = {
        "gzip": (gzipped(text), "gzip"),
        "deflate": (zlib.compress(text), "deflate"),
        "bare deflate": (machine.compress(text) + machine.flush(), "deflate"),
        "twice": (gzipped(zlib.compress(text)), "deflate, gzip"),
    }[name]
    site = serve(page(packed, Content_Encoding=said))
    found = fetch(site.url(), **site.how)
    assert (found.body, found.raw) == (text, packed)


@pytest.mark.parametrize(
    ("sent", "error", "why"),
    [
        (page(gzipped(bytes(30_000_000)), Content_Encoding="gzip"), Refused, "unpacks to more"),
        (page(gzipped(gzipped(bytes(30_000_000))), Content_Encoding="gzip, gzip"), Refused, "unpacks"),
        (page(b"x", Content_Encoding="gzip, gzip, gzip"), Refused, "more than twice"),
        (page(b"x", Content_Encoding="br"), Refused, "compressed as “br”"),
        (page(b"no gzip", Content_Encoding="gzip"), Failed, "cannot be undone"),
        (page(gzipped(b"a" * 9999)[:-9], Content_Encoding="gzip"), Failed, "broke off"),
        (answered(b"", Content_Length="200000000"), Refused, "larger than"),
        (answered(b"", Content_Length="9" * 5000), Failed, "no answer"),
        (answered(b"half", Content_Length="400"), Failed, "broke off"),
        (answered(b"zz\r\nnonsense", Transfer_Encoding="chunked"), Failed, "broke off|no answer"),
        (b"SSH-2.0-OpenSSH\r\n", Failed, "no answer"),
        (b"", Failed, "broke off"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\n", Failed, "no answer"),
    ],
    ids=lambda given: str(given)[:60],
)
def test_what_does_not_come_whole(serve, sent, error, why):
    site = serve(sent)
    with pytest.raises(error, match=why):
        fetch(site.url(), **site.how, limits=Limits(connect=2, read=3, total=6))


def test_a_body_without_end_is_cut(serve):
    def on(_head, there):
        there.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            there.sendall(b"x" * 65536)

    site = serve(on)
    with pytest.raises(Refused, match="larger than 1,000,000 bytes"):
        fetch(site.url(), **site.how, limits=Limits(size=1_000_000))


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"], ids=["head", "body"])
def test_a_byte_now_and_then_holds_nobody(serve, head):
    def on(_head, there):
        there.sendall(head)
        for _ in range(200):
            there.sendall(b"H")
            time.sleep(0.1)

    site, begun = serve(on), time.monotonic()
    with pytest.raises(Failed, match="takes too long"):
        fetch(site.url(), **site.how, limits=QUICK)
    assert time.monotonic() - begun < 15  # 20 s and more without the deadline


@pytest.mark.parametrize(
    ("status", "error", "why"),
    [
        ("404 Not Found", Refused, "no such page"),
        ("410 Gone", Refused, "no such page"),
        ("403 Forbidden", Refused, "Paste the text"),
        ("401 Unauthorized", Refused, "Paste the text"),
        ("204 No Content", Refused, "status 204"),
        ("302 Found", Refused, "status 302"),
        ("503 Away", Failed, "status 503"),
        ("429 Slow down", Failed, "status 429"),
    ],
)
def test_what_a_status_means(serve, status, error, why):
    site = serve(answered(status=status))
    with pytest.raises(error, match=why) as raised:
        fetch(site.url(), **site.how)
    assert raised.value.status == int(status[:3])


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("120", 120, 120), ("Fri, 31 Dec 2199 23:59:59 GMT", 10**9, 10**10), ("soon", None, None)],
)
def test_how_long_to_wait_is_read(serve, said, least, most):
    site = serve(answered(status="503 Away", Retry_After=said))
    with pytest.raises(Failed) as raised:
        fetch(site.url(), **site.how)
    after = raised.value.retry_after
    assert after is None if least is None else least <= after.total_seconds() <= most


def test_a_name_nobody_knows(serve):
    def unknown(*_where, **_how):
        raise OSError("no such name")

    with pytest.raises(Failed, match="not known"):
        fetch("http://nowhere.example/", agent="a", resolve=unknown)


def test_names_outside_ascii_are_asked_as_dns_knows_them(serve):
    looked = []

    def note(host, *_where, **_how):
        looked.append(host)
        return [local("10.0.0.1")]

    with pytest.raises(Refused):
        fetch("http://müller.example/", agent="a", resolve=note)
    assert looked == ["xn--mller-kva.example"]


# --- TLS ---


def test_a_certificate_that_nobody_vouches_for_is_refused(serve, certificates):
    _authority, server = certificates
    site = serve(page(), wrap=lambda there: server.wrap_socket(there, server_side=True))
    with pytest.raises(Failed, match="certificate"):
        fetch(site.url(scheme="https"), **site.how)


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(serve, certificates, monkeypatch):
    authority, server = certificates
    mine = ssl.create_default_context()
    authority.configure_trust(mine)
    monkeypatch.setattr(fetching, "_trusted", lambda: mine)
    site = serve(page(), wrap=lambda there: server.wrap_socket(there, server_side=True))
    assert fetch(site.url(scheme="https"), **site.how).status == 200
    site.name = "another.example"
    with pytest.raises(Failed, match="certificate"):
        fetch(site.url(scheme="https"), **site.how)


@pytest.fixture(scope="module")
def certificates():
    """(authority, context of a server that has its certificate for site.example)."""
    import trustme

    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("site.example").configure_cert(server)
    return authority, server


# --- robots.txt ---


def test_what_robots_txt_allows():
    robots = "User-agent: *\nDisallow: /private/\n\nUser-agent: tracker\nDisallow: /archive/\nAllow: /archive/open"
    assert allowed(robots, "other/1", "http://site.example/archive/1")
    assert not allowed(robots, "other/1", "http://site.example/private/1")
    assert not allowed(robots, "tracker/2.0 (+https://x.example)", "http://site.example/archive/1")
    assert allowed(robots, "tracker/2.0", "http://site.example/archive/open")
    assert allowed("", "tracker/2.0", "http://site.example/")


def test_no_robots_txt_allows_all_and_one_that_is_away_nothing(serve):
    assert robots_of((site := serve(answered(status="404 No"))).url(""), **site.how) == ""
    with pytest.raises(Failed):
        robots_of((site := serve(answered(status="500 Away"))).url(""), **site.how)


def test_a_robots_txt_is_read_so_far(serve):
    site = serve(page(b"# " + b"x" * 600_000))
    assert len(robots_of(site.url(""), **site.how)) == fetching.ROBOTS_SIZE
