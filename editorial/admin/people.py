"""Authors and accounts."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from editorial.admin.access import DeskAdmin, signed_in
from editorial.content.models import Author
from editorial.content.operations import save_author
from editorial.content.permissions import roles_of
from editorial.states import Role


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    """The register of authors; authors look names up in it while they write bylines."""

    writers = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
    list_display = ["name", "affiliation", "user"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> list[str]:
        return [] if Role.ADMINISTRATOR in roles_of(request.user) else ["user"]

    def save_model(self, request: HttpRequest, obj: Author, form: Any, change: bool) -> None:
        save_author(author=obj, by=signed_in(request), reason="Edited at the desk")


class Accounts:
    """Accounts are an administrator's alone."""

    def _administrator(self, request: HttpRequest) -> bool:
        return Role.ADMINISTRATOR in roles_of(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(Accounts, UserAdmin):
    """People who sign in; their groups are their roles."""

    list_display = ["username", "get_full_name", "email", "is_active"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["username", "password"]}),
            ("Person", {"fields": ["first_name", "last_name", "email"]}),
            ("Roles", {"fields": ["is_active", "is_staff", "groups"]}),
        ]


@admin.register(Group)
class RoleAdmin(Accounts, GroupAdmin):
    """The roles, to read: their names are fixed, their members are set on the accounts."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
