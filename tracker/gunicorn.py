"""gunicorn's settings: `gunicorn -c python:tracker.gunicorn tracker.wsgi`, and what `manage.py serve` runs.

Threads, since a sync worker is killed at its timeout in the middle of a slow download, and the reader is
left with half a file under status 200.
"""

import ctypes
import os
import signal
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from tracker.settings import whole_number

try:
    port = whole_number("PORT", 8000, 1, 65535)
    workers = whole_number("WEB_WORKERS", 2, 1, 100)
    threads = whole_number("WEB_THREADS", 8, 1, 100)
except ImproperlyConfigured as error:
    raise SystemExit(str(error)) from None

host = os.environ.get("HOST", "").strip() or "127.0.0.1"
bind = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
worker_class = "gthread"
# what a request may still take when the server is told to stop, in seconds
graceful_timeout = 10
# gunicornc's socket lies in the home folder, one for all installations; nothing here uses it
control_socket_disable = True


def end_with_parent(signum: signal.Signals) -> None:
    """From now on this process gets `signum` when the process that started it ends, even by SIGKILL. Linux only."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, <linux/prctl.h>
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(signum))


STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


def on_starting(server: Any) -> None:
    # until a worker has handlers of its own it has the arbiter's, which only take note: told to stop before it
    # runs, or while it loads Django, it would stay for the whole graceful_timeout
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOPS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS),
        after_in_child=_end_when_told,
    )


def _end_when_told() -> None:
    for signum in STOPS:
        signal.signal(signum, lambda *_: os._exit(0))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def post_fork(server: Any, worker: Any) -> None:
    # a worker would notice in a second, and until then hold port and database against the next start
    end_with_parent(signal.SIGKILL)
    if os.getppid() != server.pid:
        os.kill(os.getpid(), signal.SIGKILL)
