"""The admin under its own name, with access decided by is_staff as everywhere else."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class TrackerAdminSite(admin.AdminSite):
    site_header = "Source attribution tracker: curation"
    site_title = "Curation"
    index_title = "What is curated"


class TrackerAdminConfig(AdminConfig):
    default_site = "tracker.admin_site.TrackerAdminSite"
