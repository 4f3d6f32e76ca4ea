"""Python's collector of cycles, held up where much is made and none of it is a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """For work that makes many things and no cycle (a test counts them); what it drops is freed all the same.

    The collector goes over all that the process holds whenever some hundred things are new: a third of the time of
    reading an article, a fifth of that of a long claim, and more than ten times as much for ten times the things.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
