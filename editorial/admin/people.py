"""Authors and accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from editorial.accounts.changes import account_refusal, save_account
from editorial.accounts.queries import role_names
from editorial.admin.access import DeskAdmin, signed_in
from editorial.content.models import Author
from editorial.content.operations import save_author
from editorial.content.permissions import roles_of
from editorial.mail.addresses import validate_address
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


class AccountForm(UserChangeForm):
    """An account as an administrator sees it. The groups behind the roles and the desk are `set_roles`'s business."""

    email = forms.CharField(
        label="E-mail",
        help_text="They sign in with it.",
        widget=forms.EmailInput(),
        validators=[validate_address],
    )
    roles = forms.MultipleChoiceField(
        choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple, label="Roles"
    )
    drop_second_step = forms.BooleanField(
        required=False,
        label="Remove the second step",
        help_text="Authenticator app, passkeys and recovery codes, for somebody who lost them. They are told by e-mail.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = [role.value for role in roles_of(self.instance)]
        self.fields["is_active"].label = "Switched on"
        self.fields["is_active"].help_text = "Instead of deleting an account, switch it off."

    def clean(self) -> dict[str, Any] | None:
        """Refuse here what `save_account` would refuse, so that the form can say it beside the field."""
        data = super().clean()
        refused = account_refusal(
            account=self.instance,
            email=self.cleaned_data.get("email"),
            is_active=self.cleaned_data.get("is_active", True),
            roles=self.cleaned_data.get("roles", []),
            by=self.by,
        )
        for field, words in refused.items():
            self.add_error(field, words)
        return data

    by: User


@admin.register(User)
class AccountAdmin(Accounts, UserAdmin):
    """People who sign in. New ones are invited."""

    form = AccountForm
    list_display = ["full_name", "address", "role_list", "is_active"]
    list_filter = ["is_active", "groups"]
    search_fields = ["first_name", "last_name", "email"]
    ordering = ["last_name", "first_name", "pk"]
    actions = None
    readonly_fields = ["new_password"]
    fieldsets = [
        (None, {"fields": ["first_name", "last_name", "email", "new_password"]}),
        ("Access", {"fields": ["is_active", "roles", "drop_second_step"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="E-mail", ordering="email")
    def address(self, account: User) -> str:
        return account.email

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, account: User) -> str:
        return account.get_full_name() or account.get_username()

    @admin.display(description="Password")
    def new_password(self, account: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[account.pk])
        return format_html(
            'They reset it by e-mail themselves. Without e-mail: <a href="{}">set a new one</a>.', address
        )

    @admin.display(description="Roles")
    def role_list(self, account: User) -> str:
        return role_names([group.name for group in account.groups.all()])

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form knows who asks: nobody locks themselves out."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("AccountForm", (form,), {"by": signed_in(request)})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        save_account(
            account=obj,
            roles=form.cleaned_data["roles"],
            drop_second_step=form.cleaned_data["drop_second_step"],
            by=signed_in(request),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the groups are written with the account."""


@admin.register(Group)
class RoleAdmin(Accounts, GroupAdmin):
    """The roles, to read: their names are fixed, their members are set on the accounts."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
