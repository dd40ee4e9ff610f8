"""Who needs a second step and has none (`SECOND_STEP_ROLES`)."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet

from editorial.accounts.queries import AnyUser, role_names
from editorial.content.permissions import roles_of

# Recovery codes are none: they stand in for one of these.
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def with_second_step(users: QuerySet[User]) -> QuerySet[User]:
    """The users, each with `second_step_there`."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
    return users.annotate(second_step_there=Exists(theirs))


def second_steps_of(user: Any) -> QuerySet[Authenticator]:
    """Their authenticator app and passkeys."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS)


def demanding_roles(user: AnyUser) -> list[str]:
    """The roles of this person that need a second step."""
    return [role.value for role in roles_of(user) if role.value in settings.SECOND_STEP_ROLES]


def demanding_role_names(user: AnyUser) -> str:
    """The same in words, such as “editor, administrator”."""
    return role_names(demanding_roles(user))


def lacks_second_step(user: AnyUser) -> bool:
    """Whether this person has to set up a second step before anything else.

    No query of its own for the person of a session (`sign_in.AddressBackend.get_user`), whose roles every page reads anyway.
    """
    if not settings.SECOND_STEP_ROLES or not user.is_authenticated:
        return False
    there = getattr(user, "second_step_there", None)
    if there is None:  # signed in with this very request
        there = second_steps_of(user).exists()
    return not there and bool(demanding_roles(user))


def may_remove(authenticator: Authenticator) -> bool:
    """Whether its person may do without: they need no second step, or have another one."""
    if authenticator.type not in SECOND_STEPS or not demanding_roles(authenticator.user):
        return True
    return second_steps_of(authenticator.user).exclude(pk=authenticator.pk).exists()
