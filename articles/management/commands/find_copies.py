from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from articles import copying
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Looks for copies: fingerprints the articles whose newest text is not fingerprinted yet, compares each with "
        "those that share fingerprints, and suggests pairs to the editors. May be stopped at any time and goes on "
        "where it was."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("articles", nargs="*", type=int, metavar="ID", help="These articles alone, done or not.")
        parser.add_argument("--at-most", type=int, metavar="N", help="Stop after so many.")

    def handle(self, *args, articles: list[int], at_most: int | None, **options) -> None:
        searched = failed = pairs = 0
        for pk in articles or copying.unsearched():
            if at_most is not None and searched >= at_most:
                break
            article = Article.objects.living().filter(pk=pk).first()
            if article is None:
                failed += 1
                self.stderr.write(f"{pk}: there is no such article, or it was merged.")
                continue
            try:
                found = copying.find_copies_of(article)
            except ValidationError as error:
                failed += 1
                self.stderr.write(f"{pk}: {' '.join(error.messages)}")
                continue
            searched += 1
            pairs += found.added
            if options["verbosity"] > 1 or articles or found.added or found.changed or found.withdrawn:
                self.stdout.write(f"{pk}: {found}")
        self.stdout.write(
            f"Done: {searched} articles searched, {pairs} new pairs{f', {failed} not' if failed else ''}."
        )
        if failed:
            raise SystemExit(1)
