"""A worker: one process that runs jobs of the queue, several at once, until it is told to stop.

Procrastinate's own worker does the work. Around it stands what keeps a job from being lost or run for nothing where
that worker leaves it to whoever uses it; each is told where it is done.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from procrastinate import exceptions, jobs, manager
from procrastinate.app import App, WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from articles import queue

logger = logging.getLogger(__name__)

# seconds until the next try to tell the database how a job ended: half a minute in all, as a restart may take
TOLD_AGAIN = (0.5, 1, 2, 4, 8, 16)
# seconds between two looks for jobs that nobody announced: those that are tried again, or were planned
POLLING = 2.0


class Broken(Exception):
    """The worker stopped without being told to; its text is one sentence."""


class JobManager(manager.JobManager):
    """What a worker tells the database, without the ways in which that ends a worker or leaves a job under way."""

    async def fetch_job(self, queues: Any, worker_id: int) -> jobs.Job | None:
        try:
            return await super().fetch_job(queues, worker_id)
        except exceptions.UniqueViolation:
            # another worker has just taken one with the same lock, that came later or matters less
            return None

    async def retry_job(self, job: jobs.Job, *args: Any, **kwargs: Any) -> None:
        try:
            await self._surely(lambda: super(JobManager, self).retry_job(job, *args, **kwargs))
        except exceptions.UniqueViolation:
            # one with its queueing lock waits: that does this one's work, which would else be under way for ever
            await self.finish_job(job, jobs.Status.ABORTED, delete_job=False)

    async def finish_job(self, *args: Any, **kwargs: Any) -> None:
        await self._surely(lambda: super(JobManager, self).finish_job(*args, **kwargs))

    async def update_heartbeat(self, worker_id: int) -> None:
        await super().update_heartbeat(worker_id)
        touch()

    async def _surely(self, call: Callable[[], Awaitable[None]]) -> None:
        """Tells it again while the database is away: a job that has run should not run once more for that."""
        for seconds in TOLD_AGAIN:
            try:
                return await call()
            except exceptions.ConnectorException as error:
                if isinstance(error.__cause__, psycopg.errors.RaiseException):
                    # what Procrastinate's functions say of a job that is over: this worker was slow, and taken for dead
                    logger.warning("A job had been taken over before it ended here: %s", error.__cause__)
                    return None
                if not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                logger.warning("How a job ended could not be told to the database; it is told again.")
                await asyncio.sleep(seconds)
        return await call()


def touch() -> None:
    if settings.WORKER_FILE:
        Path(settings.WORKER_FILE).touch()


def work(*, concurrency: int, queues: Sequence[str] | None, when_ready: Callable[[], None]) -> None:
    """Runs jobs until SIGTERM, SIGINT or SIGHUP, and then those under way to their end. Raises Broken.

    A second signal ends the process at once, as SIGKILL would: another worker takes its jobs over.
    """
    # its own few connections, beside one for each job
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=10)
    # what is set on the one imported, a proxy, would stay with that
    with app.replace_connector(connector) as own:
        own.job_manager = JobManager(connector)
        try:
            asyncio.run(_work(own, concurrency, queues, when_ready))
        except exceptions.ConnectorException as error:
            reason = " ".join(str(error.__cause__ or error).split())
            raise Broken(f"The worker stopped, since the database failed it: {reason}") from error


async def _work(app: App, concurrency: int, queues: Sequence[str] | None, when_ready: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    # Python's own has some threads a processor, however many jobs are to run at once
    loop.set_default_executor(ThreadPoolExecutor(concurrency + 1, thread_name_prefix="job"))
    stopping: list[str] = []  # why: the name of a signal, or a sentence

    def stop(why: str) -> None:
        if not stopping:
            working.cancel()
        stopping.append(why)

    def told(signum: signal.Signals) -> None:
        if any(why in signal.Signals.__members__ for why in stopping):
            # not through the end of the threads, which is that of their jobs
            os._exit(128 + signum)
        stop(signum.name)

    def unheard(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """How a job ended could not be told: it would be under way for as long as this worker lives."""
        loop.default_exception_handler(context)
        task = context.get("future")
        if isinstance(task, asyncio.Task) and task.get_name().startswith("process job"):
            stop("The worker stopped, since it could not tell the database how a job ended.")

    async with app.open_async():
        options: WorkerOptions = {
            "concurrency": concurrency,
            "install_signal_handlers": False,
            "fetch_job_polling_interval": POLLING,
            "shutdown_graceful_timeout": settings.WORKER_GRACE,
            "update_heartbeat_interval": settings.WORKER_HEARTBEAT,
            "stalled_worker_timeout": settings.WORKER_STALLED,
            "task_middleware": [*app.worker_defaults["task_middleware"], queue.note_errors],
        }
        if queues:
            options["queues"] = queues
        working = asyncio.ensure_future(app.run_worker_async(**options))
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            # one that is ignored (nohup) stays so
            if signal.getsignal(signum) is not signal.SIG_IGN:
                loop.add_signal_handler(signum, told, signum)
        loop.set_exception_handler(unheard)
        touch()
        when_ready()
        try:
            await working
        except asyncio.CancelledError:
            if stopping[0] in signal.Signals.__members__:
                return
            raise Broken(stopping[0]) from None
    raise Broken("The worker stopped, since something beside its jobs failed; the log has more.")
