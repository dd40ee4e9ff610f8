"""`manage.py openid`: who is connected to whom at the issuer, and an administrator's way in when it is lost."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from editorial.accounts.openid.errors import SignInRefused
from editorial.accounts.openid.issuer import issuer_name
from editorial.accounts.openid.models import OpenIDLink
from editorial.accounts.openid.only import link_for
from editorial.accounts.openid.operations import connect_account, disconnect_account
from editorial.accounts.queries import accounts_with
from editorial.content.permissions import roles_of
from editorial.states import Role


class Command(BaseCommand):
    help = "Who is connected to whom at the organization's sign-in (OPENID_ISSUER)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="All accounts that are connected.")
        connect = acts.add_parser(
            "connect", help="Say who somebody is there (their “sub”, as our log names it)."
        )
        connect.add_argument("email")
        connect.add_argument("subject")
        acts.add_parser(
            "disconnect", help="So that the next sign-in by the address connects anew."
        ).add_argument("email")
        acts.add_parser(
            "link", help="An administrator's way in past the issuer, once, for an hour."
        ).add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.OPENID_ISSUER:
            raise CommandError("OPENID_ISSUER is not set.")
        if options["act"] == "list":
            return self._list()
        account = self._account(options["email"])
        if options["act"] == "connect":
            return self._connect(account, options["subject"])
        return self._disconnect(account) if options["act"] == "disconnect" else self._link(account)

    def _account(self, email: str) -> User:
        found = accounts_with(email)
        if len(found) != 1:
            raise CommandError(
                f"{len(found) or 'No'} account{'s have' if found else ' has'} the address {email}."
            )
        return found[0]

    def _list(self) -> None:
        links = OpenIDLink.objects.filter(issuer=issuer_name()).select_related("user").order_by("user__email")
        for link in links:
            off = "" if link.user.is_active else " (switched off)"
            self.stdout.write(f"{link.user.email}{off}\t{link.subject}\t{link.connected_at:%Y-%m-%d}")
        self.stdout.write(f"{len(links)} connected to {issuer_name()}.")

    def _connect(self, account: User, subject: str) -> None:
        if not (subject.isascii() and subject.isprintable() and 0 < len(subject) <= 255):
            raise CommandError("A subject has 1 to 255 characters of ASCII. Copy it from the log.")
        try:
            connect_account(account=account, subject=subject)
        except SignInRefused as error:
            raise CommandError(
                f"The account of {account.email}, or this subject, is connected already: see “openid list”."
            ) from error
        self.stdout.write(f"{account.email} is connected.")

    def _disconnect(self, account: User) -> None:
        if not disconnect_account(account=account):
            raise CommandError(f"{account.email} is not connected.")
        self.stdout.write(
            f"{account.email} is connected no more. Whoever signs in with this address next is."
        )

    def _link(self, account: User) -> None:
        if not settings.OPENID_ONLY:
            raise CommandError("OPENID_ONLY is not set: administrators sign in with their passwords.")
        if Role.ADMINISTRATOR not in roles_of(account):
            raise CommandError(f"{account.email} is no administrator, or switched off.")
        self.stdout.write(f"{settings.PUBLIC_URL}{link_for(account)}")
