"""The security log at the desk, for administrators to read."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from editorial.accounts.queries import display_name
from editorial.admin.access import DeskAdmin
from editorial.security.models import SecurityEvent
from editorial.states import Role

# People end their own sessions, and what an administrator does to an account ends them too. Addresses and second steps are
# changed on the account's page, where it is noted and told; a second step's row has its secret.
admin.site.unregister([UserSession, Authenticator, EmailAddress])


@admin.register(SecurityEvent)
class SecurityEventAdmin(DeskAdmin):
    """What happened to accounts and who tried to get in, newest first. Nobody changes it, here or past the application."""

    readers = frozenset({Role.ADMINISTRATOR})
    list_display = ["at", "what", "whose", "who_did_it", "ip", "detail"]
    list_filter = ["kind", "at"]
    search_fields = [
        "address", "detail", "ip", "person__first_name", "person__last_name", "person__email", "person__username",
    ]  # fmt: skip
    search_help_text = "Name, address, IP address or words of the last column"
    list_select_related = ["person", "by"]
    fields = ["at", "kind", "person", "by", "address", "ip", "user_agent", "detail"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SecurityEvent]:
        return super().get_queryset(request).select_related("person", "by")

    @admin.display(description="What", ordering="kind")
    def what(self, event: SecurityEvent) -> str:
        return event.get_kind_display()

    @admin.display(description="Whose account", ordering="address")
    def whose(self, event: SecurityEvent) -> str:
        """Name and address; for an address that nobody has the mark that stands for it."""
        if event.person is None:
            return event.address
        return format_html("{}<br>{}", display_name(event.person), event.address)

    @admin.display(description="By", empty_value="")
    def who_did_it(self, event: SecurityEvent) -> str | None:
        return display_name(event.by) if event.by else None
