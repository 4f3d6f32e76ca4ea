from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from articles import importing, tasks
from articles.ingest.files import Unreadable
from articles.models import Article, Import, ImportLine
from sources.names import find


class Command(BaseCommand):
    help = (
        "Brings in a file of articles: CSV, JSON Lines, a ZIP of web pages, or a WARC. Prints one line for each "
        "that is refused, and a summary; exit status 1 if any was. What is in the record already is left as it is, "
        "but that another text of it becomes a revision; a command that was broken off is simply given again."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="CSV and JSON Lines name the columns of the template.")
        parser.add_argument("--dry-run", action="store_true", help="Store nothing; say what would become of each line.")
        parser.add_argument("--all-or-nothing", action="store_true", help="Store nothing if one line is refused.")
        parser.add_argument("--outlet", metavar="NAME", help="Of lines that name none, and have no known address.")
        parser.add_argument(
            "--no-address", choices=Article.NoAddress.values, default="", help="Why lines without an address have none."
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"What a column holds: {', '.join(importing.NAMES)}; nothing behind the = leaves it out.",
        )
        parser.add_argument("--encoding", default="", help="Of a file of rows, where it is not told rightly.")
        parser.add_argument("--delimiter", default="", help="Of a CSV file, where it is not told rightly.")
        parser.add_argument("--no-suggestions", action="store_true", help="Do not have the articles read afterwards.")
        parser.add_argument("--template", choices=["csv", "jsonl"], help="Write a template to FILE and stop.")

    def handle(self, *args, file: Path, **options) -> None:
        if options["template"]:
            file.write_bytes(importing.template(options["template"]))
            return
        imported = self._kept(file, options)
        self._map(imported, options["map"])
        try:
            importing.start(imported, trial=options["dry_run"], enqueue=lambda imported: None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        importing.run(imported.pk, enqueue=tasks.enqueue_reading)
        imported.refresh_from_db()
        for line in imported.lines.filter(outcome=ImportLine.Outcome.REFUSED).order_by("number").iterator():
            self.stderr.write(f"{imported.unit} {line.number}: {line.reason}")
        self._summary(imported)
        if imported.refused or imported.state == Import.State.FAILED:
            raise SystemExit(1)

    def _kept(self, path: Path, options) -> Import:
        outlet = None
        if options["outlet"]:
            found = [one for one in find(options["outlet"]).offered if one.is_publisher]
            if len(found) != 1:
                raise CommandError(f"“{options['outlet']}” is the name of {len(found)} outlets; one is needed.")
            outlet = found[0]
        try:
            with path.open("rb") as opened:
                imported = importing.keep(
                    File(opened, name=path.name),
                    outlet=outlet,
                    no_address=options["no_address"],
                    all_or_nothing=options["all_or_nothing"],
                    suggests=not options["no_suggestions"],
                )
            if options["encoding"] or options["delimiter"]:
                delimiter = options["delimiter"].replace("\\t", "\t")
                importing.reshape(imported, encoding=options["encoding"], delimiter=delimiter)
        except Unreadable as error:
            raise CommandError(str(error)) from None
        except LookupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from None
        return imported

    def _map(self, imported: Import, given: list[str]) -> None:
        for one in given:
            column, _, name = one.rpartition("=")
            if column not in imported.columns:
                raise CommandError(f"There is no column “{column}”; there are: {', '.join(imported.columns)}.")
            if name and name not in importing.NAMES:
                raise CommandError(f"“{name}” is no field; these are: {', '.join(importing.NAMES)}.")
            imported.mapping = {
                key: value for key, value in imported.mapping.items() if key != column and value != name
            }
            if name:
                imported.mapping[column] = name
        imported.save(update_fields=["mapping"])

    def _summary(self, imported: Import) -> None:
        would = "would be stored" if imported.is_trial else "stored"
        revised = f", {imported.revised:,} with a new text of a held article" if imported.revised else ""
        over = f", {imported.passed_over:,} that are no pages passed over" if imported.passed_over else ""
        self.stdout.write(
            f"{imported.get_state_display().capitalize()}: {imported.gone_through:,} {imported.unit}s gone through, "
            f"{imported.stored:,} {would}{revised}, {imported.held:,} held already, "
            f"{imported.refused:,} refused{over}. Import {imported.pk}."
        )
        if imported.problem:
            self.stdout.write(imported.problem)
