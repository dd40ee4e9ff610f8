"""Authors and accounts."""

from typing import Any

from allauth.core import context
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from editorial.accounts.changes import (
    ON_YOUR_OWN_PAGES,
    account_mark,
    account_refusal,
    note_new_password,
    save_account,
)
from editorial.accounts.queries import display_name, role_names
from editorial.accounts.sessions import follow_session
from editorial.admin.access import DeskAdmin, TellingAdmin, signed_in
from editorial.admin.confirming import (
    ReauthenticationRequired,
    ask_first,
    confirm_first,
    require_confirmed,
    require_confirmed_for,
)
from editorial.admin.register_forms import LINE
from editorial.admin.stale_forms import MarkedForm
from editorial.content.models import Author
from editorial.content.operations import save_author
from editorial.content.permissions import roles_of
from editorial.mail.addresses import validate_address
from editorial.states import Role


class AuthorForm(MarkedForm):
    """A name of the register."""

    class Meta:
        model = Author
        fields = ["name", "affiliation", "user"]
        widgets = {"name": LINE, "affiliation": LINE}
        labels = {"user": "Account"}


STALE = (
    "Another administrator changed this account while you had it open. Look at the account’s page in another tab, then "
    "save again to keep yours."
)

TYPE_AFTER_CONFIRMING = "Confirm that it is you, then type the new password once more."
OWN_PAGES = {"email": "account_email", "drop_second_step": "mfa_index"}


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    """The register of authors; authors look names up in it while they write bylines."""

    form = AuthorForm
    writers = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
    list_display = ["name", "affiliation", "user"]
    search_fields = ["name"]

    def get_fields(self, request: HttpRequest, obj: Author | None = None) -> list[Any]:
        """Whose account it is, for others than administrators without Django's link to that account's page."""
        account = "user" if Role.ADMINISTRATOR in roles_of(request.user) else "account"
        return ["name", "affiliation", account]

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> list[str]:
        return ["account"]

    @admin.display(description="Account", empty_value="–")
    def account(self, author: Author) -> str | None:
        return display_name(author.user) if author.user else None

    def save_model(self, request: HttpRequest, obj: Author, form: Any, change: bool) -> None:
        save_author(author=obj, by=signed_in(request), reason="Edited at the desk", seen=form.expected())


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
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    drop_second_step = forms.BooleanField(
        required=False,
        label="Remove the second step",
        help_text="Authenticator app, passkeys and recovery codes, for somebody who lost them. They are signed out everywhere "
        "and told by e-mail.",
    )
    forget_failures = forms.BooleanField(
        required=False,
        label="Forget failed sign-ins",
        help_text="They can try again at once, for somebody who has to wait after too many wrong passwords.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = [role.value for role in roles_of(self.instance)]
        self.fields["seen"].initial = self.mark = account_mark(self.instance)
        self.fields["is_active"].label = "Switched on"
        self.fields["is_active"].help_text = "Instead of deleting an account, switch it off."
        for name, page in OWN_PAGES.items() if self.instance.pk == self.by.pk else ():
            self.fields[name].disabled = True
            words = '<a href="{}">On your own page</a>, where you are asked who you are.'
            self.fields[name].help_text = format_html(words, reverse(page))

    def clean(self) -> dict[str, Any] | None:
        """Refuse here what `save_account` would refuse, so that the form can say it beside the field."""
        data = super().clean()
        if self.cleaned_data.get("seen") not in (None, "", self.mark):
            again = self.data.copy()  # type: ignore[attr-defined]
            again["seen"] = self.mark
            self.data = again
            self.add_error(None, STALE)
        refused = account_refusal(
            account=self.instance,
            email=self.cleaned_data.get("email"),
            is_active=self.cleaned_data.get("is_active", True),
            roles=self.cleaned_data.get("roles", []),
            by=self.by,
            drop_second_step=self.cleaned_data.get("drop_second_step", False),
        )
        for field, words in refused.items():
            self.add_error(field, words)
        return data

    def opens_a_way_in(self) -> bool:
        """Whether somebody else could sign in to the account afterwards, or its owner again."""
        return bool(OWN_PAGES.keys() & set(self.changed_data)) or (
            "is_active" in self.changed_data and self.cleaned_data["is_active"]
        )

    def given_roles(self) -> set[str]:
        """The roles that the account did not have."""
        return set(self.cleaned_data["roles"]) - set(self.fields["roles"].initial)

    by: User


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password that an administrator sets for somebody who cannot get e-mail."""

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        """Store it, and put it on record. Django does not tell this form who asks."""
        with transaction.atomic():
            account: User = super().set_password_and_save(user, *args, **kwargs)  # type: ignore[misc]
            note_new_password(account=account, by=signed_in(context.request))
        return account


@admin.register(User)
class AccountAdmin(Accounts, TellingAdmin, UserAdmin):
    """People who sign in. New ones are invited."""

    form = AccountForm
    change_password_form = NewPasswordForm
    list_display = ["full_name", "address", "role_list", "is_active"]
    list_filter = ["is_active", "groups"]
    search_fields = ["first_name", "last_name", "email"]
    ordering = ["last_name", "first_name", "pk"]
    actions = None
    readonly_fields = ["new_password"]
    fieldsets = [
        (None, {"fields": ["first_name", "last_name", "email", "new_password"]}),
        ("Access", {"fields": ["is_active", "roles", "drop_second_step", "forget_failures", "seen"]}),
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
        if account.pk == context.request.user.pk:
            words = '<a href="{}">Change it on your own page</a>, with the old one.'
            return format_html(words, reverse("account_change_password"))
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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Headed by the person's name: nobody sees the name of an account elsewhere."""
        if (account := kwargs.get("obj")) is not None:
            context |= {"heading": display_name(account), "subtitle": display_name(account)}
        return super().render_change_form(request, context, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """The stock page, once it is clear who asks; one's own password is changed elsewhere. No password waits meanwhile."""
        account = self.get_object(request, unquote(id))
        if account is None or not self.has_change_permission(request, account):
            return super().user_change_password(request, id, form_url)
        if account.pk == request.user.pk:
            messages.info(request, ON_YOUR_OWN_PAGES)
            return HttpResponseRedirect(reverse("account_change_password"))
        try:
            require_confirmed(request)
        except ReauthenticationRequired:
            if request.method != "POST":
                raise
            messages.warning(request, TYPE_AFTER_CONFIRMING)
            return HttpResponseRedirect(confirm_first(request))
        key = request.session.session_key
        answer: HttpResponse = super().user_change_password(request, id, form_url)
        if request.session.session_key != key:
            follow_session(request=request)
        return answer

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Who has to say first that it is they (`save_model`) sends the same again afterwards."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ReauthenticationRequired:
            return ask_first(request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if form.opens_a_way_in():
            require_confirmed(request)
        require_confirmed_for(request, form.given_roles())
        save_account(
            account=obj,
            roles=form.cleaned_data["roles"],
            drop_second_step=form.cleaned_data["drop_second_step"],
            forget_failures=form.cleaned_data["forget_failures"],
            seen=form.cleaned_data["seen"] or None,
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
