from django.core.management.base import BaseCommand

from articles import candidates
from articles.models import Statement

BATCH = 200


class Command(BaseCommand):
    help = "Looks for claims that accepted statements may make, for those that nobody has judged, and fills the queue."

    def handle(self, *args, **options) -> None:
        seen = last = 0
        while True:
            batch = list(
                Statement.objects.living()
                .filter(pk__gt=last, state="accepted")
                .select_related("article")
                .order_by("pk")[:BATCH]
            )
            if not batch:
                break
            candidates.search(batch)
            seen, last = seen + len(batch), batch[-1].pk
            self.stdout.write(f"{seen} statements")
        self.stdout.write(f"Done: {candidates.waiting().count()} statements wait in the queue.")
