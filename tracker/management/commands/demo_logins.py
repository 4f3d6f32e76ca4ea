from django.core.management.base import BaseCommand

from tracker.demo_logins import demo_passwords, demo_users


class Command(BaseCommand):
    help = "Makes the three demo users if they are not there, and prints how to log in as each."

    def handle(self, *args, **options) -> None:
        demo_users()
        self.stdout.write("Demo logins (user name, password):")
        for name, password in demo_passwords().items():
            self.stdout.write(f"  {name:<12}{password}")
