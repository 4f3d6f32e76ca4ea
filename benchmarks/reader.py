"""A reader who is logged in: asks the pages of one database, in process, when told to by lines of JSON.

Run by `Reader`, one process a database, so that the same page can be asked of two sizes in turn: what
else the machine does then slows both alike, and the ratio holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

LOGIN = "bench"


class Failed(Exception):
    """A page or a query did not answer as it should."""


class Reader:
    """The other end: a process with DATABASE_URL set to `url`."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DATABASE_URL": url, "DEBUG": "0"},
        )

    def _do(self, what: str, **arguments: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps([what, arguments]) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Failed("The process that asks the pages has ended.")
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer["value"]

    def ask(self, address: str) -> float:
        """Milliseconds until the last byte of the page. Raises Failed unless it is a page."""
        return self._do("ask", address=address)

    def queries(self, address: str) -> int:
        """How many queries the page needs, those for session and user among them."""
        return self._do("queries", address=address)

    def is_there(self, address: str) -> bool:
        """Whether the address leads to a page at all in this checkout."""
        return self._do("is_there", address=address)

    def picks(self) -> dict[str, Any]:
        """What the addresses are filled with: benchmarks/picks.py."""
        return self._do("picks")

    def rows(self, name: str, query: str) -> int:
        """How many rows the list `name` has for `query`."""
        return self._do("rows", name=name, query=query)

    def select(self, name: str) -> str:
        """The SELECT that the file of the whole list `name` is made of, ready for psql."""
        return self._do("select", name=name)

    def cookie(self) -> str:
        """The session, for a server on the same database."""
        return self._do("cookie")

    def facts(self) -> dict[str, Any]:
        return self._do("facts")

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            if self._process.stdin:
                self._process.stdin.close()
        self._process.wait()


@contextlib.contextmanager
def readers(urls: dict[int, str]) -> Iterator[dict[int, Reader]]:
    """One for each size; {articles: reader}."""
    with contextlib.ExitStack() as stack:
        found = {}
        for articles, url in urls.items():
            found[articles] = Reader(url)
            stack.callback(found[articles].close)
        yield found


# --- the process ---------------------------------------------------------------------------------------


class _Asked:
    """What the process can do, each method under its name."""

    def __init__(self) -> None:
        from django.contrib.auth.models import User
        from django.test import Client

        from tracker.wsgi import application

        self._application = application
        user, is_new = User.objects.get_or_create(username=LOGIN, defaults={"is_superuser": True, "is_staff": True})
        if is_new:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self._cookie = client.cookies.output(attrs=[], header="", sep=";").strip()
        user.refresh_from_db()
        if user.last_login is None:
            raise Failed("The reader could not log in.")

    def _get(self, address: str) -> tuple[str, bytes]:
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_COOKIE": self._cookie}
        setup_testing_defaults(environ)
        environ["HTTP_HOST"] = "localhost"
        told: list[str] = []
        response = self._application(environ, lambda status, headers: told.append(status))
        try:
            body = b"".join(response)
        finally:
            response.close()
        return told[0], body

    def ask(self, address: str) -> float:
        started = time.perf_counter()
        status, _body = self._get(address)
        taken = (time.perf_counter() - started) * 1000
        if not status.startswith("200"):
            raise Failed(f"{address} answers {status}.")
        return taken

    def queries(self, address: str) -> int:
        from django.db import connection

        connection.force_debug_cursor = True
        try:
            self._get(address)
            return len(connection.queries_log)
        finally:
            connection.force_debug_cursor = False

    def is_there(self, address: str) -> bool:
        from django.urls import Resolver404, resolve

        try:
            resolve(address.partition("?")[0])
        except Resolver404:
            return False
        return True

    def picks(self) -> dict[str, Any]:
        from benchmarks.picks import picks

        return picks()

    def _found(self, name: str, query: str) -> Any:
        from django.http import QueryDict

        from articles.views import lists

        listed = getattr(lists, name.upper())
        asked = listed.filter(QueryDict(query), listed.rows())
        if not asked.is_valid():
            raise Failed(f"/{name}/?{query}: {'; '.join(asked.error_lines())}")
        return listed, asked.qs

    def rows(self, name: str, query: str) -> int:
        return self._found(name, query)[1].order_by().count()

    def select(self, name: str) -> str:
        import psycopg
        from django.db import connection

        from articles import exports

        listed, found = self._found(name, "")
        query, params = exports.select(listed.file.columns, found, "http://127.0.0.1", listed.for_file())
        with connection.cursor() as cursor:
            return psycopg.ClientCursor(cursor.connection).mogrify(query, params)

    def cookie(self) -> str:
        return self._cookie

    def facts(self) -> dict[str, Any]:
        from django.db import connection

        from articles.models import Article, Relay, Statement

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')")
            version, shared = cursor.fetchone()
            cursor.execute("SELECT pg_database_size(current_database())")
            (size,) = cursor.fetchone()
        return {
            "postgres": version.split()[0],
            "shared_buffers": shared,
            "bytes": size,
            "articles": Article.objects.count(),
            "statements": Statement.objects.count(),
            "relays": Relay.objects.count(),
        }


def _main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    asked = None
    for line in sys.stdin:
        what, arguments = json.loads(line)
        try:
            asked = asked or _Asked()
            answer = {"value": getattr(asked, what)(**arguments)}
        except Exception as error:  # told to the other end, which goes on with the next page
            answer = {"error": f"{type(error).__name__}: {error}" if not isinstance(error, Failed) else str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _main()
