import functools
import gzip
import time

import pytest

from articles.ingest.fetch import Failed, Limits, Refused, allowed, fetch, is_public, robots_of
from tests.articles.ingest.conftest import answered, local, page

# without the time, which the names of tests would carry
gzipped = functools.partial(gzip.compress, mtime=0)


@pytest.mark.parametrize(
    "address",
    ["168.63.129.16", "192.0.0.192", "192.88.99.1", "fec0::1", "3fff::1", "2620:1::5efe:127.0.0.1"],
)
def test_what_python_calls_global_and_serves_no_pages(address):
    assert not is_public(address)


@pytest.mark.parametrize("to", ["http://[::1", "http://[x]/", "//["])
def test_a_redirect_to_what_is_no_address(serve, to):
    site = serve(answered(status="302 Found", Location=to))
    with pytest.raises(Refused, match="what is no address"):
        fetch(site.url(), **site.how)


@pytest.mark.parametrize(("to", "path"), [(b"/a b", b"/a%20b"), ("/straße".encode(), b"/stra%C3%9Fe")])
def test_a_redirect_is_escaped_as_browsers_do(serve, to, path):
    site = serve(
        lambda head, _there: (
            b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n"
            if head.startswith(b"GET / ")
            else page(b"there")
        )
    )
    assert fetch(site.url(), **site.how).body == b"there"
    assert site.asked[1].startswith(b"GET " + path + b" ")


def test_a_slow_name_server_holds_nobody(serve):
    site = serve(page())

    def slow(*_args, **_kwargs):
        time.sleep(3)
        return [local()]

    before = time.monotonic()
    with pytest.raises(Failed, match="too long"):
        fetch(site.url(), **{**site.how, "resolve": slow}, limits=Limits(total=0.5))
    assert time.monotonic() - before < 2


def test_a_server_that_may_be_asked_is_on_this_machine_alone(serve):
    site = serve(page())
    with pytest.raises(Refused, match="inner network"):
        fetch(site.url(), **{**site.how, "resolve": lambda *_a, **_k: [local(), local("10.0.0.1")]})
    assert site.asked == []


def test_all_parts_of_a_gzip_body_are_unpacked(serve):
    site = serve(page(gzipped(b"first ") + gzipped(b"second"), Content_Encoding="gzip"))
    assert fetch(site.url(), **site.how).body == b"first second"


def test_a_bomb_in_the_second_part_is_stopped(serve):
    site = serve(page(gzipped(b"a") + gzipped(bytes(50_000_000)), Content_Encoding="gzip"))
    with pytest.raises(Refused, match="unpacks to more"):
        fetch(site.url(), **site.how, limits=Limits(size=100_000))


def test_a_body_of_too_many_parts(serve):
    site = serve(page(gzipped(b"") * 100_000, Content_Encoding="gzip"))
    with pytest.raises(Refused, match="parts"):
        fetch(site.url(), **site.how)


def test_encodings_in_two_headers_are_both_undone(serve):
    body = gzipped(gzipped(b"x"))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    site = serve(head % len(body) + body)
    assert fetch(site.url(), **site.how).body == b"x"


def test_an_empty_body_said_to_be_gzip(serve):
    assert fetch((site := serve(page(b"", Content_Encoding="gzip"))).url(), **site.how).body == b""


def test_not_modified_counts_only_where_it_was_asked(serve):
    site = serve(answered(status="304 Not Modified"))
    with pytest.raises(Failed, match="not asked"):
        fetch(site.url(), **site.how)
    assert fetch(site.url(), **site.how, etag='"a"').not_modified


def test_a_robots_txt_with_a_byte_order_mark(serve):
    text = "\ufeffUser-agent: *\nDisallow: /\n"
    assert not allowed(text, "tracker", "http://site.example/a")
    site = serve(page(text.encode()))
    assert robots_of(site.url(""), **site.how).startswith("User-agent")


def test_a_robots_txt_in_a_circle_is_as_if_there_were_none(serve):
    site = serve(answered(status="302 Found", Location="/robots.txt"))
    assert robots_of(site.url(""), **site.how) == ""
