from django.core.management import call_command

from tracker.management.commands import serve


class Command(serve.Command):
    help = "What make run does: brings the database up to date, loads the demo on first use, tells its logins, serves."

    def serve(self) -> None:
        # in one process: as commands of their own they would each load everything again
        self.stdout.write("Bringing the database up to date")
        call_command("migrate", verbosity=0)
        call_command("roles", verbosity=0)
        call_command("load_demo", if_empty=True)
        call_command("demo_logins")
        super().serve()
