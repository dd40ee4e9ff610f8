"""Who a password is compared with."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from editorial.accounts.queries import accounts_with


class AddressBackend(AuthenticationBackend):
    """Allauth's, except that an address which waits to be confirmed signs nobody in."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        for user in accounts_with(email):
            if self._check_password(user, password):
                return user
        return None
