from django.core.management.base import BaseCommand, CommandError

from tracker.roles import sync_roles


class Command(BaseCommand):
    help = "Makes the groups Editors, Staff and Researchers and their permissions what they should be."

    def handle(self, *args, **options) -> None:
        try:
            counts = sync_roles()
        except LookupError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count} permissions" for name, count in counts.items()))
