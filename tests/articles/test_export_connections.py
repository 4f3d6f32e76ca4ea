"""Downloads over real connections of their own: slow readers, readers who leave, files that break."""

import contextlib
import socket
import time

import pytest
from django.db import models
from django.db.models import F, Func, Value
from django.test import Client

from articles import columns, exports
from articles.columns import Column, File, Type
from articles.views import lists
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 300
# 20 KB a row: 6 MB, more than the sockets between server and reader hold
LONG = Func(Value("x"), Value(20_000), function="repeat", output_field=models.TextField())
# fails at the row that was made last; random() keeps PostgreSQL from working it out before it sorts
BREAKS = Func(
    F("pk"),
    template="1 / (%(expressions)s - (SELECT max(id) FROM articles_claim) + (random() * 0)::int)",
    output_field=models.IntegerField(),
)


@pytest.fixture
def long_files(monkeypatch):
    """Claims, each with a long cell; returns a way to add a column."""
    for number in range(ROWS):
        make_claim(f"Claim {number:03}")

    def use(*more):
        made = (*columns.CLAIMS.columns[:2], Column("long", Type.WORD, "", LONG), *more)
        monkeypatch.setattr(lists, "CLAIMS", _with(lists.CLAIMS, made))

    use()
    return use


def _with(listed, made):
    file = File(listed.file.name, listed.file.row, made)
    return lists.Listed(file, listed.filter, listed.rows, listed.shown, listed.written)


@pytest.fixture
def researcher():
    client = Client()
    client.force_login(make_user("Researchers"))
    return client


def test_a_file_holds_what_is_committed(researcher, long_files):
    data = b"".join(researcher.get("/claims.csv").streaming_content)
    assert data.count(b"\r\n") == ROWS + 1


def test_more_downloads_than_connections_are_told_so_and_pages_stay_up(live_server, researcher, long_files):
    with contextlib.ExitStack() as slow:
        for _ in range(3):
            slow.enter_context(_reading_slowly(live_server, researcher))
        assert _until(lambda: researcher.get("/claims.csv").status_code == 503)
        assert researcher.get("/claims/").status_code == 200
        assert researcher.get("/claims.about.json").status_code == 200
    # the readers have left: their connections are free again
    assert _until(lambda: _download_works(researcher))


def test_a_reader_who_leaves_gives_the_connection_back(researcher, long_files):
    for _ in range(10):
        response = researcher.get("/claims.csv")
        next(iter(response.streaming_content))
        response.close()
    assert _download_works(researcher)


def test_a_file_that_breaks_in_the_middle_never_looks_whole(researcher, long_files):
    long_files(Column("breaks", Type.NUMBER, "", BREAKS))
    response = researcher.get("/claims.csv?sort=claim")
    assert response.status_code == 200
    got = []
    with pytest.raises(Exception, match="division by zero"):
        for block in response.streaming_content:
            got.append(block)
    assert 1 < b"".join(got).count(b"\r\n") < ROWS + 1
    long_files()
    assert _download_works(researcher)


def test_a_broken_file_ends_the_connection_of_the_server(live_server, researcher, long_files):
    long_files(Column("breaks", Type.NUMBER, "", BREAKS))
    with _connected(live_server, researcher) as reader:
        data = b"".join(iter(lambda: reader.recv(1 << 20), b""))
    # over HTTP/1.0 the end of the connection is all there is; gunicorn's chunks lack the last one
    _head, body = data.split(b"\r\n\r\n", 1)
    assert body.startswith(b"claim_id,")
    assert body.count(b"\r\n") < ROWS + 1


def test_an_error_at_once_is_no_file(researcher, long_files):
    long_files(Column("breaks", Type.NUMBER, "", Func(Value(1), template="1 / (%(expressions)s - 1)")))
    with pytest.raises(Exception, match="division by zero"):
        researcher.get("/claims.csv")
    long_files()
    assert _download_works(researcher)


def test_a_file_cannot_write():
    with exports.connection() as opened, pytest.raises(Exception, match="read-only"):
        opened.execute("CREATE TABLE never (id int)")


def _download_works(client):
    response = client.get("/claims.csv")
    if response.status_code != 200:
        return False
    return b"".join(response.streaming_content).count(b"\r\n") == ROWS + 1


@contextlib.contextmanager
def _connected(server, client):
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(60)
        reader.connect((server.thread.host, server.thread.port))
        cookie = f"sessionid={client.cookies['sessionid'].value}"
        reader.sendall(f"GET /claims.csv HTTP/1.0\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        yield reader


@contextlib.contextmanager
def _reading_slowly(server, client):
    """A reader who takes the first bytes and no more."""
    with _connected(server, client) as reader:
        assert reader.recv(12) == b"HTTP/1.1 200" or reader.recv(12)
        yield


def _until(true, seconds=30):
    """Waits for another thread."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
