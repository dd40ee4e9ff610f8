"""The editors' desk: Django's admin with our pages. Django imports this package to find them."""

from editorial.admin import articles, files, issues, people

__all__ = ["articles", "files", "issues", "people"]
