"""What an administrator changes about an account: name, address, roles, whether it is switched on, its second step."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from editorial.accounts.operations import forget_pending, one_at_a_time
from editorial.accounts.queries import accounts_with
from editorial.content.permissions import roles_of
from editorial.errors import NotAllowed
from editorial.mail.addresses import validate_address
from editorial.states import Role

YOURSELF = "You cannot take the administrator’s role from yourself or switch your own account off: ask another administrator."


def require_administrator(by: User) -> None:
    """Raise `NotAllowed` for anybody else."""
    if Role.ADMINISTRATOR not in roles_of(by):
        raise NotAllowed(by, "Only an administrator changes accounts.")


def account_refusal(
    *, account: User, email: str | None, is_active: bool, roles: Collection[str], by: User
) -> dict[str, str]:
    """Why these values may not be stored, by field; empty when they may. `email` None: the address is not in question."""
    refused: dict[str, str] = {}
    words = _address_refusal(account, email) if email is not None else ""
    if words:
        refused["email"] = words
    if set(roles) - set(Role.values):
        refused["roles"] = "There is no such role."
    if account.pk == by.pk:
        if not is_active:
            refused["is_active"] = YOURSELF
        if not account.is_superuser and Role.ADMINISTRATOR not in roles:
            refused["roles"] = YOURSELF
    return refused


def _address_refusal(account: User, email: str) -> str:
    """Why this account may not have this address; "" when it may."""
    if not email:
        return "An account needs an e-mail address: people sign in with it."
    try:
        validate_address(email)
    except ValidationError as error:
        return str(error.message)
    other = next((user for user in accounts_with(email) if user.pk != account.pk), None)
    return f"{other.get_full_name() or other.get_username()} has this address." if other else ""


@transaction.atomic
def set_roles(*, account: User, roles: Collection[str], by: User) -> None:
    """Put an account into the groups of exactly these roles; the desk is open to it when one is beyond author.

    Groups that are no roles stay. Raises `NotAllowed`, `ValidationError` for a role that does not exist and for an
    administrator who would lock themselves out.
    """
    require_administrator(by)
    refused = account_refusal(account=account, email=None, is_active=True, roles=roles, by=by)
    if refused:
        raise ValidationError(refused)
    others = account.groups.exclude(name__in=Role.values)
    account.groups.set([*others, *Group.objects.filter(name__in=roles)])
    account.is_staff = account.is_superuser or bool(set(roles) - {Role.AUTHOR.value})
    account.save(update_fields=["is_staff"])
    account.__dict__.pop("_editorial_roles", None)


@transaction.atomic
def save_account(*, account: User, roles: Collection[str], by: User, drop_second_step: bool = False) -> User:
    """Store an account's name, address, roles and whether it is switched on; `account` holds the new values.

    A new address counts as verified: the administrator vouches for it, and the old one is told. With
    `drop_second_step` the authenticator app, passkeys and recovery codes go, for somebody who lost them; the person
    is told. Raises `NotAllowed`, `ValidationError`.
    """
    require_administrator(by)
    one_at_a_time()
    before = User.objects.select_for_update().get(pk=account.pk)
    account.email = account.email.strip().lower()
    refused = account_refusal(
        account=account, email=account.email, is_active=account.is_active, roles=roles, by=by
    )
    if refused:
        raise ValidationError(refused)
    account.save(update_fields=["first_name", "last_name", "email", "is_active"])
    set_roles(account=account, roles=roles, by=by)
    if account.email != before.email.lower():
        EmailAddress.objects.filter(user=account).delete()
        forget_pending(account.email)
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
        _tell(before.email, f"Your e-mail address at oewatch was changed to {account.email}.", by)
    if drop_second_step and Authenticator.objects.filter(user=account).delete()[0]:
        _tell(
            account.email, "Your second step at oewatch was removed: a password alone signs you in now.", by
        )
    return account


def _tell(email: str, what: str, by: User) -> None:
    """An e-mail to somebody whose account was changed by somebody else."""
    if email:
        context = {"what": what, "who": by.get_full_name() or by.get_username()}
        send_mail(
            "Your account at oewatch was changed",
            render_to_string("email/account_changed.txt", context),
            None,
            [email],
        )
