"""`manage.py create_administrator`: the first account of an installation, from which everybody else is invited."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from editorial.accounts.operations import AddressTaken, create_administrator


class Command(BaseCommand):
    help = "Make an account with the administrator's role. Everybody else is invited at the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The address they sign in with.")
        parser.add_argument("name", help="Their full name, in quotation marks.")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("ADMINISTRATOR_PASSWORD") or self._ask()
        try:
            user = create_administrator(email=options["email"], name=options["name"], password=password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except AddressTaken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.get_full_name()} can sign in with {user.email}.")

    def _ask(self) -> str:
        try:
            password = getpass.getpass("Password, at least 12 characters: ")
            if getpass.getpass("Once more: ") == password:
                return password
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("Nothing was made.") from error
        raise CommandError("The two passwords are not the same. Nothing was made.")
