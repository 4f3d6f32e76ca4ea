"""A server of tests/data/press: twenty outlets on one port of this machine, whose pages change and whose feeds fail."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATA = Path(__file__).parent / "data" / "press"
EXPECTED: dict[str, dict[str, str]] = json.loads((DATA / "expected.json").read_text())


def saved(name: str, base: str) -> bytes:
    """A saved file, with `base` as the address of its outlet."""
    body = (DATA / name).read_bytes()
    for encoding in ("ascii", "utf-16-le"):
        body = body.replace("{base}".encode(encoding), base.encode(encoding))
    return body


class Press:
    """`changed` has {name: [(old, new)]}, words of pages; `failing` the outlets whose feeds are away."""

    def __init__(self) -> None:
        self.changed: dict[str, list[tuple[str, str]]] = {}
        self.failing: set[str] = set()
        self.server = _server(self)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def base(self, name: str) -> str:
        """An outlet's address."""
        return f"http://{name}.example:{self.port}"

    def local(self) -> frozenset[str]:
        """What FETCH_LOCAL has to name."""
        return frozenset(f"{name}.example:{self.port}" for name in EXPECTED)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, name: str, path: str) -> tuple[int, str, bytes]:
        """(status, media type, body)"""
        expected = EXPECTED.get(name)
        if expected is None or path not in ("/feed", expected["path"]):
            return 404, "text/plain", b""
        if path == "/feed":
            if name in self.failing:
                return 503, "text/plain", b"Closed for repairs."
            return 200, expected["feed_type"], saved(f"{name}.feed", self.base(name))
        body = saved(f"{name}.html", self.base(name))
        for old, new in self.changed.get(name, []):
            assert old.encode() in body
            body = body.replace(old.encode(), new.encode())
        # no charset here: the page says it itself, or nobody does
        return 200, "text/html", body


def _server(press: Press) -> ThreadingHTTPServer:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.headers["Host"].partition(".example")[0]
            status, media_type, body = press.answer(name, self.path)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    for port in range(8100, 9000):
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), Answer)
        except OSError:
            continue
    raise OSError("no port from 8100 to 8999 is free")
