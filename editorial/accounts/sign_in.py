"""Who a password is compared with, and who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User

from editorial.accounts.queries import accounts_with
from editorial.accounts.required_step import with_second_step


class AddressBackend(AuthenticationBackend):
    """Allauth's, except that an address which waits to be confirmed signs nobody in."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        for user in accounts_with(email):
            if self._check_password(user, password):
                return user
        return None

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """The person of a session, with whether they have a second step: asked in the same query, so it is never stale."""
        user = with_second_step(User.objects.all()).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
