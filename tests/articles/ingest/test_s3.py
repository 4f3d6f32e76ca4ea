"""Captures in S3-compatible storage: what settings ask for, against a small server that speaks as much of S3."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KEEP_AND_READ = """
import json, sys, django
django.setup()
from articles.ingest import evidence
from django.core.files.storage import storages
sha256 = evidence.keep(b"<p>Here.</p>")
assert evidence.keep(b"<p>Here.</p>") == sha256
name = evidence.name_of(sha256)
print(json.dumps([name, evidence.gzip.decompress(storages["captures"].open(name).read()).decode()]))
"""


@pytest.fixture
def bucket():
    """(address, {path: bytes}, [method of each request]) of a store that holds what is put there."""
    held, asked = {}, []

    class Store(BaseHTTPRequestHandler):
        def answer(self, status, body=b""):
            asked.append(self.command)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"1"')
            self.send_header("Last-Modified", "Mon, 02 Mar 2026 10:15:00 GMT")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_HEAD(self):
            self.answer(200 if self.path in held else 404, held.get(self.path, b""))

        def do_GET(self):
            self.answer(200 if self.path in held else 404, held.get(self.path, b""))

        def do_PUT(self):
            held[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(200)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", held, asked
    server.shutdown()
    server.server_close()


def run(code, **environ):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CAPTURES", "S3_"))}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "tracker.settings"} | environ,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_captures_lie_in_a_bucket_compressed_and_once(bucket):
    address, held, asked = bucket
    done = run(
        KEEP_AND_READ,
        CAPTURES="s3://evidence/news",
        S3_ENDPOINT=address,
        AWS_ACCESS_KEY_ID="key",
        AWS_SECRET_ACCESS_KEY="secret",
        AWS_DEFAULT_REGION="eu-west-1",
    )
    assert done.returncode == 0, done.stderr
    name, read = json.loads(done.stdout)
    assert read == "<p>Here.</p>"
    assert list(held) == [f"/evidence/news/{name}"]
    assert held[f"/evidence/news/{name}"][:2] == b"\x1f\x8b"
    assert asked.count("PUT") == 1


def test_a_bucket_without_a_name_stops_the_start():
    done = run("import django; django.setup()", CAPTURES="s3://")
    assert "CAPTURES names no bucket" in done.stderr
