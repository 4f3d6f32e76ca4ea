"""What workers run: a few lines each, that call an action. A task may run twice; none does harm the second time."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from articles import copying, queue
from articles.models import Article

EVERY = settings.WORKER_RESCUE
# a sixth field counts seconds
OFTEN = "* * * * *" if EVERY == 60 else f"* * * * * */{EVERY}"


# No lock: a rescue that is itself left by a dead worker would hold up every other.
@app.periodic(cron=OFTEN)
@app.task(name="rescue", queue=queue.UPKEEP, queueing_lock="rescue", priority=100)
def rescue(timestamp: int) -> None:
    queue.rescue()


@app.periodic(cron="17 3 * * *")
@app.task(name="remove_finished", queue=queue.UPKEEP, queueing_lock="remove_finished", retry=queue.BackOff(attempts=3))
def remove_finished(timestamp: int) -> None:
    queue.remove_finished()


# --- what follows from a new text ---------------------------------------------------------------------

COPIES = "copies"  # a queue of its own, so that workers for it can be added: docs/operations.md


# behind everything else: nobody waits for it
@app.task(name="find_copies", queue=COPIES, priority=-10, retry=queue.BackOff(attempts=5))
def find_copies(article_id: int) -> None:
    article = Article.objects.living().filter(pk=article_id).first()
    if article is not None:
        copying.find_copies_of(article)
