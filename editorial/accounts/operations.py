"""Invitations: the offer of an account, and what becomes of it."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from editorial.accounts.models import Invitation
from editorial.accounts.queries import InvitationState, account_with, grantable_roles, role_names, state_of
from editorial.content.models import Author
from editorial.content.operations import save_author
from editorial.content.permissions import roles_of
from editorial.errors import EditorialError, NotAllowed
from editorial.mail.addresses import validate_address
from editorial.security.models import Kind
from editorial.security.operations import note
from editorial.states import Role

GONE = {
    None: "This invitation link is not right. Open it again from the e-mail, or copy the whole of it.",
    InvitationState.ACCEPTED: "This invitation was used already. Sign in with your e-mail address and password.",
    InvitationState.REVOKED: "This invitation was taken back. Ask whoever invited you for a new one.",
    InvitationState.EXPIRED: "This invitation has expired. Ask whoever invited you for a new one.",
}


REPLACES_MORE = (
    "This address has an open invitation with a role that only an administrator gives. Ask an administrator."
)


class AddressTaken(EditorialError):
    """Somebody has an account with this address. `email` is the address, `account` theirs."""

    def __init__(self, email: str, account: User):
        self.email, self.account = email, account
        off = " It is switched off: an administrator can switch it on again." if not account.is_active else ""
        super().__init__(f"{account.get_full_name() or email} has an account with {email} already.{off}")


class InvitationGone(EditorialError):
    """The link opens nothing (any more). `state` says why; None: there is no such invitation."""

    def __init__(self, state: InvitationState | None):
        self.state = state
        super().__init__(GONE[state])


class InvitationNotOpen(EditorialError):
    """Only an open invitation can be revoked. `state` is what it is."""

    def __init__(self, state: InvitationState):
        self.state = state
        super().__init__(f"This invitation is {state.label.lower()} already; there is nothing to take back.")


def digest_of(token: str) -> str:
    """What is stored instead of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    by: User,
    link: Callable[[str], str] | None = None,
    at: datetime | None = None,
) -> tuple[Invitation, str]:
    """Offer an account and return the invitation with its token, which is stored nowhere.

    An open invitation to the same address is revoked by it, if `by` may revoke it. With `link`, which makes the address
    of the page from the token, the invitation goes out by e-mail. Raises `NotAllowed`, `AddressTaken`,
    `ValidationError`.
    """
    at = at or timezone.now()
    email, name = email.strip().lower(), " ".join(name.split())
    given = [role for role in Role if role.value in set(roles)]
    _require_complete(email=email, name=name, roles=roles)
    refused = [role for role in given if role not in grantable_roles(by)]
    if refused:
        raise NotAllowed(by, f"You may not give the role {role_names([role.value for role in refused])}.")
    one_at_a_time()
    account = account_with(email)
    if account is not None:
        raise AddressTaken(email, account)
    _replace_earlier(email=email, by=by, at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        roles=[role.value for role in given],
        token_digest=digest_of(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    if link is not None:
        _send(invitation, link(token))
    return invitation, token


def one_at_a_time() -> None:
    """Wait until nobody else is inviting or making an account, until the end of this transaction.

    An address that nobody has yet has no row to lock: the row of a role stands in for it. SQLite needs none of this,
    a transaction there is alone from its beginning.
    """
    Group.objects.select_for_update(no_key=True).filter(name=Role.AUTHOR.value).first()


def _replace_earlier(*, email: str, by: User, at: datetime) -> None:
    """Revoke what was sent to this address before. Raises `NotAllowed` if that may still be accepted and is not theirs."""
    waiting = Invitation.objects.select_for_update().filter(email=email, accepted_at=None, revoked_at=None)
    for earlier in waiting.order_by("pk"):
        if may_manage(earlier, by):
            earlier.revoked_at, earlier.revoked_by = at, by
            earlier.save(update_fields=["revoked_at", "revoked_by"])
        elif state_of(earlier, at) == InvitationState.OPEN:
            raise NotAllowed(by, REPLACES_MORE)


def _require_complete(*, email: str, name: str, roles: Sequence[str]) -> None:
    """Raise `ValidationError` with every field that is missing or wrong."""
    wrong: dict[str, str] = {}
    try:
        validate_address(email)
    except ValidationError as error:
        wrong["email"] = str(error.message)
    if not name:
        wrong["name"] = "Give the person’s full name, as in bylines."
    elif len(name) > 150 or not name.isprintable():
        wrong["name"] = "A name has at most 150 letters, on one line."
    if not roles or set(roles) - set(Role.values):
        wrong["roles"] = "Choose at least one role."
    if wrong:
        raise ValidationError(wrong)


def _send(invitation: Invitation, link: str) -> None:
    context = {
        "invitation": invitation,
        "roles": role_names(invitation.roles),
        "inviter": invitation.invited_by.get_full_name() or invitation.invited_by.get_username(),
        "link": link,
    }
    message = EmailMultiAlternatives(
        subject="Your account at oewatch",
        body=render_to_string("email/invitation.txt", context),
        to=[invitation.email],
    )
    message.attach_alternative(render_to_string("email/invitation.html", context), "text/html")
    message.send()


def open_invitation(*, token: str, at: datetime | None = None) -> Invitation:
    """The invitation this token opens. Raises `InvitationGone`."""
    invitation = Invitation.objects.filter(token_digest=digest_of(token)).first()
    state = state_of(invitation, at or timezone.now()) if invitation else None
    if invitation is None or state != InvitationState.OPEN:
        raise InvitationGone(state)
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime | None = None) -> User:
    """Make the account an invitation offers and return it. An author's name goes into the register of authors.

    Raises `InvitationGone`, `AddressTaken`, and `ValidationError` for a password that will not do.
    """
    at = at or timezone.now()
    one_at_a_time()
    # Locked before it is looked at: of two who follow the link at once, one gets the account.
    Invitation.objects.select_for_update().filter(token_digest=digest_of(token)).first()
    invitation = open_invitation(token=token, at=at)
    taken = account_with(invitation.email)
    if taken is not None:
        raise AddressTaken(invitation.email, taken)
    try:
        with transaction.atomic():
            user = make_account(
                email=invitation.email, name=invitation.name, roles=invitation.roles, password=password
            )
    except IntegrityError as error:  # somebody confirmed the address for theirs at this moment
        taken = account_with(invitation.email)
        if taken is None:
            raise
        raise AddressTaken(invitation.email, taken) from error
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if Role.AUTHOR in roles_of(user):
        _enter_into_register(user, invited_by=invitation.invited_by)
    roles = role_names(invitation.roles)
    detail = f"{roles}; invited by {invitation.invited_by.get_username()}"
    note(kind=Kind.INVITATION_ACCEPTED, person=user, detail=detail)
    return user


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str) -> User:
    """An account with the administrator's role, made by whoever runs the installation.

    Raises `AddressTaken`, and `ValidationError` for an address, a name or a password that will not do.
    """
    email, name, roles = email.strip().lower(), " ".join(name.split()), [Role.ADMINISTRATOR.value]
    _require_complete(email=email, name=name, roles=roles)
    one_at_a_time()
    taken = account_with(email)
    if taken is not None:
        raise AddressTaken(email, taken)
    user = make_account(email=email, name=name, roles=roles, password=password)
    note(kind=Kind.ROLES_CHANGED, person=user, detail="administrator, by whoever runs the installation")
    return user


def make_account(*, email: str, name: str, roles: Sequence[str], password: str) -> User:
    """An account with a verified address, for which nobody else waits any more.

    Who may ask for it is the caller's question. Raises `ValidationError`.
    """
    first, _, last = name.partition(" ")
    user = User(email=email, first_name=first, last_name=last)
    user.username = get_adapter().generate_unique_username([email, name])
    user.is_staff = bool(set(roles) - {Role.AUTHOR.value})
    validate_password(password, user)
    user.set_password(password)
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))
    forget_pending(email)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def forget_pending(email: str) -> None:
    """Whoever typed this address as their new one cannot confirm it any more."""
    EmailAddress.objects.filter(email__iexact=email, verified=False).delete()


def _enter_into_register(user: User, *, invited_by: User) -> None:
    """Their byline. A name that is in the register is tied to the account only if an administrator invited them."""
    name = user.get_full_name()
    known = Author.objects.filter(name=name, user=None).first()
    if known is not None and Role.ADMINISTRATOR in roles_of(invited_by):
        known.user = user
        save_author(author=known, by=invited_by, reason="Invitation accepted")
    else:
        save_author(author=Author(name=name, user=user), by=user, reason="Invitation accepted")


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, at: datetime | None = None) -> None:
    """Take an open (or expired) invitation back: its link opens nothing from now on.

    Raises `NotAllowed` unless `by` may give all its roles, `InvitationNotOpen`.
    """
    at = at or timezone.now()
    require_may_manage(invitation, by)
    now = Invitation.objects.select_for_update().get(pk=invitation.pk)
    state = state_of(now, at)
    if state in (InvitationState.ACCEPTED, InvitationState.REVOKED):
        raise InvitationNotOpen(state)
    now.revoked_at, now.revoked_by = at, by
    now.save(update_fields=["revoked_at", "revoked_by"])


def may_manage(invitation: Invitation, by: User) -> bool:
    """Whether the person could have sent this invitation themselves."""
    return not set(invitation.roles) - set(grantable_roles(by))


def require_may_manage(invitation: Invitation, by: User) -> None:
    """Raise `NotAllowed` unless the person could have sent this invitation themselves."""
    if not may_manage(invitation, by):
        raise NotAllowed(by, "This invitation gives a role that only an administrator gives.")


def resend_invitation(
    *, invitation: Invitation, by: User, link: Callable[[str], str], at: datetime | None = None
) -> tuple[Invitation, str]:
    """Invite the same person again with a new link; the old one opens nothing any more. Raises as `invite`."""
    return invite(
        email=invitation.email, name=invitation.name, roles=invitation.roles, by=by, link=link, at=at
    )
