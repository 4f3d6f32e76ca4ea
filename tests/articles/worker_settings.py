"""The project's settings for a worker of the tests: tasks of theirs, and sites of this machine."""

from tracker.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.articles.queue_tasks"]


class Examples:
    """Every site under .example (RFC 2606), on whatever port, is a server of this machine."""

    def __contains__(self, authority):
        return ".example:" in authority


FETCH_LOCAL = Examples()
FETCH_PACE = 0
