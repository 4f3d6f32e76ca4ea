"""Looking after the record: one module a subject. What is saved here goes through the same actions as at the desk."""

from articles.admin import articles, claims, derived, directory, marking, queue

__all__ = ["articles", "claims", "derived", "directory", "marking", "queue"]
