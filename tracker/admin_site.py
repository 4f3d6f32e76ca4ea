"""The admin under its own name. Loaded before the models are, so the site itself stands in curation.py."""

from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    default_site = "tracker.curation.CurationSite"
