"""The same rows behind other ways to show them: the plain Django admin, django-import-export, Datasette."""
