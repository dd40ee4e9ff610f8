"""The editors' desk: Django's admin with our pages. Django imports this package to find them."""

from editorial.admin import articles, invitations, issues, mail, people, registers, security

__all__ = ["articles", "invitations", "issues", "mail", "people", "registers", "security"]
