"""Writes docs/data.md from the registry of columns; with --check only says whether it is up to date."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.dictionary import dictionary


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when docs/data.md is stale.")

    def handle(self, *args, check, **options):
        path: Path = settings.BASE_DIR / "docs" / "data.md"
        if check:
            if not path.exists() or path.read_text() != dictionary():
                raise CommandError("docs/data.md is stale: run `python manage.py data_dictionary`.")
            return
        path.parent.mkdir(exist_ok=True)
        path.write_text(dictionary())
        self.stdout.write(f"wrote {path.relative_to(settings.BASE_DIR)}")
