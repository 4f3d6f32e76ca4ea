"""The project's settings for a worker of the tests, which has tasks of theirs, too."""

from tracker.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.articles.queue_tasks"]
