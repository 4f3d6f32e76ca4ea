import os

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from articles import queue
from tracker import database, worker
from tracker.management.commands.serve import EndsWithParent


class Command(EndsWithParent):
    # they read every view and form, which no job needs; the web server and the tests have them checked
    requires_system_checks: list[str] = []
    help = "Runs jobs of the queue in the foreground until Ctrl-C or SIGTERM, and then those under way to their end."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--concurrency", type=int, default=settings.WORKER_JOBS, help="Jobs at once (WORKER_JOBS: %(default)s)."
        )
        parser.add_argument(
            "--queue", action="append", metavar="NAME", help="Serve this queue alone; may be given several times."
        )

    def handle(self, *args, **options) -> None:
        concurrency, queues = options["concurrency"], options["queue"]
        pool = settings.DATABASES["default"]["OPTIONS"].get("pool")
        if concurrency < 1:
            raise CommandError("--concurrency is at least 1.")
        if pool and concurrency > pool["max_size"]:
            raise CommandError(
                f"Each of {concurrency} jobs at once has a connection of its own, and a process may have "
                f"{pool['max_size']}: raise DATABASE_POOL, or start more workers."
            )
        if options["end_with_parent"]:
            self.end_with_parent()
        database.close_connections()
        try:
            worker.work(
                concurrency=concurrency,
                queues=sorted({*queues, queue.UPKEEP}) if queues else None,
                when_ready=lambda: self.ready(concurrency),
            )
        except worker.Broken as error:
            raise CommandError(str(error)) from error

    def ready(self, concurrency: int) -> None:
        jobs = "1 job" if concurrency == 1 else f"{concurrency} jobs"
        self.stdout.write(f"Worker {os.getpid()} runs up to {jobs} at once - Ctrl-C stops it.")
        self.stdout.flush()
