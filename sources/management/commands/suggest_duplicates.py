"""Compares every source with every other and suggests which may be one."""

from django.core.management.base import BaseCommand

from sources import duplicates
from sources.models import LikelyDuplicate


class Command(BaseCommand):
    help = "Suggests likely duplicates among all sources; after an import, since forms compare what they save."

    def handle(self, *args, **options):
        for seen, total in duplicates.compare_all():
            self.stdout.write(f"\r{seen:,} of {total:,} sources compared", ending="")
            self.stdout.flush()
        self.stdout.write(f"\n{LikelyDuplicate.objects.waiting().count():,} pairs wait for a curator.")
