from django.core.management.base import BaseCommand

from articles.relays import rebuild


class Command(BaseCommand):
    help = "Derives all relays anew and reports how many rows differed; with --check, writes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare; exit status 1 if any row differs.")

    def handle(self, *args, check: bool, **options) -> None:
        seen = differed = 0
        for seen, differing in rebuild(write=not check):
            differed += differing
            self.stdout.write(f"{seen} articles, {differed} rows differed")
        self.stdout.write(f"Done: {seen} articles, {differed} rows differed.")
        if check and differed:
            raise SystemExit(1)
