from django.core.management.base import BaseCommand

from articles import open_names, summaries
from articles.relays import rebuild


class Command(BaseCommand):
    help = (
        "Derives all relays and summary rows anew and reports how many rows differed; with --check, writes nothing. "
        "Edits may go on meanwhile."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare; exit status 1 if any row differs.")
        parser.add_argument(
            "--summaries",
            action="store_true",
            dest="only_summaries",
            help="Leave the relays alone; only the summary rows.",
        )

    def handle(self, *args, check: bool, only_summaries: bool, **options) -> None:
        seen = differed = 0
        if not only_summaries:
            for seen, differing in rebuild(write=not check):
                differed += differing
                self.stdout.write(f"{seen} articles, {differed} rows differed")
        differed += self._summaries(write=not check)
        self.stdout.write(f"Done: {seen} articles, {differed} rows differed.")
        if check and differed:
            raise SystemExit(1)

    def _summaries(self, *, write: bool) -> int:
        found = summaries.differences()
        for name, rows in found.items():
            self.stdout.write(f"{name}: {rows} rows differed")
        if write and any(found.values()):
            summaries.rebuild()
        names = open_names.rebuild(write=write)
        self.stdout.write(f"names that wait for a source: {names} rows differed")
        return sum(found.values()) + names
