"""Questions about accounts and invitations."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import TextChoices

from editorial.accounts.models import Invitation
from editorial.content.permissions import roles_of
from editorial.mail.queries import reaches_people
from editorial.states import Role

AnyUser = User | AnonymousUser


class InvitationState(TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    REVOKED = "revoked", "Revoked"
    EXPIRED = "expired", "Expired"


MAY_GIVE: dict[Role, tuple[Role, ...]] = {
    Role.EDITOR: (Role.AUTHOR, Role.EDITOR, Role.FACT_CHECKER),
    Role.ADMINISTRATOR: tuple(Role),
}


def grantable_roles(user: AnyUser) -> list[Role]:
    """The roles this person may give with an invitation, in the order of `Role`; none for most people."""
    mine = roles_of(user)
    given = {role for holder, roles in MAY_GIVE.items() if holder in mine for role in roles}
    return [role for role in Role if role in given]


def works_at_desk(user: AnyUser) -> bool:
    """Whether they have a role beyond author: the desk is for these people."""
    return bool(roles_of(user) - {Role.AUTHOR})


def home_of(user: AnyUser) -> str:
    """Name of the address where a person's work begins."""
    if roles_of(user) == {Role.FACT_CHECKER}:
        return "check_list"
    if roles_of(user) == {Role.PUBLICATIONS}:
        return "office"
    at_desk = works_at_desk(user) and Role.AUTHOR not in roles_of(user)
    return "admin:index" if at_desk and getattr(user, "is_staff", False) else "home"


def display_name(user: AnyUser) -> str:
    """The person's name as pages and e-mails show it."""
    return getattr(user, "get_full_name", str)() or user.get_username()


def accounts_with(email: str) -> list[User]:
    """The accounts whose address this is, whatever the case of its letters: their own, or one they verified.

    An address that waits to be confirmed is nobody’s yet: anybody may type anybody’s.
    """
    wanted = email.strip().lower()
    if not wanted:
        return []
    own = User.objects.filter(email__iexact=wanted)
    verified = EmailAddress.objects.filter(email__iexact=wanted, verified=True).select_related("user")
    # Compared once more: a database may fold letters that are not the same, such as ı and i.
    found = {user.pk: user for user in own if user.email.lower() == wanted}
    found |= {address.user_id: address.user for address in verified if address.email.lower() == wanted}
    return sorted(found.values(), key=lambda user: (not user.is_active, user.pk))


def account_with(email: str) -> User | None:
    """The account that has this address, whatever the case of its letters."""
    return next(iter(accounts_with(email)), None)


def sees_links(user: AnyUser) -> bool:
    """Whether this person is shown the link of an invitation they send.

    Whoever has the link of an editor’s invitation can be a second editor. So where e-mail reaches people only
    administrators see it.
    """
    return not reaches_people() or Role.ADMINISTRATOR in roles_of(user)


def state_of(invitation: Invitation, at: datetime) -> InvitationState:
    """What has become of an invitation at this time."""
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if invitation.expires_at <= at else InvitationState.OPEN


def role_names(roles: list[str]) -> str:
    """Roles in words, such as “author, fact-checker”."""
    return ", ".join(Role(role).label.lower() for role in Role if role.value in roles)
