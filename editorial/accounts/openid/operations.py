"""Whose account it is that the issuer signed in, and who is connected to whom."""

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from editorial.accounts.models import Invitation
from editorial.accounts.openid.errors import SignInRefused
from editorial.accounts.openid.issuer import Identity, issuer_name
from editorial.accounts.openid.models import OpenIDLink
from editorial.accounts.operations import accept_invitation, one_at_a_time
from editorial.accounts.queries import accounts_with
from editorial.accounts.sessions import end_sessions_of
from editorial.security.models import Kind
from editorial.security.operations import note


@transaction.atomic
def account_of(*, identity: Identity, expected: int = 0, at: datetime | None = None) -> User:
    """The active account of this person; at their first sign-in it is the one with their address, and is connected.

    They are told of that by e-mail. `expected` is the account that it has to be; 0: any. Raises `SignInRefused`, and then
    nobody is connected.
    """
    link = _link_of(identity) or _connect(identity, at or timezone.now())
    if expected and link.user_id != expected:
        raise SignInRefused("not_you", f"subject {identity.subject}", account=link.user)
    if not link.user.is_active:
        raise SignInRefused("switched_off", email=link.user.email, account=link.user)
    return link.user


def _link_of(identity: Identity) -> OpenIDLink | None:
    links = OpenIDLink.objects.select_related("user")
    return links.filter(issuer=identity.issuer, subject=identity.subject).first()


def _connect(identity: Identity, at: datetime) -> OpenIDLink:
    """The new link between the person and the one active account with their verified address."""
    subject = f"subject {identity.subject}"
    if not identity.email:
        raise SignInRefused("address_not_verified", subject)
    one_at_a_time()  # nobody gets this address meanwhile
    found = accounts_with(identity.email)
    active = [account for account in found if account.is_active]
    if len(active) != 1:
        code = "ambiguous" if active else "switched_off" if found else _without_account(identity.email, at)
        raise SignInRefused(code, subject, email=identity.email, account=found[0] if found else None)
    account = User.objects.select_for_update(no_key=True).get(pk=active[0].pk)
    try:
        with transaction.atomic():
            link = OpenIDLink.objects.create(
                user=account, issuer=identity.issuer, subject=identity.subject, connected_at=at
            )
    except IntegrityError:  # the account has another subject, or the person's other window was quicker
        mine = _link_of(identity)
        if mine is None:
            raise SignInRefused("somebody_else", subject, email=identity.email, account=account) from None
        return mine
    note(kind=Kind.CONNECTED, person=account, detail=subject)
    _tell(account)
    return link


def _without_account(email: str, at: datetime) -> str:
    """Why there is none: nobody invited this person, or they have not followed the invitation yet."""
    waiting = Invitation.objects.filter(
        email=email.lower(), accepted_at=None, revoked_at=None, expires_at__gt=at
    )
    return "invited" if waiting.exists() else "unknown"


def _tell(account: User) -> None:
    send_mail(
        f"Your account at oewatch is connected to {settings.OPENID_NAME}",
        render_to_string("email/openid_connected.txt", {"name": settings.OPENID_NAME}),
        None,
        [account.email],
    )


@transaction.atomic
def connect_account(*, account: User, subject: str, at: datetime | None = None) -> OpenIDLink:
    """Say who somebody is at the issuer, for issuers that verify no addresses. The person is told.

    Raises `SignInRefused` when the account or the subject is connected already.
    """
    try:
        with transaction.atomic():
            link = OpenIDLink.objects.create(
                user=account, issuer=issuer_name(), subject=subject, connected_at=at or timezone.now()
            )
    except IntegrityError:
        raise SignInRefused("somebody_else", email=account.email, account=account) from None
    note(kind=Kind.CONNECTED, person=account, detail=f"subject {subject}, by the command line")
    _tell(account)
    return link


@transaction.atomic
def disconnect_account(*, account: User) -> bool:
    """Let the next person with the account's address be theirs; whether they were connected to today's issuer."""
    gone = bool(OpenIDLink.objects.filter(user=account, issuer=issuer_name()).delete()[0])
    if gone:
        note(kind=Kind.DISCONNECTED, person=account, detail="by the command line")
        end_sessions_of(user=account, by=None, why="disconnected from the issuer")
    return gone


@transaction.atomic
def accept_without_password(*, token: str) -> User:
    """Make the account that an invitation offers, for somebody whom the issuer will sign in. Raises as `accept_invitation`."""
    user = accept_invitation(token=token, password=secrets.token_urlsafe(48))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user
