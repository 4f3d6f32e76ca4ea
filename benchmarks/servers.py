"""Servers on 127.0.0.1 that are asked over HTTP, and what they take of memory."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reader import Failed

BLOCK = 256 * 1024
STARTS_WITHIN = 60  # seconds
SLOWEST = 3600  # seconds for one answer


@dataclass
class Server:
    process: subprocess.Popen
    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> tuple[float, int, int]:
        """(seconds, bytes, lines) of an answer, read to its end. Raises Failed unless it is 200 and whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST)
        started = time.perf_counter()
        size = lines = 0
        try:
            connection.request("GET", address, headers={"Cookie": self.cookie, **self.headers})
            answer = connection.getresponse()
            while block := answer.read(BLOCK):
                size += len(block)
                lines += block.count(b"\n")
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"{address}: {type(error).__name__} {error}") from None
        finally:
            connection.close()
        if answer.status != 200:
            raise Failed(f"{address} answers {answer.status}.")
        return time.perf_counter() - started, size, lines

    def forget_peak(self) -> None:
        """From now on `peak` is of what comes. Linux only."""
        for pid in self._family():
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak(self) -> float | None:
        """The most memory, in MB, that the process which answers has taken since; None without /proc."""
        peaks = [peak for pid in self._family() if (peak := peak_of(pid)) is not None]
        return max(peaks, default=None)

    def _family(self) -> list[int]:
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found


def peak_of(pid: int | str = "self") -> float | None:
    """Peak resident memory of a process in MB; None where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextlib.contextmanager
def serving(command: list[str], environment: dict[str, str], port: int, *, cookie: str = "") -> Iterator[Server]:
    """The server `command` starts on `port`, while the block lasts."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + STARTS_WITHIN
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None or time.monotonic() > ends:
                raise Failed(f"The server did not start: {' '.join(command)}")
            time.sleep(0.1)
        yield Server(process, port, cookie)
    finally:
        process.terminate()
        process.wait()
