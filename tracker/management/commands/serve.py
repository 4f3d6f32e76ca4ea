import os
import signal
import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from gunicorn.app.base import BaseApplication

from tracker import database
from tracker import gunicorn as configuration


class Server(BaseApplication):
    """gunicorn in this very process, so that there is none between it and whoever stops it."""

    def __init__(self, **hooks: Any) -> None:
        self.hooks = hooks
        super().__init__()

    def load_config(self) -> None:
        for name in self.cfg.settings:
            if hasattr(configuration, name):
                self.cfg.set(name, getattr(configuration, name))
        self.cfg.set("loglevel", "warning")
        for name, hook in self.hooks.items():
            self.cfg.set(name, hook)

    def load(self) -> Any:
        from tracker.wsgi import application

        return application


class EndsWithParent(BaseCommand):
    """A command of make run's, or of its parts: none stays behind when what started it is killed."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--end-with-parent", action="store_true", help="Stop when the process that started this one ends (Linux)."
        )

    def end_with_parent(self) -> None:
        parent = os.getppid()
        configuration.end_with_parent(signal.SIGTERM)
        if os.getppid() != parent:
            raise CommandError("The process that started this one has ended.")


class Command(EndsWithParent):
    help = "Serves the tracker in the foreground, on PORT (8000) of HOST (127.0.0.1), until Ctrl-C or SIGTERM."

    def check_address(self) -> None:
        host, port = configuration.host, configuration.port
        try:
            # gunicorn would try for five seconds and write a page
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            reason = str(error.strerror).split(" (", 1)[0]
            raise CommandError(f"Cannot serve on port {port} of {host}: {reason}; set PORT or HOST.") from None

    def handle(self, *args, **options) -> None:
        self.check_address()
        if options["end_with_parent"]:
            self.end_with_parent()
        self.serve()

    def serve(self) -> None:
        host, port = configuration.host, configuration.port
        ignores_hangup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

        def when_ready(server: Any) -> None:
            # a closed terminal: gunicorn would reload, and stay behind
            signal.signal(
                signal.SIGHUP,
                signal.SIG_IGN if ignores_hangup else lambda *_: server.SIG_QUEUE.put_nowait(signal.SIGTERM),
            )
            shown = "localhost" if host == "127.0.0.1" else host
            self.stdout.write(f"Serving on http://{shown}:{port}/ - Ctrl-C stops it.")
            self.stdout.flush()

        # a connection that two processes share would answer either with what the other asked
        database.close_connections()
        Server(when_ready=when_ready).run()
