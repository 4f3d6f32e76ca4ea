"""Users in the admin: Staff implies is_staff."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from tracker.roles import staff_follows_group

admin.site.unregister(User)


@admin.register(User)
class TrackerUserAdmin(UserAdmin):
    list_display = ["username", "email", "roles", "is_active", "is_staff", "last_login"]
    list_filter = ["groups", "is_active", "is_staff"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="groups")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        staff_follows_group(form.instance)
