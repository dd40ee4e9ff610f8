"""First sign-ins at the same moment, each with a connection of its own."""

from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core import mail

from editorial.accounts.openid.errors import SignInRefused
from editorial.accounts.openid.issuer import Identity
from editorial.accounts.openid.models import OpenIDLink
from editorial.accounts.openid.operations import account_of
from tests import factories as f
from tests.at_once import at_once
from tests.processes import make_roles

ISSUER = "https://login.example.org"


def who(subject: str, email: str) -> Identity:
    return Identity(issuer=ISSUER, subject=subject, email=email, second_step=False, at=0)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_with_one_address_one_is_connected_and_two_windows_are_one_person() -> None:
    make_roles()
    for number in range(4):
        account = f.author(email=f"person{number}@example.org")
        mail.outbox.clear()
        windows = at_once(*[partial(account_of, identity=who(f"s{number}", account.email))] * 3)
        assert windows == [account] * 3
        assert (OpenIDLink.objects.filter(user=account).count(), len(mail.outbox)) == (1, 1)
        other = f.author(email=f"other{number}@example.org")
        found = at_once(*(partial(account_of, identity=who(f"{name}{number}", other.email)) for name in "ab"))
        refused = [one for one in found if isinstance(one, SignInRefused)]
        assert [one.code for one in refused] == ["somebody_else"]
        assert [one for one in found if isinstance(one, User)] == [other]
