import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command

from tracker.management.commands import serve

# seconds that running jobs are given; whoever waits for a prompt is not kept longer
WORKER_STOPS = 10


class Command(serve.Command):
    help = "What make run does: the database up to date, the demo on first use, its logins, a worker, the web server."

    def serve(self) -> None:
        # in one process: as commands of their own they would each load everything again
        self.stdout.write("Bringing the database up to date")
        call_command("migrate", verbosity=0)
        call_command("roles", verbosity=0)
        call_command("load_demo", if_empty=True)
        call_command("demo_logins")
        with worker():
            super().serve()


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """A worker runs beside this block, and ends with it or, however this process ends, after it."""
    started_by = os.getpid()
    process = subprocess.Popen(  # noqa: S603 - our own list of words
        [sys.executable, settings.BASE_DIR / "manage.py", "work", "--end-with-parent"],
        stdin=subprocess.DEVNULL,
        # Ctrl-C is for the web server, which ends here; told twice, a worker would not wait for its jobs
        start_new_session=True,
    )
    try:
        yield
    finally:
        # gunicorn's workers are forks, and leave this block too
        if os.getpid() == started_by:
            process.terminate()
            try:
                process.wait(WORKER_STOPS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
