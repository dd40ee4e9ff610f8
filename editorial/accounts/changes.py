"""What an administrator changes about an account: name, address, roles, whether it is switched on, its second step."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from editorial.accounts.limits import lift_lock
from editorial.accounts.operations import forget_pending, one_at_a_time
from editorial.accounts.queries import accounts_with
from editorial.accounts.sessions import end_sessions_of
from editorial.content.fingerprints import fingerprint
from editorial.content.permissions import roles_of
from editorial.errors import EditorialError, NotAllowed
from editorial.mail.addresses import validate_address
from editorial.security.models import Kind
from editorial.security.operations import note
from editorial.states import Role

SECOND_STEP_GONE = (
    "Your second step at oewatch was removed, and you were signed out everywhere. Sign in with your password; then set up "
    "a second step again."
)
YOURSELF = "You cannot take the administrator’s role from yourself or switch your own account off: ask another administrator."

ON_YOUR_OWN_PAGES = (
    "Change your own password, e-mail address and second step on the pages of your account (under your name), where you are "
    "asked who you are."
)


class AccountChanged(EditorialError):
    """Somebody changed the account after this person's page was made. `account` is as it is stored."""

    def __init__(self, account: User):
        self.account = account
        name = account.get_full_name() or account.get_username()
        super().__init__(
            f"Somebody changed the account of {name} while you had it open. Nothing of yours is saved: look at it as it is "
            "now, then change it again."
        )


def account_mark(account: User) -> str:
    """Stands for what an administrator changes about an account: a page carries it, so that a later change is noticed."""
    words = [account.first_name, account.last_name, account.email, account.is_active]
    return fingerprint([*words, sorted(role.value for role in roles_of(account))])[:32]


def require_administrator(by: User) -> None:
    """Raise `NotAllowed` for anybody else."""
    if Role.ADMINISTRATOR not in roles_of(by):
        raise NotAllowed(by, "Only an administrator changes accounts.")


def account_refusal(
    *,
    account: User,
    email: str | None,
    is_active: bool,
    roles: Collection[str],
    by: User,
    drop_second_step: bool = False,
) -> dict[str, str]:
    """Why these values may not be stored, by field; empty when they may. `email` None: the address is not in question.

    Whoever got hold of an administrator's session must not get their account with it: nobody's own address and second
    step change here.
    """
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
        if drop_second_step:
            refused["drop_second_step"] = ON_YOUR_OWN_PAGES
        if email is not None and email.strip().lower() != User.objects.get(pk=by.pk).email.strip().lower():
            refused["email"] = ON_YOUR_OWN_PAGES
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
    before = set(account.groups.filter(name__in=Role.values).values_list("name", flat=True))
    others = account.groups.exclude(name__in=Role.values)
    account.groups.set([*others, *Group.objects.filter(name__in=roles)])
    account.is_staff = account.is_superuser or bool(set(roles) - {Role.AUTHOR.value})
    account.save(update_fields=["is_staff"])
    account.__dict__.pop("_editorial_roles", None)
    given, taken = sorted(set(roles) - before), sorted(before - set(roles))
    if given or taken:
        detail = "; ".join(
            f"{word}: {', '.join(some)}" for word, some in (("given", given), ("taken", taken)) if some
        )
        note(kind=Kind.ROLES_CHANGED, person=account, by=by, detail=detail)


@transaction.atomic
def save_account(
    *,
    account: User,
    roles: Collection[str],
    by: User,
    drop_second_step: bool = False,
    forget_failures: bool = False,
    seen: str | None = None,
) -> User:
    """Store an account's name, address, roles and whether it is switched on; `account` holds the new values.

    A new address counts as verified: the administrator vouches for it, and the old one is told. With
    `drop_second_step` the authenticator app, passkeys and recovery codes go, for somebody who lost them, and every
    session with them; the person is told. With `forget_failures` they need not wait after too many wrong passwords.
    `seen` is the `account_mark` of the page; None: there was none. `by` changes neither address nor second step of their own.
    Raises `NotAllowed`, `AccountChanged`,
    `ValidationError`.
    """
    require_administrator(by)
    one_at_a_time()
    before = User.objects.select_for_update(no_key=True).get(pk=account.pk)
    if seen is not None and seen != account_mark(before):
        raise AccountChanged(before)
    account.email = account.email.strip().lower()
    refused = account_refusal(
        account=account,
        email=account.email,
        is_active=account.is_active,
        roles=roles,
        by=by,
        drop_second_step=drop_second_step,
    )
    if refused:
        raise ValidationError(refused)
    account.save(update_fields=["first_name", "last_name", "email", "is_active"])
    set_roles(account=account, roles=roles, by=by)
    if account.email != before.email.lower():
        EmailAddress.objects.filter(user=account).delete()
        forget_pending(account.email)
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
        note(
            kind=Kind.ADDRESS_CHANGED, person=account, by=by, detail=f"{before.email} became {account.email}"
        )
        _tell(before.email, f"Your e-mail address at oewatch was changed to {account.email}.", by)
    if account.is_active != before.is_active:
        note(kind=Kind.SWITCHED_ON if account.is_active else Kind.SWITCHED_OFF, person=account, by=by)
    if not account.is_active:
        end_sessions_of(user=account, by=by, why="the account was switched off")
    if drop_second_step:
        _drop_second_step(account, by)
    if forget_failures:
        lift_lock(account=before, by=by, why="an administrator let them in")
    return account


def _drop_second_step(account: User, by: User) -> None:
    """Whoever found the lost telephone is signed out as well."""
    if Authenticator.objects.filter(user=account).delete()[0]:
        note(kind=Kind.SECOND_STEP_REMOVED, person=account, by=by, detail="all of them")
        end_sessions_of(user=account, by=by, why="the second step was removed")
        _tell(account.email, SECOND_STEP_GONE, by)


@transaction.atomic
def note_new_password(*, account: User, by: User) -> None:
    """An administrator set a new password, which ends the account's sessions: the person is told, and it is on record.

    Raises `NotAllowed`, `ValidationError` for one's own: that takes the old one.
    """
    require_administrator(by)
    if account.pk == by.pk:
        raise ValidationError(ON_YOUR_OWN_PAGES)
    note(kind=Kind.PASSWORD_CHANGED, person=account, by=by, detail="set by an administrator")
    end_sessions_of(user=account, by=by, why="an administrator set a new password")
    _tell(account.email, "Your password at oewatch was changed.", by)


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
