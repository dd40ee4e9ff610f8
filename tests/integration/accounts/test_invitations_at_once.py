"""Several who invite, or follow links, at the same moment, each with a connection of their own."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from editorial.accounts import operations
from editorial.accounts.models import Invitation
from editorial.accounts.operations import AddressTaken, accept_invitation, invite
from tests import factories as f
from tests.at_once import at_once
from tests.integration.accounts.conftest import PASSWORD


def accepting(token: str) -> Callable[[], int]:
    address = reverse("accept_invitation", args=[token])
    data = {"password": PASSWORD, "again": PASSWORD}
    return lambda: Client(raise_request_exception=False).post(address, data).status_code


@pytest.mark.django_db(transaction=True)
def test_of_several_invitations_at_once_one_is_open() -> None:
    f.author()
    people = [f.editor(), f.editor(), f.administrator()]
    for number in range(4):
        email = f"person{number}@invited.example"
        offer = partial(invite, email=email, name="Ines", roles=["author"])
        tokens = [token for _, token in at_once(*(partial(offer, by=by) for by in people))]
        assert Invitation.objects.filter(email=email, revoked_at=None).count() == 1
        assert sorted(at_once(*map(accepting, tokens))) == [302, 410, 410]
        assert User.objects.filter(email=email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_people_of_one_name_get_names_of_their_own_at_once() -> None:
    by = f.administrator()
    f.author()
    tokens = [
        invite(email=f"same@x{number}.example", name="Same Name", roles=["author"], by=by)[1]
        for number in range(4)
    ]
    assert at_once(*map(accepting, tokens)) == [302] * 4


@pytest.mark.django_db
def test_an_address_confirmed_by_somebody_at_that_moment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    _, token = invite(email="ines@example.org", name="Ines", roles=["author"], by=f.editor())
    other = f.author()
    make = operations.make_account

    def confirmed_meanwhile(**fields: Any) -> User:
        EmailAddress.objects.filter(user=other).update(email="ines@example.org")
        return make(**fields)

    asked = iter([None, other])
    monkeypatch.setattr(operations, "make_account", confirmed_meanwhile)
    monkeypatch.setattr(operations, "account_with", lambda email: next(asked))
    with pytest.raises(AddressTaken) as caught:
        accept_invitation(token=token, password=PASSWORD)
    assert caught.value.account == other
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert not User.objects.filter(email="ines@example.org").exists()
