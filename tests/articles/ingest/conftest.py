"""Servers of this machine that misbehave, as names of the open net that lead to them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest


@dataclass
class Site:
    """`answer` gets the head of a request and the connection; what it returns is sent, and the connection closed."""

    answer: Callable[[bytes, socket.socket], bytes | None]
    name: str = "site.example"
    asked: list[bytes] = field(default_factory=list)
    port: int = 0

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://{self.name}:{self.port}{path}"

    @property
    def how(self) -> dict:
        """The keywords with which fetch reaches it."""
        return {"agent": "tracker-test/1", "resolve": lambda *_a, **_k: [local()], "allow_private": {self.authority}}

    @property
    def authority(self) -> str:
        return f"{self.name}:{self.port}"


def local(address: str = "127.0.0.1") -> tuple:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))


def answered(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def page(body: bytes = b"<p>Here.</p>", **headers: str) -> bytes:
    return answered(body, Content_Length=str(len(body)), Content_Type="text/html", **headers)


@pytest.fixture
def serve():
    """serve(answer) starts a site on a port from 8000 on, which fetch may ask; all end with the test."""
    stops = []

    def start(answer, *, name: str = "site.example", wrap=None) -> Site:
        site = Site(answer if callable(answer) else lambda _head, _there: answer, name)
        listening = _listening()
        site.port = listening.getsockname()[1]

        def one(there: socket.socket) -> None:
            with contextlib.suppress(OSError):
                there = wrap(there) if wrap else there
                with there:
                    there.settimeout(10)
                    head = b""
                    while b"\r\n\r\n" not in head and (piece := there.recv(65536)):
                        head += piece
                    site.asked.append(head)
                    if sent := site.answer(head, there):
                        there.sendall(sent)

        def run() -> None:
            while True:
                try:
                    there, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=[there], daemon=True).start()

        threading.Thread(target=run, daemon=True).start()
        stops.append(listening)
        return site

    yield start
    for listening in stops:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _listening() -> socket.socket:
    for port in range(8100, 9000):
        with contextlib.suppress(OSError):
            return socket.create_server(("127.0.0.1", port))
    raise OSError("no port from 8100 to 8999 is free")
