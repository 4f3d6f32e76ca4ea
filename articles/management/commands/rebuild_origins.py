from django.core.management.base import BaseCommand

from articles import origins
from articles.models import Claim


class Command(BaseCommand):
    help = (
        "Counts the origins of all claims anew and reports how many rows differed; with --check, writes nothing. "
        "Edits may go on meanwhile."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare; exit status 1 if any row differs.")

    def handle(self, *args, check: bool, **options) -> None:
        differed = 0
        if check:
            for claim, rows in origins.differences():
                self.stdout.write(f"Claim {claim.pk}: {rows} rows differ")
                differed += rows
        else:
            for pk in Claim.objects.order_by("pk").values_list("pk", flat=True).iterator():
                differed += origins.refresh([pk])
        self.stdout.write(f"Done: {differed} rows differed.")
        if check and differed:
            raise SystemExit(1)
