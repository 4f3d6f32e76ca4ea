from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from articles import suggesting
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Reads articles for suggested statements: those never read, those whose text changed, and those that an older "
        "version of the rules read. What a person has decided or changed is left as it is. May be stopped at any "
        "time and goes on where it was."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("articles", nargs="*", type=int, metavar="ID", help="These articles alone, read or not.")
        parser.add_argument("--at-most", type=int, metavar="N", help="Stop after so many.")

    def handle(self, *args, articles: list[int], at_most: int | None, **options) -> None:
        read = failed = 0
        for pk in articles or suggesting.unread():
            if at_most is not None and read >= at_most:
                break
            article = Article.objects.living().filter(pk=pk).first()
            if article is None:
                failed += 1
                self.stderr.write(f"{pk}: there is no such article, or it was merged.")
                continue
            try:
                told = suggesting.suggest(article)
            except ValidationError as error:
                failed += 1
                self.stderr.write(f"{pk}: {' '.join(error.messages)}")
                continue
            read += 1
            if options["verbosity"] > 1 or articles or told.added or told.changed or told.withdrawn:
                self.stdout.write(f"{pk}: {told}")
        self.stdout.write(f"Done: {read} articles read{f', {failed} not' if failed else ''}.")
        if failed:
            raise SystemExit(1)
