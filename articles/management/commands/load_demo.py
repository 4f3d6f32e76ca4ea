from django.core.management.base import BaseCommand, CommandError

from articles.demo.load import load_demo
from articles.models import Article
from tracker.demo_logins import demo_users


class Command(BaseCommand):
    help = "Loads the demo corpus: fictional articles, marked as an editor would have."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where there are articles already.")

    def handle(self, *args, if_empty: bool, **options) -> None:
        if Article.objects.exists():
            if if_empty:
                return
            raise CommandError("There are articles already; the demo corpus is for an empty database.")
        self.stdout.write("Loading the demo corpus ...")
        counts = load_demo(demo_users()["editor"])
        self.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()))
